import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import TensorFiles

/// A class of which `construct` writes members.
enum ClassName: String, CaseIterable, ExpressibleByArgument {
  case permutation, circulant, hadamard, toeplitz, afdf
  case afdfInverse = "afdf-inverse"
  case dft, hd3, fastfood
  case dct2 = "dct-ii"
  case dct3 = "dct-iii"
  case dct4 = "dct-iv"
  case dst2 = "dst-ii"
  case dst3 = "dst-iii"
  case dst4 = "dst-iv"
  case acdc

  /// The names and lengths of its parameters, for size n.
  func parameters(_ n: Int) -> [(name: String, count: Int)] {
    switch self {
    case .permutation: [("pi", n)]
    case .circulant: [("c", n)]
    case .toeplitz: [("t", 2 * n - 1)]
    case .afdf, .afdfInverse, .acdc: [("a", n), ("d", n)]
    case .hd3: [("d1", n), ("d2", n), ("d3", n)]
    case .fastfood: [("s", n), ("g", n), ("pi", n), ("b", n)]
    case .hadamard, .dft, .dct2, .dct3, .dct4, .dst2, .dst3, .dst4: []
    }
  }

  /// How many indices the factors have: n, and twice as many where the class needs the room.
  func gridCount(_ n: Int) -> Int { self == .toeplitz ? 2 * n : n }

  /// The member with these parameters over a field, to which `image` takes rational numbers.
  func member<Scalar: Field>(
    _ n: Int, _ values: [String: [Rational]], _ image: (Rational) throws -> Scalar
  ) throws -> any Construction<Scalar> {
    func entries(_ name: String) throws -> [Scalar] { try (values[name] ?? []).map(image) }
    func permutation() throws -> Permutation {
      let images = try (values["pi"] ?? []).map { value in
        guard value.isInteger, let index = Int("\(value)") else {
          throw InputError("--parameter pi: expected the numbers 0 to \(n - 1), found \(value)")
        }
        return index
      }
      do {
        return try Permutation(images: images)
      } catch {
        throw InputError("--parameter pi: \(error)")
      }
    }
    switch self {
    case .permutation: return PermutationMatrix<Scalar>(permutation: try permutation())
    case .circulant: return try Circulant(coefficients: entries("c"))
    case .hadamard: return try HadamardTransform<Scalar>(size: n)
    case .toeplitz: return try Toeplitz(diagonals: entries("t"))
    case .afdf: return try AFDF(a: entries("a"), d: entries("d"))
    case .afdfInverse: return try AFDF(a: entries("a"), d: entries("d"), endsInInverse: true)
    case .dft: return try FourierTransform<Scalar>(size: n)
    case .hd3: return try HD3(diagonals: ["d1", "d2", "d3"].map { try entries($0) })
    case .fastfood:
      return try Fastfood(s: entries("s"), g: entries("g"), permutation: permutation(), b: entries("b"))
    case .dct2, .dct3, .dct4, .dst2, .dst3, .dst4:
      return try TrigonometricTransform<Scalar>(TrigonometricKind(rawValue: rawValue)!, size: n)
    case .acdc: return try ACDC(a: entries("a"), d: entries("d"))
    }
  }
}

/// A permutation as a construction.
private struct PermutationMatrix<Scalar: Field>: Construction {
  let permutation: Permutation

  var size: Int { permutation.images.count }
  var kinds: [LetterKind] { [.db, .bd, .db] }

  func definition(_ ζ: RootsOfUnity<Scalar>) -> Matrix<Scalar> { permutation.matrix() }

  func word(on grid: MonarchReference.Grid, _ ζ: RootsOfUnity<Scalar>) throws(ShapeError) -> Word<Scalar> {
    try permutation.word(on: grid)
  }
}

/// What `--parameter` and `--seed` say.
struct ClassParameters {
  /// The values by the parameter's name.
  private(set) var values: [String: [Rational]] = [:]
  /// Those that were drawn.
  private(set) var drawn: [String] = []

  /// The values as fractions.
  var texts: [String: [String]] { values.mapValues { $0.map(\.description) } }

  /// - Parameters:
  ///   - arguments: NAME=VALUES each, the values separated by commas, or a file of a vector.
  ///   - seed: of the signs and permutations that stand for what is not given.
  init(_ arguments: [String], of name: ClassName, size n: Int, seed: UInt64) throws(InputError) {
    let expected = name.parameters(n)
    for argument in arguments {
      let parts = Self.parts(argument)
      guard parts.count == 2, let parameter = expected.first(where: { $0.name == parts[0] }) else {
        let names = expected.isEmpty ? "none" : expected.map(\.name).joined(separator: ", ")
        throw InputError("--parameter: expected NAME=VALUES, of \(name.rawValue) there are \(names), found \(argument)")
      }
      guard values[parts[0]] == nil else { throw InputError("--parameter \(parts[0]) is given twice") }
      let found = try Self.numbers(parts[1], parts[0])
      guard found.count == parameter.count else {
        throw InputError(
          "--parameter \(parts[0]): expected \(parameter.count) numbers for n = \(n), found \(found.count)")
      }
      values[parts[0]] = found
    }
    for (index, parameter) in expected.enumerated() where values[parameter.name] == nil {
      var bits = RandomBits(seed, UInt64(index))
      values[parameter.name] =
        parameter.name == "pi"
        ? (0..<parameter.count).shuffled(using: &bits).map { Rational($0) }
        : (0..<parameter.count).map { _ in bits.below(2) == 0 ? 1 : -1 }
      drawn.append(parameter.name)
    }
  }

  /// The name and the values of an argument NAME=VALUES.
  static func parts(_ argument: String) -> [String] {
    argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  }

  private static func numbers(_ text: String, _ name: String) throws(InputError) -> [Rational] {
    if [".npy", ".npz", ".safetensors"].contains(where: { text.contains($0) }) {
      let argument = try TensorArgument(text)
      guard argument.tensor.shape.count == 1 else {
        throw InputError("--parameter \(name): \(text): expected a vector, found the shape \(argument.tensor.shape)")
      }
      // Finite floats are rational numbers.
      return try argument.finiteValues().compactMap { Rational(exactly: $0) }
    }
    var numbers: [Rational] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      do {
        numbers.append(try Rational(parsing: String(part)))
      } catch {
        throw InputError("--parameter \(name): expected numbers such as 1,-1/2,3, found \(printable(String(part)))")
      }
    }
    return numbers
  }
}
