internal import CMonarchKernels

/// Where the rows of a batch lie: element `e` of row `b` is at `b·rowStride + e·elementStride`.
///
/// An element stride of 1 is the fast path. `BatchLayout(rowStride: 1, elementStride: batch)` is a batch stored as
/// columns.
public struct BatchLayout: Hashable, Sendable {
  /// Elements from one row's beginning to the next row's.
  public var rowStride: Int

  /// Elements from one element of a row to the next.
  public var elementStride: Int

  /// Any strides; they are validated where the layout is used, because the bounds depend on the batch.
  public init(rowStride: Int, elementStride: Int = 1) {
    self.rowStride = rowStride
    self.elementStride = elementStride
  }
}

extension BatchLayout {
  var strides: monarch_strides {
    monarch_strides(row_stride: rowStride, element_stride: elementStride)
  }

  /// Throws unless `batch` rows of `count` elements lie in a span of `available` elements, and, for an output, apart.
  func validate(
    name: String, batch: Int, count: Int, available: Int, mayOverlap: Bool
  ) throws(KernelError) {
    guard rowStride >= 1 else { throw .strideBelowOne(name: "the \(name)'s row stride", found: rowStride) }
    guard elementStride >= 1 else { throw .strideBelowOne(name: "the \(name)'s element stride", found: elementStride) }
    guard batch > 0 else { return }

    let (alongRow, rowOverflows) = (count - 1).multipliedReportingOverflow(by: elementStride)
    let (alongBatch, batchOverflows) = (batch - 1).multipliedReportingOverflow(by: rowStride)
    let (last, lastOverflows) = alongRow.addingReportingOverflow(alongBatch)
    guard !rowOverflows, !batchOverflows, !lastOverflows, last < Int.max else { throw .overflow(name: "the \(name)") }

    guard mayOverlap || rowStride > alongRow || elementStride > alongBatch else {
      throw .overlappingOutput(self, leastRowStride: alongRow + 1, leastElementStride: alongBatch + 1)
    }
    guard last < available else { throw .spanTooShort(name: name, needed: last + 1, found: available) }
  }
}
