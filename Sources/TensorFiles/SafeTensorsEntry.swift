/// What the header of a .safetensors file says of one tensor.
public struct SafeTensorsEntry: Sendable, Hashable {
  /// The type of a tensor's elements, whether it can be read or not.
  enum DataType: Sendable, Hashable {
    case readable(ElementType)
    /// One that the reference implementation knows and this one does not.
    case foreign(name: String, bits: Int)

    var name: String {
      switch self {
      case .readable(let type): "\(type)"
      case .foreign(let name, _): name
      }
    }

    /// The bytes that a tensor needs, every step checked.
    func byteCount(ofShape shape: [Int], subject: String) throws(TensorFileError) -> Int {
      switch self {
      case .readable(let type): return try Tensor.byteCount(of: type, shape: shape, subject: subject)
      case .foreign(let name, let bits):
        // A byte for each element, and eighths of that.
        let count = try Tensor.byteCount(of: .int8, shape: shape, subject: subject)
        let (product, overflow) = count.multipliedReportingOverflow(by: bits)
        guard !overflow, product.isMultiple(of: 8) else {
          throw TensorFileError(
            .invalidShape, "\(subject): \(name) of shape \(shapeText(shape)) does not fill whole bytes")
        }
        return product / 8
      }
    }
  }

  /// The element types of the reference implementation that are not read here, with their widths in bits.
  static let foreignTypes: [String: Int] = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E5M2FNUZ": 8, "F8_E4M3FNUZ": 8,
  ]

  /// The tensor's name.
  public let name: String
  let dataType: DataType
  /// The size of each dimension.
  public let shape: [Int]
  /// Where its bytes lie in the buffer behind the header.
  let offsets: Range<Int>

  /// The type of its elements; nil for those that are not read here.
  public var elementType: ElementType? {
    if case .readable(let type) = dataType { return type }
    return nil
  }

  /// The type's name: as of ``ElementType``, or as the file has it where it is not read here.
  public var elementTypeName: String { dataType.name }

  /// The bytes that it takes.
  public var byteCount: Int { offsets.count }

  func readableType() throws(TensorFileError) -> ElementType {
    guard let elementType else {
      throw TensorFileError(
        .unsupportedElementType,
        ".safetensors: tensor \(quoted(name)): expected a dtype such as F32, found \(quoted(dataType.name)), which is "
          + "not supported yet")
    }
    return elementType
  }
}
