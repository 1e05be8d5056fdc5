extension SafeTensors {
  /// The contents of the bytes of a whole .safetensors file.
  ///
  /// Stricter than the reference implementation in three points: duplicate keys and unknown keys in an entry are
  /// refused, and names are limited to ``maximumNameLength``. Memory is spent only on the header's entries and, after
  /// all offsets have been found to cover the buffer exactly, on one copy of it.
  ///
  /// - Throws: ``TensorFileError`` that names the tensor at fault, for anything but a complete file.
  /// - Complexity: O(`bytes.count`) and the sorting of the entries by their offsets.
  public static func decode(_ bytes: [UInt8]) throws(TensorFileError) -> SafeTensors {
    let start = try headerLength(of: bytes.prefix(8), fileSize: bytes.count) + 8
    let (entries, metadata) = try header(bytes, 8..<start, bufferLength: bytes.count - start)
    var result = SafeTensors(metadata: metadata)
    result.tensors.reserveCapacity(entries.count)
    for entry in entries {
      result.tensors[entry.name] = try Tensor(
        elementType: try entry.readableType(), shape: entry.shape,
        bytes: [UInt8](bytes[start + entry.offsets.lowerBound..<start + entry.offsets.upperBound]))
    }
    return result
  }

  /// The entries of a header, in its order, which cover the buffer exactly, and the metadata.
  static func header(
    _ bytes: [UInt8], _ range: Range<Int>, bufferLength: Int
  ) throws(TensorFileError) -> (entries: [SafeTensorsEntry], metadata: [String: String]) {
    guard !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "{") else {
      let found = range.isEmpty ? "an empty header" : "byte \(bytes[range.lowerBound])"
      throw TensorFileError(.wrongFormat, ".safetensors: expected a header that starts with '{', found \(found)")
    }
    let (entries, metadata) = try parseHeader(bytes, range, bufferLength: bufferLength)
    try checkCover(entries, bufferLength: bufferLength)
    return (entries, metadata)
  }

  /// The length of the header, which the first eight bytes of a file give.
  static func headerLength(of bytes: ArraySlice<UInt8>, fileSize: Int) throws(TensorFileError) -> Int {
    guard bytes.count == 8 else {
      throw TensorFileError(
        .truncated, ".safetensors: expected 8 bytes of header length at the start, found \(bytes.count) bytes in all")
    }
    let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(maximumHeaderLength) else {
      throw TensorFileError(
        .headerTooLong,
        ".safetensors: expected a header of at most \(maximumHeaderLength) bytes, found a length of \(length)")
    }
    guard length <= UInt64(fileSize - 8) else {
      throw TensorFileError(
        .truncated,
        ".safetensors: expected a header of \(length) bytes, found the end of the file after \(fileSize - 8)")
    }
    return Int(length)
  }

  /// The entries, in the order of the file, and the metadata.
  private static func parseHeader(
    _ bytes: [UInt8], _ range: Range<Int>, bufferLength: Int
  ) throws(TensorFileError) -> (entries: [SafeTensorsEntry], metadata: [String: String]) {
    var reader = JSONReader(bytes, range, subject: ".safetensors")
    var entries: [SafeTensorsEntry] = []
    var metadata: [String: String] = [:]
    var seen: Set<String> = []
    try reader.beginObject("the header")
    while let name = try reader.nextKey(&seen, limit: maximumNameLength) {
      if name == metadataKey {
        reader.subject = ".safetensors: \(metadataKey)"
        var seenKeys: Set<String> = []
        try reader.beginObject("the metadata")
        while let key = try reader.nextKey(&seenKeys, limit: maximumNameLength) {
          metadata[key] = try reader.string("the value of \(quoted(key))")
        }
      } else {
        reader.subject = ".safetensors: tensor \(quoted(name))"
        entries.append(try parseEntry(&reader, name, bufferLength: bufferLength))
      }
      reader.subject = ".safetensors"
    }
    try reader.expectEnd()
    return (entries, metadata)
  }

  /// One tensor's entry; errors start with the reader's subject.
  private static func parseEntry(
    _ reader: inout JSONReader, _ name: String, bufferLength: Int
  ) throws(TensorFileError) -> SafeTensorsEntry {
    let subject = reader.subject
    var elementType: SafeTensorsEntry.DataType?
    var shape: [Int]?
    var offsets: [Int]?
    var seen: Set<String> = []
    try reader.beginObject("its entry")
    while let key = try reader.nextKey(&seen, limit: maximumNameLength) {
      switch key {
      case "dtype": elementType = try parseDataType(&reader)
      case "shape": shape = try reader.integers("its shape", limit: Tensor.maximumRank, excess: .invalidShape)
      case "data_offsets": offsets = try reader.integers("its data_offsets", limit: 2, excess: .malformedHeader)
      default:
        throw TensorFileError(
          .unknownKey, "\(subject): expected the keys dtype, shape and data_offsets, found \(quoted(key))")
      }
    }
    guard let elementType, let shape, let offsets else {
      let missing = elementType == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"
      throw TensorFileError(.missingKey, "\(subject): expected the key \(missing), found none")
    }
    guard offsets.count == 2 else {
      throw TensorFileError(.malformedHeader, "\(subject): expected two data_offsets, found \(offsets.count)")
    }
    let (begin, end) = (offsets[0], offsets[1])
    let needed = try elementType.byteCount(ofShape: shape, subject: subject)
    guard begin <= end else {
      throw TensorFileError(
        .invalidOffsets, "\(subject): expected data_offsets that begin before they end, found [\(begin), \(end)]")
    }
    guard end <= bufferLength else {
      throw TensorFileError(
        .invalidOffsets,
        "\(subject): expected data_offsets within the buffer of \(bufferLength) bytes, found [\(begin), \(end)]")
    }
    guard end - begin == needed else {
      throw TensorFileError(
        .sizeMismatch,
        "\(subject): \(elementType.name) of shape \(shapeText(shape)) needs \(needed) bytes, "
          + "found \(end - begin) in data_offsets [\(begin), \(end)]")
    }
    return SafeTensorsEntry(name: name, dataType: elementType, shape: shape, offsets: begin..<end)
  }

  /// The value of `dtype`, or a line on why it is refused.
  private static func parseDataType(
    _ reader: inout JSONReader
  ) throws(TensorFileError) -> SafeTensorsEntry.DataType {
    let dtype = try reader.string("its dtype")
    if let type = ElementType(safetensorsName: dtype) { return .readable(type) }
    if let bits = SafeTensorsEntry.foreignTypes[dtype] { return .foreign(name: dtype, bits: bits) }
    throw TensorFileError(
      .unsupportedElementType,
      "\(reader.subject): expected a dtype such as F32, found \(quoted(dtype)), which is unknown")
  }

  /// Checks that the entries cover the buffer without overlaps and holes.
  ///
  /// Empty tensors sort before those that begin at the same offset, so that they may stand at any boundary, but not
  /// inside another tensor.
  private static func checkCover(_ entries: [SafeTensorsEntry], bufferLength: Int) throws(TensorFileError) {
    var end = 0
    var previous: String?
    for entry in entries.sorted(by: {
      ($0.offsets.lowerBound, $0.offsets.upperBound) < ($1.offsets.lowerBound, $1.offsets.upperBound)
    }) {
      guard entry.offsets.lowerBound == end else {
        let place = previous.map { "the end of tensor \(quoted($0))" } ?? "the start of the buffer"
        throw TensorFileError(
          .invalidOffsets,
          ".safetensors: tensor \(quoted(entry.name)): expected data_offsets from \(end) on, \(place), "
            + "found [\(entry.offsets.lowerBound), \(entry.offsets.upperBound)]: "
            + (entry.offsets.lowerBound < end ? "tensors overlap" : "there is a hole"))
      }
      (end, previous) = (entry.offsets.upperBound, entry.name)
    }
    guard end == bufferLength else {
      throw TensorFileError(
        .trailingBytes,
        ".safetensors: expected the tensors to cover the buffer of \(bufferLength) bytes, "
          + "found trailing bytes from \(end) on")
    }
  }
}
