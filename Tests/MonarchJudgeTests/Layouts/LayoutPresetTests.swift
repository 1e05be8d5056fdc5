import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

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
