public import ExactArithmetic
public import MonarchReference

/// Batches of inputs and outputs: canonical ones are (batch, n), row-major, in the order of `MonarchMatrix`; stored ones
/// are ordered by the convention, and (n, batch) where its batch axis is last.
extension Layout {
  /// The shape of a stored array of vectors of n entries.
  public func batchShape(batch: Int, count: Int) -> [Int] {
    self.batch == .first ? [batch, count] : [count, batch]
  }

  /// Canonical inputs (batch, k·p) as this convention stores them.
  public func storedInputs<Element>(
    _ values: [Element], batch: Int, for shape: MonarchShape
  ) throws(ShapeError) -> [Element] {
    try stored(values, batch, inputOrder(for: shape).inverse)
  }

  /// Stored inputs in canonical order.
  public func canonicalInputs<Element>(
    _ values: [Element], batch: Int, for shape: MonarchShape
  ) throws(ShapeError) -> [Element] {
    try canonical(values, batch, inputOrder(for: shape))
  }

  /// Canonical outputs (batch, l·s) as this convention stores them.
  public func storedOutputs<Element>(
    _ values: [Element], batch: Int, for shape: MonarchShape
  ) throws(ShapeError) -> [Element] {
    try stored(values, batch, outputOrder(for: shape))
  }

  /// Stored outputs in canonical order.
  public func canonicalOutputs<Element>(
    _ values: [Element], batch: Int, for shape: MonarchShape
  ) throws(ShapeError) -> [Element] {
    try canonical(values, batch, outputOrder(for: shape).inverse)
  }

  /// Every vector permuted, then the axes as they are stored.
  private func stored<Element>(
    _ values: [Element], _ batch: Int, _ order: Permutation
  ) throws(ShapeError) -> [Element] {
    let count = order.images.count
    try check(values.count, batch, count)
    var result = values
    for row in 0..<batch {
      for (source, image) in order.images.enumerated() {
        result[self.batch == .first ? row * count + image : image * batch + row] = values[row * count + source]
      }
    }
    return result
  }

  /// The axes as they are in canonical form, then every vector permuted.
  private func canonical<Element>(
    _ values: [Element], _ batch: Int, _ order: Permutation
  ) throws(ShapeError) -> [Element] {
    let count = order.images.count
    try check(values.count, batch, count)
    var result = values
    for row in 0..<batch {
      for (source, image) in order.images.enumerated() {
        result[row * count + image] = values[self.batch == .first ? row * count + source : source * batch + row]
      }
    }
    return result
  }

  private func check(_ found: Int, _ batch: Int, _ count: Int) throws(ShapeError) {
    let expected = batch.multipliedReportingOverflow(by: count)
    guard batch >= 0, !expected.overflow, expected.partialValue == found else {
      throw ShapeError("expected \(batch) vectors of \(count) entries, found \(found) numbers")
    }
  }
}
