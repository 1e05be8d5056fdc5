import ExactArithmetic
import MonarchJudge
import MonarchReference

/// What people read of a detection.
struct LayoutDetectionText {
  let text: String

  init(_ detection: LayoutDetection, isDense: Bool, arguments: [String]) {
    let subject = isDense ? "M" : "the result"
    var lines: [String] = []
    switch detection.explanations.count {
    case 0: lines.append("no convention explains \(subject) (\(detection.candidateCount) tried, \(detection.model))")
    case 1: lines.append("one convention explains \(subject) (\(detection.candidateCount) tried, \(detection.model))")
    case let count:
      lines.append(
        "\(count) different conventions explain \(subject) (\(detection.candidateCount) tried, \(detection.model))")
    }
    lines.append("W1 = \(printable(arguments[0])), W2 = \(printable(arguments[1]))")
    let shown = detection.explanations.prefix(6)
    for (index, explanation) in shown.enumerated() {
      lines += LayoutDetectionText.lines(of: explanation, number: detection.explanations.count > 1 ? index + 1 : nil)
    }
    if shown.count < detection.explanations.count {
      lines.append("… and \(detection.explanations.count - shown.count) more")
    }
    if let advice = LayoutDetectionText.advice(detection, isDense: isDense) { lines.append(advice) }
    if let nearest = detection.nearest { lines += LayoutDetectionText.lines(of: nearest, isDense: isDense) }
    lines += detection.hints.map { "hint: \($0.text)" }
    text = lines.joined(separator: "\n")
  }

  private static func lines(of explanation: LayoutDetection.Explanation, number: Int?) -> [String] {
    let start = number.map { "\($0). " } ?? ""
    let best = explanation.best
    var lines: [String] = []
    if explanation.presets.isEmpty {
      lines.append("\(start)no published convention: \(best.summary)")
    } else {
      // Where names may stand for either tensor, each way to read them is one.
      var names: [String: [String]] = [:]
      var order: [String] = []
      for preset in explanation.presets {
        let role = "W1 = \(preset.firstTensor), W2 = \(preset.firstTensor == .left ? "right" : "left")"
        if names[role] == nil { order.append(role) }
        names[role, default: []].append(preset.layout.name)
      }
      for (index, role) in order.enumerated() {
        lines.append("\(index == 0 ? start : "   or ")\(names[role, default: []].joined(separator: ", ")): \(role)")
      }
    }
    lines.append("   \(best.formula()), \(best.ranges)")
    if let batch = explanation.batch { lines.append("   the batch is the \(batch.rawValue) axis") }
    return lines
  }

  /// What tells the explanations apart: the earliest entry at which two of them differ.
  private static func advice(_ detection: LayoutDetection, isDense: Bool) -> String? {
    guard detection.explanations.count > 1 else { return nil }
    guard let least = detection.distinctions.min(by: { ($0.row, $0.column) < ($1.row, $1.column) }) else {
      return "they differ in the axis of the batch alone: give as many inputs as tell it apart from n"
    }
    func sum(_ terms: [LayoutDetection.Distinction.Term]) -> String {
      terms.isEmpty
        ? "0"
        : terms.prefix(2).map { "W1\($0.one)·W2\($0.two)" }.joined(separator: " + ") + (terms.count > 2 ? " + …" : "")
    }
    let difference =
      "1 and \(least.explanation + 1) first differ at M[\(least.row), \(least.column)]: \(sum(least.terms)) and "
      + sum(least.otherTerms)
    if !least.isSameValue, !isDense {
      return "\(difference); these are different numbers, for which no input asks: add the unit vector of entry "
        + "\(least.column) to the inputs"
    }
    if !least.isSameValue {
      return "\(difference); their values differ by less than rounding may: take tensors with entries further apart"
    }
    return
      "\(difference), which are equal here: give these entries different values (random tensors have them) and take "
      + "\(isDense ? "M" : "the result") anew"
  }

  private static func lines(of nearest: LayoutDetection.Nearest, isDense: Bool) -> [String] {
    let reading = nearest.reading
    let name = reading.isPreset ? "layout \(reading.layout)" : "no published convention (\(reading.summary))"
    let mismatches = nearest.mismatches
    var lines = [
      "nearest: \(name) with W1 = \(reading.firstTensor), which fails at \(mismatches.count) of \(mismatches.total) numbers",
      "   \(reading.formula()), \(reading.ranges)",
    ]
    if let first = mismatches.first {
      let place = isDense ? "M[\(first.row), \(first.column)]" : "output \(first.column) of vector \(first.row)"
      let expected = first.expected.isInteger ? first.expected.description : "\(Double(first.expected))"
      let allowance = first.allowance == 0 ? "" : " ± \(Double(first.allowance))"
      lines.append("   first at \(place): expected \(expected)\(allowance), found \(first.found)")
    }
    return lines
  }
}

