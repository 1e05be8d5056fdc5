import ExactArithmetic
import MonarchJudge
import MonarchReference
import Synchronization

/// Orders of summation that a right kernel may use.
enum Summation: CaseIterable { case ascending, descending, pairwise, fused }

/// Mistakes that kernels have made.
enum Mutant: Hashable {
  case missingMiddlePermutation, missingOutputPermutation, extraInputPermutation
  case transposedLeft, transposedRight, swappedFactors, integralRankAssumed
  case lastOutputMissing, staleOutput, nothingWritten
  /// What is beyond the last full tile is left out.
  case innerTail(Int), outputTail(Int), batchTail(Int)
  case inputsTruncated(FloatFormat), sumsRounded(FloatFormat), middleRounded(FloatFormat)
  case computedInFloat32, flushedToZero, nanSwallowed, zerosSkipped, outputTruncated, outputSaturated
  /// Of gradients.
  case lastRowForgotten, overwritten, resultTransposed, firstBlockOnly
}

/// The definition in loops, in one order of summation and with at most one mistake.
final class PlainKernel<Scalar: BinaryFloatingPoint & Sendable>: InProcessKernel {
  let manifest: Manifest
  private let order: Summation
  private let mutant: Mutant?
  private let last = Mutex<[Double]>([])

  init(_ model: ArithmeticModel, _ order: Summation = .ascending, _ mutant: Mutant? = nil) {
    manifest = Manifest(name: "plain", layout: .fly, model: model, operations: Set(KernelOperation.allCases))
    (self.order, self.mutant) = (order, mutant)
  }

  func results(of question: Question) throws -> [[Double]] {
    let (shape, data) = (question.shape, question.data)
    let (left, right) = (data.factors[1].map(read), data.factors[0].map(read))
    let x = (data.input ?? []).map(read)
    let g = (data.cotangent ?? []).map(read)
    switch question.operation {
    case .multiply: return [finish(multiply(shape, data.batch, left, right, x))]
    case .adjoint: return [finish(adjoint(shape, data.batch, left, right, g).dx)]
    case .dense:
      let columns = finish(multiply(shape, shape.inputCount, left, right, x))
      let (n1, n3) = (shape.inputCount, shape.outputCount)
      return [(0..<n1 * n3).map { columns[$0 % n1 * n3 + $0 / n1] }]
    case .gradient, .accumulate:
      let h = middle(shape, data.batch, right, x)
      let (dx, dh) = adjoint(shape, data.batch, left, right, g)
      let rows = mutant == .lastRowForgotten ? max(data.batch - 1, 0) : data.batch
      let before = mutant == .overwritten ? nil : data.accumulators
      func gradient(
        _ factor: Int, _ blocks: Int, _ out: Int, _ width: Int, _ pair: (Int, Int, Int, Int) -> (Scalar, Scalar)
      ) -> [Double] {
        (0..<blocks * out * width).map { index in
          let (block, entry) = index.quotientAndRemainder(dividingBy: out * width)
          if mutant == .firstBlockOnly, block > 0 { return 0 }
          var (o, i) = (entry / width, entry % width)
          if mutant == .resultTransposed { (o, i) = (entry % out, entry / out) }
          let terms = (0..<rows).map { pair($0, block, o, i) }
          return Double(sum(terms, onto: before.map { read($0[factor][index]) }))
        }
      }
      let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
      let dLeft = gradient(1, l, s, r) { row, λ, σ, ρ in (g[row * l * s + σ * l + λ], h[row * k * q + ρ * l + λ]) }
      let dRight = gradient(0, k, q, p) { row, a, c, i in (dh[row * k * q + a * q + c], x[row * k * p + a * p + i]) }
      return [dx, dLeft, dRight]
    }
  }

  // MARK: Stages

  private func middle(_ shape: MonarchShape, _ batch: Int, _ right: [Scalar], _ x: [Scalar]) -> [Scalar] {
    let (k, q, p) = (shape.k, shape.q, shape.p)
    return (0..<batch * k * q).map { index in
      let (row, entry) = index.quotientAndRemainder(dividingBy: k * q)
      let (a, c) = entry.quotientAndRemainder(dividingBy: q)
      let terms = kept(p).map { i -> (Scalar, Scalar) in
        let weight = right[a * q * p + (mutant == .transposedRight ? i * q + c : c * p + i)]
        let place = mutant == .extraInputPermutation ? i * k + a : a * p + i
        return (weight, x[row * k * p + place])
      }
      return store(sum(terms, onto: nil))
    }
  }

  private func multiply(
    _ shape: MonarchShape, _ batch: Int, _ left: [Scalar], _ right: [Scalar], _ x: [Scalar]
  ) -> [Double] {
    let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
    var (left, right) = (left, right)
    if mutant == .swappedFactors, (k, q, p) == (l, s, r) { swap(&left, &right) }
    let h = middle(shape, batch, right, x)
    var y = [Double](repeating: 0, count: batch * l * s)
    for row in 0..<batch {
      if case .batchTail(let tile) = mutant, batch > tile, row >= batch / tile * tile { continue }
      for λ in 0..<l {
        for σ in 0..<s {
          if case .outputTail(let tile) = mutant, s > tile, σ >= s / tile * tile { continue }
          let terms = kept(r).map { ρ -> (Scalar, Scalar) in
            var place = ρ * l + λ
            if mutant == .missingMiddlePermutation { place = λ * r + ρ }
            if mutant == .integralRankAssumed {
              let rank = max(q / l, 1)
              place = (ρ / rank * q + ρ % rank * l + λ) % (k * q)
            }
            let weight = left[λ * s * r + (mutant == .transposedLeft ? ρ * s + σ : σ * r + ρ)]
            return (weight, h[row * k * q + place])
          }
          let place = mutant == .missingOutputPermutation ? λ * s + σ : σ * l + λ
          y[row * l * s + place] = round(sum(terms, onto: nil))
        }
      }
    }
    return y
  }

