public import ExactArithmetic
public import MonarchReference

/// What an implementation can be asked to do with a dense matrix.
///
/// | operation | given | results, canonical and row-major |
/// |---|---|---|
/// | `project` | A (l·s, k·p) | factors of a nearest matrix of the shape: left (l, s, r), right (k, q, p) |
/// | `factor` | A in MM*(b, n), n = q·b | A_j: left (b, q, q); R_p: middle (q, b, b); C_i: right (b, q, q) |
///
/// Sources: `projection`, `factorization`.
public enum MatrixOperation: String, CaseIterable, Sendable, Codable {
  case project, factor
}

/// What a generated matrix is.
public enum MatrixKind: String, CaseIterable, Sendable {
  /// Full-precision numbers in (−1, 1): no matrix of the class is equal to it.
  case generic
  /// Of the class, made of small integers.
  case member
  /// Some slices are 0, the others generic.
  case zeros
  /// Ones, in slices with several equal singular values: a nearest matrix is not unique.
  case ties
}

/// The name of a generated matrix, from which it is made again: `project-float32-generic-2x3x4-3x5x2-s7` names operation,
/// format, kind, right factor k×q×p, left factor l×s×r, and seed.
public struct MatrixCaseID: Hashable, Sendable {
  public let operation: MatrixOperation
  public let format: FloatFormat
  public let kind: MatrixKind
  /// Of factorisations the grid's: k, q, p = q, b, b and l, s, r = b, q, q.
  public let shape: MonarchShape
  public let seed: UInt64

  public init(
    _ operation: MatrixOperation, format: FloatFormat, kind: MatrixKind, shape: MonarchShape, seed: UInt64
  ) {
    (self.operation, self.format, self.kind, self.shape, self.seed) = (operation, format, kind, shape, seed)
  }
}

extension MatrixCaseID: CustomStringConvertible, LosslessStringConvertible {
  public var description: String {
    "\(operation.rawValue)-\(format)-\(kind.rawValue)-\(shape.k)x\(shape.q)x\(shape.p)"
      + "-\(shape.l)x\(shape.s)x\(shape.r)-s\(seed)"
  }

  public init?(_ description: String) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 6, let operation = MatrixOperation(rawValue: String(parts[0])),
      let format = FloatFormat.ofCases.first(where: { $0.name == parts[1] }),
      let kind = MatrixKind(rawValue: String(parts[2])), parts[5].first == "s", let seed = UInt64(parts[5].dropFirst())
    else { return nil }
    guard let shape = MonarchShape(right: parts[3], left: parts[4]), shape.inputCount <= 1 << 10,
      shape.outputCount <= 1 << 10,
      operation == .project || kind == .member && shape.isGrid
    else { return nil }
    self.init(operation, format: format, kind: kind, shape: shape, seed: seed)
    if self.description != description { return nil }
  }
}

extension MonarchShape {
  /// Whether it is that of M(b, n) on a grid of q rows and b columns.
  var isGrid: Bool { q == p && k == r && s == k && l == q }
}

/// A matrix that an implementation is asked about.
public struct MatrixQuestion: Sendable {
  public let id: MatrixCaseID
  /// (l·s, k·p), row-major, every number a value of the format.
  public let matrix: [Double]
  /// Of a member of MM* the sums of magnitudes `|A_j|·|R_p|·|C_i|` of the factors of which it was made, (n, n): the same for all
  /// its factors, which are scalings and orders of these (`factor-unique`). Empty otherwise.
  let gauge: [Double]

  public var operation: MatrixOperation { id.operation }
  public var shape: MonarchShape { id.shape }

  /// The numbers of all results.
  var resultCount: Int {
    operation == .project ? shape.parameterCount : 2 * shape.l * shape.s * shape.r + shape.k * shape.q * shape.p
  }

