/// Something that was asked of a field and that the field does not have; the text names what was expected and found.
public struct FieldError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
