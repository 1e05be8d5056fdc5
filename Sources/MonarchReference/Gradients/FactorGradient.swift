public import ExactArithmetic

/// The gradients of a loss through a product of factors.
public struct FactorGradient<Scalar: Field>: Equatable, Sendable {
  /// For each vector of the batch, the gradient with respect to it.
  public let inputs: [[Scalar]]
  /// The gradient with respect to each factor, summed over the batch, on the factor's own pattern.
  public let factors: [KroneckerSparse<Scalar>]

  public init(inputs: [[Scalar]], factors: [KroneckerSparse<Scalar>]) {
    (self.inputs, self.factors) = (inputs, factors)
  }
}

extension FactoredMatrix {
  /// The gradients with respect to the inputs and to all factors, for a batch of inputs and as many cotangents.
  ///
  /// With `y = K_1 … K_t x` and the cotangent `g = ∂ℓ/∂Re y + i ∂ℓ/∂Im y`, from the left: a factor `y = K h` adds
  /// `g_x · conj h_y` to entry (x, y) of its support and passes on `Kᴴ g`. Source: `gradient`, which is the case of two.
  ///
  /// - Complexity: 3 · `parameterCount` multiply-adds for each vector of the batch.
  @inlinable
  public func gradient(inputs: [[Scalar]], cotangents: [[Scalar]]) throws(ShapeError) -> FactorGradient<Scalar> {
    let factors = factors
    try requireBatch(inputs, of: columns, cotangents, of: rows)
    try requireCommonField(factors, with: inputs + cotangents)
    let adjoints = factors.map { $0.adjoint }
    var sums = factors.map { [Scalar](repeating: .zero, count: $0.pattern.parameterCount) }
    var inputGradients: [[Scalar]] = []
    for (input, cotangent) in zip(inputs, cotangents) {
      // middles[t] is what factor t is applied to.
      var middles = [input]
      for factor in factors.dropFirst().reversed() { middles.append(factor.image(of: middles[middles.count - 1])) }
      middles.reverse()
      var gradient = cotangent
      for (index, factor) in factors.enumerated() {
        let pattern = factor.pattern
        let conjugates = middles[index].map { $0.conjugate }
        for block in 0..<pattern.blockCount {
          for j in 0..<pattern.b {
            let output = gradient[pattern.row(j, ofBlock: block)]
            for κ in 0..<pattern.c {
              sums[index][(block * pattern.b + j) * pattern.c + κ].addProduct(
                output, conjugates[pattern.column(κ, ofBlock: block)])
            }
          }
        }
        gradient = adjoints[index].image(of: gradient)
      }
      inputGradients.append(gradient)
    }
    var factorGradients: [KroneckerSparse<Scalar>] = []
    for (factor, sum) in zip(factors, sums) {
      factorGradients.append(try KroneckerSparse(pattern: factor.pattern, elements: sum))
    }
    return FactorGradient(inputs: inputGradients, factors: factorGradients)
  }
}

/// Fails unless there are as many inputs as cotangents and all have the right sizes.
@usableFromInline
func requireBatch<Scalar>(
  _ inputs: [[Scalar]], of columns: Int, _ cotangents: [[Scalar]], of rows: Int
) throws(ShapeError) {
  guard inputs.count == cotangents.count else {
    throw ShapeError("expected as many cotangents as inputs, found \(cotangents.count) and \(inputs.count)")
  }
  for (index, input) in inputs.enumerated() where input.count != columns {
    throw ShapeError("expected inputs of \(columns) entries, found \(input.count) at \(index) of the batch")
  }
  for (index, cotangent) in cotangents.enumerated() where cotangent.count != rows {
    throw ShapeError("expected cotangents of \(rows) entries, found \(cotangent.count) at \(index) of the batch")
  }
}
