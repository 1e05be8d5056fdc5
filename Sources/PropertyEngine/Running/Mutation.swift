extension Recording {
  /// The recording with one or a few random changes, for the search for extremes.
  ///
  /// Small steps keep what made the case good, large ones leave local summits: a number moves by a step of random size,
  /// or is drawn anew, a bulk gets other values in some places, a span is forgotten and drawn anew.
  func mutated(_ bits: inout RandomBits) -> Recording {
    var result = self
    for _ in 0...bits.next().trailingZeroBitCount & 3 {
      if bits.next() & 15 == 0 {
        let lists = result.listPaths
        let path = lists[Int(bits.below(UInt64(lists.count)))]
        if !path.isEmpty { result = result.replacingList(at: path, with: []) }
        continue
      }
      let paths = result.choicePaths
      guard !paths.isEmpty else { return result }
      let path = paths[Int(bits.below(UInt64(paths.count)))]
      guard let choice = result.choice(at: path) else { continue }
      result = result.replacing(at: path, with: choice.mutated(&bits))
    }
    return result
  }
}

extension Choice {
  fileprivate func mutated(_ bits: inout RandomBits) -> Choice {
    switch self {
    case .integer(let offset, let domain):
      let selector = bits.next()
      if selector & 3 == 0 { return .integer(offset: domain.random(&bits), domain) }
      let step = (bits.next() >> (selector >> 2 & 63)) % max(domain.span, 1) + 1
      let moved =
        selector >> 63 == 0
        ? (domain.span - offset >= step ? offset + step : domain.span) : (offset >= step ? offset - step : 0)
      return .integer(offset: moved, domain)
    case .float(let word, let domain):
      let value = Double(bitPattern: word)
      let next = domain.moved(value, &bits)
      return .float(bits: (domain.contains(next) ? next : domain.random(&bits)).bitPattern, domain)
    case .bulk(let bulk): return .bulk(bulk.mutated(&bits))
    }
  }
}

extension FloatDomain {
  /// A number near another one, in one of the senses of near.
  fileprivate func moved(_ value: Double, _ bits: inout RandomBits) -> Double {
    let selector = bits.next()
    let unit = isSingle ? Double(Float(value).ulp) : value.ulp
    let next: Double
    switch selector & 7 {
    case 0: next = random(&bits)
    case 1: next = -value
    case 2: next = value * 2
    case 3: next = value / 2
    case 4, 5: next = value + (selector & 8 == 0 ? unit : -unit) * Double(1 + (selector >> 4) & 15)
    case 6: next = value + (selector & 8 == 0 ? unit : -unit) * Double(UInt64(1) << (selector >> 4 & 31))
    default: next = value * (1 + (Double(selector >> 11) * 0x1p-53 - 0.5) / 4)
    }
    return isSingle ? Double(Float(next)) : next
  }
}

extension Bulk {
  fileprivate func mutated(_ bits: inout RandomBits) -> Bulk {
    var result = self
    guard rows * columns > 0 else { return result }
    if bits.next() & 31 == 0 {
      result.background = .random(seed: bits.next())
      return result
    }
    for _ in 0...bits.next().trailingZeroBitCount & 7 {
      let place = Int(bits.below(UInt64(rows * columns)))
      let (row, column) = (place / columns, place % columns)
      let index = result.overrides.firstIndex { ($0.row, $0.column) >= (row, column) } ?? result.overrides.count
      let isThere =
        index < result.overrides.count && result.overrides[index].row == row
        && result.overrides[index].column == column
      let old =
        isThere
        ? result.overrides[index].value
        : { if case .random(let seed) = background { Bulk.random(seed, row, column, element) } else { ground } }()
      guard let value = choice(old).mutated(&bits).bits else { continue }
      if isThere { result.overrides.remove(at: index) }
      result.overrides.insert(Override(row: row, column: column, value: value), at: index)
    }
    return result
  }

  private var ground: UInt64 { if case .constant(let value) = background { value } else { simplestElement } }
}
