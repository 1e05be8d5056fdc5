import TensorFiles
import Testing

@Suite struct SafeTensorsTests {
  private static let types = ElementType.allCases.filter { $0 != .complex128 }

  @Test func complexDoublesAreRefused() throws {
    let file = SafeTensors(tensors: ["x": try counting(.complex128, [2])])
    #expect(refuses(.unsupportedElementType) { () throws(TensorFileError) in try file.encode() })
  }

  @Test(arguments: types) func roundTrips(type: ElementType) throws {
    var all = SafeTensors()
    for shape in sampleShapes {
      all["\(shape)"] = try counting(type, shape)
      let one = SafeTensors(tensors: ["x": try counting(type, shape)])
      #expect(try SafeTensors.decode(one.encode()) == one)
    }
    #expect(try SafeTensors.decode(all.encode()) == all)
  }

  @Test func mixedTypesRoundTripAligned() throws {
    var all = SafeTensors(metadata: ["b": "1", "a": "2", "": "", "ж\u{1F600}\"\\\n\u{1}\u{7F}": "\t\r\u{8}\u{c}/"])
    for type in Self.types {
      for shape in sampleShapes { all["\(type) \(shape) é\u{0}"] = try counting(type, shape) }
    }
    let file = try all.encode()
    #expect(try SafeTensors.decode(file) == all)
    let headerLength = Int(file[0]) | Int(file[1]) << 8
    #expect(headerLength % 8 == 0)
    // In the order of writing, no element is narrower than the next tensor's: so each is aligned.
    let widths = all.names.compactMap { all[$0]?.elementType.byteCount }
    #expect(widths == widths.sorted(by: >))
    #expect(try all.encode() == file)
  }

  // MARK: Files that the reference implementation wrote

  @Test func readsTheReferenceLayout() throws {
    let file = try SafeTensors.decode(Fixtures.safetensors)
    #expect(file.metadata == ["format": "np\t\u{1}"])
    #expect(file.names == ["scale", "weight", "empty", "odd \"é\"\n", "mask"])
    #expect(file["weight"] == (try Tensor([Float(1), 2, 3, 4], shape: [2, 2])))
    #expect(file["scale"] == (try Tensor([-0.5], shape: [])))
    #expect(file["empty"]?.shape == [0, 3])
    #expect(try file["mask"]?.doubles() == [1, 0, 1])
    #expect(try file["odd \"é\"\n"]?.doubles() == [7, 8])
    #expect(file["none"] == nil)
    #expect(try SafeTensors.decode(Fixtures.safetensorsNothing) == SafeTensors())
  }

  @Test func readsEveryTypeOfTheReference() throws {
    let file = try SafeTensors.decode(Fixtures.safetensorsAllTypes)
    let types = Self.types.filter { $0 != .complex64 }
    #expect(file.tensors.count == types.count)
    for type in types {
      let tensor = try #require(file[type.rawValue])
      #expect(tensor.elementType == type)
      #expect(tensor.bytes == [1] + [UInt8](repeating: 0, count: type.byteCount - 1))
    }
  }

  @Test func writesWhatTheReferenceWrites() throws {
    for file in [Fixtures.safetensors, Fixtures.safetensorsNothing, Fixtures.safetensorsAllTypes] {
      #expect(try SafeTensors.decode(file).encode() == file)
    }
  }

  // MARK: The header's grammar

  @Test(arguments: [
    #"{"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#,
    "{ \"x\" :\n{\t\"data_offsets\" : [ 0 , 2 ] ,\r\n \"shape\":[2],\"dtype\":\"U8\" } } \n\t\r ",
    #"{"\u0078":{"\u0064type":"\u00558","shape":[2],"data_offsets":[0,2]},"__metadata__":{}}"#,
  ])
  func headersThatAreRead(header: String) throws {
    let file = try SafeTensors.decode(safetensors(header, data: [3, 4]))
    #expect(file == SafeTensors(tensors: ["x": try Tensor(elementType: .uint8, shape: [2], bytes: [3, 4])]))
  }

