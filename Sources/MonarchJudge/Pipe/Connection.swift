import Glibc
import Subprocess
import TensorFiles

/// The conversation with one running process.
struct Connection {
  typealias Process = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

  let execution: Process
  let process: pid_t
  private var output: SubprocessOutputSequence.Iterator
  /// Bytes received and not yet consumed.
  private var received: [UInt8] = []

  init(execution: Process, process: pid_t) {
    self.execution = execution
    self.process = process
    output = execution.standardOutput.makeAsyncIterator()
  }

  /// Sends a message and reads the reply, of at most `limit` bytes.
  mutating func exchange(_ message: SafeTensors, limit: Int, within timeLimit: Duration) async throws -> SafeTensors {
    let request = try Frame.encode(message)
    let writer = execution.standardInputWriter
    let watchdog = Watchdog(process: process, timeLimit: timeLimit)
    // Concurrently: a process that writes before it has read everything must not block both sides. A failed write shows
    // as the end of the output.
    async let written: Void = { _ = try? await writer.write(request) }()
    let reply: Result<[UInt8], PipeFailure>
    do {
      reply = .success(try await readFrame(limit: limit))
    } catch {
      // The writer may be waiting for a process that reads no more; one that has ended its output does not read.
      if case .ended = error { try? await writer.finish() } else { LiveProcesses.kill(process) }
      reply = .failure(error)
    }
    await written
    if await watchdog.stop() { throw PipeFailure.timedOut(timeLimit, received: received) }
    do {
      return try SafeTensors.decode(try reply.get())
    } catch let error as TensorFileError {
      throw PipeFailure.malformed("the reply is not a safetensors image: \(error.description)")
    }
  }

  /// Waits until the process has exited, without reaping it; false where it has not in time.
  func waitForExit(_ limit: Duration) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    repeat {
      var status = siginfo_t()
      if waitid(P_PID, id_t(process), &status, WEXITED | WNOHANG | WNOWAIT) != 0
        || status._sifields._sigchld.si_pid != 0
      {
        return true
      }
      try? await Task.sleep(for: .milliseconds(5))
    } while clock.now < deadline
    return false
  }

  /// Closes the process's input and lets it end by itself.
  mutating func finish() async {
    let watchdog = Watchdog(process: process, timeLimit: .seconds(2))
    try? await execution.standardInputWriter.finish()
    while await receive() { received.removeAll() }
    _ = await watchdog.stop()
  }

  private mutating func readFrame(limit: Int) async throws(PipeFailure) -> [UInt8] {
    while received.count < Frame.headerSize {
      guard await receive() else { throw .ended(received: received) }
    }
    let announced = Frame.length(received[..<Frame.headerSize])
    guard let length = Int(exactly: announced), length <= limit else {
      throw .malformed(
        "the reply announces a frame of \(announced) bytes, expected at most \(limit)\(Frame.hint(received))")
    }
    while received.count < Frame.headerSize + length {
      guard await receive() else { throw .ended(received: received) }
    }
    let image = Array(received[Frame.headerSize..<Frame.headerSize + length])
    received.removeFirst(Frame.headerSize + length)
    return image
  }

  /// Waits for more bytes; false at the end of the stream.
  private mutating func receive() async -> Bool {
    guard let buffer = try? await output.next() else { return false }
    buffer.withUnsafeBytes { received.append(contentsOf: $0) }
    return true
  }
}

/// Kills a process group when time is up, which ends every wait for it.
private final class Watchdog: Sendable {
  private let task: Task<Bool, Never>

  init(process: pid_t, timeLimit: Duration) {
    task = Task {
      do {
        try await Task.sleep(for: timeLimit)
      } catch {
        return false
      }
      LiveProcesses.kill(process)
      return true
    }
  }

  /// Calls the watchdog off; whether it had fired.
  func stop() async -> Bool {
    task.cancel()
    return await task.value
  }
}

/// Why a process gave no reply and has to be started again.
enum PipeFailure: Error {
  /// The process exited, or will: its output is at its end.
  case ended(received: [UInt8])
  /// The process closed its standard output and went on running.
  case closed(received: [UInt8])
  case timedOut(Duration, received: [UInt8])
  case malformed(String)

  func text(status: TerminationStatus, diagnostics: String) -> String {
    switch self {
    case .ended(let received):
      let how =
        switch status {
        // sh reports a signal that ended its command as 128 and more.
        case .exited(let code) where (129...159).contains(code): "was ended by signal \(code - 128)"
        case .exited(let code): "exited with status \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
      let partial = received.isEmpty ? "" : " after \(received.count) bytes of a reply\(Frame.hint(received))"
      return "the process \(how)\(partial)" + (diagnostics.isEmpty ? "" : " (standard error ends: \(diagnostics))")
    case .closed(let received):
      let partial = received.isEmpty ? "" : " after \(received.count) bytes of a reply\(Frame.hint(received))"
      return "the process closed its standard output\(partial) and went on running"
    case .timedOut(let limit, let received):
      let partial = received.isEmpty ? "" : ", only \(received.count) bytes\(Frame.hint(received))"
      return "no reply within \(limit)\(partial)"
    case .malformed(let text): return text
    }
  }
}
