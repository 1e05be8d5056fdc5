import TensorFiles
import Testing

/// A tensor of any element type with the bytes 1, 2, 3, …, or 0 and 1 for bools.
func counting(_ elementType: ElementType, _ shape: [Int]) throws -> Tensor {
  let count = shape.reduce(elementType.byteCount, *)
  let bytes = (0..<count).map { elementType == .bool ? UInt8($0 % 2) : UInt8(truncatingIfNeeded: $0 + 1) }
  return try Tensor(elementType: elementType, shape: shape, bytes: bytes)
}

/// Shapes of zero to five dimensions, some of them empty.
let sampleShapes: [[Int]] = [[], [1], [3], [0], [2, 3], [0, 3], [3, 0], [2, 1, 3], [1, 2, 1, 2], [2, 1, 3, 1, 2]]

/// One file that must be refused: why, with which kind, and what the line must say.
struct Refusal: Sendable, CustomTestStringConvertible {
  var kind: TensorFileError.Kind
  var fragment: String
  var file: [UInt8]

  init(_ kind: TensorFileError.Kind, _ fragment: String, _ file: [UInt8]) {
    (self.kind, self.fragment, self.file) = (kind, fragment, file)
  }

  init(_ kind: TensorFileError.Kind, _ fragment: String, npy header: String) {
    self.init(kind, fragment, TensorFilesTests.npy(header))
  }

  init(_ kind: TensorFileError.Kind, _ fragment: String, json header: String) {
    self.init(kind, fragment, safetensors(header))
  }

  var testDescription: String { "\(kind): \(fragment)" }

  /// Checks that `body` refuses the file as it should, in one short line without control characters.
  func check<Result>(
    _ format: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: ([UInt8]) throws(TensorFileError) -> Result
  ) {
    do throws(TensorFileError) {
      _ = try body(file)
      Issue.record("accepted, expected \(kind): \(fragment)", sourceLocation: sourceLocation)
    } catch {
      #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
      #expect(error.description.contains(fragment), sourceLocation: sourceLocation)
      #expect(error.description.hasPrefix(format), sourceLocation: sourceLocation)
      checkIsOneShortLine(error, sourceLocation: sourceLocation)
    }
  }
}

/// Checks what the description of every error promises.
func checkIsOneShortLine(_ error: TensorFileError, sourceLocation: SourceLocation = #_sourceLocation) {
  let scalars = error.description.unicodeScalars
  #expect(scalars.count <= TensorFileError.maximumLength, sourceLocation: sourceLocation)
  #expect(error.description.count < 300, sourceLocation: sourceLocation)
  let breaks = scalars.filter {
    switch $0.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
  #expect(breaks.isEmpty, "\(error)", sourceLocation: sourceLocation)
}

/// Whether `body` throws an error of this kind; false too when it does not throw.
func refuses<Result>(_ kind: TensorFileError.Kind, _ body: () throws(TensorFileError) -> Result) -> Bool {
  do throws(TensorFileError) {
    _ = try body()
    return false
  } catch {
    checkIsOneShortLine(error)
    return error.kind == kind
  }
}

/// A text many times over.
func repeated(_ text: String, _ count: Int) -> String {
  String(repeating: text, count: count)
}
