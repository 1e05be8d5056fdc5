internal import CMonarchKernels

extension MonarchFactors {
  /// The matrix itself, multiplied out: `rows x columns` elements, row-major (`densify`).
  ///
  /// The element `(σ·l + λ, a·p + i)` is the sum of `left[λ, σ, ρ]·right[a, c, i]` over the middle places
  /// `a·q + c = ρ·l + λ`, in their order, each product rounded and added in the type. Only the upper left corner is
  /// formed where sizes are given; beyond `outputCount` and `inputCount` stand zeros.
  ///
  /// - Parameters:
  ///   - rows: how many rows to form, `outputCount` if `nil`.
  ///   - columns: how many columns to form, `inputCount` if `nil`.
  /// - Throws: `sizeBelowOne` or `overflow`.
  /// - Complexity: `rows·columns·⌈q/l⌉` multiply-adds.
  public func densify(rows: Int? = nil, columns: Int? = nil) throws(KernelError) -> [Scalar] {
    let (rows, columns) = (rows ?? outputCount, columns ?? inputCount)
    for (name, size) in [("rows", rows), ("columns", columns)] where size < 1 {
      throw .sizeBelowOne(name: name, found: size)
    }
    var dense = [Scalar](repeating: 0, count: try product(rows, columns, name: "the dense matrix"))
    var shape = shape
    dense.withUnsafeMutableBufferPointer { dense in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          Scalar._kernels.densify(
            &shape, left.baseAddress!, right.baseAddress!, rows, columns, dense.baseAddress!)
        }
      }
    }
    return dense
  }
}
