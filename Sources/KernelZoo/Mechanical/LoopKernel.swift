import MonarchJudge
import MonarchReference

/// The reference kernels in the loop language, from which mutants are made.
///
/// They use products and quotients of indices, so that there is something of each sort to change.
package enum LoopKernel: String, CaseIterable, Sendable {
  case multiply, adjoint, gradient

  var operation: KernelOperation {
    switch self {
    case .multiply: .multiply
    case .adjoint: .adjoint
    case .gradient: .gradient
    }
  }

  package var text: String {
    switch self {
    case .multiply:
      """
      for row in 0 ..< batch
        for a in 0 ..< k
          for c in 0 ..< q
            sum = 0.0
            for i in 0 ..< p
              sum = sum + right[(a * q + c) * p + i] * input[row * (k * p) + a * p + i]
            middle[a * q + c] = sum
        for y in 0 ..< l * s
          sum = 0.0
          for ρ in 0 ..< r
            sum = sum + left[(y % l * s + y / l) * r + ρ] * middle[ρ * l + y % l]
          output[row * (l * s) + y] = sum
      """
    case .adjoint:
      """
      for row in 0 ..< batch
        for λ in 0 ..< l
          for ρ in 0 ..< r
            sum = 0.0
            for σ in 0 ..< s
              sum = sum + left[(λ * s + σ) * r + ρ] * cotangent[row * (l * s) + σ * l + λ]
            middle[ρ * l + λ] = sum
        for x in 0 ..< k * p
          sum = 0.0
          for c in 0 ..< q
            sum = sum + right[(x / p * q + c) * p + x % p] * middle[x / p * q + c]
          d_input[row * (k * p) + x] = sum
      """
    case .gradient:
      """
      for row in 0 ..< batch
        for m in 0 ..< k * q
          sum = 0.0
          for i in 0 ..< p
            sum = sum + right[m * p + i] * input[row * (k * p) + m / q * p + i]
          middle[m] = sum
          sum = 0.0
          for σ in 0 ..< s
            sum = sum + left[(m % l * s + σ) * r + m / l] * cotangent[row * (l * s) + σ * l + m % l]
          d_middle[m] = sum
        for x in 0 ..< k * p
          sum = 0.0
          for c in 0 ..< q
            sum = sum + right[(x / p * q + c) * p + x % p] * d_middle[x / p * q + c]
          d_input[row * (k * p) + x] = sum
        for w in 0 ..< l * s * r
          d_left[w] = d_left[w] + cotangent[row * (l * s) + w / r % s * l + w / (s * r)] * middle[w % r * l + w / (s * r)]
        for w in 0 ..< k * q * p
          d_right[w] = d_right[w] + d_middle[w / p] * input[row * (k * p) + w / (q * p) * p + w % p]
      """
    }
  }

  /// The integers that are given.
  package static let sizes = ["k", "q", "p", "l", "s", "r", "batch"]

  static func sizes(of s: MonarchShape, batch: Int) -> [Int] { [s.k, s.q, s.p, s.l, s.s, s.r, batch] }

  /// The arrays that are given, those of the answer first.
  package var arrays: [String] {
    switch self {
    case .multiply: ["output", "middle", "right", "left", "input"]
    case .adjoint: ["d_input", "middle", "right", "left", "cotangent"]
    case .gradient: ["d_input", "d_left", "d_right", "middle", "d_middle", "right", "left", "input", "cotangent"]
    }
  }

  var answerCount: Int { self == .gradient ? 3 : 1 }

  /// How many numbers each of the arrays has.
  func count(_ array: String, _ s: MonarchShape, batch: Int) -> Int {
    switch array {
    case "output", "cotangent": batch * s.outputCount
    case "input", "d_input": batch * s.inputCount
    case "middle", "d_middle": s.middleCount
    case "right", "d_right": s.k * s.q * s.p
    default: s.l * s.s * s.r
    }
  }

  /// Enough steps for any honest way, and an end for all others.
  static func fuel(_ s: MonarchShape, batch: Int) -> Int {
    1000 + 8 * (batch + 1) * (s.parameterCount + s.inputCount + s.middleCount + s.outputCount)
  }

  /// A program's answer in float32.
  func answer(_ program: CompiledLoops<FloatArithmetic>, _ question: Question) throws -> [[Double]] {
    let o = Operands(question)
    let contents = arrays.map { name -> [Float] in
      switch name {
      case "right": o.right.map { Float($0) }
      case "left": o.left.map { Float($0) }
      case "input": o.input.map { Float($0) }
      case "cotangent": o.cotangent.map { Float($0) }
      // Sums of gradients begin at what is there.
      case "d_left": o.accumulators?.left.map { Float($0) } ?? o.left.map { _ in 0 }
      case "d_right": o.accumulators?.right.map { Float($0) } ?? o.right.map { _ in 0 }
      default: [Float](repeating: .nan, count: count(name, o.shape, batch: o.batch))
      }
    }
    let machine = try program.run(
      FloatArithmetic(), sizes: LoopKernel.sizes(of: o.shape, batch: o.batch), arrays: contents,
      fuel: LoopKernel.fuel(o.shape, batch: o.batch))
    return machine.arrays[0..<answerCount].map { $0.map { Double($0) } }
  }
}
