import MonarchKernels

/// Weights and inputs in `Double`, and the two formulas as plain loops over them.
struct Plain {
  let shape: Shape
  var right: [Double]
  var left: [Double]
  var inputs: [Double]

  /// Small integers without pattern: every sum that any order forms is exact even in `Float`, up to `p·r = 192·768`.
  ///
  /// Weights are not zero, so that every product counts.
  init(integersOf shape: Shape, rows: Int, seed: UInt64 = 1) {
    var numbers = Numbers(seed: seed)
    let weight = shape.p * shape.r > 40_000 ? 3 : 5
    self.shape = shape
    right = (0..<shape.rightCount).map { _ in numbers.integer(upTo: weight) }
    left = (0..<shape.leftCount).map { _ in numbers.integer(upTo: weight) }
    inputs = (0..<rows * shape.inputCount).map { _ in numbers.integer(upTo: 12) }
  }

  /// Numbers with full significands, exact in `Float`, between 1/2 and 2 in magnitude and of both signs.
  init(realsOf shape: Shape, rows: Int, seed: UInt64 = 1) {
    var numbers = Numbers(seed: seed)
    self.shape = shape
    right = (0..<shape.rightCount).map { _ in numbers.real() }
    left = (0..<shape.leftCount).map { _ in numbers.real() }
    inputs = (0..<rows * shape.inputCount).map { _ in numbers.real() }
  }

  var rows: Int { inputs.count / shape.inputCount }

  /// The product's rows, one behind the other.
  func product() -> [Double] {
    var outputs = [Double](repeating: 0, count: rows * shape.outputCount)
    var middle = [Double](repeating: 0, count: shape.middleCount)
    let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
    let rows = rows
    right.withUnsafeBufferPointer { right in
      left.withUnsafeBufferPointer { left in
        inputs.withUnsafeBufferPointer { inputs in
          middle.withUnsafeMutableBufferPointer { middle in
            outputs.withUnsafeMutableBufferPointer { outputs in
              var row = 0
              while row < rows {
                var out = 0
                while out < k * q {  // out = a·q + c
                  let input = row * k * p + out / q * p
                  var sum = 0.0
                  var i = 0
                  while i < p {
                    sum += right[out * p + i] * inputs[input + i]
                    i += 1
                  }
                  middle[out] = sum
                  out += 1
                }
                out = 0
                while out < l * s {  // out = σ·l + λ
                  let (sigma, lambda) = out.quotientAndRemainder(dividingBy: l)
                  let weights = (lambda * s + sigma) * r
                  var sum = 0.0
                  var rho = 0
                  while rho < r {
                    sum += left[weights + rho] * middle[rho * l + lambda]
                    rho += 1
                  }
                  outputs[row * l * s + out] = sum
                  out += 1
                }
                row += 1
              }
            }
          }
        }
      }
    }
    return outputs
  }

  /// The same with every number's magnitude: `|L|·|R|·|x|`.
  func gauge() -> [Double] {
    var magnitudes = self
    magnitudes.right = right.map(abs)
    magnitudes.left = left.map(abs)
    magnitudes.inputs = inputs.map(abs)
    return magnitudes.product()
  }

  func factors<Scalar: KernelScalar>(_: Scalar.Type = Scalar.self) throws -> MonarchFactors<Scalar> {
    try MonarchFactors(
      k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
      left: converted(left), right: converted(right))
  }
}

/// The numbers in another type, each exactly.
func converted<Scalar: KernelScalar>(_ numbers: [Double]) -> [Scalar] {
  if let same = numbers as? [Scalar] { return same }
  return numbers.map { Scalar($0) }
}

/// SplitMix64, so that every run tests the same numbers.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// An integer from 1 to `bound`, of either sign.
  mutating func integer(upTo bound: Int) -> Double {
    let bits = next()
    let magnitude = Double(1 + bits >> 1 % UInt64(bound))
    return bits & 1 == 0 ? magnitude : -magnitude
  }

  /// A `Float` from 1/2 to 2, of either sign.
  mutating func real() -> Double {
    let bits = next()
    let significand = 1 + Double(bits >> 41) * 0x1p-23
    return significand * (bits & 1 == 0 ? 1 : -1) * (bits & 2 == 0 ? 1 : 0.5)
  }
}
