import ComplexModule
import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1000))) struct ComplexFieldTests {
  /// Generic code over complex floats: small integers are exact there, and agree with ℚ(i).
  @Test func matricesOverComplexFloatsAgreeWithGaussianNumbers() async {
    let integer = Generator<Int>.integer(in: -30...30)
    let entries = zip(integer, integer).array(count: 4)
    await forAll(entries, entries) { a, b in
      func exact(_ entries: [(Int, Int)]) throws -> Matrix<Cyclotomic> {
        try Matrix(
          rows: 2, columns: 2, elements: entries.map { Cyclotomic($0.0) + Cyclotomic.imaginaryUnit * Cyclotomic($0.1) })
      }
      func double(_ entries: [(Int, Int)]) throws -> Matrix<Complex<Double>> {
        try Matrix(rows: 2, columns: 2, elements: entries.map { Complex(Double($0.0), Double($0.1)) })
      }
      func float(_ entries: [(Int, Int)]) throws -> Matrix<Complex<Float>> {
        try Matrix(rows: 2, columns: 2, elements: entries.map { Complex(Float($0.0), Float($0.1)) })
      }
      let product = try exact(a) * exact(b)
      #expect(try double(a) * double(b) == product.map { Complex<Double>($0) })
      #expect(try float(a) * float(b) == product.map { Complex<Float>(Complex<Double>($0)) })
      #expect(try double(a).map(\.conjugate) == exact(a).map { Complex<Double>($0.conjugate) })
    }
  }

  @Test func fieldRequirementsAreThoseOfComplexNumbers() {
    func square<F: Field>(_ value: F) -> F { value * value }
    #expect(square(Complex<Double>.i) == -1 && square(Complex<Float>(2, 1)) == Complex(3, 4))
    #expect(Complex<Double>(7 as Int) == Complex(7, 0) && generic(Complex<Float>(3, 4)) == Complex(3, -4))
    #expect(Complex<Double>.mismatch(in: [1, .i]) == nil)
  }

  private func generic<F: Field>(_ value: F) -> F { value.conjugate }
}
