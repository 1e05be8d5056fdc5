import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

/// The projection onto M against an independent computation of the best that each slice allows.
@Suite(.property(cases: 60)) struct ProjectionTests {
  private static let instructionSets = [InstructionSet.portable, .avx2].filter(\.isAvailable)

  /// A dense matrix for a shape of the listed or the generated ones, at times smaller than the shape.
  private func problem(_ draws: Draws) throws(DrawStop) -> (slices: Slices, matrix: [Double]) {
    let listed =
      Shape.rectangles + [
        Shape(square: 5), Shape(2, 9, 3, 2, 4, 9), Shape(1, 6, 2, 2, 3, 3), Shape(2, 5, 6, 1, 7, 10),
      ]
    let shape = try draws.draw(.bool()) ? draws.draw(.shape()) : draws.draw(.element(of: listed))
    let isPadded = try draws.draw(.bool())
    let rows = isPadded ? try draws.draw(.integer(in: 1...shape.outputCount)) : shape.outputCount
    let columns = isPadded ? try draws.draw(.integer(in: 1...shape.inputCount)) : shape.inputCount
    let content = try draws.draw(.element(of: Content.allCases), as: "content")
    draws.show("shape", "\(shape.testDescription) of \(rows) x \(columns)")
    draws.classify(shape.q % shape.l != 0, "l does not divide q")
    draws.classify(shape.q > shape.l, "several places in a slice")
    draws.classify(shape.s < shape.p, "wide slices")
    let slices = Slices(shape: shape, rows: rows, columns: columns)
    return (slices, try content.matrix(slices, draws))
  }

  @Test(.property(cases: 150)) func everySliceIsAsNearAsCanBe() async {
    await check { draws in
      let (slices, matrix) = try problem(draws)
      let side = try draws.draw(.element(of: SingularValueSide.allCases))
      for instructionSet in Self.instructionSets {
        try checkNearest(
          MonarchFactors<Double>.project(matrix, slices, singularValues: side, instructionSet: instructionSet),
          slices, matrix, side, tolerance: 1e-13)
        let floats = matrix.map { Float($0) }
        try checkNearest(
          MonarchFactors<Float>.project(floats, slices, singularValues: side, instructionSet: instructionSet),
          slices, floats.map { Double($0) }, side, tolerance: 2e-6)
      }
    }
  }

  /// Error, Pythagoras, singular values, their order and their places. First-order relations hold to `tolerance`; the
  /// error itself to its square or 1e-13.
  private func checkNearest<Scalar: KernelScalar>(
    _ projection: Projection<Scalar>, _ slices: Slices, _ matrix: [Double], _ side: SingularValueSide, tolerance: Double
  ) throws {
    let factors = projection.factors
    for (lambda, a) in slices.all {
      let slice = slices.elements(matrix, lambda, a)
      let places = slices.places(lambda, a)
      let best = slices.squaredSingularValues(slice)
      let squared = squaredNorm(slice)
      let product = slices.product(factors, lambda, a)
      let rest = difference(slice, product)
      let least = best.dropFirst(places.count).reduce(0, +)
      let slack = max(1e-13, tolerance * tolerance) * squared
      #expect(squaredNorm(rest) <= least + slack)
      #expect(squaredNorm(rest) >= least - slack)
      #expect(abs(inner(rest, product)) <= tolerance * squared)
      for (rank, place) in places.enumerated() {
        let value = Double(projection.singularValues[place])
        let expected = rank < best.count ? best[rank] : 0
        #expect(abs(value * value - expected) <= tolerance * squared)
        if rank > 0 { #expect(projection.singularValues[place] <= projection.singularValues[places[rank - 1]]) }
        let (left, right) = (slices.leftNorm(factors, place), slices.rightNorm(factors, place))
        guard value > 0, rank < best.count else {
          // A value that underflows may still have roots that do not.
          #expect(value == 0 && (side == .both && rank < best.count || left == 0 && right == 0))
          #expect(left * right <= Double(Scalar.leastNonzeroMagnitude))
          continue
        }
        // The side that holds the values, to the rounding of either norm.
        let ratio = side == .left ? right : side == .right ? left : left / right
        #expect(abs(ratio - 1) <= 4 * tolerance)
      }
    }
  }

  @Test func membersReturn() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let plain = try Plain(realsOf: shape, rows: 1, draws)
      let dense = try plain.factors(Double.self).densify()
      let slices = Slices(shape: shape, rows: shape.outputCount, columns: shape.inputCount)
      let again = try MonarchFactors<Double>.project(dense, slices).factors.densify()
      #expect(norm(difference(again, dense)) <= 1e-14 * norm(dense))
      let floats = try plain.factors(Float.self).densify()
      let floatsAgain = try MonarchFactors<Float>.project(floats, slices).factors.densify()
      #expect(norm(difference(floatsAgain.map { Double($0) }, floats.map { Double($0) })) <= 1e-6 * norm(dense))
    }
  }

  /// The bits do not depend on the threads, nor on the slices beside one.
  @Test(.property(cases: 40)) func everySliceStandsForItself() async {
    await check { draws in
      let (slices, matrix) = try problem(draws)
      try checkAlone(slices, matrix)
    }
  }

  @Test(.property(cases: 1)) func largeSlicesStandForThemselves() async {
    await check { draws in
      for shape in [Shape(3, 7, 64, 7, 48, 3), Shape(3, 5, 48, 5, 64, 3), Shape(3, 6, 33, 2, 17, 9)] {
        let slices = Slices(shape: shape, rows: shape.outputCount, columns: shape.inputCount)
        let matrix = try Content.reals.matrix(slices, draws)
        try checkAlone(slices, matrix)
        try checkNearest(MonarchFactors<Double>.project(matrix, slices), slices, matrix, .both, tolerance: 1e-13)
      }
    }
  }

  private func checkAlone(_ slices: Slices, _ matrix: [Double]) throws {
    let shape = slices.shape
    for instructionSet in Self.instructionSets {
      let projection = try MonarchFactors<Double>.project(matrix, slices, threads: 1, instructionSet: instructionSet)
      let factors = projection.factors
      for threads in [2, 3, 7, nil] {
        let other = try MonarchFactors<Double>.project(
          matrix, slices, threads: threads, instructionSet: instructionSet)
        #expect(bits(other.factors.left) == bits(factors.left))
        #expect(bits(other.factors.right) == bits(factors.right))
        #expect(bits(other.singularValues) == bits(projection.singularValues))
      }
      for (lambda, a) in slices.all {
        let places = slices.places(lambda, a)
        guard !places.isEmpty else { continue }
        let one = Shape(1, places.count, shape.p, 1, shape.s, places.count)
        let alone = try MonarchFactors<Double>.project(
          slices.elements(matrix, lambda, a), Slices(shape: one, rows: shape.s, columns: shape.p),
          instructionSet: instructionSet)
        #expect(bits(alone.singularValues) == bits(places.map { projection.singularValues[$0] }))
        #expect(
          bits(alone.factors.right)
            == bits(places.flatMap { factors.right[$0 * shape.p..<($0 + 1) * shape.p] }))
        #expect(
          bits(alone.factors.left)
            == bits(
              (0..<shape.s).flatMap { sigma in
                places.map { factors.left[(lambda * shape.s + sigma) * shape.r + $0 / shape.l] }
              }))
      }
    }
  }

  private func bits(_ elements: [Double]) -> [UInt64] { elements.map(\.bitPattern) }

  @Test func powersOfTwoScaleExactly() async {
    await check { draws in
      let (slices, matrix) = try problem(draws)
      let exponent = try draws.draw(.integer(in: -150...150))
      let two = Double(sign: .plus, exponent: exponent, significand: 1)
      let four = two * two
      let left = try MonarchFactors<Double>.project(matrix, slices, singularValues: .left)
      let leftTwice = try MonarchFactors<Double>.project(matrix.map { $0 * two }, slices, singularValues: .left)
      #expect(leftTwice.factors.left == left.factors.left.map { $0 * two })
      #expect(leftTwice.factors.right == left.factors.right)
      #expect(leftTwice.singularValues == left.singularValues.map { $0 * two })
      let both = try MonarchFactors<Double>.project(matrix, slices)
      let bothTwice = try MonarchFactors<Double>.project(matrix.map { $0 * four }, slices)
      #expect(bothTwice.factors.left == both.factors.left.map { $0 * two })
      #expect(bothTwice.factors.right == both.factors.right.map { $0 * two })
    }
  }

  /// Members at both ends of the range come back: nothing on the way over- or underflows.
  @Test func extremesOfTheRangeReturn() async {
    await check { draws in
      let shape = try draws.draw(.element(of: Shape.selected.filter { $0.q >= $0.l }))
      let slices = Slices(shape: shape, rows: shape.outputCount, columns: shape.inputCount)
      let member = (0..<slices.rows * slices.columns).map {
        ($0 / slices.columns / shape.l % 3 + 1) * ($0 % slices.columns % shape.p % 3 + 1)
      }
      func checkReturns<Scalar: KernelScalar>(_ unit: Scalar, within slack: Scalar) throws {
        let matrix = member.map { Scalar($0) * unit }
        let again = try MonarchFactors<Scalar>.project(matrix, slices).factors.densify()
        for (x, y) in zip(again, matrix) { #expect(abs(x - y) <= slack) }
      }
      try checkReturns(Double.leastNonzeroMagnitude, within: .leastNonzeroMagnitude)
      try checkReturns(Double.leastNormalMagnitude, within: .leastNormalMagnitude * 0x1p-45)
      try checkReturns(Double.greatestFiniteMagnitude / 16, within: .greatestFiniteMagnitude * 0x1p-45)
      try checkReturns(Float.leastNonzeroMagnitude, within: .leastNonzeroMagnitude)
      try checkReturns(Float.greatestFiniteMagnitude / 16, within: .greatestFiniteMagnitude * 0x1p-20)
    }
  }

  @Test func valuesBeyondTheRangeAreRefusedOnOneSideOnly() throws {
    let matrix = [Double](repeating: .greatestFiniteMagnitude, count: 16)
    let slices = Slices(shape: Shape(1, 1, 4, 1, 4, 1), rows: 4, columns: 4)
    let both = try MonarchFactors<Double>.project(matrix, slices)
    #expect(both.singularValues == [.infinity])
    #expect(both.factors.left.allSatisfy { $0.isFinite })
    #expect(throws: KernelError.resultTooLarge(name: "left", index: 0)) {
      try MonarchFactors<Double>.project(matrix, slices, singularValues: .left)
    }
    #expect(throws: KernelError.resultTooLarge(name: "right", index: 0)) {
      try MonarchFactors<Double>.project(matrix, slices, singularValues: .right)
    }
  }

  /// By hand: diag(3, 4) has the nearest rank-1 matrix diag(0, 4).
  @Test func smallestProjectionIsTheOneOnPaper() throws {
    let slices = Slices(shape: Shape(1, 1, 2, 1, 2, 1), rows: 2, columns: 2)
    let projection = try MonarchFactors<Float>.project([3, 0, 0, 4], slices)
    #expect(projection.singularValues == [4])
    let nearest = try projection.factors.densify()
    #expect(zip(nearest, [0, 0, 0, 4]).allSatisfy { abs($0 - $1) <= 4 * Float.ulpOfOne })
  }

  @Test func badInputIsRefused() {
    func expect(
      _ error: KernelError, _ matrix: [Float] = [1, 2, 3, 4], rows: Int = 2, columns: Int = 2, k: Int = 1, l: Int = 1,
      threads: Int? = nil
    ) {
      #expect(throws: error) {
        try MonarchFactors<Float>.project(
          matrix, rows: rows, columns: columns, k: k, q: 1, p: 2, l: l, s: 2, r: 1, threads: threads)
      }
    }
    expect(.sizeBelowOne(name: "k", found: 0), k: 0)
    expect(.middleSizesDiffer(rightOutputs: 1, leftInputs: 2), l: 2)
    expect(.sizeBelowOne(name: "threads", found: 0), threads: 0)
    expect(.sizeBelowOne(name: "rows", found: 0), rows: 0)
    expect(.sizeBelowOne(name: "columns", found: -1), columns: -1)
    expect(.sizeTooLarge(name: "rows", greatest: 2, found: 3), rows: 3)
    expect(.sizeTooLarge(name: "columns", greatest: 2, found: .max), columns: .max)
    expect(.wrongCount(name: "matrix", expected: 4, found: 3), [1, 2, 3])
    expect(.notFinite(name: "matrix", index: 2, value: .infinity), [1, 2, .infinity, .nan])
    #expect(throws: KernelError.overflow(name: "the projection's scratch")) {
      try MonarchFactors<Float>.project(
        [1], rows: 1, columns: 1, k: 1, q: 1, p: 1 << 40, l: 1, s: 1 << 40, r: 1)
    }
    #expect(
      KernelError.notFinite(name: "matrix", index: 2, value: .infinity).description
        == "matrix must be finite, found inf at index 2")
    #expect(
      KernelError.sizeTooLarge(name: "rows", greatest: 2, found: 3).description
        == "rows must be at most 2, found 3")
    #expect(
      KernelError.resultTooLarge(name: "left", index: 7).description
        == "element 7 of left is too large for its type")
  }
}
