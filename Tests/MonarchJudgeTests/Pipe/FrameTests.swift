import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles
import Testing

@Suite struct FrameTests {
  @Test func framesCarryTheirLength() throws {
    let message = SafeTensors(tensors: ["output": try Tensor([1, 2, 3] as [Float], shape: [3])], metadata: ["id": "x"])
    let frame = try Frame.encode(message)
    #expect(Frame.length(frame[..<8]) == UInt64(frame.count - 8))
    #expect(try SafeTensors.decode(Array(frame[8...])) == message)
    #expect(Frame.length([1, 2, 0, 0, 0, 0, 0, 0x80]) == 0x8000_0000_0000_0201)
  }

  @Test func strayTextIsNamed() {
    #expect(Frame.hint(Array("debug 1\nmore".utf8)).contains("\"debug 1 more\": a stray print to standard output?"))
    #expect(Frame.hint([0x10, 0, 0, 0, 0, 0, 0, 0]) == "")
    #expect(Frame.hint([]) == "")
  }
}

@Suite struct PipeProtocolTests {
  private func hello(_ changes: [String: String?]) -> SafeTensors {
    var metadata = [
      "protocol": "1", "id": "hello-7", "name": "mine", "operations": "multiply, dense", "layout": "fly",
      "input": "float32",
      "accumulate": "float64", "output": "float32", "flush_to_zero": "false",
    ]
    for (key, value) in changes { metadata[key] = value }
    return SafeTensors(metadata: metadata)
  }

  @Test func manifestsAreRead() throws {
    let manifest = try PipeProtocol.manifest(hello([:]), id: "hello-7")
    #expect(manifest.name == "mine" && manifest.layout == .fly && manifest.operations == [.multiply, .dense])
    #expect("\(manifest.model)" == "float32→float64→float32")
    #expect("\(try PipeProtocol.manifest(hello(["accumulate": nil, "output": nil]), id: "hello-7").model)" == "float32")
    let narrow = try PipeProtocol.manifest(
      hello(["input": "bfloat16", "accumulate": "float32", "intermediate": "bfloat16", "output": nil]), id: "hello-7")
    #expect("\(narrow.model)" == "bfloat16→float32|bfloat16→bfloat16" && narrow.model.gradient == .bfloat16)
    let operands = try PipeProtocol.manifest(hello(["accumulate": nil, "operands": "tf32"]), id: "hello-7")
    let adder = try PipeProtocol.manifest(hello(["accumulate": nil, "adder_window": "23"]), id: "hello-7")
    #expect("\(adder.model)" == "float32, adder window 23" && adder.model.adderWindow == 23)
    #expect("\(operands.model)" == "float32, tf32 operands" && operands.model.operands == .tensorFloat32)
  }

  @Test(
    arguments: [
      (["id": "hello-8"], "carry its id \"hello-7\", found \"hello-8\""), (["id": nil], "found none"),
      (["name": nil], "lacks \"name\""), (["protocol": "2"], "speaks protocol \"2\""),
      (["operations": "pray"], "offers none of multiply, adjoint, gradient"),
      (["layout": "mine"], "expected one of paper, fly"),
      (["input": "float8"], "input = \"float8\""),
      (["intermediate": "float64", "accumulate": "float32"], "which is wider"),
      (["flush_to_zero": "maybe"], "flush_to_zero = \"maybe\": expected true or false"),
      (["reproducible": "no"], "reproducible = \"no\": expected true or false"),
      (["input": "float64", "accumulate": "float32"], "operands = float32 declares that"),
      (["adder_window": "wide"], "adder_window = \"wide\": expected a number of bits"),
      (["adder_window": "0"], "1 to 128 bits, not 0"), (["adder_window": "99999999999999999999"], "a number of bits"),
      (["adder-window": "23"], "unknown key \"adder-window\": expected only protocol, id"),
      (["operands": "float12"], "operands = \"float12\": expected one of float8_e4m3fn"),
      (["operands": "tf32", "accumulate": "bfloat16"], "accumulating tf32 data in bfloat16"),
      (["error": "no\nGPU"], "refused hello: no GPU"),
    ] as [([String: String?], String)])
  func badManifestsAreNamed(changes: [String: String?], text: String) {
    do throws(PipeError) {
      _ = try PipeProtocol.manifest(hello(changes), id: "hello-7")
      Issue.record("accepted \(changes)")
    } catch {
      #expect(error.description.contains(text))
    }
  }

