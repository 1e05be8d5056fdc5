public import ExactArithmetic
public import MonarchReference

/// `rounding-bound`: M x computed in floats lies within the bound, whatever the order of the sums.
///
/// Each output is a dot product of r terms whose entries h are dot products of p terms. With u the unit roundoff, η half the
/// smallest subnormal number and D = p + r, componentwise:
///
/// ```
/// |ŷ − y| <= ((1+u)^D − 1)·|L||R||x| + (1+u)^D·(p·η·|L|𝟙 + r·η)
/// ```
///
/// - Parameter dot: a dot product in floats, of products and sums in an order of its own.
/// - Returns: what was computed, output by output.
@discardableResult
public func floatProductIsWithinTheBound<Scalar: BinaryFloatingPoint & Field>(
  of shape: MonarchShape, left: [Scalar], right: [Scalar], vector: [Scalar],
  exactly: (Scalar) -> Rational?, dot: ([Scalar], [Scalar]) -> Scalar
) throws -> [RoundedOutput] {
  func rationals(_ values: [Scalar]) throws -> [Rational] {
    try values.map { value in
      guard let rational = exactly(value) else { throw Violation("\(value) is no number") }
      return rational
    }
  }
  let monarch = try MonarchMatrix(shape: shape, left: rationals(left), right: rationals(right))
  let exact = try monarch.applied(to: rationals(vector))
  let magnitudes = monarch.map(\.magnitude)
  let gauge = try magnitudes.applied(to: rationals(vector).map(\.magnitude))
  let amplification = try magnitudes.output(ofMiddle: Array(repeating: 1, count: shape.middleCount))

  // The definition's two stages, in floats.
  let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
  let middle = (0..<k * q).map { row in
    dot(Array(right[row * p..<(row + 1) * p]), Array(vector[row / q * p..<(row / q + 1) * p]))
  }
  let computed = (0..<l * s).map { output in
    let (σ, λ) = (output / l, output % l)
    return dot(Array(left[(λ * s + σ) * r..<(λ * s + σ + 1) * r]), (0..<r).map { middle[$0 * l + λ] })
  }
  // ulp(1)/2, and half the smallest subnormal number.
  let u = Rational.powerOfTwo(-Scalar.significandBitCount - 1)
  let η = Rational.powerOfTwo(Int(Scalar.leastNonzeroMagnitude.exponent) - 1)
  let growth = (0..<p + r).reduce(Rational(1)) { product, _ in product * (1 + u) }
  var outputs: [RoundedOutput] = []
  for (output, value) in computed.enumerated() {
    guard let found = exactly(value) else { throw Violation("output \(output) is \(value)") }
    let bound = (growth - 1) * gauge[output] + growth * η * (Rational(p) * amplification[output] + Rational(r))
    let rounded = RoundedOutput(found: found, exact: exact[output], bound: bound)
    try demand(rounded.error <= bound, "output \(output): expected \(exact[output]) ± \(bound), found \(found)")
    outputs.append(rounded)
  }
  return outputs
}

/// An output in floats, what it is exactly, and how far the one may be from the other.
public struct RoundedOutput: Hashable, Sendable {
  public let found: Rational
  public let exact: Rational
  public let bound: Rational

  public var error: Rational { (found - exact).magnitude }
}
