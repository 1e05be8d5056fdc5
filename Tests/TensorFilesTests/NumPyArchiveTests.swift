import Foundation
import PropertyEngine
import PropertyTesting
import TensorFiles
import Testing

/// Archives as NumPy 2.4 writes them: `a = arange(6, float32).reshape(2, 3)`, `b = [1.5, -2]`, `c.d = zeros(40, int16)`.
private enum Archives {
  /// `numpy.savez`: stored, with a ZIP64 field in every local header.
  static let stored = bytes(
    "UEsDBC0AAAAAAAAAIQBP6QAq//////////8FABQAYS5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmNCcs"
      + "ICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
      + "ICAgICAgICAgICAgICAgICAgICAKAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAUEsDBC0AAAAAAAAAIQCwmMVB//////////8FABQAYi5ucHkB"
      + "ABAAkAAAAAAAAACQAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgy"
      + "LCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAA+D8AAAAAAAAA"
      + "wFBLAwQtAAAAAAAAACEAuzRGOv//////////BwAUAGMuZC5ucHkBABAA0AAAAAAAAADQAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxp"
      + "MicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICg0MCwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
      + "ICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAABQSwECLQMtAAAAAAAAACEAT+kAKpgAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMt"
      + "AAAAAAAAACEAsJjFQZAAAACQAAAABQAAAAAAAAAAAAAAgAHPAAAAYi5ucHlQSwECLQMtAAAAAAAAACEAuzRGOtAAAADQAAAABwAAAAAAAAAA"
      + "AAAAgAGWAQAAYy5kLm5weVBLBQYAAAAAAwADAJsAAACfAgAAAAA=")

  /// `numpy.savez_compressed`: deflated.
  static let deflated = bytes(
    "UEsDBC0AAAAIAAAAIQBP6QAq//////////8FABQAYS5ucHkBABAAmAAAAAAAAABVAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKu"
      + "o6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYwaLAHEg5ABMQNQLzAAQBQSwMELQAAAAgAAAAhALCYxUH/////"
      + "/////wUAFABiLm5weQEAEACQAAAAAAAAAE0AAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4F"
      + "ihdnJBakAvkaRjqaOgq1ChQALgYw+GEPoRkOAABQSwMELQAAAAgAAAAhALs0Rjr//////////wcAFABjLmQubnB5AQAQANAAAAAAAAAASAAA"
      + "AAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mkrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomBjqaOgq1CuQDLgYqAwBQSwEC"
      + "LQMtAAAACAAAACEAT+kAKlUAAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECLQMtAAAACAAAACEAsJjFQU0AAACQAAAABQAAAAAA"
      + "AAAAAAAAgAGMAAAAYi5ucHlQSwECLQMtAAAACAAAACEAuzRGOkgAAADQAAAABwAAAAAAAAAAAAAAgAEQAQAAYy5kLm5weVBLBQYAAAAAAwAD"
      + "AJsAAACRAQAAAAA=")

  private static func bytes(_ text: String) -> [UInt8] { [UInt8](Data(base64Encoded: text)!) }
}

private func expected() throws -> NumPyArchive {
  NumPyArchive(tensors: [
    "a": try Tensor([0, 1, 2, 3, 4, 5] as [Float], shape: [2, 3]),
    "b": try Tensor([1.5, -2] as [Double], shape: [2]),
    "c.d": try Tensor(elementType: .int16, shape: [40], bytes: [UInt8](repeating: 0, count: 80)),
  ])
}

@Suite struct NumPyArchiveTests {
  @Test func archivesOfNumPyAreRead() throws {
    #expect(try NumPyArchive.decode(Archives.stored) == expected())
    #expect(try NumPyArchive.decode(Archives.deflated) == expected())
    #expect(try NumPyArchive.decode(Archives.deflated).names == ["a", "b", "c.d"])
  }

  @Test(.property(cases: 300)) func writtenArchivesAreReadBack() async {
    let name = Generator<String>.string(of: "abcäé∀./ -", count: 1...6)
    await check { draws in
      var archive = NumPyArchive()
      for _ in 0..<(try draws.draw(.integer(in: 0...5), as: "members")) {
        let shape = try draws.draw(Generator<Int>.integer(in: 0...5).array(count: 0...3))
        let count = shape.reduce(1, *)
        let values = try draws.floats(rows: 1, columns: count, .all).elements
        let name = try draws.draw(name, as: "name")
        try draws.assume(!name.hasPrefix("/"), "names without a leading slash")
        archive[name] = try Tensor(values, shape: shape)
      }
      #expect(try NumPyArchive.decode(archive.encode()) == archive)
    }
  }

