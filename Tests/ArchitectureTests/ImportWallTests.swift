import Foundation
import Testing

/// What each target may import, besides the standard library: the walls of the design.
///
/// The kernels never see the reference, the reference sees neither kernels nor judge, and the judge treats the kernels
/// as one implementation among others.
private let allowedImports: [String: Set<String>] = [
  "ExactArithmetic": ["CGMP", "CExactKernels", "ComplexModule", "Dispatch", "Synchronization"],
  "MonarchReference": ["ExactArithmetic"],
  "MonarchKernels": [
    "CMonarchKernels", "CFactorKernels", "ComplexModule", "RealModule", "Dispatch", "Synchronization",
  ],
  "PropertyEngine": ["Glibc", "Darwin", "Musl"],
  "PropertyTesting": ["PropertyEngine", "Testing", "Foundation", "Synchronization"],
  "TensorFiles": ["CZlib", "Glibc", "Darwin", "Musl", "Android"],
  "MonarchJudge": [
    "ExactArithmetic", "MonarchReference", "TensorFiles", "Subprocess", "Foundation", "Glibc", "Synchronization",
  ],
  "KernelZoo": ["MonarchJudge", "MonarchReference", "ExactArithmetic"],
  "MonarchVectors": ["ExactArithmetic", "MonarchReference", "TensorFiles", "MonarchJudge", "Crypto", "Foundation"],
  "CertificateChecker": ["CGMP", "TensorFiles", "Crypto", "Foundation"],
  "MonarchLaws": ["ExactArithmetic", "MonarchReference", "PropertyEngine"],
  "MonarchOracleLibrary": [
    "CMonarchOracle", "ExactArithmetic", "MonarchReference", "MonarchKernels", "MonarchJudge", "Glibc", "Darwin",
    "Synchronization",
  ],
  "monarch-oracle": [
    "ExactArithmetic", "MonarchReference", "MonarchKernels", "TensorFiles", "MonarchJudge", "MonarchLaws",
    "PropertyEngine", "CertificateChecker", "KernelZoo", "MonarchVectors", "ArgumentParser", "ComplexModule", "Crypto",
    "Foundation", "Dispatch", "Glibc", "Synchronization",
  ],
]

/// Headers that the C targets may include, besides their own.
private let allowedHeaders: [String: Set<String>] = [
  "CGMP": ["gmp.h"],
  "CExactKernels": ["limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"],
  "CFactorKernels": ["float.h", "stdbool.h", "stddef.h", "stdint.h", "stdlib.h", "string.h", "sys/mman.h"],
  "CZlib": ["zlib.h"],
  "CMonarchOracle": ["stddef.h", "stdint.h"],
  "CMonarchKernels": [
    "stddef.h", "stdint.h", "string.h", "stdbool.h", "immintrin.h", "arm_neon.h", "math.h", "float.h",
  ],
]

/// The modules that a Swift source imports, whatever attributes, access levels and kinds stand around the word.
func importedModules(in source: String) -> [String] {
  source.split(whereSeparator: \.isNewline).compactMap { line in
    // Comments cannot import; everything else on the line may stand before it.
    let code = line.prefix { $0 != "/" }
    guard let match = code.firstMatch(of: importStatement) else { return nil }
    return String(match.module)
  }
}

private nonisolated(unsafe) let importStatement =
  /^\s*(?:(?:@\w+(?:\([^)]*\))?|public|package|internal|fileprivate|private)\s+)*import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(?<module>\w+)/

@Suite struct ImportWallTests {
  private let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  private func files(in target: String, _ suffixes: [String]) throws -> [(path: String, text: String)] {
    let folder = sources.appending(path: target)
    let names = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
    return try names.filter { name in suffixes.contains { name.hasSuffix($0) } }.map {
      ("\(target)/\($0)", try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
    }
  }

  /// A target without a row here has no walls: it must get one.
  @Test func everyTargetHasItsWalls() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    #expect(Set(targets) == Set(allowedImports.keys).union(allowedHeaders.keys))
  }

  @Test func noImportCrossesAWall() throws {
    for (target, allowed) in allowedImports {
      let files = try files(in: target, [".swift"])
      #expect(!files.isEmpty)
      for (path, text) in files {
        for module in importedModules(in: text) {
          #expect(allowed.contains(module), "\(path) imports \(module)")
        }
      }
    }
  }

  @Test func noIncludeCrossesAWall() throws {
    for (target, allowed) in allowedHeaders {
      let files = try files(in: target, [".h", ".c"])
      let own = Set(files.map { ($0.path as NSString).lastPathComponent })
      for (path, text) in files {
        for match in text.matches(of: /#\s*include\s*[<"]([^>"]+)[>"]/) {
          #expect(allowed.union(own).contains(String(match.1)), "\(path) includes \(match.1)")
        }
      }
    }
  }

  /// The reader of imports sees every way to write one, so that the walls cannot be climbed by spelling.
  @Test func importsAreSeenHoweverTheyAreWritten() {
    let source = """
      import A
        public import B
      @testable import C
      @_exported public import struct D.Thing
      @preconcurrency internal import E  // why
      // import F
      let important = 1
      /// import G
      @_spi(Secret) import H
      """
    #expect(importedModules(in: source) == ["A", "B", "C", "D", "E", "H"])
  }
}
