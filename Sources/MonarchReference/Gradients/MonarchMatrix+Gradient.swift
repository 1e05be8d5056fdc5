public import ExactArithmetic

/// The gradients of a loss through a Monarch product, in the layout of the factors.
public struct MonarchGradient<Scalar: Field>: Equatable, Sendable {
  /// dx, for each vector of the batch.
  public let inputs: [[Scalar]]
  /// dL, summed over the batch: l blocks s x r.
  public let left: BlockDiagonal<Scalar>
  /// dR, summed over the batch: k blocks q x p.
  public let right: BlockDiagonal<Scalar>
}

extension MonarchMatrix {
  /// The gradients for a batch of inputs and as many cotangents `g = ∂ℓ/∂Re y + i ∂ℓ/∂Im y`, by their formulas.
  ///
  /// ```
  /// h[a·q + c]  = Σ_i R_a[c, i] · x[a·p + i]
  /// dh[ρ·l + λ] = Σ_σ conj L_λ[σ, ρ] · g[σ·l + λ]
  /// dL_λ[σ, ρ]  = Σ_batch g[σ·l + λ] · conj h[ρ·l + λ]
  /// dR_a[c, i]  = Σ_batch dh[a·q + c] · conj x[a·p + i]
  /// dx[a·p + i] = Σ_c conj R_a[c, i] · dh[a·q + c]
  /// ```
  ///
  /// In the square case l = q, and this is `gradient` as it stands. An empty batch has zero gradients.
  ///
  /// - Complexity: 3 · `shape.parameterCount` multiply-adds for each vector of the batch.
  public func gradient(inputs: [[Scalar]], cotangents: [[Scalar]]) throws(ShapeError) -> MonarchGradient<Scalar> {
    let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
    try requireBatch(inputs, of: shape.inputCount, cotangents, of: shape.outputCount)
    try requireCommonField(factors, with: inputs + cotangents)
    var dLeft = [Scalar](repeating: .zero, count: l * s * r)
    var dRight = [Scalar](repeating: .zero, count: k * q * p)
    var dInputs: [[Scalar]] = []
    for (x, g) in zip(inputs, cotangents) {
      let h = try middle(of: x)
      var dh = [Scalar](repeating: .zero, count: shape.middleCount)
      for λ in 0..<l {
        for σ in 0..<s {
          for ρ in 0..<r {
            dh[ρ * l + λ].addProduct(left.blocks[λ][σ, ρ].conjugate, g[σ * l + λ])
            dLeft[(λ * s + σ) * r + ρ].addProduct(g[σ * l + λ], h[ρ * l + λ].conjugate)
          }
        }
      }
      var dx = [Scalar](repeating: .zero, count: shape.inputCount)
      for a in 0..<k {
        for c in 0..<q {
          for i in 0..<p {
            dx[a * p + i].addProduct(right.blocks[a][c, i].conjugate, dh[a * q + c])
            dRight[(a * q + c) * p + i].addProduct(dh[a * q + c], x[a * p + i].conjugate)
          }
        }
      }
      dInputs.append(dx)
    }
    return MonarchGradient(
      inputs: dInputs, left: try BlockDiagonal(count: l, rows: s, columns: r, elements: dLeft),
      right: try BlockDiagonal(count: k, rows: q, columns: p, elements: dRight))
  }
}
