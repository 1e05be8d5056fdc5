import Foundation
import PropertyEngine
import PropertyTesting
import Synchronization
import Testing

@Suite(.property(cases: 200, seed: 5)) final class FailureStoreTests: Sendable {
  /// A folder of this test's own.
  private let folder = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func files() throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func failuresAreKeptAndForgotten() async throws {
    let isBroken = Mutex(true)
    let calls = Mutex<[Int]>([])
    @Sendable func property() async {
      await check { draws in
        let n = try draws.draw(.integer(in: 0...1_000_000), as: "n")
        calls.withLock { $0.append(n) }
        if isBroken.withLock({ $0 }) { #expect(n < 4321) }
      }
    }
    #expect(try await recorded(keepingIn: folder) { await property() }.count == 1)
    let files = try files()
    let name = /PropertyTestingTests\.FailureStoreTests_failuresAreKeptAndForgotten__-[0-9a-f]+\.txt/
    #expect(files.count == 1 && files[0].wholeMatch(of: name) != nil, "\(files)")
    let text = try String(contentsOf: folder.appending(path: files[0]), encoding: .utf8)
    #expect(
      text.hasPrefix(
        "# Failures of PropertyTestingTests.FailureStoreTests/failuresAreKeptAndForgotten(), property 1, tried first"))
    #expect(text.contains("#   n = 4321\n") && text.hasSuffix("\nreplay: 4321\n"), "\(text)")

    // The next run begins with the kept case, and when it passes again the file is gone.
    calls.withLock { $0.removeAll() }
    isBroken.withLock { $0 = false }
    #expect(try await recorded(keepingIn: folder) { await property() }.isEmpty)
    #expect(calls.withLock { $0.first } == 4321)
    #expect(try self.files().isEmpty)
  }

  /// Two properties of one test, one in a loop and one with a name, each with its own file.
  @Test func propertiesOfOneTestDoNotForgetEachOther() async throws {
    let calls = Mutex<[String: [Int]]>([:])
    @Sendable func property(_ title: String, named name: String? = nil, limit: Int) async {
      await check(name: name) { draws in
        let n = try draws.draw(.integer(in: 0...1_000_000))
        calls.withLock { $0[title, default: []].append(n) }
        #expect(n < limit)
      }
    }
    @Sendable func properties() async {
      for (round, limit) in [Int.max, 4321, .max].enumerated() { await property("round \(round)", limit: limit) }
      await property("named", named: "of the same test", limit: 777)
    }
    #expect(try await recorded(keepingIn: folder) { await properties() }.count == 2)
    let kept = try files()
    #expect(kept.count == 2, "\(kept)")
    calls.withLock { $0.removeAll() }
    #expect(try await recorded(keepingIn: folder) { await properties() }.count == 2)
    // The kept case comes first in the property that it belongs to, and only there.
    calls.withLock { calls in
      #expect(calls["round 1"]?.first == 4321 && calls["named"]?.first == 777)
      for title in ["round 0", "round 2"] { #expect(calls[title]?.contains(4321) == false) }
    }
    #expect(try files() == kept)
    // A name is found again wherever the property stands.
    calls.withLock { $0.removeAll() }
    _ = try await recorded(keepingIn: folder) { await property("named", named: "of the same test", limit: 777) }
    #expect(calls.withLock { $0["named"]?.first } == 777)
  }

  /// The arguments of a parameterised test tell its cases apart.
  @Test(arguments: [(10, "ten"), (20, "twenty")]) func argumentsAreApart(limit: Int, name: String) async throws {
    _ = try await recorded(keepingIn: folder) {
      await forAll(Generator<Int>.integer(in: 0...1000)) { n in #expect(n < limit) }
    }
    let file = try #require(files().first)
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    #expect(text.contains("with \(limit), \"\(name)\", property 1, tried first"), "\(text)")
  }

  /// A message of several lines cannot forge a replay line.
  @Test func everyLineForPeopleIsMarked() async throws {
    _ = try await recorded(keepingIn: folder) {
      await check { draws in
        _ = try draws.draw(.integer(in: 1...9), as: "n")
        Issue.record("first\nreplay: 5\nthird")
      }
    }
    let text = try String(contentsOf: folder.appending(path: try #require(files().first)), encoding: .utf8)
    #expect(text.split(separator: "\n").filter { !$0.hasPrefix("#") } == ["replay: 1"], "\(text)")
  }

  @Test func nothingIsKeptWhereTheEnvironmentSaysOff() async throws {
    let issues = try await recorded(["PROPERTY_FAILURES": "off"]) {
      await forAll(Generator<Int>.integer()) { x in #expect(x < 50) }
    }
    #expect(issues.count == 1)
    #expect(!FileManager.default.fileExists(atPath: "off"))
  }
}
