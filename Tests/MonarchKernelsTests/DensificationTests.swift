import MonarchKernels
import PropertyEngine
import PropertyTesting
import Testing

@Suite(.property(cases: 80)) struct DensificationTests {
  /// Columns are the products with unit vectors, on integers exactly; sizes crop and pad.
  @Test func columnsAreProductsWithUnitVectors() async {
    await check { draws in
      let shape = try draws.draw(.shape())
      let factors = try Plain(integersOf: shape, rows: 1, draws).factors(Float.self)
      let (n3, n1) = (shape.outputCount, shape.inputCount)
      var units = [Float](repeating: 0, count: n1 * n1)
      for i in 0..<n1 { units[i * n1 + i] = 1 }
      let images = try factors.multiply(units, batch: n1)
      let dense = try factors.densify()
      #expect(dense == (0..<n3 * n1).map { images[$0 % n1 * n3 + $0 / n1] })

      let rows = try draws.draw(.integer(in: 1...n3 + 3))
      let columns = try draws.draw(.integer(in: 1...n1 + 3))
      #expect(
        try factors.densify(rows: rows, columns: columns)
          == (0..<rows * columns).map { place in
            let (row, column) = (place / columns, place % columns)
            return row < n3 && column < n1 ? dense[row * n1 + column] : 0
          })
    }
  }

  @Test func badSizesAreRefused() throws {
    let factors = try MonarchFactors<Double>(size: 1, left: [2], right: [3])
    #expect(try factors.densify() == [6])
    #expect(throws: KernelError.sizeBelowOne(name: "rows", found: 0)) { try factors.densify(rows: 0) }
    #expect(throws: KernelError.sizeBelowOne(name: "columns", found: -2)) { try factors.densify(columns: -2) }
    #expect(throws: KernelError.overflow(name: "the dense matrix")) { try factors.densify(rows: .max, columns: 2) }
  }
}
