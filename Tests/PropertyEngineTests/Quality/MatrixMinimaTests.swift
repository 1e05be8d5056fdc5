import PropertyEngine
import Testing

@Suite struct MatrixMinimaTests {
  private static func isSymmetric(_ grid: Grid<Float>) -> Bool {
    (0..<grid.rows).allSatisfy { i in (0..<grid.columns).allSatisfy { grid[i, $0] == grid[$0, i] } }
  }

  @Test func asymmetricMatrixOfEntries() async {
    await expectMinimum("2×2 [0 0; 1 0]", calls: 165) { draws in
      let n = try draws.draw(.integer(in: 1...8))
      let grid = try draws.draw(Generator<Int>.integer(in: -9...9).grid(rows: n...n, columns: n...n), as: "A")
      let isSymmetric = (0..<n).allSatisfy { i in (0..<n).allSatisfy { grid[i, $0] == grid[$0, i] } }
      if !isSymmetric { throw Broken() }
    }
  }

  @Test func asymmetricBulk() async {
    await expectMinimum("2×2 [0.0 1.0; 0.0 0.0]", calls: 35) { draws in
      let n = try draws.draw(.integer(in: 1...32, target: 1))
      let grid = try draws.floats(rows: n, columns: n)
      draws.show("A", grid)
      if !MatrixMinimaTests.isSymmetric(grid) { throw Broken() }
    }
  }

  @Test func oneEntryOfManyThousands() async {
    await expectMinimum("1×1 [128.0]", calls: 95) { draws in
      let rows = try draws.draw(.integer(in: 1...128, target: 1))
      let columns = try draws.draw(.integer(in: 1...128, target: 1))
      let grid = try draws.floats(rows: rows, columns: columns)
      draws.show("A", grid)
      if grid.elements.contains(where: { $0 > 100 }) { throw Broken() }
    }
  }

  @Test func aSumOverABulk() async {
    await expectMinimum("1×1 [1.0]", calls: 25) { draws in
      let n = try draws.draw(.integer(in: 1...16, target: 1))
      let grid = try draws.doubles(rows: n, columns: n, in: -8...8)
      draws.show("A", grid)
      if grid.elements.reduce(0, +) > 0 { throw Broken() }
    }
  }

  @Test func aBulkThatMustNotBeConstant() async {
    await expectMinimum("1×2 [1 0]", calls: 35) { draws in
      let n = try draws.draw(.integer(in: 1...6, target: 1))
      let grid = try draws.integers(rows: 1, columns: n, in: 0...1000)
      draws.show("A", grid)
      if Set(grid.elements).count > 1 { throw Broken() }
    }
  }

  /// The whole of a large matrix stays; one entry is left in it.
  @Test func aLargeMatrixOfOneEntry() async {
    await expectMinimum("[(0, 128.0)]", calls: 95) { draws in
      let grid = try draws.floats(rows: 128, columns: 128)
      draws.show("entries", grid.elements.enumerated().filter { $0.element != 0 }.map { ($0.offset, $0.element) })
      if grid.elements.contains(where: { $0 > 100 }) { throw Broken() }
    }
  }
}
