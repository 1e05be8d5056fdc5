/// What is wrong with test vectors, or why there are none, in one line.
public struct VectorError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  package init(_ description: String) { self.description = description }

  /// The same with its place before it.
  func at(_ place: String) -> VectorError { VectorError("\(place): \(description)") }
}
