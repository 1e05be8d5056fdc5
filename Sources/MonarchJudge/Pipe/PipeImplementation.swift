import ExactArithmetic
import Glibc
import MonarchReference
import Subprocess

/// An implementation in any language, reached through its standard input and output.
///
/// The command is started once and kept; it is started again after a crash, a hang or a reply that is not a frame, at
/// most `restartLimit` times in a row, and so often in all that a run ends. It runs in a process group of its own, which is
/// killed when the run ends; what has left the group is found by a mark in its environment and killed as well.
public struct PipeImplementation: Implementation, Sendable {
  public let command: String
  /// How long the answer to hello may take: the time to start, to load libraries and to reach a device.
  public let startLimit: Duration
  /// How long any other reply may take.
  public let timeLimit: Duration
  static let restartLimit = 3
  static let mostRestarts = 24

  /// - Parameter command: run by `sh -c`.
  public init(command: String, startLimit: Duration, timeLimit: Duration) {
    self.command = command
    self.startLimit = startLimit
    self.timeLimit = timeLimit
  }

  public func converse<Result: Sendable>(
    _ body: @Sendable (any Conversation) async throws -> Result
  ) async throws -> Result {
    // Writing to a process that has died must be an error, not the end of this one.
    signal(SIGPIPE, SIG_IGN)
    let desk = Desk()
    async let served: Void = serve(desk)
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body(PipeConversation(manifest: desk.manifest(), desk: desk)))
    } catch {
      result = .failure(error)
    }
    await desk.close()
    await served
    return try result.get()
  }

  /// Answers what comes to the desk until it is closed.
  private func serve(_ desk: Desk) async {
    do {
      try await answerAll(desk)
      await desk.end(with: ConversationEnded("the conversation is over"))
    } catch {
      await desk.end(with: error)
    }
  }

  private func answerAll(_ desk: Desk) async throws {
    var options = PlatformOptions()
    options.processGroupID = 0
    let mark = LiveProcesses.newMark()
    options.teardownSequence = []

    var manifest: Manifest?
    // Failures without an answer in between.
    var failures = 0
    for start in 0... {
      // What is asked and not yet answered. The first time nothing can be asked before the manifest is known.
      var slip: Desk.Slip?
      if manifest != nil {
        slip = await desk.next()
        guard let slip else { return }
        if failures > PipeImplementation.restartLimit || start > PipeImplementation.mostRestarts {
          let error = ConversationEnded("the implementation has been started again \(start - 1) times")
          slip.fail(error)
          throw error
        }
      }
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
            await desk.introduce(introduced)
            slip = await desk.next()
          }
          while let asked = slip {
            let request = try PipeProtocol.request(asked.question, layout: introduced.layout)
            let limit = PipeProtocol.largestReply(to: asked.question)
            let reply = try await connection.exchange(request, limit: limit, within: timeLimit)
            slip = nil
            failures = 0
            asked.answer(PipeProtocol.answer(reply, to: asked.question, by: introduced))
            slip = await desk.next()
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
          slip?.fail(error)
          throw error
        }
        LiveProcesses.kill(process)
        LiveProcesses.remove(process)
        diagnostics = await tail
      }
      guard let failure else { return }
      let text = failure.text(status: ended.terminationStatus, diagnostics: diagnostics)
      guard let slip else { throw PipeError("\(text), before it had answered hello") }
      failures += 1
      slip.answer(.fault(text))
    }
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

/// The conversation with whatever process answers at the desk.
private struct PipeConversation: Conversation {
  let manifest: Manifest
  let desk: Desk

  func answer(_ question: Question) async throws -> Answer { try await desk.answer(.question(question)) }
  func answer(_ question: MatrixQuestion) async throws -> Answer { try await desk.answer(.matrix(question)) }
}
