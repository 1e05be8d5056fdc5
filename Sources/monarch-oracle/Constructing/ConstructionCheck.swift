import ExactArithmetic
import MonarchReference
import PropertyEngine

/// Whether the factors that were made multiply to the matrix of the definition.
///
/// Entry by entry in the field of the factors where that is quick; else by a random vector over a prime field with the same
/// roots of unity, where the same text makes the factors anew.
struct ConstructionCheck {
  struct Result: Encodable {
    let holds: Bool
    /// Where it was checked, and how.
    let text: String
  }

  let name: ClassName
  let size: Int
  let grid: MonarchReference.Grid
  let values: [String: [Rational]]

  /// Up to this size every entry is compared.
  private static let exactSize = 64

  func result(_ word: Word<Cyclotomic>) throws -> Result {
    if size <= Self.exactSize {
      let member = try name.member(size, values) { Cyclotomic($0) }
      let product = try word.dense
      let definition = try member.anyDefinition(on: grid) { try RootsOfUnity(order: $0) }
      let place = (0..<size * size).first { index in
        product[index / size, index % size] != definition[index / size, index % size]
      }
      if let place {
        let (row, column) = (place / size, place % size)
        return Result(
          holds: false,
          text: "violated: expected \(definition[row, column]) at (\(row), \(column)), found \(product[row, column])")
      }
      return Result(
        holds: true, text: "holds: the product of the factors is the matrix of the definition, entry by entry, exactly")
    }
    let modulus = try PrimeModulus.firstPrime(congruentToOneMod: 8 * grid.count, above: 1 << 60)
    let member = try name.member(size, values) { value in
      guard let residue = PrimeField(value, modulo: modulus) else {
        throw InputError("--check: expected denominators prime to \(modulus), found \(value)")
      }
      return residue
    }
    var bits = RandomBits(seed: UInt64(modulus.value))
    let vector = (0..<size).map { _ in PrimeField(Int(bits.below(UInt64(modulus.value))), modulo: modulus) }
    let (image, expected) = try member.anyImages(of: vector, on: grid) { try RootsOfUnity(order: $0, modulus: modulus) }
    if let index = image.indices.first(where: { image[$0] - expected[$0] != 0 }) {
      return Result(
        holds: false, text: "violated: entry \(index) of the image of a random vector differs modulo \(modulus)")
    }
    return Result(
      holds: true,
      text: "holds modulo \(modulus) on a random vector, which a wrong word passes with probability below 10^-18")
  }
}

extension Construction {
  /// The definition with the roots that a grid takes.
  func anyDefinition(
    on grid: MonarchReference.Grid, _ roots: (Int) throws -> RootsOfUnity<Scalar>
  ) throws -> Matrix<Scalar> {
    try definition(roots(rootOrder(on: grid)))
  }

  /// The images of a vector under the factors and under the definition.
  func anyImages(
    of vector: [Scalar], on grid: MonarchReference.Grid, _ roots: (Int) throws -> RootsOfUnity<Scalar>
  ) throws -> ([Scalar], [Scalar]) {
    let ζ = try roots(rootOrder(on: grid))
    return (try corner(on: grid, ζ).applied(to: vector), try definitionApplied(to: vector, ζ))
  }
}
