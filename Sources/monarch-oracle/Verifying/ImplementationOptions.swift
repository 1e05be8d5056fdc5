import ArgumentParser
import MonarchJudge
import MonarchKernels

/// Which implementation is asked: a foreign one, or the built-in kernels in every form that this machine runs.
struct ImplementationOptions: ParsableArguments {
  @Option(name: .customLong("exec"), help: "The command of a foreign implementation, run by sh.")
  var command: String?

  @Option(help: "The layout that the implementation must declare; of the built-in kernels, paper or fly.")
  var layout: Layout?

  @Option(help: "Seconds that a foreign implementation may take for one reply.")
  var timeout: Double = 10

  @Option(help: "Seconds that it may take to start and to answer hello.")
  var startup: Double = 60

  func validate() throws {
    if command == nil, let layout, layout != .paper, layout != .fly {
      throw ValidationError("--layout: the built-in kernels store their factors as paper or fly, found \(layout)")
    }
    for (name, seconds) in [("timeout", timeout), ("startup", startup)] where !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--\(name): expected seconds above 0 and at most 86400, found \(seconds)")
    }
  }

  /// The foreign implementation, where there is one.
  var foreign: PipeImplementation? {
    command.map { PipeImplementation(command: $0, startLimit: .seconds(startup), timeLimit: .seconds(timeout)) }
  }

  /// The built-in kernels: every element type with every instruction set.
  func builtIn() throws -> [any InProcessKernel] {
    #if os(macOS) && arch(x86_64)
      return try builtIn(Float.self) + builtIn(Double.self) + builtIn(BFloat16.self)
    #else
      return try builtIn(Float.self) + builtIn(Double.self) + builtIn(Float16.self) + builtIn(BFloat16.self)
    #endif
  }

  private func builtIn<Scalar: BuiltInScalar>(_: Scalar.Type) throws -> [any InProcessKernel] {
    try InstructionSet.allCases.filter { $0 != .automatic && $0.isAvailable }.map { set in
      try BuiltInImplementation(Scalar.self, instructionSet: set, layout: layout ?? .fly)
    }
  }
}
