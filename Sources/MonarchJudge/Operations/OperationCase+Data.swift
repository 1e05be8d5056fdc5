public import ExactArithmetic
import MonarchReference

extension OperationCase {
  /// Generates the data of the operation that `id` names: factors and inputs of its kind, and a cotangent and gradients to
  /// add onto where it has them.
  ///
  /// The same id gives the same bits on every machine. Integers are so small that products, adjoints and gradients are
  /// exact in every order of summation, as far as the format has room for that.
  public init(_ id: CaseID) throws(ShapeError) {
    let shape = id.shape
    var product = try ProductCase(id)
    guard id.operation != .multiply, id.operation != .dense else {
      try self.init(
        id: id.description, shape: shape, format: id.format, batch: id.batch, left: product.left, right: product.right,
        input: product.input, cotangent: nil)
      return
    }
    var draw = Draw(id, part: "-operations")
    let largest = CaseData.largestInteger(
      of: id.format,
      terms: max(shape.p, shape.s) * max(shape.r, shape.q, id.batch))
    if id.kind == .integers {
      product = try ProductCase(
        id: product.id, shape: shape, format: id.format, batch: id.batch,
        left: draw.numbers(product.left.count) { $0.integer(upTo: largest) },
        right: draw.numbers(product.right.count) { $0.integer(upTo: largest) },
        input: draw.numbers(product.input.count) { $0.integer(upTo: largest) })
    }
    let exponents = CaseData.exponents(of: id.format)
    let large = -2 - bitWidth(id.batch)
    let least = CaseData.leastNormalExponent(of: id.format)
    let sums = PartialSums(id)
    func number(_ draw: inout Draw) -> Double {
      switch id.kind {
      case .integers: draw.integer(upTo: largest)
      case .uniform: draw.signed(exponent: -1 - draw.geometric())
      case .exponents: draw.signed(exponent: draw.integer(in: exponents))
      case .cancelling, .underflow, .subnormal: draw.signed(exponent: 0)
      case .large: draw.signed(exponent: max(large - draw.geometric(), least))
      case .sparse: draw.oftenZero()
      case .partial: id.operation == .adjoint ? sums.small(&draw) : sums.oftenLarge(&draw, among: id.batch)
      }
    }
    let cotangent = draw.numbers(id.batch * shape.outputCount, number)
    var accumulators: (left: [Double], right: [Double])?
    if id.operation == .accumulate {
      accumulators = (draw.numbers(product.left.count, number), draw.numbers(product.right.count, number))
    }
    try self.init(
      id: id.description, shape: shape, format: id.format, batch: id.batch, left: product.left, right: product.right,
      input: id.operation == .adjoint ? nil : product.input, cotangent: cotangent, accumulators: accumulators)
  }
}
