import ExactArithmetic
public import MonarchReference

/// One way to read two stored tensors as a Monarch matrix: a convention, and which tensor is which.
public struct LayoutReading: Hashable, Sendable {
  /// The convention: a preset, or one of the family that `Layout` spans, whose name is then `custom`.
  public let layout: Layout
  /// Which of the convention's tensors the first of the two is; the second is the other one.
  public let firstTensor: Layout.TensorName
  /// The sizes that the tensors' shapes mean.
  public let shape: MonarchShape

  /// The name of conventions that are no preset.
  public static let customName: String = "custom"

  /// Whether the convention is a published one.
  public var isPreset: Bool { layout.name != LayoutReading.customName }

  /// Which of the two tensors, 0 or 1, is applied first.
  public var appliedFirst: Int { layout.appliedFirst == firstTensor ? 0 : 1 }

  /// Fails where the convention does not read these shapes.
  init(layout: Layout, firstTensor: Layout.TensorName, shapes: [[Int]]) throws(ShapeError) {
    let isLeft = firstTensor == .left
    shape = try layout.shape(left: shapes[isLeft ? 0 : 1], right: shapes[isLeft ? 1 : 0])
    (self.layout, self.firstTensor) = (layout, firstTensor)
  }

  /// The two tensors by the names that the convention gives them.
  package func factors<Element>(_ tensors: [StoredTensor<Element>]) -> StoredFactors<Element> {
    firstTensor == .left
      ? StoredFactors(left: tensors[0], right: tensors[1]) : StoredFactors(left: tensors[1], right: tensors[0])
  }

  /// Whether a matrix of this size is the whole product, or what is left of it when the input is padded up to whole
  /// blocks and the output cropped: `⌈rows/l⌉ = s` and `⌈columns/k⌉ = p`.
  package func fits(rows: Int, columns: Int) -> Bool {
    rows >= 1 && columns >= 1 && (rows - 1) / shape.l + 1 == shape.s && (columns - 1) / shape.k + 1 == shape.p
  }

  // MARK: All of them

  /// The readings by presets, in the order of `Layout.presets`; `flyEinsum` with every run that divides s.
  package static func presets(of shapes: [[Int]]) -> [LayoutReading] {
    var readings: [LayoutReading] = []
    for layout in Layout.presets {
      for name in [Layout.TensorName.right, .left] {
        guard let reading = try? LayoutReading(layout: layout, firstTensor: name, shapes: shapes) else { continue }
        readings.append(reading)
        guard layout == .flyEinsum() else { continue }
        for width in divisors(of: reading.shape.s) where width > 1 {
          let other = Layout.flyEinsum(b2: width)
          if let reading = try? LayoutReading(layout: other, firstTensor: name, shapes: shapes) {
            readings.append(reading)
          }
        }
      }
    }
    return readings
  }

  /// The readings by every convention that `Layout` spans: each order of each tensor's axes, each place of the rank
  /// index where slices have one rank above 1, either tensor first, the input permuted or not, and the output in
  /// interleaved order, block by block, or in runs of every width.
  ///
  /// Those that differ least from the canonical form come first.
  package static func family(of shapes: [[Int]]) -> [LayoutReading] {
    let axes = shapes.map(axes(of:))
    var readings: [LayoutReading] = []
    for name in [Layout.TensorName.right, .left] {
      let (one, two) = name == .right ? (0, 1) : (1, 0)
      for first in axes[one] {
        for second in axes[two] {
          let plain = Layout(
            name: customName, first: FactorLayout(checked: first), second: FactorLayout(checked: second))
          guard let reading = try? LayoutReading(layout: plain, firstTensor: name, shapes: shapes) else { continue }
          let shape = reading.shape
          let hasRank = shape.q > shape.l && shape.q.isMultiple(of: shape.l)
          let outputs =
            [Layout.VectorOrder.interleaved, .blockMajor]
            + divisors(of: shape.s).filter { $0 > 1 && $0 < shape.s }.map { .runs(width: $0) }
          for firstRank in hasRank ? [FactorLayout.RankOrder.flat, .minor] : [.flat] {
            for secondRank in hasRank ? [FactorLayout.RankOrder.flat, .major] : [.flat] {
              for input in [Layout.VectorOrder.blockMajor, .interleaved] {
                for output in outputs {
                  let layout = Layout(
                    name: customName, first: FactorLayout(checked: first, rank: firstRank),
                    second: FactorLayout(checked: second, rank: secondRank), input: input, output: output,
                    admission: hasRank ? .integralRank : .any)
                  if let reading = try? LayoutReading(layout: layout, firstTensor: name, shapes: shapes) {
                    readings.append(reading)
                  }
                }
              }
            }
          }
        }
      }
    }
    return readings
  }

  /// The orders of axes that a stored shape may have; none unless it has three axes, or four with one of size 1.
  static func axes(of shape: [Int]) -> [[FactorLayout.Axis]] {
    let orders: [[FactorLayout.Axis]] = [
      [.block, .out, .in], [.block, .in, .out], [.out, .in, .block], [.in, .out, .block], [.out, .block, .in],
      [.in, .block, .out],
    ]
    if shape.count == 3 { return orders }
    guard shape.count == 4 else { return [] }
    // Of several axes of size 1 any is the extra one: what is read is the same.
    guard let unit = shape.firstIndex(of: 1) else { return [] }
    return orders.map { order in
      var order = order
      order.insert(.unit, at: unit)
      return order
    }
  }
}

/// The divisors of n >= 1 in ascending order.
///
/// - Complexity: O(√n).
func divisors(of n: Int) -> [Int] {
  var (low, high): ([Int], [Int]) = ([], [])
  var divisor = 1
  while divisor <= n / divisor {
    if n.isMultiple(of: divisor) {
      low.append(divisor)
      if divisor != n / divisor { high.append(n / divisor) }
    }
    divisor += 1
  }
  return low + high.reversed()
}
