import MonarchJudge

/// The part of JSON Schema 2020-12 that the schema of the vectors uses.
///
/// Keywords: `type`, `const`, `enum`, `pattern`, `minimum`, `maximum`, `required`, `properties`, `additionalProperties`,
/// `propertyNames`, `items`, `minItems`, `maxItems`, `uniqueItems`, `minProperties`, `oneOf`, `not`, `$ref` to `#/$defs`;
/// `$schema`, `$id`, `$defs`, `title` and `description` demand nothing. A schema with others is refused, so that none is
/// ignored.
package struct Schema {
  private let root: JSONValue

  package init(_ root: JSONValue) { self.root = root }

  /// What first is wrong with a value, with a JSON pointer to it; nil where nothing is.
  package func violation(of value: JSONValue, definition: String) throws(VectorError) -> String? {
    try violation(value, try resolve("#/$defs/\(definition)"), at: "")
  }

  private func resolve(_ reference: String) throws(VectorError) -> JSONValue {
    guard reference.hasPrefix("#/$defs/"), let found = root["$defs"]?[String(reference.dropFirst(8))] else {
      throw VectorError("the schema refers to \(clipped(reference)), which it does not define")
    }
    return found
  }

  private func violation(_ value: JSONValue, _ schema: JSONValue, at place: String) throws(VectorError) -> String? {
    guard case .object(let keywords) = schema else { throw VectorError("the schema has a part that is no object") }
    // In a fixed order, so that the same mistake has the same text.
    for (keyword, demand) in keywords.sorted(by: { $0.key < $1.key }) {
      if let text = try violation(value, keyword, demand, keywords, place) { return text }
    }
    return nil
  }

  private func violation(
    _ value: JSONValue, _ keyword: String, _ demand: JSONValue, _ all: [String: JSONValue], _ place: String
  ) throws(VectorError) -> String? {
    func unless(_ holds: Bool, _ text: @autoclosure () -> String) -> String? {
      holds ? nil : "\(place.isEmpty ? "the document" : place): expected \(text()), found \(value.kind)"
    }
    switch keyword {
    case "$schema", "$id", "$defs", "title", "description": return nil
    case "$ref": return try violation(value, try resolve(demand.string ?? ""), at: place)
    case "type": return unless(demand.string == value.type, "\(demand.string ?? "")")
    case "const": return unless(value == demand, demand.kind)
    case "enum":
      let options = demand.array ?? []
      return unless(options.contains(value), "one of \(options.map(\.kind).joined(separator: ", "))")
    case "pattern":
      guard let text = value.string else { return nil }
      return unless(try matches(text, demand.string ?? ""), "text of the form \(demand.string ?? "")")
    case "minimum": return unless(value.integer.map { $0 >= demand.integer ?? 0 } ?? true, "at least \(demand.kind)")
    case "maximum": return unless(value.integer.map { $0 <= demand.integer ?? 0 } ?? true, "at most \(demand.kind)")
    case "minItems": return unless(value.array.map { $0.count >= demand.integer ?? 0 } ?? true, "more elements")
    case "maxItems": return unless(value.array.map { $0.count <= demand.integer ?? 0 } ?? true, "fewer elements")
    case "uniqueItems": return unless(value.array.map { Set($0).count == $0.count } ?? true, "each element once")
    case "not": return unless(try violation(value, demand, at: place) != nil, "something else")
    case "oneOf":
      var matching = 0
      for option in demand.array ?? [] where try violation(value, option, at: place) == nil { matching += 1 }
      return unless(matching == 1, "exactly one of \((demand.array ?? []).count) forms, \(matching) of which fit")
    case "items":
      for (index, element) in (value.array ?? []).enumerated() {
        if let text = try violation(element, demand, at: "\(place)/\(index)") { return text }
      }
      return nil
    case "required", "properties", "additionalProperties", "propertyNames", "minProperties":
      guard case .object(let members) = value else { return nil }
      return try violation(members, keyword, demand, all, place)
    default: throw VectorError("the schema has the keyword \(clipped(keyword)), which is not known here")
    }
  }

  private func violation(
    _ members: [String: JSONValue], _ keyword: String, _ demand: JSONValue, _ all: [String: JSONValue], _ place: String
  ) throws(VectorError) -> String? {
    let place = place.isEmpty ? "the document" : place
    let sorted = members.sorted { $0.key < $1.key }
    switch keyword {
    case "required":
      let missing = (demand.array ?? []).compactMap(\.string).first { members[$0] == nil }
      return missing.map { "\(place): expected \"\($0)\", found nothing of this name" }
    case "minProperties":
      return members.count >= demand.integer ?? 0 ? nil : "\(place): expected more members, found \(members.count)"
    case "propertyNames":
      for (key, _) in sorted {
        if let text = try violation(.string(key), demand, at: "a key of \(place)") { return text }
      }
      return nil
    default:
      for (key, member) in sorted {
        let known = all["properties"]?[key]
        if keyword == "properties", let known {
          if let text = try violation(member, known, at: (place.first == "/" ? place : "") + "/\(clipped(key))") {
            return text
          }
        } else if keyword == "additionalProperties", known == nil {
          if demand == .boolean(false) { return "\(place): expected no \"\(clipped(key))\"" }
          if case .object = demand,
            let text = try violation(member, demand, at: (place.first == "/" ? place : "") + "/\(clipped(key))")
          {
            return text
          }
        }
      }
      return nil
    }
  }

  private func matches(_ text: String, _ pattern: String) throws(VectorError) -> Bool {
    do {
      let expression = try Regex(pattern).matchingSemantics(.unicodeScalar)
      return try expression.firstMatch(in: text) != nil
    } catch {
      throw VectorError("the schema has the pattern \(clipped(pattern)), which is none")
    }
  }
}

extension JSONValue {
  /// The name of its type in a schema.
  fileprivate var type: String {
    switch self {
    case .object: "object"
    case .array: "array"
    case .string: "string"
    case .integer: "integer"
    case .boolean: "boolean"
    case .null: "null"
    }
  }
}
