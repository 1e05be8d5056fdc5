import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

extension ProductQuestions {
  /// The built-in kernels in one form.
  init<Scalar: BuiltInScalar>(_ kernel: BuiltInImplementation<Scalar>) {
    let set = kernel.instructionSet
    self.init(name: kernel.manifest.name, layout: kernel.layout, model: kernel.manifest.model) { product in
      let shape = product.shape
      let factors = try MonarchFactors<Scalar>(
        k: shape.k, q: shape.q, p: shape.p, l: shape.l, s: shape.s, r: shape.r,
        left: product.left.map { Scalar(member: $0) }, right: product.right.map { Scalar(member: $0) })
      var output = [Scalar](repeating: Scalar(member: .nan), count: product.batch * shape.outputCount)
      let input = product.input.map { Scalar(member: $0) }
      var span = output.mutableSpan
      try factors.multiply(input.span, batch: product.batch, into: &span, instructionSet: set)
      return output.map(\.widened)
    }
  }
}
