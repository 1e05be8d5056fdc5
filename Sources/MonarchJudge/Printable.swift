/// Foreign text on one line: control and format characters, which break lines and steer terminals, become "?".
package func printable(_ text: String, limit: Int = 160) -> String {
  var line = ""
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar.properties.generalCategory {
    case .lineSeparator, .paragraphSeparator: line.append(" ")
    case .control: line.append(scalar == "\n" || scalar == "\t" || scalar == "\r" ? " " : "?")
    case .format, .surrogate, .privateUse: line.append("?")
    default: line.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > limit ? line + "…" : line
}
