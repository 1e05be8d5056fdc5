import Foundation

/// The variables by which a run is controlled from outside.
package enum PropertyEnvironment {
  /// The process's own; a test of the variables binds others.
  @TaskLocal package static var variables = ProcessInfo.processInfo.environment

  /// The value of a variable, nil where it is not set or empty.
  static subscript(name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// What a person has to correct; nil where every variable can be read. A profile that was meant and is not taken would
  /// go unnoticed for years.
  static var problem: String? {
    func isWrong(_ name: String, _ isRight: (String) -> Bool) -> Bool { self[name].map { !isRight($0) } ?? false }
    let wrong: [(name: String, expected: String, isWrong: Bool)] = [
      ("PROPERTY_PROFILE", "ci, default or soak", isWrong("PROPERTY_PROFILE", ["ci", "default", "soak"].contains)),
      ("PROPERTY_CASES", "a positive integer", isWrong("PROPERTY_CASES") { Int($0).map { $0 > 0 } ?? false }),
      ("PROPERTY_SEED", "an integer from 0 to 2⁶⁴ − 1", isWrong("PROPERTY_SEED") { UInt64($0) != nil }),
      (
        "PROPERTY_BUDGET", "a positive number of seconds",
        isWrong("PROPERTY_BUDGET") { Double($0).map { $0 > 0 } ?? false }
      ),
    ]
    return wrong.first(where: \.isWrong).map { "\($0.name) must be \($0.expected), found \"\(self[$0.name] ?? "")\"" }
  }
}
