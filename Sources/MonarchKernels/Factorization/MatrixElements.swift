internal import CFactorKernels
import ComplexModule
import RealModule

/// A matrix, row-major, in planes; real where the second is missing.
struct MatrixElements {
  let real: [Double]
  let imaginary: [Double]?

  init(_ elements: [Double]) { (real, imaginary) = (elements, nil) }

  /// Real where all imaginary parts are 0.
  init(_ elements: [Complex<Double>]) {
    real = elements.map { $0.real }
    imaginary = elements.allSatisfy { $0.imaginary == 0 } ? nil : elements.map { $0.imaginary }
  }

  var count: Int { real.count }
  var isZero: Bool { imaginary == nil && real.allSatisfy { $0 == 0 } }

  /// The greatest magnitude of a part.
  func greatest(usesAVX2: Bool) -> Double {
    max(factor_greatest(usesAVX2, count, real), factor_greatest(usesAVX2, imaginary?.count ?? 0, imaginary ?? []))
  }

  subscript(place: Int) -> Complex<Double> { Complex(real[place], imaginary?[place] ?? 0) }
}
