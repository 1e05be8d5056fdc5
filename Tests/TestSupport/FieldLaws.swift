public import ExactArithmetic
public import PropertyEngine
import PropertyTesting
public import Testing

/// Checks the laws of an exact field on generated elements: the axioms, `addProduct`, the images of integers, the
/// conjugation, and that equality, hashes and descriptions agree.
///
/// The number of cases is that of the surrounding suite.
///
/// - Parameters:
///   - element: elements of one field; zeros, ones, repeats and integers should be among them.
///   - areEqual: what stands for equality, where `==` distinguishes values that the field does not.
public func checkField<F: Field & Hashable & CustomStringConvertible>(
  _ element: Generator<F>, areEqual: @escaping @Sendable (F, F) -> Bool = { $0 == $1 },
  sourceLocation: SourceLocation = #_sourceLocation
) async {
  let integer = Generator<Int>.integer(in: -1_000_000...1_000_000)
  await check(sourceLocation: sourceLocation) { draws in
    let a = try draws.draw(element, as: "a")
    let b = try draws.draw(element, as: "b")
    let c = try draws.draw(element, as: "c")
    let m = try draws.draw(integer, as: "m")
    let n = try draws.draw(integer, as: "n")

    func law(_ name: Comment, _ lhs: F, _ rhs: F) {
      let holds = areEqual(lhs, rhs)
      #expect(holds, "\(name): \(lhs) and \(rhs)", sourceLocation: sourceLocation)
    }

    law("a sum is commutative", a + b, b + a)
    law("a sum is associative", (a + b) + c, a + (b + c))
    law("zero is neutral", a + .zero, a)
    law("the negative is the inverse", a + -a, 0)
    law("negation is an involution", -(-a), a)
    law("a difference is the sum with the negative", a - b, a + -b)
    law("a product is commutative", a * b, b * a)
    law("a product is associative", (a * b) * c, a * (b * c))
    law("one is neutral", a * 1, a)
    law("zero annihilates", a * 0, 0)
    law("products distribute over sums", a * (b + c), a * b + a * c)
    if !areEqual(a, 0) {
      law("a quotient of equals is one", a / a, 1)
      law("a quotient times the divisor is the dividend", (b / a) * a, b)
      law("a quotient is the product with the inverse", b / a, b * (1 / a))
      let divides = areEqual(a * b, 0) == areEqual(b, 0)
      #expect(divides, "there are no divisors of zero: \(a) and \(b)", sourceLocation: sourceLocation)
    }
    let differ = !areEqual(0, 1)
    #expect(differ, "zero and one differ", sourceLocation: sourceLocation)

    var sum = c
    sum.addProduct(a, b)
    law("addProduct adds the product", sum, c + a * b)
    sum = a
    sum.addProduct(sum, sum)
    law("addProduct may alias", sum, a + a * a)
    sum = a
    sum += b
    law("+= adds", sum, a + b)
    sum -= b
    law("-= subtracts", sum, a)

    law("integers have images", F(1), 1)
    law("the image of a sum", F(m) + F(n), F(m + n))
    law("the image of a product", F(m) * F(n), F(m * n))
    law("the image of a negative", F(-m), -F(m))
    law("multiples are sums", F(m) * a + F(n) * a, F(m + n) * a)
    law("literals are images", [-2, -1, 0, 1, 2, 3][(m % 6 + 6) % 6] as F, F((m % 6 + 6) % 6 - 2))

    law("conjugation is additive", (a + b).conjugate, a.conjugate + b.conjugate)
    law("conjugation is multiplicative", (a * b).conjugate, a.conjugate * b.conjugate)
    law("conjugation is an involution", a.conjugate.conjugate, a)
    law("conjugation keeps integers", F(m).conjugate, F(m))

    // One value reached in several ways, and different ones.
    let returned = [a + b - b, (a + c) - c, areEqual(b, 0) ? a : a * b / b, a * 0 + F(m)]
    let values = [a, b, c, a - b, b - a, F(m), F(n)] + returned
    for x in values {
      for y in values {
        let isSymmetric = (x == y) == (y == x)
        #expect(isSymmetric, "equality is symmetric: \(x) and \(y)", sourceLocation: sourceLocation)
        let hashesAgree = x != y || x.hashValue == y.hashValue
        #expect(hashesAgree, "equal values hash alike: \(x) and \(y)", sourceLocation: sourceLocation)
        let isDescribed = x.description != y.description || x == y
        #expect(isDescribed, "a description belongs to one value: \(x)", sourceLocation: sourceLocation)
        for z in [a, b, F(m)] {
          let isTransitive = x != y || y != z || x == z
          #expect(isTransitive, "equality is transitive: \(x), \(y), \(z)", sourceLocation: sourceLocation)
        }
      }
    }
    let hasField = F.mismatch(in: values) == nil
    #expect(hasField, "elements of one field have a common field", sourceLocation: sourceLocation)
  }
}
