import ExactArithmetic
import MonarchJudge
import MonarchReference
import MonarchVectors
import Testing

/// Both ends of what may come back, against the judge's own verdict on one number and against the definition.
@Suite struct IntervalTests {
  @Test func endsAreTheLastThatTheJudgeAdmits() throws {
    for vector in try VectorFolder(path: committed).vectors() where vector.group.operation != .dense {
      for (name, interval) in zip(vector.group.operation.results, vector.expected) {
        let operation: MonarchOperation =
          switch name {
          case .output: vector.group.operation == .adjoint ? .adjoint : .product
          case .inputGradient: .adjoint
          case .leftGradient: .left
          case .rightGradient: .right
          case .matrix: .product
          }
        let format = vector.group.format(of: name)
        guard interval.low.allSatisfy({ !format.value(bitPattern: $0).isNaN }) else { continue }
        let expectation = try OperationExpectation(operation, of: vector.question.data, model: vector.group.model)
        for index in stride(from: 0, to: interval.low.count, by: 7) {
          let allowance = expectation.allowance(index / expectation.width, index % expectation.width)
          let (low, high) = (
            format.value(bitPattern: interval.low[index]), format.value(bitPattern: interval.high[index])
          )
          #expect(allowance.admits(low) && allowance.admits(high), "\(vector.id) \(name) \(index)")
          for outside in [below(low, format), -below(-high, format)]
          where outside.isFinite || format != vector.group.model.accumulate {
            #expect(outside.isNaN || !allowance.admits(outside), "\(vector.id) \(name) \(index): \(outside)")
          }
        }
      }
    }
  }

  /// The next smaller value of a format; NaN below minus infinity.
  private func below(_ value: Double, _ format: FloatFormat) -> Double {
    let pattern = format.bitPattern(of: value)
    if value == 0 { return -format.value(bitPattern: 1) }
    if value == -.infinity { return .nan }
    return format.value(bitPattern: value < 0 ? pattern + 1 : pattern - 1)
  }

  /// Every product's value, from the matrix entry by entry, rounded once.
  @Test func valueOfTheDefinitionLiesBetween() throws {
    for vector in try VectorFolder(path: committed).vectors()
    where vector.group.operation == .multiply && !vector.flags.contains(.nonFinite) {
      let data = vector.question.data
      let (shape, format) = (vector.question.shape, vector.group.model.output)
      guard shape.parameterCount <= 100, data.batch > 0, let input = data.input else { continue }
      func exact(_ values: [Double]) -> [Rational] { values.compactMap { Rational(exactly: $0) } }
      let matrix = try MonarchMatrix(shape: shape, left: exact(data.factors[1]), right: exact(data.factors[0]))
      let x = exact(Array(input.suffix(shape.inputCount)))
      for output in 0..<shape.outputCount {
        let value = (0..<shape.inputCount).reduce(Rational.zero) { $0 + matrix.entry(row: output, column: $1) * x[$1] }
        let found = format.value(bitPattern: format.bitPattern(nearest: value))
        let index = (data.batch - 1) * shape.outputCount + output
        let ends = [vector.expected[0].low, vector.expected[0].high].map { format.value(bitPattern: $0[index]) }
        #expect(ends[0] <= found && found <= ends[1], "\(vector.id) output \(output)")
      }
    }
  }
}
