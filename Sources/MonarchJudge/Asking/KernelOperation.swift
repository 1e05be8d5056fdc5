/// What an implementation can be asked for.
///
/// | operation | given | results, canonical and row-major |
/// |---|---|---|
/// | `multiply` | factors, x (batch, k·p) | `output` y = M x (batch, l·s) |
/// | `adjoint` | factors, g (batch, l·s) | `output` Mᵀg (batch, k·p) |
/// | `gradient` | factors, x, g | `d_input` Mᵀg, `d_left` (l, s, r), `d_right` (k, q, p) |
/// | `accumulate` | factors, x, g, and dL and dR before | the same, dL and dR added onto those before |
/// | `dense` | factors | `matrix` M (l·s, k·p) |
public enum KernelOperation: String, CaseIterable, Sendable, Codable {
  case multiply, adjoint, gradient, accumulate, dense

  /// What comes back, in this order.
  public var results: [KernelResult] {
    switch self {
    case .multiply, .adjoint: [.output]
    case .gradient, .accumulate: [.inputGradient, .leftGradient, .rightGradient]
    case .dense: [.matrix]
    }
  }

  /// How a result is judged: a dense matrix as the product of the identity.
  package func judged(_ result: KernelResult) -> MonarchOperation {
    switch result {
    case .output: self == .adjoint ? .adjoint : .product
    case .inputGradient: .adjoint
    case .leftGradient: .left
    case .rightGradient: .right
    case .matrix: .product
    }
  }
}

/// One tensor of an answer, by its name in the pipe.
public enum KernelResult: String, Sendable, Codable {
  case output
  case inputGradient = "d_input"
  case leftGradient = "d_left"
  case rightGradient = "d_right"
  case matrix
}
