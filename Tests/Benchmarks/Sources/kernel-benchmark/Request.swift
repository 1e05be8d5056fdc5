/// A line that asks for a case.
struct Request {
  /// The first word.
  let operation: String

  /// The type of the weights, empty where there are none.
  let type: String

  /// The numbers that follow.
  let numbers: [Int]

  init(_ words: [String]) throws {
    guard let operation = words.first else { throw BadRequest() }
    let rest = words.dropFirst()
    self.operation = operation
    type = rest.first.flatMap { Int($0) == nil ? $0 : nil } ?? ""
    let numbers = rest.dropFirst(type.isEmpty ? 0 : 1).map { Int($0) }
    guard numbers.allSatisfy({ $0.map { $0 > 0 } ?? false }) else { throw BadRequest() }
    self.numbers = numbers.compactMap { $0 }
  }
}

/// A line that the server does not understand.
struct BadRequest: Error, CustomStringConvertible {
  var description: String { "this is no request, or none that is possible now" }
}

/// What the library does not have.
struct Unsupported: Error {
  let reason: String
}

/// The sizes of a product.
struct Sizes {
  let k, q, p, l, s, r, batch, threads: Int

  init(_ numbers: [Int]) throws {
    guard numbers.count == 8 else { throw BadRequest() }
    (k, q, p, l) = (numbers[0], numbers[1], numbers[2], numbers[3])
    (s, r, batch, threads) = (numbers[4], numbers[5], numbers[6], numbers[7])
  }
}
