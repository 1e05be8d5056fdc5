import MonarchLaws
import MonarchReference
import Testing

@Suite struct ExamplesTests {
  /// Every theorem has a worked example, which holds, fits into a terminal and is the same every time.
  @Test(arguments: Catalogue.theorems.map(\.id))
  func exampleHolds(id: String) throws {
    let example = try #require(Catalogue.theorem(id)?.example)
    let text = try example()
    #expect(try example() == text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect((3...24).contains(lines.count), "\(lines.count) lines")
    // `theorems` indents by two.
    for line in lines { #expect(line.count <= 98 && !line.hasSuffix(" ") && !line.isEmpty, "\(line)") }
    // The conclusion is a sentence.
    #expect(lines.last?.hasSuffix(".") == true)
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
    ("permutation", "π(x) 4 2 5 0 1 3 π(x)0 0 0 1 0 1 1"),
    // The eigenvalues of R_0 are c0 + c2 ± (c1 + c3) = 4 ± 6.
    ("circulant", "⎡ 4 6 . . ⎤"), ("circulant", "roots of x^2 + 1/4·x + 1/16"),
    ("hadamard", "⎢ . 1 . 1 ⎥ · ⎢ 1 -1 . . ⎥"),
    ("toeplitz", "of the 6 pairs of the four F(j,i) not one commutes"),
    // h_1 = 1 + 2·(−i)² + (−i)³.
    ("afdf", "h = F d = [ 4 -1+i 2 -1-i ]"), ("afdf", "⎢ -2+2i 4 -2-2i 8 ⎥"),
    ("dft", "F_4 = ⎢ 1 -i -1 i ⎥"), ("dft", "F_4·P = ⎢ 1 -1 -i i ⎥"),
    ("hd3", "in LRLR, a letter less"), ("fastfood", "a word LRLRL on 2×2, of (MM*)²."),
    // cos(π/8), cos(3π/8).
    ("dct-ii", "⎢ 0.924 0.383 -0.383 -0.924 ⎥"), ("dct-ii", "One of dimension 1 is taken into one of dimension 2"),
    ("dct-iii", "⎢ 1/2 0.383 -0.707 -0.924 ⎥"), ("dct-iii", "a word RLRLRL."),
    // cos(π/16).
    ("dct-iv", "⎡ 0.981 0.831 0.556 0.195 ⎤"), ("dct-iv", "has the entry -1.446, exactly -4·ζ_32^2 + 4·ζ_32^5"),
    ("dst-ii", "⎡ 0.38 0.92 0.92 0.38 ⎤"), ("dst-iii", "⎡ 0.383 0.707 0.924 1/2 ⎤"),
    ("dst-iv", "⎡ 0.20 0.56 0.83 0.98 ⎤"), ("acdc", "a word LRLRLRL of 7 letters"), ("acdc", "7 49 2401 2401"),
    ("circuit", "13 9 5 0 | 0 0 0 | 0 0 0"), ("circuit", "by 8 gates of depth 2"),
    ("circuit", "is the corner of a word of 19 letters on 5×5."),
    ("real-part", "as many real factors 4×8, 8×8, 8×8, 8×4."), ("rounding-bound", "D = p + r = 4"),
    ("projection-certificate", "So 1/8 <= optimum <= 34/233"),
  ])
  func keyStatementsStand(id: String, line: String) throws {
    let example = try #require(Catalogue.theorem(id)?.example)
    // However the columns are padded.
    let text = try example().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains(line), "\(text)")
  }
}
