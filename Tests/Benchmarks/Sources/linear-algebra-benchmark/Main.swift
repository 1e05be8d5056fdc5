import ExactArithmetic

/// Times exact linear algebra on the matrices of standard input and prints `name<TAB>seconds<TAB>checksum` lines, which
/// `linear_algebra.py` sets beside FLINT.
///
/// A line of input is `name operation runs n` and then the n² entries of one matrix, or of two for a product. The
/// checksum is the determinant, the trace of the inverse or of the product, or the polynomial's value at 3.
@main
enum Main {
  static func main() throws {
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count > 4, let runs = Int(words[2]), let n = Int(words[3]) else { throw BadInput() }
      let numbers = words.dropFirst(4).compactMap { Rational(String($0)) }
      let a = try Matrix(rows: n, columns: n, elements: Array(numbers.prefix(n * n)))
      switch words[1] {
      case "det": try report(words[0], runs, a.determinant) { $0 }
      case "inv": try report(words[0], runs, a.inverse) { try $0?.trace() ?? 0 }
      case "charpoly": try report(words[0], runs, a.characteristicPolynomial) { $0(3) }
      case "mul":
        let b = try Matrix(rows: n, columns: n, elements: Array(numbers.suffix(n * n)))
        try report(words[0], runs, { try a * b }) { try $0.trace() }
      default: throw BadInput()
      }
    }
    // A matrix of residues at the size of a Jacobian, for which FLINT's figure is that of nmod_mat.
    let (rows, columns) = (2560, 4096)
    var state: UInt64 = 1
    let entries = (0..<rows * columns).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 34)
    }
    let matrix = try ResidueMatrix(rows: rows, columns: columns, entries: entries, modulus: 536_870_909)
    try report("rank mod p, 2560×4096", 1, matrix.rank) { Rational($0) }
  }

  struct BadInput: Error {}

  static func report<Value>(
    _ name: some StringProtocol, _ runs: Int, _ compute: () throws -> Value, checksum: (Value) throws -> Rational
  ) throws {
    var times: [Double] = []
    var value = try compute()
    for _ in 0..<runs {
      let time = try ContinuousClock().measure { value = try compute() }
      times.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
    }
    print(name, times.min() ?? 0, try checksum(value), separator: "\t")
  }
}
