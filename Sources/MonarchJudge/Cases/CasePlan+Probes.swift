public import ExactArithmetic
import MonarchReference

/// Cases that no ladder of finite data contains: NaN and infinities, questions asked again, and sizes beyond the tiles that
/// kernels cut.
///
/// No empty batch is among them: where a size is inferred from the others, as in `reshape(batch, -1)`, there is no answer.
/// It can be asked for by its name, `…-b0-s1`.
extension CasePlan {
  /// The probes of an operation, for a layout and a format: some 100, the most telling of each sort first.
  ///
  /// A pure function of its parameters, as the ladder is.
  public static func probes(
    _ operation: KernelOperation, seed: UInt64, layout: Layout, format: FloatFormat
  ) -> [CaseID] {
    func id(
      _ shape: MonarchShape, _ kind: CaseKind = .integers, batch: Int, _ variation: CaseVariation? = nil
    ) -> CaseID {
      CaseID(
        operation, format: format, kind: kind, shape: shape, batch: operation == .dense ? 1 : batch, seed: seed,
        variation: variation)
    }
    let shapes = small.filter(layout.admits)
    var sorts: [[CaseID]] = []
    for tensor in operation.tensors {
      var sort: [CaseID] = []
      for shape in shapes {
        // What is negative meets no zeros: an infinity's sign shows nothing there.
        for (value, amongZeros) in [
          (NonFinite.nan, false), (.inf, true), (.nan, true), (.inf, false), (.negativeInf, false),
        ] {
          sort.append(id(shape, batch: 3, .nonFinite(value, in: tensor, amongZeros: amongZeros)))
        }
      }
      sorts.append(sort)
    }
    sorts.append(shapes.map { id($0, batch: 2, .afterNaN) })
    sorts.append(shapes.map { id($0, .uniform, batch: 3, .repeated) })
    sorts.append(shapes.map { id($0, .uniform, batch: 40, .repeated) })
    // Zeros, whose sign is a bit too.
    sorts.append(shapes.map { id($0, .sparse, batch: 3, .repeated) })
    sorts.append(shapes.prefix(1).flatMap { shape in [31, 32, 64, 257, 1025, 2049].map { id(shape, batch: $0) } })
    sorts.append(large.filter(layout.admits).flatMap { [id($0, batch: 3), id($0, .uniform, batch: 2)] })
    // One of each sort in turn, so that a few of them are of every sort; what has no batch would come several times.
    var seen: Set<CaseID> = []
    return (0..<(sorts.map(\.count).max() ?? 0)).flatMap { turn in
      sorts.compactMap { $0.indices.contains(turn) ? $0[turn] : nil }
    }.filter { id in
      (id.variation?.suits(operation, batch: id.batch) ?? true)
        && (operation != .dense || id.shape.entryCount <= largestDense) && seen.insert(id).inserted
    }
  }

  /// Small shapes of every sort: square, l ∤ q, l = q, slices of rank 2, more left blocks than rows of a right one.
  private static let small = shapes([
    [3, 3, 3, 3, 3, 3], [2, 3, 2, 2, 2, 3], [2, 3, 4, 3, 5, 2], [2, 6, 3, 3, 4, 4], [5, 4, 3, 10, 2, 2],
  ])

  /// One size beyond 512, the others small: inputs, outputs, blocks of either factor, rows of a right one, rows of a left one.
  private static let large = shapes([
    [1, 2, 600, 2, 2, 1], [2, 2, 2, 2, 300, 2], [600, 1, 2, 1, 2, 600], [2, 300, 2, 600, 2, 1],
    [2, 600, 2, 2, 2, 600], [1, 2, 2, 1, 600, 2],
  ])

  private static func shapes(_ sizes: [[Int]]) -> [MonarchShape] {
    // These sizes fit together; a mistake here would be found by the first test.
    sizes.map { try! MonarchShape(k: $0[0], q: $0[1], p: $0[2], l: $0[3], s: $0[4], r: $0[5]) }
  }
}
