import ExactArithmetic
import MonarchJudge

/// What is wrong with a folder of vectors.
public struct VectorCheck: Sendable {
  /// Something that does not hold, with its place.
  public struct Violation: Hashable, Sendable, Encodable, CustomStringConvertible {
    public let file: String
    /// The line of the vector in the file; nil where it is about the whole file.
    public let line: Int?
    public let text: String

    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(text)" }
  }

  /// At most `mostViolations`.
  public private(set) var violations: [Violation] = []
  /// How many vectors were recomputed.
  public private(set) var count = 0
  public private(set) var files = 0

  package static let mostViolations = 20

  /// Checks the manifest, the hashes, the form of every file, and computes every vector anew from its id: data, flags and
  /// all that may come back have to be the same.
  ///
  /// - Throws: where these are no vectors, or vectors of another version, of which nothing can be said.
  /// - Complexity: exact products of all vectors.
  public init(_ folder: VectorFolder) throws(VectorError) { try self.init(folder, recomputing: VectorGroup.all) }

  /// Likewise, computing the vectors of some files only.
  package init(_ folder: VectorFolder, recomputing groups: [VectorGroup]) throws(VectorError) {
    let bytes = folder.files[VectorSet.manifestName] ?? []
    let manifest: JSONValue
    do { manifest = try JSONValue(parsing: bytes) } catch { throw error.at(VectorSet.manifestName) }
    guard VectorCheck.isManifest(manifest) else {
      throw VectorError("\(VectorSet.manifestName): expected the manifest of test vectors, found \(manifest.kind)")
    }
    for (name, known) in [
      ("schemaVersion", VectorText.schemaVersion), ("generatorVersion", VectorSet.generatorVersion),
    ] {
      guard let found = manifest[name]?.integer else { continue }
      guard found == known else {
        throw VectorError(
          "\(VectorSet.manifestName): expected \(name) \(known), which this program knows, found \(found)")
      }
    }
    let schema = Schema(try JSONValue(parsing: Array(SchemaText.text.utf8)))
    if let text = try schema.violation(of: manifest, definition: "manifest") {
      add(VectorSet.manifestName, text)
      return
    }
    let set = try VectorSet(seed: manifest["seed"]?.integer ?? 0, cases: manifest["cases"]?.integer ?? 0)
    checkListing(folder, manifest)
    var entries: [ManifestEntry] = []
    var ids: [String: String] = [:]
    for group in VectorGroup.all {
      guard let bytes = folder.files[group.fileName], violations.count < VectorCheck.mostViolations else { continue }
      entries.append(try check(bytes, group, set, schema, &ids, recomputes: groups.contains(group)))
    }
    // What no rule above has named is found here.
    if violations.isEmpty, bytes != Array(set.manifest(entries).utf8) {
      add(
        VectorSet.manifestName, "expected what the generator writes, found other text",
        line: VectorCheck.firstDifference(bytes, Array(set.manifest(entries).utf8)))
    }
  }

  static func isManifest(_ value: JSONValue) -> Bool {
    value["kind"]?.string == "monarch-oracle test vectors: manifest"
  }

  private mutating func add(_ file: String, _ text: String, line: Int? = nil) {
    if violations.count < VectorCheck.mostViolations {
      violations.append(Violation(file: clipped(file), line: line, text: text))
    }
  }

  // MARK: Files

  private mutating func checkListing(_ folder: VectorFolder, _ manifest: JSONValue) {
    let listed = manifest["files"]?.array ?? []
    let names = listed.compactMap { $0["name"]?.string }
    var expected = VectorGroup.all.map(\.fileName)
    for name in expected where !names.contains(name) { add(VectorSet.manifestName, "expected \(name) among the files") }
    for name in names where !expected.contains(name) {
      add(VectorSet.manifestName, "expected no file \(clipped(name)), of which the generator knows nothing")
    }
    if Set(names).count < names.count { add(VectorSet.manifestName, "expected each file once, found one again") }
    expected += [VectorSet.schemaName, VectorSet.manifestName]
    for name in expected where folder.files[name] == nil && folder.strangers[name] == nil {
      add(name, "expected this file, found none")
    }
    for name in folder.files.keys.sorted() where !expected.contains(name) {
      add(name, "expected no file of this name")
    }
    for (name, text) in folder.strangers.sorted(by: { $0.key < $1.key }) { add(name, text) }
    for entry in listed + [manifest["schema"] ?? .null] {
      guard let name = entry["name"]?.string, let bytes = folder.files[name] else { continue }
      if let size = entry["bytes"]?.integer, size != bytes.count {
        add(name, "expected the \(size) bytes of the manifest, found \(bytes.count)")
      }
      let hash = sha256(bytes)
      if let listed = entry["sha256"]?.string, listed != hash {
        add(name, "expected the SHA-256 of the manifest, \(listed), found \(hash)")
      }
    }
    if let bytes = folder.files[VectorSet.schemaName], bytes != Array(SchemaText.text.utf8) {
      add(
        VectorSet.schemaName, "expected the schema of version \(VectorText.schemaVersion), found another text",
        line: VectorCheck.firstDifference(bytes, Array(SchemaText.text.utf8)))
    }
    let counts = listed.compactMap { $0["count"]?.integer }
    let (sum, overflow) = counts.reduce((0, false)) { sum, count in
      let next = sum.0.addingReportingOverflow(count)
      return (next.partialValue, sum.1 || next.overflow)
    }
    if let count = manifest["count"]?.integer, overflow || count != sum {
      add(VectorSet.manifestName, "expected a count of \(sum), the sum of those of the files, found \(count)")
    }
  }

