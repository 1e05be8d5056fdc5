/// A program of the loop language: nested loops over ranges of integers, assignments, and sums of products of floats.
///
/// ```
/// program    = statement*                                  one a line, bodies indented by two spaces
/// statement  = "for" name "in" expression "..<" expression | target "=" expression
/// target     = name | name "[" expression "]"
/// expression = term (("+" | "-") term)*                    left to right, as usual
/// term       = factor (("*" | "/" | "%") factor)*
/// factor     = integer | real | name | name "[" expression "]" | "(" expression ")"
/// ```
///
/// An integer is written without a point, a real number with one. Names of loops and sizes are integers, other names real.
package struct LoopProgram: Equatable, Sendable {
  package indirect enum Expression: Equatable, Sendable {
    case integer(Int)
    case real(Double)
    case name(String)
    case element(String, Expression)
    case binary(String, Expression, Expression)
  }

  package enum Target: Equatable, Sendable {
    case name(String)
    case element(String, Expression)
  }

  package indirect enum Statement: Equatable, Sendable {
    case loop(String, from: Expression, to: Expression, [Statement])
    case assignment(Target, Expression)
  }

  package var statements: [Statement]
}

/// Text that is not a program, with the line.
package struct LoopSyntaxError: Error, CustomStringConvertible {
  package let line: Int
  package let message: String
  package var description: String { "line \(line): \(message)" }
}

extension LoopProgram {
  /// Reads the text of a program.
  package init(_ text: String) throws(LoopSyntaxError) {
    var lines: [(number: Int, depth: Int, tokens: [String])] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let tokens = LoopProgram.tokens(line)
      if tokens.isEmpty { continue }
      guard indent.isMultiple(of: 2) else {
        throw LoopSyntaxError(line: index + 1, message: "expected an indentation by twos, found \(indent) spaces")
      }
      lines.append((index + 1, indent / 2, tokens))
    }
    var rest = lines[...]
    statements = try LoopProgram.body(&rest, depth: 0)
    if let next = rest.first { throw LoopSyntaxError(line: next.number, message: "indented without a loop") }
  }

  private static func body(
    _ rest: inout ArraySlice<(number: Int, depth: Int, tokens: [String])>, depth: Int
  ) throws(LoopSyntaxError) -> [Statement] {
    var statements: [Statement] = []
    while let line = rest.first, line.depth == depth {
      rest.removeFirst()
      var parser = LineParser(line: line.number, tokens: line.tokens[...])
      if parser.accept("for") {
        let name = try parser.name()
        try parser.expect("in")
        let from = try parser.expression()
        try parser.expect("..<")
        let to = try parser.expression()
        try parser.end()
        statements.append(.loop(name, from: from, to: to, try body(&rest, depth: depth + 1)))
      } else {
        let name = try parser.name()
        var target = Target.name(name)
        if parser.accept("[") {
          target = .element(name, try parser.expression())
          try parser.expect("]")
        }
        try parser.expect("=")
        let value = try parser.expression()
        try parser.end()
        statements.append(.assignment(target, value))
      }
    }
    return statements
  }

  private static func tokens(_ line: Substring) -> [String] {
    var tokens: [String] = []
    var rest = line[...]
    while let first = rest.first {
      let token: Substring
      if first == " " {
        rest.removeFirst()
        continue
      } else if first.isLetter {
        token = rest.prefix { $0.isLetter || $0 == "_" }
      } else if first.isNumber {
        let whole = rest.prefix { $0.isNumber }
        let behind = rest[whole.endIndex...]
        // A point that is not that of "..<".
        token =
          behind.first == "." && behind.dropFirst().first?.isNumber == true
          ? rest[..<behind.dropFirst().drop { $0.isNumber }.startIndex] : whole
      } else if rest.hasPrefix("..<") {
        token = rest.prefix(3)
      } else {
        token = rest.prefix(1)
      }
      tokens.append(String(token))
      rest = rest[token.endIndex...]
    }
    return tokens
  }
}

/// Reads one line by recursive descent.
private struct LineParser {
  let line: Int
  var tokens: ArraySlice<String>

  mutating func accept(_ token: String) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  mutating func expect(_ token: String) throws(LoopSyntaxError) {
    guard accept(token) else { throw error("\"\(token)\"") }
  }

  func end() throws(LoopSyntaxError) {
    guard tokens.isEmpty else { throw error("the end of the line") }
  }

  mutating func name() throws(LoopSyntaxError) -> String {
    guard let token = tokens.first, token.first?.isLetter == true else { throw error("a name") }
    tokens.removeFirst()
    return token
  }

  mutating func expression() throws(LoopSyntaxError) -> LoopProgram.Expression {
    var result = try term()
    while let sign = tokens.first, ["+", "-"].contains(sign) {
      tokens.removeFirst()
      result = .binary(sign, result, try term())
    }
    return result
  }

  private mutating func term() throws(LoopSyntaxError) -> LoopProgram.Expression {
    var result = try factor()
    while let sign = tokens.first, ["*", "/", "%"].contains(sign) {
      tokens.removeFirst()
      result = .binary(sign, result, try factor())
    }
    return result
  }

  private mutating func factor() throws(LoopSyntaxError) -> LoopProgram.Expression {
    guard let token = tokens.first else { throw error("an expression") }
    if accept("(") {
      let inner = try expression()
      try expect(")")
      return inner
    }
    if let value = Int(token) {
      tokens.removeFirst()
      return .integer(value)
    }
    if token.first?.isNumber == true, let value = Double(token) {
      tokens.removeFirst()
      return .real(value)
    }
    let name = try name()
    guard accept("[") else { return .name(name) }
    let index = try expression()
    try expect("]")
    return .element(name, index)
  }

  private func error(_ expected: String) -> LoopSyntaxError {
    LoopSyntaxError(line: line, message: "expected \(expected), found \(tokens.first.map { "\"\($0)\"" } ?? "the end")")
  }
}

extension LoopProgram.Expression: CustomStringConvertible {
  package var description: String { text(within: 0) }

  private func text(within precedence: Int) -> String {
    switch self {
    case .integer(let value): return "\(value)"
    case .real(let value): return "\(value)"
    case .name(let name): return name
    case .element(let name, let index): return "\(name)[\(index)]"
    case .binary(let sign, let left, let right):
      let own = "+-".contains(sign) ? 1 : 2
      let text = "\(left.text(within: own)) \(sign) \(right.text(within: own + 1))"
      return own < precedence ? "(\(text))" : text
    }
  }
}

extension LoopProgram.Target: CustomStringConvertible {
  package var description: String {
    switch self {
    case .name(let name): name
    case .element(let name, let index): "\(name)[\(index)]"
    }
  }
}

extension LoopProgram: CustomStringConvertible {
  /// The text, which reads back as the same program.
  package var description: String { LoopProgram.lines(statements, depth: 0).joined(separator: "\n") }

  private static func lines(_ statements: [Statement], depth: Int) -> [String] {
    let indent = String(repeating: "  ", count: depth)
    return statements.flatMap { statement in
      switch statement {
      case .loop(let name, let from, let to, let body):
        ["\(indent)for \(name) in \(from) ..< \(to)"] + lines(body, depth: depth + 1)
      case .assignment(let target, let value): ["\(indent)\(target) = \(value)"]
      }
    }
  }
}
