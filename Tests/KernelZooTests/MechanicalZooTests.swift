import ExactArithmetic
import KernelZoo
import MonarchJudge
import Testing

@Suite struct MechanicalZooTests {
  /// The text of each reference kernel reads back, and is right.
  @Test(arguments: LoopKernel.allCases) func programsReadBack(_ kernel: LoopKernel) throws {
    let program = try LoopProgram(kernel.text)
    #expect(program.description == kernel.text.split(separator: "\n").joined(separator: "\n"))
    #expect(try LoopProgram(program.description) == program)
  }

  @Test func everyMutantIsKilledOrEquivalent() throws {
    let rows = try Zoo.mechanical(cases: 36, seed: 3)
    #expect(rows.count >= 500)
    let survivors = rows.filter { $0.fate == .survived }
    #expect(survivors.map(\.change) == [])
    // Every sort of change is there, and every fate is reached.
    #expect(Set(rows.map(\.kind)) == Set(LoopMutation.Kind.allCases.map(\.rawValue)))
    #expect(rows.contains { $0.fate == .equivalent } && rows.contains { $0.ground == .fault })
    #expect(!rows.contains { $0.fate == .killed && $0.probe == nil })
  }

  /// What no case kills is not called equivalent for that: the symbolic runs see every operation.
  @Test func survivorsAreNotCalledEquivalent() throws {
    // Two programs that differ in one rounding only are different, however right both are.
    let kernel = LoopKernel.multiply
    let one = try LoopProgram(kernel.text)
    let two = try LoopProgram(kernel.text.replacing("sum = sum + left", with: "sum = 0.0 + sum + left"))
    func compiled(_ program: LoopProgram) throws -> CompiledLoops<SymbolicArithmetic> {
      try CompiledLoops(program, sizes: LoopKernel.sizes, arrays: kernel.arrays)
    }
    #expect(try kernel.firstDifference(compiled(one), compiled(two), over: LoopKernel.sweep) != nil)
    #expect(try kernel.firstDifference(compiled(one), compiled(one), over: LoopKernel.sweep) == nil)
    let exchanged = try LoopProgram(kernel.text.replacing("0 ..< k", with: "0 ..< 1 * k"))
    #expect(try kernel.firstDifference(compiled(one), compiled(exchanged), over: LoopKernel.sweep) == nil)
  }

  /// Nothing that a program does ends the process.
  @Test(arguments: [
    ("for i in 0 ..< 1000000000\n  for j in 0 ..< 1000000000\n    a = 0.0", "did not come to an end"),
    ("output[0 - 1] = 0.0", "writes output[-1] of 2"),
    ("output[1 / (k - k)] = 0.0", "divides by 0"),
    ("output[1 % 0] = 0.0", "divides by 0"),
  ])
  func faultsAreErrors(_ text: String, _ reason: String) throws {
    let program = try CompiledLoops<FloatArithmetic>(LoopProgram(text), sizes: ["k"], arrays: ["output"])
    #expect {
      _ = try program.run(FloatArithmetic(), sizes: [3], arrays: [[0, 0]], fuel: 10_000)
    } throws: { "\($0)" == reason }
  }

  @Test func readingBeyondAnArrayGivesZero() throws {
    let text = "output[0] = output[2] + output[0 - 1]"
    let program = try CompiledLoops<FloatArithmetic>(LoopProgram(text), sizes: ["k"], arrays: ["output"])
    #expect(try program.run(FloatArithmetic(), sizes: [3], arrays: [[7, 7]], fuel: 10).arrays == [[0, 7]])
  }

  @Test func integersWrapAround() throws {
    let text = "output[(9223372036854775807 + k) * 0] = 1.0\noutput[(0 - 9223372036854775807 - 1) / (0 - 1) * 0] = 2.0"
    let program = try CompiledLoops<FloatArithmetic>(LoopProgram(text), sizes: ["k"], arrays: ["output"])
    #expect(try program.run(FloatArithmetic(), sizes: [3], arrays: [[0, 0]], fuel: 10).arrays == [[2, 0]])
  }

  @Test(arguments: [
    ("for i in 0 .. 3", "line 1: expected \"..<\", found \".\""),
    ("a = 1.0\n   b = 1.0", "line 2: expected an indentation by twos, found 3 spaces"),
    ("a = 1.0\n  b = 1.0", "line 2: indented without a loop"),
    ("a[0 = 1.0", "line 1: expected \"]\", found \"=\""),
    ("a = (1.0 + 2.0", "line 1: expected \")\", found the end"),
    ("a = 1.0 1.0", "line 1: expected the end of the line, found \"1.0\""),
  ])
  func textThatIsNoProgram(_ text: String, _ message: String) {
    #expect {
      _ = try LoopProgram(text)
    } throws: { "\($0)" == message }
  }

  @Test(arguments: [
    ("a = b", "no number b"), ("a = 1", "1 is no number"), ("output[a] = 0.0", "no integer a"),
    ("output[1.0] = 0.0", "1.0 is no integer"), ("x[0] = 0.0", "no array x"), ("a = x[0]", "no array x"),
  ])
  func namesMustBeKnown(_ text: String, _ message: String) throws {
    let program = try LoopProgram(text)
    #expect {
      _ = try CompiledLoops<FloatArithmetic>(program, sizes: ["k"], arrays: ["output"])
    } throws: { "\($0)" == message }
  }
}
