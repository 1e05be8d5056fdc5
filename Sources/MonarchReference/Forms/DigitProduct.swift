public import ExactArithmetic

/// A Monarch matrix of order p: `M = W_{p−1} … W_1 W_0`, where W_t acts on digit t of the index.
///
/// W_t has one dense block `b_t x b_t` for each value of the other digits; blocks are numbered by the index that is left
/// when digit t is taken out. For N = b^p a product with a vector costs `pNb = p·N^{1 + 1/p}` multiply-adds. Order 2 is
/// M(b, n) with the bases [b, q]; the butterfly matrices have all bases 2.
public struct DigitProduct<Scalar: Field>: FactoredMatrix {
  public let system: DigitSystem
  private let digitFactors: [KroneckerSparse<Scalar>]

  /// `blocks[t]` are the blocks of W_t, from the lowest digit on.
  public init(system: DigitSystem, blocks: [[Matrix<Scalar>]]) throws(ShapeError) {
    guard blocks.count == system.order else {
      throw ShapeError("expected factors for \(system.order) digits, found \(blocks.count)")
    }
    var factors: [KroneckerSparse<Scalar>] = []
    for (digit, blocks) in blocks.enumerated() {
      factors.append(try KroneckerSparse(pattern: system.pattern(ofDigit: digit), blocks: blocks))
    }
    self.init(system: system, unchecked: factors)
    try requireCommonField(factors)
  }

  /// The entries of W_0, then those of W_1 and so on, block after block, each block row by row.
  public init(system: DigitSystem, elements: [Scalar]) throws(ShapeError) {
    let counts = (0..<system.order).map { system.pattern(ofDigit: $0).parameterCount }
    guard elements.count == counts.reduce(0, +) else {
      throw ShapeError("expected \(counts.reduce(0, +)) entries for the digits \(system), found \(elements.count)")
    }
    var factors: [KroneckerSparse<Scalar>] = []
    var start = 0
    for (digit, count) in counts.enumerated() {
      factors.append(
        try KroneckerSparse(
          pattern: system.pattern(ofDigit: digit), elements: Array(elements[start..<start + count])))
      start += count
    }
    self.init(system: system, unchecked: factors)
    try requireCommonField(factors)
  }

  private init(system: DigitSystem, unchecked digitFactors: [KroneckerSparse<Scalar>]) {
    (self.system, self.digitFactors) = (system, digitFactors)
  }

  /// W_t.
  public func factor(ofDigit t: Int) -> KroneckerSparse<Scalar> { digitFactors[t] }

  public var factors: [KroneckerSparse<Scalar>] { digitFactors.reversed() }

  /// The definition: `W_t[x, y] = 0` unless x and y agree in all digits but digit t; multiplied out.
  public func definition() throws(ShapeError) -> Matrix<Scalar> {
    var product = Matrix<Scalar>.identity(system.count)
    let digits = (0..<system.count).map { system.digits(of: $0) }
    for t in 0..<system.order {
      let lower = system.bases[..<t].reduce(1, *)
      let w = Matrix<Scalar>(rows: system.count, columns: system.count) { x, y in
        guard (0..<system.order).allSatisfy({ $0 == t || digits[x][$0] == digits[y][$0] }) else { return .zero }
        // The block is numbered by the other digits, read as one number.
        return digitFactors[t].blocks[x / (lower * system.bases[t]) * lower + x % lower][digits[x][t], digits[y][t]]
      }
      product = try w * product
    }
    return product
  }

  /// The writing of Monarch Mixer, `M = (P_p B_p) … (P_1 B_1) P_0`, with block-diagonal B_i and digit permutations P_i.
  ///
  /// Here P_0 is the identity and `P_i = P(b_{i−1}, N)`, which turns the digits by one place, so that the next digit
  /// comes to stand lowest; B_i holds the blocks of W_{i−1} in the order in which they then stand. For p = 2 and N = m²
  /// this is `P L Pᵀ R`. The results are P_0 … P_p and B_1 … B_p.
  public func mixerForm() throws(ShapeError) -> (permutations: [Permutation], blockDiagonals: [BlockDiagonal<Scalar>]) {
    var permutations = [try Permutation(images: Array(0..<system.count))]
    var blockDiagonals: [BlockDiagonal<Scalar>] = []
    for (base, factor) in zip(system.bases, digitFactors) {
      permutations.append(.stride(try Grid(rows: system.count / base, columns: base)))
      let (a, d) = (factor.pattern.a, factor.pattern.d)
      blockDiagonals.append(try BlockDiagonal((0..<a * d).map { factor.blocks[$0 % a * d + $0 / a] }))
    }
    return (permutations, blockDiagonals)
  }

  /// The product with the image of every entry.
  public func map<Image: Field>(_ transform: (Scalar) -> Image) -> DigitProduct<Image> {
    DigitProduct<Image>(system: system, unchecked: digitFactors.map { $0.map(transform) })
  }
}

extension DigitProduct: Equatable {}
