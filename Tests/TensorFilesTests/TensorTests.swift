import TensorFiles
import Testing

@Suite struct TensorTests {
  @Test func countIsTheProductOfTheShape() throws {
    for type in ElementType.allCases {
      for shape in sampleShapes {
        let tensor = try counting(type, shape)
        #expect(tensor.count == shape.reduce(1, *))
        #expect(tensor.bytes.count == tensor.count * type.byteCount)
      }
    }
  }

  @Test func wrongNumberOfBytesIsRefused() {
    #expect(refuses(.sizeMismatch) { () throws(TensorFileError) in try Tensor([Float](), shape: []) })
    #expect(refuses(.sizeMismatch) { () throws(TensorFileError) in try Tensor([Float(1)], shape: [0]) })
    #expect(refuses(.sizeMismatch) { () throws(TensorFileError) in try Tensor([1.0, 2.0], shape: [3]) })
    for count in [3, 5] {
      #expect(
        refuses(.sizeMismatch) { () throws(TensorFileError) in
          try Tensor(elementType: .float32, shape: [1], bytes: [UInt8](repeating: 0, count: count))
        })
    }
  }

  @Test(arguments: [
    [-1], [2, -3], [0, -1], [Int.min], [Int.max], [Int.max, Int.max], [1 << 32, 1 << 32], [0, Int.max, Int.max],
    [Int.max, Int.max, 0], [1 << 60], Array(repeating: 2, count: 63), Array(repeating: 1, count: 65),
  ])
  func impossibleShapesAreRefused(shape: [Int]) {
    #expect(
      refuses(.invalidShape) { () throws(TensorFileError) in
        try Tensor(elementType: .float64, shape: shape, bytes: [])
      })
  }

  @Test func sixtyFourDimensionsAreAllowed() throws {
    let tensor = try Tensor([Float(7)], shape: Array(repeating: 1, count: 64))
    #expect(try NumPyFile.decode(NumPyFile.encode(tensor)) == tensor)
  }

  @Test func equalityIsByBits() throws {
    let nan = try Tensor([Float.nan], shape: [1])
    #expect(nan == nan)
    #expect(try Tensor([Float(0)], shape: [1]) != Tensor([Float(-0.0)], shape: [1]))
    #expect(try Tensor([Float(0)], shape: [1]) != Tensor([Float(0)], shape: [1, 1]))
    #expect(try counting(.int32, [1]) != counting(.uint32, [1]))
  }
}
