import Foundation
import Synchronization

/// Where a worker writes what it is at, so that its parent can read it even where it has died.
struct Progress {
  static let words = 8
  private let memory: UnsafeMutablePointer<UInt64>

  /// Maps a file of `words` numbers, which both processes share.
  init(path: String, creates: Bool) throws {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | (creates ? O_CREAT | O_TRUNC : 0), 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileNoSuchFile) }
    defer { close(descriptor) }
    let size = Progress.words * 8
    guard !creates || ftruncate(descriptor, off_t(size)) == 0,
      let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
    else { throw CocoaError(.fileReadUnknown) }
    self.memory = memory.bindMemory(to: UInt64.self, capacity: Progress.words)
  }

  /// The index of the input that is run.
  var index: UInt64 {
    get { memory[0] }
    nonmutating set { memory[0] = newValue }
  }
  var accepted: UInt64 {
    get { memory[1] }
    nonmutating set { memory[1] = newValue }
  }
  var refused: UInt64 {
    get { memory[2] }
    nonmutating set { memory[2] = newValue }
  }
  /// The longest time of an input in microseconds of this process, and its index.
  var slowest: UInt64 {
    get { memory[3] }
    nonmutating set { memory[3] = newValue }
  }
  var slowestIndex: UInt64 {
    get { memory[4] }
    nonmutating set { memory[4] = newValue }
  }
  /// The most memory that the process had at once, in kilobytes, and before the first input.
  var peak: UInt64 {
    get { memory[5] }
    nonmutating set { memory[5] = newValue }
  }
  var base: UInt64 {
    get { memory[6] }
    nonmutating set { memory[6] = newValue }
  }
  /// 1 when the last input is done.
  var isDone: UInt64 {
    get { memory[7] }
    nonmutating set { memory[7] = newValue }
  }
}

/// Runs a range of inputs in this process and says on standard output which break a property: "index, tab, reason".
enum Worker {
  static func run(
    _ subject: Subject, seed: UInt64, from start: UInt64, count: UInt64, limits: Limits, _ progress: Progress
  ) {
    for input in subject.seeds where subject.run(input) == .refused {
      print("\(start)\ta seed is refused: \(String(decoding: input.prefix(200), as: UTF8.self).debugDescription)")
    }
    limits.bindMemory()
    progress.base = peakMemory()
    var reported = 0
    for index in start..<start + count {
      progress.index = index
      let input = Mutator.input(subject, seed: seed, index: index)
      let before = time()
      let outcome = subject.run(input)
      let taken = time() - before
      if taken > progress.slowest { (progress.slowest, progress.slowestIndex) = (taken, index) }
      switch outcome {
      case .accepted: progress.accepted += 1
      case .refused: progress.refused += 1
      case .broken(let reason):
        reported += 1
        print("\(index)\t\(reason)")
      }
      if taken > limits.microseconds {
        reported += 1
        print("\(index)\tit takes \(taken) µs, which is more than \(limits.microseconds)")
      }
      if index & 255 == 0 || index == start + count - 1 { progress.peak = peakMemory() }
      fflush(nil)
      // More of the same help nobody.
      if reported >= 10 { break }
    }
    progress.isDone = 1
  }

  /// Microseconds that this thread has computed: a busy machine must not make an input slow.
  static func time() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1000
  }

  /// The most memory that this process had, in kilobytes.
  static func peakMemory() -> UInt64 {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return UInt64(usage.ru_maxrss)
  }
}

/// What an input may take.
struct Limits {
  /// Of this thread, for one input.
  let microseconds: UInt64
  /// Of address space beyond what the process has before the first input; 0 for any, as under a sanitizer.
  let megabytes: UInt64
  /// Seconds on the wall after which an input hangs.
  let seconds: Double

  /// From here on the process gets no more memory than the limit: who asks for more dies, and is caught.
  func bindMemory() {
    guard megabytes > 0, let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").first.flatMap({ UInt64($0) })
    else { return }
    let bytes = pages * UInt64(getpagesize()) + megabytes << 20
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }
}
