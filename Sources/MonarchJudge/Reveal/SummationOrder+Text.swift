import ExactArithmetic

extension Stage {
  /// For reports.
  package var title: String { self == .right ? "first stage (h = R x)" : "second stage (y = L h)" }
}

extension Rounding {
  /// As "float32", or "bfloat16, toward zero".
  package var text: String { rule == .nearestEven ? format.name : "\(format.name), \(rule.rawValue)" }
}

extension SummationOrder {
  /// The rule of the tree, where one is known.
  package var rule: SummationRule? { SummationRule.recognize(tree, count: count) }

  /// How products enter the sums.
  package var productText: String {
    let fused = isFused.count { $0 }
    if count == 1 { return "a single product" }
    if fused == 0 {
      let width = (operand?.format ?? input).precision + (weight?.format ?? input).precision
      return width <= adder.rounding.format.precision
        ? "products are exact in \(adder.rounding.format)" : "products are rounded before they are added"
    }
    if fused == count { return "products are exact where they are added" }
    let starts = isFused.indices.filter { !isFused[$0] }
    return areStartsOfChains(starts)
      ? "products are fused into the sums (FMA)"
      : "the products of terms \(numbers(isFused.indices.filter { isFused[$0] })) are fused into the sums, the others rounded"
  }

  /// Whether every other term is fused: what is not is the first term of a chain.
  private func areStartsOfChains(_ starts: [Int]) -> Bool {
    var isChain = true
    tree.visit { node in
      guard case .sum(let parts) = node else { return }
      let terms = parts.compactMap { part -> Int? in if case .term(let index) = part { index } else { nil } }
      if !terms.isEmpty, terms.allSatisfy({ !isFused[$0] }) { isChain = false }
    }
    return isChain
  }

  /// One line: the rule or the tree, the products, the formats.
  package var summary: String {
    var parts = [rule?.description ?? shortTree]
    if count > 1 {
      parts.append(isFused.contains(true) && areStartsOfChains([]) && !isFused.allSatisfy { $0 } ? "FMA" : productText)
    }
    parts.append(adder.rounding.text)
    if let window = adder.window { parts.append("terms cut off \(window) bits below the largest") }
    if !exceptions.isEmpty {
      let others = Set(exceptions.values.map(\.rounding.text)).sorted()
      parts.append("\(exceptions.count) sums in \(others.joined(separator: " and "))")
    }
    if let operand { parts.append("operands rounded to \(operand.text)") }
    if let weight { parts.append("weights rounded to \(weight.text)") }
    if !productExceptions.isEmpty { parts.append("the products of \(productExceptions.count) terms rounded otherwise") }
    if product.format.precision < adder.rounding.format.precision {
      parts.append("products rounded to \(product.text)")
    }
    if result != adder.rounding { parts.append("stored as \(result.text)") }
    if !flushes.isEmpty {
      parts.append(
        "flushes subnormal \(Flush.allCases.filter(flushes.contains).map(\.rawValue).joined(separator: ", "))")
    }
    return parts.joined(separator: ", ")
  }

  /// The tree, cut off where it is long; reports for machines have all of it.
  package var shortTree: String {
    let text = tree.description
    return text.count <= 120 ? text : text.prefix(116) + " …"
  }
}

/// Numbers in order as "0–3, 8".
package func numbers(_ values: [Int]) -> String {
  var runs: [ClosedRange<Int>] = []
  for value in values.sorted() {
    if let last = runs.last, last.upperBound + 1 >= value {
      runs[runs.count - 1] = last.lowerBound...value
    } else {
      runs.append(value...value)
    }
  }
  let texts = runs.prefix(12).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
  return texts.joined(separator: ", ") + (runs.count > 12 ? ", …" : "")
}
