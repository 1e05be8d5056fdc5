import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// Generated cases of one format, small shapes first.
func plannedCases(_ format: FloatFormat, count: Int, largest: Int) throws -> [OperationCase] {
  let ids = CasePlan(.gradient, count: cases(count), seed: 21, layout: .fly, format: format, largest: largest).ids
  return try ids.enumerated().map { try OperationCase($0.isMultiple(of: 3) ? $1.asking(.accumulate) : $1) }
}

@Suite struct OperationJudgeTests {
  /// No honest arithmetic is ever accused, in any order of summation, with any storage, on whatever data.
  @Test(arguments: Simulation.models)
  func correctKernelsAreNeverAccused(model: ArithmeticModel) throws {
    let judge = Judge(model: model)
    var (trusted, exact, total) = (0, 0, 0)
    for (index, data) in try plannedCases(model.input, count: 40, largest: 700).enumerated() {
      let kernel = Simulation.honest(model)[index % Summation.allCases.count]
      for operation in data.operations {
        let verdict = try judge.verdict(on: operation, of: data, result: kernel.result(of: operation, data))
        #expect(verdict.holds, "\(kernel): \(verdict)")
        #expect(verdict.ratio ?? 0 <= 1)
        total += 1
        if verdict.tier != .mistrusted { trusted += 1 }
        if verdict.tier == .exact { exact += 1 }
      }
    }
    #expect(trusted * 10 > total * 7 && exact * 20 > total, "\(trusted), \(exact) of \(total)")
  }

  /// Likewise for chains of any number of factors, on data from the corners of the formats.
  @Test(.property(cases: cases(200))) func correctKernelsOfAnyChainAreNeverAccused() async {
    await check { draws in
      let isSingle = try draws.draw(.bool(), as: "single")
      let data = try draws.operationCase(try draws.chain(), isSingle: isSingle)
      let model = ArithmeticModel(data.format)
      for kernel in Simulation.honest(model) {
        for operation in data.operations {
          let verdict = try Judge(model: model).verdict(
            on: operation, of: data, result: kernel.result(of: operation, data))
          #expect(verdict.holds, "\(kernel): \(verdict)")
          draws.cover(verdict.tier != .mistrusted && data.patterns.count > 2, "trusted", atLeast: 0.05)
        }
      }
    }
  }

