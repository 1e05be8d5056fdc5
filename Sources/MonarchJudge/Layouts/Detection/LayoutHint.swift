import ExactArithmetic

/// Something that would explain the data where no convention does, or where only an unpublished one does.
public struct LayoutHint: Sendable, Hashable {
  public enum Kind: String, Sendable {
    /// The matrix is the transpose of what a convention makes.
    case transposed
    /// The matrix is what a convention makes when the permutation between the factors is left out.
    case unpermuted
    /// The matrix is a multiple of what a convention makes.
    case scaled
    /// A convention explains the matrix with sums in another format.
    case arithmetic
    /// A convention explains the matrix with the tensors rounded first.
    case rounded
  }

  public let kind: Kind
  /// One sentence.
  public let text: String
}

extension DetectionQuestion {
  /// What else explains the data.
  func hints(
    explanations: [LayoutDetection.Explanation], nearest: LayoutDetection.Nearest?
  ) throws(DetectionError) -> [LayoutHint] {
    guard let dense = views.first?.evidence as? DenseEvidence else {
      return explanations.isEmpty ? try otherArithmetic() : []
    }
    var hints: [LayoutHint] = []
    if explanations.isEmpty || explanations.allSatisfy(\.presets.isEmpty) {
      hints += try transposed(dense, onlyPresets: !explanations.isEmpty)
    }
    guard explanations.isEmpty else { return hints }
    if let names = names(try answers(permutesMiddle: false)) {
      hints.append(
        LayoutHint(
          kind: .unpermuted, text: "M is what \(names) makes without the permutation between the two factors"))
    }
    hints += try otherArithmetic()
    if hints.isEmpty, let scaled = scaled(dense) { hints.append(scaled) }
    return hints
  }

  private func transposed(_ dense: DenseEvidence, onlyPresets: Bool) throws(DetectionError) -> [LayoutHint] {
    let (rows, columns) = (dense.columns, dense.rows)
    let matrix = (0..<rows * columns).map { dense.matrix[$0 % columns * rows + $0 / columns] }
    // No candidate may have this size.
    guard
      let question = try? DetectionQuestion(.dense(matrix: matrix, rows: rows, columns: columns), tensors, model),
      let names = names(try question.answers(), onlyPresets: onlyPresets)
    else { return [] }
    return [
      LayoutHint(
        kind: .transposed,
        text: "the transpose of M is what \(names) makes: M was written for x as a row (y = x M), or transposed")
    ]
  }

  /// Sums in every other format that holds the data, and the tensors rounded first to every narrower one.
  private func otherArithmetic() throws(DetectionError) -> [LayoutHint] {
    let formats = [FloatFormat.float64, .float32, .float16, .bfloat16]
    var hints: [LayoutHint] = []
    for accumulate in formats where accumulate != model.accumulate {
      guard let other = try? ArithmeticModel(input: model.input, accumulate: accumulate, output: model.output),
        let names = names(try DetectionQuestion(self, model: other).answers())
      else { continue }
      hints.append(
        LayoutHint(kind: .arithmetic, text: "\(names) explains it with sums in \(accumulate) (--format \(accumulate))"))
    }
    for input in formats where input != model.input && model.input.contains(input) {
      let rounded = tensors.map { tensor in
        StoredTensor(
          shape: tensor.shape, elements: tensor.elements.map { NearestValue(input).nearest($0) })
      }
      guard rounded.allSatisfy({ $0.elements.allSatisfy(\.isFinite) }), rounded != tensors else { continue }
      for accumulate in [.float64, .float32, input] where accumulate.contains(input) {
        guard let other = try? ArithmeticModel(input: input, accumulate: accumulate, output: model.output),
          let names = names(try DetectionQuestion(self, model: other, tensors: rounded).answers())
        else { continue }
        hints.append(
          LayoutHint(
            kind: .rounded,
            text: "\(names) explains it with the tensors rounded to \(input) first, sums in \(accumulate)"))
        break
      }
    }
    return hints
  }

  /// A factor by which all entries that are looked at differ from what a candidate makes, up to rounding.
  private func scaled(_ dense: DenseEvidence) -> LayoutHint? {
    let slack = 4 * Double(max(model.accumulate.unitRoundoff, model.output.unitRoundoff))
    candidates: for candidate in views[0].candidates {
      var (low, high) = (-Double.infinity, Double.infinity)
      var count = 0
      for probe in 0..<dense.probeCount {
        let (found, demand) = dense.probe(probe, candidate.map, tensors.map(\.elements))
        if found == 0, demand.value == 0 { continue }
        // Cancelled sums and tiny numbers say nothing sharp.
        guard demand.value != 0, found.magnitude > 0x1p-100 else { continue candidates }
        guard demand.value.magnitude * 4 > demand.gauge else { continue }
        let ratio = found / Double(demand.value)
        let width = ratio.magnitude * slack * Double(2 * demand.terms + 2)
        (low, high) = (max(low, ratio - width), min(high, ratio + width))
        count += 1
      }
      guard count >= 16, low <= high, !(low <= 1 && 1 <= high) else { continue }
      let middle = low + (high - low) / 2
      // The roundest number that is meant: an integer, or one over an integer.
      let factor = [middle.rounded(), 1 / (1 / middle).rounded()].first { low <= $0 && $0 <= high && $0 != 0 }
      return LayoutHint(
        kind: .scaled,
        text:
          "M is \(factor ?? middle) times what \(names(of: [candidate.reading])) makes, at all \(count) entries looked at"
      )
    }
    return nil
  }

  /// The presets among the readings of some answers, or a word for others; nil where there are none.
  private func names(_ answers: [Answer], onlyPresets: Bool = false) -> String? {
    let readings = answers.flatMap(\.readings)
    if readings.isEmpty || onlyPresets && !readings.contains(where: \.isPreset) { return nil }
    return names(of: readings)
  }

  private func names(of readings: [LayoutReading]) -> String {
    var names: [String] = []
    for reading in readings where reading.isPreset && !names.contains(reading.layout.name) {
      names.append(reading.layout.name)
    }
    return names.isEmpty ? "an unpublished convention" : "layout " + names.joined(separator: " or ")
  }

  /// The same question about other numbers, or about other arithmetic.
  private init(_ question: DetectionQuestion, model: ArithmeticModel, tensors: [StoredTensor<Double>]? = nil) {
    self.tensors = tensors ?? question.tensors
    self.model = model
    views = question.views.map { view in
      View(evidence: view.evidence.with(model), batch: view.batch, candidates: view.candidates)
    }
  }
}
