public import ExactArithmetic

extension Judge {
  /// The verdict on the result of one operation by a chain of factors.
  ///
  /// Products and adjoints are held to the declared output format, gradients of factors to that of gradients. Entries
  /// that NaN or an infinity of the data reaches must not be finite; all others are judged as if these numbers were 0.
  /// Source: `gradient`, `rounding-bound`.
  ///
  /// - Parameter result: products (batch, rows), adjoints (batch, columns), gradients (a·d, b, c), row-major, widened
  ///   exactly.
  /// - Complexity: dominated by exact products: for T factors O(T) values and gauges, and one for each mistake that is
  ///   tried; for a gradient also `batch` multiply-adds of integers for each entry.
  /// - Throws: where the operation needs data that the case does not have.
  public func verdict(
    on operation: MonarchOperation, of data: OperationCase, result: [Double]
  ) throws(ShapeError) -> Verdict {
    try verdict(on: operation, of: data, result: result, place: operation.place)
  }

  /// Likewise, with another name for the place of a number.
  ///
  /// - Parameter checksPower: whether it is tried what mistakes the case would let pass.
  func verdict(
    on operation: MonarchOperation, of data: OperationCase, result: [Double], checksPower: Bool = true,
    place: (_ row: Int, _ entry: Int) -> String
  ) throws(ShapeError) -> Verdict {
    func verdict(
      _ tier: Tier, _ holds: Bool, _ reason: String, _ witness: Witness? = nil, _ blindSpots: [Mistake] = [],
      warning: String? = nil
    ) -> Verdict {
      Verdict(
        caseID: data.id, operation: operation, tier: tier, holds: holds, reason: reason, ratio: witness?.ratio,
        witness: witness, blindSpots: blindSpots, warning: warning)
    }
    let (rows, width) = try data.resultShape(of: operation)
    guard result.count == rows * width else {
      return verdict(.bound, false, "expected \(rows)×\(width) numbers, found \(result.count)")
    }
    let reached = try data.nonFiniteEntries(of: operation)
    guard !result.isEmpty else { return verdict(.mistrusted, true, "the batch is empty: there is nothing to compare") }
    if let index = result.indices.first(where: { reached[$0] && result[$0].isFinite }) {
      return verdict(
        .exact, false,
        "\(place(index / width, index % width)) must not be finite, as NaN or an infinity is among its terms, found "
          + "\(result[index])")
    }
    let expectation = try OperationExpectation(operation, of: data.finite, model: model)
    if expectation.overflow == nil, reached.contains(true) {
      let settled = try data.settledEntries(of: operation, model: model)
      if let index = result.indices.first(where: { index in
        settled[index].map { !$0.isSettled(as: result[index]) } ?? false
      }) {
        let wanted = settled[index].map { $0.isNaN ? "NaN" : "\($0) or NaN" } ?? ""
        let place = place(index / width, index % width)
        return verdict(.exact, false, "\(place) must be \(wanted) in any order, found \(result[index])")
      }
    }
    if let overflow = expectation.overflow {
      // Infinities may be right here, and no bound says where: nothing is proved either way.
      return verdict(.mistrusted, true, overflow)
    }
    let (comparison, isExact) = compare(result, with: expectation, except: reached)
    let blindSpots = checksPower ? try expectation.blindSpots(of: data, reached: reached) : []
    let tier: Tier = !blindSpots.isEmpty ? .mistrusted : isExact ? .exact : .bound
    if let offence = comparison.offence {
      let place = place(offence.row, offence.output)
      return verdict(tier, false, "\(place)\(comparison.reason(for: offence))", offence, blindSpots)
    }
    let reason =
      !blindSpots.isEmpty
      ? "passes, but would pass for a mistake too: \(blindSpots.map(\.rawValue).joined(separator: ", "))"
      : isExact ? "equal to the exact \(operation)" : "within the bound of \(model)"
    // The largest ρ first, which costs nothing; then all of them.
    var warning: String?
    if !isExact, model.adderWindow == nil, let largest = comparison.largest,
      let likely = LikelyBound.ofWarnings(model.accumulate),
      expectation.isUnlikely(largest, likely)
    {
      warning = expectation.warning(about: result, likely)?.text
    }
    return verdict(tier, true, reason, comparison.largest, blindSpots, warning: warning)
  }

  private func compare(
    _ result: [Double], with expectation: OperationExpectation, except reached: [Bool]
  ) -> (ResultComparison, isExact: Bool) {
    var comparison = ResultComparison(rounding: expectation.rounding)
    var isExact = true
    for row in 0..<expectation.rows {
      for entry in 0..<expectation.width {
        let index = row * expectation.width + entry
        if reached[index] { continue }
        let gauge = expectation.gauge(row, entry)
        let isEntryExact = expectation.isExact(row, entry, gauge: gauge)
        if !isEntryExact { isExact = false }
        let isComparable = comparison.compare(
          result[index], row: row, output: entry, value: expectation.value(row, entry), isExact: isEntryExact,
          estimate: expectation.estimate(row, entry, gauge: gauge)
        ) { expectation.bound(row, entry) }
        if !isComparable { return (comparison, isExact) }
      }
    }
    return (comparison, isExact)
  }
}

extension MonarchOperation {
  /// The name of a number's place.
  func place(_ row: Int, _ entry: Int) -> String {
    if case .gradient(let factor) = self { return "entry \(entry) of block \(row) of factor \(factor)'s gradient" }
    return "output \(entry) of batch row \(row)"
  }
}

extension OperationExpectation {
  /// The mistakes that no entry of this case tells from the right result.
  func blindSpots(of data: OperationCase, reached: [Bool]) throws(ShapeError) -> [Mistake] {
    var blind: [Mistake] = []
    for mistake in Mistake.allCases {
      var isSeen = true
      for wrong in try mistake.results(of: operation, data) where isSeen {
        isSeen = (0..<rows * width).contains { index in
          let (row, entry) = index.quotientAndRemainder(dividingBy: width)
          guard let number = wrong.entry(row, entry, rows: rows, width: width) else { return !reached[index] }
          return reached[index] || isToldApart(number, row, entry)
        }
      }
      if !isSeen { blind.append(mistake) }
    }
    return blind
  }

  private func isToldApart(_ number: Rational, _ row: Int, _ entry: Int) -> Bool {
    // Where it is equal, the bound need not be formed.
    number != value(row, entry) && !allowance(row, entry).admits(rounded: number)
  }
}
