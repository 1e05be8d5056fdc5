import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import Testing

@Suite(.property(cases: 12)) struct ExactTests {
  /// Every operation, by the layout's own dense matrix: y = D x, Dᵀ g, and gradients as what D is for one weight of 1.
  @Test(arguments: Form.all) func resultsAreTheDefinitions(_ form: Form) async {
    await check { draws in
      let example = try draws.example(form)
      let wanted = try draws.draw(.element(of: FloatFormat.coded.map(\.format)), as: "wanted")
      let definition = try Definition(form, example)
      for operation in Example.operations {
        let (reply, found) = example.exact(operation, wanted)
        #expect(reply.isOK, "\(reply)")
        #expect(found == (try definition.result(of: operation)).map { wanted.bitPattern(nearest: $0) })
      }
    }
  }

  @Test func widestSpreadIsExact() throws {
    // 2^1023·2^−1074 + 1 − 1, beyond any float: h = (2^1023, 1, −1), y = h·2^−1074.
    let format = FloatFormat.float64
    var example = Example(format: format, shape: try MonarchShape(k: 1, q: 1, p: 3, l: 1, s: 1, r: 1))
    example.left = [1]
    example.right = [0x1p1023, 0x1p-1074, 0x1p1023].map(format.pattern)
    example.input = [1.0, 0x1p1023, -1.0].map(format.pattern)
    example.cotangent = [format.pattern(1)]
    // (2^1023 + 2^−51 − 2^1023)·2^−1074 = 2^−1125 rounds to 0; with weights of 1 it is 2^−51.
    #expect(example.exact(0, format).patterns == [0])
    example.left = [format.pattern(1)]
    #expect(example.exact(0, format).patterns == [format.pattern(0x1p-51)])
  }

  @Test func resultsMayLieInTheOperands() throws {
    var example = Example(shape: try .square(2), batch: 1)
    (example.left, example.right) = ([1, 2, 3, 4, 5, 6, 7, 8].map(pattern), [1, 0, 0, 1, 1, 1, 0, 1].map(pattern))
    example.input = [1, 2, 3, 4].map(pattern)
    let expected = [15, 34, 31, 46].map(pattern)
    #expect(example.exact(0, .float32).patterns == expected)
    var memory = FloatFormat.float32.bytes(example.input)
    let reply = memory.withUnsafeMutableBytes { memory in
      example.withProblem({ $0.input = UnsafeRawPointer(memory.baseAddress!) }) { problem in
        Reply { monarch_oracle_exact(&problem, 0, 1, memory.baseAddress, 4, nil, $0, $1) }
      }
    }
    #expect(reply.isOK && FloatFormat.float32.patterns(memory) == expected)
  }

  @Test func sizesAreToldBeforeAnythingIsLost() throws {
    var example = Example(shape: try .square(2), batch: 3)
    (example.left, example.right) = (Array(repeating: 0, count: 8), Array(repeating: 0, count: 8))
    (example.input, example.cotangent) = (Array(repeating: 0, count: 12), Array(repeating: 0, count: 12))
    for (operation, count) in [(0, 12), (1, 12), (2, 8), (3, 8)] as [(Int32, Int64)] {
      var needed: Int64 = 0
      var bytes = [UInt8](repeating: canary, count: 64)
      let asked = example.withProblem { problem in
        Reply { monarch_oracle_exact(&problem, operation, 1, nil, 0, &needed, $0, $1) }
      }
      #expect(asked.status == MONARCH_ORACLE_BUFFER_TOO_SMALL && needed == count)
      #expect(asked.message == "expected a capacity of at least \(count) elements for the result, found 0")
      needed = 0
      let short = example.withProblem { problem in
        Reply { monarch_oracle_exact(&problem, operation, 1, &bytes, count - 1, &needed, $0, $1) }
      }
      #expect(short.status == MONARCH_ORACLE_BUFFER_TOO_SMALL && needed == count)
      #expect(bytes.allSatisfy { $0 == canary })
    }
    // An empty batch needs no buffer.
    (example.batch, example.input) = (0, [])
    let empty = example.withProblem({ $0.input = nil }) { problem in
      Reply { monarch_oracle_exact(&problem, 0, 1, nil, 0, nil, $0, $1) }
    }
    #expect(empty.isOK, "\(empty)")
  }

  @Test func whatAnOperationDoesNotNeedIsNotRead() throws {
    var example = Example(shape: try .square(2), batch: 1)
    (example.left, example.right) = (Array(repeating: 0, count: 8), Array(repeating: 0, count: 8))
    (example.input, example.cotangent) = ([0, 0, 0, 0], [0, 0, 0, 0])
    let elsewhere = UnsafeRawPointer(bitPattern: 8)
    #expect(example.exact(0, .float32) { ($0.cotangent, $0.cotangent_count) = (elsewhere, -7) }.reply.isOK)
    #expect(example.exact(1, .float32) { ($0.input, $0.input_count) = (elsewhere, -7) }.reply.isOK)
  }
}

