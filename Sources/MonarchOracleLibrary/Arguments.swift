import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchReference

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The readers of single arguments. Each names what was expected and what was found.
enum Argument {
  /// The most elements of one array: what is larger is a mistake of the caller rather than data.
  static let mostElements: Int64 = 1 << 31

  /// - Parameter limit: the most bytes before the NUL.
  static func string(_ pointer: UnsafePointer<CChar>?, _ name: String, limit: Int) throws(Failure) -> String {
    guard let pointer else { throw .argument("expected a string for \(name), found NULL") }
    let count = strnlen(pointer, limit + 1)
    guard count <= limit else { throw .argument("expected at most \(limit) bytes in \(name), found more") }
    let utf8 = UnsafeRawBufferPointer(start: pointer, count: count)
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw .argument("expected UTF-8 in \(name), found \"\(printable(String(decoding: utf8, as: UTF8.self)))\"")
    }
    return text
  }

  static func layout(_ pointer: UnsafePointer<CChar>?) throws(Failure) -> Layout {
    let name = try string(pointer, "the layout", limit: 64)
    guard let layout = Layout(named: name) else {
      let names = Layout.presets.map(\.name).joined(separator: ", ")
      throw .argument("expected a layout of \(names) or fly-einsum:B, found \"\(printable(name))\"")
    }
    return layout
  }

  static func format(_ code: monarch_oracle_format, _ name: String) throws(Failure) -> FloatFormat {
    switch Int(code) {
    case MONARCH_ORACLE_FLOAT32: return .float32
    case MONARCH_ORACLE_FLOAT64: return .float64
    case MONARCH_ORACLE_FLOAT16: return .float16
    case MONARCH_ORACLE_BFLOAT16: return .bfloat16
    case MONARCH_ORACLE_FLOAT8_E4M3FN: return .float8e4m3
    case MONARCH_ORACLE_FLOAT8_E5M2: return .float8e5m2
    default: throw .argument("expected a format of 1 to 6 for \(name), found \(code)")
    }
  }

  static func shape(_ sizes: monarch_oracle_shape) throws -> MonarchShape {
    try MonarchShape(
      k: Int(sizes.k), q: Int(sizes.q), p: Int(sizes.p), l: Int(sizes.l), s: Int(sizes.s), r: Int(sizes.r))
  }

  /// The number of elements, which is no larger than any memory.
  static func product(_ sizes: [Int64], _ name: String) throws(Failure) -> Int64 {
    var product: Int64 = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow, next <= mostElements else {
        throw .argument(
          "expected at most 2^31 elements in \(name), found \(sizes.map(\.description).joined(separator: "·"))")
      }
      product = next
    }
    return product
  }

  /// An array of the caller that has to have a number of elements.
  static func numbers(
    _ pointer: UnsafeRawPointer?, count: Int64, expected: Int64, _ format: FloatFormat, _ name: String
  ) throws(Failure) -> StoredNumbers {
    guard count == expected else { throw .shape("expected \(expected) elements in \(name), found \(count)") }
    return try StoredNumbers(pointer, Int(count), format, name)
  }

  /// A structure of the caller that begins with its size.
  static func structure<Value: BitwiseCopyable>(
    _ pointer: UnsafeRawPointer?, _ name: String, as type: Value.Type
  ) throws(Failure) -> Value {
    guard let pointer else { throw .argument("expected a pointer for \(name), found NULL") }
    // Nothing but the size is read before it is known to be there.
    let size = pointer.loadUnaligned(as: Int.self)
    guard size == MemoryLayout<Value>.size else {
      throw .argument(
        "expected a struct_size of \(MemoryLayout<Value>.size) in \(name), found \(UInt(bitPattern: size))")
    }
    return pointer.loadUnaligned(as: type)
  }
}
