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

  /// The factors and the inputs as `layout` stores them.
  package static func multiply(_ product: ProductCase, layout: Layout) throws -> SafeTensors {
    let factors = try layout.stored(
      CanonicalFactors(shape: product.shape, left: product.left, right: product.right))
    let input = try layout.storedInputs(product.input, batch: product.batch, for: product.shape)
    let inputShape = layout.batchShape(batch: product.batch, count: product.shape.inputCount)
    return SafeTensors(
      tensors: [
        "left": try tensor(factors.left.elements, factors.left.shape, product.format),
        "right": try tensor(factors.right.elements, factors.right.shape, product.format),
        "input": try tensor(input, inputShape, product.format),
      ],
      metadata: [
        "protocol": version, "id": product.id, "operation": "multiply", "layout": layout.name,
      ])
  }

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
      guard let format = [FloatFormat.float32, .float64].first(where: { $0.name == name }) else {
        throw PipeError("the manifest's \(key) = \"\(printable(name))\": expected float32 or float64")
      }
      return format
    }
    let answered = try value("protocol")
    guard answered == version else {
      throw PipeError("the implementation speaks protocol \"\(printable(answered))\", expected \"\(version)\"")
    }
    let operations = try value("operations").split(separator: ",").map {
      $0.trimmingPrefix(while: \.isWhitespace)
    }
    guard operations.contains("multiply") else {
      throw PipeError("the implementation does not offer multiply: operations = \(printable(try value("operations")))")
    }
    let layoutName = try value("layout")
    guard let layout = Layout(named: layoutName) else {
      let known = Layout.presets.map(\.name).joined(separator: ", ")
      throw PipeError("the manifest's layout = \"\(printable(layoutName))\": expected one of \(known)")
    }
    let flushes = try value("flush_to_zero", default: "false")
    guard flushes == "false" else {
      throw PipeError("the manifest's flush_to_zero = \"\(printable(flushes))\": only false can be judged yet")
    }
    let input = try format("input", default: "float32")
    let accumulate = try format("accumulate", default: input.name)
    let output = try format("output", default: input.name)
    do {
      return Manifest(
        name: printable(try value("name")), layout: layout,
        model: try ArithmeticModel(input: input, accumulate: accumulate, output: output))
    } catch let error as ModelError {
      throw PipeError(error.description)
    } catch let error as PipeError {
      throw error
    } catch {
      throw PipeError("\(error)")
    }
  }

  /// The answer that a reply to `multiply` gives.
  package static func answer(_ reply: SafeTensors, to product: ProductCase, by manifest: Manifest) -> Answer {
    guard let id = reply.metadata["id"] else { return .fault("the reply lacks \"id\" in its metadata") }
    guard id == product.id else { return .fault("the reply answers \"\(printable(id))\", not this case") }
    if let error = reply.metadata["error"] { return .refusal(printable(error)) }
    guard let tensor = reply["output"] else {
      return .fault("the reply has no tensor \"output\", only [\(printable(reply.names.joined(separator: ", ")))]")
    }
    let layout = manifest.layout
    let expected = layout.batchShape(batch: product.batch, count: product.shape.outputCount)
    guard tensor.shape == expected else {
      let axes = layout.batch == .first ? "(batch, l·s)" : "(l·s, batch)"
      return .fault("output has shape \(tensor.shape), expected \(axes) = \(expected)")
    }
    let type = manifest.model.output == .float64 ? ElementType.float64 : .float32
    guard tensor.elementType == type else {
      return .fault("output is \(tensor.elementType.rawValue), expected \(type.rawValue) as the manifest says")
    }
    do {
      return .output(try layout.canonicalOutputs(tensor.doubles(), batch: product.batch, for: product.shape))
    } catch {
      return .fault("output: \(error)")
    }
  }

  private static func tensor(
    _ values: [Double], _ shape: [Int], _ format: FloatFormat
  ) throws(TensorFileError) -> Tensor {
    format == .float64 ? try Tensor(values, shape: shape) : try Tensor(values.map(Float.init), shape: shape)
  }
}

/// Why a foreign implementation could not be judged at all.
public struct PipeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}
