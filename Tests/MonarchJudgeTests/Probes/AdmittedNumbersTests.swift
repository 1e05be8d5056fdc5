import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct AdmittedNumbersTests {
  private static let models: [ArithmeticModel] =
    Simulation.models + [try! ArithmeticModel(input: .float32, accumulate: .float64, output: .float32)]

  /// The intervals of doubles decide as the judge's rationals do, at their very ends and one step beyond them.
  @Test(arguments: models) func intervalsDecideAsTheJudgeDoes(_ model: ArithmeticModel) throws {
    let shape = try MonarchShape(k: 2, q: 6, p: 3, l: 3, s: 4, r: 4)
    var (inside, outside) = (0, 0)
    for kind in CaseKind.allCases {
      let id = CaseID(format: model.input, kind: kind, shape: shape, batch: 2, seed: 9)
      let data = try OperationCase(id.asking(kind == .uniform ? .accumulate : .gradient))
      for operation in [MonarchOperation.product, .adjoint, .left] {
        let admitted = try AdmittedNumbers(operation, of: data, model: model)
        let expectation = try OperationExpectation(operation, of: data, model: model)
        #expect(admitted.overflow == expectation.overflow)
        guard admitted.overflow == nil else { continue }
        for index in admitted.reached.indices.prefix(12) {
          let (row, entry) = index.quotientAndRemainder(dividingBy: expectation.width)
          let allowance = expectation.allowance(row, entry)
          for end in [admitted.lower[index], admitted.upper[index]] {
            for candidate in neighbours(of: end, model.output) + [0, .infinity, -.infinity, .nan] {
              let expected = allowance.admits(candidate)
              #expect(
                admitted.admits(candidate, index) == expected,
                "\(operation) of \(id), number \(index): \(candidate) of \(admitted.lower[index]) … \(admitted.upper[index])"
              )
              if expected { inside += 1 } else { outside += 1 }
              // ρ says the same, but for the last places of the doubles it is made of.
              if model.output.holds(candidate), expectation.bound(row, entry) > 0, allowance.error > 0 {
                let ratio = admitted.ratio(candidate, index)
                #expect(expected ? ratio <= 1.001 : ratio >= 0.999)
              }
            }
          }
        }
      }
    }
    #expect(inside > 500 && outside > 500)
  }

  /// The number, the next ones of its format, and the next doubles, which a narrower format does not hold.
  private func neighbours(of value: Double, _ format: FloatFormat) -> [Double] {
    guard value.isFinite else { return [value] }
    let unit = max(value == 0 ? -2000 : Int(value.exponent) - format.precision + 1, format.minimalExponent)
    let step = Double(sign: .plus, exponent: unit, significand: 1)
    return [value, value.nextUp, value.nextDown, value + step, value - step]
  }

  /// A bound that is scaled scales what is admitted; exact numbers have none.
  @Test func leniencyScalesBoundsOnly() throws {
    let shape = try MonarchShape.square(3)
    func admitted(_ kind: CaseKind, _ leniency: Rational) throws -> AdmittedNumbers {
      let id = CaseID(format: .float32, kind: kind, shape: shape, batch: 1, seed: 4)
      return try AdmittedNumbers(.product, of: OperationCase(id), model: ArithmeticModel(.float32), leniency: leniency)
    }
    let (one, many) = (try admitted(.uniform, 1), try admitted(.uniform, 1000))
    for index in one.lower.indices {
      let ratio = (many.upper[index] - many.lower[index]) / (one.upper[index] - one.lower[index])
      #expect(abs(ratio - 1000) < 0.01)
    }
    let exact = try admitted(.integers, 1000)
    #expect(exact.lower == exact.upper)
  }

  /// NaN and infinities must arrive where they reach, and nowhere else.
  @Test func reachedNumbersMustNotBeFinite() throws {
    let shape = try MonarchShape.square(2)
    let data = try OperationCase(
      id: "nan", shape: shape, format: .float32, batch: 2, left: [1, 2, 3, 4, 5, 6, 7, 8],
      right: [1, 1, 1, 1, 1, 1, 1, 1], input: [.nan, 0, 0, 0, 1, 1, 1, 1], cotangent: nil)
    let admitted = try AdmittedNumbers(.product, of: data, model: ArithmeticModel(.float32))
    #expect(admitted.reached == [true, true, true, true, false, false, false, false])
    #expect(admitted.admits(.nan, 0) && !admitted.admits(.infinity, 0) && !admitted.admits(3, 0))
    #expect(!admitted.admits(.nan, 4) && admitted.admits(6, 4) && !admitted.admits(6.000001, 4))
  }
}
