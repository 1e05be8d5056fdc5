/// What a property says about its cases: labels, demands on their frequency, and numbers to be maximised.
extension Draws {
  /// Counts this case under a label, once however often it is given.
  public func label(_ name: String) { observations.labels.append(name) }

  /// Counts this case under a label where the condition holds.
  public func classify(_ condition: Bool, _ name: String) {
    if condition { label(name) }
  }

  /// Adds a number to the distribution of this name, for the statistics of the run.
  public func collect(_ name: String, _ number: Double) { observations.numbers.append((name, number)) }

  /// Adds an integer to the distribution of this name, for the statistics of the run.
  public func collect(_ name: String, _ number: Int) { collect(name, Double(number)) }

  /// Demands that at least this share of all cases satisfies the condition. The run fails when it is certain, but for
  /// one chance in 10⁹, that they do not; where all cases are tried, one of them has to satisfy it.
  public func cover(_ condition: Bool, _ name: String, atLeast share: Double) {
    observations.covers.append((name, share, condition))
  }

  /// Asks the run to look for cases that make this value large.
  public func maximize(_ name: String, _ value: Double) { observations.targets.append((name, value)) }
}

/// The observations of the current case.
struct Observations {
  var labels: [String] = []
  var numbers: [(name: String, value: Double)] = []
  var covers: [(name: String, share: Double, isMet: Bool)] = []
  var targets: [(name: String, value: Double)] = []

  mutating func beginCase() {
    if !labels.isEmpty { labels.removeAll(keepingCapacity: true) }
    if !numbers.isEmpty { numbers.removeAll(keepingCapacity: true) }
    if !covers.isEmpty { covers.removeAll(keepingCapacity: true) }
    if !targets.isEmpty { targets.removeAll(keepingCapacity: true) }
  }
}

/// A named value of a failing case.
public struct ShownValue: Hashable, Sendable {
  /// The name that the property gave.
  public let name: String
  /// The value as text.
  public let text: String

  /// A value of this name.
  public init(name: String, text: String) { (self.name, self.text) = (name, text) }
}
