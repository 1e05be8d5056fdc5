import ArgumentParser
import Foundation
import MonarchJudge
import MonarchReference

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw",
    abstract: "Draws the structure of words, permutations, slices and matrices as SVG.",
    discussion: """
      LR, RL, LRL, …   the letters side by side and their product: L in DB(b, n) acts inside the columns of the q×b grid, \
      R in BD(b, n) inside its rows. Hue tells the block of L, lightness that of R, in the product as well.
      P, P'            the stride permutation, or its inverse, as a matrix and as wires.
      "P L P' R"       words with explicit permutations, in which L is block-diagonal too: the paper's form. Where b is not \
      √n the same matrix is "P' L P R".
      slices           the slices S_jk of a matrix, in place and pulled out; with --of FILE their magnitudes, where zeros \
      have a colour of their own, and up to n = 64 their ranks.
      FILE             the magnitudes of a matrix: .npy, MODEL.safetensors:NAME, ARRAYS.npz:NAME, or .json with fractions.

      Sizes: n up to 4096, and 256 for the entries of a matrix.

      Examples:
        monarch-oracle draw LR --n 16 --output M.svg
        monarch-oracle draw LRL --n 12 --block 3 --output word.svg
        monarch-oracle draw "P L P' R" --n 16 --output paper.svg
        monarch-oracle draw P --n 12 --block 3 --output P.svg
        monarch-oracle draw slices --n 16 --slice 1,2 --output slices.svg
        monarch-oracle draw slices --of A.npy --block 4 --output A.svg
        monarch-oracle draw A.npy --output - > A.svg
      """)

  @Argument(help: "A word such as LR or \"P L P' R\", slices, or a matrix file.")
  var what: String

  @Option(help: "The size n; that of the matrix where there is one. Default: 16.")
  var n: Int?

  @Option(help: ArgumentHelp("The block size b, which divides n; there are q = n/b rows. Default: √n.", valueName: "b"))
  var block: Int?

  @Option(help: ArgumentHelp("The matrix whose slices are drawn.", valueName: "file"))
  var of: String?

  @Option(help: ArgumentHelp("Pull out one slice, by its j < b and k < q.", valueName: "j,k"))
  var slice: String?

  @Option(help: ArgumentHelp("Where the picture goes; - for standard output.", valueName: "file"))
  var output: String

  /// The largest n of a structure, and of a matrix whose entries are drawn.
  static let limits = (structure: 4096, entries: 256)

  /// Options that do not go together: one line of error, as all bad input has.
  private func checkOptions() throws(InputError) {
    if what != "slices" {
      if of != nil { throw InputError("--of names the matrix of slices: draw slices --of FILE") }
      if slice != nil { throw InputError("--slice is for slices") }
    }
    if isFile || of != nil, n != nil { throw InputError("--n: the matrix has a size of its own") }
    if let n, !(1...Self.limits.structure).contains(n) {
      throw InputError("--n: expected a size of 1 to \(Self.limits.structure), found \(n)")
    }
  }

  /// Whether a file is named: words have no dots.
  private var isFile: Bool { what.contains(".") }

  func run() throws {
    try checkOptions()
    try checkWritable(output)
    try checkDistinct(results: [output], inputs: [isFile ? what : of])
    let (svg, title) = try picture()
    let bytes = Array(svg.encoded(title: title).utf8)
    if output == "-" {
      try write(bytes, to: 1, named: "standard output")
    } else {
      try writeFile(bytes, to: output)
      try printOutput("\(printable(output)): \(printable(title)), \(bytes.count) bytes")
    }
  }

  private func picture() throws(InputError) -> (svg: SVGDocument, title: String) {
    if isFile { return try matrix(what) }
    if what == "slices" {
      guard let of else { return try slices(grid(n ?? 16), nil, "") }
      let source = try entries(of)
      let grid = try source.grid(block: block)
      return try slices(grid, Magnitudes(source, slices: grid.count <= 64 ? grid : nil), of)
    }
    return try WordPicture(what, on: grid(n ?? 16)).document()
  }

  private func grid(_ n: Int) throws(InputError) -> MonarchReference.Grid {
    let root = Int(Double(n).squareRoot().rounded())
    if block == nil, root * root != n {
      throw InputError("n = \(n) is not a square: name the block size b with --block")
    }
    let columns = block ?? root
    guard columns >= 1, n.isMultiple(of: columns),
      let grid = try? MonarchReference.Grid(rows: n / columns, columns: columns)
    else { throw InputError("--block: expected a size that divides n = \(n), found \(columns)") }
    return grid
  }

  private func entries(_ path: String) throws(InputError) -> ExactMatrix {
    let source = try ExactMatrix(path)
    guard source.size <= Self.limits.entries else {
      throw InputError("\(path): expected at most \(Self.limits.entries) rows to draw, found \(source.size)")
    }
    return source
  }

  private func slices(
    _ grid: MonarchReference.Grid, _ magnitudes: Magnitudes?, _ source: String
  ) throws(InputError) -> (svg: SVGDocument, title: String) {
    var only: (j: Int, k: Int)?
    if let slice {
      let parts = slice.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let j = parts[0], let k = parts[1], (0..<grid.columns).contains(j),
        (0..<grid.rows).contains(k)
      else {
        throw InputError(
          "--slice: expected j,k with j < \(grid.columns) and k < \(grid.rows), found \"\(printable(slice))\"")
      }
      only = (j, k)
    }
    return try SlicesPicture(grid: grid, magnitudes: magnitudes, only: only, source: source).document()
  }

  /// A matrix by its magnitudes alone, with lines between the rows of the grid where a block is named.
  private func matrix(_ path: String) throws(InputError) -> (svg: SVGDocument, title: String) {
    let source = try entries(path)
    let step = block == nil ? 0 : try source.grid(block: block).columns
    let magnitudes = try Magnitudes(source, slices: nil)
    let (size, title) = (source.size, "\(path), \(source.size)×\(source.size)")
    var svg = SVGDocument()
    svg.text(title, x: 20, y: 30, size: 18, style: "font-weight=\"bold\"")
    var picture = CellPicture(
      rows: size, columns: size, look: { $0 },
      cells: { row in (0..<size).map { ($0, magnitudes.colour(row, $0)) } }, id: "matrix")
    (picture.rowStep, picture.columnStep) = (step, step)
    picture.draw(into: &svg, x: 20, y: 50, side: CellPicture.side(size))
    _ = MagnitudeLegend(magnitudes: magnitudes).draw(into: &svg, y: svg.height + 28)
    return (svg, title)
  }
}
