import ExactArithmetic
import Foundation
import MonarchReference

/// Times exact Monarch products and prints `name<TAB>value<TAB>unit` lines, which `exact_product.py` sets beside FLINT.
///
/// The argument is a file of little-endian floats: left, right and one vector for n = 4096. Times on one core are
/// processor time, all threads added up, the least of several runs.
@main
enum Main {
  static func main() throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[1]))
    let numbers = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    let (m, batch) = (64, 1024)
    let (n, block) = (m * m, m * m * m)
    var random = Normal()
    let left = Array(numbers[0..<block])
    let right = Array(numbers[block..<2 * block])
    let vector = Array(numbers[(2 * block)...])
    let shape = try MonarchShape.square(m)
    let product = try ExactProduct(shape: shape, left: left.span, right: right.span)

    let one = try product.multiply(vector.span, batch: 1)
    print("checksum", one[0].reduce(0, +), "", separator: "\t")
    report("one vector", try least(20) { _ = try product.multiply(vector.span, batch: 1) } * 1e3, "ms")
    report(
      "preparing the factors",
      try least(3) { _ = try ExactProduct(shape: shape, left: left.span, right: right.span) }
        * 1e9 / Double(2 * block), "ns/weight")

    let input = (0..<n * batch).map { _ in random.next() }
    try stages(product, input, batch, "normal floats")
    var rounded = [Float](repeating: 0, count: n * batch)
    let wall = try (0..<3).map { _ in
      try seconds(CLOCK_MONOTONIC) {
        var span = rounded.mutableSpan
        _ = try product.multiply(input.span, batch: batch).rounded(into: &span)
      }
    }.min()!
    report("batch 1024, exact and rounded, all cores", wall, "s")

    func finite(_ count: Int) -> [Float] { (0..<count).map { _ in random.finite() } }
    let wide = try ExactProduct(shape: shape, left: finite(block).span, right: finite(block).span)
    try stages(wide, finite(n * 128), 128, "any finite floats")
    let doubles = (0..<2 * block + n * 128).map { _ in random.nextDouble() }
    let double = try ExactProduct(
      shape: shape, left: doubles.span.extracting(0..<block), right: doubles.span.extracting(block..<2 * block))
    try stages(double, Array(doubles[(2 * block)...]), 128, "normal doubles")

    for m in [4, 8, 16, 32, 64, 128] {
      let (n, block) = (m * m, m * m * m)
      let batch = max(32, min(4096, 1 << 24 / block))
      let numbers = (0..<2 * block + n * batch).map { _ in random.next() }
      let product = try ExactProduct(
        shape: .square(m), left: numbers.span.extracting(0..<block), right: numbers.span.extracting(block..<2 * block))
      let input = numbers.span.extracting((2 * block)...)
      report(
        "n = \(n)", try least(5) { _ = try product.multiply(input, batch: batch) } / Double(batch) * 1e6, "µs/vector")
    }
  }

  /// Both stages together, the first alone, and the difference.
  private static func stages<Scalar: ExactScalar>(
    _ product: ExactProduct, _ input: [Scalar], _ batch: Int, _ name: String
  ) throws {
    let unit = 1e9 / Double(product.shape.parameterCount / 2 * batch)
    let middle = try product.middle
    let first = try least(5) { _ = try middle.multiply(input.span, batch: batch) } * unit
    let both = try least(5) { _ = try product.multiply(input.span, batch: batch) } * unit
    report("\(name), stage 1", first, "ns/multiply-add")
    report("\(name), stage 2", both - first, "ns/multiply-add")
  }

  private static func least(_ runs: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    return try (0..<runs).map { _ in try seconds(CLOCK_PROCESS_CPUTIME_ID, body) }.min()!
  }

  private static func seconds(_ clock: clockid_t, _ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
    let start = now()
    try body()
    return now() - start
  }

  private static func report(_ name: String, _ value: Double, _ unit: String) {
    print(name, value, unit, separator: "\t")
  }
}

/// Numbers from a linear congruential generator: normally distributed, or any finite bit pattern.
private struct Normal {
  var state: UInt64 = 2204

  private mutating func bits() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 11
  }

  mutating func nextDouble() -> Double {
    let (radius, angle) = (Double(bits() + 1) * 0x1p-53, Double(bits()) * 0x1p-53)
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }

  mutating func next() -> Float { Float(nextDouble()) }

  mutating func finite() -> Float {
    while true {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: bits() >> 20))
      if value.isFinite { return value }
    }
  }
}
