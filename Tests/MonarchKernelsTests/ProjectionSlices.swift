import MonarchKernels
import PropertyEngine

/// The slices of a dense matrix and what the nearest matrix of a given rank to each is worth, by plain loops.
struct Slices {
  let shape: Shape
  let rows: Int
  let columns: Int

  var all: [(lambda: Int, a: Int)] {
    (0..<shape.l).flatMap { lambda in (0..<shape.k).map { (lambda, $0) } }
  }

  /// The middle places of a slice, in increasing order.
  func places(_ lambda: Int, _ a: Int) -> [Int] {
    (a * shape.q..<(a + 1) * shape.q).filter { $0 % shape.l == lambda }
  }

  /// The slice's elements, `s x p`, row-major.
  func elements(_ matrix: [some BinaryFloatingPoint], _ lambda: Int, _ a: Int) -> [Double] {
    (0..<shape.s * shape.p).map { place in
      let (row, column) = (place / shape.p * shape.l + lambda, a * shape.p + place % shape.p)
      return row < rows && column < columns ? Double(matrix[row * columns + column]) : 0
    }
  }

  /// What the factors make of the slice: the terms of its places, added up.
  func product<Scalar>(_ factors: MonarchFactors<Scalar>, _ lambda: Int, _ a: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: shape.s * shape.p)
    for place in places(lambda, a) {
      for sigma in 0..<shape.s {
        let weight = Double(factors.left[(lambda * shape.s + sigma) * shape.r + place / shape.l])
        for i in 0..<shape.p { sum[sigma * shape.p + i] += weight * Double(factors.right[place * shape.p + i]) }
      }
    }
    return sum
  }

  func leftNorm<Scalar>(_ factors: MonarchFactors<Scalar>, _ place: Int) -> Double {
    norm(
      (0..<shape.s).map {
        Double(factors.left[(place % shape.l * shape.s + $0) * shape.r + place / shape.l])
      })
  }

  func rightNorm<Scalar>(_ factors: MonarchFactors<Scalar>, _ place: Int) -> Double {
    norm(factors.right[place * shape.p..<(place + 1) * shape.p].map { Double($0) })
  }

  /// The squared singular values of a slice, the greatest first: the eigenvalues of its Gram matrix on the shorter side,
  /// which rotations of both sides make diagonal.
  func squaredSingularValues(_ slice: [Double]) -> [Double] {
    let (s, p) = (shape.s, shape.p)
    let n = min(s, p)
    var g = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      for j in 0..<n {
        for x in 0..<max(s, p) {
          g[i][j] += s < p ? slice[i * p + x] * slice[j * p + x] : slice[x * p + i] * slice[x * p + j]
        }
      }
    }
    for _ in 0..<30 {
      var turned = false
      for i in 0..<n {
        for j in i + 1..<max(n, i + 1) where abs(g[i][j]) > 1e-17 * (abs(g[i][i]) + abs(g[j][j])) {
          turned = true
          let theta = (g[j][j] - g[i][i]) / (2 * g[i][j])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          for x in 0..<n { (g[x][i], g[x][j]) = (c * g[x][i] - c * t * g[x][j], c * t * g[x][i] + c * g[x][j]) }
          for x in 0..<n { (g[i][x], g[j][x]) = (c * g[i][x] - c * t * g[j][x], c * t * g[i][x] + c * g[j][x]) }
        }
      }
      if !turned { break }
    }
    return (0..<n).map { max(0, g[$0][$0]) }.sorted(by: >)
  }
}

func norm(_ elements: [Double]) -> Double { squaredNorm(elements).squareRoot() }
func squaredNorm(_ elements: [Double]) -> Double { elements.reduce(0) { $0 + $1 * $1 } }
func inner(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

/// What a dense matrix is like.
enum Content: String, CaseIterable, Sendable {
  /// Full significands of every sign.
  case reals
  /// −1, 0 and 1: slices of low rank, ties and zero columns.
  case signs
  /// Few elements that are not zero, of sizes far apart: zero slices and graded ones.
  case sparse
  /// All columns of a slice alike but for their size.
  case rankOne
  /// One signed element in each row of a slice, in turn: all singular values alike, or nearly.
  case tied

  func matrix(_ slices: Slices, _ draws: Draws) throws(DrawStop) -> [Double] {
    let (shape, columns) = (slices.shape, slices.columns)
    let raw = try draws.integers(rows: 1, columns: slices.rows * columns, in: 0...(1 << 20) - 1).elements
    return raw.enumerated().map { place, x in
      let (sigma, i) = (place / columns / shape.l, place % columns % shape.p)
      let sign = x & 1 == 0 ? 1.0 : -1
      switch self {
      case .reals: return Double(x - 1 << 19) * 0x1p-19 + 0x1p-30
      case .signs: return Double(x % 3 - 1)
      case .sparse: return x % 4 == 0 ? Double(sign: .plus, exponent: -(x >> 6) % 60, significand: sign) : 0
      case .rankOne: return Double(sigma % 7 + 1) * Double(i % 5 - 2)
      case .tied: return sigma % shape.p == i ? sign : 0
      }
    }
  }
}

extension MonarchFactors {
  static func project(
    _ matrix: [Scalar], _ slices: Slices, singularValues: SingularValueSide = .both, threads: Int? = nil,
    instructionSet: InstructionSet = .automatic
  ) throws -> Projection<Scalar> {
    let shape = slices.shape
    return try project(
      matrix, rows: slices.rows, columns: slices.columns, k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s,
      r: shape.r, singularValues: singularValues, threads: threads, instructionSet: instructionSet)
  }
}
