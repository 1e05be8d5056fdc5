import ComplexModule
import MonarchKernels

/// An element type that holds small integers, complex ones where it can.
protocol IntegerScalar: FactorScalar {
  init(integer: Complex<Double>)
  var value: Complex<Double> { get }
}

extension Float: IntegerScalar {
  init(integer: Complex<Double>) { self = Float(integer.real) }
  var value: Complex<Double> { Complex(Double(self)) }
}

extension Double: IntegerScalar {
  init(integer: Complex<Double>) { self = integer.real }
  var value: Complex<Double> { Complex(self) }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: IntegerScalar {
    init(integer: Complex<Double>) { self = Float16(integer.real) }
    var value: Complex<Double> { Complex(Double(self)) }
  }
#endif

extension BFloat16: IntegerScalar {
  init(integer: Complex<Double>) { self.init(Float(integer.real)) }
  var value: Complex<Double> { Complex(Double(Float(self))) }
}

extension Complex: IntegerScalar where RealType: KernelScalar {
  init(integer: Complex<Double>) { self.init(RealType(integer.real), RealType(integer.imaginary)) }
  var value: Complex<Double> { Complex<Double>(Double(real), Double(imaginary)) }
}

/// Factors, inputs and cotangents, and the formulas of the gradients as plain loops over them.
///
/// The numbers are −1, 0 and 1, so that every sum is an integer that even `Float16` holds where it has few terms.
struct PlainGradient<Scalar: IntegerScalar> where Scalar.Accumulator: IntegerScalar {
  let shape: Shape
  let batch: Int
  let left, right, inputs, cotangents: [Scalar]

  init(_ shape: Shape, batch: Int, seed: Int) {
    var state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    func numbers(_ count: Int) -> [Scalar] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Scalar(integer: Complex(Double(state >> 33 % 3) - 1, Double(state >> 50 % 3) - 1))
      }
    }
    (self.shape, self.batch) = (shape, batch)
    (left, right) = (numbers(shape.leftCount), numbers(shape.rightCount))
    (inputs, cotangents) = (numbers(batch * shape.inputCount), numbers(batch * shape.outputCount))
  }

  var factors: MonarchFactors<Scalar> {
    get throws {
      try MonarchFactors(
        k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r, left: left, right: right)
    }
  }

  /// dx, dleft and dright.
  func gradient() -> (input: [Scalar], left: [Scalar.Accumulator], right: [Scalar.Accumulator]) {
    let (left, right) = (left.map(\.value), right.map(\.value))
    let (x, g) = (inputs.map(\.value), cotangents.map(\.value))
    let zero = Complex<Double>.zero
    var dx = [Complex<Double>](repeating: zero, count: x.count)
    var dleft = [Complex<Double>](repeating: zero, count: left.count)
    var dright = [Complex<Double>](repeating: zero, count: right.count)
    for b in 0..<batch {
      var (h, dh) = ([Complex<Double>](repeating: zero, count: shape.middleCount), [Complex<Double>]())
      dh = h
      for out in h.indices {
        for i in 0..<shape.p {
          h[out] += right[out * shape.p + i] * x[b * shape.inputCount + out / shape.q * shape.p + i]
        }
      }
      for weight in left.indices {
        let (row, ρ) = weight.quotientAndRemainder(dividingBy: shape.r)
        let (λ, σ) = row.quotientAndRemainder(dividingBy: shape.s)
        let cotangent = g[b * shape.outputCount + σ * shape.l + λ]
        dh[ρ * shape.l + λ] += left[weight].conjugate * cotangent
        dleft[weight] += cotangent * h[ρ * shape.l + λ].conjugate
      }
      for weight in right.indices {
        let (out, i) = weight.quotientAndRemainder(dividingBy: shape.p)
        let input = b * shape.inputCount + out / shape.q * shape.p + i
        dx[input] += right[weight].conjugate * dh[out]
        dright[weight] += dh[out] * x[input].conjugate
      }
    }
    return (dx.map { Scalar(integer: $0) }, dleft.map { .init(integer: $0) }, dright.map { .init(integer: $0) })
  }
}
