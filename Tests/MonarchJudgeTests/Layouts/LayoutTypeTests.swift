import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Conventions that nobody has published: every order of axes, ranks, inputs and outputs, and either tensor first.
private func layout(_ draws: Draws) throws -> Layout {
  func axes(_ name: String) throws -> [FactorLayout.Axis] {
    var axes: [FactorLayout.Axis] = [.block, .out, .in]
    for index in 0..<2 { axes.swapAt(index, try draws.draw(.integer(in: index...2, target: index))) }
    if try draws.draw(.bool(probability: 0.2)) { axes.insert(.unit, at: try draws.draw(.integer(in: 0...3))) }
    draws.show(name, axes.map(\.rawValue))
    return axes
  }
  let ranks: [FactorLayout.RankOrder] = [.flat, .minor, .major]
  let orders: [Layout.VectorOrder] = [.blockMajor, .interleaved, .runs(width: 2)]
  return Layout(
    name: "drawn",
    first: try FactorLayout(axes: axes("axes of the first"), rank: draws.draw(.element(of: ranks), as: "first rank")),
    second: try FactorLayout(
      axes: axes("axes of the second"), rank: draws.draw(.element(of: ranks), as: "second rank")),
    appliedFirst: try draws.draw(.element(of: [.right, .left]), as: "applied first"),
    input: try draws.draw(.element(of: orders), as: "input"),
    output: try draws.draw(.element(of: orders), as: "output"),
    admission: .integralRank)
}

/// Entry (row, column) of the dense matrix by the meaning of the properties, one after the other: digits of the index in
/// the convention's order, then `Σ_t second[λ, σ, (a, t)] · first[a, (λ, t), i]`.
private func entry(
  _ layout: Layout, _ shape: MonarchShape, _ stored: StoredFactors<Rational>, _ row: Int, _ column: Int
) -> Rational {
  func digits(_ index: Int, _ order: Layout.VectorOrder, blocks: Int, size: Int) -> (block: Int, place: Int) {
    switch order {
    case .blockMajor: return (index / size, index % size)
    case .interleaved: return (index % blocks, index / blocks)
    case .runs(let width):
      let run = index / width
      return (run % blocks, run / blocks * width + index % width)
    }
  }
  func value(_ tensor: StoredTensor<Rational>, _ axes: [FactorLayout.Axis], _ block: Int, _ out: Int, _ in: Int)
    -> Rational
  {
    var index = 0
    for (axis, size) in zip(axes, tensor.shape) {
      let digit =
        switch axis {
        case .block: block
        case .out: out
        case .in: `in`
        case .unit: 0
        }
      index = index * size + digit
    }
    return tensor.elements[index]
  }
  let (λ, σ) = digits(row, layout.output, blocks: shape.l, size: shape.s)
  let (a, i) = digits(column, layout.input, blocks: shape.k, size: shape.p)
  let rank = shape.q / shape.l
  let (first, second) = layout.appliedFirst == .right ? (stored.right, stored.left) : (stored.left, stored.right)
  return (0..<rank).reduce(Rational.zero) { sum, t in
    let out = layout.first.rank == .minor ? λ * rank + t : t * shape.l + λ
    let `in` = layout.second.rank == .major ? t * shape.k + a : a * rank + t
    return sum + value(second, layout.second.axes, λ, σ, `in`) * value(first, layout.first.axes, a, out, i)
  }
}

private func factors(_ draws: Draws) throws -> CanonicalFactors<Rational> {
  let size = Generator<Int>.integer(in: 1...3, target: 1)
  let (k, l, rank) = (try draws.draw(size, as: "k"), try draws.draw(size, as: "l"), try draws.draw(size, as: "ν"))
  // Sizes of whole runs.
  let (p, s) = (2 * (try draws.draw(size, as: "p / 2")), 2 * (try draws.draw(size, as: "s / 2")))
  let shape = try MonarchShape(k: k, q: l * rank, p: p, l: l, s: s, r: k * rank)
  func entries(_ count: Int) throws -> [Rational] {
    try draws.integers(rows: 1, columns: count, in: -9...9).elements.map { Rational($0) }
  }
  return try CanonicalFactors(shape: shape, left: entries(l * s * k * rank), right: entries(k * l * rank * p))
}

@Suite(.property(cases: cases(400))) struct LayoutTypeTests {
  @Test func denseIsWhatThePropertiesSay() async {
    await check { draws in
      let (layout, factors) = (try layout(draws), try factors(draws))
      let stored = try layout.stored(factors)
      #expect(try layout.canonical(stored) == factors)
      let dense = try layout.dense(stored)
      let expected = Matrix(rows: dense.rows, columns: dense.columns) {
        entry(layout, factors.shape, stored, $0, $1)
      }
      #expect(dense == expected)
    }
  }

  @Test func conversionNamesItsPermutations() async {
    await check { draws in
      let (from, to, factors) = (try layout(draws), try layout(draws), try factors(draws))
      let stored = try from.stored(factors)
      let conversion = try from.convert(stored, to: to)
      let (before, after) = (try from.dense(stored), try to.dense(conversion.factors))
      #expect(try after == conversion.rows.matrix() * before * conversion.columns.matrix())
      #expect(
        conversion.keepsFunction
          == (conversion.rows.images == Array(0..<before.rows)
            && conversion.columns.images == Array(0..<before.columns)))
    }
  }
}
