/// Roundings of a double to narrower formats, each a value of the format in a double.
///
/// A sum or product of two float32 (or narrower) numbers in double, rounded to float32, is the float32 sum or product:
/// products are exact in 53 bits, and for sums 53 >= 2·24 + 2 makes the second rounding innocuous (Figueroa 1995).
package enum Rounding {
  package typealias Function = @Sendable (Double) -> Double

  package static let none: Function = { $0 }
  package static let float32: Function = { Double(Float($0)) }
  #if !(os(macOS) && arch(x86_64))
    package static let float16: Function = { Double(Float16($0)) }
  #endif

  /// To nearest, ties to even: half a unit of the last kept bit is added, less one for an even tie.
  package static let bfloat16: Function = { value in
    // Rounded to odd first, so that the second rounding sees on which side of a tie the number lies.
    let bits = oddFloat(value).bitPattern
    if bits & 0x7F80_0000 == 0x7F80_0000 { return Double(Float(bitPattern: bits)) }
    let rounded = (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000
    return Double(Float(bitPattern: rounded))
  }

  /// The lower 16 bits cut off.
  package static let truncatedBFloat16: Function = { Double(Float(bitPattern: Float($0).bitPattern & 0xFFFF_0000)) }

  /// The lower 13 bits cut off, as tensor cores read float32 numbers.
  package static let truncatedTensorFloat32: Function = {
    Double(Float(bitPattern: Float($0).bitPattern & 0xFFFF_E000))
  }

  /// float32 with subnormal numbers replaced by 0.
  package static let flushed: Function = { value in
    let rounded = Float(value)
    return rounded.magnitude < Float.leastNormalMagnitude ? 0 : Double(rounded)
  }

  /// float32 towards zero, with the last bit set where something was lost.
  private static func oddFloat(_ value: Double) -> Float {
    let nearest = Float(value)
    guard nearest.isFinite, Double(nearest) != value else { return nearest }
    let inner =
      Double(nearest.magnitude) > value.magnitude ? (nearest < 0 ? nearest.nextUp : nearest.nextDown) : nearest
    return Float(bitPattern: inner.bitPattern | 1)
  }
}
