import Foundation
public import TensorFiles

/// An element of a field as text: a fraction, or the coefficients of 1, ζ, ζ², ….
enum WitnessElement: Decodable {
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
}

/// What `factor` and `member` have written as JSON.
struct WitnessDocument: Decodable {
  struct Tree: Decodable {
    let root: Int
    let blocks: [[Int]]
  }

  struct Witness: Decodable {
    let reason: String
    let tree: Tree?
    let first: [Int]?
    let second: [Int]?
    let row: Int?
    let column: Int?
    let entry: WitnessElement?
    let place: [Int]?
    let polynomial: [WitnessElement]?
    let vector: [WitnessElement]?
    let rootFreeModulo: String?
    let rows: [Int]?
    let columns: [Int]?
    let minor: WitnessElement?
  }

  let `class`: String
  let field: String
  /// q and b.
  let grid: [Int]
  let outcome: String
  let left: [WitnessElement]?
  let middle: [WitnessElement]?
  let right: [WitnessElement]?
  let witness: Witness?
  let singular: [[Int]]?
}

/// The answer of `factor` or `member` on one matrix, which is checked against the matrix alone.
///
/// The checker shares no code with what answers. It multiplies factors out, and recomputes what a witness says of a few blocks,
/// in exact numbers of its own.
public struct WitnessFile {
  private let document: WitnessDocument

  /// - Throws: `CertificateError` of kind `malformed` where the bytes are no such answer.
  public init(bytes: [UInt8]) throws(CertificateError) {
    try Self.refuseRoundedNumbers(bytes)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      document = try decoder.decode(WitnessDocument.self, from: Data(bytes))
    } catch {
      throw CertificateError(.malformed, tensor: nil, line: 1, "expected the answer of factor or member as JSON")
    }
    guard document.grid.count == 2, document.grid.allSatisfy({ (1...1 << 15).contains($0) }) else {
      throw CertificateError(.malformed, tensor: nil, line: 1, "expected a grid of two sizes from 1 to 32768")
    }
  }

  /// Whether the file looks like JSON, and not like certificates of projections.
  public static func isWitness(_ bytes: [UInt8]) -> Bool { bytes.first { $0 > 0x20 } == UInt8(ascii: "{") }

  /// Checks the answer on the matrix of a .npy file's tensor.
  ///
  /// - Returns: what is proved.
  public func check(_ tensor: Tensor) throws -> String {
    let n = document.grid[0] * document.grid[1]
    guard tensor.shape == [n, n] else {
      throw refused("expected a \(n)×\(n) matrix, found the shape \(tensor.shape)")
    }
    var fractions: [Fraction] = []
    for value in try tensor.doubles() {
      guard value.isFinite else { throw refused("expected finite numbers") }
      let significand = Int(value.significand * 0x1p52) * (value < 0 ? -1 : 1)
      fractions.append(value == 0 ? Fraction(0) : Fraction(significand, timesTwoToThe: Int(value.exponent) - 52))
    }
    return try check(.fractions(fractions), isRational: true)
  }

  /// Checks the answer on a matrix as JSON: shape, field and entries.
  ///
  /// - Returns: what is proved.
  public func check(json bytes: [UInt8]) throws -> String {
    struct Document: Decodable {
      let shape: [Int]
      let field: String
      let entries: [WitnessElement]
    }
    let n = document.grid[0] * document.grid[1]
    try Self.refuseRoundedNumbers(bytes)
    let matrix: Document
    do {
      matrix = try JSONDecoder().decode(Document.self, from: Data(bytes))
    } catch {
      throw CertificateError(.malformed, tensor: nil, line: 1, "expected a matrix as JSON")
    }
    guard matrix.shape == [n, n], matrix.entries.count == n * n else {
      throw refused("expected a \(n)×\(n) matrix, found the shape \(matrix.shape) and \(matrix.entries.count) entries")
    }
    // Entries of ℚ are elements of any field; others only of their own, or of ℚ(ζ_N) in a larger one.
    guard matrix.field == "Q" || matrix.field == document.field || WitnessFile.order(matrix.field) != nil else {
      throw refused("expected a matrix over \(document.field), found one over \(matrix.field.prefix(40))")
    }
    return try check(
      .elements(matrix.entries, rootOrder: WitnessFile.order(matrix.field) ?? 1), isRational: matrix.field == "Q")
  }

  /// Decoders round numbers with a point or an exponent: such a file says something else than is read.
  private static func refuseRoundedNumbers(_ bytes: [UInt8]) throws(CertificateError) {
    var (isText, isEscape, isNumber) = (false, false, false)
    for byte in bytes {
      switch byte {
      case _ where isEscape: isEscape = false
      case UInt8(ascii: "\\") where isText: isEscape = true
      case UInt8(ascii: "\""):
        isText.toggle()
        isNumber = false
      case _ where isText: break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): isNumber = true
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        if isNumber {
          throw CertificateError(
            .malformed, tensor: nil, line: 1,
            "expected integers and fractions as text, found a number with a point or an exponent")
        }
      default: isNumber = false
      }
    }
  }

  /// N for "Q(zeta_N)".
  static func order(_ field: String) -> Int? {
    guard field.hasPrefix("Q(zeta_"), field.hasSuffix(")") else { return nil }
    guard let order = Int(field.dropFirst(7).dropLast()), order >= 1, field == "Q(zeta_\(order))" else { return nil }
    return order
  }

  private func check(_ entries: MatrixEntries, isRational: Bool) throws -> String {
    // Over a prime field an answer on fractions is one on their residues.
    let subject =
      isRational && document.field.hasPrefix("F_")
      ? "the matrix of residues modulo \(document.field.dropFirst(2))" : "the matrix"
    if document.field == "Q" { return try WitnessCheck(document, RationalArithmetic(), entries).statement(subject) }
    if let order = WitnessFile.order(document.field), let field = CyclotomicArithmetic(order: order) {
      return try WitnessCheck(document, field, entries).statement(subject)
    }
    if document.field.hasPrefix("F_"), let modulus = UInt64(document.field.dropFirst(2)),
      let field = PrimeArithmetic(modulus)
    {
      return try WitnessCheck(document, field, entries).statement(subject)
    }
    throw CertificateError(
      .malformed, tensor: nil, line: 1,
      "expected the field Q, Q(zeta_N) with N up to 2000 or F_p with a prime below 2^62, found \(document.field.prefix(40))"
    )
  }

  private func refused(_ reason: String) -> CertificateError {
    CertificateError(.refused, tensor: nil, line: 1, reason)
  }
}
