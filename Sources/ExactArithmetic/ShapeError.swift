/// Operands that do not fit together, by their sizes or by their fields; the text names what was expected and found.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
