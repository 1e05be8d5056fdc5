import MonarchReference

/// What a reading says of each entry of the dense matrix: a sum of products of two stored numbers, by their places.
///
/// ```
/// M[row(σ, λ), column(a, i)] = Σ second[λ, σ, ρ] · first[a, c, i]     over the c with a·q + c = ρ·l + λ
/// ```
///
/// Everything is computed from an index at hand, so that a candidate costs nothing before it is looked at.
struct EntryMap: Sendable {
  /// Where (block, out, in) stands in a stored tensor: the sum of each times its stride.
  struct Strides: Sendable {
    let block: Int
    let out: Int
    let `in`: Int

    init(_ factor: FactorLayout, block: Int, out: Int, in: Int) {
      var strides = (block: 0, out: 0, in: 0)
      var size = 1
      for axis in factor.axes.reversed() {
        switch axis {
        case .block: (strides.block, size) = (size, size * block)
        case .out: (strides.out, size) = (size, size * out)
        case .in: (strides.in, size) = (size, size * `in`)
        case .unit: break
        }
      }
      (self.block, self.out, self.in) = (strides.block, strides.out, strides.in)
    }
  }

  let shape: MonarchShape
  let first: Strides
  let second: Strides
  /// Which of the two tensors, 0 or 1, is applied first.
  let appliedFirst: Int
  /// Whether h is read with its stride permutation, as every Monarch matrix demands.
  let permutesMiddle: Bool
  private let rank: Int
  private let firstIsMinor: Bool
  private let secondIsMajor: Bool
  /// The places of a block that stand side by side.
  private let inputRun: Int
  private let outputRun: Int

  init(_ reading: LayoutReading, permutesMiddle: Bool = true) {
    let (layout, shape) = (reading.layout, reading.shape)
    self.shape = shape
    first = Strides(layout.first, block: shape.k, out: shape.q, in: shape.p)
    second = Strides(layout.second, block: shape.l, out: shape.s, in: shape.r)
    appliedFirst = reading.appliedFirst
    self.permutesMiddle = permutesMiddle
    rank = max(shape.q / shape.l, 1)
    firstIsMinor = layout.first.rank == .minor
    secondIsMajor = layout.second.rank == .major
    func run(_ order: Layout.VectorOrder, _ size: Int) -> Int {
      switch order {
      case .blockMajor: size
      case .interleaved: 1
      case .runs(let width): width
      }
    }
    (inputRun, outputRun) = (run(layout.input, shape.p), run(layout.output, shape.s))
  }

  /// The left block λ and its row σ that a row of the matrix means.
  func place(ofRow row: Int) -> (λ: Int, σ: Int) { place(row, blocks: shape.l, run: outputRun) }

  /// The right block a and its column i that a column of the matrix means.
  func place(ofColumn column: Int) -> (a: Int, i: Int) { place(column, blocks: shape.k, run: inputRun) }

  private func place(_ index: Int, blocks: Int, run: Int) -> (Int, Int) {
    let turn = index / run
    return (turn % blocks, turn / blocks * run + index % run)
  }

  /// The column of the matrix that column i of right block a is.
  func column(a: Int, i: Int) -> Int { i / inputRun * (shape.k * inputRun) + a * inputRun + i % inputRun }

  /// The places between the factors that lead from block a to block λ: as row c of the right block and column ρ of the left.
  func middles(λ: Int, a: Int) -> [(c: Int, ρ: Int)] {
    let (q, l, r) = (shape.q, shape.l, shape.r)
    if permutesMiddle {
      let start = ((λ - a * q) % l + l) % l
      return stride(from: start, to: q, by: l).map { ($0, (a * q + $0) / l) }
    }
    return (max(0, λ * r - a * q)..<max(0, λ * r - a * q, min(q, (λ + 1) * r - a * q))).map { ($0, a * q + $0 - λ * r) }
  }

  /// Where row c of the right block a begins in its tensor: the place of its column 0.
  func firstPlace(a: Int, c: Int) -> Int {
    let out = firstIsMinor ? c % shape.l * rank + c / shape.l : c
    return a * first.block + out * first.out
  }

  /// Where entry (λ, σ, ρ) of the left factor stands in its tensor.
  func secondPlace(λ: Int, σ: Int, ρ: Int) -> Int {
    let `in` = secondIsMajor ? ρ % rank * shape.k + ρ / rank : ρ
    return λ * second.block + σ * second.out + `in` * second.in
  }

  /// One product of an entry: the places of its two numbers, each in the tensor it belongs to.
  struct Term: Hashable, Comparable, Sendable {
    /// The place in the tensor that is given first, and in the other.
    let one: Int
    let two: Int

    static func < (a: Term, b: Term) -> Bool { (a.one, a.two) < (b.one, b.two) }
  }

  /// The products of one entry, in the order of the tensors as they are given.
  func terms(row: Int, column: Int) -> [Term] {
    let ((λ, σ), (a, i)) = (place(ofRow: row), place(ofColumn: column))
    return middles(λ: λ, a: a).map { c, ρ in
      let right = firstPlace(a: a, c: c) + i * first.in
      let left = secondPlace(λ: λ, σ: σ, ρ: ρ)
      return appliedFirst == 0 ? Term(one: right, two: left) : Term(one: left, two: right)
    }
  }

  /// The first entry, row by row, that this map and another one see as different sums of products; nil where all are the
  /// same, so that no tensors can tell the two conventions apart.
  ///
  /// - Complexity: O(rows · columns · rank), and less where they differ early.
  func firstDifference(from other: EntryMap, rows: Int, columns: Int) -> (row: Int, column: Int)? {
    for row in 0..<rows {
      for column in 0..<columns {
        let (mine, others) = (terms(row: row, column: column), other.terms(row: row, column: column))
        if mine == others { continue }
        if mine.count != others.count || mine.sorted() != others.sorted() { return (row, column) }
      }
    }
    return nil
  }
}
