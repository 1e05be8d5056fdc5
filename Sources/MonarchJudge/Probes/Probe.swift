public import MonarchReference

/// Questions that are asked one after the other, and what must be true of the answers.
///
/// Most probes are one question, judged by itself. Some faults show only in a conversation: what an answer left behind in
/// memory, or that the same question has another answer the next time. None needs more than questions and answers, so
/// that a kernel behind a pipe can be probed as well as one in this process.
public struct Probe: Sendable {
  public enum Kind: String, Sendable, Codable {
    /// A case of the plan, finite data.
    case generated
    /// NaN and infinities among the data.
    case special
    /// The same question several times, with others in between.
    case repeated
    /// A batch of nothing, or sizes beyond the tiles that kernels cut.
    case size
  }

  /// One question's data.
  public struct Step: Sendable {
    public let data: OperationCase
    /// An earlier step with the same data: the answers must have the same bits.
    public let repeats: Int?

    init(_ data: OperationCase, repeats: Int? = nil) { (self.data, self.repeats) = (data, repeats) }
  }

  /// A case of the plan, by the name under which `verify --case` asks it again; or such a name and what was done with it.
  public let id: String
  public let kind: Kind
  public let shape: MonarchShape
  public let steps: [Step]
  /// The case of the plan that is asked as it is: for each operation the one of this name.
  let generated: CaseID?

  init(id: String, kind: Kind, shape: MonarchShape, steps: [Step], generated: CaseID? = nil) {
    (self.id, self.kind, self.shape, self.steps, self.generated) = (id, kind, shape, steps, generated)
  }
}
