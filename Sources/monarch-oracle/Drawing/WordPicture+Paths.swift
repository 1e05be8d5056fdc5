import ExactArithmetic
import MonarchReference

extension WordPicture {
  /// How many products of entries a cell of the product sums up: from block a of the first letter to block c of the last one.
  func paths(_ factors: [Factor], _ letters: [Int]) -> [[Int]] {
    guard let head = letters.first, let tail = letters.last, case .letter(_, let outer) = factors[head],
      case .letter(_, let inner) = factors[tail]
    else { return [] }
    return (0..<outer.blockCount).map { a in
      if head == tail { return (0..<inner.blockCount).map { $0 == a ? 1 : 0 } }
      // How many ways lead to each index between two letters.
      var counts = [Int](repeating: 0, count: grid.count)
      for column in 0..<outer.c { counts[outer.column(column, ofBlock: a)] = 1 }
      for factor in factors[(head + 1)...tail] {
        switch factor {
        case .permutation(let permutation):
          let sources = permutation.inverse.images
          var moved = counts
          for (place, count) in counts.enumerated() { moved[sources[place]] = count }
          counts = moved
        case .letter(_, let pattern):
          var sums = [Int](repeating: 0, count: pattern.blockCount)
          for (place, count) in counts.enumerated() { sums[pattern.block(ofRow: place)] += count }
          counts = (0..<grid.count).map { sums[pattern.block(ofColumn: $0)] }
        }
      }
      return (0..<inner.blockCount).map { counts[inner.column(0, ofBlock: $0)] }
    }
  }

  /// The blocks a and c of the two letters whose slice is outlined.
  func marked(_ outer: KroneckerPattern, _ inner: KroneckerPattern) -> (a: Int, c: Int) {
    (min(1, outer.blockCount - 1), min(1, inner.blockCount - 1))
  }

  /// The cells of one slice: a column of the one letter, a row of the other, and what they make of the product; empty lists for
  /// other words.
  func marks(
    _ factors: [Factor], _ letters: [Int], _ paths: [[Int]], _ rowBlocks: [Int], _ columnBlocks: [Int]
  ) -> [[(row: Int, column: Int)]] {
    var marks: [[(row: Int, column: Int)]] = (factors + factors.prefix(1)).map { _ in [] }
    guard grid.count <= 64, letters.count == 2, case .letter(let first, let outer) = factors[letters[0]],
      case .letter(let last, let inner) = factors[letters[1]], first != last, paths.joined().max() == 1
    else { return marks }
    let (a, c) = marked(outer, inner)
    // The one index that leads from a to c.
    let between = WordPicture.walk(factors[(letters[0] + 1)..<letters[1]], grid.count)
    let meeting = (0..<outer.c).map { outer.column($0, ofBlock: a) }.first { inner.block(ofRow: between[$0]) == c }
    guard let middle = meeting else { return marks }
    marks[letters[0]] = (0..<outer.b).map { (outer.row($0, ofBlock: a), middle) }
    marks[letters[1]] = (0..<inner.c).map { (between[middle], inner.column($0, ofBlock: c)) }
    for row in 0..<grid.count where rowBlocks[row] == a {
      for column in 0..<grid.count where columnBlocks[column] == c { marks[factors.count].append((row, column)) }
    }
    return marks
  }
}
