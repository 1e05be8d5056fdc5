/// A dense matrix over a field, stored row by row.
public struct Matrix<Scalar: Field>: Sendable {
  public let rows: Int
  public let columns: Int
  /// The entries in row-major order: entry (i, j) stands at `i * columns + j`.
  public private(set) var elements: [Scalar]

  /// The matrix whose entries in row-major order are `elements`.
  ///
  /// Matrices without rows or columns are allowed.
  public init(rows: Int, columns: Int, elements: [Scalar]) throws(ShapeError) {
    let count = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !count.overflow, count.partialValue == elements.count else {
      throw ShapeError("a \(rows)×\(columns) matrix cannot have \(elements.count) entries")
    }
    self.init(rows: rows, columns: columns, unchecked: elements)
  }

  /// The rows x columns matrix with `entry(i, j)` at row i, column j.
  ///
  /// - Precondition: the sizes are not negative and their product is an `Int`.
  @inlinable
  public init(rows: Int, columns: Int, entry: (_ row: Int, _ column: Int) -> Scalar) {
    precondition(rows >= 0 && columns >= 0, "Matrix: \(rows)×\(columns) is not a size")
    var elements: [Scalar] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { elements.append(entry(row, column)) }
    }
    self.init(rows: rows, columns: columns, unchecked: elements)
  }

  @usableFromInline
  init(rows: Int, columns: Int, unchecked elements: [Scalar]) {
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// The n x n identity.
  @inlinable
  public static func identity(_ n: Int) -> Matrix { Matrix(rows: n, columns: n) { $0 == $1 ? 1 : 0 } }

  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "Matrix: entry (\(row), \(column)) of a \(rows)×\(columns) matrix")
    return elements[row * columns + column]
  }

  @inlinable
  public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }

  /// The matrix of the images of the entries.
  @inlinable
  public func map<Image: Field>(_ transform: (Scalar) throws -> Image) rethrows -> Matrix<Image> {
    Matrix<Image>(rows: rows, columns: columns, unchecked: try elements.map(transform))
  }

  /// The matrix product: `(A B)[i, j] = Σ_k A[i, k] B[k, j]`.
  ///
  /// - Complexity: O(rows · columns · inner) field operations.
  @inlinable
  @specialized(where Scalar == PrimeField)
  @specialized(where Scalar == Cyclotomic)
  public static func * (lhs: Matrix, rhs: Matrix) throws(ShapeError) -> Matrix {
    guard lhs.columns == rhs.rows else {
      throw ShapeError("\(lhs.rows)×\(lhs.columns) times \(rhs.rows)×\(rhs.columns): the inner sizes differ")
    }
    try checkCommonField(lhs, rhs)
    if lhs.elements.count * rhs.columns >= Matrix<Rational>.integerProductSize, let left = lhs as? Matrix<Rational>,
      let right = rhs as? Matrix<Rational>,
      let product = left.integerProduct(right) as? Matrix
    {
      return product
    }
    var product = [Scalar](repeating: .zero, count: lhs.rows * rhs.columns)
    for i in 0..<lhs.rows {
      for k in 0..<lhs.columns {
        let factor = lhs.elements[i * lhs.columns + k]
        if factor.isPlainZero { continue }
        for j in 0..<rhs.columns {
          product[i * rhs.columns + j].addProduct(factor, rhs.elements[k * rhs.columns + j])
        }
      }
    }
    return Matrix(rows: lhs.rows, columns: rhs.columns, unchecked: product)
  }

  /// The matrix-vector product: `(A x)[i] = Σ_j A[i, j] x[j]`.
  ///
  /// - Complexity: O(rows · columns) field operations.
  @inlinable
  @specialized(where Scalar == PrimeField)
  @specialized(where Scalar == Cyclotomic)
  public static func * (lhs: Matrix, rhs: [Scalar]) throws(ShapeError) -> [Scalar] {
    guard lhs.columns == rhs.count else {
      throw ShapeError("\(lhs.rows)×\(lhs.columns) times a vector of \(rhs.count) entries: the inner sizes differ")
    }
    if let reason = Scalar.mismatch(in: [lhs.elements, rhs].joined()) {
      throw ShapeError("the entries have no common field: \(reason)")
    }
    return (0..<lhs.rows).map { row in
      var sum = Scalar.zero
      for column in 0..<lhs.columns { sum.addProduct(lhs.elements[row * lhs.columns + column], rhs[column]) }
      return sum
    }
  }
}

extension Matrix: Equatable where Scalar: Equatable {}
extension Matrix: Hashable where Scalar: Hashable {}
