extension Rational {
  /// The exact value of `source`, or nil for infinities and NaN. Both zeros give 0.
  public init?(exactly source: Double) {
    guard source.isFinite else { return nil }
    guard source != 0 else {
      self = .zero
      return
    }
    let exponentOfSignificand = source.exponent - Double.Exponent(source.significandWidth)
    let magnitude = Int(source.significand * Double(1 << source.significandWidth))
    let significand = source.sign == .minus ? -magnitude : magnitude
    if exponentOfSignificand >= 0, exponentOfSignificand < magnitude.magnitude.leadingZeroBitCount - 1 {
      self.init(reducedNumerator: significand << exponentOfSignificand, denominator: 1)
    } else if exponentOfSignificand < 0, exponentOfSignificand > -63 {
      // The significand is odd, so the fraction is reduced.
      self.init(reducedNumerator: significand, denominator: 1 << -exponentOfSignificand)
    } else {
      self.init(large: LargeRational(significand: significand, exponent: Int(exponentOfSignificand)))
    }
  }

  /// The exact value of `source`, or nil for infinities and NaN. Both zeros give 0.
  public init?(exactly source: Float) { self.init(exactly: Double(source)) }

  /// The two's complement integer of these words, the lowest first, times 2^exponent.
  init(twosComplement words: UnsafeBufferPointer<UInt64>, exponent: Int) {
    let isNegative = words[words.count - 1] >> 63 == 1
    if words.dropFirst().allSatisfy({ $0 == (isNegative ? .max : 0) }), words[0] >> 63 == (isNegative ? 1 : 0) {
      self = Rational(Int(truncatingIfNeeded: words[0])).scaled(byPowerOfTwo: exponent)
      return
    }
    self = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words.count) { magnitude in
      var carry = isNegative
      for index in words.indices {
        let word = isNegative ? ~words[index] : words[index]
        let (value, overflow) = word.addingReportingOverflow(carry ? 1 : 0)
        magnitude.initializeElement(at: index, to: value)
        carry = overflow
      }
      return Rational(
        large: LargeRational(words: UnsafeBufferPointer(magnitude), isNegative: isNegative, exponent: exponent))
    }
  }

  /// |self|·2^shift rounded to an integer, ties to even, where the result has at most 64 bits.
  func roundedMagnitude(scaledByPowerOfTwo shift: Int) -> UInt {
    large.roundedMagnitude(scaledByPowerOfTwo: shift)
  }
}

extension Double {
  /// The `Double` nearest to `value`: ties to even, gradual underflow, overflow to infinity.
  ///
  /// *Postconditions:* `Double(Rational(exactly: x)!) == x` for every finite x; the sign of a value that underflows
  /// to zero is kept; `Double(Rational.zero)` is +0.
  public init(_ value: Rational) {
    // One IEEE division of two exact operands rounds correctly.
    if case .small(let numerator, let denominator) = value.storage,
      numerator.magnitude <= 1 << 53, denominator <= 1 << 53
    {
      self = Double(numerator) / Double(denominator)
    } else {
      self = FloatFormat.float64.rounded(value)
    }
  }
}

extension Float {
  /// The `Float` nearest to `value`: ties to even, gradual underflow, overflow to infinity.
  ///
  /// *Postconditions:* as for `Double.init(_: Rational)`. Rounding goes to `Float` at once, never through `Double`,
  /// where it would round twice.
  public init(_ value: Rational) {
    if case .small(let numerator, let denominator) = value.storage,
      numerator.magnitude <= 1 << 24, denominator <= 1 << 24
    {
      self = Float(numerator) / Float(denominator)
    } else {
      self = Float(FloatFormat.float32.rounded(value))  // Exact: the value is one of float32, or infinite.
    }
  }
}

extension FloatFormat {
  /// The nearest value of this format as a `Double`, which holds it exactly; infinite where it overflows.
  fileprivate func rounded(_ value: Rational) -> Double {
    guard let (significand, exponent) = roundedParts(of: value) else {
      return value.signum == 0 ? 0 : value.signum < 0 ? -.infinity : .infinity
    }
    // Exact: a significand of at most 53 bits and a product that is a value of the format.
    let magnitude = Double(sign: .plus, exponent: exponent, significand: Double(significand))
    return value.signum < 0 ? -magnitude : magnitude
  }
}
