import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Every convention is found from the dense matrix that its own formula makes, and nothing else is.
@Suite(.property(cases: cases(40))) struct LayoutDetectionTests {
  /// The dense matrix by the convention's own formula, rounded entry by entry: what its authors' code would print. For
  /// rank 1 it is explained exactly; sums are given to it correctly rounded, which lies within any bound.
  @Test(arguments: 0..<Formula.all.count) func presetsAreFound(_ index: Int) async {
    let formula = Formula.all[index]
    await check { draws in
      let shape = try shape(draws, for: formula.layout)
      let format = try draws.draw(.element(of: [FloatFormat.float32, .float64]), as: "format")
      let factors = try generic(draws, shape, format)
      let stored = try formula.layout.stored(factors)
      let isSwapped = try draws.draw(.bool(), as: "swapped")
      let detection = try LayoutDetection(
        of: dense(formula, stored, format), tensors: tensors(stored, isSwapped), model: ArithmeticModel(format))
      let isFound = detection.explanations.contains { explanation in
        explanation.presets.contains {
          $0.layout == formula.layout && $0.firstTensor == (isSwapped ? .right : .left) && $0.shape == shape
        }
      }
      #expect(isFound, "\(formula.layout) \(shape)")
      // Random numbers are generic, so that what explains them says the same of all tensors.
      #expect(detection.explanations.count == 1, "\(detection.explanations.map(\.best))")
      #expect(detection.nearest == nil && detection.distinctions.isEmpty)
    }
  }

  /// A wrong entry is told: no convention is left, the nearest is the right one, and the first entry is named.
  @Test(.property(cases: cases(12)), arguments: 0..<Formula.all.count) func aWrongEntryIsNamed(_ index: Int) async {
    let formula = Formula.all[index]
    await check { draws in
      let shape = try shape(draws, for: formula.layout)
      let stored = try formula.layout.stored(generic(draws, shape, .float32))
      guard case .dense(var matrix, let rows, let columns) = try dense(formula, stored, .float32) else { return }
      try draws.assume(matrix.count > 8, "enough entries that one is few")
      let place = try draws.draw(.integer(in: 0...matrix.count - 1), as: "place")
      // The smallest change that no single rounding makes; sums may lie within their bound.
      let isSum = shape.q > shape.l
      matrix[place] = isSum ? matrix[place] + 1000 : Double(Float(matrix[place]).nextUp)
      let detection = try LayoutDetection(
        of: .dense(matrix: matrix, rows: rows, columns: columns), tensors: tensors(stored, false),
        model: ArithmeticModel(.float32))
      #expect(detection.explanations.isEmpty)
      let nearest = try #require(detection.nearest)
      #expect(nearest.mismatches.count == 1, "\(nearest.reading) \(nearest.mismatches)")
      let first = try #require(nearest.mismatches.first)
      #expect(first.row * columns + first.column == place && first.found == matrix[place])
    }
  }

  /// A black box that multiplies in float32 as the convention says is recognised by what it makes of a few vectors.
  @Test(.property(cases: cases(12)), arguments: 0..<Formula.all.count) func productsAreExplained(
    _ index: Int
  ) async {
    let formula = Formula.all[index]
    await check { draws in
      let (detection, shape, isLast) = try detectedByProducts(draws, formula)
      let found = detection.explanations.filter { $0.batch == (isLast ? .last : .first) }
      #expect(
        found.contains { $0.presets.contains { $0.layout == formula.layout && $0.firstTensor == .left } },
        "\(formula.layout) \(shape): \(detection.explanations.map(\.best))")
      #expect(detection.explanations.count == 1, "\(detection.explanations.map(\.best))")
    }
  }

  /// What is explained is explained exactly as the definition says, candidate by candidate; and those together say the
  /// same of all tensors, those apart do not: by every entry as an unordered sum of pairs of places.
  @Test(.property(cases: cases(80))) func explanationsAreThoseOfTheDefinition() async {
    await check { draws in
      let formula = Formula.all[try draws.draw(.integer(in: 0...Formula.all.count - 1), as: "formula")]
      let shape = try shape(draws, for: formula.layout)
      try draws.assume(shape.inputCount * shape.outputCount <= 150, "a small matrix")
      // Few values, so that several conventions explain the data.
      let largest = try draws.draw(.integer(in: 1...3), as: "largest")
      func few(_ count: Int) throws -> [Double] {
        try draws.integers(rows: 1, columns: count, in: 1...largest).elements.map { Double($0) }
      }
      let stored = try formula.layout.stored(
        CanonicalFactors(
          shape: shape, left: few(shape.l * shape.s * shape.r), right: few(shape.k * shape.q * shape.p)))
      guard case .dense(let matrix, let rows, let columns) = try dense(formula, stored, .float64) else { return }
      let tensors = tensors(stored, false)
      let detection = try LayoutDetection(
        of: .dense(matrix: matrix, rows: rows, columns: columns), tensors: tensors, model: ArithmeticModel(.float64))

      let shapes = tensors.map(\.shape)
      let candidates = (LayoutReading.presets(of: shapes) + LayoutReading.family(of: shapes))
        .filter { $0.fits(rows: rows, columns: columns) }
      // Small integers: sums are exact, and the bound below 1/2, so that equality decides.
      var expected: [[[Set<[Int]>]]: Int] = [:]
      for candidate in candidates {
        let dense = try candidate.layout.dense(
          rationals(candidate.factors(tensors)), inputs: columns, outputs: rows)
        guard dense.elements.map({ Double($0) }) == matrix else { continue }
        expected[try symbols(candidate, shapes, rows, columns), default: 0] += 1
      }
      #expect(detection.explanations.count == expected.count)
      #expect(detection.explanations.map(\.readings.count).sorted() == expected.values.sorted())
      for distinction in detection.distinctions {
        #expect(
          Set(distinction.terms.map { [$0.one, $0.two] }) != Set(distinction.otherTerms.map { [$0.one, $0.two] }))
        #expect(distinction.isSameValue)
      }
      draws.cover(expected.count > 1, "several", atLeast: 0.1)
      draws.cover(expected.count == 1, "one", atLeast: 0.1)
    }
  }

  /// Symmetric data leaves the question open, and the answer says what would settle it.
  @Test func onesFitEveryConvention() throws {
    let ones = StoredTensor(shape: [3, 3, 3], elements: [Double](repeating: 1, count: 27))
    let detection = try LayoutDetection(
      of: .dense(matrix: [Double](repeating: 1, count: 81), rows: 9, columns: 9), tensors: [ones, ones],
      model: ArithmeticModel(.float32))
    #expect(detection.explanations.count > 10 && detection.explanations[0].presets.contains { $0.layout == .paper })
    #expect(detection.distinctions.allSatisfy { $0.isSameValue })
    let first = try #require(detection.distinctions.min { ($0.row, $0.column) < ($1.row, $1.column) })
    #expect(first.row == 0 && first.column == 1)
  }

  @Test func oneByOneBlocksAreOneConvention() throws {
    let detection = try LayoutDetection(
      of: .dense(matrix: [6], rows: 1, columns: 1),
      tensors: [StoredTensor(shape: [1, 1, 1], elements: [2]), StoredTensor(shape: [1, 1, 1], elements: [3])],
      model: ArithmeticModel(.float32))
    #expect(detection.explanations.count == 1)
    #expect(detection.explanations[0].presets.count >= 2 * (Layout.presets.count - 1))
  }
}

