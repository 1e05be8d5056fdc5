internal import CExactKernels

/// The numbers that exact products read: `Float` and `Double`.
///
/// Only these two conform. Narrower formats widen exactly to `Float`.
public protocol ExactScalar: BinaryFloatingPoint, Sendable {
  /// Not for use: the C functions that read this type.
  static var _reader: _ExactReader<Self> { get }
}

/// Not for use: how the numbers of one type become integers.
public struct _ExactReader<Scalar>: Sendable {
  /// The range of the binary digits of some values, or the place of the first that is not finite.
  let range: @Sendable (UnsafePointer<Scalar>, Int) -> (low: Int32, high: Int32, finite: Int)
  let split:
    @Sendable (
      _ values: UnsafePointer<Scalar>, _ count: Int, _ unit: Int32, _ bits: Int32, _ digits: Int, _ magnitudes: Bool,
      _ out: UnsafeMutablePointer<Double>, _ elementStride: Int, _ digitStride: Int
    ) -> Void
}

extension Float: ExactScalar {
  public static var _reader: _ExactReader<Float> {
    _ExactReader(
      range: { values, count in
        var (low, high): (Int32, Int32) = (0, 0)
        let finite = exact_range_f32(values, count, &low, &high)
        return (low, high, finite)
      },
      split: { exact_split_f32($0, $1, $2, $3, $4, $5, $6, $7, $8) })
  }
}

extension Double: ExactScalar {
  public static var _reader: _ExactReader<Double> {
    _ExactReader(
      range: { values, count in
        var (low, high): (Int32, Int32) = (0, 0)
        let finite = exact_range_f64(values, count, &low, &high)
        return (low, high, finite)
      },
      split: { exact_split_f64($0, $1, $2, $3, $4, $5, $6, $7, $8) })
  }
}

/// Why an exact product of floats cannot be formed.
public enum ExactProductError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Sizes that do not fit together.
  case shape(ShapeError)
  /// A number that is "inf", "-inf" or "nan", with its tensor's name and its place in row-major order.
  case nonFinite(tensor: String, index: Int, value: String)

  public var description: String {
    switch self {
    case .shape(let error): error.description
    case .nonFinite(let tensor, let index, let value):
      "expected finite numbers in \(tensor), found \(value) at flat index \(index)"
    }
  }
}
