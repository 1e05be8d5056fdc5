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
  private typealias Exact = Word<Cyclotomic>

  // MARK: Right words

  @Test(arguments: 0..<8) func transformsAreWithinTheBound(residue: Int) throws {
    for n in stride(from: residue + 1, through: largestTransform, by: 8) {
      var rounded: [Cyclotomic: Complex<Double>] = [:]
      for q in 1...n where n.isMultiple(of: q) {
        let grid = try MonarchReference.Grid(rows: q, columns: n / q)
        let word = try Exact.fourier(on: grid, root: .root(of: n))
        try checkHolds(word, Complex<Double>.self, batch: 2, &rounded)
        if n <= 16 { try checkHolds(word, Complex<Float>.self, batch: 1, &rounded) }
      }
    }
  }

  #if !DEBUG
    @Test func transformOf256IsWithinTheBound() throws {
      let word = try Exact.fourier(on: .square(16), root: .root(of: 256))
      var rounded: [Cyclotomic: Complex<Double>] = [:]
      try checkHolds(word, Complex<Double>.self, batch: 3, &rounded)
      try checkHolds(word, Complex<Float>.self, batch: 3, &rounded)
    }

    @Test func transformOf1024IsWithinTheBound() throws {
      var rounded: [Cyclotomic: Complex<Double>] = [:]
      try checkHolds(.fourier(on: .square(32), root: .root(of: 1024)), Complex<Double>.self, batch: 1, &rounded)
    }
  #endif

  private func checkHolds<Scalar: WordTestScalar>(
    _ word: Exact, _: Scalar.Type, batch: Int, _ rounded: inout [Cyclotomic: Complex<Double>]
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
      let word = try Exact.fourier(on: grid, root: .root(of: n))
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
        product = try FloatProduct(.fourier(on: grid, root: .root(of: n, power: -1)), batch: 1)
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
    let word = try Exact.fourier(on: .square(4), root: .root(of: 16))
    let judge = try WordJudge(word, computing: fourierMatrix(16), format: .float64)
    let product = try FloatProduct<Complex<Float>>(word, batch: 1)
    #expect(try !judge.verdict(on: product.outputs(.automatic), input: product.inputs, batch: 1).holds)
  }
}

/// The matrix ζ_n^{xy}, ζ_n = e^{−2πi/n}.
func fourierMatrix(_ n: Int) -> Matrix<Cyclotomic> {
  let powers = (0..<n).map { Cyclotomic.root(of: n, power: $0) }
  return Matrix(rows: n, columns: n) { powers[$0 * $1 % n] }
}

/// The float factors of an exact word, and vectors to multiply them with.
struct FloatProduct<Scalar: WordTestScalar> {
  let grid: MonarchReference.Grid
  var letters: [FactorLetter<Scalar>]
  let batch: Int
  /// The parts of numbers with full significands in −1...1.
  let inputs: [Double]

  init(_ word: Word<Cyclotomic>, batch: Int) throws {
    var rounded: [Cyclotomic: Complex<Double>] = [:]
    try self.init(word, batch: batch, &rounded)
  }

  /// - Parameter rounded: numbers that were rounded before.
  init(_ word: Word<Cyclotomic>, batch: Int, _ rounded: inout [Cyclotomic: Complex<Double>]) throws {
    (grid, self.batch) = (word.grid, batch)
    letters = word.letters.map { letter in
      FactorLetter(
        letter.kind == .bd ? .bd : .db,
        blocks: letter.blocks.flatMap(\.elements).map { entry in
          // Rounding to Float goes through Double: off by less than u, as u/(1 + u) leaves room for another 2^−53.
          let nearest = rounded[entry] ?? Complex<Double>(entry)
          rounded[entry] = nearest
          return Scalar(parts: [nearest.real, nearest.imaginary])
        })
    }
    var bits = RandomBits(seed: UInt64(word.grid.count))
    inputs = (0..<batch * word.grid.count * Scalar.parts).map { _ in
      let value = Double(Int(bits.below(1 << 54)) - 1 << 53) * 0x1p-53
      return Scalar.format == .float64 ? value : Double(Float(value))
    }
  }

  mutating func replace(_ index: Int, _ value: (Int, Scalar) -> Scalar) {
    letters[index] = FactorLetter(
      letters[index].kind, blocks: letters[index].blocks.enumerated().map { value($0.offset, $0.element) })
  }

  func outputs(_ instructionSet: InstructionSet) throws -> [Double] {
    let word = try FactorWord(rows: grid.rows, columns: grid.columns, letters: letters)
    return parts(try word.multiply(numbers(inputs), batch: batch, instructionSet: instructionSet))
  }
}
