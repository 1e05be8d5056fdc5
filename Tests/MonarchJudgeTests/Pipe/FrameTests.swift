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
    #expect(manifest.name == "mine" && manifest.layout == .fly)
    #expect("\(manifest.model)" == "float32→float64→float32")
    #expect("\(try PipeProtocol.manifest(hello(["accumulate": nil, "output": nil]), id: "hello-7").model)" == "float32")
  }

  @Test(
    arguments: [
      (["id": "hello-8"], "carry its id \"hello-7\", found \"hello-8\""), (["id": nil], "found none"),
      (["name": nil], "lacks \"name\""), (["protocol": "2"], "speaks protocol \"2\""),
      (["operations": "dense"], "does not offer multiply"), (["layout": "mine"], "expected one of paper, fly"),
      (["input": "float8"], "input = \"float8\""), (["flush_to_zero": "true"], "only false can be judged"),
      (["input": "float64", "accumulate": "float32"], "rounds the inputs first"),
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
    let product = try ProductCase(CaseID(format: .float32, kind: .uniform, shape: try .square(2), batch: 3, seed: 1))
    func answer(_ tensor: Tensor?, _ metadata: [String: String]) -> Answer {
      PipeProtocol.answer(
        SafeTensors(tensors: tensor.map { ["output": $0] } ?? [:], metadata: metadata), to: product,
        by: Manifest(name: "mine", layout: .fly, model: ArithmeticModel(.float32)))
    }
    let id = ["id": product.id]
    let right = try Tensor([Float](repeating: 2, count: 12), shape: [3, 4])
    if case .output(let values) = answer(right, id) { #expect(values.count == 12) } else { Issue.record("refused") }
    if case .refusal(let text) = answer(nil, ["id": product.id, "error": "too big"]) {
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
}
