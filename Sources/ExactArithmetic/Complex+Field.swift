public import ComplexModule

/// Inexact: every operation rounds, as for the floating-point type of the parts, and a division may lose more than a
/// rounding. `conjugate` is the complex conjugate.
extension Complex: Field where RealType: Field {
  public var isPlainZero: Bool { false }

  public init(_ value: Int) { self.init(RealType(value), 0) }
}
