import ArgumentParser
import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference

/// What `factor` and `member` have in common.
struct AnswerOptions: ParsableArguments {
  @Argument(help: "The matrix: .npy, MODEL.safetensors:NAME, ARRAYS.npz:NAME, or .json with fractions.")
  var matrix: String

  @Option(help: ArgumentHelp("The block size b, which divides n; there are q = n/b rows. Default: √n.", valueName: "b"))
  var block: Int?

  @Option(help: ArgumentHelp("The field K: Q, Q(zeta_N) or F_p. Default: that of the matrix.", valueName: "field"))
  var field: FieldOption?

  @Option(
    help: ArgumentHelp(
      "Write factors or witness as JSON, which certify checks; - for standard output.", valueName: "file"))
  var json: String?

  /// Answers over the field that is meant, and says so.
  func answer(command: String, class name: String) throws {
    try checkWritable(json)
    try checkDistinct(results: [json], inputs: [matrix])
    let source = try ExactMatrix(matrix)
    let grid = try source.grid(block: block)
    let field = self.field ?? source.field
    if case .prime = source.field, field != source.field {
      throw InputError("\(matrix): the entries are of \(source.field.name), and not of \(field.name)")
    }
    let (json, text): (AnswerJSON, String)
    switch field {
    case .rationals: (json, text) = try answer(command, name, source, grid, .rationals, .rationals)
    case .cyclotomic(let order):
      let coefficients: CoefficientField<Cyclotomic>
      do { coefficients = try .cyclotomic(order) } catch { throw InputError("\(error)") }
      (json, text) = try answer(command, name, source, grid, coefficients, .cyclotomic(order))
    case .prime(let modulus):
      (json, text) = try answer(command, name, source, grid, .primeField(modulus), .prime(modulus))
    }
    if let path = self.json { try writeJSON(json, to: path) }
    if self.json != "-" { try printOutput(text) }
    switch json.outcome {
    case "factors": break
    case "undecided": throw ExitCode(2)
    default: throw ExitCode(1)
    }
  }

  private func answer<Scalar>(
    _ command: String, _ name: String, _ source: ExactMatrix, _ grid: MonarchReference.Grid,
    _ field: CoefficientField<Scalar>, _ codec: ElementCodec<Scalar>
  ) throws(InputError) -> (AnswerJSON, String) {
    let matrix = try source.matrix(codec)
    var json = AnswerJSON(command: command, class: name, field: codec.name, grid: grid)
    let what = "\(name)(\(grid.columns), \(grid.count)) over \(codec.name)"
    // Over a prime field an answer on fractions is one on their residues.
    let isReduced = codec.name.hasPrefix("F_") && source.field == .rationals
    let subject = isReduced ? "its residues modulo \(codec.name.dropFirst(2)) are " : ""
    do {
      if name == "MM*" {
        let answer = try grid.factorization(of: matrix, over: field)
        json.set(answer, codec)
        return (json, Self.text(answer, what, codec.name, subject))
      }
      let isTransposed = name == "M*"
      let shape = try MonarchShape.grid(grid)
      let membership = try shape.membership(of: isTransposed ? matrix.transposed : matrix)
      json.set(membership, isTransposed: isTransposed, codec)
      switch membership {
      case .member:
        return (
          json, "yes: \(subject)in \(what), with factors \(isTransposed ? "R·L" : "L·R") whose product is the matrix"
        )
      case .excluded(let witness):
        let (rows, columns) = isTransposed ? (witness.columns, witness.rows) : (witness.rows, witness.columns)
        return (
          json,
          "no: \(subject)not in \(what)\nrows \(rows[0]), \(rows[1]) and columns \(columns[0]), \(columns[1]) lie in one slice, which would "
            + "have rank 1, but have the minor \(Self.limited(Self.plain("\(witness.minor)", codec.name)))"
        )
      }
    } catch {
      throw InputError("\(source.path): \(error)")
    }
  }

