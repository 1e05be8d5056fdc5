import Crypto
import TensorFiles

/// The section of one tensor: its head is read by the initialiser, its slices by `check`.
struct Section {
  private let name: String
  private let rows: Int
  private let columns: Int
  private let sha256: String
  private let form: [Int]
  private let claims: [String]
  private let gap: String
  /// The line of the first claim.
  private let claimLine: Int
  private let elements: [Dyadic]
  /// The elements of left and right in a file that must hold the same.
  var stored: (left: [Dyadic], right: [Dyadic])?

  init(_ reader: inout LineReader, tensor: Tensor, named name: String) throws(CertificateError) {
    self.name = name
    let words = try reader.words(of: "weights", count: 4)
    guard let rows = Dyadic.integer(words[0], upTo: 1 << 31), let columns = Dyadic.integer(words[1], upTo: 1 << 31),
      rows >= 1, columns >= 1
    else { throw reader.malformed("expected two sizes of 1 to 2^31") }
    (self.rows, self.columns) = (rows, columns)
    guard tensor.shape == [rows, columns], words[2].elementsEqual("\(tensor.elementType)".utf8) else {
      throw reader.refused(
        "expected \(LineReader.shown(words[2])) of shape [\(rows), \(columns)], found \(tensor.elementType) of shape "
          + "\(tensor.shape)")
    }
    sha256 = SHA256.hash(data: tensor.bytes).map { byte in
      [byte >> 4, byte & 15].map { String($0, radix: 16) }.joined()
    }.joined()
    guard words[3].elementsEqual(sha256.utf8) else {
      throw reader.refused("expected a tensor of SHA-256 \(LineReader.shown(words[3])), found one of \(sha256)")
    }
    guard let elements = Self.elements(of: tensor) else {
      throw reader.refused("expected finite elements of float64, float32, float16 or bfloat16")
    }
    self.elements = elements
    form = try reader.integers(of: "form", count: 6)
    let (k, q, p, l, s, r) = (form[0], form[1], form[2], form[3], form[4], form[5])
    // Factors of at most 2^31: no product overflows.
    guard !form.contains(0), k * q == l * r, k * p >= columns, l * s >= rows else {
      throw reader.malformed(
        "expected sizes k q p l s r of at least 1 with k·q = l·r, k·p >= \(columns) and l·s >= \(rows), found \(form)")
    }
    claimLine = reader.line + 1
    claims = [try reader.word(of: "norm"), try reader.word(of: "error"), try reader.word(of: "bound")]
    gap = try reader.word(of: "gap", limit: 16)
  }

  /// The elements of a stored factor, `left` of shape (l, s, r) or `right` of shape (k, q, p).
  func stored(
    _ tensor: Tensor, _ which: String, _ reader: LineReader
  ) throws(CertificateError) -> [Dyadic] {
    let expected = Array(which == "left" ? form[3...] : form[..<3])
    guard tensor.shape == expected else {
      throw reader.refused("expected a factor \(which) of shape \(expected), found \(tensor.shape)")
    }
    guard let elements = Self.elements(of: tensor) else {
      throw reader.refused("expected finite elements in the factor \(which)")
    }
    return elements
  }

  /// Reads and checks the slices, and holds the claims against what they come to.
  func check(_ reader: inout LineReader) throws(CertificateError) -> Statement {
    let (k, q, p, l, s, r) = (form[0], form[1], form[2], form[3], form[4], form[5])
    let (norm, error, bound) = (Total(), Total(), Total())
    for λ in 0..<l {
      for a in 0..<k {
        guard try reader.integers(of: "slice", count: 2) == [λ, a] else {
          throw reader.malformed("expected 'slice \(λ) \(a)'")
        }
        let check = slice(λ: λ, a: a)
        var terms: [(u: [Dyadic], v: [Dyadic])] = []
        // The places a·q + c = ρ·l + λ between the factors.
        for c in stride(from: ((λ - a * q) % l + l) % l, to: q, by: l) {
          let u = try reader.numbers(of: "u", count: s, exponentsUpTo: 1200)
          let v = try reader.numbers(of: "v", count: p, exponentsUpTo: 1200)
          terms.append((u, v))
          guard let stored else { continue }
          let (place, ρ) = (a * q + c, (a * q + c) / l)
          guard u.indices.allSatisfy({ u[$0].equals(stored.left[(λ * s + $0) * r + ρ]) }) else {
            throw reader.refused("column \(ρ) of left block \(λ) is not that of the stored factor")
          }
          guard v.indices.allSatisfy({ v[$0].equals(stored.right[place * p + $0]) }) else {
            throw reader.refused("row \(c) of right block \(a) is not that of the stored factor")
          }
        }
        let sliceNorm = check.norm
        norm.add(sliceNorm)
        error.add(check.error(of: terms))
        bound.add(try lowerBound(check, norm: sliceNorm, rank: terms.count, &reader))
      }
    }
    for (claim, (what, total)) in zip(claims, [("norm", norm), ("error", error), ("bound", bound)])
    where claim != total.text {
      throw CertificateError(
        .refused, tensor: name, line: claimLine,
        "the \(what) is claimed to be \(claim.prefix(40)), and is \(total.text.prefix(40)): they differ from character "
          + "\(zip(claim, total.text).prefix { $0 == $1 }.count + 1) on")
    }
    guard Self.isRoundedUp(gap, error: error, bound: bound, norm: norm) else {
      throw CertificateError(
        .refused, tensor: name, line: claimLine + 3,
        "the gap is claimed to be \(gap), which is not (error - bound)/norm rounded up to three digits")
    }
    return Statement(
      tensor: name, rows: rows, columns: columns, sha256: sha256, form: form, slices: k * l, norm: norm.text,
      error: error.text, bound: bound.text, relativeError: Total.root(error, over: norm),
      relativeBound: Total.root(bound, over: norm), gap: gap)
  }

