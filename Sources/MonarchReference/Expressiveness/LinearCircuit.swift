public import ExactArithmetic

/// A linear arithmetic circuit: gates that add multiples of two earlier wires.
///
/// Wires 0 ..< n are the inputs, wire n + g is gate g. A circuit of depth d and s gates is the corner of a word of 6d + 7
/// letters RLR…R, within (MM*)^{3d+4}, on any grid with q(b − 1) >= n + 2s: so in (MM*)^{O(d)} with expansion O(1 + s/n); the
/// one that is made here has b >= 3. Source: `circuit` (Theorem 5, which goes by butterfly matrices).
public struct LinearCircuit<Scalar: Field>: Construction {
  /// The gate that yields `a·(wire u) + b·(wire v)`.
  public struct Gate: Sendable {
    public let a: Scalar
    public let u: Int
    public let b: Scalar
    public let v: Int

    public init(_ a: Scalar, _ u: Int, _ b: Scalar, _ v: Int) { (self.a, self.u, self.b, self.v) = (a, u, b, v) }
  }

  public let size: Int
  public let gates: [Gate]
  /// The wires that are the outputs, n of them; one wire may be several.
  public let outputs: [Int]
  /// The gates of each level: those whose longest path from an input has 1, 2, … gates.
  let levels: [[Int]]

  /// Fails unless every gate reads earlier wires and there are n >= 1 outputs.
  public init(inputCount n: Int, gates: [Gate], outputs: [Int]) throws(ShapeError) {
    guard n >= 1, outputs.count == n else {
      throw ShapeError("expected as many outputs as inputs, at least one, found \(n) and \(outputs.count)")
    }
    var depths = Array(repeating: 0, count: n)
    for (g, gate) in gates.enumerated() {
      for wire in [gate.u, gate.v] where !depths.indices.contains(wire) {
        throw ShapeError("expected gate \(g) to read wires below \(n + g), found \(wire)")
      }
      depths.append(1 + max(depths[gate.u], depths[gate.v]))
    }
    for wire in outputs where !depths.indices.contains(wire) {
      throw ShapeError("expected output wires below \(depths.count), found \(wire)")
    }
    (size, self.gates, self.outputs) = (n, gates, outputs)
    var levels = Array(repeating: [Int](), count: depths.max() ?? 0)
    for g in gates.indices { levels[depths[n + g] - 1].append(g) }
    self.levels = levels
  }

  /// d: the largest number of gates on a path.
  public var depth: Int { levels.count }

  public var kinds: [LetterKind] { (0..<6 * depth + 7).map { $0.isMultiple(of: 2) ? .bd : .db } }

