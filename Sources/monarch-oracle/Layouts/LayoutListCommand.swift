import ArgumentParser
import MonarchJudge

/// The presets, with what their tensors mean.
struct LayoutListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Prints the conventions that have a name.",
    discussion: """
      Sizes: the factor applied first has k blocks q×p, the second l blocks s×r, and k·q = l·r. Each formula is over the axes of the \
      stored tensors.

      Example:
        monarch-oracle layout list --json layouts.json
      """)

  @Option(help: ArgumentHelp("Write the list as JSON; - for standard output.", valueName: "file"))
  var json: String?

  struct Entry: Encodable {
    let layout: String
    let right: String
    let left: String
    let appliedFirst: String
    let formula: String
  }

  /// Every preset, in the order of `Layout.presets`.
  static let entries: [Entry] = Layout.presets.map { layout in
    let (right, left, formula) =
      switch layout.name {
      case "paper": ("(q, b, b)", "(b, q, q)", "M[l·b + j, k·b + i] = left[j, l, k] · right[k, j, i]")
      case "fly":
        (
          "(k, q, p)", "(l, s, r)",
          "M[σ·l + λ, a·p + i] = Σ left[λ, σ, ρ] · right[a, c, i] over a·q + c = ρ·l + λ"
        )
      case "fly-einsum":
        (
          "(k, j·b1, i)", "(j, l·b2, k·b1)",
          "M[(l·J + j)·b2 + z, k·I + i] = Σ_y left[j, l·b2 + z, k·b1 + y] · right[k, j·b1 + y, i]; fly-einsum:b2"
        )
      case "monarch-linear": ("(k, q, p)", "(k, s, q)", "as fly; the input padded, the output cropped at its end")
      case "m2": ("(m, m, m)", "(m, m, m)", "M[i·m + j, l·m + k] = right[j, i, k] · left[k, j, l]")
      case "monarch-attention":
        ("(k, j, i)", "(j, k, l)", "M[l·J + j, k·I + i] = left[j, k, l] · right[k, j, i]")
      case "btt":
        (
          "(m1, m0, n0·r)", "(n0, m1·r, n1)",
          "M[c·n1 + ν, a·m0 + i] = Σ_ρ right[a, i, c·r + ρ] · left[c, a·r + ρ, ν]"
        )
      case "ks":
        (
          "(k, q, p, 1)", "(1, s, r, l)",
          "M[σ·l + λ, a·p + i] = Σ left[0, σ, ρ, λ] · right[a, c, i, 0] over a·q + c = ρ·l + λ"
        )
      default: ("", "", "")
      }
    return Entry(
      layout: layout.name, right: right, left: left, appliedFirst: layout.appliedFirst.rawValue, formula: formula)
  }

  func run() throws {
    try checkWritable(json)
    if json != "-" {
      let rows = LayoutListCommand.entries.map { [$0.layout, $0.right, $0.left, $0.appliedFirst, $0.formula] }
      try printOutput(
        table([["layout", "right", "left", "applied first", "dense matrix M of y = M x"]] + rows, rightAligned: []))
    }
    if let json { try writeJSON(LayoutListCommand.entries, to: json) }
  }
}
