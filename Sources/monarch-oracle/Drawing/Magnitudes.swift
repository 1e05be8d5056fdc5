import ExactArithmetic
import Foundation
import MonarchReference

/// The magnitudes of a matrix's entries, as they are coloured.
struct Magnitudes {
  let size: Int
  /// Row by row; nil for an entry that is 0 exactly, however small others are.
  private let values: [Double?]
  let greatest: Double
  /// For every slice (j, k), at j·q + k, whether its rank is at most 1, exactly; nil where that was not asked for.
  let hasRankOne: [Bool]?

  /// How many colours the scale has.
  private static let steps = 40

  init(_ source: ExactMatrix, slices grid: MonarchReference.Grid?) throws(InputError) {
    switch source.field {
    case .rationals:
      try self.init(source.matrix(.rationals), source.path, slices: grid) { Double($0.magnitude) }
    case .cyclotomic(let order):
      try self.init(source.matrix(.cyclotomic(order)), source.path, slices: grid) { value in
        let (real, imaginary) = value.enclosure(precision: 64)
        return hypot(Double(real.midpoint), Double(imaginary.midpoint))
      }
    case .prime:
      throw InputError("\(source.path): expected numbers with magnitudes, found elements of \(source.field.name)")
    }
  }

  private init<Scalar: Field>(
    _ matrix: Matrix<Scalar>, _ path: String, slices grid: MonarchReference.Grid?, magnitude: (Scalar) -> Double
  ) throws(InputError) {
    size = matrix.rows
    values = matrix.elements.map { $0 == .zero ? nil : min(magnitude($0), .greatestFiniteMagnitude) }
    greatest = values.reduce(0) { max($0, $1 ?? 0) }
    guard let grid else {
      hasRankOne = nil
      return
    }
    do {
      let shape = try MonarchShape.grid(grid)
      var ranks: [Bool] = []
      for j in 0..<shape.l {
        for k in 0..<shape.k { ranks.append(try shape.slice(of: matrix, λ: j, a: k).rank() <= 1) }
      }
      hasRankOne = ranks
    } catch {
      throw InputError("\(path): \(error)")
    }
  }

  /// The colour of an entry: a step of the scale, and another colour for zeros.
  func colour(_ row: Int, _ column: Int) -> String {
    guard let value = values[row * size + column] else { return Palette.zero }
    return Magnitudes.scale[greatest > 0 ? Int((value / greatest * Double(Magnitudes.steps)).rounded()) : 0]
  }

  /// The colours from 0 to the greatest magnitude.
  static let scale = (0...steps).map { Palette.magnitude(Double($0) / Double(steps)) }

  var zeroCount: Int { values.count { $0 == nil } }
}
