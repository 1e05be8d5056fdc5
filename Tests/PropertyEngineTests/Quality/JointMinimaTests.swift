import PropertyEngine
import Testing

/// Minima that no change of a single number leads to.
@Suite struct JointMinimaTests {
  @Test func equalNumbersShrinkTogether() async {
    await expectMinimum("51 | 51", calls: 145, cases: 20_000) { draws in
      let x = try draws.draw(.integer(in: 0...1000), as: "x")
      let y = try draws.draw(.integer(in: 0...1000), as: "y")
      if x == y && x > 50 { throw Broken() }
    }
    await expectMinimum("11 | 11 | 11", calls: 175, cases: 20_000) { draws in
      let x = try draws.draw(.integer(in: 0...30), as: "x")
      let y = try draws.draw(.integer(in: 0...30), as: "y")
      let z = try draws.draw(.integer(in: 0...30), as: "z")
      if x == y && y == z && x > 10 { throw Broken() }
    }
    await expectMinimum("8.0 | 8.0", calls: 85, cases: 20_000) { draws in
      let x = try draws.draw(.double(in: 0...16), as: "x")
      let y = try draws.draw(.double(in: 0...16), as: "y")
      if x == y && x > 4 { throw Broken() }
    }
    await expectMinimum("3×3 [0 2 2; 0 0 0; 0 0 0]", calls: 65) { draws in
      let grid = try draws.integers(rows: 3, columns: 3, in: 0...20)
      draws.show("A", grid)
      let marked = Dictionary(grouping: grid.elements.filter { $0 > 1 }) { $0 }
      if grid.elements[0] == 0 && marked.contains(where: { $0.value.count > 1 }) { throw Broken() }
    }
  }

  @Test func amountsMoveToLaterNumbers() async {
    await expectMinimum("201 | 800", calls: 140) { draws in
      let x = try draws.draw(.integer(in: 0...800), as: "x")
      let y = try draws.draw(.integer(in: 0...800), as: "y")
      if x + y > 1000 { throw Broken() }
    }
    await expectMinimum("-201 | -800", calls: 155) { draws in
      let x = try draws.draw(.integer(in: -800...800), as: "x")
      let y = try draws.draw(.integer(in: -800...800), as: "y")
      if x + y < -1000 { throw Broken() }
    }
  }

  @Test func siblingsAreSorted() async {
    await expectMinimum("[0, 5, 9]", calls: 140, cases: 20_000) { draws in
      let xs = try draws.draw(Generator<Int>.integer(in: 0...9).array(), as: "xs")
      if xs.contains(5) && xs.contains(9) && xs.count > 2 { throw Broken() }
    }
  }

  /// The size sinks although what matters stands at the far end, because it moves.
  @Test func whatMattersMovesWhenASizeSinks() async {
    await expectMinimum("1×1 [100]", calls: 300, cases: 20_000) { draws in
      let grid = try draws.draw(Generator<Int>.integer(in: 0...100).grid(rows: 1...8, columns: 1...8), as: "A")
      if grid.elements.contains(100) { throw Broken() }
    }
    await expectMinimum("2×2 [0 0; 0 7]", calls: 535) { draws in
      let grid = try draws.draw(Generator<Int>.integer(in: 0...9).grid(rows: 1...6, columns: 1...6), as: "A")
      let isFound = (0..<grid.rows).contains { row in
        (0..<grid.columns).contains { row > 0 && $0 > 0 && grid[row, $0] >= 7 }
      }
      if isFound { throw Broken() }
    }
  }

