import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

/// This project's own kernels, judged like anyone else's.
struct BuiltInImplementation<Scalar: KernelScalar>: Implementation {
  let instructionSet: InstructionSet
  let layout: Layout
  let format: FloatFormat

  func answer(
    plan: (Manifest) throws -> [CaseID], judge: (Manifest, ProductCase, Answer) throws -> Continuation
  ) async throws {
    let manifest = Manifest(
      name: "built-in \(instructionSet.rawValue)", layout: layout, model: ArithmeticModel(format))
    for id in try plan(manifest) {
      let product = try ProductCase(id)
      if try judge(manifest, product, answer(product)) == .stop { return }
    }
  }

  private func answer(_ product: ProductCase) -> Answer {
    let shape = product.shape
    do {
      let factors = try MonarchFactors<Scalar>(
        k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
        left: product.left.map { Scalar($0) }, right: product.right.map { Scalar($0) })
      // A kernel that leaves an output unwritten must be seen.
      var output = [Scalar](repeating: .nan, count: product.batch * shape.outputCount)
      let input = product.input.map { Scalar($0) }
      var span = output.mutableSpan
      try factors.multiply(input.span, batch: product.batch, into: &span, instructionSet: instructionSet)
      return .output(output.map { Double($0) })
    } catch {
      return .fault("\(error)")
    }
  }
}
