/// The entries of the matrix that an answer is about, before they are elements of a field.
enum MatrixEntries {
  case fractions([Fraction])
  case elements([WitnessElement], rootOrder: Int)
}

/// One answer, over one field.
struct WitnessCheck<Field: Arithmetic> {
  private let document: WitnessDocument
  private let field: Field
  private let q: Int
  private let b: Int
  private let entries: [Field.Element]

  init(_ document: WitnessDocument, _ field: Field, _ entries: MatrixEntries) throws(CertificateError) {
    (self.document, self.field) = (document, field)
    (q, b) = (document.grid[0], document.grid[1])
    let elements: [Field.Element?]
    switch entries {
    case .fractions(let fractions): elements = fractions.map { field.element($0) }
    case .elements(let texts, let order): elements = texts.map { field.element($0, rootOrder: order) }
    }
    guard !elements.contains(where: { $0 == nil }) else {
      throw WitnessCheck.refused("an entry of the matrix is no element of \(document.field)")
    }
    self.entries = elements.compactMap { $0 }
  }

  /// What has been proved.
  func statement(_ subject: String) throws(CertificateError) -> String {
    guard ["MM*", "M", "M*"].contains(document.class) else {
      throw WitnessCheck.malformed("expected the class M, M* or MM*, found \(document.class.prefix(40))")
    }
    let what = "\(document.class) on the \(q)×\(b) grid"
    switch document.outcome {
    case "factors":
      try checkFactors()
      return "\(subject) is in \(what) over \(document.field): the factors' product is the matrix"
    case "excluded":
      if document.class == "MM*" {
        try checkExclusion()
        return "\(subject) is in \(what) over no field that contains \(document.field)"
      }
      try checkMinor()
      return "\(subject) is not in \(what): a slice has too large a rank"
    case "needs-extension":
      guard document.class == "MM*" else { throw WitnessCheck.malformed("only MM* needs extensions") }
      try checkEigenvalue()
      return "\(subject) is not in \(what) over \(document.field), nor where the polynomial has no root"
    case "undecided":
      throw WitnessCheck.refused("an undecided answer proves nothing")
    default:
      throw WitnessCheck.malformed("expected an outcome, found \(document.outcome.prefix(40))")
    }
  }

  // MARK: Factors

  private func checkFactors() throws(CertificateError) {
    let left = try elements(document.left, b * q * q, "left")
    let right: [Field.Element]
    let middle = try elements(document.middle, q * b * b, "middle")
    if document.class == "MM*" {
      right = try elements(document.right, b * q * q, "right")
    } else {
      // L·R and R·L: an identity in the place that is missing.
      right = (0..<b * q * q).map { $0 / q % q == $0 % q ? field.one : field.zero }
    }
    let (outer, inner) = document.class == "M*" ? (right, left) : (left, right)
    // M[(l, j), (k, i)] = Σ_p A_j[l, p] · R_p[j, i] · C_i[p, k].
    for j in 0..<b {
      for i in 0..<b {
        for l in 0..<q {
          let row = (0..<q).map { p in field.multiply(outer[(j * q + l) * q + p], middle[(p * b + j) * b + i]) }
          for k in 0..<q {
            let sum = (0..<q).reduce(field.zero) { field.add($0, field.multiply(row[$1], inner[(i * q + $1) * q + k])) }
            guard field.isZero(field.subtract(sum, entry(l * b + j, k * b + i))) else {
              throw WitnessCheck.refused("the factors' product differs from the matrix at (\(l * b + j), \(k * b + i))")
            }
          }
        }
      }
    }
  }

  // MARK: MM*

