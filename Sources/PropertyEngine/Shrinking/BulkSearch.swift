/// The candidates for many numbers at once: first a constant background, then fewer places that differ from it, then
/// simpler places and simpler values there.
struct BulkSearch {
  private enum Stage {
    case backgrounds([Bulk])
    case explicit
    /// On a constant ground that is not the simplest: its value at one place only.
    case single(place: Int)
    /// Leaves out runs of overrides of this length, the run ending at `end` next.
    case drop(length: Int, end: Int)
    case move(index: Int, queue: [(Int, Int)])
    case value(index: Int, search: NumberSearch)
    /// All places with one value at once; `index` is the first of them.
    case together(index: Int, search: NumberSearch)
    case done
  }

  private var current: Bulk
  private var stage: Stage
  private var hasLowered = false

  init(_ start: Bulk) {
    current = start
    var backgrounds = [start.simplest]
    if case .float(let domain) = start.element, domain.contains(1) {
      var ones = start.simplest
      ones.background = .constant(Double(1).bitPattern)
      backgrounds.append(ones)
    }
    if case .constant(let value) = start.background, value != start.simplestElement {
      // The same places on the simplest ground.
      var grounded = start
      grounded.background = .constant(start.simplestElement)
      backgrounds.append(grounded)
      var bare = start
      bare.overrides = []
      backgrounds.append(bare)
    }
    stage = .backgrounds(backgrounds.reversed())
  }

  mutating func next() -> Bulk? {
    while true {
      switch stage {
      case .backgrounds(var queue):
        guard let candidate = queue.popLast() else {
          stage = .explicit
          continue
        }
        stage = .backgrounds(queue)
        return candidate
      case .explicit:
        if case .constant(let value) = current.background, value != current.simplestElement, current.overrides.isEmpty {
          stage = .single(place: 0)
          continue
        }
        stage = .drop(length: current.overrides.count, end: current.overrides.count)
        if case .random = current.background {
          let explicit = current.explicit
          stage = .drop(length: explicit.overrides.count, end: explicit.overrides.count)
          return explicit
        }
      case .single(let place):
        guard let value = ground, place < min(current.rows * current.columns, 64) else {
          stage = .drop(length: current.overrides.count, end: current.overrides.count)
          continue
        }
        stage = .single(place: place + 1)
        var candidate = current.simplest
        candidate.overrides = [
          .init(row: place / current.columns, column: place % current.columns, value: value)
        ]
        return candidate
      case .drop(let length, let end):
        guard length >= 1 else {
          stage = .move(index: 0, queue: places(for: 0))
          continue
        }
        guard case .constant = current.background, end >= length, end <= current.overrides.count else {
          stage = .drop(length: length / 2, end: current.overrides.count)
          continue
        }
        var candidate = current
        candidate.overrides.removeSubrange((end - length)..<end)
        return candidate
      case .move(let index, var queue):
        guard index < current.overrides.count else {
          stage = value(0)
          continue
        }
        guard let (row, column) = queue.popLast() else {
          stage = .move(index: index + 1, queue: places(for: index + 1))
          continue
        }
        stage = .move(index: index, queue: queue)
        if column >= current.columns || current.overrides.contains(where: { $0.row == row && $0.column == column }) {
          continue
        }
        var candidate = current
        candidate.overrides[index].row = row
        candidate.overrides[index].column = column
        candidate.overrides.sort { ($0.row, $0.column) < ($1.row, $1.column) }
        return candidate
      case .value(let index, var search):
        guard index < current.overrides.count else {
          stage = together(0)
          continue
        }
        guard let choice = search.next(), let bits = choice.bits else {
          stage = value(index + 1)
          continue
        }
        stage = .value(index: index, search: search)
        var candidate = current
        candidate.overrides[index].value = bits
        if bits == ground { candidate.overrides.remove(at: index) }
        return candidate
      case .together(let index, var search):
        guard let choice = search.next(), let bits = choice.bits else {
          stage = together(index + 1)
          continue
        }
        stage = .together(index: index, search: search)
        var candidate = current
        let old = current.overrides[index].value
        for place in candidate.overrides.indices where candidate.overrides[place].value == old {
          candidate.overrides[place].value = bits
        }
        if bits == ground { candidate.overrides.removeAll { $0.value == bits } }
        return candidate
      case .done: return nil
      }
    }
  }

  mutating func advance(_ succeeded: Bool, to bulk: Bulk) {
    current = bulk
    switch stage {
    case .backgrounds where succeeded: stage = .explicit
    case .single where succeeded: stage = .drop(length: 1, end: bulk.overrides.count)
    case .drop(let length, let end):
      stage = .drop(length: length, end: min(succeeded ? end - length : end - 1, bulk.overrides.count))
    case .move(let index, _) where succeeded: stage = .move(index: index, queue: places(for: index))
    case .value(let index, var search):
      guard index < bulk.overrides.count else {
        stage = .done
        break
      }
      search.advance(succeeded, to: bulk.choice(bulk.overrides[index].value))
      stage = .value(index: index, search: search)
    case .together(let index, var search):
      guard index < bulk.overrides.count else {
        stage = .done
        break
      }
      search.advance(succeeded, to: bulk.choice(bulk.overrides[index].value))
      stage = .together(index: index, search: search)
    default: break
    }
  }

  private var ground: UInt64? {
    if case .constant(let value) = current.background { value } else { nil }
  }

  private func value(_ index: Int) -> Stage {
    guard index < current.overrides.count else { return together(0) }
    return .value(index: index, search: NumberSearch(current.choice(current.overrides[index].value)))
  }

  /// The first value from this index on that several places have.
  private func together(_ start: Int) -> Stage {
    let values = current.overrides.map(\.value)
    guard
      let index = values.indices.first(where: { index in
        index >= start && values.firstIndex(of: values[index]) == index
          && values[(index + 1)...].contains(values[index])
      })
    else { return .done }
    return .together(index: index, search: NumberSearch(current.choice(values[index])))
  }

  /// Places before this override's, the first last.
  private func places(for index: Int) -> [(Int, Int)] {
    guard current.overrides.indices.contains(index) else { return [] }
    let place = current.overrides[index]
    return earlierPlaces(place.row, place.column).reversed().map { ($0.row, $0.column) }
  }
}

extension Choice {
  /// The offset or bit pattern of a number.
  var bits: UInt64? {
    switch self {
    case .integer(let offset, _): offset
    case .float(let bits, _): bits
    case .bulk: nil
    }
  }
}
