/// What the header of a .npy file says.
struct NumPyHeader {
  /// The type of the elements.
  var elementType: ElementType
  /// Whether the elements' bytes have to be swapped.
  var isBigEndian: Bool
  /// Whether the first index runs fastest.
  var isFortranOrder: Bool
  /// The size of each dimension.
  var shape: [Int]

  /// Parses the header that lies at `range` in `bytes`.
  ///
  /// ```text
  /// header = "{" [ entry *( "," entry ) [ "," ] ] "}"
  /// entry  = "'descr'" ":" string | "'fortran_order'" ":" ( "True" | "False" ) | "'shape'" ":" tuple
  /// tuple  = "(" ")" | "(" size "," ")" | "(" size 1*( "," size ) [ "," ] ")"
  /// size   = digits [ "L" ]
  /// ```
  ///
  /// White space may stand between any two tokens. Each key comes exactly once, in any order. A string has single or
  /// double quotes and no escapes: no name that is accepted needs one.
  init(_ bytes: [UInt8], _ range: Range<Int>) throws(TensorFileError) {
    var reader = PythonLiteralReader(bytes: bytes, position: range.lowerBound, range: range)
    var type: (ElementType, isBigEndian: Bool)?
    var order: Bool?
    var shape: [Int]?
    try reader.expect("{", "at the start of the header")
    while !reader.take("}") {
      let key = try reader.string("a key")
      let isDuplicate =
        switch key {
        case "descr": type != nil
        case "fortran_order": order != nil
        case "shape": shape != nil
        default:
          throw TensorFileError(
            .unknownKey, ".npy: expected the keys 'descr', 'fortran_order' and 'shape', found \(quoted(key))")
        }
      guard !isDuplicate else {
        throw TensorFileError(.duplicateKey, ".npy: expected each key once in the header, found '\(key)' twice")
      }
      try reader.expect(":", "after the key '\(key)'")
      switch key {
      case "descr": type = try reader.elementType()
      case "fortran_order": order = try reader.boolean()
      default: shape = try reader.shape()
      }
      if reader.take(",") { continue }
      try reader.expect("}", "or ',' after the value of '\(key)'")
      break
    }
    try reader.expectEnd()
    guard let type, let order, let shape else {
      let missing = type == nil ? "descr" : order == nil ? "fortran_order" : "shape"
      throw TensorFileError(.missingKey, ".npy: expected the key '\(missing)' in the header, found none")
    }
    (self.elementType, self.isBigEndian) = type
    self.isFortranOrder = order
    self.shape = shape
  }
}

/// A reader of the few Python literals that a .npy header holds.
private struct PythonLiteralReader {
  /// The whole file, so that nothing is copied.
  let bytes: [UInt8]
  /// The next byte to read.
  var position: Int
  /// Where the header lies.
  let range: Range<Int>

  /// The next byte that is not white space, without taking it; nil at the end.
  private mutating func peek() -> UInt8? {
    while position < range.upperBound {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0C, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  /// Takes `token` if it comes next.
  mutating func take(_ token: Unicode.Scalar) -> Bool {
    guard let byte = peek(), byte == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  /// Takes `token`, or says `place` where it should have been.
  mutating func expect(_ token: Unicode.Scalar, _ place: String) throws(TensorFileError) {
    guard take(token) else { throw unexpected("'\(token)' \(place)") }
  }

  /// Checks that nothing but white space is left.
  mutating func expectEnd() throws(TensorFileError) {
    guard peek() == nil else { throw unexpected("nothing after the dictionary") }
  }

  /// A string in single or double quotes, without escapes.
  mutating func string(_ what: String) throws(TensorFileError) -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw unexpected("\(what) in quotes")
    }
    guard let end = bytes[position + 1..<range.upperBound].firstIndex(of: quote) else {
      throw TensorFileError(
        .malformedHeader, ".npy: expected the closing quote of \(what), found the end of the header")
    }
    let content = bytes[position + 1..<end]
    guard !content.contains(UInt8(ascii: "\\")) else {
      throw TensorFileError(.malformedHeader, ".npy: expected \(what) without escapes, found a backslash in it")
    }
    position = end + 1
    return String(decoding: content, as: UTF8.self)
  }

  /// `True` or `False`.
  mutating func boolean() throws(TensorFileError) -> Bool {
    _ = peek()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position..<range.upperBound].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw unexpected("True or False as the value of 'fortran_order'")
  }

