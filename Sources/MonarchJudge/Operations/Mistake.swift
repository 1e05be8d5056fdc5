import ExactArithmetic
import MonarchReference

/// Mistakes in an operation that a case has to be able to tell from the right result; otherwise it is *mistrusted*.
public enum Mistake: String, CaseIterable, Sendable, Codable {
  /// Nothing was written, or nothing was added.
  case nothing = "nothing written"
  /// The last entry was never written.
  case lastEntry = "last entry zeroed"
  /// The blocks of some factor were read (in, out).
  case transposedFactor = "transposed blocks of a factor"
  /// The permutations around some factor are missing: it was taken for block-diagonal.
  case unpermuted = "permutation missing"
  /// The blocks of the gradient were written (in, out): its two sides exchanged their roles.
  case transposedResult = "transposed blocks of the result"
  /// The last row of the batch is missing from the sum.
  case forgottenRow = "last row of the batch forgotten"
  /// The sum was written where it should have been added.
  case overwritten = "overwritten instead of accumulated"

  /// The results that this mistake gives: one for each factor in which it can be made, none where it cannot.
  func results(of operation: MonarchOperation, _ data: OperationCase) throws(ShapeError) -> [MistakenResult] {
    let factor: Int? = if case .gradient(let factor) = operation { factor } else { nil }
    var results: [MistakenResult] = []
    switch self {
    case .nothing:
      guard let before = factor.flatMap({ data.accumulators?[$0] }) else { return [MistakenResult(.zero)] }
      results.append(MistakenResult(.numbers(before)))
    case .lastEntry:
      results.append(try MistakenResult(.lastEntryZeroed, operation, data))
    case .transposedFactor:
      for (index, pattern) in data.patterns.enumerated() where pattern.b > 1 && pattern.c > 1 && index != factor {
        var factors = data.factors
        factors[index] = reread(factors[index], pattern)
        results.append(try MistakenResult(.itself, operation, data.replacing(factors: factors)))
      }
    case .unpermuted:
      for (index, pattern) in data.patterns.enumerated() where pattern.d > 1 && (pattern.b > 1 || pattern.c > 1) {
        var patterns = data.patterns
        patterns[index] = try KroneckerPattern(a: pattern.a * pattern.d, b: pattern.b, c: pattern.c, d: 1)
        results.append(try MistakenResult(.itself, operation, data.replacing(patterns: patterns)))
      }
    case .transposedResult:
      guard let factor, data.patterns[factor].b > 1, data.patterns[factor].c > 1 else { return [] }
      results.append(try MistakenResult(.reread(data.patterns[factor]), operation, data))
    case .forgottenRow:
      guard factor != nil, data.batch > 0 else { return [] }
      results.append(try MistakenResult(.itself, operation, data.replacing(batch: data.batch - 1)))
    case .overwritten:
      guard factor != nil, data.accumulators != nil else { return [] }
      results.append(try MistakenResult(.itself, operation, data.replacing(accumulators: .some(nil))))
    }
    return results
  }

  /// Blocks b x c, from memory that is taken for (block, in, out).
  private func reread(_ weights: [Double], _ pattern: KroneckerPattern) -> [Double] {
    weights.indices.map { index in
      let (block, entry) = index.quotientAndRemainder(dividingBy: pattern.b * pattern.c)
      return weights[block * pattern.b * pattern.c + entry % pattern.c * pattern.b + entry / pattern.c]
    }
  }
}

/// What a mistake makes of an operation: the right result of other data, or part of it.
struct MistakenResult {
  enum Form {
    case zero
    case numbers([Double])
    case itself
    case lastEntryZeroed
    case reread(KroneckerPattern)
  }
  private let form: Form
  private let entries: ExactEntries?
  private let nonFinite: [Bool]

  /// A result that depends on no computation.
  init(_ form: Form) { (self.form, entries, nonFinite) = (form, nil, []) }

  init(_ form: Form, _ operation: MonarchOperation, _ data: OperationCase) throws(ShapeError) {
    self.form = form
    entries = try ExactEntries(OperationFlows(operation, of: data.finite), magnitudes: false)
    nonFinite = try data.nonFiniteEntries(of: operation)
  }

  /// The entry of a result of so many rows and entries; nil where it is not finite.
  func entry(_ row: Int, _ entry: Int, rows: Int, width: Int) -> Rational? {
    switch form {
    case .zero: return 0
    case .numbers(let numbers): return Rational(exactly: numbers[row * width + entry])
    case .lastEntryZeroed where row == rows - 1 && entry == width - 1: return 0
    case .itself, .lastEntryZeroed: return value(row, entry, width)
    case .reread(let pattern): return value(row, entry % pattern.b * pattern.c + entry / pattern.b, width)
    }
  }

  private func value(_ row: Int, _ entry: Int, _ width: Int) -> Rational? {
    nonFinite[row * width + entry] ? nil : entries?[row, entry]
  }
}

extension OperationCase {
  fileprivate func replacing(
    patterns: [KroneckerPattern]? = nil, factors: [[Double]]? = nil, batch: Int? = nil,
    accumulators: [[Double]]?? = nil
  ) throws(ShapeError) -> OperationCase {
    let batch = batch ?? self.batch
    let columns = self.patterns[0].columns
    let rows = self.patterns[self.patterns.count - 1].rows
    return try OperationCase(
      id: id, patterns: patterns ?? self.patterns, format: format, batch: batch, factors: factors ?? self.factors,
      input: input.map { Array($0.prefix(batch * columns)) },
      cotangent: cotangent.map { Array($0.prefix(batch * rows)) }, accumulators: accumulators ?? self.accumulators)
  }
}
