/// How a file is cut into the parts that damage is done to, and put together again with lengths and checksums that fit.
enum Framing: Sendable {
  /// One part.
  case plain
  /// Magic, version and length of the header; header; data.
  case npy
  /// The header's length in eight bytes; header; data.
  case safetensors
  /// A frame of the pipe: the length of all in eight bytes, and then as .safetensors.
  case pipe
  /// A ZIP archive: each part is the data of a member.
  case zip

  func parts(of file: [UInt8]) -> [[UInt8]] {
    func cut(_ start: Int, _ length: Int) -> [[UInt8]] {
      let end = start + max(0, min(length, file.count - start))
      return [Array(file[start..<end]), Array(file[end...])]
    }
    func number(_ start: Int, _ width: Int) -> Int {
      (0..<width).reversed().reduce(0) { $0 << 8 | Int(file[start + $1]) }
    }
    switch self {
    case .plain: return [file]
    case .npy: return file.count < 12 ? [file] : file[6] == 1 ? cut(10, number(8, 2)) : cut(12, number(8, 3))
    case .safetensors: return file.count < 8 ? [file] : cut(8, number(0, 4))
    case .pipe: return file.count < 16 ? [file] : cut(16, number(8, 4))
    case .zip: return Zip.members(of: file).map(\.data)
    }
  }

  func join(_ parts: [[UInt8]], like file: [UInt8]) -> [UInt8] {
    func bytes(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    switch self {
    case .plain: return parts[0]
    case _ where parts.count == 1 && !isZip: return parts[0]
    case .npy:
      let width = file[6] == 1 ? 2 : 4
      return Array(file[..<8]) + bytes(parts[0].count, width) + parts[0] + parts[1]
    case .safetensors: return bytes(parts[0].count, 8) + parts[0] + parts[1]
    case .pipe:
      let image = bytes(parts[0].count, 8) + parts[0] + parts[1]
      return bytes(image.count, 8) + image
    case .zip:
      let members = Zip.members(of: file)
      return Zip.archive(Swift.zip(members, parts).map { Zip.Member(name: $0.name, data: $1) })
    }
  }

  private var isZip: Bool { if case .zip = self { true } else { false } }
}

/// As much of ZIP as it takes to make archives whose members are damaged and whose checksums are right.
enum Zip {
  struct Member {
    let name: [UInt8]
    let data: [UInt8]
  }

  /// The stored members, as their local headers tell; deflated ones are left out.
  static func members(of file: [UInt8]) -> [Member] {
    func number(_ start: Int, _ width: Int) -> Int {
      (0..<width).reversed().reduce(0) { $0 << 8 | Int(file[start + $1]) }
    }
    var members: [Member] = []
    var start = 0
    while start + 30 <= file.count, number(start, 4) == 0x0403_4B50, number(start + 8, 2) == 0 {
      let (name, extra) = (number(start + 26, 2), number(start + 28, 2))
      let data = start + 30 + name + extra
      // Where the size stands in a ZIP64 field, it is that of the data up to the next header.
      var size = number(start + 18, 4)
      if size == 0xFFFF_FFFF { size = extra >= 20 ? number(start + 30 + name + 12, 4) : 0 }
      guard data + size <= file.count else { break }
      members.append(Member(name: Array(file[start + 30..<start + 30 + name]), data: Array(file[data..<data + size])))
      start = data + size
    }
    return members
  }

  static func archive(_ members: [Member]) -> [UInt8] {
    func bytes(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for member in members {
      let common =
        bytes(20, 2) + bytes(0x800, 2) + bytes(0, 2) + bytes(0, 2) + bytes(0x21, 2) + bytes(checksum(member.data), 4)
        + bytes(member.data.count, 4) + bytes(member.data.count, 4) + bytes(member.name.count, 2) + bytes(0, 2)
      directory +=
        bytes(0x0201_4B50, 4) + bytes(20, 2) + common + bytes(0, 10) + bytes(file.count, 4) + member.name
      file += bytes(0x0403_4B50, 4) + common + member.name + member.data
    }
    return file + directory + bytes(0x0605_4B50, 4) + bytes(0, 4) + bytes(members.count, 2) + bytes(members.count, 2)
      + bytes(directory.count, 4) + bytes(file.count, 4) + bytes(0, 2)
  }

  /// CRC-32, by its table.
  static func checksum(_ data: [UInt8]) -> Int {
    Int(data.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) } ^ UInt32.max)
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { word, _ in word & 1 == 1 ? word >> 1 ^ 0xEDB8_8320 : word >> 1 }
  }
}
