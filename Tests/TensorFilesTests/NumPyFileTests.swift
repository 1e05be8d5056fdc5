import TensorFiles
import Testing

@Suite struct NumPyFileTests {
  @Test(arguments: ElementType.allCases) func roundTrips(type: ElementType) throws {
    for shape in sampleShapes {
      let tensor = try counting(type, shape)
      if type == .bfloat16 {
        #expect(refuses(.unsupportedElementType) { () throws(TensorFileError) in try NumPyFile.encode(tensor) })
      } else {
        let file = try NumPyFile.encode(tensor)
        #expect((file.count - tensor.bytes.count) % 64 == 0)
        #expect(try NumPyFile.decode(file) == tensor)
      }
    }
  }

  // MARK: Files that NumPy wrote

  @Test func readsComplexNumbers() throws {
    let tensor = try NumPyFile.decode(Fixtures.npyComplex)
    #expect(tensor.elementType == .complex64 && tensor.shape == [1])
    #expect(try tensor.complexParts() == [1, 2])
  }

  @Test func readsVersion1() throws {
    let tensor = try NumPyFile.decode(Fixtures.npyFloat32)
    #expect(tensor.elementType == .float32)
    #expect(tensor.shape == [2, 3])
    let floats = try tensor.floats()
    #expect(floats[..<4] == [1, -2.5, 0.1, .infinity])
    #expect(floats[4].isNaN)
    #expect(floats[5] == 0 && floats[5].sign == .minus)
  }

  @Test func readsVersions2And3() throws {
    let second = try NumPyFile.decode(Fixtures.npyVersion2)
    #expect(second.elementType == .uint16)
    #expect(try second.doubles() == [1, 2, 65535])
    let third = try NumPyFile.decode(Fixtures.npyVersion3)
    #expect(third.elementType == .bool)
    #expect(try third.doubles() == [1, 0])
  }

  @Test func readsOtherShapesAndTypes() throws {
    let scalar = try NumPyFile.decode(Fixtures.npyScalar)
    #expect(scalar.shape == [])
    #expect(try scalar.doubles() == [-7])
    let empty = try NumPyFile.decode(Fixtures.npyEmpty)
    #expect(empty.shape == [0, 3])
    #expect(empty.bytes == [])
    let five = try NumPyFile.decode(Fixtures.npyFiveDimensions)
    #expect(five.shape == [1, 2, 3, 1, 2])
    #expect(try five.doubles() == (0..<12).map { Double($0) })
    #expect(try NumPyFile.decode(Fixtures.npyHalf).doubles() == [1.5, 0x1p-24, 65504, -.infinity])
  }

  @Test func bigEndianElementsAreSwapped() throws {
    let doubles = try NumPyFile.decode(Fixtures.npyBigFloat64)
    #expect(doubles == (try Tensor([1.5, -2.0], shape: [2])))
    #expect(try NumPyFile.decode(Fixtures.npyBigFloat32) == Tensor([Float(1.5), 0.1], shape: [2, 1]))
    #expect(try NumPyFile.decode(Fixtures.npyBigInt16).doubles() == [1, -2, 258])
  }

  /// Every type with two or more bytes: reversing each element by hand and saying so changes nothing.
  @Test(arguments: ElementType.allCases) func bigEndianReadsTheSame(type: ElementType) throws {
    guard let descriptor = type.numpyDescriptor else { return }
    let tensor = try counting(type, [2, 3])
    let width = type.isComplex ? type.byteCount / 2 : type.byteCount
    let reversed = (0..<tensor.bytes.count).map { tensor.bytes[$0 / width * width + width - 1 - $0 % width] }
    let header = "{'descr': '>\(descriptor.dropFirst())', 'fortran_order': False, 'shape': (2, 3)}"
    #expect(try NumPyFile.decode(npy(header, data: reversed)) == tensor)
  }

  @Test func writesWhatNumPyWrites() throws {
    for file in [
      Fixtures.npyFloat32, Fixtures.npyScalar, Fixtures.npyEmpty, Fixtures.npyFiveDimensions, Fixtures.npyHalf,
    ] {
      #expect(try NumPyFile.encode(NumPyFile.decode(file)) == file)
    }
  }

