extension IntegerDomain {
  /// A random offset: a quarter at the corners and near the target, some uniform in magnitude, the rest uniform.
  @inlinable
  package func random(_ bits: inout RandomBits) -> UInt64 {
    let selector = bits.next()
    if span < 16 { return span == 0 ? 0 : selector.multipliedFullWidth(by: span + 1).high }
    switch selector & 7 {
    case 0:  // Corners: the ends, the target, and their neighbours.
      let step = (selector >> 3) & 1
      switch (selector >> 4) & 3 {
      case 0: return step
      case 1: return span - step
      case 2: return min(target + step, span)
      default: return target - min(step, target)
      }
    case 1, 2:  // Every size of distance from the target is as likely as every other.
      let width = UInt64(64 - span.leadingZeroBitCount)
      let distance = bits.next() >> (63 - (selector >> 3) % width)
      if selector >> 63 == 0 { return distance <= span - target ? target + distance : span }
      return distance <= target ? target - distance : 0
    default:
      return span == .max ? bits.next() : bits.below(span + 1)
    }
  }
}

extension FloatDomain {
  /// A random member: corners and specials, small integers, few bits, uniform bits over a few binades, any bit pattern.
  @inlinable
  package func random(_ bits: inout RandomBits) -> Double {
    let selector = bits.next()
    let payload = selector >> 8
    let sign = selector & 0x80 == 0 ? 1.0 : -1.0
    let value: Double
    switch selector & 0x0F {
    case 0, 1: value = special(payload) * sign
    case 2, 3: value = sign * Double(payload & 15)  // small integers
    case 4: value = sign * Double(sign: .plus, exponent: Int(payload % 33) - 16, significand: 1)
    case 5, 6: value = sign * Double(payload & 1023) / 64  // few fractional bits
    case 7: value = anywhere(&bits)
    case 8: value = low + (high - low) * (Double(payload) * 0x1p-56)  // uniform in the interval
    default:  // full significand, exponents near 0
      let wide = 1 + Double(payload & ((1 << 52) - 1)) * 0x1p-52
      value = sign * wide * FloatDomain.nearOne(bits.next())
    }
    let rounded = isSingle ? Double(Float(value)) : value
    return contains(rounded) ? rounded : member(near: rounded, &bits)
  }

  /// 2^e with e in −3 … 0, without a library call.
  @inlinable
  static func nearOne(_ bits: UInt64) -> Double { Double(bitPattern: (1020 + (bits & 3)) << 52) }

  @inlinable
  func special(_ payload: UInt64) -> Double {
    switch payload & 15 {
    case 0: allowsNaN ? .nan : 0
    case 1, 2: allowsInfinities ? .infinity : limit
    case 3: leastNormal
    case 4: allowsSubnormals ? (isSingle ? 0x1p-149 : .leastNonzeroMagnitude) : leastNormal
    case 5: allowsSubnormals ? (isSingle ? 0x1p-130 : 0x1p-1030) : 1
    case 6: limit
    case 7: isSingle ? 0x1p24 : 0x1p53
    case 8: isSingle ? 0x1.fffffep-1 : 0x1.fffffffffffffp-1
    case 9: isSingle ? 0x1.000002p0 : 0x1.0000000000001p0
    case 10: low
    case 11: high
    case 12, 13: 0
    default: 1
    }
  }

  /// Any bit pattern of the format.
  @inlinable
  func anywhere(_ bits: inout RandomBits) -> Double {
    isSingle
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits.next()))) : Double(bitPattern: bits.next())
  }

  /// A member for a number that is none: the interval's own random point.
  @usableFromInline
  func member(near value: Double, _ bits: inout RandomBits) -> Double {
    // −0, subnormals and values outside the interval have natural stand-ins.
    let clamped = value.isNaN ? 0 : min(max(value, low), high)
    for candidate in [value.magnitude, clamped, clamped == 0 ? 0 : clamped] where contains(candidate) {
      // A clamped value would only ever be an end of the interval: half the time take a point inside.
      if candidate != clamped || bits.next() & 1 == 0 { return candidate }
    }
    let share = Double(bits.next() >> 11) * 0x1p-53
    let inside = low * (1 - share) + high * share
    let rounded = isSingle ? Double(Float(inside)) : inside
    return contains(rounded) ? rounded : simplest
  }
}
