import ArgumentParser

/// The command line. Exit codes: 0 holds, 1 violated, 2 the run itself failed.
struct MonarchOracle: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monarch-oracle",
    abstract: "Settles questions about Monarch matrices, exactly.",
    discussion: """
      Exit codes: 0 the statement holds, 1 it is violated, 2 the run itself failed (usage, bad input, broken pipe) or \
      could not settle the question.

      Examples:
        monarch-oracle verify
        monarch-oracle verify --exec "python3 Docs/Examples/numpy_kernel.py"
        monarch-oracle multiply --left L.npy --right R.npy --input X.npy --exact -
        monarch-oracle judge --left L.npy --right R.npy --input X.npy --result Y.npy
        monarch-oracle project model.safetensors --all --certificate model.cert
        monarch-oracle certify model.cert model.safetensors
        monarch-oracle factor M.npy --json answer.json
        monarch-oracle draw LR --n 16 --output M.svg
        monarch-oracle layout detect --dense M.npy --tensors W1.npy W2.npy
      """,
    version: "0.1.0",
    subcommands: [
      VerifyCommand.self, MergeCommand.self, RevealCommand.self, MutantsCommand.self, LayoutCommand.self,
      VectorsCommand.self,
      MultiplyCommand.self, JudgeCommand.self, ProjectCommand.self, CertifyCommand.self, DensifyCommand.self,
      FactorCommand.self, MemberCommand.self, TheoremsCommand.self, ConstructCommand.self, DrawCommand.self,
    ])
}
