public import ComplexModule

extension Cyclotomic {
  /// Rational intervals, no wider than 2^−precision, that contain the real and the imaginary part.
  ///
  /// They come from Machin's formula for π and Taylor's series of cosine and sine, whose errors are bounded by their
  /// first omitted terms; every rounding is outward. A part that is rational has an interval of width 0.
  ///
  /// - Precondition: 0 <= `precision` <= 2²⁰.
  /// - Complexity: O(termCount · precision) operations on rationals of about `precision` bits at worst.
  public func enclosure(precision: Int) -> (real: RationalInterval, imaginary: RationalInterval) {
    precondition(precision >= 0 && precision <= 1 << 20, "Cyclotomic: no enclosure to \(precision) bits")
    let width = Rational.powerOfTwo(-precision)
    let exact = (real: realPart.rational, imaginary: rationalImaginaryPart)
    var bits = precision + 16
    while true {
      var real = RationalInterval(0)
      var imaginary = RationalInterval(0)
      let pi = Trigonometry.pi(bits: bits)
      for term in rationalTerms {
        // ζ_N^e = cos(2πe/N) − i·sin(2πe/N).
        let (cosine, sine) = Trigonometry.cosineAndSine(turns: term.exponent, of: order, pi: pi, bits: bits)
        real = real + term.coefficient * cosine
        imaginary = imaginary - term.coefficient * sine
      }
      real = exact.real.map { RationalInterval($0) } ?? real.roundedOutward(toMultiplesOfPowerOfTwo: -bits)
      imaginary =
        exact.imaginary.map { RationalInterval($0) } ?? imaginary.roundedOutward(toMultiplesOfPowerOfTwo: -bits)
      if real.width <= width && imaginary.width <= width { return (real, imaginary) }
      bits *= 2
    }
  }

  /// The imaginary part where it is rational, found without going to a field with i.
  private var rationalImaginaryPart: Rational? {
    let difference = self - conjugate
    if difference.termCount == 0 { return .zero }
    // A purely imaginary number of ℚ(i) is c·ζ_4 = −c·i.
    guard difference.conductor == 4, let coefficient = difference.powers.first?.coefficient else { return nil }
    return -coefficient / 2
  }
}

extension Complex where RealType == Double {
  /// The complex number both of whose parts are the `Double` nearest to those of `value`: ties to even, gradual
  /// underflow, overflow to infinity (as which `Complex` then reads the whole number).
  ///
  /// - Complexity: one enclosure, of about 64 bits more than lie between 1 and the smaller part.
  public init(_ value: Cyclotomic) {
    var precision = 64
    while true {
      let (real, imaginary) = value.enclosure(precision: precision)
      // A rational part has an interval of one number, and another is no tie between floats: the ends meet at last.
      let parts = (Double(real.lower), Double(imaginary.lower))
      if parts.0 == Double(real.upper) && parts.1 == Double(imaginary.upper) {
        self.init(parts.0, parts.1)
        return
      }
      precision *= 2
    }
  }
}
