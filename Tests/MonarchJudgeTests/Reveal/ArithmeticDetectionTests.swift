import ExactArithmetic
import MonarchJudge
import MonarchReference
import Synchronization
import Testing

@Suite struct ArithmeticDetectionTests {
  /// Right kernels, in any order of summation and with every fusion.
  private static let right: [PlainKernel] = [
    PlainKernel("ascending", right: ascending),
    PlainKernel("ascending from zero", right: ascendingFromZero),
    PlainKernel("descending", right: descending),
    PlainKernel("fused", right: fused),
    PlainKernel("fused from zero", right: fusedFromZero),
    PlainKernel("halves", right: halves),
    PlainKernel("2 lanes", right: lanes(2)),
    PlainKernel("4 lanes", right: lanes(4)),
    PlainKernel("blocks of 2", right: blocks(2)),
    PlainKernel("mixed", right: halves, left: fused),
    PlainKernel("double sums", right: doubleSums),
  ]

  @Test(arguments: ArithmeticDetectionTests.right)
  func nothingIsHeldAgainstRightKernels(_ kernel: PlainKernel) async throws {
    let detected = try await ArithmeticDetection(kernel.questions).run()
    #expect(detected.contradictions == [], "\(kernel.name): \(detected.contradictions.map(\.text))")
  }

  /// Kernels that break one promise, the subject of it, and words that must be in the finding.
  private static let wrong: [(PlainKernel, DetectedArithmetic.Subject, String)] = [
    (PlainKernel("TF32, cut off", right: cutInputs(10)), .inputs, "tf32, toward zero"),
    (PlainKernel("TF32, rounded", right: narrowInputs(10)), .inputs, "rounded to tf32 before"),
    (PlainKernel("bfloat16 inputs, cut off", right: cutInputs(7)), .inputs, "bfloat16, toward zero"),
    (PlainKernel("bfloat16 inputs, rounded", right: narrowInputs(7)), .inputs, "rounded to bfloat16 before"),
    (PlainKernel("bfloat16 sums", right: bfloatSums), .sums, "rounded to bfloat16, declared float32"),
    (PlainKernel("bfloat16 products", right: bfloatProducts), .products, "bfloat16"),
    (PlainKernel("units of 2", right: units(2)), .sums, "cut off 27 bits below"),
    (PlainKernel("units of 16", right: units(16)), .sums, "cut off 27 bits below"),
    (PlainKernel("cut sums", right: cutSums), .sums, "bfloat16, toward zero"),
    (PlainKernel("float16 sums", right: halfSums), .sums, "float16, declared float32"),
    (PlainKernel("flushes all", right: flushesAll), .underflow, "the input, the right factor, results"),
    (PlainKernel("flushes inputs", right: flushesInputs), .underflow, "the input, the right factor"),
    (
      PlainKernel("narrow intermediate", right: stored(fused) { narrowed($0, 7) }, left: fused), .intermediate,
      "rounded to bfloat16"
    ),
    (
      PlainKernel("narrow output", right: ascending, left: stored(ascending) { narrowed($0, 10) }), .output,
      "rounded to tf32, declared float32"
    ),
    (
      PlainKernel("output cut off", right: ascending, left: stored(ascending) { cut($0, 10) }), .output,
      "toward zero"
    ),
  ]

  @Test(arguments: ArithmeticDetectionTests.wrong.indices)
  func everyBrokenPromiseIsFound(_ index: Int) async throws {
    let (kernel, subject, words) = ArithmeticDetectionTests.wrong[index]
    let detected = try await ArithmeticDetection(kernel.questions).run()
    let found = detected.contradictions.filter { $0.subject == subject }.map(\.text)
    #expect(found.contains { $0.contains(words) }, "\(kernel.name): \(detected.findings.map(\.text))")
  }

  /// A narrow format with float32 sums, as declared, and its output cut off in place of rounded.
  @Test func narrowFormats() async throws {
    let model = try ArithmeticModel(input: .bfloat16, accumulate: .float32, output: .bfloat16)
    let honest = PlainKernel("bfloat16", model: model, right: fused, left: stored(fused) { narrowed($0, 7) })
    let detected = try await ArithmeticDetection(honest.questions).run()
    #expect(detected.contradictions == [], "\(detected.contradictions.map(\.text))")
    #expect(detected.findings.contains { $0.text == "the output is rounded to bfloat16" })

    let cutting = PlainKernel("cut", model: model, right: fused, left: stored(fused) { cut($0, 7) })
    let found = try await ArithmeticDetection(cutting.questions).run()
    #expect(found.contradictions.map(\.subject) == [.output] && found.contradictions[0].text.contains("toward zero"))

    // bfloat16 data forced through float16, where 2^100 is infinite.
    let half = PlainKernel("half", model: model, right: halfSums, left: stored(halfSums) { narrowed($0, 7) })
    let halves = try await ArithmeticDetection(half.questions).run()
    #expect(halves.contradictions.contains { $0.subject == .sums && $0.text.contains("float16") }, "\(halves.findings)")
  }

