import MonarchReference

extension WordPicture {
  /// The whole picture: the factors side by side, the product, a legend, and what is to be seen.
  func document() -> (svg: SVGDocument, title: String) {
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    let title = "\(signs.map(\.rawValue).joined(separator: " · ")), n = \(n) on the grid q×b = \(grid)"
    var svg = SVGDocument()
    svg.text(title, x: 20, y: 30, size: 18, style: "font-weight=\"bold\"")
    let (factors, side) = (factors, CellPicture.side(n))
    let panel = Double(n) * side
    let top = 62 + CellPicture.margin.top
    var x = 20.0
    let product = signs.count > 1 ? product(id: "product") : nil
    for (index, sign) in signs.enumerated() {
      if index > 0 { x = symbol("·", after: x, middle: top + panel / 2, in: &svg) }
      var picture = picture(of: factors[index], id: "factor-\(index)")
      picture.marks = product?.marks[index] ?? []
      let (rows, columns) = grids(of: sign)
      x = draw(picture, rows, columns, heading(sign), caption(factors[index]), x, top, side, in: &svg)
    }
    if let product, let first = signs.first, let last = signs.last {
      x = symbol("=", after: x, middle: top + panel / 2, in: &svg)
      var picture = product.picture
      picture.marks = product.marks[signs.count]
      let name = productName == "product" ? "product" : "product, in \(productName)(\(b), \(n))"
      x = draw(
        picture, grids(of: first).rows, grids(of: last).columns, name, product.caption, x, top, side, in: &svg)
    } else if case .permutation(let permutation) = factors[0] {
      x = Wiring(permutation: permutation, from: grids(of: signs[0]).columns, to: grids(of: signs[0]).rows)
        .draw(into: &svg, x: x + 30, y: top, height: panel)
    }
    var y = svg.height + 24
    if signs.contains(.left) {
      y = legend("L_j: hue", "j", b, y, in: &svg) { colour(.db, block: $0) }
    }
    if signs.contains(.right) {
      y = legend("R_k: lightness", "k", q, y, in: &svg) { colour(.bd, block: $0) }
    }
    if !signs.contains(.left), !signs.contains(.right) {
      y = legend("x0: hue", "", b, y, in: &svg) { colour(.db, block: $0) }
    }
    y += 6
    for line in explanation(isOutlined: product?.marks.last?.isEmpty == false) {
      svg.text(line, x: 20, y: y, size: 13)
      y += 19
    }
    return (svg, title)
  }

  /// The grids on which the rows and the columns of a factor stand: P leads from the q x b grid to the b x q grid.
  private func grids(of sign: Sign) -> (rows: MonarchReference.Grid, columns: MonarchReference.Grid) {
    switch sign {
    case .right: (grid, grid)
    case .left:
      signs.contains { $0 == .stride || $0 == .inverseStride } ? (grid.transposed, grid.transposed) : (grid, grid)
    case .stride: (grid.transposed, grid)
    case .inverseStride: (grid, grid.transposed)
    }
  }

  private func heading(_ sign: Sign) -> String {
    let parameters = "(\(grid.columns), \(grid.count))"
    return switch sign {
    case .right: "R in BD\(parameters)"
    case .left: signs.contains(.stride) || signs.contains(.inverseStride) ? "L = diag(L_0, …)" : "L in DB\(parameters)"
    case .stride: "P\(parameters)"
    case .inverseStride: "P\(parameters)ᵀ"
    }
  }

  private func caption(_ factor: Factor) -> [String] {
    let n = grid.count
    return switch factor {
    case .letter(_, let pattern):
      [
        "\(pattern.parameterCount) of \(n * n) cells",
        "\(pattern.blockCount) block\(pattern.blockCount == 1 ? "" : "s") \(pattern.b)×\(pattern.c)"
          + (pattern.d > 1 ? ", \(pattern.d) apart" : ""),
      ]
    case .permutation: ["\(n) of \(n * n) cells"]
    }
  }

  private func symbol(_ text: String, after x: Double, middle y: Double, in svg: inout SVGDocument) -> Double {
    svg.text(text, x: x + 18, y: y + 9, size: 30, anchor: .middle)
    return x + 36
  }

