internal import Dispatch
import Synchronization

/// A batch of vectors of dyadic rationals, as integers over a power of two for each vector and each entry.
///
/// Entry i of vector v is an integer of `words` 64-bit words times 2^(vectorUnits[v] + units[i]).
public struct ExactVectors: Sendable {
  /// The number of vectors.
  public let count: Int
  /// The number of entries of each.
  public var width: Int { units.count }

  /// Words of each integer, in two's complement.
  let words: Int
  let units: [Int]
  let vectorUnits: [Int]
  private let memory: LimbMemory

  /// Vectors whose words are still to be written.
  init(count: Int, units: [Int], vectorUnits: [Int], words: Int) {
    (self.count, self.units, self.vectorUnits, self.words) = (count, units, vectorUnits, words)
    memory = LimbMemory(count: count * units.count * words)
  }

  /// The words of a vector: entry i at i·words, the lowest word first.
  func limbs(of vector: Int) -> UnsafeMutablePointer<UInt64> { memory.limbs + vector * width * words }

  /// Entry `index` of vector `vector`, exactly.
  public subscript(vector: Int, index: Int) -> Rational {
    precondition(
      vector >= 0 && vector < count && index >= 0 && index < width,
      "ExactVectors: entry (\(vector), \(index)) of \(count)×\(width)")
    let words = UnsafeBufferPointer(start: limbs(of: vector) + index * words, count: words)
    return Rational(twosComplement: words, exponent: vectorUnits[vector] + units[index])
  }

  /// All entries of one vector, exactly.
  public subscript(vector: Int) -> [Rational] { (0..<width).map { self[vector, $0] } }

  // MARK: Rounding

  /// What rounding did to a batch.
  public struct Rounding: Hashable, Sendable {
    /// Entries that the format does not hold exactly, those that overflow included.
    public var inexact: Int
    /// Entries beyond the greatest finite value.
    public var overflowed: Int

    /// Counts of entries.
    public init(inexact: Int = 0, overflowed: Int = 0) { (self.inexact, self.overflowed) = (inexact, overflowed) }
  }

  /// Rounds every entry to the nearest value of a format, ties to even, into (count, width), row-major.
  ///
  /// A negative entry that underflows gives −0, an exact zero +0.
  ///
  /// - Precondition: float64 contains the format; `output` has count·width elements.
  public func rounded(
    to format: FloatFormat, overflow: FloatFormat.OverflowRule = .special, into output: inout MutableSpan<Double>
  ) -> Rounding {
    precondition(FloatFormat.float64.contains(format), "ExactVectors: float64 does not hold the values of \(format)")
    let rounder = format.rounder
    if format == .float64 {
      return round(rounder, overflow, into: &output) { Double(bitPattern: $1 ? $0 | 1 << 63 : $0) }
    }
    return round(rounder, overflow, into: &output) {
      let magnitude = rounder.value(ordinal: $0)
      return $1 ? -magnitude : magnitude
    }
  }