  /// What no matrix of this rank leaves less of the slice than.
  private func lowerBound(
    _ check: SliceCheck, norm: Total, rank: Int, _ reader: inout LineReader
  ) throws(CertificateError) -> Total {
    if rank == 0 { return norm }
    let n = min(check.rows, check.columns)
    if rank >= n { return Total() }
    let shift = try reader.numbers(of: "mu", count: 1, exponentsUpTo: 2400)[0]
    let columns = try (1..<rank).map { _ throws(CertificateError) in
      try reader.numbers(of: "w", count: n, exponentsUpTo: 1200)
    }
    let triangle = try reader.numbers(of: "g", count: n * (n + 1) / 2, exponentsUpTo: 1200)
    guard let sum = check.leadingSum(shift: shift, columns: columns, triangle: triangle) else {
      throw reader.refused("mu·I + W Wᵀ - N - G Gᵀ is not dominated by its diagonal: mu is too small for these W and G")
    }
    let bound = Total()
    bound.add(norm)
    bound.add(sum, times: -1)
    return bound.sign < 0 ? Total() : bound
  }

  /// S[σ, i] = A[σ·l + λ, a·p + i], as far as A reaches.
  private func slice(λ: Int, a: Int) -> SliceCheck {
    let (p, l, s) = (form[2], form[3], form[4])
    let width = max(0, min(p, columns - a * p))
    let height = λ < rows && width > 0 ? min(s, (rows - λ - 1) / l + 1) : 0
    let slice = (0..<height).flatMap { σ in
      let start = (σ * l + λ) * columns + a * p
      return elements[start..<start + width]
    }
    return SliceCheck(rows: s, columns: p, slice: slice, height: height, width: width)
  }

  /// Whether the claim D.DDeX is at least (error − bound)/norm, and would not be with its last digit one less.
  private static func isRoundedUp(_ claim: String, error: Total, bound: Total, norm: Total) -> Bool {
    let difference = Total()
    difference.add(error)
    difference.add(bound, times: -1)
    if difference.sign == 0 { return claim == "0" }
    if norm.sign == 0 { return claim == "inf" }
    let bytes = Array(claim.utf8)
    guard bytes.count >= 6, bytes[1] == UInt8(ascii: "."), bytes[4] == UInt8(ascii: "e"),
      let digits = Dyadic.integer([bytes[0], bytes[2], bytes[3]][...], upTo: 999), digits >= 100,
      let exponent = Dyadic.integer(bytes[5...], upTo: 5000)
    else { return false }
    // digits · 10^(exponent − 2) · norm against the difference.
    let power = exponent - 2
    let scaled = difference.times(tenToThe: max(-power, 0))
    func claimed(_ digits: Int) -> Total {
      let product = Total()
      product.add(norm, times: digits)
      return product.times(tenToThe: max(power, 0))
    }
    return claimed(digits).compared(with: scaled) >= 0 && claimed(digits - 1).compared(with: scaled) < 0
  }

  /// The elements of a float tensor as they are; nil where one is not finite or the type is none of floats.
  private static func elements(of tensor: Tensor) -> [Dyadic]? {
    let (exponent, significand): (Int, Int)
    switch tensor.elementType {
    case .float64: (exponent, significand) = (11, 52)
    case .float32: (exponent, significand) = (8, 23)
    case .float16: (exponent, significand) = (5, 10)
    case .bfloat16: (exponent, significand) = (8, 7)
    default: return nil
    }
    let size = (1 + exponent + significand) / 8
    var elements: [Dyadic] = []
    elements.reserveCapacity(tensor.count)
    for start in stride(from: 0, to: tensor.bytes.count, by: size) {
      let bits = tensor.bytes[start..<start + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard let element = Dyadic(bits: bits, exponentWidth: exponent, significandWidth: significand) else { return nil }
      elements.append(element)
    }
    return elements
  }
}
