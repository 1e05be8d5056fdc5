public import ExactArithmetic
import MonarchReference

/// An ascending ladder of generated cases: the first that fails is small.
///
/// The plan is a pure function of its parameters, and a case of its id: `multiply-float32-uniform-2x3x4-3x4x2-b5-s17`
/// names operation, format, kind of data, right factor k×q×p, left factor l×s×r, batch and seed, and after a plus sign what
/// is done with the data, if anything is (`CaseVariation`). Dense matrices have no batch: theirs is 1.
public struct CasePlan: Sendable {
  public let ids: [CaseID]

  /// - Parameters:
  ///   - count: how many cases; at least 1.
  ///   - seed: shifts the seeds of all cases.
  ///   - largest: no factor pair with more parameters than this is drawn.
  ///   - hidesSums: whether the arithmetic rounds operands, behind which its sums hide, or adds several at once: every third case is
  ///     then one of sums that show all the same.
  public init(
    _ operation: KernelOperation = .multiply, count: Int, seed: UInt64, layout: Layout, format: FloatFormat,
    largest: Int = .max, hidesSums: Bool = false
  ) {
    let ladder = CasePlan.ladder.filter {
      layout.admits($0) && $0.parameterCount <= largest
        && (operation != .dense || $0.entryCount <= CasePlan.largestDense)
    }
    let kinds = hidesSums ? CaseKind.plain + Array(repeating: .partial, count: 4) : CaseKind.plain
    // Every shape begins with the plainest kind; a plan too short for that walks through the kinds from shape to shape.
    var kind = 0
    var ids: [CaseID] = []
    for index in 0..<count {
      var place = index * ladder.count / count
      // A sum of one or two terms loses little.
      if kinds[kind % kinds.count] == .partial {
        func isLong(_ place: Int) -> Bool { ladder[place].p > 2 && ladder[place].r > 2 }
        let places = max(place, ladder.count / 3)..<ladder.count
        place = places.first(where: isLong) ?? ladder.indices.last(where: isLong) ?? place
      }
      let shape = ladder[place]
      if count >= kinds.count * ladder.count, shape != ids.last?.shape { kind = 0 }
      ids.append(
        CaseID(
          operation, format: format, kind: kinds[kind % kinds.count], shape: shape,
          batch: operation == .dense ? 1 : CasePlan.batch(index / 2, shape), seed: seed &+ UInt64(index)))
      kind += 1
    }
    self.ids = ids
  }

  /// The entries of the largest dense matrix in the plan.
  static let largestDense = 1 << 14

  /// Two cases in a row have one shape and one batch, so that an answer kept from the last call shows. Batches reach
  /// beyond the tiles that kernels use where the exact product is cheap.
  private static func batch(_ turn: Int, _ shape: MonarchShape) -> Int {
    let batches = shape.parameterCount <= 300 ? [3, 1, 33, 8, 2, 130, 5, 65, 17] : [3, 1, 8, 2, 5, 17]
    return batches[turn % batches.count]
  }

  /// Shapes in ascending order of parameters: squares, grids, slices of rank 1 and more, l ∤ q, and sizes of 1.
  static let ladder: [MonarchShape] = {
    let squares = [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17, 24, 32].map { (size: Int) in
      [size, size, size, size, size, size]
    }
    // M(b, n) on the q x b grid: k, q, p = q, b, b and l, s, r = b, q, q.
    let grids = [(2, 1), (1, 3), (3, 2), (2, 5), (4, 8), (16, 4), (4, 64)].map { (q: Int, b: Int) in
      [q, b, b, b, q, q]
    }
    let rectangles = [
      [2, 1, 3, 1, 2, 2],  // one left block
      [1, 2, 3, 2, 3, 1],  // one right block
      [2, 3, 2, 2, 2, 3],  // l ∤ q: slices of uneven rank
      [2, 3, 4, 3, 5, 2],  // l = q
      [2, 6, 3, 3, 4, 4],  // q = 2·l: slices of rank 2
      [5, 4, 3, 10, 2, 2],  // l > q
      [4, 6, 6, 4, 24, 6],  // four blocks, expanding: 24 → 96
      [4, 24, 24, 4, 6, 24],  // four blocks, contracting: 96 → 24
      [6, 10, 7, 4, 9, 15],  // l ∤ q
      [4, 48, 48, 4, 96, 48],  // four blocks: 192 → 384
    ]
    // One size beyond the tiles of 16, 32, 64 and 128 that kernels cut, the others small: k, q, p, l, s, r in turn.
    let thin = [
      [66, 1, 2, 2, 2, 33], [1, 130, 3, 65, 2, 2], [1, 2, 130, 2, 2, 1], [2, 33, 2, 66, 2, 1], [1, 2, 2, 2, 130, 1],
      [65, 2, 1, 1, 2, 130], [13, 5, 65, 1, 3, 65],
    ]
    // The sizes above all fit together; a mistake here would be found by the first test.
    return (squares + grids + rectangles + thin)
      .map { try! MonarchShape(k: $0[0], q: $0[1], p: $0[2], l: $0[3], s: $0[4], r: $0[5]) }
      .sorted { $0.parameterCount < $1.parameterCount }
  }()
}

/// The kinds of data that the ladder draws.
public enum CaseKind: String, CaseIterable, Sendable {
  /// Small integers without zeros, so small that every order of summation is exact in the format, or in float32 for
  /// narrower ones.
  case integers
  /// Full-precision numbers in (−1, 1).
  case uniform
  /// Full-precision numbers whose exponents spread over 40 binades.
  case exponents
  /// Neighbours that nearly cancel: results far smaller than their gauge.
  case cancelling
  /// Products R·x that are subnormal, which L brings back into range.
  case underflow
  /// Subnormal inputs and outputs.
  case subnormal
  /// Products R·x near the largest number, which L brings back into range.
  case large
  /// Half of the numbers zero, some of them −0; a whole row of the batch zero where there are three.
  case sparse
  /// Sums of one large number and small odd ones, all of 8 bits, exact where sums have 23 bits, or 13, or 7: one stage adds, the
  /// other picks and leaves numbers of 8 bits, so that operands are exact and what sums lose shows.
  case partial

  /// The kinds of every plan.
  public static let plain = allCases.filter { $0 != .partial }
}

extension FloatFormat {
  /// The formats for which cases are generated.
  package static let ofCases = [FloatFormat.float32, .float64, .float16, .bfloat16]
}