  /// The question that `id` names, with the same bits on every machine.
  public init(_ id: MatrixCaseID) {
    self.id = id
    var draw = Draw(name: "\(id)", precision: id.format.precision)
    let shape = id.shape
    let (rows, columns) = (shape.outputCount, shape.inputCount)
    func nearest(_ value: Double) -> Double { id.format.nearest(to: exact(value)).map { Double($0) } ?? 0 }
    func small(_ draw: inout Draw) -> Double { draw.integer(upTo: 3) }
    switch (id.operation, id.kind) {
    case (.factor, _):
      // Dominated by their diagonals, without zeros, and not symmetric; the joint eigenvalues are (p + 1)^(j²·i).
      let (q, b) = (shape.k, shape.q)
      func dominant(_ draw: inout Draw) -> [[Double]] {
        (0..<b).map { _ in draw.numbers(q * q) { $0.integer(upTo: 1) } }.map { block in
          block.indices.map { block[$0] + ($0 / q == $0 % q ? 7 : 0) }
        }
      }
      let (left, right) = (dominant(&draw), dominant(&draw))
      let scales = (0..<b).map { _ in draw.integer(in: 1...3) }
      func entry(_ index: Int, _ part: (Double) -> Double) -> Double {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let (l, j, k, i) = (row / b, row % b, column / b, column % b)
        return (0..<q).reduce(0.0) { sum, p in
          let power = (0..<j * j * i).reduce(Double(scales[j])) { value, _ in value * Double(p + 1) }
          return sum + part(left[j][l * q + p] * power * right[i][p * q + k])
        }
      }
      matrix = (0..<rows * columns).map { nearest(entry($0) { $0 }) }
      gauge = (0..<rows * columns).map { entry($0, \.magnitude) }
      return
    case (.project, .generic): matrix = draw.numbers(rows * columns) { $0.signed(exponent: -1 - $0.geometric()) }
    case (.project, .member):
      let left = draw.numbers(shape.l * shape.s * shape.r, small)
      let right = draw.numbers(shape.k * shape.q * shape.p, small)
      matrix = (0..<rows * columns).map { index in
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        let (σ, λ) = row.quotientAndRemainder(dividingBy: shape.l)
        let (a, i) = column.quotientAndRemainder(dividingBy: shape.p)
        return shape.middleIndices(λ: λ, a: a).reduce(0.0) {
          $0 + left[(λ * shape.s + σ) * shape.r + $1 / shape.l] * right[$1 * shape.p + i]
        }
      }
    case (.project, .zeros):
      let numbers = draw.numbers(rows * columns) { $0.signed(exponent: -1 - $0.geometric()) }
      matrix = numbers.indices.map { index in
        (index / columns % shape.l + index % columns / shape.p).isMultiple(of: 2) ? 0 : numbers[index]
      }
    case (.project, .ties):
      matrix = (0..<rows * columns).map { $0 / columns / shape.l == $0 % columns % shape.p ? 1 : 0 }
    }
    gauge = []
  }
}

extension CasePlan {
  /// The matrices that an implementation is asked about, from the smallest to the largest and of every kind.
  ///
  /// A pure function of its parameters, as the ladder is.
  public static func matrices(
    _ operation: MatrixOperation, count: Int, seed: UInt64, layout: Layout, format: FloatFormat
  ) -> [MatrixCaseID] {
    let shapes = operation == .factor ? grids : matrixShapes.filter(layout.admits)
    let kinds = operation == .factor ? [MatrixKind.member] : MatrixKind.allCases
    return (0..<count).map { index in
      MatrixCaseID(
        operation, format: format, kind: kinds[index % kinds.count], shape: shapes[index * shapes.count / count],
        seed: seed &+ UInt64(index))
    }
  }

  // These sizes fit together; a mistake here would be found by the first test.
  private static let grids = [(2, 2), (3, 2), (2, 3), (5, 2), (3, 3), (4, 3)].map { q, b in
    try! MonarchShape.grid(Grid(rows: q, columns: b))
  }

  private static let matrixShapes = [
    [1, 1, 1, 1, 1, 1], [2, 2, 2, 2, 2, 2], [1, 2, 3, 2, 3, 1], [2, 1, 3, 1, 2, 2], [2, 3, 2, 2, 2, 3],
    [3, 3, 3, 3, 3, 3], [2, 3, 4, 3, 5, 2], [2, 6, 3, 3, 4, 4], [5, 4, 3, 10, 2, 2], [4, 4, 4, 4, 4, 4],
    [6, 6, 6, 6, 6, 6], [2, 4, 9, 4, 8, 2],
  ].map { try! MonarchShape(k: $0[0], q: $0[1], p: $0[2], l: $0[3], s: $0[4], r: $0[5]) }
}
