import ArgumentParser
import Dispatch
import Glibc
import MonarchJudge
import Synchronization

@main
enum Main {
  static func main() async {
    // Whoever reads our output may go away: that is an error to report, not a reason to die in the middle of a write.
    signal(SIGPIPE, SIG_IGN)
    let interruptions = [SIGINT, SIGTERM, SIGHUP].map(Interruption.watch)
    defer { interruptions.forEach { $0.cancel() } }
    do {
      var command = try MonarchOracle.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      await Interruption.yield()
      exit(report(error))
    }
  }

  /// Says what went wrong; requests for help and version succeed.
  private static func report(_ error: any Error) -> Int32 {
    let code = MonarchOracle.exitCode(for: error)
    if code == .success {
      do {
        try printOutput(MonarchOracle.fullMessage(for: error))
        return 0
      } catch {
        printError("error: \(error)")
        return 2
      }
    }
    if code == .failure, !(error is ValidationError) {
      // One of this project's errors: its description is the whole message.
      printError("error: \(error)")
    } else {
      // A mistake in the usage: the message, the usage, and where there is help, a line each.
      for line in MonarchOracle.fullMessage(for: error).split(whereSeparator: \.isNewline) { printError(String(line)) }
    }
    return 2
  }
}

/// Signals that end the program: foreign implementations run in process groups of their own and are ended first.
private enum Interruption {
  private static let hasHappened = Mutex(false)

  static func watch(_ number: CInt) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    // A queue of its own: the global ones wait while every core is judging.
    let queue = DispatchQueue(label: "signals", qos: .userInteractive)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler {
      hasHappened.withLock { $0 = true }
      LiveProcesses.killAll()
      printError("interrupted")
      _exit(2)
    }
    source.resume()
    return source
  }

  /// Leaves the last word to the interruption where there is one: what it ended will look like a failure.
  static func yield() async {
    while hasHappened.withLock({ $0 }) { try? await Task.sleep(for: .seconds(1)) }
  }
}
