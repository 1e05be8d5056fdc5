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
    let (l, r, s, k, q, p) = (l, r, s, k, q, p)
    dense.withUnsafeMutableBufferPointer { dense in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          for row in 0..<min(rows, l * s) {
            let (sigma, lambda) = row.quotientAndRemainder(dividingBy: l)
            for a in 0..<k where a * p < columns {
              let width = min(p, columns - a * p)
              let target = row * columns + a * p
              var middle = a * q + (lambda + l - a * q % l) % l
              while middle < (a + 1) * q {
                let weight = left[(lambda * s + sigma) * r + middle / l]
                for i in 0..<width { dense[target + i] += weight * right[middle * p + i] }
                middle += l
              }
            }
          }
        }
      }
    }
    return dense
  }
}