  /// Rounds every entry to the nearest `Float`; otherwise as for doubles.
  public func rounded(
    overflow: FloatFormat.OverflowRule = .special, into output: inout MutableSpan<Float>
  ) -> Rounding {
    round(FloatFormat.float32.rounder, overflow, into: &output) {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0) | ($1 ? 1 << 31 : 0))
    }
  }

  /// Rounds every entry to the bit pattern of the nearest value of a format; otherwise as for doubles.
  ///
  /// - Precondition: `Pattern` has at least the format's `bitWidth` bits; `output` has count·width elements.
  public func rounded<Pattern: FixedWidthInteger & UnsignedInteger & SendableMetatype>(
    to format: FloatFormat, overflow: FloatFormat.OverflowRule = .special,
    patternsInto output: inout MutableSpan<Pattern>
  ) -> Rounding {
    let width = format.bitWidth
    precondition(width <= Pattern.bitWidth, "ExactVectors: \(Pattern.self) does not hold the patterns of \(format)")
    return round(format.rounder, overflow, into: &output) {
      Pattern(truncatingIfNeeded: $1 ? $0 | 1 << UInt64(width - 1) : $0)
    }
  }

  /// - Parameter make: the element for an ordinal and a sign.
  @inline(__always)
  private func round<Element>(
    _ rounder: FloatRounder, _ overflow: FloatFormat.OverflowRule, into output: inout MutableSpan<Element>,
    _ make: @Sendable (_ ordinal: UInt64, _ isNegative: Bool) -> Element
  ) -> Rounding {
    precondition(
      output.count == count * width, "ExactVectors: \(count)×\(width) entries do not fit \(output.count) places")
    let inexact = Atomic(0)
    let overflowed = Atomic(0)
    let runs = min(count, 64)
    output.withUnsafeMutableBufferPointer { output in
      nonisolated(unsafe) let output = output
      DispatchQueue.concurrentPerform(iterations: runs) { run in
        var rounding = Rounding()
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words) { scratch in
          for vector in count * run / runs..<count * (run + 1) / runs {
            var words = UnsafePointer(limbs(of: vector))
            for index in 0..<width {
              let unit = vectorUnits[vector] + units[index]
              let parts = leadingParts(words, scratch.baseAddress!)
              words += self.words
              guard let parts else {
                output.initializeElement(at: vector * width + index, to: make(0, false))
                continue
              }
              var (ordinal, isInexact) = rounder.ordinal(
                head: parts.head, exponent: unit + parts.exponent, hasMore: parts.hasMore)
              if isInexact { rounding.inexact += 1 }
              if ordinal > rounder.greatestOrdinal {
                rounding.overflowed += 1
                if overflow == .saturate { ordinal = rounder.greatestOrdinal }
              }
              output.initializeElement(at: vector * width + index, to: make(ordinal, parts.isNegative))
            }
          }
        }
        inexact.add(rounding.inexact, ordering: .relaxed)
        overflowed.add(rounding.overflowed, ordering: .relaxed)
      }
    }
    return Rounding(inexact: inexact.load(ordering: .relaxed), overflowed: overflowed.load(ordering: .relaxed))
  }

  /// The leading 64 bits of the magnitude of an integer, the first of them 1, the exponent of the last of them, and
  /// whether there is more below; nil for 0.
  @inline(__always)
  private func leadingParts(
    _ limbs: UnsafePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt64>
  ) -> (head: UInt64, exponent: Int, hasMore: Bool, isNegative: Bool)? {
    let isNegative = limbs[words - 1] >> 63 == 1
    var magnitude = limbs
    if isNegative {
      var carry = true
      for word in 0..<words {
        let (value, overflow) = (~limbs[word]).addingReportingOverflow(carry ? 1 : 0)
        scratch[word] = value
        carry = overflow
      }
      magnitude = UnsafePointer(scratch)
    }
    var top = words - 1
    while top > 0, magnitude[top] == 0 { top -= 1 }
    let first = magnitude[top]
    if first == 0 { return nil }
    let shift = UInt64(first.leadingZeroBitCount)
    guard top > 0 else { return (first << shift, -Int(shift), false, isNegative) }
    let second = magnitude[top - 1]
    // Shifts by 64 give 0.
    let head = first << shift | second >> (64 - shift)
    var hasMore = second << shift != 0
    var word = top - 2
    while !hasMore, word >= 0 {
      hasMore = magnitude[word] != 0
      word -= 1
    }
    return (head, 64 * top - Int(shift), hasMore, isNegative)
  }
}

/// Words that are written before they are shared, and never after.
private final class LimbMemory: @unchecked Sendable {
  let limbs: UnsafeMutablePointer<UInt64>

  init(count: Int) { limbs = .allocate(capacity: count) }
  deinit { limbs.deallocate() }
}
