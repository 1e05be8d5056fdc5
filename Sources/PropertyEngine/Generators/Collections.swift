extension Generator {
  /// Arrays of values; shorter ones are simpler, and any element can be left out when shrinking.
  public func array(count range: ClosedRange<Int> = 0...20) -> Generator<[Value]> {
    let (low, high) = (max(range.lowerBound, 0), max(range.upperBound, 0))
    let flag = IntegerDomain(0...1)
    // The chance of one more element is such that the mean length lies in the middle, or at 10 for long ranges.
    let mean = Double(min(high - low, 20)) / 2
    let threshold = UInt64(mean / (mean + 1) * 0x1p63)
    return Generator<[Value]> { draws throws(DrawStop) in
      try draws.span(Label.collection) { () throws(DrawStop) in
        var values: [Value] = []
        while values.count < high {
          let isForced = values.count < low
          let value: Value? = try draws.span(Label.element) { () throws(DrawStop) in
            if !isForced {
              let more = try draws.integer(flag) { bits in bits.next() >> 1 < threshold ? 1 : 0 }
              if more == 0 { return nil }
            }
            return try body(draws)
          }
          guard let value else { break }
          values.append(value)
        }
        return values
      }
    }
  }

  /// Arrays of exactly `count` values.
  public func array(count: Int) -> Generator<[Value]> { array(count: count...count) }
}

extension Generator where Value: Hashable & SendableMetatype {
  /// Sets of values.
  public func set(count range: ClosedRange<Int> = 0...20) -> Generator<Set<Value>> {
    let arrays = array(count: range)
    return Generator<Set<Value>> { draws throws(DrawStop) in
      let values = Set(try arrays.body(draws))
      try draws.assume(values.count >= range.lowerBound, "distinct elements")
      return values
    }
  }
}

extension Generator where Value == String {
  /// Strings of characters from the given ones; earlier ones are simpler.
  public static func string(
    of characters: String = "abcdefghijklmnopqrstuvwxyzABC012 .-_é∀🦋\n", count range: ClosedRange<Int> = 0...20
  ) -> Generator {
    Generator<Character>.element(of: Array(characters)).array(count: range).map { String($0) }
  }
}

/// A matrix of drawn values, stored row by row.
public struct Grid<Element> {
  /// How many rows there are.
  public let rows: Int
  /// How many columns there are.
  public let columns: Int
  /// The entries, row by row.
  public let elements: [Element]

  /// A matrix of rows x columns elements, row by row.
  @inlinable
  public init(rows: Int, columns: Int, elements: [Element]) {
    precondition(elements.count == rows * columns, "Grid: \(elements.count) elements for \(rows)×\(columns)")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// The entry at a place.
  @inlinable
  public subscript(row: Int, column: Int) -> Element { elements[row * columns + column] }
}

extension Grid: Sendable where Element: Sendable {}
extension Grid: Equatable where Element: Equatable {}
extension Grid: Hashable where Element: Hashable {}

extension Grid: CustomStringConvertible {
  /// The size, and the rows between semicolons.
  public var description: String {
    let lines = (0..<rows).map { row in
      (0..<columns).map { "\(self[row, $0])" }.joined(separator: " ")
    }
    return "\(rows)×\(columns) [" + lines.joined(separator: "; ") + "]"
  }
}

extension Generator {
  /// Matrices of this generator's values. Sizes shrink first; an entry belongs to its place and survives them.
  ///
  /// Every entry is a choice of its own: for large matrices of plain numbers `floats(rows:columns:)` and its relatives
  /// are thousands of times cheaper.
  public func grid(rows: ClosedRange<Int>, columns: ClosedRange<Int>) -> Generator<Grid<Value>> {
    let height = Generator<Int>.integer(in: rows, target: rows.lowerBound)
    let width = Generator<Int>.integer(in: columns, target: columns.lowerBound)
    return Generator<Grid<Value>> { draws throws(DrawStop) in
      let (m, n) = (try height.body(draws), try width.body(draws))
      return try draws.span(Label.collection) { () throws(DrawStop) in
        var elements: [Value] = []
        for row in 0..<m {
          for column in 0..<n {
            let value = try draws.span(Label.entry, key: row << 32 | column) { () throws(DrawStop) in
              try body(draws)
            }
            elements.append(value)
          }
        }
        return Grid(rows: m, columns: n, elements: elements)
      }
    }
  }
}

extension Draws {
  /// A rows x columns matrix of floats, as one choice: a random or constant background and the places that differ.
  public func floats(
    rows: Int, columns: Int, in range: ClosedRange<Float> = -Float.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    _ classes: FloatClasses = .finite
  ) throws(DrawStop) -> Grid<Float> {
    let domain = FloatDomain(Double(range.lowerBound)...Double(range.upperBound), isSingle: true, classes)
    let bulk = try bulk(rows: rows, columns: columns, .float(domain))
    return Grid(rows: rows, columns: columns, elements: bulk.values { Float(Double(bitPattern: $0)) })
  }

  /// A rows x columns matrix of doubles, as one choice.
  public func doubles(
    rows: Int, columns: Int,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude,
    _ classes: FloatClasses = .finite
  ) throws(DrawStop) -> Grid<Double> {
    let domain = FloatDomain(range, isSingle: false, classes)
    let bulk = try bulk(rows: rows, columns: columns, .float(domain))
    return Grid(rows: rows, columns: columns, elements: bulk.values { Double(bitPattern: $0) })
  }

  /// A rows x columns matrix of integers, as one choice.
  @inlinable
  public func integers<T: FixedWidthInteger>(
    rows: Int, columns: Int, in range: ClosedRange<T>, target: T = 0
  ) throws(DrawStop) -> Grid<T> {
    let domain = IntegerDomain(range, target: target)
    let bulk = try bulk(rows: rows, columns: columns, .integer(domain))
    let low = range.lowerBound
    return Grid(rows: rows, columns: columns, elements: bulk.values { low &+ T(truncatingIfNeeded: $0) })
  }
}
