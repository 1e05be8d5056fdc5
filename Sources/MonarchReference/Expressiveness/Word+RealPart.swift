public import ExactArithmetic

extension Word where Scalar == Cyclotomic {
  /// The real part of the word's matrix as a product of real factors with doubled inner dimensions (`real-part`).
  ///
  /// A vector v stands between the letters as (Re v, −Im v), both copies side by side in the digit that the letters act on:
  ///
  /// ```
  /// Re(X·Y) = [Re X, Im X] · [[Re Y], [−Im Y]]        letters between: [[Re, Im], [−Im, Re]]
  /// ```
  ///
  /// The inner index of the row x1, the copy c and the column x0 is (2·x1 + c)·b + x0, so that a letter of BD has q blocks
  /// with 2b rows or columns, and one of DB has b blocks with 2q of them.
  public var realPart: FactorProduct<Cyclotomic> {
    get throws(ShapeError) {
      var factors: [KroneckerSparse<Cyclotomic>] = []
      for (index, letter) in letters.enumerated() {
        let (rowCopies, columnCopies) = (index == 0 ? 1 : 2, index == letters.count - 1 ? 1 : 2)
        let pattern = letter.kind.pattern(on: grid)
        let size = pattern.b
        /// Where row or column `place` of a block with two copies stands in the letter: BD has the copies one behind the
        /// other, (c, x0); DB has them in turns, (x1, c).
        func split(_ place: Int, _ copies: Int) -> (copy: Int, place: Int) {
          if copies == 1 { return (0, place) }
          return letter.kind == .bd ? (place / size, place % size) : (place % 2, place / 2)
        }
        let blocks = letter.blocks.map { block in
          Matrix<Cyclotomic>(rows: rowCopies * size, columns: columnCopies * size) { row, column in
            let (to, from) = (split(row, rowCopies), split(column, columnCopies))
            let entry = block[to.place, from.place]
            if to.copy == from.copy { return entry.realPart }
            return to.copy == 0 ? entry.imaginaryPart : -entry.imaginaryPart
          }
        }
        factors.append(
          try KroneckerSparse(
            pattern: KroneckerPattern(
              a: pattern.a, b: rowCopies * size, c: columnCopies * size, d: pattern.d), blocks: blocks))
      }
      return try FactorProduct(factors)
    }
  }
}
