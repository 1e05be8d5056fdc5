/// Why a product could not be set up. Each case names what was expected and what was found.
public enum KernelError: Error, Equatable, Sendable {
  /// A block count or a block side is less than one.
  case sizeBelowOne(name: String, found: Int)

  /// The right factor has `k·q` outputs and the left one `l·r` inputs, and these differ.
  case middleSizesDiffer(rightOutputs: Int, leftInputs: Int)

  /// An array does not hold as many elements as the shape says.
  case wrongCount(name: String, expected: Int, found: Int)

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

  /// An element that must be finite is infinite or NaN.
  case notFinite(name: String, index: Int, value: Double)

  /// A matrix has more rows or columns than the shape holds.
  case sizeTooLarge(name: String, greatest: Int, found: Int)

  /// An element of a result is beyond the greatest finite value of its type.
  case resultTooLarge(name: String, index: Int)

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
    case .notFinite(let name, let index, let value):
      "\(name) must be finite, found \(value) at index \(index)"
    case .sizeTooLarge(let name, let greatest, let found):
      "\(name) must be at most \(greatest), found \(found)"
    case .resultTooLarge(let name, let index):
      "element \(index) of \(name) is too large for its type"
    case .unavailable(let instructionSet):
      "this machine does not execute \(instructionSet)"
    }
  }
}
