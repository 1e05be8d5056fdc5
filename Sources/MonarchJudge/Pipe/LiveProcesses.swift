import Glibc
import Subprocess
import Synchronization

/// The foreign processes that are running: whoever ends this program early can end them first.
public enum LiveProcesses {
  /// The environment variable by which a process that has left its group is still found.
  static let variable: Environment.Key = "MONARCH_ORACLE_RUN"

  private static let marks = Mutex<[pid_t: String]>([:])

  static func newMark() -> String { "\(getpid())-\(UInt64.random(in: 0...(.max)))" }

  static func add(_ group: pid_t, mark: String) -> pid_t {
    marks.withLock { $0[group] = mark }
    return group
  }

  /// Kills a process group and everything that carries its mark.
  ///
  /// The caller makes sure that the leader has not been reaped, so that the number is still its own.
  static func kill(_ group: pid_t) {
    _ = Glibc.kill(-group, SIGKILL)
    guard let mark = marks.withLock({ $0[group] }) else { return }
    // What is killed may have started another in the meantime: look until there is nothing new.
    for _ in 0..<10 where killMarked(mark) { continue }
  }

  /// Forgets a group that has been killed and is about to be reaped.
  static func remove(_ group: pid_t) {
    marks.withLock { _ = $0.removeValue(forKey: group) }
  }

  /// Kills every running foreign process.
  public static func killAll() {
    for group in marks.withLock({ Array($0.keys) }) { kill(group) }
  }

  /// Kills the processes whose environment has the mark; whether there was one that still ran.
  private static func killMarked(_ mark: String) -> Bool {
    guard let folder = opendir("/proc") else { return false }
    defer { closedir(folder) }
    var found = false
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let process = pid_t(name), process != getpid(), contents(of: "/proc/\(name)/environ", have: mark) else {
        continue
      }
      found = Glibc.kill(process, SIGKILL) == 0 || found
    }
    return found
  }

  private static func contents(of path: String, have mark: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // An environment is bounded by the kernel; a zombie's is empty.
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
      if count <= 0 { break }
      filled += count
    }
    let needle = Array("\(variable.rawValue)=\(mark)".utf8)
    return bytes[..<filled].split(separator: 0).contains { $0.elementsEqual(needle) }
  }
}
