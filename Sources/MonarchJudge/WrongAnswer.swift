package import ExactArithmetic
package import MonarchReference

/// Wrong answers that a case has to be able to tell from the right one; otherwise it is *mistrusted*.
public enum WrongAnswer: String, CaseIterable, Sendable, Codable {
  /// Nothing was written.
  case zero
  /// The output permutation is missing: outputs stand block by block.
  case unpermutedOutput = "unpermuted output"
  /// The permutation between the stages is missing.
  case unpermutedMiddle = "unpermuted middle"
  /// The right blocks were read (in, out).
  case transposedRight = "transposed right blocks"
  /// The left blocks were read (in, out).
  case transposedLeft = "transposed left blocks"
  /// The last output was never written.
  case lastOutputZeroed = "last output zeroed"

  /// Whether the mistake is one for every data of this shape: some permutations and transpositions are the identity.
  package func isMistake(for shape: MonarchShape) -> Bool {
    switch self {
    case .zero, .lastOutputZeroed: true
    case .unpermutedOutput: shape.l > 1 && shape.s > 1
    case .unpermutedMiddle: shape.l > 1 && shape.r > 1
    case .transposedRight: shape.q > 1 && shape.p > 1
    case .transposedLeft: shape.s > 1 && shape.r > 1
    }
  }

  /// The wrong outputs, by row of the batch, given the right ones.
  package func outputs(
    of product: ProductCase, right: @escaping (_ row: Int) -> [Rational]
  ) throws(ShapeError) -> (_ row: Int) throws(ShapeError) -> [Rational] {
    let shape = product.shape
    switch self {
    case .zero:
      return { row throws(ShapeError) in right(row).map { _ in 0 } }
    case .lastOutputZeroed:
      return { row throws(ShapeError) in right(row).dropLast() + [0] }
    case .unpermutedOutput:
      let order = Permutation.stride(try Grid(rows: shape.l, columns: shape.s)).inverse
      return { row throws(ShapeError) in try order.applied(to: right(row)) }
    case .unpermutedMiddle:
      return try exactRows(product, left: product.left, right: product.right, permutesMiddle: false)
    case .transposedRight:
      let reread = reread(product.right, rows: shape.q, columns: shape.p)
      return try exactRows(product, left: product.left, right: reread)
    case .transposedLeft:
      let reread = reread(product.left, rows: shape.s, columns: shape.r)
      return try exactRows(product, left: reread, right: product.right)
    }
  }

  private func exactRows(
    _ product: ProductCase, left: [Double], right: [Double], permutesMiddle: Bool = true
  ) throws(ShapeError) -> (_ row: Int) throws(ShapeError) -> [Rational] {
    do {
      let factors = try ExactProduct(
        shape: product.shape, left: left.span, right: right.span, permutesMiddle: permutesMiddle)
      let result = try factors.multiply(product.input.span, batch: product.batch)
      return { row throws(ShapeError) in result[row] }
    } catch {
      throw ShapeError(error.description)
    }
  }

  /// Blocks of rows x columns, from memory that is taken for (block, in, out).
  private func reread(_ blocks: [Double], rows: Int, columns: Int) -> [Double] {
    blocks.indices.map { index in
      let (block, entry) = index.quotientAndRemainder(dividingBy: rows * columns)
      return blocks[block * rows * columns + entry % columns * rows + entry / columns]
    }
  }
}

extension Expectation {
  /// The wrong answers that no row of this case tells from the right one.
  func blindSpots(of product: ProductCase) throws(ShapeError) -> [WrongAnswer] {
    var blind: [WrongAnswer] = []
    for answer in WrongAnswer.allCases where answer.isMistake(for: product.shape) {
      var isSeen = false
      let outputs = try answer.outputs(of: product) { rows[$0].value }
      for row in rows.indices where !isSeen {
        let wrong = try outputs(row)
        isSeen = wrong.indices.contains { !allowance(row: row, output: $0).admits(rounded: wrong[$0]) }
      }
      if !isSeen { blind.append(answer) }
    }
    return blind
  }
}
