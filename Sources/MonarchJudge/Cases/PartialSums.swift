/// The numbers of cases `partial`, as their seed decides: how many bits the sums have, and which stage adds.
struct PartialSums {
  /// Σ|terms| <= 2^bits, as long as there are not very many.
  private let bits: Int
  /// Whether the second stage of a product adds, and the first picks; otherwise the other way round.
  let addsLast: Bool
  private let addsColumns: Bool

  init(_ id: CaseID) {
    addsLast = id.seed.isMultiple(of: 2)
    addsColumns = id.operation != .multiply
    // float32, and the windows of adders for narrower formats.
    bits = [23, 23, 13, 7][Int(id.seed / 2 % 4)]
  }

  /// ±1 or ±3; ±1 where there is room for nothing else.
  func small(_ draw: inout Draw) -> Double {
    let magnitude: Double = bits > 7 && draw.integer(in: 0...1) == 1 ? 3 : 1
    return draw.integer(in: 0...1) == 1 ? magnitude : -magnitude
  }

  /// An integer of at most 8 bits times a power of two, so that three times it is below 3/4·2^bits; where columns are added up as
  /// well, which may have several, an eighth of that.
  private func large(_ draw: inout Draw) -> Double {
    let width = min(8, bits - 2)
    let integer = Double(draw.integer(in: 1 << (width - 1)...1 << width - 1))
    let exponent = bits - 2 - width - (addsColumns ? 3 : 0)
    let value = integer * Double(sign: .plus, exponent: exponent, significand: 1)
    return draw.integer(in: 0...1) == 1 ? value : -value
  }

  func oftenLarge(_ draw: inout Draw, among count: Int) -> Double {
    draw.integer(in: 1...max(1, count)) == 1 ? large(&draw) : small(&draw)
  }

  /// Small numbers and in each row one large one, times 2^−8, so that all are within float16's range.
  func mixed(_ draw: inout Draw, rows: Int, width: Int) -> [Double] {
    var values = draw.numbers(rows * width) { small(&$0) }
    for row in 0..<rows { values[row * width + draw.integer(in: 0...width - 1)] = large(&draw) }
    return values.map { $0 * 0x1p-8 }
  }

  /// Likewise, with the large number first in each row and its negative last.
  func cancelling(_ draw: inout Draw, rows: Int, width: Int) -> [Double] {
    var values = draw.numbers(rows * width) { small(&$0) }
    for row in 0..<rows {
      let large = large(&draw) / 2
      (values[row * width], values[row * width + width - 1]) = (large, -large)
    }
    return values.map { $0 * 0x1p-8 }
  }

  /// One ±1 in each row, and zeros.
  func picks(_ draw: inout Draw, rows: Int, width: Int) -> [Double] {
    var values = [Double](repeating: 0, count: rows * width)
    for row in 0..<rows {
      values[row * width + draw.integer(in: 0...width - 1)] = draw.integer(in: 0...1) == 1 ? 1 : -1
    }
    return values
  }
}
