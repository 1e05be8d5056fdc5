import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct OperationExpectationTests {
  /// Values and gauges by the exact path are those of the reference's products, adjoints and gradients, for any chain.
  @Test(.property(cases: cases(400))) func expectationsAreTheDefinitions() async {
    await check { draws in
      let isSingle = try draws.draw(.bool(probability: 0.7), as: "single")
      let data = try draws.operationCase(try draws.chain(), isSingle: isSingle)
      let model = ArithmeticModel(data.format)
      for operation in data.operations {
        let expectation = try OperationExpectation(operation, of: data, model: model)
        #expect(try entries(expectation) { expectation.value($0, $1) } == data.definition(of: operation))
        #expect(try entries(expectation) { expectation.gauge($0, $1) } == data.gauge(of: operation))
      }
      draws.cover(data.batch > 1 && data.patterns.count > 2, "long", atLeast: 0.1)
    }
  }

  /// Monarch gradients are those of the formulas in the reference, with the bound that judging them by hand gives.
  @Test(.property(cases: cases(300))) func monarchGradientsHaveTheStatedBound() async {
    await check { draws in
      let shape = try draws.monarchShape()
      let data = try draws.operationCase([shape.rightPattern, shape.leftPattern])
      let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
      let (input, cotangent) = (try #require(data.input), try #require(data.cotangent))
      let monarch = try MonarchMatrix<Rational>(
        shape: shape, left: data.factors[1].map(exact), right: data.factors[0].map(exact))
      func rows(_ values: [Double], _ width: Int) -> [[Rational]] {
        (0..<data.batch).map { values[$0 * width..<($0 + 1) * width].map(exact) }
      }
      let gradient = try monarch.gradient(
        inputs: rows(input, shape.inputCount), cotangents: rows(cotangent, shape.outputCount))
      let model = ArithmeticModel(.float32)
      let dx = try OperationExpectation(.adjoint, of: data, model: model)
      let dLeft = try OperationExpectation(.left, of: data, model: model)
      let dRight = try OperationExpectation(.right, of: data, model: model)
      #expect(entries(dx) { dx.value($0, $1) } == gradient.inputs.flatMap(\.self))
      func before(_ factor: Int, _ index: Int) -> Rational { data.accumulators.map { exact($0[factor][index]) } ?? 0 }
      let left = gradient.left.blocks.flatMap(\.elements).enumerated().map { $1 + before(1, $0) }
      let right = gradient.right.blocks.flatMap(\.elements).enumerated().map { $1 + before(0, $0) }
      #expect(entries(dLeft) { dLeft.value($0, $1) } == left)
      #expect(entries(dRight) { dRight.value($0, $1) } == right)

      // The depths and the terms of underflow, written out for two factors.
      let η = Rational.powerOfTwo(-150)
      func growth(_ depth: Int) -> Rational { (0..<depth).reduce(Rational(1)) { p, _ in p * (1 + .powerOfTwo(-24)) } }
      let sums = data.batch + (data.accumulators == nil ? 0 : 1)
      let rows = Rational(data.batch)
      for index in 0..<l * s * r {
        let (σ, λ) = (index / r % s, index / (s * r))
        let g = stride(from: σ * l + λ, to: cotangent.count, by: l * s).reduce(Rational.zero) {
          $0 + exact(cotangent[$1].magnitude)
        }
        let gauge = dLeft.gauge(λ, index % (s * r))
        let growth = growth(p + sums)
        #expect(dLeft.bound(λ, index % (s * r)) == (growth - 1) * gauge + growth * η * (Rational(p) * g + rows))
      }
      for index in 0..<k * q * p {
        let (i, a) = (index % p, index / (q * p))
        let x = stride(from: a * p + i, to: input.count, by: k * p).reduce(Rational.zero) {
          $0 + exact(input[$1].magnitude)
        }
        let gauge = dRight.gauge(a, index % (q * p))
        let growth = growth(s + sums)
        #expect(dRight.bound(a, index % (q * p)) == (growth - 1) * gauge + growth * η * (Rational(s) * x + rows))
      }
      for row in 0..<data.batch {
        for index in 0..<k * p {
          let (a, i) = (index / p, index % p)
          let amplified = (0..<q).reduce(Rational.zero) { $0 + monarch.right.blocks[a][$1, i].magnitude }
          let growth = growth(s + q)
          #expect(
            dx.bound(row, index)
              == (growth - 1) * dx.gauge(row, index) + growth * η * (Rational(s) * amplified + Rational(q)))
        }
      }
      draws.cover(data.batch > 1 && l > 1 && !q.isMultiple(of: l), "l does not divide q", atLeast: 0.02)
    }
  }

  /// Arithmetic simulated exactly in formats of 3 to 8 bits, where errors are large and underflow is everywhere, stays
  /// within the bound of every operation; the search drives it towards the bound.
  @Test(.property(cases: cases(800))) func simulatedArithmeticStaysWithinTheBound() async {
    await check { draws in
      let precision = try draws.draw(.integer(in: 3...8, target: 3), as: "precision")
      let format = FloatFormat(name: "toy", precision: precision, minimalExponent: -6 - precision, maximalExponent: 60)
      let lost = try draws.draw(.integer(in: 0...min(2, precision - 2), target: 0), as: "bits lost between the stages")
      let storage = FloatFormat(
        name: "kept", precision: precision - lost, minimalExponent: format.minimalExponent + 2 * lost,
        maximalExponent: 60)
      func round(_ value: Rational) throws -> Rational { try #require(format.nearest(to: value)) }
      func kept(_ value: Rational) throws -> Rational { try #require(storage.nearest(to: value)) }
      func numbers(_ name: String, _ count: Int) throws -> [Double] {
        let tops = try draws.integers(rows: 1, columns: count, in: -99...99).elements
        let shifts = try draws.integers(rows: 1, columns: count, in: 0...9).elements
        let values = try zip(tops, shifts).map { try Double(round(Rational($0, 1 << $1))) }
        draws.show(name, values)
        return values
      }
      let shape = try draws.monarchShape()
      let batch = try draws.draw(.integer(in: 1...4, target: 1), as: "batch")
      let accumulates = try draws.draw(.bool(), as: "accumulates")
      let (fused, reversed) = (try draws.draw(.bool(), as: "fused"), try draws.draw(.bool(), as: "reversed"))
      let (lefts, rights) = (shape.l * shape.s * shape.r, shape.k * shape.q * shape.p)
      let data = try OperationCase(
        id: "toy", shape: shape, format: format, batch: batch, left: numbers("left", lefts),
        right: numbers("right", rights), input: numbers("input", batch * shape.inputCount),
        cotangent: numbers("cotangent", batch * shape.outputCount),
        accumulators: accumulates ? (numbers("dleft", lefts), numbers("dright", rights)) : nil)
      func dot(_ start: Rational, _ terms: [(Rational, Rational)]) throws -> Rational {
        var sum = start
        for (a, b) in reversed ? terms.reversed() : terms {
          sum = try fused ? round(sum + a * b) : round(sum + round(a * b))
        }
        return sum
      }
      let (k, q, p, l, s, r) = (shape.k, shape.q, shape.p, shape.l, shape.s, shape.r)
      let (right, left) = (data.factors[0].map(exact), data.factors[1].map(exact))
      let (x, g) = (try #require(data.input).map(exact), try #require(data.cotangent).map(exact))
      var (h, dh, dx): ([[Rational]], [[Rational]], [Rational]) = ([], [], [])
      for row in 0..<batch {
        h.append(
          try (0..<k * q).map { m in
            try kept(dot(0, (0..<p).map { (right[m * p + $0], x[row * k * p + m / q * p + $0]) }))
          })
        let middle = try (0..<k * q).map { m in
          let (λ, ρ) = (m % l, m / l)
          return try kept(dot(0, (0..<s).map { (left[(λ * s + $0) * r + ρ], g[row * l * s + $0 * l + λ]) }))
        }
        dh.append(middle)
        dx += try (0..<k * p).map { n in
          try dot(0, (0..<q).map { (right[(n / p * q + $0) * p + n % p], middle[n / p * q + $0]) })
        }
      }
      func before(_ factor: Int, _ index: Int) -> Rational { data.accumulators.map { exact($0[factor][index]) } ?? 0 }
      let y = try (0..<batch * l * s).map { n in
        let (row, σ, λ) = (n / (l * s), n % (l * s) / l, n % l)
        return try dot(0, (0..<r).map { (left[(λ * s + σ) * r + $0], h[row][$0 * l + λ]) })
      }
      let dLeft = try (0..<lefts).map { index in
        let (λ, σ, ρ) = (index / (s * r), index / r % s, index % r)
        return try dot(before(1, index), (0..<batch).map { (g[$0 * l * s + σ * l + λ], h[$0][ρ * l + λ]) })
      }
      let dRight = try (0..<rights).map { index in
        let (a, c, i) = (index / (q * p), index / p % q, index % p)
        return try dot(before(0, index), (0..<batch).map { (dh[$0][a * q + c], x[$0 * k * p + a * p + i]) })
      }
      var largest = Rational.zero
      let model = try ArithmeticModel(input: format, accumulate: format, intermediate: storage, output: format)
      for (operation, computed) in [(MonarchOperation.product, y), (.adjoint, dx), (.left, dLeft), (.right, dRight)] {
        let expectation = try OperationExpectation(operation, of: data, model: model)
        for index in computed.indices {
          let (row, entry) = index.quotientAndRemainder(dividingBy: expectation.width)
          let error = (computed[index] - expectation.value(row, entry)).magnitude
          #expect(error <= expectation.allowance(row, entry).error, "\(operation)")
          let bound = expectation.bound(row, entry)
          if bound > 0 { largest = max(largest, error / bound) }
        }
      }
      draws.maximize("ρ", Double(largest))
      draws.cover(largest > Rational(1, 5), "ρ > 1/5", atLeast: 0.005)
      draws.cover(lost > 0 && largest > Rational(1, 10), "something is lost", atLeast: 0.005)
    }
  }

  private func entries(_ expectation: OperationExpectation, _ entry: (Int, Int) -> Rational) -> [Rational] {
    (0..<expectation.rows * expectation.width).map { entry($0 / expectation.width, $0 % expectation.width) }
  }
}
