/// Why a product or a projection could not be set up. Each case names what was expected and what was found.
public enum KernelError: Error, Equatable, Sendable {
  /// A block count or a block side is less than one.
  case sizeBelowOne(name: String, found: Int)

  /// The right factor has `k·q` outputs and the left one `l·r` inputs, and these differ.
  case middleSizesDiffer(rightOutputs: Int, leftInputs: Int)

  /// An array does not hold as many elements as the shape says.
  case wrongCount(name: String, expected: Int, found: Int)

  /// A word has no letter.
  case emptyWord

  /// More inputs or outputs than the word has, of which they are a corner.
  case countTooLarge(name: String, most: Int, found: Int)

  /// The batch is negative.
  case negativeBatch(Int)

  /// A stride is less than one element.
  case strideBelowOne(name: String, found: Int)

  /// Two elements of the output may share a place.
  ///
  /// Either `rowStride` must be at least `leastRowStride`, or `elementStride` at least `leastElementStride`.
  case overlappingOutput(BatchLayout, leastRowStride: Int, leastElementStride: Int)

  /// A span ends before the last element that its layout names.
  case spanTooShort(name: String, needed: Int, found: Int)

  /// A number of elements does not fit in an `Int`, or its bytes not in the address space.
  case overflow(name: String)

  /// The matrix has more rows or columns than the form.
  case matrixTooLarge(rows: Int, columns: Int, outputCount: Int, inputCount: Int)

  /// A number of the matrix is infinite or not a number.
  case notFinite(row: Int, column: Int, value: String)

  /// A factor of the nearest matrix is beyond the element type.
  case factorOverflow(name: String)

  /// The order of a projection is less than one.
  case orderBelowOne(Int)

  /// Every row, or every column, of blocks has one that is singular up to rounding: its worst, in the best of them.
  case noPivot(reciprocalCondition: Double)

  /// The factors that were found give another matrix: it is no member, or too near to others.
  case notFactored(backwardError: Double, tolerance: Double)

  /// An adjoint product or a gradient of factors that are packed for `multiply` alone.
  case notPacked

  /// This machine does not execute the instruction set.
  case unavailable(InstructionSet)
}

extension KernelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sizeBelowOne(let name, let found):
      "\(name) must be at least 1, found \(found)"
    case .middleSizesDiffer(let rightOutputs, let leftInputs):
      "k·q must equal l·r, found k·q = \(rightOutputs) and l·r = \(leftInputs)"
    case .wrongCount(let name, let expected, let found):
      "\(name) must hold \(expected) elements, found \(found)"
    case .emptyWord:
      "a word must have at least 1 letter, found none"
    case .countTooLarge(let name, let most, let found):
      "\(name) must be at most q·b = \(most), found \(found)"
    case .negativeBatch(let found):
      "the batch must be at least 0, found \(found)"
    case .strideBelowOne(let name, let found):
      "\(name) must be at least 1, found \(found)"
    case .overlappingOutput(let found, let leastRowStride, let leastElementStride):
      "rows of the output may overlap: expected a row stride of at least \(leastRowStride) or an element stride of at"
        + " least \(leastElementStride), found \(found.rowStride) and \(found.elementStride)"
    case .spanTooShort(let name, let needed, let found):
      "the \(name) must hold at least \(needed) elements, found \(found)"
    case .overflow(let name):
      "the number of elements of \(name) is too large for this machine"
    case .matrixTooLarge(let rows, let columns, let outputCount, let inputCount):
      "the matrix must have at most l·s = \(outputCount) rows and k·p = \(inputCount) columns, found \(rows)×\(columns)"
    case .notFinite(let row, let column, let value):
      "the matrix must be finite, found \(value) at row \(row), column \(column)"
    case .factorOverflow(let name):
      "\(name) exceeds the element type: let singular values go to both factors, or take a wider type"
    case .orderBelowOne(let found):
      "the order must be at least 1, found \(found)"
    case .noPivot(let condition):
      "a factorisation needs a row and a column of invertible blocks: the best have one of the reciprocal condition \(condition)"
    case .notFactored(let error, let tolerance):
      "expected factors with a backward error of at most \(tolerance), found \(error): the matrix is not in MM*, or too near to "
        + "matrices that are not"
    case .notPacked:
      "the factors must be packed for both directions, found them packed for products alone"
    case .unavailable(let instructionSet):
      "this machine does not execute \(instructionSet)"
    }
  }
}
