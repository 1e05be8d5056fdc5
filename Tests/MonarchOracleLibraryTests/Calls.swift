import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchOracleLibrary
import MonarchReference

/// What a call gave.
struct Reply: Equatable {
  let status: Int
  let message: String

  var isOK: Bool { status == MONARCH_ORACLE_OK }

  /// Runs a function with a message buffer between bytes that must stay as they are.
  init(capacity: Int = 4096, _ call: (UnsafeMutablePointer<CChar>, Int) -> monarch_oracle_status) {
    var buffer = [CChar](repeating: 0x55, count: capacity + 16)
    status = Int(buffer.withUnsafeMutableBufferPointer { call($0.baseAddress! + 8, capacity) })
    let isIntact = buffer.prefix(8).allSatisfy { $0 == 0x55 } && buffer.suffix(8).allSatisfy { $0 == 0x55 }
    let bytes = buffer[8..<8 + capacity].prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let isEnded = capacity == 0 || bytes.count < capacity
    message =
      isIntact && isEnded
      ? String(validating: bytes, as: UTF8.self) ?? "cut within a character" : "written out of bounds"
  }
}

extension FloatFormat {
  /// The codes of the header, and what they stand for.
  static let coded: [(code: Int32, format: FloatFormat)] = [
    (1, .float32), (2, .float64), (3, .float16), (4, .bfloat16), (5, .float8e4m3), (6, .float8e5m2),
  ]

  var code: Int32 { FloatFormat.coded.first { $0.format == self }!.code }

  /// The bytes of patterns, least first.
  func bytes(_ patterns: [UInt64]) -> [UInt8] {
    patterns.flatMap { pattern in
      (0..<bitWidth / 8).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
    }
  }

  func patterns(_ bytes: [UInt8]) -> [UInt64] {
    let size = bitWidth / 8
    return stride(from: 0, to: bytes.count, by: size).map { start in
      bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// The pattern of a value of this format, NaN and infinities included.
  func pattern(_ value: Double) -> UInt64 {
    let special = rounderSpecial
    guard let exact = Rational(exactly: value) else {
      if value.isNaN { return specials == .onlyNaN ? special : special + 1 }
      return value < 0 ? special | 1 << (bitWidth - 1) : special
    }
    let sign: UInt64 = value.sign == .minus && value == 0 ? 1 << (bitWidth - 1) : 0
    return bitPattern(nearest: exact) | sign
  }

  /// The first pattern beyond the greatest finite value.
  private var rounderSpecial: UInt64 { bitPattern(nearest: greatestFiniteMagnitude) + 1 }
}

/// Bytes that no result writes by accident.
let canary: UInt8 = 0xA5

/// The data of a problem as a layout stores it, and calls about it.
struct Example {
  var layout = "fly"
  var format = FloatFormat.float32
  var shape: MonarchShape
  var batch = 1
  var isBatchLast = false
  /// Patterns of the format.
  var left: [UInt64] = []
  var right: [UInt64] = []
  var input: [UInt64] = []
  var cotangent: [UInt64] = []

  static let operations: [Int32] = [0, 1, 2, 3]

  /// Runs a body with the problem, whose memory begins at odd addresses, after a change.
  func withProblem<Result>(
    _ change: (inout monarch_oracle_problem) -> Void = { _ in }, _ body: (inout monarch_oracle_problem) -> Result
  ) -> Result {
    func withBytes(_ patterns: [UInt64], _ body: (UnsafeRawPointer, Int64) -> Result) -> Result {
      ([0] + format.bytes(patterns)).withUnsafeBytes { body($0.baseAddress! + 1, Int64(patterns.count)) }
    }
    return layout.withCString { name in
      withBytes(left) { left, leftCount in
        withBytes(right) { right, rightCount in
          withBytes(input) { input, inputCount in
            withBytes(cotangent) { cotangent, cotangentCount in
              var problem = monarch_oracle_problem()
              problem.struct_size = MemoryLayout<monarch_oracle_problem>.size
              (problem.layout, problem.format, problem.batch_axis) = (name, format.code, isBatchLast ? 1 : 0)
              problem.shape = shape.sizes
              problem.batch = Int64(batch)
              (problem.left, problem.left_count) = (left, leftCount)
              (problem.right, problem.right_count) = (right, rightCount)
              (problem.input, problem.input_count) = (input, inputCount)
              (problem.cotangent, problem.cotangent_count) = (cotangent, cotangentCount)
              change(&problem)
              return body(&problem)
            }
          }
        }
      }
    }
  }

  /// How many numbers an operation's result has.
  func count(of operation: Int32) -> Int {
    switch operation {
    case 0: batch * shape.outputCount
    case 1: batch * shape.inputCount
    case 2: left.count
    default: right.count
    }
  }

  /// The patterns of the exact result; empty where the status is not OK.
  func exact(
    _ operation: Int32, _ format: FloatFormat, change: (inout monarch_oracle_problem) -> Void = { _ in }
  ) -> (reply: Reply, patterns: [UInt64]) {
    let count = count(of: operation)
    var bytes = [UInt8](repeating: canary, count: count * format.bitWidth / 8 + 8)
    var needed: Int64 = -1
    let reply = withProblem(change) { problem in
      Reply { monarch_oracle_exact(&problem, operation, format.code, &bytes, Int64(count), &needed, $0, $1) }
    }
    // Without a result nothing is written but the size, and never anything behind it.
    let isSized =
      reply.isOK || reply.status == MONARCH_ORACLE_BUFFER_TOO_SMALL ? needed >= 0 : [-1, Int64(count)].contains(needed)
    let written = reply.isOK ? Int(needed) * format.bitWidth / 8 : 0
    guard isSized, written <= bytes.count - 8, bytes[written...].allSatisfy({ $0 == canary }) else {
      return (Reply { _, _ in -1 }, [])
    }
    return (reply, format.patterns(Array(bytes[..<written])))
  }

  func judge(
    _ operation: Int32, accumulate: FloatFormat, _ format: FloatFormat, _ result: [UInt64],
    change: (inout monarch_oracle_problem) -> Void = { _ in }
  ) -> (reply: Reply, judgement: monarch_oracle_judgement) {
    var judgement = monarch_oracle_judgement()
    judgement.struct_size = MemoryLayout<monarch_oracle_judgement>.size
    judgement.verdict = -1
    let bytes = format.bytes(result)
    let reply = withProblem(change) { problem in
      Reply {
        monarch_oracle_judge(
          &problem, operation, accumulate.code, format.code, bytes, Int64(result.count), &judgement, $0, $1)
      }
    }
    return (reply, judgement)
  }
}

extension MonarchShape {
  var sizes: monarch_oracle_shape {
    monarch_oracle_shape(k: Int64(k), q: Int64(q), p: Int64(p), l: Int64(l), s: Int64(s), r: Int64(r))
  }
}
