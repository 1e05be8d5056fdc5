import ExactArithmetic
import MonarchJudge
import MonarchReference
import Testing

/// Subnormal numbers that may be taken for 0, where the model says so and nowhere else.
@Suite struct FlushingTests {
  private let plain = Judge(model: ArithmeticModel(.float32))
  private let flushing = Judge(model: ArithmeticModel(.float32, flushesSubnormals: true))

  /// y = l·r·x, or its gradients with g = 1.
  private func data(
    _ l: Double, _ r: Double, _ x: Double, before: Double? = nil
  ) throws -> OperationCase {
    try OperationCase(
      id: "one", shape: .square(1), format: .float32, batch: 1, left: [l], right: [r], input: [x], cotangent: [1],
      accumulators: before.map { ([$0], [$0]) })
  }

  private func holds(
    _ judge: Judge, _ operation: MonarchOperation, _ data: OperationCase, _ result: Double
  ) throws -> Bool {
    try judge.verdict(on: operation, of: data, result: [result]).holds
  }

  /// What a lost input is amplified to may be lost as well, and no more.
  @Test func flushedDataLoseTheirTerms() throws {
    let x = 0x1p-130
    for (l, r, x) in [(0x1p40, 1.0, x), (1, 0x1p40, x), (x, 1, 0x1p40), (1, x, 0x1p40)] {
      let data = try data(l, r, x)
      let y = l * r * x
      #expect(try holds(flushing, .product, data, 0) && holds(flushing, .product, data, y))
      #expect(try !holds(plain, .product, data, 0) && holds(plain, .product, data, y))
      // Where L is large, what a sum between the stages may lose is amplified to more than that.
      if l > 1 { continue }
      #expect(try !holds(flushing, .product, data, 2.1 * y) && !holds(flushing, .product, data, -y / 4))
    }
  }

  /// A sum between the stages that is subnormal is lost, though no number of the data is.
  @Test func flushedSumsAreAmplified() throws {
    let data = try data(0x1p60, 0x1p-70, 0x1p-60)
    #expect(try holds(flushing, .product, data, 0) && !holds(plain, .product, data, 0))
    #expect(try holds(flushing, .product, data, 0x1p-70) && holds(plain, .product, data, 0x1p-70))
    // Four times the smallest normal number, amplified, is what the model allows beside the roundings.
    #expect(try !holds(flushing, .product, data, 0x1p-70 + 0x1p-63))
    #expect(try !holds(flushing, .product, try self.data(0x1p60, 0x1p-59, 0x1p-60), 0))
  }

  /// Normal integers are exact with flushing too; subnormal ones are not.
  @Test func exactnessNeedsNormalUnits() throws {
    let normal = try flushing.verdict(on: .product, of: try data(3, 5, 7), result: [105])
    #expect(normal.holds && normal.tier != .bound)
    #expect(try !holds(flushing, .product, try data(3, 5, 7), 105 + 0x1p-17))
    let tiny = try data(3, 5, 7 * 0x1p-149)
    #expect(try holds(plain, .product, tiny, 105 * 0x1p-149) && !holds(plain, .product, tiny, 0x1p-149))
    #expect(try holds(flushing, .product, tiny, 0) && holds(flushing, .product, tiny, 105 * 0x1p-149))
    #expect(try !holds(flushing, .product, tiny, 0x1p-120))
  }

  /// Gradients, and what they are added onto.
  @Test func gradientsMayBeFlushed() throws {
    let data = try data(1, 0x1p40, 0x1p-140)
    #expect(try holds(flushing, .left, data, 0) && !holds(plain, .left, data, 0))
    #expect(try holds(flushing, .left, data, 0x1p-100) && !holds(flushing, .left, data, 0x1p-98))
    let onto = try self.data(1, 0, 1, before: 0x1p-130)
    #expect(try holds(flushing, .left, onto, 0) && holds(flushing, .left, onto, 0x1p-130))
    #expect(try !holds(plain, .left, onto, 0) && holds(plain, .left, onto, 0x1p-130))
    let plainOnto = try self.data(1, 0, 1, before: 3)
    #expect(try holds(flushing, .left, plainOnto, 3) && !holds(flushing, .left, plainOnto, 3.5))
  }
}
