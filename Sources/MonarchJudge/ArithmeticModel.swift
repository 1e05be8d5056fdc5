public import ExactArithmetic

/// The arithmetic that an implementation declares: what its results are held to.
public struct ArithmeticModel: Hashable, Sendable {
  /// The format of the data it receives.
  public let input: FloatFormat
  /// The format of every product and sum.
  public let accumulate: FloatFormat
  /// The format in which what one stage makes is kept for the next.
  public let intermediate: FloatFormat
  /// The format of products, adjoints and dense matrices.
  public let output: FloatFormat
  /// The format of the gradients of factors.
  public let gradient: FloatFormat
  /// Whether numbers of the sums' format below its normal range may be taken for 0, read or written.
  public let flushesSubnormals: Bool
  /// The format to which factors, inputs and what is between the stages are rounded before they are multiplied, each to one of
  /// the two numbers next to it: to nearest or cut off, as tensor cores read float32 as tf32. Nil where they are read as
  /// they are.
  public let operands: FloatFormat?

  /// An arithmetic of several formats.
  ///
  /// - Parameters:
  ///   - intermediate: by default that of the sums, so that there is one rounding less.
  ///   - gradient: by default that of the sums, in which gradients are added up.
  /// - Throws: where no bound is known for the combination: sums hold the numbers that are multiplied, and are no narrower than what is
  ///   kept of them.
  public init(
    input: FloatFormat, accumulate: FloatFormat, intermediate: FloatFormat? = nil, output: FloatFormat,
    gradient: FloatFormat? = nil, flushesSubnormals: Bool = false, operands: FloatFormat? = nil
  ) throws(ModelError) {
    let intermediate = intermediate ?? accumulate
    let operands = operands.flatMap { $0.contains(input) && $0.contains(intermediate) ? nil : $0 }
    let multiplied = operands ?? input
    guard accumulate.contains(multiplied) else {
      let advice = operands == nil ? "; operands = \(accumulate) says so" : ""
      throw ModelError(
        "sums of \(accumulate) cannot take products of \(multiplied) without rounding operands first\(advice)")
    }
    guard accumulate.contains(intermediate) else {
      throw ModelError("sums of \(accumulate) cannot be kept between the stages as \(intermediate), which is wider")
    }
    (self.input, self.accumulate, self.intermediate, self.output) = (input, accumulate, intermediate, output)
    self.gradient = gradient ?? accumulate
    self.flushesSubnormals = flushesSubnormals
    self.operands = operands
  }

  /// One format throughout.
  public init(_ format: FloatFormat, flushesSubnormals: Bool = false) {
    (input, accumulate, intermediate, output, gradient) = (format, format, format, format, format)
    (self.flushesSubnormals, operands) = (flushesSubnormals, nil)
  }

  /// What underflow adds to the error of a sum of so many products, as the next stage reads it: η for each product; where
  /// subnormal numbers are flushed, the smallest normal number for each product, for each sum, and for the reading.
  func underflow(terms: Int) -> Rational {
    flushesSubnormals
      ? Rational(2 * terms) * accumulate.leastNormalMagnitude : Rational(terms) * accumulate.underflowUnit
  }

  /// Of sums of multiples of 2^e, the least e with which every order of summation can be exact.
  var leastExactExponent: Int {
    flushesSubnormals ? accumulate.minimalExponent + accumulate.precision - 1 : accumulate.minimalExponent
  }

  /// The format to which what is between the stages is rounded; nil where sums are kept as they are.
  package var storage: FloatFormat? { intermediate == accumulate ? nil : intermediate }

  /// What a number h of the sums becomes between one stage and the next is within a factor 1 ± (this − 1) and
  /// `intermediateUnit` of h: it is rounded to nearest where it is kept, and to a neighbour where it is multiplied.
  var intermediateGrowth: Rational {
    (1 + (storage?.unitRoundoff ?? 0)) * (1 + 2 * (operands?.unitRoundoff ?? 0))
  }

  /// What underflow adds to it, before the growth of the path.
  var intermediateUnit: Rational { (storage?.underflowUnit ?? 0) + 2 * (operands?.underflowUnit ?? 0) }

  /// The formats that hold what is between the stages.
  var intermediateFormats: [FloatFormat] { [intermediate] + [operands].compactMap(\.self) }

  /// The format to which a result is rounded at the end; nil where it holds the sums as they are.
  package func lastRounding(of operation: MonarchOperation) -> FloatFormat? {
    let format = if case .gradient = operation { gradient } else { output }
    return format.contains(accumulate) ? nil : format
  }
}

extension ArithmeticModel: CustomStringConvertible {
  /// "float32", or "bfloat16→float32→bfloat16" where formats differ; "bfloat16→float32|bfloat16→bfloat16" where what is
  /// between the stages is narrower than the sums.
  public var description: String {
    let flushing = (operands.map { ", \($0) operands" } ?? "") + (flushesSubnormals ? ", flushing" : "")
    if input == accumulate && storage == nil && accumulate == output { return input.name + flushing }
    return "\(input)→\(accumulate)\(storage.map { "|\($0)" } ?? "")→\(output)\(flushing)"
  }
}

/// An arithmetic for which the judge has no bound.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
