import ExactArithmetic
import MonarchReference

/// Tensors, evidence and candidates: what `LayoutDetection` answers.
struct DetectionQuestion: Sendable {
  /// One way to look at the evidence: there are two where both axes of inputs and outputs could be the batch.
  struct View: Sendable {
    let evidence: any CandidateEvidence
    let batch: Layout.BatchAxis?
    /// Presets first.
    let candidates: [Candidate]
  }

  let tensors: [StoredTensor<Double>]
  let model: ArithmeticModel
  let views: [View]

  init(
    _ evidence: LayoutEvidence, _ tensors: [StoredTensor<Double>], _ model: ArithmeticModel
  ) throws(DetectionError) {
    try DetectionQuestion.check(tensors)
    (self.tensors, self.model) = (tensors, model)
    let shapes = tensors.map(\.shape)
    let readings = LayoutReading.presets(of: shapes) + LayoutReading.family(of: shapes)
    guard !readings.isEmpty else {
      throw DetectionError(
        "expected two tensors that some convention reads, of 3 axes, or 4 with one of size 1, and as many outputs of the "
          + "one as inputs of the other (k·q = l·r); found \(shapes[0]) and \(shapes[1])")
    }
    var views: [View] = []
    switch evidence {
    case .dense(let matrix, let rows, let columns):
      try DetectionQuestion.check(matrix, "the dense matrix", shape: [rows, columns])
      views.append(
        View(
          evidence: DenseEvidence(matrix, rows: rows, columns: columns, check: EntryCheck(model: model)), batch: nil,
          candidates: readings.filter { $0.fits(rows: rows, columns: columns) }.map(Candidate.init)))
    case .products(let input, let output):
      try DetectionQuestion.check(input.elements, "the input", shape: input.shape)
      try DetectionQuestion.check(output.elements, "the result", shape: output.shape)
      for axis in [Layout.BatchAxis.first, .last] {
        guard let products = ProductEvidence(input, output, batch: axis, model: model) else { continue }
        views.append(
          View(
            evidence: products, batch: axis,
            candidates: readings.filter { $0.fits(rows: products.rows, columns: products.columns) }
              .map(Candidate.init)))
      }
      if views.isEmpty {
        throw DetectionError(
          "expected an input and a result of two axes, with the batch on the same one, found \(input.shape) and "
            + "\(output.shape)")
      }
    }
    self.views = views.filter { !$0.candidates.isEmpty }
    if self.views.isEmpty {
      let sizes = Set(readings.map { "\($0.shape.outputCount)×\($0.shape.inputCount)" }).sorted().prefix(6)
      let found = views.map { "\($0.evidence.rows)×\($0.evidence.columns)" }.joined(separator: " or ")
      throw DetectionError(
        "expected a matrix (outputs×inputs) of a size that these tensors give, such as "
          + "\(sizes.joined(separator: ", ")), found \(found)")
    }
  }

  private static func check(_ tensors: [StoredTensor<Double>]) throws(DetectionError) {
    guard tensors.count == 2 else { throw DetectionError("expected two tensors, found \(tensors.count)") }
    for (index, tensor) in tensors.enumerated() {
      try check(tensor.elements, "tensor \(index + 1)", shape: tensor.shape)
    }
  }

