/// Where the questions of a conversation and the process that answers them meet.
actor Desk: Sendable {
  /// What is asked: about vectors, or about a matrix.
  enum Asked: Sendable {
    case question(Question)
    case matrix(MatrixQuestion)
  }

  /// A question with the place for its answer.
  struct Slip: Sendable {
    let question: Asked
    private let reply: CheckedContinuation<Answer, any Error>

    init(_ question: Asked, _ reply: CheckedContinuation<Answer, any Error>) {
      (self.question, self.reply) = (question, reply)
    }

    /// To be called once, or `fail`.
    func answer(_ answer: Answer) { reply.resume(returning: answer) }
    func fail(_ error: any Error) { reply.resume(throwing: error) }
  }

  private var slips: [Slip] = []
  private var server: CheckedContinuation<Slip?, Never>?
  private var introduction: Result<Manifest, any Error>?
  private var listeners: [CheckedContinuation<Manifest, any Error>] = []
  private var isClosed = false
  private var end: (any Error)?

  // MARK: The side of the questions

  /// What the implementation says of itself, as soon as it does.
  func manifest() async throws -> Manifest {
    if let introduction { return try introduction.get() }
    return try await withCheckedThrowingContinuation { listeners.append($0) }
  }

  func answer(_ question: Asked) async throws -> Answer {
    if let end { throw end }
    return try await withCheckedThrowingContinuation { reply in
      let slip = Slip(question, reply)
      if let server {
        self.server = nil
        server.resume(returning: slip)
      } else {
        slips.append(slip)
      }
    }
  }

  /// No more questions come.
  func close() {
    isClosed = true
    server?.resume(returning: nil)
    server = nil
  }

  // MARK: The side of the process

  /// The next question; nil where no more come.
  func next() async -> Slip? {
    if !slips.isEmpty { return slips.removeFirst() }
    if isClosed { return nil }
    return await withCheckedContinuation { server = $0 }
  }

  func introduce(_ manifest: Manifest) { introduce(.success(manifest)) }

  /// No more answers come.
  func end(with error: any Error) {
    end = error
    if introduction == nil { introduce(.failure(error)) }
    for slip in slips { slip.fail(error) }
    slips = []
  }

  private func introduce(_ result: Result<Manifest, any Error>) {
    introduction = result
    for listener in listeners { listener.resume(with: result) }
    listeners = []
  }
}
