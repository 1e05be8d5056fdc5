import ExactArithmetic
import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// A batch of inputs and cotangents; also the empty one.
private func batch<Scalar: Field>(
  _ draws: Draws, _ entry: Generator<Scalar>, _ columns: Int, _ rows: Int
) throws -> (inputs: [[Scalar]], cotangents: [[Scalar]]) {
  let count = try draws.draw(.integer(in: 0...2, target: 1), as: "batch")
  return (
    try draws.draw(entry.array(count: columns).array(count: count), as: "inputs"),
    try draws.draw(entry.array(count: rows).array(count: count), as: "cotangents")
  )
}

private func drawMonarchGradient<Scalar: Field>(
  _ draws: Draws, _ entry: Generator<Scalar>, step: Scalar, imaginaryUnit: Scalar? = nil
) throws {
  let shape = try draws.draw(.monarchShape(upTo: 3), as: "shape")
  let monarch = try draws.draw(entry.monarch(shape))
  draws.show("left", monarch.left)
  draws.show("right", monarch.right)
  let offset = try draws.draw(.integer(in: 0...9), as: "offset")
  let (inputs, cotangents) = try batch(draws, entry, shape.inputCount, shape.outputCount)
  try monarchGradientIsTheDerivative(
    monarch, inputs: inputs, cotangents: cotangents, step: step, imaginaryUnit: imaginaryUnit,
    offset: offset)
  try densifyingKeepsOutputsAndGradients(monarch, inputs: inputs, cotangents: cotangents)
  let corner = try Corner(
    of: monarch, rows: draws.draw(.size(upTo: monarch.rows), as: "rows"),
    columns: draws.draw(.size(upTo: monarch.columns), as: "columns"))
  let cropped = try batch(draws, entry, corner.columns, corner.rows)
  try cornerGradientIsTheDerivative(
    corner, inputs: cropped.inputs, cotangents: cropped.cotangents, step: step, imaginaryUnit: imaginaryUnit,
    offset: offset)
}

private func drawFormGradients<Scalar: Field>(
  _ draws: Draws, _ entry: Generator<Scalar>, step: Scalar, imaginaryUnit: Scalar? = nil
) throws {
  let offset = try draws.draw(.integer(in: 0...9), as: "offset")
  func check(_ form: some FactoredMatrix<Scalar>) throws {
    let (inputs, cotangents) = try batch(draws, entry, form.columns, form.rows)
    try formGradientIsTheDerivative(
      form, inputs: inputs, cotangents: cotangents, step: step, imaginaryUnit: imaginaryUnit,
      offset: offset)
    try densifyingKeepsOutputsAndGradients(form, inputs: inputs, cotangents: cotangents)
  }
  switch try draws.draw(.integer(in: 0...2), as: "form") {
  case 0: try check(draws.draw(entry.word(draws.draw(.wordShape(letters: 4, upTo: 6), as: "shape"))))
  case 1: try check(draws.draw(entry.digitProduct(draws.draw(.digitSystem(upTo: 8), as: "system"))))
  default: try check(draws.draw(entry.butterfly(levels: draws.draw(.size(upTo: 3), as: "levels"))))
  }
}

@Suite(.property(cases: cases(100))) struct GradientTests {
  @Test func monarchOverRationals() async {
    await check { try drawMonarchGradient($0, Generator<Rational>.entry(), step: Rational(-3, 2)) }
  }
  /// In the field of four elements the conjugate is the Frobenius map.
  @Test func monarchOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawMonarchGradient(draws, .element(modulo: seven), step: PrimeField(3, modulo: seven))
      } else {
        try drawMonarchGradient(draws, .quartic(), step: .omega)
      }
    }
  }
  @Test(.property(cases: cases(100))) func monarchOverCyclotomicNumbers() async {
    await check {
      try drawMonarchGradient(
        $0, Generator<Cyclotomic>.gaussian(), step: 2 - 3 * .imaginaryUnit, imaginaryUnit: .imaginaryUnit)
    }
  }
  @Test func formsOverRationals() async {
    await check { try drawFormGradients($0, Generator<Rational>.entry(), step: Rational(5, 3)) }
  }
  /// In the field of four elements the conjugate is the Frobenius map.
  @Test func formsOverFiniteFields() async {
    await check { draws in
      if try draws.draw(.bool()) {
        try drawFormGradients(draws, .element(modulo: seven), step: PrimeField(3, modulo: seven))
      } else {
        try drawFormGradients(draws, .quartic(), step: .omega)
      }
    }
  }
  @Test func formsOverCyclotomicNumbers() async {
    await check {
      try drawFormGradients(
        $0, Generator<Cyclotomic>.gaussian(), step: 1 + 2 * .imaginaryUnit, imaginaryUnit: .imaginaryUnit)
    }
  }

  /// Zero gradients, of the right shapes, for no vectors at all.
  @Test func emptyBatchHasZeroGradients() throws {
    let shape = try MonarchShape(k: 2, q: 3, p: 4, l: 2, s: 5, r: 3)
    let monarch = try MonarchMatrix<Rational>(
      shape: shape, left: Array(repeating: 1, count: 30), right: Array(repeating: 1, count: 24))
    let gradient: MonarchGradient = try monarch.gradient(inputs: [], cotangents: [])
    #expect(gradient.inputs.isEmpty)
    #expect(gradient.left.blocks == Array(repeating: Matrix(rows: 5, columns: 3) { _, _ in 0 }, count: 2))
    #expect(gradient.right.blocks == Array(repeating: Matrix(rows: 3, columns: 4) { _, _ in 0 }, count: 2))
  }

  @Test func wrongBatchesAreNamed() throws {
    let monarch = try MonarchMatrix<Rational>(
      shape: .square(2), left: Array(repeating: 1, count: 8), right: Array(repeating: 1, count: 8))
    #expect(throws: ShapeError("expected as many cotangents as inputs, found 0 and 1")) {
      try monarch.gradient(inputs: [[1, 2, 3, 4]], cotangents: []) as MonarchGradient
    }
    #expect(throws: ShapeError("expected inputs of 4 entries, found 3 at 0 of the batch")) {
      try monarch.gradient(inputs: [[1, 2, 3]], cotangents: [[1, 2, 3, 4]]) as MonarchGradient
    }
    #expect(throws: ShapeError("expected cotangents of 4 entries, found 5 at 0 of the batch")) {
      try monarch.gradient(inputs: [[1, 2, 3, 4]], cotangents: [[1, 2, 3, 4, 5]]) as FactorGradient
    }
    let corner = try Corner(of: monarch, rows: 3, columns: 2)
    #expect(throws: ShapeError("expected a cotangent of 3 entries, found 4")) {
      try corner.gradient(inputs: [[1, 2]], cotangents: [[1, 2, 3, 4]])
    }
    #expect(throws: ShapeError("expected an input of 2 entries, found 4")) {
      try corner.gradient(inputs: [[1, 2, 3, 4]], cotangents: [[1, 2, 3]])
    }
  }
}
