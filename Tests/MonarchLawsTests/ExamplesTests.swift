import MonarchLaws
import MonarchReference
import Testing

@Suite struct ExamplesTests {
  /// Every theorem of the first three parts has a worked example, which holds and fits into a terminal.
  @Test(arguments: ExamplesTests.ids)
  func exampleHolds(id: String) throws {
    let example = try #require(Catalogue.theorem(id)?.example)
    let text = try example()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect((3...24).contains(lines.count), "\(lines.count) lines")
    // `theorems` indents by two.
    for line in lines { #expect(line.count <= 98 && !line.hasSuffix(" ") && !line.isEmpty, "\(line)") }
    // The conclusion is a sentence.
    #expect(lines.last?.hasSuffix(".") == true)
  }

  static let ids = [
    "entries", "slices", "blocks", "gauge", "parameters", "cost", "butterfly", "nesting", "transpose",
    "stride-permutation", "gradient", "kronecker", "densify", "projection", "projection-unique", "projection-cost",
    "projection-certificate", "projection-rank", "projection-order-p", "factorization", "factor-decision",
    "factor-unique", "factor-fails-on-dft", "mmstar-not-closed",
  ]

  /// Other examples, as they come to the catalogue, fit as well.
  @Test func everyExampleRuns() throws {
    for theorem in Catalogue.theorems {
      guard let example = theorem.example else { continue }
      let text = try example()
      #expect(!text.isEmpty && text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "\(theorem.id)")
      #expect(try example() == text, "\(theorem.id) is not the same again")
    }
  }

  /// What key examples state, against the numbers by hand.
  @Test(arguments: [
    // Slice S_00 = [1 2; 3 7] after one entry has grown by 1.
    ("slices", "slice (λ, a) = (0, 0) has rank at most 1, but rows 0, 2 and columns 0, 1 have the minor 1."),
    ("parameters", "16 (MM*)² LRLRL 320 256 256"),
    ("parameters", "16 M LR 128 112 112"),
    ("cost", "3 9 54 54 81"),
    ("butterfly", "8 32 40 40"),
    // (7 − 3√5)/2 + 0 + 1 + (3 − √5)/2 = 6 − 2√5.
    ("projection", "= 1.527864045000, and M has ‖A − M‖² = 1.527864045000."),
    ("projection-unique", "with the squared errors 2 and 2; no matrix of M(2, 4) is nearer."),
    ("projection-cost", "5 25 25 5×5 3125 3125"),
    ("factorization", "with the roots -2, 1/6"),
    ("factor-decision", "no factors over ℚ: roots of x^2 + 1; over ℚ(i) there are"),
    ("factor-decision", "F(1, 1) and F(1, 2) do not commute: FF' − F'F has the entry 1 at (0, 0)."),
    ("mmstar-not-closed", "with the polynomial x^2 - 18·x + 81"), ("mmstar-not-closed", "43/5, 47/5 yes"),
    ("gradient", "changes ℓ from 37 to 67: a difference quotient of 10 = dL_0[1,0], exactly."),
    ("stride-permutation", "x ↦ (0, 3, 1, 4, 2, 5), gcd(3, 2) = 1: in M(2, 6)"),
    ("projection-certificate", "So 1/8 <= optimum <= 34/233"),
  ])
  func keyStatementsStand(id: String, line: String) throws {
    let example = try #require(Catalogue.theorem(id)?.example)
    // However the columns are padded.
    let text = try example().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains(line), "\(text)")
  }
}
