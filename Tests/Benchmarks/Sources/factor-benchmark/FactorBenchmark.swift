import ExactArithmetic
import MonarchKernels
import MonarchLaws
import MonarchReference
import PropertyEngine

/// Times exact and floating-point factorisations of random members of MM*, n = m², and counts field operations.
///
/// A line of output is `m<TAB>operations<TAB>exact seconds<TAB>float seconds<TAB>float error`. The exact ones are over ℚ with
/// factors of 8-bit entries; operations are counted over a prime field.
@main
enum Main {
  static func main() throws {
    for m in CommandLine.arguments.dropFirst().compactMap({ Int($0) }) {
      let grid = try MonarchReference.Grid.square(m)
      let operations = try factorizationCost(on: grid, seed: 1)
      var bits = RandomBits(seed: 2)
      func block() throws -> Matrix<Rational> {
        Matrix(rows: m, columns: m) { _, _ in Rational(Int(bits.below(255)) - 127) }
      }
      let word = try Word<Rational>.monarchMonarchAdjoint(
        left: (0..<m).map { _ in try block() }, middle: (0..<m).map { _ in try block() },
        right: (0..<m).map { _ in try block() }, on: grid)
      let matrix = try word.dense
      let clock = ContinuousClock()
      var found: Factorization<Rational>?
      let exact = try clock.measure { found = try grid.factorization(of: matrix, over: .rationals) }
      guard case .factors(let factors, true)? = found, factors.equivalence(to: word) != nil else { throw NotFactored() }
      let floats = matrix.elements.map { Double($0) }
      var error = 0.0
      let float = try clock.measure {
        error = try MonarchFactorization.factor(floats, rows: m, columns: m, tolerance: 1e-6).backwardError
      }
      func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
      }
      print(m, operations, seconds(exact), seconds(float), error, separator: "\t")
    }
  }

  struct NotFactored: Error {}
}
