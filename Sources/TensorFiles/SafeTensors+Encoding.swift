extension SafeTensors {
  /// The bytes of a .safetensors file, a function of the contents alone.
  ///
  /// Tensors come in the order of ``names``, metadata (left out when empty) first and sorted by the bytes of its keys.
  /// The header is filled up with spaces to a multiple of eight bytes. So the bytes are those of the reference
  /// implementation, except that it writes metadata in no particular order.
  ///
  /// - Throws: ``TensorFileError`` of kind `invalidName` for a tensor named `__metadata__` and for a name or metadata
  ///   key longer than ``maximumNameLength``; of kind `headerTooLong` beyond ``maximumHeaderLength``.
  /// - Complexity: linear in the size of the result, and the sorting of the names.
  public func encode() throws(TensorFileError) -> [UInt8] {
    let names = names
    for name in names + metadata.keys where name.utf8.count > Self.maximumNameLength {
      throw TensorFileError(.invalidName, Self.tooLongName(name))
    }
    var header: [UInt8] = [UInt8(ascii: "{")]
    if !metadata.isEmpty {
      header += "\"\(Self.metadataKey)\":{".utf8
      let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, item) in sorted.enumerated() {
        if index > 0 { header.append(UInt8(ascii: ",")) }
        appendJSONString(item.key, to: &header)
        header.append(UInt8(ascii: ":"))
        appendJSONString(item.value, to: &header)
      }
      header.append(UInt8(ascii: "}"))
    }
    var end = 0
    for name in names {
      guard name != Self.metadataKey else {
        throw TensorFileError(
          .invalidName, ".safetensors: expected another name for a tensor, found \(name), which is reserved")
      }
      guard let tensor = tensors[name] else { continue }
      guard let type = tensor.elementType.safetensorsName else {
        throw TensorFileError(
          .unsupportedElementType,
          ".safetensors: tensor \(quoted(name)): expected an element type that the format has, found "
            + "\(tensor.elementType): write complex64, or an .npz file")
      }
      // The tensors may share one buffer in memory, so that even this sum is not bounded by it.
      let (next, overflow) = end.addingReportingOverflow(tensor.bytes.count)
      guard !overflow else {
        throw TensorFileError(
          .invalidShape, ".safetensors: expected at most 2^63 - 1 bytes in all, found more at tensor \(quoted(name))")
      }
      if header.count > 1 { header.append(UInt8(ascii: ",")) }
      appendJSONString(name, to: &header)
      let sizes = tensor.shape.map { String($0) }.joined(separator: ",")
      header += ":{\"dtype\":\"\(type)\",\"shape\":[\(sizes)],".utf8
      header += "\"data_offsets\":[\(end),\(next)]}".utf8
      end = next
    }
    header.append(UInt8(ascii: "}"))
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    guard header.count <= Self.maximumHeaderLength else {
      throw TensorFileError(
        .headerTooLong,
        ".safetensors: expected a header of at most \(Self.maximumHeaderLength) bytes, found \(header.count)")
    }
    var result: [UInt8] = []
    result.reserveCapacity(8 + header.count + end)
    result += (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    result += header
    for name in names {
      if let tensor = tensors[name] { result += tensor.bytes }
    }
    return result
  }

  /// The line on a name or a metadata key that is too long.
  static func tooLongName(_ name: String) -> String {
    ".safetensors: expected names of at most \(maximumNameLength) bytes, found \(name.utf8.count) in \(quoted(name))"
  }
}
