public import ExactArithmetic
public import MonarchReference

/// Judges float products by a word of letters against the exact product.
///
/// The word says which arithmetic is declared: so many letters, whose float entries are those of the word, rounded to
/// nearest where the format does not hold them. What the product has to be is said by a dense matrix, or by the word
/// itself. Numbers have their parts one after the other: a complex vector is (Re, Im, Re, Im, …).
///
/// A result is accused only where it is certainly outside of its bound, and passes only where it is certainly within:
/// exact values that are irrational are enclosed as narrowly as that takes. Where all terms of an output are 0 it must be
/// exactly 0.
public struct WordJudge<Scalar: EnclosedField>: Sendable {
  public let word: Word<Scalar>
  public let format: FloatFormat
  /// The length of an input row: the rest of the word's n inputs are 0.
  public let inputCount: Int
  /// The length of an output row: the first of the word's n outputs.
  public let outputCount: Int
  private let bound: WordBound
  /// The definition, where it is not the word.
  private let dense: DenseEnclosure<Scalar>?

  /// Products by the word itself, or by its upper left corner.
  ///
  /// - Throws: for counts beyond 1 ... n, and for entries that are neither values of the format nor 0 nor within its
  ///   normal numbers.
  public init(
    _ word: Word<Scalar>, inputCount: Int? = nil, outputCount: Int? = nil, format: FloatFormat
  ) throws(ShapeError) {
    try self.init(
      word, inputCount: inputCount ?? word.grid.count, outputCount: outputCount ?? word.grid.count, dense: nil,
      format: format)
  }

  /// Products by a matrix, which the word, or its upper left corner of this size, is said to be.
  ///
  /// - Throws: likewise.
  public init(_ word: Word<Scalar>, computing definition: Matrix<Scalar>, format: FloatFormat) throws(ShapeError) {
    try self.init(
      word, inputCount: definition.columns, outputCount: definition.rows, dense: definition, format: format)
  }

  private init(
    _ word: Word<Scalar>, inputCount: Int, outputCount: Int, dense: Matrix<Scalar>?, format: FloatFormat
  ) throws(ShapeError) {
    let n = word.grid.count
    guard (1...n).contains(inputCount), (1...n).contains(outputCount) else {
      throw ShapeError("expected a corner of 1 ... \(n) rows and columns, found \(outputCount)×\(inputCount)")
    }
    (self.word, self.format, self.inputCount, self.outputCount) = (word, format, inputCount, outputCount)
    bound = try WordBound(word, format: format)
    if let dense { self.dense = try DenseEnclosure(dense) } else { self.dense = nil }
  }

