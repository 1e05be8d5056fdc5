import ExactArithmetic
import Foundation
import Glibc
import MonarchJudge
import Synchronization
import TensorFiles

/// A verification as lines of JSON, each written as soon as its case was judged: first what is judged, then the cases.
///
/// A log whose run was interrupted, perhaps in the middle of a line, is gone on with; the logs of several shards are put
/// together by `merge`.
final class VerificationLog: Sendable {
  /// What is judged. Two logs belong together where nothing but the shard differs.
  struct Run: Codable, Equatable {
    var format = VerificationLog.format
    var version = VerificationLog.version
    let seed: UInt64
    let cases: Int
    let probes: Int
    let largest: Int?
    let layout: String?
    let operations: [String]?
    /// Whether the run ended by the clock and not by its plan.
    let isTimeBoxed: Bool
    var shard: String?

    init(_ verification: Verification) {
      (seed, cases, probes) = (verification.seed, verification.count, verification.probes)
      largest = verification.largest == .max ? nil : verification.largest
      layout = verification.layout?.name
      operations = verification.operations?.map(\.rawValue)
      isTimeBoxed = verification.deadline != nil
      shard = verification.shard?.description
    }
  }

  /// One case of one implementation.
  struct Case: Codable {
    let of: Implementation
    let id: String
    let records: [CaseRecord]
  }

  /// What was judged: the manifest without its operations.
  struct Implementation: Codable, Hashable {
    let name: String
    let layout: String
    let input: String
    let accumulate: String
    let intermediate: String
    let output: String
    let gradient: String
    let reproducible: Bool
    let flushToZero: Bool
    let operands: String?
    let adderWindow: Int?

    init(_ manifest: Manifest) {
      (name, layout) = (manifest.name, manifest.layout.name)
      let model = manifest.model
      (input, accumulate, intermediate) = (model.input.name, model.accumulate.name, model.intermediate.name)
      (output, gradient) = (model.output.name, model.gradient.name)
      (reproducible, flushToZero) = (manifest.isReproducible, model.flushesSubnormals)
      (operands, adderWindow) = (model.operands?.name, model.adderWindow)
    }
  }

  static let format = "monarch-oracle verification log"
  static let version = 2

  private struct Head: Decodable {
    let format: String
    let version: Int
  }

  private struct Key: Hashable {
    let implementation: Implementation
    let id: String
  }

  private let path: String
  private let descriptor: CInt
  private let known: [Key: [CaseRecord]]
  private let writing = Mutex(())

  /// Opens a log to go on with, or begins one.
  ///
  /// - Throws: where the file is another run's log, or none at all.
  init(path: String, for verification: Verification) throws(InputError) {
    self.path = path
    let run = Run(verification)
    var known: [Key: [CaseRecord]] = [:]
    var length = 0
    if access(path, F_OK) == 0, let contents = try VerificationLog.contents(of: path) {
      guard contents.run == run else {
        throw InputError(
          "\(path): expected the log of this run, found that of another: \(contents.run.difference(run))")
      }
      length = contents.length
      for entry in contents.cases { known[Key(implementation: entry.of, id: entry.id)] = entry.records }
    }
    self.known = known
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw InputError("cannot write \(path): \(String(cString: strerror(errno)))") }
    // What is left of a line that was not finished goes; devices have no length.
    _ = ftruncate(descriptor, off_t(length))
    if length == 0 { try append(run) }
  }

  deinit { close(descriptor) }

  func records(of id: CaseName, by manifest: Manifest) -> [CaseRecord]? {
    known[Key(implementation: Implementation(manifest), id: id.description)]
  }

  func write(_ records: [CaseRecord], of id: CaseName, by manifest: Manifest) throws(InputError) {
    let kept = records.map { record in
      var kept = record
      kept.exactRatio = nil
      return kept
    }
    try append(Case(of: Implementation(manifest), id: id.description, records: kept))
  }

  private func append(_ line: some Encodable) throws(InputError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else { throw InputError("cannot write \(path): a case has no JSON") }
    // One write for a line: it is there as a whole or, at the end of an interrupted run, torn.
    do {
      try writing.withLock { _ in
        try monarch_oracle.write(Array(data) + [0x0A], to: descriptor, named: path)
      }
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(error)")
    }
  }

  /// What a log holds: up to `length`, where the last whole line ends.
  struct Contents {
    let run: Run
    let cases: [Case]
    let length: Int
  }

  /// Reads a log; nil where not even its first line is whole.
  static func contents(of path: String) throws(InputError) -> Contents? {
    let bytes: [UInt8]
    do {
      bytes = try TensorFile.read(path: path)
    } catch {
      throw InputError("\(error)")
    }
    var run: Run?
    var cases: [Case] = []
    var start = 0
    let decoder = JSONDecoder()
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      let line = Data(bytes[start..<end])
      let number = cases.count + (run == nil ? 1 : 2)
      if run == nil {
        guard let head = try? decoder.decode(Head.self, from: line), head.format == format else {
          throw InputError("\(path): expected the log of a verification, found something else")
        }
        guard head.version == version else {
          throw InputError("\(path): expected version \(version), found \(head.version)")
        }
        guard let first = try? decoder.decode(Run.self, from: line) else {
          throw InputError("\(path): expected what is judged in the first line, found something else")
        }
        run = first
      } else {
        guard let entry = try? decoder.decode(Case.self, from: line), CaseName(entry.id) != nil else {
          throw InputError("\(path): line \(number): expected a case, found something else")
        }
        cases.append(entry)
      }
      start = end + 1
    }
    guard let run else {
      guard bytes.count < 1 << 12 else {
        throw InputError("\(path): expected the log of a verification, found no line in \(bytes.count) bytes")
      }
      return nil
    }
    return Contents(run: run, cases: cases, length: start)
  }
}

extension VerificationLog.Run {
  /// The first thing in which two runs differ.
  func difference(_ other: Self) -> String {
    func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "none" }
    let pairs = [
      ("seed", text(seed), text(other.seed)), ("cases", text(cases), text(other.cases)),
      ("probes", text(probes), text(other.probes)), ("largest", text(largest), text(other.largest)),
      ("layout", text(layout), text(other.layout)),
      ("operations", text(operations?.joined(separator: ",")), text(other.operations?.joined(separator: ","))),
      ("time box", text(isTimeBoxed), text(other.isTimeBoxed)), ("shard", text(shard), text(other.shard)),
    ]
    return pairs.first { $0.1 != $0.2 }.map { "\($0.0) \(printable($0.1)), not \(printable($0.2))" } ?? "none"
  }
}
