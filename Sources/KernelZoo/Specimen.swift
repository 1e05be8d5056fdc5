public import MonarchJudge

/// A kernel in the zoo: right, or wrong in exactly the named way.
public struct Specimen: Sendable {
  public let name: String
  public let area: Area
  /// What is wrong with it; nil for a right one.
  public let bug: BugClass?
  public let layout: Layout
  public let declaration: ProbeDeclaration
  let kernel: @Sendable (Operands, Memory) throws -> [[Double]]

  public var isRight: Bool { bug == nil }

  /// A conversation with it: the kernel, with the memory that it keeps from one question to the next.
  public func converse() -> (Question) throws -> [[Double]] {
    let memory = Memory()
    return { question in
      defer { memory.calls += 1 }
      return try kernel(Operands(question), memory)
    }
  }
}

/// What a kernel may keep between calls: a pool from which buffers are taken, a cache of weights, the number of calls.
final class Memory {
  var calls = 0
  var kept: [String: [Double]] = [:]

  /// A buffer as an allocator gives it: what the last one of this name and size held, or zeros.
  func buffer(_ name: String, _ count: Int) -> [Double] {
    let last = kept[name] ?? []
    return last.count == count ? last : [Double](repeating: 0, count: count)
  }
}

/// A kernel that cannot do what it is asked.
package struct KernelError: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}
