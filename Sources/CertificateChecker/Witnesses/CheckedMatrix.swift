/// A square matrix of a field of witnesses.
struct CheckedMatrix<Field: Arithmetic> {
  let field: Field
  let size: Int
  private var elements: [Field.Element]

  init(_ field: Field, size: Int, element: (Int, Int) -> Field.Element) {
    (self.field, self.size) = (field, size)
    elements = (0..<size * size).map { element($0 / size, $0 % size) }
  }

  subscript(row: Int, column: Int) -> Field.Element { elements[row * size + column] }

  var isZero: Bool { elements.allSatisfy { field.isZero($0) } }

  static func * (a: CheckedMatrix, b: CheckedMatrix) -> CheckedMatrix {
    CheckedMatrix(a.field, size: a.size) { row, column in
      (0..<a.size).reduce(a.field.zero) { a.field.add($0, a.field.multiply(a[row, $1], b[$1, column])) }
    }
  }

  static func - (a: CheckedMatrix, b: CheckedMatrix) -> CheckedMatrix {
    CheckedMatrix(a.field, size: a.size) { a.field.subtract(a[$0, $1], b[$0, $1]) }
  }

  static func * (a: CheckedMatrix, x: [Field.Element]) -> [Field.Element] {
    (0..<a.size).map { row in
      (0..<a.size).reduce(a.field.zero) { a.field.add($0, a.field.multiply(a[row, $1], x[$1])) }
    }
  }

  /// This matrix put into a polynomial, by Horner's rule.
  func value(of polynomial: [Field.Element]) -> CheckedMatrix {
    var value = CheckedMatrix(field, size: size) { _, _ in field.zero }
    for coefficient in polynomial.reversed() {
      let product = value * self
      value = CheckedMatrix(field, size: size) { $0 == $1 ? field.add(product[$0, $1], coefficient) : product[$0, $1] }
    }
    return value
  }

  /// Nil where it is singular: Gauß and Jordan.
  func inverse() -> CheckedMatrix? {
    var left = (0..<size).map { row in (0..<size).map { self[row, $0] } }
    var right = (0..<size).map { row in (0..<size).map { row == $0 ? field.one : field.zero } }
    for column in 0..<size {
      guard let pivot = (column..<size).first(where: { !field.isZero(left[$0][column]) }),
        let factor = field.inverse(left[pivot][column])
      else { return nil }
      left.swapAt(column, pivot)
      right.swapAt(column, pivot)
      left[column] = left[column].map { field.multiply($0, factor) }
      right[column] = right[column].map { field.multiply($0, factor) }
      for row in 0..<size where row != column && !field.isZero(left[row][column]) {
        let factor = left[row][column]
        for index in 0..<size {
          left[row][index] = field.subtract(left[row][index], field.multiply(factor, left[column][index]))
          right[row][index] = field.subtract(right[row][index], field.multiply(factor, right[column][index]))
        }
      }
    }
    let result = right
    return CheckedMatrix(field, size: size) { result[$0][$1] }
  }
}

extension PrimeArithmetic {
  /// Whether a polynomial of degree 1 or more has no root: gcd(x^p − x, h) is a constant.
  func hasNoRoot(_ polynomial: [UInt64]) -> Bool {
    var h = polynomial
    while h.last == 0 { h.removeLast() }
    guard h.count > 1, let inverse = inverse(h[h.count - 1]) else { return false }
    h = h.map { multiply($0, inverse) }
    func remainder(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
      var a = a
      let factor = self.inverse(b[b.count - 1])!
      while a.count >= b.count {
        let leading = multiply(a.removeLast(), factor)
        let shift = a.count - b.count + 1
        for index in 0..<b.count - 1 { a[shift + index] = subtract(a[shift + index], multiply(leading, b[index])) }
      }
      while a.last == 0 { a.removeLast() }
      return a
    }
    func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
      var product = Array(repeating: UInt64(0), count: max(a.count + b.count - 1, 0))
      for (i, x) in a.enumerated() {
        for (j, y) in b.enumerated() { product[i + j] = add(product[i + j], multiply(x, y)) }
      }
      return remainder(product, h)
    }
    var (power, square, exponent): ([UInt64], [UInt64], UInt64) = ([1 % modulus], remainder([0, 1], h), modulus)
    while exponent > 0 {
      if exponent & 1 == 1 { power = product(power, square) }
      square = product(square, square)
      exponent >>= 1
    }
    // x^p − x.
    power += Array(repeating: 0, count: max(0, 2 - power.count))
    power[1] = subtract(power[1], 1)
    var (a, b) = (h, remainder(power, h))
    while !b.isEmpty { (a, b) = (b, remainder(a, b)) }
    return a.count == 1
  }
}
