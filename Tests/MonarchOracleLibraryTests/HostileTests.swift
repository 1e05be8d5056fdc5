import CMonarchOracle
import ExactArithmetic
import MonarchReference
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// What a caller can do wrong in one place: a status, a message of what was expected and found, and nothing written.
@Suite struct HostileTests {
  private static let example: Example = {
    var example = Example(shape: try! MonarchShape(k: 2, q: 3, p: 2, l: 2, s: 2, r: 3), batch: 2)
    example.left = Array(repeating: 0, count: 12)
    example.right = Array(repeating: 0, count: 12)
    example.input = Array(repeating: 0, count: 8)
    example.cotangent = Array(repeating: 0, count: 8)
    return example
  }()

  private struct Change: CustomStringConvertible, Sendable {
    let description: String
    let status: Int
    let says: String
    let change: @Sendable (inout monarch_oracle_problem) -> Void

    init(
      _ description: String, _ status: Int, _ says: String,
      _ change: @escaping @Sendable (inout monarch_oracle_problem) -> Void
    ) {
      (self.description, self.status, self.says, self.change) = (description, status, says, change)
    }
  }

  private static let changes: [Change] = [
    Change("struct_size 0", MONARCH_ORACLE_INVALID_ARGUMENT, "found 0") { $0.struct_size = 0 },
    Change("struct_size of another", MONARCH_ORACLE_INVALID_ARGUMENT, "expected a struct_size of 144") {
      $0.struct_size = 143
    },
    Change("no layout", MONARCH_ORACLE_INVALID_ARGUMENT, "found NULL") { $0.layout = nil },
    Change("format 0", MONARCH_ORACLE_INVALID_ARGUMENT, "found 0") { $0.format = 0 },
    Change("format 7", MONARCH_ORACLE_INVALID_ARGUMENT, "expected a format of 1 to 6") { $0.format = 7 },
    Change("format −1", MONARCH_ORACLE_INVALID_ARGUMENT, "found -1") { $0.format = -1 },
    Change("batch axis", MONARCH_ORACLE_INVALID_ARGUMENT, "found 2") { $0.batch_axis = 2 },
    Change("k = 0", MONARCH_ORACLE_INVALID_SHAPE, "expected k >= 1, found k = 0") { $0.shape.k = 0 },
    Change("s < 0", MONARCH_ORACLE_INVALID_SHAPE, "found s = -2") { $0.shape.s = -2 },
    Change("least size", MONARCH_ORACLE_INVALID_SHAPE, "expected p >= 1") { $0.shape.p = .min },
    Change("overflow", MONARCH_ORACLE_INVALID_SHAPE, "is not an Int") { $0.shape.p = .max },
    Change("k·q and l·r differ", MONARCH_ORACLE_INVALID_SHAPE, "do not fill") { $0.shape.k = 3 },
    Change("too large", MONARCH_ORACLE_INVALID_ARGUMENT, "expected at most 2^31 elements") { $0.shape.p = 1 << 40 },
    Change("batch < 0", MONARCH_ORACLE_INVALID_ARGUMENT, "expected a batch of at least 0, found -1") { $0.batch = -1 },
    Change("batch", MONARCH_ORACLE_INVALID_SHAPE, "expected 12 elements in the input, found 8") { $0.batch = 3 },
    Change("largest batch", MONARCH_ORACLE_INVALID_ARGUMENT, "expected at most 2^31 elements in the input") {
      $0.batch = .max
    },
    Change("left count", MONARCH_ORACLE_INVALID_SHAPE, "expected 12 elements in left, found 11") { $0.left_count = 11 },
    Change("right count", MONARCH_ORACLE_INVALID_SHAPE, "expected 12 elements in right, found -1") {
      $0.right_count = -1
    },
    Change("no left", MONARCH_ORACLE_INVALID_ARGUMENT, "expected 12 elements of left, found NULL") { $0.left = nil },
    Change("no right", MONARCH_ORACLE_INVALID_ARGUMENT, "expected 12 elements of right, found NULL") { $0.right = nil },
    Change("no input", MONARCH_ORACLE_INVALID_ARGUMENT, "expected 8 elements of the input, found NULL") {
      $0.input = nil
    },
    Change("input count", MONARCH_ORACLE_INVALID_SHAPE, "expected 8 elements in the input, found 9223372036854775807") {
      $0.input_count = .max
    },
  ]

