import MonarchVectors
import Testing

@Suite struct VectorCheckTests {
  @Test func committedVectorsAreWhatTheGeneratorWrites() throws {
    let folder = try VectorFolder(path: committed)
    let made = try VectorSet().files()
    #expect(Set(made.map(\.name)) == Set(folder.files.keys) && folder.strangers.isEmpty)
    for (name, bytes) in made { #expect(folder.files[name] == bytes, "\(name) differs: make vectors") }
    #expect(made.reduce(0) { $0 + $1.bytes.count } < 1_000_000)
    let check = try VectorCheck(folder)
    #expect(check.violations == [] && check.count > 400 && check.files == VectorGroup.all.count)
  }

  @Test func everyFlagIsUsed() throws {
    let vectors = try VectorFolder(path: committed).vectors()
    #expect(vectors.reduce(into: Set<Flag>()) { $0.formUnion($1.flags) } == Set(Flag.allCases))
    #expect(Set(vectors.map(\.id)).count == vectors.count)
  }

  private struct Tampering: Sendable {
    let name: String
    /// What the first violation has to say.
    let says: String
    let edit: @Sendable (VectorFolder) -> VectorFolder
  }

  private static let file = "multiply-float32.json"

  private static let tamperings: [Tampering] = [
    Tampering(name: "a hash", says: "SHA-256") { folder in
      folder.rewriting("manifest.json") { text in
        text.replacing(/"sha256": "(.)/, maxReplacements: 3) { "\"sha256\": \"\($0.1 == "0" ? "1" : "0")" }
      }
    },
    Tampering(name: "a number, its hash not", says: "SHA-256") { folder in
      folder.rewriting(file, keepsHash: true) {
        $0.replacing("\"bits\": \"4", with: "\"bits\": \"c", maxReplacements: 1)
      }
    },
    Tampering(name: "a number of the data", says: "for number 0 of") { folder in
      folder.rewriting(file) { $0.replacing(/"bits": "4/, maxReplacements: 1) { _ in "\"bits\": \"c" } }
    },
    Tampering(name: "an exact result", says: "of output, found") { folder in
      folder.rewriting(file) { $0.replacing(/"exact": "4/, maxReplacements: 1) { _ in "\"exact\": \"c" } }
    },
    Tampering(name: "an upper end", says: "of output.high, found") { folder in
      folder.rewriting("adjoint-float64.json") { text in
        text.replacing(/"high": "(.......)/, maxReplacements: 1) {
          "\"high\": \"\($0.1.dropLast())\($0.1.last == "0" ? "1" : "0")"
        }
      }
    },
    Tampering(name: "a flag less", says: "expected flag ExactIntegers") { folder in
      folder.rewriting(file) { $0.replacing("[\"ExactIntegers\", ", with: "[", maxReplacements: 1) }
    },
    Tampering(name: "a flag more", says: "expected no flag EmptyBatch") { folder in
      folder.rewriting(file) {
        $0.replacing("[\"ExactIntegers\", ", with: "[\"EmptyBatch\", \"ExactIntegers\", ", maxReplacements: 1)
      }
    },
    Tampering(name: "a flag that no manifest defines", says: "/vectors/") { folder in
      folder.rewriting(file) { $0.replacing("[\"ExactIntegers\", ", with: "[\"Nonsense\", ", maxReplacements: 1) }
    },
    Tampering(name: "what a flag means", says: "expected what the generator writes") { folder in
      folder.rewriting("manifest.json") { $0.replacing("stale output", with: "fresh output") }
    },
    Tampering(name: "an id that is used again", says: "expected each id once") { folder in
      folder.rewriting(file) { text in
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.insert(lines[8], at: 9)
        return lines.joined(separator: "\n")
      }
    },
    Tampering(name: "another seed in an id", says: "expected the vectors of seed 1 in order") { folder in
      folder.rewriting(file) { $0.replacing(/-s(\d+)"/, maxReplacements: 1) { "-s\($0.1)7\"" } }
    },
    Tampering(name: "a vector less", says: "before") { folder in
      folder.rewriting(file) { text in
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.remove(at: 12)
        return lines.joined(separator: "\n")
      }
    },
    Tampering(name: "another arithmetic", says: "expected what the generator writes") { folder in
      folder.rewriting(file) { $0.replacing("\"accumulate\": \"float32\"", with: "\"accumulate\": \"float64\"") }
    },
    Tampering(name: "a shape", says: "do not fill") { folder in
      folder.rewriting(file) {
        $0.replacing("[3, 2, 2]", with: "[2, 3, 2]", maxReplacements: 1).replacing(
          "[2, 2, 2]", with: "[2, 4, 1]", maxReplacements: 1)
      }
    },
    Tampering(name: "white space", says: "expected what the generator writes") { folder in
      folder.rewriting(file) { $0.replacing("\"id\": ", with: "\"id\":  ", maxReplacements: 1) }
    },
    Tampering(name: "the schema", says: "expected the schema") { folder in
      folder.rewriting("schema.json") { $0.replacing("\"minimum\": 0", with: "\"minimum\": 1", maxReplacements: 1) }
    },
    Tampering(name: "a count", says: "expected a count") { folder in
      folder.rewriting("manifest.json") { $0.replacing(/"count": (\d+),\n/) { "\"count\": 1\($0.1),\n" } }
    },
    Tampering(name: "a file less", says: "expected this file, found none") { folder in
      var folder = folder
      folder.files[file] = nil
      return folder
    },
    Tampering(name: "a file more", says: "expected no file of this name") { folder in
      var folder = folder
      folder.files["notes.json"] = Array("{}".utf8)
      return folder
    },
    Tampering(name: "no JSON", says: "line") { folder in folder.rewriting(file) { String($0.dropLast(4)) } },
  ]

  @Test func everyTamperingIsFound() throws {
    let folder = try VectorFolder(path: committed)
    let groups = VectorGroup.all.filter { [Self.file, "adjoint-float64.json"].contains($0.fileName) }
    #expect(groups.count == 2)
    for tampering in Self.tamperings {
      let tampered = tampering.edit(folder)
      #expect(tampered.files != folder.files, "\(tampering.name) changes nothing")
      let violations = try VectorCheck(tampered, recomputing: groups).violations
      #expect(
        violations.contains { $0.description.contains(tampering.says) },
        "\(tampering.name): \(violations.prefix(3).map(\.description))")
    }
  }

