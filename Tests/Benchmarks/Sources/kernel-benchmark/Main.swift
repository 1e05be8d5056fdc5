import Foundation

/// A server of timings of the float kernels, which `kernels.py` sets beside their peers.
///
/// It answers each line of standard input by one line:
///
/// - `multiply float32 k q p l s r batch threads`, or another operation and type of `Operations.swift`, prepares a case
///   with the numbers of `element(_:seed:)`: `ready`, or `unsupported` and why, if the library has no such thing.
///   `bandwidth bytes` and `peak` prepare what the machine can do at most, and answer `ready` too.
/// - `run N` runs the case N times, after one run that is not timed if N > 1: the seconds per run by the clock, and of
///   processor time, all threads added up.
/// - `result path` writes the results of the last run to a file, little-endian: `ready`.
///
/// A line it does not understand is answered by `error` and why.
@main
enum Main {
  static func main() {
    var current: (any Workload)?
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      do {
        print(try answer(words, current: &current))
      } catch let error as Unsupported {
        print("unsupported \(error.reason)")
      } catch {
        print("error \(error)")
      }
      fflush(nil)
    }
  }

  private static func answer(_ words: [String], current: inout (any Workload)?) throws -> String {
    switch (words.first, words.count) {
    case ("run", 2):
      guard let current, let count = Int(words[1]), count > 0 else { throw BadRequest() }
      if count > 1 { try current.run() }
      let start = Instant()
      for _ in 0..<count { try current.run() }
      let end = Instant()
      return "\((end.wall - start.wall) / Double(count)) \((end.processor - start.processor) / Double(count))"
    case ("result", 2):
      guard let current else { throw BadRequest() }
      try current.result().write(to: URL(fileURLWithPath: words[1]))
      return "ready"
    default:
      // The last case's memory goes before the next one's comes.
      current = nil
      current = try workload(Request(words))
      return "ready"
    }
  }
}

/// The clocks, read one after the other.
private struct Instant {
  let wall: Double
  let processor: Double

  init() {
    wall = Self.seconds(CLOCK_MONOTONIC)
    processor = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