  @Test func everyWrongFieldIsRefused() {
    for change in Self.changes {
      let (exact, _) = Self.example.exact(0, .float32, change: change.change)
      #expect(exact.status == change.status, "\(change): \(exact)")
      #expect(exact.message.contains(change.says), "\(change): \(exact)")
      let (judged, judgement) = Self.example.judge(
        0, accumulate: .float32, .float32, Array(repeating: 0, count: 8), change: change.change)
      #expect(judged == exact && judgement.verdict == -1, "\(change): \(judged)")
    }
    // The example itself is right.
    for operation in Example.operations { #expect(Self.example.exact(operation, .float32).reply.isOK) }
  }

  @Test func cotangentsAreCheckedWhereTheyAreNeeded() {
    for operation in [1, 2, 3] as [Int32] {
      let missing = Self.example.exact(operation, .float32) { ($0.cotangent, $0.cotangent_count) = (nil, 0) }.reply
      #expect(missing.message == "expected 8 elements in the cotangent, found 0")
      let null = Self.example.exact(operation, .float32) { $0.cotangent = nil }.reply
      #expect(null.message == "expected 8 elements of the cotangent, found NULL")
    }
  }

  @Test func unknownNamesAndCodesAreRefused() {
    let names = ["", "Fly", "fly ", "fly-einsum:", "fly-einsum:1", "fly-einsum:-2", "fly-einsum:99999999999999999999"]
    for name in names + [String(repeating: "x", count: 1000), "\u{1B}[31m"] {
      let reply = name.withCString { name in Self.example.exact(0, .float32) { $0.layout = name }.reply }
      #expect(
        reply.status == MONARCH_ORACLE_INVALID_ARGUMENT && reply.message.hasPrefix("expected"), "\(name): \(reply)")
      #expect(!reply.message.contains("\u{1B}"))
    }
    // A width beyond every block is a layout that stores nothing.
    let wide = "fly-einsum:9223372036854775807".withCString { name in
      Self.example.exact(0, .float32) { $0.layout = name }.reply
    }
    #expect(wide.status == MONARCH_ORACLE_INVALID_SHAPE, "\(wide)")
    let latin: [CChar] = [CChar(bitPattern: 0xE9), 0]
    let reply = latin.withUnsafeBufferPointer { name in
      Self.example.exact(0, .float32) { $0.layout = name.baseAddress }.reply
    }
    #expect(reply.status == MONARCH_ORACLE_INVALID_ARGUMENT && reply.message.hasPrefix("expected UTF-8"))
    for code in [-1, 4, .min, .max] as [Int32] {
      let reply = Self.example.withProblem { problem in
        Reply { monarch_oracle_exact(&problem, code, 1, nil, 0, nil, $0, $1) }
      }
      #expect(reply.message == "expected an operation of 0 to 3, found \(code)")
    }
    for code in [-1, 0, 7, .min, .max] as [Int32] {
      let reply = Self.example.withProblem { problem in
        Reply { monarch_oracle_exact(&problem, 0, code, nil, 0, nil, $0, $1) }
      }
      #expect(reply.message == "expected a format of 1 to 6 for the result, found \(code)")
    }
  }

