import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import Testing

/// A convention with its own formula for an entry of the dense matrix, written as its authors write it: over the axes of
/// its own tensors, and with no word about the canonical form.
struct Formula {
  let layout: Layout
  /// Entry (row, column) of the dense matrix.
  let entry: @Sendable (_ t: Tensors, _ row: Int, _ column: Int) -> Rational

  struct Tensors {
    let left: StoredTensor<Rational>
    let right: StoredTensor<Rational>

    func left(_ index: Int...) -> Rational { value(left, index) }
    func right(_ index: Int...) -> Rational { value(right, index) }

    private func value(_ tensor: StoredTensor<Rational>, _ index: [Int]) -> Rational {
      tensor.elements[zip(tensor.shape, index).reduce(0) { $0 * $1.0 + $1.1 }]
    }
  }

  static let all = [
    Formula(layout: .paper) { t, row, column in
      let b = t.left.shape[0]
      let ((l, j), (k, i)) = (digits(row, b), digits(column, b))
      return t.left(j, l, k) * t.right(k, j, i)
    },
    Formula(layout: .fly) { t, row, column in
      // h is flat: h[a·q + c] is read again as h[ρ·l + λ].
      let (l, q, p) = (t.left.shape[0], t.right.shape[1], t.right.shape[2])
      let ((σ, λ), (a, i)) = (digits(row, l), digits(column, p))
      return (0..<q).reduce(Rational.zero) { sum, c in
        let (ρ, block) = digits(a * q + c, l)
        return block == λ ? sum + t.left(λ, σ, ρ) * t.right(a, c, i) : sum
      }
    },
    Formula(layout: .flyEinsum()) { t, row, column in einsum(t, row, column, b2: 1) },
    Formula(layout: .flyEinsum(b2: 2)) { t, row, column in einsum(t, row, column, b2: 2) },
    Formula(layout: .monarchLinear) { t, row, column in
      let (blocks, q, p) = (t.left.shape[0], t.right.shape[1], t.right.shape[2])
      let ((σ, λ), (a, i)) = (digits(row, blocks), digits(column, p))
      return (0..<q).reduce(Rational.zero) { sum, c in
        let (ρ, block) = digits(a * q + c, blocks)
        return block == λ ? sum + t.left(λ, σ, ρ) * t.right(a, c, i) : sum
      }
    },
    Formula(layout: .m2) { t, row, column in
      let m = t.left.shape[0]
      let ((i, j), (l, k)) = (digits(row, m), digits(column, m))
      return t.right(j, i, k) * t.left(k, j, l)
    },
    Formula(layout: .monarchAttention) { t, row, column in
      let (j, i) = (t.right.shape[1], t.right.shape[2])
      let ((l, J), (k, I)) = (digits(row, j), digits(column, i))
      return t.left(J, k, l) * t.right(k, J, I)
    },
    Formula(layout: .btt) { t, row, column in
      let (m1, m0, n0, n1) = (t.right.shape[0], t.right.shape[1], t.left.shape[0], t.left.shape[2])
      let rank = t.left.shape[1] / m1
      #expect(t.right.shape[2] == n0 * rank)
      let ((c, ν), (a, i)) = (digits(row, n1), digits(column, m0))
      return (0..<rank).reduce(Rational.zero) { $0 + t.right(a, i, c * rank + $1) * t.left(c, a * rank + $1, ν) }
    },
    Formula(layout: .kroneckerSparse) { t, row, column in
      // K[(i, j, δ), (i, κ, δ)] = w[i, j, κ, δ] of a factor (a, b, c, d), both factors as dense matrices.
      func factor(_ w: (Int...) -> Rational, _ shape: [Int], _ row: Int, _ column: Int) -> Rational {
        let ((outer, δ), (outer2, δ2)) = (digits(row, shape[3]), digits(column, shape[3]))
        let ((i, j), (i2, κ)) = (digits(outer, shape[1]), digits(outer2, shape[2]))
        return i == i2 && δ == δ2 ? w(i, j, κ, δ) : 0
      }
      let middle = t.right.shape[0] * t.right.shape[1]
      return (0..<middle).reduce(Rational.zero) { sum, h in
        let inner = factor({ t.right($0[0], $0[1], $0[2], $0[3]) }, t.right.shape, h, column)
        return inner == 0 ? sum : sum + factor({ t.left($0[0], $0[1], $0[2], $0[3]) }, t.left.shape, row, h) * inner
      }
    },
  ]
}

/// `blockdiag_butterfly_multiply_einsum`: `b k i, k j y i, j l z k y -> b l j z`.
private func einsum(_ t: Formula.Tensors, _ row: Int, _ column: Int, b2: Int) -> Rational {
  let (blocks, b1) = (t.left.shape[0], t.right.shape[1] / t.left.shape[0])
  let (rest, z) = digits(row, b2)
  let ((l, j), (k, i)) = (digits(rest, blocks), digits(column, t.right.shape[2]))
  return (0..<b1).reduce(Rational.zero) { sum, y in
    sum + t.right(k, j * b1 + y, i) * t.left(j, l * b2 + z, k * b1 + y)
  }
}

private func digits(_ index: Int, _ size: Int) -> (Int, Int) { index.quotientAndRemainder(dividingBy: size) }

/// Shapes that a convention admits, of every kind, with sizes of 1, primes, ranks above 1 and l ∤ q where it may be.
func shape(_ draws: Draws, for layout: Layout) throws -> MonarchShape {
  func size(_ name: String, _ range: ClosedRange<Int> = 1...5) throws -> Int {
    try draws.draw(.integer(in: range, target: 1), as: name)
  }
  let width = if case .runs(let width) = layout.output { width } else { 1 }
  switch layout.admission {
  case .square: return try .square(size("m"))
  case .grid: return try .grid(Grid(rows: size("q"), columns: size("b")))
  case .rankOne:
    let (k, l) = (try size("k"), try size("l"))
    return try MonarchShape(k: k, q: l, p: size("p"), l: l, s: size("s"), r: k)
  case .integralRank:
    let (k, l, rank) = (try size("k"), try size("l"), try size("ν", 1...3))
    return try MonarchShape(k: k, q: l * rank, p: size("p"), l: l, s: width * size("s / b2", 1...3), r: k * rank)
  case .blocks:
    return try MonarchShape.linear(inputs: size("in", 1...20), outputs: size("out", 1...20), blocks: size("nb"))
  case .any:
    // k·q = l·r with k = a·b, q = c·d, l = a·c, r = b·d reaches every pair, l ∤ q among them.
    let (a, b, c, d) = (try size("a", 1...3), try size("b", 1...3), try size("c", 1...3), try size("d", 1...3))
    return try MonarchShape(k: a * b, q: c * d, p: size("p"), l: a * c, s: size("s"), r: b * d)
  }
}
