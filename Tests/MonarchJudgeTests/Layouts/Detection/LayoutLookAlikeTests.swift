import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// Matrices that are none of these conventions', what is said of them, and hostile input.
@Suite struct LayoutLookAlikeTests {
  private let left = tensor([3, 3, 3], seed: 1)
  private let right = tensor([3, 3, 3], seed: 2)

  private func detect(
    _ matrix: [Double], _ rows: Int, _ columns: Int, _ format: FloatFormat = .float64, output: FloatFormat? = nil
  ) throws -> LayoutDetection {
    try LayoutDetection(
      of: .dense(matrix: matrix, rows: rows, columns: columns), tensors: [left, right],
      model: ArithmeticModel(input: format, accumulate: format, output: output ?? format))
  }

  /// A single block-diagonal matrix between permutations, and one shared block on both sides.
  @Test func lookAlikesAreRejected() throws {
    func entry(_ tensor: StoredTensor<Double>, _ block: Int, _ row: Int, _ column: Int) -> Double {
      tensor.elements[(block * 3 + row) * 3 + column]
    }
    let shuffle = [4, 0, 8, 2, 6, 1, 7, 3, 5]
    let single = (0..<81).map { place in
      let (row, column) = (shuffle[place / 9], shuffle[(place % 9 * 2) % 9])
      return row / 3 == column / 3 ? entry(left, row / 3, row % 3, column % 3) : 0
    }
    // P (B1 ⊗ I) P (I ⊗ B2): the first block of each tensor everywhere.
    let shared = (0..<81).map { place in
      let (row, column) = (place / 9, place % 9)
      return entry(left, 0, row / 3, column / 3) * entry(right, 0, row % 3, column % 3)
    }
    // (P ⊗ P) BD(Q ⊗ Q) with 3×3 blocks Q of one tensor and P of the other.
    let kronecker = (0..<81).map { place in
      let (row, column) = (place / 9, place % 9)
      return entry(left, 0, row / 3, column % 3) * entry(right, 1, row % 3, column / 3) * 3
    }
    for matrix in [single, shared, kronecker] {
      let detection = try detect(matrix, 9, 9)
      #expect(detection.explanations.isEmpty && detection.nearest != nil)
      #expect((detection.nearest?.mismatches.count ?? 0) > 20)
    }
  }

  private func fly() throws -> Matrix<Rational> {
    func rationals(_ tensor: StoredTensor<Double>) -> StoredTensor<Rational> {
      StoredTensor(shape: tensor.shape, elements: tensor.elements.map { Rational(exactly: $0)! })
    }
    return try Layout.fly.dense(StoredFactors(left: rationals(left), right: rationals(right)))
  }

  @Test func transposedMatricesAreNamed() throws {
    let dense = try fly()
    let transposed = (0..<81).map { Double(dense[$0 % 9, $0 / 9]) }
    let detection = try detect(transposed, 9, 9)
    #expect(detection.explanations.allSatisfy { $0.presets.isEmpty })
    #expect(detection.hints.contains { $0.kind == .transposed && $0.text.contains("layout paper or fly") })
  }

  @Test func otherMistakesAreNamed() throws {
    let dense = try fly().elements
    let scaled = try detect(dense.map { Double($0) * 0.125 }, 9, 9)
    #expect(scaled.explanations.isEmpty)
    #expect(scaled.hints.contains { $0.kind == .scaled && $0.text.hasPrefix("M is 0.125 times what layout paper") })
    // In float32 a factor is known to few digits, and named as the number that is meant.
    let half = try detect(dense.map { Double(Float($0) / 2) }, 9, 9, .float64, output: .float32)
    #expect(half.hints.contains { $0.kind == .scaled && $0.text.hasPrefix("M is 0.5 times") }, "\(half.hints)")
    let third = try detect(dense.map { Double($0) / 3 }, 9, 9)
    #expect(third.hints.contains { $0.kind == .scaled && $0.text.hasPrefix("M is 0.3333333333") }, "\(third.hints)")

    // Written as float64, but made in float32.
    let narrow = try detect(dense.map { Double(Float($0)) }, 9, 9, .float64)
    #expect(narrow.explanations.isEmpty)
    let rounded = [left, right].map { tensor in
      StoredTensor(shape: tensor.shape, elements: tensor.elements.map { Double(Float($0)) })
    }
    let single = (0..<81).map { place in
      let (row, column) = (place / 9, place % 9)
      let (σ, λ, a, i) = (row / 3, row % 3, column / 3, column % 3)
      return Double(
        Float(rounded[0].elements[(λ * 3 + σ) * 3 + a]) * Float(rounded[1].elements[(a * 3 + λ) * 3 + i]))
    }
    let hinted = try detect(single, 9, 9, .float64)
    #expect(
      hinted.hints.contains { $0.kind == .rounded && $0.text.contains("rounded to float32 first, sums in float32") },
      "\(hinted.hints)")

