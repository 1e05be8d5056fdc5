/// A matrix of order p near a dense one: `M = W_{p−1} … W_1 W_0`, where W_t acts on digit t of the index.
///
/// Indices below `base^order` are read as digits of that base, digit 0 the lowest.
public struct DigitProjection<Scalar: KernelScalar>: Sendable {
  /// The number b of values of a digit, and the order of every block.
  public let base: Int

  /// The number p of digits, and of factors.
  public let order: Int

  /// `factors[t]` are the blocks of W_t, `b^(p−1)` of `b x b` elements in the order (block, output, input).
  ///
  /// The block is numbered by the index that is left when digit t is taken out.
  public let factors: [[Scalar]]
}

extension MonarchFactors {
  /// Projects a dense matrix onto the matrices of order p, from left to right (`projection-order-p`).
  ///
  /// The highest digit's factor is split off by a projection onto M with the left vectors of norm 1; then each block
  /// that is left is treated alike. The distance is at most `√(order − 1)` times the least possible: a nearest matrix
  /// for orders 1 and 2, and for a matrix of the class itself, to rounding.
  ///
  /// - Parameters:
  ///   - matrix: `N·N` elements, row-major, with `N = base^order`.
  ///   - base: at least 1.
  ///   - order: from 1 to 64.
  ///   - threads: at most so many at once; `nil` leaves it to the system.
  ///   - instructionSet: the machine instructions to use.
  /// - Throws: `sizeBelowOne`, `sizeTooLarge`, `overflow`, `wrongCount`, `notFinite`, `unavailable`, or `resultTooLarge`
  ///   where an element of a factor is beyond the range. The lowest factor holds the matrix's whole size.
  /// - Complexity: `O(order·b·N²)` operations, as the slices have b rows; memory for `3·N²` doubles.
  public static func projectDigits(
    _ matrix: [Scalar], base: Int, order: Int, threads: Int? = nil, instructionSet: InstructionSet = .automatic
  ) throws(KernelError) -> DigitProjection<Scalar> {
    for (name, size) in [("base", base), ("order", order)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    guard order <= 64 else { throw .sizeTooLarge(name: "order", greatest: 64, found: order) }
    if let threads, threads < 1 { throw .sizeBelowOne(name: "threads", found: threads) }
    var count = 1
    for _ in 0..<order { count = try product(count, base, name: "the matrix") }
    let elements = try product(count, count, name: "the matrix")
    guard matrix.count == elements else { throw .wrongCount(name: "matrix", expected: elements, found: matrix.count) }
    if let index = firstNotFinite(matrix) {
      throw .notFinite(name: "matrix", index: index, value: Double(matrix[index]))
    }
    let resolved = try instructionSet.resolved()

    // `rest` holds the blocks that are left, one behind the other, each of order `size`.
    var (rest, size) = (doubles(matrix), count)
    var factors: [[Scalar]] = []
    while factors.count + 1 < order {
      let below = size / base
      let slices = try SliceProjections(
        k: base, q: below, p: below, l: below, s: base, r: base, side: .right, threads: threads,
        instructionSet: resolved)
      var (factor, next): ([Double], [Double]) = ([], [])
      for start in stride(from: 0, to: rest.count, by: size * size) {
        let (left, right, _) = try slices.project(
          Array(rest[start..<start + size * size]), rows: size, columns: size)
        factor += left
        next += right
      }
      factors.append(try rounded(factor, name: "factor \(order - 1 - factors.count)"))
      (rest, size) = (next, below)
    }
    factors.append(try rounded(rest, name: "factor 0"))
    return DigitProjection(base: base, order: order, factors: factors.reversed())
  }

  /// The elements as doubles, by way of the concrete types, which are fast.
  private static func doubles(_ elements: [Scalar]) -> [Double] {
    if let floats = elements as? [Float] { return floats.map { Double($0) } }
    return elements as? [Double] ?? elements.map { Double($0) }
  }

  private static func rounded(_ elements: [Double], name: String) throws(KernelError) -> [Scalar] {
    let rounded = elements.map { Scalar($0) }
    if let index = firstNotFinite(rounded) { throw .resultTooLarge(name: name, index: index) }
    return rounded
  }
}
