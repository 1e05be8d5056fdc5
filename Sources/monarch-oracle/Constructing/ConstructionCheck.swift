import ExactArithmetic
import MonarchReference
import PropertyEngine

/// Whether the factors that were made multiply to the matrix of the definition.
///
/// Entry by entry in the field of the factors where that is quick; else by a random vector, with the factors and the definition
/// reduced modulo a prime.
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
    return try modular(word)
  }

  /// The letters modulo a prime, against the definition there: for the first primes that no denominator is divisible by.
  private func modular(_ word: Word<Cyclotomic>) throws -> Result {
    var bound = 1 << 60
    while true {
      let modulus = try PrimeModulus.firstPrime(congruentToOneMod: 8 * grid.count, above: bound)
      bound = Int(modulus.value)
      var isDivided = false
      let member = try name.member(size, values) { value in
        guard let residue = PrimeField(value, modulo: modulus) else {
          isDivided = true
          return PrimeField(0, modulo: modulus)
        }
        return residue
      }
      let order = member.rootOrder(on: grid)
      let reduction = try CyclotomicReduction(order: order, modulus: modulus)
      let image = word.map { value in
        guard let residue = try? reduction(value) else {
          isDivided = true
          return PrimeField(0, modulo: modulus)
        }
        return residue
      }
      if isDivided { continue }
      var bits = RandomBits(seed: UInt64(modulus.value))
      let vector = (0..<size).map { _ in PrimeField(Int(bits.below(UInt64(modulus.value))), modulo: modulus) }
      let found = try Corner(of: image, rows: size, columns: size).applied(to: vector)
      let expected = try member.anyImage(of: vector, RootsOfUnity(order: order, modulus: modulus))
      if let index = found.indices.first(where: { found[$0] - expected[$0] != 0 }) {
        return Result(
          holds: false, text: "violated: entry \(index) of the image of a random vector differs modulo \(modulus)")
      }
      return Result(
        holds: true,
        text:
          "holds modulo \(modulus) on a random vector, which a word that is wrong there passes with probability below 10^-18"
      )
    }
  }
}

extension Construction {
  /// The definition with the roots that a grid takes.
  func anyDefinition(
    on grid: MonarchReference.Grid, _ roots: (Int) throws -> RootsOfUnity<Scalar>
  ) throws -> Matrix<Scalar> {
    try definition(roots(rootOrder(on: grid)))
  }

  /// The image of a vector under the definition.
  func anyImage(of vector: [Scalar], _ ζ: RootsOfUnity<Scalar>) throws -> [Scalar] {
    try definitionApplied(to: vector, ζ)
  }
}
