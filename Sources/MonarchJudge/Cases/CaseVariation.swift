/// What is done with a generated case, where it is not asked once as it is.
public enum CaseVariation: Hashable, Sendable {
  /// NaN or an infinity stands in one place of one tensor; `amongZeros` all other tensors are 0.
  ///
  /// A kernel that skips zeros, or that takes a maximum over NaN, shows here; so does one that reads a neighbour's number
  /// and multiplies it by a mask of 0. Where such a number must arrive is `OperationCase.nonFiniteEntries`.
  case nonFinite(NonFinite, in: CaseTensor, amongZeros: Bool)
  /// A question, another one of the same sizes, and the first one twice again: with the same bits, if the kernel does not
  /// declare otherwise.
  case repeated
  /// A question whose every number is NaN, between two times the same: what is left of it in memory that the kernel takes
  /// for its next results would be read, or stand where nothing is written.
  case afterNaN
}

/// A number that is not finite.
public enum NonFinite: String, CaseIterable, Sendable {
  case nan, inf, negativeInf = "-inf"

  var value: Double {
    switch self {
    case .nan: .nan
    case .inf: .infinity
    case .negativeInf: -.infinity
    }
  }
}

/// The tensors that a question may have.
public enum CaseTensor: String, CaseIterable, Sendable {
  case left, right, input, cotangent
  /// What gradients are added onto.
  case leftBefore = "d_left", rightBefore = "d_right"
}

extension KernelOperation {
  /// What a question of this operation has.
  public var tensors: [CaseTensor] {
    switch self {
    case .multiply: [.left, .right, .input]
    case .adjoint: [.left, .right, .cotangent]
    case .gradient: [.left, .right, .input, .cotangent]
    case .accumulate: CaseTensor.allCases
    case .dense: [.left, .right]
    }
  }
}

extension CaseVariation {
  static let headings = ["special", "repeated"]

  var heading: String { if case .nonFinite = self { "special" } else { "repeated" } }

  /// Whether an operation can be asked so. Where NaN reaches in a dense matrix no product says, and an empty batch has no
  /// place for it.
  func suits(_ operation: KernelOperation, batch: Int) -> Bool {
    switch self {
    case .nonFinite(_, let tensor, _):
      operation != .dense && operation.tensors.contains(tensor) && batch > 0
    case .afterNaN: operation != .dense
    case .repeated: true
    }
  }
}

extension CaseVariation: CustomStringConvertible, LosslessStringConvertible {
  public var description: String {
    switch self {
    case .nonFinite(let value, let tensor, let amongZeros):
      "\(value.rawValue)-in-\(tensor.rawValue)" + (amongZeros ? "-among-zeros" : "")
    case .repeated: "repeated"
    case .afterNaN: "after-nan"
    }
  }

  public init?(_ description: String) {
    guard let known = CaseVariation.all.first(where: { $0.description == description }) else { return nil }
    self = known
  }

  private static let all: [CaseVariation] =
    [.repeated, .afterNaN]
    + CaseTensor.allCases.flatMap { tensor in
      NonFinite.allCases.flatMap { value in
        [false, true].map { .nonFinite(value, in: tensor, amongZeros: $0) }
      }
    }
}
