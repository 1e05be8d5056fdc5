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

  /// The wrong output for one input, given the right one.
  package func output(
    of factors: MonarchMatrix<Rational>, input: [Rational], right value: [Rational]
  ) throws(ShapeError) -> [Rational] {
    switch self {
    case .zero:
      return value.map { _ in 0 }
    case .lastOutputZeroed:
      return value.dropLast() + [0]
    case .unpermutedOutput:
      return try factors.outputPermutation.inverse.applied(to: value)
    case .unpermutedMiddle:
      // What the left blocks should read at place x they read at place x of the unpermuted intermediate.
      return try factors.output(ofMiddle: factors.middlePermutation.inverse.applied(to: factors.middle(of: input)))
    case .transposedRight:
      return try MonarchMatrix(left: factors.left, right: reread(factors.right)).applied(to: input)
    case .transposedLeft:
      return try MonarchMatrix(left: reread(factors.left), right: factors.right).applied(to: input)
    }
    func reread(_ blocks: BlockDiagonal<Rational>) throws(ShapeError) -> BlockDiagonal<Rational> {
      // The same memory, taken for (block, in, out).
      var result: [Matrix<Rational>] = []
      for block in blocks.blocks {
        result.append(
          try Matrix(rows: block.columns, columns: block.rows, elements: block.elements).transposed)
      }
      return try BlockDiagonal(result)
    }
  }
}

extension Expectation {
  /// The wrong answers that no row of this case tells from the right one.
  func blindSpots(of product: ProductCase) throws(ShapeError) -> [WrongAnswer] {
    let factors = try product.factors
    var blind: [WrongAnswer] = []
    for answer in WrongAnswer.allCases where answer.isMistake(for: product.shape) {
      var isSeen = false
      for row in rows.indices where !isSeen {
        let wrong = try answer.output(of: factors, input: product.row(row), right: rows[row].value)
        isSeen = wrong.indices.contains {
          (wrong[$0] - rows[row].value[$0]).magnitude > allowance(row: row, output: $0)
        }
      }
      if !isSeen { blind.append(answer) }
    }
    return blind
  }
}
