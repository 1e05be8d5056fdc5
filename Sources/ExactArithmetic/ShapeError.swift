/// Sizes that do not fit together; the text names the numbers expected and found.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
