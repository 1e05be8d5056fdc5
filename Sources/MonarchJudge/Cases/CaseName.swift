/// The name of any generated case: of an operation on vectors, or on matrices.
public enum CaseName: Hashable, Sendable, LosslessStringConvertible {
  case vectors(CaseID)
  case matrix(MatrixCaseID)

  public init?(_ description: String) {
    if let id = CaseID(description) {
      self = .vectors(id)
    } else if let id = MatrixCaseID(description) {
      self = .matrix(id)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .vectors(let id): id.description
    case .matrix(let id): id.description
    }
  }

  public var operation: VerifiedOperation {
    switch self {
    case .vectors(let id): .kernel(id.operation)
    case .matrix(let id): .matrix(id.operation)
    }
  }

  var heading: String {
    switch self {
    case .vectors(let id): id.heading
    case .matrix(let id): id.kind.rawValue
    }
  }
}
