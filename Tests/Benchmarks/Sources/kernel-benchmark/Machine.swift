import CStream
import Foundation

/// Reads the same bytes again and again, as products of batch 1 read the weights.
final class Reading: Workload {
  private let numbers: Numbers<Float>
  private var sum: Float = 0

  init(_ words: [Int]) throws {
    guard words.count == 1, words[0] % 256 == 0 else { throw BadRequest() }
    numbers = Numbers(words[0] / 4, seed: .left)
  }

  func run() {
    sum = stream_sum(numbers.buffer.baseAddress!, numbers.buffer.count)
  }

  func result() -> Data { withUnsafeBytes(of: sum) { Data($0) } }
}

/// Multiply-adds in registers; the result is the number of floating-point operations of a run.
final class Computing: Workload {
  private let rounds = 1 << 16
  private var sum: Float = 0

  func run() { sum = stream_multiply_adds(rounds) }

  func result() -> Data { withUnsafeBytes(of: Double(rounds * stream_round_operations())) { Data($0) } }
}