  @Test func repliesAreChecked() throws {
    let question = try Question(CaseID(format: .float32, kind: .uniform, shape: try .square(2), batch: 3, seed: 1))
    func answer(_ tensor: Tensor?, _ metadata: [String: String]) -> Answer {
      PipeProtocol.answer(
        SafeTensors(tensors: tensor.map { ["output": $0] } ?? [:], metadata: metadata), to: question,
        by: Manifest(name: "mine", layout: .fly, model: ArithmeticModel(.float32)))
    }
    let id = ["id": question.id]
    let right = try Tensor([Float](repeating: 2, count: 12), shape: [3, 4])
    if case .results(let values) = answer(right, id) {
      #expect(values.map(\.count) == [12])
    } else {
      Issue.record("refused")
    }
    if case .refusal(let text) = answer(nil, ["id": question.id, "error": "too big"]) {
      #expect(text == "too big")
    } else {
      Issue.record("no refusal")
    }
    for (wrong, text) in [
      (answer(right, [:]), "lacks \"id\""), (answer(right, ["id": "other"]), "not this case"),
      (answer(nil, id), "no tensor \"output\""),
      (
        answer(try Tensor([Float](repeating: 2, count: 12), shape: [4, 3]), id),
        "shape [4, 3], expected (batch, l·s) = [3, 4]"
      ),
      (answer(try Tensor([Double](repeating: 2, count: 12), shape: [3, 4]), id), "is float64, expected float32"),
    ] {
      if case .fault(let reason) = wrong { #expect(reason.contains(text)) } else { Issue.record("accepted: \(text)") }
    }
  }

  /// Every operation in every layout and format: what is asked and what comes back mean the same to both sides.
  @Test(arguments: Layout.presets + [.flyEinsum(b2: 2)])
  func everythingHasItsPlaceInEveryLayout(layout: Layout) throws {
    for operation in KernelOperation.allCases {
      for format in FloatFormat.ofCases {
        let model = try ArithmeticModel(input: format, accumulate: .float64, output: format, gradient: format)
        let manifest = Manifest(name: "mine", layout: layout, model: model, operations: [operation])
        for id in CasePlan(operation, count: 6, seed: 3, layout: layout, format: format, largest: 200).ids {
          let question = try Question(id)
          let (shape, data) = (question.shape, question.data)
          let request = try SafeTensors.decode(PipeProtocol.request(question, layout: layout).encode())
          func stored(_ name: String) throws -> StoredTensor<Rational> {
            let tensor = try #require(request[name])
            #expect(tensor.elementType.rawValue == format.name)
            return StoredTensor(shape: tensor.shape, elements: try tensor.doubles().map(exact))
          }
          let factors = StoredFactors(left: try stored("left"), right: try stored("right"))
          // By the dense matrix of the layout, which is tested by the conventions' own formulas.
          let dense = try layout.dense(factors)
          func vectors(_ name: String) throws -> [[Rational]] {
            let tensor = try stored(name)
            #expect(tensor.shape == [data.batch, tensor.elements.count / max(data.batch, 1)])
            return (0..<data.batch).map { row in
              Array(tensor.elements[row * tensor.shape[1]..<(row + 1) * tensor.shape[1]])
            }
          }
          var results: [KernelResult: [Rational]] = [:]
          switch operation {
          case .multiply: results[.output] = try vectors("input").flatMap { try dense * $0 }
          case .adjoint: results[.output] = try vectors("cotangent").flatMap { try dense.transposed * $0 }
          case .dense: results[.matrix] = dense.elements
          case .gradient, .accumulate:
            results[.inputGradient] = try vectors("cotangent").flatMap { try dense.transposed * $0 }
            // ⟨g, M'(dW) x⟩ for every unit matrix dW is the entry of the gradient.
            let (x, g) = (try vectors("input"), try vectors("cotangent"))
            for (name, result) in [("left", KernelResult.leftGradient), ("right", .rightGradient)] {
              let before = operation == .accumulate ? try stored(result.rawValue).elements : nil
              let tensor = try stored(name)
              results[result] = try tensor.elements.indices.map { index in
                var unit = [Rational](repeating: 0, count: tensor.elements.count)
                unit[index] = 1
                let changed = StoredTensor(shape: tensor.shape, elements: unit)
                let derivative = try layout.dense(
                  name == "left"
                    ? StoredFactors(left: changed, right: factors.right)
                    : StoredFactors(left: factors.left, right: changed))
                return try zip(x, g).reduce(before?[index] ?? 0) { sum, row in
                  try sum + zip(row.1, (derivative * row.0)).reduce(0) { $0 + $1.0 * $1.1 }
                }
              }
            }
          }
          // Rounded to float64 it is right in any arithmetic, if the answer is read as it was meant.
          var tensors: [String: Tensor] = [:]
          for (result, numbers) in results {
            let tensorShape =
              switch result {
              case .leftGradient: factors.left.shape
              case .rightGradient: factors.right.shape
              case .matrix: [shape.outputCount, shape.inputCount]
              default: [data.batch, numbers.count / max(data.batch, 1)]
              }
            let rounded = numbers.map { format.bitPattern(nearest: $0) }
            let bytes = rounded.flatMap { pattern in
              (0..<UInt64(format.bitWidth / 8)).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
            }
            tensors[result.rawValue] = try Tensor(
              elementType: try #require(ElementType(rawValue: format.name)), shape: tensorShape, bytes: bytes)
          }
          let reply = SafeTensors(tensors: tensors, metadata: ["id": question.id])
          let answer = PipeProtocol.answer(reply, to: question, by: manifest)
          for record in try Judge(model: model).records(of: answer, to: question) {
            #expect(record.outcome != .violated, "\(layout) \(record.caseID): \(record.reason)")
          }
        }
      }
    }
  }
}
