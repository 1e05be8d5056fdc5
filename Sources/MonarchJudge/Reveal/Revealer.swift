import ExactArithmetic
package import MonarchReference

/// Reveals how an implementation sums, shape by shape, and replays it.
package actor Revealer {
  private let questions: ProductQuestions
  /// The batch sizes in which each shape is looked at.
  private let batches: [Int]
  private var shapes: [MonarchShape: RevealedShape] = [:]
  private var replays: [MonarchShape: [Int: Replay]] = [:]
  /// By stage, an order that was long enough to show everything.
  private var known: [Stage: SummationOrder] = [:]
  /// How many questions have been asked.
  package private(set) var questionCount = 0

  /// More different orders than this in one batch are taken for none.
  static let orderLimit = 64

  package init(_ questions: ProductQuestions, batches: [Int]) { (self.questions, self.batches) = (questions, batches) }

  /// The orders of a shape; asked once.
  package func reveal(_ shape: MonarchShape) async throws -> RevealedShape {
    if let revealed = shapes[shape] { return revealed }
    if shapes.isEmpty { try await checkRepeatability(shape) }
    var revealed = RevealedShape(shape: shape)
    for batch in batches { revealed.stages[batch] = try await stages(shape, batch) }
    shapes[shape] = revealed
    return revealed
  }

  /// What the implementation gives for a case, by its orders.
  package func replay(_ product: ProductCase) async throws -> (output: [Double], comparesZeroSigns: Bool) {
    let replay = try await replay(product.shape, batch: product.batch)
    return (replay.output(of: product), replay.comparesZeroSigns)
  }

  private func replay(_ shape: MonarchShape, batch: Int) async throws -> Replay {
    var revealed = try await reveal(shape)
    let key = revealed.isUniform ? revealed.batches[0] : batch
    if let replay = replays[shape]?[key] { return replay }
    if revealed.stages[key] == nil {
      revealed.stages[key] = try await stages(shape, key)
      shapes[shape] = revealed
    }
    let replay = try Replay(shape, revealed.stages[key]!)
    replays[shape, default: [:]][key] = replay
    return replay
  }

  private func checkRepeatability(_ shape: MonarchShape) async throws {
    let id = CaseID(format: questions.model.input, kind: .cancelling, shape: shape, batch: batches.max() ?? 1, seed: 1)
    let product = try ProductCase(id)
    let first = try await questions.output(product)
    for _ in 0..<2 {
      let again = try await questions.output(product)
      questionCount += 1
      guard first.map(\.bitPattern) == again.map(\.bitPattern) else {
        throw RevealError("the same question has different answers: there is no order to reveal")
      }
    }
  }

  private func stages(_ shape: MonarchShape, _ batch: Int) async throws -> [Stage: [RevealedShape.Places]] {
    let left = try await places(of: .left, shape, batch, vanishing: nil)
    let orders = left.compactMap { try? $0.order.get() }
    // The sign of a zero of the first stage is seen only through sums that do not start from a zero that hides it.
    let hidden = Set(
      orders.map { order -> [Int]? in
        switch order.start {
        case .product: []
        case .fusedZero: order.isFused.indices.filter { !order.isFused[$0] }
        default: nil
        }
      })
    let vanishing = orders.count == left.count && hidden.count == 1 ? hidden.first! : nil
    // Sums that have a plain zero in them, or at their end, hide the sign of every zero before.
    let hidesSigns =
      orders.count == left.count
      && orders.allSatisfy { $0.start == .finalZero || $0.start == .addedZero && !$0.isFused.contains(true) }
    let right = try await places(of: .right, shape, batch, vanishing: vanishing, signMatters: !hidesSigns)
    return [.left: left, .right: right]
  }

  // MARK: One stage

  private func places(
    of stage: Stage, _ shape: MonarchShape, _ batch: Int, vanishing: [Int]?, signMatters: Bool = true,
    isThorough: Bool = false
  ) async throws -> [RevealedShape.Places] {
    var inquiry = StageInquiry(questions, shape: shape, batch: batch, stage: stage, isThorough: isThorough)
    inquiry.vanishing = vanishing ?? []
    let model = questions.model
    let isLeft = stage == .left
    let setting = SumRecovery.Setting(
      count: stage.length(shape), input: model.input, accumulate: model.accumulate, output: model.output,
      result: isLeft ? model.output : model.intermediate, seesExcess: !isLeft && shape.r > 1 && shape.p > 1,
      seesSign: isLeft || vanishing != nil, signMatters: signMatters,
      known: stage.length(shape) < 3 ? known[stage] : nil)

    var done: [RevealedShape.Places] = []
    var open: [(members: [Int], answers: [SumProbe: Double])] = [(Array(inquiry.places.indices), [:])]
    while let (members, answers) = open.popLast() {
      do {
        let order = try SumRecovery(setting: setting, answers: answers).order()
        if order.count > 3, known[stage] == nil { known[stage] = order }
        done.append(places(members, .success(order), inquiry))
      } catch let error as SumRecovery.Unexplained {
        done.append(places(members, .failure(RevealError(error.description)), inquiry))
      } catch let error as SumRecovery.Missing {
        var groups = [(members, answers)]
        for probe in Set(error.probes) {
          let found = try await inquiry.answers(to: probe)
          questionCount += 1
          groups = groups.flatMap { members, answers in
            Dictionary(grouping: members) { found[$0].isNaN ? Double.nan.bitPattern : found[$0].bitPattern }.values.map
            {
              members in (members.sorted(), answers.merging([probe: found[members[0]]]) { $1 })
            }
          }
          guard open.count + done.count + groups.count <= Revealer.orderLimit else {
            let reason = "more than \(Revealer.orderLimit) orders in batch \(batch) of \(shape): sums follow no order"
            return [places(Array(inquiry.places.indices), .failure(RevealError(reason)), inquiry)]
          }
        }
        open += groups.map { (members: $0.0, answers: $0.1) }
      }
    }
    let found = merged(done)
    // Where places differ, none can be taken for another.
    if found.count > 1, !inquiry.isComplete {
      return try await places(
        of: stage, shape, batch, vanishing: vanishing, signMatters: signMatters, isThorough: true)
    }
    return found
  }

  private func places(
    _ members: [Int], _ order: Result<SummationOrder, RevealError>, _ inquiry: StageInquiry
  ) -> RevealedShape.Places {
    RevealedShape.Places(
      order: order, places: members.map { (inquiry.places[$0].row, inquiry.places[$0].position) })
  }

  /// One entry for each order.
  private func merged(_ all: [RevealedShape.Places]) -> [RevealedShape.Places] {
    var result: [RevealedShape.Places] = []
    for places in all {
      if case .success(let order) = places.order,
        let index = result.firstIndex(where: { (try? $0.order.get()) == order })
      {
        let joined = (result[index].places + places.places).sorted { $0 < $1 }
        result[index] = RevealedShape.Places(order: places.order, places: joined)
      } else {
        result.append(places)
      }
    }
    return result
  }
}
