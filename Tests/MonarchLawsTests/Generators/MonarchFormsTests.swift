import MonarchLaws
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// The generators reach what the laws have to see.
@Suite(.property(cases: cases(2_000))) struct MonarchFormsTests {
  @Test func shapesOfEveryKind() async {
    await check { draws in
      let shape = try draws.draw(.monarchShape())
      let sizes = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r]
      draws.cover(sizes.allSatisfy { $0 == 1 }, "1 everywhere", atLeast: 0.01)
      draws.cover(sizes.allSatisfy { $0 == shape.k } && shape.k > 1, "a square", atLeast: 0.05)
      draws.cover(shape.isGrid && shape.k != shape.l, "a rectangular grid", atLeast: 0.05)
      draws.cover(shape.inputCount != shape.outputCount, "in ≠ out", atLeast: 0.2)
      draws.cover(shape.q == shape.l && !shape.isGrid, "l = q", atLeast: 0.05)
      draws.cover(shape.q > shape.l && shape.q.isMultiple(of: shape.l), "rank ν > 1", atLeast: 0.1)
      draws.cover(shape.q > shape.l && !shape.q.isMultiple(of: shape.l), "⌊q/l⌋ and ⌈q/l⌉", atLeast: 0.02)
      draws.cover(shape.q < shape.l, "slices without any rank", atLeast: 0.05)
    }
  }

  @Test func gridsAndWordsOfEveryKind() async {
    await check { draws in
      let shape = try draws.draw(.wordShape())
      let grid = shape.grid
      draws.cover(grid.rows == 1, "one row", atLeast: 0.05)
      draws.cover(grid.columns == 1, "one column", atLeast: 0.05)
      draws.cover(grid.rows == grid.columns && grid.rows > 1, "a square", atLeast: 0.03)
      draws.cover(grid.rows != grid.columns && grid.rows > 1 && grid.columns > 1, "a rectangle", atLeast: 0.1)
      draws.cover(shape == .monarch(on: grid), "M", atLeast: 0.05)
      draws.cover(shape == .monarchAdjoint(on: grid), "M*", atLeast: 0.05)
      draws.cover(shape.kinds == [.db, .bd, .db], "MM*", atLeast: 0.05)
      draws.cover(shape.kinds.count == 5, "five letters", atLeast: 0.05)
    }
  }

  @Test func digitsOfEveryKind() async {
    await check { draws in
      let system = try draws.draw(.digitSystem())
      draws.cover(system.order >= 3 && Set(system.bases) == [2], "bits", atLeast: 0.005)
      draws.cover(system.order == 2 && Set(system.bases).count == 1 && system.count > 1, "b², b > 1", atLeast: 0.01)
      draws.cover(system.bases.contains(1) && system.count > 1, "a digit of base 1", atLeast: 0.1)
      draws.cover(Set(system.bases.filter { $0 > 1 }).count >= 2, "two bases", atLeast: 0.05)
    }
  }
}
