import ExactArithmetic
import MonarchJudge
import MonarchReference

/// The vectors of a file, in order: few shapes, each for a reason, and kinds of data that together leave no mistake unseen.
struct CoreSet {
  /// Shifts the seeds of all generated cases.
  let seed: UInt64
  /// How many more generated cases each file has.
  let more: Int

  func sources(of group: VectorGroup) -> [VectorSource] {
    var ids = group.isStored || group.layout != .fly ? fewCases(group) : allCases(group)
    // A file's own range of seeds, so that no id stands in two files.
    ids +=
      CasePlan(
        group.operation, count: more, seed: seed &+ 1_000_000 &* (file(group) + 1), layout: group.layout,
        format: group.model.input, largest: 2000
      ).ids
    var known: Set<CaseID> = []
    var sources = ids.filter { known.insert($0).inserted }.map { VectorSource.generated($0) }
    if !group.isStored, group.layout == .fly {
      sources += HandMadeCase.Name.allCases.compactMap { HandMadeCase($0, group.operation, group.model.input) }
        .map { .handMade($0) }
    }
    return sources
  }

  // MARK: Which

  private typealias Entry = (shape: [Int], batch: Int, kinds: [CaseKind])

  /// Everything for the product in float32; for the rest what their size allows, so that the whole stays below 1 MB.
  private func allCases(_ group: VectorGroup) -> [CaseID] {
    let isProduct = group.operation == .multiply
    let isFloat32 = group.model.input == .float32
    let tiles = CoreSet.tiles(isProduct && isFloat32 ? [31, 33, 65, 129] : [33])
    if isProduct && isFloat32 { return ids(group, CoreSet.ladder + tiles + [CoreSet.beyond512]) }
    let most = isProduct ? 100 : isFloat32 ? 80 : 60
    let kinds = isProduct || isFloat32 ? CoreSet.otherKinds : CoreSet.fewKinds
    var entries = CoreSet.ladder.filter { (CoreSet.shape($0.shape)?.parameterCount ?? 0) <= most }
    if group.operation != .dense {
      // Dense matrices know no batch; of the others the batch is what gradients sum over.
      entries += isProduct ? tiles : tiles.filter { $0.batch == 33 }
    }
    return ids(group, entries.map { ($0.shape, $0.batch, $0.kinds.filter(kinds.contains)) })
  }

  private func fewCases(_ group: VectorGroup) -> [CaseID] {
    let few = CoreSet.ladder.filter { entry in
      guard let shape = CoreSet.shape(entry.shape) else { return false }
      return group.layout.admits(shape) && (5...80).contains(shape.parameterCount)
    }
    return ids(group, few.suffix(3).map { ($0.shape, $0.batch, [.integers, .uniform, .exponents]) })
  }

  /// Two in a row have one shape and batch, so that a stale output shows; seeds differ from file to file, and ids with them.
  private func ids(_ group: VectorGroup, _ entries: [Entry]) -> [CaseID] {
    var ids: [CaseID] = []
    for entry in entries {
      guard let shape = CoreSet.shape(entry.shape) else { continue }
      for kind in entry.kinds {
        ids.append(
          CaseID(
            group.operation, format: group.model.input, kind: kind, shape: shape,
            batch: group.operation == .dense ? 1 : entry.batch, seed: seed &+ file(group) &+ 100 &* UInt64(ids.count)))
      }
    }
    return ids
  }

  private func file(_ group: VectorGroup) -> UInt64 { UInt64(VectorGroup.all.firstIndex(of: group) ?? 0) }

  private static func shape(_ sizes: [Int]) -> MonarchShape? {
    try? MonarchShape(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
  }

  private static let otherKinds: [CaseKind] = [.integers, .uniform, .exponents, .underflow, .large, .sparse]
  private static let fewKinds: [CaseKind] = [.integers, .uniform, .exponents, .underflow]

  private static let ladder: [Entry] = [
    ([1, 1, 1, 1, 1, 1], 3, [.integers, .uniform]),
    ([2, 2, 2, 2, 2, 2], 3, CaseKind.plain),
    ([2, 3, 2, 2, 2, 3], 2, [.integers, .uniform, .cancelling, .sparse]),  // l ∤ q
    ([3, 3, 3, 3, 3, 3], 1, [.integers, .uniform]),
    ([2, 3, 4, 3, 5, 2], 3, [.integers, .exponents, .underflow]),  // in ≠ out
    ([2, 6, 3, 3, 4, 4], 2, [.integers, .uniform]),  // slices of rank 2
    ([5, 4, 3, 10, 2, 2], 2, [.integers, .large]),  // l > q
    ([7, 2, 2, 2, 3, 7], 2, [.integers, .uniform]),  // 7 blocks
    ([2, 7, 2, 7, 3, 2], 2, [.integers, .uniform]),  // 7 blocks in the left factor
    ([4, 6, 3, 8, 2, 3], 2, [.integers, .uniform]),  // neither divides the other
    ([5, 5, 5, 5, 5, 5], 2, [.integers, .uniform, .cancelling]),
  ]

  /// Public code was wrong from 512 outputs on.
  private static let beyond512: Entry = ([1, 1, 1, 1, 520, 1], 1, [.integers])

  /// Each size in turn at the edge of a tile, the others small.
  private static func tiles(_ sizes: [Int]) -> [Entry] {
    sizes.flatMap { t -> [Entry] in
      [
        ([1, 2, t, 2, 1, 1], 2, [.integers, .uniform]),  // p
        ([1, t, 2, t, 1, 1], 1, [.integers]),  // q and l
        ([t, 1, 2, 1, 2, t], 1, [.integers, .uniform]),  // k and r
        ([1, 2, 1, 1, t, 2], 1, [.integers]),  // s
        ([1, 2, 2, 2, 1, 1], t, [.integers, .uniform]),  // the batch
      ]
    }
  }
}
