#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where in its pages memory lies.
enum GuardedEnd: CaseIterable {
  case lower, upper
}

/// Memory for `count` elements between two pages that no one may touch.
///
/// The elements lie directly before the upper page or directly behind the lower one: to read or write one element too
/// many ends the process.
struct GuardedBuffer<Element>: ~Copyable {
  typealias End = GuardedEnd

  let elements: UnsafeMutableBufferPointer<Element>
  private let mapping: UnsafeMutableRawBufferPointer

  init(count: Int, at end: End, filledWith value: Element) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = count * MemoryLayout<Element>.stride
    let inner = max(1, (bytes + page - 1) / page) * page
    let address = mmap(nil, inner + 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let address, address != MAP_FAILED else { fatalError("no memory for a guarded buffer") }
    guard mprotect(address, page, PROT_NONE) == 0, mprotect(address + page + inner, page, PROT_NONE) == 0 else {
      fatalError("a page cannot be guarded")
    }
    mapping = UnsafeMutableRawBufferPointer(start: address, count: inner + 2 * page)
    let start = address + page + (end == .upper ? inner - bytes : 0)
    elements = UnsafeMutableBufferPointer(start: start.bindMemory(to: Element.self, capacity: count), count: count)
    elements.initialize(repeating: value)
  }

  init(_ values: [Element], at end: End, filledWith value: Element) {
    self.init(count: values.count, at: end, filledWith: value)
    _ = elements.update(fromContentsOf: values)
  }

  deinit {
    munmap(mapping.baseAddress!, mapping.count)
  }
}
