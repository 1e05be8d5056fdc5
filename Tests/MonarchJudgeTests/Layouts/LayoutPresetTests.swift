import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// A convention with its own formula for an entry of the dense matrix, written as its authors write it: over the axes of
/// its own tensors, and with no word about the canonical form.
private struct Formula {
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
private func shape(_ draws: Draws, for layout: Layout) throws -> MonarchShape {
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

private func factors(_ draws: Draws, _ shape: MonarchShape) throws -> CanonicalFactors<Rational> {
  let left = try draws.integers(rows: shape.l * shape.s, columns: shape.r, in: -9...9)
  let right = try draws.integers(rows: shape.k * shape.q, columns: shape.p, in: -9...9)
  draws.show("left", left)
  draws.show("right", right)
  return try CanonicalFactors(
    shape: shape, left: left.elements.map { Rational($0) }, right: right.elements.map { Rational($0) })
}

@Suite(.property(cases: cases(300))) struct LayoutPresetTests {
  /// The dense matrix is the convention's own formula, entry by entry.
  @Test(arguments: 0..<Formula.all.count) func denseIsTheFormula(_ index: Int) async {
    let formula = Formula.all[index]
    await check { draws in
      let shape = try shape(draws, for: formula.layout)
      let stored = try formula.layout.stored(factors(draws, shape))
      let dense = try formula.layout.dense(stored)
      let tensors = Formula.Tensors(left: stored.left, right: stored.right)
      let expected = Matrix(rows: dense.rows, columns: dense.columns) { formula.entry(tensors, $0, $1) }
      #expect(dense == expected, "\(formula.layout) \(shape)")
    }
  }

  /// What is stored is read back, and the stored shapes mean the sizes they were made from.
  @Test(arguments: 0..<Formula.all.count) func storingIsUndoneByReading(_ index: Int) async {
    let layout = Formula.all[index].layout
    await check { draws in
      let factors = try factors(draws, shape(draws, for: layout))
      let stored = try layout.stored(factors)
      #expect(try layout.canonical(stored) == factors)
      #expect(Layout(named: layout.name) == layout)
    }
  }

  /// Converted factors mean the same matrix, up to the permutations that the conversion names; there and back nothing
  /// changes.
  @Test(arguments: 0..<Formula.all.count) func conversionKeepsTheMatrix(_ index: Int) async {
    let from = Formula.all[index].layout
    await check { draws in
      let to = Formula.all[try draws.draw(.integer(in: 0...Formula.all.count - 1), as: "to")].layout
      let shape = try shape(draws, for: from)
      try draws.assume(to.admits(shape), "a shape that both can store")
      let stored = try from.stored(factors(draws, shape))
      let conversion = try from.convert(stored, to: to)
      let before = try from.dense(stored)
      let after = try to.dense(conversion.factors)
      #expect(try after == conversion.rows.matrix() * before * conversion.columns.matrix(), "\(from) to \(to)")
      if conversion.keepsFunction { #expect(after == before) }
      let back = try to.convert(conversion.factors, to: from)
      #expect(back.factors == stored && back.keepsFunction == conversion.keepsFunction)
      draws.cover(conversion.keepsFunction, "the same function", atLeast: 0.05)
    }
  }

  /// Vectors as a convention stores them: its dense matrix takes stored inputs to stored outputs, which are the canonical
  /// ones in another order; with the batch last as with the batch first.
  @Test(arguments: 0..<Formula.all.count) func vectorsFollowTheConvention(_ index: Int) async {
    let layout = Formula.all[index].layout
    await check { draws in
      let factors = try factors(draws, shape(draws, for: layout))
      let shape = factors.shape
      let batch = try draws.draw(.integer(in: 0...3, target: 1), as: "batch")
      let input = try draws.integers(rows: batch, columns: shape.inputCount, in: -9...9).elements.map { Rational($0) }
      let monarch = try MonarchMatrix(shape: shape, left: factors.left, right: factors.right)
      var output: [Rational] = []
      for row in 0..<batch {
        output += try monarch.applied(to: Array(input[row * shape.inputCount..<(row + 1) * shape.inputCount]))
      }
      let dense = try layout.dense(layout.stored(factors))
      let last = Layout(
        name: "last", first: layout.first, second: layout.second, appliedFirst: layout.appliedFirst,
        input: layout.input, output: layout.output, batch: .last)
      for layout in [layout, last] {
        let x = try layout.storedInputs(input, batch: batch, for: shape)
        let y = try layout.storedOutputs(output, batch: batch, for: shape)
        #expect(try layout.canonicalInputs(x, batch: batch, for: shape) == input)
        #expect(try layout.canonicalOutputs(y, batch: batch, for: shape) == output)
        for row in 0..<batch {
          func vector(_ values: [Rational], _ count: Int) -> [Rational] {
            (0..<count).map { values[layout.batch == .first ? row * count + $0 : $0 * batch + row] }
          }
          #expect(try dense * vector(x, shape.inputCount) == vector(y, shape.outputCount))
        }
      }
    }
  }

  /// A layer of `MonarchLinear` pads its input with zeros and keeps the first outputs.
  @Test func linearLayersPadAndCrop() async {
    await check { draws in
      let inputs = try draws.draw(.integer(in: 1...20, target: 1), as: "in")
      let outputs = try draws.draw(.integer(in: 1...20, target: 1), as: "out")
      let blocks = try draws.draw(.integer(in: 1...5, target: 1), as: "blocks")
      let shape = try MonarchShape.linear(inputs: inputs, outputs: outputs, blocks: blocks)
      let stored = try Layout.monarchLinear.stored(factors(draws, shape))
      let whole = try Layout.monarchLinear.dense(stored)
      let layer = try Layout.monarchLinear.dense(stored, inputs: inputs, outputs: outputs)
      let x = try draws.integers(rows: 1, columns: inputs, in: -9...9).elements.map { Rational($0) }
      let padded = x + [Rational](repeating: 0, count: shape.inputCount - inputs)
      #expect(try layer * x == Array((whole * padded).prefix(outputs)))
      draws.cover(shape.inputCount > inputs, "padded", atLeast: 0.2)
      draws.cover(shape.outputCount > outputs, "cropped", atLeast: 0.2)
      draws.cover(!shape.q.isMultiple(of: shape.l), "l ∤ q", atLeast: 0.1)
    }
  }
}