  /// The entry survives at its own place, because only there it matters.
  @Test func theEntryThatMattersKeepsItsPlace() async {
    await expectMinimum("4×3 [0 0 0; 0 0 0; 0 0 0; 0 0 5]", calls: 475) { draws in
      let grid = try draws.draw(Generator<Int>.integer(in: 0...9).grid(rows: 1...9, columns: 1...9), as: "A")
      if grid.rows > 3 && grid.columns > 2 && grid[3, 2] >= 5 { throw Broken() }
    }
    await expectMinimum("4×3 [0.0 0.0 0.0; 0.0 0.0 0.0; 0.0 0.0 0.0; 0.0 0.0 1.0]", calls: 65) { draws in
      let rows = try draws.draw(.integer(in: 1...9, target: 1))
      let columns = try draws.draw(.integer(in: 1...9, target: 1))
      let grid = try draws.floats(rows: rows, columns: columns)
      draws.show("A", grid)
      if rows > 3 && columns > 2 && grid[3, 2] > 0 { throw Broken() }
    }
  }

  @Test func sets() async {
    await expectMinimum("[1000]", calls: 75, cases: 20_000) { draws in
      let set = try draws.draw(Generator<Int>.integer(in: 0...100_000).set(), as: "set")
      if set.contains(where: { $0 >= 1000 }) { throw Broken() }
    }
    await expectMinimum("[0, 1, 2]", calls: 120) { draws in
      let set = try draws.draw(Generator<Int>.integer(in: 0...100_000).set(count: 3...8))
      draws.show("set", set.sorted())
      throw Broken()
    }
  }

  @Test func floatClasses() async {
    await expectMinimum("-inf", calls: 20) { draws in
      let x = try draws.draw(.double(.all), as: "x")
      if x.isInfinite && x < 0 { throw Broken() }
    }
    // The powers of two nearest to 1 among the subnormals.
    await expectMinimum("\(Float(0x1p-127))", calls: 75, cases: 20_000) { draws in
      let x = try draws.draw(.float(), as: "x")
      if x.isSubnormal { throw Broken() }
    }
    await expectMinimum("\(Double(0x1p-1023))", calls: 125, cases: 20_000) { draws in
      let x = try draws.draw(.double(), as: "x")
      if x.isSubnormal { throw Broken() }
    }
    await expectMinimum("0.1875", calls: 15) { draws in
      let x = try draws.draw(.double(in: 0...1), as: "x")
      if x > 0.15 && x < 0.19 { throw Broken() }
    }
  }

  @Test func nonAssociativeTriplesOfOtherKinds() async {
    await expectMinimum("1.0 | 1.0 | 9007199254740992.0", calls: 690) { draws in
      let x = try draws.draw(.double(in: 1...0x1p60), as: "x")
      let y = try draws.draw(.double(in: 1...0x1p60), as: "y")
      let z = try draws.draw(.double(in: 1...0x1p60), as: "z")
      if (x + y) + z != x + (y + z) { throw Broken() }
    }
    // Cancellation: the first number is lost.
    await expectMinimum("1.0 | 16777216.0 | -16777216.0", calls: 165, cases: 20_000) { draws in
      let x = try draws.draw(.float(in: -0x1p30...0x1p30), as: "x")
      let y = try draws.draw(.float(in: -0x1p30...0x1p30), as: "y")
      let z = try draws.draw(.float(in: -0x1p30...0x1p30), as: "z")
      if x != 0 && (x + y) + z == 0 && x + (y + z) == x { throw Broken() }
    }
  }

  @Test func shrinkingIsDeterministic() async {
    func report() async -> PropertyReport {
      await runProperty(PropertySettings(cases: 5000, seed: 9, isExhaustive: false)) { draws in
        let xs = try draws.draw(Generator<Double>.double(.all).array(), as: "xs")
        let tree = try draws.draw(StructureMinimaTests.Tree.any, as: "tree")
        if xs.count > tree.depth && tree.sum > 100 { throw Broken() }
      }
    }
    let (first, second) = (await report(), await report())
    guard case .failed(let a) = first.verdict, case .failed(let b) = second.verdict else {
      Issue.record("no failure")
      return
    }
    #expect(a.replay == b.replay && a.shrinkCalls == b.shrinkCalls && a.values == b.values && a.index == b.index)
  }
}
