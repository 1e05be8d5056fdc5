import Foundation
import MonarchKernels

/// The arrays of a case; each has numbers of its own.
enum Seed: UInt32 {
  case right = 0
  case left = 0x1000_0000
  case input = 0x2000_0000
  case outputGradient = 0x3000_0000
}

/// A number in [−1, 1) of some bits from a place, the same as the script's.
func element(_ place: Int, seed: Seed, bits: Int32 = 24) -> Float {
  var x = (UInt32(place) &+ seed.rawValue) &* 2_654_435_761
  x ^= x >> 15
  x = x &* 2_246_822_519
  x ^= x >> 13
  return Float(Int32(bitPattern: x) >> (32 - bits)) * Float(sign: .plus, exponent: 1 - Int(bits), significand: 1)
}

/// A type that cases are made of.
protocol BenchmarkScalar: FactorScalar, BitwiseCopyable {
  /// A seeded number; one of 16 bits has 8 significant bits, so that no type rounds it.
  static func seeded(_ place: Int, _ seed: Seed) -> Self

  /// Numbers as `kernels.py` reads them, with 32 bits at least.
  static func data(_ numbers: UnsafeMutableBufferPointer<Self>) -> Data

  static var none: Self { get }
}

extension Float: BenchmarkScalar {
  static func seeded(_ place: Int, _ seed: Seed) -> Float { element(place, seed: seed) }
  static func data(_ numbers: UnsafeMutableBufferPointer<Float>) -> Data { Data(buffer: numbers) }
  static var none: Float { 0 }
}

extension Double: BenchmarkScalar {
  static func seeded(_ place: Int, _ seed: Seed) -> Double { Double(element(place, seed: seed)) }
  static func data(_ numbers: UnsafeMutableBufferPointer<Double>) -> Data { Data(buffer: numbers) }
  static var none: Double { 0 }
}

extension BFloat16: BenchmarkScalar {
  static func seeded(_ place: Int, _ seed: Seed) -> BFloat16 { BFloat16(element(place, seed: seed, bits: 8)) }
  static func data(_ numbers: UnsafeMutableBufferPointer<BFloat16>) -> Data {
    numbers.map { Float($0) }.withUnsafeBufferPointer { Data(buffer: $0) }
  }
  static var none: BFloat16 { BFloat16(bitPattern: 0) }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: BenchmarkScalar {
    static func seeded(_ place: Int, _ seed: Seed) -> Float16 { Float16(element(place, seed: seed, bits: 8)) }
    static func data(_ numbers: UnsafeMutableBufferPointer<Float16>) -> Data {
      numbers.map { Float($0) }.withUnsafeBufferPointer { Data(buffer: $0) }
    }
    static var none: Float16 { 0 }
  }
#endif

/// Memory that begins on a page, as large arrays of NumPy do, and like those asks for large pages.
final class Numbers<Scalar: BenchmarkScalar> {
  let buffer: UnsafeMutableBufferPointer<Scalar>

  /// Zeros.
  init(_ count: Int) {
    let bytes = count * MemoryLayout<Scalar>.stride
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: bytes >= 1 << 22 ? 1 << 21 : 4096)
    #if os(Linux)
      if bytes >= 1 << 22 { madvise(memory.baseAddress!, bytes, Int32(MADV_HUGEPAGE)) }
    #endif
    buffer = memory.bindMemory(to: Scalar.self)
    buffer.initialize(repeating: .none)
  }

  /// Seeded numbers.
  convenience init(_ count: Int, seed: Seed) {
    self.init(count)
    for place in 0..<count { buffer[place] = .seeded(place, seed) }
  }

  deinit { buffer.deallocate() }

  var input: UnsafeBufferPointer<Scalar> { UnsafeBufferPointer(buffer) }

  var data: Data { Scalar.data(buffer) }
}
