public import ExactArithmetic

/// What a convention has to explain: a dense matrix that was made from the two tensors, or what an implementation made of
/// some inputs.
public enum LayoutEvidence: Sendable {
  /// The dense matrix M of `y = M x`, rows × columns, row-major.
  case dense(matrix: [Double], rows: Int, columns: Int)
  /// Inputs and the outputs that belong to them, row-major as they are stored: (batch, n) or (n, batch).
  case products(input: StoredTensor<Double>, output: StoredTensor<Double>)
}

/// Why conventions cannot be told from what is given.
public struct DetectionError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

/// Evidence in the form in which candidates are held against it.
protocol CandidateEvidence: Sendable {
  /// The number of outputs and of inputs.
  var rows: Int { get }
  var columns: Int { get }
  /// How many places are looked at first.
  var probeCount: Int { get }

  /// The same data, said to be of other arithmetic.
  func with(_ model: ArithmeticModel) -> Self

  /// Whether a candidate cannot be refuted at probe `index`; what it refutes is certainly wrong.
  func allows(_ map: EntryMap, _ tensors: [[Double]], probe index: Int) -> Bool

  /// Whether a candidate explains everything.
  func isExplained(by candidate: Candidate, _ tensors: [StoredTensor<Double>]) throws(DetectionError) -> Bool

  /// Everything at which a candidate fails, exactly.
  func mismatches(_ candidate: Candidate, _ tensors: [StoredTensor<Double>]) throws(DetectionError) -> Mismatches
}

/// A reading and its map.
struct Candidate: Sendable {
  let reading: LayoutReading
  let map: EntryMap

  init(_ reading: LayoutReading) { self.init(reading, map: EntryMap(reading)) }

  init(_ reading: LayoutReading, map: EntryMap) { (self.reading, self.map) = (reading, map) }
}

/// Where a convention does not explain what is given.
public struct Mismatches: Sendable {
  /// One number that is not what the convention makes it.
  public struct Place: Sendable {
    /// The row of M; or the vector of the batch.
    public let row: Int
    /// The column of M; or the entry of the vector.
    public let column: Int
    public let expected: Rational
    public let found: Double
    /// How far the number may lie from `expected` before it is rounded to its format.
    public let allowance: Rational
  }

  /// How many numbers are compared.
  public let total: Int
  /// How many of them the convention does not explain.
  public internal(set) var count: Int = 0
  /// The first of these, row by row.
  public internal(set) var first: Place?

  init(total: Int) { self.total = total }
}
