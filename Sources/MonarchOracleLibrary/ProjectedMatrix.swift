import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

/// What a handle of `monarch_oracle_project` stands for. It never changes, so that any thread may read it.
final class ProjectedMatrix: Sendable {
  struct Factor {
    /// In canonical order.
    let patterns: [UInt64]
    /// The canonical index of each place in the stored tensor.
    let order: [Int]
  }

  let format: FloatFormat
  /// The stored tensors by their names.
  let left: Factor
  let right: Factor
  let certificate: ProjectionCertificate
  private let layout: Layout
  /// Whether rows or columns are ordered in another way than certificates have it.
  private let isReordered: Bool
  private let elementType: String
  private let sha256: String

  /// - Parameters:
  ///   - matrix: rows·columns finite numbers, row-major, with rows and columns as the layout orders them.
  ///   - bytes: the same in the caller's memory.
  init(
    of matrix: [Double], bytes: UnsafeRawBufferPointer, elementType: FloatFormat, rows: Int, columns: Int,
    layout: Layout, shape: MonarchShape, singularValues side: SingularValueSide, format: FloatFormat
  ) throws {
    let orders = try layout.factorOrders(for: shape)
    let rowOrder = try layout.storedOutputs(Array(0..<shape.outputCount), batch: 1, for: shape)
    let columnOrder = try layout.storedInputs(Array(0..<shape.inputCount), batch: 1, for: shape)
    isReordered =
      !rowOrder.elementsEqual(0..<shape.outputCount) || !columnOrder.elementsEqual(0..<shape.inputCount)
    var (values, height, width) = (matrix, rows, columns)
    if isReordered {
      (height, width) = (shape.outputCount, shape.inputCount)
      values = Array(repeating: 0, count: height * width)
      for row in 0..<rows {
        for column in 0..<columns {
          values[rowOrder[row] * width + columnOrder[column]] = matrix[row * columns + column]
        }
      }
    }
    let factors = try MonarchFactors.project(
      values, rows: height, columns: width, k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
      singularValues: side
    ).factors
    let second = try Self.rounded(factors.left, to: format)
    let first = try Self.rounded(factors.right, to: format)
    certificate = try ProjectionCertificate(
      of: values, rows: height, columns: width, shape: shape, left: second.values, right: first.values)
    let isRightFirst = layout.appliedFirst == .right
    let (one, two) = (
      Factor(patterns: first.patterns, order: orders.first), Factor(patterns: second.patterns, order: orders.second)
    )
    (left, right) = isRightFirst ? (two, one) : (one, two)
    (self.format, self.layout, self.elementType) = (format, layout, elementType.name)
    sha256 = SHA256.hexadecimal(of: bytes)
  }

  /// The certificate as a whole file, about a tensor of this name.
  func text(tensor: String) throws(Failure) -> [UInt8] {
    guard !isReordered else {
      throw .unsupported("layout \(layout) orders rows or columns in its own way, for which certificates have no form")
    }
    return ProjectionCertificate.header
      + certificate.encode(tensor: tensor, sha256: sha256, elementType: elementType)
      + ProjectionCertificate.closing(sections: 1)
  }

  private static func rounded(
    _ values: [Double], to format: FloatFormat
  ) throws(Failure) -> (patterns: [UInt64], values: [Double]) {
    // The kernel's factors are finite.
    let patterns = values.map { $0 == 0 ? 0 : format.bitPattern(nearest: Rational(exactly: $0)!) }
    let rounded = patterns.map { format.value(bitPattern: $0) }
    guard rounded.allSatisfy(\.isFinite) else {
      throw .unsupported("the factors exceed \(format): take a wider factor_format, or other singular_values")
    }
    return (patterns, rounded)
  }
}

extension ProjectedMatrix {
  /// √(part/‖A‖²), neither too large nor too small before the root is taken.
  func relative(_ part: Rational) -> Double {
    let norm = certificate.norm
    guard norm != .zero, let exponent = (part / norm).binaryExponent else { return part == .zero ? 0 : .infinity }
    let half = exponent / 2
    let root = Double((part / norm).scaled(byPowerOfTwo: -2 * half)).squareRoot()
    return Double(sign: .plus, exponent: half, significand: root)
  }
}