  @Test func escapesAreResolved() throws {
    let header = #"{"__metadata__":{"a":"\"\\\/\b\f\n\r\t\u0000\u00e9\u00E9\ud83d\uDE00\u20ac","b":"é😀"}}"#
    let file = try SafeTensors.decode(safetensors(header))
    #expect(file.metadata["a"] == "\"\\/\u{8}\u{c}\n\r\t\u{0}éé😀€")
    #expect(file.metadata["b"] == "é😀")
    #expect(try SafeTensors.decode(file.encode()) == file)
  }

  @Test func anyOrderOfEntriesIsRead() throws {
    let header =
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"e":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},"#
      + #""a":{"dtype":"U16","shape":[1],"data_offsets":[0,2]}}"#
    let file = try SafeTensors.decode(safetensors(header, data: [1, 0, 9]))
    #expect(try file["a"]?.doubles() == [1])
    #expect(try file["b"]?.doubles() == [9])
    #expect(file["e"]?.count == 0)
  }

  // MARK: What is refused

  @Test(arguments: fileRefusals + headerRefusals) func isRefused(refusal: Refusal) {
    refusal.check(".safetensors: ") { bytes throws(TensorFileError) in try SafeTensors.decode(bytes) }
  }

  @Test func everyTruncationIsRefused() {
    let file = Fixtures.safetensors
    for length in 0..<file.count {
      #expect(throws: TensorFileError.self, "\(length)") { try SafeTensors.decode([UInt8](file[..<length])) }
    }
  }

  @Test func namesThatCannotBeWrittenAreRefused() throws {
    let tensor = try Tensor([Float(1)], shape: [])
    let long = String(repeating: "x", count: SafeTensors.maximumNameLength)
    let longest = SafeTensors(tensors: [long: tensor], metadata: [long: ""])
    #expect(try SafeTensors.decode(longest.encode()) == longest)
    for file in [
      SafeTensors(tensors: ["__metadata__": tensor]), SafeTensors(tensors: [long + "x": tensor]),
      SafeTensors(metadata: [long + "x": ""]),
    ] {
      #expect(refuses(.invalidName) { () throws(TensorFileError) in try file.encode() })
    }
  }

  /// Deep nesting and endless arrays: refused at once, however long the header is.
  @Test(.timeLimit(.minutes(1))) func hostileHeadersAreRefusedEarly() {
    let count = 1_000_000
    for (start, unit) in [
      ("{\"x\":", "["), ("", "{\"x\":"), ("{\"x\":{\"shape\":", "["), ("{\"x\":{\"shape\":[", "1,"),
      ("{\"__metadata__\":{\"x\":", "["), ("{\"__metadata__\":", "{\"x\":"), ("{\"", "e\u{301}\u{327}"),
    ] {
      let file = safetensors(start + String(repeating: unit, count: count))
      #expect(throws: TensorFileError.self) { try SafeTensors.decode(file) }
    }
  }

  /// Files refused for what is around the header.
  static let fileRefusals: [Refusal] = [
    Refusal(.truncated, "expected 8 bytes of header length at the start, found 0", []),
    Refusal(.truncated, "found 7 bytes", [2, 0, 0, 0, 0, 0, 0]),
    Refusal(.wrongFormat, "found an empty header", safetensors("")),
    Refusal(
      .truncated, "a header of 3 bytes, found the end of the file after 2", [3, 0, 0, 0, 0, 0, 0, 0, 123, 125]),
    Refusal(.headerTooLong, "a length of 100000001", [1, 225, 245, 5, 0, 0, 0, 0, 123, 125]),
    Refusal(.truncated, "a header of 100000000 bytes", [0, 225, 245, 5, 0, 0, 0, 0, 123, 125]),
    Refusal(.headerTooLong, "18446744073709551615", [255, 255, 255, 255, 255, 255, 255, 255]),
    Refusal(.headerTooLong, "4611686018427387904", [0, 0, 0, 0, 0, 0, 0, 64, 123, 125, 32, 32, 32, 32, 32, 32]),
    Refusal(.wrongFormat, "starts with '{', found byte 32", safetensors(" {}")),
    Refusal(.wrongFormat, "starts with '{', found byte 91", safetensors("[]")),
    Refusal(.trailingBytes, "found trailing bytes from 0 on", safetensors("{}", data: [0])),
    Refusal(.trailingBytes, "the buffer of 5 bytes, found trailing bytes from 4 on", file(u8("x", 4, 0, 4), buffer: 5)),
    Refusal(
      .invalidOffsets, "tensor \"x\": expected data_offsets within the buffer of 3", file(u8("x", 4, 0, 4), buffer: 3)),
    Refusal(
      .invalidOffsets, "found [9223372036854775807, 9223372036854775807]", file(u8("x", 0, .max, .max), buffer: 0)),
    Refusal(.invalidOffsets, "begin before they end, found [4, 0]", file(u8("x", 4, 4, 0), buffer: 4)),
    Refusal(
      .sizeMismatch, "uint8 of shape [3] needs 3 bytes, found 4 in data_offsets [0, 4]",
      file(u8("x", 3, 0, 4), buffer: 4)),
    Refusal(
      .invalidOffsets, "\"x\": expected data_offsets from 0 on, the start of the buffer",
      file(u8("x", 3, 1, 4), buffer: 4)),
    Refusal(.invalidOffsets, "found [3, 4]: there is a hole", file(u8("x", 2, 0, 2), u8("y", 1, 3, 4), buffer: 4)),
    Refusal(
      .invalidOffsets, "tensor \"y\": expected data_offsets from 3 on, the end of tensor \"x\", found [2, 4]: tensors",
      file(u8("x", 3, 0, 3), u8("y", 2, 2, 4), buffer: 4)),
    Refusal(.invalidOffsets, "tensors overlap", file(u8("x", 2, 0, 2), u8("y", 2, 0, 2), buffer: 2)),
    Refusal(.invalidOffsets, "tensors overlap", file(u8("x", 2, 0, 2), u8("y", 0, 1, 1), buffer: 2)),
    Refusal(.duplicateKey, "found \"x\" twice", file(u8("x", 2, 0, 2), u8("x", 2, 2, 4), buffer: 4)),
    Refusal(.duplicateKey, "found \"\\u{a}\" twice", file(u8("\\n", 2, 0, 2), u8("\\u000a", 2, 2, 4), buffer: 4)),
    Refusal(.malformedHeader, "expected UTF-8 in a key", safetensors(latin1("{\"\u{ff}\":{}}"))),
    Refusal(.malformedHeader, "expected UTF-8", safetensors(latin1("{\"\u{c0}\u{af}\":{}}"))),
    Refusal(.malformedHeader, "expected UTF-8", safetensors(latin1("{\"\u{ed}\u{a0}\u{80}\":{}}"))),
    Refusal(.malformedHeader, "expected UTF-8", safetensors(latin1("{\"__metadata__\":{\"a\":\"\u{e2}\u{82}\"}}"))),
    Refusal(.malformedHeader, "expected a key", safetensors(latin1("{\u{ef}\u{bb}\u{bf}}"))),
  ]

  /// Files refused for their header.
  static let headerRefusals: [Refusal] = [
    Refusal(.malformedHeader, "expected ',' or '}' in an object", json: #"{"__metadata__":{} "x":{}}"#),
    Refusal(.malformedHeader, "expected a key, a string, found \"}\"", json: #"{"__metadata__":{},}"#),
    Refusal(.malformedHeader, "expected a key, a string, found \",\"", json: "{,}"),
    Refusal(.malformedHeader, "expected a key, a string", json: "{x:{}}"),
    Refusal(.malformedHeader, "expected a key, a string", json: "{'x':{}}"),
    Refusal(.malformedHeader, "found the end of the header", json: "{"),
    Refusal(.malformedHeader, "expected ':' after the key \"x\"", json: #"{"x"}"#),
    Refusal(.malformedHeader, "nothing after the object", json: "{}x"),
    Refusal(.malformedHeader, "nothing after the object, found an object", json: "{}{}"),
    Refusal(.malformedHeader, "nothing after the object", json: "{}\u{0}"),
    Refusal(.malformedHeader, "closing quote", json: #"{"x"#),
    Refusal(.malformedHeader, "closing quote", json: #"{"x\""#),
    Refusal(.malformedHeader, "control characters in a key to be escaped, found byte 10", json: "{\"a\nb\":{}}"),
    Refusal(.malformedHeader, "control characters in a key to be escaped, found byte 0", json: "{\"\u{0}\":{}}"),
    Refusal(.malformedHeader, "an escape that JSON knows", json: #"{"\x":{}}"#),
    Refusal(.malformedHeader, "an escape that JSON knows", json: #"{"\"#),
    Refusal(.malformedHeader, "four hexadecimal digits", json: #"{"\u12G4":{}}"#),
    Refusal(.malformedHeader, "four hexadecimal digits", json: #"{"\u12"#),
    Refusal(.malformedHeader, "surrogates in pairs", json: #"{"\ud83d":{}}"#),
    Refusal(.malformedHeader, "surrogates in pairs", json: #"{"\ude00":{}}"#),
    Refusal(.malformedHeader, "surrogates in pairs", json: #"{"\ud83dx":{}}"#),
    Refusal(.malformedHeader, "surrogates in pairs", json: #"{"\ud83d\u0041":{}}"#),
    Refusal(.malformedHeader, "four hexadecimal digits", json: #"{"\ud83d\u"#),
    Refusal(.malformedHeader, "keys of at most 512 bytes, found 513", json: "{\"\(repeated("k", 513))\":1}"),
    Refusal(.malformedHeader, "tensor \"x\": expected its entry, an object, found an array", json: #"{"x":[[[[]]]]}"#),
    Refusal(.malformedHeader, "found \"n\"", json: #"{"x":null}"#),
    Refusal(.malformedHeader, "found a string", json: #"{"x":"y"}"#),
    Refusal(.malformedHeader, "tensor \"x\": expected its dtype, a string, found \"3\"", json: #"{"x":{"dtype":3}}"#),
    Refusal(
      .unsupportedElementType, "tensor \"x\": expected a dtype such as F32, found \"G32\", which is unknown",
      json: dtype("G32")),
    Refusal(.unsupportedElementType, "\"f32\", which is unknown", json: dtype("f32")),
    Refusal(.unsupportedElementType, "\"F8_E4M3\", which is not supported yet", json: foreign("F8_E4M3")),
    Refusal(.unsupportedElementType, "\"F4\", which is not supported yet", json: foreign("F4")),
    Refusal(.unsupportedElementType, "\"\\u{1b}[31m\", which is unknown", json: dtype("\\u001b[31m")),
    Refusal(.unsupportedElementType, "which is unknown", json: dtype(String(repeating: "F", count: 5000))),
    Refusal(.malformedHeader, "its shape, an array of integers, found \"3\"", json: shape("3")),
    Refusal(.malformedHeader, "in its shape, found a negative number", json: shape("[-1]")),
    Refusal(.malformedHeader, "in its shape, found a negative number", json: shape("[-0]")),
    Refusal(.malformedHeader, "found a fraction or an exponent", json: shape("[1.0]")),
    Refusal(.malformedHeader, "found a fraction or an exponent", json: shape("[1e3]")),
    Refusal(.malformedHeader, "found a fraction or an exponent", json: shape("[0E0]")),
    Refusal(.malformedHeader, "found a leading zero", json: shape("[01]")),
    Refusal(
      .malformedHeader, "at most 2^63 - 1 in its shape, found a larger one", json: shape("[9223372036854775808]")),
    Refusal(.malformedHeader, "found a larger one", json: shape("[99999999999999999999999999]")),
    Refusal(.malformedHeader, "an integer in its shape, found an array", json: shape("[[1]]")),
    Refusal(.malformedHeader, "an integer in its shape, found a string", json: shape("[\"1\"]")),
    Refusal(.malformedHeader, "an integer in its shape, found \"t\"", json: shape("[true]")),
    Refusal(.malformedHeader, "an integer in its shape, found \"]\"", json: shape("[1,]")),
    Refusal(.malformedHeader, "an integer in its shape, found \",\"", json: shape("[,1]")),
    Refusal(.malformedHeader, "',' or ']' in its shape", json: shape("[1 1]")),
    Refusal(.malformedHeader, "',' or ']' in its shape", json: shape("[0x1]")),
    Refusal(.invalidShape, "at most 64 integers in its shape", json: shape("[\(repeated("1,", 65))1]")),
    Refusal(
      .invalidShape, "tensor \"x\": uint8 of shape [4294967296, 4294967296]", json: shape("[4294967296,4294967296]")),
    Refusal(.invalidShape, "overflows", json: shape("[0,4294967296,4294967296]")),
    Refusal(
      .sizeMismatch, "uint8 of shape [4611686018427387904] needs 4611686018427387904",
      json: shape("[4611686018427387904]")),
    Refusal(.malformedHeader, "expected two data_offsets, found 1", json: offsets("[0]")),
    Refusal(.malformedHeader, "expected two data_offsets, found 0", json: offsets("[]")),
    Refusal(.malformedHeader, "at most 2 integers in its data_offsets", json: offsets("[0,0,0]")),
    Refusal(.malformedHeader, "in its data_offsets, found a negative number", json: offsets("[-1,0]")),
    Refusal(.malformedHeader, "in its data_offsets, found a fraction", json: offsets("[0.5,0]")),
    Refusal(.malformedHeader, "its data_offsets, an array of integers, found an object", json: offsets("{}")),
    Refusal(.missingKey, "tensor \"x\": expected the key dtype", json: #"{"x":{"shape":[],"data_offsets":[0,0]}}"#),
    Refusal(.missingKey, "tensor \"x\": expected the key shape", json: #"{"x":{"dtype":"F32","data_offsets":[0,0]}}"#),
    Refusal(.missingKey, "tensor \"x\": expected the key data_offsets", json: #"{"x":{"dtype":"F32","shape":[]}}"#),
    Refusal(
      .unknownKey, "tensor \"x\": expected the keys dtype, shape and data_offsets, found \"y\"", json: #"{"x":{"y":1}}"#
    ),
    Refusal(
      .duplicateKey, "tensor \"x\": expected each key once in an object, found \"dtype\"",
      json: #"{"x":{"dtype":"U8","dtype":"U8"}}"#),
    Refusal(
      .duplicateKey, "__metadata__: expected each key once in an object, found \"a\"",
      json: #"{"__metadata__":{"a":"","a":""}}"#),
    Refusal(.duplicateKey, "found \"__metadata__\" twice", json: #"{"__metadata__":{},"__metadata__":{}}"#),
    Refusal(
      .malformedHeader, "__metadata__: expected the value of \"a\", a string, found \"1\"",
      json: #"{"__metadata__":{"a":1}}"#),
    Refusal(
      .malformedHeader, "__metadata__: expected the value of \"a\", a string, found an object",
      json: #"{"__metadata__":{"a":{}}}"#),
    Refusal(.malformedHeader, "__metadata__: expected the metadata, an object", json: #"{"__metadata__":null}"#),
    Refusal(.unknownKey, "tensor \"\\u{202e}\\u{1b}", json: "{\"\u{202E}\\u001b\\n\":{\"y\":1}}"),
    Refusal(.unknownKey, "tensor \"ab", json: "{\"ab\(repeated("e\u{301}", 150))\":{\"y\":1}}"),
  ]

  /// The entry of a tensor of bytes.
  private static func u8(_ name: String, _ count: Int, _ begin: Int, _ end: Int) -> String {
    "\"\(name)\":{\"dtype\":\"U8\",\"shape\":[\(count)],\"data_offsets\":[\(begin),\(end)]}"
  }

  /// A file with these entries and a buffer of zeros.
  private static func file(_ entries: String..., buffer bufferLength: Int) -> [UInt8] {
    safetensors("{" + entries.joined(separator: ",") + "}", data: [UInt8](repeating: 0, count: bufferLength))
  }

  /// A header whose tensor has this dtype.
  private static func dtype(_ name: String) -> String { "{\"x\":{\"dtype\":\"\(name)\"}}" }

  /// A header whose tensor has this dtype, and nothing else amiss.
  private static func foreign(_ name: String) -> String {
    "{\"x\":{\"dtype\":\"\(name)\",\"shape\":[0],\"data_offsets\":[0,0]}}"
  }

  /// A header whose tensor has this shape, and no bytes.
  private static func shape(_ shape: String) -> String {
    "{\"x\":{\"dtype\":\"U8\",\"shape\":\(shape),\"data_offsets\":[0,0]}}"
  }

  /// A header whose tensor is empty and has these offsets.
  private static func offsets(_ offsets: String) -> String {
    "{\"x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":\(offsets)}}"
  }
}
