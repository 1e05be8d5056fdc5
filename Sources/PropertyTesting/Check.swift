public import PropertyEngine
public import Testing

/// Checks a property over many generated cases; called inside a test.
///
/// ```swift
/// @Test func reversingTwiceIsTheIdentity() async {
///   await forAll(Generator<Int>.integer().array()) { xs in
///     #expect(xs.reversed().reversed() == xs)
///   }
/// }
/// ```
///
/// A case fails where an expectation fails, a requirement is not met, or an error is thrown. It is then made as simple as
/// possible and reported once, at the line that failed, with its values and a line to replay it.
///
/// - Parameters:
///   - name: tells this property from others in the same test, for the file of kept failures. Those without a name are
///     counted; give names where the count may change.
///   - examples: cases that are always tried first.
///   - replay: the text of a reported case, which is then the first to be tried.
///   - sourceLocation: where failures without a line of their own are reported.
public func forAll<each Value: Sendable>(
  _ generator: repeat Generator<each Value>, name: String? = nil, examples: [(repeat each Value)] = [],
  replay: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ property: @escaping @concurrent @Sendable (repeat each Value) async throws -> Void
) async {
  let generators = (repeat each generator)
  await runCheck(
    named: name,
    examples: examples.map { example in
      { @Sendable draws in
        var index = 0
        for value in repeat each example {
          index += 1
          draws.showGenerated("#\(index)", value)
        }
        try await property(repeat each example)
      }
    }, replay: replay, sourceLocation: sourceLocation
  ) { draws in
    var index = 0
    func next<Drawn>(_ generator: Generator<Drawn>) throws(DrawStop) -> Drawn {
      index += 1
      return try draws.draw(generator, as: "#\(index)")
    }
    try await property(repeat try next(each generators))
  }
}

/// Checks a property that draws its values as it goes; called inside a test.
///
/// ```swift
/// await check { draws in
///   let n = try draws.draw(.integer(in: 1...64), as: "n")
///   let matrix = try draws.floats(rows: n, columns: n)
///   draws.show("matrix", matrix)
///   …
/// }
/// ```
///
/// - Parameters:
///   - name: tells this property from others in the same test, as for `forAll`.
///   - replay: the text of a reported case, which is then the first to be tried.
///   - sourceLocation: where failures without a line of their own are reported.
public func check(
  name: String? = nil, replay: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ property: @escaping @Sendable (Draws) async throws -> Void
) async {
  await runCheck(
    named: name, examples: [], replay: replay, sourceLocation: sourceLocation, property)
}