  // MARK: The header's grammar

  @Test(arguments: [
    "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
    "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2,), }",
    "{'shape': (2,), 'fortran_order': True, 'descr': '=f4'}  \n",
    " \t{ 'fortran_order' :\nFalse ,\r\n'descr' : '<f4' , 'shape' : ( 2 , ) , } \u{c}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2L,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L,)}",
    "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2, 1)}",
  ])
  func headersThatAreRead(header: String) throws {
    let tensor = try NumPyFile.decode(npy(header, data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))
    #expect(try tensor.floats() == [1, 2])
    for major in [2, 3] as [UInt8] {
      #expect(try NumPyFile.decode(npy(header, data: tensor.bytes, major: major)) == tensor)
    }
  }

  @Test func fortranOrderOfAnEmptyTensorIsHarmless() throws {
    let file = npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 0)}")
    #expect(try NumPyFile.decode(file).shape == [2, 3, 0])
  }

  @Test(arguments: ["<", ">", "=", "|"]) func oneByteTypesTakeAnyOrder(order: String) throws {
    let file = npy("{'descr': '\(order)i1', 'fortran_order': False, 'shape': (1,)}", data: [0xFF])
    #expect(try NumPyFile.decode(file).doubles() == [-1])
  }

  // MARK: What is refused

  @Test(arguments: fileRefusals + headerRefusals) func isRefused(refusal: Refusal) {
    refusal.check(".npy: ") { bytes throws(TensorFileError) in try NumPyFile.decode(bytes) }
  }

  @Test func everyTruncationIsRefused() {
    for file in [Fixtures.npyFloat32, Fixtures.npyVersion2, Fixtures.npyVersion3, Fixtures.npyBigFloat64] {
      for length in 0..<file.count {
        #expect(
          refuses(.truncated) { () throws(TensorFileError) in
            try NumPyFile.decode([UInt8](file[..<length]))
          },
          "\(length)")
      }
    }
  }

  /// Files refused for what is around the header.
  static let fileRefusals: [Refusal] = [
    Refusal(.truncated, "found 0", []),
    Refusal(.wrongFormat, "found 50 4b 03 04", latin1("PK\u{3}\u{4}")),
    Refusal(.wrongFormat, "starts with \\x93NUMPY", latin1("\u{93}NUMPX\u{1}\0v\0")),
    Refusal(.unsupportedVersion, "found 0.0", latin1("\u{93}NUMPY\0\0v\0")),
    Refusal(.unsupportedVersion, "found 4.0", latin1("\u{93}NUMPY\u{4}\0v\0\0\0")),
    Refusal(.unsupportedVersion, "found 1.1", latin1("\u{93}NUMPY\u{1}\u{1}v\0")),
    Refusal(.truncated, "expected a header of 118 bytes", latin1("\u{93}NUMPY\u{1}\0v\0{}")),
    Refusal(.truncated, "expected at least 12 bytes", latin1("\u{93}NUMPY\u{2}\0v\0")),
    Refusal(.headerTooLong, "a length of 65537", latin1("\u{93}NUMPY\u{2}\0\u{1}\0\u{1}\0{}")),
    Refusal(.headerTooLong, "a length of 4294967295", latin1("\u{93}NUMPY\u{3}\0\u{ff}\u{ff}\u{ff}\u{ff}{}")),
    Refusal(.truncated, "needs 24 bytes of data, found 23", Fixtures.npyFloat32.dropLast()),
    Refusal(.trailingBytes, "needs 24 bytes of data, found 25: trailing bytes", extended(Fixtures.npyFloat32)),
    Refusal(.trailingBytes, "needs 0 bytes of data, found 1", extended(Fixtures.npyEmpty)),
    Refusal(.unsupportedOrder, "np.ascontiguousarray", Fixtures.npyFortran),
    Refusal(.unsupportedElementType, "pickles, which are never loaded", Fixtures.npyObject),
    Refusal(.unsupportedElementType, "found a structured type", Fixtures.npyStructured),
    Refusal(.unsupportedElementType, "found a structured type", Fixtures.npyStructuredNames),
    Refusal(.unsupportedElementType, "\"<U2\": strings", Fixtures.npyText),
    Refusal(.unsupportedElementType, "\"|S2\": strings", Fixtures.npyBytes),
    Refusal(.unsupportedElementType, "\"<M8[D]\": dates", Fixtures.npyDate),
    Refusal(.unsupportedElementType, "\"|V2\": raw bytes", Fixtures.npyVoid),
    Refusal(.unsupportedElementType, "\"<f16\": this width", Fixtures.npyLongDouble),
  ]

  /// Files refused for their header.
  static let headerRefusals: [Refusal] = [
    Refusal(.malformedHeader, "expected '{' at the start of the header, found the end of the header", npy: ""),
    Refusal(.malformedHeader, "expected '{'", npy: "['descr']"),
    Refusal(.missingKey, "expected the key 'descr'", npy: "{}"),
    Refusal(.missingKey, "expected the key 'fortran_order'", npy: "{'descr': '<f4', 'shape': ()}"),
    Refusal(.missingKey, "expected the key 'shape'", npy: "{'descr': '<f4', 'fortran_order': False}"),
    Refusal(.unknownKey, "found \"extra\"", npy: "{'descr': '<f4', 'extra': 1}"),
    Refusal(.unknownKey, "found \"a\\u{a}b\"", npy: "{'a\nb': 1}"),
    Refusal(.unknownKey, "found \"xxxx", npy: "{'\(repeated("x", 5000))': 1}"),
    Refusal(.duplicateKey, "found 'shape' twice", npy: "{'shape': (), 'shape': ()}"),
    Refusal(.duplicateKey, "found 'descr' twice", npy: "{'descr': '<f4', 'descr': '<f4'}"),
    Refusal(.duplicateKey, "found 'fortran_order' twice", npy: "{'fortran_order': True, 'fortran_order': True}"),
    Refusal(.malformedHeader, "expected a key in quotes", npy: "{descr: '<f4'}"),
    Refusal(.malformedHeader, "expected a key in quotes", npy: "{,}"),
    Refusal(.malformedHeader, "expected ':' after the key 'descr'", npy: "{'descr' '<f4'}"),
    Refusal(.malformedHeader, "expected '}' or ',' after the value of 'descr'", npy: "{'descr': '<f4' 'shape': ()}"),
    Refusal(.malformedHeader, "expected a key in quotes, found \",", npy: "{'descr': '<f4',, 'shape': ()}"),
    Refusal(.malformedHeader, "expected '}' or ','", npy: "{'descr': '<f4'"),
    Refusal(.malformedHeader, "closing quote", npy: "{'descr': '<f4"),
    Refusal(.malformedHeader, "closing quote", npy: "{'descr': '<f4\"}"),
    Refusal(.malformedHeader, "backslash", npy: "{'descr': '\\x3cf4'}"),
    Refusal(.malformedHeader, "in quotes, found \"4}\"", npy: "{'descr': 4}"),
    Refusal(
      .malformedHeader, "nothing after the dictionary", npy: "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x"),
    Refusal(
      .malformedHeader, "nothing after the dictionary", npy: "{'descr': '<f4', 'fortran_order': False, 'shape': ()}\0"),
    Refusal(.malformedHeader, "expected True or False", npy: "{'fortran_order': 0}"),
    Refusal(.malformedHeader, "expected True or False", npy: "{'fortran_order': 'True'}"),
    Refusal(.malformedHeader, "expected '}' or ','", npy: "{'fortran_order': Trueish}"),
    Refusal(.malformedHeader, "expected True or False", npy: "{'fortran_order':"),
    Refusal(.unsupportedElementType, "expected a byte order", npy: "{'descr': 'f4'}"),
    Refusal(.unsupportedElementType, "expected a byte order", npy: "{'descr': '|f4'}"),
    Refusal(.unsupportedElementType, "pickles", npy: "{'descr': 'O'}"),
    Refusal(.unsupportedElementType, "complex256 is not supported", npy: "{'descr': '<c32'}"),
    Refusal(.unsupportedElementType, ": complex is not supported", npy: "{'descr': '<c-9223372036854775807'}"),
    Refusal(.unsupportedElementType, "found \"<f\\u{1b}[31m\"", npy: "{'descr': '<f\u{1b}[31m'}"),
    Refusal(.unsupportedElementType, "found \"<i16\"", npy: "{'descr': '<i16'}"),
    Refusal(.unsupportedElementType, "found \"<c9223372036854775807\"", npy: "{'descr': '<c9223372036854775807'}"),
    Refusal(.unsupportedElementType, "found \"<b2\"", npy: "{'descr': '<b2'}"),
    Refusal(.unsupportedElementType, "found \"\"", npy: "{'descr': ''}"),
    Refusal(.unsupportedElementType, "found \"<\"", npy: "{'descr': '<'}"),
    Refusal(.unsupportedElementType, "\"<m8[s]\": dates", npy: "{'descr': '<m8[s]'}"),
    Refusal(.unsupportedElementType, "structured", npy: "{'descr': ('<f4', (2,))}"),
    Refusal(.malformedHeader, "a tuple, found \"[3]", npy: "{'shape': [3]}"),
    Refusal(.malformedHeader, "found (3), a number", npy: "{'shape': (3)}"),
    Refusal(.malformedHeader, "a tuple, found \"3}", npy: "{'shape': 3}"),
    Refusal(.malformedHeader, "expected a dimension in the shape", npy: "{'shape': (,)}"),
    Refusal(.malformedHeader, "expected a dimension in the shape", npy: "{'shape': (3,,)}"),
    Refusal(.malformedHeader, "expected ',' or ')' in the shape", npy: "{'shape': (3 4)}"),
    Refusal(.malformedHeader, "expected ',' or ')' in the shape", npy: "{'shape': (3.0,)}"),
    Refusal(.malformedHeader, "expected ',' or ')' in the shape", npy: "{'shape': (1_000,)}"),
    Refusal(.malformedHeader, "expected ',' or ')' in the shape", npy: "{'shape': (3LL,)}"),
    Refusal(.malformedHeader, "without leading zeros", npy: "{'shape': (03,)}"),
    Refusal(.malformedHeader, "expected a dimension in the shape", npy: "{'shape': (+3,)}"),
    Refusal(.malformedHeader, "expected a dimension in the shape", npy: "{'shape': (True,)}"),
    Refusal(.malformedHeader, "expected a dimension in the shape", npy: "{'shape': ((3,),)}"),
    Refusal(.malformedHeader, "found the end of the header", npy: "{'shape': (3,"),
    Refusal(.malformedHeader, "found the end of the header", npy: "{'shape': (3"),
    Refusal(.invalidShape, "found a negative one", npy: "{'shape': (3, -1)}"),
    Refusal(.invalidShape, "overflows", npy: "{'shape': (9223372036854775808,)}"),
    Refusal(.invalidShape, "overflows", npy: "{'shape': (99999999999999999999999999,)}"),
    Refusal(.invalidShape, "at most 64 dimensions", npy: "{'shape': (\(repeated("1,", 65)))}"),
    Refusal(.truncated, "needs 4611686018427387904 bytes", npy: shaped("|u1", "4611686018427387904,")),
    Refusal(
      .invalidShape, "[4611686018427387904] needs more than 2^63 - 1", npy: shaped("<f4", "4611686018427387904,")),
    Refusal(.invalidShape, "overflows", npy: shaped("<f8", "4294967296, 4294967296")),
    Refusal(.invalidShape, "overflows", npy: shaped("<f8", "0, 4294967296, 4294967296")),
    Refusal(.invalidShape, "… 64 dimensions] needs more", npy: shaped("<f8", repeated("9223372036854775807,", 64))),
  ]

  /// A file with one byte more.
  private static func extended(_ file: [UInt8]) -> [UInt8] { file + [0] }

  /// A header of this type and shape.
  private static func shaped(_ descriptor: String, _ sizes: String) -> String {
    "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(sizes))}"
  }
}
