import ExactArithmetic
package import MonarchReference

/// What is asked of an implementation to find out how it computes: products, one after the other.
///
/// The one place where reveal and probes meet the rest of the judge.
package struct ProductQuestions: Sendable {
  package let name: String
  package let layout: Layout
  package let model: ArithmeticModel
  private let multiply: @Sendable (ProductCase) async throws -> [Double]

  /// - Parameter multiply: the output (batch, l·s) of a case, in canonical order, widened exactly; throws where there is
  ///   none.
  package init(
    name: String, layout: Layout, model: ArithmeticModel,
    multiply: @escaping @Sendable (ProductCase) async throws -> [Double]
  ) {
    (self.name, self.layout, self.model, self.multiply) = (name, layout, model, multiply)
  }

  /// Products asked of an implementation; a refusal or a fault is an error.
  package init(_ conversation: any Conversation) throws(RevealError) {
    let manifest = conversation.manifest
    guard manifest.operations.contains(.multiply) else {
      throw RevealError("\(manifest.name) does not offer multiply")
    }
    self.init(name: manifest.name, layout: manifest.layout, model: manifest.model) { product in
      let question = try Question(
        .multiply, id: product.id, shape: product.shape, format: product.format, batch: product.batch,
        left: product.left, right: product.right, input: product.input)
      switch try await conversation.answer(question) {
      case .results(let results):
        guard results.count == 1 else { throw RevealError("expected one result, found \(results.count)") }
        return results[0]
      case .refusal(let reason): throw RevealError("refused: \(reason)")
      case .fault(let reason): throw RevealError(reason)
      }
    }
  }

  /// The output of a case.
  package func output(_ product: ProductCase) async throws -> [Double] {
    let result = try await multiply(product)
    let expected = product.batch * product.shape.outputCount
    guard result.count == expected else {
      throw RevealError("expected \(product.batch)×\(product.shape.outputCount) outputs, found \(result.count) numbers")
    }
    return result
  }
}

/// Why an implementation does not show how it computes.
package struct RevealError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// The two dot products of a Monarch product.
package enum Stage: String, Hashable, Sendable, Codable, CaseIterable {
  /// h = R x, of length p.
  case right
  /// y = L h, of length r.
  case left

  package func length(_ shape: MonarchShape) -> Int { self == .right ? shape.p : shape.r }
}
