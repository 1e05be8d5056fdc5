internal import ExactArithmetic
public import MonarchReference

/// `gradient`: every partial derivative against an exact difference.
///
/// `y` is linear in every single parameter and in x, so that `f(θ + tE) − f(θ)` is exactly t times the derivative. With
/// `⟨g, y⟩ = Σ conj g · y`, summed over the batch, the gradient d of a parameter satisfies `⟨g, δy⟩ = t · conj d`. The
/// real loss is `ℓ = Re ⟨g, y⟩`; with an imaginary unit i at hand, `d = δℓ(t = 1) + i·δℓ(t = i)` is checked as well.
///
/// - Parameters:
///   - offset: which entries of the factors are checked: from here on, about one in twelve; of x all are.
///   - evaluate: the function of factors and input.
public func gradientIsTheDerivative<Scalar>(
  _ gradient: FactorGradient<Scalar>, at factors: [KroneckerSparse<Scalar>], inputs: [[Scalar]], cotangents: [[Scalar]],
  step: Scalar, imaginaryUnit: Scalar? = nil, offset: Int,
  evaluate: ([KroneckerSparse<Scalar>], [Scalar]) throws -> [Scalar]
) throws {
  func pairing(_ g: [Scalar], _ y: [Scalar]) -> Scalar {
    zip(g, y).reduce(.zero) { $0 + $1.0.conjugate * $1.1 }
  }
  func real(_ value: Scalar) -> Scalar { (value + value.conjugate) / 2 }
  func demandDerivative(_ d: Scalar, _ what: String, _ difference: (Scalar) throws -> Scalar) throws {
    try demand(try difference(step) == step * d.conjugate, "\(what): the gradient \(d) is not the difference")
    guard let i = imaginaryUnit else { return }
    let found = real(try difference(1)) + i * real(try difference(i))
    try demand(found == d, "\(what): expected ∂ℓ/∂Re + i ∂ℓ/∂Im = \(found), found \(d)")
  }

  let outputs = try inputs.map { try evaluate(factors, $0) }
  for (index, factor) in factors.enumerated() {
    try demand(gradient.factors[index].pattern == factor.pattern, "the pattern of gradient \(index)")
    let (elements, derivatives) = (factor.elements, gradient.factors[index].elements)
    for place in stride(from: min(offset, elements.count - 1), to: elements.count, by: max(elements.count / 12, 1)) {
      try demandDerivative(derivatives[place], "entry \(place) of factor \(index)") { t in
        var (moved, changed) = (elements, factors)
        moved[place] += t
        changed[index] = try KroneckerSparse(pattern: factor.pattern, elements: moved)
        var sum = Scalar.zero
        for (vector, batch) in inputs.enumerated() {
          sum +=
            pairing(cotangents[vector], try evaluate(changed, batch)) - pairing(cotangents[vector], outputs[vector])
        }
        return sum
      }
    }
  }
  for (vector, input) in inputs.enumerated() {
    try demand(gradient.inputs[vector].count == input.count, "the size of dx")
    for place in input.indices {
      try demandDerivative(gradient.inputs[vector][place], "dx[\(place)] of vector \(vector)") { t in
        var moved = input
        moved[place] += t
        return pairing(cotangents[vector], try evaluate(factors, moved)) - pairing(cotangents[vector], outputs[vector])
      }
    }
  }
}

/// `gradient` of a form: the derivative of the product of its factors.
public func formGradientIsTheDerivative<Form: FactoredMatrix>(
  _ form: Form, inputs: [[Form.Scalar]], cotangents: [[Form.Scalar]], step: Form.Scalar,
  imaginaryUnit: Form.Scalar? = nil, offset: Int
) throws {
  try gradientIsTheDerivative(
    form.gradient(inputs: inputs, cotangents: cotangents), at: form.factors, inputs: inputs, cotangents: cotangents,
    step: step, imaginaryUnit: imaginaryUnit, offset: offset
  ) { try FactorProduct($0).applied(to: $1) }
}

/// `gradient` of the Monarch product: its formulas, the general form, and the derivative are one.
public func monarchGradientIsTheDerivative<Scalar>(
  _ monarch: MonarchMatrix<Scalar>, inputs: [[Scalar]], cotangents: [[Scalar]], step: Scalar,
  imaginaryUnit: Scalar? = nil, offset: Int
) throws {
  let gradient = try monarch.gradient(inputs: inputs, cotangents: cotangents) as MonarchGradient
  let shape = monarch.shape
  let found = FactorGradient(
    inputs: gradient.inputs,
    factors: [
      try KroneckerSparse(pattern: shape.leftPattern, blocks: gradient.left.blocks),
      try KroneckerSparse(pattern: shape.rightPattern, blocks: gradient.right.blocks),
    ])
  try demand(
    try found == monarch.gradient(inputs: inputs, cotangents: cotangents), "the gradients of the form and its factors")
  try gradientIsTheDerivative(
    found, at: monarch.factors, inputs: inputs, cotangents: cotangents, step: step, imaginaryUnit: imaginaryUnit,
    offset: offset
  ) { factors, input in
    try MonarchMatrix(left: BlockDiagonal(factors[0].blocks), right: BlockDiagonal(factors[1].blocks))
      .applied(to: input)
  }
}

/// `gradient` of a corner: the derivative of the padded and cropped product.
public func cornerGradientIsTheDerivative<Base: FactoredMatrix>(
  _ corner: Corner<Base>, inputs: [[Base.Scalar]], cotangents: [[Base.Scalar]], step: Base.Scalar,
  imaginaryUnit: Base.Scalar? = nil, offset: Int
) throws {
  try gradientIsTheDerivative(
    corner.gradient(inputs: inputs, cotangents: cotangents), at: corner.base.factors, inputs: inputs,
    cotangents: cotangents, step: step, imaginaryUnit: imaginaryUnit, offset: offset
  ) { factors, input in
    try Corner(of: FactorProduct(factors), rows: corner.rows, columns: corner.columns).applied(to: input)
  }
}

/// `densify`: the dense matrix gives the same outputs, and `Mᴴ g` is the same gradient of x.
public func densifyingKeepsOutputsAndGradients<Form: FactoredMatrix>(
  _ form: Form, inputs: [[Form.Scalar]], cotangents: [[Form.Scalar]]
) throws {
  let dense = try form.dense
  let adjoint = dense.adjoint
  let gradient = try form.gradient(inputs: inputs, cotangents: cotangents)
  for (vector, (input, cotangent)) in zip(inputs, cotangents).enumerated() {
    try demandEqual(dense * input, form.applied(to: input), "the output of vector \(vector)")
    try demandEqual(gradient.inputs[vector], adjoint * cotangent, "dx of vector \(vector)")
  }
}
