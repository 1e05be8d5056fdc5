import MonarchJudge
import MonarchReference

/// Products, adjoints and gradients of complex factors, in float32, judged by real numbers.
///
/// The judge knows real data. So every index gets a *phase*, a power of i, and the kernel is given
/// `α_y·L·conj β_m`, `β_m·R·conj γ_x`, `γ_x·x` and `α_y·g`: numbers that are real up to a phase, whose results are, too:
///
/// ```
/// y = α·(L R x)      dh = β·(Lᵀ g)      dx = γ·(Rᵀ Lᵀ g)      dL = α conj β·(g hᵀ)      dR = β conj γ·(dh xᵀ)
/// ```
///
/// Multiplying by a phase is exact, and where one part of a number is 0, complex arithmetic adds and multiplies as real
/// arithmetic does. A conjugate that is missing anywhere turns phases into others.
struct ComplexKernel: Sendable {
  struct Number {
    var re: Double
    var im: Double

    static let zero = Number(re: 0, im: 0)

    func conjugated(_ isWanted: Bool) -> Number { isWanted ? Number(re: re, im: -im) : self }

    static func * (a: Number, b: Number) -> Number {
      Number(re: round(round(a.re * b.re) - round(a.im * b.im)), im: round(round(a.re * b.im) + round(a.im * b.re)))
    }

    static func + (a: Number, b: Number) -> Number { Number(re: round(a.re + b.re), im: round(a.im + b.im)) }

    private static func round(_ value: Double) -> Double { Rounding.float32(value) }

    /// This times i^power, exactly.
    func turned(_ power: Int) -> Number {
      switch (power % 4 + 4) % 4 {
      case 0: self
      case 1: Number(re: -im, im: re)
      case 2: Number(re: -re, im: -im)
      default: Number(re: im, im: -re)
      }
    }
  }

  /// Where conjugates stand; all of them are right.
  var conjugatesFactors = true
  var conjugatesMiddle = true
  var conjugatesInput = true

  func results(_ o: Operands) -> [[Double]] {
    let s = o.shape
    // Phases that differ from index to index and from tensor to tensor.
    func α(_ y: Int) -> Int { y * y + y / 2 }
    func β(_ m: Int) -> Int { 3 * m + m / 3 + 1 }
    func γ(_ x: Int) -> Int { x + x / 4 + 2 }
    func number(_ value: Double, _ phase: Int) -> Number { Number(re: value, im: 0).turned(phase) }

    func left(_ λ: Int, _ σ: Int, _ ρ: Int) -> Number {
      number(o.left[(λ * s.s + σ) * s.r + ρ], α(σ * s.l + λ) - β(ρ * s.l + λ))
    }
    func right(_ m: Int, _ i: Int) -> Number { number(o.right[m * s.p + i], β(m) - γ(m / s.q * s.p + i)) }
    func x(_ row: Int, _ index: Int) -> Number { number(o.input[row * s.inputCount + index], γ(index)) }
    func g(_ row: Int, _ index: Int) -> Number { number(o.cotangent[row * s.outputCount + index], α(index)) }
    func sum(_ count: Int, _ term: (Int) -> Number) -> Number { (0..<count).reduce(.zero) { $0 + term($1) } }

    func middle(_ row: Int, _ m: Int) -> Number { sum(s.p) { right(m, $0) * x(row, m / s.q * s.p + $0) } }
    if o.operation == .multiply {
      return [
        (0..<o.batch).flatMap { row in
          let h = (0..<s.middleCount).map { middle(row, $0) }
          return (0..<s.outputCount).map { y in
            let (σ, λ) = y.quotientAndRemainder(dividingBy: s.l)
            return sum(s.r) { left(λ, σ, $0) * h[$0 * s.l + λ] }.turned(-α(y)).re
          }
        }
      ]
    }
    let dh = (0..<o.batch).map { row in
      (0..<s.middleCount).map { m in
        let (ρ, λ) = m.quotientAndRemainder(dividingBy: s.l)
        return sum(s.s) { left(λ, $0, ρ).conjugated(conjugatesFactors) * g(row, $0 * s.l + λ) }
      }
    }
    let dx = (0..<o.batch).flatMap { row in
      (0..<s.inputCount).map { index in
        let (a, i) = index.quotientAndRemainder(dividingBy: s.p)
        return sum(s.q) { right(a * s.q + $0, i).conjugated(conjugatesFactors) * dh[row][a * s.q + $0] }
          .turned(-γ(index)).re
      }
    }
    if o.operation == .adjoint { return [dx] }
    let h = (0..<o.batch).map { row in (0..<s.middleCount).map { middle(row, $0) } }
    let dLeft = (0..<s.l * s.s * s.r).map { place in
      let (λ, σ, ρ) = (place / (s.s * s.r), place / s.r % s.s, place % s.r)
      let (y, m) = (σ * s.l + λ, ρ * s.l + λ)
      return sum(o.batch) { g($0, y) * h[$0][m].conjugated(conjugatesMiddle) }.turned(β(m) - α(y)).re
    }
    let dRight = (0..<s.k * s.q * s.p).map { place in
      let (m, i) = place.quotientAndRemainder(dividingBy: s.p)
      let index = m / s.q * s.p + i
      return sum(o.batch) { dh[$0][m] * x($0, index).conjugated(conjugatesInput) }.turned(γ(index) - β(m)).re
    }
    func added(_ sums: [Double], _ before: [Double]?) -> [Double] {
      before.map { zip($0, sums).map { Rounding.float32($0 + $1) } } ?? sums
    }
    return [dx, added(dLeft, o.accumulators?.left), added(dRight, o.accumulators?.right)]
  }
}
