import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

@Suite struct ProjectionTests {
  /// On every slice the error is the least there is; computed in another way (one-sided rotations), up to rounding.
  @Test(.property(cases: 400), arguments: concreteInstructionSets)
  func everySliceReachesItsOptimum(_ instructionSet: InstructionSet) async {
    await check { draws in
      let matrix = try draws.draw(.dense())
      let side = try draws.draw(.element(of: SingularValueSide.allCases))
      let projection: Projection<Double> = try matrix.project(side, instructionSet)
      for (error, optimum) in zip(matrix.errors(of: projection.factors), matrix.optima) {
        guard abs(error - optimum) <= 1e-13 * max(matrix.norm, 1) else {
          throw Failure("an error of \(error) where \(optimum) is the least")
        }
      }
      // Pythagoras: what is kept and what is left make up the whole.
      let kept = projection.singularValues.reduce(0) { $0 + $1 * $1 }
      let left = matrix.errors(of: projection.factors).reduce(0, +)
      guard abs(kept + left - matrix.norm) <= 1e-12 * max(matrix.norm, 1) else {
        throw Failure("‖M‖² + ‖A−M‖² is \(kept + left) and ‖A‖² is \(matrix.norm)")
      }
    }
  }

  /// A member of the class is returned, and so is a projection.
  @Test(.property(cases: 200)) func projectionIsIdempotent() async {
    await check { draws in
      let matrix = try draws.draw(.dense())
      let first: Projection<Double> = try matrix.project()
      let image = DenseMatrix(shape: matrix.shape, elements: try first.factors.densify())
      let second: Projection<Double> = try image.project()
      let error = image.errors(of: second.factors).reduce(0, +)
      guard error <= 1e-28 * max(image.norm, 1) else { throw Failure("Π(Π(A)) is \(error) away from Π(A)") }
    }
  }

  /// The singular values stand where they are told to stand, in descending order.
  @Test(.property(cases: 200)) func singularValuesGoWhereTheyAreSent() async {
    await check { draws in
      let matrix = try draws.draw(.dense())
      let shape = matrix.shape
      for side in SingularValueSide.allCases {
        let projection: Projection<Double> = try matrix.project(side)
        for λ in 0..<shape.l {
          for a in 0..<shape.k {
            var last = Double.infinity
            for place in shape.places(λ: λ, a: a) {
              let value = projection.singularValues[place]
              let column = (0..<shape.s).map { projection.factors.left[(λ * shape.s + $0) * shape.r + place / shape.l] }
              let row = (0..<shape.p).map { projection.factors.right[place * shape.p + $0] }
              let (u, v) = (dot(column, column), dot(row, row))
              let (left, right) =
                value == 0
                ? (0, 0) : side == .both ? (value, value) : side == .left ? (value * value, 1) : (1, value * value)
              guard abs(u - left) <= 1e-13 * max(left, 1), abs(v - right) <= 1e-13 * max(right, 1) else {
                throw Failure("\(side): squared lengths \(u), \(v) for the singular value \(value)")
              }
              guard value <= last else { throw Failure("\(value) follows \(last)") }
              last = value
            }
          }
        }
      }
    }
  }

  /// All singular values of these are the same, and come out apart by rounding.
  @Test(.property(cases: 100)) func tiedSingularValuesDescend() async {
    await check { draws in
      let order = try draws.draw(.element(of: [2, 4, 8]))
      let signs = try draws.integers(rows: 1, columns: order, in: 0...1).elements.map { 1 - 2 * Double($0) }
      let elements = (0..<order * order).map { place in
        let (row, column) = (place / order, place % order)
        return signs[row] * ((row & column).nonzeroBitCount.isMultiple(of: 2) ? 1 : -1)
      }
      let matrix = DenseMatrix(shape: Shape(1, order, order, 1, order, order), elements: elements)
      for instructionSet in concreteInstructionSets {
        let projection: Projection<Double> = try matrix.project(.both, instructionSet)
        #expect(projection.singularValues == projection.singularValues.sorted(by: >))
        #expect(matrix.errors(of: projection.factors)[0] <= 1e-28 * matrix.norm)
      }
    }
  }

  /// Terms below the least float vanish from both factors, unless their roots can be written.
  @Test(arguments: concreteInstructionSets) func termsThatUnderflowVanish(_ instructionSet: InstructionSet) throws {
    let shape = Shape(1, 2, 2, 1, 2, 2)
    let matrix = DenseMatrix(shape: shape, elements: [1, 0x1p-100, 0x1p-100, 0x1p-160])
    for side in SingularValueSide.allCases {
      let projection: Projection<Float> = try matrix.project(side, instructionSet)
      let factors = projection.factors
      #expect(projection.singularValues[1] == 0)
      let isLeft = factors.left[1] != 0 || factors.left[3] != 0
      let isRight = factors.right[2] != 0 || factors.right[3] != 0
      #expect(isLeft == isRight)
      #expect(isLeft == (side == .both))
    }
  }

