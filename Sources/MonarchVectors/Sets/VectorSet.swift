import Crypto
import ExactArithmetic
import MonarchJudge
import MonarchReference

/// All vectors of a seed: the same bytes on every machine.
public struct VectorSet: Sendable {
  /// Counts up whenever the same seed gives other bytes.
  public static let generatorVersion: Int = 1
  /// The largest integer that every reader of JSON keeps.
  public static let largestSeed: Int = 1 << 53 - 1
  public static let mostCases: Int = 10_000

  public static let manifestName: String = "manifest.json"
  package static let schemaName = "schema.json"

  let seed: Int
  let cases: Int

  /// - Parameters:
  ///   - seed: shifts the seeds of the generated cases.
  ///   - cases: how many generated cases each file has beside the core set.
  /// - Throws: for a seed or a number out of range.
  public init(seed: Int = 1, cases: Int = 0) throws(VectorError) {
    guard (0...VectorSet.largestSeed).contains(seed) else {
      throw VectorError("expected a seed of 0 to 2^53 - 1, found \(seed)")
    }
    guard (0...VectorSet.mostCases).contains(cases) else {
      throw VectorError("expected 0 to \(VectorSet.mostCases) cases, found \(cases)")
    }
    (self.seed, self.cases) = (seed, cases)
  }

  var core: CoreSet { CoreSet(seed: UInt64(seed), more: cases) }

  /// The vectors of a file, in order.
  func vectors(of group: VectorGroup) throws(VectorError) -> [TestVector] {
    var vectors: [TestVector] = []
    for source in core.sources(of: group) {
      if let vector = try VectorSet.vector(source, group, after: vectors.last) { vectors.append(vector) }
    }
    return vectors
  }

  /// The vector of a source, after another one; nil for a drawn case for which the judge has no bound.
  static func vector(
    _ source: VectorSource, _ group: VectorGroup, after previous: TestVector?
  ) throws(VectorError) -> TestVector? {
    do {
      let question = try source.question()
      let expected: [ResultInterval]
      do {
        expected = try TestVector.expectations(question, group)
      } catch {
        if case .generated = source { return nil }
        throw error
      }
      let flags = source.flags(question, expected, group: group, after: previous?.question)
      return TestVector(group: group, flags: flags, question: question, expected: expected)
    } catch let error as VectorError {
      throw error
    } catch {
      throw VectorError("\(source.id): \(error)")
    }
  }

  /// Every file by its name, the manifest last.
  ///
  /// - Complexity: exact products of all vectors, a few milliseconds each.
  public func files() throws(VectorError) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = []
    var entries: [ManifestEntry] = []
    for group in VectorGroup.all {
      let vectors = try vectors(of: group)
      let bytes = try VectorSet.bytes(of: vectors, group)
      files.append((group.fileName, bytes))
      entries.append(ManifestEntry(group.fileName, bytes, count: vectors.count))
    }
    files.append((VectorSet.schemaName, Array(SchemaText.text.utf8)))
    files.append((VectorSet.manifestName, Array(manifest(entries).utf8)))
    return files
  }

  package static func bytes(of vectors: [TestVector], _ group: VectorGroup) throws(VectorError) -> [UInt8] {
    var text = VectorText.head(of: group)
    for (index, vector) in vectors.enumerated() { text += (index == 0 ? "" : ",\n") + (try VectorText.line(vector)) }
    return Array((text + VectorText.foot).utf8)
  }

  /// What the manifest says of these files.
  func manifest(_ entries: [ManifestEntry]) -> String {
    let flags = Flag.allCases.sorted { $0.rawValue < $1.rawValue }.map { flag in
      let text = flag.text
      var members = [
        ("bugClass", JSONText.string(text.bugClass)), ("effect", JSONText.string(text.effect)),
        ("why", JSONText.string(text.why)),
      ]
      if let unless = text.unless { members.append(("unless", JSONText.string(unless))) }
      return "\(JSONText.string(flag.rawValue)): \(JSONText.object(members))"
    }
    let schema = JSONText.object([
      ("name", JSONText.string(VectorSet.schemaName)),
      ("sha256", JSONText.string(sha256(Array(SchemaText.text.utf8)))),
    ])
    return """
      {
      "kind": "monarch-oracle test vectors: manifest",
      "schemaVersion": \(VectorText.schemaVersion),
      "generatorVersion": \(VectorSet.generatorVersion),
      "seed": \(seed),
      "cases": \(cases),
      "count": \(entries.reduce(0) { $0 + $1.count }),
      "schema": \(schema),
      "files": [
      \(entries.map(\.text).joined(separator: ",\n"))
      ],
      "flags": {
      \(flags.joined(separator: ",\n"))
      }
      }

      """
  }
}

/// A file in a manifest.
struct ManifestEntry {
  let name: String
  let count: Int
  let bytes: Int
  let sha256: String

  init(_ name: String, _ bytes: [UInt8], count: Int) {
    (self.name, self.count, self.bytes) = (name, count, bytes.count)
    sha256 = MonarchVectors.sha256(bytes)
  }

  var text: String {
    JSONText.object([
      ("name", JSONText.string(name)), ("count", "\(count)"), ("bytes", "\(bytes)"),
      ("sha256", JSONText.string(sha256)),
    ])
  }
}

package func sha256(_ bytes: [UInt8]) -> String {
  SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
