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
  /// Where sums are made by adders of several terms, as in tensor cores: every term of an addition is cut off so many bits below
  /// the leading bit of the largest, and the sum is rounded to one of the two numbers of `accumulate` next to it. Nil where
  /// each sum of two numbers is rounded to nearest.
  public let adderWindow: Int?

  /// An arithmetic of several formats.
  ///
  /// - Parameters:
  ///   - intermediate: by default that of the sums, so that there is one rounding less.
  ///   - gradient: by default that of the sums, in which gradients are added up.
  /// - Throws: where no bound is known for the combination: sums hold the numbers that are multiplied, and are no narrower than what is
  ///   kept of them.
  public init(
    input: FloatFormat, accumulate: FloatFormat, intermediate: FloatFormat? = nil, output: FloatFormat,
    gradient: FloatFormat? = nil, flushesSubnormals: Bool = false, operands: FloatFormat? = nil,
    adderWindow: Int? = nil
  ) throws(ModelError) {
    if let adderWindow, !ArithmeticModel.adderWindows.contains(adderWindow) {
      let range = ArithmeticModel.adderWindows
      throw ModelError("an adder's window has \(range.lowerBound) to \(range.upperBound) bits, not \(adderWindow)")
    }
    let intermediate = intermediate ?? accumulate
    let operands = operands.flatMap { $0.contains(input) && $0.contains(intermediate) ? nil : $0 }
    let multiplied = operands ?? input
    guard accumulate.contains(multiplied) else {
      throw ModelError(
        "accumulating \(multiplied) data in \(accumulate) rounds the inputs first; operands = \(accumulate) declares that"
      )
    }
    guard accumulate.contains(intermediate) else {
      throw ModelError("sums of \(accumulate) cannot be kept between the stages as \(intermediate), which is wider")
    }
    (self.input, self.accumulate, self.intermediate, self.output) = (input, accumulate, intermediate, output)
    self.gradient = gradient ?? accumulate
    self.flushesSubnormals = flushesSubnormals
    (self.operands, self.adderWindow) = (operands, adderWindow)
  }

  /// One format throughout.
  public init(_ format: FloatFormat, flushesSubnormals: Bool = false) {
    (input, accumulate, intermediate, output, gradient) = (format, format, format, format, format)
    (self.flushesSubnormals, operands, adderWindow) = (flushesSubnormals, nil, nil)
  }

  /// The bits that a window may have: fewer would hold no sum, more are those of no adder.
  public static let adderWindows = 1...128

  /// (1+u)^d, by what a sum of so many terms in any order may be greater than the sum of their magnitudes.
  ///
  /// With a window of w bits an addition of c terms errs by less than c·2^−w times the largest, and by 2u in its result. The
  /// additions that make one of d numbers, in whatever groups, are at most d − 1 and have at most 2d − 1 terms: the factor is
  /// (1+2^−w)^2d·(1+2u)^d, the rounding of a product included.
  func growth(terms: Int) -> Rational {
    guard let adderWindow else { return power(1 + accumulate.unitRoundoff, terms) }
    return power(1 + .powerOfTwo(-adderWindow), 2 * terms) * power(1 + 2 * accumulate.unitRoundoff, terms)
  }

  /// What underflow adds to the error of a sum of so many products, as the next stage reads it: η for each product; where
  /// subnormal numbers are flushed, the smallest normal number for each product, for each sum, and for the reading; where sums
  /// are not rounded to nearest, 2η for each of these.
  func underflow(terms: Int) -> Rational {
    if flushesSubnormals { return Rational(2 * terms) * accumulate.leastNormalMagnitude }
    return Rational(adderWindow == nil ? terms : 4 * terms) * accumulate.underflowUnit
  }

  /// The largest sum of magnitudes of multiples of 1 with which every order of summation is exact has so many bits.
  var exactBits: Int { min(accumulate.precision, adderWindow ?? .max) }

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

  /// Whether roundings of operands are so much greater than those of sums that most data do not show these, or sums are other than
  /// of two numbers.
  package var hidesSums: Bool { operands != nil || adderWindow != nil }

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
    let adder = adderWindow.map { ", adder window \($0)" } ?? ""
    let flushing = (operands.map { ", \($0) operands" } ?? "") + adder + (flushesSubnormals ? ", flushing" : "")
    if input == accumulate && storage == nil && accumulate == output { return input.name + flushing }
    return "\(input)→\(accumulate)\(storage.map { "|\($0)" } ?? "")→\(output)\(flushing)"
  }
}

/// An arithmetic for which the judge has no bound.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
