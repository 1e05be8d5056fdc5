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

  /// The greatest sum of magnitudes in a column.
  var columnNorm: Double {
    (0..<size).reduce(0) { norm, column in max(norm, (0..<size).reduce(0) { $0 + self[$1, column].length }) }
  }
}

extension Complex<Double> {
  /// Both parts times a real number.
  static func * (a: Complex, factor: Double) -> Complex { a.multiplied(by: factor) }

  /// Both parts by a real number.
  static func / (a: Complex, divisor: Double) -> Complex { a.divided(by: divisor) }
}
