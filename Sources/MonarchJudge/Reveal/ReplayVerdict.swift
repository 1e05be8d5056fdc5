package import ExactArithmetic
import MonarchReference

/// Whether an implementation gave, bit for bit, what its revealed orders of summation give.
package struct ReplayVerdict: Sendable, Codable {
  /// An output that differs.
  package struct Difference: Sendable, Codable {
    package let row: Int
    package let output: Int
    package let replayed: Double
    package let found: Double
    /// As "0x3f800001".
    package let replayedBits: String
    package let foundBits: String
  }

  package let caseID: String
  /// How many outputs were compared.
  package let count: Int
  /// How many differ.
  package let differing: Int
  package let first: Difference?
  /// Where there was nothing to compare, why.
  package let fault: String?

  init(caseID: String, count: Int, differing: Int, first: Difference?, fault: String?) {
    (self.caseID, self.count, self.differing, self.first, self.fault) = (caseID, count, differing, first, fault)
  }

  /// A case with nothing to compare.
  package init(caseID: String, fault: String) {
    self.init(caseID: caseID, count: 0, differing: 0, first: nil, fault: fault)
  }

  package var holds: Bool { differing == 0 && fault == nil }

  package var reason: String {
    if let fault { return fault }
    guard let first else { return "all \(count) outputs have the bits of the revealed order" }
    return "output \(first.output) of batch row \(first.row) is \(first.found) (\(first.foundBits)), and "
      + "\(first.replayed) (\(first.replayedBits)) in the revealed order; \(differing) of \(count) outputs differ"
  }
}

extension Revealer {
  /// Compares an answer with the replay of its case.
  package func verdict(on product: ProductCase, output: [Double], format: FloatFormat) async throws -> ReplayVerdict {
    let (replayed, comparesZeroSigns) = try await replay(product)
    var first: ReplayVerdict.Difference?
    var differing = 0
    for (index, (expected, found)) in zip(replayed, output).enumerated() {
      let isSame =
        expected.bitPattern == found.bitPattern || expected.isNaN && found.isNaN
        || !comparesZeroSigns && expected == 0 && found == 0
      if isSame { continue }
      differing += 1
      guard first == nil else { continue }
      let (row, place) = index.quotientAndRemainder(dividingBy: product.shape.outputCount)
      first = ReplayVerdict.Difference(
        row: row, output: place, replayed: expected, found: found, replayedBits: format.bits(of: expected),
        foundBits: format.bits(of: found))
    }
    return ReplayVerdict(
      caseID: product.id, count: output.count, differing: differing, first: first,
      fault: output.count == replayed.count ? nil : "expected \(replayed.count) outputs, found \(output.count)")
  }
}

extension FloatFormat {
  /// The pattern of a value, or of the nearest one, in hexadecimal digits.
  func bits(of value: Double) -> String {
    let text = String(bitPattern(of: value), radix: 16)
    return "0x" + String(repeating: "0", count: max(0, (bitWidth + 3) / 4 - text.count)) + text
  }
}
