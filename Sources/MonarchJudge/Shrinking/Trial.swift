import ExactArithmetic
import MonarchReference

/// The data of a question, to be changed and asked again.
struct Trial {
  let operation: KernelOperation
  let format: FloatFormat
  private(set) var shape: MonarchShape
  private(set) var batch: Int
  var parts: [CaseTensor: [Double]]

  init(_ question: Question) {
    (operation, shape, format) = (question.operation, question.shape, question.data.format)
    batch = operation == .dense ? 1 : question.data.batch
    parts = [.left: question.data.factors[1], .right: question.data.factors[0]]
    if operation != .dense { parts[.input] = question.data.input }
    parts[.cotangent] = question.data.cotangent
    parts[.leftBefore] = question.data.accumulators?[1]
    parts[.rightBefore] = question.data.accumulators?[0]
  }

  func question(named id: String) throws(ShapeError) -> Question {
    var accumulators: (left: [Double], right: [Double])?
    if let left = parts[.leftBefore], let right = parts[.rightBefore] { accumulators = (left, right) }
    return try Question(
      operation, id: id, shape: shape, format: format, batch: batch, left: parts[.left] ?? [],
      right: parts[.right] ?? [], input: parts[.input], cotangent: parts[.cotangent], accumulators: accumulators)
  }

  /// The same with these rows of the batch alone.
  func keeping(rows: Range<Int>) -> Trial {
    var trial = self
    trial.batch = rows.count
    for (part, width) in [(CaseTensor.input, shape.inputCount), (.cotangent, shape.outputCount)] {
      trial.parts[part] = parts[part].map { Array($0[rows.lowerBound * width..<rows.upperBound * width]) }
    }
    return trial
  }

  /// The first blocks, rows and columns of everything, as many as a smaller shape has.
  func cut(to small: MonarchShape) -> Trial {
    var trial = self
    trial.shape = small
    func blocks(_ values: [Double], _ old: (Int, Int, Int), _ new: (Int, Int, Int)) -> [Double] {
      (0..<new.0 * new.1 * new.2).map { index in
        let (block, out, column) = (index / (new.1 * new.2), index / new.2 % new.1, index % new.2)
        return values[(block * old.1 + out) * old.2 + column]
      }
    }
    func vectors(_ values: [Double], _ old: (outer: Int, inner: Int), _ new: (outer: Int, inner: Int)) -> [Double] {
      (0..<batch * new.outer * new.inner).map { index in
        let (row, entry) = index.quotientAndRemainder(dividingBy: new.outer * new.inner)
        return values[row * old.outer * old.inner + entry / new.inner * old.inner + entry % new.inner]
      }
    }
    for part in [CaseTensor.left, .leftBefore] {
      trial.parts[part] = parts[part].map {
        blocks($0, (shape.l, shape.s, shape.r), (small.l, small.s, small.r))
      }
    }
    for part in [CaseTensor.right, .rightBefore] {
      trial.parts[part] = parts[part].map {
        blocks($0, (shape.k, shape.q, shape.p), (small.k, small.q, small.p))
      }
    }
    trial.parts[.input] = parts[.input].map { vectors($0, (shape.k, shape.p), (small.k, small.p)) }
    // An output is σ·l + λ.
    trial.parts[.cotangent] = parts[.cotangent].map { vectors($0, (shape.s, shape.l), (small.s, small.l)) }
    return trial
  }
}
