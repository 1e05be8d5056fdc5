import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(2000))) struct FieldTests {
  @Test func rationalsAreAField() async { await checkField(Generator<Rational>.rational()) }

  /// The defaults of the protocol and the laws need nothing but its requirements.
  @Test func fourElementsAreAField() async { await checkField(Generator<QuarticField>.quartic()) }

  @Test func matricesNeedNothingButAField() throws {
    let omega = QuarticField.omega
    let a = Matrix<QuarticField>(
      rows: 2, columns: 2, entry: { [[1, omega], [omega, 0]][$0][$1] })
    #expect(try a * a == Matrix(rows: 2, columns: 2, elements: [omega, omega, omega, omega + 1]))
  }
}
