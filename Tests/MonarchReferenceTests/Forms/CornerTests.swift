import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

private func drawCornerLaws<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
  let monarch = try draws.draw(entry.monarch(draws.draw(.monarchShape(), as: "shape")))
  let corner = try Corner(
    of: monarch, rows: draws.draw(.size(upTo: monarch.rows), as: "rows"),
    columns: draws.draw(.size(upTo: monarch.columns), as: "columns"))
  try cornerIsTheCorner(corner, vector: draws.draw(entry.array(count: corner.columns)))
  let word = try draws.draw(entry.word(draws.draw(.wordShape(letters: 3), as: "word")))
  let expansion = try draws.draw(.element(of: (1...word.rows).filter(word.rows.isMultiple)), as: "expansion")
  let expanded = try Corner(of: word, expansion: expansion)
  try demand(expanded.rows * expansion == word.rows && expanded.columns == expanded.rows, "the size of the corner")
  try cornerIsTheCorner(expanded, vector: draws.draw(entry.array(count: expanded.columns)))
}

@Suite(.property(cases: cases(200))) struct CornerTests {
  @Test func overRationals() async { await check { try drawCornerLaws($0, Generator<Rational>.entry()) } }
  @Test func overFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawCornerLaws(draws, .element(modulo: seven))
      } else {
        try drawCornerLaws(draws, .quartic())
      }
    }
  }
  @Test func overCyclotomicNumbers() async {
    await check { try drawCornerLaws($0, Generator<Cyclotomic>.entry()) }
  }

  /// The sizes of the module `MonarchLinear`: as few blocks as cover the inputs and outputs, the smaller one between.
  @Test func linearShapesCoverInputsAndOutputs() async {
    await check { draws in
      let size = Generator<Int>.size(upTo: 50)
      let (inputs, outputs, blocks) = (
        try draws.draw(size, as: "inputs"), try draws.draw(size, as: "outputs"),
        try draws.draw(.size(upTo: 8), as: "blocks")
      )
      let shape = try MonarchShape.linear(inputs: inputs, outputs: outputs, blocks: blocks)
      #expect(shape.inputCount >= inputs && shape.inputCount - inputs < blocks)
      #expect(shape.outputCount >= outputs && shape.outputCount - outputs < blocks)
      #expect(shape.k == blocks && shape.l == blocks && shape.q == min(shape.p, shape.s))
    }
  }

  @Test func wrongCornersAreNamed() throws {
    let word = try Word<Rational>([.identity(.bd, on: Grid(rows: 3, columns: 2))])
    #expect(throws: ShapeError("expected a corner within 6×6, found 7×1")) { try Corner(of: word, rows: 7, columns: 1) }
    #expect(throws: ShapeError.self) { try Corner(of: word, rows: 0, columns: 1) }
    #expect(throws: ShapeError("expected a size that the expansion e divides, found e = 4 of 6×6")) {
      try Corner(of: word, expansion: 4)
    }
    #expect(throws: ShapeError.self) { try Corner(of: word, expansion: 0) }
    #expect(throws: ShapeError("expected a vector of 3 entries, found 6")) {
      try Corner(of: word, expansion: 2).applied(to: Array(repeating: 1, count: 6))
    }
    #expect(throws: ShapeError("expected outputs >= 1, found outputs = 0")) {
      try MonarchShape.linear(inputs: 1, outputs: 0, blocks: 1)
    }
  }
}
