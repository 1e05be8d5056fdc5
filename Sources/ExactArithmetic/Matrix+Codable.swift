/// The exact matrix file: `{"shape": [rows, columns], "field": "Q", "entries": ["1/2", "3", …]}`, row by row.
///
/// Entries are text in the form of `Rational.description`; integers may also stand as JSON numbers. Decoding checks the
/// field and that the shape is two sizes whose product is the number of entries.
extension Matrix: Codable where Scalar == Rational {
  private enum Key: String, CodingKey {
    case shape, field, entries
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode([rows, columns], forKey: .shape)
    try container.encode("Q", forKey: .field)
    try container.encode(elements, forKey: .entries)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let field = try container.decode(String.self, forKey: .field)
    guard field == "Q" else {
      throw DecodingError.dataCorruptedError(
        forKey: .field, in: container, debugDescription: "expected the field \"Q\", found \"\(field.prefix(40))\"")
    }
    let shape = try container.decode([Int].self, forKey: .shape)
    guard shape.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container, debugDescription: "expected [rows, columns], found \(shape.count) numbers")
    }
    let entries = try container.decode([Rational].self, forKey: .entries)
    do {
      try self.init(rows: shape[0], columns: shape[1], elements: entries)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .shape, in: container, debugDescription: error.description)
    }
  }
}
