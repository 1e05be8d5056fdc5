import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine

/// A matrix by the definition of its class, and a word of which it is the corner.
struct ConstructedMatrix<Exact: Field> {
  let definition: Matrix<Exact>
  let word: Word<Exact>

  init(definition: Matrix<Exact>, word: Word<Exact>) { (self.definition, self.word) = (definition, word) }

  init<Class: Construction<Exact>>(
    _ construction: Class, on grid: MonarchReference.Grid, roots: (Int) throws -> RootsOfUnity<Exact>
  ) throws {
    let ζ = try roots(construction.rootOrder(on: grid))
    try self.init(definition: construction.definition(ζ), word: construction.word(on: grid, ζ))
  }
}

/// The classes of Proposition 3.2, and permutations.
enum MatrixClass: Hashable, Sendable {
  case permutation, circulant, toeplitz, afdf, afdfInverse, fourier, hadamard, hd3, fastfood, acdc
  case trigonometric(TrigonometricKind)

  static let all: [MatrixClass] =
    [.permutation, .circulant, .toeplitz, .afdf, .afdfInverse, .fourier, .hadamard, .hd3, .fastfood, .acdc]
    + TrigonometricKind.allCases.map { .trigonometric($0) }

  /// Whether there are members of this size.
  func admits(_ count: Int) -> Bool {
    switch self {
    case .hadamard, .hd3, .fastfood: count & (count - 1) == 0
    default: true
    }
  }

  /// Whether all entries are sums of n roots of unity with drawn coefficients, which takes long to enclose.
  var hasLongEntries: Bool { [.afdf, .afdfInverse, .acdc].contains(self) }

  /// Whether no factor needs a root of unity but ±1.
  func isRational(on grid: MonarchReference.Grid) -> Bool {
    switch self {
    case .permutation, .hadamard, .hd3, .fastfood: true
    case .circulant, .toeplitz: grid.rows <= 2
    default: false
    }
  }

  /// A member on a grid, with drawn parameters.
  func member<Exact: EnclosedField>(
    on grid: MonarchReference.Grid, _ draws: Draws, roots: (Int) throws -> RootsOfUnity<Exact>
  ) throws -> ConstructedMatrix<Exact> {
    let n = grid.count
    /// Numbers other than 0, most of which no float holds.
    func parameter(_ name: String, _ count: Int) throws -> [Exact] {
      let numerators = try draws.integers(rows: 1, columns: count * Exact.partCount, in: 0...17).elements
      draws.show(name, numerators)
      return (0..<count).map { index in
        Exact(
          parts: (0..<Exact.partCount).map { part in
            let numerator = numerators[index * Exact.partCount + part]
            return Rational(numerator < 9 ? numerator + 1 : 8 - numerator, 7)
          })
      }
    }
    func permutation() throws -> Permutation {
      var images = Array(0..<n)
      for place in images.indices.dropLast() {
        images.swapAt(place, try draws.draw(.integer(in: place...n - 1, target: place)))
      }
      return try Permutation(images: images)
    }
    func made<Class: Construction<Exact>>(_ construction: Class) throws -> ConstructedMatrix<Exact> {
      try ConstructedMatrix(construction, on: grid, roots: roots)
    }
    switch self {
    case .permutation:
      let permutation = try permutation()
      return try ConstructedMatrix(definition: permutation.matrix(), word: permutation.word(on: grid))
    case .circulant: return try made(Circulant(coefficients: parameter("c", n)))
    case .toeplitz: return try made(Toeplitz(diagonals: parameter("t", (n + 1) / 2 * 2 - 1)))
    case .afdf: return try made(AFDF(a: parameter("A", n), d: parameter("D", n)))
    case .afdfInverse: return try made(AFDF(a: parameter("A", n), d: parameter("D", n), endsInInverse: true))
    case .fourier: return try made(FourierTransform<Exact>(size: n))
    case .hadamard: return try made(HadamardTransform<Exact>(size: n))
    case .hd3: return try made(HD3(diagonals: ["D1", "D2", "D3"].map { try parameter($0, n) }))
    case .fastfood:
      return try made(
        Fastfood(
          s: parameter("S", n), g: parameter("G", n), permutation: permutation(), b: parameter("B", n)))
    case .acdc: return try made(ACDC(a: parameter("A", n), d: parameter("D", n)))
    case .trigonometric(let kind): return try made(TrigonometricTransform<Exact>(kind, size: n))
    }
  }
}
