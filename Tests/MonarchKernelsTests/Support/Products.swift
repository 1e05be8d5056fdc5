import MonarchKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The product of the first `batch` rows, by scratch and into an output that were full of NaN.
func product<Scalar: KernelScalar>(
  _ packed: PackedFactors<Scalar>, _ inputs: [Scalar], batch: Int
) throws -> [Scalar] {
  let scratch = UnsafeMutableRawBufferPointer.allocate(
    byteCount: try packed.scratchBytes(batch: batch), alignment: MemoryLayout<Scalar>.alignment)
  defer { scratch.deallocate() }
  // Which is a NaN in every format.
  scratch.initializeMemory(as: UInt8.self, repeating: 0xff)
  var outputs = [Scalar](repeating: .nan, count: batch * packed.outputCount)
  var span = outputs.mutableSpan
  try packed.multiply(inputs.span, batch: batch, into: &span, scratch: scratch)
  return outputs
}

/// Whether `numbers` begins with the same bits as `expected`, which is as long or longer.
func isPrefix<Scalar: KernelScalar>(_ numbers: [Scalar], of expected: [Scalar]) -> Bool {
  precondition(numbers.count <= expected.count)
  return numbers.withUnsafeBytes { numbers in
    expected.withUnsafeBytes { expected in
      // Millions of bytes, one by one, would take debug builds minutes.
      numbers.isEmpty || memcmp(numbers.baseAddress!, expected.baseAddress!, numbers.count) == 0
    }
  }
}
