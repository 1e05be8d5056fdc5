import ExactArithmetic

/// Numbers in memory of the caller: aligned or not, in the machine's byte order.
struct StoredNumbers {
  /// Widened exactly, in the order in which they are stored.
  let values: [Double]
  private let name: String

  /// - Parameter count: at least 0.
  init(_ pointer: UnsafeRawPointer?, _ count: Int, _ format: FloatFormat, _ name: String) throws(Failure) {
    self.name = name
    guard let pointer else {
      guard count == 0 else { throw .argument("expected \(count) elements of \(name), found NULL") }
      values = []
      return
    }
    values = [Double](unsafeUninitializedCapacity: count) { values, initialized in
      for index in 0..<count {
        let value: Double
        switch format.bitWidth {
        case 64: value = pointer.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
        case 32: value = Double(pointer.loadUnaligned(fromByteOffset: 4 * index, as: Float.self))
        case 16:
          let pattern = pointer.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
          value = format.value(bitPattern: UInt64(pattern))
        default: value = format.value(bitPattern: UInt64(pointer.load(fromByteOffset: index, as: UInt8.self)))
        }
        values.initializeElement(at: index, to: value)
      }
      initialized = count
    }
  }

  /// The numbers in canonical order, given the canonical index of each place.
  func canonical(_ order: [Int]) -> [Double] {
    var result = values
    for (place, index) in order.enumerated() { result[index] = values[place] }
    return result
  }

  func checkFinite() throws(Failure) {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    // Without the payload that NaN may have.
    let found = values[index].isNaN ? "nan" : "\(values[index])"
    throw .notFinite("expected finite numbers in \(name), found \(found) at index \(index)")
  }
}

extension FloatFormat {
  /// Writes the number with each bit pattern, in the order in which it is stored, given the canonical index of each place.
  func write(_ patterns: [UInt64], in order: [Int], to pointer: UnsafeMutableRawPointer) {
    for (place, index) in order.enumerated() {
      let pattern = patterns[index]
      switch bitWidth {
      case 64: pointer.storeBytes(of: pattern, toByteOffset: 8 * place, as: UInt64.self)
      case 32: pointer.storeBytes(of: UInt32(truncatingIfNeeded: pattern), toByteOffset: 4 * place, as: UInt32.self)
      case 16: pointer.storeBytes(of: UInt16(truncatingIfNeeded: pattern), toByteOffset: 2 * place, as: UInt16.self)
      default: pointer.storeBytes(of: UInt8(truncatingIfNeeded: pattern), toByteOffset: place, as: UInt8.self)
      }
    }
  }
}