  /// The outputs for each unit vector, gate after gate.
  public func definition(_ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Matrix<Scalar> {
    var columns: [[Scalar]] = []
    for input in 0..<size {
      columns.append(
        try definitionApplied(to: (0..<size).map { $0 == input ? 1 : .zero }, ζ))
    }
    return Matrix(rows: size, columns: size) { columns[$1][$0] }
  }

  public func definitionApplied(to vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> [Scalar] {
    guard vector.count == size else { throw ShapeError("expected \(size) inputs, found \(vector.count)") }
    var wires = vector
    for gate in gates { wires.append(gate.a * wires[gate.u] + gate.b * wires[gate.v]) }
    return outputs.map { wires[$0] }
  }

  /// Each level is a word of seven letters: the wires go where their copies begin (RLR), are copied (RLR), the copies go to
  /// the gates (RLR), and the gates add, each within its row (R). A last word without gates brings the outputs to the front.
  public func word(on grid: Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    guard grid.columns >= 3, grid.rows * (grid.columns - 1) >= size + 2 * gates.count else {
      throw ShapeError(
        "expected b >= 3 and q(b − 1) >= n + 2s = \(size + 2 * gates.count) for \(gates.count) gates, found the grid \(grid)"
      )
    }
    let routing = CircuitRouting(grid: grid)
    var places = Dictionary(uniqueKeysWithValues: (0..<size).map { ($0, $0) })  // Where each wire stands.
    var letters: [Letter<Scalar>] = []
    for level in levels {
      let wires = places.keys.sorted()
      // A gate stands on two places of a row, where its copies arrive; what is kept takes the places that remain. A row has ⌊b/2⌋
      // pairs, and q·⌊b/2⌋ >= q(b − 1)/2 >= s; of the qb places the pairs leave one for each of the other wires.
      let pairs = routing.pairs(level.count)
      let single = routing.places(without: pairs.flatMap { [$0, $0 + 1] })
      var demands = zip(wires, single).map { (wire: $0, place: $1) }
      for (g, place) in zip(level, pairs) { demands += [(gates[g].u, place), (gates[g].v, place + 1)] }
      letters = try [adding(level, at: pairs, on: grid)] + routing.letters(from: places, to: demands) + letters
      places = Dictionary(uniqueKeysWithValues: zip(wires, single))
      for (g, place) in zip(level, pairs) { places[size + g] = place }
    }
    let demands = outputs.enumerated().map { (wire: $1, place: $0) }
    return try Word(routing.letters(from: places, to: demands) + letters)
  }

  /// The letter in which gate `level[t]` takes the places `pairs[t]` and the next one, and yields the first.
  private func adding(_ level: [Int], at pairs: [Int], on grid: Grid) throws(ShapeError) -> Letter<Scalar> {
    let adders = Dictionary(uniqueKeysWithValues: zip(pairs, level))
    return try Letter(.bd, on: grid) { row, j, i in
      guard let g = adders[grid.index(row: row, column: j)] else { return i == j ? 1 : .zero }
      return i == j ? gates[g].a : i == j + 1 ? gates[g].b : .zero
    }
  }
}

/// Copies of entries of a vector, brought to places: what a level of a circuit needs before it adds.
struct CircuitRouting {
  let grid: Grid

  /// The places at which copies are made: all but those of the last column, which carries copies from row to row.
  private var usable: [Int] { (0..<grid.count).filter { $0 % grid.columns != grid.columns - 1 } }

  /// The first of two neighbouring places of a row, `count` times; for even b the last column is in the last pair.
  func pairs(_ count: Int) -> [Int] {
    let perRow = grid.columns / 2
    return (0..<count).map { grid.index(row: $0 / perRow, column: $0 % perRow * 2) }
  }

  /// The places that are not taken, those of the last column after all others.
  func places(without taken: [Int]) -> [Int] {
    let taken = Set(taken)
    let last = (0..<grid.rows).map { grid.index(row: $0, column: grid.columns - 1) }
    return (usable + last).filter { !taken.contains($0) }
  }

  /// A word RLR·RLR·RLR that brings copies of wires from their places to others.
  ///
  /// A wire that is wanted f times gets a run of f places, row by row. The first word takes it to the first of them, the
  /// second copies it along the run, the third takes the copies where they are wanted.
  func letters<Scalar: Field>(
    from places: [Int: Int], to demands: [(wire: Int, place: Int)]
  ) throws(ShapeError) -> [Letter<Scalar>] {
    let usable = usable
    var (starts, targets): ([Int: Int], [Int: Int]) = ([:], [:])
    var runs: [Range<Int>] = []
    for (position, demand) in demands.sorted(by: { $0.wire < $1.wire }).enumerated() {
      targets[usable[position]] = demand.place
      if let start = places[demand.wire], starts[start] == nil {
        starts[start] = usable[position]
        runs.append(position..<position + 1)
      } else {
        runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<position + 1
      }
    }
    return try permutation(targets).monarchStarWord(on: grid, over: Scalar.self).letters
      + copies(runs.map { $0.map { usable[$0] } })
      + permutation(starts).monarchStarWord(on: grid, over: Scalar.self).letters
  }

  /// A permutation that takes some places to others, and the rest anywhere.
  private func permutation(_ images: [Int: Int]) throws(ShapeError) -> Permutation {
    let free = Set(0..<grid.count).subtracting(images.values).sorted()
    var next = free.makeIterator()
    return try Permutation(images: (0..<grid.count).map { images[$0] ?? next.next() ?? 0 })
  }

  /// The matrix that copies the first place of each run to all of it and forgets everything else, as a word RLR.
  ///
  /// R copies within the row, and into the last column if the run goes on in the next row; L takes that down the column to
  /// the rows of the run, each of which can have but one run that comes in; R copies it along the row.
  private func copies<Scalar: Field>(_ runs: [[Int]]) throws(ShapeError) -> [Letter<Scalar>] {
    let last = grid.columns - 1
    var (within, along): ([Int: Int], [Int: Int]) = ([:], [:])  // What each place takes, if anything.
    var down: [Int: Int] = [:]  // From which row the last column of a row takes.
    for run in runs {
      guard let start = run.first else { continue }
      let row = start / grid.columns
      for place in run {
        if place / grid.columns == row {
          within[place] = start
          along[place] = place
        } else {
          within[grid.index(row: row, column: last)] = start
          down[place / grid.columns] = row
          along[place] = grid.index(row: place / grid.columns, column: last)
        }
      }
    }
    return [
      try Letter(.bd, on: grid) { row, j, i in
        along[grid.index(row: row, column: j)] == grid.index(row: row, column: i) ? 1 : .zero
      },
      try Letter(.db, on: grid) { j, l, k in j == last ? (down[l] == k ? 1 : .zero) : l == k ? 1 : .zero },
      try Letter(.bd, on: grid) { row, j, i in
        within[grid.index(row: row, column: j)] == grid.index(row: row, column: i) ? 1 : .zero
      },
    ]
  }
}
