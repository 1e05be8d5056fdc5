import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import Testing

#if DEBUG
  private let largestTransform = 12
#else
  private let largestTransform = 64
#endif

/// The discrete Fourier transform as a word of float factors on every grid, judged against its entries ζ^{xy}.
@Suite struct FourierWordTests {
  // MARK: Right words

  @Test(arguments: 0..<8) func transformsAreWithinTheBound(residue: Int) throws {
    for n in stride(from: residue + 1, through: largestTransform, by: 8) {
      var rounded: [Cyclotomic: [Double]] = [:]
      for q in 1...n where n.isMultiple(of: q) {
        let grid = try MonarchReference.Grid(rows: q, columns: n / q)
        let word = try fourierWord(on: grid)
        try checkHolds(word, Complex<Double>.self, batch: 2, &rounded)
        if n <= 16 { try checkHolds(word, Complex<Float>.self, batch: 1, &rounded) }
      }
    }
  }

  #if !DEBUG
    @Test func transformOf256IsWithinTheBound() throws {
      let word = try fourierWord(on: .square(16))
      var rounded: [Cyclotomic: [Double]] = [:]
      try checkHolds(word, Complex<Double>.self, batch: 3, &rounded)
      try checkHolds(word, Complex<Float>.self, batch: 3, &rounded)
    }

    @Test func transformOf1024IsWithinTheBound() throws {
      var rounded: [Cyclotomic: [Double]] = [:]
      try checkHolds(fourierWord(on: .square(32)), Complex<Double>.self, batch: 1, &rounded)
    }
  #endif

  private func checkHolds<Scalar: WordTestScalar>(
    _ word: Word<Cyclotomic>, _: Scalar.Type, batch: Int, _ rounded: inout [Cyclotomic: [Double]]
  ) throws {
    let judge = try WordJudge(word, computing: fourierMatrix(word.grid.count), format: Scalar.format)
    let product = try FloatProduct<Scalar>(word, batch: batch, &rounded)
    for instructionSet in concreteInstructionSets {
      let verdict = try judge.verdict(
        on: product.outputs(instructionSet), input: product.inputs, batch: batch)
      #expect(verdict.holds && verdict.tier == .bound, "\(word.shape): \(verdict.reason)")
      // A bound that is never reached by half of itself, nor idle by more than its depth and the signs explain.
      let ratio = try #require(verdict.ratio)
      #expect(
        ratio < Rational(1, 2) && (word.grid.count < 8 || ratio > Rational(1, 2000)), "\(word.shape): \(ratio.short)")
    }
  }

  // MARK: Wrong words

  /// What goes wrong with words, and must be seen.
  enum Mistake: CaseIterable, Sendable {
    case transposedBlock, transposedLetter, conjugatedRoot, droppedLetter, exchangedLetters, relativeError, zeroedWeight
    case lastOutputZeroed, scaled
  }

  @Test(arguments: Mistake.allCases) func mistakesAreRejected(_ mistake: Mistake) throws {
    for (q, b) in [(4, 4), (3, 5), (8, 2), (6, 6), (8, 8)] {
      let n = q * b
      let grid = try MonarchReference.Grid(rows: q, columns: b)
      let word = try fourierWord(on: grid)
      let judge = try WordJudge(word, computing: fourierMatrix(n), format: .float64)
      var product = try FloatProduct<Complex<Double>>(word, batch: 1)
      var change: ([Double]) -> [Double] = { $0 }
      switch mistake {
      case .transposedBlock:
        // A block of R that is not symmetric, or else of L.
        let letter = [1, 0].first { letter in word.letters[letter].blocks.contains { $0 != $0.transposed } }
        let t = try #require(letter)
        let block = try #require(word.letters[t].blocks.firstIndex { $0 != $0.transposed })
        let side = word.letters[t].blocks[block].rows
        let start = block * side * side
        let weights = product.letters[t].blocks
        product.replace(t) {
          $0 / (side * side) == block ? weights[start + $0 % side * side + ($0 - start) / side] : $1
        }
      case .transposedLetter:
        let transposed = word.letters[0].transposed.blocks.flatMap(\.elements).map { Complex<Double>($0) }
        product.replace(0) { index, _ in transposed[index] }
      case .conjugatedRoot:
        product = try FloatProduct(fourierWord(on: grid, power: -1), batch: 1)
      case .droppedLetter: product.letters.removeFirst()
      case .exchangedLetters: product.letters.swapAt(0, 2)
      case .relativeError:
        let letter = product.letters[2].blocks
        let place = try #require(letter.lastIndex { $0 != .zero })
        product.replace(2) { $0 == place ? Complex($1.real * (1 + 1e-12), $1.imaginary * (1 + 1e-12)) : $1 }
      case .zeroedWeight:
        let place = try #require(product.letters[1].blocks.lastIndex { $0 != .zero })
        product.replace(1) { $0 == place ? .zero : $1 }
      case .lastOutputZeroed: change = { $0.dropLast() + [0] }
      case .scaled: change = { $0.map { $0 * (1 + 1e-12) } }
      }
      let verdict = try judge.verdict(
        on: change(product.outputs(.automatic)), input: product.inputs, batch: 1)
      #expect(!verdict.holds && (verdict.ratio ?? 0) > 1, "\(mistake) on \(grid): \(verdict.reason)")
    }
  }

  /// Float arithmetic does not pass for double.
  @Test func narrowerArithmeticIsRejected() throws {
    let word = try fourierWord(on: .square(4))
    let judge = try WordJudge(word, computing: fourierMatrix(16), format: .float64)
    let product = try FloatProduct<Complex<Float>>(word, batch: 1)
    #expect(try !judge.verdict(on: product.outputs(.automatic), input: product.inputs, batch: 1).holds)
  }
}

/// The construction of the transform with ζ_n^power for ζ_n.
private func fourierWord(on grid: MonarchReference.Grid, power: Int = 1) throws -> Word<Cyclotomic> {
  let n = grid.count
  return try FourierTransform(size: n).word(on: grid, RootsOfUnity(order: n, root: .root(of: n, power: power)))
}

/// The matrix ζ_n^{xy}, ζ_n = e^{−2πi/n}.
func fourierMatrix(_ n: Int) -> Matrix<Cyclotomic> {
  let powers = (0..<n).map { Cyclotomic.root(of: n, power: $0) }
  return Matrix(rows: n, columns: n) { powers[$0 * $1 % n] }
}
