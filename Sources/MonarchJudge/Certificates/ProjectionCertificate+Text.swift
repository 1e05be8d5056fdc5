import ExactArithmetic
import MonarchReference

/// The text of certificates; `Docs/Guide/certificates.md` has its grammar.
extension ProjectionCertificate {
  /// The first line of a file.
  public static var header: [UInt8] { Array("monarch-certificates 1\n".utf8) }

  /// The last line of a file, which says how many sections stand before it.
  public static func closing(sections: Int) -> [UInt8] { Array("end \(sections)\n".utf8) }

  /// The section of one tensor.
  ///
  /// - Parameters:
  ///   - tensor: its name in its file.
  ///   - sha256: of its bytes, little-endian and row-major, in lower-case hexadecimal digits.
  ///   - elementType: as `float32`.
  public func encode(tensor: String, sha256: String, elementType: String) -> [UInt8] {
    let sizes = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r].map(String.init).joined(separator: " ")
    var text = "tensor \(Self.escaped(tensor))\nweights \(rows) \(columns) \(elementType) \(sha256)\nform \(sizes)\n"
    for (name, value) in [("norm", norm), ("error", error), ("bound", bound)] {
      text += "\(name) \(Self.token(value))\n"
    }
    text += "gap \(gapText)\n"
    for (index, slice) in slices.enumerated() {
      text += "slice \(index / shape.k) \(index % shape.k)\n"
      for term in slice.terms {
        text += Self.line("u", term.u, scale: 0)
        text += Self.line("v", term.v, scale: 0)
      }
      guard let reason = slice.reason else { continue }
      text += Self.line("mu", [reason.shift], scale: 2 * reason.scale)
      for column in reason.columns { text += Self.line("w", column, scale: reason.scale) }
      text += Self.line("g", reason.triangle, scale: reason.scale)
    }
    return Array(text.utf8)
  }

  private static func line(_ name: String, _ values: [Double], scale: Int) -> String {
    var line = name
    for value in values {
      guard value != 0 else {
        line += " 0"
        continue
      }
      var (significand, exponent) = value.dyadic
      // Odd, so that there is one way to write a number.
      let zeros = significand.trailingZeroBitCount
      significand >>= zeros
      exponent += zeros + scale
      line += significand < 0 ? " -" : " "
      line += String(significand.magnitude, radix: 16)
      if exponent != 0 { line += "p\(exponent)" }
    }
    return line + "\n"
  }

  private static func token(_ value: Rational) -> String {
    // Sums of products of floats: the denominator is a power of two.
    let (digits, exponent) = value.dyadicText!
    return exponent == 0 ? digits : "\(digits)p\(exponent)"
  }

  /// A name without spaces and controls, which are written as %20 and the like; so is %.
  private static func escaped(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      if byte > 0x20, byte != 0x7F, byte != UInt8(ascii: "%") {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
