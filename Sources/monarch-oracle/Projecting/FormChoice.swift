import ArgumentParser
import MonarchReference

/// The block sizes of `--block`: p inputs to a right block, l left blocks.
enum BlockOption: ExpressibleByArgument, Equatable {
  /// `auto`: every factorisation of the shape is tried.
  case automatic
  /// `b` for both, or `p,l`.
  case sizes(p: Int, l: Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
      return
    }
    guard let sizes = integers(argument), (1...2).contains(sizes.count) else { return nil }
    self = .sizes(p: sizes[0], l: sizes[sizes.count - 1])
  }

  var defaultValueDescription: String { "auto" }
}

/// The six sizes of `--form`, as k,q,p,l,s,r.
struct FormOption: ExpressibleByArgument {
  let sizes: [Int]

  init?(argument: String) {
    guard let sizes = integers(argument), sizes.count == 6 else { return nil }
    self.sizes = sizes
  }
}

private func integers(_ text: String) -> [Int]? {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
  return parts.contains(nil) ? nil : parts.compactMap { $0 }
}

/// Which Monarch form a matrix is to take.
///
/// Of a matrix with n3 rows and n1 columns, blocks (p, l) and rank ν make k = n1/p right blocks of q = l·ν rows and p
/// columns, and l left blocks of s = n3/l rows and r = k·ν columns: every slice is s×p and has rank at most ν.
struct FormChoice {
  let block: BlockOption?
  let form: FormOption?
  let rank: Int

  /// Whether every factorisation is to be tried.
  var isAutomatic: Bool { form == nil && block == .automatic }

  /// The one form that is asked for.
  ///
  /// - Throws: where block sizes do not divide the matrix (the text lists those that do), the rank exceeds the slices, or
  ///   a form is smaller than the matrix.
  func shape(rows: Int, columns: Int) throws(InputError) -> MonarchShape {
    if let form { return try shape(form, rows: rows, columns: columns) }
    let (p, l): (Int, Int)
    switch block {
    case .sizes(let width, let count): (p, l) = (width, count)
    default: (p, l) = (Self.divisor(of: columns), Self.divisor(of: rows))
    }
    for (size, count, what) in [(p, columns, "columns"), (l, rows, "rows")]
    where size < 1 || !count.isMultiple(of: size) {
      throw InputError(
        "a block of \(size) does not divide the \(count) \(what): \(Self.list(Self.divisors(of: count)))")
    }
    guard rank <= min(rows / l, p) else {
      throw InputError("rank \(rank) exceeds the slices, which are \(rows / l)×\(p)")
    }
    return try Self.shape(rows: rows, columns: columns, p: p, l: l, rank: rank)
  }

  private func shape(_ form: FormOption, rows: Int, columns: Int) throws(InputError) -> MonarchShape {
    let sizes = form.sizes
    let shape: MonarchShape
    do {
      shape = try MonarchShape(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
    } catch {
      throw InputError("--form \(sizes.map(String.init).joined(separator: ",")): \(error)")
    }
    guard shape.inputCount >= columns, shape.outputCount >= rows else {
      throw InputError(
        "--form \(shape) is \(shape.outputCount)×\(shape.inputCount), which is too small for a matrix of \(rows)×\(columns)"
      )
    }
    // Padding is for what does not divide, and costs as much as if it were data.
    let limit = max(1 << 24, 16 * rows * columns)
    let (count, overflows) = shape.inputCount.multipliedReportingOverflow(by: shape.outputCount)
    guard !overflows, count <= limit, shape.parameterCount <= limit else {
      throw InputError(
        "--form \(shape) is too large for a matrix of \(rows)×\(columns): expected at most \(limit) entries and parameters, "
          + "found \(overflows ? "more than 2^63" : "\(count)") and \(shape.parameterCount)")
    }
    return shape
  }

  /// Every form with blocks that divide the matrix and with fewer parameters than it has entries, most parameters last.
  func candidates(rows: Int, columns: Int) throws(InputError) -> [MonarchShape] {
    var shapes: [MonarchShape] = []
    for p in Self.divisors(of: columns) {
      for l in Self.divisors(of: rows) where rank <= min(rows / l, p) {
        let shape = try Self.shape(rows: rows, columns: columns, p: p, l: l, rank: rank)
        if shape.parameterCount < rows * columns { shapes.append(shape) }
      }
    }
    return shapes.sorted { ($0.parameterCount, $0.p) < ($1.parameterCount, $1.p) }
  }

  private static func shape(rows: Int, columns: Int, p: Int, l: Int, rank: Int) throws(InputError) -> MonarchShape {
    let k = columns / p
    do {
      return try MonarchShape(k: k, q: l * rank, p: p, l: l, s: rows / l, r: k * rank)
    } catch {
      throw InputError("blocks of \(p) and \(l): \(error)")
    }
  }

  /// The divisor nearest to the square root; of two as near, the smaller.
  private static func divisor(of count: Int) -> Int {
    let root = Double(count).squareRoot()
    return divisors(of: count).min { abs(Double($0) - root) < abs(Double($1) - root) } ?? 1
  }

  /// All divisors, ascending, in O(√count).
  static func divisors(of count: Int) -> [Int] {
    var (small, large): ([Int], [Int]) = ([], [])
    var divisor = 1
    while divisor <= count / divisor {
      if count.isMultiple(of: divisor) {
        small.append(divisor)
        if divisor != count / divisor { large.append(count / divisor) }
      }
      divisor += 1
    }
    return small + large.reversed()
  }

  private static func list(_ divisors: [Int]) -> String {
    let shown = divisors.prefix(24).map(String.init).joined(separator: ", ")
    return "these do: " + shown + (divisors.count > 24 ? ", …" : "")
  }
}
