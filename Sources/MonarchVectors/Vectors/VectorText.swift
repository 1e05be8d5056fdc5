import ExactArithmetic
import MonarchJudge

/// Vector files as they are written: one vector a line.
enum VectorText {
  static let kind = "monarch-oracle test vectors"
  static let schemaVersion = 1

  /// What stands before the first vector.
  static func head(of group: VectorGroup) -> String {
    let model = group.model
    let formats = JSONText.object([
      ("input", JSONText.string(model.input.name)), ("accumulate", JSONText.string(model.accumulate.name)),
      ("intermediate", JSONText.string(model.intermediate.name)), ("output", JSONText.string(model.output.name)),
      ("gradient", JSONText.string(model.gradient.name)),
    ])
    return """
      {
      "kind": \(JSONText.string(kind)),
      "schemaVersion": \(schemaVersion),
      "operation": \(JSONText.string(group.operation.rawValue)),
      "layout": \(JSONText.string(group.layout.name)),
      "formats": \(formats),
      "vectors": [

      """
  }

  static let foot = "\n]\n}\n"

  static func line(_ vector: TestVector) throws(VectorError) -> String {
    do {
      let stored = try StoredVector(vector)
      var members = [
        ("id", JSONText.string(vector.id)),
        ("flags", JSONText.array(vector.flags.map(\.rawValue).sorted().map(JSONText.string))),
      ]
      members += stored.data.map { ($0.name, text($0.bits, [("bits", $0.bits.low)])) }
      members.append(
        (
          "expected",
          JSONText.object(
            stored.expected.map { name, bits in
              (
                name,
                text(bits, bits.low == bits.high ? [("exact", bits.low)] : [("low", bits.low), ("high", bits.high)])
              )
            })
        ))
      return JSONText.object(members)
    } catch {
      throw VectorError("\(vector.id): \(error)")
    }
  }

  private static func text(_ bits: StoredBits, _ parts: [(String, [UInt64])]) -> String {
    JSONText.object(
      [("shape", JSONText.array(bits.shape.map { "\($0)" }))]
        + parts.map { ($0, JSONText.string(hexadecimal($1, bits.format))) })
  }

  private static func hexadecimal(_ patterns: [UInt64], _ format: FloatFormat) -> String {
    let width = format.bitWidth / 4
    return patterns.map { pattern in
      let digits = String(pattern, radix: 16)
      return String(repeating: "0", count: width - digits.count) + digits
    }.joined(separator: " ")
  }
}
