import ExactArithmetic
import MonarchReference

/// A batch of vectors on its way through factors, exactly: `h_0 = x`, `h_{t+1} = S_t h_t`, with the sums of magnitudes.
///
/// What arithmetic may make of `h_t` follows from the depths d_u of the dot products of the stages before it: with
/// `D_t = d_0 + … + d_{t−1}`, u the unit roundoff, η half the smallest subnormal number, as in `rounding-bound`,
///
/// ```
/// |ĥ_t − h_t| <= (P_t − 1)·G_t + P_t·A_t        P_t = (1+u)^D_t·(1+u')^s
/// G_t = |S_{t−1}| … |S_0||x|                    A_t = Σ_{v<t} (d_v·η + η')·|S_{t−1}| … |S_{v+1}|·𝟙
/// ```
///
/// where s of the t stages were rounded to a narrower format with u' and η' before the next stage read them: all but the
/// last stage of all. Such a rounding of a number z with |z − h| <= (P−1)·G + P·A errs by at most u'·|z| + η', so that
/// it is one more factor (1+u') and one more term η'. Where nothing is narrowed, u' = η' = 0. A number that is rounded where it
/// is kept, and again before it is multiplied, has both factors and both terms.
///
/// Where subnormal numbers may be flushed to 0, each product, sum and reading errs by the smallest normal number μ, and
/// 2d·μ stands for d·η. That data themselves may be flushed is `OperationExpectation`'s.
final class ExactFlow {
  let patterns: [KroneckerPattern]
  let batch: Int
  private let weights: [[Double]]
  private let input: [Double]
  private let width: Int
  /// G_t, kept once it is known.
  private var gauges: [Int: ExactVectors] = [:]

  /// The flow of x through the factors in the order in which they are applied.
  static func forward(_ operation: OperationCase, _ input: [Double]) -> ExactFlow {
    ExactFlow(operation.patterns, operation.factors, input, operation.batch)
  }

  /// The flow of g through the transposed factors, the last one first.
  static func backward(_ operation: OperationCase, _ cotangent: [Double]) -> ExactFlow {
    let patterns = Array(operation.patterns.reversed())
    let weights = zip(patterns, operation.factors.reversed()).map { transposed($1, $0) }
    return ExactFlow(patterns.map(\.transposed), weights, cotangent, operation.batch)
  }

  private init(_ patterns: [KroneckerPattern], _ weights: [[Double]], _ input: [Double], _ batch: Int) {
    (self.patterns, self.weights, self.input, self.batch) = (patterns, weights, input, batch)
    width = patterns[0].columns
  }

  /// The entries of h_t.
  func width(after count: Int) -> Int { count == 0 ? width : patterns[count - 1].rows }

  /// D_t.
  func depth(after count: Int) -> Int { patterns[..<count].reduce(0) { $0 + $1.c } }

  /// h_t, or G_t.
  func vectors(after count: Int, magnitudes: Bool = false) throws(ShapeError) -> ExactVectors {
    if magnitudes, let known = gauges[count] { return known }
    var ordered = input
    if count > 0, patterns[0].d > 1 {
      let places = patterns[0].columnOrder
      for (entry, place) in places.enumerated() {
        for row in 0..<batch { ordered[row * width + place] = input[row * width + entry] }
      }
    }
    let vectors = try product(0..<count, magnitudes: magnitudes, of: ordered, batch: batch)
    if magnitudes { gauges[count] = vectors }
    return vectors
  }

  /// How many of the first stages are rounded before the next one reads them, where anything is narrowed.
  private func storedCount(after count: Int) -> Int { min(count, patterns.count - 1) }

  /// P_t.
  func growth(after count: Int, _ model: ArithmeticModel) -> Rational {
    model.growth(terms: depth(after: count))
      * power(model.intermediateGrowth, storedCount(after: count))
  }

  /// A_t.
  func underflow(after count: Int, _ model: ArithmeticModel) throws(ShapeError) -> [Rational] {
    var sum = [Rational](repeating: 0, count: width(after: count))
    for stage in 0..<count {
      let ones = [Double](repeating: 1, count: patterns[stage].rows)
      let amplified = try product(stage + 1..<count, magnitudes: true, of: ones, batch: 1)
      var unit = model.underflow(terms: patterns[stage].c)
      if stage < storedCount(after: count) { unit += model.intermediateUnit }
      for index in sum.indices { sum[index] += unit * amplified[0, index] }
    }
    return sum
  }

  /// The product by some stages of vectors that are in the order in which the first of them reads.
  private func product(
    _ stages: Range<Int>, magnitudes: Bool, of vectors: [Double], batch: Int
  ) throws(ShapeError) -> ExactVectors {
    do {
      var chain: [BlockStage] = []
      for index in stages {
        let (pattern, weights) = (patterns[index], weights[index])
        var places = pattern.rowOrder
        if index + 1 < stages.upperBound {
          let next = patterns[index + 1].columnOrder
          places = places.map { next[$0] }
        }
        chain.append(
          try BlockStage(
            "factor \(index)", count: pattern.blockCount, rows: pattern.b, columns: pattern.c,
            weights: weights.span, places: .images(places)))
      }
      if chain.isEmpty {
        let ones = [Double](repeating: 1, count: width(after: stages.lowerBound))
        chain.append(try BlockStage("the identity", count: ones.count, rows: 1, columns: 1, weights: ones.span))
      }
      return try BlockChain(chain, magnitudes: magnitudes).multiply(vectors.span, batch: batch)
    } catch {
      throw ShapeError(error.description)
    }
  }

