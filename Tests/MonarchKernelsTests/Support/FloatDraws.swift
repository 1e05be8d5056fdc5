import ExactArithmetic
import PropertyEngine

extension Draws {
  /// Full significands, subnormal numbers, numbers far apart, many zeros, or integers, as values of the format.
  func floats(_ count: Int, _ format: FloatFormat, as name: String) throws(DrawStop) -> [Double] {
    let kind = try draw(.integer(in: 0...4), as: name)
    if kind == 4 { return try small(count, upTo: 9) }
    let values = try doubles(rows: 1, columns: count, in: -4...4).elements
    let isSingle = format == .float32
    let scales: [Double]
    switch kind {
    case 0: scales = [1]
    case 1: scales = isSingle ? [0x1p-130] : [0x1p-1030]
    case 2: scales = isSingle ? [1, 0x1p-80, 0x1p40] : [1, 0x1p-600, 0x1p300]
    default: scales = [1, 0]
    }
    return values.enumerated().map { index, value in
      let scaled = value * scales[index % scales.count]
      return isSingle ? Double(Float(scaled)) : scaled
    }
  }
}
