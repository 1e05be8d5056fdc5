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

extension LayoutTests {
  @Test func everyPresetHasItsName() {
    #expect(Set(Layout.presets.map(\.name)).count == Layout.presets.count)
    for preset in Layout.presets { #expect(Layout(named: preset.name) == preset) }
    #expect(Layout(named: "fly-einsum:3") == .flyEinsum(b2: 3))
    for name in [
      "", "Fly", "fly-einsum:", "fly-einsum:0", "fly-einsum:1", "fly-einsum:02", "fly-einsum:+2", "fly-einsum:-2",
      "fly-einsum:x",
    ] {
      #expect(Layout(named: name) == nil)
    }
  }

  /// What a convention cannot store it refuses, and says why.
  @Test func shapesThatAConventionCannotStoreAreRefused() throws {
    let uneven = try MonarchShape(k: 2, q: 3, p: 2, l: 2, s: 2, r: 3)
    let pair = try MonarchShape(k: 2, q: 4, p: 2, l: 2, s: 3, r: 4)
    #expect(Layout.fly.admits(uneven) && !Layout.btt.admits(uneven) && !Layout.flyEinsum().admits(uneven))
    #expect(Layout.btt.admits(pair) && !Layout.monarchAttention.admits(pair) && !Layout.flyEinsum(b2: 2).admits(pair))
    #expect(!Layout.m2.admits(try .grid(Grid(rows: 2, columns: 3))))
    // Four outputs and six inputs in two blocks: the left factor is the one to be square.
    let wide = try MonarchShape.linear(inputs: 6, outputs: 4, blocks: 2)
    #expect(Layout.monarchLinear.admits(wide) && wide.q == 2)
    #expect(!Layout.monarchLinear.admits(try MonarchShape(k: 2, q: 3, p: 3, l: 2, s: 2, r: 3)))
    #expect(!Layout.monarchLinear.admits(try MonarchShape(k: 2, q: 3, p: 2, l: 2, s: 3, r: 3)))
    let factors = try CanonicalFactors(
      shape: uneven, left: [Int](repeating: 0, count: 12), right: [Int](repeating: 0, count: 12))
    #expect(throws: ShapeError("layout btt expects l to divide q, so that slices have one rank, found 2×3×2·2×2×3")) {
      try Layout.btt.stored(factors)
    }
    let fly = try Layout.fly.stored(factors)
    #expect(throws: ShapeError.self) { try Layout.fly.convert(fly, to: .paper) }
    #expect(throws: ShapeError("expected 0 to 4 outputs for 2×3×2·2×2×3, found 5")) {
      try Layout.fly.dense(
        StoredFactors(
          left: StoredTensor(shape: fly.left.shape, elements: fly.left.elements.map { Rational($0) }),
          right: StoredTensor(shape: fly.right.shape, elements: fly.right.elements.map { Rational($0) })), outputs: 5)
    }
  }

  @Test func tensorsThatDoNotFitAreNamed() {
    let short = StoredFactors(
      left: StoredTensor(shape: [1, 1, 1], elements: [1]), right: StoredTensor(shape: [1, 1, 2], elements: [1]))
    #expect(throws: ShapeError("expected 2 entries in right [1, 1, 2], found 1")) { try Layout.fly.canonical(short) }
    #expect(throws: ShapeError("expected left of 4 dimensions (1, out, in, block), found 3: [2, 2, 2]")) {
      try Layout.kroneckerSparse.shape(left: [2, 2, 2], right: [2, 2, 2, 1])
    }
    #expect(throws: ShapeError("expected an axis of size 1 in right, found [2, 2, 2, 2]")) {
      try Layout.kroneckerSparse.shape(left: [1, 2, 2, 2], right: [2, 2, 2, 2])
    }
    #expect(throws: ShapeError("expected each of block, out and in once, found [\"block\", \"out\"]")) {
      try FactorLayout(axes: [.block, .out])
    }
    #expect(throws: ShapeError("expected 2 vectors of 4 entries, found 7 numbers")) {
      try Layout.fly.storedInputs([Int](repeating: 0, count: 7), batch: 2, for: .square(2))
    }
  }
}
