package import TensorFiles

/// One message of the pipe: an unsigned 64-bit little-endian byte count, then a safetensors image of that size.
package enum Frame {
  static let headerSize = 8

  package static func encode(_ message: SafeTensors) throws(TensorFileError) -> [UInt8] {
    let image = try message.encode()
    return withUnsafeBytes(of: UInt64(image.count).littleEndian, Array.init) + image
  }

  /// The byte count that the first eight bytes announce.
  package static func length(_ header: ArraySlice<UInt8>) -> UInt64 {
    header.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// What to say of bytes that are not a frame: the text at their start, if they look like text.
  package static func hint(_ bytes: some Sequence<UInt8>) -> String {
    let text = bytes.prefix(60).prefix { (32..<127).contains($0) || $0 == 9 || $0 == 10 || $0 == 13 }
    guard text.count >= 2 else { return "" }
    let quoted = String(decoding: text, as: UTF8.self)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "; it begins with the text \"\(quoted)\": a stray print to standard output? Print to standard error instead"
  }
}
