import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference

/// The slices of an n x n matrix: where they lie, and pulled out, as q x b matrices.
struct SlicesPicture {
  let grid: MonarchReference.Grid
  /// Those of a matrix, or none, and then the slices are coloured by their places.
  let magnitudes: Magnitudes?
  /// The one slice (j, k) that is pulled out; nil for all.
  let only: (j: Int, k: Int)?
  /// Where the matrix comes from.
  let source: String

  /// The colour of the slice from block k of R to block j of L.
  private func colour(_ j: Int, _ k: Int) -> String {
    Palette.colour(hue: j, of: grid.columns, lightness: k, of: grid.rows)
  }

  /// Whether a slice is outlined: of a matrix only the one that is asked for.
  private var isOutlined: Bool { magnitudes == nil || only != nil }

  func document() throws(InputError) -> (svg: SVGDocument, title: String) {
    let shape: MonarchShape
    do { shape = try .grid(grid) } catch { throw InputError("\(error)") }
    let (q, b, n) = (grid.rows, grid.columns, grid.count)
    let name = magnitudes == nil ? "" : " of \(source)"
    let title = "slices S_jk\(name), n = \(n) on the grid q×b = \(grid)"
    var svg = SVGDocument()
    svg.text(title, x: 20, y: 30, size: 18, style: "font-weight=\"bold\"")
    let (left, right) = (shape.leftPattern, shape.rightPattern)
    let side = CellPicture.side(n)
    let (x, y) = (20 + (side >= 14 ? CellPicture.margin.left : 0), 62 + CellPicture.margin.top)
    svg.text("A[(l,j),(k,i)]", x: x + Double(n) * side / 2, y: y - 24, size: 14, anchor: .middle)
    let colours = (0..<b).map { j in (0..<q).map { k in colour(j, k) } }
    var picture = CellPicture(
      rows: n, columns: n, look: { magnitudes == nil ? left.block(ofRow: $0) : $0 },
      cells: { row in
        (0..<n).compactMap { column in
          let (j, k) = (left.block(ofRow: row), right.block(ofColumn: column))
          if let magnitudes { return (column, magnitudes.colour(row, column)) }
          if let only, only != (j, k) { return nil }
          return (column, colours[j][k])
        }
      }, id: "matrix")
    (picture.rowStep, picture.columnStep) = (b, b)
    if n <= 24 {
      picture.rowLabels = (0..<n).map { "\(grid.digits(of: $0).row),\(grid.digits(of: $0).column)" }
      picture.columnLabels = picture.rowLabels
    }
    let marked = only ?? (min(1, b - 1), min(1, q - 1))
    if n <= 64, isOutlined {
      picture.marks = (0..<q).flatMap { l in
        (0..<b).map { i in (left.row(l, ofBlock: marked.j), right.column(i, ofBlock: marked.k)) }
      }
    }
    picture.draw(into: &svg, x: x, y: y, side: side)
    let end = drawSlices(left, right, x: x + Double(n) * side + 60, y: y, side: side, marked: marked, in: &svg)
    svg.add("", right: end)
    var below = svg.height + 30
    if let magnitudes { below = legend(magnitudes, y: below, in: &svg) }
    for line in explanation(marked) {
      svg.text(line, x: 20, y: below)
      below += 19
    }
    return (svg, title)
  }

