import MonarchKernels
import Testing

@Suite struct BatchLayoutTests {
  @Test func elementsAreAdjacentByDefault() {
    #expect(BatchLayout(rowStride: 9) == BatchLayout(rowStride: 9, elementStride: 1))
  }

  /// An output is accepted exactly where one stride spans all of the other, and then no two elements share a place.
  @Test func acceptedOutputsNeverOverlap() throws {
    for (count, batch) in [(1, 1), (1, 4), (4, 1), (4, 2), (4, 3), (9, 2)] {
      let m = count == 1 ? 1 : count == 4 ? 2 : 3
      let ones = [Double](repeating: 1, count: m * m * m)
      let factors = try MonarchFactors<Double>(size: m, left: ones, right: ones)
      let input = [Double](repeating: 1, count: batch * count)
      for rowStride in 1...12 {
        for elementStride in 1...12 {
          let last = (batch - 1) * rowStride + (count - 1) * elementStride
          var output = [Double](repeating: .nan, count: last + 1)
          var span = output.mutableSpan
          let layout = BatchLayout(rowStride: rowStride, elementStride: elementStride)
          let isAccepted: Bool
          do throws(KernelError) {
            try factors.multiply(input.span, batch: batch, into: &span, outputLayout: layout)
            isAccepted = true
          } catch {
            isAccepted = false
          }
          let isApart = rowStride > (count - 1) * elementStride || elementStride > (batch - 1) * rowStride
          #expect(isAccepted == isApart, "\(count) \(batch) \(layout)")
          // Each element has its own place, so that as many are written as there are.
          #expect(output.count { !$0.isNaN } == (isApart ? batch * count : 0), "\(count) \(batch) \(layout)")
        }
      }
    }
  }
}
