import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct WrongAnswerTests {
  /// Every wrong answer by the exact path is the one that its definition gives, for every kind of data.
  @Test(arguments: [FloatFormat.float32, .float64])
  func outputsAreTheirDefinitions(format: FloatFormat) throws {
    var different = Set<WrongAnswer>()
    for id in CasePlan(count: 96, seed: 11, layout: .fly, format: format, largest: 300).ids {
      let product = try ProductCase(id)
      let factors = try product.factors
      let right = try (0..<product.batch).map { try factors.applied(to: product.row($0)) }
      for answer in WrongAnswer.allCases {
        let outputs = try answer.outputs(of: product) { right[$0] }
        for row in right.indices {
          let expected = try answer.definition(of: factors, input: product.row(row), right: right[row])
          let found = try outputs(row)
          #expect(found == expected, "\(answer) of \(id)")
          if found != right[row] { different.insert(answer) }
        }
      }
    }
    #expect(different == Set(WrongAnswer.allCases))
  }
}

extension WrongAnswer {
  /// The definition: the wrong output for one input, given the right one, over the rationals.
  func definition(
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
