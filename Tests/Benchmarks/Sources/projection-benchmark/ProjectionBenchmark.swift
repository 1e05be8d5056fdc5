import MonarchKernels

/// Times projections of the raw float32 matrices of standard input's lines and prints what `projection.py` sets beside
/// NumPy.
///
/// A line of input is `m runs seed`; the matrix has order m² and the elements of `element(_:)`. A line of output is
/// `m<TAB>seconds<TAB>residual`: the median time, and `(‖A‖² − Σσ²)/‖A‖²`, the squared relative distance.
@main
enum Main {
  static func main() throws {
    while let line = readLine() {
      let words = line.split(separator: " ").compactMap { Int($0) }
      guard words.count == 3 else { throw BadInput() }
      let (m, runs, seed) = (words[0], words[1], UInt32(words[2]))
      let n = m * m
      let matrix = (0..<n * n).map { element(UInt32($0) &+ seed) }
      var times: [Double] = []
      var values: [Float] = []
      for _ in 0..<runs {
        let time = try ContinuousClock().measure {
          values = try MonarchFactors<Float>.project(
            matrix, rows: n, columns: n, k: m, q: m, p: m, l: m, s: m, r: m
          ).singularValues
        }
        times.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
      }
      let norm = matrix.reduce(0.0) { $0 + Double($1) * Double($1) }
      let kept = values.reduce(0.0) { $0 + Double($1) * Double($1) }
      print(m, times.sorted()[runs / 2], (norm - kept) / norm, separator: "\t")
    }
  }

  /// A number in [−1, 1) from a place, the same as the script's.
  static func element(_ place: UInt32) -> Float {
    var x = place &* 2_654_435_761
    x ^= x >> 15
    x = x &* 2_246_822_519
    x ^= x >> 13
    return Float(Int32(bitPattern: x) >> 8) * 0x1p-23
  }

  struct BadInput: Error {}
}
