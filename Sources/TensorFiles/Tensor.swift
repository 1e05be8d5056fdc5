/// A dense array of numbers: an element type, a shape, and the elements' bytes.
///
/// The bytes are little-endian and row-major (the last index runs fastest), whatever the file or the machine used, so
/// that equality and hashing are by bits: two NaNs are equal when their bits are, and `0.0` differs from `-0.0`.
///
/// *Invariant:* `bytes.count` is the product of `shape` times `elementType.byteCount`.
public struct Tensor: Sendable, Hashable {
  /// The greatest number of dimensions, that of NumPy 2.
  public static let maximumRank: Int = 64

  /// The type of every element.
  public let elementType: ElementType

  /// The size of each dimension; `[]` for a single number, and sizes of zero are allowed.
  public let shape: [Int]

  /// The elements, little-endian and row-major.
  public let bytes: [UInt8]

  /// The number of elements: the product of the shape, one for the empty shape.
  public var count: Int { bytes.count / elementType.byteCount }

  /// A tensor over bytes that are already little-endian and row-major.
  ///
  /// - Throws: ``TensorFileError`` of kind `invalidShape` when a dimension is negative, there are more than
  ///   ``maximumRank``, or the size overflows; of kind `sizeMismatch` when the bytes are not as many as are needed.
  /// - Complexity: O(rank); the bytes are shared, not copied.
  public init(elementType: ElementType, shape: [Int], bytes: [UInt8]) throws(TensorFileError) {
    let needed = try Self.byteCount(of: elementType, shape: shape, subject: "tensor")
    guard bytes.count == needed else {
      throw TensorFileError(
        .sizeMismatch,
        "tensor: \(elementType) of shape \(shapeText(shape)) needs \(needed) bytes, found \(bytes.count)")
    }
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// The bytes that a tensor needs, every step checked; `subject` starts the error's line.
  ///
  /// A dimension of zero does not excuse the others: as in NumPy, the product of the dimensions that are not zero must
  /// not overflow either, so that strides computed from a shape never do, in whatever order.
  static func byteCount(
    of elementType: ElementType, shape: [Int], subject: @autoclosure () -> String
  ) throws(TensorFileError) -> Int {
    guard shape.count <= maximumRank else {
      throw TensorFileError(
        .invalidShape, "\(subject()): expected at most \(maximumRank) dimensions, found \(shape.count)")
    }
    var product = elementType.byteCount
    for size in shape {
      guard size >= 0 else {
        throw TensorFileError(
          .invalidShape, "\(subject()): expected dimensions of at least 0, found \(size) in shape \(shapeText(shape))")
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow else {
        throw TensorFileError(
          .invalidShape,
          "\(subject()): \(elementType) of shape \(shapeText(shape)) needs more than 2^63 - 1 bytes: the size overflows"
        )
      }
      product = next
    }
    return shape.contains(0) ? 0 : product
  }
}
