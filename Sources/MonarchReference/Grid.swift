public import ExactArithmetic

/// The q x b grid on which an index x < n = q·b stands: x = x1·b + x0 is row x1, column x0.
///
/// Everything in the theory acts on these two digits: `BD(b, n)` inside the rows, `DB(b, n)` inside the columns.
public struct Grid: Hashable, Sendable {
  /// q, the bound of the high digit x1.
  public let rows: Int
  /// b, the bound of the low digit x0.
  public let columns: Int

  public init(rows: Int, columns: Int) throws(ShapeError) {
    guard rows >= 1, columns >= 1, !rows.multipliedReportingOverflow(by: columns).overflow else {
      throw ShapeError("expected a grid with at least one row and one column, found \(rows)×\(columns)")
    }
    self.rows = rows
    self.columns = columns
  }

  private init(uncheckedRows rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  /// The m x m grid of the square case, n = m².
  public static func square(_ m: Int) throws(ShapeError) -> Grid { try Grid(rows: m, columns: m) }

  /// The b x q grid, on which M(n/b, n) lives.
  public var transposed: Grid { Grid(uncheckedRows: columns, columns: rows) }

  /// n = q·b.
  public var count: Int { rows * columns }

  /// The digits (x1, x0) of an index.
  public func digits(of index: Int) -> (row: Int, column: Int) { (index / columns, index % columns) }

  /// The index x1·b + x0.
  public func index(row: Int, column: Int) -> Int { row * columns + column }
}

extension Grid: CustomStringConvertible {
  /// As "3×2": q×b.
  public var description: String { "\(rows)×\(columns)" }
}
