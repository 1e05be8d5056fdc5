public import ExactArithmetic

/// A permutation of the indices 0 ..< n, as the map x ↦ images[x].
public struct Permutation: Hashable, Sendable {
  public let images: [Int]

  /// The map x ↦ images[x]; fails unless every index is met exactly once.
  public init(images: [Int]) throws(ShapeError) {
    var isMet = [Bool](repeating: false, count: images.count)
    for image in images {
      guard image >= 0, image < images.count, !isMet[image] else {
        throw ShapeError("expected each of 0 ..< \(images.count) once, found \(image) out of range or twice")
      }
      isMet[image] = true
    }
    self.images = images
  }

  /// The stride permutation P(b, n): (x1, x0) ↦ x0·q + x1, the transposition of the q x b grid.
  ///
  /// It reads the grid row by row and writes it column by column. For b = √n it is an involution.
  public static func stride(_ grid: Grid) -> Permutation {
    Permutation(
      unchecked: (0..<grid.count).map { index in
        let (row, column) = grid.digits(of: index)
        return column * grid.rows + row
      })
  }

  /// The reversal of the digits: (x_{p−1} … x_1 x_0) ↦ (x_0 x_1 … x_{p−1}), a number with the bases reversed as well.
  ///
  /// For p digits of base 2 it is bit reversal; for two digits it is the stride permutation.
  public static func digitReversal(_ system: DigitSystem) -> Permutation {
    Permutation(
      unchecked: (0..<system.count).map { index in
        zip(system.digits(of: index), system.bases).reduce(0) { $0 * $1.1 + $1.0 }
      })
  }

  private init(unchecked images: [Int]) { self.images = images }

  public var inverse: Permutation {
    var sources = images
    for (source, image) in images.enumerated() { sources[image] = source }
    return Permutation(unchecked: sources)
  }

  /// The permutation that applies `first` and then this one.
  public func composed(after first: Permutation) throws(ShapeError) -> Permutation {
    guard first.images.count == images.count else {
      throw ShapeError("a permutation of \(images.count) indices after one of \(first.images.count)")
    }
    return Permutation(unchecked: first.images.map { images[$0] })
  }

  /// The matrix with entry 1 at (images[x], x), so that `matrix * v` moves entry x of v to place images[x].
  public func matrix<Scalar: Field>(over _: Scalar.Type = Scalar.self) -> Matrix<Scalar> {
    Matrix(rows: images.count, columns: images.count) { row, column in images[column] == row ? 1 : 0 }
  }

  /// Moves entry x to place images[x].
  public func applied<Element>(to vector: [Element]) throws(ShapeError) -> [Element] {
    guard vector.count == images.count else {
      throw ShapeError("a permutation of \(images.count) indices applied to \(vector.count) entries")
    }
    var result = vector
    for (source, image) in images.enumerated() { result[image] = vector[source] }
    return result
  }
}
