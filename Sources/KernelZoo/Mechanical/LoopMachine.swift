/// Arithmetic with the numbers of a program: floats, or the names of what would be computed.
package protocol LoopArithmetic {
  associatedtype Value
  /// What stands where nothing was written.
  var unwritten: Value { get }
  func constant(_ value: Double) -> Value
  mutating func combine(_ sign: LoopSign, _ left: Value, _ right: Value) -> Value
}

package enum LoopSign: Int { case plus, minus, times, over, modulo }

/// float32, each operation rounded.
package struct FloatArithmetic: LoopArithmetic {
  package let unwritten = Float.nan

  package init() {}

  package func constant(_ value: Double) -> Float { Float(value) }

  package func combine(_ sign: LoopSign, _ left: Float, _ right: Float) -> Float {
    switch sign {
    case .plus: left + right
    case .minus: left - right
    case .times: left * right
    case .over, .modulo: left / right
    }
  }
}

/// The state of a running program.
///
/// Nothing that a program does can harm anyone. What it writes beyond an array is a fault, as are division by 0 and more steps
/// than it has fuel for; what it reads there is 0, as with masked loads, so that a wrong index has to be found out by what is
/// computed with it. Integers wrap around. After a fault a program comes to its end doing nothing.
package struct LoopMachine<Arithmetic: LoopArithmetic> {
  var arithmetic: Arithmetic
  var integers: [Int]
  var numbers: [Arithmetic.Value]
  package var arrays: [[Arithmetic.Value]]
  var fuel: Int
  var fault: String?

  mutating func fail(_ reason: String) { fault = fault ?? reason }
}

/// A program made into closures, with its names replaced by places.
package struct CompiledLoops<Arithmetic: LoopArithmetic> {
  package typealias Machine = LoopMachine<Arithmetic>
  private typealias Step = (inout Machine) -> Void
  private typealias Index = (inout Machine) -> Int
  private typealias Number = (inout Machine) -> Arithmetic.Value

  private var steps: [Step] = []
  private let sizes: [String]
  private let arrays: [String]
  private var integers: [String]
  private var numbers: [String] = []

  /// - Parameters:
  ///   - sizes: the integers that are given.
  ///   - arrays: the arrays that are given.
  /// - Throws: for names that are not known where they are read, and numbers where an integer is wanted.
  package init(_ program: LoopProgram, sizes: [String], arrays: [String]) throws(KernelError) {
    (self.sizes, self.arrays, integers) = (sizes, arrays, sizes)
    steps = try compile(program.statements, scope: sizes)
  }

  /// Runs it; nil for a fault.
  package func run(
    _ arithmetic: Arithmetic, sizes: [Int], arrays: [[Arithmetic.Value]], fuel: Int
  ) throws(KernelError) -> Machine {
    var machine = Machine(
      arithmetic: arithmetic, integers: sizes + Array(repeating: 0, count: integers.count - sizes.count),
      numbers: Array(repeating: arithmetic.unwritten, count: numbers.count), arrays: arrays, fuel: fuel)
    for step in steps { step(&machine) }
    if let fault = machine.fault { throw KernelError(fault) }
    return machine
  }

  // MARK: Compiling

  private mutating func compile(_ statements: [LoopProgram.Statement], scope: [String]) throws(KernelError) -> [Step] {
    var steps: [Step] = []
    for statement in statements {
      switch statement {
      case .loop(let name, let from, let to, let body):
        let place = place(of: name, in: &integers)
        let (first, end) = (try index(from, scope), try index(to, scope))
        let inner = try compile(body, scope: scope + [name])
        steps.append { machine in
          var value = first(&machine)
          let end = end(&machine)
          while value < end, machine.fault == nil {
            machine.fuel -= 1
            if machine.fuel < 0 { machine.fail("did not come to an end") }
            machine.integers[place] = value
            for step in inner { step(&machine) }
            value += 1
          }
        }
      case .assignment(.name(let name), let value):
        let place = place(of: name, in: &numbers)
        let number = try number(value, scope)
        steps.append { machine in machine.numbers[place] = number(&machine) }
      case .assignment(.element(let name, let place), let value):
        guard let array = arrays.firstIndex(of: name) else { throw KernelError("no array \(name)") }
        let (index, number) = (try index(place, scope), try number(value, scope))
        steps.append { machine in
          let (place, value) = (index(&machine), number(&machine))
          guard machine.fault == nil else { return }
          guard machine.arrays[array].indices.contains(place) else {
            return machine.fail("writes \(name)[\(place)] of \(machine.arrays[array].count)")
          }
          machine.arrays[array][place] = value
        }
      }
    }
    return steps
  }

  private func place(of name: String, in names: inout [String]) -> Int {
    if let place = names.firstIndex(of: name) { return place }
    names.append(name)
    return names.count - 1
  }

  private func index(_ expression: LoopProgram.Expression, _ scope: [String]) throws(KernelError) -> Index {
    switch expression {
    case .integer(let value): return { _ in value }
    case .name(let name):
      guard scope.contains(name), let place = integers.firstIndex(of: name) else {
        throw KernelError("no integer \(name)")
      }
      return { $0.integers[place] }
    case .binary(let sign, let one, let two):
      let (left, right) = (try index(one, scope), try index(two, scope))
      switch sign {
      case "+": return { left(&$0) &+ right(&$0) }
      case "-": return { left(&$0) &- right(&$0) }
      case "*": return { left(&$0) &* right(&$0) }
      default:
        let isQuotient = sign == "/"
        return { machine in
          let (a, b) = (left(&machine), right(&machine))
          guard b != 0 else {
            machine.fail("divides by 0")
            return 0
          }
          return isQuotient
            ? a.dividedReportingOverflow(by: b).partialValue : a.remainderReportingOverflow(dividingBy: b).partialValue
        }
      }
    default: throw KernelError("\(expression) is no integer")
    }
  }

  private func number(_ expression: LoopProgram.Expression, _ scope: [String]) throws(KernelError) -> Number {
    switch expression {
    case .real(let value): return { $0.arithmetic.constant(value) }
    case .name(let name):
      guard let place = numbers.firstIndex(of: name) else { throw KernelError("no number \(name)") }
      return { $0.numbers[place] }
    case .element(let name, let inner):
      guard let array = arrays.firstIndex(of: name) else { throw KernelError("no array \(name)") }
      let index = try index(inner, scope)
      return { machine in
        let place = index(&machine)
        return machine.arrays[array].indices.contains(place)
          ? machine.arrays[array][place] : machine.arithmetic.constant(0)
      }
    case .binary(let text, let one, let two):
      let signs: [String: LoopSign] = ["+": .plus, "-": .minus, "*": .times, "/": .over, "%": .modulo]
      guard let sign = signs[text] else { throw KernelError("no operator \(text)") }
      let (left, right) = (try number(one, scope), try number(two, scope))
      return { machine in
        let (a, b) = (left(&machine), right(&machine))
        return machine.arithmetic.combine(sign, a, b)
      }
    case .integer: throw KernelError("\(expression) is no number")
    }
  }
}