  // MARK: Exactness and overflow

  /// For each row of the batch the largest sum of magnitudes of terms of h_t with which every order of summation is
  /// exact; nil where an earlier stage already need not be.
  func exactLimits(after count: Int, _ model: ArithmeticModel) throws(ShapeError) -> [Rational?] {
    var limits = rowUnits(after: count).map { unit in
      (unit ?? .max) < model.leastExactExponent ? nil : exactLimit(model.accumulate, unit: unit, bits: model.exactBits)
    }
    guard count > 1 else { return limits }
    let before = try exactRows(after: count - 1, model)
    for row in 0..<batch where !before[row] { limits[row] = nil }
    return limits
  }

  /// The largest sum of magnitudes of multiples of 2^unit which are all numbers of a format; nil if there is none.
  private func exactLimit(_ format: FloatFormat, unit: Int?, bits: Int? = nil) -> Rational? {
    // A row of zeros is exact in any case.
    guard let unit else { return 0 }
    return unit < format.minimalExponent ? nil : .powerOfTwo(unit + (bits ?? format.precision))
  }

  /// For each row whether h_1 … h_t are exact in every order of summation, as the next stage reads them.
  func exactRows(after count: Int, _ model: ArithmeticModel) throws(ShapeError) -> [Bool] {
    guard count > 0 else { return Array(repeating: true, count: batch) }
    let limits = try exactLimits(after: count, model)
    // The narrower formats, where there are any, hold all that passes these limits.
    let stored = model.intermediateFormats.map { format in
      rowUnits(after: count).map { exactLimit(format, unit: $0) }
    }
    let gauges = try vectors(after: count, magnitudes: true)
    return limits.indices.map { row in
      guard let limit = limits[row] else { return false }
      let narrow = stored.compactMap { $0[row] }
      guard narrow.count == stored.count else { return false }
      let least = narrow.reduce(limit, min)
      return (0..<gauges.width).allSatisfy { gauges[row, $0] <= least }
    }
  }

  /// For each row the exponent of a unit of all terms of h_t; nil where all of x is 0.
  func rowUnits(after count: Int) -> [Int?] {
    let unit = weights[..<count].reduce(0) { $0 + (commonDyadicExponent($1) ?? 0) }
    return (0..<batch).map { row in
      commonDyadicExponent(input[row * width..<(row + 1) * width]).map { $0 + unit }
    }
  }

  /// The first row in which a partial sum of h_1 … h_t, or what is kept of them, may be greater than the largest number;
  /// nil if there is none.
  func firstOverflow(through count: Int, _ model: ArithmeticModel) throws(ShapeError) -> Int? {
    var first: Int?
    for stage in 0..<count {
      let growth = growth(after: stage + 1, model)
      let offset = try growth * (underflow(after: stage + 1, model).max() ?? 0)
      let isStored = stage < storedCount(after: count)
      let formats = isStored ? model.intermediateFormats : [model.accumulate]
      let largest = formats.map(\.greatestFiniteMagnitude).min() ?? 0
      // growth·G + offset <= limit, with the largest offset of all entries: far below the limit as a rule.
      let limit = (largest - offset) / growth
      let gauges = try vectors(after: stage + 1, magnitudes: true)
      for row in 0..<min(batch, first ?? batch) where (0..<gauges.width).contains(where: { gauges[row, $0] > limit }) {
        first = row
        break
      }
    }
    return first
  }
}

extension KroneckerPattern {
  /// For each column the place at which a product by blocks reads it: (i·c + κ)·d + δ ↦ (i·d + δ)·c + κ.
  var columnOrder: [Int] {
    (0..<columns).map { block(ofColumn: $0) * c + $0 / d % c }
  }

  /// For each output of the blocks, one block after the other, its row: the inverse of the same for rows.
  var rowOrder: [Int] { (0..<rows).map { row($0 % b, ofBlock: $0 / b) } }
}

/// The weights of the transposed factor.
func transposed(_ weights: [Double], _ pattern: KroneckerPattern) -> [Double] {
  let (b, c) = (pattern.b, pattern.c)
  return weights.indices.map { index in
    let (block, entry) = index.quotientAndRemainder(dividingBy: b * c)
    return weights[block * b * c + entry % b * c + entry / b]
  }
}

/// The largest e such that all the values are integers times 2^e; nil where all are zero.
func commonDyadicExponent(_ values: some Sequence<Double>) -> Int? {
  values.lazy.filter { $0 != 0 }.map { Int($0.exponent) - $0.significandWidth }.min()
}