  /// Neither the number of threads nor the place among other slices changes a bit; nor does the way back to floats.
  @Test(arguments: [Shape(square: 1), Shape(square: 5), Shape(7, 6, 20, 3, 33, 14), Shape(5, 2, 48, 2, 64, 5)])
  func threadsChangeNothing(_ shape: Shape) async {
    await check { draws in
      let elements = try draws.integers(rows: 1, columns: shape.outputCount * shape.inputCount, in: 0...1 << 20)
        .elements
      let matrix = DenseMatrix(shape: shape, elements: elements.map { (Double($0) - 0x1p19) * 0x1p-19 })
      let one: Projection<Float> = try matrix.project(threads: 1)
      for threads in [2, 3, 8] {
        let many: Projection<Float> = try matrix.project(threads: threads)
        guard isPrefix(many.factors.left, of: one.factors.left), isPrefix(many.factors.right, of: one.factors.right),
          isPrefix(many.singularValues, of: one.singularValues)
        else { throw Failure("\(threads) threads give another result") }
      }
      // Rotated by a whole block of inputs, the slices stand in other lanes.
      guard shape.k > 1, shape.q == shape.l else { return }
      let width = shape.inputCount
      let rotated = (0..<matrix.elements.count).map { index in
        matrix.elements[index / width * width + (index % width + shape.p) % width]
      }
      let turned: Projection<Float> = try DenseMatrix(shape: shape, elements: rotated).project()
      for a in 0..<shape.k - 1 {
        let (from, to) = ((a + 1) * shape.q * shape.p, a * shape.q * shape.p)
        guard turned.factors.right[to..<to + shape.q * shape.p] == one.factors.right[from..<from + shape.q * shape.p]
        else {
          throw Failure("block \(a + 1) of R depends on where it stands")
        }
      }
    }
  }

  /// Powers of two pass through bit for bit, up to the ends of the range.
  @Test(.property(cases: 100)) func scalesPassThrough() async {
    await check { draws in
      let matrix = try draws.draw(.dense())
      let exponent = try draws.draw(.integer(in: -500...490)) * 2
      let scaled = DenseMatrix(
        shape: matrix.shape, rows: matrix.rows, columns: matrix.columns,
        elements: matrix.elements.map { $0 * Double(sign: .plus, exponent: exponent, significand: 1) })
      let (one, other): (Projection<Double>, Projection<Double>) = (try matrix.project(), try scaled.project())
      let half = Double(sign: .plus, exponent: exponent / 2, significand: 1)
      guard one.factors.left.map({ $0 * half }) == other.factors.left,
        one.factors.right.map({ $0 * half }) == other.factors.right
      else { throw Failure("2^\(exponent) changes more than exponents") }
    }
  }

  /// The whole range of `Float` and of `Double`: subnormal numbers, and the largest.
  @Test func extremesAreProjected() throws {
    for scale in [Double.leastNonzeroMagnitude * 4096, Double.greatestFiniteMagnitude / 16] {
      let matrix = DenseMatrix(shape: Shape(square: 2), elements: (0..<16).map { Double($0 % 7 - 3) * scale })
      let projection: Projection<Double> = try matrix.project()
      let back = scale < 1 ? 0x1p1000 : 0x1p-1000
      let image = DenseMatrix(shape: matrix.shape, elements: matrix.elements.map { $0 * back })
      let root = back.squareRoot()
      let factors = try MonarchFactors(
        size: 2, left: projection.factors.left.map { $0 * root }, right: projection.factors.right.map { $0 * root })
      let excess = image.errors(of: factors).reduce(0, +) - image.optima.reduce(0, +)
      #expect(abs(excess) <= 1e-13 * image.norm)
    }
    // A singular value beyond the type is an error where one factor has to carry it.
    let large = [Float](repeating: .greatestFiniteMagnitude / 2, count: 256)
    let both = try MonarchFactors.project(large, rows: 16, columns: 16, k: 1, q: 1, p: 16, l: 1, s: 16, r: 1)
    #expect(both.factors.left.allSatisfy { $0.isFinite && $0 > 0 })
    let largest = [Float](repeating: .greatestFiniteMagnitude, count: 256)
    #expect(throws: KernelError.factorOverflow(name: "the right factor")) {
      try MonarchFactors.project(
        largest, rows: 16, columns: 16, k: 1, q: 1, p: 16, l: 1, s: 16, r: 1, singularValues: .right)
    }
  }

  @Test func badInputIsNamed() {
    func project(_ values: [Float], _ rows: Int, _ columns: Int, _ shape: [Int]) throws {
      _ = try MonarchFactors.project(
        values, rows: rows, columns: columns, k: shape[0], q: shape[1], p: shape[2], l: shape[3], s: shape[4],
        r: shape[5])
    }
    let twos = [Int](repeating: 2, count: 6)
    let ones = [Float](repeating: 1, count: 16)
    #expect(throws: KernelError.wrongCount(name: "the matrix", expected: 15, found: 16)) {
      try project(ones, 3, 5, twos)
    }
    #expect(throws: KernelError.sizeBelowOne(name: "rows", found: 0)) { try project([], 0, 4, twos) }
    #expect(throws: KernelError.sizeBelowOne(name: "p", found: 0)) { try project(ones, 4, 4, [2, 2, 0, 2, 2, 2]) }
    #expect(throws: KernelError.middleSizesDiffer(rightOutputs: 6, leftInputs: 4)) {
      try project(ones, 4, 4, [2, 3, 2, 2, 2, 2])
    }
    #expect(throws: KernelError.matrixTooLarge(rows: 8, columns: 2, outputCount: 4, inputCount: 4)) {
      try project(ones, 8, 2, twos)
    }
    #expect(throws: KernelError.overflow(name: "the matrix")) { try project(ones, .max, 2, twos) }
    #expect(throws: KernelError.overflow(name: "the right factor")) {
      try project(ones, 4, 4, [.max, 2, 1, .max, 1, 2])
    }
    for threads in [0, -5] {
      #expect(throws: KernelError.sizeBelowOne(name: "threads", found: threads)) {
        try MonarchFactors<Float>.project(
          ones, rows: 4, columns: 4, k: 2, q: 2, p: 2, l: 2, s: 2, r: 2, threads: threads)
      }
    }
    for (bad, text) in [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")] {
      var values = ones
      values[6] = bad
      #expect(throws: KernelError.notFinite(row: 1, column: 2, value: text)) { try project(values, 4, 4, twos) }
    }
  }
}

/// A property that does not hold.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
