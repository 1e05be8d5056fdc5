import ExactArithmetic

/// Products by a dense matrix of exact numbers, enclosed: each part of an entry is the sum of two doubles but for a small
/// remainder, and the products by the doubles are exact.
struct DenseEnclosure<Scalar: EnclosedField>: Sendable {
  let matrix: Matrix<Scalar>
  /// For each part, the matrix of the first doubles, and that of the second.
  private let chains: [[BlockChain]]
  /// No part of an entry is farther from its two doubles.
  private let remainder: Rational

  init(_ matrix: Matrix<Scalar>) throws(ShapeError) {
    self.matrix = matrix
    var seen: [Scalar: Split] = [:]
    var remainder = Rational.zero
    let splits = matrix.elements.map { entry in
      if let known = seen[entry] { return known }
      let split = Split(entry)
      seen[entry] = split
      remainder = max(remainder, split.remainder)
      return split
    }
    self.remainder = remainder
    do {
      var chains: [[BlockChain]] = []
      for part in 0..<Scalar.partCount {
        var pair: [BlockChain] = []
        for index in 0..<2 {
          let weights = splits.map { $0.doubles[2 * part + index] }
          pair.append(
            try BlockChain([
              try BlockStage("the matrix", count: 1, rows: matrix.rows, columns: matrix.columns, weights: weights.span)
            ]))
        }
        chains.append(pair)
      }
      self.chains = chains
    } catch {
      throw ShapeError(error.description)
    }
  }

  /// The two doubles of each part of a number.
  private struct Split {
    var doubles: [Double] = []
    var remainder = Rational.zero

    init(_ entry: Scalar) {
      for interval in entry.relativeEnclosures(bits: 56) {
        let middle = interval.midpoint
        let first = Double(middle)
        let rest = middle - (Rational(exactly: first) ?? 0)
        let second = Double(rest)
        let sum = middle - rest + (Rational(exactly: second) ?? 0)
        doubles += [first, second]
        remainder = max(remainder, interval.upper - sum, sum - interval.lower)
      }
    }
  }

  /// Intervals for the parts of all outputs of each row; inputs and outputs have their parts one after the other.
  func values(_ input: [Double], batch: Int) throws(ShapeError) -> [[RationalInterval]] {
    let (parts, n) = (Scalar.partCount, matrix.columns)
    // Row b·parts + p holds the parts p of the input's row b.
    let planes = (0..<batch * parts).flatMap { row in
      (0..<n).map { input[(row / parts * n + $0) * parts + row % parts] }
    }
    do {
      var products: [[ExactVectors]] = []
      for pair in chains {
        var vectors: [ExactVectors] = []
        for chain in pair { vectors.append(try chain.multiply(planes.span, batch: batch * parts)) }
        products.append(vectors)
      }
      func product(_ part: Int, _ row: Int, _ output: Int) -> Rational {
        products[part][0][row, output] + products[part][1][row, output]
      }
      return (0..<batch).map { row in
        let sum = input[row * n * parts..<(row + 1) * n * parts].reduce(Rational.zero) {
          $0 + (Rational(exactly: $1.magnitude) ?? 0)
        }
        let radius = remainder * sum
        return (0..<matrix.rows).flatMap { output in
          let values =
            parts == 1
            ? [product(0, row, output)]
            : [
              product(0, 2 * row, output) - product(1, 2 * row + 1, output),
              product(0, 2 * row + 1, output) + product(1, 2 * row, output),
            ]
          return values.map { RationalInterval($0 - radius, $0 + radius) }
        }
      }
    } catch {
      throw ShapeError(error.description)
    }
  }
}
