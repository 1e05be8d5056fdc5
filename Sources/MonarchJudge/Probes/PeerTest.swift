public import ExactArithmetic
import MonarchReference

/// What the tests of published kernels typically do, to show what they let pass.
///
/// Squares of 4, 8 and 16, a batch of 3, inputs in ±1, weights as layers are initialised, in ±0.02, a cotangent of ones, and
/// `allclose(rtol=1e-2, atol=1e-2)` against an exact result.
public struct PeerTest: Sendable {
  private let cases: [(MonarchShape, OperationCase)]

  public init(seed: UInt64, layout: Layout, format: FloatFormat) throws(ShapeError) {
    var cases: [(MonarchShape, OperationCase)] = []
    for size in [4, 8, 16] {
      let shape = try MonarchShape.square(size)
      let id = CaseID(format: format, kind: .uniform, shape: shape, batch: 3, seed: seed)
      guard layout.admits(shape) else { continue }
      var draw = Draw(id, part: "-peers")
      func numbers(_ count: Int, within limit: Double) -> [Double] {
        // Signed numbers of at least the format's bits, brought to a format's value again.
        draw.numbers(count) { draw in
          let value = Double(draw.integer(in: -1000...1000)) / 1000 * limit
          return format.nearest(to: exact(value)).map { Double($0) } ?? 0
        }
      }
      let (left, right) = (numbers(size * size * size, within: 0.02), numbers(size * size * size, within: 0.02))
      cases.append(
        (
          shape,
          try OperationCase(
            id: "peers-\(id)", shape: shape, format: format, batch: 3, left: left, right: right,
            input: numbers(3 * size * size, within: 1),
            cotangent: [Double](repeating: 1, count: 3 * size * size))
        ))
    }
    self.cases = cases
  }

  /// Whether a kernel passes.
  public func passes(
    _ declaration: ProbeDeclaration, answer: (Question) throws -> [[Double]]
  ) throws(ShapeError) -> Bool {
    for (shape, data) in cases {
      for operation in declaration.operations where operation != .dense {
        guard let found = try? answer(try Question(operation, shape: shape, of: data)),
          found.count == operation.results.count
        else { return false }
        for (array, result) in operation.results.map(operation.judged).enumerated() {
          let expectation = try OperationExpectation(result, of: data, model: declaration.model)
          guard found[array].count == expectation.rows * expectation.width else { return false }
          for (index, number) in found[array].enumerated() {
            let (row, entry) = index.quotientAndRemainder(dividingBy: expectation.width)
            let expected = Double(expectation.value(row, entry))
            guard (number - expected).magnitude <= 1e-2 + 1e-2 * expected.magnitude else { return false }
          }
        }
      }
    }
    return true
  }
}
