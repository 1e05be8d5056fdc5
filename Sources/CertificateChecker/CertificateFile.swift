import Crypto
public import TensorFiles

/// A file of certificates, which is checked section by section.
///
/// The checker recomputes everything from the tensors and from what the file gives as reasons; it believes no number. It
/// shares no code with what makes certificates. `Docs/Guide/certificates.md` has the format and the mathematics.
public struct CertificateFile {
  private var reader: LineReader
  private var sections = 0
  private var isFinished = false

  /// - Throws: `TensorFileError` where the file cannot be read, `CertificateError` where it is no certificate.
  public init(path: String) throws { try self.init(bytes: try TensorFile.read(path: path)) }

  /// - Throws: `CertificateError` where the first line is not that of a certificate of this version.
  public init(bytes: [UInt8]) throws(CertificateError) {
    reader = LineReader(bytes)
    guard try reader.integers(of: "monarch-certificates", count: 1) == [1] else {
      throw reader.malformed("expected version 1")
    }
  }

  /// Checks the next section; nil behind the last.
  ///
  /// - Parameters:
  ///   - tensor: gives the tensor of a name. What it throws is passed on.
  ///   - factors: gives the factors that are stored for it, left (l, s, r) and right (k, q, p), where they must be those of
  ///     the certificate; nil makes no such demand.
  /// - Throws: `CertificateError`; after that the file must not be used on.
  /// - Complexity: for each slice with sides n <= m, O(n²·m + n³/6) products of integers of the data's width. Memory is
  ///   spent on what a line holds and not on what it promises.
  public mutating func next(
    tensor: (String) throws -> Tensor, factors: ((String) throws -> (left: Tensor, right: Tensor))? = nil
  ) throws -> Statement? {
    reader.tensor = nil
    if isFinished { return nil }
    if reader.keyword == "end" {
      guard try reader.integers(of: "end", count: 1) == [sections] else {
        throw reader.malformed("expected 'end \(sections)' behind as many sections")
      }
      guard reader.isAtEnd else { throw reader.malformed("expected the end of the file behind 'end'") }
      isFinished = true
      return nil
    }
    let name = try Self.name(reader.word(of: "tensor", limit: 1 << 11, mayBeEmpty: true), reader)
    reader.tensor = name
    var section = try Section(&reader, tensor: try tensor(name), named: name)
    if let factors {
      let stored = try factors(name)
      section.stored = (
        left: try section.stored(stored.left, "left", reader), right: try section.stored(stored.right, "right", reader)
      )
    }
    let statement = try section.check(&reader)
    sections += 1
    return statement
  }

  /// The name that a word writes with %XX for some bytes.
  private static func name(_ word: String, _ reader: LineReader) throws(CertificateError) -> String {
    var bytes: [UInt8] = []
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2).map { $0 | 0x20 }.compactMap { Dyadic.value(ofDigit: $0) }
      guard digits.count == 2 else { throw reader.malformed("expected two digits behind % in the tensor's name") }
      bytes.append(digits[0] << 4 | digits[1])
      rest = rest.dropFirst(2)
    }
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw reader.malformed("expected a name in UTF-8")
    }
    return name
  }
}
