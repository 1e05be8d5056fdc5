#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A regular file that is open for reading, any part of it at any time.
final class RegularFile: Sendable {
  let path: String
  /// Its size when it was opened.
  let size: Int
  private let descriptor: Int32
  private let modified: Int

  /// - Throws: ``TensorFileError`` that names the path, of kind `notRegularFile` or `inputOutput`.
  init(path: String) throws(TensorFileError) {
    try TensorFile.checkPath(path)
    self.path = path
    descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    // A class that throws here is still torn down: all is set first.
    var status = stat()
    let failure = descriptor < 0 ? errno : fstat(descriptor, &status) != 0 ? errno : 0
    size = Int(status.st_size)
    modified = Self.time(status)
    guard failure == 0 else { throw TensorFile.systemError("read", path, failure) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw TensorFile.notRegular(path, status.st_mode) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The bytes of a part of the file. A file that has changed since it was opened is an error.
  ///
  /// - Throws: ``TensorFileError`` of kind `inputOutput`.
  func bytes(_ range: Range<Int>) throws(TensorFileError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        // Some systems refuse more than 2^31 - 1 bytes at once.
        let step = pread(
          descriptor, buffer.baseAddress! + count, min(range.count - count, 1 << 30), off_t(range.lowerBound + count))
        if step < 0, errno == EINTR { continue }
        if step < 0 { failure = errno }
        if step <= 0 { break }
        count += step
      }
    }
    guard failure == 0 else { throw TensorFile.systemError("read", path, failure) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw TensorFile.systemError("read", path) }
    // Behind the end one byte more must not be there, whatever size the system claims.
    let excess =
      range.upperBound < size
      ? 0
      : withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { pread(descriptor, $0.baseAddress!, 1, off_t(size)) }
    guard bytes.count == range.count, excess == 0, Int(status.st_size) == size, Self.time(status) == modified else {
      let found =
        bytes.count < range.count
        ? "\(range.lowerBound + bytes.count)" : excess != 0 || status.st_size > size ? "more" : "others"
      throw TensorFileError(
        .inputOutput,
        "\(TensorFile.displayed(path)): expected the \(size) bytes that its size promises, found \(found): the file "
          + "changed while it was read")
    }
    return bytes
  }

  /// When the contents changed last, in nanoseconds.
  private static func time(_ status: stat) -> Int {
    #if canImport(Darwin)
      status.st_mtimespec.tv_sec &* 1_000_000_000 &+ status.st_mtimespec.tv_nsec
    #else
      status.st_mtim.tv_sec &* 1_000_000_000 &+ status.st_mtim.tv_nsec
    #endif
  }
}