  /// A trusted case accuses every mistake, made by a kernel with rounding errors of its own.
  @Test(arguments: Simulation.models)
  func mistakesAreProvedWhereACaseShowsThem(model: ArithmeticModel) throws {
    let judge = Judge(model: model)
    var caught: [Mistake: Int] = [:]
    for data in try plannedCases(model.input, count: 20, largest: 150) {
      let kernel = Simulation(model: model)
      for operation in data.operations {
        let right = kernel.result(of: operation, data)
        let verdict = try judge.verdict(on: operation, of: data, result: right)
        for mistake in Mistake.allCases where !verdict.blindSpots.contains(mistake) && verdict.tier != .mistrusted {
          for wrong in try mistake.simulated(kernel, operation, data, right: right) {
            let accusation = try judge.verdict(on: operation, of: data, result: wrong)
            #expect(!accusation.holds, "\(mistake): \(accusation)")
            caught[mistake, default: 0] += 1
          }
        }
      }
    }
    for mistake in Mistake.allCases { #expect(caught[mistake, default: 0] >= 5, "\(mistake)") }
  }

  /// Adding onto what was there before although nobody asked.
  @Test func unaskedAccumulationIsProved() throws {
    let kernel = Simulation(model: ArithmeticModel(.float32))
    for id in CasePlan(count: 40, seed: 2, layout: .fly, format: .float32, largest: 400).ids where id.kind == .uniform {
      let adding = try OperationCase(id.asking(.accumulate))
      let plain = try OperationCase(
        id: "plain", patterns: adding.patterns, format: adding.format, batch: adding.batch, factors: adding.factors,
        input: adding.input, cotangent: adding.cotangent)
      for operation in [MonarchOperation.left, .right] {
        let result = kernel.result(of: operation, adding)
        #expect(try !Judge(model: kernel.model).verdict(on: operation, of: plain, result: result).holds)
        #expect(try Judge(model: kernel.model).verdict(on: operation, of: adding, result: result).holds)
      }
    }
  }

  /// Less precision than declared, wherever full-precision data is summed: truncated results, narrow sums, and narrow
  /// numbers between the factors.
  @Test(arguments: [FloatFormat.float16, .bfloat16])
  func narrowArithmeticIsProved(format: FloatFormat) throws {
    let model = ArithmeticModel.narrow(format)
    let judge = Judge(model: model)
    let kernels = [
      "truncated": Simulation(model: model, roundsOutputBy: .towardZero),
      "sums": Simulation(model: model, sums: format), "middle": Simulation(model: model, middle: format),
      "float16 sums": Simulation(model: ArithmeticModel(.float32), sums: .float16),
    ]
    var (caught, judged): ([String: Int], [String: Int]) = ([:], [:])
    for data in try plannedCases(format, count: 96, largest: 700) where data.batch > 2 && data.id.contains("uniform") {
      if data.patterns.contains(where: { $0.c < 3 || $0.b < 3 }) { continue }
      for operation in data.operations {
        for (name, kernel) in kernels {
          // Gradients come out as they were summed.
          if case .gradient = operation, name == "truncated" { continue }
          if kernel.model != model, operation == .product || operation == .adjoint { continue }
          let verdict = try judge.verdict(on: operation, of: data, result: kernel.result(of: operation, data))
          judged[name, default: 0] += 1
          if !verdict.holds {
            caught[name, default: 0] += 1
            #expect(try #require(verdict.ratio) > 1)
          }
        }
      }
    }
    for name in kernels.keys {
      #expect(judged[name, default: 0] >= 4 && caught[name] == judged[name], "\(name): \(caught) of \(judged)")
    }
  }

  /// Where what is between the stages is declared as narrow as it is, and gradients too, nobody is accused; a claim of wide
  /// ones is refuted.
  @Test(arguments: [FloatFormat.float16, .bfloat16])
  func declaredStorageIsAllowedFor(format: FloatFormat) throws {
    let model = try ArithmeticModel(
      input: format, accumulate: .float32, intermediate: format, output: format, gradient: format)
    #expect("\(model)" == "\(format)→float32|\(format)→\(format)")
    let claim = ArithmeticModel.narrow(format)
    var (trusted, total, refuted, exact) = (0, 0, 0, 0)
    for data in try plannedCases(format, count: 64, largest: 700) {
      let kernel = Simulation(
        model: model, summation: Summation.allCases[total % Summation.allCases.count], middle: format)
      for operation in data.operations {
        let result = kernel.result(of: operation, data)
        let verdict = try Judge(model: model).verdict(on: operation, of: data, result: result)
        #expect(verdict.holds && verdict.ratio ?? 0 <= 1, "\(kernel): \(verdict)")
        total += 1
        if verdict.tier != .mistrusted { trusted += 1 }
        if verdict.tier == .exact { exact += 1 }
        if try !Judge(model: claim).verdict(on: operation, of: data, result: result).holds { refuted += 1 }
      }
    }
    #expect(
      trusted * 10 > total * 6 && exact > 0 && refuted * 4 > total, "\(trusted), \(exact), \(refuted) of \(total)")
  }

