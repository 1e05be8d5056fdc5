import ArgumentParser
import Dispatch
import Foundation
import MonarchJudge

@main
enum Main {
  static func main() async {
    let interruptions = [SIGINT, SIGTERM, SIGHUP].map(endingProcesses)
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
    } catch let error as any CustomStringConvertible & Error where MonarchOracle.isOurs(error) {
      printError("error: \(error.description)")
      exit(2)
    } catch {
      // Requests for help and version succeed; every mistake in the usage is a failed run.
      if MonarchOracle.exitCode(for: error) == .success { MonarchOracle.exit(withError: error) }
      printError(MonarchOracle.fullMessage(for: error))
      exit(2)
    }
  }

  /// Ends foreign implementations, which run in process groups of their own, before this process ends on a signal.
  private static func endingProcesses(on number: CInt) -> any DispatchSourceSignal {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler {
      LiveProcesses.killAll()
      printError("interrupted")
      exit(2)
    }
    source.resume()
    return source
  }
}

extension MonarchOracle {
  /// Whether an error is one of this project's, whose description is the whole message.
  static func isOurs(_ error: any Error) -> Bool {
    !(error is ValidationError) && MonarchOracle.exitCode(for: error) == .failure
  }
}

/// Writes one line to standard error.
func printError(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
