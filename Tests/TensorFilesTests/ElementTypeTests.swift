import TensorFiles
import Testing

@Suite struct ElementTypeTests {
  @Test func widthsMatchTheNames() throws {
    for type in ElementType.allCases where type != .bool {
      let digits = type.rawValue.drop { !$0.isNumber }
      let bits = try #require(Int(digits))
      #expect(type.byteCount * 8 == bits)
      if let name = type.safetensorsName { #expect(name.hasSuffix(digits)) }
      if let descriptor = type.numpyDescriptor {
        #expect(descriptor.hasSuffix(String(type.byteCount)))
        #expect(descriptor.hasPrefix(type.byteCount == 1 ? "|" : "<"))
      }
    }
    #expect(ElementType.bool.byteCount == 1)
  }

  @Test func namesAreDistinct() {
    #expect(Set(ElementType.allCases.compactMap(\.safetensorsName)).count == ElementType.allCases.count - 1)
    #expect(ElementType.complex128.safetensorsName == nil)
    #expect(Set(ElementType.allCases.compactMap(\.numpyDescriptor)).count == ElementType.allCases.count - 1)
    #expect(ElementType.bfloat16.numpyDescriptor == nil)
  }
}