private func pattern(_ value: Int) -> UInt64 { FloatFormat.float32.pattern(Double(value)) }

/// Results by the layout's dense matrices, in fractions.
private struct Definition {
  let form: Form
  let stored: StoredFactors<Rational>
  let inputs: [[Rational]]
  let cotangents: [[Rational]]
  let example: Example

  init(_ form: Form, _ example: Example) throws {
    (self.form, self.example) = (form, example)
    func exact(_ patterns: [UInt64]) -> [Rational] {
      patterns.map { Rational(exactly: example.format.value(bitPattern: $0))! }
    }
    func rows(_ patterns: [UInt64], _ width: Int) -> [[Rational]] {
      let values = exact(patterns)
      return (0..<example.batch).map { row in
        (0..<width).map { values[example.isBatchLast ? $0 * example.batch + row : row * width + $0] }
      }
    }
    let shape = form.shape
    let shapes = try form.shapes
    stored = StoredFactors(
      left: StoredTensor(shape: shapes.left, elements: exact(example.left)),
      right: StoredTensor(shape: shapes.right, elements: exact(example.right)))
    inputs = rows(example.input, shape.inputCount)
    cotangents = rows(example.cotangent, shape.outputCount)
  }

  func result(of operation: Int32) throws -> [Rational] {
    switch operation {
    case 0:
      let dense = try form.layout.dense(stored)
      return flat(inputs.map { x in (0..<dense.rows).map { row in sum(x.indices) { dense[row, $0] * x[$0] } } })
    case 1:
      let dense = try form.layout.dense(stored)
      return flat(
        cotangents.map { g in (0..<dense.columns).map { column in sum(g.indices) { dense[$0, column] * g[$0] } } })
    default:
      let tensor = operation == 2 ? stored.left : stored.right
      return try tensor.elements.indices.map { place in
        let unit = StoredTensor(
          shape: tensor.shape, elements: tensor.elements.indices.map { $0 == place ? Rational(1) : 0 })
        let dense = try form.layout.dense(
          operation == 2
            ? StoredFactors(left: unit, right: stored.right) : StoredFactors(left: stored.left, right: unit))
        return sum(0..<example.batch) { batch in
          sum(0..<dense.rows) { row in
            sum(0..<dense.columns) { cotangents[batch][row] * dense[row, $0] * inputs[batch][$0] }
          }
        }
      }
    }
  }

  private func flat(_ rows: [[Rational]]) -> [Rational] {
    guard example.isBatchLast, let width = rows.first?.count else { return rows.flatMap(\.self) }
    return (0..<width).flatMap { entry in rows.map { $0[entry] } }
  }

  private func sum(_ range: Range<Int>, _ term: (Int) -> Rational) -> Rational {
    range.reduce(Rational.zero) { $0 + term($1) }
  }
}
