import Synchronization
import Testing

/// Which property of which test this is, in words that outlive edits of the source: never a line.
///
/// Within a test it is the name that the property was given, or else a count: the second property that a test comes to is
/// its second one. A parameterised test counts for each of its arguments apart.
package struct PropertyIdentity: Hashable, Sendable {
  /// "Module.Suite/function()": the test's identity without its file and line.
  let test: String
  /// The test's arguments, as Swift Testing identifies them; empty where it has none.
  let arguments: String
  /// The name that the property was given.
  let name: String?
  /// Which of the properties of this test, arguments and name it is, counted from 1.
  let ordinal: Int

  init(_ test: Test?, _ testCase: Test.Case?, name: String?) {
    self.test = test.map(PropertyIdentity.text) ?? "no test"
    arguments = testCase.map(PropertyIdentity.arguments) ?? ""
    self.name = name
    ordinal = PropertyIdentity.counts.next("\(self.test)\n\(arguments)\n\(name ?? "")")
  }

  /// For people.
  var description: String {
    var text = test
    if !arguments.isEmpty { text += " with \(arguments)" }
    if let name { text += ", \(name)" }
    if ordinal > 1 || name == nil { text += ", property \(ordinal)" }
    return text
  }

  private static func text(_ test: Test) -> String {
    let identity = String(describing: test.id)
    guard let slash = identity.lastIndex(of: "/"), identity[slash...].contains(".swift:") else { return identity }
    return String(identity[..<slash])
  }

  /// Swift Testing does not publish the arguments of a case; it does keep an identifier of each. Where it keeps them
  /// otherwise, the cases of a parameterised test share their kept failures.
  private static func arguments(_ testCase: Test.Case) -> String {
    guard let kind = Mirror(reflecting: testCase).descendant("_kind"),
      let list = Mirror(reflecting: kind).descendant("parameterized", "arguments")
    else { return "" }
    return Mirror(reflecting: list).children.map { argument in
      let bytes = Mirror(reflecting: argument.value).descendant("id", "bytes") as? [UInt8] ?? []
      return String(decoding: bytes, as: UTF8.self)
    }.joined(separator: ", ")
  }

  /// How many properties each test has come to.
  package final class Counts: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    package init() {}

    fileprivate func next(_ key: String) -> Int {
      counts.withLock { counts in
        counts[key, default: 0] += 1
        return counts[key]!
      }
    }
  }

  /// Those of this process. A run of a test that has traits of its own counts anew, so that it can be repeated.
  @TaskLocal package static var counts = Counts()
}
