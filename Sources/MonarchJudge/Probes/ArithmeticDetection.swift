import ExactArithmetic
import MonarchReference

/// Finds out in what arithmetic products are computed, by questions whose answers tell one from another.
///
/// Orders of summation do not disturb it: the arithmetic is read off the sums as `Revealer` finds them, in a shape with
/// sums of five terms and in one with sums of two, in which there is only one order.
package struct ArithmeticDetection: Sendable {
  let questions: ProductQuestions

  package init(_ questions: ProductQuestions) { self.questions = questions }

  /// Everything that can be found out; throws where the implementation does not answer.
  package func run() async throws -> DetectedArithmetic {
    var detected = DetectedArithmetic(implementation: questions.name)
    try await detectPermutation(&detected)
    guard try await detectRepeatability(&detected) else { return detected }
    // Of what computes something else the sums show nothing.
    guard detected.contradictions.isEmpty else { return detected }
    try await detectRows(&detected)
    let revealed = try await Revealer(questions, batches: [1, 3]).reveal(.square(5))
    var short: RevealedShape?
    for stage in Stage.allCases {
      if let failure = revealed.failure(of: stage) {
        detected.note(.order, "\(stage.title): \(failure)")
        if short == nil { short = try await Revealer(questions, batches: [1]).reveal(.square(2)) }
        describe(stage, short!, &detected)
      } else {
        describe(stage, revealed, &detected)
      }
    }
    return detected
  }

  // MARK: Same question, same answer

  private func detectRepeatability(_ detected: inout DetectedArithmetic) async throws -> Bool {
    let shape = try MonarchShape.square(7)
    let product = try ProductCase(
      CaseID(format: questions.model.input, kind: .cancelling, shape: shape, batch: 9, seed: 3))
    let first = try await questions.output(product).map(\.bitPattern)
    for _ in 0..<3 where try await questions.output(product).map(\.bitPattern) != first {
      detected.note(.repeatability, "the same question has different answers")
      return false
    }
    detected.note(.repeatability, "the same question has the same bits, four times")
    return true
  }

  private func detectRows(_ detected: inout DetectedArithmetic) async throws {
    let shape = try MonarchShape.square(7)
    let batch = 37
    let product = try ProductCase(
      CaseID(format: questions.model.input, kind: .uniform, shape: shape, batch: batch, seed: 5))
    let (n, outputs) = (shape.inputCount, shape.outputCount)
    func row(_ row: Int, of count: Int) -> ArraySlice<Double> { product.input[row * n..<(row + count) * n] }
    func ask(_ input: [Double]) async throws -> [UInt64] {
      let part = try ProductCase(
        id: "rows", shape: shape, format: product.format, batch: input.count / n, left: product.left,
        right: product.right, input: input)
      return try await questions.output(part).map(\.bitPattern)
    }
    let alone = try await ask(Array(row(0, of: 1)))
    // The first row at every place among others.
    for places in [[0, 1, 2, 3, 4, 5, 6, 7], [8, 15, 16, 17, 31, 32], [35, 36], Array(0..<37)] {
      var input = product.input
      for place in places { input.replaceSubrange(place * n..<(place + 1) * n, with: row(0, of: 1)) }
      let found = try await ask(input)
      for place in places where Array(found[place * outputs..<(place + 1) * outputs]) != alone {
        return detected.note(.rows, "a row alone has other bits than as row \(place) of \(batch)")
      }
    }
    detected.note(.rows, "a row has the same bits alone and at every place among \(batch)")
  }

  // MARK: The arithmetic of a stage

  private func describe(_ stage: Stage, _ revealed: RevealedShape, _ detected: inout DetectedArithmetic) {
    let orders = revealed.orders(of: stage)
    for dependence in revealed.dependences(of: stage) {
      detected.note(.order, "\(stage.title): the order depends on \(dependence.rawValue)")
    }
    for order in orders {
      describeNumbers(stage, order, &detected)
      describeSums(stage, order, &detected)
    }
    if orders.isEmpty, let failure = revealed.failure(of: stage) {
      detected.contradict(.sums, "\(stage.title): \(failure)")
    }
  }

  private func describeNumbers(_ stage: Stage, _ order: SummationOrder, _ detected: inout DetectedArithmetic) {
    let operand = stage == .right ? "the input" : "the intermediate h"
    for (what, rounding) in [(operand, order.operand), ("the \(stage.rawValue) factor", order.weight)] {
      // What is kept between the stages in fewer bits, as declared, has no more of them.
      let isDeclared = what == "the intermediate h" && rounding == Rounding(questions.model.intermediate)
      if let rounding, !isDeclared {
        let subject: DetectedArithmetic.Subject = what == "the intermediate h" ? .intermediate : .inputs
        let text = "\(what) is rounded to \(rounding.text) before it is multiplied"
        if let operands = questions.model.operands, rounding.format.contains(operands) {
          detected.note(subject, text)
        } else {
          detected.contradict(subject, text)
        }
      }
    }
    let accumulator = order.adder.rounding.format
    if order.product.format.precision < accumulator.precision {
      detected.contradict(
        .products, "\(stage.title): products are rounded to \(order.product.text) before they are added")
    } else if order.count > 1 {
      detected.note(.products, "\(stage.title): \(order.productText)")
    }
    if !order.flushes.isEmpty {
      let what = SummationOrder.Flush.allCases.filter(order.flushes.contains).map { flush in
        switch flush {
        case .operands: operand
        case .weights: "the \(stage.rawValue) factor"
        case .results: "results"
        }
      }
      let text = "\(stage.title): subnormal numbers are flushed to zero in \(list(what))"
      if questions.model.flushesSubnormals {
        detected.note(.underflow, text)
      } else {
        detected.contradict(.underflow, text)
      }
    }
  }

  private func describeSums(_ stage: Stage, _ order: SummationOrder, _ detected: inout DetectedArithmetic) {
    let model = questions.model
    let adders = Set([order.adder] + order.exceptions.values)
    for adder in adders.sorted(by: { $0.rounding.format.precision > $1.rounding.format.precision })
    where order.count > 1 {
      let (format, rule) = (adder.rounding.format, adder.rounding.rule)
      // Sums of the first stage are seen as the second one reads them, and those of a narrow window have no more bits than it.
      let seen = stage == .right ? model.operands?.precision ?? .max : .max
      let bits = min(model.accumulate.precision, seen, (model.adderWindow ?? .max - 1) + 1)
      let isDeclared = format.precision >= bits && (model.adderWindow != nil || seen < .max)
      if !isDeclared, format.precision < model.accumulate.precision || rule != .nearestEven {
        detected.contradict(
          .sums, "\(stage.title): sums are rounded to \(adder.rounding.text), declared \(model.accumulate)")
      } else if order.count > 2 {
        let beyond = format.precision > model.accumulate.precision ? ", wider than declared" : ""
        detected.note(.sums, "\(stage.title): sums are rounded to \(format)\(beyond)")
      }
      if let window = adder.window {
        let text = "\(stage.title): terms are cut off \(window) bits below the leading bit of the largest"
        if let declared = model.adderWindow, window >= declared {
          detected.note(.sums, text)
        } else {
          detected.contradict(.sums, text)
        }
      }
    }
    if order.count > 2 { detected.note(.order, "\(stage.title): \(order.summary)") }
    // What is between the stages is rounded where it is kept or where it is read, which nobody can tell apart.
    let declared = stage == .right ? model.operands ?? model.intermediate : model.output
    let isNarrow = order.result.format.precision < min(declared.precision, order.adder.rounding.format.precision)
    let isRead = stage == .right && order.result.format == model.operands
    if isNarrow || order.result.rule != .nearestEven && !isRead {
      let what = stage == .right ? "the intermediate h" : "the output"
      detected.contradict(
        stage == .right ? .intermediate : .output, "\(what) is rounded to \(order.result.text), declared \(declared)")
    } else if stage == .left, model.output.precision < model.accumulate.precision {
      detected.note(.output, "the output is rounded to \(order.result.text)")
    }
  }

  private func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }
}
