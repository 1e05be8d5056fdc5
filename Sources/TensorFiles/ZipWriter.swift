/// A ZIP archive of stored members in the making.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  init() {}

  /// Adds a member; `subject` starts the line of every error.
  ///
  /// - Throws: ``TensorFileError`` of kind `tooLarge` where the archive would need ZIP64.
  mutating func append(name: String, data: [UInt8], subject: String) throws(TensorFileError) {
    let offset = bytes.count
    let total = offset.addingReportingOverflow(data.count)
    guard !total.overflow, total.partialValue < 0xFFFF_FFFF - 1 << 20, count < 0xFFFE else {
      throw TensorFileError(
        .tooLarge, "\(subject): expected an archive below 4 GiB and 65535 members, found more: write .safetensors files"
      )
    }
    // Version 2.0, the flag of UTF-8 names, stored, and the first of January 1980.
    let common =
      number(20, 2) + number(0x800, 2) + number(0, 2) + number(0, 2) + number(0x21, 2)
      + number(Int(crc(data)), 4) + number(data.count, 4) + number(data.count, 4) + number(name.utf8.count, 2)
      + number(0, 2)
    bytes += number(0x0403_4B50, 4) + common + Array(name.utf8) + data
    directory +=
      number(0x0201_4B50, 4) + number(20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2)
      + number(0, 4) + number(offset, 4) + Array(name.utf8)
    count += 1
  }

  /// The whole archive.
  func finished(subject: String) throws(TensorFileError) -> [UInt8] {
    let end = bytes.count + directory.count
    guard end < 0xFFFF_FFFF else {
      throw TensorFileError(.tooLarge, "\(subject): expected an archive below 4 GiB, found one of \(end) bytes")
    }
    return bytes + directory + number(0x0605_4B50, 4) + number(0, 2) + number(0, 2) + number(count, 2)
      + number(count, 2) + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
  }

  /// A number in `width` bytes, little-endian.
  private func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
