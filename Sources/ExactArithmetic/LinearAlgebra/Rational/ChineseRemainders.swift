internal import CGMP

/// Recovers integers from their residues modulo distinct word-size primes, by a tree of products.
///
/// `X ≡ Σ_i y_i · (M / p_i) mod M` with `y_i = x_i · (M / p_i)⁻¹ mod p_i`; the sum is built from the leaves up, as
/// `S(node) = S(left) · M(right) + S(right) · M(left)`, so that large numbers meet only large numbers.
final class ChineseRemainders {
  private let primes: [WordPrime]
  /// M(node), a vector a level; a leaf stands for up to `leafSize` primes.
  private var products: [IntegerVector] = []
  /// S(node), overwritten by each recovery.
  private var sums: [IntegerVector] = []
  /// M(leaf) / p_i
  private let cofactors: IntegerVector
  /// (M / p_i)⁻¹ mod p_i
  private var weights: [UInt64] = []
  private let half = IntegerVector(count: 1)
  private static let leafSize = 16

  /// - Precondition: the primes are distinct, and there is at least one.
  init(_ primes: [WordPrime]) {
    self.primes = primes
    cofactors = IntegerVector(count: primes.count)
    var count = (primes.count + ChineseRemainders.leafSize - 1) / ChineseRemainders.leafSize
    products.append(IntegerVector(count: count))
    for leaf in 0..<count {
      __gmpz_set_ui(products[0][leaf], 1)
      for i in range(of: leaf) { __gmpz_mul_ui(products[0][leaf], products[0][leaf], UInt(primes[i].value)) }
      for i in range(of: leaf) { __gmpz_divexact_ui(cofactors[i], products[0][leaf], UInt(primes[i].value)) }
    }
    while count > 1 {
      let below = products[products.count - 1]
      count = (count + 1) / 2
      let level = IntegerVector(count: count)
      for node in 0..<count {
        if 2 * node + 1 < below.count {
          __gmpz_mul(level[node], below[2 * node], below[2 * node + 1])
        } else {
          __gmpz_set(level[node], below[2 * node])
        }
      }
      products.append(level)
    }
    sums = products.map { IntegerVector(count: $0.count) }
    __gmpz_tdiv_q_2exp(half[0], products[products.count - 1][0], 1)
    // With every y_i = 1 the sum is Σ M / p_i, of which only its own term survives modulo p_i.
    let total = gather { _ in 1 }
    weights = primes.map { $0.inverse(UInt64(__gmpz_fdiv_ui(total, UInt($0.value)))) }
  }

  private func range(of leaf: Int) -> Range<Int> {
    leaf * ChineseRemainders.leafSize..<min((leaf + 1) * ChineseRemainders.leafSize, primes.count)
  }

  /// Writes the integer of least magnitude with the given residues; right where it is below half the primes' product.
  func recover(into result: UnsafeMutablePointer<__mpz_struct>, residue: (_ index: Int) -> UInt64) {
    let sum = gather { primes[$0].multiply(residue($0), weights[$0]) }
    let modulus = products[products.count - 1][0]
    __gmpz_fdiv_r(result, sum, modulus)
    if __gmpz_cmp(result, half[0]) > 0 { __gmpz_sub(result, result, modulus) }
  }

  private func gather(_ factor: (_ index: Int) -> UInt64) -> UnsafeMutablePointer<__mpz_struct> {
    for leaf in 0..<sums[0].count {
      __gmpz_set_ui(sums[0][leaf], 0)
      for i in range(of: leaf) { __gmpz_addmul_ui(sums[0][leaf], cofactors[i], UInt(factor(i))) }
    }
    for level in 1..<max(sums.count, 1) where level < sums.count {
      let (below, moduli) = (sums[level - 1], products[level - 1])
      for node in 0..<sums[level].count {
        if 2 * node + 1 < below.count {
          __gmpz_mul(sums[level][node], below[2 * node], moduli[2 * node + 1])
          __gmpz_addmul(sums[level][node], below[2 * node + 1], moduli[2 * node])
        } else {
          __gmpz_set(sums[level][node], below[2 * node])
        }
      }
    }
    return sums[sums.count - 1][0]
  }
}