  @Test func othersAreNoVectors() throws {
    let folder = try VectorFolder(path: committed)
    for (edit, says) in [
      ({ (_: String) in "{}" }, "expected the manifest"), ({ _ in "[1, 2" }, "line 1"),
      ({ $0.replacing("\"schemaVersion\": 1", with: "\"schemaVersion\": 2") }, "schemaVersion 1"),
      ({ $0.replacing("\"generatorVersion\": 1", with: "\"generatorVersion\": 7") }, "generatorVersion 1"),
    ] {
      let other = folder.rewriting("manifest.json", edit)
      let error = #expect(throws: VectorError.self) { try VectorCheck(other) }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
    #expect(throws: VectorError.self) { try VectorFolder(path: committed + "/none") }
    #expect(throws: VectorError.self) { try VectorSet(seed: -1) }
    #expect(throws: VectorError.self) { try VectorSet(cases: VectorSet.mostCases + 1) }
  }

  @Test func otherSeedsAndMoreCasesAreCheckedToo() throws {
    let set = try VectorSet(seed: 77, cases: 2)
    let files = Dictionary(uniqueKeysWithValues: try set.files().map { ($0.name, $0.bytes) })
    let check = try VectorCheck(VectorFolder(files: files))
    #expect(check.violations == [])
    #expect(try check.count > VectorCheck(VectorFolder(path: committed)).count)
  }
}
