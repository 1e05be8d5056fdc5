import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchKernels

/// Why a function could not do its work: its status, and the text for the caller's buffer.
struct Failure: Error {
  let status: monarch_oracle_status
  let text: String

  private init(_ status: Int, _ text: String) { (self.status, self.text) = (monarch_oracle_status(status), text) }

  static func argument(_ text: String) -> Failure { Failure(MONARCH_ORACLE_INVALID_ARGUMENT, text) }
  static func shape(_ text: String) -> Failure { Failure(MONARCH_ORACLE_INVALID_SHAPE, text) }
  static func notFinite(_ text: String) -> Failure { Failure(MONARCH_ORACLE_NOT_FINITE, text) }
  static func tooSmall(_ text: String) -> Failure { Failure(MONARCH_ORACLE_BUFFER_TOO_SMALL, text) }
  static func unsupported(_ text: String) -> Failure { Failure(MONARCH_ORACLE_UNSUPPORTED, text) }
  static func forked(_ text: String) -> Failure { Failure(MONARCH_ORACLE_FORKED, text) }

  /// What an error of the modules below means to a caller.
  init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as ShapeError: self = .shape(error.description)
    case let error as ModelError: self = .unsupported(error.description)
    case let error as KernelError:
      switch error {
      case .notFinite: self = .notFinite(error.description)
      case .factorOverflow: self = .unsupported(error.description)
      default: self = .shape(error.description)
      }
    default: self = Failure(MONARCH_ORACLE_INTERNAL, "\(error)")
    }
  }
}

/// Runs what a function does and says in the caller's buffer what came of it.
///
/// - Parameter body: gives the sentence for success; empty where there is nothing to say.
func answer(
  _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ body: () throws -> String
) -> monarch_oracle_status {
  do {
    let text = try body()
    write(text, to: message, capacity: capacity)
    return monarch_oracle_status(MONARCH_ORACLE_OK)
  } catch {
    let failure = Failure(error)
    write(failure.text, to: message, capacity: capacity)
    return failure.status
  }
}

/// Writes as many whole characters as fit before the NUL byte.
private func write(_ text: String, to message: UnsafeMutablePointer<CChar>?, capacity: Int) {
  let capacity = bytes(capacity)
  guard let message, capacity > 0 else { return }
  // A NUL within the text, of a name that someone gave, would end it.
  let utf8 = text.utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }
  var count = min(utf8.count, capacity - 1)
  // Bytes 10xxxxxx continue a character.
  while count > 0, count < utf8.count, utf8[count] & 0xC0 == 0x80 { count -= 1 }
  for index in 0..<count { message[index] = CChar(bitPattern: utf8[index]) }
  message[count] = 0
}

/// A `size_t`, which Swift sees as an `Int`: beyond the half of it there is no memory.
func bytes(_ size: Int) -> Int { size < 0 ? .max : size }
