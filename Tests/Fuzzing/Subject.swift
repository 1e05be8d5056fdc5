/// A parser under test: valid inputs to start from, what is known of their grammar, and the properties of a parse.
struct Subject: Sendable {
  let name: String
  /// Valid inputs; each is accepted.
  let seeds: [[UInt8]]
  /// Words of the grammar.
  let words: [String]
  /// How inputs are framed, so that damage inside a frame reaches what lies behind its checks.
  let framing: Framing
  /// Parses an input and says what became of it.
  let run: @Sendable ([UInt8]) -> Outcome

  init(
    _ name: String, seeds: [[UInt8]], words: [String], framing: Framing = .plain,
    run: @escaping @Sendable ([UInt8]) -> Outcome
  ) {
    (self.name, self.seeds, self.words, self.framing, self.run) = (name, seeds, words, framing, run)
  }
}

/// What became of an input.
enum Outcome: Equatable {
  /// It was parsed, and the properties hold.
  case accepted
  /// It was refused with an error that is typed and one line.
  case refused
  /// A property does not hold.
  case broken(String)
}

/// Runs a parser that throws: an error must be of one type and its text one short line.
func outcome<Failure: Error>(of type: Failure.Type, _ body: () throws -> String?) -> Outcome {
  do {
    if let breach = try body() { return .broken(breach) }
    return .accepted
  } catch let error as Failure {
    return isOneLine("\(error)") ? .refused : .broken("the error is not one short line: \("\(error)".debugDescription)")
  } catch {
    return .broken("expected an error of type \(type), found \(Swift.type(of: error)): \("\(error)".debugDescription)")
  }
}

/// Whether a text can stand on one line of a terminal: not empty, not long, and without a character that steers it.
func isOneLine(_ text: String) -> Bool {
  !text.isEmpty && text.unicodeScalars.count <= 1000
    && text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
}
