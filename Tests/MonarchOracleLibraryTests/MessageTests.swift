import CMonarchOracle
import Foundation
import MonarchJudge
import MonarchReference
import Testing

@Suite struct MessageTests {
  /// "layout paper expects left (b, q, q) …, found 1×2×3·2×3×1": × and · are characters of two bytes.
  private func reply(capacity: Int) throws -> Reply {
    let shape = try MonarchShape(k: 1, q: 2, p: 3, l: 2, s: 3, r: 1)
    let example = Example(layout: "paper", shape: shape)
    return example.withProblem { problem in
      Reply(capacity: capacity) { monarch_oracle_exact(&problem, 0, 1, nil, 0, nil, $0, $1) }
    }
  }

  @Test func messagesAreCutBetweenCharacters() throws {
    let whole = try reply(capacity: 1024)
    #expect(whole.status == MONARCH_ORACLE_INVALID_SHAPE)
    #expect(whole.message.hasPrefix("layout paper expects left") && whole.message.hasSuffix("found 1×2×3·2×3×1"))
    for capacity in 0...whole.message.utf8.count + 2 {
      let reply = try reply(capacity: capacity)
      #expect(reply.status == whole.status)
      #expect(whole.message.hasPrefix(reply.message), "\(reply)")
      // No character that fits is left out.
      let rest = whole.message.dropFirst(reply.message.count)
      let next = rest.first.map { String($0).utf8.count } ?? 0
      #expect(capacity == 0 || rest.isEmpty || reply.message.utf8.count + next >= capacity)
    }
  }

  @Test func messagesMayBeUnwanted() throws {
    var shape = monarch_oracle_shape()
    let sizes: [Int64] = [2, 2, 2]
    #expect(Int(monarch_oracle_shape_of("fly", 3, sizes, 3, sizes, &shape, nil, 0)) == MONARCH_ORACLE_OK)
    #expect(Int(monarch_oracle_shape_of("fly", 3, sizes, 3, sizes, &shape, nil, 100)) == MONARCH_ORACLE_OK)
    #expect(Int(monarch_oracle_shape_of("?", 3, sizes, 3, sizes, &shape, nil, 0)) == MONARCH_ORACLE_INVALID_ARGUMENT)
    // A capacity beyond all memory is one that suffices.
    var message = [CChar](repeating: 1, count: 64)
    #expect(Int(monarch_oracle_shape_of("fly", 3, sizes, 3, sizes, &shape, &message, -1)) == MONARCH_ORACLE_OK)
    #expect(message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } == Array("2×2×2·2×2×2".utf8))
  }

  /// The library's version is that of the command line.
  @Test func versions() throws {
    #expect(monarch_oracle_abi_version() == MONARCH_ORACLE_ABI_VERSION)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let command = try String(
      contentsOf: root.appending(path: "Sources/monarch-oracle/MonarchOracle.swift"), encoding: .utf8)
    let version = String(cString: monarch_oracle_version())
    #expect(command.contains("version: \"\(version)\""), "\(version)")
  }

  @Test(arguments: Form.all) func shapesAreReadAsTheLayoutStoresThem(_ form: Form) throws {
    let shape = form.shape
    let (left, right) = try (form.shapes.left.map(Int64.init), form.shapes.right.map(Int64.init))
    var found = monarch_oracle_shape()
    let reply = Reply {
      monarch_oracle_shape_of(form.layout.name, Int32(left.count), left, Int32(right.count), right, &found, $0, $1)
    }
    #expect(reply.isOK, "\(reply)")
    #expect([found.k, found.q, found.p, found.l, found.s, found.r] == shape.sizeList)
  }
}

extension MonarchShape {
  fileprivate var sizeList: [Int64] { [k, q, p, l, s, r].map(Int64.init) }
}
