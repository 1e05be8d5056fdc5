/// Walks through every sequence of choices, the simplest first, where each is from a small set.
package struct Odometer: Sendable {
  /// The walk at its simplest case.
  package init() {}

  /// The choices of the current case: which one, of how many.
  private var wheels: [(rank: UInt64, last: UInt64)] = []
  private var position = 0
  /// Set where a choice came from a set that cannot be walked through.
  package private(set) var isOverwhelmed = false

  /// The rank of the next choice among `last + 1`.
  package mutating func next(_ last: UInt64) -> UInt64 {
    if last >= 1 << 20 { giveUp() }
    if position == wheels.count { wheels.append((0, last)) }
    defer { position += 1 }
    return min(wheels[position].rank, last)
  }

  /// A lower bound of the cases that are still to come.
  package var leastRemaining: Int {
    wheels.prefix(position).reduce(0) { $0 + Int(min($1.last - min($1.rank, $1.last), 1 << 20)) }
  }

  mutating func giveUp() { isOverwhelmed = true }

  /// Moves on to the next case; false after the last.
  package mutating func advance() -> Bool {
    // Wheels beyond the choices that the last case made belong to an earlier one.
    wheels.removeLast(wheels.count - position)
    position = 0
    while let wheel = wheels.last {
      if wheel.rank < wheel.last {
        wheels[wheels.count - 1].rank += 1
        return true
      }
      wheels.removeLast()
    }
    return false
  }
}
