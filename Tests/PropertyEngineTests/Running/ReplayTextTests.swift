import PropertyEngine
import Testing

@Suite struct ReplayTextTests {
  /// Draws of every kind; the text of what was drawn says which.
  private func everything(_ draws: Draws) throws -> String {
    let n = try draws.draw(.integer(in: 1...5))
    return [
      "\(try draws.draw(.integer() as Generator<Int64>))", "\(try draws.draw(.integer() as Generator<UInt64>))",
      "\(try draws.draw(.integer(in: .max - 3 ... .max) as Generator<UInt64>))",
      "\(try draws.draw(.double(.all)).bitPattern)", "\(try draws.draw(.float(.all)).bitPattern)",
      "\(try draws.draw(StructureMinimaTests.Tree.any))",
      "\(try draws.draw(Generator<Bool>.bool().grid(rows: n...n, columns: 1...3)))",
      "\(try draws.floats(rows: n, columns: 3, .all).elements.map(\.bitPattern))",
      "\(try draws.doubles(rows: 2, columns: n).elements)", "\(try draws.integers(rows: n, columns: n, in: -5...5))",
      "\(try draws.integers(rows: n, columns: 2, in: UInt64.max - 9 ... .max))",
    ].joined(separator: "\n")
  }

  @Test func everyRecordingComesBack() throws {
    let draws = Draws()
    for index in 0..<300 as Range<UInt64> {
      draws.begin(random: RandomBits(8, index))
      let values = try everything(draws)
      let (recording, text) = (draws.recording, draws.recording.text)
      #expect(!text.contains("\n") && !text.contains("\"") && !text.contains("\\"))
      let parsed = try #require(Recording(text: text))
      #expect(parsed.text == text)
      draws.begin(following: parsed, beyond: .simplest)
      #expect(try everything(draws) == values)
      #expect(draws.recording == recording)
    }
  }

  @Test func hostileTextIsNoRecording() {
    let deep = String(repeating: "(1 ", count: 100_000)
    let bad = [
      "(", ")", "1 )", "( 1", "(1 2", "(-1 )", "(1@ 2 )", "(1@x )", "(99999999999 )", "f", "fx", "x", "xyz", "abc",
      "1.5",
      "99999999999999999999999", "{", "{2x2", "{2x2 }", "{2x2 f1", "{-1x2 0 }", "{2x2x2 0 }", "{9999999x9999999 0 }",
      "{2x2 0 5,5=1 }", "{2x2 0 0,0 }", "{2x2 0 0,0= }", "{2x2 0 -1,0=1 }", "{2x2 ~ }", "{2x2 ~-1 }", "}", "é🦋",
      "\u{0}", deep,
    ]
    for text in bad { #expect(Recording(text: text) == nil, "\(text.prefix(40))") }
    #expect(Recording(text: "") == Recording())
  }

  /// Damaged texts either do not parse or run to some case; nothing crashes.
  @Test func damagedTextsAreHarmless() throws {
    let draws = Draws()
    let letters = Array("0123456789-fx~(){}@,=. e")
    for index in 0..<2000 as Range<UInt64> {
      var bits = RandomBits(9, index)
      draws.begin(random: bits)
      _ = try everything(draws)
      var text = Array(draws.recording.text)
      for _ in 0...bits.below(3) {
        let place = Int(bits.below(UInt64(text.count)))
        switch bits.below(3) {
        case 0: text[place] = letters[Int(bits.below(UInt64(letters.count)))]
        case 1: text.remove(at: place)
        default: text.insert(letters[Int(bits.below(UInt64(letters.count)))], at: place)
        }
      }
      guard let recording = Recording(text: String(text)) else { continue }
      draws.begin(following: recording, beyond: .simplest)
      _ = try everything(draws)
    }
  }
}
