import ArgumentParser

/// Questions about conventions.
struct LayoutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout",
    abstract: "Which convention do these tensors follow?",
    discussion: """
      Examples:
        monarch-oracle layout detect --dense M.npy --tensors W1.npy W2.npy
        monarch-oracle layout list
      """,
    subcommands: [LayoutDetectCommand.self, LayoutListCommand.self])
}
