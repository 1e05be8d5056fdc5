/// A .safetensors file that is read tensor by tensor: only the header is kept in memory.
///
/// The header is held to everything that ``SafeTensors/decode(_:)`` demands. Tensors of element types that are not read
/// here do not keep the others from being read.
public struct SafeTensorsFile: Sendable {
  /// The tensors by their names in natural order: `layer.2` stands before `layer.10`.
  public let entries: [SafeTensorsEntry]

  /// What the file says about itself.
  public let metadata: [String: String]

  private let file: RegularFile
  private let bufferStart: Int
  private let places: [String: Int]

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``TensorFileError`` that names the path or the tensor at fault.
  /// - Complexity: O(the header), and the sorting of the names.
  public init(path: String) throws(TensorFileError) {
    file = try RegularFile(path: path)
    do {
      let length = try SafeTensors.headerLength(
        of: try file.bytes(0..<min(8, file.size))[...], fileSize: file.size)
      bufferStart = 8 + length
      let (entries, metadata) = try SafeTensors.header(
        try file.bytes(8..<bufferStart), 0..<length, bufferLength: file.size - bufferStart)
      self.entries = entries.sorted { isNaturallyBefore($0.name, $1.name) }
      self.metadata = metadata
    } catch {
      throw file.named(error)
    }
    places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
  }

  /// The entry of this name, if there is one.
  public subscript(name: String) -> SafeTensorsEntry? { places[name].map { entries[$0] } }

  /// Reads a tensor; nil where there is none of this name.
  ///
  /// - Throws: ``TensorFileError`` of kind `unsupportedElementType`, or `inputOutput`, also where the file has changed.
  /// - Complexity: O(the tensor's bytes).
  public func tensor(named name: String) throws(TensorFileError) -> Tensor? {
    guard let entry = self[name] else { return nil }
    do {
      let type = try entry.readableType()
      let bytes = try file.bytes(bufferStart + entry.offsets.lowerBound..<bufferStart + entry.offsets.upperBound)
      return try Tensor(elementType: type, shape: entry.shape, bytes: bytes)
    } catch {
      throw file.named(error)
    }
  }
}

extension RegularFile {
  /// The error with the path before it, unless it is there already.
  fileprivate func named(_ error: TensorFileError) -> TensorFileError {
    error.kind == .inputOutput
      ? error : TensorFileError(error.kind, "\(TensorFile.displayed(path)): \(error.description)")
  }
}

/// Whether a name comes first in an order that reads runs of digits as numbers.
func isNaturallyBefore(_ a: String, _ b: String) -> Bool {
  var (x, y) = (Array(a.utf8)[...], Array(b.utf8)[...])
  func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  while let i = x.first, let j = y.first {
    if isDigit(i), isDigit(j) {
      let (m, n) = (x.prefix(while: isDigit), y.prefix(while: isDigit))
      x = x.dropFirst(m.count)
      y = y.dropFirst(n.count)
      let (p, q) = (m.drop { $0 == UInt8(ascii: "0") }, n.drop { $0 == UInt8(ascii: "0") })
      if p.count != q.count { return p.count < q.count }
      if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
      continue
    }
    if i != j { return i < j }
    x = x.dropFirst()
    y = y.dropFirst()
  }
  // Equal as numbers, "01" and "1": by their bytes.
  return x.isEmpty && y.isEmpty ? a.utf8.lexicographicallyPrecedes(b.utf8) : x.isEmpty
}
