#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// Whole files from and to the disk, under a limit.
///
/// It speaks to the system directly, because what matters here are flags that Foundation hides: not to wait for the
/// other end of a FIFO, and to ask what was opened before anything is read.
public enum TensorFile {
  /// The greatest size that is read unless the caller says otherwise: 4 GiB.
  public static let defaultLimit: Int = 4 << 30

  /// The bytes of a regular file of at most `limit` bytes; symbolic links are followed.
  ///
  /// The limit is checked before memory is spent, and a file that changes its size while it is read is an error.
  ///
  /// - Throws: ``TensorFileError`` that names the path, of kind `notRegularFile`, `tooLarge` or `inputOutput`.
  public static func read(path: String, limit: Int = defaultLimit) throws(TensorFileError) -> [UInt8] {
    let file = try RegularFile(path: path)
    guard file.size <= limit else {
      throw TensorFileError(
        .tooLarge, "\(displayed(path)): expected a file of at most \(limit) bytes, found \(file.size)")
    }
    return try file.bytes(0..<file.size)
  }

  /// Writes a whole file or nothing: into a temporary file in the same folder, which then takes the name.
  ///
  /// A regular file of that name is replaced, and a symbolic link is replaced itself; anything else is left alone.
  ///
  /// - Throws: ``TensorFileError`` that names the path, of kind `notRegularFile` or `inputOutput`; then the file of
  ///   that name is as it was.
  public static func write(_ bytes: [UInt8], path: String) throws(TensorFileError) {
    try checkPath(path)
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw notRegular(path, status.st_mode) }
    let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
    let temporary = folder + ".tensorfile-" + String(UInt64.random(in: 0 ... .max), radix: 36) + ".tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw systemError("write", path) }
    var failure = writeAll(bytes, descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw systemError("write", path, failure)
    }
  }

  /// Refuses what the system would read as another path.
  static func checkPath(_ path: String) throws(TensorFileError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw TensorFileError(
        .inputOutput, "\(displayed(path)): expected a path, found " + (path.isEmpty ? "none" : "a zero byte in it"))
    }
  }

  /// The line on something that is not a regular file.
  static func notRegular(_ path: String, _ mode: mode_t) -> TensorFileError {
    let found =
      switch mode & S_IFMT {
      case S_IFDIR: "a directory"
      case S_IFIFO: "a FIFO"
      case S_IFCHR, S_IFBLK: "a device"
      case S_IFSOCK: "a socket"
      default: "something else"
      }
    return TensorFileError(.notRegularFile, "\(displayed(path)): expected a regular file, found \(found)")
  }

  /// The line on what the system said.
  static func systemError(_ verb: String, _ path: String, _ number: Int32 = errno) -> TensorFileError {
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return TensorFileError(.inputOutput, "\(displayed(path)): cannot \(verb) it: \(reason)")
  }

  /// A path as errors show it: quoted, and cut at the front.
  static func displayed(_ path: String) -> String {
    quoted(path, limit: 140, keepsEnd: true)
  }
}

/// Writes all bytes; 0, or the error's number.
private func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Int32 {
  bytes.withUnsafeBytes { buffer in
    var done = 0
    while done < buffer.count {
      let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
      let step = write(descriptor, rest.baseAddress, min(rest.count, 1 << 30))
      if step < 0, errno == EINTR { continue }
      if step < 0 { return errno }
      done += step
    }
    return 0
  }
}
