public import ArgumentParser
import ExactArithmetic
public import MonarchJudge
public import MonarchKernels
import TensorFiles

extension Layout: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }

  /// The presets, and that of the one family with a size in its name.
  public static var allValueStrings: [String] { presets.map(\.name) + ["fly-einsum:b2"] }
}

extension CaseName: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension SingularValueSide: ExpressibleByArgument {}

extension VerifiedOperation: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The formats that every kind of file can store.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case float32, float64

  var format: FloatFormat { self == .float32 ? .float32 : .float64 }
}

/// The formats of declared arithmetics.
enum ArithmeticFormat: String, CaseIterable, ExpressibleByArgument {
  case float32, float64, float16, bfloat16

  var format: FloatFormat {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    }
  }
}

/// The formats to which operands are rounded: all that have a name.
struct OperandFormat: ExpressibleByArgument {
  let format: FloatFormat

  init?(argument: String) {
    guard let format = FloatFormat.all.first(where: { $0.name == argument }) else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { FloatFormat.all.map(\.name) }
  var defaultValueDescription: String { format.name }
}

/// The formats that .npy can store.
enum StoredFormat: String, CaseIterable, ExpressibleByArgument {
  case float16, float32, float64

  var format: FloatFormat {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }

  var elementType: ElementType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    }
  }

  /// The bytes of these bit patterns, little-endian.
  func bytes(of patterns: [UInt64]) -> [UInt8] {
    let size = elementType.byteCount
    return [UInt8](unsafeUninitializedCapacity: patterns.count * size) { bytes, count in
      for pattern in patterns {
        for byte in 0..<size {
          bytes.initializeElement(at: count, to: UInt8(truncatingIfNeeded: pattern >> UInt64(8 * byte)))
          count += 1
        }
      }
    }
  }
}
