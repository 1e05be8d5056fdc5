import ArgumentParser
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import TensorFiles

struct ConstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "construct",
    abstract: "Writes the factors of a Fourier transform, a convolution, a Hadamard transform and others.",
    discussion: """
      Proposition 3.2, class by class: factors of n x n matrices on the grid of q = n/b rows and b columns. CLASS is one of \
      \(ClassName.allCases.map(\.rawValue).joined(separator: ", ")); see monarch-oracle theorems CLASS for what it is.

      Parameters, as --parameter NAME=VALUES with VALUES such as 1,-1/2,3 or the file of a vector:
        circulant c: the first column      toeplitz t: the 2n-1 diagonals from the upper right on
        afdf, acdc a, d: the diagonals     hd3 d1, d2, d3    fastfood s, g, b and the permutation pi
        permutation pi: where each index goes
      What is not given is drawn: signs, and a random permutation.

      Without --layout the file has a tensor for each letter, as 0.L, 1.R, 2.L: the product in this order is the matrix, the \
      last one is applied first. L acts inside the columns of the grid, (b, q, q): y[l,j] = sum_k L[j,l,k] x[k,j]; R inside its \
      rows, (q, b, b): y[k,j] = sum_i R[k,j,i] x[k,i]; x and y are vectors of n numbers, reshaped to (q, b). With --layout the \
      letters are paired to Monarch matrices 0.left, 0.right, 1.left, …, stored as that convention has them. A .json has the \
      exact entries. A toeplitz matrix is the upper left n x n corner of factors of size 2n.

      Examples:
        monarch-oracle construct dft --n 1024 --output dft.npz --check
        monarch-oracle construct circulant --n 9 --block 3 --parameter c=1,2,3,0,0,0,0,0,0 --output c.npz
        monarch-oracle construct hadamard --n 256 --layout monarch-linear --format float32 --output h.safetensors
        monarch-oracle construct dct-ii --n 16 --output dct.json
      """)

  @Argument(help: ArgumentHelp("The class.", valueName: "class"))
  var name: ClassName

  @Option(help: ArgumentHelp("The matrix is n x n, 1 <= n <= 4096.", valueName: "n"))
  var n: Int

  @Option(help: "b, the columns of the grid: a divisor of n (of 2n for toeplitz). Default: the largest up to its root.")
  var block: Int?

  @Option(help: ArgumentHelp("A parameter of the class; may be repeated.", valueName: "name=values"))
  var parameter: [String] = []

  @Option(help: "Seed of the parameters that are not given.")
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Where the factors go: .npz, .safetensors, or .json for exact ones.", valueName: "file"))
  var output: String?

  @Option(help: "Pair the letters to Monarch matrices of this convention.")
  var layout: Layout?

  @Option(help: "float32 or float64, for each part of a complex number. Default: float64, where the file has it.")
  var format: OutputFormat?

  @Flag(help: "Verify first that the product of the exact factors is the matrix of the class's definition.")
  var check = false

  @Option(help: ArgumentHelp("Write a summary as JSON; - for standard output.", valueName: "file"))
  var json: String?

  func validate() throws {
    guard (1...4096).contains(n) else { throw ValidationError("--n: expected 1 to 4096, found \(n)") }
    let count = name.gridCount(n)
    if let block, block < 1 || !count.isMultiple(of: block) {
      throw ValidationError("--block: expected a divisor of \(count), found \(block)")
    }
    if output == nil, !check { throw ValidationError("name a file with --output, or --check, or both") }
    if let output, ![".npz", ".safetensors", ".json"].contains(where: { output.hasSuffix($0) }) {
      throw ValidationError("--output: expected a name that ends in .npz, .safetensors or .json, found \(output)")
    }
    if layout != nil, output == nil || output?.hasSuffix(".json") == true {
      throw ValidationError("--layout is for an --output of tensors")
    }
  }

  struct Summary: Encodable {
    let command = "construct"
    let `class`: String
    let n: Int
    /// q and b.
    let grid: [Int]
    let word: String
    /// The field of the entries.
    let field: String
    let isComplex: Bool
    /// Entries of all factors.
    let entryCount: Int
    /// The parameters by name, as fractions, whether given or drawn.
    let parameters: [String: [String]]
    let drawn: [String]
    let seed: UInt64
    /// Of the tensors that were written.
    var elementType: String?
    var check: ConstructionCheck.Result?
  }

  func run() throws {
    for path in [output, json] { try checkWritable(path) }
    try checkDistinct(
      results: [output, json], inputs: parameter.map { ClassParameters.parts($0).last })
    let grid = try grid()
    let parameters = try ClassParameters(parameter, of: name, size: n, seed: seed)
    let member = try name.member(n, parameters.values) { Cyclotomic($0) }
    let order = member.rootOrder(on: grid)
    let word = try member.word(on: grid, RootsOfUnity(order: order))
    let file = ConstructionFile(word: word, name: name, size: n, rootOrder: order, parameters: parameters)
    var summary = Summary(
      class: name.rawValue, n: n, grid: [grid.rows, grid.columns], word: file.letters, field: file.field,
      isComplex: file.isComplex, entryCount: word.parameterCount,
      parameters: parameters.texts, drawn: parameters.drawn, seed: seed)
    if check {
      summary.check = try ConstructionCheck(name: name, size: n, grid: grid, values: parameters.values).result(word)
    }
    // What is wrong is not written.
    if let output, summary.check?.holds != false {
      summary.elementType = try file.write(to: output, layout: layout, format: format)
    }
    if let json { try writeJSON(summary, to: json) }
    if json != "-" { try printOutput(text(summary)) }
    if summary.check?.holds == false { throw ExitCode(1) }
  }

  private func grid() throws -> MonarchReference.Grid {
    let count = name.gridCount(n)
    let columns = block ?? (1...count).last { $0 * $0 <= count && count.isMultiple(of: $0) } ?? 1
    return try MonarchReference.Grid(rows: count / columns, columns: columns)
  }

  private func text(_ summary: Summary) -> String {
    let dense = n * n
    var lines = [
      "\(summary.class), \(n)×\(n): the word \(summary.word) on the grid of \(summary.grid[0])×\(summary.grid[1]), "
        + "\(summary.isComplex ? "complex" : "real") entries in \(summary.field)",
      "\(summary.entryCount) entries in the factors, \(dense) in the matrix",
    ]
    if !summary.drawn.isEmpty {
      lines.append("drawn by seed \(seed): \(summary.drawn.joined(separator: ", "))")
    }
    if let output, summary.check?.holds != false {
      lines.append("written: \(printable(output))\(summary.elementType.map { " in \($0)" } ?? ", exactly")")
    }
    if let check = summary.check { lines.append(check.text) }
    return lines.joined(separator: "\n")
  }
}
