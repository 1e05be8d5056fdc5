import Crypto
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import TensorFiles

/// One way to project a matrix, for each of the matrices that a command names.
struct ProjectionJob {
  let source: ModelSource
  let choice: FormChoice
  let layout: Layout
  let side: SingularValueSide
  /// The format of the factors; nil takes float64 for float64 tensors and float32 for all others.
  let format: StoredFormat?
  /// Of the parameters of the dense matrix, how much `--block auto` may spend.
  let budget: Double
  let threads: Int?

  /// Projects one matrix and certifies the result.
  ///
  /// The kernel finds the factors in double precision; they are rounded to the format in which they are stored, and the
  /// certificate is about these: what was read, what is written, and nothing in between.
  func run(_ listing: ModelSource.Listing, progress: (Int) -> Void) throws(InputError) -> ProjectedMatrix {
    let tensor = try source.tensor(named: listing.name)
    let values = try finite(tensor, listing.name)
    let (rows, columns) = (listing.shape[0], listing.shape[1])
    let clock = ContinuousClock()
    do {
      var candidates: [ProjectedMatrix.Candidate] = []
      let shape: MonarchShape
      if choice.isAutomatic {
        candidates = try survey(values, rows: rows, columns: columns, progress: progress)
        shape = try chosen(of: candidates, rows: rows, columns: columns)
      } else {
        shape = try choice.shape(rows: rows, columns: columns)
      }
      let canonical = try Canonical(values, rows: rows, columns: columns, layout: layout, shape: shape)
      let start = clock.now
      let projection = try project(canonical, shape)
      let projected = clock.now
      let format = self.format ?? (tensor.elementType == .float64 ? .float64 : .float32)
      let factors = try CanonicalFactors(
        shape: shape, left: try stored(projection.factors.left, as: format),
        right: try stored(projection.factors.right, as: format))
      let stored = try layout.stored(factors)
      let certified = clock.now
      let certificate = try ProjectionCertificate(
        of: canonical.values, rows: canonical.rows, columns: canonical.columns, shape: shape, left: factors.left,
        right: factors.right, threads: threads)
      return ProjectedMatrix(
        name: listing.name, rows: rows, columns: columns, elementType: tensor.elementType,
        sha256: SHA256.hash(data: tensor.bytes).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
          .joined(),
        shape: shape, format: format, factors: factors, stored: stored, certificate: certificate,
        isReordered: canonical.isReordered, candidates: candidates, projectionTime: projected - start,
        certificationTime: clock.now - certified)
    } catch let error as InputError {
      throw InputError("\(source.path): tensor \"\(listing.name)\": \(error)")
    } catch {
      throw InputError("\(source.path): tensor \"\(listing.name)\": \(error)")
    }
  }

  private func project(_ matrix: Canonical, _ shape: MonarchShape) throws(KernelError) -> Projection<Double> {
    try MonarchFactors.project(
      matrix.values, rows: matrix.rows, columns: matrix.columns, k: shape.k, q: shape.q, p: shape.p, l: shape.l,
      s: shape.s, r: shape.r, singularValues: side, threads: threads)
  }

  private func finite(_ tensor: Tensor, _ name: String) throws(InputError) -> [Double] {
    let values: [Double]
    do {
      values = try tensor.doubles()
    } catch {
      throw InputError("\(source.path): tensor \"\(name)\": \(error)")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        "\(source.path): tensor \"\(name)\": expected finite numbers, found \(values[index]) at row "
          + "\(index / tensor.shape[1]), column \(index % tensor.shape[1])")
    }
    return values
  }

  /// The factor's entries, each rounded to the format.
  private func stored(_ values: [Double], as format: StoredFormat) throws(InputError) -> [Double] {
    guard format == .float32 else { return values }
    let rounded = values.map { Double(Float($0)) }
    guard rounded.allSatisfy(\.isFinite) else {
      throw InputError("the factors exceed float32: take --format float64, or another side for --singular-values")
    }
    return rounded
  }

  // MARK: --block auto

  /// Every form of the shape with the error of its nearest matrix, as the kernel's singular values have it.
  private func survey(
    _ values: [Double], rows: Int, columns: Int, progress: (Int) -> Void
  ) throws -> [ProjectedMatrix.Candidate] {
    // Scaled so that no square is lost.
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return try uniform(rows: rows, columns: columns) }
    let norm = values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    var candidates: [ProjectedMatrix.Candidate] = []
    let shapes = try choice.candidates(rows: rows, columns: columns).filter { layout.admits($0) }
    for shape in shapes {
      let projection = try project(
        Canonical(values, rows: rows, columns: columns, layout: layout, shape: shape), shape)
      let kept = projection.singularValues.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
      candidates.append(.init(shape: shape, error: (max(0, norm - kept) / norm).squareRoot()))
      progress(shapes.count)
    }
    return candidates.marked()
  }

  private func uniform(rows: Int, columns: Int) throws(InputError) -> [ProjectedMatrix.Candidate] {
    try choice.candidates(rows: rows, columns: columns).filter { layout.admits($0) }.map { .init(shape: $0, error: 0) }
      .marked()
  }

  /// The least error within the budget; of equal ones the fewest parameters.
  private func chosen(
    of candidates: [ProjectedMatrix.Candidate], rows: Int, columns: Int
  ) throws(InputError) -> MonarchShape {
    let limit = budget * Double(rows) * Double(columns)
    let affordable = candidates.filter { Double($0.shape.parameterCount) <= limit }
    if let best = affordable.min(by: { ($0.error, $0.shape.parameterCount) < ($1.error, $1.shape.parameterCount) }) {
      return best.shape
    }
    guard let least = candidates.first else {
      throw InputError(
        "no form of \(rows)×\(columns) in layout \(layout) and of rank \(choice.rank) has fewer parameters than it has "
          + "entries")
    }
    throw InputError(
      "no form keeps within --budget \(budget): the smallest, \(least.shape), has "
        + "\(least.shape.parameterCount) of \(rows * columns) parameters")
  }
}

