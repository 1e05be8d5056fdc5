import MonarchKernels

func layer(left: [Float], right: [Float], rows: [Float], cotangent: [Float]) throws -> MonarchGradient<Float> {
  let factors = try MonarchFactors(k: 4, q: 192, p: 192, l: 4, s: 768, r: 192, left: left, right: right)
  let packed = try PackedFactors(factors, directions: .both)
  let batch = rows.count / packed.inputCount

  var outputs = [Float](repeating: 0, count: batch * packed.outputCount)
  var span = outputs.mutableSpan
  try packed.multiply(rows.span, batch: batch, into: &span, threads: 2)

  var inputs = [Float](repeating: 0, count: batch * packed.inputCount)
  var back = inputs.mutableSpan
  try packed.adjoint(cotangent.span, batch: batch, into: &back, threads: 2)

  return try factors.gradient(rows, cotangent: cotangent, batch: batch)
}
