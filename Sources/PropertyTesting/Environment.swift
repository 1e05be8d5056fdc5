import Foundation

/// The variables by which a run is controlled from outside.
package enum PropertyEnvironment {
  /// The process's own; a test of the variables binds others.
  @TaskLocal package static var variables = ProcessInfo.processInfo.environment

  /// The value of a variable, nil where it is not set or empty.
  static subscript(name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
