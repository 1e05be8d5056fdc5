import ExactArithmetic
import MonarchReference

/// Probes that no plan of finite cases contains.
extension ProbePlan {
  /// NaN or an infinity in one place of one tensor, drawn by the seed; each also with zeros to meet it.
  ///
  /// A kernel that skips zeros, or that takes a maximum over NaN, shows here; so does one that reads a neighbour's number
  /// and multiplies it by a mask of 0. Where such a number arrives is `OperationCase.nonFiniteEntries`.
  static func special(_ id: CaseID) throws(ShapeError) -> [Probe] {
    let finite = try OperationCase(id)
    let tensors = Tensors(finite)
    var probes: [Probe] = []
    for tensor in Tensors.names.indices {
      for (name, value) in [("nan", Double.nan), ("inf", .infinity), ("-inf", -.infinity)] {
        for meetsZeros in [false, true] where !meetsZeros || name != "-inf" {
          var draw = Draw(id, part: "-\(Tensors.names[tensor])-\(name)-\(meetsZeros)")
          var changed = tensors
          if meetsZeros {
            // All that it can be multiplied by is 0.
            for other in Tensors.names.indices where other != tensor {
              changed.values[other] = changed.values[other].map { _ in 0 }
            }
          }
          let place = draw.integer(in: 0...changed.values[tensor].count - 1)
          changed.values[tensor][place] = value
          let title = "\(name)-in-\(Tensors.names[tensor])" + (meetsZeros ? "-among-zeros" : "")
          probes.append(
            Probe(
              id: "\(id)+\(title)", kind: .special, shape: id.shape,
              steps: [Probe.Step(try changed.operation(like: finite, id: "\(id)+\(title)"))]))
        }
      }
    }
    return probes
  }

  /// A question, another one of the same sizes, and the first one twice again.
  static func repeated(_ id: CaseID) throws(ShapeError) -> Probe {
    let (first, second) = (try OperationCase(id), try OperationCase(id.next))
    return Probe(
      id: "\(id)+repeated", kind: .repeated, shape: id.shape,
      steps: [Probe.Step(first), Probe.Step(second), Probe.Step(first, repeats: 0), Probe.Step(first, repeats: 0)])
  }

  /// A question whose every result is NaN, between two times the same: what is left of it in memory that the kernel
  /// takes for its next results would be read, or stand where nothing is written.
  static func overwritten(_ id: CaseID) throws(ShapeError) -> Probe {
    let clean = try OperationCase(id)
    var tensors = Tensors(clean)
    tensors.values = tensors.values.map { $0.map { _ in .nan } }
    let poisoned = try tensors.operation(like: clean, id: "\(id)+nan-everywhere")
    return Probe(
      id: "\(id)+after-nan", kind: .repeated, shape: id.shape,
      steps: [Probe.Step(clean), Probe.Step(poisoned), Probe.Step(clean, repeats: 0)])
  }
}

extension CaseID {
  /// Other data of the same sizes.
  fileprivate var next: CaseID {
    CaseID(operation, format: format, kind: kind, shape: shape, batch: batch, seed: seed &+ 1)
  }
}

/// The tensors of a Monarch product's operations, to be changed one by one.
private struct Tensors {
  static let names = ["right", "left", "input", "cotangent"]
  var values: [[Double]]

  init(_ data: OperationCase) { values = data.factors + [data.input ?? [], data.cotangent ?? []] }

  func operation(like data: OperationCase, id: String) throws(ShapeError) -> OperationCase {
    try OperationCase(
      id: id, patterns: data.patterns, format: data.format, batch: data.batch, factors: Array(values[0..<2]),
      input: values[2], cotangent: values[3])
  }
}
