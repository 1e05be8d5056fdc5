import ExactArithmetic
import Glibc
import MonarchReference
import Subprocess

/// An implementation in any language, reached through its standard input and output.
///
/// The command is started once and kept; it is started again after a crash, a hang or a reply that is not a frame, at
/// most `restartLimit` times. It runs in a process group of its own, which is killed when the run ends; what has left the
/// group is found by a mark in its environment and killed as well.
public struct PipeImplementation: Implementation, Sendable {
  public let command: String
  /// How long the answer to hello may take: the time to start, to load libraries and to reach a device.
  public let startLimit: Duration
  /// How long any other reply may take.
  public let timeLimit: Duration
  static let restartLimit = 3

  /// - Parameter command: run by `sh -c`.
  public init(command: String, startLimit: Duration, timeLimit: Duration) {
    self.command = command
    self.startLimit = startLimit
    self.timeLimit = timeLimit
  }

  public func answer(
    plan: (Manifest) throws -> [CaseID], judge: (Manifest, ProductCase, Answer) throws -> Continuation
  ) async throws {
    // Writing to a process that has died must be an error, not the end of this one.
    signal(SIGPIPE, SIG_IGN)
    var options = PlatformOptions()
    options.processGroupID = 0
    let mark = LiveProcesses.newMark()
    options.teardownSequence = []

    var manifest: Manifest?
    var cases: [CaseID] = []
    var next = 0
    var restarts = 0
    repeat {
      var failure: PipeFailure?
      var diagnostics = ""
      let ended = try await Subprocess.run(
        .name("sh"), arguments: ["-c", command],
        environment: .inherit.updating([LiveProcesses.variable: mark]), platformOptions: options,
        input: .inputWriter, output: .sequence, error: .sequence
      ) { execution in
        let process = LiveProcesses.add(execution.processIdentifier.value, mark: mark)
        async let tail = PipeImplementation.lastText(of: execution.standardError)
        var connection = Connection(execution: execution, process: process)
        do {
          let id = "hello-\(UInt64.random(in: 0...(.max)))"
          let greeting = try await connection.exchange(PipeProtocol.hello(id: id), limit: 1 << 20, within: startLimit)
          let introduced = try PipeProtocol.manifest(greeting, id: id)
          if let manifest, manifest != introduced {
            throw PipeError("started again, the implementation introduced itself otherwise than before")
          }
          if manifest == nil {
            manifest = introduced
            cases = try plan(introduced)
          }
          while next < cases.count {
            let product = try ProductCase(cases[next])
            let request = try PipeProtocol.multiply(product, layout: introduced.layout)
            let limit = product.batch * product.shape.outputCount * 8 + 1 << 20
            let reply = try await connection.exchange(request, limit: limit, within: timeLimit)
            let answer = PipeProtocol.answer(reply, to: product, by: introduced)
            next = try judge(introduced, product, answer) == .goOn ? next + 1 : cases.count
          }
          await connection.finish()
        } catch PipeFailure.ended(let received) {
          // Let it end by itself, so that its own exit status is what is reported.
          let hasExited = await connection.waitForExit(.seconds(1))
          failure = hasExited ? .ended(received: received) : .closed(received: received)
        } catch let caught as PipeFailure {
          failure = caught
        } catch {
          LiveProcesses.kill(process)
          LiveProcesses.remove(process)
          _ = await tail
          throw error
        }
        LiveProcesses.kill(process)
        LiveProcesses.remove(process)
        diagnostics = await tail
      }
      guard let failure else { return }
      let text = failure.text(status: ended.terminationStatus, diagnostics: diagnostics)
      guard let manifest, !cases.isEmpty else { throw PipeError("\(text), before it had answered hello") }
      if try judge(manifest, ProductCase(cases[next]), .fault(text)) == .stop { return }
      next += 1
      restarts += 1
    } while next < cases.count && restarts <= PipeImplementation.restartLimit
  }

  /// The last lines that the process wrote to its standard error.
  private static func lastText(of stream: SubprocessOutputSequence) async -> String {
    var bytes: [UInt8] = []
    var iterator = stream.makeAsyncIterator()
    while let buffer = try? await iterator.next() {
      buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
      if bytes.count > 1 << 14 { bytes.removeFirst(bytes.count - 1 << 12) }
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    return printable(lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init) ?? "")
  }
}
