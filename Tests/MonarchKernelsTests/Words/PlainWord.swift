import MonarchKernels
import PropertyEngine

/// A word on a grid and a batch of rows, in doubles that stand for the parts of numbers, one after the other.
struct PlainWord {
  var q, b: Int
  var kinds: [FactorKind]
  /// 1 for real numbers, 2 for complex ones.
  var parts: Int
  /// Blocks (block, out, in) of each letter as written, each number with its parts.
  var letters: [[Double]]
  var inputCount, outputCount, batch: Int
  var inputs: [Double]

  var n: Int { q * b }

  /// The numbers of a letter.
  static func count(_ kind: FactorKind, q: Int, b: Int) -> Int { q * b * (kind == .bd ? b : q) }

  func word<Scalar: WordTestScalar>(
    _: Scalar.Type, for instructionSet: InstructionSet = .automatic
  ) throws -> FactorWord<Scalar> {
    try FactorWord(
      rows: q, columns: b, letters: zip(kinds, letters).map { FactorLetter($0, blocks: numbers($1)) },
      inputCount: inputCount, outputCount: outputCount, for: instructionSet)
  }

  /// The place of a block's weight: what it reads, and what it writes.
  func ends(_ kind: FactorKind, block: Int, out: Int, in index: Int) -> (to: Int, from: Int) {
    kind == .bd ? (block * b + out, block * b + index) : (out * b + block, index * b + block)
  }

  /// The product by the definition: exact where all sums are integers below 2^53.
  func product() -> [Double] {
    (0..<batch).flatMap { row in
      var vector = [Double](repeating: 0, count: n * parts)
      vector.replaceSubrange(
        0..<inputCount * parts, with: inputs[row * inputCount * parts..<(row + 1) * inputCount * parts])
      for (kind, letter) in zip(kinds, letters).reversed() {
        let side = kind == .bd ? b : q
        var image = [Double](repeating: 0, count: n * parts)
        for weight in 0..<letter.count / parts {
          let (to, from) = ends(kind, block: weight / (side * side), out: weight / side % side, in: weight % side)
          if parts == 1 {
            image[to] += letter[weight] * vector[from]
          } else {
            let a = (re: letter[2 * weight], im: letter[2 * weight + 1])
            let x = (re: vector[2 * from], im: vector[2 * from + 1])
            image[2 * to] += a.re * x.re - a.im * x.im
            image[2 * to + 1] += a.re * x.im + a.im * x.re
          }
        }
        vector = image
      }
      return Array(vector[..<(outputCount * parts)])
    }
  }

  /// The outputs of the first `count` letters as written, the last ones applied, that depend on some inputs of them.
  func reached(from places: Set<Int>, by count: Int) -> Set<Int> {
    kinds[..<count].reversed().reduce(places) { places, kind in
      Set(
        places.flatMap { place in
          kind == .bd ? (0..<b).map { place / b * b + $0 } : (0..<q).map { $0 * b + place % b }
        })
    }
  }
}

extension PlainWord {
  /// Grids with one row, one column, prime sides, squares, and sides around the vectors' lengths.
  static let grids: [(q: Int, b: Int)] = [
    (1, 1), (1, 7), (7, 1), (1, 16), (16, 1), (2, 2), (3, 5), (5, 3), (4, 4), (7, 7), (8, 8), (3, 9), (9, 8), (2, 15),
    (3, 16), (2, 17), (2, 31), (16, 16), (5, 19), (13, 11), (2, 33),
  ]

  /// Integers so small that every product is exact in `Float`.
  init(integersOn grid: (q: Int, b: Int), parts: Int, _ draws: Draws) throws(DrawStop) {
    let isSmall = grid.q <= 5 && grid.b <= 5
    let letterCount = try draws.draw(.integer(in: 1...(isSmall ? 5 : 2), target: 1), as: "letters")
    let kinds = try draws.draw(
      Generator.element(of: FactorKind.allCases).array(count: letterCount), as: "kinds")
    let n = grid.q * grid.b
    let isCorner = try draws.draw(.bool(), as: "corner")
    let inputCount = isCorner ? try draws.draw(.integer(in: 1...n, target: n), as: "inputs") : n
    let outputCount = isCorner ? try draws.draw(.integer(in: 1...n, target: n), as: "outputs") : n
    let batch = try draws.draw(.integer(in: 0...9, target: 1), as: "batch")
    var letters: [[Double]] = []
    for kind in kinds {
      letters.append(try draws.small(Self.count(kind, q: grid.q, b: grid.b) * parts, upTo: letterCount > 3 ? 1 : 3))
    }
    self.init(
      q: grid.q, b: grid.b, kinds: kinds, parts: parts, letters: letters, inputCount: inputCount,
      outputCount: outputCount, batch: batch, inputs: try draws.small(batch * inputCount * parts, upTo: 9))
  }
}

extension Draws {
  /// Integers of at most this magnitude.
  func small(_ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
    try integers(rows: 1, columns: count, in: 0...2 * bound).elements.map { Double($0 - bound) }
  }
}
