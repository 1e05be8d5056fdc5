import ExactArithmetic
import MonarchReference
import PropertyEngine

/// A class of Proposition 3.2, whose members can be drawn over any field.
protocol ConstructedClass: Sendable {
  /// Whether members have factors on grids of N indices.
  func admits(_ count: Int) -> Bool
  /// A member with factors on every grid of N indices.
  func member<Scalar: Field>(on count: Int, _ parameters: Parameters<Scalar>) throws -> any Construction<Scalar>
}

/// What may be chosen of a member.
struct Parameters<Scalar: Field> {
  /// So many entries, by a name.
  let entries: (_ count: Int, _ name: String) throws -> [Scalar]
  let permutation: (_ count: Int) throws -> Permutation

  /// Numbers and a permutation that are the same for the same N, and look like any others.
  static func fixed(_ count: Int) -> Parameters {
    func mixed(_ index: Int, _ name: String) -> Int {
      (count &+ index &+ 64 &* name.utf8.reduce(0) { $0 &+ Int($1) }) &* 2_654_435_761 >> 7
    }
    return Parameters(
      entries: { length, name in (0..<length).map { Scalar(mixed($0, name) % 11 - 5) } },
      permutation: { length in
        try Permutation(images: (0..<length).sorted { (mixed($0, "Π") % 97, $0) < (mixed($1, "Π") % 97, $1) })
      })
  }

  /// Entries and a permutation that are drawn.
  static func drawn(_ draws: Draws, _ entries: @escaping (Int) -> Generator<[Scalar]>) -> Parameters {
    Parameters(
      entries: { try draws.draw(entries($0), as: $1) },
      permutation: { try Permutation(images: draws.draw(Generator<[Int]>.permutation(of: $0), as: "Π")) })
  }
}

/// The sizes N up to which classes are tried; smaller ones without optimisation, where exact numbers are twenty times slower.
private enum Sizes {
  #if DEBUG
    static let (everyGrid, everyEntry, oneVector) = (16, 36, [64, 72, 81])
  #else
    static let (everyGrid, everyEntry, oneVector) = (64, 256, [512, 625, 1000, 1024, 2048, 2401, 4096])
  #endif
}

extension ConstructedClass {
  func admits(_ count: Int) -> Bool { true }

  /// The class on every grid of up to 64 indices in its own field; with any parameters; and modulo a prime, on grids of up
  /// to 256 indices entry by entry and of up to 4096 by a random vector (see `Sizes`).
  func laws(_ name: String, field: String, hasParameters: Bool = false) -> [Law] {
    let small = (1...Sizes.everyGrid).filter(admits)
    let large = (1...Sizes.everyEntry).filter(admits).flatMap { MonarchReference.Grid.all(of: $0) }
    // Letters with blocks larger than this cost more to merge than the definition does.
    let huge = Sizes.oneVector.filter(admits).flatMap { MonarchReference.Grid.all(of: $0) }
      .filter { max($0.rows, $0.columns) <= 128 }
    let residues = "𝔽_p, p ≡ 1 mod 8N, p > 2⁶⁰"
    var laws = [
      // Sizes are all that is drawn, so that as many cases are all of them; small ones more often where not all are tried.
      Law("\(name)OnEveryGrid", field: field, cases: small.count, quickCases: 10) { draws in
        let sizes = Generator<Int>.integer(in: 0...small.count - 1, target: 0).map { small[$0] }
        let count = try draws.draw(sizes, as: "N")
        let member = try self.member(on: count, Parameters<Cyclotomic>.fixed(count))
        try checkEntries(member, on: MonarchReference.Grid.all(of: count)) { try RootsOfUnity(order: $0) }
      },
      Law("\(name)EntryByEntry", field: residues, cases: 20, quickCases: 5) { draws in
        let (member, grid, modulus) = try residueMember(draws, large)
        try checkEntries(member, on: [grid]) { try RootsOfUnity(order: $0, modulus: modulus) }
      },
      Law("\(name)OnARandomVector", field: residues, cases: 4, quickCases: 1) { draws in
        let (member, grid, modulus) = try residueMember(draws, huge)
        let random = RandomResidues(
          seed: try draws.draw(Generator<Int>.integer(), as: "seed of the vector"), modulus: modulus)
        try checkVector(member, on: grid, random.residues(member.size, "x")) {
          try RootsOfUnity(order: $0, modulus: modulus)
        }
      },
    ]
    if hasParameters {
      laws.insert(
        Law("\(name)WithAnyParameters", field: field, cases: 60) { draws in
          let grid = try draws.draw(.grid(upTo: 16).filter { self.admits($0.count) }, as: "grid")
          let parameters = Parameters.drawn(draws) { Generator<Cyclotomic>.gaussian().array(count: $0) }
          let member = try self.member(on: grid.count, parameters)
          try checkEntries(member, on: [grid]) { try RootsOfUnity(order: $0) }
        }, at: 1)
    }
    return laws
  }

