import MonarchReference

/// Products in other conventions, each as its published formula reads, on the tensors as they are stored, in float32.
///
/// Nothing of `Layout`'s own translation is used, so that a kernel that is right here is a second opinion on it.
enum StoredKernel {
  /// Sizes, the two tensors as they are stored, and one input vector; the output vector.
  typealias Product = @Sendable (_ s: MonarchShape, _ left: [Double], _ right: [Double], _ x: [Double]) -> [Double]

  /// The paper's square case: `P L Pᵀ R`, with left and right (m, m, m) or (b, q, q) and (q, b, b).
  static let paper: Product = { s, left, right, x in
    let (q, b) = (s.k, s.p)
    return vector(q * b) { y in
      for l in 0..<q {
        for j in 0..<b {
          y[l * b + j] = dot(q) { k in
            (left[(j * q + l) * q + k], dot(b) { i in (right[(k * b + j) * b + i], x[k * b + i]) })
          }
        }
      }
    }
  }

  /// The Monarch Mixer's listing: `P · BD(right) · P · BD(left) · P`.
  static let m2: Product = { s, left, right, x in
    let m = s.k
    let u = permuted(x, m)
    let v = permuted(blockDiagonal(left, m, u), m)
    return permuted(blockDiagonal(right, m, v), m)
  }

  /// The same without the first permutation.
  static let m2WithoutInputPermutation: Product = { s, left, right, x in
    let m = s.k
    return permuted(blockDiagonal(right, m, permuted(blockDiagonal(left, m, x), m)), m)
  }

  /// The same with the two tensors exchanged, as their names suggest.
  static let m2Exchanged: Product = { s, left, right, x in m2(s, right, left, x) }

  /// MonarchAttention: left (j, k, l) is (block, in, out), right (k, j, i) is (block, out, in).
  static let monarchAttention: Product = { s, left, right, x in
    product(
      s, x, right: { a, c, i in right[(a * s.q + c) * s.p + i] }, left: { λ, σ, ρ in left[(λ * s.r + ρ) * s.s + σ] })
  }

  /// The same with left taken for (block, out, in).
  static let monarchAttentionOutIn: Product = { s, left, right, x in
    product(
      s, x, right: { a, c, i in right[(a * s.q + c) * s.p + i] }, left: { λ, σ, ρ in left[(λ * s.s + σ) * s.r + ρ] })
  }

  /// Block Tensor-Train: W1 = right (m1, m0, n0·r1), W2 = left (n0, m1·r1, n1): `y[c, ν] = Σ_{a,ρ} W2[c, a·r1 + ρ, ν] ·
  /// Σ_i W1[a, i, c·r1 + ρ] x[a, i]`.
  static let blockTensorTrain: Product = { s, left, right, x in btt(s, left, right, x) { s, c, ν in c * s.s + ν } }

  /// The same with the output permuted, as in a Monarch product.
  static let blockTensorTrainInterleaved: Product = { s, left, right, x in
    btt(s, left, right, x) { s, c, ν in ν * s.l + c }
  }

  /// The same with the rank index major in W1.
  static let blockTensorTrainRankMajor: Product = { s, left, right, x in
    let (rank, n0) = (s.q / s.l, s.l)
    return btt(s, left, right, x, firstColumn: { c, ρ in ρ * n0 + c }, { s, c, ν in c * s.s + ν }, rank: rank)
  }

  /// `blockdiag_butterfly_multiply_einsum` with b2 = 1: `b k i, k (j y) i, j l (k y) -> b (l j)`.
  static let flyEinsum: Product = { s, left, right, x in
    let (j, y) = (s.l, s.q / s.l)
    return vector(s.outputCount) { result in
      for block in 0..<j {
        for l in 0..<s.s {
          result[l * j + block] = dot(s.k * y) { ky in
            let (k, t) = ky.quotientAndRemainder(dividingBy: y)
            let h = dot(s.p) { i in (right[(k * s.q + block * y + t) * s.p + i], x[k * s.p + i]) }
            return (left[(block * s.s + l) * s.r + ky], h)
          }
        }
      }
    }
  }

