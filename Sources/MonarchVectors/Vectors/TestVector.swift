import ExactArithmetic
public import MonarchJudge
import MonarchReference

/// One published question with all that may come back.
public struct TestVector: Sendable {
  public let group: VectorGroup
  /// Names the data for good: that of a generated case, or `hand-NAME-OPERATION-FORMAT`.
  public var id: String { question.id }
  public let flags: Set<Flag>
  /// In canonical form, whatever layout it is stored in.
  public let question: Question
  /// What may come back, in the order of `KernelOperation.results`, in canonical order.
  public let expected: [ResultInterval]

  init(group: VectorGroup, flags: Set<Flag>, question: Question, expected: [ResultInterval]) {
    (self.group, self.flags, self.question, self.expected) = (group, flags, question, expected)
  }

  /// Computes what may come back, exactly.
  ///
  /// - Throws: where the judge has no bound.
  init(group: VectorGroup, flags: Set<Flag>, question: Question) throws(VectorError) {
    self.init(
      group: group, flags: flags, question: question,
      expected: try TestVector.expectations(question, group))
  }

  static func expectations(_ question: Question, _ group: VectorGroup) throws(VectorError) -> [ResultInterval] {
    var expected: [ResultInterval] = []
    for name in question.operation.results {
      expected.append(
        try ResultInterval(of: name, question, model: group.model, format: group.format(of: name)))
    }
    return expected
  }
}

/// A number of an answer that may not come back.
public struct Offence: Hashable, Sendable, CustomStringConvertible {
  public let vector: String
  public let result: KernelResult
  /// The flat index in canonical order; nil where there are more or fewer numbers than there should be.
  public let index: Int?
  public let description: String
}

extension TestVector {
  /// The first number that may not come back; nil where every one may.
  ///
  /// - Parameter results: in the order of `KernelOperation.results`, canonical and row-major.
  public func offence(in results: [[Double]]) -> Offence? {
    let names = group.operation.results
    guard results.count == names.count else {
      return Offence(
        vector: id, result: names[0], index: nil,
        description: "\(id): expected \(names.count) results, found \(results.count)")
    }
    for ((name, interval), numbers) in zip(zip(names, expected), results) {
      guard numbers.count == interval.low.count else {
        return Offence(
          vector: id, result: name, index: nil,
          description: "\(id): expected \(interval.low.count) numbers in \(name.rawValue), found \(numbers.count)")
      }
      let format = group.format(of: name)
      for (index, found) in numbers.enumerated() {
        let (low, high) = (
          format.value(bitPattern: interval.low[index]), format.value(bitPattern: interval.high[index])
        )
        if low.isNaN ? !found.isFinite : low <= found && found <= high { continue }
        let wanted = low.isNaN ? "NaN or an infinity" : low == high ? "\(low)" : "\(low) to \(high)"
        return Offence(
          vector: id, result: name, index: index,
          description: "\(id): expected \(wanted) for number \(index) of \(name.rawValue), found \(found)")
      }
    }
    return nil
  }
}

/// How a kernel fares with vectors.
public struct VectorReport: Sendable {
  /// How many vectors were asked.
  public internal(set) var judged = 0
  /// The first offence of each vector that has one.
  public internal(set) var offences: [Offence] = []
  /// Vectors that were refused, or for which no answer came.
  public internal(set) var faults: [String] = []

  /// Whether something was judged and everything was right.
  public var holds: Bool { judged > 0 && offences.isEmpty && faults.isEmpty }
}

extension InProcessKernel {
  /// Asks everything that fits this kernel: its operations and exactly its arithmetic, in the order of the vectors.
  ///
  /// - Parameter except: flags whose vectors are left out, as the kernel's declarations allow (`unless` in the manifest).
  public func judged(over vectors: [TestVector], except: Set<Flag> = []) -> VectorReport {
    var report = VectorReport()
    for vector in vectors
    where manifest.operations.contains(vector.group.operation) && manifest.model == vector.group.model
      && vector.flags.isDisjoint(with: except)
    {
      report.judged += 1
      do {
        if let offence = vector.offence(in: try results(of: vector.question)) { report.offences.append(offence) }
      } catch {
        report.faults.append("\(vector.id): \(error)")
      }
    }
    return report
  }
}
