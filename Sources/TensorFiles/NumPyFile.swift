/// Reading and writing NumPy's .npy files, versions 1.0, 2.0 and 3.0.
///
/// ```text
/// "\x93NUMPY"  major  minor  length (u16, from 2.0 on u32)  header  data
/// ```
///
/// The header is a Python dictionary literal. It is parsed here by a grammar of its own that knows only the three
/// keys and their values; nothing is ever evaluated, and pickled objects are never loaded.
///
/// Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public enum NumPyFile {
  /// The greatest header length that is read, in bytes; NumPy itself stops at 10,000.
  public static let maximumHeaderLength: Int = 65_536

  /// The bytes every file starts with.
  private static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// The tensor in the bytes of a whole .npy file.
  ///
  /// Big-endian elements are swapped, so that the result is always little-endian. Memory is spent only after the shape
  /// has been found to match the number of bytes that are really there.
  ///
  /// - Throws: ``TensorFileError`` for anything but one complete array of plain numbers in row-major order.
  /// - Complexity: O(`bytes.count`) time, one copy of the data.
  public static func decode(_ bytes: [UInt8]) throws(TensorFileError) -> Tensor {
    let range = try headerRange(bytes)
    let header = try NumPyHeader(bytes, range)
    let needed = try Tensor.byteCount(of: header.elementType, shape: header.shape, subject: ".npy")
    let found = bytes.count - range.upperBound
    guard needed == found else {
      throw TensorFileError(
        needed > found ? .truncated : .trailingBytes,
        ".npy: \(header.elementType) of shape \(shapeText(header.shape)) needs \(needed) bytes of data, found \(found)"
          + (needed > found ? "" : ": trailing bytes"))
    }
    // Column-major and row-major are the same when at most one index moves.
    if header.isFortranOrder, needed > 0, header.shape.count(where: { $0 > 1 }) > 1 {
      throw TensorFileError(
        .unsupportedOrder,
        ".npy: expected row-major data, found Fortran order for shape \(shapeText(header.shape)): "
          + "save it again with numpy.save(path, np.ascontiguousarray(array))")
    }
    var data = [UInt8](bytes[range.upperBound...])
    if header.isBigEndian { swapBytes(&data, width: header.elementType.numberByteCount) }
    return try Tensor(elementType: header.elementType, shape: header.shape, bytes: data)
  }

  /// The bytes of a .npy file of version 1.0, the same that NumPy 2 writes for the same array.
  ///
  /// - Throws: ``TensorFileError`` of kind `unsupportedElementType` for bfloat16, which .npy cannot name.
  /// - Complexity: O(`tensor.bytes.count`).
  public static func encode(_ tensor: Tensor) throws(TensorFileError) -> [UInt8] {
    guard let descriptor = tensor.elementType.numpyDescriptor else {
      throw TensorFileError(
        .unsupportedElementType,
        ".npy: expected an element type that NumPy has, found \(tensor.elementType): write a .safetensors file")
    }
    let sizes = tensor.shape.map { String($0) }
    let tuple = sizes.count == 1 ? "(\(sizes[0]),)" : "(" + sizes.joined(separator: ", ") + ")"
    var header = [UInt8]("{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    // NumPy leaves room to grow the first dimension to 21 digits in place, then fills up to a multiple of 64.
    if let first = sizes.first { header += [UInt8](repeating: 0x20, count: max(0, 21 - first.utf8.count)) }
    let unpadded = magic.count + 4 + header.count + 1
    header += [UInt8](repeating: 0x20, count: 64 - unpadded % 64)
    header.append(0x0A)
    // 64 dimensions of 19 digits are far below 65,536.
    var result: [UInt8] = []
    result.reserveCapacity(magic.count + 4 + header.count + tensor.bytes.count)
    result += magic
    result += [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)]
    result += header
    result += tensor.bytes
    return result
  }

  /// Where the header lies in a file, after magic, version and length have been checked.
  private static func headerRange(_ bytes: [UInt8]) throws(TensorFileError) -> Range<Int> {
    guard bytes.starts(with: magic.prefix(bytes.count)) else {
      throw TensorFileError(
        .wrongFormat, ".npy: expected a file that starts with \\x93NUMPY, found \(hexadecimal(bytes.prefix(6)))")
    }
    guard bytes.count >= magic.count + 2 else {
      throw TensorFileError(
        .truncated, ".npy: expected at least 10 bytes of magic, version and length, found \(bytes.count)")
    }
    let (major, minor) = (bytes[6], bytes[7])
    guard (1...3).contains(major), minor == 0 else {
      throw TensorFileError(
        .unsupportedVersion, ".npy: expected format version 1.0, 2.0 or 3.0, found \(major).\(minor)")
    }
    let start = major == 1 ? 10 : 12
    guard bytes.count >= start else {
      throw TensorFileError(
        .truncated, ".npy: expected at least \(start) bytes of magic, version and length, found \(bytes.count)")
    }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= maximumHeaderLength else {
      throw TensorFileError(
        .headerTooLong, ".npy: expected a header of at most \(maximumHeaderLength) bytes, found a length of \(length)")
    }
    guard length <= bytes.count - start else {
      throw TensorFileError(
        .truncated, ".npy: expected a header of \(length) bytes, found the end of the file after \(bytes.count - start)"
      )
    }
    return start..<start + length
  }

  /// Reverses the bytes of every element in place.
  private static func swapBytes(_ bytes: inout [UInt8], width: Int) {
    switch width {
    case 2: swapElements(&bytes, UInt16.self)
    case 4: swapElements(&bytes, UInt32.self)
    case 8: swapElements(&bytes, UInt64.self)
    default: break
    }
  }

  /// Reverses the bytes of every element of a given width in place.
  private static func swapElements<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: inout [UInt8], _ raw: Raw.Type
  ) {
    let width = MemoryLayout<Raw>.size
    bytes.withUnsafeMutableBytes { buffer in
      for index in 0..<buffer.count / width {
        let element = buffer.loadUnaligned(fromByteOffset: index * width, as: Raw.self)
        buffer.storeBytes(of: element.byteSwapped, toByteOffset: index * width, as: Raw.self)
      }
    }
  }
}

/// A few bytes as text, two hexadecimal digits each.
private func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
  if bytes.isEmpty { return "an empty file" }
  return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
