import Foundation

/// The arrays of a case; each has numbers of its own.
enum Seed: UInt32 {
  case right = 0
  case left = 0x1000_0000
  case input = 0x2000_0000
  case outputGradient = 0x3000_0000
}

/// A number in [−1, 1) from a place, the same as the script's.
func element(_ place: Int, seed: Seed) -> Float {
  var x = (UInt32(place) &+ seed.rawValue) &* 2_654_435_761
  x ^= x >> 15
  x = x &* 2_246_822_519
  x ^= x >> 13
  return Float(Int32(bitPattern: x) >> 8) * 0x1p-23
}

/// Seeded numbers as an array.
func elements<Scalar: BinaryFloatingPoint>(_ count: Int, seed: Seed) -> [Scalar] {
  (0..<count).map { Scalar(element($0, seed: seed)) }
}

/// Memory that begins on a page, as large arrays of NumPy do, and like those asks for large pages.
final class Numbers<Scalar: BinaryFloatingPoint> {
  let buffer: UnsafeMutableBufferPointer<Scalar>

  /// Zeros.
  init(_ count: Int) {
    let bytes = count * MemoryLayout<Scalar>.stride
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: bytes >= 1 << 22 ? 1 << 21 : 4096)
    #if os(Linux)
      if bytes >= 1 << 22 { madvise(memory.baseAddress!, bytes, Int32(MADV_HUGEPAGE)) }
    #endif
    buffer = memory.bindMemory(to: Scalar.self)
    buffer.initialize(repeating: 0)
  }

  /// Seeded numbers.
  convenience init(_ count: Int, seed: Seed) {
    self.init(count)
    for place in 0..<count { buffer[place] = Scalar(element(place, seed: seed)) }
  }

  deinit { buffer.deallocate() }

  var data: Data { Data(buffer: buffer) }
}
