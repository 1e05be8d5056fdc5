import MonarchKernels
import Testing

/// Products of order p: the definition, digit by digit, on exact data.
@Suite struct PackedDigitsTests {
  @Test(arguments: [(1, 3), (2, 1), (2, 5), (3, 4), (5, 3), (8, 2), (16, 2), (7, 3), (33, 2)])
  func productsAdjointsAndGradientsAreExact(base: Int, order: Int) throws {
    var state: UInt64 = 7
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33 % 3) - 1
      }
    }
    let count = (0..<order).reduce(1) { size, _ in size * base }
    let factors = (0..<order).map { _ in numbers(count * base) }
    let batch = 5
    let (x, g) = (numbers(batch * count), numbers(batch * count))

    /// (output, input, place in the factor) of every weight of W_t.
    func weights(_ t: Int) -> [(to: Int, from: Int, at: Int)] {
      let low = (0..<t).reduce(1) { size, _ in size * base }
      return (0..<count).flatMap { to in
        (0..<base).map { i in
          let (high, digit, rest) = (to / (low * base), to / low % base, to % low)
          return (to, (high * base + i) * low + rest, ((high * low + rest) * base + digit) * base + i)
        }
      }
    }
    var (product, back, gradients) = ([Double](), [Double](), factors.map { $0.map { $0 * 0 } })
    for row in 0..<batch {
      var states = [Array(x[row * count..<(row + 1) * count])]
      for t in 0..<order {
        var next = [Double](repeating: 0, count: count)
        for weight in weights(t) { next[weight.to] += factors[t][weight.at] * states[t][weight.from] }
        states.append(next)
      }
      product += states[order]
      var cotangent = Array(g[row * count..<(row + 1) * count])
      for t in (0..<order).reversed() {
        var next = [Double](repeating: 0, count: count)
        for weight in weights(t) {
          next[weight.from] += factors[t][weight.at] * cotangent[weight.to]
          gradients[t][weight.at] += cotangent[weight.to] * states[t][weight.from]
        }
        cotangent = next
      }
      back += cotangent
    }
    for instructionSet in concreteInstructionSets {
      let packed = try PackedDigits(factors, base: base, for: instructionSet, directions: .both)
      #expect(packed.count == count && packed.order == order && packed.base == base)
      for threads in [1, 2] {
        var (y, z, d) = (x, x, x)
        var ySpan = y.mutableSpan
        try packed.multiply(x.span, batch: batch, into: &ySpan, threads: threads)
        var zSpan = z.mutableSpan
        try packed.adjoint(g.span, batch: batch, into: &zSpan, threads: threads)
        var sums = factors
        var dSpan = d.mutableSpan
        try packed.gradient(
          input: x.span, cotangent: g.span, batch: batch, inputGradient: &dSpan, factors: &sums, threads: threads)
        #expect(y == product && z == back && d == back && sums == gradients, "\(instructionSet)")
      }
    }
  }

  @Test func badChainsAreRefused() throws {
    #expect(throws: KernelError.orderBelowOne(0)) { try PackedDigits<Float>([], base: 2) }
    #expect(throws: KernelError.sizeBelowOne(name: "base", found: 0)) { try PackedDigits<Float>([[]], base: 0) }
    #expect(throws: KernelError.wrongCount(name: "factor 1", expected: 8, found: 7)) {
      try PackedDigits<Float>([[1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1]], base: 2)
    }
    #expect(throws: KernelError.overflow(name: "the matrix")) {
      try PackedDigits<Float>(Array(repeating: [1], count: 3), base: 1 << 31)
    }
    let forward = try PackedDigits<Float>([[1, 2, 3, 4]], base: 2)
    let input: [Float] = [1, 1]
    var output: [Float] = [7, 7]
    #expect(throws: KernelError.notPacked) {
      var span = output.mutableSpan
      try forward.adjoint(input.span, batch: 1, into: &span)
    }
    #expect(output == [7, 7])
  }
}