// MARK: Data

private func generic(
  _ draws: Draws, _ shape: MonarchShape, _ format: FloatFormat
) throws -> CanonicalFactors<Double> {
  // Distinct by construction: a random part and the index, so that shrinking keeps them apart.
  func distinct(_ count: Int, _ name: String) throws -> [Double] {
    let random = try draws.integers(rows: 1, columns: count, in: 0...1023).elements
    return random.enumerated().map { index, value in
      let magnitude = Double((index * 7919 + 1) % 104_729 * 32 + value % 32 + 1) / 1024
      return value & 32 == 0 ? magnitude : -magnitude
    }
  }
  return try CanonicalFactors(
    shape: shape, left: distinct(shape.l * shape.s * shape.r, "left").map { $0 + 1 / 64 },
    right: distinct(shape.k * shape.q * shape.p, "right"))
}

private func tensors(_ stored: StoredFactors<Double>, _ isSwapped: Bool) -> [StoredTensor<Double>] {
  isSwapped ? [stored.right, stored.left] : [stored.left, stored.right]
}

private func rationals(_ stored: StoredFactors<Double>) -> StoredFactors<Rational> {
  func rational(_ tensor: StoredTensor<Double>) -> StoredTensor<Rational> {
    StoredTensor(shape: tensor.shape, elements: tensor.elements.map { Rational(exactly: $0)! })
  }
  return StoredFactors(left: rational(stored.left), right: rational(stored.right))
}

