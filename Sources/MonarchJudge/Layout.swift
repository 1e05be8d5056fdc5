public import ExactArithmetic
public import MonarchReference

/// How an implementation's tensors `left` and `right` name the entries of the factors.
///
/// Two presets of the conventions in the wild; both store a factor as (block, out, in), row-major.
public enum Layout: String, CaseIterable, Sendable, Codable {
  /// The paper's M(b, n): `left` (b, q, q), `right` (q, b, b); in the square case both (m, m, m).
  /// `M[l·b+j, k·b+i] = left[j, l, k] · right[k, j, i]`.
  case paper
  /// `blockdiag_butterfly_multiply`: w1 = `right` (k, q, p) is applied first, w2 = `left` (l, s, r) second, with any
  /// k·q = l·r; `l` need not divide `q`.
  case fly

  /// The sizes that two tensor shapes mean in this layout.
  public func shape(left: [Int], right: [Int]) throws(ShapeError) -> MonarchShape {
    for (name, tensor) in [("left", left), ("right", right)] where tensor.count != 3 {
      throw ShapeError("expected \(name) of 3 dimensions (block, out, in), found \(tensor.count): \(tensor)")
    }
    let shape = try MonarchShape(k: right[0], q: right[1], p: right[2], l: left[0], s: left[1], r: left[2])
    if let reason = refusal(of: shape) {
      throw ShapeError("\(reason), found left \(left) and right \(right)")
    }
    return shape
  }

  /// Whether this layout can store factors of this shape.
  public func admits(_ shape: MonarchShape) -> Bool { refusal(of: shape) == nil }

  private func refusal(of shape: MonarchShape) -> String? {
    switch self {
    case .fly: nil
    case .paper: shape.isGrid ? nil : "layout paper expects left (b, q, q) and right (q, b, b)"
    }
  }
}
