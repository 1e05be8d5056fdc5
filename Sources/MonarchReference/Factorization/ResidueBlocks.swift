import ExactArithmetic

/// The blocks of a matrix modulo a prime, where everything is cheap: which are invertible, and which F commute.
///
/// A block that is invertible here is so over K, and an F there has this image. So F that do not commute here do not
/// commute; those that commute here do so over K but for few primes.
struct ResidueBlocks {
  let blocks: BlockArray<PrimeField>
  let isInvertible: [[Bool]]

  init(_ matrix: Matrix<PrimeField>, on grid: Grid) throws(ShapeError) {
    let array = try BlockArray(matrix, on: grid)
    blocks = array
    var isInvertible: [[Bool]] = []
    for row in array.blocks {
      var flags: [Bool] = []
      for block in row { flags.append(try block.determinant() != .zero) }
      isInvertible.append(flags)
    }
    self.isInvertible = isInvertible
  }

  private var range: Range<Int> { 0..<blocks.grid.columns }

  var singular: [BlockPlace] {
    range.flatMap { j in range.filter { !isInvertible[j][$0] }.map { BlockPlace(j: j, i: $0) } }
  }

  /// A tree for each part of rows and columns that invertible blocks connect, the largest first; parts of one column alone
  /// are left out. They are as flat as can be: numbers grow along their branches.
  var trees: [BlockTree] {
    func degree(_ i: Int) -> Int { range.count { isInvertible[$0][i] } }
    var trees: [BlockTree] = []
    var reached: Set<Int> = []
    for root in range.sorted(by: { (-degree($0), $0) < (-degree($1), $1) })
    where !reached.contains(root) && degree(root) > 0 {
      var (rows, columns, added): (Set<Int>, Set<Int>, [BlockPlace]) = ([], [root], [])
      var frontier = [root]
      while !frontier.isEmpty {
        // Rows with many invertible blocks first: they reach the most columns at once.
        let newRows = range.filter { j in !rows.contains(j) && frontier.contains { isInvertible[j][$0] } }
          .sorted { a, b in (-isInvertible[a].count { $0 }, a) < (-isInvertible[b].count { $0 }, b) }
        for j in newRows {
          rows.insert(j)
          added.append(BlockPlace(j: j, i: frontier.first { isInvertible[j][$0] }!))
        }
        frontier = []
        for j in newRows {
          for i in range where !columns.contains(i) && isInvertible[j][i] {
            columns.insert(i)
            frontier.append(i)
            added.append(BlockPlace(j: j, i: i))
          }
        }
      }
      reached.formUnion(columns)
      trees.append(BlockTree(root: root, blocks: added))
    }
    return trees.sorted { $0.blocks.count > $1.blocks.count }
  }

  /// Whether a tree reaches all rows and columns.
  func spans(_ tree: BlockTree) -> Bool { tree.blocks.count == 2 * range.count - 1 }

  /// All F of a tree; those of its own blocks are I.
  func quotients(_ tree: BlockTree) throws(ShapeError) -> [(place: BlockPlace, matrix: Matrix<PrimeField>)] {
    guard let frame = try blocks.frame(of: tree) else { return [] }
    let own = Set(tree.blocks)
    var quotients: [(place: BlockPlace, matrix: Matrix<PrimeField>)] = []
    for (j, left) in frame.xInverse.sorted(by: { $0.key < $1.key }) {
      for (i, right) in frame.zInverse.sorted(by: { $0.key < $1.key }) {
        let place = BlockPlace(j: j, i: i)
        if !own.contains(place) { quotients.append((place, try left * blocks[place] * right)) }
      }
    }
    return quotients
  }

  /// Two F that do not commute. Each is held against one random combination of all, so that pairs are tried for one F only.
  func nonCommutingPair(_ tree: BlockTree) throws(ShapeError) -> (BlockPlace, BlockPlace)? {
    let quotients = try quotients(tree)
    let q = blocks.grid.rows
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
