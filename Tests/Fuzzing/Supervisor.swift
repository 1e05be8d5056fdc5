import Foundation

/// Runs one subject in child processes and catches what they die of.
final class Supervisor {
  let subject: Subject
  let seed: UInt64
  let end: UInt64
  let limits: Limits
  private let folder: URL
  private var next: UInt64
  private var process: Process?
  private var progress: Progress
  private var lastIndex: UInt64 = 0
  private var lastMove = Date()
  /// Of the processes that have ended.
  private(set) var total = Total()

  struct Total {
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    var slowest: UInt64 = 0
    var slowestIndex: UInt64 = 0
    /// Kilobytes beyond those before the first input.
    var growth: UInt64 = 0
    var failures: [(index: UInt64, reason: String)] = []
  }

  init(_ subject: Subject, seed: UInt64, range: Range<UInt64>, limits: Limits, folder: URL) throws {
    (self.subject, self.seed, self.limits, self.folder) = (subject, seed, limits, folder)
    (next, end) = (range.lowerBound, range.upperBound)
    progress = try Progress(path: folder.appending(path: "\(subject.name).progress").path, creates: true)
  }

  /// Whether all inputs have been run; call it again and again.
  func step() throws -> Bool {
    guard let process else {
      if next >= end || total.failures.count >= 10 { return true }
      try start()
      return false
    }
    if process.isRunning {
      if progress.index != lastIndex { (lastIndex, lastMove) = (progress.index, Date()) }
      if Date().timeIntervalSince(lastMove) > limits.seconds {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        collect(process, hang: true)
      }
      return false
    }
    collect(process, hang: false)
    return false
  }

  private var output: URL { folder.appending(path: "\(subject.name).output") }

  private func start() throws {
    progress = try Progress(path: folder.appending(path: "\(subject.name).progress").path, creates: true)
    (lastIndex, lastMove) = (next, Date())
    _ = FileManager.default.createFile(atPath: output.path, contents: nil)
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "--worker", folder.appending(path: "\(subject.name).progress").path, "--parser", subject.name, "--seed",
      "\(seed)",
      "--from", "\(next)", "--count", "\(end - next)", "--megabytes", "\(limits.megabytes)", "--milliseconds",
      "\(limits.microseconds / 1000)",
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    // What a crash prints is noise: the input says more.
    var environment = ProcessInfo.processInfo.environment
    environment["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = environment
    process.standardError = try FileHandle(forWritingTo: errors())
    try process.run()
    self.process = process
  }

  private func errors() -> URL {
    let url = folder.appending(path: "\(subject.name).errors")
    _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    return url
  }

  private func collect(_ process: Process, hang: Bool) {
    self.process = nil
    total.accepted += progress.accepted
    total.refused += progress.refused
    total.growth = max(total.growth, progress.peak > progress.base ? progress.peak - progress.base : 0)
    if progress.slowest > total.slowest {
      (total.slowest, total.slowestIndex) = (progress.slowest, progress.slowestIndex)
    }
    for line in ((try? String(contentsOf: output, encoding: .utf8)) ?? "").split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "\t", maxSplits: 1)
      if parts.count == 2, let index = UInt64(parts[0]) { total.failures.append((index, String(parts[1]))) }
    }
    let index = progress.index
    if hang {
      total.failures.append((index, "it has not come back after \(limits.seconds) s"))
    } else if process.terminationReason == .uncaughtSignal || progress.isDone == 0 {
      let errors = (try? String(contentsOf: folder.appending(path: "\(subject.name).errors"), encoding: .utf8)) ?? ""
      let line = errors.split(whereSeparator: \.isNewline).first { !$0.allSatisfy { $0 == "=" } } ?? ""
      total.failures.append((index, "the process ended with \(process.terminationStatus): \(line.prefix(200))"))
    } else {
      next = end
      return
    }
    next = index + 1
  }
}
