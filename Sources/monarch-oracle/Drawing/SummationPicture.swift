import MonarchJudge

/// The order of a sum as a picture: terms at the bottom, every sum above its parts.
struct SummationPicture {
  let order: SummationOrder
  let title: String
  /// More terms than this are not drawn: no eye follows them.
  static let limit = 128

  /// Draws the tree with its upper left corner at (x, y).
  func draw(into svg: inout SVGDocument, x: Double, y: Double) {
    svg.text(title, x: x, y: y + 16, size: 15, style: "font-weight=\"bold\"")
    svg.text(order.summary, x: x, y: y + 36, size: 12)
    guard order.count <= SummationPicture.limit else {
      svg.text(
        "\(order.count) terms: too many to draw; the JSON report has the whole tree", x: x, y: y + 58, size: 12,
        style: "fill=\"\(Palette.faint)\"")
      return
    }
    let step = order.count <= 24 ? 26.0 : order.count <= 64 ? 16 : 9
    let depth = order.tree.depth
    // Deep trees are drawn flatter.
    let rise = max(5, min(26, 420 / Double(max(depth, 1))))
    let base = y + 56 + rise * Double(depth)
    // Terms stand so that no lines cross: parts side by side, the first ones first.
    var columns: [Int: Double] = [:]
    for (place, term) in order.tree.terms.enumerated() { columns[term] = x + 10 + step * Double(place) }
    _ = draw(order.tree, into: &svg, columns: columns, base: base, rise: rise)
    for (term, column) in columns.sorted(by: { $0.key < $1.key }) {
      let isFused = order.isFused[term]
      svg.add(
        "<circle cx=\"\(number(column))\" cy=\"\(number(base))\" r=\"3.5\" fill=\"\(isFused ? Palette.ground : Palette.ink)\" "
          + "stroke=\"\(Palette.ink)\"/>", right: column + 4, bottom: base + 4)
      if step >= 16 { svg.text("\(term)", x: column, y: base + 17, size: 10, anchor: .middle) }
    }
    if step < 16, let first = order.tree.terms.first, let last = order.tree.terms.last {
      svg.text("\(first)", x: columns[first]!, y: base + 17, size: 10, anchor: .middle)
      svg.text("\(last)", x: columns[last]!, y: base + 17, size: 10, anchor: .middle)
    }
    if order.isFused.contains(true) {
      svg.text(
        "● product rounded, or first of its chain   ○ product fused into the sum", x: x, y: base + 36, size: 11,
        style: "fill=\"\(Palette.faint)\"")
    }
  }

  /// Draws a node, and says where it stands.
  private func draw(
    _ tree: SummationTree, into svg: inout SVGDocument, columns: [Int: Double], base: Double, rise: Double
  ) -> (x: Double, y: Double) {
    guard case .sum(let parts) = tree else { return (columns[tree.leastTerm]!, base) }
    let points = parts.map { draw($0, into: &svg, columns: columns, base: base, rise: rise) }
    let x = (points.first!.x + points.last!.x) / 2
    let y = base - rise * Double(tree.depth)
    for point in points {
      svg.add(
        "<path d=\"M\(number(point.x)) \(number(point.y))L\(number(x)) \(number(y))\" stroke=\"\(Palette.faint)\" fill=\"none\"/>"
      )
    }
    // A sum of several parts that is rounded once is a square.
    if parts.count > 2 {
      svg.rectangle(x: x - 4, y: y - 4, width: 8, height: 8, fill: Palette.ink)
    } else {
      svg.add(
        "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"2\" fill=\"\(Palette.ink)\"/>", right: x + 2, bottom: y + 2
      )
    }
    return (x, y)
  }
}
