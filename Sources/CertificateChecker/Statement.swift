/// What a certificate has shown of one tensor A and the factors of a matrix M; every number was computed anew.
public struct Statement: Sendable {
  /// The tensor's name in its file.
  public let tensor: String
  /// The sizes of A, which zeros pad to l·s rows and k·p columns.
  public let rows: Int
  public let columns: Int
  /// SHA-256 of the tensor's bytes, little-endian and row-major.
  public let sha256: String
  /// k, q, p, l, s, r: k right blocks q×p and l left blocks s×r.
  public let form: [Int]
  /// How many slices the form has, k·l.
  public let slices: Int
  /// ‖A‖², ‖A − M‖², and what no Monarch matrix of this form falls below, exactly: HEXpEXPONENT.
  public let norm: String
  public let error: String
  public let bound: String
  /// ‖A − M‖/‖A‖ and the root of bound/norm, rounded.
  public let relativeError: Double
  public let relativeBound: Double
  /// At least (‖A − M‖² − bound)/‖A‖², and at most 1 % more.
  public let gap: String
}
