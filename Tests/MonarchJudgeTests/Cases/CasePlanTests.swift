import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct CasePlanTests {
  @Test func idsRoundTripAndReplay() throws {
    for format in FloatFormat.ofCases {
      for id in CasePlan(count: 120, seed: 9, layout: .fly, format: format, largest: 3000).ids {
        #expect(CaseID(id.description) == id)
        let (first, second) = (try ProductCase(id), try ProductCase(id))
        #expect(first.left == second.left && first.right == second.right && first.input == second.input)
      }
    }
  }

  /// Every operation has cases of its own, with what it needs.
  @Test func everyOperationIsAsked() throws {
    for operation in KernelOperation.allCases {
      for id in CasePlan(operation, count: 120, seed: 9, layout: .fly, format: .float32, largest: 3000).ids {
        #expect(id.operation == operation && CaseID(id.description) == id)
        let (question, again) = (try Question(id), try Question(id))
        #expect(question.id == id.description && question.operation == operation)
        #expect(question.data.factors == again.data.factors && question.data.input == again.data.input)
        #expect((question.data.input != nil) == (operation != .adjoint))
        #expect((question.data.cotangent != nil) == ![.multiply, .dense].contains(operation))
        #expect((question.data.accumulators != nil) == (operation == .accumulate))
        for result in operation.results { #expect(question.count(of: result) >= 0) }
      }
    }
    #expect(throws: ShapeError("multiply needs its input")) {
      try Question(
        .multiply, id: "", shape: .square(1), format: .float32, batch: 1, left: [1], right: [1])
    }
    #expect(throws: ShapeError("dense takes no cotangent")) {
      try Question(
        .dense, id: "", shape: .square(1), format: .float32, batch: 1, left: [1], right: [1], cotangent: [1])
    }
  }

  @Test(arguments: [
    "", "multiply", "multiply-tf32-uniform-1x1x1-1x1x1-b1-s1", "multiply-float32-odd-1x1x1-1x1x1-b1-s1",
    "multiply-float32-uniform-2x3x1-2x1x2-b1-s1", "multiply-float32-uniform-1x1x1-1x1x1-b-1-s1",
    "multiply-float32-uniform-1x1x1-1x1x1-b1-s1-", "multiply-float32-uniform-1x1-1x1x1-b1-s1",
    "multiply-float32-uniform-99999999x1x99999999-1x1x99999999-b1-s1", "multiply-float32-uniform-0x1x1-1x1x0-b1-s1",
    "multiply-float32-uniform-1x1x1-1x1x1-b9999999999-s1",
    "multiply-float32-integers-1x1x1-1x67108863x1-b1048576-s1", "multiply-float32-uniform-1x1x8000000-1x1x1-b3-s1",
    "multiply-float32-uniform-+1x1x1-1x1x1-b1-s1", "multiply-float32-uniform-01x1x1-1x1x1-b1-s1",
    "project-float32-uniform-1x1x1-1x1x1-b1-s1", "dense-float32-uniform-1x1x1-1x1x1-b2-s1",
    "dense-float32-uniform-1x1x4096-1x4096x1-b1-s1", "multiply-float32-uniform-1x1x1-1x9223372036854775807x1-b1-s1",
    "multiply-float32-uniform-1x1-1x1x1x1-b1-s1",
  ])
  func namesOfNoCaseAreRefused(name: String) {
    #expect(CaseID(name) == nil)
  }

  @Test func ladderAscendsFromPlainCases() {
    for layout in Layout.presets + [.flyEinsum(b2: 2)] {
      for count in [1, 7, 60, 240, 1000] {
        let ids = CasePlan(count: count, seed: 1, layout: layout, format: .float32).ids
        #expect(ids.count == count, "\(layout)")
        #expect(ids.allSatisfy { layout.admits($0.shape) })
        #expect(Set(ids.map(\.description)).count == count)
        let sizes = ids.map(\.shape.parameterCount)
        #expect(sizes == sizes.sorted())
        if count >= 60 {
          // Twice in a row the same shape and batch: a kept answer shows.
          #expect(zip(ids, ids.dropFirst()).contains { $0.shape == $1.shape && $0.batch == $1.batch })
          #expect(Set(ids.map(\.kind)) == Set(CaseKind.plain))
          #expect(Set(ids.map(\.batch)).count > 4)
        }
      }
    }
    let paper = CasePlan(count: 60, seed: 1, layout: .paper, format: .float32).ids
    #expect(paper.allSatisfy { $0.shape.isGrid })
    #expect(paper.contains { $0.shape.k != $0.shape.l })
  }

  /// A third of the cases of kernels whose sums hide behind their operands are exact, and need 23, 13 or 7 bits of the sums.
  @Test func partialSumsAreExactAndNeedTheirBits() throws {
    let model = try ArithmeticModel(
      input: .float32, accumulate: .float32, output: .float32, operands: .bfloat16, adderWindow: 23)
    let narrow = try ArithmeticModel(
      input: .float32, accumulate: .float32, output: .float32, operands: .bfloat16, adderWindow: 19)
    for operation in [KernelOperation.multiply, .adjoint] {
      let ids = CasePlan(
        operation, count: 120, seed: 1, layout: .fly, format: .float32, largest: 3000, hidesSums: true
      ).ids.filter { $0.kind == .partial }
      var (exact, lost) = (0, 0)
      for id in ids {
        #expect(CaseID(id.description) == id)
        let data = try OperationCase(id)
        let asked = operation == .adjoint ? MonarchOperation.adjoint : .product
        let result = try data.roundedResult(of: asked, to: .float32).map { FloatFormat.float32.value(bitPattern: $0) }
        let verdict = try Judge(model: model).verdict(on: asked, of: data, result: result)
        #expect(verdict.holds, "\(verdict)")
        if verdict.tier == .exact { exact += 1 }
        let isBound = try Judge(model: narrow).verdict(on: asked, of: data, result: result).tier == .bound
        if verdict.tier == .exact && isBound { lost += 1 }
      }
      #expect(
        ids.count == 40 && exact > 9 && lost > 4, "\(operation): \(exact) exact, \(lost) need 23 bits of \(ids.count)")
    }
  }

  /// Every number is one of the format, so that handing it over rounds nothing.
  @Test func dataIsOfTheFormat() throws {
    for format in FloatFormat.ofCases {
      for id in CasePlan(count: 120, seed: 2, layout: .fly, format: format, largest: 500).ids {
        let product = try ProductCase(id)
        for value in product.left + product.right + product.input where value != 0 {
          #expect(format.nearest(to: exact(value)) == exact(value), "\(id)")
        }
      }
    }
  }

  @Test func kindsAreWhatTheySay() throws {
    func numbers(_ kind: CaseKind) throws -> ProductCase {
      try ProductCase(CaseID(format: .float32, kind: kind, shape: try .square(8), batch: 5, seed: 3))
    }
    let integers = try numbers(.integers)
    #expect(integers.input.allSatisfy { $0 == $0.rounded() && $0 != 0 })
    let exponents = try numbers(.exponents).input.map(\.exponent)
    #expect(exponents.max()! - exponents.min()! > 30)
    let sparse = try numbers(.sparse)
    #expect(sparse.input[64..<128].allSatisfy { $0 == 0 })
    #expect(sparse.right.contains { $0 == 0 && $0.sign == .minus } && sparse.right.contains { $0 != 0 })
    let underflow = try numbers(.underflow)
    let product = Float(underflow.right[0]) * Float(underflow.input[0])
    #expect(product.isSubnormal)
    let subnormal = try numbers(.subnormal)
    #expect(subnormal.input.allSatisfy { Float($0).isSubnormal && Double(Float($0)) == $0 })
    let large = try numbers(.large)
    #expect((large.right[0] * large.input[0]).magnitude > 0x1p110)
    let cancelling = try numbers(.cancelling)
    let sum = cancelling.right[0] * cancelling.input[0] + cancelling.right[1] * cancelling.input[1]
    #expect(sum.magnitude < 0.01 * (cancelling.right[0] * cancelling.input[0]).magnitude)
    let uniform = try numbers(.uniform)
    #expect(uniform.left.count { $0 < 0 } > 100 && uniform.left.allSatisfy { $0.magnitude < 1 })
  }
}