    // The permutation between the factors left out: only the blocks on the diagonal are there.
    let unpermuted = (0..<81).map { place -> Double in
      let (row, column) = (place / 9, place % 9)
      let (σ, λ, a, i) = (row / 3, row % 3, column / 3, column % 3)
      guard λ == a else { return 0 }
      return Double(
        (0..<3).reduce(Rational.zero) {
          $0 + Rational(exactly: left.elements[(λ * 3 + σ) * 3 + $1])!
            * Rational(exactly: right.elements[(a * 3 + $1) * 3 + i])!
        })
    }
    let hints = try detect(unpermuted, 9, 9).hints
    #expect(hints.contains { $0.kind == .unpermuted && $0.text.contains("paper") }, "\(hints)")
  }

  /// In bfloat16 a product has 8 bits; sums in float32 are told from sums in bfloat16.
  @Test func arithmeticIsToldApart() throws {
    let one = tensor([1, 4, 3], seed: 5, format: .bfloat16)
    let two = tensor([1, 2, 4], seed: 6, format: .bfloat16)
    let nearest = NearestValue(.bfloat16)
    let matrix = (0..<6).map { place in
      (0..<4).reduce(0.0) {
        nearest.nearest($0 + nearest.nearest(two.elements[place / 3 * 4 + $1] * one.elements[$1 * 3 + place % 3]))
      }
    }
    func detect(_ accumulate: FloatFormat) throws -> LayoutDetection {
      try LayoutDetection(
        of: .dense(matrix: matrix, rows: 2, columns: 3), tensors: [one, two],
        model: ArithmeticModel(input: .bfloat16, accumulate: accumulate, output: .bfloat16))
    }
    let wide = try detect(.float32)
    #expect(wide.explanations.isEmpty)
    #expect(wide.hints.contains { $0.kind == .arithmetic && $0.text.contains("--format bfloat16") }, "\(wide.hints)")
    #expect(try detect(.bfloat16).explanations.contains { !$0.presets.isEmpty })
  }

  @Test func croppedMatricesAreRead() throws {
    // 5 outputs and 7 inputs of a layer with 3 blocks: s = 2, p = 3, padded to 6×9.
    let shape = try MonarchShape.linear(inputs: 7, outputs: 5, blocks: 3)
    let factors = try CanonicalFactors(
      shape: shape, left: tensor([shape.l, shape.s, shape.r], seed: 3).elements,
      right: tensor([shape.k, shape.q, shape.p], seed: 4).elements)
    let stored = try Layout.monarchLinear.stored(factors)
    func rationals(_ tensor: StoredTensor<Double>) -> StoredTensor<Rational> {
      StoredTensor(shape: tensor.shape, elements: tensor.elements.map { Rational(exactly: $0)! })
    }
    let dense = try Layout.monarchLinear.dense(
      StoredFactors(left: rationals(stored.left), right: rationals(stored.right)), inputs: 7, outputs: 5)
    let detection = try LayoutDetection(
      of: .dense(matrix: dense.elements.map { Double($0) }, rows: 5, columns: 7), tensors: [stored.left, stored.right],
      model: ArithmeticModel(.float64))
    #expect(detection.explanations.contains { $0.presets.contains { $0.layout == .monarchLinear } })
  }

  @Test func badInputIsNamed() throws {
    let good = StoredTensor(shape: [1, 1, 1], elements: [1.0])
    func error(
      _ tensors: [StoredTensor<Double>], _ evidence: LayoutEvidence = .dense(matrix: [1], rows: 1, columns: 1)
    ) -> String {
      do throws(DetectionError) {
        _ = try LayoutDetection(of: evidence, tensors: tensors, model: ArithmeticModel(.float32))
        return "nothing"
      } catch {
        return error.description
      }
    }
    #expect(error([good]) == "expected two tensors, found 1")
    #expect(
      error([good, StoredTensor(shape: [2, 2], elements: [1, 2, 3, 4])]).hasPrefix("expected two tensors that some"))
    #expect(
      error([good, StoredTensor(shape: [1, 1, 1], elements: [1, 2])]).contains("expected 1 numbers in tensor 2"))
    #expect(error([good, StoredTensor(shape: [0, 1, 1], elements: [])]).contains("sizes of at least 1 in tensor 2"))
    #expect(error([good, StoredTensor(shape: [1 << 40, 1 << 40, 1], elements: [])]).contains("sizes of at least 1"))
    #expect(error([good, StoredTensor(shape: [-1, 1, -1], elements: [1])]).contains("sizes of at least 1"))
    #expect(error([good, StoredTensor(shape: [1, 1, 1], elements: [.nan])]).contains("finite numbers in tensor 2"))
    #expect(
      error([good, StoredTensor(shape: [2, 2, 2, 2], elements: [Double](repeating: 1, count: 16))]).contains("some"))
    #expect(
      error([good, good], .dense(matrix: [1, .infinity], rows: 1, columns: 2))
        == "expected finite numbers in the dense matrix, found inf at flat index 1")
    #expect(error([good, good], .dense(matrix: [1, 2], rows: 1, columns: 2)).contains("such as 1×1, found 1×2"))
    #expect(error([good, good], .dense(matrix: [], rows: 0, columns: 0)).contains("sizes of at least 1"))
    #expect(error([good, good], .dense(matrix: [], rows: .max, columns: 2)).contains("sizes of at least 1"))
    let vector = StoredTensor(shape: [1], elements: [1.0])
    #expect(error([good, good], .products(input: vector, output: vector)).contains("of two axes"))
    let huge = StoredTensor(shape: [1, 1], elements: [Double(Float.greatestFiniteMagnitude)])
    let large = StoredTensor(shape: [1, 1, 1], elements: [0x1p100])
    #expect(
      error([good, large], .products(input: huge, output: huge)) == "nothing"
        || error([good, large], .products(input: huge, output: huge)).contains("may overflow"))
  }
}

/// Numbers of full precision, all different.
private func tensor(_ shape: [Int], seed: UInt64, format: FloatFormat = .float64) -> StoredTensor<Double> {
  let random = SplitMix(seed: seed)
  return StoredTensor(
    shape: shape,
    elements: (0..<shape.reduce(1, *)).map {
      NearestValue(format).nearest(Double(random.value(at: UInt64($0)) >> 11) / 0x1p52 - 1)
    })
}
