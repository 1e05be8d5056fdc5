import CertificateChecker
import Crypto
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import TensorFiles

/// A matrix, factors near to it or not, and the certificate about them.
struct Example {
  let shape: MonarchShape
  let rows: Int
  let columns: Int
  let matrix: [Double]
  let left: [Double]
  let right: [Double]
  var name = "W"

  var tensor: Tensor { get throws { try Tensor(matrix, shape: [rows, columns]) } }

  func certificate(threads: Int? = nil) throws -> ProjectionCertificate {
    try ProjectionCertificate(
      of: matrix, rows: rows, columns: columns, shape: shape, left: left, right: right, threads: threads)
  }

  /// The file of this one certificate.
  func file() throws -> [UInt8] {
    ProjectionCertificate.header
      + (try certificate().encode(tensor: name, sha256: sha256(of: tensor), elementType: "float64"))
      + ProjectionCertificate.closing(sections: 1)
  }

  /// ‖A − M‖² with M by its definition, in rationals, over the padded size.
  func error() throws -> Rational {
    let monarch = try MonarchMatrix(
      shape: shape, left: left.map { Rational(exactly: $0)! }, right: right.map { Rational(exactly: $0)! })
    let dense = monarch.dense
    var sum = Rational.zero
    for row in 0..<dense.rows {
      for column in 0..<dense.columns {
        let entry = row < rows && column < columns ? Rational(exactly: matrix[row * columns + column])! : .zero
        let difference = entry - dense[row, column]
        sum += difference * difference
      }
    }
    return sum
  }
}

/// The statements of a file about this tensor.
func statements(_ bytes: [UInt8], _ tensor: Tensor) throws -> [Statement] {
  var file = try CertificateFile(bytes: bytes)
  var statements: [Statement] = []
  while let statement = try file.next(tensor: { _ in tensor }) { statements.append(statement) }
  return statements
}

extension Generator where Value == Example {
  /// Matrices of every kind, with factors that come from a few steps of alternating least squares, from nothing, or from
  /// other numbers altogether; forms with l ∤ q, ranks 0 to more than enough, padding; scales far apart.
  static func example() -> Generator {
    Generator { draws throws(DrawStop) in
      let size = Generator<Int>.integer(in: 1...4, target: 1)
      let outer = Generator<Int>.integer(in: 1...6, target: 1)
      let (k, q) = (try draws.draw(size), try draws.draw(size))
      let l = try draws.draw(.element(of: (1...k * q).filter { k * q % $0 == 0 }))
      let shape = try! MonarchShape(
        k: k, q: q, p: try draws.draw(outer), l: l, s: try draws.draw(outer), r: k * q / l)
      draws.show("shape", "\(shape)")
      let isPadded = try draws.draw(.bool())
      let rows = isPadded ? try draws.draw(.integer(in: 1...shape.outputCount)) : shape.outputCount
      let columns = isPadded ? try draws.draw(.integer(in: 1...shape.inputCount)) : shape.inputCount
      let scale = Double(sign: .plus, exponent: try draws.draw(.element(of: [0, 0, -600, 480])), significand: 1)
      let bound = try draws.draw(.element(of: [1, 3, 1 << 20]), as: "bound")
      func numbers(_ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
        try draws.integers(rows: 1, columns: count, in: 0...2 * bound).elements.map { Double($0 - bound) }
      }
      var matrix = try numbers(rows * columns, upTo: bound).map { $0 * scale }
      // One number of another size: all widths meet.
      if try draws.draw(.bool()) { matrix[0] *= 0x1p-90 }
      let kind = try draws.draw(.integer(in: 0...2))
      var left = try numbers(shape.l * shape.s * shape.r, upTo: 3)
      var right = try numbers(shape.k * shape.q * shape.p, upTo: 3).map { $0 * scale }
      draws.classify(!q.isMultiple(of: l), "l ∤ q")
      draws.classify(isPadded, "padded")
      draws.classify(kind == 2, "near the optimum")
      if kind == 1 { left = left.map { _ in 0 } }
      if kind == 2 {
        fit(&left, &right, to: matrix, rows: rows, columns: columns, shape: shape)
      }
      return Example(shape: shape, rows: rows, columns: columns, matrix: matrix, left: left, right: right)
    }
  }
}

/// The power method with deflation, term by term: a projection of the test's own.
func fit(
  _ left: inout [Double], _ right: inout [Double], to matrix: [Double], rows: Int, columns: Int, shape: MonarchShape,
  steps: Int = 200
) {
  for λ in 0..<shape.l {
    for a in 0..<shape.k {
      var rest = (0..<shape.s * shape.p).map { place in
        let (row, column) = (place / shape.p * shape.l + λ, a * shape.p + place % shape.p)
        return row < rows && column < columns ? matrix[row * columns + column] : 0
      }
      for middle in shape.middleIndices(λ: λ, a: a) {
        let largest = rest.max { abs($0) < abs($1) }.map { abs($0) } ?? 0
        var v = (0..<shape.p).map { 1 + Double($0 * $0 % 7) / 8 }
        var u = [Double](repeating: 0, count: shape.s)
        if largest > 0 {
          for _ in 0..<steps {
            u = (0..<shape.s).map { σ in (0..<shape.p).reduce(0) { $0 + rest[σ * shape.p + $1] / largest * v[$1] } }
            let length = max(u.reduce(0) { $0 + $1 * $1 }.squareRoot(), 1e-200)
            u = u.map { $0 / length }
            v = (0..<shape.p).map { i in (0..<shape.s).reduce(0) { $0 + rest[$1 * shape.p + i] / largest * u[$1] } }
          }
        } else {
          v = v.map { _ in 0 }
        }
        v = v.map { $0 * largest }
        for σ in 0..<shape.s {
          left[(λ * shape.s + σ) * shape.r + middle / shape.l] = u[σ]
          for i in 0..<shape.p { rest[σ * shape.p + i] -= u[σ] * v[i] }
        }
        for i in 0..<shape.p { right[middle * shape.p + i] = v[i] }
      }
    }
  }
}

func sha256(of tensor: Tensor) -> String {
  SHA256.hash(data: tensor.bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
