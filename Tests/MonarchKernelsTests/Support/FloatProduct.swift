import ComplexModule
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine

/// An exact number whose parts can be rounded.
protocol RoundedField: EnclosedField {
  /// The doubles nearest to the parts.
  var nearestParts: [Double] { get }
}

extension Rational: RoundedField {
  var nearestParts: [Double] { [Double(self)] }
}

extension Cyclotomic: RoundedField {
  var nearestParts: [Double] {
    let nearest = Complex<Double>(self)
    return [nearest.real, nearest.imaginary]
  }
}

/// The float factors of an exact word or of its upper left corner, and vectors to multiply them with.
struct FloatProduct<Scalar: WordTestScalar> {
  let grid: MonarchReference.Grid
  var letters: [FactorLetter<Scalar>]
  /// The length of inputs and outputs.
  let count: Int
  let batch: Int
  /// The parts of the numbers of the inputs.
  let inputs: [Double]

  /// - Parameters:
  ///   - inputs: by default numbers with full significands in −1...1.
  ///   - rounded: numbers that were rounded before, as it takes long.
  init<Exact: RoundedField>(
    _ word: Word<Exact>, corner count: Int? = nil, batch: Int, inputs: [Double]? = nil,
    _ rounded: inout [Exact: [Double]]
  ) throws {
    (grid, self.count, self.batch) = (word.grid, count ?? word.grid.count, batch)
    letters = word.letters.map { letter in
      FactorLetter(
        letter.kind == .bd ? .bd : .db,
        blocks: letter.blocks.flatMap(\.elements).map { entry in
          // Rounding to Float goes through Double: off by less than u, as u/(1 + u) leaves room for another 2^−53.
          let nearest = rounded[entry] ?? entry.nearestParts
          rounded[entry] = nearest
          return Scalar(parts: nearest)
        })
    }
    var bits = RandomBits(seed: UInt64(word.grid.count))
    self.inputs =
      inputs
      ?? (0..<batch * self.count * Scalar.parts).map { _ in
        let value = Double(Int(bits.below(1 << 54)) - 1 << 53) * 0x1p-53
        return Scalar.format == .float64 ? value : Double(Float(value))
      }
  }

  init<Exact: RoundedField>(_ word: Word<Exact>, corner count: Int? = nil, batch: Int) throws {
    var rounded: [Exact: [Double]] = [:]
    try self.init(word, corner: count, batch: batch, &rounded)
  }

  mutating func replace(_ index: Int, _ value: (Int, Scalar) -> Scalar) {
    letters[index] = FactorLetter(
      letters[index].kind, blocks: letters[index].blocks.enumerated().map { value($0.offset, $0.element) })
  }

  func outputs(_ instructionSet: InstructionSet) throws -> [Double] {
    let word = try FactorWord(
      rows: grid.rows, columns: grid.columns, letters: letters, inputCount: count, outputCount: count,
      for: instructionSet)
    return parts(try word.multiply(numbers(inputs), batch: batch))
  }
}
