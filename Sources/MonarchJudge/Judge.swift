/// Judges results of Monarch products, their adjoints and their gradients against the exact value.
///
/// Nothing here is a tolerance set by hand: a result is held to equality where every summation order gives the exact
/// one, and to the bound derived from the declared arithmetic elsewhere (`rounding-bound`). Where results are narrower
/// than the sums, it must be a sum within the bound that was rounded to nearest, ties to even.
public struct Judge: Sendable {
  public let model: ArithmeticModel

  public init(model: ArithmeticModel) { self.model = model }
}
