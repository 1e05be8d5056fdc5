import Foundation
import Glibc

/// A file that is written part by part and takes its name only when it is whole; into devices and pipes it writes at once.
final class GrowingFile {
  private let path: String
  /// Where the file stands until it is whole, on systems where it must have a name; else nil.
  private let temporary: String?
  private let isRegular: Bool
  private var descriptor: Int32

  /// Begins a file beside the one that it is to become.
  init(path: String) throws(InputError) {
    // What a symbolic link points to is replaced, not the link.
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var status = stat()
    isRegular = stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    if !isRegular {
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      // Without a name it vanishes with this program, however that ends.
      let folder = URL(fileURLWithPath: self.path).deletingLastPathComponent().path
      descriptor = open(folder, O_WRONLY | O_CLOEXEC | O_DIRECTORY | 0o20_000_000, 0o666)
      if descriptor >= 0 {
        temporary = nil
      } else {
        let name = Self.name(in: folder)
        temporary = name
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      }
    }
    guard descriptor >= 0 else { throw failure(path) }
  }

  private static func name(in folder: String) -> String {
    folder + "/.monarch-" + String(UInt64.random(in: 0 ... .max), radix: 36) + ".tmp"
  }

  func append(_ bytes: [UInt8]) throws(InputError) { try write(bytes, to: descriptor, named: path) }

  /// Gives the file its name.
  func finish() throws(InputError) {
    defer {
      close(descriptor)
      descriptor = -1
    }
    guard isRegular else { return }
    guard fsync(descriptor) == 0 else { throw failure(path) }
    let name: String
    if let temporary {
      name = temporary
    } else {
      // A link cannot replace a file, so that it takes two steps.
      name = Self.name(in: URL(fileURLWithPath: path).deletingLastPathComponent().path)
      guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
        throw failure(path)
      }
    }
    guard rename(name, path) == 0 else {
      defer { unlink(name) }
      throw failure(path)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if let temporary { unlink(temporary) }
  }
}

private func failure(_ path: String) -> InputError {
  InputError("cannot write \(path): \(String(cString: strerror(errno)))")
}
