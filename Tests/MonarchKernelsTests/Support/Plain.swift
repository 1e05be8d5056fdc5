import MonarchKernels
import PropertyEngine

/// Weights and inputs in `Double`, and the two formulas as plain loops over them.
struct Plain {
  let shape: Shape
  var right: [Double]
  var left: [Double]
  var inputs: [Double]

  /// Small integers: every sum that any order forms is exact even in `Float`, up to `p·r = 192·768`.
  ///
  /// Weights are not zero, so that every product counts; ones are the simplest.
  init(integersOf shape: Shape, rows: Int, _ draws: Draws) throws(DrawStop) {
    func numbers(_ name: String, _ count: Int, upTo bound: Int) throws(DrawStop) -> [Double] {
      let numbers = try draws.integers(rows: 1, columns: count, in: 0...2 * bound - 1).elements
        .map { Double($0 < bound ? $0 + 1 : bound - 1 - $0) }
      draws.show(name, numbers)
      return numbers
    }
    let weight = shape.p * shape.r > 40_000 ? 3 : 5
    self.shape = shape
    draws.show("shape", shape.testDescription)
    right = try numbers("right", shape.rightCount, upTo: weight)
    left = try numbers("left", shape.leftCount, upTo: weight)
    inputs = try numbers("inputs", rows * shape.inputCount, upTo: 12)
  }

  /// Numbers with full significands, exact in `Float`, between 1/2 and 2 in magnitude and of both signs.
  init(realsOf shape: Shape, rows: Int, _ draws: Draws) throws(DrawStop) {
    func numbers(_ name: String, _ count: Int) throws(DrawStop) -> [Double] {
      let numbers = try draws.integers(rows: 1, columns: count, in: 0...(1 << 25) - 1).elements.map { (bits: Int) in
        let significand = 1 + Double(bits >> 2) * 0x1p-23
        return significand * (bits & 1 == 0 ? 1 : -1) * (bits & 2 == 0 ? 1 : 0.5)
      }
      draws.show(name, numbers)
      return numbers
    }
    self.shape = shape
    draws.show("shape", shape.testDescription)
    right = try numbers("right", shape.rightCount)
    left = try numbers("left", shape.leftCount)
    inputs = try numbers("inputs", rows * shape.inputCount)
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
