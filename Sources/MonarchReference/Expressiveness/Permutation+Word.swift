public import ExactArithmetic

extension Permutation {
  /// Any permutation as a word LRL, for any b | n (`permutation`).
  ///
  /// Each x is an edge from its low digit to that of π(x). A bipartite multigraph all of whose vertices have q edges falls
  /// into q perfect matchings (König); with p(x) that of x, C takes (k, i) to (p, i), R takes (p, i) to (p, j) and A takes
  /// (p, j) to π(x) = (l, j). So a Clos network routes any permutation (Slepian, Duguid).
  ///
  /// - Complexity: O(n·(q + b)) for the colouring.
  public func word<Scalar: Field>(on grid: Grid, over _: Scalar.Type = Scalar.self) throws(ShapeError) -> Word<Scalar> {
    try requireCount(grid)
    let edges = images.enumerated().map { (left: $0 % grid.columns, right: $1 % grid.columns) }
    guard let colours = edgeColouring(edges, left: grid.columns, right: grid.columns, colours: grid.rows) else {
      throw ShapeError("no edge colouring of a regular graph")
    }
    var ones = (left: Set<Place>(), middle: Set<Place>(), right: Set<Place>())
    for (x, p) in colours.enumerated() {
      let (from, to) = (grid.digits(of: x), grid.digits(of: images[x]))
      ones.right.insert(Place(block: from.column, row: p, column: from.row))
      ones.middle.insert(Place(block: p, row: to.column, column: from.column))
      ones.left.insert(Place(block: to.column, row: to.row, column: p))
    }
    return try Word([
      letter(.db, on: grid, ones.left), letter(.bd, on: grid, ones.middle), letter(.db, on: grid, ones.right),
    ])
  }

  /// The same as a word RLR: on the transposed grid, conjugated by the stride permutation (`nesting`).
  public func monarchStarWord<Scalar: Field>(
    on grid: Grid, over _: Scalar.Type = Scalar.self
  ) throws(ShapeError) -> Word<Scalar> {
    try requireCount(grid)
    let stride = Permutation.stride(grid)
    let conjugate = try stride.composed(after: composed(after: stride.inverse))
    return try conjugate.word(on: grid.transposed, over: Scalar.self).conjugatedByStride
  }

  /// The factors LR of a permutation in M(b, n); nil where it is in no such class.
  ///
  /// It is in M(b, n) if and only if the images of each row of the grid have distinct low digits (`stride-permutation`):
  /// R takes (k, i) to the low digit j of its image, and L takes (k, j) to the image.
  public func monarchWord<Scalar: Field>(on grid: Grid, over _: Scalar.Type = Scalar.self) throws(ShapeError) -> Word<
    Scalar
  >? {
    try requireCount(grid)
    var ones = (left: Set<Place>(), right: Set<Place>())
    for (x, image) in images.enumerated() {
      let (from, to) = (grid.digits(of: x), grid.digits(of: image))
      guard ones.left.insert(Place(block: to.column, row: to.row, column: from.row)).inserted else { return nil }
      ones.right.insert(Place(block: from.row, row: to.column, column: from.column))
    }
    guard Set(ones.left.map { [$0.block, $0.column] }).count == grid.count else { return nil }
    return try Word([letter(.db, on: grid, ones.left), letter(.bd, on: grid, ones.right)])
  }

  private struct Place: Hashable {
    let block: Int
    let row: Int
    let column: Int
  }

  private func letter<Scalar: Field>(
    _ kind: LetterKind, on grid: Grid, _ ones: Set<Place>
  ) throws(ShapeError) -> Letter<Scalar> {
    try Letter(kind, on: grid) { ones.contains(Place(block: $0, row: $1, column: $2)) ? 1 : .zero }
  }

  private func requireCount(_ grid: Grid) throws(ShapeError) {
    guard grid.count == images.count else {
      throw ShapeError("expected a grid of n = \(images.count) indices, found \(grid) with \(grid.count)")
    }
  }
}
