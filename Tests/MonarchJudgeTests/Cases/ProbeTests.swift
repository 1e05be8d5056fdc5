import ExactArithmetic
import MonarchJudge
import MonarchReference
import Synchronization
import Testing

@Suite struct ProbeNameTests {
  @Test func everyProbeIsNamedAndMadeAgain() throws {
    for operation in KernelOperation.allCases {
      for layout in Layout.presets {
        for format in [FloatFormat.float32, .bfloat16] {
          let probes = CasePlan.probes(operation, seed: 3, layout: layout, format: format)
          #expect(Set(probes).count == probes.count && !probes.isEmpty)
          for id in probes {
            #expect(CaseID("\(id)") == id && layout.admits(id.shape) && id.operation == operation)
          }
        }
      }
    }
    let sizes = KernelOperation.allCases.map { operation in
      CasePlan.probes(operation, seed: 1, layout: .fly, format: .float32).count
    }
    #expect(sizes.min() ?? 0 >= 10 && sizes.max() ?? 0 <= 200, "\(sizes)")
  }

  @Test(arguments: [
    "multiply-float32-integers-3x3x3-3x3x3-b3-s1+nan-in-cotangent",
    "adjoint-float32-integers-3x3x3-3x3x3-b3-s1+inf-in-input",
    "gradient-float32-integers-3x3x3-3x3x3-b3-s1+nan-in-d_left",
    "dense-float32-integers-3x3x3-3x3x3-b1-s1+nan-in-left",
    "dense-float32-integers-3x3x3-3x3x3-b1-s1+after-nan",
    "multiply-float32-integers-3x3x3-3x3x3-b0-s1+nan-in-left",
    "multiply-float32-integers-3x3x3-3x3x3-b3-s1+", "multiply-float32-integers-3x3x3-3x3x3-b3-s1+repeated+repeated",
    "multiply-float32-integers-3x3x3-3x3x3-b3-s1+NaN-in-left", "multiply-float32-integers-3x3x3-3x3x3-b3+repeated-s1",
    "+repeated",
  ]) func whatCannotBeAskedHasNoName(_ name: String) { #expect(CaseID(name) == nil) }

  /// A few probes are of every sort.
  @Test func theFirstProbesAreOfEverySort() {
    for operation in KernelOperation.allCases where operation != .dense {
      let probes = CasePlan.probes(operation, seed: 1, layout: .fly, format: .float32)
        .prefix(operation.tensors.count + 6)
      for tensor in operation.tensors {
        #expect(probes.contains { $0.description.hasSuffix("+nan-in-\(tensor.rawValue)") })
      }
      #expect(probes.contains { $0.variation == .afterNaN } && probes.contains { $0.variation == .repeated })
      #expect(probes.contains { $0.batch == 31 } && probes.contains { $0.shape.inputCount > 512 })
    }
  }

  @Test func oneNumberIsNotFinite() throws {
    for id in CasePlan.probes(.accumulate, seed: 5, layout: .fly, format: .float64) {
      guard case .nonFinite(let value, let tensor, let amongZeros)? = id.variation else { continue }
      let data = try Question(id).data
      let before = try #require(data.accumulators)
      let tensors: [CaseTensor: [Double]] = [
        .input: try #require(data.input), .left: data.factors[1], .right: data.factors[0],
        .cotangent: try #require(data.cotangent), .leftBefore: before[1], .rightBefore: before[0],
      ]
      for (name, numbers) in tensors {
        let strange = numbers.filter { !$0.isFinite }
        #expect(strange.count == (name == tensor ? 1 : 0), "\(id)")
        if let found = strange.first { #expect("\(found)" == value.rawValue, "\(id)") }
        let block: [CaseTensor: Int] = [
          .input: id.shape.p, .cotangent: id.shape.l, .left: id.shape.s * id.shape.r, .right: id.shape.q * id.shape.p,
        ]
        if !amongZeros, let size = block[name], size < numbers.count,
          let place = numbers.firstIndex(where: { !$0.isFinite })
        {
          // What is read beyond the end of a block is the beginning of the next one, never of the first.
          #expect(place > 0 && place % size == 0, "\(id)")
        }
        if amongZeros, name != tensor { #expect(numbers.allSatisfy { $0 == 0 }, "\(id)") }
        if !amongZeros { #expect(numbers.contains { $0 != 0 && $0.isFinite }, "\(id)") }
      }
    }
  }
}

/// Kernels whose faults no plan of finite cases shows, each question by itself.
@Suite struct ProbeVerificationTests {
  private struct Kernel: InProcessKernel {
    var manifest = Manifest(name: "probed", layout: .fly, model: ArithmeticModel(.float64))
    let multiply: @Sendable (OperationCase) throws -> [Double]

    func results(of question: Question) throws -> [[Double]] { [try multiply(question.data)] }
  }

  private static func right(_ data: OperationCase) -> [Double] { SimulatedKernel<Double>().result(of: .product, data) }

  private func found(_ kernel: Kernel, probes: Int = 60, isFoundAgain: Bool = true) async throws -> VerificationReport {
    var verification = Verification(count: 8, seed: 1)
    verification.probes = probes
    let report = try #require(try await verification.run(kernel).first)
    #expect(report.judged == report.planned && report.planned == 8 + min(probes, 113))
    for record in report.records where record.outcome == .violated {
      // What is found is found again by its name, unless it takes what was asked before.
      var again = Verification(count: 1, seed: 9)
      again.only = CaseName(record.caseID)
      guard isFoundAgain else { continue }
      #expect(try await again.run(kernel).first?.count(.violated) == 1, "\(record)")
    }
    return report
  }

  private func violated(_ report: VerificationReport) -> Set<String> {
    Set(report.records.filter { $0.outcome == .violated }.map { $0.caseID.contains("+") ? "probe" : "case" })
  }

  @Test func rightKernelsHold() async throws {
    let report = try await found(Kernel(multiply: Self.right), probes: 1000)
    #expect(report.objections == [] && report.counts["special"]?[.exact] == 75)
    #expect(report.counts["repeated"]?.values.reduce(0, +) == 20)
    let sizes = report.records.filter { CaseID($0.caseID).map { $0.batch > 2000 || $0.shape.k == 600 } ?? false }
    #expect(sizes.count == 3)
  }

  @Test func zerosThatAreSkippedHideNaN() async throws {
    let report = try await found(
      Kernel { data in
        let product = Self.right(data)
        // 0·∞ is taken for 0.
        return data.factors.contains { $0.allSatisfy { $0 == 0 } } ? product.map { $0.isNaN ? 0 : $0 } : product
      })
    #expect(violated(report) == ["probe"])
    #expect(report.smallestFailure?.caseID.hasSuffix("-among-zeros") == true)
    #expect(report.smallestFailure?.reason.contains("must not be finite") == true)
  }

  @Test func infinitiesThatSpreadAreSeen() async throws {
    let report = try await found(
      Kernel { data in
        let product = Self.right(data)
        return product.contains { !$0.isFinite } ? product.map { _ in .nan } : product
      })
    #expect(violated(report) == ["probe"])
  }

  @Test func numbersLeftBehindAreSeen() async throws {
    let last = Mutex<[Double]>([])
    let report = try await found(
      Kernel { data in
        let product = Self.right(data)
        return last.withLock { last in
          defer { last = product }
          // The last number is added onto what stands there, as if memory were always zero.
          guard last.count == product.count, last.last?.isNaN == true else { return product }
          return product.dropLast() + [.nan]
        }
      }, isFoundAgain: false)
    #expect(report.records.contains { $0.outcome == .violated && $0.caseID.hasSuffix("+after-nan") })
  }

  @Test func anotherAnswerIsSeenUnlessItIsDeclared() async throws {
    let calls = Mutex(0)
    @Sendable func moody(_ data: OperationCase) -> [Double] {
      let product = Self.right(data)
      return calls.withLock { calls in
        calls += 1
        // Within the bound, but not the same.
        return calls.isMultiple(of: 3) && data.id.contains("-uniform-") && data.id.hasSuffix("+repeated")
          ? product.map(\.nextUp) : product
      }
    }
    let report = try await found(Kernel(multiply: moody), isFoundAgain: false)
    #expect(violated(report) == ["probe"])
    #expect(report.smallestFailure?.reason.hasSuffix("had another answer when it was question 1") == true, "\(report)")
    let declared = Manifest(
      name: "moody", layout: .fly, model: ArithmeticModel(.float64), isReproducible: false)
    #expect(try await found(Kernel(manifest: declared, multiply: moody)).count(.violated) == 0)
  }

  /// The sign of a zero is a bit as well.
  @Test func zerosKeepTheirSign() async throws {
    let calls = Mutex(0)
    let report = try await found(
      Kernel { data in
        let sign = calls.withLock { calls in
          calls += 1
          return calls.isMultiple(of: 3) ? -1.0 : 1
        }
        return Self.right(data).map { $0 == 0 ? sign * 0 : $0 }
      }, isFoundAgain: false)
    let found = report.records.filter { $0.outcome == .violated }
    #expect(!found.isEmpty && found.allSatisfy { $0.caseID.hasSuffix("+repeated") }, "\(found)")
  }

  private struct Crash: Error {}

  @Test func aCrashBetweenTheQuestionsCounts() async throws {
    let report = try await found(
      Kernel { data in
        if data.id.hasSuffix("-nan") { throw Crash() }
        return Self.right(data)
      })
    let crashed = report.records.filter { $0.outcome == .violated }
    #expect(!crashed.isEmpty && crashed.allSatisfy { $0.caseID.hasSuffix("+after-nan") && $0.reason == "Crash()" })
  }
}
