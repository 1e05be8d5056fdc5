/// Named tensors: the contents of a .npz file, a ZIP archive of .npy files.
///
/// Stored and deflated members are read, as `numpy.savez` and `numpy.savez_compressed` write them; members are written
/// stored, with a fixed date, so that equal contents give equal bytes.
///
/// Format: <https://numpy.org/doc/stable/reference/generated/numpy.savez.html>,
/// <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.
public struct NumPyArchive: Sendable, Hashable {
  /// The greatest length of a name in bytes of UTF-8, as in .safetensors.
  public static let maximumNameLength: Int = SafeTensors.maximumNameLength

  /// The tensors by name, without ".npy".
  public var tensors: [String: Tensor]

  /// Named tensors.
  public init(tensors: [String: Tensor] = [:]) { self.tensors = tensors }

  /// The names in the order in which the tensors are written, that of their bytes.
  public var names: [String] { tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

  /// The tensor of this name, if there is one.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }

  /// The contents of the bytes of a whole .npz file.
  ///
  /// Memory is spent only after a member's sizes have been found possible: no member overlaps another, none promises
  /// more than deflate can hold in its bytes, and all together stay below `limit`. Checksums are checked.
  ///
  /// - Parameters:
  ///   - wanted: the names of the tensors to read, all others are passed over; nil reads every member.
  ///   - limit: the greatest number of bytes that all members read may have when unpacked.
  /// - Throws: ``TensorFileError`` that names the member at fault, for anything but a whole archive of .npy files.
  /// - Complexity: O(`bytes.count` + unpacked bytes), and the sorting of the members.
  public static func decode(
    _ bytes: [UInt8], only wanted: Set<String>? = nil, limit: Int = TensorFile.defaultLimit
  ) throws(TensorFileError) -> NumPyArchive {
    var result = NumPyArchive()
    var rest = limit
    for member in try ZipDirectory(bytes, subject: ".npz").members {
      if let wanted, !member.name.hasSuffix(".npy") || !wanted.contains(String(member.name.dropLast(4))) { continue }
      let subject = ".npz: \(quoted(member.name))"
      guard member.name.hasSuffix(".npy") else {
        throw TensorFileError(.invalidName, "\(subject): expected a member whose name ends in .npy")
      }
      guard member.unpackedSize <= rest else {
        throw TensorFileError(.tooLarge, "\(subject): expected at most \(limit) bytes in all when unpacked, found more")
      }
      rest -= member.unpackedSize
      let name = String(member.name.dropLast(4))
      guard result.tensors[name] == nil else {
        throw TensorFileError(.duplicateKey, "\(subject): expected each name once, found it twice")
      }
      let data = try member.unpacked(from: bytes, subject: subject)
      do {
        result.tensors[name] = try NumPyFile.decode(data)
      } catch {
        throw TensorFileError(error.kind, "\(subject): \(error.description)")
      }
    }
    return result
  }

  /// The names of the .npy files in the bytes of a whole .npz file, whatever they hold, in the order of its directory.
  ///
  /// - Throws: ``TensorFileError`` for anything but a whole archive.
  public static func names(in bytes: [UInt8]) throws(TensorFileError) -> [String] {
    try ZipDirectory(bytes, subject: ".npz").members.filter { $0.name.hasSuffix(".npy") }
      .map { String($0.name.dropLast(4)) }
  }

  /// The bytes of a .npz file.
  ///
  /// - Throws: ``TensorFileError`` of kind `invalidName` for a name that is too long, has a zero byte or a slash at an
  ///   end; of kind `tooLarge` where the archive would reach 4 GiB or 65,535 members; and what `NumPyFile.encode` throws.
  /// - Complexity: O(bytes), and the sorting of the names.
  public func encode() throws(TensorFileError) -> [UInt8] {
    var writer = ZipWriter()
    for name in names {
      let length = name.utf8.count
      guard (1...Self.maximumNameLength).contains(length), !name.utf8.contains(0), !name.hasPrefix("/") else {
        throw TensorFileError(
          .invalidName,
          ".npz: expected a name of 1 to \(Self.maximumNameLength) bytes without zero bytes or a leading slash, found "
            + quoted(name))
      }
      try writer.append(name: name + ".npy", data: NumPyFile.encode(tensors[name]!), subject: ".npz")
    }
    return try writer.finished(subject: ".npz")
  }
}