  /// The verdict on the results of a batch.
  ///
  /// - Parameters:
  ///   - input: (batch, inputCount), row-major, values of the format.
  ///   - result: (batch, outputCount), row-major.
  /// - Throws: for an input of another size, or one with a number that is not a value of the format.
  /// - Complexity: for each row an exact product by the magnitudes of the word, and one by the definition.
  public func verdict(on result: [Double], input: [Double], batch: Int) throws(ShapeError) -> WordVerdict {
    let parts = Scalar.partCount
    let width = inputCount * parts
    guard batch >= 0, input.count.isMultiple(of: width), input.count / width == batch else {
      throw ShapeError("expected an input of \(batch)·\(inputCount)·\(parts) numbers, found \(input.count)")
    }
    for value in input {
      guard let exact = Rational(exactly: value), exact == 0 || format.nearest(to: exact) == exact else {
        throw ShapeError("expected inputs of \(format), found \(value)")
      }
    }
    let outputs = outputCount * parts
    guard result.count.isMultiple(of: outputs), result.count / outputs == batch else {
      return WordVerdict(
        tier: .bound, holds: false,
        reason: "expected \(batch)·\(outputCount)·\(parts) numbers, found \(result.count)", witness: nil)
    }
    guard batch > 0 else {
      return WordVerdict(
        tier: .mistrusted, holds: true, reason: "the batch is empty: there is nothing to compare", witness: nil)
    }
    let largest = input.reduce(0) { max($0, $1.magnitude) }
    if bound.mayOverflow(inputsUpTo: Rational(exactly: largest) ?? 0) {
      return WordVerdict(
        tier: .mistrusted, holds: true, reason: "a partial sum may overflow \(format)", witness: nil)
    }

    let zeros = [Double](repeating: 0, count: (word.grid.count - inputCount) * parts)
    let gauges = try bound.gauges(
      (0..<batch).flatMap { input[$0 * width..<($0 + 1) * width] + zeros }, batch: batch)
    let enclosed = try dense?.values(input, batch: batch)
    var worst: WordWitness?
    for row in 0..<batch {
      let vector = (0..<inputCount).map { index in
        Scalar(parts: (0..<parts).map { Rational(exactly: input[row * width + index * parts + $0]) ?? 0 })
      }
      var products: [Scalar]?
      if dense == nil {
        let padding = Array(repeating: Scalar.zero, count: word.grid.count - inputCount)
        products = try word.applied(to: vector + padding)
      }
      for place in 0..<outputs {
        let (output, part) = (place / parts, place % parts)
        var exact = products?[output]
        let comparison = Comparison(
          found: result[row * outputs + place], gauge: gauges[row][place],
          bound: bound.error.bound(at: place, gauge: gauges[row][place]))
        var precision = 64
        var interval = enclosed?[row][place] ?? exact.map { $0.enclosures(precision: 64)[part] } ?? RationalInterval(0)
        while comparison.isWithin(interval) == nil {
          // The parts of one exact value: a part that is rational has an interval of width 0, which decides.
          precision *= 2
          if exact == nil { exact = entry(output, of: vector) }
          interval = exact?.enclosures(precision: precision)[part] ?? interval
        }
        let holds = comparison.isWithin(interval) ?? false
        let witness = WordWitness(
          row: row, output: output, part: part, expected: interval, found: comparison.found, bound: comparison.bound,
          ratio: comparison.ratio(to: interval))
        if !holds {
          return WordVerdict(tier: .bound, holds: false, reason: reason(for: witness), witness: witness)
        }
        if (witness.ratio ?? 0) > (worst?.ratio ?? -1) { worst = witness }
      }
    }
    return WordVerdict(tier: .bound, holds: true, reason: "within the bound of \(format)", witness: worst)
  }

  /// One entry of the definition's product with a vector, exactly.
  private func entry(_ output: Int, of vector: [Scalar]) -> Scalar {
    var sum = Scalar.zero
    if let matrix = dense?.matrix {
      for (column, value) in vector.enumerated() where value != .zero { sum.addProduct(matrix[output, column], value) }
    }
    return sum
  }

  private func reason(for offence: WordWitness) -> String {
    let part = Scalar.partCount == 1 ? "" : offence.part == 0 ? " (real part)" : " (imaginary part)"
    let expected = Double(offence.expected.midpoint)
    return "output \(offence.output)\(part) of batch row \(offence.row): expected \(expected) ± \(offence.bound.short),"
      + " found \(offence.found), ρ = \(offence.ratio?.short ?? "undefined")"
  }
}

/// A found value, and how far it may lie from the exact one.
private struct Comparison {
  let found: Double
  private let value: Rational?
  let bound: Rational

  /// Where all terms are 0 nothing is rounded: both values must be 0.
  init(found: Double, gauge: Rational, bound: Rational) {
    self.found = found
    self.bound = gauge == 0 ? 0 : bound
    value = Rational(exactly: found)
  }

  /// Whether the value is within the bound of every number of the interval, or of none; nil where of some only.
  func isWithin(_ interval: RationalInterval) -> Bool? {
    guard let value else { return false }
    if farthest(value, interval) <= bound { return true }
    return nearest(value, interval) > bound ? false : nil
  }

  func ratio(to interval: RationalInterval) -> Rational? {
    guard let value, bound > 0 else { return nil }
    let far = farthest(value, interval)
    return (far <= bound ? far : nearest(value, interval)) / bound
  }

  private func farthest(_ value: Rational, _ interval: RationalInterval) -> Rational {
    max((value - interval.lower).magnitude, (value - interval.upper).magnitude)
  }

  private func nearest(_ value: Rational, _ interval: RationalInterval) -> Rational {
    interval.contains(value)
      ? 0 : min((value - interval.lower).magnitude, (value - interval.upper).magnitude)
  }
}
