import ComplexModule
import RealModule

/// A square complex matrix of a block's size.
struct ComplexMatrix {
  let size: Int
  var elements: [Complex<Double>]

  init(size: Int, elements: [Complex<Double>]) { (self.size, self.elements) = (size, elements) }

  init(size: Int, _ element: (Int, Int) -> Complex<Double>) {
    self.size = size
    elements = (0..<size * size).map { element($0 / size, $0 % size) }
  }

  static func identity(_ size: Int) -> ComplexMatrix { ComplexMatrix(size: size) { $0 == $1 ? .one : .zero } }

  subscript(row: Int, column: Int) -> Complex<Double> {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  static func * (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    let n = a.size
    var product = [Complex<Double>](repeating: .zero, count: n * n)
    product.withUnsafeMutableBufferPointer { product in
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          for i in 0..<n {
            for k in 0..<n {
              let factor = a[i * n + k]
              for j in 0..<n { product[i * n + j] += factor * b[k * n + j] }
            }
          }
        }
      }
    }
    return ComplexMatrix(size: n, elements: product)
  }

  static func + (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    ComplexMatrix(size: a.size, elements: zip(a.elements, b.elements).map { $0 + $1 })
  }

  static func - (a: ComplexMatrix, b: ComplexMatrix) -> ComplexMatrix {
    ComplexMatrix(size: a.size, elements: zip(a.elements, b.elements).map { $0 - $1 })
  }

  static func * (factor: Complex<Double>, a: ComplexMatrix) -> ComplexMatrix {
    ComplexMatrix(size: a.size, elements: a.elements.map { factor * $0 })
  }

  var adjoint: ComplexMatrix { ComplexMatrix(size: size) { self[$1, $0].conjugate } }

  /// ‖A‖_F².
  var squaredNorm: Double { elements.reduce(0) { $0 + $1.lengthSquared } }

  /// The greatest sum of magnitudes in a column.
  var columnNorm: Double {
    (0..<size).reduce(0) { norm, column in max(norm, (0..<size).reduce(0) { $0 + self[$1, column].length }) }
  }

  /// The inverse by Gauß and Jordan with row pivots, and 1/(‖A‖·‖A⁻¹‖); nil where a pivot is 0.
  func inverse() -> (matrix: ComplexMatrix, reciprocalCondition: Double)? {
    let n = size
    var (left, result) = (elements, ComplexMatrix.identity(n).elements)
    let isInvertible = left.withUnsafeMutableBufferPointer { left in
      result.withUnsafeMutableBufferPointer { right in
        for column in 0..<n {
          let pivot =
            (column..<n).max { left[$0 * n + column].lengthSquared < left[$1 * n + column].lengthSquared } ?? column
          guard left[pivot * n + column] != .zero, let scale = left[pivot * n + column].reciprocal else { return false }
          for j in 0..<n {
            left.swapAt(column * n + j, pivot * n + j)
            right.swapAt(column * n + j, pivot * n + j)
            left[column * n + j] *= scale
            right[column * n + j] *= scale
          }
          for row in 0..<n where row != column && left[row * n + column] != .zero {
            let factor = left[row * n + column]
            for j in 0..<n {
              left[row * n + j] -= factor * left[column * n + j]
              right[row * n + j] -= factor * right[column * n + j]
            }
          }
        }
        return true
      }
    }
    guard isInvertible else { return nil }
    let right = ComplexMatrix(size: n, elements: result)
    let condition = columnNorm * right.columnNorm
    return condition.isFinite && condition > 0 ? (right, 1 / condition) : nil
  }
}

extension Complex<Double> {
  /// Both parts times a real number.
  static func * (a: Complex, factor: Double) -> Complex { a.multiplied(by: factor) }

  /// Both parts by a real number.
  static func / (a: Complex, divisor: Double) -> Complex { a.divided(by: divisor) }
}