  /// A tuple of sizes; their product is checked later.
  mutating func shape() throws(TensorFileError) -> [Int] {
    try expect("(", "as the start of the shape, a tuple")
    var sizes: [Int] = []
    var hasComma = false
    while !take(")") {
      guard sizes.isEmpty || hasComma else { throw unexpected("',' or ')' in the shape") }
      guard sizes.count < Tensor.maximumRank else {
        throw TensorFileError(.invalidShape, ".npy: expected at most \(Tensor.maximumRank) dimensions, found more")
      }
      sizes.append(try size())
      hasComma = take(",")
    }
    guard sizes.count != 1 || hasComma else {
      throw TensorFileError(
        .malformedHeader, ".npy: expected a tuple such as (\(sizes[0]),) as the shape, found (\(sizes[0])), a number")
    }
    return sizes
  }

  /// One size: decimal digits, and perhaps the L that Python 2 wrote after long integers.
  private mutating func size() throws(TensorFileError) -> Int {
    guard let first = peek() else { throw unexpected("a dimension in the shape") }
    if first == UInt8(ascii: "-") {
      throw TensorFileError(.invalidShape, ".npy: expected dimensions of at least 0, found a negative one")
    }
    let start = position
    guard let value = decimal(bytes, &position, end: range.upperBound) else {
      throw TensorFileError(
        .invalidShape, ".npy: expected dimensions of at most 2^63 - 1, found a larger one: the size overflows")
    }
    guard position > start, position == start + 1 || first != 0x30 else {
      position = start
      throw unexpected("a dimension in the shape, in decimal digits without leading zeros")
    }
    if position < range.upperBound, bytes[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  /// The value of `descr`: a byte order, a kind and a width, or a line on why it is refused.
  mutating func elementType() throws(TensorFileError) -> (ElementType, isBigEndian: Bool) {
    switch peek() {
    case UInt8(ascii: "["), UInt8(ascii: "("):
      throw TensorFileError(
        .unsupportedElementType, ".npy: expected plain numbers, found a structured type: save each field by itself")
    default: break
    }
    let descriptor = try string("the value of 'descr'")
    let order = descriptor.unicodeScalars.first.flatMap { "<>=|".unicodeScalars.contains($0) ? $0 : nil }
    let code = String(String.UnicodeScalarView(descriptor.unicodeScalars.dropFirst(order == nil ? 0 : 1)))
    guard let type = ElementType(numpyCode: code) else {
      throw TensorFileError(
        .unsupportedElementType,
        ".npy: expected floating point numbers, integers or bools, found \(quoted(descriptor)): \(refusal(code))")
    }
    guard let order, order != "|" || type.byteCount == 1 else {
      throw TensorFileError(
        .unsupportedElementType,
        ".npy: expected a byte order, '<' or '>', before \(quoted(code)), found \(quoted(descriptor))")
    }
    return (type, order == ">")
  }

  /// Why a kind of elements is not read.
  private func refusal(_ code: String) -> String {
    let width = Int(code.dropFirst())
    switch code.unicodeScalars.first {
    case "O": return "object arrays hold pickles, which are never loaded"
    case "c":
      let name = width.map { (1...64).contains($0) ? "complex\($0 * 8)" : "complex" } ?? "complex"
      return "\(name) is not supported"
    case "f", "g": return "this width of floating point is not supported"
    case "S", "U", "a": return "strings are not supported"
    case "M", "m": return "dates and times are not supported"
    case "V": return "raw bytes are not supported (NumPy writes bfloat16 like this: use .safetensors)"
    default: return "not supported"
    }
  }

  /// An error at the current position: what was expected there and what stands there.
  private mutating func unexpected(_ expected: String) -> TensorFileError {
    let next = peek()
    let found =
      next == nil
      ? "the end of the header"
      : quoted(String(decoding: bytes[position..<min(position + 12, range.upperBound)], as: UTF8.self))
    return TensorFileError(
      .malformedHeader, ".npy: expected \(expected), found \(found) at byte \(position - range.lowerBound)")
  }
}