/// The same for programs.
struct LayoutDetectionJSON: Encodable {
  struct Reading: Encodable {
    let layout: String
    let w1: String
    let w2: String
  }

  struct Explanation: Encodable {
    let presets: [Reading]
    /// How many conventions, unpublished ones included, say the same.
    let readings: Int
    let formula: String
    let appliedFirst: String
    /// k q p l s r.
    let form: [Int]
    let firstAxes: [String]
    let secondAxes: [String]
    let firstRank: String
    let secondRank: String
    let input: String
    let output: String
    let batch: String?

    init(_ explanation: LayoutDetection.Explanation) {
      let best = explanation.best
      presets = explanation.presets.map {
        Reading(
          layout: $0.layout.name, w1: $0.firstTensor.rawValue, w2: $0.firstTensor == .left ? "right" : "left")
      }
      readings = explanation.readings.count
      formula = best.formula()
      appliedFirst = best.appliedFirst == 0 ? "W1" : "W2"
      let shape = best.shape
      form = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r]
      firstAxes = best.layout.first.axes.map(\.rawValue)
      secondAxes = best.layout.second.axes.map(\.rawValue)
      firstRank = best.layout.first.rank.rawValue
      secondRank = best.layout.second.rank.rawValue
      func text(_ order: Layout.VectorOrder) -> String {
        switch order {
        case .blockMajor: "block-major"
        case .interleaved: "interleaved"
        case .runs(let width): "runs:\(width)"
        }
      }
      (input, output) = (text(best.layout.input), text(best.layout.output))
      batch = explanation.batch?.rawValue
    }
  }

  struct Distinction: Encodable {
    struct Term: Encodable {
      let w1: [Int]
      let w2: [Int]
    }

    /// Counted from 0.
    let explanation: Int
    let row: Int
    let column: Int
    let first: [Term]
    let other: [Term]
    let isSameValue: Bool
  }

  struct Nearest: Encodable {
    struct Place: Encodable {
      let row: Int
      let column: Int
      let expected: Rational
      let found: Double
      let allowance: Rational
    }

    let layout: String
    let w1: String
    let formula: String
    let mismatches: Int
    let numbers: Int
    let first: Place?
  }

  struct Hint: Encodable {
    let kind: String
    let text: String
  }

  let command = "layout detect"
  let outcome: String
  let arithmetic: String
  let candidates: Int
  let w1: String
  let w2: String
  let explanations: [Explanation]
  let distinctions: [Distinction]
  let nearest: Nearest?
  let hints: [Hint]

  init(_ detection: LayoutDetection, arguments: [String]) {
    let count = detection.explanations.count
    outcome = count == 0 ? "none" : count == 1 ? "one" : "several"
    (arithmetic, candidates) = ("\(detection.model)", detection.candidateCount)
    (w1, w2) = (arguments[0], arguments[1])
    explanations = detection.explanations.map(Explanation.init)
    distinctions = detection.distinctions.map { distinction in
      func terms(_ terms: [LayoutDetection.Distinction.Term]) -> [Distinction.Term] {
        terms.map { Distinction.Term(w1: $0.one, w2: $0.two) }
      }
      return Distinction(
        explanation: distinction.explanation, row: distinction.row, column: distinction.column,
        first: terms(distinction.terms), other: terms(distinction.otherTerms), isSameValue: distinction.isSameValue)
    }
    nearest = detection.nearest.map { nearest in
      Nearest(
        layout: nearest.reading.layout.name, w1: nearest.reading.firstTensor.rawValue,
        formula: nearest.reading.formula(), mismatches: nearest.mismatches.count, numbers: nearest.mismatches.total,
        first: nearest.mismatches.first.map {
          Nearest.Place(
            row: $0.row, column: $0.column, expected: $0.expected, found: $0.found, allowance: $0.allowance)
        })
    }
    hints = detection.hints.map { Hint(kind: $0.kind.rawValue, text: $0.text) }
  }
}