  /// Checks one file and says what a manifest has to say of what the generator makes of it.
  private mutating func check(
    _ bytes: [UInt8], _ group: VectorGroup, _ set: VectorSet, _ schema: Schema, _ ids: inout [String: String],
    recomputes: Bool
  ) throws(VectorError) -> ManifestEntry {
    let name = group.fileName
    files += 1
    let before = violations.count
    let document: JSONValue
    do {
      document = try JSONValue(parsing: bytes)
    } catch {
      add(name, error.description)
      return ManifestEntry(name, bytes, count: 0)
    }
    if let text = try schema.violation(of: document, definition: "vectors") {
      add(name, text)
      return ManifestEntry(name, bytes, count: 0)
    }
    let values = document["vectors"]?.array ?? []
    for (index, value) in values.enumerated() {
      let id = value["id"]?.string ?? ""
      if let other = ids.updateValue(name, forKey: id) {
        add(name, "\(clipped(id)): expected each id once, found it in \(other) too", line: VectorCheck.line(index))
      }
    }
    guard recomputes else { return ManifestEntry(name, bytes, count: values.count) }
    let made = try recompute(values, group, set)
    if violations.count == before {
      let expected = try VectorSet.bytes(of: made, group)
      if bytes != expected {
        add(
          name, "expected what the generator writes, found other text",
          line: VectorCheck.firstDifference(bytes, expected))
      }
    }
    return ManifestEntry(name, bytes, count: made.count)
  }

  /// Compares every vector with what its id and the exact path make of it; their order is that of the generator.
  private mutating func recompute(
    _ values: [JSONValue], _ group: VectorGroup, _ set: VectorSet
  ) throws(VectorError) -> [TestVector] {
    var made: [TestVector] = []
    var sources = set.core.sources(of: group)[...]
    for (index, value) in values.enumerated() {
      let (id, line) = (value["id"]?.string ?? "", VectorCheck.line(index))
      guard violations.count < VectorCheck.mostViolations else { break }
      guard let place = sources.firstIndex(where: { $0.id == id }) else {
        add(
          group.fileName, "\(clipped(id)): expected the vectors of seed \(set.seed) in order, found this one",
          line: line)
        continue
      }
      for missing in sources[..<place] {
        // A drawn case without a bound has no vector.
        guard try VectorSet.vector(missing, group, after: made.last) != nil else { continue }
        add(group.fileName, "expected \(missing.id) before \(id), found none", line: line)
        break
      }
      if let vector = try VectorSet.vector(sources[place], group, after: made.last) {
        count += 1
        compare(value, with: vector, line)
        made.append(vector)
      }
      sources = sources[(place + 1)...]
    }
    for missing in sources where violations.count < VectorCheck.mostViolations {
      guard try VectorSet.vector(missing, group, after: made.last) != nil else { continue }
      add(group.fileName, "expected \(missing.id) at the end, found none")
      break
    }
    return made
  }

  private mutating func compare(_ value: JSONValue, with vector: TestVector, _ line: Int) {
    let name = vector.group.fileName
    let found: (stored: StoredVector, vector: TestVector)
    let right: StoredVector
    do {
      right = try StoredVector(vector)
      let read = try TestVector(value, group: vector.group)
      found = (try StoredVector(read), read)
    } catch {
      return add(name, "\(error)", line: line)
    }
    if found.vector.flags != vector.flags {
      let (wanted, listed) = (vector.flags, found.vector.flags)
      let differing = wanted.symmetricDifference(listed).map(\.rawValue).sorted()
      add(
        name,
        "\(vector.id): expected \(wanted.contains { $0.rawValue == differing[0] } ? "" : "no ")flag "
          + "\(differing[0])", line: line)
    }
    for (part, listed, wanted) in [
      ("data", found.stored.data, right.data), ("expected", found.stored.expected, right.expected),
    ] {
      for (one, other) in zip(listed, wanted) where one.bits != other.bits {
        add(name, "\(vector.id): \(VectorCheck.difference(one, other, part))", line: line)
      }
    }
  }

  private static func difference(
    _ found: (name: String, bits: StoredBits), _ wanted: (name: String, bits: StoredBits), _ part: String
  ) -> String {
    guard found.bits.shape == wanted.bits.shape else {
      return "expected \(wanted.name) of shape \(wanted.bits.shape), found \(found.bits.shape)"
    }
    for (end, one, other) in [("low", found.bits.low, wanted.bits.low), ("high", found.bits.high, wanted.bits.high)] {
      guard let index = one.indices.first(where: { one[$0] != other[$0] }) else { continue }
      let texts = [other[index], one[index]].map {
        "\(String($0, radix: 16)) (\(wanted.bits.format.value(bitPattern: $0)))"
      }
      let place = part == "data" || wanted.bits.low == wanted.bits.high ? wanted.name : "\(wanted.name).\(end)"
      return "expected \(texts[0]) for number \(index) of \(place), found \(texts[1])"
    }
    return "\(wanted.name) differs"
  }

  /// The line of a vector in a file as it is written.
  private static func line(_ index: Int) -> Int { index + 8 }

  private static func firstDifference(_ one: [UInt8], _ other: [UInt8]) -> Int {
    zip(one, other).prefix { $0 == $1 }.count { $0.0 == 0x0A } + 1
  }
}
