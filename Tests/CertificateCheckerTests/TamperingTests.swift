import CertificateChecker
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TensorFiles
import Testing

/// Whatever is changed in a certificate, it is refused, or what it says is true all the same.
@Suite struct TamperingTests {
  /// Any change of the text: characters, lines, whole numbers.
  @Test(.property(cases: 600)) func changesAreRefusedOrTrue() async {
    await check { draws in
      let example = try draws.draw(.example())
      var bytes = try example.file()
      let place = try draws.draw(.integer(in: 0...bytes.count - 1), as: "place")
      switch try draws.draw(.integer(in: 0...4), as: "change") {
      case 0: bytes[place] = try draws.draw(.element(of: Array("0123456789abcdefp- \n%z".utf8)))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(try draws.draw(.element(of: Array("0123456789abcdefp- \n".utf8))), at: place)
      case 3: bytes.removeSubrange(place...)
      default:
        // A line twice, or two lines exchanged.
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let (i, j) = (
          try draws.draw(.integer(in: 0...lines.count - 1)), try draws.draw(.integer(in: 0...lines.count - 1))
        )
        lines.swapAt(i, j)
        bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
      }
      let found: [Statement]
      do {
        found = try statements(bytes, example.tensor)
      } catch is CertificateError {
        return
      }
      // What is accepted is about these weights, and true: its bound is below the error of any factors of that form.
      draws.classify(true, "accepted")
      for statement in found {
        let form = statement.form
        let shape = try MonarchShape(k: form[0], q: form[1], p: form[2], l: form[3], s: form[4], r: form[5])
        var left = [Double](repeating: 0, count: shape.l * shape.s * shape.r)
        var right = [Double](repeating: 0, count: shape.k * shape.q * shape.p)
        fit(&left, &right, to: example.matrix, rows: example.rows, columns: example.columns, shape: shape)
        let best = try Example(
          shape: shape, rows: example.rows, columns: example.columns, matrix: example.matrix, left: left, right: right
        ).certificate()
        let (norm, error, bound) = (number(statement.norm), number(statement.error), number(statement.bound))
        try expect(norm == best.norm && bound <= best.error && bound <= error, "a false statement is accepted")
      }
    }
  }

