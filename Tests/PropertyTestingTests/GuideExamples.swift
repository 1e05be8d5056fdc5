import PropertyEngine
import PropertyTesting
import Testing

@Test func sortingIsIdempotent() async {
  await forAll(Generator<Int>.integer().array()) { xs in
    #expect(xs.sorted().sorted() == xs.sorted())
  }
}

@Test func transposingTwiceChangesNothing() async {
  await check { draws in
    let rows = try draws.draw(.integer(in: 1...64, target: 1), as: "rows")
    let columns = try draws.draw(.integer(in: 1...64, target: 1), as: "columns")
    let matrix = try draws.floats(rows: rows, columns: columns)
    draws.show("matrix", matrix)
    draws.classify(rows == columns, "square")
    draws.collect("size", rows * columns)
    #expect(transposed(transposed(matrix)) == matrix)
  }
}

let even = Generator<Int>.integer(in: 0...1000).map { $0 * 2 }
let sized = Generator<Int>.integer(in: 1...9).flatMap { Generator<Double>.double(in: 0...1).array(count: $0) }
let either = Generator<Int>.oneOf(.constant(0), even)
let point = Generator<(Double, Double)> { draws throws(DrawStop) in
  (try draws.draw(.double()), try draws.draw(.double(.all)))  // .all: with infinities and NaN
}
indirect enum Tree: Sendable {
  case leaf(Int)
  case fork(Tree, Tree)
}
let tree = Generator<Tree>.recursive(leaf: Generator<Int>.integer(in: 0...9).map(Tree.leaf), depth: 5) { smaller in
  zip(smaller, smaller).map { Tree.fork($0.0, $0.1) }
}

@Test func sumsOfSquaresAreNotNegative() async {
  await forAll(
    Generator<Int>.integer(in: 0...1000).array(), Generator<Double>.double(in: -1...1),
    examples: [([100], 0.0)], replay: "(4 (1 1 100 ) (1 0 ) ) f0.0"
  ) { xs, y in
    #expect(Double(xs.reduce(0, +)) + y * y >= 0)
  }
}

@Suite(.property(cases: 1000)) struct Laws {
  @Test(.property(seed: 7, deadline: .seconds(1))) func additionCommutes() async {
    await forAll(Generator<Int>.integer(), Generator<Int>.integer()) { x, y in #expect(x &+ y == y &+ x) }
  }
}
