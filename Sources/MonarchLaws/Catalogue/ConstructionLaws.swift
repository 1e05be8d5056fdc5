import ExactArithmetic
import MonarchReference
import PropertyEngine

// The classes of Proposition 3.2 as `ConstructedClass` draws them.

struct Circulants: ConstructedClass {
  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try Circulant(coefficients: parameters.entries(count, "c"))
  }
}

struct ToeplitzMatrices: ConstructedClass {
  /// The largest that fit: n = N/2, and n = (N + 1)/2 for odd N.
  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try Toeplitz(diagonals: parameters.entries((count + 1) / 2 * 2 - 1, "t"))
  }
}

struct HadamardTransforms: ConstructedClass {
  func admits(_ count: Int) -> Bool { isPowerOfTwo(count) }

  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try HadamardTransform<Scalar>(size: count)
  }
}

struct HD3Products: ConstructedClass {
  func admits(_ count: Int) -> Bool { isPowerOfTwo(count) }

  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try HD3(diagonals: ["D1", "D2", "D3"].map { try parameters.entries(count, $0) })
  }
}

struct FastfoodProducts: ConstructedClass {
  func admits(_ count: Int) -> Bool { isPowerOfTwo(count) }

  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    return try Fastfood(
      s: parameters.entries(count, "S"), g: parameters.entries(count, "G"), permutation: parameters.permutation(count),
      b: parameters.entries(count, "B"))
  }
}

struct FourierTransforms: ConstructedClass {
  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try FourierTransform<Scalar>(size: count)
  }
}

struct AFDFProducts: ConstructedClass {
  let endsInInverse: Bool

  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try AFDF(a: parameters.entries(count, "A"), d: parameters.entries(count, "D"), endsInInverse: endsInInverse)
  }
}

struct TrigonometricTransforms: ConstructedClass {
  let kind: TrigonometricKind

  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try TrigonometricTransform<Scalar>(kind, size: count)
  }
}

struct ACDCProducts: ConstructedClass {
  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar> {
    try ACDC(a: parameters.entries(count, "A"), d: parameters.entries(count, "D"))
  }
}

private func isPowerOfTwo(_ count: Int) -> Bool { count & (count - 1) == 0 }
