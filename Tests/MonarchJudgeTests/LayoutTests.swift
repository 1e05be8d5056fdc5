import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct LayoutTests {
  @Test func shapesAreRead() throws {
    #expect(
      try Layout.fly.shape(left: [3, 5, 2], right: [2, 3, 4]) == MonarchShape(k: 2, q: 3, p: 4, l: 3, s: 5, r: 2))
    #expect(try Layout.paper.shape(left: [4, 4, 4], right: [4, 4, 4]) == .square(4))
    #expect(try Layout.paper.shape(left: [2, 3, 3], right: [3, 2, 2]) == .grid(Grid(rows: 3, columns: 2)))
  }

  @Test func shapesThatDoNotFitAreNamed() {
    #expect(
      throws: ShapeError(
        "layout paper expects left (b, q, q) and right (q, b, b), found left [3, 5, 2] and right [2, 3, 4]")
    ) { try Layout.paper.shape(left: [3, 5, 2], right: [2, 3, 4]) }
    #expect(throws: ShapeError("expected left of 3 dimensions (block, out, in), found 2: [4, 4]")) {
      try Layout.fly.shape(left: [4, 4], right: [4, 4, 4])
    }
    #expect(throws: ShapeError.self) { try Layout.fly.shape(left: [3, 5, 2], right: [2, 2, 4]) }
    #expect(throws: ShapeError.self) { try Layout.fly.shape(left: [0, 1, 1], right: [1, 1, 1]) }
  }
}
