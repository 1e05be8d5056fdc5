import ExactArithmetic
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

@Suite(.property(cases: cases(1000))) struct SturmChainTests {
  /// Roots that were chosen are counted in half-open intervals, whose ends may be roots themselves.
  @Test func chosenRootsAreCounted() async {
    let number = Generator<Rational>.fraction(6, over: 2)
    await forAll(number.array(count: 0...6), number, number, Generator<Bool>.bool()) { roots, a, b, isNegated in
      let (lower, upper) = (min(a, b), max(a, b))
      let factor = Polynomial<Rational>([isNegated ? -3 : 2, 0, isNegated ? -1 : 1])
      let chain = SturmChain(Polynomial(roots: roots) * factor)
      let distinct = Set(roots)
      #expect(chain.rootCount(above: lower, upTo: upper) == distinct.count { lower < $0 && $0 <= upper })
      #expect(chain.rootCount(above: nil, upTo: nil) == distinct.count)
      #expect(chain.rootCount(above: nil, upTo: upper) == distinct.count { $0 <= upper })
      #expect(chain.rootCount(above: lower, upTo: nil) == distinct.count { $0 > lower })
    }
  }

  @Test func constantsHaveNoRoots() {
    for value in [Rational(5), Rational(-1, 3)] {
      let chain = SturmChain(Polynomial([value]))
      #expect(chain.polynomials.count == 1 && chain.rootCount(above: nil, upTo: nil) == 0)
    }
  }
}
