public import ExactArithmetic
public import PropertyEngine

extension Generator where Value == PrimeField {
  /// Elements of one field: residues of every size, often 0, ±1 and others near the ends.
  public static func element(modulo modulus: PrimeModulus) -> Generator {
    let small = Generator<Int>.integer(in: -3...3).map { PrimeField($0, modulo: modulus) }
    let any = Generator<UInt>.integer(in: 0...modulus.value - 1).map { PrimeField(residue: $0, modulus: modulus) }
    return .oneOf(weighted: [(1, small), (3, any)])
  }

  /// Field-free values: integers, and fractions whose denominators are products of 2 and 3.
  public static func fieldFree(_ bound: Int = 1000) -> Generator {
    let integer = Generator<Int>.integer(in: -bound...bound)
    let denominator = Generator<Int>.element(of: [1, 2, 3, 4, 6, 9])
    return zip(integer, denominator).map { PrimeField($0) / PrimeField($1) }
  }
}

extension Generator where Value == Cyclotomic {
  /// Sums of up to `terms` rational multiples of roots of unity, each of one of the orders: often zero, rational, a
  /// root of unity itself, or a sum that collapses.
  public static func cyclotomic(orders: [Int], terms: Int = 3, coefficient: Generator<Rational>) -> Generator {
    let root = Generator<Int>.element(of: orders).flatMap { order in
      Generator<Int>.integer(in: -2...2 * order).map { Cyclotomic.root(of: order, power: $0) }
    }
    let sum = zip(coefficient, root).map { $1.scaled(by: $0) }.array(count: 0...terms).map { $0.reduce(.zero, +) }
    // All p-th roots but some: what the relation between them makes of it.
    let partial = zip(Generator<Int>.element(of: orders), Generator<Int>.integer(in: 0...40)).map { order, count in
      (0..<min(count, order)).reduce(Cyclotomic.zero) { $0 + Cyclotomic.root(of: order, power: $1) }
    }
    return .oneOf(weighted: [(1, root), (5, sum), (1, partial), (1, coefficient.map { Cyclotomic($0) })])
  }
}