  /// The same tensors taken as `blockdiag_butterfly_multiply` takes them.
  static let fly: Product = { s, left, right, x in
    product(
      s, x, right: { a, c, i in right[(a * s.q + c) * s.p + i] }, left: { λ, σ, ρ in left[(λ * s.s + σ) * s.r + ρ] })
  }

  /// Kronecker-sparse: left (1, s, r, l), right (k, q, p, 1).
  static let kroneckerSparse: Product = { s, left, right, x in
    product(
      s, x, right: { a, c, i in right[(a * s.q + c) * s.p + i] }, left: { λ, σ, ρ in left[(σ * s.r + ρ) * s.l + λ] })
  }

  /// The same with the axes of left in the order (1, s, l, r).
  static let kroneckerSparseSwapped: Product = { s, left, right, x in
    product(
      s, x, right: { a, c, i in right[(a * s.q + c) * s.p + i] }, left: { λ, σ, ρ in left[(σ * s.l + λ) * s.r + ρ] })
  }

  /// A product whose output is not interleaved.
  static let blockMajor: Product = { s, left, right, x in
    let y = fly(s, left, right, x)
    return vector(s.outputCount) { result in
      for λ in 0..<s.l {
        for σ in 0..<s.s { result[λ * s.s + σ] = y[σ * s.l + λ] }
      }
    }
  }

  /// The paper's with L and R exchanged.
  static let paperExchanged: Product = { s, left, right, x in
    s.k == s.l ? paper(s, right, left, x) : paper(s, left.reversed(), right.reversed(), x)
  }

  /// The paper's with the first permutation at the left end, `Pᵀ L P R`.
  static let paperTransposedPermutation: Product = { s, left, right, x in
    let (y, n) = (paper(s, left, right, x), s.outputCount)
    return (0..<n).map { y[$0 % s.k * s.p + $0 / s.k] }
  }

  // MARK: Parts

  private static func dot(_ count: Int, _ term: (Int) -> (Double, Double)) -> Double {
    Arithmetic.float32.sum(count, term)
  }

  private static func vector(_ count: Int, _ fill: (inout [Double]) -> Void) -> [Double] {
    var result = [Double](repeating: .nan, count: count)
    fill(&result)
    return result
  }

  /// P of a square grid.
  private static func permuted(_ x: [Double], _ m: Int) -> [Double] { x.indices.map { x[$0 % m * m + $0 / m] } }

  /// m blocks (block, out, in).
  private static func blockDiagonal(_ blocks: [Double], _ m: Int, _ x: [Double]) -> [Double] {
    x.indices.map { index in dot(m) { (blocks[index * m + $0], x[index / m * m + $0]) } }
  }

  private static func product(
    _ s: MonarchShape, _ x: [Double], right: (Int, Int, Int) -> Double, left: (Int, Int, Int) -> Double
  ) -> [Double] {
    let h = (0..<s.middleCount).map { index in
      let (a, c) = index.quotientAndRemainder(dividingBy: s.q)
      return dot(s.p) { i in (right(a, c, i), x[a * s.p + i]) }
    }
    return (0..<s.outputCount).map { index in
      let (σ, λ) = index.quotientAndRemainder(dividingBy: s.l)
      return dot(s.r) { ρ in (left(λ, σ, ρ), h[ρ * s.l + λ]) }
    }
  }

  private static func btt(
    _ s: MonarchShape, _ left: [Double], _ right: [Double], _ x: [Double],
    firstColumn: ((_ c: Int, _ ρ: Int) -> Int)? = nil, _ place: (MonarchShape, Int, Int) -> Int, rank given: Int? = nil
  ) -> [Double] {
    let (n0, rank) = (s.l, given ?? s.q / s.l)
    return vector(s.outputCount) { y in
      for c in 0..<n0 {
        for ν in 0..<s.s {
          y[place(s, c, ν)] = dot(s.k * rank) { index in
            let (a, ρ) = index.quotientAndRemainder(dividingBy: rank)
            let column = firstColumn?(c, ρ) ?? c * rank + ρ
            let h = dot(s.p) { i in (right[(a * s.p + i) * s.q + column], x[a * s.p + i]) }
            return (left[(c * s.r + a * rank + ρ) * s.s + ν], h)
          }
        }
      }
    }
  }
}