  /// The slices as matrices of their own, row j, column k; the right end.
  private func drawSlices(
    _ left: KroneckerPattern, _ right: KroneckerPattern, x: Double, y: Double, side: Double, marked: (j: Int, k: Int),
    in svg: inout SVGDocument
  ) -> Double {
    let (q, b) = (grid.rows, grid.columns)
    let gap = max(side >= 6 ? 10 : 2, side / 2)
    let (width, height) = (Double(b) * side, Double(q) * side)
    var end = x
    let places = only.map { [($0.j, $0.k)] } ?? (0..<b).flatMap { j in (0..<q).map { (j, $0) } }
    let isLabelled = width >= 40 && grid.count <= 64
    let labelHeight = isLabelled ? 14.0 : 0
    svg.text(
      only == nil ? "S_jk[l,i]: row j, column k" : "S_\(marked.j),\(marked.k)[l,i]", x: x, y: y - 24, size: 14)
    for (j, k) in places {
      let (column, row) = only == nil ? (Double(k), Double(j)) : (0, 0)
      let (px, py) = (x + column * (width + gap), y + row * (height + gap + labelHeight) + labelHeight)
      if let magnitudes {
        let picture = CellPicture(
          rows: q, columns: b, look: { $0 },
          cells: { l in
            (0..<b).map { i in
              (i, magnitudes.colour(left.row(l, ofBlock: j), right.column(i, ofBlock: k)))
            }
          }, id: "slice-\(j)-\(k)")
        picture.draw(into: &svg, x: px, y: py, side: side)
      } else {
        svg.add(
          "<rect class=\"slice\" x=\"\(number(px))\" y=\"\(number(py))\" width=\"\(number(width))\" "
            + "height=\"\(number(height))\" fill=\"\(colour(j, k))\"/>", right: px + width, bottom: py + height)
        if side >= 6 { svg.add(lines(px, py, side)) }
      }
      let isMarked = grid.count <= 64 && isOutlined && (j, k) == marked
      let isHigh = magnitudes?.hasRankOne.map { !$0[j * q + k] } ?? false
      if isHigh || isMarked {
        svg.add(
          "<rect x=\"\(number(px))\" y=\"\(number(py))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"none\" "
            + "stroke=\"\(isHigh ? "#d01c1c" : Palette.mark)\" stroke-width=\"2\"/>")
      }
      if isLabelled { svg.text("S_\(j),\(k)", x: px, y: py - 3, size: 10, style: "fill=\"\(Palette.faint)\"") }
      end = max(end, px + width)
    }
    return end
  }

  /// The lines between the cells of a slice.
  private func lines(_ x: Double, _ y: Double, _ side: Double) -> String {
    var data = ""
    for l in 1..<max(grid.rows, 2) where l < grid.rows {
      data += "M\(number(x)) \(number(y + Double(l) * side))h\(number(Double(grid.columns) * side))"
    }
    for i in 1..<max(grid.columns, 2) where i < grid.columns {
      data += "M\(number(x + Double(i) * side)) \(number(y))v\(number(Double(grid.rows) * side))"
    }
    return "<path d=\"\(data)\" stroke=\"\(Palette.ground)\" stroke-width=\"1\" fill=\"none\"/>"
  }

  private func legend(_ magnitudes: Magnitudes, y: Double, in svg: inout SVGDocument) -> Double {
    MagnitudeLegend(magnitudes: magnitudes).draw(into: &svg, y: y)
  }

  private func explanation(_ marked: (j: Int, k: Int)) -> [String] {
    var lines = [
      "S_jk[l,i] = A[(l,j),(k,i)]: every b-th row from j on, and the b columns of block k. The slices share no cell.",
      "A is in M(\(grid.columns), \(grid.count)) if and only if every slice has rank at most 1.",
    ]
    if magnitudes == nil { lines.append("Hue: j. Lightness: k.") }
    if grid.count <= 64, isOutlined {
      lines.append("Outlined in black: the slice with j = \(marked.j), k = \(marked.k).")
    }
    if let ranks = magnitudes?.hasRankOne {
      lines.append(
        "Rank at most 1, exactly: \(ranks.count { $0 }) of \(ranks.count) slices; "
          + (ranks.allSatisfy { $0 } ? "so A is in the class." : "the others are outlined in red."))
    }
    return lines
  }
}

/// The scale of magnitudes, and the colour of zeros.
struct MagnitudeLegend {
  let magnitudes: Magnitudes

  /// Draws it at a height; the next line's y.
  func draw(into svg: inout SVGDocument, y: Double) -> Double {
    svg.text("|a|:  0", x: 20, y: y)
    var x = 72.0
    for colour in Magnitudes.scale {
      svg.rectangle(x: x, y: y - 12, width: 5, height: 15, fill: colour)
      x += 5
    }
    let text = String(format: "%.4g", magnitudes.greatest)
    svg.text(text, x: x + 6, y: y)
    x += 30 + Double(text.count) * 8
    svg.rectangle(x: x, y: y - 12, width: 15, height: 15, fill: Palette.zero)
    svg.text("exactly 0: \(magnitudes.zeroCount) of \(magnitudes.size * magnitudes.size)", x: x + 21, y: y)
    return y + 24
  }
}
