public import ComplexModule

/// The element types of words: `Float`, `Double`, and the complex numbers over them.
///
/// Other types cannot conform: the requirement has no public way to be met.
public protocol WordScalar: Sendable {
  /// The type of the parts.
  associatedtype _Real: KernelScalar

  /// How a number consists of its parts.
  static var _parts: _ScalarParts<Self, _Real> { get }
}

/// How many numbers of `Real` one `Scalar` is in memory.
public struct _ScalarParts<Scalar, Real: KernelScalar>: Sendable {
  let count: Int
}

extension Float: WordScalar {
  public static var _parts: _ScalarParts<Float, Float> { _ScalarParts(count: 1) }
}

extension Double: WordScalar {
  public static var _parts: _ScalarParts<Double, Double> { _ScalarParts(count: 1) }
}

/// In memory the real part comes first, and then the imaginary part, as in C and Fortran.
extension Complex: WordScalar where RealType: KernelScalar {
  public static var _parts: _ScalarParts<Complex, RealType> { _ScalarParts(count: 2) }
}
