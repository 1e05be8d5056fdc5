import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process that has called the library first, in which its worker threads are; 0 before.
private let owner = Atomic<Int32>(0)

/// Fails in the child of a process that has called the library: its queues would wait for threads that are not there.
func checkProcess() throws(Failure) {
  let process = getpid()
  let (exchanged, first) = owner.compareExchange(expected: 0, desired: process, ordering: .relaxed)
  guard exchanged || first == process else {
    throw .forked(
      "expected process \(first), which has called this library before, found its child \(process): after a fork call "
        + "exec first (in Python: multiprocessing with \"spawn\")")
  }
}