  private func checkExclusion() throws(CertificateError) {
    let witness = try self.witness()
    let frame = try frame(witness)
    switch witness.reason {
    case "commutator":
      let f = try quotient(witness.first, frame)
      let g = try quotient(witness.second, frame)
      let entry = try element(witness.entry, "entry")
      guard let row = witness.row, let column = witness.column, (0..<q).contains(row), (0..<q).contains(column) else {
        throw WitnessCheck.malformed("expected a row and a column below \(q)")
      }
      let found = (f * g - g * f)[row, column]
      guard !field.isZero(found) else { throw WitnessCheck.refused("the commutator is 0 at (\(row), \(column))") }
      guard field.isZero(field.subtract(found, entry)) else {
        throw WitnessCheck.refused("the commutator has another entry at (\(row), \(column))")
      }
    case "nilpotent":
      let polynomial = try polynomial(witness)
      let n = try quotient(witness.place, frame).value(of: polynomial)
      guard !n.isZero else { throw WitnessCheck.refused("the polynomial of F is 0") }
      guard (n * n).isZero else { throw WitnessCheck.refused("the polynomial of F has a square that is not 0") }
    default: throw WitnessCheck.malformed("expected a commutator or a nilpotent, found \(witness.reason.prefix(40))")
    }
  }

  private func checkEigenvalue() throws(CertificateError) {
    let witness = try self.witness()
    guard witness.reason == "eigenvalue" else {
      throw WitnessCheck.malformed("expected an eigenvalue, found \(witness.reason.prefix(40))")
    }
    let polynomial = try polynomial(witness)
    let vector = try elements(witness.vector, q, "vector")
    guard vector.contains(where: { !field.isZero($0) }) else { throw WitnessCheck.refused("the vector is 0") }
    let f = try quotient(witness.place, frame(witness))
    guard (f.value(of: polynomial) * vector).allSatisfy({ field.isZero($0) }) else {
      throw WitnessCheck.refused("the polynomial of F does not send the vector to 0")
    }
    guard let modulus = witness.rootFreeModulo.flatMap({ UInt64($0) }), let prime = PrimeArithmetic(modulus) else {
      throw WitnessCheck.malformed("expected a prime below 2^62 in root_free_modulo")
    }
    let residues = polynomial.map { field.residue($0, modulo: prime) }
    guard field.splits(at: prime), let last = residues.last, let leading = last, leading != 0,
      !residues.contains(where: { $0 == nil })
    else { throw WitnessCheck.refused("the polynomial has no residue of its degree modulo \(modulus)") }
    guard prime.hasNoRoot(residues.compactMap { $0 }) else {
      throw WitnessCheck.refused("the polynomial has a root modulo \(modulus), and may have one in \(document.field)")
    }
  }

  /// X_j⁻¹ and Z_i⁻¹ of the tree.
  private typealias Frame = (x: [Int: CheckedMatrix<Field>], z: [Int: CheckedMatrix<Field>])

  /// `X_j = Ã_ji Z_i⁻¹` for a block that adds row j, `Z_i = X_j⁻¹ Ã_ji` for one that adds column i.
  private func frame(_ witness: WitnessDocument.Witness) throws(CertificateError) -> Frame {
    guard let tree = witness.tree, (0..<b).contains(tree.root), tree.blocks.count < 2 * b else {
      throw WitnessCheck.malformed("expected a tree of blocks")
    }
    // The shape of the tree before any inverse, which costs q³ operations.
    var (rows, columns): (Set<Int>, Set<Int>) = ([], [tree.root])
    for place in tree.blocks {
      let (j, i) = try self.place(place)
      guard rows.contains(j) != columns.contains(i) else {
        throw WitnessCheck.malformed("block (\(j), \(i)) does not add a row or a column to the tree")
      }
      rows.insert(j)
      columns.insert(i)
    }
    guard field.degree * q <= 1024, field.degree <= 64 else {
      throw WitnessCheck.malformed(
        "inverses of \(q)×\(q) blocks over \(document.field) are too large to be checked here")
    }
    let identity = CheckedMatrix(field, size: q) { $0 == $1 ? field.one : field.zero }
    // The inverse of each beside it.
    var (x, z) = ([Int: (CheckedMatrix<Field>, CheckedMatrix<Field>)](), [tree.root: (identity, identity)])
    for place in tree.blocks {
      let (j, i) = try self.place(place)
      guard let inverse = block(j, i).inverse() else { throw WitnessCheck.refused("block (\(j), \(i)) is singular") }
      if let known = z[i] {
        x[j] = (block(j, i) * known.1, known.0 * inverse)
      } else if let known = x[j] {
        z[i] = (known.1 * block(j, i), inverse * known.0)
      }
    }
    return (x.mapValues { $0.1 }, z.mapValues { $0.1 })
  }

