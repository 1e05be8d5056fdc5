/// What probes found out of an implementation's arithmetic.
public struct DetectedArithmetic: Sendable, Codable, Hashable {
  /// What a finding is about.
  public enum Subject: String, Sendable, Codable, CaseIterable {
    case repeatability
    case rows
    case permutation
    case inputs
    case products
    case sums
    case order
    case intermediate
    case output
    case underflow
  }

  /// One thing found out.
  public struct Finding: Sendable, Codable, Hashable {
    public let subject: Subject
    /// One sentence.
    public let text: String
    /// Whether the manifest promises something better: a finding that only goes beyond it does not contradict it.
    public let contradictsManifest: Bool
  }

  /// The name in the manifest.
  public let implementation: String
  public internal(set) var findings: [Finding] = []

  init(implementation: String) { self.implementation = implementation }

  /// The findings that the manifest does not allow.
  public var contradictions: [Finding] { findings.filter(\.contradictsManifest) }

  mutating func note(_ subject: Subject, _ text: String) {
    add(Finding(subject: subject, text: text, contradictsManifest: false))
  }

  mutating func contradict(_ subject: Subject, _ text: String) {
    add(Finding(subject: subject, text: text, contradictsManifest: true))
  }

  private mutating func add(_ finding: Finding) {
    if !findings.contains(finding) { findings.append(finding) }
  }
}