/// A matrix in the canonical order of rows and columns.
struct Canonical {
  let values: [Double]
  let rows: Int
  let columns: Int
  /// Whether rows or columns stand elsewhere than in the file.
  let isReordered: Bool

  /// - Throws: `ShapeError` where the layout cannot store the shape.
  init(_ values: [Double], rows: Int, columns: Int, layout: Layout, shape: MonarchShape) throws(ShapeError) {
    let rowOrder = try layout.outputOrder(for: shape).images
    let columnOrder = try layout.inputOrder(for: shape).inverse.images
    isReordered = !(rowOrder.elementsEqual(rowOrder.indices) && columnOrder.elementsEqual(columnOrder.indices))
    guard isReordered else {
      (self.values, self.rows, self.columns) = (values, rows, columns)
      return
    }
    var ordered = [Double](repeating: 0, count: shape.outputCount * shape.inputCount)
    for (row, from) in rowOrder.enumerated() where from < rows {
      for (column, place) in columnOrder.enumerated() where place < columns {
        ordered[row * shape.inputCount + column] = values[from * columns + place]
      }
    }
    (self.values, self.rows, self.columns) = (ordered, shape.outputCount, shape.inputCount)
  }
}

/// A projected matrix: its factors as they are stored, and the certificate about them.
struct ProjectedMatrix {
  /// A form that `--block auto` has tried.
  struct Candidate {
    let shape: MonarchShape
    /// ‖A − M‖/‖A‖.
    let error: Double
    /// Whether no other form has fewer parameters and no larger error.
    var isEfficient = false
  }

  let name: String
  let rows: Int
  let columns: Int
  let elementType: ElementType
  /// SHA-256 of the tensor's bytes, little-endian and row-major.
  let sha256: String
  let shape: MonarchShape
  let format: StoredFormat
  let factors: CanonicalFactors<Double>
  let stored: StoredFactors<Double>
  let certificate: ProjectionCertificate
  let isReordered: Bool
  let candidates: [Candidate]
  let projectionTime: Duration
  let certificationTime: Duration

  /// ‖A − M‖/‖A‖, of the exact squares; 0 for A = 0.
  var relativeError: Double { Self.root(certificate.error, over: certificate.norm) }

  /// What no Monarch matrix of this form falls below, of the same kind.
  var relativeBound: Double { Self.root(certificate.bound, over: certificate.norm) }

  /// √(part/whole), neither too large nor too small before the root is taken; of 0/0 it is 0.
  static func root(_ part: Rational, over whole: Rational) -> Double {
    guard whole != .zero, let exponent = (part / whole).binaryExponent else { return part == .zero ? 0 : .infinity }
    let half = exponent / 2
    let root = Double((part / whole).scaled(byPowerOfTwo: -2 * half)).squareRoot()
    return half.magnitude > 2000 ? (half < 0 ? 0 : .infinity) : Double(sign: .plus, exponent: half, significand: root)
  }

  /// The ranks that the slices may have, as "1" or "1–2".
  var rankText: String {
    let (low, high) = (shape.q / shape.l, (shape.q + shape.l - 1) / shape.l)
    return low == high ? "\(low)" : "\(low)–\(high)"
  }
}

extension [ProjectedMatrix.Candidate] {
  /// Candidates by ascending parameters, with the efficient ones marked.
  fileprivate func marked() -> [Element] {
    var result = self
    var least = Double.infinity
    for index in indices where self[index].error < least {
      // Of forms with equally many parameters only the best is efficient.
      let rivals = self[index...].prefix { $0.shape.parameterCount == self[index].shape.parameterCount }
      guard rivals.allSatisfy({ $0.error >= self[index].error }) else { continue }
      least = self[index].error
      result[index].isEfficient = true
    }
    return result
  }
}
