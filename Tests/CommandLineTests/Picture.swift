import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A picture that was drawn, read back: the cells of its matrices, as what is painted.
struct Picture {
  struct Run {
    let start: Int
    let count: Int
    let colour: String
  }

  /// For each panel of cells the rows that are painted.
  let panels: [String: [(row: Int, runs: [Run])]]
  let wires: [(start: Double, end: Double)]
  let sliceCount: Int
  let title: String

  /// Fails unless the text is well-formed XML and all that is used is defined.
  init(_ text: String) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    // On Linux `parse` may succeed in spite of an error.
    try #require(parser.parse() && parser.parserError == nil, "\(parser.parserError.map { "\($0)" } ?? "")")
    var panels: [String: [(row: Int, runs: [Run])]] = [:]
    for (id, uses) in reader.uses {
      panels[id] = try uses.map { ($0.row, try #require(reader.definitions[$0.reference])) }
    }
    self.panels = panels
    (wires, sliceCount, title) = (reader.wires, reader.sliceCount, reader.title)
    #expect(reader.hasGround)
  }

  func cells(_ id: String, _ n: Int) throws -> [[String?]] { try cells(id, rows: n, columns: n) }

  /// The colours of the cells of one panel; nil where nothing is painted. No cell is painted twice.
  func cells(_ id: String, rows: Int, columns: Int) throws -> [[String?]] {
    var cells = [[String?]](repeating: Array(repeating: nil, count: columns), count: rows)
    for (row, runs) in try #require(panels[id]) {
      for run in runs {
        for column in run.start..<run.start + run.count {
          try #require(row < rows && column < columns && cells[row][column] == nil, "(\(row), \(column)) of \(id)")
          cells[row][column] = run.colour
        }
      }
    }
    return cells
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var definitions: [String: [Run]] = [:]
    var uses: [String: [(reference: String, row: Int)]] = [:]
    var wires: [(start: Double, end: Double)] = []
    var (sliceCount, title, hasGround) = (0, "", false)
    private var (definition, panel, isInTitle) = ("", "", false)

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let id = attributes["id"] ?? ""
      switch (name, attributes["class"]) {
      case ("g", "cells"):
        panel = id
        uses[id] = []
      case ("g", nil):
        definition = id
        definitions[id] = []
      case ("path", "wire"):
        let numbers = attributes["d"]!.split { "ML ".contains($0) }.compactMap { Double($0) }
        wires.append((numbers[1], numbers[3]))
      case ("path", nil) where !definition.isEmpty:
        // Each run is "M3 0h2v1h-2z".
        for part in attributes["d"]!.split(separator: "M") {
          let numbers = part.split { !"0123456789".contains($0) }.compactMap { Int($0) }
          let isRun = numbers.count == 5 && part == "\(numbers[0]) 0h\(numbers[2])v1h-\(numbers[2])z"
          #expect(isRun, "\(part)")
          definitions[definition]?.append(Run(start: numbers[0], count: numbers[2], colour: attributes["fill"]!))
        }
      case ("use", _): uses[panel]?.append((String(attributes["href"]!.dropFirst()), Int(attributes["y"]!)!))
      case ("rect", "slice"): sliceCount += 1
      case ("rect", nil): hasGround = hasGround || attributes["fill"] == "#ffffff"
      case ("title", _): isInTitle = true
      default: break
      }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      if name == "g" { definition = "" }
      if name == "title" { isInTitle = false }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      if isInTitle { title += string }
    }
  }
}
