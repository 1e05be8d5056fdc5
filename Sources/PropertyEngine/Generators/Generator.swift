/// A way to draw values of one type.
///
/// Generators compose: everything that a composed generator draws goes through the same recorded choices, so that its
/// values shrink without a word about shrinking.
public struct Generator<Value>: Sendable {
  @usableFromInline
  let body: @Sendable (Draws) throws(DrawStop) -> Value

  /// A generator from the steps that draw one value.
  @inlinable
  public init(_ body: @escaping @Sendable (Draws) throws(DrawStop) -> Value) { self.body = body }

  /// The generator of the images.
  @inlinable
  public func map<Image>(_ transform: @escaping @Sendable (Value) -> Image) -> Generator<Image> {
    Generator<Image> { draws throws(DrawStop) in transform(try body(draws)) }
  }

  /// The generator that goes on in a way that depends on a first value.
  @inlinable
  public func flatMap<Next>(_ next: @escaping @Sendable (Value) -> Generator<Next>) -> Generator<Next> {
    Generator<Next> { draws throws(DrawStop) in try next(try body(draws)).body(draws) }
  }

  /// The values that satisfy a condition; after eight misses in a row the case is given up.
  ///
  /// A run in which too few cases survive fails and says so: it never loops.
  public func filter(
    _ reason: String = "a filter", _ condition: @escaping @Sendable (Value) -> Bool
  ) -> Generator<Value> {
    Generator { draws throws(DrawStop) in
      for _ in 0..<8 {
        let value = try draws.span(Label.attempt) { () throws(DrawStop) in try body(draws) }
        if condition(value) { return value }
      }
      throw draws.rejection(reason)
    }
  }
}

/// The labels of the spans that the built-in generators open.
@usableFromInline
enum Label {
  @usableFromInline static let element: UInt32 = 1
  @usableFromInline static let attempt: UInt32 = 2
  @usableFromInline static let branch: UInt32 = 3
  @usableFromInline static let collection: UInt32 = 4
  @usableFromInline static let entry: UInt32 = 5
}

extension Generator {
  /// Always the same value.
  @inlinable
  public static func constant(_ value: Value) -> Generator where Value: Sendable {
    Generator { _ throws(DrawStop) in value }
  }

  /// One of the values; the first is the simplest.
  ///
  /// - Precondition: there is one.
  public static func element(of values: [Value]) -> Generator where Value: Sendable {
    precondition(!values.isEmpty, "Generator.element(of:): no values")
    let domain = IntegerDomain(0...values.count - 1)
    return Generator { draws throws(DrawStop) in values[Int(try draws.integer(domain))] }
  }

  /// A value of one of the generators, each as likely as its weight; the first is the simplest. One of weight 0 is never
  /// drawn.
  ///
  /// - Precondition: no weight is negative, and one is positive.
  public static func oneOf(weighted choices: [(weight: Int, generator: Generator)]) -> Generator {
    let total = choices.reduce(0) { $0 + $1.weight }
    precondition(total > 0 && choices.allSatisfy { $0.weight >= 0 }, "Generator.oneOf: no positive weight")
    // Shrinking and walks through all cases know no weights: what weighs nothing must not be there.
    let choices = choices.filter { $0.weight > 0 }
    let domain = IntegerDomain(0...choices.count - 1)
    let weights = choices.map { UInt64($0.weight) }
    let bodies = choices.map(\.generator.body)
    // The decision and what it leads to are one unit: a part of a recursive value can take the place of the whole.
    return Generator { draws throws(DrawStop) in
      try draws.span(Label.branch) { () throws(DrawStop) in
        let index = try draws.integer(domain) { bits in
          var rest = bits.below(UInt64(total))
          for (index, weight) in weights.enumerated() {
            if rest < weight { return UInt64(index) }
            rest -= weight
          }
          return 0
        }
        return try bodies[Int(index)](draws)
      }
    }
  }

  /// A value of one of the generators, each as likely as the others; the first is the simplest.
  public static func oneOf(_ generators: Generator...) -> Generator {
    oneOf(weighted: generators.map { (1, $0) })
  }

  /// Values of a recursive type: `branch` builds a value from smaller ones, `leaf` ends the recursion.
  ///
  /// - Parameter depth: no value is nested deeper than this.
  public static func recursive(
    leaf: Generator, depth: Int = 4, branch: @escaping @Sendable (Generator) -> Generator
  ) -> Generator {
    var current = leaf
    for _ in 0..<max(depth, 0) {
      let smaller = current
      current = .oneOf(weighted: [(1, leaf), (2, branch(smaller))])
    }
    return current
  }

  /// nil or a value; nil is simpler.
  public func optional() -> Generator<Value?> {
    let flag = Generator<Bool>.bool(probability: 0.75)
    return Generator<Value?> { draws throws(DrawStop) in try draws.draw(flag) ? try body(draws) : nil }
  }
}

/// A tuple of independent values.
public func zip<each Value>(_ generator: repeat Generator<each Value>) -> Generator<(repeat each Value)> {
  let bodies = (repeat (each generator))
  return Generator<(repeat each Value)> { draws throws(DrawStop) in (repeat try (each bodies).body(draws)) }
}
