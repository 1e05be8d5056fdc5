import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

@Suite struct DigitProjectionTests {
  /// W_{p−1} … W_1 W_0 by its definition: W_t[x, y] = 0 unless x and y agree in all digits but digit t.
  private func product(_ blocks: [[Double]], base b: Int) -> [Double] {
    let count = (0..<blocks.count).reduce(1) { size, _ in size * b }
    var product = (0..<count * count).map { $0 / count == $0 % count ? 1.0 : 0.0 }
    var lower = 1
    for factor in blocks {
      var next = [Double](repeating: 0, count: count * count)
      for x in 0..<count {
        let (high, low, digit) = (x / (lower * b), x % lower, x / lower % b)
        for other in 0..<b {
          let weight = factor[((high * lower + low) * b + digit) * b + other]
          let y = (high * b + other) * lower + low
          for column in 0..<count { next[x * count + column] += weight * product[y * count + column] }
        }
      }
      product = next
      lower *= b
    }
    return product
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// A matrix of the order is found again; near one, the error is at most p − 1 times that of the member it is near to.
  @Test(.property(cases: 60), arguments: [(1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (3, 2), (3, 3), (5, 1)])
  func errorsKeepTheirBound(base: Int, order: Int) async {
    await check { draws in
      let count = (0..<order).reduce(1) { size, _ in size * base }
      func numbers(_ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
        try draws.integers(rows: 1, columns: count, in: 0...2 * bound).elements.map { Double($0 - bound) }
      }
      let blocks = try (0..<order).map { _ in try numbers(count * base, upTo: 4) }
      let member = product(blocks, base: base)
      let found = try MonarchFactors<Double>.projectDigits(member, base: base, order: order)
      guard found.map(\.count) == blocks.map(\.count) else { throw Failure("counts \(found.map(\.count))") }
      let norm = max(member.reduce(0) { $0 + $1 * $1 }, 1)
      guard distance(member, product(found, base: base)) <= 1e-27 * norm else { throw Failure("a member is not found") }

      let noise = try numbers(count * count, upTo: 8).map { $0 * 0.25 }
      let matrix = zip(member, noise).map { $0 + $1 }
      let near = try MonarchFactors<Double>.projectDigits(matrix, base: base, order: order)
      let (error, reference) = (distance(matrix, product(near, base: base)), distance(matrix, member))
      guard error <= Double(max(order - 1, 0)) * reference * (1 + 1e-12) + 1e-20 * norm else {
        throw Failure("an error² of \(error) where \(order - 1) times \(reference) is the bound")
      }
    }
  }

  /// Order 2 is the projection onto M(b, b²).
  @Test func orderTwoIsTheProjection() throws {
    let matrix = (0..<81).map { (n: Int) -> Float in Float((n * n * 31 + 7 * n) % 17 - 8) }
    let digits = try MonarchFactors.projectDigits(matrix, base: 3, order: 2)
    let projection = try MonarchFactors.project(
      matrix, rows: 9, columns: 9, k: 3, q: 3, p: 3, l: 3, s: 3, r: 3, singularValues: .right)
    #expect(digits == [projection.factors.right, projection.factors.left])
  }

  @Test func badInputIsNamed() {
    #expect(throws: KernelError.orderBelowOne(0)) { try MonarchFactors<Float>.projectDigits([1], base: 2, order: 0) }
    #expect(throws: KernelError.sizeBelowOne(name: "base", found: 0)) {
      try MonarchFactors<Float>.projectDigits([1], base: 0, order: 2)
    }
    #expect(throws: KernelError.wrongCount(name: "the matrix", expected: 16, found: 15)) {
      try MonarchFactors<Float>.projectDigits([Float](repeating: 0, count: 15), base: 2, order: 2)
    }
    #expect(throws: KernelError.overflow(name: "the matrix")) {
      try MonarchFactors<Float>.projectDigits([1], base: 10, order: 40)
    }
    #expect(throws: KernelError.overflow(name: "the matrix")) {
      try MonarchFactors<Float>.projectDigits([1], base: 1, order: .max)
    }
    #expect(throws: KernelError.notFinite(row: 0, column: 1, value: "nan")) {
      try MonarchFactors<Float>.projectDigits([0, .nan, 0, 0], base: 2, order: 1)
    }
    #expect(throws: KernelError.sizeBelowOne(name: "threads", found: 0)) {
      try MonarchFactors<Float>.projectDigits([1, 2, 3, 4], base: 2, order: 1, threads: 0)
    }
  }
}
