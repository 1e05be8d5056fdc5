import ExactArithmetic
import Foundation
import MonarchReference
import TensorFiles
import TestSupport
import Testing

@Suite struct DrawCommandTests {
  private static let grids = [(1, 1), (7, 1), (1, 7), (2, 2), (3, 2), (4, 3), (3, 4), (4, 4)]

  private func picture(_ arguments: String...) async throws -> Picture {
    let run = try await execute(program.path, ["draw"] + arguments + ["--output", "-"])
    #expect(run.status == 0 && run.error == "", "\(arguments): \(run.error)")
    return try Picture(run.output)
  }

  /// Every letter has cells where its definition has entries, one colour for each block, and the product where it is not 0.
  @Test(arguments: grids, ["L", "R", "LR", "RL", "LRL", "RLR", "LRLR", "LRLRL"])
  func wordsHaveTheirSupport(_ size: (q: Int, b: Int), word: String) async throws {
    let grid = try Grid(rows: size.q, columns: size.b)
    let picture = try await picture(word, "--n", "\(grid.count)", "--block", "\(grid.columns)")
    var letters: [Letter<Rational>] = []
    for (index, name) in word.enumerated() {
      let kind = name == "L" ? LetterKind.db : .bd
      let pattern = kind.pattern(on: grid)
      // Block t is full of t + 1.
      let blocks = (0..<pattern.blockCount).map { t in
        Matrix<Rational>(rows: pattern.b, columns: pattern.c) { _, _ in Rational(t + 1) }
      }
      letters.append(try Letter(kind, on: grid, blocks: blocks))
      try expectColours(of: picture.cells("factor-\(index)", grid.count), areThoseOf: letters[index].definition())
    }
    guard letters.count > 1 else {
      #expect(picture.panels["product"] == nil)
      return
    }
    let product = try Word(letters).definition()
    let cells = try picture.cells("product", grid.count)
    for x in 0..<grid.count {
      for y in 0..<grid.count { #expect((cells[x][y] != nil) == (product[x, y] != .zero), "(\(x), \(y))") }
    }
    if word == "LR" { try expectSlices(cells, on: grid) }
  }

  /// Cells are there where entries are not 0, and have one colour if and only if the entries are equal.
  private func expectColours(of cells: [[String?]], areThoseOf matrix: Matrix<Rational>) throws {
    var colours: [Rational: String] = [:]
    for x in 0..<matrix.rows {
      for y in 0..<matrix.columns {
        let cell = cells[x][y]
        #expect((cell != nil) == (matrix[x, y] != .zero), "(\(x), \(y))")
        if let cell { #expect(colours.updateValue(cell, forKey: matrix[x, y]) ?? cell == cell, "(\(x), \(y))") }
      }
    }
    #expect(Set(colours.values).count == colours.count)
  }

  /// Each slice has a colour of its own.
  private func expectSlices(_ cells: [[String?]], on grid: MonarchReference.Grid) throws {
    let (shape, n) = (try MonarchShape.grid(grid), grid.count)
    let places = Matrix<Rational>(rows: n, columns: n) { Rational($0 * n + $1) }
    var colours: Set<String?> = []
    for j in 0..<grid.columns {
      for k in 0..<grid.rows {
        let own = Set(
          try shape.slice(of: places, λ: j, a: k).elements.map { place in
            let index = Int(Double(place))
            return cells[index / n][index % n]
          })
        #expect(own.count == 1 && !own.contains(nil), "slice (\(j), \(k)) has the colours \(own)")
        colours.formUnion(own)
      }
    }
    #expect(colours.count == n)
  }

  /// P and its inverse are the reference's, and the paper's form has the colours of the word LR.
  @Test(arguments: grids) func explicitPermutationsMakeTheSameProduct(_ size: (q: Int, b: Int)) async throws {
    let grid = try Grid(rows: size.q, columns: size.b)
    let (n, stride) = (grid.count, Permutation.stride(grid))
    let options = ["--n", "\(n)", "--block", "\(grid.columns)"]
    let word = try await picture("P' L P R", options[0], options[1], options[2], options[3])
    let plain = try await picture("LR", options[0], options[1], options[2], options[3])
    func support(_ cells: [[String?]]) -> Matrix<Rational> {
      Matrix(rows: n, columns: n) { cells[$0][$1] == nil ? 0 : 1 }
    }
    #expect(try support(word.cells("factor-0", n)) == stride.inverse.matrix())
    #expect(try support(word.cells("factor-2", n)) == stride.matrix())
    let blocks = (0..<grid.columns).map { _ in
      Matrix<Rational>(rows: grid.rows, columns: grid.rows) { _, _ in 1 }
    }
    #expect(try support(word.cells("factor-1", n)) == BlockDiagonal(blocks).matrix)
    #expect(try word.cells("factor-3", n) == plain.cells("factor-1", n))
    #expect(try word.cells("product", n) == plain.cells("product", n))
    // Any word has the support of the product of its factors.
    for text in ["P P", "P L P R", "P R P", "R P L", "L P R P' L"] {
      let other = try await picture(text, options[0], options[1], options[2], options[3])
      var product = Matrix<Rational>.identity(n)
      for index in 0..<text.filter(\.isUppercase).count {
        product = try product * support(other.cells("factor-\(index)", n))
      }
      let found = try other.cells("product", n)
      for x in 0..<n {
        for y in 0..<n { #expect((found[x][y] != nil) == (product[x, y] != .zero), "\(text) at (\(x), \(y))") }
      }
    }
  }

  /// Each wire ends at the image of its beginning.
  @Test(arguments: [("P", false), ("P'", true)]) func wiresLeadToImages(text: String, isInverse: Bool) async throws {
    let grid = try Grid(rows: 4, columns: 3)
    let picture = try await picture(text, "--n", "12", "--block", "3")
    let starts = picture.wires.map(\.start).sorted()
    let permutation = isInverse ? Permutation.stride(grid).inverse : .stride(grid)
    #expect(picture.wires.map { starts.firstIndex(of: $0.end) } == permutation.images.map { $0 })
    #expect(picture.wires.map(\.start) == starts)
  }

  /// The slices of a matrix lie where the reference has them, and zeros have a colour that no other number has.
  @Test(arguments: [(4, 4), (3, 4), (6, 1), (1, 5)]) func slicesArePulledOut(_ size: (q: Int, b: Int)) async throws {
    let grid = try Grid(rows: size.q, columns: size.b)
    let (n, shape) = (grid.count, try MonarchShape.grid(grid))
    // Zeros, the smallest number there is, and others.
    let values: [Double] = (0..<n * n).map { index in
      if index.isMultiple(of: 5) { return 0 }
      return index == 1 ? Double.leastNonzeroMagnitude : Double(index * 7 % 31 + 1)
    }
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "a<b>&\"c.npy").path
      try TensorFile.write(NumPyFile.encode(Tensor(values, shape: [n, n])), path: path)
      let picture = try await picture("slices", "--of", path, "--block", "\(grid.columns)")
      #expect(picture.title.contains("a<b>&\"c.npy"))
      let text = try await oracle("draw", path, "--output", "-").output
      #expect(text.contains("/a&lt;b&gt;&amp;&quot;c.npy, ") && !text.contains("c.npy\""))
      let cells = try picture.cells("matrix", n)
      let zero = cells[0][0]
      for (index, value) in values.enumerated() {
        #expect((cells[index / n][index % n] == zero) == (value == 0), "\(index)")
      }
      let places = Matrix<Rational>(rows: n, columns: n) { Rational($0 * n + $1) }
      for j in 0..<grid.columns {
        for k in 0..<grid.rows {
          let slice = try shape.slice(of: places, λ: j, a: k)
          let found = try picture.cells("slice-\(j)-\(k)", rows: grid.rows, columns: grid.columns)
          for l in 0..<grid.rows {
            for i in 0..<grid.columns {
              let index = Int(Double(slice[l, i]))
              #expect(found[l][i] == cells[index / n][index % n], "slice (\(j), \(k)) at (\(l), \(i))")
            }
          }
        }
      }
      // The same entries without slices.
      let whole = try await self.picture(path)
      #expect(try whole.cells("matrix", n) == cells)
    }
  }

  @Test func slicesWithoutAMatrixAreOneRectangleEach() async throws {
    let all = try await picture("slices", "--n", "12", "--block", "4")
    #expect(all.sliceCount == 12)
    try expectSlices(all.cells("matrix", 12), on: Grid(rows: 3, columns: 4))
    let one = try await picture("slices", "--n", "12", "--block", "4", "--slice", "2,1")
    #expect(one.sliceCount == 1)
    #expect(try one.cells("matrix", 12).joined().count { $0 != nil } == 12)
  }

  /// Rows alike are written once: files grow with n, not with n².
  @Test(arguments: [("LR", 64, 30_000), ("LR", 256, 60_000), ("LR", 1024, 200_000), ("LRLRLRL", 4096, 6_000_000)])
  func filesAreSmall(word: String, n: Int, limit: Int) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending(path: "M.svg").path
      let run = try await oracle("draw", word, "--n", "\(n)", "--output", path)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(run.status == 0 && text.utf8.count <= limit, "\(text.utf8.count) bytes")
      #expect(run.output.contains("\(text.utf8.count) bytes"))
      _ = try Picture(text)
      let again = try await oracle("draw", word, "--n", "\(n)", "--output", "-")
      #expect(again.output == text)
    }
  }

  /// Many small blocks do not make large files either.
  @Test(arguments: ["1", "2", "4096"]) func narrowGridsMakeSmallFiles(block: String) async throws {
    let run = try await oracle("draw", "LRL", "--n", "4096", "--block", block, "--output", "-")
    #expect(run.status == 0 && run.output.utf8.count < 12_000_000, "\(run.output.utf8.count) bytes")
  }

  @Test(arguments: [
    (["LR", "--n", "0"], "expected a size of 1 to 4096, found 0"),
    (["LR", "--n=-3"], "expected a size of 1 to 4096, found -3"),
    (["LR", "--n", "\(Int.max)"], "expected a size of 1 to 4096"),
    (["LR", "--n", "4097", "--block", "1"], "expected a size of 1 to 4096, found 4097"),
    (["LR", "--n", "12"], "n = 12 is not a square: name the block size b with --block"),
    (["LR", "--n", "12", "--block", "5"], "expected a size that divides n = 12, found 5"),
    (["LR", "--n", "12", "--block", "0"], "expected a size that divides n = 12, found 0"),
    (["LR", "--n", "12", "--block=-4"], "expected a size that divides n = 12, found -4"),
    (["LR", "--n", "16", "--block=\(Int.min)"], "expected a size that divides n = 16"),
    (["LX"], "expected a word such as \"LR\""), ([""], "expected a word"), (["'P"], "expected a word"),
    (["LRLRLRLR"], "at most 7 letters, found 8"), (["LR", "--of", "A.npy"], "--of names the matrix of slices"),
    (["LR", "--slice", "0,0"], "--slice is for slices"), (["slices", "--slice", "4,0"], "j < 4 and k < 4"),
    (["slices", "--slice", "1"], "j < 4 and k < 4"), (["slices", "--slice", "0,-1"], "j < 4 and k < 4"),
    (["missing.npy"], "missing.npy"), (["missing.npy", "--n", "4"], "the matrix has a size of its own"),
  ])
  func mistakesAreOneLine(arguments: [String], text: String) async throws {
    let run = try await execute(program.path, ["draw"] + arguments + ["--output", "-"])
    #expect(run.status == 2 && run.output == "", "\(run)")
    #expect(run.errorLine?.contains(text) == true, "\(run.error)")
  }

  @Test func foreignMatricesAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let (path, svg) = (folder.appending(path: "M.json").path, folder.appending(path: "M.svg").path)
      try Data("{\"shape\": [1, 1], \"field\": \"F_7\", \"entries\": [3]}".utf8).write(to: URL(filePath: path))
      let field = try await oracle("draw", path, "--output", svg)
      #expect(field.status == 2 && field.errorLine?.contains("expected numbers with magnitudes") == true)
      let large = folder.appending(path: "large.npy").path
      try TensorFile.write(
        NumPyFile.encode(Tensor([Float](repeating: 1, count: 257 * 257), shape: [257, 257])), path: large)
      let size = try await oracle("draw", large, "--output", svg)
      #expect(size.status == 2 && size.errorLine?.contains("at most 256 rows to draw, found 257") == true)
      #expect(!FileManager.default.fileExists(atPath: svg))
      let own = try await oracle("draw", path, "--output", path)
      #expect(own.status == 2 && own.errorLine?.contains("which is read") == true)
    }
  }
}
