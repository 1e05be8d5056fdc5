import ExactArithmetic
import MonarchReference

/// The magnitudes of one letter as doubles, and what rounding its entries to a float format does to them.
///
/// A magnitude that no double equals is rounded up, by less than one part in 2^48: bounds made of them stay bounds.
struct LetterMagnitudes {
  let kind: LetterKind
  /// For each block the real matrix [[|Re|, |Im|], [|Im|, |Re|]], or |Re| alone for real numbers, row-major.
  let weights: [Double]
  /// The side of these matrices.
  let side: Int
  /// Whether all parts of all entries are values of the format.
  let isExact: Bool
  /// The greatest sum of a row: ‖W‖ of the largest magnitude.
  let norm: Rational

  init<Scalar: EnclosedField>(
    _ letter: Letter<Scalar>, format: FloatFormat, seen: inout [Scalar: [PartMagnitude]]
  ) throws(ShapeError) {
    let parts = Scalar.partCount
    var (weights, isExact, norm) = ([Double](), true, Rational.zero)
    for block in letter.blocks {
      var magnitudes: [[PartMagnitude]] = []
      for entry in block.elements {
        let known: [PartMagnitude]
        if let found = seen[entry] {
          known = found
        } else {
          known = try PartMagnitude.parts(of: entry, format: format)
          seen[entry] = known
        }
        magnitudes.append(known)
        isExact = isExact && known.allSatisfy(\.isExact)
      }
      for out in 0..<parts {
        for row in 0..<block.rows {
          let start = weights.count
          for part in 0..<parts {
            for column in 0..<block.columns {
              weights.append(magnitudes[row * block.columns + column][(out + part) % parts].upper)
            }
          }
          norm = max(norm, weights[start...].reduce(Rational.zero) { $0 + (Rational(exactly: $1) ?? 0) })
        }
      }
    }
    (kind, self.weights, self.isExact, self.norm) = (letter.kind, weights, isExact, norm)
    side = parts * letter.blocks[0].rows
  }
}

/// The magnitude of one part of a number.
struct PartMagnitude {
  /// A double that is at least the magnitude; 0 only for 0.
  let upper: Double
  /// Whether the part is a value of the format.
  let isExact: Bool

  /// - Throws: for a part that is not 0 and not a value of the format, and beyond its normal numbers: rounding it may be
  ///   off by more than a part u of it.
  static func parts<Scalar: EnclosedField>(
    of entry: Scalar, format: FloatFormat
  ) throws(ShapeError) -> [PartMagnitude] {
    let normal = Rational.powerOfTwo(format.minimalExponent + format.precision - 1)
    return try entry.relativeEnclosures(bits: 50).map { interval throws(ShapeError) in
      let isExact =
        interval.width == 0 && (interval.lower == 0 || format.nearest(to: interval.lower) == interval.lower)
      guard isExact || interval.leastMagnitude >= normal, interval.greatestMagnitude <= format.greatestFiniteMagnitude,
        let upper = interval.greatestMagnitude.roundedUp
      else {
        throw ShapeError("expected entries that are 0 or within the normal numbers of \(format), found \(entry)")
      }
      return PartMagnitude(upper: upper, isExact: isExact)
    }
  }
}

extension Rational {
  /// The least double that is not below this value; nil for infinity.
  fileprivate var roundedUp: Double? {
    let nearest = Double(self)
    guard let value = Rational(exactly: nearest) else { return nil }
    let upper = value < self ? nearest.nextUp : nearest
    return upper.isFinite ? upper : nil
  }
}
