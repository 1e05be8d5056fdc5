import ExactArithmetic
import Foundation
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite struct RationalTextTests {
  @Test(.property(cases: cases(5_000))) func textRoundTrips() async {
    await forAll(Generator<Rational>.rational()) { value in
      let parsed = try Rational(parsing: value.description)
      #expect(parsed == value)
      let decoded = try JSONDecoder().decode([Rational].self, from: JSONEncoder().encode([value]))
      #expect(decoded == [value])
    }
  }

  /// Whatever the text, it is read or refused, and what is read prints as a text that reads alike.
  @Test(.property(cases: cases(5_000))) func anyTextIsReadOrRefused() async {
    await forAll(Generator<String>.string(of: "0123456789-/.eE+ x", count: 0...12)) { text in
      guard let value = try? Rational(parsing: text) else { return }
      #expect(Rational(value.description) == value)
    }
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("007", "7"), ("6/4", "3/2"), ("-6/4", "-3/2"), ("0/9", "0"), ("0.125", "1/8"),
    ("-2.50", "-5/2"), ("1e3", "1000"), ("1.5E-2", "3/200"), ("12e+1", "120"),
    ("123456789012345678901234567890/10", "12345678901234567890123456789"),
  ])
  func valuesAreRead(text: String, expected: String) throws {
    #expect(try Rational(parsing: text).description == expected)
  }

  @Test(arguments: [
    "", "-", "/", "1/", "/2", "1/0", "1/-2", "1//2", "+1", "--1", " 1", "1 ", "1.", ".5", "1.5/2", "1e", "1e+", "e5",
    "1e1.5", "0x10", "1_000", "nan", "inf", "Infinity", "1/2/3", "٣", "1\n",
  ])
  func malformedTextIsRefused(text: String) {
    #expect(throws: RationalTextError.self) { try Rational(parsing: text) }
    #expect(Rational(text) == nil)
  }

  /// Refused at once, by length or exponent: nothing of the announced size is ever allocated.
  @Test(arguments: [
    "1e999999999", "1e-999999999", "-1.5e999999999999999999999999", "1e100000",
    String(repeating: "7", count: 1_000_000),
    "1/" + String(repeating: "3", count: 1_000_000), String(repeating: "7", count: 100_001),
  ])
  func absurdSizesAreRefused(text: String) throws {
    let clock = ContinuousClock()
    var message = ""
    let time = clock.measure {
      do throws(RationalTextError) { _ = try Rational(parsing: text) } catch { message = error.description }
    }
    #expect(message.contains("at most 100000 digits, found"))
    #expect(message.count < 200)
    #expect(time < .milliseconds(200))
  }

  @Test func largestAllowedTextIsRead() throws {
    let digits = String(repeating: "9", count: Rational.maximalTextDigits)
    #expect(try Rational(parsing: digits).description == digits)
    #expect(try Rational(parsing: "1e99999") == Rational(parsing: "1" + String(repeating: "0", count: 99_999)))
  }

  @Test(arguments: ["[\"1/0\"]", "[1.5]", "[true]", "[null]", "[\"1e999999999\"]", "[[1]]"])
  func hostileJSONIsRefused(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Rational].self, from: Data(json.utf8)) }
  }
}
