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
