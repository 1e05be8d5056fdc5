import Foundation
import MonarchVectors

/// The vectors that are published.
let committed = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Vectors").path

extension VectorFolder {
  /// The text of a file.
  func text(_ name: String) -> String { String(decoding: files[name] ?? [], as: UTF8.self) }

  /// A file rewritten, and the manifest made to agree with it, as a tamperer would.
  func rewriting(_ name: String, keepsHash: Bool = false, _ edit: (String) -> String) -> VectorFolder {
    var folder = self
    let (before, after) = (text(name), edit(text(name)))
    folder.files[name] = Array(after.utf8)
    guard name != VectorSet.manifestName, !keepsHash else { return folder }
    folder.files[VectorSet.manifestName] = Array(
      text(VectorSet.manifestName)
        .replacing(sha256(Array(before.utf8)), with: sha256(Array(after.utf8)))
        .replacing(
          "\"\(name)\", \"count\": \(count(before)), \"bytes\": \(before.utf8.count)",
          with: "\"\(name)\", \"count\": \(count(before)), \"bytes\": \(after.utf8.count)"
        ).utf8)
    return folder
  }

  private func count(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("{\"id\"") } }
}
