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
  var rest = min(bound, product.parameterCount)
  while rest > 0 {
    var rows: [[UInt]] = []
    for _ in 0..<min(rest, 16) {
      let gradient = try product.gradient(inputs: [random(product.columns)], cotangents: [random(product.rows)])
      rows.append(gradient.factors.flatMap { factor in factor.elements.map { $0.joined(to: modulus).residue! } })
    }
    span.insert(rows)
    rest -= rows.count
  }
  return span.rank
}
