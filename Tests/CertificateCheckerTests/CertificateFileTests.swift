import CertificateChecker
import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TensorFiles
import Testing

@Suite struct CertificateFileTests {
  /// What is made is accepted, and says what the definition says.
  @Test(.property(cases: 300)) func certificatesAreTrueAndAccepted() async {
    await check { draws in
      let example = try draws.draw(.example())
      let certificate = try example.certificate()
      try expect(certificate.error == example.error(), "the error is not that of the definition")
      let norm = example.matrix.reduce(Rational.zero) { $0 + Rational(exactly: $1)! * Rational(exactly: $1)! }
      try expect(certificate.norm == norm, "the norm")
      try expect(certificate.bound <= certificate.error, "a bound above an error")
      let found = try statements(example.file(), example.tensor)
      try expect(found.count == 1 && found[0].gap == certificate.gapText, "the gap is said otherwise")
      try expect(found[0].form == example.shape.sizes && found[0].rows == example.rows, "the sizes are said otherwise")
      if certificate.norm == .zero {
        try expect(found[0].relativeError == (certificate.error == .zero ? 0 : .infinity), "the relative error of 0")
      } else {
        let relative = Double(certificate.error / certificate.norm).squareRoot()
        try expect(abs(found[0].relativeError - relative) <= 1e-12 * max(relative, 1), "the relative error")
      }
    }
  }

  /// The bound is one for every matrix of the form: no other factors come nearer, however they were found.
  @Test(.property(cases: 200)) func noFactorsFallBelowTheBound() async {
    await check { draws in
      let example = try draws.draw(.example())
      let bound = try example.certificate().bound
      var (left, right) = (example.left, example.right)
      fit(&left, &right, to: example.matrix, rows: example.rows, columns: example.columns, shape: example.shape)
      let other = Example(
        shape: example.shape, rows: example.rows, columns: example.columns, matrix: example.matrix, left: left,
        right: right)
      let error = try other.certificate().error
      try expect(bound <= error, "factors with the error \(Double(error)) are below the bound \(Double(bound))")
      // Both bounds are about one optimum, so that neither is far below the other's error.
      let slack = try Rational(exactly: 1e-9)! * other.certificate().norm
      let isClose = try other.certificate().gap <= Rational(exactly: 1e-9)!
      try expect(!isClose || bound >= error - slack, "a bound that is far from the optimum")
    }
  }

  /// Factors at the optimum have a gap of rounding errors.
  @Test(arguments: [[4, 4, 4, 4, 4, 4], [6, 8, 16, 8, 12, 6], [2, 9, 7, 3, 10, 6], [2, 3, 5, 2, 6, 3]])
  func gapsOfOptimalFactorsAreTiny(sizes: [Int]) throws {
    let shape = try MonarchShape(k: sizes[0], q: sizes[1], p: sizes[2], l: sizes[3], s: sizes[4], r: sizes[5])
    var state: UInt64 = 1
    let matrix = (0..<shape.outputCount * shape.inputCount).map { index -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      // A dominant part in every slice, so that the power method has converged.
      let (row, column) = (index / shape.inputCount / shape.l, index % shape.inputCount % shape.p)
      return Double(state >> 40) * 0x1p-24 - 0.5 + Double((row % 5 + 1) * (column % 3 + 1))
        + 4 * Double((row * row % 7) * (column * column % 5)) - 3 * Double((row % 3) * (column % 2))
    }
    var left = [Double](repeating: 0, count: shape.l * shape.s * shape.r)
    var right = [Double](repeating: 0, count: shape.k * shape.q * shape.p)
    fit(
      &left, &right, to: matrix, rows: shape.outputCount, columns: shape.inputCount, shape: shape, steps: 4000)
    let example = Example(
      shape: shape, rows: shape.outputCount, columns: shape.inputCount, matrix: matrix, left: left, right: right)
    #expect(try Double(example.certificate().gap) <= 1e-13)
    #expect(try statements(example.file(), example.tensor).count == 1)
    // The number of threads changes nothing.
    #expect(
      try example.certificate(threads: 1).encode(tensor: "W", sha256: "", elementType: "float64")
        == example.certificate(threads: 3).encode(tensor: "W", sha256: "", elementType: "float64"))
  }

  /// A suboptimal projection has a gap to show for it: the cross of its slice, or its second singular pair.
  @Test func suboptimalFactorsShow() throws {
    let shape = try MonarchShape(k: 1, q: 1, p: 3, l: 1, s: 3, r: 1)
    let matrix: [Double] = [5, 1, 0, 1, 4, 1, 0, 1, 3]
    var (left, right) = ([Double](repeating: 0, count: 3), [Double](repeating: 0, count: 3))
    func gap() throws -> Double {
      let example = Example(shape: shape, rows: 3, columns: 3, matrix: matrix, left: left, right: right)
      _ = try statements(example.file(), example.tensor)
      return try Double(example.certificate().gap)
    }
    fit(&left, &right, to: matrix, rows: 3, columns: 3, shape: shape)
    #expect(try gap() < 1e-14)
    let first = (left, right)
    fit(&left, &right, to: matrix, rows: 3, columns: 3, shape: shape, steps: 1)
    #expect(try gap() > 1e-3)
    (left, right) = ([1, 0.2, 0], [5, 1, 0])  // The cross through the greatest entry.
    #expect(try gap() > 1e-2)
    let rest = (0..<9).map { matrix[$0] - first.0[$0 / 3] * first.1[$0 % 3] }
    fit(&left, &right, to: rest, rows: 3, columns: 3, shape: shape)
    #expect(try gap() > 0.1)
  }

  /// The guide's example is what is made of its matrix, character by character, and is accepted.
  @Test func theGuideShowsATrueCertificate() throws {
    let guide = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Docs/Guide/certificates.md"), encoding: .utf8)
    let block = try #require(guide.firstMatch(of: /```text\n(monarch-certificates 1\n(?s).*?)```/)?.1)
    let example = Example(
      shape: try .square(2), rows: 4, columns: 4, matrix: [2, 0, 1, 2, 1, 1, 0, 3, 0, 1, 2, 4, 1, 1, 0, 1],
      left: [2, 2, 0, 4, 1, 3, 1, 1], right: [1, 0, 1, 1, 0.5, 1, 0, 1])
    #expect(try String(decoding: example.file(), as: UTF8.self) == block)
    #expect(try statements(Array(block.utf8), example.tensor).count == 1)
  }

  @Test func namesOfEveryKindAreKept() throws {
    for name in ["größe.0 weight%\n", "a", "模型/層", "%41", " "] {
      var example = Example(
        shape: try .square(1), rows: 1, columns: 1, matrix: [3], left: [1], right: [3])
      example.name = name
      #expect(try statements(example.file(), example.tensor)[0].tensor == name)
    }
  }
}

extension MonarchShape {
  var sizes: [Int] { [k, q, p, l, s, r] }
}

/// A property that does not hold.
struct Failure: Error, CustomStringConvertible {
  let description: String
}

func expect(_ holds: Bool, _ text: @autoclosure () -> String) throws {
  if !holds { throw Failure(description: text()) }
}
