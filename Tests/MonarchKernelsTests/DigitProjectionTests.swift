import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

@Suite(.property(cases: 30)) struct DigitProjectionTests {
  private static let sizes: [(base: Int, order: Int)] = [
    (1, 1), (1, 5), (2, 1), (2, 2), (2, 3), (2, 5), (3, 2), (3, 3), (4, 2), (4, 3), (5, 2), (7, 1),
  ]

  /// W_{p−1} … W_0 multiplied out from the definition: W_t keeps all digits but digit t.
  private func dense(base: Int, order: Int, _ factors: [[Double]]) -> [Double] {
    let n = power(base, order)
    var product = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    for t in 0..<order {
      let low = power(base, t)
      var next = [Double](repeating: 0, count: n * n)
      for x in 0..<n {
        let block = x / (low * base) * low + x % low
        let digit = x / low % base
        for value in 0..<base {
          let weight = factors[t][(block * base + digit) * base + value]
          let y = x + (value - digit) * low
          for column in 0..<n { next[x * n + column] += weight * product[y * n + column] }
        }
      }
      product = next
    }
    return product
  }

  private func power(_ base: Int, _ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * base } }

  private func factors(base: Int, order: Int, _ draws: Draws) throws(DrawStop) -> [[Double]] {
    let count = power(base, order - 1) * base * base
    let raw = try draws.integers(rows: 1, columns: order * count, in: 0...1999).elements.map { (x: Int) in x }
    return (0..<order).map { t in raw[t * count..<(t + 1) * count].map { Double($0 - 1000) / 512 } }
  }

  @Test(arguments: sizes.indices) func membersReturn(_ index: Int) async {
    let (base, order) = Self.sizes[index]
    await check { draws in
      let member = dense(base: base, order: order, try factors(base: base, order: order, draws))
      let found = try MonarchFactors<Double>.projectDigits(member, base: base, order: order)
      #expect(found.base == base && found.order == order && found.factors.count == order)
      let again = dense(base: base, order: order, found.factors)
      #expect(norm(difference(again, member)) <= 1e-14 * Double(order) * norm(member))

      let floats = member.map { Float($0) }
      let float = try MonarchFactors<Float>.projectDigits(floats, base: base, order: order, threads: 1)
      let floatsAgain = dense(base: base, order: order, float.factors.map { $0.map { Double($0) } })
      #expect(norm(difference(floatsAgain, member)) <= 1e-6 * Double(order) * norm(member))
    }
  }

  /// No member is nearer than 1/√(p−1) of the distance found; that of a member with something added least of all.
  @Test(arguments: sizes.indices) func distanceIsWithinTheGuarantee(_ index: Int) async {
    let (base, order) = Self.sizes[index]
    await check { draws in
      let n = power(base, order)
      let member = dense(base: base, order: order, try factors(base: base, order: order, draws))
      let content = try draws.draw(.element(of: Content.allCases))
      let slices = Slices(shape: Shape(base, n / base, n / base, n / base, base, base), rows: n, columns: n)
      let size = try draws.draw(.element(of: [1, 0x1p-10, 0x1p10]))
      let matrix = zip(member, try content.matrix(slices, draws)).map { $0 + size * $1 }
      let found = try MonarchFactors<Double>.projectDigits(matrix, base: base, order: order)
      let distance = norm(difference(matrix, dense(base: base, order: order, found.factors)))
      let bound = Double(max(1, order - 1)).squareRoot() * norm(difference(matrix, member))
      #expect(distance <= bound + 1e-13 * norm(matrix))
    }
  }

  @Test func orderTwoIsTheProjection() async {
    await check { draws in
      let m = try draws.draw(.integer(in: 1...6))
      let slices = Slices(shape: Shape(square: m), rows: m * m, columns: m * m)
      let matrix = try Content.reals.matrix(slices, draws)
      let digits = try MonarchFactors<Double>.projectDigits(matrix, base: m, order: 2)
      let projection = try MonarchFactors<Double>.project(
        matrix, slices, singularValues: .right)
      #expect(digits.factors == [projection.factors.right, projection.factors.left])
    }
  }

  @Test func badInputIsRefused() {
    func expect(_ error: KernelError, _ matrix: [Float] = [], base: Int = 2, order: Int = 2, threads: Int? = nil) {
      #expect(throws: error) {
        try MonarchFactors<Float>.projectDigits(matrix, base: base, order: order, threads: threads)
      }
    }
    expect(.sizeBelowOne(name: "base", found: 0), base: 0)
    expect(.sizeBelowOne(name: "order", found: -1), order: -1)
    expect(.sizeBelowOne(name: "threads", found: 0), threads: 0)
    expect(.sizeTooLarge(name: "order", greatest: 64, found: 65), base: 1, order: 65)
    expect(.overflow(name: "the matrix"), base: 2, order: 64)
    expect(.overflow(name: "the matrix"), base: 2, order: 32)
    expect(.wrongCount(name: "matrix", expected: 16, found: 0))
    expect(
      .notFinite(name: "matrix", index: 1, value: -.infinity), [1, -.infinity, .nan, 0], base: 2, order: 1)
    expect(
      .resultTooLarge(name: "factor 0", index: 0), [Float](repeating: .greatestFiniteMagnitude, count: 16))
  }
}
