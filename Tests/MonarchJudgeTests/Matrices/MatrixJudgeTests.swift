import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

@Suite struct MatrixQuestionTests {
  @Test func namesAreReadBack() {
    for operation in MatrixOperation.allCases {
      for layout in [Layout.fly, .paper, .m2, .btt] {
        let ids = CasePlan.matrices(operation, count: 40, seed: 7, layout: layout, format: .bfloat16)
        #expect(ids.count == 40 && Set(ids).count == 40)
        for id in ids {
          #expect(MatrixCaseID("\(id)") == id && CaseName("\(id)") == .matrix(id))
          #expect(operation == .factor || layout.admits(id.shape))
        }
      }
    }
    #expect(CasePlan.matrices(.project, count: 1, seed: 1, layout: .fly, format: .float32).count == 1)
  }

  @Test(arguments: [
    "project-float32-generic-2x2x2-2x2x2", "project-float32-generic-2x2x2-2x2x2-s",
    "project-f32-generic-2x2x2-2x2x2-s1",
    "project-float32-wild-2x2x2-2x2x2-s1", "project-float32-generic-2x2x2-2x2x3-s1",
    "project-float32-generic-2x2x2-2x2x2-s01", "project-float32-generic-2x2x99999-2x2x2-s1",
    "factor-float64-generic-2x2x2-2x2x2-s1", "factor-float64-member-2x3x2-2x2x3-s1", "multiply-float32-s1", "", "-----",
  ]) func otherNamesAreNone(_ name: String) { #expect(MatrixCaseID(name) == nil) }

  @Test func matricesAreWhatTheirKindSays() throws {
    for id in CasePlan.matrices(.project, count: 48, seed: 3, layout: .fly, format: .float16) {
      let question = MatrixQuestion(id)
      let s = id.shape
      #expect(question.matrix.count == s.outputCount * s.inputCount)
      #expect(question.matrix.allSatisfy { id.format.holds($0) })
      let matrix = Matrix(rows: s.outputCount, columns: s.inputCount) {
        Rational(exactly: question.matrix[$0 * s.inputCount + $1])!
      }
      if id.kind == .member {
        guard case .member = try s.membership(of: matrix) else {
          Issue.record("\(id) is no member")
          continue
        }
      }
    }
    for id in CasePlan.matrices(.factor, count: 6, seed: 3, layout: .fly, format: .float64) {
      let (question, n) = (MatrixQuestion(id), id.shape.inputCount)
      let matrix = Matrix(rows: n, columns: n) { Rational(exactly: question.matrix[$0 * n + $1])! }
      let grid = try Grid(rows: id.shape.k, columns: id.shape.q)
      guard case .factors = try grid.factorization(of: matrix, over: .rationals) else {
        Issue.record("\(id) is not in MM*")
        continue
      }
    }
  }
}

@Suite struct MatrixJudgeTests {
  private let judge = Judge(model: ArithmeticModel(.float64))

