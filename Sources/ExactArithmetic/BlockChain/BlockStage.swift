/// A block-diagonal matrix of floats, and where its outputs go: one step of a `BlockChain`.
///
/// Block t is a rows x columns matrix. It reads the t-th run of `columns` inputs; its output i, which stands at t·rows + i
/// in block-major order, goes to `places[t·rows + i]`.
public struct BlockStage: Sendable {
  public let count: Int
  public let rows: Int
  public let columns: Int
  /// The place of each output, in block-major order: a permutation of 0 ..< count·rows.
  public private(set) var places: Permuted
  let weights: [Double]

  /// Where outputs go.
  public enum Permuted: Sendable, Hashable {
    /// Each stays where it is.
    case identity
    /// Output x goes to place images[x].
    case images([Int])
  }

  /// The weights as a tensor (block, out, in), row-major.
  ///
  /// - Parameter name: what errors call the weights.
  public init<Scalar: ExactScalar>(
    _ name: String, count: Int, rows: Int, columns: Int, weights: Span<Scalar>, places: Permuted = .identity
  ) throws(ExactProductError) {
    guard count >= 1, rows >= 1, columns >= 1 else {
      throw .shape(ShapeError("expected sizes of at least 1 in \(name), found \(count)×\(rows)×\(columns)"))
    }
    let (block, overflow) = rows.multipliedReportingOverflow(by: columns)
    let (size, sizeOverflow) = block.multipliedReportingOverflow(by: count)
    guard !overflow, !sizeOverflow, weights.count == size else {
      throw .shape(
        ShapeError("expected \(count)·\(rows)·\(columns) numbers in \(name), found \(weights.count)"))
    }
    if case .images(let images) = places {
      var isMet = [Bool](repeating: false, count: count * rows)
      guard images.count == isMet.count else {
        throw .shape(ShapeError("expected \(isMet.count) places for the outputs of \(name), found \(images.count)"))
      }
      for image in images {
        guard isMet.indices.contains(image), !isMet[image] else {
          throw .shape(
            ShapeError("expected each place of 0 ..< \(isMet.count) once, found \(image) out of range or twice"))
        }
        isMet[image] = true
      }
    }
    (self.count, self.rows, self.columns, self.places) = (count, rows, columns, places)
    self.weights = try weights.withUnsafeBufferPointer { buffer throws(ExactProductError) in
      let finite = Scalar._reader.range(buffer.baseAddress!, buffer.count).finite
      if finite < buffer.count {
        throw .nonFinite(tensor: name, index: finite, value: "\(buffer[finite])")
      }
      return buffer.map { Double($0) }
    }
  }

  /// The same blocks with every output left where it is, in block-major order.
  public var unpermuted: BlockStage {
    var stage = self
    stage.places = .identity
    return stage
  }

  var inputCount: Int { count * columns }
  var outputCount: Int { count * rows }
  var images: [Int] {
    switch places {
    case .identity: Array(0..<outputCount)
    case .images(let images): images
    }
  }
}
