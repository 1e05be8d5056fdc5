public import ArgumentParser
import ExactArithmetic
public import MonarchJudge

extension Layout: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }

  public static var allValueStrings: [String] { presets.map(\.name) }
}

extension CaseID: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The formats in which products and sums are judged.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case float32, float64

  var format: FloatFormat { self == .float32 ? .float32 : .float64 }
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
}
