import Foundation
import MonarchJudge

/// A picture as SVG text, built from above to below. The same calls write the same text.
struct SVGDocument {
  /// What is written outside of the cells of matrices: titles, captions, labels.
  enum Anchor: String {
    case start, middle, end
  }

  private var body: [String] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  /// Adds an element, and says how far it reaches.
  mutating func add(_ element: String, right: Double = 0, bottom: Double = 0) {
    body.append(element)
    (width, height) = (max(width, right), max(height, bottom))
  }

  /// A line of text whose baseline is at y. The width is estimated: no font is measured.
  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 13, anchor: Anchor = .start, style: String = ""
  ) {
    let length = Double(text.count) * size * 0.58
    let right =
      switch anchor {
      case .start: x + length
      case .middle: x + length / 2
      case .end: x
      }
    add(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\""
        + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"") + (style.isEmpty ? "" : " " + style)
        + ">\(escaped(text))</text>", right: right, bottom: y + size * 0.4)
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil) {
    add(
      "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"\(fill)\""
        + (stroke.map { " stroke=\"\($0)\"" } ?? "") + "/>", right: x + width, bottom: y + height)
  }

  /// The whole document on a ground of its own, so that it reads the same on light and on dark pages.
  func encoded(title: String) -> String {
    let (w, h) = ((width + 24).rounded(.up), (height + 20).rounded(.up))
    let box = "\(number(w))\" height=\"\(number(h))"
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(box)" viewBox="0 0 \(number(w)) \(number(h))" \
      font-family="DejaVu Sans, Verdana, sans-serif" fill="\(Palette.ink)" role="img">
      <title>\(escaped(title))</title>
      <rect width="\(box)" fill="\(Palette.ground)"/>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }
}

/// A number as short as it gets, with two decimals at most.
func number(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  if hundredths.isMultiple(of: 100) { return String(hundredths / 100) }
  let text = String(format: "%.2f", Double(hundredths) / 100)
  return text.hasSuffix("0") ? String(text.dropLast()) : text
}

/// Text that is safe within XML: of foreign names nothing can end an element or an attribute, nor is any character one that
/// XML forbids.
func escaped(_ text: String) -> String {
  printable(text, limit: 200).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("\"", with: "&quot;")
}
