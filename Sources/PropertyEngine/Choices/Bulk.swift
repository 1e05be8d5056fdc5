/// Many numbers as one choice: a background and the few places that differ from it.
///
/// The background is one value everywhere, or a sub-seed from which every place has its own random value. A place is
/// named by its coordinates, so that a change of the size keeps the numbers of the places that survive. Drawing costs a
/// few nanoseconds a number, and what a failure leaves is a background of zeros and a handful of overrides.
@usableFromInline
struct Bulk: Hashable, Sendable {
  @usableFromInline
  enum Element: Hashable, Sendable {
    case integer(IntegerDomain)
    case float(FloatDomain)
  }

  @usableFromInline
  enum Background: Hashable, Sendable {
    /// The same value everywhere: an offset or a bit pattern.
    case constant(UInt64)
    case random(seed: UInt64)
  }

  @usableFromInline
  struct Override: Hashable, Sendable {
    @usableFromInline var row: Int
    @usableFromInline var column: Int
    /// An offset or a bit pattern.
    @usableFromInline var value: UInt64
  }

  @usableFromInline var rows: Int
  @usableFromInline var columns: Int
  @usableFromInline var element: Element
  @usableFromInline var background: Background
  /// In row-major order, each place once.
  @usableFromInline var overrides: [Override]

  @usableFromInline
  init(rows: Int, columns: Int, element: Element, background: Background, overrides: [Override] = []) {
    (self.rows, self.columns, self.element) = (rows, columns, element)
    (self.background, self.overrides) = (background, overrides)
  }

  /// The simplest value of one element.
  var simplestElement: UInt64 {
    switch element {
    case .integer(let domain): domain.target
    case .float(let domain): domain.simplest.bitPattern
    }
  }

  var simplest: Bulk {
    Bulk(rows: rows, columns: columns, element: element, background: .constant(simplestElement))
  }

  /// A random background has as many numbers to look at as there are places. One that is constant but not the simplest
  /// counts as three: a single place that differs tells more about a failure, two do not.
  var weight: Int {
    switch background {
    case .constant(let value): (value == simplestElement ? 1 : 3) + overrides.count
    case .random: 2 + rows * columns + overrides.count
    }
  }

  /// One element as a choice of its own.
  func choice(_ value: UInt64) -> Choice {
    switch element {
    case .integer(let domain): .integer(offset: value, domain)
    case .float(let domain): .float(bits: value, domain)
    }
  }

  func isSimpler(than other: Bulk) -> Bool? {
    if weight != other.weight { return weight < other.weight }
    switch (background, other.background) {
    case (.constant(let a), .constant(let b)):
      if let order = choice(a).isSimpler(than: other.choice(b)) { return order }
    case (.random(let a), .random(let b)): if a != b { return a < b }
    case (.constant, .random): return true
    case (.random, .constant): return false
    }
    for (mine, theirs) in zip(overrides, other.overrides) {
      if let order = choice(mine.value).isSimpler(than: other.choice(theirs.value)) { return order }
      if mine.row != theirs.row { return mine.row < theirs.row }
      if mine.column != theirs.column { return mine.column < theirs.column }
    }
    return nil
  }

  /// The random bits of one place.
  @inlinable
  static func bits(_ seed: UInt64, _ row: Int, _ column: Int) -> RandomBits {
    RandomBits(seed: seed ^ (UInt64(truncatingIfNeeded: row) << 32 ^ UInt64(truncatingIfNeeded: column)))
  }

  /// The value at a place with a random background.
  static func random(_ seed: UInt64, _ row: Int, _ column: Int, _ element: Element) -> UInt64 {
    var bits = Bulk.bits(seed, row, column)
    switch element {
    case .integer(let domain): return domain.random(&bits)
    case .float(let domain): return domain.random(&bits).bitPattern
    }
  }

  /// All values in row-major order, each converted from its offset or bit pattern.
  @inlinable
  func values<Value>(_ convert: (UInt64) -> Value) -> [Value] {
    var values: [Value]
    switch background {
    case .constant(let value): values = Array(repeating: convert(value), count: rows * columns)
    case .random(let seed):
      // The choice between the kinds of elements stays outside the loops: inside, it would double their time.
      values = Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
        switch element {
        case .integer(let domain):
          for row in 0..<rows {
            for column in 0..<columns {
              var bits = Bulk.bits(seed, row, column)
              (buffer.baseAddress! + count).initialize(to: convert(domain.random(&bits)))
              count += 1
            }
          }
        case .float(let domain):
          for row in 0..<rows {
            for column in 0..<columns {
              var bits = Bulk.bits(seed, row, column)
              (buffer.baseAddress! + count).initialize(to: convert(domain.random(&bits).bitPattern))
              count += 1
            }
          }
        }
      }
    }
    for place in overrides { values[place.row * columns + place.column] = convert(place.value) }
    return values
  }

  /// The same background and overrides at another size; places that are gone are dropped.
  @usableFromInline
  func resized(rows: Int, columns: Int) -> Bulk {
    Bulk(
      rows: rows, columns: columns, element: element, background: background,
      overrides: overrides.filter { $0.row < rows && $0.column < columns })
  }

  /// The same values with a constant background and every other place written out.
  var explicit: Bulk {
    guard case .random = background else { return self }
    let plain = simplestElement
    var result = simplest
    for (index, value) in values({ $0 }).enumerated() where value != plain {
      result.overrides.append(Override(row: index / columns, column: index % columns, value: value))
    }
    return result
  }

  var text: String {
    let places = overrides.prefix(20).map { "(\($0.row), \($0.column)): \(choice($0.value).text)" }
    let more = overrides.count > 20 ? ", … \(overrides.count - 20) more" : ""
    let ground =
      switch background {
      case .constant(let value): choice(value).text
      case .random(let seed): "random(\(seed))"
      }
    return "\(rows)×\(columns) of \(ground)"
      + (overrides.isEmpty ? "" : " except \(places.joined(separator: ", "))\(more)")
  }
}
