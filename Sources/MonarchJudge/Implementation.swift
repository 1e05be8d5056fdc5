/// What an implementation says about itself.
public struct Manifest: Hashable, Sendable {
  public let name: String
  public let layout: Layout
  public let model: ArithmeticModel

  public init(name: String, layout: Layout, model: ArithmeticModel) {
    (self.name, self.layout, self.model) = (name, layout, model)
  }
}

/// What came back for one case.
public enum Answer: Sendable {
  /// (batch, l·s), row-major: the numbers of the declared output format, widened exactly.
  case output([Double])
  /// The implementation says that it does not do this case.
  case refusal(String)
  /// No usable answer: a crash, a hang, a malformed or wrongly shaped reply.
  case fault(String)
}

/// Whether the judge wants to see more.
public enum Continuation: Sendable {
  case goOn, stop
}

/// Something that multiplies by Monarch matrices and can be asked case by case.
public protocol Implementation {
  /// Answers the cases that `plan` makes for this implementation's manifest, in order, handing each answer to `judge`.
  ///
  /// It stops early, with fewer answers, where `judge` says so or where it cannot go on.
  func answer(
    plan: (Manifest) throws -> [CaseID], judge: (Manifest, ProductCase, Answer) throws -> Continuation
  ) async throws
}
