/// Why a case ends before its property has been decided.
public enum DrawStop: Error, Hashable, Sendable {
  /// A filter or an assumption was not met.
  case rejected(String)
  /// The case drew more than a case may.
  case overrun
}

/// Where a property draws its values from.
///
/// A case is random, or follows a recording of an earlier one, as far as that goes. Everything drawn is recorded.
/// A `Draws` belongs to one run of one property and must not be used from several tasks at once.
public final class Draws {
  /// What stands where a recording that is followed has come to its end.
  package enum Beyond {
    case random, simplest
  }

  @usableFromInline var bits: RandomBits
  @usableFromInline var tokens: [Token] = []
  /// Set where a recording or an enumeration is followed: off the fast path of random cases.
  @usableFromInline var isGuided = false
  @usableFromInline var drawn = 0
  /// The most draws of one case.
  @usableFromInline package static let limit = 1 << 16

  private var beyond = Beyond.random
  /// The spans of the recording that are open, and how far each has been followed.
  private var guides: [(nodes: [Node], position: Int)] = []
  private var odometer: Odometer?

  /// The first stop that was thrown, even where the property has swallowed it.
  @usableFromInline package var stop: DrawStop? {
    didSet { if oldValue == nil, stop != nil { earlier = failureSoFar?() } }
  }
  /// What the case has already failed for, asked when it stops: a property that records failures instead of throwing
  /// them goes on after one, and may only then meet an assumption that does not hold.
  package var failureSoFar: (() -> PropertyFailure?)?
  /// The failure that came before the stop.
  var earlier: PropertyFailure?
  var observations = Observations()
  /// The values that the property has named, kept only where they are to be shown.
  var isShowing = false
  var shown: [ShownValue] = []

  /// Draws from no case yet.
  package init() { bits = RandomBits(seed: 0) }

  // MARK: Starting a case

  private func begin() {
    tokens.removeAll(keepingCapacity: true)
    drawn = 0
    guides.removeAll(keepingCapacity: true)
    odometer = nil
    isGuided = false
    stop = nil
    earlier = nil
    observations.beginCase()
    isShowing = false
    shown.removeAll(keepingCapacity: true)
  }

  /// Starts a random case.
  package func begin(random bits: RandomBits) {
    begin()
    self.bits = bits
  }

  /// Starts a case that follows a recording.
  package func begin(following recording: Recording, beyond: Beyond, bits: RandomBits = RandomBits(seed: 0)) {
    begin()
    self.bits = bits
    self.beyond = beyond
    isGuided = true
    guides.append((recording.children, 0))
  }

  /// Starts the next case of a walk through all of them.
  package func begin(enumerating odometer: Odometer) {
    begin()
    self.odometer = odometer
    isGuided = true
  }

  /// The walk after this case.
  package func endEnumeration() -> Odometer? { odometer }

  /// What this case has drawn so far.
  package var recording: Recording { Recording(tokens) }

  // MARK: Drawing

  /// The next value of a generator.
  @inlinable
  public func draw<Value>(_ generator: Generator<Value>) throws(DrawStop) -> Value { try generator.body(self) }

  /// The next value of a generator, shown under this name where the case fails.
  public func draw<Value>(_ generator: Generator<Value>, as name: String) throws(DrawStop) -> Value {
    let value = try generator.body(self)
    showGenerated(name, value)
    return value
  }

  /// Shows a value where the case fails.
  public func show<Value>(_ name: String, _ value: @autoclosure () -> Value) {
    if isShowing { shown.append(ShownValue(name: name, text: String(describing: value()))) }
  }

  /// Shows a value that was generated; texts in quotes, so that spaces, line breaks and the empty text can be seen.
  package func showGenerated<Value>(_ name: String, _ value: Value) {
    let isText = value is String || value is Character || value is Substring
    show(name, isText ? String(reflecting: value) : String(describing: value))
  }

