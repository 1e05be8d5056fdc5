import MonarchKernels
import PropertyEngine

/// A matrix of a form's size, or smaller, in `Double`; its slices; and the optimum by another way than the kernels'.
struct DenseMatrix {
  let shape: Shape
  let rows: Int
  let columns: Int
  let elements: [Double]

  init(shape: Shape, rows: Int? = nil, columns: Int? = nil, elements: [Double]) {
    (self.shape, self.elements) = (shape, elements)
    (self.rows, self.columns) = (rows ?? shape.outputCount, columns ?? shape.inputCount)
    precondition(elements.count == self.rows * self.columns)
  }

  subscript(row: Int, column: Int) -> Double { row < rows && column < columns ? elements[row * columns + column] : 0 }

  /// ‖A‖².
  var norm: Double { elements.reduce(0) { $0 + $1 * $1 } }

  /// S[σ][i] = A[σ·l + λ, a·p + i].
  func slice(λ: Int, a: Int) -> [[Double]] {
    (0..<shape.s).map { σ in (0..<shape.p).map { i in self[σ * shape.l + λ, a * shape.p + i] } }
  }

  func project<Scalar: KernelScalar>(
    as _: Scalar.Type = Scalar.self, _ side: SingularValueSide = .both, threads: Int? = nil,
    _ instructionSet: InstructionSet = .automatic
  ) throws -> Projection<Scalar> {
    try MonarchFactors.project(
      converted(elements), rows: rows, columns: columns, k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s,
      r: shape.r, singularValues: side, threads: threads, instructionSet: instructionSet)
  }

  /// ‖A − M‖² over each slice, at λ·k + a, of the padded matrix.
  func errors<Scalar: KernelScalar>(of factors: MonarchFactors<Scalar>) -> [Double] {
    var errors: [Double] = []
    for λ in 0..<shape.l {
      for a in 0..<shape.k {
        var rest = slice(λ: λ, a: a)
        for place in shape.places(λ: λ, a: a) {
          for σ in 0..<shape.s {
            let u = Double(factors.left[(λ * shape.s + σ) * shape.r + place / shape.l])
            for i in 0..<shape.p { rest[σ][i] -= u * Double(factors.right[place * shape.p + i]) }
          }
        }
        errors.append(rest.joined().reduce(0) { $0 + $1 * $1 })
      }
    }
    return errors
  }

  /// The least that rank ν leaves of each slice: by one-sided Jacobi rotations, whose singular values are all accurate.
  var optima: [Double] {
    (0..<shape.l * shape.k).map { index in
      let (λ, a) = index.quotientAndRemainder(dividingBy: shape.k)
      return squaredSingularValues(of: slice(λ: λ, a: a)).dropFirst(shape.places(λ: λ, a: a).count).reduce(0, +)
    }
  }
}

extension Shape {
  /// The places a·q + c ≡ λ mod l, in ascending order, counted one by one.
  func places(λ: Int, a: Int) -> [Int] { (a * q..<(a + 1) * q).filter { $0 % l == λ } }
}

/// σ² in descending order, of a matrix given by its rows.
func squaredSingularValues(of rows: [[Double]]) -> [Double] {
  var rows = rows
  for _ in 0..<60 {
    var isOrthogonal = true
    for j in rows.indices {
      for i in 0..<j {
        let (a, b) = (dot(rows[i], rows[i]), dot(rows[j], rows[j]))
        let c = dot(rows[i], rows[j])
        guard abs(c) > 1e-17 * (a * b).squareRoot(), c != 0 else { continue }
        isOrthogonal = isOrthogonal && abs(c) <= 1e-15 * (a * b).squareRoot()
        let ζ = (b - a) / (2 * c)
        let t = (ζ < 0 ? -1 : 1) / (abs(ζ) + (1 + ζ * ζ).squareRoot())
        let cosine = 1 / (1 + t * t).squareRoot()
        let sine = cosine * t
        for index in rows[i].indices {
          let (x, y) = (rows[i][index], rows[j][index])
          (rows[i][index], rows[j][index]) = (cosine * x - sine * y, sine * x + cosine * y)
        }
      }
    }
    if isOrthogonal { break }
  }
  return rows.map { dot($0, $0) }.sorted(by: >)
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

extension Generator where Value == DenseMatrix {
  /// Matrices of every kind that a form can meet: dense, sparse and tied integers, low ranks, whole slices of zeros,
  /// members of the class, and padded ones.
  static func dense() -> Generator {
    Generator { draws throws(DrawStop) in
      let size = Generator<Int>.integer(in: 1...5, target: 1)
      let outer = Generator<Int>.integer(in: 1...9, target: 1)
      let (k, q) = (try draws.draw(size), try draws.draw(size))
      let l = try draws.draw(.element(of: (1...k * q).filter { k * q % $0 == 0 }))
      let shape = Shape(k, q, try draws.draw(outer), l, try draws.draw(outer), k * q / l)
      draws.show("shape", shape.testDescription)
      func numbers(_ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
        try draws.integers(rows: 1, columns: count, in: 0...2 * bound).elements.map { Double($0 - bound) }
      }
      let isPadded = try draws.draw(.bool())
      let rows = isPadded ? try draws.draw(.integer(in: 1...shape.outputCount)) : shape.outputCount
      let columns = isPadded ? try draws.draw(.integer(in: 1...shape.inputCount)) : shape.inputCount
      draws.classify(!q.isMultiple(of: l), "l ∤ q")
      draws.classify(isPadded, "padded")
      draws.classify(q / l >= 2, "rank above 1")
      switch try draws.draw(.integer(in: 0...2)) {
      case 0:
        return DenseMatrix(
          shape: shape, rows: rows, columns: columns, elements: try numbers(rows * columns, upTo: 1))
      case 1:
        return DenseMatrix(
          shape: shape, rows: rows, columns: columns,
          elements: try numbers(rows * columns, upTo: 1 << 20).map { $0 * 0x1p-20 })
      default:
        draws.classify(true, "member")
        let factors = try! MonarchFactors<Double>(
          k: k, q: q, p: shape.p, l: l, s: shape.s, r: shape.r, left: numbers(shape.leftCount, upTo: 3),
          right: numbers(shape.rightCount, upTo: 3))
        return DenseMatrix(shape: shape, elements: try! factors.densify())
      }
    }
  }
}
