internal import CZlib

/// The members of a ZIP archive, as its central directory lists them.
///
/// ```text
/// local header · name · extra · data   for each member
/// central header · name · extra · comment   for each member
/// [ZIP64 end of central directory · its locator]   where a number does not fit
/// end of central directory · comment
/// ```
///
/// Only whole archives in one file are read: nothing behind the end, no encryption, no overlapping members.
struct ZipDirectory {
  /// One member, its place in the file already checked.
  struct Member {
    /// Its name.
    var name: String
    /// Whether its data is deflated; otherwise it is stored.
    var isDeflated: Bool
    /// The CRC-32 of the unpacked data.
    var checksum: UInt32
    /// How many bytes the unpacked data has.
    var unpackedSize: Int
    /// Where the packed data lies.
    var data: Range<Int>

    /// The unpacked data, its checksum checked.
    func unpacked(from bytes: [UInt8], subject: String) throws(TensorFileError) -> [UInt8] {
      let result: [UInt8]
      if isDeflated {
        guard let inflated = inflate(bytes, data, size: unpackedSize) else {
          throw TensorFileError(
            .sizeMismatch, "\(subject): expected deflated data of \(unpackedSize) bytes, found damaged or other data")
        }
        result = inflated
      } else {
        result = [UInt8](bytes[data])
      }
      let found = crc(result)
      guard found == checksum else {
        throw TensorFileError(
          .sizeMismatch,
          "\(subject): expected the checksum \(String(checksum, radix: 16)), found \(String(found, radix: 16))")
      }
      return result
    }
  }

  /// The members in the order of the directory.
  let members: [Member]

  /// Reads the directory of a whole archive; `subject` starts the line of every error.
  init(_ bytes: [UInt8], subject: String) throws(TensorFileError) {
    let reader = LittleEndianReader(bytes: bytes)
    let (directory, count) = try ZipDirectory.directory(reader, subject)
    var members: [Member] = []
    var places: [Range<Int>] = []
    var position = directory.lowerBound
    while position < directory.upperBound {
      guard directory.upperBound - position >= 46, reader.value(position, 4) == 0x0201_4B50 else {
        throw TensorFileError(
          .malformedHeader, "\(subject): expected an entry of the central directory at byte \(position), found none")
      }
      let lengths = (name: reader.value(position + 28, 2), extra: reader.value(position + 30, 2))
      let end = position + 46 + lengths.name + lengths.extra + reader.value(position + 32, 2)
      guard end <= directory.upperBound else {
        throw TensorFileError(.truncated, "\(subject): expected an entry at byte \(position), found the end of all")
      }
      guard lengths.name <= NumPyArchive.maximumNameLength + 4,
        let name = String(validating: bytes[position + 46..<position + 46 + lengths.name], as: UTF8.self)
      else {
        throw TensorFileError(
          .invalidName, "\(subject): expected a name of at most \(NumPyArchive.maximumNameLength) bytes of UTF-8")
      }
      let (member, place) = try ZipDirectory.member(
        reader, at: position, name: name, extra: position + 46 + lengths.name..<end, before: directory.lowerBound,
        "\(subject): \(quoted(name))")
      members.append(member)
      places.append(place)
      position = end
    }
    guard members.count == count else {
      throw TensorFileError(
        .malformedHeader, "\(subject): expected \(count) members as the directory says, found \(members.count)")
    }
    places.sort { $0.lowerBound < $1.lowerBound }
    for (one, next) in zip(places, places.dropFirst()) where one.upperBound > next.lowerBound {
      throw TensorFileError(
        .invalidOffsets, "\(subject): expected members that do not overlap, found two at byte \(next.lowerBound)")
    }
    self.members = members
  }

  /// Where the central directory lies and how many members it claims.
  private static func directory(
    _ reader: LittleEndianReader, _ subject: String
  ) throws(TensorFileError) -> (Range<Int>, count: Int) {
    let bytes = reader.bytes
    guard bytes.starts(with: [0x50, 0x4B]) else {
      throw TensorFileError(.wrongFormat, "\(subject): expected a ZIP archive, which starts with PK")
    }
    // The last record ends with a comment of up to 65,535 bytes, whose length it states.
    var end = bytes.count - 22
    let lowest = max(0, end - 65_535)
    while end >= lowest, reader.value(end, 4) != 0x0605_4B50 || reader.value(end + 20, 2) != bytes.count - end - 22 {
      end -= 1
    }
    guard end >= lowest else {
      throw TensorFileError(.truncated, "\(subject): expected the end of the central directory, found none")
    }
    var record = (
      disks: [reader.value(end + 4, 2), reader.value(end + 6, 2)], count: reader.value(end + 10, 2),
      size: reader.value(end + 12, 4), offset: reader.value(end + 16, 4), end: end
    )
    if end >= 20, reader.value(end - 20, 4) == 0x0706_4B50 {
      let start = reader.value(end - 12, 8)
      guard start >= 0, start <= end - 76, reader.value(start, 4) == 0x0606_4B50 else {
        throw TensorFileError(.malformedHeader, "\(subject): expected the ZIP64 directory's end where its locator says")
      }
      record = (
        [reader.value(start + 16, 4), reader.value(start + 20, 4)], reader.value(start + 32, 8),
        reader.value(start + 40, 8), reader.value(start + 48, 8), start
      )
    }
    guard record.disks == [0, 0] else {
      throw TensorFileError(.wrongFormat, "\(subject): expected an archive in one file, found one of several disks")
    }
    guard record.offset >= 0, record.size >= 0, record.offset <= record.end,
      record.end - record.offset == record.size
    else {
      throw TensorFileError(
        .invalidOffsets, "\(subject): expected the central directory directly before its end, found other offsets")
    }
    return (record.offset..<record.end, record.count)
  }