  /// Ends the case without a verdict unless the condition holds. A run in which too few cases get past this fails.
  @inlinable
  public func assume(_ condition: Bool, _ reason: String = "an assumption") throws(DrawStop) {
    if !condition { throw rejection(reason) }
  }

  @usableFromInline
  func rejection(_ reason: String) -> DrawStop {
    let rejection = DrawStop.rejected(reason)
    if stop == nil { stop = rejection }
    return rejection
  }

  /// Marks what `body` draws as a unit, which shrinking can delete or replace whole.
  ///
  /// With a key, the unit belongs to a named place: where the number of places shrinks, the units of the places that
  /// are left keep their choices.
  @inlinable
  public func span<Value>(
    _ label: UInt32, key: Int = -1, _ body: () throws(DrawStop) -> Value
  ) throws(DrawStop) -> Value {
    tokens.append(.open(label: label, key: key))
    if isGuided { enter(label, key) }
    let value = try body()
    if isGuided { leave() }
    tokens.append(.close)
    return value
  }

  @inlinable
  func integer(_ domain: IntegerDomain) throws(DrawStop) -> UInt64 {
    try count(1)
    let offset = isGuided ? guided(domain) ?? domain.random(&bits) : domain.random(&bits)
    tokens.append(.choice(.integer(offset: offset, domain)))
    return offset
  }

  /// An integer by a distribution of the caller's.
  @inlinable
  func integer(
    _ domain: IntegerDomain, by random: (inout RandomBits) -> UInt64
  ) throws(DrawStop) -> UInt64 {
    try count(1)
    let offset = isGuided ? guided(domain) ?? random(&bits) : random(&bits)
    tokens.append(.choice(.integer(offset: offset, domain)))
    return offset
  }

  @inlinable
  func float(_ domain: FloatDomain) throws(DrawStop) -> Double {
    try count(1)
    let value = isGuided ? guided(domain) : domain.random(&bits)
    tokens.append(.choice(.float(bits: value.bitPattern, domain)))
    return value
  }

  @usableFromInline
  func bulk(rows: Int, columns: Int, _ element: Bulk.Element) throws(DrawStop) -> Bulk {
    try count(1)
    let bulk = isGuided ? guided(rows, columns, element) : randomBulk(rows, columns, element)
    tokens.append(.choice(.bulk(bulk)))
    return bulk
  }

  @inlinable
  func count(_ more: Int) throws(DrawStop) {
    drawn += more
    if drawn > Draws.limit {
      if stop == nil { stop = .overrun }
      throw .overrun
    }
  }

  private func randomBulk(_ rows: Int, _ columns: Int, _ element: Bulk.Element) -> Bulk {
    let seed = bits.next()
    guard seed & 15 == 0 else {
      return Bulk(rows: rows, columns: columns, element: element, background: .random(seed: seed))
    }
    // Now and then a nearly constant one.
    let ground = Bulk.random(seed, 0, 1, element)
    var bulk = Bulk(rows: rows, columns: columns, element: element, background: .constant(ground))
    if rows * columns > 0 {
      let place = Int(bits.below(UInt64(rows * columns)))
      bulk.overrides = [
        .init(row: place / columns, column: place % columns, value: Bulk.random(seed, 1, 0, element))
      ]
    }
    return bulk
  }

  // MARK: Following a recording

  @usableFromInline
  func enter(_ label: UInt32, _ key: Int) {
    guard odometer == nil else { return }
    guard let top = guides.last else {
      guides.append(([], 0))
      return
    }
    if key >= 0 {
      for case .span(let span) in top.nodes where span.key == key && span.label == label {
        guides.append((span.children, 0))
        return
      }
    } else {
      var position = top.position
      while position < top.nodes.count {
        if case .span(let span) = top.nodes[position], span.label == label, span.key < 0 {
          guides[guides.count - 1].position = position + 1
          guides.append((span.children, 0))
          return
        }
        position += 1
      }
    }
    guides.append(([], 0))
  }

