import ExactArithmetic
import TestSupport
import Testing

/// The Swift of the guide's page on exact arithmetic compiles, and does what the page says.
@Suite struct GuideExamples {
  @Test func exactArithmetic() throws {
    #expect(try swiftOfGuide("exact-arithmetic", isIn: #filePath))
    let hilbert = Matrix<Rational>(rows: 3, columns: 3) { Rational(1, $0 + $1 + 1) }
    #expect(try hilbert.determinant().description == "1/2160")
    let inverse = try hilbert.inverse()
    #expect(try inverse?.determinant() == 2160)
    let ζ = Cyclotomic.root(of: 12)
    #expect(ζ * ζ * ζ == -Cyclotomic.imaginaryUnit)
    #expect(Rational(exactly: 0.1)?.description == "3602879701896397/36028797018963968")
    #expect(Double(Rational(1, 3)) == 1.0 / 3)
  }
}
