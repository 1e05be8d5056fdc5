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
      let size = ((selector >> 3 & 0xFFFF_FFFF) * width) >> 32
      let distance = bits.next() >> (63 - size)
      if selector >> 63 == 0 { return distance <= span - target ? target + distance : span }
      return distance <= target ? target - distance : 0
    default:
      return span == .max ? bits.next() : bits.below(span + 1)
    }
  }
}

extension FloatDomain {
  /// A random member: corners and specials, small integers, few bits, full significands, any bit pattern.
  ///
  /// Three quarters are normal numbers of a few binades around 1 with few or all bits, made without a branch: whole
  /// matrices are drawn by this function.
  @inlinable
  package func random(_ bits: inout RandomBits) -> Double {
    let selector = bits.next()
    if selector & 3 != 0 {
      // Bits 2–4 say how many trailing bits are 0, 5–7 the exponent, −3 … 4; the rest is sign and significand.
      let dropped = FloatDomain.droppedBits >> (selector << 1 & 0x38) & 63
      let mask = (isSingle ? ~UInt64(0) << 29 : ~UInt64(0)) & ~UInt64(0) << dropped
      let significand = selector >> 11 & ((1 << 52) - 1) & mask
      let value = Double(bitPattern: selector & 1 << 63 | (1020 + (selector >> 5 & 7)) << 52 | significand)
      return value >= low && value <= high ? value : member(near: value, &bits)
    }
    return rarer(selector >> 2, &bits)
  }

  /// How many of 52 trailing bits are 0, a byte for each of eight shapes: 0, 0, 0, 0, 42, 47, 49, 52.
  @inlinable
  static var droppedBits: UInt64 { 0x3431_2F2A_0000_0000 }

  /// A random number of the kinds that need a closer look.
  @usableFromInline
  func rarer(_ selector: UInt64, _ bits: inout RandomBits) -> Double {
    let payload = selector >> 8
    let sign = selector & 0x80 == 0 ? 1.0 : -1.0
    let value: Double
    switch selector & 7 {
    case 0, 1: value = special(payload) * sign
    case 2, 3: value = sign * Double(payload & 15)  // small integers
    case 4: value = sign * Double(bitPattern: (1007 + payload % 33) << 52)  // 2⁻¹⁶ … 2¹⁶
    case 5: value = sign * Double(payload & 1023) / 64  // few fractional bits
    case 6: value = anywhere(&bits)
    default:  // uniform in the interval
      let share = Double(payload) * 0x1p-54
      value = low * (1 - share) + high * share
    }
    let rounded = isSingle ? Double(Float(value)) : value
    return contains(rounded) ? rounded : member(near: rounded, &bits)
  }

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

  /// A member for a number that is none: its magnitude, the nearest end of the interval, or a point inside.
  @usableFromInline
  func member(near value: Double, _ bits: inout RandomBits) -> Double {
    if contains(value.magnitude) { return value.magnitude }
    // The nearest member is an end of the interval: half the time only.
    let clamped = value.isNaN ? 0 : min(max(value, low), high)
    if contains(clamped), bits.next() & 1 == 0 { return clamped }
    let share = Double(bits.next() >> 11) * 0x1p-53
    let inside = low * (1 - share) + high * share
    let rounded = isSingle ? Double(Float(inside)) : inside
    return contains(rounded) ? rounded : simplest
  }
}