  /// The member of one entry of the directory, and the bytes that it takes with its local header.
  private static func member(
    _ reader: LittleEndianReader, at entry: Int, name: String, extra: Range<Int>, before limit: Int, _ subject: String
  ) throws(TensorFileError) -> (Member, Range<Int>) {
    let (flags, method) = (reader.value(entry + 8, 2), reader.value(entry + 10, 2))
    guard flags & 1 == 0, method == 0 || method == 8 else {
      let found = flags & 1 == 0 ? "method \(method)" : "an encrypted one"
      throw TensorFileError(.unsupportedVersion, "\(subject): expected a stored or deflated member, found \(found)")
    }
    var (packed, unpacked) = (reader.value(entry + 20, 4), reader.value(entry + 24, 4))
    var start = reader.value(entry + 42, 4)
    // What does not fit stands in the ZIP64 field, in this order.
    var field = reader.zip64Field(extra)
    func widened(_ value: Int) throws(TensorFileError) -> Int {
      guard value == 0xFFFF_FFFF else { return value }
      guard field.count >= 8 else {
        throw TensorFileError(.malformedHeader, "\(subject): expected a ZIP64 field with the sizes, found none")
      }
      defer { field = field.dropFirst(8) }
      return reader.value(field.lowerBound, 8)
    }
    unpacked = try widened(unpacked)
    packed = try widened(packed)
    start = try widened(start)
    guard start >= 0, start <= limit - 30, reader.value(start, 4) == 0x0403_4B50 else {
      throw TensorFileError(.invalidOffsets, "\(subject): expected its local header at byte \(start), found none")
    }
    let data = start + 30 + reader.value(start + 26, 2) + reader.value(start + 28, 2)
    guard packed >= 0, unpacked >= 0, data <= limit, packed <= limit - data else {
      throw TensorFileError(.truncated, "\(subject): expected \(packed) bytes of data, found the end of the data")
    }
    // No deflated byte gives more than 1032 bytes.
    guard method == 0 ? packed == unpacked : unpacked / 1032 <= packed else {
      throw TensorFileError(.sizeMismatch, "\(subject): \(packed) packed bytes cannot be \(unpacked) unpacked ones")
    }
    return (
      Member(
        name: name, isDeflated: method == 8, checksum: UInt32(reader.value(entry + 16, 4)), unpackedSize: unpacked,
        data: data..<data + packed),
      start..<data + packed
    )
  }
}

/// Numbers out of bytes.
private struct LittleEndianReader {
  let bytes: [UInt8]

  /// The unsigned number of `width` bytes at `position`; -1 where it is outside, or above `Int.max`.
  func value(_ position: Int, _ width: Int) -> Int {
    guard position >= 0, position <= bytes.count - width else { return -1 }
    let value = bytes[position..<position + width].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value) ?? -1
  }

  /// Where the contents of the field of kind 1 lie among a member's extra fields.
  func zip64Field(_ extra: Range<Int>) -> Range<Int> {
    var position = extra.lowerBound
    while position + 4 <= extra.upperBound {
      let end = position + 4 + value(position + 2, 2)
      if end > extra.upperBound { break }
      if value(position, 2) == 1 { return position + 4..<end }
      position = end
    }
    return extra.lowerBound..<extra.lowerBound
  }
}

/// The CRC-32 of some bytes.
func crc(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
}

/// The inflated data of `range`, where it is one whole deflate stream of exactly `size` bytes.
private func inflate(_ bytes: [UInt8], _ range: Range<Int>, size: Int) -> [UInt8]? {
  var stream = z_stream()
  // Negative: a raw stream without header and checksum of its own.
  guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  var isComplete = false
  // One byte more, so that a longer stream shows.
  let result = [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
    bytes.withUnsafeBufferPointer { buffer in
      let input = UnsafeBufferPointer(rebasing: buffer[range])
      var taken = 0
      var status = Z_OK
      while status == Z_OK {
        let (given, room) = (min(input.count - taken, 1 << 30), min(output.count - count, 1 << 30))
        // zlib's interface is not const; it does not write to its input.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + taken })
        stream.avail_in = UInt32(given)
        stream.next_out = output.baseAddress.map { $0 + count }
        stream.avail_out = UInt32(room)
        status = CZlib.inflate(&stream, Z_NO_FLUSH)
        taken += given - Int(stream.avail_in)
        count += room - Int(stream.avail_out)
      }
      isComplete = status == Z_STREAM_END && taken == input.count
    }
  }
  return isComplete && result.count == size ? result : nil
}
