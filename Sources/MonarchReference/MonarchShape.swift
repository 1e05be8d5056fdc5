public import ExactArithmetic

/// The six sizes of a rectangular Monarch product.
///
/// The factor that is applied first, `right`, has k blocks q x p; the second, `left`, has l blocks s x r; the q outputs
/// of k blocks are the r inputs of l blocks: k·q = l·r. Input n1 = k·p, intermediate n2 = k·q = l·r, output n3 = l·s.
public struct MonarchShape: Hashable, Sendable {
  /// k, q, p: the number of right blocks, their rows and their columns.
  public let k: Int
  public let q: Int
  public let p: Int
  /// l, s, r: the number of left blocks, their rows and their columns.
  public let l: Int
  public let s: Int
  public let r: Int

  /// Fails unless all sizes are at least 1 and k·q = l·r.
  public init(k: Int, q: Int, p: Int, l: Int, s: Int, r: Int) throws(ShapeError) {
    let named = [("k", k), ("q", q), ("p", p), ("l", l), ("s", s), ("r", r)]
    if let (name, value) = named.first(where: { $0.1 < 1 }) {
      throw ShapeError("expected \(name) >= 1, found \(name) = \(value)")
    }
    // Nothing larger than these products is ever formed.
    _ = try ShapeError.product([k, q, p])
    _ = try ShapeError.product([l, s, r])
    guard k * q == l * r else {
      throw ShapeError(
        "k·q = \(k)·\(q) = \(k * q) outputs of the right blocks do not fill l·r = \(l)·\(r) = \(l * r) inputs of the left"
      )
    }
    (self.k, self.q, self.p, self.l, self.s, self.r) = (k, q, p, l, s, r)
  }

  /// The paper's Definition 3.1: n = m², L and R with m blocks m x m.
  public static func square(_ m: Int) throws(ShapeError) -> MonarchShape {
    try MonarchShape(k: m, q: m, p: m, l: m, s: m, r: m)
  }

  /// M(b, n) on the q x b grid: R has q blocks b x b, L has b blocks q x q.
  public static func grid(_ grid: Grid) throws(ShapeError) -> MonarchShape {
    try MonarchShape(
      k: grid.rows, q: grid.columns, p: grid.columns, l: grid.columns, s: grid.rows, r: grid.rows)
  }

  /// The sizes of the module `MonarchLinear` for any numbers of inputs and outputs, both cut into `blocks` blocks.
  ///
  /// With in = ⌈inputs/blocks⌉ and out = ⌈outputs/blocks⌉ the smaller one is the size between the factors. The product
  /// has blocks·in inputs and blocks·out outputs; `Corner` pads and crops. Source: the convention `monarch-linear`.
  public static func linear(inputs: Int, outputs: Int, blocks: Int) throws(ShapeError) -> MonarchShape {
    for (name, value) in [("inputs", inputs), ("outputs", outputs), ("blocks", blocks)] where value < 1 {
      throw ShapeError("expected \(name) >= 1, found \(name) = \(value)")
    }
    let (input, output) = ((inputs - 1) / blocks + 1, (outputs - 1) / blocks + 1)
    let middle = min(input, output)
    return try MonarchShape(k: blocks, q: middle, p: input, l: blocks, s: output, r: middle)
  }

  /// n1 = k·p.
  public var inputCount: Int { k * p }
  /// n2 = k·q = l·r.
  public var middleCount: Int { k * q }
  /// n3 = l·s.
  public var outputCount: Int { l * s }

  /// Entries of both factors, k·q·p + l·s·r; the multiply-adds of one product with a vector are as many (`cost`).
  public var parameterCount: Int { k * q * p + l * s * r }

  /// The support of the left factor between its two permutations: (1, s, r, l).
  public var leftPattern: KroneckerPattern { KroneckerPattern(uncheckedA: 1, b: s, c: r, d: l) }
  /// The support of the right factor: (k, q, p, 1).
  public var rightPattern: KroneckerPattern { KroneckerPattern(uncheckedA: k, b: q, c: p, d: 1) }

  /// Whether this is M(b, n): both factors square blocks over one grid.
  public var isGrid: Bool { q == p && s == r && k == s && l == q }
}

extension MonarchShape: CustomStringConvertible {
  /// As "2×3×4·3×5×2": k×q×p of the right factor, l×s×r of the left.
  public var description: String { "\(k)×\(q)×\(p)·\(l)×\(s)×\(r)" }
}

extension ShapeError {
  /// The product of sizes that are not negative, or an error where it exceeds `Int`.
  static func product(_ sizes: [Int]) throws(ShapeError) -> Int {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else {
        throw ShapeError("the product of the sizes \(sizes.map(String.init).joined(separator: "·")) is not an Int")
      }
      product = next
    }
    return product
  }
}