  /// Damage is refused, or it hits what carries no meaning (dates, attributes) and changes nothing.
  @Test(.property(cases: 2000)) func damageIsRefusedOrHarmless() async throws {
    let whole = try expected()
    await check { draws in
      var file = try draws.draw(.bool()) ? Archives.stored : Archives.deflated
      let position = try draws.draw(.integer(in: 0...file.count - 1), as: "position")
      switch try draws.draw(.integer(in: 0...3), as: "kind") {
      case 0: file[position] = try draws.draw(.integer(), as: "byte")
      case 1: file.removeSubrange(position...)
      case 2: file.insert(try draws.draw(.integer(), as: "byte"), at: position)
      default: file.remove(at: position)
      }
      let read = try? NumPyArchive.decode(file)
      // A changed name is a readable archive of other names; the tensors are the same.
      #expect(read == nil || Set(read!.tensors.values) == Set(whole.tensors.values))
      draws.cover(read == nil, "refused", atLeast: 0.5)
    }
  }

  /// A hand-made archive of one member, every field of it open to lies.
  private struct Forgery {
    var name = "a.npy"
    var flags = 0
    var method = 0
    var checksum: UInt32?
    var packed: Int?
    var unpacked: Int?
    var offset = 0
    var data: [UInt8]
    var members = 1
    var disk = 0
    var entries = 1
    var comment = ""
    /// Bytes between the directory and its end.
    var gap = 0
    /// Whether the numbers of the directory's end stand in a ZIP64 record.
    var isZip64 = false

    init() throws { data = try NumPyFile.encode(try Tensor([1, 2] as [Float], shape: [2])) }

