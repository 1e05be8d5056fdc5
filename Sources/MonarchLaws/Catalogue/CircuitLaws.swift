import ExactArithmetic
import MonarchReference
import PropertyEngine

// The laws of `circuit`.

struct CircuitsAreWords: FieldLaw {
  /// Any circuits, with wires that are read often, twice by one gate, or never, deep ones and wide ones, on the smallest grid
  /// for some b and on larger. A wide circuit has all its gates in few levels, which then need all the room that there is.
  func check<Scalar: Field>(_ draws: Draws, _ entry: Generator<Scalar>) throws {
    let n = try draws.draw(.size(upTo: 5), as: "n")
    let count = try draws.draw(.integer(in: 0...8), as: "gates")
    let isWide = try draws.draw(.bool(), as: "wide")
    var gates: [LinearCircuit<Scalar>.Gate] = []
    for g in 0..<count {
      // Mostly inputs, or often the last wire, so that circuits grow wide or deep.
      let any = Generator<Int>.integer(in: 0...n + g - 1)
      let wire: Generator<Int> =
        isWide
        ? .oneOf(weighted: [(9, .integer(in: 0...n - 1)), (1, any)]) : .oneOf(.constant(n + g - 1), any)
      let ((u, v), a, b) = try draws.draw(zip(zip(wire, wire), entry, entry), as: "gate \(g)")
      gates.append(.init(a, u, b, v))
    }
    let outputs = try draws.draw(
      Generator<Int>.integer(in: 0...n + count - 1, target: n + count - 1).array(count: n), as: "outputs")
    let circuit = try LinearCircuit(inputCount: n, gates: gates, outputs: outputs)
    let columns = try draws.draw(.integer(in: 3...7, target: 3), as: "b")
    let rows = (n + 2 * count - 1) / (columns - 1) + 1 + (try draws.draw(.element(of: [0, 0, 1, 2]), as: "rows more"))
    try constructionIsItsDefinition(circuit, on: [Grid(rows: rows, columns: columns)]) { order in
      try RootsOfUnity(order: order, root: 1)
    }
    draws.classify(circuit.depth >= 3, "depth >= 3")
    draws.classify(circuit.depth == 1 && count > rows, "more gates of one level than rows")
  }
}

/// The fast Fourier transform of 2^k inputs as a circuit: k levels of 2^k gates.
@Sendable
func fourierCircuitsAreWords(_ draws: Draws) throws {
  let levels = try draws.draw(.integer(in: 1...4, target: 1), as: "log₂n")
  let n = 1 << levels
  let modulus = try PrimeModulus.firstPrime(congruentToOneMod: n, above: 1 << 30)
  let ζ = try RootsOfUnity(order: n, modulus: modulus)
  var gates: [LinearCircuit<PrimeField>.Gate] = []
  // Decimation in time: inputs in bit-reversed order, then butterflies of 2, 4, … places.
  var wires = try Permutation.digitReversal(.uniform(base: 2, order: levels)).images
  for level in 0..<levels {
    let half = 1 << level
    var next = wires
    for place in 0..<n where place & half == 0 {
      let twiddle = ζ(2 * half, place % half)
      gates.append(.init(1, wires[place], twiddle, wires[place + half]))
      next[place] = n + gates.count - 1
      gates.append(.init(1, wires[place], -twiddle, wires[place + half]))
      next[place + half] = n + gates.count - 1
    }
    wires = next
  }
  let circuit = try LinearCircuit(inputCount: n, gates: gates, outputs: wires)
  try demand(circuit.depth == levels, "expected depth \(levels), found \(circuit.depth)")
  let fourier = try FourierTransform<PrimeField>(size: n).definition(ζ)
  try demandEqual(circuit.definition(ζ), fourier, "the circuit")
  let columns = try draws.draw(.element(of: [3, 4, 8]), as: "b")
  let grid = try Grid(rows: (n + 2 * gates.count - 1) / (columns - 1) + 1, columns: columns)
  let corner = try circuit.corner(on: grid, ζ)
  try demand(corner.base.letters.count == 6 * levels + 7, "found \(corner.base.letters.count) letters")
  let whole = try corner.base.dense
  try demandEqual(Matrix(rows: n, columns: n) { whole[$0, $1] }, fourier, "the word")
}
