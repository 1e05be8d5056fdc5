public import ExactArithmetic
public import MonarchReference
public import PropertyEngine

extension Generator where Value == Int {
  /// Sizes from 1 on, small ones more often.
  public static func size(upTo limit: Int) -> Generator { .integer(in: 1...max(limit, 1), target: 1) }
}

extension Generator where Value == MonarchReference.Grid {
  /// Grids of up to `limit` indices: 1 x 1, one row, one column, squares, primes and all others.
  public static func grid(upTo limit: Int) -> Generator {
    Generator { draws throws(DrawStop) in
      let rows = try draws.draw(.size(upTo: limit))
      let columns = try draws.draw(.size(upTo: limit / rows))
      // Rows and columns may stand either way round; the sizes are positive and their product is small.
      return try draws.draw(.bool())
        ? try! MonarchReference.Grid(rows: rows, columns: columns)
        : try! MonarchReference.Grid(rows: columns, columns: rows)
    }
  }
}

extension Generator where Value == MonarchShape {
  /// Shapes whose sizes are at most `limit`, from all kinds: squares, M(b, n), l = q, q = l·ν, and any with k·q = l·r,
  /// so that l ∤ q and slices without any rank occur.
  public static func monarchShape(upTo limit: Int = 4) -> Generator {
    let size = Generator<Int>.size(upTo: limit)
    let square = size.map { try! MonarchShape.square($0) }
    let grid = zip(size, size).map { try! MonarchShape.grid(MonarchReference.Grid(rows: $0.0, columns: $0.1)) }
    let rankOne = zip(size, size, size, size).map { k, q, p, s in
      try! MonarchShape(k: k, q: q, p: p, l: q, s: s, r: k)
    }
    let rank = zip(size, size, size, size, Generator<Int>.size(upTo: 3)).map { k, p, l, s, ν in
      try! MonarchShape(k: k, q: l * ν, p: p, l: l, s: s, r: k * ν)
    }
    let any = Generator { draws throws(DrawStop) in
      let (k, q) = (try draws.draw(size), try draws.draw(size))
      let l = try draws.draw(.element(of: (1...k * q).filter { (k * q).isMultiple(of: $0) }))
      return try! MonarchShape(k: k, q: q, p: try draws.draw(size), l: l, s: try draws.draw(size), r: k * q / l)
    }
    return .oneOf(weighted: [(1, square), (1, grid), (1, rankOne), (1, rank), (2, any)])
  }
}

extension Generator where Value == WordShape {
  /// Alternating words of up to `letters` letters on grids of up to `limit` indices.
  public static func wordShape(letters: Int = 5, upTo limit: Int = 12) -> Generator {
    zip(Generator<Int>.size(upTo: letters), .element(of: LetterKind.allCases), .grid(upTo: limit)).map {
      try! .alternating($0.0, from: $0.1, on: $0.2)
    }
  }
}

extension Generator where Value == DigitSystem {
  /// Up to four digits with bases that may be 1, as far as N stays below `limit`; often all bases are alike.
  public static func digitSystem(upTo limit: Int = 12) -> Generator {
    Generator { draws throws(DrawStop) in
      let order = try draws.draw(.size(upTo: 4))
      let isUniform = try draws.draw(.bool())
      var bases: [Int] = []
      var rest = limit
      for _ in 0..<order {
        if isUniform, let first = bases.first, first <= rest {
          bases.append(first)
        } else {
          bases.append(try draws.draw(.size(upTo: rest)))
        }
        rest /= bases[bases.count - 1]
      }
      return try! DigitSystem(bases: bases)
    }
  }
}

/// Matrices of a form over a field, from the entries of a generator.
extension Generator where Value: Field {
  /// A rows x columns matrix.
  public func matrix(rows: Int, columns: Int) -> Generator<Matrix<Value>> {
    array(count: rows * columns).map { try! Matrix(rows: rows, columns: columns, elements: $0) }
  }

  /// A Monarch matrix of a shape.
  public func monarch(_ shape: MonarchShape) -> Generator<MonarchMatrix<Value>> {
    zip(array(count: shape.l * shape.s * shape.r), array(count: shape.k * shape.q * shape.p)).map {
      try! MonarchMatrix(shape: shape, left: $0.0, right: $0.1)
    }
  }

  /// A letter on a grid.
  public func letter(_ kind: LetterKind, on grid: MonarchReference.Grid) -> Generator<Letter<Value>> {
    array(count: kind.pattern(on: grid).parameterCount).map { try! Letter(kind, on: grid, elements: $0) }
  }

  /// A word of a shape.
  public func word(_ shape: WordShape) -> Generator<Word<Value>> {
    array(count: shape.parameterCount).map { try! Word(shape: shape, elements: $0) }
  }

  /// A product over the digits.
  public func digitProduct(_ system: DigitSystem) -> Generator<DigitProduct<Value>> {
    let count = (0..<system.order).reduce(0) { $0 + system.pattern(ofDigit: $1).parameterCount }
    return array(count: count).map { try! DigitProduct(system: system, elements: $0) }
  }

  /// A butterfly matrix of size 2^levels.
  public func butterfly(levels: Int) -> Generator<Butterfly<Value>> {
    array(count: levels << (levels + 1)).map { try! Butterfly(size: 1 << levels, elements: $0) }
  }
}

extension Generator where Value == Rational {
  /// Small fractions, one in five of them 0, so that blocks and slices vanish and ranks drop.
  public static func entry() -> Generator {
    let fraction = zip(Generator<Int>.integer(in: -9...9), Generator<Int>.integer(in: 1...4, target: 1))
    return .oneOf(weighted: [(1, .constant(0)), (4, fraction.map { Rational($0.0, $0.1) })])
  }
}
