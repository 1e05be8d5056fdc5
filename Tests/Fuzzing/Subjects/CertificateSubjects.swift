import CertificateChecker
import Crypto
import ExactArithmetic
import MonarchJudge
import MonarchReference
import TensorFiles

extension Subject {
  /// Certificates of projections and answers about membership: whatever is believed must be true.
  static func certificates() throws -> [Subject] {
    let projections = try ExampleProjection.all()
    let tensors = Dictionary(uniqueKeysWithValues: projections.map { ($0.name, $0) })
    let sections = try projections.map { try $0.section() }
    let seeds =
      sections.map { ProjectionCertificate.header + $0 + ProjectionCertificate.closing(sections: 1) }
      + [
        ProjectionCertificate.header + sections.flatMap { $0 } + ProjectionCertificate.closing(sections: sections.count)
      ]
    let words = [
      "monarch-certificates 1\n", "tensor ", "weights ", "form ", "norm ", "error ", "bound ", "gap ", "slice ", "u ",
      "v ",
      "mu ", "w ", "g ", "end ", "p", "-", "%41", "%0A", "%1b", "0", "inf", "1.00e-3", "p1200", "p-1200",
      "p99999999999", "\n",
    ]
    var subjects = [
      Subject("certificate", seeds: seeds, words: words) { input in
        outcome(of: CertificateError.self) {
          var file = try CertificateFile(bytes: input)
          while let statement = try file.next(tensor: { name in
            guard let tensor = tensors[name] else {
              throw CertificateError(.malformed, tensor: nil, line: 1, "no such tensor")
            }
            return tensor.tensor
          }) {
            if let breach = tensors[statement.tensor]?.breach(of: statement) { return breach }
          }
          return nil
        }
      }
    ]
    for (index, example) in ExampleMatrix.all.enumerated() {
      subjects.append(
        Subject(
          "witness-\(index + 1)", seeds: example.answers.map { Array($0.utf8) },
          words: [
            "\"class\"", "\"field\"", "\"grid\"", "\"outcome\"", "\"left\"", "\"middle\"", "\"right\"", "\"witness\"",
            "\"singular\"", "\"reason\"", "\"tree\"", "\"root\"", "\"blocks\"", "\"polynomial\"", "\"vector\"",
            "\"rows\"",
            "\"columns\"", "\"minor\"", "\"place\"", "\"first\"", "\"second\"", "\"entry\"", "\"row\"", "\"column\"",
            "\"root_free_modulo\"", "\"M\"", "\"M*\"", "\"MM*\"", "\"factors\"", "\"excluded\"", "\"needs-extension\"",
            "\"undecided\"", "\"commutator\"", "\"nilpotent\"", "\"eigenvalue\"", "[1,4]", "[4,1]", "[2,2]", "\"Q\"",
            "\"Q(zeta_4)\"", "\"Q(zeta_2000)\"", "\"F_2\"", "\"F_7\"", "\"4611686018427387847\"", "null",
          ]
        ) { input in
          outcome(of: CertificateError.self) {
            let statement = try WitnessFile(bytes: input).check(json: Array(example.json.utf8))
            guard isOneLine(statement) else { return "the statement is not one line" }
            let lie = example.lies.first { $0.allSatisfy { statement.contains($0) } }
            return lie == nil ? nil : "it believes a lie: \(statement)"
          }
        })
    }
    return subjects
  }
}

/// A matrix, factors near to it, and what is known of the nearest ones.
private struct ExampleProjection: Sendable {
  let name: String
  let tensor: Tensor
  let certificate: ProjectionCertificate

  /// A few shapes: slices of rank 1, of rank 2 with a bound that needs a reason, padding, and factors that are wrong.
  static func all() throws -> [ExampleProjection] {
    func example(_ name: String, _ shape: MonarchShape, rows: Int, columns: Int, factor: Double) throws -> Self {
      func numbers(_ count: Int, _ step: Int) -> [Double] { (0..<count).map { Double($0 * step % 7 - 3) / 4 } }
      let matrix = numbers(rows * columns, 5)
      let certificate = try ProjectionCertificate(
        of: matrix, rows: rows, columns: columns, shape: shape,
        left: numbers(shape.l * shape.s * shape.r, 3).map { $0 * factor },
        right: numbers(shape.k * shape.q * shape.p, 2),
        threads: 1)
      return ExampleProjection(
        name: name, tensor: try Tensor(matrix, shape: [rows, columns]), certificate: certificate)
    }
    return [
      try example("W", .square(2), rows: 4, columns: 4, factor: 1),
      try example("é %\n", MonarchShape(k: 2, q: 3, p: 2, l: 2, s: 2, r: 3), rows: 4, columns: 3, factor: 0),
      try example("x", MonarchShape(k: 1, q: 2, p: 3, l: 1, s: 3, r: 2), rows: 3, columns: 3, factor: 0.5),
    ]
  }

  func section() throws -> [UInt8] {
    let digest = SHA256.hash(data: tensor.bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return certificate.encode(tensor: name, sha256: digest, elementType: "float64")
  }

  /// What a statement that was believed says wrongly: a norm that is another one, or a bound above the error of factors
  /// that are known, which no matrix of the same form can have.
  func breach(of statement: Statement) -> String? {
    guard let norm = rational(statement.norm), let bound = rational(statement.bound),
      let error = rational(statement.error)
    else { return "numbers that cannot be read: \(statement)" }
    if norm != certificate.norm { return "another norm: \(statement.norm)" }
    if bound > error { return "a bound above the error: \(statement)" }
    let shape = certificate.shape
    if statement.form == [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r], bound > certificate.error {
      return "a bound above the error of known factors: \(statement)"
    }
    return nil
  }

  /// An integer in hexadecimal digits times a power of two.
  private func rational(_ text: String) -> Rational? {
    let parts = text.split(separator: "p", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let exponent = Int(parts.count == 2 ? String(parts[1]) : "0") else {
      return nil
    }
    var value = Rational.zero
    for digit in parts[0] {
      guard let digit = digit.hexDigitValue else { return nil }
      value = value * 16 + Rational(digit)
    }
    return value * .powerOfTwo(exponent)
  }
}
