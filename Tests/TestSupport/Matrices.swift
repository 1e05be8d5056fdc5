public import ExactArithmetic
public import PropertyEngine

/// Matrices of the given size, of every kind that linear algebra has to treat apart: dense, zero, sparse, of low rank,
/// with repeated rows, permutations and multiples of the identity (cut to the size).
public func matrices<F: Field>(_ rows: Int, _ columns: Int, of element: Generator<F>) -> Generator<Matrix<F>> {
  Generator<Matrix<F>> { (draws) throws(DrawStop) in
    func dense(_ height: Int, _ width: Int) throws(DrawStop) -> Matrix<F> {
      var entries: [F] = []
      for _ in 0..<height * width { entries.append(try draws.draw(element)) }
      return Matrix(rows: height, columns: width) { entries[$0 * width + $1] }
    }
    switch try draws.draw(.integer(in: 0...7)) {
    case 0: return Matrix(rows: rows, columns: columns) { _, _ in .zero }
    case 1:
      let factor = try draws.draw(element)
      return Matrix(rows: rows, columns: columns) { $0 == $1 ? factor : .zero }
    case 2:
      let image = try draws.draw(permutation(of: max(rows, columns)))
      return Matrix(rows: rows, columns: columns) { image[$0] == $1 ? 1 : .zero }
    case 3:
      let full = try dense(rows, columns)
      var isKept: [Bool] = []
      for _ in 0..<rows * columns { isKept.append(try draws.draw(.integer(in: 0...2)) == 0) }
      return Matrix(rows: rows, columns: columns) { isKept[$0 * columns + $1] ? full[$0, $1] : .zero }
    case 4:
      let full = try dense(rows, columns)
      var source = Array(0..<rows)
      for row in 0..<rows { source[row] = try draws.draw(.integer(in: 0...row)) }
      return Matrix(rows: rows, columns: columns) { full[source[$0], $1] }
    case 5:
      let rank = try draws.draw(.integer(in: 0...max(min(rows, columns) - 1, 0)))
      let (left, right) = (try dense(rows, rank), try dense(rank, columns))
      return Matrix(rows: rows, columns: columns) { row, column in
        (0..<rank).reduce(.zero) { $0 + left[row, $1] * right[$1, column] }
      }
    default: return try dense(rows, columns)
    }
  }
}

/// The permutations of 0 ..< n, as images.
public func permutation(of n: Int) -> Generator<[Int]> {
  Generator<[Int]> { (draws) throws(DrawStop) in
    var image = Array(0..<n)
    for place in image.indices.dropLast() {
      image.swapAt(place, try draws.draw(.integer(in: place...n - 1, target: place)))
    }
    return image
  }
}

/// Whether two matrices have the same size and no difference that is not zero.
public func agree<F: Field>(_ lhs: Matrix<F>?, _ rhs: Matrix<F>?) -> Bool {
  guard let lhs, let rhs, lhs.rows == rhs.rows, lhs.columns == rhs.columns else { return false }
  return zip(lhs.elements, rhs.elements).allSatisfy { $0 - $1 == .zero }
}
