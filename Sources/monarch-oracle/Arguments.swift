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

/// The formats that results are written and judged in.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case float32, float64

  var format: FloatFormat { self == .float32 ? .float32 : .float64 }
}
