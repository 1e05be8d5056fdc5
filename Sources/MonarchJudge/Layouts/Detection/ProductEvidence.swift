import ExactArithmetic
import Glibc
import MonarchReference

/// Inputs and outputs of a black box, which rounds both of its stages.
struct ProductEvidence: CandidateEvidence {
  /// (batch, columns) and (batch, rows), row-major, whatever axis the batch is stored on.
  let input: [Double]
  let output: [Double]
  let batch: Int
  let rows: Int
  let columns: Int
  let model: ArithmeticModel
  /// Vectors and outputs that are looked at first.
  private let probes: [(vector: Int, row: Int)]

  init(input: [Double], output: [Double], batch: Int, rows: Int, columns: Int, model: ArithmeticModel) {
    (self.input, self.output, self.batch) = (input, output, batch)
    (self.rows, self.columns, self.model) = (rows, columns, model)
    let random = SplitMix(seed: 23)
    probes = (0..<24).map { (index: UInt64) in
      let word = random.value(at: index)
      return (Int(word >> 32) % batch, Int(word & 0xFFFF_FFFF) % rows)
    }
  }

  var probeCount: Int { probes.count }

  func with(_ model: ArithmeticModel) -> ProductEvidence {
    ProductEvidence(input: input, output: output, batch: batch, rows: rows, columns: columns, model: model)
  }

  /// An estimate in float64: it refutes only where the number lies beyond the bound and the estimate's own error.
  func allows(_ map: EntryMap, _ tensors: [[Double]], probe index: Int) -> Bool {
    let (vector, row) = probes[index]
    let (λ, σ) = map.place(ofRow: row)
    let (first, second) = (tensors[map.appliedFirst], tensors[1 - map.appliedFirst])
    let (q, p, l, r) = (map.shape.q, map.shape.p, map.shape.l, map.shape.r)
    var (sum, gauge, amplification) = (0.0, 0.0, 0.0)
    for ρ in 0..<r {
      let weight = second[map.secondPlace(λ: λ, σ: σ, ρ: ρ)]
      let middle = map.permutesMiddle ? ρ * l + λ : λ * r + ρ
      let (a, c) = middle.quotientAndRemainder(dividingBy: q)
      let start = map.firstPlace(a: a, c: c)
      var (inner, magnitude) = (0.0, 0.0)
      for i in 0..<p {
        let column = map.column(a: a, i: i)
        guard column < columns else { continue }
        let product = first[start + i * map.first.in] * input[vector * columns + column]
        inner += product
        magnitude += abs(product)
      }
      sum += weight * inner
      gauge += abs(weight) * magnitude
      amplification += abs(weight)
    }
    let found = output[vector * rows + row]
    let depth = Double(p + r)
    let growth = expm1(depth * log1p(Double(model.accumulate.unitRoundoff)))
    // Twice η of float64 at least, which is no double; and the last rounding, to a narrower format perhaps.
    let unit = max(Double(model.accumulate.underflowUnit), Double.leastNonzeroMagnitude)
    let bound = growth * gauge + (1 + growth) * unit * (Double(p) * amplification + Double(r))
    let rounding = 2 * Double(model.output.unitRoundoff) * abs(found) + 2 * Double(model.output.underflowUnit)
    // The estimate errs by less than a bound, for no sums are wider than float64's.
    let reach = 2.01 * bound + rounding + Double.leastNonzeroMagnitude
    return !(abs(found - sum) > reach) || !sum.isFinite || !gauge.isFinite
  }

  func isExplained(by candidate: Candidate, _ tensors: [StoredTensor<Double>]) throws(DetectionError) -> Bool {
    try mismatches(candidate, tensors).count == 0
  }

  func mismatches(
    _ candidate: Candidate, _ tensors: [StoredTensor<Double>]
  ) throws(DetectionError) -> Mismatches {
    let (reading, shape) = (candidate.reading, candidate.reading.shape)
    var result = Mismatches(total: batch * rows)
    do {
      let factors = try reading.layout.canonical(reading.factors(tensors))
      var padded = [Double](repeating: 0, count: batch * shape.inputCount)
      for vector in 0..<batch {
        for column in 0..<columns {
          let (a, i) = candidate.map.place(ofColumn: column)
          padded[vector * shape.inputCount + a * shape.p + i] = input[vector * columns + column]
        }
      }
      let product = try OperationCase(
        id: "detection", shape: shape, format: model.input, batch: batch, left: factors.left, right: factors.right,
        input: padded, cotangent: nil)
      let expectation = try OperationExpectation(.product, of: product, model: model)
      if let overflow = expectation.overflow { throw DetectionError("\(overflow): scale the data down") }
      for vector in 0..<batch {
        for row in 0..<rows {
          let (λ, σ) = candidate.map.place(ofRow: row)
          let allowance = expectation.allowance(vector, σ * shape.l + λ)
          let found = output[vector * rows + row]
          if allowance.admits(found) { continue }
          result.count += 1
          if result.first == nil {
            result.first = Mismatches.Place(
              row: vector, column: row, expected: allowance.value, found: found, allowance: allowance.error)
          }
        }
      }
    } catch let error as DetectionError {
      throw error
    } catch {
      throw DetectionError("\(error)")
    }
    return result
  }
}
