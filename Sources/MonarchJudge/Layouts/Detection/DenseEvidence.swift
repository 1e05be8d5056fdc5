import ExactArithmetic
import MonarchReference

/// A dense matrix, entry by entry.
struct DenseEvidence: CandidateEvidence {
  let matrix: [Double]
  let rows: Int
  let columns: Int
  let check: EntryCheck
  /// The flat indices that are looked at first: half of them anywhere, half of them at entries that are not 0, for in a
  /// sparse matrix the others say little.
  private let probes: [Int]

  func with(_ model: ArithmeticModel) -> DenseEvidence {
    DenseEvidence(matrix, rows: rows, columns: columns, check: EntryCheck(model: model))
  }

  init(_ matrix: [Double], rows: Int, columns: Int, check: EntryCheck) {
    (self.matrix, self.rows, self.columns, self.check) = (matrix, rows, columns, check)
    let random = SplitMix(seed: 17)
    let half = 64
    var probes = (0..<half).map { Int(random.value(at: UInt64($0)) % UInt64(matrix.count)) }
    let nonzero = matrix.indices.filter { matrix[$0] != 0 }
    if !nonzero.isEmpty {
      probes += (half..<2 * half).map { nonzero[Int(random.value(at: UInt64($0)) % UInt64(nonzero.count))] }
    }
    self.probes = probes
  }

  var probeCount: Int { probes.count }

  func allows(_ map: EntryMap, _ tensors: [[Double]], probe index: Int) -> Bool {
    let (row, column) = probes[index].quotientAndRemainder(dividingBy: columns)
    let numbers = numbers(map, tensors, row, column)
    return check.admits(matrix[probes[index]], count: numbers.count) { numbers[$0] }
  }

  /// A number that is looked at first, and what a candidate demands of it.
  func probe(_ index: Int, _ map: EntryMap, _ tensors: [[Double]]) -> (found: Double, demand: EntryCheck.Demand) {
    let (row, column) = probes[index].quotientAndRemainder(dividingBy: columns)
    return (matrix[probes[index]], check.demand(numbers(map, tensors, row, column)))
  }

  private func numbers(_ map: EntryMap, _ tensors: [[Double]], _ row: Int, _ column: Int) -> [(Double, Double)] {
    map.terms(row: row, column: column).map { (tensors[0][$0.one], tensors[1][$0.two]) }
  }

  func isExplained(by candidate: Candidate, _ tensors: [StoredTensor<Double>]) -> Bool {
    mismatches(candidate.map, tensors.map(\.elements), limit: 1).count == 0
  }

  func mismatches(_ candidate: Candidate, _ tensors: [StoredTensor<Double>]) -> Mismatches {
    mismatches(candidate.map, tensors.map(\.elements))
  }

  /// - Parameter limit: after how many mismatches to stop, at the end of a row.
  /// - Complexity: O(rows · columns · rank) multiply-adds.
  func mismatches(_ map: EntryMap, _ tensors: [[Double]], limit: Int = .max) -> Mismatches {
    var result = Mismatches(total: rows * columns)
    let (one, two) = (map.appliedFirst, 1 - map.appliedFirst)
    tensors[one].withUnsafeBufferPointer { first in
      matrix.withUnsafeBufferPointer { matrix in
        for row in 0..<rows where result.count < limit {
          let (λ, σ) = map.place(ofRow: row)
          var wrong: Int?
          for a in 0..<map.shape.k {
            let middles = map.middles(λ: λ, a: a)
            let left = middles.map { tensors[two][map.secondPlace(λ: λ, σ: σ, ρ: $0.ρ)] }
            let places = middles.map { map.firstPlace(a: a, c: $0.c) }
            for i in 0..<map.shape.p {
              let column = map.column(a: a, i: i)
              guard column < columns else { continue }
              let offset = i * map.first.in
              let isRight = check.admits(matrix[row * columns + column], count: left.count) {
                (left[$0], first[places[$0] + offset])
              }
              if isRight { continue }
              result.count += 1
              wrong = min(wrong ?? column, column)
            }
          }
          if let wrong, result.first == nil {
            let demand = check.demand(numbers(map, tensors, row, wrong))
            result.first = Mismatches.Place(
              row: row, column: wrong, expected: demand.value, found: matrix[row * columns + wrong],
              allowance: demand.error)
          }
        }
      }
    }
    return result
  }
}
