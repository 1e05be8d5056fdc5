internal import CGMP

extension Matrix where Scalar == Rational {
  /// The size from which modular methods are faster than elimination with fractions of one digit.
  @usableFromInline
  static var modularSize: Int { 5 }

  /// The determinant from its residues modulo enough primes for Hadamard's bound.
  ///
  /// - Complexity: O(b n²(n + b)) for a bound of b words.
  @usableFromInline
  func modularDeterminant() -> Rational {
    if rows == 0 { return 1 }
    let integers = IntegerMatrix(self)
    var budget = PrimeBudget(bits: integers.minorBits)
    var primes: [WordPrime] = []
    var residues: [UInt64] = []
    for prime in WordPrime.Descending() {
      if budget.isCovered { break }
      let elimination = WordElimination(
        integers.residues(modulo: prime), rows: rows, columns: rows, width: rows, modulo: prime)
      primes.append(prime)
      residues.append(elimination.determinant)
      budget.add(prime)
    }
    let parts = IntegerVector(count: 2)
    ChineseRemainders(primes).recover(into: parts[0]) { residues[$0] }
    __gmpz_set_ui(parts[1], 1)
    for row in 0..<rows { __gmpz_mul(parts[1], parts[1], integers.denominators[row]) }
    return Rational(parts[0], over: parts[1])
  }

  /// The inverse as adjugate over determinant, both from their residues modulo enough primes for Hadamard's bound; nil
  /// for a singular matrix.
  ///
  /// - Complexity: O(b n²(n + b)) for a bound of b words.
  @usableFromInline
  func modularInverse() -> Matrix? {
    let n = rows
    if n == 0 { return self }
    let integers = IntegerMatrix(self)
    var budget = PrimeBudget(bits: integers.minorBits)
    var singular = budget
    var primes: [WordPrime] = []
    var determinants: [UInt64] = []
    var adjugates: [[UInt32]] = []
    for prime in WordPrime.Descending() {
      if budget.isCovered { break }
      let (determinant, adjugate) = WordElimination.adjugate(integers.residues(modulo: prime), n, prime)
      guard determinant != 0 else {
        singular.add(prime)
        // Primes beyond Hadamard's bound divide the determinant: it is 0.
        if singular.isCovered { return nil }
        continue
      }
      primes.append(prime)
      determinants.append(determinant)
      adjugates.append(adjugate)
      budget.add(prime)
    }
    let remainders = ChineseRemainders(primes)
    let parts = IntegerVector(count: 3)
    remainders.recover(into: parts[0]) { determinants[$0] }
    return Matrix(rows: n, columns: n) { row, column in
      remainders.recover(into: parts[1]) { UInt64(adjugates[$0][row * n + column]) }
      // A⁻¹ = (DA)⁻¹ D for the diagonal D of row denominators.
      __gmpz_mul(parts[1], parts[1], integers.denominators[column])
      return Rational(parts[1], over: parts[0])
    }
  }

  /// The rank factorization from pivots modulo a prime; a prime that hides a pivot is noticed, and the next one taken.
  @usableFromInline
  func modularRankFactorization() -> RankFactorization<Rational> {
    let integers = IntegerMatrix(self)
    for prime in WordPrime.Descending() {
      let elimination = WordElimination(
        integers.residues(modulo: prime), rows: rows, columns: columns, width: columns, modulo: prime)
      let (chosenRows, chosenColumns) = (elimination.sources, elimination.pivotColumns)
      guard let core = try? submatrix(rows: chosenRows, columns: chosenColumns), let inverse = core.modularInverse()
      else { preconditionFailure("Matrix: a core that is regular modulo \(prime.value) is singular") }
      let factorization = RankFactorization(rows: chosenRows, columns: chosenColumns, coreInverse: inverse)
      // The core is regular over ℚ because it is so modulo p; that its rank is all of the rank has to be seen.
      if elimination.rank == min(rows, columns) || factorization.holds(for: self) { return factorization }
    }
    preconditionFailure("Matrix: every word-size prime hides a pivot")
  }
}

extension WordElimination {
  /// The determinant of a square matrix eliminated over its whole width.
  var determinant: UInt64 {
    guard rank == columns else { return 0 }
    return WordElimination.isOdd(sources) == WordElimination.isOdd(pivotColumns)
      ? pivotProduct : prime.negate(pivotProduct)
  }

  /// Whether a permutation is odd: n minus its number of cycles.
  static func isOdd(_ permutation: [Int]) -> Bool {
    var visited = [Bool](repeating: false, count: permutation.count)
    var odd = false
    for start in permutation.indices where !visited[start] {
      var place = permutation[start]
      visited[start] = true
      while place != start {
        visited[place] = true
        odd.toggle()
        place = permutation[place]
      }
    }
    return odd
  }

  /// The determinant of an n × n matrix and, where it is not 0, the adjugate.
  static func adjugate(_ entries: [UInt32], _ n: Int, _ prime: WordPrime) -> (UInt64, [UInt32]) {
    var augmented = [UInt32](repeating: 0, count: 2 * n * n)
    for i in 0..<n {
      for j in 0..<n { augmented[i * 2 * n + j] = entries[i * n + j] }
      augmented[i * 2 * n + n + i] = 1
    }
    var elimination = WordElimination(augmented, rows: n, columns: 2 * n, width: n, modulo: prime)
    guard elimination.rank == n else { return (0, []) }
    elimination.reduceUpward()
    let product = elimination.pivotProduct
    let isNegative = isOdd(elimination.sources) != isOdd(elimination.pivotColumns)
    let determinant = isNegative ? prime.negate(product) : product
    var adjugate = [UInt32](repeating: 0, count: n * n)
    for (k, row) in elimination.pivotColumns.enumerated() {
      for j in 0..<n {
        let entry = UInt64(elimination.pivotRows[k * 2 * n + n + j])
        adjugate[row * n + j] = UInt32(truncatingIfNeeded: prime.multiply(entry, determinant))
      }
    }
    return (determinant, adjugate)
  }
}
