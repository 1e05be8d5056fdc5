package import ExactArithmetic
package import MonarchReference

/// The a-priori bound for a product by a word of any letters, real or complex (`rounding-bound`).
///
/// Letter t computes dot products of d_t real terms, in any order, with or without FMA. With u the unit roundoff and η
/// half the smallest subnormal, as long as nothing overflows, componentwise:
///
/// ```
/// |ŷ − y| <= ((1+u)^D − 1)·|W_T|…|W_1||x| + (1+u)^D · Σ_t d_t·η·|W_T|…|W_{t+1}|·𝟙        D = Σ_t d_t
/// ```
///
/// *Why.* One dot product is Σ a_i x_i (1+θ_i) + ε with |1+θ_i| within (1+u)^±d, |ε| <= (1+u)^d·d·η: each term passes
/// through one product and at most d − 1 sums, a fused step is one rounding instead of two, sums do not underflow, and
/// each product may lose η. Put into one another, every path from an input to an output has D such factors, and every ε
/// passes through the letters after it.
///
/// *Complex letters* are the real ones [[Re, −Im], [Im, Re]] that act on the parts of the vector: d_t is twice the side
/// of the blocks, and the gauge is of real magnitudes.
///
/// *Rounded letters.* Where an exact letter is not made of values of the format, its float entries are taken to be these
/// values rounded to nearest, each part by itself. A part within the normal numbers is then off by a factor 1+δ with
/// |δ| <= u, one factor more on each path: d_t becomes d_t + 1, with the gauge still that of the exact letter. Parts that
/// might underflow are refused, as they may be off by more. (In the term of η, d_t + 1 is more than is needed.)
package struct WordBound: Sendable {
  /// d_1 … d_T, that of the letter that is applied first first.
  package let depths: [Int]
  package let format: FloatFormat
  private let grid: Grid
  private let partCount: Int
  private let norms: [Rational]
  private let firstKind: LetterKind
  private let gauge: BlockChain
  package let error: ErrorBound

  /// - Throws: where a part of an entry is neither a value of the format nor within its normal numbers.
  package init<Scalar: EnclosedField>(_ word: Word<Scalar>, format: FloatFormat) throws(ShapeError) {
    var seen: [Scalar: [PartMagnitude]] = [:]
    var letters: [LetterMagnitudes] = []
    for letter in word.letters.reversed() {
      letters.append(try LetterMagnitudes(letter, format: format, seen: &seen))
    }
    (grid, partCount, self.format) = (word.grid, Scalar.partCount, format)
    depths = letters.map { $0.side + ($0.isExact ? 0 : 1) }
    norms = letters.map(\.norm)
    firstKind = letters[0].kind
    let order = PartOrder(grid: word.grid, partCount: Scalar.partCount)
    do {
      var stages: [BlockStage] = []
      for (index, letter) in letters.enumerated() {
        let next = index + 1 < letters.count ? letters[index + 1].kind : nil
        stages.append(
          try BlockStage(
            "the letters", count: letter.weights.count / (letter.side * letter.side), rows: letter.side,
            columns: letter.side, weights: letter.weights.span,
            places: .images(order.places(from: letter.kind, to: next))))
      }
      gauge = try BlockChain(stages, magnitudes: true)
      let ones = [Double](repeating: 1, count: word.grid.count * Scalar.partCount)
      var amplifications: [[Rational]] = []
      for index in stages.indices.dropFirst() {
        amplifications.append(
          try BlockChain(Array(stages[index...]), magnitudes: true).multiply(ones.span, batch: 1)[0])
      }
      amplifications.append(ones.map { _ in 1 })
      error = ErrorBound(model: ArithmeticModel(format), depths: depths, amplifications: amplifications)
    } catch {
      throw ShapeError(error.description)
    }
  }

  /// |W_T|…|W_1||x| for a batch of rows of n numbers, whose parts follow one another, as does the result.
  package func gauges(_ input: [Double], batch: Int) throws(ShapeError) -> [[Rational]] {
    let order = PartOrder(grid: grid, partCount: partCount)
    let width = grid.count * partCount
    var ordered = [Double](repeating: 0, count: input.count)
    for (place, image) in order.places(from: nil, to: firstKind).enumerated() {
      for row in 0..<batch { ordered[row * width + image] = input[row * width + place] }
    }
    do {
      let vectors = try gauge.multiply(ordered.span, batch: batch)
      return (0..<batch).map { vectors[$0] }
    } catch {
      throw ShapeError(error.description)
    }
  }

  /// Whether some partial sum may overflow for inputs of at most this magnitude, by the norms of the letters: where it is
  /// false none can; where it is true none need.
  package func mayOverflow(inputsUpTo magnitude: Rational) -> Bool {
    var reach = magnitude
    for (norm, depth) in zip(norms, depths) {
      let growth = ErrorBound(model: ArithmeticModel(format), depths: [depth], amplifications: []).relative + 1
      reach = growth * (norm * reach + Rational(depth) * format.underflowUnit)
      if reach > format.greatestFiniteMagnitude { return true }
    }
    return false
  }
}

/// The orders in which stages read the parts of a vector.
private struct PartOrder {
  let grid: Grid
  let partCount: Int

  /// The place of a part: block by block of a letter, its real parts first; or number by number for nil.
  private func place(_ kind: LetterKind?, row: Int, column: Int, part: Int) -> Int {
    switch kind {
    case .bd: (row * partCount + part) * grid.columns + column
    case .db: (column * partCount + part) * grid.rows + row
    case nil: grid.index(row: row, column: column) * partCount + part
    }
  }

  /// For each place of one order the place in another.
  func places(from: LetterKind?, to: LetterKind?) -> [Int] {
    var places = [Int](repeating: 0, count: grid.count * partCount)
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        for part in 0..<partCount {
          places[place(from, row: row, column: column, part: part)] = place(to, row: row, column: column, part: part)
        }
      }
    }
    return places
  }
}
