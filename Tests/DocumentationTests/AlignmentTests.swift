import Testing

@Suite struct AlignmentTests {
  @Test(arguments: [
    ("holds: 12 laws", "holds: 12 laws", true), ("holds: 12 laws", "holds: … laws", true), ("a  ", "a", true),
    ("holds: 12 laws", "holds: 13 laws", false), ("aXb", "a…c", false), ("ab", "a…b…b", false), ("", "…", true),
    ("1 ms of 2 ms", "… ms of … ms", true), ("a", "a…a", false),
  ])
  func lines(printed: String, shown: String, fits: Bool) {
    #expect(Alignment.fits(printed, shown) == fits)
  }

  @Test func aLineOfDotsStandsForAnyNumber() {
    for printed in [["a", "z"], ["a", "b", "z"], ["a", "b", "…", "c", "z"]] {
      let alignment = Alignment(shown: ["a", "…", "z"], printed: printed)
      #expect(alignment.holds && alignment.lines == ["a", "…", "z"])
    }
  }

  /// What is wrong is named by its line, and what is written anew keeps what fits.
  @Test func differencesAreShown() {
    let shown = ["a", "time: … ms", "…", "y", "z"]
    let alignment = Alignment(shown: shown, printed: ["a", "time: 7 ms", "b", "x", "z", "!"])
    #expect(!alignment.holds && alignment.lines == ["a", "time: … ms", "…", "x", "z", "!"])
    let difference = alignment.difference { $0 + 10 }
    #expect(difference.contains("  13 - y\n  found + x\n  14   z\n  found + !"), "\(difference)")
    #expect(Alignment(shown: [], printed: ["a"]).lines == ["a"])
    #expect(Alignment(shown: ["a"], printed: []).steps == [.missing(0)])
  }
}