    var bytes: [UInt8] {
      func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
      let local =
        number(0x0403_4B50, 4) + number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 16)
        + number(name.utf8.count, 2) + number(0, 2)
      let entry =
        number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 4)
        + number(Int(checksum ?? plainChecksum(data)), 4) + number(packed ?? data.count, 4)
        + number(unpacked ?? data.count, 4) + number(name.utf8.count, 2) + number(0, 12) + number(offset, 4)
      let directory = (0..<entries).flatMap { _ in entry + Array(name.utf8) }
      let start = local.count + name.utf8.count + data.count
      var end: [UInt8] = []
      if isZip64 {
        let record = start + directory.count + gap
        end +=
          number(0x0606_4B50, 4) + number(44, 8) + number(20, 2) + number(20, 2) + number(disk, 4) + number(disk, 4)
        end += number(members, 8) + number(members, 8) + number(directory.count, 8) + number(start, 8)
        end += number(0x0706_4B50, 4) + number(0, 4) + number(record, 8) + number(1, 4)
      }
      end += number(0x0605_4B50, 4) + number(isZip64 ? 0 : disk, 2) + number(isZip64 ? 0 : disk, 2)
      end += number(isZip64 ? 0xFFFF : members, 2) + number(isZip64 ? 0xFFFF : members, 2)
      end += number(isZip64 ? -1 : directory.count, 4) + number(isZip64 ? -1 : start, 4)
      end += number(comment.utf8.count, 2) + Array(comment.utf8)
      return local + Array(name.utf8) + data + directory + [UInt8](repeating: 0, count: gap) + end
    }

    var checksumOfData: UInt32 { plainChecksum(data) }

    /// The CRC-32 bit by bit.
    private func plainChecksum(_ bytes: [UInt8]) -> UInt32 {
      ~bytes.reduce(~UInt32(0)) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
    }
  }

  @Test func forgeriesAreRefused() throws {
    let plain = try Forgery()
    #expect(try NumPyArchive.decode(plain.bytes).names == ["a"])
    var commented = plain
    commented.comment = "a comment with PK\u{5}\u{6} in it, and more behind it than a record has"
    #expect(try NumPyArchive.decode(commented.bytes).names == ["a"])
    var wide = plain
    wide.isZip64 = true
    #expect(try NumPyArchive.decode(wide.bytes) == NumPyArchive.decode(plain.bytes))
    wide.members = 2
    #expect(refuses(.malformedHeader) { () throws(TensorFileError) in try NumPyArchive.decode(wide.bytes) })
    wide.disk = 1
    #expect(refuses(.wrongFormat) { () throws(TensorFileError) in try NumPyArchive.decode(wide.bytes) })

    // A deflate stream of one stored block, with the right checksum of what it holds.
    var deflated = plain
    deflated.method = 8
    deflated.checksum = plain.checksumOfData
    deflated.unpacked = plain.data.count
    let length = [UInt8(plain.data.count & 255), UInt8(plain.data.count >> 8)]
    deflated.data = [1] + length + length.map { ~$0 } + plain.data
    #expect(try NumPyArchive.decode(deflated.bytes) == NumPyArchive.decode(plain.bytes))
    for change in [
      { $0.unpacked! -= 1 }, { $0.unpacked! += 1 }, { $0.data.append(0) }, { $0.data.removeLast() },
    ] as [(inout Forgery) -> Void] {
      var forged = deflated
      change(&forged)
      Refusal(.sizeMismatch, "damaged or other data", forged.bytes).check(".npz") {
        file throws(TensorFileError) in try NumPyArchive.decode(file)
      }
    }
    let lies: [(TensorFileError.Kind, String, (inout Forgery) -> Void)] = [
      (.unsupportedVersion, "found method 9", { $0.method = 9 }),
      (.unsupportedVersion, "found an encrypted one", { $0.flags = 1 }),
      (.sizeMismatch, "expected the checksum 7, found", { $0.checksum = 7 }),
      (.sizeMismatch, "136 packed bytes cannot be 135", { $0.unpacked = 135 }),
      (.truncated, "expected 137 bytes of data", { ($0.packed, $0.unpacked) = (137, 137) }),
      (.sizeMismatch, "cannot be 4000000000 unpacked", { ($0.method, $0.unpacked) = (8, 4_000_000_000) }),
      (.sizeMismatch, "damaged or other data", { $0.method = 8 }),
      (.malformedHeader, "expected a ZIP64 field", { $0.unpacked = 0xFFFF_FFFF }),
      (.invalidOffsets, "expected its local header at byte 1", { $0.offset = 1 }),
      (.invalidOffsets, "do not overlap, found two at byte 0", { ($0.entries, $0.members) = (2, 2) }),
      (.malformedHeader, "expected 2 members as the directory says, found 1", { $0.members = 2 }),
      (.invalidOffsets, "directly before its end", { $0.gap = 1 }),
      (.wrongFormat, "found one of several disks", { $0.disk = 1 }),
      (.invalidName, "whose name ends in .npy", { $0.name = "a.txt" }),
      (.truncated, "needs 8 bytes of data, found 7", { $0.data.removeLast() }),
    ]
    for (kind, text, lie) in lies {
      var forged = plain
      lie(&forged)
      Refusal(kind, text, forged.bytes).check(".npz") { file throws(TensorFileError) in try NumPyArchive.decode(file) }
    }
    for file in [[], [0x50, 0x4B], Array("PK not an archive".utf8), [UInt8](repeating: 0x50, count: 100_000)] {
      #expect(throws: TensorFileError.self) { try NumPyArchive.decode(file) }
    }
  }

  /// The limit counts unpacked bytes of all members together, before any is unpacked.
  @Test func unpackedSizesAreLimited() throws {
    #expect(try NumPyArchive.decode(Archives.deflated, limit: 152 + 144 + 208) == expected())
    #expect(refuses(.tooLarge) { () throws(TensorFileError) in try NumPyArchive.decode(Archives.deflated, limit: 503) })
  }

  /// A member that cannot be read hides no other one.
  @Test func oneMemberIsReadAmongOthers() throws {
    var text = try Forgery()
    text.name = "notes.txt"
    #expect(refuses(.invalidName) { () throws(TensorFileError) in try NumPyArchive.decode(text.bytes) })
    #expect(try NumPyArchive.decode(text.bytes, only: ["a"]).tensors.isEmpty)
    #expect(try NumPyArchive.names(in: text.bytes).isEmpty)
    #expect(try NumPyArchive.names(in: Archives.stored) == ["a", "b", "c.d"])
    let one = try NumPyArchive.decode(Archives.deflated, only: ["b"], limit: 144)
    #expect(try one.tensors == ["b": expected()["b"]!])
  }

  @Test func namesThatCannotBeWrittenAreRefused() throws {
    let tensor = try Tensor([1] as [Float], shape: [1])
    for name in ["", "/a", "a\0b", String(repeating: "x", count: 513)] {
      let archive = NumPyArchive(tensors: [name: tensor])
      #expect(refuses(.invalidName) { () throws(TensorFileError) in try archive.encode() })
    }
    let wide = NumPyArchive(tensors: ["w": try Tensor(elementType: .bfloat16, shape: [1], bytes: [0, 0])])
    #expect(refuses(.unsupportedElementType) { () throws(TensorFileError) in try wide.encode() })
  }
}
