import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A kernel whose two dot products are written out plainly, in a given order and arithmetic.
struct PlainKernel: Sendable {
  /// Where a sum stands.
  struct Place {
    let batch: Int
    let row: Int
    let position: Int
  }
  typealias Dot = @Sendable (_ u: [Double], _ v: [Double], _ place: Place) -> Double

  let name: String
  var model = ArithmeticModel(.float32)
  var layout = Layout.fly
  let right: Dot
  let left: Dot

  init(
    _ name: String, model: ArithmeticModel = ArithmeticModel(.float32), right: @escaping Dot, left: Dot? = nil,
    layout: Layout = .fly
  ) {
    (self.name, self.model, self.right, self.left, self.layout) = (name, model, right, left ?? right, layout)
  }

  var questions: ProductQuestions {
    ProductQuestions(name: name, layout: layout, model: model) { multiply($0) }
  }

  func multiply(_ product: ProductCase) -> [Double] {
    let shape = product.shape
    var result: [Double] = []
    for row in 0..<product.batch {
      let x = Array(product.input[row * shape.inputCount..<(row + 1) * shape.inputCount])
      func place(_ position: Int) -> Place { Place(batch: product.batch, row: row, position: position) }
      let h = (0..<shape.middleCount).map { j in
        let start = j / shape.q * shape.p
        return right(Array(x[start..<start + shape.p]), Array(product.right[j * shape.p..<(j + 1) * shape.p]), place(j))
      }
      for output in 0..<shape.outputCount {
        let (σ, λ) = (output / shape.l, output % shape.l)
        let start = (λ * shape.s + σ) * shape.r
        let weights = Array(product.left[start..<start + shape.r])
        result.append(left((0..<shape.r).map { h[$0 * shape.l + λ] }, weights, place(output)))
      }
    }
    return result
  }
}

// MARK: Orders in float32

func floats(_ values: [Double]) -> [Float] { values.map { Float($0) } }

/// acc += u·v, from the first product on.
let ascending: PlainKernel.Dot = { u, v, _ in
  let products = zip(floats(u), floats(v)).map { $0 * $1 }
  return Double(products.dropFirst().reduce(products[0], +))
}
/// acc = 0, then likewise.
let ascendingFromZero: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0 + $1.0 * $1.1 })
}
let descending: PlainKernel.Dot = { u, v, _ in
  let products = zip(floats(u), floats(v)).map { $0 * $1 }
  return Double(products.dropLast().reversed().reduce(products.last!, +))
}
/// acc = u₀·v₀, then fma.
let fused: PlainKernel.Dot = { u, v, _ in
  let (a, b) = (floats(u), floats(v))
  return Double((1..<a.count).reduce(a[0] * b[0]) { $0.addingProduct(a[$1], b[$1]) })
}
/// acc = 0, then fma.
let fusedFromZero: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0.addingProduct($1.0, $1.1) })
}
let halves: PlainKernel.Dot = { u, v, _ in
  func sum(_ terms: ArraySlice<Float>) -> Float {
    guard terms.count > 1 else { return terms.first! }
    let middle = terms.startIndex + terms.count / 2
    return sum(terms[..<middle]) + sum(terms[middle...])
  }
  return Double(sum(zip(floats(u), floats(v)).map { $0 * $1 }[...]))
}
/// Lanes of fma from zero, folded in halves: what compilers make of vectors.
func lanes(_ count: Int) -> PlainKernel.Dot {
  { u, v, _ in
    let (a, b) = (floats(u), floats(v))
    var lanes = (0..<min(count, a.count)).map { lane in
      stride(from: lane, to: a.count, by: count).reduce(Float(0)) { $0.addingProduct(a[$1], b[$1]) }
    }
    while lanes.count > 1 {
      let half = (lanes.count + 1) / 2
      lanes = (0..<half).map { $0 + half < lanes.count ? lanes[$0] + lanes[$0 + half] : lanes[$0] }
    }
    return Double(lanes[0])
  }
}
/// Blocks, each ascending, added one after the other.
func blocks(_ size: Int) -> PlainKernel.Dot {
  { u, v, _ in
    let (a, b) = (floats(u), floats(v))
    let sums = stride(from: 0, to: a.count, by: size).map { start in
      (start..<min(start + size, a.count)).dropFirst().reduce(a[start] * b[start]) { $0 + a[$1] * b[$1] }
    }
    return Double(sums.dropFirst().reduce(sums[0], +))
  }
}
/// Sums of so many products and the sum so far in one adder, as matrix units have them: every part is cut off 27 bits below
/// the leading bit of the largest, and the sum is rounded once.
func units(_ width: Int) -> PlainKernel.Dot {
  { u, v, _ in
    let products = zip(floats(u), floats(v)).map { exact(Double($0 * $1)) }
    var result = Float(0)
    for start in stride(from: 0, to: u.count, by: width) {
      let parts = products[start..<min(start + width, u.count)]
      result = Float(aligned(parts + (start == 0 ? [] : [exact(Double(result))]), bits: 27))
    }
    return Double(result)
  }
}