  /// A claim of its own: each of them, and the reason of the bound, one by one.
  @Test func changedClaimsAreRefused() throws {
    let shape = try MonarchShape.square(3)
    var state: UInt64 = 3
    let matrix = (0..<81).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 44) - 0x1p19
    }
    var (left, right) = ([Double](repeating: 0, count: 27), [Double](repeating: 0, count: 27))
    fit(&left, &right, to: matrix, rows: 9, columns: 9, shape: shape)
    let example = Example(shape: shape, rows: 9, columns: 9, matrix: matrix, left: left, right: right)
    let text = String(decoding: try example.file(), as: UTF8.self)
    #expect(try statements(Array(text.utf8), example.tensor).count == 1)
    func refusal(_ change: (String) -> String?) throws -> CertificateError? {
      var hasChanged = false
      let lines = text.split(separator: "\n").map { line in
        guard !hasChanged, let other = change(String(line)) else { return String(line) }
        hasChanged = true
        return other
      }
      #expect(hasChanged)
      do {
        _ = try statements(Array((lines.joined(separator: "\n") + "\n").utf8), example.tensor)
      } catch let error as CertificateError {
        return error
      }
      return nil
    }
    for claim in ["norm", "error", "bound"] {
      let error = try refusal { line in
        guard line.hasPrefix(claim + " ") else { return nil }
        return claim + " " + token(number(String(line.dropFirst(claim.count + 1))) * 2)
      }
      #expect(error?.kind == .refused && error?.reason.contains(claim) == true)
    }
    #expect(try refusal { $0.hasPrefix("gap ") ? "gap 1.00e-30" : nil }?.kind == .refused)
    #expect(try refusal { $0.hasPrefix("gap ") ? "gap 1.00e0" : nil }?.kind == .refused)
    #expect(try refusal { $0.hasPrefix("gap ") ? "gap 0" : nil }?.kind == .refused)
    #expect(
      try refusal { line in
        guard line.hasPrefix("weights ") else { return nil }
        return String(line.dropLast()) + (line.hasSuffix("0") ? "1" : "0")
      }?.reason.contains("SHA-256") == true)
    #expect(try refusal { $0.hasPrefix("form ") ? "form 9 1 1 9 1 1" : nil } != nil)
    // μ lowered by 1 %, and by the least there is of a double: the reason breaks.
    for factor in [Rational(99, 100), 1 - Rational.powerOfTwo(-40)] {
      let error = try refusal { line in
        guard line.hasPrefix("mu ") else { return nil }
        let lowered = number(String(line.dropFirst(3))) * factor
        return "mu " + token(Rational(exactly: Double(lowered))!)
      }
      #expect(
        error?.kind == .refused && error?.reason.contains("not dominated") == true, "\(String(describing: error))")
    }
    // μ raised: the reason holds, and the bound is another.
    let raised = try refusal { line in
      guard line.hasPrefix("mu ") else { return nil }
      return "mu " + token(Rational(exactly: Double(number(String(line.dropFirst(3)))) * 2)!)
    }
    #expect(raised?.reason.contains("the bound is claimed") == true)
  }

  @Test func otherTensorsAreRefused() throws {
    let example = Example(
      shape: try .square(2), rows: 4, columns: 4, matrix: (0..<16).map(Double.init),
      left: [Double](repeating: 1, count: 8), right: [Double](repeating: 1, count: 8))
    let bytes = try example.file()
    func refusal(_ tensor: Tensor) -> String? {
      do {
        _ = try statements(bytes, tensor)
        return nil
      } catch { return (error as? CertificateError)?.kind == .refused ? "\(error)" : nil }
    }
    #expect(refusal(try Tensor((0..<16).map(Float.init), shape: [4, 4]))?.contains("found float32") == true)
    #expect(refusal(try Tensor((0..<16).map(Double.init), shape: [2, 8]))?.contains("[2, 8]") == true)
    #expect(refusal(try Tensor((1..<17).map(Double.init), shape: [4, 4]))?.contains("SHA-256") == true)
  }

  /// A head that promises more than there is costs neither time nor memory, and traps nowhere.
  @Test func promisesOfHugeFormsAreRefused() throws {
    let example = Example(shape: try .square(1), rows: 1, columns: 1, matrix: [3], left: [1], right: [3])
    let text = String(decoding: try example.file(), as: UTF8.self)
    for form in [
      "2147483648 1 1 2147483648 1 1", "1 2147483648 1 1 1 2147483648", "1 1 2147483648 1 2147483648 1",
      "2147483648 2147483648 2147483648 2147483648 2147483648 2147483648", "1 1 1 1 1 0", "2147483649 1 1 1 1 1",
      "1 2147483648 1 2147483648 1 1", "-1 1 1 1 1 1", "1 1 1 2 1 1",
    ] {
      let changed = text.replacing("form 1 1 1 1 1 1", with: "form \(form)")
      #expect(throws: CertificateError.self, "\(form)") { try statements(Array(changed.utf8), example.tensor) }
    }
    for (from, to) in [
      ("u 1", "u 1p9999999999"), ("u 1", "u 1p1201"), ("u 1", "u 11111111111111111"), ("u 1", "u 01"), ("u 1", "u 2"),
      ("u 1", "u -0"), ("u 1", "u 1p0"), ("u 1", "u 1p-"), ("u 1", "u F"), ("u 1", "u  1"), ("u 1", "u"),
      ("end 1", "end 2"), ("end 1\n", "end 1\n\n"), ("end 1\n", "end 1"), ("tensor W", "tensor %"),
      ("tensor W", "tensor %ff"), ("monarch-certificates 1", "monarch-certificates 2"),
    ] {
      let changed = text.replacing(from, with: to)
      #expect(changed != text)
      #expect(throws: CertificateError.self, "\(to)") { try statements(Array(changed.utf8), example.tensor) }
    }
    #expect(throws: CertificateError.self) { try CertificateFile(bytes: []) }
  }
}

/// The value of a number as certificates write it.
private func number(_ text: String) -> Rational {
  let parts = text.split(separator: "p")
  let isNegative = parts[0].first == "-"
  let magnitude = parts[0].drop { $0 == "-" }.reduce(Rational.zero) { $0 * 16 + Rational($1.hexDigitValue!) }
  return (isNegative ? -magnitude : magnitude).scaled(byPowerOfTwo: parts.count == 2 ? Int(parts[1])! : 0)
}

/// The text of a number as certificates write it.
private func token(_ value: Rational) -> String {
  let (digits, exponent) = value.dyadicText!
  return exponent == 0 ? digits : "\(digits)p\(exponent)"
}
