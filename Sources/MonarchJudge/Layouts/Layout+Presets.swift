/// The conventions of published code. Each docstring is the convention's own formula, by which the tests check it.
extension Layout {
  /// The paper's M(b, n): `left` (b, q, q), `right` (q, b, b); in the square case both (m, m, m).
  /// `M[l·b + j, k·b + i] = left[j, l, k] · right[k, j, i]`.
  public static let paper = Layout(name: "paper", admission: .grid)

  /// HazyResearch's `blockdiag_butterfly_multiply`, with w1 = `right` (k, q, p) and w2 = `left` (l, s, r): the canonical
  /// form. For q = l, `M[σ·l + λ, a·p + i] = w2[λ, σ, a] · w1[a, λ, i]`; for q = l·ν,
  /// `M[σ·l + λ, a·p + i] = Σ_t w2[λ, σ, a·ν + t] · w1[a, t·l + λ, i]`; l need not divide q.
  public static let fly = Layout(name: "fly", singularValues: .both)

  /// `blockdiag_butterfly_multiply_einsum(x, w1, w2, b2)`: w1 = `right` (k, j·b1, i) and w2 = `left` (j, l·b2, k·b1),
  /// rank index minor in both; output `[l·J·b2 + j·b2 + z]` for block j of J and row l·b2 + z.
  /// Not the same as `fly`, even for b2 = 1, where b1 > 1.
  public static func flyEinsum(b2: Int = 1) -> Layout {
    Layout(
      name: b2 == 1 ? "fly-einsum" : "fly-einsum:\(b2)",
      first: FactorLayout(checked: [.block, .out, .in], rank: .minor),
      second: FactorLayout(checked: [.block, .out, .in], rank: .minor),
      output: .runs(width: b2), singularValues: .both, admission: .integralRank)
  }

  /// HazyResearch's `MonarchLinear`: as `fly`, as many blocks in both factors, the input zero-padded at its end and the
  /// output cropped in interleaved order. `MonarchShape.linear` gives the sizes.
  public static let monarchLinear = Layout(name: "monarch-linear", singularValues: .both, admission: .blocks)

  /// The listing of the Monarch Mixer paper: `P · BD(right) · P · BD(left) · P`, so that `left` is applied first, and
  /// to a permuted input. `M[i·m + j, l·m + k] = right[j, i, k] · left[k, j, l]`.
  public static let m2 = Layout(name: "m2", appliedFirst: .left, input: .interleaved, admission: .square)

  /// MonarchAttention: `left` (block, in, out) and `right` (block, out, in).
  /// `M[l·J + j, k·I + i] = left[j, k, l] · right[k, j, i]`.
  public static let monarchAttention = Layout(
    name: "monarch-attention", second: FactorLayout(checked: [.block, .in, .out]), admission: .rankOne)

  /// Block Tensor-Train of `compute-better-spent`: W1 = `right` (m1, m0, n0·r1) and W2 = `left` (n0, m1·r1, n1), both
  /// (block, in, out), with the output block by block.
  /// `M[c·n1 + ν, a·m0 + i] = Σ_ρ W1[a, i, c·r1 + ρ] · W2[c, a·r1 + ρ, ν]`.
  public static let btt = Layout(
    name: "btt", first: FactorLayout(checked: [.block, .in, .out], rank: .minor),
    second: FactorLayout(checked: [.block, .in, .out], rank: .minor),
    output: .blockMajor, admission: .integralRank)

  /// Kronecker-sparse factors, of four axes (a, b, c, d) with `K[(i, j, δ), (i, κ, δ)] = w[i, j, κ, δ]`: `left`
  /// (1, s, r, l) and `right` (k, q, p, 1). A Monarch matrix is KS(1, s, r, l) · KS(k, q, p, 1).
  public static let kroneckerSparse = Layout(
    name: "ks", first: FactorLayout(checked: [.block, .out, .in, .unit]),
    second: FactorLayout(checked: [.unit, .out, .in, .block]))

  /// All of them; `flyEinsum` with b2 = 1.
  public static let presets: [Layout] = [
    paper, fly, flyEinsum(), monarchLinear, m2, monarchAttention, btt, kroneckerSparse,
  ]

  /// The preset of this name: one of `presets`, or `fly-einsum:b2`.
  public init?(named name: String) {
    if let preset = Layout.presets.first(where: { $0.name == name }) {
      self = preset
    } else if name.hasPrefix("fly-einsum:"), let width = Int(name.dropFirst("fly-einsum:".count)), width > 1,
      // 02 and +2 are no names of their own.
      case let layout = Layout.flyEinsum(b2: width), layout.name == name
    {
      self = layout
    } else {
      return nil
    }
  }
}