/// The matrix that the convention's own formula makes, each entry rounded once.
private func dense(
  _ formula: Formula, _ stored: StoredFactors<Double>, _ format: FloatFormat
) throws -> LayoutEvidence {
  let shape = try formula.layout.shape(left: stored.left.shape, right: stored.right.shape)
  let exact = rationals(stored)
  let tensors = Formula.Tensors(left: exact.left, right: exact.right)
  let (rows, columns) = (shape.outputCount, shape.inputCount)
  let matrix = (0..<rows * columns).map {
    Double(format.nearest(to: formula.entry(tensors, $0 / columns, $0 % columns))!)
  }
  return .dense(matrix: matrix, rows: rows, columns: columns)
}

/// The convention as it is seen through what float32 loops make of one vector more than there are inputs.
private func detectedByProducts(
  _ draws: Draws, _ formula: Formula
) throws -> (detection: LayoutDetection, shape: MonarchShape, isLast: Bool) {
  let shape = try shape(draws, for: formula.layout)
  let factors = try generic(draws, shape, .float32)
  let batch = shape.inputCount + 1
  let isLast = try draws.draw(.bool(), as: "batch last")
  let random = SplitMix(seed: UInt64(try draws.draw(.integer(in: 0...1 << 40), as: "seed of x")))
  var x: [Double] = []
  for index in 0..<batch * shape.inputCount { x.append(Double(random.value(at: UInt64(index)) >> 40) / 0x1p23 - 1) }
  let y = products(formula.layout, factors, x, batch: batch)
  let detection = try LayoutDetection(
    of: .products(input: array(x, shape.inputCount, isLast), output: array(y, shape.outputCount, isLast)),
    tensors: tensors(formula.layout.stored(factors), false), model: ArithmeticModel(.float32))
  return (detection, shape, isLast)
}

/// Vectors of `width` numbers each as a tensor, with the batch on its last or its first axis.
private func array(_ values: [Double], _ width: Int, _ isLast: Bool) -> StoredTensor<Double> {
  let batch = values.count / width
  guard isLast else { return StoredTensor(shape: [batch, width], elements: values) }
  return StoredTensor(
    shape: [width, batch], elements: values.indices.map { values[$0 % batch * width + $0 / batch] })
}

/// What plain float32 loops make of inputs in the convention's order, row by row.
private func products(
  _ layout: Layout, _ factors: CanonicalFactors<Double>, _ x: [Double], batch: Int
) -> [Double] {
  let shape = factors.shape
  let (inputs, outputs) = try! (layout.inputOrder(for: shape).images, layout.outputOrder(for: shape).images)
  var y = [Double](repeating: 0, count: batch * shape.outputCount)
  for vector in 0..<batch {
    var canonical = [Float](repeating: 0, count: shape.inputCount)
    for index in canonical.indices { canonical[inputs[index]] = Float(x[vector * shape.inputCount + index]) }
    var h = [Float](repeating: 0, count: shape.middleCount)
    for a in 0..<shape.k {
      for c in 0..<shape.q {
        for i in 0..<shape.p {
          h[a * shape.q + c] += Float(factors.right[(a * shape.q + c) * shape.p + i]) * canonical[a * shape.p + i]
        }
      }
    }
    for λ in 0..<shape.l {
      for σ in 0..<shape.s {
        var sum: Float = 0
        for ρ in 0..<shape.r { sum += Float(factors.left[(λ * shape.s + σ) * shape.r + ρ]) * h[ρ * shape.l + λ] }
        y[vector * shape.outputCount + outputs[σ * shape.l + λ]] = Double(sum)
      }
    }
  }
  return y
}

/// For each entry the set of its products as pairs of places, by tensors that hold their own places.
private func symbols(
  _ reading: LayoutReading, _ shapes: [[Int]], _ rows: Int, _ columns: Int
) throws -> [[Set<[Int]>]] {
  let places = shapes.map { StoredTensor(shape: $0, elements: Array(0..<$0.reduce(1, *))) }
  let factors = try reading.layout.canonical(reading.factors(places))
  let shape = reading.shape
  let (inputs, outputs) = (
    try reading.layout.inputOrder(for: shape).images, try reading.layout.outputOrder(for: shape).inverse.images
  )
  // Which of the two tensors is `left`.
  let isLeftFirst = reading.appliedFirst == 1
  return (0..<rows).map { row in
    let (σ, λ) = (outputs[row] / shape.l, outputs[row] % shape.l)
    return (0..<columns).map { column in
      let (a, i) = (inputs[column] / shape.p, inputs[column] % shape.p)
      return Set(
        shape.middleIndices(λ: λ, a: a).map { middle in
          let second = factors.left[(λ * shape.s + σ) * shape.r + middle / shape.l]
          let first = factors.right[middle * shape.p + i]
          return isLeftFirst ? [second, first] : [first, second]
        })
    }
  }
}
