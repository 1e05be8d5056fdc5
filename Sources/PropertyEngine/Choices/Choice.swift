/// One decision of a generator, with the set that it was made from.
///
/// A case is nothing but the sequence of its choices: running the generators again on the same choices gives the same
/// values, and editing the choices is how cases are shrunk and searched, through every `map` and `flatMap`.
@usableFromInline
enum Choice: Hashable, Sendable {
  case integer(offset: UInt64, IntegerDomain)
  case float(bits: UInt64, FloatDomain)
  case bulk(Bulk)

  /// The simplest choice from the same set.
  var simplest: Choice {
    switch self {
    case .integer(_, let domain): .integer(offset: domain.target, domain)
    case .float(_, let domain): .float(bits: domain.simplest.bitPattern, domain)
    case .bulk(let bulk): .bulk(bulk.simplest)
    }
  }

  /// How many numbers a reader of this choice has to look at.
  var weight: Int {
    if case .bulk(let bulk) = self { bulk.weight } else { 1 }
  }

  /// Whether this choice is simpler than another at the same place; nil where they are equally simple.
  func isSimpler(than other: Choice) -> Bool? {
    switch (self, other) {
    case (.integer(let a, let left), .integer(let b, let right)):
      let (x, y) = (left.rank(a), right.rank(b))
      if x.distance != y.distance { return x.distance < y.distance }
      return x.isBelow == y.isBelow ? nil : !x.isBelow
    case (.float(let a, _), .float(let b, _)):
      let (x, y) = (FloatRank(Double(bitPattern: a)), FloatRank(Double(bitPattern: b)))
      return x == y ? nil : x < y
    case (.bulk(let a), .bulk(let b)): return a.isSimpler(than: b)
    case (.integer, _), (.float, .bulk): return true
    default: return false
    }
  }

  /// How many values the set has, where it is small enough to be tried whole.
  var finiteCount: UInt64? {
    if case .integer(_, let domain) = self, domain.span < 1 << 20 { domain.span + 1 } else { nil }
  }

  /// The value, for people.
  var text: String {
    switch self {
    case .integer(let offset, let domain): domain.text(offset)
    case .float(let bits, let domain):
      domain.isSingle ? "\(Float(Double(bitPattern: bits)))" : "\(Double(bitPattern: bits))"
    case .bulk(let bulk): bulk.text
    }
  }
}