  private static func text<Scalar>(
    _ answer: Factorization<Scalar>, _ what: String, _ field: String, _ subject: String
  ) -> String {
    switch answer {
    case .factors(let word, let isUnique):
      let uniqueness =
        switch isUnique {
        case true?: "unique up to scalings and one permutation"
        case false?: "one choice of many: joint eigenvalues are equal"
        case nil: "made from its structure; whether they are unique was not decided"
        }
      return
        "yes: in \(what), with \(word.parameterCount) entries of A·R·C, whose product is the matrix\nthe factors are "
        + uniqueness
    case .excluded(let witness):
      return "no: \(subject)in \(what.replacing(" over \(field)", with: "")) over no field that contains \(field)\n"
        + limited(plain("\(witness)", field))
    case .needsExtension(let witness):
      return "no: \(subject)not in \(what), but perhaps over an extension\n" + limited(plain("\(witness)", field))
        + "\n--field \"Q(zeta_N)\" goes on where such roots lie in ℚ(ζ_N)"
    case .undecided(.eigenvalues(let place, let polynomial)):
      return
        "undecided: the eigenvalues of F\(place) are roots of a polynomial that were neither found in \(field) nor shown to be "
        + "missing\n" + limited("\(polynomial)")
    case .undecided(.singularBlocks(let singular)):
      let shown = singular.prefix(12).map(\.description).joined(separator: ", ") + (singular.count > 12 ? ", …" : "")
      return "undecided: the invertible blocks do not connect all rows and columns, and no other form was recognised\n"
        + "singular blocks (j, i): \(shown)"
    }
  }

  /// Residues without their modulus, which the field has named.
  private static func plain(_ text: String, _ field: String) -> String {
    guard field.hasPrefix("F_") else { return text }
    let modulus = " mod " + field.dropFirst(2)
    return text.replacing(/\((\d+) mod \d+\)/) { "\($0.output.1)" }.replacing(modulus, with: "")
  }

  /// Numbers may have many digits.
  private static func limited(_ text: String) -> String { text.count <= 1000 ? text : text.prefix(1000) + "…" }
}

struct FactorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factor",
    abstract: "Factors a matrix of MM*, or says exactly why it cannot.",
    discussion: """
      MM*(b, n) are the products A·R·C with A, C acting inside the columns and R inside the rows of a q×b grid, n = q·b. The \
      matrix is taken exactly; factors are compared with it by multiplication.

      yes          factors, and whether they are unique (exit code 0)
      no           a witness: two matrices F(j, i) that do not commute, or one that is not diagonalisable; or a polynomial \
      whose roots are missing in the field (exit code 1)
      undecided    the invertible blocks do not connect all rows and columns, and the matrix has none of the forms that are \
      recognised then: M, M*, one entry in each row and column, blocks of rank 1 (at most q that are not 0 in each row and \
      column of blocks), the DFT; or eigenvalues were neither found nor shown to be missing (exit code 2)

      Over F_p a matrix of fractions is taken for its residues. --json holds factors or witness; `certify` checks either against the matrix, with other code.

      Examples:
        monarch-oracle factor M.npy --json answer.json
        monarch-oracle certify answer.json M.npy
        monarch-oracle factor circulant-of-order-12.json --block 4 --field "Q(zeta_3)"
      """)

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.answer(command: "factor", class: "MM*") }
}

/// The classes that `member` decides.
enum ClassOption: String, CaseIterable, ExpressibleByArgument {
  case monarch = "M"
  case adjoint = "M*"
  case product = "MM*"
}

struct MemberCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member",
    abstract: "Decides whether a matrix is in M, M* or MM*, with factors or with a witness.",
    discussion: """
      M(b, n) = DB·BD: every slice S_jk[l, i] = A[(l, j), (k, i)] has rank at most 1; the witness is a minor of two rows and \
      columns. M*(b, n) are the transposes. MM*(b, n) is what `factor` decides.

      Exit codes: 0 yes, 1 no, 2 undecided (MM* alone) or bad input.

      Examples:
        monarch-oracle member H.npy --class M --block 4
        monarch-oracle member T.json --class "MM*" --json witness.json
      """)

  @OptionGroup var options: AnswerOptions

  @Option(name: .customLong("class"), help: "M, M* or MM*.")
  var name: ClassOption = .monarch

  func run() throws { try options.answer(command: "member", class: name.rawValue) }
}
