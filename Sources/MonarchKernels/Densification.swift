internal import CMonarchKernels

extension MonarchFactors where Scalar: KernelScalar {
  /// The dense matrix, row-major: the way back to dense training (`densify`).
  ///
  /// `M[σ·l + λ, a·p + i] = Σ_ρ left[λ, σ, ρ]·right[a, c, i]` over the `ρ·l + λ = a·q + c`.
  ///
  /// - Parameters:
  ///   - rows: how many rows, from the first on; all `l·s` of them unless it says otherwise.
  ///   - columns: how many columns, likewise of `k·p`.
  /// - Throws: `sizeBelowOne`, `matrixTooLarge` or `overflow`.
  /// - Complexity: `rows·r·p` multiply-adds.
  ///
  /// *Accuracy.* Where slices have rank at most 1 (`l = q`) each element is one product, rounded once.
  public func densify(rows: Int? = nil, columns: Int? = nil) throws(KernelError) -> [Scalar] {
    let (rows, columns) = (rows ?? outputCount, columns ?? inputCount)
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    guard rows <= outputCount, columns <= inputCount else {
      throw .matrixTooLarge(rows: rows, columns: columns, outputCount: outputCount, inputCount: inputCount)
    }
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard !overflows, !count.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride).overflow else {
      throw .overflow(name: "the dense matrix")
    }
    return [Scalar](unsafeUninitializedCapacity: count) { dense, initialized in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          var shape = shape
          Scalar._kernels.densify(&shape, left.baseAddress!, right.baseAddress!, rows, columns, dense.baseAddress!)
        }
      }
      initialized = count
    }
  }
}
