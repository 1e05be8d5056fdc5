import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine

/// A shape with a layout that stores it.
struct Form: CustomStringConvertible, Sendable {
  let layout: Layout
  let shape: MonarchShape

  var description: String { "\(layout) \(shape)" }

  /// The sizes of the two tensors, as the layout has them.
  var shapes: (left: [Int], right: [Int]) {
    get throws {
      let stored = try layout.stored(
        CanonicalFactors(
          shape: shape, left: Array(repeating: 0, count: shape.l * shape.s * shape.r),
          right: Array(repeating: 0, count: shape.k * shape.q * shape.p)))
      return (stored.left.shape, stored.right.shape)
    }
  }

  /// Sizes of 1, squares, grids, slices of rank 1 and 2 and of uneven rank, and every layout that stores them.
  static let all: [Form] = {
    let sizes = [
      [1, 1, 1, 1, 1, 1], [1, 2, 3, 2, 3, 1], [2, 1, 3, 1, 2, 2], [2, 2, 2, 2, 2, 2], [3, 3, 3, 3, 3, 3],
      [3, 2, 2, 2, 3, 3], [2, 2, 2, 2, 4, 2], [2, 4, 3, 2, 2, 4], [2, 3, 4, 3, 5, 2], [2, 3, 2, 2, 2, 3],
    ]
    return sizes.flatMap { (sizes: [Int]) -> [Form] in
      let shape = try! MonarchShape(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
      return (Layout.presets + [.flyEinsum(b2: 2)]).filter { $0.admits(shape) }.map { Form(layout: $0, shape: shape) }
    }
  }()
}

extension Draws {
  /// Patterns of finite values of a format: small integers, any value, or one of the ends of the range.
  func patterns(_ name: String, _ count: Int, _ format: FloatFormat) throws -> [UInt64] {
    let signBit: UInt64 = 1 << (format.bitWidth - 1)
    let greatest = format.bitPattern(nearest: format.greatestFiniteMagnitude)
    let kind = try draw(.element(of: ["integers", "any", "ends"]))
    let signs = try integers(rows: 1, columns: count, in: 0...1).elements.map { $0 == 0 ? 0 : signBit }
    let magnitudes: [UInt64]
    switch kind {
    case "integers":
      magnitudes = try integers(rows: 1, columns: count, in: 0...7).elements.map {
        format.bitPattern(nearest: Rational(Int($0)))
      }
    case "any":
      magnitudes = try integers(rows: 1, columns: count, in: 0...Int(greatest)).elements.map { UInt64($0) }
    default:
      let menu = [0, 1, greatest, format.bitPattern(nearest: 1)]
      magnitudes = try integers(rows: 1, columns: count, in: 0...3).elements.map { menu[Int($0)] }
    }
    let patterns = zip(magnitudes, signs).map { $0 | $1 }
    show(name, patterns.map { format.value(bitPattern: $0) })
    return patterns
  }

  /// Data of one form in a drawn format, with batches from 0 on.
  func example(_ form: Form) throws -> Example {
    let format = try draw(.element(of: FloatFormat.coded.map(\.format)))
    let shape = form.shape
    let batch = try draw(.integer(in: 0...3, target: 1), as: "batch")
    var example = Example(layout: form.layout.name, format: format, shape: shape, batch: batch)
    example.isBatchLast = try draw(.bool(), as: "batch last")
    // Where the names are exchanged the shape is square.
    example.left = try patterns("left", shape.l * shape.s * shape.r, format)
    example.right = try patterns("right", shape.k * shape.q * shape.p, format)
    example.input = try patterns("input", batch * shape.inputCount, format)
    example.cotangent = try patterns("cotangent", batch * shape.outputCount, format)
    return example
  }
}
