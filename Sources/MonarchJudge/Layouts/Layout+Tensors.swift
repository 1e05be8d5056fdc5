public import ExactArithmetic
public import MonarchReference

/// A tensor as a convention stores it, row-major.
public struct StoredTensor<Element> {
  /// The size of each axis, slowest first.
  public let shape: [Int]
  /// The entries, the last axis fastest.
  public let elements: [Element]

  /// A tensor of this shape; whether the entries are as many is checked where it is read.
  public init(shape: [Int], elements: [Element]) { (self.shape, self.elements) = (shape, elements) }
}

extension StoredTensor: Sendable where Element: Sendable {}
extension StoredTensor: Equatable where Element: Equatable {}

/// The two tensors of a Monarch matrix in some convention.
public struct StoredFactors<Element> {
  public let left: StoredTensor<Element>
  public let right: StoredTensor<Element>

  /// The tensors by their names, whichever is applied first.
  public init(left: StoredTensor<Element>, right: StoredTensor<Element>) { (self.left, self.right) = (left, right) }
}

extension StoredFactors: Sendable where Element: Sendable {}
extension StoredFactors: Equatable where Element: Equatable {}

/// The factors in canonical form: `right` (k, q, p) is applied first, `left` (l, s, r) second; row-major.
public struct CanonicalFactors<Element> {
  public let shape: MonarchShape
  public let left: [Element]
  public let right: [Element]

  /// Fails unless the tensors have as many entries as the shape demands.
  public init(shape: MonarchShape, left: [Element], right: [Element]) throws(ShapeError) {
    for (name, found, expected) in [
      ("left", left.count, shape.l * shape.s * shape.r), ("right", right.count, shape.k * shape.q * shape.p),
    ] where found != expected {
      throw ShapeError("expected \(expected) entries in \(name) for \(shape), found \(found)")
    }
    (self.shape, self.left, self.right) = (shape, left, right)
  }
}

extension CanonicalFactors: Sendable where Element: Sendable {}
extension CanonicalFactors: Equatable where Element: Equatable {}

extension Layout {
  /// The factors that stored tensors mean, in canonical form.
  ///
  /// - Throws: `ShapeError` where the shapes do not fit together, or not this convention.
  /// - Complexity: O(entries).
  public func canonical<Element>(_ stored: StoredFactors<Element>) throws(ShapeError) -> CanonicalFactors<Element> {
    let shape = try shape(left: stored.left.shape, right: stored.right.shape)
    for (name, tensor) in [("left", stored.left), ("right", stored.right)] {
      let count = tensor.shape.reduce(1, *)
      guard tensor.elements.count == count else {
        throw ShapeError("expected \(count) entries in \(name) \(tensor.shape), found \(tensor.elements.count)")
      }
    }
    let (one, two) = appliedFirst == .right ? (stored.right, stored.left) : (stored.left, stored.right)
    return try CanonicalFactors(
      shape: shape, left: offsets(ofSecondFor: shape).map { two.elements[$0] },
      right: offsets(ofFirstFor: shape).map { one.elements[$0] })
  }

  /// The tensors that mean these factors.
  ///
  /// - Throws: `ShapeError` where this convention cannot store the shape.
  /// - Complexity: O(entries).
  public func stored<Element>(_ factors: CanonicalFactors<Element>) throws(ShapeError) -> StoredFactors<Element> {
    let shape = factors.shape
    try checkAdmission(of: shape)
    func scattered(_ elements: [Element], _ offsets: [Int]) -> [Element] {
      var result = elements
      for (element, offset) in zip(elements, offsets) { result[offset] = element }
      return result
    }
    let one = scattered(factors.right, offsets(ofFirstFor: shape))
    let two = scattered(factors.left, offsets(ofSecondFor: shape))
    let shapes = try storedShapes(of: shape)
    let isStraight = appliedFirst == .right
    return StoredFactors(
      left: StoredTensor(shape: shapes.left, elements: isStraight ? two : one),
      right: StoredTensor(shape: shapes.right, elements: isStraight ? one : two))
  }

  /// The shapes of the tensors that store factors.
  public func storedShapes(of shape: MonarchShape) throws(ShapeError) -> (left: [Int], right: [Int]) {
    try checkAdmission(of: shape)
    let one = first.storedShape(block: shape.k, out: shape.q, in: shape.p)
    let two = second.storedShape(block: shape.l, out: shape.s, in: shape.r)
    return appliedFirst == .right ? (two, one) : (one, two)
  }

  /// Where each entry of the two factors in canonical order stands in its stored tensor.
  package func factorOffsets(for shape: MonarchShape) throws(ShapeError) -> (first: [Int], second: [Int]) {
    try checkAdmission(of: shape)
    return (offsets(ofFirstFor: shape), offsets(ofSecondFor: shape))
  }

  /// Where each entry (a, c, i) of the first factor stands in its stored tensor.
  private func offsets(ofFirstFor shape: MonarchShape) -> [Int] {
    let rank = max(shape.q / shape.l, 1)
    return offsets(first, (shape.k, shape.q, shape.p)) { block, out, `in` in
      // The canonical row is t·l + λ.
      (block, first.rank == .minor ? out % shape.l * rank + out / shape.l : out, `in`)
    }
  }

  /// Where each entry (λ, σ, ρ) of the second factor stands in its stored tensor.
  private func offsets(ofSecondFor shape: MonarchShape) -> [Int] {
    let rank = max(shape.q / shape.l, 1)
    return offsets(second, (shape.l, shape.s, shape.r)) { block, out, `in` in
      // The canonical column is a·ν + t.
      (block, out, second.rank == .major ? `in` % rank * shape.k + `in` / rank : `in`)
    }
  }

  private func offsets(
    _ factor: FactorLayout, _ sizes: (block: Int, out: Int, in: Int), _ place: (Int, Int, Int) -> (Int, Int, Int)
  ) -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(sizes.block * sizes.out * sizes.in)
    for block in 0..<sizes.block {
      for out in 0..<sizes.out {
        for `in` in 0..<sizes.in {
          let (b, o, i) = place(block, out, `in`)
          offsets.append(factor.offset(b, o, i, sizes: sizes))
        }
      }
    }
    return offsets
  }

  /// Takes an input as this convention orders it to the canonical order.
  public func inputOrder(for shape: MonarchShape) throws(ShapeError) -> Permutation {
    try checkAdmission(of: shape)
    return try order(input, blocks: shape.k, size: shape.p).inverse
  }

  /// Takes a canonical output to the order of this convention.
  public func outputOrder(for shape: MonarchShape) throws(ShapeError) -> Permutation {
    try checkAdmission(of: shape)
    let places = try order(output, blocks: shape.l, size: shape.s)
    // The canonical output σ·l + λ is entry λ·s + σ block by block.
    return try Permutation(
      images: (0..<shape.outputCount).map { places.images[$0 % shape.l * shape.s + $0 / shape.l] })
  }

  /// Takes the index block · size + place to where the order puts it.
  private func order(_ order: VectorOrder, blocks: Int, size: Int) throws(ShapeError) -> Permutation {
    let width =
      switch order {
      case .blockMajor: size
      case .interleaved: 1
      case .runs(let width): width
      }
    return try Permutation(
      images: (0..<blocks * size).map { index in
        let (block, place) = index.quotientAndRemainder(dividingBy: size)
        return place / width * (blocks * width) + block * width + place % width
      })
  }
}
