import MonarchKernels
import PropertyEngine
import Testing

/// The six sizes of a rectangular Monarch matrix.
struct Shape: Hashable, Sendable, CustomTestStringConvertible {
  var k, q, p, l, s, r: Int

  init(_ k: Int, _ q: Int, _ p: Int, _ l: Int, _ s: Int, _ r: Int) {
    precondition(k * q == l * r, "k·q must equal l·r")
    (self.k, self.q, self.p, self.l, self.s, self.r) = (k, q, p, l, s, r)
  }

  init(square m: Int) {
    self.init(m, m, m, m, m, m)
  }

  var inputCount: Int { k * p }
  var middleCount: Int { k * q }
  var outputCount: Int { l * s }
  var rightCount: Int { k * q * p }
  var leftCount: Int { l * s * r }
  var multiplyAdds: Int { rightCount + leftCount }

  var testDescription: String { "k\(k) q\(q) p\(p) l\(l) s\(s) r\(r)" }
}

extension Shape {
  static let squares: [Shape] = (Array(1...20) + [31, 32, 33, 64]).map(Shape.init(square:))

  static let rectangles: [Shape] = [
    // l divides q.
    Shape(3, 8, 5, 4, 7, 6), Shape(2, 16, 3, 8, 5, 4), Shape(2, 32, 20, 16, 6, 4),
    // l = q.
    Shape(5, 9, 4, 9, 3, 5), Shape(3, 24, 7, 24, 10, 3), Shape(7, 5, 2, 5, 11, 7),
    // l does not divide q.
    Shape(2, 3, 3, 2, 5, 3), Shape(4, 6, 5, 8, 7, 3), Shape(9, 10, 3, 15, 4, 6), Shape(10, 9, 11, 6, 13, 15),
    Shape(6, 25, 2, 10, 9, 15), Shape(4, 21, 6, 28, 5, 3), Shape(14, 3, 4, 21, 6, 2),
    // q = 1, l = 1, p = 1, s = 1, r = 1, and k = 1.
    Shape(12, 1, 5, 4, 3, 3), Shape(40, 1, 3, 10, 2, 4), Shape(3, 4, 5, 1, 7, 12), Shape(1, 17, 3, 1, 33, 17),
    Shape(4, 8, 1, 16, 5, 2), Shape(6, 7, 1, 3, 1, 14), Shape(5, 17, 3, 17, 1, 5), Shape(1, 12, 5, 12, 3, 1),
    Shape(3, 20, 9, 60, 2, 1), Shape(1, 30, 7, 5, 2, 6), Shape(1, 1, 50, 1, 50, 1), Shape(16, 1, 1, 1, 1, 16),
    // Four blocks, in small.
    Shape(4, 12, 12, 4, 48, 12), Shape(4, 12, 48, 4, 12, 12), Shape(4, 15, 15, 4, 7, 15),
  ]

  /// 768 to 3072 and back with four blocks.
  static let fourBlocks: [Shape] = [Shape(4, 192, 192, 4, 768, 192), Shape(4, 192, 768, 4, 192, 192)]

  /// A dozen shapes that take every path: whole and partial vectors in both stages, few lambdas, one of each.
  static let selected: [Shape] = [
    Shape(square: 1), Shape(square: 3), Shape(square: 4), Shape(square: 7), Shape(square: 8), Shape(square: 13),
    Shape(square: 32), Shape(2, 3, 3, 2, 5, 3), Shape(9, 10, 3, 15, 4, 6), Shape(40, 1, 3, 10, 2, 4),
    Shape(1, 17, 3, 1, 33, 17), Shape(5, 17, 3, 17, 1, 5), Shape(4, 12, 12, 4, 48, 12), Shape(6, 25, 2, 10, 9, 15),
  ]
}

extension Generator where Value == Shape {
  /// Any shape of at most 144 middle and 240 outer elements; l is any divisor of k·q, and 1 the simplest of all sizes.
  static func shape() -> Generator {
    let size = Generator<Int>.integer(in: 1...12, target: 1)
    let outer = Generator<Int>.integer(in: 1...20, target: 1)
    return Generator { draws throws(DrawStop) in
      let (k, q) = (try draws.draw(size), try draws.draw(size))
      let l = try draws.draw(.element(of: (1...k * q).filter { k * q % $0 == 0 }))
      return Shape(k, q, try draws.draw(outer), l, try draws.draw(outer), k * q / l)
    }
  }
}

extension Generator where Value == Int {
  /// Batches of few rows, and of numbers at the borders of tiles.
  static func batch() -> Generator {
    .oneOf(.integer(in: 0...13), .element(of: [64, 65, 96, 97, 200]))
  }
}

extension Generator where Value == BatchLayout {
  /// Places for `batch` rows of `count` elements that do not overlap: rows or columns, with gaps of any kind.
  static func layout(count: Int, batch: Int) -> Generator {
    Generator { draws throws(DrawStop) in
      let areColumns = try draws.draw(.bool())
      let inner = try draws.draw(.integer(in: 1...3, target: 1))
      let outer = (max(areColumns ? batch : count, 1) - 1) * inner + 1 + (try draws.draw(.integer(in: 0...5)))
      return areColumns
        ? BatchLayout(rowStride: inner, elementStride: outer) : BatchLayout(rowStride: outer, elementStride: inner)
    }
  }
}

/// The instruction sets that this machine executes, each by its own name.
let concreteInstructionSets = [InstructionSet.avx2, .neon, .portable].filter(\.isAvailable)
