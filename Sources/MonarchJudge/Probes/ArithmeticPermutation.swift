import ExactArithmetic
import MonarchReference

/// Which stored numbers meet which inputs, and where their product goes.
struct ArithmeticWiring: Hashable {
  /// For each entry of the right factor its input; nil where it is not exactly one.
  var inputs: [Int?]
  /// For each entry of the right factor the outputs that it reaches.
  var outputs: [Set<Int>]
  /// For each entry of the left factor its output; nil where it is not exactly one.
  var output: [Int?]
  /// For each entry of the left factor the inputs that reach it, each with the number of the row of its right block.
  var middle: [[[Double]]]
}

extension ArithmeticDetection {
  /// Sends single ones through and reads where they arrive: exact in every format and every order of summation.
  func detectPermutation(_ detected: inout DetectedArithmetic) async throws {
    let shape = try MonarchShape.square(3)
    let layout = questions.layout
    let found = try await wiring(shape) { try await questions.output($0) }
    let expected = try await wiring(shape) { try output(of: $0, readAs: layout) }
    if found == expected {
      return detected.note(.permutation, "inputs, intermediate and outputs are ordered as layout \(layout) has them")
    }
    for other in Layout.presets + [.flyEinsum(b2: 3)] where other != layout && other.admits(shape) {
      // A layout that stores other shapes cannot be meant.
      guard let candidate = try? await wiring(shape, { try output(of: $0, readAs: other) }) else { continue }
      if candidate == found {
        return detected.contradict(.permutation, "the tensors are read as layout \(other) has them, declared \(layout)")
      }
    }
    detected.contradict(.permutation, "as in no known layout: \(difference(found, expected, shape))")
  }

  /// What questions show of one entry of a factor at a time.
  private func wiring(
    _ shape: MonarchShape, _ multiply: (ProductCase) async throws -> [Double]
  ) async throws -> ArithmeticWiring {
    let (n, outputs) = (shape.inputCount, shape.outputCount)
    let rights = shape.k * shape.q * shape.p
    let lefts = shape.l * shape.s * shape.r
    // Every row of the batch is one input.
    let units = (0..<n * n).map { $0 / n == $0 % n ? 1.0 : 0 }
    func ask(left: [Double], right: [Double]) async throws -> [(row: Int, output: Int, value: Double)] {
      let product = try ProductCase(
        id: "one-hot", shape: shape, format: questions.model.input, batch: n, left: left, right: right, input: units)
      return try await multiply(product).enumerated().filter { $0.element != 0 }.map {
        ($0.offset / outputs, $0.offset % outputs, $0.element)
      }
    }
    func oneHot(_ index: Int, of count: Int) -> [Double] { (0..<count).map { $0 == index ? 1 : 0 } }
    var wiring = ArithmeticWiring(inputs: [], outputs: [], output: [], middle: [])
    for entry in 0..<rights {
      let found = try await ask(left: Array(repeating: 1, count: lefts), right: oneHot(entry, of: rights))
      let rows = Set(found.map(\.row))
      wiring.inputs.append(rows.count == 1 ? rows.first : nil)
      wiring.outputs.append(Set(found.map(\.output)))
    }
    // The rows of each right block, counted from 1, name the intermediate.
    let numbered = (0..<rights).map { Double($0 / shape.p % shape.q + 1) }
    for entry in 0..<lefts {
      let found = try await ask(left: oneHot(entry, of: lefts), right: numbered)
      let reached = Set(found.map(\.output))
      wiring.output.append(reached.count == 1 ? reached.first : nil)
      wiring.middle.append(found.map { [Double($0.row), $0.value] })
    }
    return wiring
  }

  /// What a kernel gives that takes tensors stored in the declared layout for those of another one; exact for the small
  /// integers of these questions.
  private func output(of product: ProductCase, readAs other: Layout) throws -> [Double] {
    let (shape, batch, declared) = (product.shape, product.batch, questions.layout)
    let stored = try declared.stored(CanonicalFactors(shape: shape, left: product.left, right: product.right))
    let taken = try other.canonical(stored)
    guard taken.shape == shape else { throw RevealError("layout \(other) stores other shapes than \(declared)") }
    let inputs = try other.canonicalInputs(
      declared.storedInputs(product.input, batch: batch, for: shape), batch: batch, for: shape)
    var outputs = [Double](repeating: 0, count: batch * shape.outputCount)
    for row in 0..<batch {
      for j in 0..<shape.middleCount {
        let h = (0..<shape.p).reduce(0.0) { sum, i in
          sum + taken.right[j * shape.p + i] * inputs[row * shape.inputCount + j / shape.q * shape.p + i]
        }
        let (ρ, λ) = j.quotientAndRemainder(dividingBy: shape.l)
        for σ in 0..<shape.s {
          outputs[row * shape.outputCount + σ * shape.l + λ] += taken.left[(λ * shape.s + σ) * shape.r + ρ] * h
        }
      }
    }
    return try declared.canonicalOutputs(
      other.storedOutputs(outputs, batch: batch, for: shape), batch: batch, for: shape)
  }

  private func difference(_ found: ArithmeticWiring, _ expected: ArithmeticWiring, _ shape: MonarchShape) -> String {
    func place(_ entry: Int, _ rows: Int, _ columns: Int) -> String {
      "[\(entry / (rows * columns)), \(entry / columns % rows), \(entry % columns)]"
    }
    for entry in found.inputs.indices where found.inputs[entry] != expected.inputs[entry] {
      let input = found.inputs[entry].map { "input \($0)" } ?? "not exactly one input"
      return "right\(place(entry, shape.q, shape.p)) meets \(input), expected input \(expected.inputs[entry] ?? -1)"
    }
    for entry in found.output.indices where found.output[entry] != expected.output[entry] {
      let output = found.output[entry].map { "output \($0)" } ?? "not exactly one output"
      return "left\(place(entry, shape.s, shape.r)) reaches \(output), expected output \(expected.output[entry] ?? -1)"
    }
    for entry in found.middle.indices where found.middle[entry] != expected.middle[entry] {
      return "left\(place(entry, shape.s, shape.r)) reads another intermediate than the declared layout has there"
    }
    for entry in found.outputs.indices where found.outputs[entry] != expected.outputs[entry] {
      return "right\(place(entry, shape.q, shape.p)) reaches outputs \(found.outputs[entry].sorted()), expected "
        + "\(expected.outputs[entry].sorted())"
    }
    return "the wiring is the declared one"
  }
}
