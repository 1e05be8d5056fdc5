import Foundation
import Glibc

/// A file that is written part by part and takes its name only when it is whole.
final class GrowingFile {
  private let path: String
  private let temporary: String
  private var descriptor: Int32

  /// Begins a file beside the one that it is to become.
  init(path: String) throws(InputError) {
    // What a symbolic link points to is replaced, not the link.
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let folder = URL(fileURLWithPath: self.path).deletingLastPathComponent()
    temporary = folder.appending(path: ".monarch-" + String(UInt64.random(in: 0 ... .max), radix: 36) + ".tmp").path
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path) }
  }

  func append(_ bytes: [UInt8]) throws(InputError) { try write(bytes, to: descriptor, named: path) }

  /// Gives the file its name.
  func finish() throws(InputError) {
    guard fsync(descriptor) == 0 else { throw failure(path) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(temporary, path) == 0 else {
      defer { unlink(temporary) }
      throw failure(path)
    }
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporary)
    }
  }
}

private func failure(_ path: String) -> InputError {
  InputError("cannot write \(path): \(String(cString: strerror(errno)))")
}