  /// F(j, i) = X_j⁻¹ Ã_ji Z_i⁻¹.
  private func quotient(_ place: [Int]?, _ frame: Frame) throws(CertificateError) -> CheckedMatrix<Field> {
    let (j, i) = try self.place(place ?? [])
    guard let left = frame.x[j], let right = frame.z[i] else {
      throw WitnessCheck.malformed("the tree does not reach block (\(j), \(i))")
    }
    return left * block(j, i) * right
  }

  // MARK: M and M*

  /// A minor of two rows and columns within one slice: rows of one low digit j, columns of one high digit k; transposed for M*.
  private func checkMinor() throws(CertificateError) {
    let witness = try self.witness()
    let value = try element(witness.minor, "minor")
    guard witness.reason == "minor", let rows = witness.rows, let columns = witness.columns, rows.count == 2,
      columns.count == 2, rows[0] != rows[1], columns[0] != columns[1],
      (rows + columns).allSatisfy({ (0..<q * b).contains($0) })
    else { throw WitnessCheck.malformed("expected a minor of two rows and two columns") }
    let isTransposed = document.class == "M*"
    let (to, from) = isTransposed ? (columns, rows) : (rows, columns)
    guard to[0] % b == to[1] % b, from[0] / b == from[1] / b else {
      throw WitnessCheck.refused("the minor does not lie in one slice")
    }
    let first = field.multiply(entry(rows[0], columns[0]), entry(rows[1], columns[1]))
    let second = field.multiply(entry(rows[0], columns[1]), entry(rows[1], columns[0]))
    let found = field.subtract(first, second)
    guard !field.isZero(found), field.isZero(field.subtract(found, value)) else {
      throw WitnessCheck.refused("the minor is 0, or another number")
    }
  }

  // MARK: Reading

  private func entry(_ row: Int, _ column: Int) -> Field.Element { entries[row * q * b + column] }

  /// Ã_ji[l, k] = A[(l, j), (k, i)].
  private func block(_ j: Int, _ i: Int) -> CheckedMatrix<Field> {
    CheckedMatrix(field, size: q) { entry($0 * b + j, $1 * b + i) }
  }

  private func witness() throws(CertificateError) -> WitnessDocument.Witness {
    guard let witness = document.witness else { throw WitnessCheck.malformed("expected a witness, found none") }
    return witness
  }

  private func place(_ numbers: [Int]) throws(CertificateError) -> (j: Int, i: Int) {
    guard numbers.count == 2, numbers.allSatisfy({ (0..<b).contains($0) }) else {
      throw WitnessCheck.malformed("expected a block of two digits below \(b), found \(numbers.prefix(3))")
    }
    return (numbers[0], numbers[1])
  }

  private func element(_ text: WitnessElement?, _ what: String) throws(CertificateError) -> Field.Element {
    guard let text, let element = field.element(text, rootOrder: WitnessFile.order(document.field) ?? 1) else {
      throw WitnessCheck.malformed("expected an element of \(document.field) in \(what)")
    }
    return element
  }

  private func elements(
    _ texts: [WitnessElement]?, _ count: Int, _ what: String
  ) throws(CertificateError) -> [Field.Element] {
    guard let texts, texts.count == count else {
      throw WitnessCheck.malformed("expected \(count) elements in \(what), found \(texts?.count ?? 0)")
    }
    var elements: [Field.Element] = []
    for text in texts { elements.append(try element(text, what)) }
    return elements
  }

  /// Of a degree that no field makes dear: at most twice q.
  private func polynomial(_ witness: WitnessDocument.Witness) throws(CertificateError) -> [Field.Element] {
    let count = witness.polynomial?.count ?? 0
    guard (2...2 * q + 2).contains(count) else {
      throw WitnessCheck.malformed("expected a polynomial of 2 to \(2 * q + 2) coefficients, found \(count)")
    }
    return try elements(witness.polynomial, count, "polynomial")
  }

  private static func malformed(_ reason: String) -> CertificateError {
    CertificateError(.malformed, tensor: nil, line: 1, reason)
  }

  private static func refused(_ reason: String) -> CertificateError {
    CertificateError(.refused, tensor: nil, line: 1, reason)
  }
}
