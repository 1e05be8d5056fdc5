import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1500))) struct BlockChainTests {
  /// One stage of drawn data, and the same as rationals.
  private struct Stage {
    var (count, rows, columns) = (1, 1, 1)
    var weights: [Double] = []
    var images: [Int]?

    func stage(isSingle: Bool) throws(ExactProductError) -> BlockStage {
      let places = images.map { BlockStage.Permuted.images($0) } ?? .identity
      guard isSingle else {
        return try BlockStage(
          "weights", count: count, rows: rows, columns: columns, weights: weights.span, places: places)
      }
      let floats = weights.map { Float($0) }
      return try BlockStage("weights", count: count, rows: rows, columns: columns, weights: floats.span, places: places)
    }

    /// The definition: every output is a dot product of rationals, put in its place.
    func applied(to input: [Rational], magnitudes: Bool) -> [Rational] {
      var output = [Rational](repeating: 0, count: count * rows)
      for block in 0..<count {
        for row in 0..<rows {
          var sum = Rational.zero
          for column in 0..<columns {
            let weight = Rational(exactly: weights[(block * rows + row) * columns + column])!
            sum.addProduct(magnitudes ? weight.magnitude : weight, input[block * columns + column])
          }
          output[images.map { $0[block * rows + row] } ?? block * rows + row] = sum
        }
      }
      return output
    }
  }

  private static func drawStages(_ draws: Draws, isSingle: Bool) throws -> [Stage] {
    var stages: [Stage] = []
    let depth = try draws.draw(.integer(in: 1...3, target: 1), as: "stages")
    var inputs: Int?
    for _ in 0..<depth {
      var stage = Stage()
      if let inputs {
        stage.columns = try draws.draw(.element(of: (1...inputs).filter { inputs.isMultiple(of: $0) }))
        stage.count = inputs / stage.columns
      } else {
        stage.count = try draws.draw(.integer(in: 1...4, target: 1))
        stage.columns = try draws.draw(.integer(in: 1...9, target: 1))
      }
      stage.rows = try draws.draw(.integer(in: 1...6, target: 1))
      if try draws.draw(.bool()) {
        // A stride permutation by a number prime to the size, shifted.
        let size = stage.count * stage.rows
        let step = [1, 5, 7, 11, 13].first { gcd($0, size) == 1 && $0 % size != 1 % size } ?? 1
        stage.images = (0..<size).map { ($0 * step + 1) % size }
      }
      stage.weights = try draws.floatData("weights", stage.count * stage.rows * stage.columns, isSingle: isSingle)
      draws.show("blocks", "\(stage.count)×\(stage.rows)×\(stage.columns)")
      inputs = stage.count * stage.rows
      stages.append(stage)
    }
    return stages
  }

  private static func expected(_ stages: [Stage], _ input: [Double], magnitudes: Bool) throws -> [Rational] {
    let exact = try input.map { try #require(Rational(exactly: $0)) }
    return stages.reduce(magnitudes ? exact.map(\.magnitude) : exact) { $1.applied(to: $0, magnitudes: magnitudes) }
  }

  private static func multiply(
    _ chain: BlockChain, _ input: [Double], _ batch: Int, isSingle: Bool, _ instructions: ExactInstructions
  ) throws -> ExactVectors {
    if isSingle {
      let floats = input.map { Float($0) }
      return try chain.multiply(floats.span, batch: batch, instructions: instructions)
    }
    return try chain.multiply(input.span, batch: batch, instructions: instructions)
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }

  private static let batches = Generator<Int>.element(of: [1, 2, 0, 3, 5, 8, 9, 11, 17, 26])

  /// The exact path is the definition, whatever the data, on every instruction set.
  @Test func agreesWithRationalArithmetic() async {
    await check { draws in
      let isSingle = try draws.draw(.bool(), as: "single")
      let stages = try Self.drawStages(draws, isSingle: isSingle)
      let magnitudes = try draws.draw(.bool(), as: "magnitudes")
      let batch = try draws.draw(Self.batches, as: "batch")
      let width = stages[0].count * stages[0].columns
      let input = try draws.floatData("input", batch * width, isSingle: isSingle)
      let chain = try BlockChain(stages.map { try $0.stage(isSingle: isSingle) }, magnitudes: magnitudes)
      let expected = try (0..<batch).map { row in
        try Self.expected(stages, Array(input[row * width..<(row + 1) * width]), magnitudes: magnitudes)
      }
      for instructions in ExactInstructions.allCases where instructions.isAvailable {
        let result = try Self.multiply(chain, input, batch, isSingle: isSingle, instructions)
        #expect((0..<batch).map { result[$0] } == expected, "\(instructions)")
      }
      draws.cover(chain.representation.contains(where: \.isSparse), "sparse digits", atLeast: 0.05)
      draws.cover(
        chain.representation.contains { !$0.isSparse && $0.digits > 1 }, "several dense digits", atLeast: 0.05)
      draws.cover(batch % 8 > 2 && batch > 8, "a panel that is not full", atLeast: 0.02)
    }
  }

  /// Longer rows and larger batches, where the radix shrinks and several panels go together.
  @Test(arguments: [(1, 700), (37, 65), (130, 3), (5, 1030)])
  func longRowsAreExact(rows: Int, columns: Int) throws {
    // All weights and inputs as large as they get: the sums come as near to 2^53 as the radix allows.
    for value in [Double(Float.greatestFiniteMagnitude), 1 - 0x1p-53, 0x1.fffffep0, -1.0] {
      let weights = [Double](repeating: value, count: rows * columns)
      let stage = try BlockStage("weights", count: 1, rows: rows, columns: columns, weights: weights.span)
      let batch = 41
      let input = (0..<batch * columns).map { $0 / columns % 2 == 0 ? value : 1 }
      for instructions in ExactInstructions.allCases where instructions.isAvailable {
        let result = try BlockChain([stage]).multiply(input.span, batch: batch, instructions: instructions)
        let exact = Rational(exactly: value)!
        for vector in 0..<batch {
          let expected = Rational(columns) * exact * (vector % 2 == 0 ? exact : 1)
          #expect(result[vector, 0] == expected && result[vector, rows - 1] == expected)
        }
      }
    }
  }

  /// Sums of products of digits stay within 2^53 for the radix that is chosen, and would not for the next.
  @Test func radixIsTheLargestThatIsExact() throws {
    let integers = FloatFormat(name: "integers", precision: 60, minimalExponent: 0, maximalExponent: 60)
    for columns in [2, 3, 17, 64, 500, 4096] {
      // Two thirds, in binary: every digit is about a third of the radix.
      let value = Double((1 << 53) / 3)
      let weights = [Double](repeating: value, count: columns)
      let chain = try BlockChain([
        BlockStage("weights", count: 1, rows: 1, columns: columns, weights: weights.span)
      ])
      func reach(_ bits: Int) -> Double {
        var rest = Rational(exactly: value)!
        var sum = Rational.zero
        while rest.signum != 0 {
          let quotient = integers.nearest(to: rest.scaled(byPowerOfTwo: -bits))!
          sum += (rest - quotient.scaled(byPowerOfTwo: bits)).magnitude
          rest = quotient
        }
        return Double(sum * Rational(columns) * .powerOfTwo(bits - 1))
      }
      #expect(reach(chain.radixBits) <= 0x1p53)
      if chain.radixBits < 26 { #expect(reach(chain.radixBits + 1) > 0x1p53 - 0x1p30, "\(columns)") }
    }
  }

  @Test func emptyBatchesAndZerosAreFine() throws {
    let zeros = [Float](repeating: 0, count: 6)
    let chain = try BlockChain([BlockStage("zeros", count: 1, rows: 2, columns: 3, weights: zeros.span)])
    let none: [Float] = []
    let empty = try chain.multiply(none.span, batch: 0)
    #expect(empty.count == 0)
    let input: [Float] = [1, -.greatestFiniteMagnitude, 0]
    let result = try chain.multiply(input.span, batch: 1)
    #expect(result[0] == [0, 0] && result.width == 2)
    let ones = [Double](repeating: 1, count: 6)
    let other = try BlockChain([BlockStage("ones", count: 1, rows: 2, columns: 3, weights: ones.span)])
    let both = [-0.0, 0, 0]
    let zero = try other.multiply(both.span, batch: 1)
    #expect(zero[0] == [0, 0])
  }

  @Test func numbersThatAreNotFiniteAreNamed() throws {
    for (value, text) in [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")] {
      let weights: [Float] = [1, 2, 3, value]
      #expect(throws: ExactProductError.nonFinite(tensor: "left", index: 3, value: text)) {
        _ = try BlockStage("left", count: 2, rows: 1, columns: 2, weights: weights.span)
      }
      let good: [Float] = [1, 2]
      let chain = try BlockChain([BlockStage("w", count: 1, rows: 1, columns: 2, weights: good.span)])
      let input: [Float] = [0, 1, 2, 3, 4, value, value, 7]
      do {
        _ = try chain.multiply(input.span, batch: 4)
        Issue.record("expected an error")
      } catch {
        #expect(error.description == "expected finite numbers in input, found \(text) at flat index 5")
      }
    }
  }

  @Test func sizesThatDoNotFitAreNamed() throws {
    let two: [Float] = [1, 2]
    func message(_ body: () throws(ExactProductError) -> Void) -> String {
      do throws(ExactProductError) {
        try body()
        return "no error"
      } catch { return error.description }
    }
    #expect(
      message { () throws(ExactProductError) in
        _ = try BlockStage("left", count: 1, rows: 2, columns: 2, weights: two.span)
      } == "expected 1·2·2 numbers in left, found 2")
    #expect(
      message { () throws(ExactProductError) in
        _ = try BlockStage("left", count: 0, rows: 2, columns: 2, weights: two.span)
      } == "expected sizes of at least 1 in left, found 0×2×2")
    #expect(
      message { () throws(ExactProductError) in
        _ = try BlockStage("left", count: 1, rows: .max, columns: 2, weights: two.span)
      }.hasPrefix("expected 1·9223372036854775807·2 numbers"))
    for images in [[0], [0, 0], [0, 2], [-1, 0]] {
      #expect(
        message { () throws(ExactProductError) in
          _ = try BlockStage("left", count: 2, rows: 1, columns: 1, weights: two.span, places: .images(images))
        }.contains("place"))
    }
    let stage = try BlockStage("left", count: 2, rows: 1, columns: 1, weights: two.span)
    let one: [Float] = [1]
    let wide = try BlockStage("wide", count: 1, rows: 1, columns: 1, weights: one.span)
    #expect(
      message { () throws(ExactProductError) in _ = try BlockChain([stage, wide]) }
        == "stage 0 has 2 outputs, stage 1 takes 1")
    #expect(message { () throws(ExactProductError) in _ = try BlockChain([]) }.contains("at least one stage"))
    let chain = try BlockChain([stage])
    #expect(
      message { () throws(ExactProductError) in _ = try chain.multiply(two.span, batch: 2) }
        == "expected an input of 2·2 numbers, found 2")
    #expect(message { () throws(ExactProductError) in _ = try chain.multiply(two.span, batch: -1) } != "no error")
    #expect(message { () throws(ExactProductError) in _ = try chain.multiply(two.span, batch: .max) } != "no error")
  }
}
