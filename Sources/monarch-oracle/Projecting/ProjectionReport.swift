import ExactArithmetic
import MonarchJudge
import MonarchReference

/// What a run of `project` found.
struct ProjectionReport {
  let model: String
  /// What the model says of itself where it only stands in for a real one.
  let synthetic: String?
  let layout: Layout
  /// The gap that was asked for.
  let gap: Double
  let budget: Double
  /// The tensors of the file that were left out.
  let skipped: Int
  let certificate: String?
  let output: String?
  var tensors: [ProjectedMatrix] = []
  /// A line for each tensor that could not be projected.
  var failures: [String] = []

  /// The tensors whose gap is larger than asked for, compared exactly.
  var exceeding: [ProjectedMatrix] {
    let limit = Rational(exactly: gap)!
    return tensors.filter { $0.certificate.gap > limit }
  }

  var parameters: Int { tensors.reduce(0) { $0 + $1.shape.parameterCount } }
  var denseParameters: Int { tensors.reduce(0) { $0 + $1.rows * $1.columns } }

  /// The error of all matrices together: ‖A − M‖/‖A‖ over the whole model.
  var relativeError: Double {
    ProjectedMatrix.root(
      tensors.reduce(.zero) { $0 + $1.certificate.error }, over: tensors.reduce(.zero) { $0 + $1.certificate.norm })
  }

  var worst: ProjectedMatrix? { tensors.max { $0.certificate.gap < $1.certificate.gap } }

  var time: Duration { tensors.reduce(.zero) { $0 + $1.projectionTime + $1.certificationTime } }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// The report for machines: what people see, and the errors of the slices.
struct ProjectionJSON: Encodable {
  let command = "project"
  let model: String
  let synthetic: String?
  let layout: Layout
  let gap: Double
  let holds: Bool
  let skipped: Int
  let failures: [String]
  let tensors: [Entry]

  struct Entry: Encodable {
    let name: String
    let rows: Int
    let columns: Int
    let elementType: String
    let sha256: String
    /// k, q, p, l, s, r.
    let form: [Int]
    let rank: String
    let format: String
    let parameters: Int
    let denseParameters: Int
    /// ‖A‖.
    let norm: Double
    /// ‖A − M‖/‖A‖, and what it cannot fall below.
    let relativeError: Double
    let relativeBound: Double
    /// (‖A − M‖² − bound)/‖A‖², rounded up.
    let gap: String
    let projectionSeconds: Double
    let certificationSeconds: Double
    /// ‖S − X‖/‖A‖ of slice (λ, a), at λ·k + a.
    let sliceErrors: [Double]
    let candidates: [Candidate]?
  }

  struct Candidate: Encodable {
    let form: [Int]
    let parameters: Int
    let relativeError: Double
    let isEfficient: Bool
    let isChosen: Bool
  }

  init(_ report: ProjectionReport) {
    (model, synthetic, layout, gap) = (report.model, report.synthetic, report.layout, report.gap)
    (skipped, failures) = (report.skipped, report.failures)
    holds = report.failures.isEmpty && report.exceeding.isEmpty
    tensors = report.tensors.map { result in
      let certificate = result.certificate
      return Entry(
        name: result.name, rows: result.rows, columns: result.columns, elementType: "\(result.elementType)",
        sha256: result.sha256, form: result.shape.sizes, rank: result.rankText, format: result.format.rawValue,
        parameters: result.shape.parameterCount, denseParameters: result.rows * result.columns,
        norm: ProjectedMatrix.root(certificate.norm, over: 1), relativeError: result.relativeError,
        relativeBound: result.relativeBound, gap: certificate.gapText,
        projectionSeconds: result.projectionTime.seconds, certificationSeconds: result.certificationTime.seconds,
        sliceErrors: certificate.sliceErrors.map { ProjectedMatrix.root($0, over: certificate.norm) },
        candidates: result.candidates.isEmpty
          ? nil
          : result.candidates.map {
            Candidate(
              form: $0.shape.sizes, parameters: $0.shape.parameterCount, relativeError: $0.error,
              isEfficient: $0.isEfficient, isChosen: $0.shape == result.shape)
          })
    }
  }
}