  /// Draws one matrix with its heading, labels and caption; the right end of what it takes.
  private func draw(
    _ picture: CellPicture, _ rows: MonarchReference.Grid, _ columns: MonarchReference.Grid, _ heading: String,
    _ caption: [String], _ x: Double, _ y: Double, _ side: Double, in svg: inout SVGDocument
  ) -> Double {
    var picture = picture
    (picture.rowStep, picture.columnStep) = (rows.columns, columns.columns)
    picture.rowLabels = labels(rows)
    picture.columnLabels = labels(columns)
    let left = x + (side >= 14 ? CellPicture.margin.left : 0)
    let width = Double(grid.count) * side
    svg.text(heading, x: left + width / 2, y: y - 24, size: 14, anchor: .middle)
    picture.draw(into: &svg, x: left, y: y, side: side)
    for (index, line) in caption.enumerated() {
      svg.text(line, x: left + width / 2, y: y + width + 20 + 16 * Double(index), size: 12, anchor: .middle)
    }
    // Captions of small matrices are wider than they.
    let text = ([heading] + caption).map { Double($0.count) * 7.4 }.max() ?? 0
    return left + width + max(0, (text - width) / 2)
  }

  private func labels(_ grid: MonarchReference.Grid) -> [String] {
    guard grid.count <= 24 else { return [] }
    return (0..<grid.count).map { index in
      let (row, column) = grid.digits(of: index)
      return "\(row),\(column)"
    }
  }

  /// Swatches of the first blocks; the next line's y.
  private func legend(
    _ title: String, _ name: String, _ count: Int, _ y: Double, in svg: inout SVGDocument, colour: (Int) -> String
  ) -> Double {
    svg.text(title, x: 20, y: y, size: 13)
    var x = 130.0
    let shown = count <= 16 ? Array(0..<count) : Array(0..<8) + Array(count - 7..<count)
    for (place, index) in shown.enumerated() {
      if place == 8, count > 16 {
        svg.text("…", x: x, y: y, size: 13)
        x += 22
      }
      svg.rectangle(x: x, y: y - 12, width: 15, height: 15, fill: colour(index))
      svg.text("\(index)", x: x + 19, y: y, size: 11)
      x += 26 + 8 * Double("\(index)".count)
    }
    return y + 22
  }

  private func explanation(isOutlined: Bool) -> [String] {
    let word = signs.map(\.rawValue).joined()
    var lines = [
      "Rows and columns are labelled x1,x0 where there is room: x = x1·b + x0 stands in row x1, column x0 of the grid."
    ]
    if word.contains("P") {
      lines.append("P: (x1, x0) ↦ x0·q + x1 reads the grid row by row and writes it column by column.")
      if word.contains("L") {
        lines.append("L is block-diagonal here: Pᵀ L P is the letter whose blocks lie scattered.")
      }
    } else {
      if word.contains("L") {
        lines.append(
          "L[x, y] = 0 unless x0 = y0: L acts inside the columns of the grid, and its blocks L_j lie scattered.")
      }
      if word.contains("R") {
        lines.append(
          "R[x, y] = 0 unless x1 = y1: R acts inside the rows of the grid, and its blocks R_k lie on the diagonal.")
      }
    }
    switch word {
    case "LR", "PᵀLPR":
      lines.append(
        "M[(l,j),(k,i)] = L_j[l,k]·R_k[j,i]: the hue of a cell is that of its L_j, the lightness that of its R_k.")
    case "PLPR" where productName == "M", "PLPᵀR" where productName == "M":
      lines.append(
        "M[(l,j),(k,i)] = L_j[l,k]·R_k[j,i]: the hue of a cell is that of its L_j, the lightness that of its R_k.")
    case "RL":
      lines.append(
        "M[(l,j),(k,i)] = R_l[j,i]·L_i[l,k]: the lightness of a cell is that of its R_l, the hue that of its L_i.")
    case "LRL", "LRLRL", "LRLRLRL":
      lines.append(
        "Hue j and lightness i tell the block Ã_ji[l,k] = A[(l,j),(k,i)] of a cell, from low digit i to low digit j.")
    case "RLR", "RLRLR", "RLRLRLR":
      lines.append("Lightness l and hue k tell the block A[(l,j),(k,i)] of a cell, from row k of the grid to row l.")
    default: break
    }
    if isOutlined {
      lines.append(
        word == "RL"
          ? "Outlined: a column of one R_l, a row of one L_i, and what they make, of rank 1."
          : "Outlined: one column of an L_j, one row of an R_k, and the slice S_jk that they make: a matrix of rank 1.")
    }
    return lines
  }
}
