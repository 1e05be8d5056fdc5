import ExactArithmetic
import MonarchJudge
import MonarchReference

/// Vectors out of a file that has the form of the schema.
extension TestVector {
  init(_ value: JSONValue, group: VectorGroup) throws(VectorError) {
    let id = value["id"]?.string ?? ""
    do {
      let reader = VectorReader(value: value, group: group)
      let question = try reader.question(id: id)
      self.init(
        group: group, flags: try reader.flags(), question: question, expected: try reader.expected(question.shape))
    } catch let error as VectorError {
      throw error.at(clipped(id))
    } catch {
      throw VectorError("\(clipped(id)): \(error)")
    }
  }
}

private struct VectorReader {
  let value: JSONValue
  let group: VectorGroup

  func flags() throws(VectorError) -> Set<Flag> {
    var flags: Set<Flag> = []
    for name in (value["flags"]?.array ?? []).compactMap(\.string) {
      guard let flag = Flag(rawValue: name) else { throw VectorError("expected a known flag, found \(clipped(name))") }
      flags.insert(flag)
    }
    return flags
  }

  func question(id: String) throws -> Question {
    let names = StoredVector.names(of: group.operation)
    for name in ["left", "right", "input", "cotangent", "d_left", "d_right"]
    where (value[name] != nil) != names.contains(name) {
      throw VectorError(value[name] == nil ? "expected \(name), found none" : "expected no \(name), found one")
    }
    let (input, layout) = (group.model.input, group.layout)
    let factors = try factors("left", "right", value, "bits", input)
    let shape = factors.shape
    var batch: Int?
    func vectors(_ name: String, _ count: Int) throws -> [UInt64]? {
      guard names.contains(name) else { return nil }
      let tensor = try tensor(name, value, "bits", input)
      let isFirst = layout.batch == .first
      guard tensor.shape.count == 2, tensor.shape[isFirst ? 1 : 0] == count else {
        throw VectorError("\(name): expected vectors of \(count) numbers for \(shape), found the shape \(tensor.shape)")
      }
      let found = tensor.shape[isFirst ? 0 : 1]
      guard batch ?? found == found else {
        throw VectorError("\(name): expected a batch of \(batch ?? 0), found \(found)")
      }
      batch = found
      return tensor.elements
    }
    let x = try vectors("input", shape.inputCount)
    let g = try vectors("cotangent", shape.outputCount)
    let rows = batch ?? 1
    var accumulators: (left: [Double], right: [Double])?
    if names.contains("d_left") {
      let format = group.model.gradient
      let before = try self.factors("d_left", "d_right", value, "bits", format)
      guard before.shape == shape else { throw VectorError("d_left, d_right: expected the shapes of the factors") }
      accumulators = (values(before.left, format), values(before.right, format))
    }
    return try Question(
      group.operation, id: id, shape: shape, format: input, batch: rows, left: values(factors.left, input),
      right: values(factors.right, input),
      input: try x.map { values(try layout.canonicalInputs($0, batch: rows, for: shape), input) },
      cotangent: try g.map { values(try layout.canonicalOutputs($0, batch: rows, for: shape), input) },
      accumulators: accumulators)
  }

  /// Both ends of all results, in canonical order.
  func expected(_ shape: MonarchShape) throws -> [ResultInterval] {
    let results = value["expected"] ?? .null
    let names = group.operation.results
    guard case .object(let members) = results, Set(members.keys) == Set(names.map(\.rawValue)) else {
      throw VectorError("expected the results \(names.map(\.rawValue).joined(separator: ", ")) in \"expected\"")
    }
    return try names.map { name in
      let low = try elements(of: name, results, members[name.rawValue]?["low"] == nil ? "exact" : "low", shape)
      let high = try elements(of: name, results, members[name.rawValue]?["high"] == nil ? "exact" : "high", shape)
      return ResultInterval(low: low, high: high)
    }
  }

  private func elements(
    of name: KernelResult, _ results: JSONValue, _ part: String, _ shape: MonarchShape
  ) throws -> [UInt64] {
    let (layout, format) = (group.layout, group.format(of: name))
    switch name {
    case .leftGradient, .rightGradient:
      // Both stand in one layout: the other one's part may have another name.
      let isLeft = name == .leftGradient
      let other = results[isLeft ? "d_right" : "d_left"]
      let otherPart = other?[part] == nil ? (other?["low"] == nil ? "exact" : "low") : part
      let pair = try factors(
        "d_left", "d_right", results, isLeft ? part : otherPart, format, right: isLeft ? otherPart : part)
      guard pair.shape == shape else { throw VectorError("\(name.rawValue): expected the shape of the factor") }
      return isLeft ? pair.left : pair.right
    case .matrix:
      let tensor = try tensor(name.rawValue, results, part, format)
      guard tensor.shape == [shape.outputCount, shape.inputCount] else {
        throw VectorError("matrix: expected \(shape.outputCount)×\(shape.inputCount) numbers, found \(tensor.shape)")
      }
      return tensor.elements
    case .output, .inputGradient:
      let tensor = try tensor(name.rawValue, results, part, format)
      let isInput = name == .inputGradient || group.operation == .adjoint
      let count = isInput ? shape.inputCount : shape.outputCount
      guard tensor.shape.count == 2, tensor.shape[layout.batch == .first ? 1 : 0] == count else {
        throw VectorError("\(name.rawValue): expected vectors of \(count) numbers, found the shape \(tensor.shape)")
      }
      let batch = tensor.shape[layout.batch == .first ? 0 : 1]
      return isInput
        ? try layout.canonicalInputs(tensor.elements, batch: batch, for: shape)
        : try layout.canonicalOutputs(tensor.elements, batch: batch, for: shape)
    }
  }

  private func factors(
    _ left: String, _ right: String, _ value: JSONValue, _ part: String, _ format: FloatFormat,
    right other: String? = nil
  ) throws -> CanonicalFactors<UInt64> {
    try group.layout.canonical(
      StoredFactors(left: try tensor(left, value, part, format), right: try tensor(right, value, other ?? part, format))
    )
  }

  /// A tensor of bit patterns.
  private func tensor(
    _ name: String, _ value: JSONValue, _ part: String, _ format: FloatFormat
  ) throws(VectorError) -> StoredTensor<UInt64> {
    guard let member = value[name], let text = member[part]?.string else {
      throw VectorError("expected \(part) of \(name), found none")
    }
    let shape = (member["shape"]?.array ?? []).compactMap(\.integer)
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, size >= 0, product <= 1 << 24 else {
        throw VectorError("\(name): expected at most 2^24 numbers, found the shape \(shape)")
      }
      count = product
    }
    let width = format.bitWidth / 4
    let words = text.utf8.isEmpty ? [] : text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == count else {
      throw VectorError("\(name): expected \(count) numbers for the shape \(shape), found \(words.count)")
    }
    var elements: [UInt64] = []
    for word in words {
      guard word.count == width, word.allSatisfy({ "0123456789abcdef".utf8.contains($0) }),
        let pattern = UInt64(String(Substring(word)), radix: 16)
      else {
        throw VectorError(
          "\(name): expected \(width) hexadecimal digits, found \"\(clipped(String(Substring(word))))\"")
      }
      elements.append(pattern)
    }
    return StoredTensor(shape: shape, elements: elements)
  }

  private func values(_ patterns: [UInt64], _ format: FloatFormat) -> [Double] {
    patterns.map { format.value(bitPattern: $0) }
  }
}
