import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

extension Subject {
  /// What a foreign implementation may send: a frame, its image, the manifest in it, and the answer to a question.
  static func pipe() throws -> Subject {
    let product = try Question(CaseID(format: .float32, kind: .uniform, shape: try .square(2), batch: 3, seed: 1))
    let gradient = try Question(
      CaseID(.gradient, format: .float32, kind: .uniform, shape: try .square(2), batch: 3, seed: 1))
    let output = try Tensor([Float](repeating: 2, count: 12), shape: [3, 4])
    let factor = try Tensor([Float](repeating: 2, count: 8), shape: [2, 2, 2])
    let messages = [
      SafeTensors(metadata: [
        "protocol": "1", "id": product.id, "name": "mine", "operations": "multiply, dense", "layout": "fly",
        "input": "float32", "accumulate": "float64", "output": "float32", "flush_to_zero": "false",
      ]),
      SafeTensors(tensors: ["output": output], metadata: ["id": product.id]),
      SafeTensors(
        tensors: ["d_input": output, "d_left": factor, "d_right": factor], metadata: ["id": gradient.id]),
      SafeTensors(metadata: ["id": product.id, "error": "too big"]),
    ]
    let manifest = Manifest(name: "mine", layout: .fly, model: ArithmeticModel(.float32))
    return Subject(
      "pipe", seeds: try messages.map { try Frame.encode($0) },
      words: [
        "\"protocol\"", "\"id\"", "\"name\"", "\"operations\"", "\"layout\"", "\"input\"", "\"accumulate\"",
        "\"output\"",
        "\"flush_to_zero\"", "\"error\"", "\"m2\"", "\"fly-einsum:2\"", "\"float16\"", "\"float64\"", "\"F64\"",
        "\"d_left\"",
        "\"intermediate\"", "\"gradient\"", "\"bfloat16\"", "\"BF16\"", "[2,2,2]",
        "[3,4]",
        "[4,3]", "[12]", "\"\(product.id)\"", "\\u001b[2J", "\\n", "\\u2028", "\"__metadata__\"", "\"data_offsets\"",
      ], framing: .pipe
    ) { input in
      if Frame.length(input.prefix(8)) != UInt64(max(0, input.count - 8)) {
        let hint = Frame.hint(input)
        return hint.isEmpty || isOneLine(hint)
          ? .refused : .broken("the hint is not one line: \(hint.debugDescription)")
      }
      return outcome(of: TensorFileError.self) {
        let message = try SafeTensors.decode(Array(input.dropFirst(8)))
        do throws(PipeError) {
          let manifest = try PipeProtocol.manifest(message, id: product.id)
          guard isOneLine(manifest.name) || manifest.name.isEmpty else { return "the name is not one line" }
        } catch {
          guard isOneLine("\(error)") else {
            return "the error of a manifest is not one line: \("\(error)".debugDescription)"
          }
        }
        for question in [product, gradient] {
          switch PipeProtocol.answer(message, to: question, by: manifest) {
          case .results(let values):
            let expected = question.operation.results.map { question.count(of: $0) }
            if values.map(\.count) != expected { return "results of \(values.map(\.count)) numbers" }
          case .refusal(let text), .fault(let text):
            if !text.isEmpty, !isOneLine(text) { return "the reason is not one line: \(text.debugDescription)" }
          }
        }
        return nil
      }
    }
  }
}
