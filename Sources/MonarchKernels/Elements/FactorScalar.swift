internal import CMonarchKernels
public import ComplexModule

/// The element types of factors: `Float`, `Double`, the complex numbers over them, and `Float16` and `BFloat16`, which
/// are computed with as `Float`.
///
/// Other types cannot conform: the requirement has no public way to be met.
public protocol FactorScalar: Sendable {
  /// The type of every product and sum, and of the gradients of factors.
  associatedtype Accumulator: FactorScalar

  /// How numbers lie in memory.
  static var _format: _ElementFormat { get }
}

/// How the numbers of a type lie in memory.
public struct _ElementFormat: Sendable {
  /// The type of the parts.
  let element: monarch_element
  /// 1, or 2 for complex numbers: the real part comes first, as in C and Fortran.
  let parts: Int
}

extension Float: FactorScalar {
  public typealias Accumulator = Float
  public static var _format: _ElementFormat { _ElementFormat(element: MONARCH_F32, parts: 1) }
}

extension Double: FactorScalar {
  public typealias Accumulator = Double
  public static var _format: _ElementFormat { _ElementFormat(element: MONARCH_F64, parts: 1) }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: FactorScalar {
    public typealias Accumulator = Float
    public static var _format: _ElementFormat { _ElementFormat(element: MONARCH_F16, parts: 1) }
  }
#endif

extension BFloat16: FactorScalar {
  public typealias Accumulator = Float
  public static var _format: _ElementFormat { _ElementFormat(element: MONARCH_BF16, parts: 1) }
}

extension Complex: FactorScalar where RealType: KernelScalar {
  public typealias Accumulator = Complex<RealType>
  public static var _format: _ElementFormat { _ElementFormat(element: RealType._format.element, parts: 2) }
}
