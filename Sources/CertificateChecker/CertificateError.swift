/// Why a certificate is not believed.
public struct CertificateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Kind: String, Sendable {
    /// The text is no certificate: it does not follow the format.
    case malformed
    /// The text is a certificate whose claim does not hold, or one of another tensor.
    case refused
  }

  public let kind: Kind
  /// The tensor whose section is at fault, where one has begun.
  public let tensor: String?
  /// The line of the certificate, counted from 1.
  public let line: Int
  /// What was expected and what was found.
  public let reason: String

  public init(_ kind: Kind, tensor: String?, line: Int, _ reason: String) {
    (self.kind, self.tensor, self.line, self.reason) = (kind, tensor, line, reason)
  }

  /// As "certificate line 12, tensor 'W': expected …": one line, whatever the file's names and words are.
  public var description: String {
    let text = "certificate line \(line)" + (tensor.map { ", tensor '\($0)'" } ?? "") + ": \(reason)"
    return text.unicodeScalars.reduce(into: "") { line, scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        line += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: line.unicodeScalars.append(scalar)
      }
    }
  }
}
