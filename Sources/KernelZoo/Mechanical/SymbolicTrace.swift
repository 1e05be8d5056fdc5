package import MonarchReference

/// Arithmetic with names: each value is the expression that gives it, and equal expressions have one number.
///
/// + and · are commutative in floating point, bit for bit but for the payload of NaN, and their operands are put in order;
/// they are not associative, and nothing is regrouped. What two programs compute is then the same sequence of roundings
/// of the same operands if, and only if, the numbers are the same.
package struct SymbolicArithmetic: LoopArithmetic {
  private struct Node: Hashable {
    let sign: Int
    let left: Int
    let right: Int
  }
  private var known: [Node: Int] = [:]

  package let unwritten = 0

  package func constant(_ value: Double) -> Int { value == 0 ? 1 : 2 + abs(Int(value)) * 2 + (value < 0 ? 1 : 0) }

  /// An input, by its array and place.
  mutating func input(_ array: Int, _ place: Int) -> Int { number(Node(sign: -1 - array, left: place, right: 0)) }

  package mutating func combine(_ sign: LoopSign, _ left: Int, _ right: Int) -> Int {
    let isCommutative = sign == .plus || sign == .times
    return number(
      isCommutative
        ? Node(sign: sign.rawValue, left: min(left, right), right: max(left, right))
        : Node(sign: sign.rawValue, left: left, right: right))
  }

  private mutating func number(_ node: Node) -> Int {
    if let number = known[node] { return number }
    let number = 100 + known.count
    known[node] = number
    return number
  }
}

extension LoopKernel {
  /// The shapes of a sweep: all with sizes of 1 to 3, and sides of 1 to 2, whose blocks fit together, with batches of 0 to 2.
  package static let sweep: [(shape: MonarchShape, batch: Int)] = {
    var result: [(MonarchShape, Int)] = []
    for k in 1...3 {
      for q in 1...4 {
        for l in 1...k * q where (k * q).isMultiple(of: l) {
          for p in 1...3 {
            for s in 1...3 {
              guard let shape = try? MonarchShape(k: k, q: q, p: p, l: l, s: s, r: k * q / l) else { continue }
              for batch in 0...2 { result.append((shape, batch)) }
            }
          }
        }
      }
    }
    return result
  }()

  /// The first shape for which two programs do not compute the same expressions of the same inputs; nil if they do for all.
  ///
  /// Where they do, the two are the same function of every data of these shapes, bit for bit. It says nothing of others.
  package func firstDifference(
    _ one: CompiledLoops<SymbolicArithmetic>, _ two: CompiledLoops<SymbolicArithmetic>,
    over shapes: [(shape: MonarchShape, batch: Int)]
  ) -> MonarchShape? {
    for (shape, batch) in shapes {
      var arithmetic = SymbolicArithmetic()
      var contents: [[Int]] = []
      for (index, name) in arrays.enumerated() {
        let isGiven = index >= answerCount && !name.hasSuffix("middle") || name == "d_left" || name == "d_right"
        var values: [Int] = []
        for place in 0..<count(name, shape, batch: batch) {
          values.append(isGiven ? arithmetic.input(index, place) : arithmetic.unwritten)
        }
        contents.append(values)
      }
      let (sizes, fuel) = (LoopKernel.sizes(of: shape, batch: batch), LoopKernel.fuel(shape, batch: batch))
      guard let first = try? one.run(arithmetic, sizes: sizes, arrays: contents, fuel: fuel),
        // On from the same table, so that equal expressions have equal numbers.
        let second = try? two.run(first.arithmetic, sizes: sizes, arrays: contents, fuel: fuel),
        first.arrays[0..<answerCount] == second.arrays[0..<answerCount]
      else { return shape }
    }
    return nil
  }
}
