import MonarchReference

/// A permutation as lines from x, at the left, to its image at the right.
struct Wiring {
  let permutation: Permutation
  /// The grids that name the digits at both sides.
  let from: MonarchReference.Grid
  let to: MonarchReference.Grid

  /// Draws the lines within a height; the right end.
  func draw(into svg: inout SVGDocument, x: Double, y: Double, height: Double) -> Double {
    let n = permutation.images.count
    let step = height / Double(n)
    let hasLabels = step >= 9
    let (left, right) = (x + (hasLabels ? 64 : 0), x + (hasLabels ? 64 : 0) + min(220, max(120, height * 0.6)))
    svg.text("x ↦ P x", x: (left + right) / 2, y: y - 24, size: 14, anchor: .middle)
    for (index, image) in permutation.images.enumerated() {
      let (start, end) = (y + (Double(index) + 0.5) * step, y + (Double(image) + 0.5) * step)
      let colour = Palette.colour(hue: from.digits(of: index).column, of: from.columns, lightness: nil, of: 1)
      svg.add(
        "<path class=\"wire\" d=\"M\(number(left)) \(number(start))L\(number(right)) \(number(end))\" stroke=\"\(colour)\" "
          + "stroke-width=\"\(number(max(0.3, min(2, step / 5))))\" fill=\"none\"/>", right: right,
        bottom: max(start, end))
      if hasLabels {
        let size = min(11, step * 0.6)
        svg.text(label(index, from), x: left - 6, y: start + size * 0.35, size: size, anchor: .end)
        svg.text(label(image, to), x: right + 6, y: end + size * 0.35, size: size)
      }
    }
    return right + (hasLabels ? 70 : 0)
  }

  private func label(_ index: Int, _ grid: MonarchReference.Grid) -> String {
    let (row, column) = grid.digits(of: index)
    return "\(index) = (\(row),\(column))"
  }
}
