/// A matrix over 𝔽_p for a word-size prime, four bytes an entry: for ranks of large matrices.
///
/// `Matrix<PrimeField>` answers every question of linear algebra and takes 24 bytes an entry; this answers one, quickly.
public struct ResidueMatrix: Sendable {
  public let rows: Int
  public let columns: Int
  /// The prime p < 2²⁹.
  public let modulus: Int
  private let residues: [UInt32]

  /// The primes that this type takes lie below this.
  public static let modulusLimit = 1 << 29

  /// The matrix whose entries in row-major order are the residues of `entries`.
  ///
  /// - Throws: where the number of entries is not rows · columns, or `modulus` is not a prime below `modulusLimit`.
  public init(rows: Int, columns: Int, entries: some Collection<Int>, modulus: Int) throws(ShapeError) {
    let count = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !count.overflow, count.partialValue == entries.count else {
      throw ShapeError("a \(rows)×\(columns) matrix cannot have \(entries.count) entries")
    }
    guard modulus < ResidueMatrix.modulusLimit, Primality.isPrime(modulus) else {
      throw ShapeError("a matrix of residues needs a prime modulus below 2^29, not \(modulus)")
    }
    let prime = WordPrime(UInt64(modulus))
    (self.rows, self.columns, self.modulus) = (rows, columns, modulus)
    residues = entries.map { UInt32(truncatingIfNeeded: prime.residue($0)) }
  }

  /// Indices of independent rows that span all rows, and of independent columns that span all columns.
  ///
  /// - Complexity: O(rows · columns · rank) word operations, about a quarter of a nanosecond each.
  public func pivots() -> (rows: [Int], columns: [Int]) {
    let elimination = WordElimination(
      residues, rows: rows, columns: columns, width: columns, modulo: WordPrime(UInt64(modulus)))
    return (elimination.sources, elimination.pivotColumns)
  }

  /// The number of independent rows over 𝔽_p; for integer entries it is at most the rank over ℚ, and for a random prime
  /// most often equal to it.
  public func rank() -> Int { pivots().rows.count }
}
