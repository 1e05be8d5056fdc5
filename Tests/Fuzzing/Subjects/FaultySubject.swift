import Foundation

extension Subject {
  /// A parser with every fault that a fuzzer must catch, chosen by the first byte; only a test asks for it.
  static let faulty = Subject("faulty", seeds: [Array("ok".utf8)], words: ["a", "b", "c", "d", "e", "f"], run: fail)

  private static func fail(on input: [UInt8]) -> Outcome {
    switch input.first {
    case UInt8(ascii: "a"): fatalError("a crash")
    case UInt8(ascii: "b"): while true { usleep(1000) }
    case UInt8(ascii: "c"):
      let start = Worker.time()
      while Worker.time() - start < 60_000 {}
      return .accepted
    case UInt8(ascii: "d"): return .broken("a breach")
    case UInt8(ascii: "e"): return outcome(of: InputError.self) { throw InputError("two\nlines") }
    case UInt8(ascii: "f"):
      // More than any limit.
      let memory = [UInt8](repeating: 1, count: 3 << 30)
      return memory.last == 1 ? .accepted : .refused
    case UInt8(ascii: "o"): return .accepted
    default: return .refused
    }
  }
}