  /// Data of float16 reaches from 2^-24 to 65504 only; masks are products.
  @Test func halfPrecisionData() async throws {
    let model = try ArithmeticModel(input: .float16, accumulate: .float32, output: .float16)
    let kernel = PlainKernel(
      "float16", model: model, right: ascending, left: stored(halves) { Float(Float16($0)) })
    let detected = try await ArithmeticDetection(kernel.questions).run()
    #expect(detected.contradictions == [], "\(detected.contradictions.map(\.text))")
    #expect(detected.findings.contains { $0.text.contains("pairwise") }, "\(detected.findings.map(\.text))")
  }

  @Test func doublePrecision() async throws {
    let sum: PlainKernel.Dot = { u, v, _ in zip(u, v).reduce(0.0) { $0.addingProduct($1.0, $1.1) } }
    let kernel = PlainKernel("float64", model: ArithmeticModel(.float64), right: sum)
    let detected = try await ArithmeticDetection(kernel.questions).run()
    #expect(detected.contradictions == [], "\(detected.contradictions.map(\.text))")
    let single = PlainKernel("float32 inside", model: ArithmeticModel(.float64), right: fused)
    let found = try await ArithmeticDetection(single.questions).run()
    #expect(!found.contradictions.isEmpty)
  }

  /// A kernel that takes the tensors of one layout for those of another.
  @Test func permutationsAreIdentified() async throws {
    for (declared, actual) in [(Layout.fly, Layout.m2), (.paper, .monarchAttention), (.m2, .paper), (.fly, .btt)] {
      let questions = ProductQuestions(name: "swapped", layout: declared, model: ArithmeticModel(.float32)) { product in
        let shape = product.shape
        let stored = try declared.stored(CanonicalFactors(shape: shape, left: product.left, right: product.right))
        let factors = try actual.canonical(stored)
        let inputs = try actual.canonicalInputs(
          declared.storedInputs(product.input, batch: product.batch, for: shape), batch: product.batch, for: shape)
        let taken = try ProductCase(
          id: product.id, shape: factors.shape, format: product.format, batch: product.batch, left: factors.left,
          right: factors.right, input: inputs)
        let output = PlainKernel("plain", right: ascending).multiply(taken)
        return try declared.canonicalOutputs(
          actual.storedOutputs(output, batch: product.batch, for: shape), batch: product.batch, for: shape)
      }
      let detected = try await ArithmeticDetection(questions).run()
      let found = detected.contradictions.filter { $0.subject == .permutation }.map(\.text)
      #expect(found == ["the tensors are read as layout \(actual) has them, declared \(declared)"])
    }
    // An output permutation that nobody has: the first two outputs exchanged.
    let kernel = PlainKernel("plain", right: ascending)
    let questions = ProductQuestions(name: "exchanged", layout: .fly, model: kernel.model) { product in
      var output = kernel.multiply(product)
      for row in 0..<product.batch {
        output.swapAt(row * product.shape.outputCount, row * product.shape.outputCount + 1)
      }
      return output
    }
    let detected = try await ArithmeticDetection(questions).run()
    let found = detected.contradictions.filter { $0.subject == .permutation }.map(\.text)
    #expect(found == ["as in no known layout: left[0, 0, 0] reaches output 1, expected output 0"], "\(found)")
    // What computes something else shows no order.
    #expect(detected.findings.allSatisfy { $0.subject == .permutation || $0.subject == .repeatability })
  }

  @Test func noiseAndRowsAreSeen() async throws {
    let kernel = PlainKernel("plain", right: ascending)
    let count = Mutex(0)
    let noisy = ProductQuestions(name: "noisy", layout: .fly, model: kernel.model) { product in
      var output = kernel.multiply(product)
      let turn = count.withLock { count in
        count += 1
        return count
      }
      if turn % 3 == 0, output[0] != 0 { output[0] = output[0].nextUp }
      return output
    }
    let detected = try await ArithmeticDetection(noisy).run()
    #expect(detected.findings.last?.text == "the same question has different answers")

    let uneven = PlainKernel("by row", dot: { u, v, place in (place.row == 16 ? descending : ascending)(u, v, place) })
    let found = try await ArithmeticDetection(uneven.questions).run()
    #expect(found.findings.contains { $0.text == "a row alone has other bits than as row 16 of 37" })
  }
}

extension PlainKernel {
  init(_ name: String, dot: @escaping Dot) { self.init(name, right: dot) }
}

extension PlainKernel: CustomTestStringConvertible {
  var testDescription: String { name }
}