  private func record(_ name: String, _ factors: [[Double]]) throws -> CaseRecord {
    let question = MatrixQuestion(try #require(MatrixCaseID(name)))
    let records = try judge.records(of: .results(factors), to: question)
    #expect(records.count == 1)
    return try #require(records.first)
  }

  /// Diagonal slices: the nearest matrix keeps the greater entry of each.
  @Test func projectionsOfTies() throws {
    // M = I of a 2×2 grid: slice (j, k) has 1 at l = k, i = j… and is of rank 1 already.
    let name = "project-float64-ties-2x2x2-2x2x2-s1"
    let matrix = MatrixQuestion(try #require(MatrixCaseID(name))).matrix
    // A[(σ, λ), (a, i)] = 1 where σ = i: each slice is the identity, of which any unit vectors u = v are a nearest pair.
    #expect(matrix == [1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1])
    func factors(_ cosine: Double, _ sine: Double, _ scale: Double = 1) -> [[Double]] {
      let pair = [cosine, sine]
      // left (l, s, r): u in column r; right (k, q, p): v in row q.
      let left = (0..<8).map { scale * pair[$0 / 2 % 2] }
      return [left, (0..<8).map { pair[$0 % 2] }]
    }
    for (c, s) in [(1.0, 0.0), (0, 1), (0.6, 0.8), (0.6, -0.8)] {
      #expect(try record(name, factors(c, s)).outcome == .bound)
      #expect(try record(name, factors(c, s, 1 + 0x1p-46)).outcome == .bound)
      // Off by 2^-30: the gap is of second order and sees nothing, the residual does.
      let off = try record(name, factors(c, s, 1 + 0x1p-30))
      #expect(off.outcome == .violated && off.reason.contains("no singular pairs"), "\(off)")
      let far = try record(name, factors(c, s, 1.01))
      #expect(far.outcome == .violated && far.reason.contains("exceeds the least"), "\(far)")
    }
    #expect(try record(name, [[0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 1, 0, 1, 0, 1, 0]]).outcome == .violated)
  }

  /// What is admitted is of the format: off by 2^-12 the gap of float32 shows it, and that of float16 does not.
  @Test func gapsAreThoseOfTheFormat() throws {
    let ones = [1.0, 0, 1, 0]
    let left = ones.flatMap { [$0, $0] }.enumerated().map { $0.offset / 2 % 2 == 0 ? 1 + 0x1p-12 : 0 }
    for (format, outcome) in [(FloatFormat.float32, CaseRecord.Outcome.violated), (.float16, .bound)] {
      let id = try #require(MatrixCaseID("project-\(format)-ties-2x2x2-2x2x2-s1"))
      let found = try #require(
        try Judge(model: ArithmeticModel(format)).records(
          of: .results([left, [1, 0, 1, 0, 1, 0, 1, 0]]), to: MatrixQuestion(id)
        ).first)
      #expect(found.outcome == outcome, "\(found)")
      if outcome == .violated { #expect(found.reason.contains("exceeds the least"), "\(found)") }
    }
  }

  /// A singular pair that is not the leading one is stationary, and farther away.
  @Test func secondPairsAreNoProjections() throws {
    let name = "project-float64-generic-1x1x2-1x2x1-s3"
    let a = MatrixQuestion(try #require(MatrixCaseID(name))).matrix
    // SᵀS of the 2×2 slice: eigenvectors by hand.
    let (x, y, z) = (a[0] * a[0] + a[2] * a[2], a[0] * a[1] + a[2] * a[3], a[1] * a[1] + a[3] * a[3])
    for sign in [1.0, -1] {
      let λ = (x + z) / 2 + sign * (((x - z) / 2) * ((x - z) / 2) + y * y).squareRoot()
      let length = (y * y + (λ - x) * (λ - x)).squareRoot()
      let v = [y / length, (λ - x) / length]
      let found = try record(name, [[a[0] * v[0] + a[1] * v[1], a[2] * v[0] + a[3] * v[1]], v])
      #expect(found.outcome == (sign > 0 ? .bound : .violated), "\(found)")
      if sign < 0 { #expect(found.reason.contains("exceeds the least"), "\(found)") }
    }
  }

  @Test func uselessAnswersAreViolations() throws {
    let name = "project-float64-generic-2x2x2-2x2x2-s1"
    let question = MatrixQuestion(try #require(MatrixCaseID(name)))
    let ones = [Double](repeating: 1, count: 8)
    for (factors, reason) in [
      ([ones], "expected factors"), ([ones, ones.dropLast()], "expected factors"), ([], "expected factors"),
      ([ones, ones.dropLast() + [.nan]], "expected finite factors, found nan"),
      ([ones.dropLast() + [.infinity], ones], "expected finite factors, found inf"),
    ] as [([[Double]], String)] {
      let found = try record(name, factors)
      #expect(found.outcome == .violated && found.reason.hasPrefix(reason), "\(found)")
    }
    #expect(try judge.records(of: .fault("gone"), to: question).first?.outcome == .violated)
    #expect(try judge.records(of: .refusal("no"), to: question).first?.outcome == .refused)
  }

  /// The factors of which the member was made, in any order and scale of the p; and near ones.
  @Test func factorizationsAreJudgedByTheirProduct() throws {
    let name = "factor-float64-member-2x2x2-2x2x2-s5"
    let question = MatrixQuestion(try #require(MatrixCaseID(name)))
    let grid = try Grid(rows: 2, columns: 2)
    let matrix = Matrix(rows: 4, columns: 4) { Rational(exactly: question.matrix[$0 * 4 + $1])! }
    guard case .factors(let word, _) = try grid.factorization(of: matrix, over: .rationals) else {
      Issue.record("\(name) is not in MM*")
      return
    }
    func doubles(_ letter: Int) -> [Double] {
      word.letters[letter].blocks.flatMap { block in
        (0..<block.rows * block.columns).map { Double(block[$0 / block.columns, $0 % block.columns]) }
      }
    }
    let factors = [doubles(0), doubles(1), doubles(2)]
    #expect(try record(name, factors).outcome == .bound)
    #expect(try record(name, [factors[0].map { -4 * $0 }, factors[1], factors[2].map { $0 / -4 }]).outcome == .bound)
    #expect(try record(name, [factors[0].map { $0 * (1 + 0x1p-45) }, factors[1], factors[2]]).outcome == .bound)
    for place in 0..<3 {
      var wrong = factors
      wrong[place][0] *= 1 + 0x1p-20
      let found = try record(name, wrong)
      #expect(found.outcome == .violated && found.reason.contains("of its bound"), "\(found)")
    }
    #expect(try record(name, [factors[2], factors[1], factors[0]]).outcome == .violated)
    // Terms that cancel are no excuse, however large: their product is 0 here.
    for size in [1.0, 1e10, 1e100] {
      let ones = [Double](repeating: size, count: 8)
      let found = try record(name, [ones, [size, size, size, size, -size, -size, -size, -size], ones])
      #expect(found.outcome == .violated && found.ratio ?? 0 > 1e6, "\(found)")
    }
  }
}