  private static func check(_ values: [Double], _ name: String, shape: [Int]) throws(DetectionError) {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 1, !overflow else {
        throw DetectionError("expected sizes of at least 1 in \(name), found \(shape)")
      }
      count = product
    }
    guard values.count == count else {
      throw DetectionError("expected \(count) numbers in \(name) \(shape), found \(values.count)")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw DetectionError("expected finite numbers in \(name), found \(values[index]) at flat index \(index)")
    }
  }

  // MARK: Answers

  struct Answer {
    var readings: [LayoutReading]
    let map: EntryMap
    let batch: Layout.BatchAxis?
  }

  /// The candidates that explain the data, those together that say the same of all tensors.
  func answers(permutesMiddle: Bool = true) throws(DetectionError) -> [Answer] {
    var answers: [Answer] = []
    for view in views {
      let values = tensors.map(\.elements)
      let (rows, columns) = (view.evidence.rows, view.evidence.columns)
      var survivors: [Candidate] = []
      for candidate in view.candidates {
        let map = permutesMiddle ? candidate.map : EntryMap(candidate.reading, permutesMiddle: false)
        if (0..<view.evidence.probeCount).allSatisfy({ view.evidence.allows(map, values, probe: $0) }) {
          survivors.append(Candidate(candidate.reading, map: map))
        }
      }
      if survivors.isEmpty { continue }
      let generic = MapSignatures(counts: values.map(\.count), rows: rows, columns: columns)
      let actual = MapSignatures(of: values, rows: rows, columns: columns)
      /// The place of a class among the answers, nil where it is refuted; and verdicts by what the matrix would be.
      var places: [UInt: Int?] = [:]
      var verdicts: [UInt: Bool] = [:]
      for candidate in survivors {
        let signature = generic.signature(of: candidate.map)
        if let place = places[signature] {
          if let place { answers[place].readings.append(candidate.reading) }
          continue
        }
        let content = actual.signature(of: candidate.map)
        let isExplained: Bool
        if let known = verdicts[content] {
          isExplained = known
        } else {
          isExplained = try view.evidence.isExplained(by: candidate, tensors)
          verdicts[content] = isExplained
        }
        places[signature] = .some(isExplained ? answers.count : nil)
        if isExplained {
          answers.append(Answer(readings: [candidate.reading], map: candidate.map, batch: view.batch))
        }
      }
    }
    return answers
  }

  /// The candidate that passes most probes, and among those the first that fails at the fewest numbers.
  func nearest() throws(DetectionError) -> LayoutDetection.Nearest? {
    let values = tensors.map(\.elements)
    var best: (passed: Int, nearest: [(View, Candidate)]) = (-1, [])
    for view in views {
      for candidate in view.candidates {
        let passed = (0..<view.evidence.probeCount).count {
          view.evidence.allows(candidate.map, values, probe: $0)
        }
        if passed > best.passed { best = (passed, []) }
        if passed == best.passed, best.nearest.count < 4 { best.nearest.append((view, candidate)) }
      }
    }
    var result: LayoutDetection.Nearest?
    for (view, candidate) in best.nearest {
      let mismatches = try view.evidence.mismatches(candidate, tensors)
      if result.map({ mismatches.count < $0.mismatches.count }) ?? true {
        result = LayoutDetection.Nearest(reading: candidate.reading, batch: view.batch, mismatches: mismatches)
      }
    }
    return result
  }

  /// How each explanation but the first differs from it.
  func distinctions(of explanations: [LayoutDetection.Explanation]) -> [LayoutDetection.Distinction] {
    guard let first = explanations.first else { return [] }
    let map = EntryMap(first.best)
    return explanations.enumerated().dropFirst().prefix(LayoutDetection.distinctionLimit).compactMap {
      index, explanation in
      let other = EntryMap(explanation.best)
      // Those with the batch on different axes are about matrices of different sizes, or the same one.
      guard explanation.batch == first.batch, let view = views.first(where: { $0.batch == first.batch }),
        let (row, column) = map.firstDifference(
          from: other, rows: view.evidence.rows, columns: view.evidence.columns)
      else { return nil }
      let (one, two) = (map.terms(row: row, column: column), other.terms(row: row, column: column))
      return LayoutDetection.Distinction(
        explanation: index, row: row, column: column, terms: one.map(placed), otherTerms: two.map(placed),
        isSameValue: value(one) == value(two))
    }
  }

  private func value(_ terms: [EntryMap.Term]) -> Rational {
    terms.reduce(.zero) { $0 + exact(tensors[0].elements[$1.one]) * exact(tensors[1].elements[$1.two]) }
  }

  private func placed(_ term: EntryMap.Term) -> LayoutDetection.Distinction.Term {
    func digits(_ place: Int, _ shape: [Int]) -> [Int] {
      var rest = place
      return shape.reversed().map { size in
        defer { rest /= size }
        return rest % size
      }.reversed()
    }
    return LayoutDetection.Distinction.Term(
      one: digits(term.one, tensors[0].shape), two: digits(term.two, tensors[1].shape))
  }
}

extension ProductEvidence {
  /// Inputs and outputs with the batch on this axis; nil where their shapes do not allow it.
  init?(_ input: StoredTensor<Double>, _ output: StoredTensor<Double>, batch: Layout.BatchAxis, model: ArithmeticModel)
  {
    guard input.shape.count == 2, output.shape.count == 2 else { return nil }
    let axis = batch == .first ? 0 : 1
    guard input.shape[axis] == output.shape[axis] else { return nil }
    let (count, columns, rows) = (input.shape[axis], input.shape[1 - axis], output.shape[1 - axis])
    func rowMajor(_ values: [Double], _ width: Int) -> [Double] {
      if batch == .first { return values }
      return (0..<count * width).map { values[$0 % width * count + $0 / width] }
    }
    self.init(
      input: rowMajor(input.elements, columns), output: rowMajor(output.elements, rows), batch: count, rows: rows,
      columns: columns, model: model)
  }
}
