import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference

/// A verification as machines read it.
struct VerificationJSON: Encodable {
  struct Implementation: Encodable {
    let name: String
    let operation: String
    let layout: Layout
    let input: String
    let accumulate: String
    let intermediate: String
    let output: String
    let gradient: String
    let flushToZero: Bool
    let operands: String?
    let adderWindow: Int?
    let planned: Int
    let cases: Int
    let results: Int
    let exact: Int
    let bound: Int
    let mistrusted: Int
    let refused: Int
    let violated: Int
    let objections: [String]
    let worst: CaseRecord?
    let smallestFailure: CaseRecord?
    /// How many have ρ = 0, up to 1e-6, …, up to 1, and above.
    let ratioClasses: [Int]
    let shrunk: Shrunk?
    let search: Search?
    let warned: Int
    let detected: [DetectedArithmetic.Finding]?
    let records: [CaseRecord]
  }

  /// The smallest failing case, made smaller: canonical arrays, row-major.
  struct Shrunk: Encodable {
    /// k, q, p, l, s, r.
    let shape: [Int]
    let batch: Int
    let result: KernelResult?
    let reason: String
    let left: [Double]
    let right: [Double]
    let input: [Double]?
    let cotangent: [Double]?
    let expected: [[Double]]
    let found: [[Double]]
    let asked: Int

    init(_ failure: ShrunkFailure) {
      let (shape, data) = (failure.question.shape, failure.question.data)
      self.shape = [shape.k, shape.q, shape.p, shape.l, shape.s, shape.r]
      (batch, result, reason) = (data.batch, failure.record.result, failure.record.reason)
      (left, right, input, cotangent) = (data.factors[1], data.factors[0], data.input, data.cotangent)
      (expected, found, asked) = (failure.expected, failure.results, failure.asked)
    }
  }

  /// From which ρ to which a search came.
  struct Search: Encodable {
    let start: CaseRecord
    let found: CaseRecord
  }

  let command = "verify"
  let seed: UInt64
  let holds: Bool
  let implementations: [Implementation]

  init(reports: [VerificationReport], seed: UInt64) {
    self.seed = seed
    holds = reports.allSatisfy { $0.objections.isEmpty }
    implementations = reports.map { report in
      Implementation(
        name: report.manifest.name, operation: report.operation.rawValue, layout: report.manifest.layout,
        input: report.manifest.model.input.name, accumulate: report.manifest.model.accumulate.name,
        intermediate: report.manifest.model.intermediate.name, output: report.manifest.model.output.name,
        gradient: report.manifest.model.gradient.name,
        flushToZero: report.manifest.model.flushesSubnormals, operands: report.manifest.model.operands?.name,
        adderWindow: report.manifest.model.adderWindow,
        planned: report.planned, cases: report.judged, results: report.resultCount, exact: report.count(.exact),
        bound: report.count(.bound),
        mistrusted: report.count(.mistrusted), refused: report.count(.refused), violated: report.count(.violated),
        objections: report.objections, worst: report.worst, smallestFailure: report.smallestFailure,
        ratioClasses: report.ratios.counts, shrunk: report.shrunk.map(Shrunk.init),
        search: report.search.map { Search(start: $0.start, found: $0.found) },
        warned: report.warned, detected: report.detected?.findings, records: report.records)
    }
  }
}

/// Where the reports of a verification go.
struct VerificationOutput {
  let json: String?
  let html: String?
  var picture: String?

  /// Writes them, and ends with status 1 where something is not verified.
  func write(_ reports: [VerificationReport], seed: UInt64, command: String?) throws {
    if ![json, html, picture].contains("-") {
      try printOutput(VerificationText(reports: reports, command: command).text)
    }
    if let json { try writeJSON(VerificationJSON(reports: reports, seed: seed), to: json) }
    if let html {
      let page = VerificationPage(reports: reports, seed: seed, command: command).text
      if html == "-" { try printOutput(page) } else { try writeFile(Array(page.utf8), to: html) }
    }
    if let picture {
      let (svg, title) = VerificationPicture(reports: reports).document()
      let text = svg.encoded(title: title)
      if picture == "-" {
        try printOutput(String(text.dropLast()))
      } else {
        try writeFile(Array(text.utf8), to: picture)
      }
    }
    if reports.contains(where: { !$0.objections.isEmpty }) { throw ExitCode(1) }
  }
}
