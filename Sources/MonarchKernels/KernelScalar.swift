internal import CMonarchKernels

/// The element types that the kernels are written for: `Float` and `Double`.
///
/// Other types cannot conform: the requirement has no public way to be met.
public protocol KernelScalar: BinaryFloatingPoint, Sendable {
  /// The kernels for this type.
  static var _kernels: _KernelFunctions<Self> { get }
}

/// The C functions for one element type.
public struct _KernelFunctions<Scalar>: Sendable {
  typealias Shape = UnsafePointer<monarch_shape>

  let packedCount: @Sendable (Shape, monarch_isa, UnsafeMutablePointer<Int>) -> monarch_status
  let pack:
    @Sendable (
      Shape, monarch_isa, _ right: UnsafePointer<Scalar>, _ left: UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> monarch_status
  let scratchCount:
    @Sendable (Shape, monarch_isa, monarch_strides, monarch_strides, Int, UnsafeMutablePointer<Int>) -> monarch_status
  let multiply:
    @Sendable (
      Shape, monarch_isa, _ packed: UnsafePointer<Scalar>, UnsafePointer<Scalar>, monarch_strides,
      UnsafeMutablePointer<Scalar>, monarch_strides, Int, _ scratch: UnsafeMutablePointer<Scalar>
    ) -> monarch_status
  let project:
    @Sendable (
      UnsafePointer<monarch_projection>, monarch_isa, UnsafePointer<Scalar>, _ group: Int,
      _ left: UnsafeMutablePointer<Scalar>, _ right: UnsafeMutablePointer<Scalar>,
      _ values: UnsafeMutablePointer<Scalar>, _ scratch: UnsafeMutableRawPointer
    ) -> Void
  let firstNotFinite: @Sendable (UnsafePointer<Scalar>, Int) -> Int
  let densify:
    @Sendable (
      Shape, _ left: UnsafePointer<Scalar>, _ right: UnsafePointer<Scalar>, _ rows: Int, _ columns: Int,
      UnsafeMutablePointer<Scalar>
    ) -> Void
  let packLetter:
    @Sendable (
      _ rows: Int, _ columns: Int, _ parts: Int, _ isDB: Bool, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>
    ) -> Void
  let multiplyWord:
    @Sendable (
      UnsafePointer<monarch_word>, monarch_isa, _ packed: UnsafePointer<Scalar>, UnsafePointer<Scalar>, monarch_strides,
      UnsafeMutablePointer<Scalar>, monarch_strides, Int, _ scratch: UnsafeMutablePointer<Scalar>
    ) -> Void
}

extension Float: KernelScalar {
  public static var _kernels: _KernelFunctions<Float> {
    _KernelFunctions(
      packedCount: { monarch_packed_count_f32($0, $1, $2) },
      pack: { monarch_pack_f32($0, $1, $2, $3, $4) },
      scratchCount: { monarch_scratch_count_f32($0, $1, $2, $3, $4, $5) },
      multiply: { monarch_multiply_f32($0, $1, $2, $3, $4, $5, $6, $7, $8) },
      project: { monarch_project_f32($0, $1, $2, $3, $4, $5, $6, $7) },
      firstNotFinite: { monarch_first_not_finite_f32($0, $1) },
      densify: { monarch_densify_f32($0, $1, $2, $3, $4, $5) },
      packLetter: { monarch_pack_letter_f32($0, $1, $2, $3, $4, $5) },
      multiplyWord: { monarch_multiply_word_f32($0, $1, $2, $3, $4, $5, $6, $7, $8) })
  }
}

extension Double: KernelScalar {
  public static var _kernels: _KernelFunctions<Double> {
    _KernelFunctions(
      packedCount: { monarch_packed_count_f64($0, $1, $2) },
      pack: { monarch_pack_f64($0, $1, $2, $3, $4) },
      scratchCount: { monarch_scratch_count_f64($0, $1, $2, $3, $4, $5) },
      multiply: { monarch_multiply_f64($0, $1, $2, $3, $4, $5, $6, $7, $8) },
      project: { monarch_project_f64($0, $1, $2, $3, $4, $5, $6, $7) },
      firstNotFinite: { monarch_first_not_finite_f64($0, $1) },
      densify: { monarch_densify_f64($0, $1, $2, $3, $4, $5) },
      packLetter: { monarch_pack_letter_f64($0, $1, $2, $3, $4, $5) },
      multiplyWord: { monarch_multiply_word_f64($0, $1, $2, $3, $4, $5, $6, $7, $8) })
  }
}