  @Test func impossibleModelsAreRefused() {
    for (input, accumulate, intermediate) in [
      (FloatFormat.float64, FloatFormat.float32, FloatFormat.float32), (.float16, .bfloat16, .bfloat16),
      (.float16, .float32, .float64),
    ] {
      #expect(throws: ModelError.self) {
        try ArithmeticModel(input: input, accumulate: accumulate, intermediate: intermediate, output: .float32)
      }
    }
  }

  /// Products of the ladder in narrow formats: right kernels hold, narrower ones do not, and what overflows must.
  @Test(arguments: [FloatFormat.float16, .bfloat16])
  func narrowProductsAreJudged(format: FloatFormat) throws {
    let model = ArithmeticModel.narrow(format)
    let judge = Judge(model: model)
    var (trusted, total, proved, rounded) = (0, 0, 0, 0)
    for id in CasePlan(count: 64, seed: 4, layout: .fly, format: format, largest: 1000).ids {
      #expect(CaseID(id.description) == id)
      let data = try OperationCase(id)
      #expect((data.factors.flatMap(\.self) + (data.input ?? [])).allSatisfy { format.holds($0) })
      let result = Simulation(model: model, summation: Summation.allCases[total % 4]).result(of: .product, data)
      let verdict = try judge.verdict(on: .product, of: data, result: result)
      #expect(verdict.holds, "\(verdict.reason)")
      #expect(verdict.ratio ?? 0 <= 1)
      total += 1
      if verdict.tier != .mistrusted { trusted += 1 }
      if verdict.tier == .exact, verdict.witness?.expected != verdict.witness.map({ exact($0.found) }) { rounded += 1 }
      guard id.kind == .uniform, id.shape.p > 2, id.shape.r > 2 else { continue }
      for kernel in [
        Simulation(model: model, roundsOutputBy: .towardZero), Simulation(model: model, middle: format),
        Simulation(model: model, sums: format),
      ] {
        #expect(try !judge.verdict(on: .product, of: data, result: kernel.result(of: .product, data)).holds)
        proved += 1
      }
    }
    #expect(trusted * 10 > total * 7 && proved >= 6, "\(trusted) of \(total), \(proved), \(rounded)")
  }

  /// In float16 a sum beyond 65520 must come out infinite, a smaller one must not, and either may where both can be.
  @Test func overflowOfTheOutputIsRounding() throws {
    let shape = try MonarchShape.square(1)
    let judge = Judge(model: .narrow(.float16))
    for (weight, right, wrong) in [
      (256.0, Double.infinity, [-Double.infinity, 65504, .nan]), (-256, -.infinity, [.infinity, -65504]),
      (255.875, 65504, [.infinity, 65472]), (250, 64000, [.infinity, 63968]),
    ] {
      let data = try OperationCase(
        id: "large", shape: shape, format: .float16, batch: 1, left: [weight], right: [256], input: [1], cotangent: nil)
      #expect(try judge.verdict(on: .product, of: data, result: [right]).holds)
      for result in wrong {
        #expect(try !judge.verdict(on: .product, of: data, result: [result]).holds, "\(weight): \(result)")
      }
    }
  }

  /// NaN and infinities arrive exactly where the definition sends them, in simulated kernels; and a kernel that skips
  /// zeros, and so loses them, is accused.
  @Test(.property(cases: cases(200))) func nonFiniteNumbersArrive() async {
    await check { draws in
      let patterns = try draws.chain()
      let batch = try draws.draw(.integer(in: 1...4, target: 1), as: "batch")
      func numbers(_ count: Int) throws -> [Double] {
        try draws.integers(rows: 1, columns: count, in: -2...2).elements.map { Double($0) }
      }
      var arrays: [[Double]] = []
      for pattern in patterns { arrays.append(try numbers(pattern.parameterCount)) }
      arrays.append(try numbers(batch * patterns[0].columns))
      arrays.append(try numbers(batch * patterns[patterns.count - 1].rows))
      for pattern in patterns { arrays.append(try numbers(pattern.parameterCount)) }
      for _ in 0..<(try draws.draw(.integer(in: 0...2), as: "bad")) {
        let array = try draws.draw(.integer(in: 0...arrays.count - 1))
        let place = try draws.draw(.integer(in: 0...arrays[array].count - 1))
        arrays[array][place] = try draws.draw(.element(of: [.nan, .infinity, -.infinity]))
      }
      let count = patterns.count
      let data = try OperationCase(
        id: "drawn", patterns: patterns, format: .float32, batch: batch, factors: Array(arrays[..<count]),
        input: arrays[count], cotangent: arrays[count + 1],
        accumulators: draws.draw(.bool()) ? Array(arrays[(count + 2)...]) : nil)
      let model = ArithmeticModel(.float32)
      let kernel = Simulation(model: model, summation: try draws.draw(.element(of: Summation.allCases)))
      for operation in data.operations {
        let result = kernel.result(of: operation, data)
        #expect(try data.nonFiniteEntries(of: operation) == result.map { !$0.isFinite })
        let verdict = try Judge(model: model).verdict(on: operation, of: data, result: result)
        #expect(verdict.holds, "\(verdict)")
        let careless = Simulation(model: model, skipsZeros: true).result(of: operation, data)
        let isWrong = zip(result, careless).contains { $0.isFinite != $1.isFinite }
        // An infinity in the place of NaN is wrong or not, as there is NaN among the data.
        if isWrong || zip(result, careless).allSatisfy({ $0.isNaN == $1.isNaN }) {
          #expect(try Judge(model: model).verdict(on: operation, of: data, result: careless).holds == !isWrong)
        }
        draws.cover(isWrong, "zeros hide something", atLeast: 0.02)
        draws.cover(verdict.tier == .exact, "exact", atLeast: 0.1)
        // Where nothing bad is due, nothing bad may be.
        if let place = result.indices.first(where: { result[$0].isFinite }) {
          var wrong = result
          wrong[place] = .nan
          #expect(try !Judge(model: model).verdict(on: operation, of: data, result: wrong).holds)
        }
      }
    }
  }

  /// Every integers case is decided by equality, in every format, and one unit in the last place is too much.
  @Test(arguments: Simulation.models)
  func integerCasesAreExact(model: ArithmeticModel) throws {
    var judged = 0
    for id in CasePlan(.gradient, count: 60, seed: 5, layout: .fly, format: model.input, largest: 1000).ids
    where id.kind == .integers {
      let data = try OperationCase(judged.isMultiple(of: 2) ? id.asking(.accumulate) : id)
      for operation in data.operations {
        var result = Simulation(model: model).result(of: operation, data)
        let verdict = try Judge(model: model).verdict(on: operation, of: data, result: result)
        #expect(verdict.holds && verdict.tier != .bound, "\(verdict)")
        let isRounded = model.lastRounding(of: operation) != nil
        guard let place = result.indices.last(where: { result[$0].isFinite && result[$0] != 0 }) else { continue }
        let format = isRounded ? model.output : model.accumulate
        let unit = Int(result[place].exponent) - (format.precision - 1)
        result[place] += Double(sign: .plus, exponent: unit, significand: 1)
        #expect(try !Judge(model: model).verdict(on: operation, of: data, result: result).holds)
        judged += 1
      }
    }
    #expect(judged > 10)
  }

  /// Exactness ends where a sum has more bits than the format, where what it is added onto has finer ones, and where
  /// something underflows between the factors although the result does not.
  @Test func exactnessEndsWhereThePrecisionDoes() throws {
    let model = ArithmeticModel(.float32)
    for (before, isExact) in [(0x1p-23, true), (0x1p-24, false)] {
      let data = try OperationCase(
        id: "edge", shape: .square(1), format: .float32, batch: 1, left: [1], right: [1], input: [1], cotangent: [1],
        accumulators: (left: [before], right: [before]))
      for operation in [MonarchOperation.left, .right] {
        #expect(try OperationExpectation(operation, of: data, model: model).isExact(0, 0) == isExact)
      }
    }
    let lost = try OperationCase(
      id: "underflow", shape: .square(1), format: .float32, batch: 1, left: [0x1p120], right: [0x1p-80],
      input: [0x1p-80], cotangent: [0x1p60])
    for operation in [MonarchOperation.product, .left] {
      #expect(try !OperationExpectation(operation, of: lost, model: model).isExact(0, 0))
      #expect(try Judge(model: model).verdict(on: operation, of: lost, result: [0]).holds)
    }
  }

  @Test func dataMustFit() throws {
    let pattern = try KroneckerPattern(a: 2, b: 3, c: 1, d: 1)
    let other = try KroneckerPattern(a: 1, b: 2, c: 6, d: 1)
    let (first, second) = ([Double](repeating: 1, count: 6), [Double](repeating: 1, count: 12))
    func make(_ patterns: [KroneckerPattern], _ factors: [[Double]], _ input: [Double]?, batch: Int = 1) throws {
      _ = try OperationCase(
        id: "", patterns: patterns, format: .float32, batch: batch, factors: factors, input: input, cotangent: nil)
    }
    try make([pattern, other], [first, second], [1, 2])
    #expect(throws: ShapeError.self) { try make([], [], [1]) }
    #expect(throws: ShapeError.self) { try make([pattern, pattern], [first, first], [1, 2]) }
    #expect(throws: ShapeError.self) { try make([pattern, other], [first], [1, 2]) }
    #expect(throws: ShapeError.self) { try make([pattern, other], [first, first], [1, 2]) }
    #expect(throws: ShapeError.self) { try make([pattern, other], [first, second], [1, 2, 3]) }
    #expect(throws: ShapeError.self) { try make([pattern, other], [first, second], [], batch: -1) }
    let data = try OperationCase(
      id: "half", patterns: [pattern], format: .float32, batch: 0, factors: [first], input: [], cotangent: nil)
    let judge = Judge(model: ArithmeticModel(.float32))
    #expect(throws: ShapeError.self) { try judge.verdict(on: .adjoint, of: data, result: []) }
    #expect(throws: ShapeError.self) { try judge.verdict(on: .left, of: data, result: []) }
    let empty = try judge.verdict(on: .product, of: data, result: [])
    #expect(empty.holds && empty.tier == .mistrusted)
    #expect(try !judge.verdict(on: .product, of: data, result: [1]).holds)
  }
}

