import Glibc
import Synchronization

/// The process groups that are running: whoever ends this program early can end them first.
public enum LiveProcesses {
  private static let groups = Mutex<Set<pid_t>>([])

  static func add(_ group: pid_t) -> pid_t {
    groups.withLock { _ = $0.insert(group) }
    return group
  }

  /// Kills a process group; the caller makes sure that its leader has not been reaped, so that the number is still its.
  static func kill(_ group: pid_t) {
    groups.withLock { _ = $0.remove(group) }
    _ = Glibc.kill(-group, SIGKILL)
  }

  /// Kills every running process group.
  public static func killAll() {
    for group in groups.withLock({ $0 }) { kill(group) }
  }
}
