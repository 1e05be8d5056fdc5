import ExactArithmetic
import MonarchReference

/// An answer of `factor` or `member` as JSON, which `certify` checks.
struct AnswerJSON: Encodable {
  struct Tree: Encodable {
    let root: Int
    let blocks: [[Int]]
  }

  struct Witness: Encodable {
    var reason: String
    var tree: Tree?
    var first: [Int]?
    var second: [Int]?
    var row: Int?
    var column: Int?
    var entry: ElementText?
    var place: [Int]?
    var polynomial: [ElementText]?
    var vector: [ElementText]?
    var rootFreeModulo: String?
    var rows: [Int]?
    var columns: [Int]?
    var minor: ElementText?
  }

  let command: String
  let `class`: String
  let field: String
  /// q and b.
  let grid: [Int]
  var outcome = ""
  var isUnique: Bool?
  /// The blocks one after the other, each row by row.
  var left: [ElementText]?
  var middle: [ElementText]?
  var right: [ElementText]?
  var witness: Witness?
  /// The blocks (j, i) that are singular, where nothing was decided.
  var singular: [[Int]]?

  init(command: String, class name: String, field: String, grid: MonarchReference.Grid) {
    (self.command, self.class, self.field, self.grid) = (command, name, field, [grid.rows, grid.columns])
  }

  mutating func set<Scalar>(_ answer: Factorization<Scalar>, _ codec: ElementCodec<Scalar>) {
    switch answer {
    case .factors(let word, let isUnique):
      outcome = "factors"
      self.isUnique = isUnique
      let texts = word.letters.map { letter in letter.blocks.flatMap { $0.elements.map(codec.text) } }
      (left, middle, right) = (texts[0], texts[1], texts[2])
    case .excluded(let witness):
      outcome = "excluded"
      switch witness.reason {
      case .commutator(let first, let second, let row, let column, let entry):
        self.witness = Witness(
          reason: "commutator", tree: Self.tree(witness.tree), first: [first.j, first.i], second: [second.j, second.i],
          row: row, column: column, entry: codec.text(entry))
      case .nilpotent(let place, let polynomial):
        self.witness = Witness(
          reason: "nilpotent", tree: Self.tree(witness.tree), place: [place.j, place.i],
          polynomial: polynomial.coefficients.map(codec.text))
      }
    case .needsExtension(let witness):
      outcome = "needs-extension"
      self.witness = Witness(
        reason: "eigenvalue", tree: Self.tree(witness.tree), place: [witness.place.j, witness.place.i],
        polynomial: witness.polynomial.coefficients.map(codec.text), vector: witness.vector.map(codec.text),
        rootFreeModulo: witness.rootFreeModulo.map { "\($0)" })
    case .undecided(.singularBlocks(let singular)):
      outcome = "undecided"
      self.singular = singular.map { [$0.j, $0.i] }
    case .undecided(.eigenvalues(let place, let polynomial)):
      outcome = "undecided"
      witness = Witness(
        reason: "eigenvalue", place: [place.j, place.i], polynomial: polynomial.coefficients.map(codec.text))
    }
  }

  mutating func set<Scalar>(_ membership: Membership<Scalar>, isTransposed: Bool, _ codec: ElementCodec<Scalar>) {
    switch membership {
    case .member(let monarch):
      outcome = "factors"
      func texts(_ blocks: [Matrix<Scalar>]) -> [ElementText] {
        blocks.flatMap { (isTransposed ? $0.transposed : $0).elements.map(codec.text) }
      }
      (left, middle) = (texts(monarch.left.blocks), texts(monarch.right.blocks))
    case .excluded(let witness):
      outcome = "excluded"
      let (rows, columns) = isTransposed ? (witness.columns, witness.rows) : (witness.rows, witness.columns)
      self.witness = Witness(reason: "minor", rows: rows, columns: columns, minor: codec.text(witness.minor))
    }
  }

  private static func tree(_ tree: BlockTree) -> Tree {
    Tree(root: tree.root, blocks: tree.blocks.map { [$0.j, $0.i] })
  }
}