extension Mistake {
  /// The mistake as a kernel makes it: on the data that it takes for the case's, or with its result.
  fileprivate func simulated(
    _ kernel: Simulation, _ operation: MonarchOperation, _ data: OperationCase, right: [Double]
  ) throws -> [[Double]] {
    var factor: Int?
    if case .gradient(let index) = operation { factor = index }
    func result(
      patterns: [KroneckerPattern]? = nil, factors: [[Double]]? = nil, batch: Int? = nil, accumulates: Bool = true
    ) throws -> [Double] {
      let batch = batch ?? data.batch
      let wrong = try OperationCase(
        id: data.id, patterns: patterns ?? data.patterns, format: data.format, batch: batch,
        factors: factors ?? data.factors,
        input: data.input.map { Array($0[..<($0.count / data.batch * batch)]) },
        cotangent: data.cotangent.map { Array($0[..<($0.count / data.batch * batch)]) },
        accumulators: accumulates ? data.accumulators : nil)
      return kernel.result(of: operation, wrong)
    }
    switch self {
    case .nothing: return [factor.flatMap { data.accumulators?[$0] } ?? right.map { _ in 0 }]
    case .lastEntry: return [right.dropLast() + [0]]
    case .transposedFactor:
      return try data.patterns.indices.filter { $0 != factor && data.patterns[$0].b > 1 && data.patterns[$0].c > 1 }.map
      {
        let (b, c) = (data.patterns[$0].b, data.patterns[$0].c)
        var factors = data.factors
        for block in 0..<data.patterns[$0].blockCount {
          for j in 0..<b {
            for κ in 0..<c { factors[$0][block * b * c + j * c + κ] = data.factors[$0][block * b * c + κ * b + j] }
          }
        }
        return try result(factors: factors)
      }
    case .unpermuted:
      return try data.patterns.indices.filter {
        data.patterns[$0].d > 1 && data.patterns[$0].b * data.patterns[$0].c > 1
      }.map {
        var patterns = data.patterns
        let pattern = patterns[$0]
        patterns[$0] = try KroneckerPattern(a: pattern.blockCount, b: pattern.b, c: pattern.c, d: 1)
        return try result(patterns: patterns)
      }
    case .transposedResult:
      guard let factor, data.patterns[factor].b > 1, data.patterns[factor].c > 1 else { return [] }
      let (b, c) = (data.patterns[factor].b, data.patterns[factor].c)
      var wrong = right
      for index in right.indices {
        let (block, entry) = index.quotientAndRemainder(dividingBy: b * c)
        wrong[block * b * c + entry % c * b + entry / c] = right[index]
      }
      return [wrong]
    case .forgottenRow: return factor == nil ? [] : [try result(batch: data.batch - 1)]
    case .overwritten: return factor == nil || data.accumulators == nil ? [] : [try result(accumulates: false)]
    }
  }
}
