import ExactArithmetic
import MonarchJudge
import MonarchReference

extension Specimen {
  /// Kernels that declare one convention and compute another.
  static let conventions: [Specimen] = [
    .stored("paper: L and R are exchanged", .paper, StoredKernel.paperExchanged),
    .stored("paper: P for Pᵀ at the end", .paper, StoredKernel.paperTransposedPermutation),
    .stored("m2: the input is not permuted", .m2, StoredKernel.m2WithoutInputPermutation),
    .stored("m2: left is taken for the second factor", .m2, StoredKernel.m2Exchanged),
    .stored("m2: computed as the paper's", .m2, StoredKernel.paper),
    .stored("monarch-attention: left is read (block, out, in)", .monarchAttention, StoredKernel.monarchAttentionOutIn),
    .stored("btt: the output is interleaved", .btt, StoredKernel.blockTensorTrainInterleaved),
    .stored("btt: the rank index is major in W1", .btt, StoredKernel.blockTensorTrainRankMajor),
    .stored("fly-einsum: computed as fly", .flyEinsum(), StoredKernel.fly),
    .stored("fly: computed as fly-einsum", .fly, divisible(StoredKernel.flyEinsum)),
    .stored("ks: the axes of left are (1, s, l, r)", .kroneckerSparse, StoredKernel.kroneckerSparseSwapped),
    .stored("monarch-linear: the output is block by block", .monarchLinear, StoredKernel.blockMajor),
  ]

  /// Right kernels in other conventions.
  static let storedRight: [Specimen] = [
    .stored("paper's formula", .paper, StoredKernel.paper, isRight: true),
    .stored("m2's listing", .m2, StoredKernel.m2, isRight: true),
    .stored("MonarchAttention's (in, out) blocks", .monarchAttention, StoredKernel.monarchAttention, isRight: true),
    .stored("Block Tensor-Train's", .btt, StoredKernel.blockTensorTrain, isRight: true),
    .stored("fly's einsum", .flyEinsum(), StoredKernel.flyEinsum, isRight: true),
    .stored("Kronecker-sparse factors", .kroneckerSparse, StoredKernel.kroneckerSparse, isRight: true),
  ]

  /// fly's einsum is defined where l divides q; elsewhere this one falls back on fly.
  private static func divisible(_ product: @escaping StoredKernel.Product) -> StoredKernel.Product {
    { s, left, right, x in s.q % s.l == 0 ? product(s, left, right, x) : StoredKernel.fly(s, left, right, x) }
  }

  /// A product of tensors as the convention stores them; vectors likewise.
  private static func stored(
    _ name: String, _ layout: Layout, _ product: @escaping StoredKernel.Product, isRight: Bool = false
  ) -> Specimen {
    Specimen(
      name: name, area: .conventions, bug: isRight ? nil : .layout, layout: layout,
      declaration: ProbeDeclaration(operations: [.multiply], model: ArithmeticModel(.float32))
    ) { o, _ in
      let s = o.shape
      let factors = try layout.stored(CanonicalFactors(shape: s, left: o.left, right: o.right))
      let input = try layout.storedInputs(o.input, batch: o.batch, for: s)
      let output = (0..<o.batch).flatMap { row in
        product(
          s, factors.left.elements, factors.right.elements,
          Array(input[row * s.inputCount..<(row + 1) * s.inputCount]))
      }
      return [try layout.canonicalOutputs(output, batch: o.batch, for: s)]
    }
  }
}