  /// A member with parameters anywhere in 𝔽_p: an identity of polynomials of degree d that is false holds there with
  /// probability at most d/p, and here d <= 6.
  private func residueMember(
    _ draws: Draws, _ grids: [MonarchReference.Grid]
  ) throws -> (any Construction<PrimeField>, MonarchReference.Grid, PrimeModulus) {
    let grid = try draws.draw(.element(of: grids), as: "grid")
    let modulus = try PrimeModulus.firstPrime(congruentToOneMod: 8 * grid.count, above: 1 << 60)
    let random = RandomResidues(seed: try draws.draw(Generator<Int>.integer(), as: "seed"), modulus: modulus)
    let member = try self.member(on: grid.count, random.parameters)
    return (member, grid, modulus)
  }
}

private func checkEntries<Scalar: Field>(
  _ member: any Construction<Scalar>, on grids: [MonarchReference.Grid],
  _ roots: (Int) throws -> RootsOfUnity<Scalar>
) throws {
  func check<Class: Construction>(_ member: Class) throws where Class.Scalar == Scalar {
    try constructionIsItsDefinition(member, on: grids, roots: roots)
  }
  try check(member)
}

private func checkVector<Scalar: Field>(
  _ member: any Construction<Scalar>, on grid: MonarchReference.Grid, _ vector: [Scalar],
  _ roots: (Int) throws -> RootsOfUnity<Scalar>
) throws {
  func check<Class: Construction>(_ member: Class) throws where Class.Scalar == Scalar {
    try constructionMapsAsItsDefinition(member, on: grid, roots: roots(member.rootOrder(on: grid)), vector: vector)
  }
  try check(member)
}

extension MonarchReference.Grid {
  /// Every grid of n indices.
  static func all(of n: Int) -> [MonarchReference.Grid] {
    (1...n).filter { n.isMultiple(of: $0) }.map { try! MonarchReference.Grid(rows: n / $0, columns: $0) }
  }

  /// Every grid of up to `limit` indices, by size.
  static func all(upTo limit: Int) -> [MonarchReference.Grid] { (1...limit).flatMap { all(of: $0) } }
}

/// Uniform residues and a permutation by a seed: thousands of drawn ones would only be made simpler one by one.
private struct RandomResidues {
  let seed: Int
  let modulus: PrimeModulus

  private func bits(_ name: String) -> RandomBits {
    RandomBits(UInt64(bitPattern: Int64(seed)), name.utf8.reduce(0) { 256 &* $0 &+ UInt64($1) })
  }

  func residues(_ count: Int, _ name: String) -> [PrimeField] {
    var bits = bits(name)
    return (0..<count).map { _ in PrimeField(Int(bits.below(UInt64(modulus.value))), modulo: modulus) }
  }

  var parameters: Parameters<PrimeField> {
    Parameters(
      entries: { residues($0, $1) },
      permutation: { count in
        var bits = bits("Π")
        return try Permutation(images: (0..<count).shuffled(using: &bits))
      })
  }
}
