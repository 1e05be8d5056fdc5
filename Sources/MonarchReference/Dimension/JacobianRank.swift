public import ExactArithmetic

/// The rank of the Jacobian of `factors ↦ product` at a random point over a prime field.
///
/// The rows are gradients of random bilinear functionals `uᵀ K_1 … K_t v`, `bound` of them: every row is a combination of
/// rows of the Jacobian, and random ones miss no rank but with a probability of the order of bound/p.
///
/// *What is certain*: the rank is a lower bound of the dimension of the set of all products, in characteristic 0 and over
/// the field itself. For the rank at one point is at most the generic rank, and a minor that is not 0 mod p is not 0
/// over ℚ. Where an upper bound is known beforehand and reached, the dimension is proved. A rank below it proves
/// nothing. Source: `parameters`.
///
/// - Parameters:
///   - patterns: the factors' supports as written; neighbours fit.
///   - bound: no more functionals are tried; an upper bound of the dimension, or anything above it.
///   - modulus: a large prime; with a small one the rank found may be lower.
/// - Complexity: with P parameters, `bound` gradients and O(bound · P · rank) steps of 1 ns.
public func jacobianRank(
  of patterns: [KroneckerPattern], atMost bound: Int, modulo modulus: PrimeModulus,
  using generator: inout some RandomNumberGenerator
) throws(ShapeError) -> Int {
  func random(_ count: Int) -> [PrimeField] {
    (0..<count).map { _ in PrimeField(residue: .random(in: 0..<modulus.value, using: &generator), modulus: modulus) }
  }
  var factors: [KroneckerSparse<PrimeField>] = []
  for pattern in patterns {
    factors.append(try KroneckerSparse(pattern: pattern, elements: random(pattern.parameterCount)))
  }
  let product = try FactorProduct(factors)
  var span = ResidueSpan(columns: product.parameterCount, modulus: modulus)
  for _ in 0..<min(max(bound, 0), product.parameterCount) {
    let gradient = try product.gradient(inputs: [random(product.columns)], cotangents: [random(product.rows)])
    span.insert(gradient.factors.flatMap { factor in factor.elements.map { $0.joined(to: modulus).residue! } })
  }
  return span.rank
}

/// Rows of residues in echelon form, which grow one by one.
///
/// Entries of U are computed by dot products, each reduced once, rather than by row operations.
struct ResidueSpan {
  private let modulus: PrimeModulus
  /// `columns[j][t]`: entry j of the t-th row of U; the pivot of row t is 1 and stands in column `pivots[t]`.
  private var columns: [[UInt]]
  private var pivots: [Int] = []
  private var isPivot: [Bool]

  init(columns count: Int, modulus: PrimeModulus) {
    self.modulus = modulus
    columns = Array(repeating: [], count: count)
    isPivot = Array(repeating: false, count: count)
  }

  var rank: Int { pivots.count }

  /// Adds a row to the span; a row that lies in it changes nothing.
  mutating func insert(_ row: [UInt]) {
    // row = Σ_t factors[t] · U[t] + rest, where rest vanishes in all pivot columns.
    var factors: [UInt] = []
    factors.reserveCapacity(rank)
    for pivot in pivots { factors.append(remainder(of: row, at: pivot, factors)) }
    var rest = [UInt](repeating: 0, count: columns.count)
    for column in rest.indices where !isPivot[column] { rest[column] = remainder(of: row, at: column, factors) }
    guard let pivot = rest.firstIndex(where: { $0 != 0 }) else { return }
    let inverse = modulus.inverse(rest[pivot])
    for column in rest.indices { columns[column].append(modulus.multiply(rest[column], inverse)) }
    pivots.append(pivot)
    isPivot[pivot] = true
  }

  /// row[column] − Σ_t factors[t] · U[t, column].
  private func remainder(of row: [UInt], at column: Int, _ factors: [UInt]) -> UInt {
    var sum = modulus.productSum
    columns[column].withUnsafeBufferPointer { entries in
      for t in factors.indices { sum.add(factors[t], entries[t]) }
    }
    return modulus.subtract(row[column], sum.residue)
  }
}
