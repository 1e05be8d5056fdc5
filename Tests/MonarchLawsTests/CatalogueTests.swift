import Foundation
import MonarchLaws
import PropertyEngine
import PropertyTesting
import TestSupport
import Testing

/// One law of the catalogue as the argument of a test.
struct NamedLaw: CustomTestStringConvertible, Sendable {
  let theorem: String
  let law: Law
  var testDescription: String { "\(theorem): \(law.name) over \(law.field)" }

  static let all = Catalogue.theorems.flatMap { theorem in
    theorem.laws.map { NamedLaw(theorem: theorem.id, law: $0) }
  }
}

@Suite struct CatalogueTests {
  /// Every law of the catalogue, by the engine.
  @Test(.property(.ci), arguments: NamedLaw.all) func holds(_ named: NamedLaw) async {
    // What takes few cases takes large ones.
    let count = named.law.quickCases < 10 ? named.law.quickCases : cases(named.law.quickCases)
    let report = await named.law.check(cases: count, seed: PropertySettings.ci.seed!)
    #expect(report.holds, "\(named.testDescription): \(report.verdict)")
    #expect(report.cases >= min(count, 3))
  }

  @Test func idsAreUnique() {
    let ids = Catalogue.theorems.map(\.id)
    #expect(Set(ids).count == ids.count)
    for theorem in Catalogue.theorems {
      #expect(theorem.id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
      #expect(!theorem.statement.isEmpty && !theorem.source.isEmpty && !theorem.laws.isEmpty)
      let laws = theorem.laws.map { "\($0.name) \($0.field)" }
      #expect(Set(laws).count == laws.count)
      #expect(Catalogue.theorem(theorem.id)?.statement == theorem.statement)
      // What differs from its source says how.
      if theorem.status == .refuted || theorem.status == .strengthened { #expect(theorem.claim != nil) }
    }
    #expect(Catalogue.theorem("no such theorem") == nil)
  }

  /// Every id of the theory is here, and in a table of the guide.
  @Test func everyTheoremIsInTheGuide() throws {
    #expect(Catalogue.theorems.count == 42)
    let pages = try ["structure", "projection", "factorization", "expressiveness"].map {
      try String(contentsOf: repository.appending(path: "Docs/Guide/\($0).md"), encoding: .utf8)
    }
    for theorem in Catalogue.theorems {
      let isThere = pages.contains { $0.contains("| `\(theorem.id)`") || $0.contains("`\(theorem.id)` |") }
      #expect(isThere, "\(theorem.id)")
    }
  }

  /// A law that does not hold is violated by the simplest case there is, and the same seed finds it again.
  @Test func falseLawsAreViolated() async throws {
    let law = Law("everyNumberIsBelowSeven", field: "ℤ", cases: 50) { draws in
      let value = try draws.draw(.integer(in: 0...1000), as: "value")
      try demand(value < 7, "\(value) is not below 7")
    }
    for _ in 0..<2 {
      let report = await law.check(seed: 3)
      guard case .failed(let example) = report.verdict else {
        Issue.record("not violated: \(report.verdict)")
        return
      }
      #expect(example.values.map(\.text) == ["7"] && example.message.contains("7 is not below 7"))
    }
    #expect(await law.check(cases: 1, seed: 1).cases <= 1)
  }
}
