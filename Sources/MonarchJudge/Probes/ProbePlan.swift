public import ExactArithmetic
import MonarchReference

/// The probes for one layout and one format: a plan of generated cases, and what such a plan does not reach.
///
/// A pure function of its parameters, as `CasePlan` is; small shapes come first.
public struct ProbePlan: Sendable {
  public let probes: [Probe]

  /// - Parameters:
  ///   - count: how many generated cases; the other probes are about 40 more.
  ///   - seed: of all data and of the places of NaN and infinities.
  ///   - largest: no generated case has more parameters.
  public init(
    count: Int, seed: UInt64, layout: Layout, format: FloatFormat, largest: Int = .max
  ) throws(ShapeError) {
    var probes: [Probe] = []
    for id in CasePlan(count: count, seed: seed, layout: layout, format: format, largest: largest).ids {
      probes.append(try Probe(id, .generated))
    }
    func id(_ shape: MonarchShape, _ kind: CaseKind = .integers, batch: Int) -> CaseID {
      // Its data has everything that any operation needs.
      CaseID(.gradient, format: format, kind: kind, shape: shape, batch: batch, seed: seed)
    }
    for shape in ProbePlan.small where layout.admits(shape) {
      probes += try ProbePlan.special(id(shape, batch: 3))
      probes.append(try ProbePlan.repeated(id(shape, .uniform, batch: 3)))
      probes.append(try ProbePlan.repeated(id(shape, .uniform, batch: 40)))
      probes.append(try ProbePlan.overwritten(id(shape, batch: 2)))
    }
    for shape in ProbePlan.small.filter(layout.admits).prefix(1) {
      probes.append(try Probe(id(shape, batch: 0), .size))
      for batch in [31, 32, 64, 257, 1025, 2049] { probes.append(try Probe(id(shape, batch: batch), .size)) }
    }
    for shape in ProbePlan.large where layout.admits(shape) {
      probes.append(try Probe(id(shape, batch: 3), .size))
      probes.append(try Probe(id(shape, .uniform, batch: 2), .size))
    }
    self.probes = probes
  }

  /// Small shapes of every sort: square, l ∤ q, l = q, slices of rank 2, more left blocks than rows of a right one.
  static let small = shapes([
    [3, 3, 3, 3, 3, 3], [2, 3, 2, 2, 2, 3], [2, 3, 4, 3, 5, 2], [2, 6, 3, 3, 4, 4], [5, 4, 3, 10, 2, 2],
  ])

  /// One size beyond 512, the others small: inputs, outputs, blocks of either factor.
  static let large = shapes([
    [1, 2, 600, 2, 2, 1], [2, 2, 2, 2, 300, 2], [600, 1, 2, 1, 2, 600], [2, 300, 2, 600, 2, 1],
  ])

  private static func shapes(_ sizes: [[Int]]) -> [MonarchShape] {
    // These sizes fit together; a mistake here would be found by the first test.
    sizes.map { try! MonarchShape(k: $0[0], q: $0[1], p: $0[2], l: $0[3], s: $0[4], r: $0[5]) }
  }
}

extension Probe {
  /// One generated case: every second one, by its sizes, has gradients to add onto.
  init(_ id: CaseID, _ kind: Kind) throws(ShapeError) {
    let data = try OperationCase(id.asking((id.shape.p + id.batch) % 2 == 1 ? .accumulate : .gradient))
    self.init(id: id.description, kind: kind, shape: id.shape, steps: [Step(data)], generated: id)
  }
}
