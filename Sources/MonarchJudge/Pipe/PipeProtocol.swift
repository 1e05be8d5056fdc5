import ExactArithmetic
import MonarchReference
package import TensorFiles

/// The messages of protocol 1: what is asked, and what an answer must look like.
package enum PipeProtocol {
  static let version = "1"

  /// - Parameter id: new for every start, so that only an answer to this question has it.
  static func hello(id: String) -> SafeTensors {
    SafeTensors(metadata: ["protocol": version, "id": id, "operation": "hello"])
  }

  /// What is asked, as `layout` stores it.
  package static func request(_ question: Question, layout: Layout) throws -> SafeTensors {
    let (data, shape, format) = (question.data, question.shape, question.data.format)
    let factors = try layout.stored(CanonicalFactors(shape: shape, left: data.factors[1], right: data.factors[0]))
    var tensors = [
      "left": try tensor(factors.left, format), "right": try tensor(factors.right, format),
    ]
    if let input = data.input, question.operation != .dense {
      tensors["input"] = try tensor(
        StoredTensor(
          shape: layout.batchShape(batch: data.batch, count: shape.inputCount),
          elements: layout.storedInputs(input, batch: data.batch, for: shape)), format)
    }
    if let cotangent = data.cotangent {
      tensors["cotangent"] = try tensor(
        StoredTensor(
          shape: layout.batchShape(batch: data.batch, count: shape.outputCount),
          elements: layout.storedOutputs(cotangent, batch: data.batch, for: shape)), format)
    }
    if let before = data.accumulators {
      let stored = try layout.stored(CanonicalFactors(shape: shape, left: before[1], right: before[0]))
      tensors["d_left"] = try tensor(stored.left, format)
      tensors["d_right"] = try tensor(stored.right, format)
    }
    return SafeTensors(
      tensors: tensors,
      metadata: [
        "protocol": version, "id": question.id, "operation": question.operation.rawValue, "layout": layout.name,
      ])
  }

  /// What is asked, as `layout` stores it.
  static func request(_ asked: Desk.Asked, layout: Layout) throws -> SafeTensors {
    switch asked {
    case .question(let question): try request(question, layout: layout)
    case .matrix(let question): try request(question, layout: layout)
    }
  }

  /// The bytes of the largest reply that is read: the results at 8 bytes a number, and a header.
  static func largestReply(to asked: Desk.Asked) -> Int {
    switch asked {
    case .question(let question): question.operation.results.reduce(1 << 20) { $0 + 8 * question.count(of: $1) }
    case .matrix(let question): 1 << 20 + 8 * question.resultCount
    }
  }

  /// What the answer to hello may have in its metadata.
  private static let manifestKeys = [
    "protocol", "id", "name", "operations", "layout", "input", "accumulate", "intermediate", "output", "gradient",
    "operands", "adder_window", "flush_to_zero", "reproducible",
  ]

  /// The manifest in the answer to hello.
  package static func manifest(_ reply: SafeTensors, id: String) throws(PipeError) -> Manifest {
    guard reply.metadata["id"] == id else {
      let found = reply.metadata["id"].map { "\"\(printable($0))\"" } ?? "none"
      throw PipeError("the answer to hello must carry its id \"\(id)\", found \(found)")
    }
    if let error = reply.metadata["error"] { throw PipeError("the implementation refused hello: \(printable(error))") }
    func value(_ key: String, default fallback: String? = nil) throws(PipeError) -> String {
      guard let value = reply.metadata[key] ?? fallback else {
        throw PipeError("the answer to hello lacks \"\(key)\" in its metadata")
      }
      return value
    }
    func format(_ key: String, default fallback: String) throws(PipeError) -> FloatFormat {
      let name = try value(key, default: fallback)
      guard let format = FloatFormat.ofCases.first(where: { $0.name == name }) else {
        let known = FloatFormat.ofCases.map(\.name).joined(separator: ", ")
        throw PipeError("the manifest's \(key) = \"\(printable(name))\": expected one of \(known)")
      }
      return format
    }
    let answered = try value("protocol")
    guard answered == version else {
      throw PipeError("the implementation speaks protocol \"\(printable(answered))\", expected \"\(version)\"")
    }
    let offered = try value("operations").split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
    if let unknown = reply.metadata.keys.sorted().first(where: { !manifestKeys.contains($0) }) {
      // A misspelt declaration would be none, and a right kernel would be refuted.
      let known = manifestKeys.joined(separator: ", ")
      throw PipeError("the manifest has the unknown key \"\(printable(unknown))\": expected only \(known)")
    }
    let operations = Set(offered.compactMap(KernelOperation.init(rawValue:)))
    let matrixOperations = Set(offered.compactMap(MatrixOperation.init(rawValue:)))
    guard !operations.isEmpty || !matrixOperations.isEmpty else {
      let known = (KernelOperation.allCases.map(\.rawValue) + MatrixOperation.allCases.map(\.rawValue))
        .joined(separator: ", ")
      throw PipeError(
        "the implementation offers none of \(known): operations = \"\(printable(try value("operations")))\"")
    }
    let layoutName = try value("layout")
    guard let layout = Layout(named: layoutName) else {
      let known = Layout.presets.map(\.name).joined(separator: ", ")
      throw PipeError("the manifest's layout = \"\(printable(layoutName))\": expected one of \(known)")
    }
    var operands: FloatFormat?
    if let name = reply.metadata["operands"] {
      operands = FloatFormat.all.first { $0.name == name }
      guard operands != nil else {
        let known = FloatFormat.all.map(\.name).joined(separator: ", ")
        throw PipeError("the manifest's operands = \"\(printable(name))\": expected one of \(known)")
      }
    }
    var window: Int?
    if let text = reply.metadata["adder_window"] {
      window = Int(text)
      guard window != nil else {
        throw PipeError("the manifest's adder_window = \"\(printable(text))\": expected a number of bits")
      }
    }
    let flushes = try value("flush_to_zero", default: "false")
    guard ["true", "false"].contains(flushes) else {
      throw PipeError("the manifest's flush_to_zero = \"\(printable(flushes))\": expected true or false")
    }
    let reproduces = try value("reproducible", default: "true")
    guard ["true", "false"].contains(reproduces) else {
      throw PipeError("the manifest's reproducible = \"\(printable(reproduces))\": expected true or false")
    }
    let input = try format("input", default: "float32")
    let accumulate = try format("accumulate", default: input.name)
    let intermediate = try format("intermediate", default: accumulate.name)
    let output = try format("output", default: input.name)
    let gradient = try format("gradient", default: output.name)
    do {
      return Manifest(
        name: printable(try value("name")), layout: layout,
        model: try ArithmeticModel(
          input: input, accumulate: accumulate, intermediate: intermediate, output: output, gradient: gradient,
          flushesSubnormals: flushes == "true", operands: operands, adderWindow: window),
        operations: operations, matrixOperations: matrixOperations, isReproducible: reproduces == "true")
    } catch let error as ModelError {
      throw PipeError(error.description)
    } catch let error as PipeError {
      throw error
    } catch {
      throw PipeError("\(error)")
    }
  }

  /// The answer that a reply gives.
  package static func answer(_ reply: SafeTensors, to question: Question, by manifest: Manifest) -> Answer {
    answer(reply, to: .question(question), by: manifest)
  }

  /// The answer that a reply gives.
  static func answer(_ reply: SafeTensors, to asked: Desk.Asked, by manifest: Manifest) -> Answer {
    let name =
      switch asked {
      case .question(let question): question.id
      case .matrix(let question): "\(question.id)"
      }
    guard let id = reply.metadata["id"] else { return .fault("the reply lacks \"id\" in its metadata") }
    guard id == name else { return .fault("the reply answers \"\(printable(id))\", not this case") }
    if let error = reply.metadata["error"] { return .refusal(printable(error)) }
    do {
      switch asked {
      case .question(let question):
        let asked = PipeResults(question: question, manifest: manifest)
        let tensors = try asked.tensors(of: reply)
        return .results(try asked.canonical(tensors))
      case .matrix(let question): return .results(try factors(of: reply, to: question, by: manifest))
      }
    } catch let error as PipeError {
      return .fault(error.description)
    } catch {
      return .fault("\(error)")
    }
  }

  static func tensor(
    _ stored: StoredTensor<Double>, _ format: FloatFormat
  ) throws(TensorFileError) -> Tensor {
    switch format {
    case .float64: return try Tensor(stored.elements, shape: stored.shape)
    case .float32: return try Tensor(stored.elements.map(Float.init), shape: stored.shape)
    default:
      var bytes: [UInt8] = []
      bytes.reserveCapacity(2 * stored.elements.count)
      for value in stored.elements {
        let pattern = format.bitPattern(of: value)
        bytes += [UInt8(truncatingIfNeeded: pattern), UInt8(truncatingIfNeeded: pattern >> 8)]
      }
      return try Tensor(elementType: elementType(of: format), shape: stored.shape, bytes: bytes)
    }
  }

  static func elementType(of format: FloatFormat) -> ElementType {
    switch format {
    case .float64: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    default: .float32
    }
  }
}

/// Why a foreign implementation could not be judged at all.
public struct PipeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
