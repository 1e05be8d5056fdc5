public import ExactArithmetic

/// The arithmetic that an implementation declares: what its results are held to.
public struct ArithmeticModel: Hashable, Sendable {
  /// The format of the data it receives.
  public let input: FloatFormat
  /// The format of every product, sum and intermediate.
  public let accumulate: FloatFormat
  /// The format of the results it returns, those of gradients of factors apart.
  public let output: FloatFormat
  /// The format of gradients of factors.
  public let gradient: FloatFormat

  /// Fails where no bound is known for the combination: data may not be narrowed before it is multiplied.
  ///
  /// - Parameter gradient: nil takes that of the sums, in which gradients are added up.
  public init(
    input: FloatFormat, accumulate: FloatFormat, output: FloatFormat, gradient: FloatFormat? = nil
  ) throws(ModelError) {
    guard accumulate.contains(input) else {
      throw ModelError(
        "accumulating \(input) data in \(accumulate) rounds the inputs first; no bound for that is implemented")
    }
    (self.input, self.accumulate, self.output, self.gradient) = (input, accumulate, output, gradient ?? accumulate)
  }

  /// One format throughout.
  public init(_ format: FloatFormat) { (input, accumulate, output, gradient) = (format, format, format, format) }
}

extension ArithmeticModel: CustomStringConvertible {
  /// "float32", or "float32→float64→float32" where the three formats differ.
  public var description: String {
    input == accumulate && accumulate == output ? input.name : "\(input)→\(accumulate)→\(output)"
  }
}

/// An arithmetic for which the judge has no bound.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
