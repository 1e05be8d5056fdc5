/// Why a tensor file, or a tensor, was refused: a kind for programs and one short line for people.
///
/// The line names what was expected and what was found. Names that come from the file are quoted, escaped and cut,
/// so that a hostile file can neither break the line nor flood a terminal: it never holds a control character and is
/// never longer than ``maximumLength`` Unicode scalars.
public struct TensorFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was wrong, as programs need it.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The file ends before its header, or before the data that the header promises.
    case truncated
    /// There is data that no header entry accounts for, at the end of the file.
    case trailingBytes
    /// The file does not start like a file of the format.
    case wrongFormat
    /// The format's version is none of those that exist.
    case unsupportedVersion
    /// The header claims to be longer than is allowed.
    case headerTooLong
    /// The header is not written in the format's grammar.
    case malformedHeader
    /// A key stands twice in one object of the header.
    case duplicateKey
    /// A key that the format demands is not there.
    case missingKey
    /// A key that the format does not know.
    case unknownKey
    /// A shape with a negative or too large dimension, too many dimensions, or a size that overflows.
    case invalidShape
    /// The elements have a type that is not read or cannot be written.
    case unsupportedElementType
    /// The elements are not in row-major order.
    case unsupportedOrder
    /// Offsets that are reversed, outside the buffer, overlapping, or leave a hole.
    case invalidOffsets
    /// The bytes are not as many as shape and element type need.
    case sizeMismatch
    /// A tensor name that the format reserves.
    case invalidName
    /// The element type has no conversion of this kind.
    case unsupportedConversion
    /// A value is not exactly representable in the type asked for.
    case inexactConversion
    /// The path names something that is not a regular file.
    case notRegularFile
    /// The file is larger than the limit.
    case tooLarge
    /// The operating system refused.
    case inputOutput
  }

  /// The greatest number of Unicode scalars in ``description``.
  public static let maximumLength: Int = 280

  /// What was wrong, as programs need it.
  public let kind: Kind

  /// What was wrong, in one line.
  public let description: String

  /// An error; `text` is cut and cleaned here once more, whatever the caller has put into it.
  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.description = oneLine(text, limit: Self.maximumLength)
  }
}

/// `text` with control, format and line-breaking characters escaped, cut to `limit` scalars in all.
///
/// The work is bounded by the limit, not by the text.
///
/// - Parameter keepsEnd: cut at the front.
func oneLine(_ text: String, limit: Int, keepsEnd: Bool = false) -> String {
  var pieces: [String] = []
  var room = limit
  let scalars = text.unicodeScalars
  for scalar in keepsEnd ? AnySequence(scalars.reversed()) : AnySequence(scalars) {
    let piece = isPlain(scalar) ? String(scalar) : "\\u{" + String(scalar.value, radix: 16) + "}"
    pieces.append(piece)
    room -= piece.unicodeScalars.count
    if room < 0 { break }
  }
  if room < 0 {
    // Give back pieces until the ellipsis fits.
    while room < 1, let last = pieces.popLast() { room += last.unicodeScalars.count }
    pieces.append("…")
  }
  return (keepsEnd ? pieces.reversed() : pieces).joined()
}

/// Text out of a file or a path, for use in a line of text: in double quotes, escaped and cut.
///
/// - Parameters:
///   - limit: the greatest number of scalars between the quotes.
///   - keepsEnd: cut at the front, as for paths, where the end says more.
func quoted(_ text: String, limit: Int = 48, keepsEnd: Bool = false) -> String {
  "\"" + oneLine(text, limit: limit, keepsEnd: keepsEnd) + "\""
}

/// A shape as text, at most eight dimensions of it.
func shapeText(_ shape: [Int]) -> String {
  let shown = shape.prefix(8).map { String($0) }.joined(separator: ", ")
  return shape.count > 8 ? "[\(shown), … \(shape.count) dimensions]" : "[\(shown)]"
}

/// Whether a scalar can be shown as it is, without breaking or reordering a line.
private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
  default: true
  }
}
