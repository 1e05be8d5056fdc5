/// Named tensors and a little text: the contents of a .safetensors file.
///
/// ```text
/// length (u64, little-endian)  header (JSON, length bytes)  buffer
/// header = { "__metadata__": { key: text, … }, name: entry, … }
/// entry  = { "dtype": "F32", "shape": […], "data_offsets": [begin, end] }
/// ```
///
/// The offsets count from the start of the buffer, and the tensors cover it without holes or overlaps. The order of a
/// file's entries carries no meaning and is not kept; ``names`` gives the order in which ``encode()`` writes.
///
/// Names are compared as Swift compares strings: two that differ only in Unicode normalization are the same, and a file
/// that has both is refused.
///
/// Format: <https://github.com/huggingface/safetensors#format>.
public struct SafeTensors: Sendable, Hashable {
  /// The greatest header length that is read or written, in bytes, that of the reference implementation.
  public static let maximumHeaderLength: Int = 100_000_000

  /// The greatest length of a name or a metadata key, in bytes of UTF-8.
  ///
  /// Hashing a string normalizes it, which takes quadratic time for a hostile sequence of combining marks; the
  /// reference implementation, which hashes bytes, has no such limit.
  public static let maximumNameLength: Int = 512

  /// The one name that no tensor can have.
  static let metadataKey = "__metadata__"

  /// The tensors by name.
  public var tensors: [String: Tensor]

  /// What the file says about itself.
  public var metadata: [String: String]

  /// Named tensors, and text about them.
  public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The names in the order in which the tensors are written: wide element types first, then by the bytes of the name.
  ///
  /// It is the order of the reference implementation (0.8), and it keeps every tensor aligned to its element type.
  ///
  /// - Complexity: O(*n* log *n*) comparisons for *n* tensors.
  public var names: [String] {
    tensors.sorted { left, right in
      let ranks = (Self.rank(left.value.elementType), Self.rank(right.value.elementType))
      return ranks.0 == ranks.1 ? left.key.utf8.lexicographicallyPrecedes(right.key.utf8) : ranks.0 < ranks.1
    }.map(\.key)
  }

  /// The tensor of this name, if there is one.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }

  /// The place of an element type in the order of writing.
  private static func rank(_ elementType: ElementType) -> Int {
    switch elementType {
    case .uint64: 0
    case .int64: 1
    case .float64: 2
    case .complex64: 3
    case .float32: 4
    case .uint32: 5
    case .int32: 6
    case .bfloat16: 7
    case .float16: 8
    case .uint16: 9
    case .int16: 10
    case .int8: 11
    case .uint8: 12
    case .bool: 13
    case .complex128: 14  // Not written.
    }
  }
}