/// The sum of numbers that are cut off below 2^-bits of the leading bit of the largest.
func aligned(_ parts: some Sequence<Rational>, bits: Int) -> Rational {
  let parts = parts.filter { $0.signum != 0 }
  guard let top = parts.compactMap(\.binaryExponent).max() else { return 0 }
  let unit = Rational.powerOfTwo(top - bits)
  // Beyond 2^62 units there is nothing to cut.
  return parts.reduce(0) { sum, part in
    let units = Double(part / unit)
    return sum + exact(units.magnitude < 0x1p52 ? units.rounded(.towardZero) : units) * unit
  }
}

// MARK: Other arithmetic

let doubleSums: PlainKernel.Dot = { u, v, _ in Double(Float(zip(u, v).reduce(0.0) { $0 + $1.0 * $1.1 })) }

/// Bits after the leading one, cut off.
func cut(_ value: Float, _ bits: Int) -> Float { Float(bitPattern: value.bitPattern & ~(1 << (23 - bits) - 1)) }

/// Rounded to nearest, ties to even, on the bits of a float32.
func narrowed(_ value: Float, _ bits: Int) -> Float {
  let drop = UInt32(23 - bits)
  let pattern = value.bitPattern
  let half: UInt32 = 1 << (drop - 1) - 1 + (pattern >> drop) & 1
  return Float(bitPattern: ((pattern &+ half) >> drop) << drop)
}

func cutInputs(_ bits: Int) -> PlainKernel.Dot {
  { u, v, _ in Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0 + cut($1.0, bits) * cut($1.1, bits) }) }
}
func narrowInputs(_ bits: Int) -> PlainKernel.Dot {
  { u, v, _ in Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0 + narrowed($1.0, bits) * narrowed($1.1, bits) }) }
}
/// Sums and products rounded to bfloat16.
let bfloatSums: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { narrowed($0 + narrowed($1.0 * $1.1, 7), 7) })
}
/// Sums cut off to the bits of bfloat16.
let cutSums: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { cut($0 + $1.0 * $1.1, 7) })
}
/// Products rounded to bfloat16, sums in float32.
let bfloatProducts: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0 + narrowed($1.0 * $1.1, 7) })
}
func flushed(_ value: Float) -> Float { value.isSubnormal ? value * 0 : value }

let flushesAll: PlainKernel.Dot = { u, v, _ in
  Double(
    zip(floats(u), floats(v)).reduce(Float(0)) { flushed($0 + flushed(flushed($1.0) * flushed($1.1))) })
}
let flushesInputs: PlainKernel.Dot = { u, v, _ in
  Double(zip(floats(u), floats(v)).reduce(Float(0)) { $0 + flushed($1.0) * flushed($1.1) })
}
/// float16 throughout, in which 65504 is the largest number.
let halfSums: PlainKernel.Dot = { u, v, _ in
  Double(zip(u, v).reduce(Float16(0)) { $0 + Float16($1.0) * Float16($1.1) })
}

/// The result of a dot product, rounded by a rule of its own.
func stored(_ dot: @escaping PlainKernel.Dot, _ store: @escaping @Sendable (Float) -> Float) -> PlainKernel.Dot {
  { Double(store(Float(dot($0, $1, $2)))) }
}
