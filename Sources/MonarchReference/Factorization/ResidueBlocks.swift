import ExactArithmetic

/// The blocks of a matrix modulo a prime, where everything is cheap: which are invertible, and which F commute.
///
/// A block that is invertible here is so over K, and an F there has this image. So F that do not commute here do not
/// commute; those that commute here do so over K but for few primes.
struct ResidueBlocks {
  let grid: Grid
  let blocks: PivotedBlocks<PrimeField>
  let isInvertible: [[Bool]]

  init(_ matrix: Matrix<PrimeField>, on grid: Grid) throws(ShapeError) {
    self.grid = grid
    let pivoted = try PivotedBlocks(matrix, on: grid)
    blocks = pivoted
    var isInvertible: [[Bool]] = []
    for row in pivoted.blocks {
      var flags: [Bool] = []
      for block in row { flags.append(try block.determinant() != .zero) }
      isInvertible.append(flags)
    }
    self.isInvertible = isInvertible
  }

  /// The first row and the first column of invertible blocks.
  var fullPivot: BlockPlace? {
    let range = 0..<grid.columns
    guard let j = range.first(where: { j in range.allSatisfy { isInvertible[j][$0] } }),
      let i = range.first(where: { i in range.allSatisfy { isInvertible[$0][i] } })
    else { return nil }
    return BlockPlace(j: j, i: i)
  }

  /// The pivots that have some F, those with most of them first.
  var partialPivots: [BlockPlace] {
    let range = 0..<grid.columns
    var pivots: [(place: BlockPlace, count: Int)] = []
    for j in range {
      for i in range {
        let place = BlockPlace(j: j, i: i)
        let count = rows(place).count * columns(place).count
        if count > 0 { pivots.append((place, count)) }
      }
    }
    return pivots.sorted { $0.count > $1.count }.map(\.place)
  }

  var singular: [BlockPlace] {
    let range = 0..<grid.columns
    return range.flatMap { j in range.filter { !isInvertible[j][$0] }.map { BlockPlace(j: j, i: $0) } }
  }

  private func rows(_ pivot: BlockPlace) -> [Int] { (0..<grid.columns).filter { isInvertible[$0][pivot.i] } }
  private func columns(_ pivot: BlockPlace) -> [Int] { (0..<grid.columns).filter { isInvertible[pivot.j][$0] } }

  /// All F of a pivot. Those of its own row and column are F(j0, i0), which need not be I where that block is singular.
  func quotients(_ pivot: BlockPlace) throws(ShapeError) -> [(place: BlockPlace, matrix: Matrix<PrimeField>)] {
    var (left, right): ([(Int, Matrix<PrimeField>)], [(Int, Matrix<PrimeField>)]) = ([], [])
    for j in rows(pivot) {
      if let inverse = try blocks.blocks[j][pivot.i].inverse() { left.append((j, inverse)) }
    }
    for i in columns(pivot) {
      guard let inverse = try blocks.blocks[pivot.j][i].inverse() else { continue }
      right.append((i, try inverse * blocks.blocks[pivot.j][pivot.i]))
    }
    var quotients: [(place: BlockPlace, matrix: Matrix<PrimeField>)] = []
    for (j, before) in left {
      for (i, after) in right {
        quotients.append((BlockPlace(j: j, i: i), try before * blocks.blocks[j][i] * after))
      }
    }
    return quotients
  }

  /// Two F that do not commute. Each is held against one random combination of all, so that pairs are tried for one F only.
  func nonCommutingPair(_ pivot: BlockPlace) throws(ShapeError) -> (BlockPlace, BlockPlace)? {
    let quotients = try quotients(pivot)
    let q = grid.rows
    var state: UInt64 = 0x4D6F_6E61_7263_6821
    var combination = Matrix<PrimeField>.zero(q, q)
    for (_, matrix) in quotients {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      combination = try combination + PrimeField(Int(state >> 3)) * matrix
    }
    func commute(_ a: Matrix<PrimeField>, _ b: Matrix<PrimeField>) throws(ShapeError) -> Bool {
      try (a * b - b * a).elements.allSatisfy { $0 == .zero }
    }
    for (place, matrix) in quotients where try !commute(matrix, combination) {
      for (other, second) in quotients where try !commute(matrix, second) { return (place, other) }
    }
    return nil
  }
}
