public import ExactArithmetic
public import MonarchReference

/// What is computed by a chain `M = W_{T−1} … W_1 W_0` of Kronecker-sparse factors.
///
/// Factor t has the support (a, b, c, d) and the weights `w[i, j, κ, δ]`, block (i, δ) after block. With `h_0 = x`,
/// `h_{t+1} = W_t h_t` and `g_T = g`, `g_t = W_tᴴ g_{t+1}`:
///
/// ```
/// product       y = h_T
/// adjoint       Mᴴ g = g_0, which is also the gradient dx
/// gradient(t)   dw_t[i, j, κ, δ] = Σ_rows g_{t+1}[(i·b + j)·d + δ] · h_t[(i·c + κ)·d + δ]      (`gradient`)
/// ```
///
/// Monarch products are chains of two, (k, q, p, 1) and (1, s, r, l): `right` and `left` are their gradients.
public enum MonarchOperation: Hashable, Sendable {
  case product
  case adjoint
  case gradient(factor: Int)

  /// dR of a Monarch product: (k, q, p), row-major.
  public static let right = MonarchOperation.gradient(factor: 0)
  /// dL of a Monarch product: (l, s, r), row-major.
  public static let left = MonarchOperation.gradient(factor: 1)
}

extension MonarchOperation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .product: "product"
    case .adjoint: "adjoint"
    case .gradient(let factor): "gradient of factor \(factor)"
    }
  }
}

/// The data of operations by one chain of factors, every number a value of `format`, NaN and infinities included.
public struct OperationCase: Sendable {
  public let id: String
  /// The supports, that of the factor that is applied first first.
  public let patterns: [KroneckerPattern]
  /// The format in which factors, inputs and cotangents are handed over; the values are its members, widened exactly.
  public let format: FloatFormat
  public let batch: Int
  /// The weights of each factor, block (i, δ) after block, each block (b, c) row-major.
  public let factors: [[Double]]
  /// x: (batch, columns of the first factor), row-major; nil where only adjoints are asked for.
  public let input: [Double]?
  /// g: (batch, rows of the last factor), row-major; nil where only products are asked for.
  public let cotangent: [Double]?
  /// What gradients are added onto, one array for each factor, of the format of the sums; nil where they are written.
  public let accumulators: [[Double]]?

  /// Fails unless neighbours fit together and the arrays have the lengths that patterns and batch demand.
  public init(
    id: String, patterns: [KroneckerPattern], format: FloatFormat, batch: Int, factors: [[Double]], input: [Double]?,
    cotangent: [Double]?, accumulators: [[Double]]? = nil
  ) throws(ShapeError) {
    guard let first = patterns.first, let last = patterns.last else {
      throw ShapeError("expected at least one factor, found none")
    }
    for (index, (inner, outer)) in zip(patterns, patterns.dropFirst()).enumerated() where inner.rows != outer.columns {
      throw ShapeError("factor \(index) yields \(inner.rows) entries, factor \(index + 1) takes \(outer.columns)")
    }
    func count(_ width: Int) throws(ShapeError) -> Int {
      let (count, overflow) = batch.multipliedReportingOverflow(by: width)
      guard batch >= 0, !overflow else { throw ShapeError("batch \(batch) is not possible") }
      return count
    }
    var expected = [
      ("the input", input?.count, try count(first.columns)), ("the cotangent", cotangent?.count, try count(last.rows)),
    ]
    for (name, arrays) in [("factor", factors), ("accumulator", accumulators ?? factors)] {
      guard arrays.count == patterns.count else {
        throw ShapeError("expected \(patterns.count) \(name)s, found \(arrays.count)")
      }
      for (index, pattern) in patterns.enumerated() {
        expected.append(("\(name) \(index)", arrays[index].count, pattern.parameterCount))
      }
    }
    for (name, found, expected) in expected where found != nil && found != expected {
      throw ShapeError("expected \(expected) numbers in \(name) for batch \(batch), found \(found ?? 0)")
    }
    (self.id, self.patterns, self.format, self.batch, self.factors) = (id, patterns, format, batch, factors)
    (self.input, self.cotangent, self.accumulators) = (input, cotangent, accumulators)
  }

  /// The operations of a rectangular Monarch product, whose factors are `right` and then `left`.
  ///
  /// - Parameters:
  ///   - left: (l, s, r), row-major.
  ///   - right: (k, q, p), row-major.
  ///   - input: (batch, k·p), row-major.
  ///   - cotangent: (batch, l·s), row-major.
  ///   - accumulators: dL and dR before, of the same shapes.
  public init(
    id: String, shape: MonarchShape, format: FloatFormat, batch: Int, left: [Double], right: [Double],
    input: [Double]?, cotangent: [Double]?, accumulators: (left: [Double], right: [Double])? = nil
  ) throws(ShapeError) {
    try self.init(
      id: id, patterns: [shape.rightPattern, shape.leftPattern], format: format, batch: batch, factors: [right, left],
      input: input, cotangent: cotangent, accumulators: accumulators.map { [$0.right, $0.left] })
  }

  /// The sizes of an operation's result: rows of the batch, or blocks of a factor, and the entries of each.
  public func resultShape(of operation: MonarchOperation) throws(ShapeError) -> (rows: Int, width: Int) {
    switch operation {
    case .product: return (batch, patterns[patterns.count - 1].rows)
    case .adjoint: return (batch, patterns[0].columns)
    case .gradient(let factor):
      guard patterns.indices.contains(factor) else {
        throw ShapeError("expected a factor of 0 ..< \(patterns.count), found \(factor)")
      }
      return (patterns[factor].blockCount, patterns[factor].b * patterns[factor].c)
    }
  }

  func operand(_ values: [Double]?, _ name: String, for operation: MonarchOperation) throws(ShapeError) -> [Double] {
    guard let values else { throw ShapeError("the \(operation) of case \(id) needs its \(name), which is not given") }
    return values
  }
}