  @Test func nullPointersAreRefused() {
    var bytes = [UInt8](repeating: canary, count: 64)
    let noProblem = Reply { monarch_oracle_exact(nil, 0, 1, &bytes, 8, nil, $0, $1) }
    #expect(noProblem.message == "expected a pointer for the problem, found NULL")
    Self.example.withProblem { problem in
      let problem = UnsafePointer<monarch_oracle_problem>(withUnsafeMutablePointer(to: &problem) { $0 })
      let noResult = Reply { monarch_oracle_exact(problem, 0, 1, nil, 8, nil, $0, $1) }
      #expect(noResult.message == "expected a buffer of 8 elements for the result, found NULL")
      let negative = Reply { monarch_oracle_exact(problem, 0, 1, &bytes, -8, nil, $0, $1) }
      #expect(negative.message == "expected a capacity of at least 0 for the result, found -8")
      let noJudgement = Reply { monarch_oracle_judge(problem, 0, 1, 1, bytes, 8, nil, $0, $1) }
      #expect(noJudgement.message == "expected a pointer for the judgement, found NULL")
      var judgement = monarch_oracle_judgement()
      let noSize = Reply { monarch_oracle_judge(problem, 0, 1, 1, bytes, 8, &judgement, $0, $1) }
      #expect(noSize.message == "expected a struct_size of 56 in the judgement, found 0")
      judgement.struct_size = 56
      let nothing = Reply { monarch_oracle_judge(problem, 0, 1, 1, nil, 8, &judgement, $0, $1) }
      #expect(nothing.message == "expected 8 elements of the result, found NULL")
      let short = Reply { monarch_oracle_judge(problem, 0, 1, 1, bytes, 7, &judgement, $0, $1) }
      #expect(short.message == "expected 8 elements in the result, found 7")
    }
    #expect(bytes.allSatisfy { $0 == canary })
    var shape = monarch_oracle_shape()
    let sizes: [Int64] = [2, 2, 2]
    for (rank, pointer, says) in [
      (0, sizes, "expected 1 to 8 dimensions of left, found 0"), (.min, sizes, "found -2147483648"),
      (.max, sizes, "found 2147483647"), (3, nil, "expected 3 sizes of left, found NULL"),
      (2, sizes, "expected left of 3 dimensions"), (3, [2, 2, -2], "expected r >= 1"), (3, [2, 2, 3], "do not fill"),
      (3, [.max, .max, 2], "is not an Int"),
    ] as [(Int32, [Int64]?, String)] {
      let reply = pointer.withPointer { pointer in
        Reply { monarch_oracle_shape_of("fly", rank, pointer, 3, sizes, &shape, $0, $1) }
      }
      #expect(!reply.isOK && reply.message.contains(says), "\(reply)")
    }
    #expect(!Reply { monarch_oracle_shape_of("fly", 3, sizes, 3, sizes, nil, $0, $1) }.isOK)
  }

  /// Any number in any place: an answer, and never out of bounds.
  @Test(.property(cases: cases(400))) func anyNumberAnywhereIsAnswered() async {
    await check { draws in
      let menu: [Int64] = [.min, -1, 0, 1, 2, 3, 4, 1 << 16, 1 << 31, 1 << 32, 1 << 62, .max]
      var changes: [(place: Int, value: Int64)] = []
      for _ in 0..<4 {
        let place = try draws.draw(.integer(in: 0...8), as: "place")
        changes.append((place, try draws.draw(.element(of: menu), as: "value")))
      }
      let operation = try draws.draw(.integer(in: 0...3), as: "operation") as Int32
      let (reply, _) = Self.example.exact(operation, .float32) { problem in
        for (place, value) in changes {
          switch place {
          case 0: problem.shape.k = value
          case 1: problem.shape.q = value
          case 2: problem.shape.p = value
          case 3: problem.shape.l = value
          case 4: problem.shape.s = value
          case 5: problem.shape.r = value
          case 6: problem.batch = value
          // Fewer than there are, or so many that no problem has them.
          case 7: problem.left_count = value > 12 ? .max : value
          default: problem.right_count = value > 12 ? .max : value
          }
        }
      }
      #expect((0...4).contains(reply.status), "\(reply)")
      #expect(reply.isOK || reply.message.contains("found") || reply.message.contains("not"), "\(reply)")
      draws.cover(!reply.isOK, "refused", atLeast: 0.5)
    }
  }
}

extension Optional<[Int64]> {
  fileprivate func withPointer<Result>(_ body: (UnsafePointer<Int64>?) -> Result) -> Result {
    guard let self else { return body(nil) }
    return self.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
