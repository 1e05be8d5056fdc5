internal import CMonarchKernels

/// The element types that matrices are projected and factored in: `Float` and `Double`.
///
/// Other types cannot conform: the requirement has no public way to be met.
public protocol KernelScalar: BinaryFloatingPoint, FactorScalar where Accumulator == Self {
  /// The kernels for this type.
  static var _kernels: _KernelFunctions<Self> { get }
}

/// The C functions for one element type.
public struct _KernelFunctions<Scalar>: Sendable {
  let project:
    @Sendable (
      UnsafePointer<monarch_projection>, monarch_isa, UnsafePointer<Scalar>, _ group: Int,
      _ left: UnsafeMutablePointer<Scalar>, _ right: UnsafeMutablePointer<Scalar>,
      _ values: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutableRawPointer
    ) -> Void
  let firstNotFinite: @Sendable (UnsafePointer<Scalar>, Int) -> Int
  let densify:
    @Sendable (
      UnsafePointer<monarch_shape>, _ left: UnsafePointer<Scalar>, _ right: UnsafePointer<Scalar>, _ rows: Int,
      _ columns: Int, UnsafeMutablePointer<Scalar>
    ) -> Void
}

extension Float: KernelScalar {
  public static var _kernels: _KernelFunctions<Float> {
    _KernelFunctions(
      project: { monarch_project_f32($0, $1, $2, $3, $4, $5, $6, $7) },
      firstNotFinite: { monarch_first_not_finite_f32($0, $1) },
      densify: { monarch_densify_f32($0, $1, $2, $3, $4, $5) })
  }
}

extension Double: KernelScalar {
  public static var _kernels: _KernelFunctions<Double> {
    _KernelFunctions(
      project: { monarch_project_f64($0, $1, $2, $3, $4, $5, $6, $7) },
      firstNotFinite: { monarch_first_not_finite_f64($0, $1) },
      densify: { monarch_densify_f64($0, $1, $2, $3, $4, $5) })
  }
}
