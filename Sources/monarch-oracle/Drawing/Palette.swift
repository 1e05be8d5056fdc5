import Foundation

/// The colours of the pictures.
///
/// Hue tells a low digit (a block of L, a column of the grid), lightness a high digit (a block of R, a row of the grid). A
/// cell of M = L·R that goes through both has the hue of the one and the lightness of the other.
enum Palette {
  static let ground = "#ffffff"
  static let ink = "#1c1c1c"
  static let faint = "#8a8a8a"
  /// Where a matrix has no entries.
  static let empty = "#f1f1f3"
  static let mark = "#000000"
  /// A zero among the magnitudes of a matrix: of no colour of their scale.
  static let zero = "#b9d3ea"

  /// Block j of `count` blocks of L and block k of `total` blocks of R; nil for the other kind's part.
  ///
  /// Beyond 64 blocks neighbours share a colour: no eye tells them apart, and cells of one colour are one rectangle.
  static func colour(hue j: Int?, of count: Int, lightness k: Int?, of total: Int) -> String {
    let lightness = k.map { total > 1 ? 0.86 - 0.46 * share($0, of: total) : 0.66 } ?? 0.68
    guard let j else { return hex(lightness, chroma: 0, hue: 0) }
    // Yellow and the darkest blue have less room: a chroma that all hues have at this lightness.
    let chroma = 0.13 - 0.10 * abs(lightness - 0.66)
    return hex(lightness, chroma: chroma, hue: 25 + 360 * hueShare(j, of: count))
  }

  /// Which of at most 64 steps a block has.
  static func step(_ index: Int, of count: Int) -> Int { count <= 64 ? index : index * 64 / count }

  /// From 0 for the first block to 1 for the last.
  private static func share(_ index: Int, of count: Int) -> Double {
    Double(step(index, of: count)) / Double(max(min(count, 64) - 1, 1))
  }

  /// From 0 for the first block to less than 1 for the last, as hues go around.
  private static func hueShare(_ index: Int, of count: Int) -> Double {
    Double(step(index, of: count)) / Double(max(min(count, 64), 1))
  }

  /// A magnitude from 0 to 1, from light yellow over red to dark violet: darker is larger, also in greys.
  static func magnitude(_ share: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (255, 246, 190), (253, 174, 97), (215, 48, 79), (94, 20, 110), (25, 8, 50),
    ]
    let place = max(0, min(share, 1)) * 4
    let index = min(Int(place), 3)
    let (from, to, part) = (stops[index], stops[index + 1], place - Double(index))
    return hex([(from.0, to.0), (from.1, to.1), (from.2, to.2)].map { ($0 + ($1 - $0) * part) / 255 })
  }

  /// A colour of the space OKLCH, in which equal lightness looks equally light.
  private static func hex(_ lightness: Double, chroma: Double, hue: Double) -> String {
    let angle = hue * .pi / 180
    let (a, b) = (chroma * cos(angle), chroma * sin(angle))
    let (l, m, s) = (
      cube(lightness + 0.3963377774 * a + 0.2158037573 * b), cube(lightness - 0.1055613458 * a - 0.0638541728 * b),
      cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    )
    let linear = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    ]
    return hex(linear.map { $0 <= 0.0031308 ? 12.92 * max($0, 0) : 1.055 * pow($0, 1 / 2.4) - 0.055 })
  }

  private static func cube(_ value: Double) -> Double { value * value * value }

  private static func hex(_ parts: [Double]) -> String {
    "#" + parts.map { String(format: "%02x", Int((max(0, min($0, 1)) * 255).rounded())) }.joined()
  }
}