  private func adjoint(
    _ shape: MonarchShape, _ batch: Int, _ left: [Scalar], _ right: [Scalar], _ g: [Scalar]
  ) -> (dx: [Double], dh: [Scalar]) {
    let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
    let dh = (0..<batch * l * r).map { index -> Scalar in
      let (row, entry) = index.quotientAndRemainder(dividingBy: l * r)
      let (ρ, λ) = entry.quotientAndRemainder(dividingBy: l)
      return store(sum((0..<s).map { (left[(λ * s + $0) * r + ρ], g[row * l * s + $0 * l + λ]) }, onto: nil))
    }
    let dx = (0..<batch * k * p).map { index -> Double in
      let (row, entry) = index.quotientAndRemainder(dividingBy: k * p)
      let (a, i) = entry.quotientAndRemainder(dividingBy: p)
      return round(sum((0..<q).map { (right[(a * q + $0) * p + i], dh[row * k * q + a * q + $0]) }, onto: nil))
    }
    return (dx, dh)
  }

  private func kept(_ count: Int) -> Range<Int> {
    if case .innerTail(let tile) = mutant, count > tile { return 0..<count / tile * tile }
    return 0..<count
  }

  // MARK: Numbers

  private func read(_ value: Double) -> Scalar {
    if case .inputsTruncated(let format) = mutant { return Scalar(truncated(value, format)) }
    if mutant == .computedInFloat32 { return Scalar(Float(value)) }
    return Scalar(flushed(value, manifest.model.input))
  }

  private func flushed(_ value: Double, _ format: FloatFormat) -> Double {
    let least = Double(sign: .plus, exponent: format.minimalExponent + format.precision - 1, significand: 1)
    return mutant == .flushedToZero && value.magnitude < least ? 0 : value
  }

  private func sum(_ terms: [(Scalar, Scalar)], onto start: Scalar?) -> Scalar {
    var terms = terms
    if mutant == .zerosSkipped { terms = terms.filter { $0.0 != 0 && $0.1 != 0 } }
    func add(_ one: Scalar, _ other: Scalar) -> Scalar { step(one + step(other)) }
    switch order {
    case .ascending: return terms.reduce(start ?? 0) { add($0, $1.0 * $1.1) }
    case .descending: return terms.reversed().reduce(start ?? 0) { add($0, $1.0 * $1.1) }
    case .fused: return terms.reduce(start ?? 0) { step($0.addingProduct($1.0, $1.1)) }
    case .pairwise:
      var level = terms.map { step($0.0 * $0.1) }
      while level.count > 1 {
        level = stride(from: 0, to: level.count, by: 2).map {
          $0 + 1 < level.count ? step(level[$0] + level[$0 + 1]) : level[$0]
        }
      }
      return step((start ?? 0) + (level.first ?? 0))
    }
  }

  /// After every operation.
  private func step(_ value: Scalar) -> Scalar {
    if case .sumsRounded(let format) = mutant { return Scalar(nearest(Double(value), format)) }
    if mutant == .computedInFloat32 { return Scalar(Float(value)) }
    if mutant == .flushedToZero, value.isSubnormal { return 0 }
    return value
  }

  private func store(_ value: Scalar) -> Scalar {
    if case .middleRounded(let format) = mutant { return Scalar(nearest(Double(value), format)) }
    return manifest.model.intermediate == manifest.model.accumulate
      ? value : Scalar(nearest(Double(value), manifest.model.intermediate))
  }

  private func round(_ value: Scalar) -> Double {
    let (value, format) = (Double(value), manifest.model.output)
    if mutant == .nanSwallowed, value.isNaN { return 0 }
    guard format != manifest.model.accumulate else { return value }
    if mutant == .outputTruncated { return truncated(value, format) }
    let result = flushed(nearest(value, format), format)
    return mutant == .outputSaturated && result.isInfinite && value.isFinite
      ? (result < 0 ? -1 : 1) * Double(format.greatestFiniteMagnitude) : result
  }

  private func finish(_ values: [Double]) -> [Double] {
    var values = values
    if mutant == .nothingWritten { return values.map { _ in 0 } }
    if mutant == .lastOutputMissing, !values.isEmpty { values[values.count - 1] = 0 }
    guard mutant == .staleOutput else { return values }
    return last.withLock { last in
      let answer = last.count == values.count ? last : values
      last = values
      return answer
    }
  }
}

/// Rounded to nearest, ties to even.
func nearest(_ value: Double, _ format: FloatFormat) -> Double {
  Rational(exactly: value).map { format.value(bitPattern: format.bitPattern(nearest: $0)) } ?? value
}

/// Rounded towards zero.
func truncated(_ value: Double, _ format: FloatFormat) -> Double {
  let rounded = nearest(value, format)
  guard rounded.magnitude > value.magnitude else { return rounded }
  let pattern = format.bitPattern(of: rounded) - 1
  return format.value(bitPattern: pattern)
}
