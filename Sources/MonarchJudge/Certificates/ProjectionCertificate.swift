public import ExactArithmetic
import Foundation
public import MonarchReference
import Synchronization

/// The proof of how near a Monarch matrix comes to the nearest one of its form (`projection-certificate`).
///
/// All numbers are exact, and are about the given elements, nothing rounded in between.
public struct ProjectionCertificate: Sendable {
  public let shape: MonarchShape
  /// The rows of the matrix, at most `l·s`; zeros follow.
  public let rows: Int
  /// The columns of the matrix, at most `k·p`; zeros follow.
  public let columns: Int
  /// ‖A‖².
  public let norm: Rational
  /// ‖A − M‖², of the padded matrix.
  public let error: Rational
  /// No Monarch matrix of this form is nearer than this, squared.
  public let bound: Rational
  /// The parts of slice (λ, a), at λ·k + a.
  let slices: [SliceCertificate]

  /// Proves how near the factors come to the nearest matrix of their form.
  ///
  /// - Parameters:
  ///   - matrix: rows·columns finite elements, row-major.
  ///   - left: l·s·r finite elements (block, out, in).
  ///   - right: k·q·p finite elements (block, out, in).
  ///   - threads: how many share the work; nil takes one for each core.
  /// - Throws: `ShapeError` where a count does not fit the sizes, or an element is not finite.
  /// - Complexity: O(n²·m + n³/6) operations on integers for each slice with sides n ≤ m, and as many in floating point;
  ///   10·n³ of these where the factors are not optimal.
  public init(
    of matrix: [Double], rows: Int, columns: Int, shape: MonarchShape, left: [Double], right: [Double],
    threads: Int? = nil
  ) throws(ShapeError) {
    guard rows >= 1, rows <= shape.outputCount, columns >= 1, columns <= shape.inputCount else {
      throw ShapeError(
        "expected a matrix of at most \(shape.outputCount)×\(shape.inputCount) for the form \(shape), found "
          + "\(rows)×\(columns)")
    }
    for (name, elements, expected) in [
      ("the matrix", matrix, rows * columns), ("left", left, shape.l * shape.s * shape.r),
      ("right", right, shape.k * shape.q * shape.p),
    ] {
      guard elements.count == expected else {
        throw ShapeError("expected \(expected) elements of \(name), found \(elements.count)")
      }
      if let index = elements.firstIndex(where: { !$0.isFinite }) {
        throw ShapeError("expected finite elements of \(name), found \(elements[index]) at \(index)")
      }
    }
    (self.shape, self.rows, self.columns) = (shape, rows, columns)
    let count = shape.l * shape.k
    let slices = Mutex([SliceCertificate?](repeating: nil, count: count))
    let next = Atomic(0)
    // Dispatch runs as many at once as there are cores; those that come late find nothing left to do.
    DispatchQueue.concurrentPerform(iterations: min(max(threads ?? 64, 1), count)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let (λ, a) = index.quotientAndRemainder(dividingBy: shape.k)
        let slice = (0..<shape.s * shape.p).map { place in
          let (row, column) = (place / shape.p * shape.l + λ, a * shape.p + place % shape.p)
          return row < rows && column < columns ? matrix[row * columns + column] : 0
        }
        let terms = shape.middleIndices(λ: λ, a: a).map { middle in
          (
            u: (0..<shape.s).map { left[(λ * shape.s + $0) * shape.r + middle / shape.l] },
            v: Array(right[middle * shape.p..<(middle + 1) * shape.p])
          )
        }
        let certificate = SliceCertificate(slice: slice, rows: shape.s, columns: shape.p, terms: terms)
        slices.withLock { $0[index] = certificate }
      }
    }
    self.slices = slices.withLock { $0 }.map { $0! }
    norm = self.slices.reduce(.zero) { $0 + $1.norm }
    error = self.slices.reduce(.zero) { $0 + $1.error }
    bound = self.slices.reduce(.zero) { $0 + $1.bound }
  }

  /// (‖A − M‖² − bound)/‖A‖²; 0 for A = 0 and M = 0, and 1 for A = 0 and another M.
  public var gap: Rational { norm == .zero ? (error == .zero ? .zero : 1) : (error - bound) / norm }

  /// ‖S‖² of slice (λ, a), at λ·k + a.
  public var sliceNorms: [Rational] { slices.map(\.norm) }
  /// ‖S − X‖² of slice (λ, a), at λ·k + a.
  public var sliceErrors: [Rational] { slices.map(\.error) }
  /// What rank ν leaves of slice (λ, a) at least, at λ·k + a.
  public var sliceBounds: [Rational] { slices.map(\.bound) }

  /// The gap in three digits, rounded up: "1.42e-14", or "0"; "inf" for A = 0 and another M.
  public var gapText: String { norm == .zero && error > .zero ? "inf" : Self.text(roundingUp: gap) }

  static func text(roundingUp value: Rational) -> String {
    guard value > .zero else { return "0" }
    // 10^exponent <= value < 10^(exponent + 1), from the double's logarithm on.
    var exponent = Int(log10(max(Double(value), .leastNormalMagnitude)).rounded(.down))
    while Rational.powerOfTen(exponent) > value { exponent -= 1 }
    while Rational.powerOfTen(exponent + 1) <= value { exponent += 1 }
    let scaled = value * Rational.powerOfTen(2 - exponent)
    var digits = Int(Double(scaled))
    while Rational(digits) < scaled { digits += 1 }
    while Rational(digits - 1) >= scaled { digits -= 1 }
    if digits == 1000 { (digits, exponent) = (100, exponent + 1) }
    return "\(digits / 100).\(digits / 10 % 10)\(digits % 10)e\(exponent)"
  }
}

extension Rational {
  fileprivate static func powerOfTen(_ exponent: Int) -> Rational {
    let power = (0..<abs(exponent)).reduce(Rational(1)) { value, _ in value * 10 }
    return exponent < 0 ? 1 / power : power
  }
}
