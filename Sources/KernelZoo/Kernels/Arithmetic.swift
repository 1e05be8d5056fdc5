/// How a kernel computes: what it does to its operands, to each product and sum, and in which order it adds.
struct Arithmetic: Sendable {
  enum Order: Sendable {
    case ascending, descending
    /// Halves, added recursively.
    case pairwise
    /// So many consecutive terms at a time, each run from 0.
    case blocks(Int)
    /// So many sums side by side, as lanes of a vector register, then their sum.
    case lanes(Int)
    /// One rounding for a product and its sum.
    case fused
    /// Kahan's compensated sum.
    case compensated
    /// So many products at once onto the sum, aligned to the largest of them all and cut off so many bits below its leading bit,
    /// as tensor cores add.
    case aligned(Int, window: Int)
    /// From this place on, round about.
    case rotated(by: Int)
  }

  var order = Order.ascending
  /// After each product and each sum.
  var step = Rounding.float32
  /// Of factors, inputs and intermediates before they are multiplied.
  var operand = Rounding.none
  /// Of h and dh as they are stored between the stages.
  var middle = Rounding.none
  /// Of products and of gradients of inputs at the end.
  var result = Rounding.none
  /// Terms are left out where this says so.
  var skips: @Sendable (Double, Double) -> Bool = { _, _ in false }

  static let float32 = Arithmetic()
  /// Sums in double, rounded to float32 when they are stored.
  static let wide = Arithmetic(step: Rounding.none, middle: Rounding.float32, result: Rounding.float32)
  static let float64 = Arithmetic(step: Rounding.none)
  static let bfloat16 = Arithmetic(result: Rounding.bfloat16)
  #if !(os(macOS) && arch(x86_64))
    static let float16 = Arithmetic(result: Rounding.float16)
  #endif

  /// The sum of terms that are cut off so many bits below the leading bit of the largest, cut off to float32.
  private static func aligned(_ terms: [Double], _ window: Int) -> Double {
    guard terms.allSatisfy(\.isFinite), let top = terms.filter({ $0 != 0 }).map(\.exponent).max() else {
      return terms.reduce(0, +)
    }
    let unit = Double(sign: .plus, exponent: Int(top) - window, significand: 1)
    let sum = terms.reduce(0) { $0 + ($1 / unit).rounded(.towardZero) * unit }
    let nearest = Float(sum)
    return Double(Double(nearest.magnitude) > sum.magnitude ? (sum < 0 ? nearest.nextUp : nearest.nextDown) : nearest)
  }

  /// start + Σ a·b over `count` terms.
  func sum(_ count: Int, onto start: Double = 0, _ term: (Int) -> (Double, Double)) -> Double {
    if case .ascending = order {
      var sum = start
      for index in 0..<count {
        let (a, b) = term(index)
        if !skips(a, b) { sum = step(sum + step(operand(a) * operand(b))) }
      }
      return sum
    }
    func product(_ index: Int) -> Double? {
      let (a, b) = term(index)
      return skips(a, b) ? nil : step(operand(a) * operand(b))
    }
    func run(_ indices: some Sequence<Int>, from start: Double) -> Double {
      var sum = start
      for index in indices {
        if let product = product(index) { sum = step(sum + product) }
      }
      return sum
    }
    func half(_ range: Range<Int>) -> Double {
      if range.count <= 1 { return range.first.flatMap(product) ?? 0 }
      let middle = range.lowerBound + range.count / 2
      return step(half(range.lowerBound..<middle) + half(middle..<range.upperBound))
    }
    switch order {
    case .ascending: return run(0..<count, from: start)
    case .descending: return run((0..<count).reversed(), from: start)
    case .pairwise: return count == 0 ? start : step(start + half(0..<count))
    case .blocks(let size):
      return stride(from: 0, to: count, by: size).reduce(start) {
        step($0 + run($1..<min($1 + size, count), from: 0))
      }
    case .lanes(let number):
      return (0..<min(number, count)).reduce(start) { step($0 + run(stride(from: $1, to: count, by: number), from: 0)) }
    case .fused:
      return (0..<count).reduce(start) { sum, index in
        let (a, b) = term(index)
        return Double(Float(sum).addingProduct(Float(a), Float(b)))
      }
    case .compensated:
      var (sum, lost) = (start, 0.0)
      for index in 0..<count {
        guard let product = product(index) else { continue }
        let corrected = step(product - lost)
        let next = step(sum + corrected)
        lost = step(step(next - sum) - corrected)
        // Where the sum is infinite the correction is NaN, and what follows must not be lost in it.
        if !lost.isFinite { lost = 0 }
        sum = next
      }
      return sum
    case .aligned(let size, let window):
      return stride(from: 0, to: count, by: size).reduce(start) { sum, first in
        let terms = (first..<min(first + size, count)).map { index in
          let (a, b) = term(index)
          return operand(a) * operand(b)
        }
        return Arithmetic.aligned([sum] + terms, window)
      }
    case .rotated(let places):
      return run((0..<count).map { ($0 + places) % count }, from: start)
    }
  }
}
