import ArgumentParser
import CertificateChecker
import Foundation
import MonarchJudge
import TensorFiles

struct CertifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify",
    abstract: "Checks certificates of projections, and answers on factors, with code that did not make them.",
    discussion: """
      Every number is recomputed in integers from the weights and the certificate: the SHA-256 of each tensor, the error \
      of the factors, the bound that no Monarch matrix of the form falls below, and the gap between the two. A claim \
      that differs is refused. --factors demands besides that the factors of a file, as `project --output` writes them, \
      are those that the certificate is about.

      A CERTIFICATE in JSON is an answer of `factor` or `member`, and MODEL its matrix (.npy or .json): factors are \
      multiplied out, and what a witness says of a few blocks is computed anew.

      Exit code 0: every statement holds. 1: one is refused. 2: a file cannot be read, or is no certificate.

      Examples:
        monarch-oracle certify model.cert model.safetensors
        monarch-oracle certify W.cert W.npy --factors W.monarch.safetensors --json -
        monarch-oracle certify answer.json M.npy
      """)

  @Argument(help: "The certificates, as `project --certificate` writes them.")
  var certificate: String

  @Argument(help: "The weights that they are about: .safetensors, .npy, MODEL.safetensors:NAME or ARRAYS.npz:NAME.")
  var model: String

  @Option(help: ArgumentHelp("A file of factors that must be those of the certificates.", valueName: "file"))
  var factors: String?

  @Option(help: ArgumentHelp("Write the statements as JSON; - for standard output.", valueName: "file"))
  var json: String?

  struct Report: Encodable {
    struct Entry: Encodable {
      let tensor: String
      let rows: Int
      let columns: Int
      let form: [Int]
      let sha256: String
      let slices: Int
      /// ‖A‖², ‖A − M‖² and the bound, exactly: hexadecimal digits, p, and a power of two.
      let norm: String
      let error: String
      let bound: String
      let relativeError: Double
      let relativeBound: Double
      let gap: String
    }

    let command = "certify"
    let holds: Bool
    /// Why a statement is refused, with the line of the certificate.
    let refusal: String?
    /// The statements that were checked, up to the refused one.
    let statements: [Entry]
  }

  func run() throws {
    try checkWritable(json)
    try checkDistinct(results: [json], inputs: [certificate, model, factors])
    if Self.isAnswer(certificate) { return try checkWitness() }
    let source = try ModelSource(model)
    let stored = try factors.map { path throws(InputError) in try FactorFile(path: path) }
    var statements: [Statement] = []
    var refusal: String?
    let bar = ProgressBar("checking")
    do {
      defer { bar.clear() }
      var file = try CertificateFile(path: certificate)
      while let statement = try file.next(
        tensor: { name in try source.tensor(named: name) },
        factors: stored.map { stored in { name in try stored.canonicalTensors(named: name) } })
      {
        refusal = try stored?.disagreement(with: statement)
        if refusal != nil { break }
        statements.append(statement)
        bar.advance(of: max(statements.count, source.tensors.count))
      }
      if refusal == nil, let stored, let name = stored.names.first(where: { !statements.map(\.tensor).contains($0) }) {
        refusal = "\(stored.path) holds factors of \"\(printable(name))\", of which \(certificate) says nothing"
      }
    } catch let error as CertificateError {
      guard error.kind == .refused else { throw InputError("\(certificate): \(error)") }
      refusal = error.description
    } catch let error as TensorFileError {
      throw InputError("\(error)")
    }
    let report = Report(
      holds: refusal == nil, refusal: refusal,
      statements: statements.map {
        Report.Entry(
          tensor: $0.tensor, rows: $0.rows, columns: $0.columns, form: $0.form, sha256: $0.sha256, slices: $0.slices,
          norm: $0.norm, error: $0.error, bound: $0.bound, relativeError: $0.relativeError,
          relativeBound: $0.relativeBound, gap: $0.gap)
      })
    if let json { try writeJSON(report, to: json) }
    if json != "-" { try printOutput(text(statements, refusal)) }
    if refusal != nil { throw ExitCode(1) }
  }

  /// Whether a file begins as JSON does. One that cannot be read is reported later.
  private static func isAnswer(_ path: String) -> Bool {
    guard let head = try? FileHandle(forReadingAtPath: path)?.read(upToCount: 4096) else {
      return path.hasSuffix(".json")
    }
    return path.hasSuffix(".json") || WitnessFile.isWitness(Array(head))
  }

  /// What an answer of `factor` or `member` proves of its matrix.
  private func checkWitness() throws {
    struct Report: Encodable {
      let command = "certify"
      let holds: Bool
      let statement: String?
      let refusal: String?
    }
    if factors != nil {
      throw InputError("--factors belongs to certificates of projections, and \(certificate) is an answer")
    }
    let report: Report
    do {
      let answer = try WitnessFile(bytes: try TensorFile.read(path: certificate))
      let statement =
        try model.hasSuffix(".json") && !model.contains(".npz:") && !model.contains(".safetensors:")
        ? answer.check(json: try TensorFile.read(path: model)) : answer.check(try TensorArgument(model).tensor)
      report = Report(holds: true, statement: statement, refusal: nil)
    } catch let error as CertificateError {
      guard error.kind == .refused else { throw InputError("\(certificate): \(error.reason)") }
      report = Report(holds: false, statement: nil, refusal: error.reason)
    } catch let error as TensorFileError {
      throw InputError("\(error)")
    }
    if let json { try writeJSON(report, to: json) }
    if json != "-" {
      try printOutput(
        report.statement.map { "holds: \($0)" } ?? "refused: \(printable(report.refusal ?? "", limit: 400))")
    }
    if !report.holds { throw ExitCode(1) }
  }

  private func text(_ statements: [Statement], _ refusal: String?) -> String {
    let header = ["tensor", "size", "form k×q×p·l×s×r", "slices", "error", "gap"]
    let rows = statements.map { statement in
      let form = statement.form.map(String.init)
      return [
        printable(statement.tensor, limit: 80), "\(statement.rows)×\(statement.columns)",
        form[..<3].joined(separator: "×") + "·" + form[3...].joined(separator: "×"), "\(statement.slices)",
        ProjectionText.share(statement.relativeError), statement.gap,
      ]
    }
    let conclusion =
      refusal.map { "refused: \(printable($0, limit: 400))" }
      ?? "holds: \(statements.count) certificate\(statements.count == 1 ? "" : "s") checked"
      + (factors == nil ? "" : ", and the factors are those of \(factors!)")
    return (statements.isEmpty ? [] : [table([header] + rows, rightAligned: [1, 3, 4, 5])] + [""]).joined(
      separator: "\n")
      + (statements.isEmpty ? "" : "\n") + conclusion
  }
}
