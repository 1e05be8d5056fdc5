/// A program with one thing changed.
package struct LoopMutation: Sendable {
  package enum Kind: String, CaseIterable, Sendable, Codable {
    case indexOperator = "operator of an index"
    case numberOperator = "operator of numbers"
    case variable = "variable"
    case constant = "constant"
    case bound = "bound of a loop"
    case array = "array"
    case deletion = "statement deleted"
    case order = "statements exchanged"
  }

  let kind: Kind
  /// As "y / l → y % l".
  let change: String
  let program: LoopProgram
}

extension LoopProgram {
  /// Every program in which one operator, variable, constant, bound, array or statement is changed.
  ///
  /// - Parameters:
  ///   - sizes: the integers that are given, which may stand for each other.
  ///   - arrays: likewise.
  func mutations(sizes: [String], arrays: [String]) -> [LoopMutation] {
    let maker = MutationMaker(arrays: arrays)
    return maker.mutations(of: statements, scope: sizes).map { kind, change, statements in
      LoopMutation(kind: kind, change: change, program: LoopProgram(statements: statements))
    }
  }
}

private struct MutationMaker {
  typealias Expression = LoopProgram.Expression
  typealias Statement = LoopProgram.Statement
  typealias Changed<Part> = (kind: LoopMutation.Kind, change: String, part: Part)

  let arrays: [String]

  func mutations(of statements: [Statement], scope: [String]) -> [Changed<[Statement]>] {
    var result: [Changed<[Statement]>] = []
    for (index, statement) in statements.enumerated() {
      for (kind, change, changed) in mutations(of: statement, scope: scope) {
        var copy = statements
        copy[index] = changed
        result.append((kind, change, copy))
      }
      var shorter = statements
      shorter.remove(at: index)
      result.append((.deletion, "without: \(title(statement))", shorter))
      if index > 0 {
        var exchanged = statements
        exchanged.swapAt(index - 1, index)
        result.append((.order, "\(title(statement)) before \(title(statements[index - 1]))", exchanged))
      }
    }
    return result
  }

  private func title(_ statement: Statement) -> String {
    switch statement {
    case .loop(let name, _, _, _): "for \(name) …"
    case .assignment(let target, let value): "\(target) = \(value)"
    }
  }

  private func mutations(of statement: Statement, scope: [String]) -> [Changed<Statement>] {
    switch statement {
    case .loop(let name, let from, let to, let body):
      var result: [Changed<Statement>] = []
      func bound(_ from: Expression, _ to: Expression) {
        result.append((.bound, "for \(name) in \(from) ..< \(to)", .loop(name, from: from, to: to, body)))
      }
      bound(.integer(1), to)
      bound(.integer(-1), to)
      bound(from, .binary("-", to, .integer(1)))
      bound(from, .binary("+", to, .integer(1)))
      result += index(to, scope: scope).map { ($0, "for \(name): \($1)", .loop(name, from: from, to: $2, body)) }
      result += mutations(of: body, scope: scope + [name]).map { ($0, $1, .loop(name, from: from, to: to, $2)) }
      return result
    case .assignment(let target, let value):
      var result: [Changed<Statement>] = number(value, scope: scope).map { ($0, $1, .assignment(target, $2)) }
      if case .element(let array, let place) = target {
        result += index(place, scope: scope).map { ($0, $1, .assignment(.element(array, $2), value)) }
        for other in arrays where other != array {
          result.append((.array, "\(array) → \(other), written", .assignment(.element(other, place), value)))
        }
      }
      return result
    }
  }

  /// Changes within an integer expression.
  private func index(_ expression: Expression, scope: [String]) -> [Changed<Expression>] {
    switch expression {
    case .integer(let value):
      return [value - 1, value + 1].map { (.constant, "\(value) → \($0)", .integer($0)) }
    case .name(let name):
      return scope.filter { $0 != name }.map { (.variable, "\(name) → \($0)", .name($0)) }
    case .binary(let sign, let left, let right):
      var result: [Changed<Expression>] = ["+", "-", "*", "/", "%"].filter { $0 != sign }.map {
        (.indexOperator, "\(expression) → \(Expression.binary($0, left, right))", .binary($0, left, right))
      }
      result += index(left, scope: scope).map { ($0, "\($1) in \(expression)", .binary(sign, $2, right)) }
      result += index(right, scope: scope).map { ($0, "\($1) in \(expression)", .binary(sign, left, $2)) }
      // One more and one less than it is.
      for step in ["+", "-"] {
        let off = Expression.binary(step, expression, .integer(1))
        result.append((.constant, "\(expression) → \(off)", off))
      }
      return result
    default: return []
    }
  }

  /// Changes within an expression of numbers.
  private func number(_ expression: Expression, scope: [String]) -> [Changed<Expression>] {
    switch expression {
    case .real(let value):
      return [value + 1, value - 1].map { (.constant, "\(value) → \($0)", .real($0)) }
    case .element(let array, let place):
      return index(place, scope: scope).map { ($0, $1, .element(array, $2)) }
        + arrays.filter { $0 != array }.map { (.array, "\(array) → \($0)", .element($0, place)) }
    case .binary(let sign, let left, let right):
      var result: [Changed<Expression>] = ["+", "-", "*", "/"].filter { $0 != sign }.map {
        (.numberOperator, "\(sign) → \($0) in \(expression)", .binary($0, left, right))
      }
      // Each side alone.
      result.append((.numberOperator, "\(expression) → \(left)", left))
      result.append((.numberOperator, "\(expression) → \(right)", right))
      result += number(left, scope: scope).map { ($0, $1, .binary(sign, $2, right)) }
      result += number(right, scope: scope).map { ($0, $1, .binary(sign, left, $2)) }
      return result
    default: return []
    }
  }
}
