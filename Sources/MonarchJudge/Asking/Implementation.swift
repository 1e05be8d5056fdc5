/// What an implementation says about itself.
public struct Manifest: Hashable, Sendable {
  public let name: String
  public let layout: Layout
  public let model: ArithmeticModel
  /// What it can be asked for.
  public let operations: Set<KernelOperation>
  /// What it can be asked to do with a dense matrix.
  public let matrixOperations: Set<MatrixOperation>
  /// Whether the same question has the same bits every time. Sums by atomic additions have not, and may say so.
  public let isReproducible: Bool

  public init(
    name: String, layout: Layout, model: ArithmeticModel, operations: Set<KernelOperation> = [.multiply],
    matrixOperations: Set<MatrixOperation> = [], isReproducible: Bool = true
  ) {
    (self.name, self.layout, self.model, self.operations) = (name, layout, model, operations)
    (self.matrixOperations, self.isReproducible) = (matrixOperations, isReproducible)
  }
}

/// What came back for one question.
public enum Answer: Sendable {
  /// The results in the order of `KernelOperation.results`, in canonical form, row-major, widened exactly.
  case results([[Double]])
  /// The implementation says that it does not do this case.
  case refusal(String)
  /// No usable answer: a crash, a hang, a malformed or wrongly shaped reply.
  case fault(String)
}

/// A conversation with an implementation, in which a question may depend on the answers before it.
public protocol Conversation: Sendable {
  var manifest: Manifest { get }

  /// The answer to one question of an operation that the manifest offers.
  ///
  /// - Throws: `ConversationEnded` where the implementation has failed so often that it is asked no more.
  func answer(_ question: Question) async throws -> Answer

  /// The answer to a question about a matrix, of an operation that the manifest offers: left and right, or left, middle and
  /// right, in canonical form.
  func answer(_ question: MatrixQuestion) async throws -> Answer
}

extension Conversation {
  public func answer(_ question: MatrixQuestion) async throws -> Answer {
    .refusal("\(question.operation.rawValue) is not offered")
  }
}

/// The implementation is asked no more.
public struct ConversationEnded: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// Something that multiplies by Monarch matrices and can be asked.
public protocol Implementation: Sendable {
  /// Starts the implementation, hands the conversation with it to `body`, and ends it.
  func converse<Result: Sendable>(
    _ body: @Sendable (any Conversation) async throws -> Result
  ) async throws -> Result
}

/// An implementation in this process: a function from questions to results.
public protocol InProcessKernel: Implementation, Conversation {
  /// The results in the order of `KernelOperation.results`; what is thrown is a fault.
  func results(of question: Question) throws -> [[Double]]
}

extension InProcessKernel {
  public func converse<Result: Sendable>(
    _ body: @Sendable (any Conversation) async throws -> Result
  ) async throws -> Result {
    try await body(self)
  }

  public func answer(_ question: Question) async -> Answer {
    do {
      return .results(try results(of: question))
    } catch {
      return .fault("\(error)")
    }
  }
}