  @usableFromInline
  func leave() {
    guard odometer == nil else { return }
    guides.removeLast()
  }

  /// The next recorded choice that `fits` accepts, among those not yet followed in the open span.
  private func next<Value>(_ fits: (Choice) -> Value?) -> Value? {
    guard !guides.isEmpty else { return nil }
    var position = guides[guides.count - 1].position
    let nodes = guides[guides.count - 1].nodes
    while position < nodes.count {
      if case .choice(let choice) = nodes[position], let value = fits(choice) {
        guides[guides.count - 1].position = position + 1
        return value
      }
      position += 1
    }
    return nil
  }

  /// The offset that the recording gives, or nil where it has ended and the case goes on at random.
  @usableFromInline
  func guided(_ domain: IntegerDomain) -> UInt64? {
    if odometer != nil { return domain.offset(atRank: odometer!.next(domain.span)) }
    let followed: UInt64? = next { choice in
      guard case .integer(let offset, let recorded) = choice else { return nil }
      return recorded == domain ? offset : domain.nearest(to: recorded.low &+ offset, isSigned: recorded.isSigned)
    }
    return followed ?? (beyond == .simplest ? domain.target : nil)
  }

  @usableFromInline
  func guided(_ domain: FloatDomain) -> Double {
    if odometer != nil {
      odometer?.giveUp()
      return domain.simplest
    }
    let followed: Double? = next { choice in
      guard case .float(let bits, _) = choice else { return nil }
      let value = Double(bitPattern: bits)
      return domain.contains(value) ? value : domain.simplest
    }
    return followed ?? (beyond == .simplest ? domain.simplest : domain.random(&bits))
  }

  private func guided(_ rows: Int, _ columns: Int, _ element: Bulk.Element) -> Bulk {
    let simplest = Bulk(rows: rows, columns: columns, element: element, background: .constant(0)).simplest
    if odometer != nil {
      odometer?.giveUp()
      return simplest
    }
    let followed: Bulk? = next { choice in
      guard case .bulk(let bulk) = choice else { return nil }
      return bulk.resized(rows: rows, columns: columns).over(element)
    }
    return followed ?? (beyond == .simplest ? simplest : randomBulk(rows, columns, element))
  }
}

extension IntegerDomain {
  /// The offset nearest to a value of another domain.
  func nearest(to word: UInt64, isSigned other: Bool) -> UInt64 {
    func order(_ word: UInt64, _ isSigned: Bool) -> (UInt64, UInt64) {
      // Negative numbers before all others, in both readings.
      isSigned && word >> 63 == 1 ? (0, word) : (1, word)
    }
    if order(word, other) <= order(low, isSigned) { return 0 }
    if order(word, other) >= order(low &+ span, isSigned) { return span }
    return word &- low
  }

  /// The offset that is the rank-th simplest.
  func offset(atRank rank: UInt64) -> UInt64 {
    let (above, below) = (span - target, target)
    let paired = min(above, below)
    if rank <= 2 * paired {
      let distance = (rank + 1) / 2
      return rank % 2 == 1 ? target + distance : target - distance
    }
    return above > below ? rank : span - rank
  }
}

extension Bulk {
  /// The same choices over another set of elements; those that do not belong to it become the simplest.
  func over(_ element: Element) -> Bulk {
    if element == self.element { return self }
    var result = Bulk(rows: rows, columns: columns, element: element, background: background)
    func converted(_ value: UInt64) -> UInt64 {
      switch (self.element, element) {
      case (.integer(let old), .integer(let new)): new.nearest(to: old.low &+ value, isSigned: old.isSigned)
      case (.float, .float(let new)) where new.contains(Double(bitPattern: value)): value
      default: result.simplestElement
      }
    }
    if case .constant(let value) = background { result.background = .constant(converted(value)) }
    result.overrides = overrides.map { Override(row: $0.row, column: $0.column, value: converted($0.value)) }
    return result
  }
}
