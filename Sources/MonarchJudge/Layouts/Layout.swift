public import ExactArithmetic
public import MonarchReference

/// A convention: how two stored tensors, an input and an output mean a Monarch matrix.
///
/// Everything found in public code can be written `P_out^e1 · BD(second) · P_mid · BD(first) · P_in^e2`. What one
/// convention calls by the same names as another differs in the properties below. The *canonical* form, into which each
/// is translated, is that of `MonarchMatrix`: `right` (k, q, p) is applied first, `left` (l, s, r) second, and
///
/// ```
/// h[a·q + c] = Σ_i right[a, c, i] · x[a·p + i]          a < k, c < q, i < p
/// y[σ·l + λ] = Σ_ρ left[λ, σ, ρ] · h[ρ·l + λ]           λ < l, σ < s, ρ < r
/// ```
public struct Layout: Hashable, Sendable {
  /// The two stored tensors, by the names that the paper gives the factors.
  public enum TensorName: String, Hashable, Sendable, CaseIterable { case left, right }

  /// The order of an input or an output that consists of blocks.
  public enum VectorOrder: Hashable, Sendable {
    /// One block after the other: index = block · size + place.
    case blockMajor
    /// One place after the other: index = place · blocks + block.
    case interleaved
    /// Runs of `width` places of every block in turn; width 1 is `interleaved`, a whole block is `blockMajor`.
    case runs(width: Int)
  }

  /// Where the batch stands in an array of inputs or outputs.
  public enum BatchAxis: String, Hashable, Sendable { case first, last }

  /// Which factor of a projection carries a slice's singular value.
  public enum SingularValues: String, Hashable, Sendable {
    case first, second
    /// √σ on each.
    case both
  }

  /// Which shapes a convention can store.
  public enum Admission: Hashable, Sendable {
    /// Every k·q = l·r.
    case any
    /// l divides q, so that every slice has rank <= ν = q/l.
    case integralRank
    /// q = l: slices of rank <= 1.
    case rankOne
    /// M(b, n): q = p = l and s = r = k.
    case grid
    /// n = m²: all six sizes are m.
    case square
    /// k = l blocks in both factors, one of which is square (`monarchLinear`).
    case blocks
  }

  /// The name of the preset.
  public let name: String
  /// The factor that is applied first, canonical (k, q, p).
  public let first: FactorLayout
  /// The factor that is applied second, canonical (l, s, r).
  public let second: FactorLayout
  /// The stored tensor that is applied first.
  public let appliedFirst: TensorName
  /// How the k blocks of p inputs are ordered.
  public let input: VectorOrder
  /// How the l blocks of s outputs are ordered.
  public let output: VectorOrder
  /// Where the batch stands.
  public let batch: BatchAxis
  /// What a projection in this convention does with singular values.
  public let singularValues: SingularValues
  /// Which shapes can be stored.
  public let admission: Admission

  /// A convention of these properties; those left out are the canonical ones.
  public init(
    name: String, first: FactorLayout = FactorLayout(), second: FactorLayout = FactorLayout(),
    appliedFirst: TensorName = .right, input: VectorOrder = .blockMajor, output: VectorOrder = .interleaved,
    batch: BatchAxis = .first, singularValues: SingularValues = .second, admission: Admission = .any
  ) {
    (self.name, self.first, self.second, self.appliedFirst) = (name, first, second, appliedFirst)
    (self.input, self.output, self.batch) = (input, output, batch)
    (self.singularValues, self.admission) = (singularValues, admission)
  }

  // MARK: Which shapes

  /// The sizes that two stored tensor shapes mean.
  ///
  /// - Throws: `ShapeError` that names the sizes found and the axes expected.
  public func shape(left: [Int], right: [Int]) throws(ShapeError) -> MonarchShape {
    let stored = appliedFirst == .right ? (first: right, second: left) : (first: left, second: right)
    let names = appliedFirst == .right ? ("right", "left") : ("left", "right")
    let one = try first.sizes(of: stored.first, name: names.0)
    let two = try second.sizes(of: stored.second, name: names.1)
    let shape = try MonarchShape(k: one.block, q: one.out, p: one.in, l: two.block, s: two.out, r: two.in)
    if let reason = refusal(of: shape) {
      throw ShapeError("\(reason), found left \(left) and right \(right)")
    }
    return shape
  }

  /// Whether factors of this shape can be stored.
  public func admits(_ shape: MonarchShape) -> Bool { refusal(of: shape) == nil }

  /// Fails with the reason where factors of this shape cannot be stored.
  func checkAdmission(of shape: MonarchShape) throws(ShapeError) {
    if let reason = refusal(of: shape) { throw ShapeError("\(reason), found \(shape)") }
  }

  private func refusal(of shape: MonarchShape) -> String? {
    let demand: String?
    switch admission {
    case .any: demand = nil
    case .integralRank:
      demand = shape.q.isMultiple(of: shape.l) ? nil : "expects l to divide q, so that slices have one rank"
    case .rankOne: demand = shape.q == shape.l ? nil : "expects q = l, so that slices have rank 1"
    case .grid: demand = shape.isGrid ? nil : "expects left (b, q, q) and right (q, b, b)"
    case .square: demand = shape.isGrid && shape.k == shape.l ? nil : "expects m blocks m×m in both factors"
    case .blocks:
      let isThinner = shape.q == shape.p && shape.p <= shape.s
      let isWider = shape.q == shape.s && shape.p >= shape.s
      demand =
        shape.k == shape.l && (isThinner || isWider)
        ? nil : "expects k = l, and square blocks in the factor on the smaller side (right where inputs are fewer)"
    }
    if let demand { return "layout \(name) \(demand)" }
    for (order, size, what) in [(input, shape.p, "p"), (output, shape.s, "s")] {
      if case .runs(let width) = order, width < 1 || !size.isMultiple(of: width) {
        return "layout \(name) expects runs of \(width) to divide \(what) = \(size)"
      }
    }
    return nil
  }
}

extension Layout: CustomStringConvertible {
  public var description: String { name }
}

extension Layout: Encodable {
  /// The name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
