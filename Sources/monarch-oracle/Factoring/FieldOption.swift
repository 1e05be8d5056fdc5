import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A field by its name: Q, Q(zeta_N), F_p.
enum FieldOption: ExpressibleByArgument, Equatable {
  case rationals
  case cyclotomic(order: Int)
  case prime(PrimeModulus)

  init?(argument: String) {
    if argument == "Q" {
      self = .rationals
    } else if argument.hasPrefix("Q(zeta_"), argument.hasSuffix(")"), let order = Int(argument.dropFirst(7).dropLast()),
      (1...2000).contains(order)
    {
      self = .cyclotomic(order: order)
    } else if argument.hasPrefix("F_"), let value = Int(argument.dropFirst(2)), value < 1 << 62,
      let modulus = try? PrimeModulus(value)
    {
      self = .prime(modulus)
    } else {
      return nil
    }
    // 1 and +1 are no names of their own.
    if name != argument { return nil }
  }

  var name: String {
    switch self {
    case .rationals: "Q"
    case .cyclotomic(let order): "Q(zeta_\(order))"
    case .prime(let modulus): "F_\(modulus)"
    }
  }
}

/// An element as text: a fraction, or the coefficients of 1, ζ, ζ², … as fractions.
enum ElementText: Codable {
  case text(String)
  case list([String])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .text(String(number))
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([String].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .list(let texts): try container.encode(texts)
    }
  }
}

/// A fraction as -3 or 22/7, the one form in which numbers are exchanged.
private func fraction(_ text: String) throws -> Rational {
  guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") }) else {
    throw InputError("expected a fraction such as -3 or 22/7, found \"\(printable(text))\"")
  }
  return try Rational(parsing: text)
}

/// Whether a JSON text has a number with a fraction or an exponent, which decoders round.
func hasRoundedNumbers(_ bytes: [UInt8]) -> Bool {
  var (isInText, isEscaped, isInNumber) = (false, false, false)
  for byte in bytes {
    if isInText {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInText = false
      }
    } else if byte == UInt8(ascii: "\"") {
      (isInText, isInNumber) = (true, false)
    } else if (48...57).contains(byte) || byte == UInt8(ascii: "-") {
      isInNumber = true
    } else if isInNumber {
      if [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(byte) { return true }
      isInNumber = false
    }
  }
  return false
}

/// How elements of a field are read and written.
struct ElementCodec<Scalar: Field> {
  let name: String
  let text: (Scalar) -> ElementText
  /// From text, where the coefficients of a list are those of the powers of a root of unity of some order.
  let element: (ElementText, _ rootOrder: Int) throws -> Scalar
  let rational: (Rational) throws -> Scalar
}

extension ElementCodec where Scalar == Rational {
  static var rationals: ElementCodec {
    ElementCodec(
      name: "Q", text: { .text($0.description) },
      element: { text, _ in
        guard case .text(let text) = text else { throw InputError("expected a fraction, found a list") }
        return try fraction(text)
      }, rational: { $0 })
  }
}

extension ElementCodec where Scalar == PrimeField {
  static func prime(_ modulus: PrimeModulus) -> ElementCodec {
    func reduced(_ value: Rational) throws -> PrimeField {
      guard let residue = PrimeField(value, modulo: modulus) else {
        throw InputError("expected denominators prime to \(modulus), found \(value)")
      }
      return residue
    }
    return ElementCodec(
      name: "F_\(modulus)", text: { .text(String($0.joined(to: modulus).residue ?? 0)) },
      element: { text, _ in
        guard case .text(let text) = text else { throw InputError("expected a number, found a list") }
        return try reduced(try fraction(text))
      }, rational: reduced)
  }
}

extension ElementCodec where Scalar == Cyclotomic {
  static func cyclotomic(_ order: Int) -> ElementCodec {
    ElementCodec(
      name: "Q(zeta_\(order))",
      text: { value in
        if let rational = value.rational { return .text(rational.description) }
        let step = order / value.conductor
        var coefficients = Array(repeating: "0", count: (value.powers.map(\.exponent).max() ?? 0) * step + 1)
        for (exponent, coefficient) in value.powers { coefficients[exponent * step] = coefficient.description }
        return .list(coefficients)
      },
      element: { text, rootOrder in
        switch text {
        case .text(let text): return Cyclotomic(try fraction(text))
        case .list(let texts):
          guard order.isMultiple(of: rootOrder) else {
            throw InputError("expected a field that contains Q(zeta_\(rootOrder)), found Q(zeta_\(order))")
          }
          guard texts.count <= rootOrder else {
            throw InputError("expected at most \(rootOrder) coefficients, found \(texts.count)")
          }
          var sum = Cyclotomic.zero
          for (exponent, text) in texts.enumerated() {
            sum += Cyclotomic.root(of: rootOrder, power: exponent).scaled(by: try fraction(text))
          }
          return sum
        }
      }, rational: { Cyclotomic($0) })
  }
}
