internal import Dispatch
internal import Synchronization

/// Calls `body` with 0 ..< count, at once as far as there are cores, and returns when all are done.
func perform(_ count: Int, _ body: @Sendable (Int) -> Void) {
  if count == 1 { return body(0) }
  DispatchQueue.concurrentPerform(iterations: count, execute: body)
}

/// A pointer that several threads use, each another part of what it points to.
struct Shared<Pointer>: @unchecked Sendable {
  let pointer: Pointer
  init(_ pointer: Pointer) { self.pointer = pointer }
}

/// Scratch memory that is kept from one call to the next: fresh pages cost more than small products.
final class ScratchPool: Sendable {
  private let free = Mutex<[Shared<UnsafeMutableRawBufferPointer>]>([])

  /// Lends memory of at least so many bytes, on a cache line's boundary, not initialised.
  func withScratch<Result>(bytes: Int, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
    var buffer = free.withLock { $0.popLast() }
    if let found = buffer, found.pointer.count < bytes {
      found.pointer.deallocate()
      buffer = nil
    }
    let lent = buffer ?? Shared(.allocate(byteCount: max(bytes, 64), alignment: 64))
    defer { free.withLock { $0.append(lent) } }
    return body(lent.pointer.baseAddress!)
  }

  deinit {
    free.withLock { $0.forEach { $0.pointer.deallocate() } }
  }
}
