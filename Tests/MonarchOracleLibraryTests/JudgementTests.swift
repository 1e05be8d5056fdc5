import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

@Suite(.property(cases: 12)) struct JudgementTests {
  /// The correctly rounded result is never accused; with one wrong number it is, and that number is the one named.
  @Test(arguments: Form.all) func oneWrongNumberIsFoundWhereItIs(_ form: Form) async {
    await check { draws in
      let example = try draws.example(form)
      for operation in Example.operations {
        let (made, right) = example.exact(operation, .float32)
        guard made.isOK, !right.isEmpty else { continue }
        // Sums of the narrow formats in float64, so that float32 is a last rounding.
        let (reply, verdict) = example.judge(operation, accumulate: .float64, .float32, right)
        #expect(reply.isOK && Int(verdict.verdict) != MONARCH_ORACLE_VIOLATED, "\(reply)")
        // An overflow of a partial sum leaves everything open.
        if reply.message.contains("may overflow") { continue }
        let place = try draws.draw(.integer(in: 0...right.count - 1), as: "place")
        var wrong = right
        wrong[place] = FloatFormat.float32.pattern(.nan)
        let (accusation, judgement) = example.judge(operation, accumulate: .float64, .float32, wrong)
        #expect(accusation.isOK && Int(judgement.verdict) == MONARCH_ORACLE_VIOLATED, "\(accusation)")
        #expect(Int(judgement.index) == place && judgement.found.isNaN)
      }
    }
  }

  /// What is said is what the judge says.
  @Test func judgementIsTheJudges() async {
    await check { draws in
      let form = try draws.draw(.element(of: Form.all.filter { $0.layout == .fly }))
      var example = try draws.example(form)
      example.isBatchLast = false
      let format = example.format
      let accumulate: FloatFormat = format == .float64 ? .float64 : .float32
      func values(_ patterns: [UInt64]) -> [Double] { patterns.map { format.value(bitPattern: $0) } }
      let data = try OperationCase(
        id: "drawn", shape: form.shape, format: format, batch: example.batch, left: values(example.left),
        right: values(example.right), input: values(example.input), cotangent: values(example.cotangent))
      let operations: [(Int32, MonarchOperation)] = [(0, .product), (1, .adjoint), (2, .left), (3, .right)]
      for (code, operation) in operations {
        let result = try draws.patterns("result", example.count(of: code), format)
        let (reply, judgement) = example.judge(code, accumulate: accumulate, format, result)
        let model = try ArithmeticModel(input: format, accumulate: accumulate, output: format, gradient: format)
        let expected = try Judge(model: model).verdict(on: operation, of: data, result: values(result))
        #expect(reply.isOK && reply.message == expected.reason)
        let code =
          !expected.holds
          ? MONARCH_ORACLE_VIOLATED
          : expected.tier == .mistrusted ? MONARCH_ORACLE_MISTRUSTED : MONARCH_ORACLE_HOLDS
        #expect(Int(judgement.verdict) == code)
        #expect(judgement.ratio.isNaN ? expected.ratio == nil : expected.ratio.map { Double($0) } == judgement.ratio)
        if let witness = expected.witness {
          #expect(judgement.exact == Double(witness.expected) && judgement.allowance == Double(witness.allowance))
        }
      }
    }
  }

  /// Kernels of this package hold, with the gradients that frameworks round to the weights' format.
  @Test func kernelsHold() throws {
    let shape = try MonarchShape(k: 4, q: 6, p: 5, l: 3, s: 7, r: 8)
    var bits = RandomBits(seed: 7)
    func draw(_ count: Int) -> [BFloat16] {
      (0..<count).map { _ in BFloat16(Float(bits.next() >> 40) * 0x1p-23 - 1) }
    }
    let batch = 9
    let (left, right) = (draw(3 * 7 * 8), draw(4 * 6 * 5))
    let (x, g) = (draw(batch * shape.inputCount), draw(batch * shape.outputCount))
    let factors = try MonarchFactors(k: 4, q: 6, p: 5, l: 3, s: 7, r: 8, left: left, right: right)
    var example = Example(format: .bfloat16, shape: shape, batch: batch)
    (example.left, example.right) = (left.map(pattern), right.map(pattern))
    (example.input, example.cotangent) = (x.map(pattern), g.map(pattern))

    let products = try factors.multiply(x, batch: batch)
    let gradient = try factors.gradient(x, cotangent: g, batch: batch)
    let results: [(Int32, [UInt64])] = [
      (0, products.map(pattern)), (1, gradient.input.map(pattern)),
      (2, gradient.left.map { pattern(BFloat16($0)) }), (3, gradient.right.map { pattern(BFloat16($0)) }),
    ]
    for (operation, result) in results {
      let (reply, judgement) = example.judge(operation, accumulate: .float32, .bfloat16, result)
      #expect(reply.isOK && Int(judgement.verdict) == MONARCH_ORACLE_HOLDS, "\(operation): \(reply)")
      #expect(judgement.ratio <= 1)
      // Truncated instead of rounded: one unit more or less in the last place is not admitted.
      let offBy = result.map { $0 ^ 1 }
      let (_, truncated) = example.judge(operation, accumulate: .float32, .bfloat16, offBy)
      #expect(Int(truncated.verdict) == MONARCH_ORACLE_VIOLATED)
    }
    // Not rounded, gradients hold as what they are.
    let floats = gradient.left.map { UInt64($0.bitPattern) }
    #expect(Int(example.judge(2, accumulate: .float32, .float32, floats).judgement.verdict) == MONARCH_ORACLE_HOLDS)
  }

  private func pattern(_ value: BFloat16) -> UInt64 { UInt64(value.bitPattern) }

  @Test func infinitiesAndNaNMustArrive() throws {
    var example = Example(shape: try .square(2), batch: 1)
    let format = FloatFormat.float32
    example.left = [1, 2, 3, 4, 5, 6, 7, 8].map { format.pattern($0) }
    example.right = [1, 0, 0, 1, .nan, 1, 0, 1].map { format.pattern($0) }
    example.input = [1, 2, 3, 4].map { format.pattern($0) }
    let refused = example.exact(0, format).reply
    #expect(refused.status == MONARCH_ORACLE_NOT_FINITE)
    #expect(refused.message == "expected finite numbers in right, found nan at index 4")
    // h = (1, 2, NaN, 4): outputs 0 and 2 meet it, of the block that reads h[0] and h[2]; 5·2 + 6·4 and 7·2 + 8·4 are the
    // others.
    let right = [Double.nan, 34, .nan, 46].map { format.pattern($0) }
    #expect(Int(example.judge(0, accumulate: format, format, right).judgement.verdict) != MONARCH_ORACLE_VIOLATED)
    let (reply, judgement) = example.judge(
      0, accumulate: format, format, [right[0], right[1], format.pattern(3), right[3]])
    #expect(Int(judgement.verdict) == MONARCH_ORACLE_VIOLATED && judgement.index == 2 && judgement.found == 3)
    #expect(reply.message.contains("output 2 of batch row 0 must not be finite"))
  }

  @Test func overflowAndEmptyBatchesProveNothing() throws {
    var example = Example(shape: try .square(1), batch: 0)
    (example.left, example.right) = ([FloatFormat.float32.pattern(1)], [FloatFormat.float32.pattern(0x1p127)])
    let empty = example.judge(0, accumulate: .float32, .float32, [])
    #expect(empty.reply.isOK && Int(empty.judgement.verdict) == MONARCH_ORACLE_MISTRUSTED)
    #expect(empty.judgement.index == -1 && empty.judgement.ratio.isNaN && empty.judgement.found.isNaN)
    (example.batch, example.input) = (1, [FloatFormat.float32.pattern(2)])
    let overflow = example.judge(0, accumulate: .float32, .float32, [FloatFormat.float32.pattern(.infinity)])
    #expect(Int(overflow.judgement.verdict) == MONARCH_ORACLE_MISTRUSTED)
    #expect(overflow.reply.message.contains("may overflow float32"))
    let unsupported = example.judge(0, accumulate: .float16, .float32, [0])
    #expect(unsupported.reply.status == MONARCH_ORACLE_UNSUPPORTED)
    #expect(unsupported.reply.message.contains("rounds the inputs first") && unsupported.judgement.verdict == -1)
  }
}
