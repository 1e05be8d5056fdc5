import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct CertifyCommandTests {
  /// A projected matrix with its certificate and its factors.
  private struct Example {
    let matrix: String
    let proof: String
    let factors: String

    init(in folder: URL) async throws {
      (matrix, proof) = (folder.appending(path: "W.npy").path, folder.appending(path: "W.cert").path)
      factors = folder.appending(path: "W.safetensors").path
      try TensorFile.write(try NumPyFile.encode(try Tensor(weights(96), shape: [12, 8])), path: matrix)
      let run = try await oracle("project", matrix, "--block", "4,3", "--certificate", proof, "--output", factors)
      #expect(run.status == 0, "\(run)")
    }
  }

  @Test func everyNumberIsSaidAgain() async throws {
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      let run = try await oracle("certify", example.proof, example.matrix, "--json", "-")
      #expect(run.status == 0 && run.output.contains(#""holds":true"#) && run.output.contains(#""form":[2,3,4,3,4,2]"#))
      let text = try await oracle("certify", example.proof, example.matrix, "--factors", example.factors)
      #expect(text.status == 0 && text.output.contains("holds: 1 certificate checked, and the factors are those of"))
    }
  }

  @Test func otherWeightsAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      var values = weights(96)
      values[50] = values[50].nextUp
      try TensorFile.write(try NumPyFile.encode(try Tensor(values, shape: [12, 8])), path: example.matrix)
      let run = try await oracle("certify", example.proof, example.matrix)
      #expect(run.status == 1 && run.output.contains("refused: certificate line") && run.output.contains("SHA-256"))
    }
  }

  /// Another number in the file of factors, in either factor.
  @Test func otherFactorsAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      let original = try SafeTensors.decode(try TensorFile.read(path: example.factors))
      for name in ["W.left", "W.right"] {
        var changed = original
        let tensor = try #require(original[name])
        var bytes = tensor.bytes
        bytes[8] ^= 1
        changed[name] = try Tensor(elementType: tensor.elementType, shape: tensor.shape, bytes: bytes)
        try TensorFile.write(try changed.encode(), path: example.factors)
        let run = try await oracle("certify", example.proof, example.matrix, "--factors", example.factors)
        #expect(run.status == 1 && run.output.contains("refused:"), "\(run)")
      }
    }
  }

  @Test func brokenFilesAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      let bytes = try TensorFile.read(path: example.proof)
      let cut = folder.appending(path: "cut.cert").path
      for count in [0, 5, bytes.count / 2, bytes.count - 2] {
        try TensorFile.write(Array(bytes[..<count]), path: cut)
        let run = try await oracle("certify", cut, example.matrix)
        #expect(run.status == 2 && run.errorLine?.contains("cut.cert") == true, "\(count): \(run)")
      }
      for arguments in [[cut + ".none", example.matrix], [example.proof, folder.appending(path: "none.npy").path]] {
        let run = try await execute(program.path, ["certify"] + arguments)
        #expect(run.status == 2 && run.errorLine?.contains("none") == true, "\(run)")
      }
    }
  }

  /// A certificate of a tensor that the model lacks.
  @Test func missingTensorsAreNamed() async throws {
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      let model = folder.appending(path: "model.safetensors").path
      try TensorFile.write(
        try SafeTensors(tensors: ["V": try Tensor(weights(96), shape: [12, 8])]).encode(), path: model)
      let run = try await oracle("certify", example.proof, model)
      #expect(run.status == 2 && run.errorLine?.contains("no tensor \"W\"") == true, "\(run)")
    }
  }

  /// Everything that a file of factors says is held against what is proved: what it leaves out, what it adds, its layout.
  @Test func otherDescriptionsOfFactorsAreRefused() async throws {
    typealias Change = (inout SafeTensors) throws -> Void
    let changes: [(Int, String, Change)] = [
      (1, "monarch.W.rows is \"11\", and the certificate proves 12", { $0.metadata["monarch.W.rows"] = "11" }),
      (1, "monarch.W.columns is \"7\"", { $0.metadata["monarch.W.columns"] = "7" }),
      (1, "monarch.W.sha256 is \"00\"", { $0.metadata["monarch.W.sha256"] = "00" }),
      (1, "monarch.W.sha256 is \"\"", { $0.metadata["monarch.W.sha256"] = nil }),
      (1, "monarch.W.error is \"0\"", { $0.metadata["monarch.W.error"] = "0" }),
      (1, "monarch.W.gap is \"0\"", { $0.metadata["monarch.W.gap"] = "0" }),
      (
        1, "holds factors of \"V\"",
        {
          for part in ["left", "right"] { $0["V." + part] = $0["W." + part] }
          for key in ["form", "rows", "columns"] { $0.metadata["monarch.V." + key] = $0.metadata["monarch.W." + key] }
        }
      ),
      // The same numbers mean another matrix.
      (
        2, "for which certificates have no form",
        {
          $0.metadata["monarch.layout"] = "btt"
          for part in ["left", "right"] {
            let tensor = $0["W." + part]!
            let (shape, values) = (tensor.shape, try tensor.doubles())
            let turned = (0..<values.count).map { index in
              let (block, rest) = (index / (shape[1] * shape[2]), index % (shape[1] * shape[2]))
              return Float(values[(block * shape[1] + rest % shape[1]) * shape[2] + rest / shape[1]])
            }
            $0["W." + part] = try Tensor(turned, shape: [shape[0], shape[2], shape[1]])
          }
        }
      ),
    ]
    try await withTemporaryFolder { folder in
      let example = try await Example(in: folder)
      let original = try SafeTensors.decode(try TensorFile.read(path: example.factors))
      for (status, text, change) in changes {
        var changed = original
        try change(&changed)
        try TensorFile.write(try changed.encode(), path: example.factors)
        let run = try await oracle("certify", example.proof, example.matrix, "--factors", example.factors)
        #expect(run.status == status && (run.output + run.error).contains(text), "\(text): \(run)")
      }
      let empty = folder.appending(path: "empty.cert").path
      try TensorFile.write(Array("monarch-certificates 1\nend 0\n".utf8), path: empty)
      try TensorFile.write(try original.encode(), path: example.factors)
      let run = try await oracle("certify", empty, example.matrix, "--factors", example.factors)
      #expect(run.status == 1 && run.output.contains("holds factors of \"W\", of which"), "\(run)")
    }
  }

  /// A tensor may have no name, but not another one than is asked for.
  @Test func namesAreThoseOfTheTensors() async throws {
    try await withTemporaryFolder { folder in
      let (model, proof) = (folder.appending(path: "m.safetensors").path, folder.appending(path: "m.cert").path)
      let tensors = ["": try Tensor(weights(96), shape: [12, 8]), "V": try Tensor(weights(96), shape: [12, 8])]
      try TensorFile.write(try SafeTensors(tensors: tensors).encode(), path: model)
      let run = try await oracle("project", model, "--tensor", "", "--certificate", proof)
      #expect(run.status == 0, "\(run)")
      #expect(try await oracle("certify", proof, model).status == 0)
      // The same numbers under another name.
      let other = try await oracle("certify", proof, model + ":V")
      #expect(other.status == 2 && other.errorLine?.contains("no tensor \"\"; it is \"V\"") == true, "\(other)")
    }
  }

  // MARK: The checker in Python

  private func python(_ proof: String, _ model: String) async throws -> Run {
    let script = repository.appending(path: "Docs/Examples/certify.py").path
    return try await execute("/usr/bin/env", ["python3", script, proof, model])
  }

  /// Texts that are no certificates, among them one whose negative sizes leave nothing to check: both checkers refuse.
  @Test(.enabled(if: hasNumPy)) func bothCheckersRefuse() async throws {
    try await withTemporaryFolder { folder in
      let (model, proof) = (folder.appending(path: "m.safetensors").path, folder.appending(path: "m.cert").path)
      let damaged = folder.appending(path: "damaged.cert").path
      let tensors = ["W": try Tensor(weights(36).map(Double.init), shape: [6, 6])]
      try TensorFile.write(try SafeTensors(tensors: tensors).encode(), path: model)
      let made = try await oracle("project", model, "--block", "3,2", "--certificate", proof)
      #expect(made.status == 0)
      #expect(try await python(proof, model).status == 0)
      let text = String(decoding: try TensorFile.read(path: proof), as: UTF8.self)
      let lines = text.split(separator: "\n").map(String.init)
      func word(_ keyword: String) -> String {
        String(lines.first { $0.hasPrefix(keyword + " ") }!.dropFirst(keyword.count + 1))
      }
      let (norm, gap) = (word("norm"), word("gap"))
      let exponent = gap.split(separator: "e")[1]
      let head = lines.prefix { !$0.hasPrefix("form") }.joined(separator: "\n")
      var texts = [
        head + "\nform -1 1 -8 -1 -12 1\nnorm 0\nerror 0\nbound 0\ngap 0\nend 1\n",
        head + "\nform -1 1 -6 1 6 -1\nnorm 0\nerror 0\nbound 0\ngap 0\nend 1\n",
        String(text.dropLast()), text + "\n", text + "end 1\n", text.replacing("end 1", with: "end 01"),
        text.replacing("end 1", with: "end 2"), text.replacing("slice 0 1\n", with: "slice 1 0\n"),
      ]
      for other in [
        norm.uppercased(), "0x" + norm, "+" + norm, "0" + norm, norm + "0", norm.replacing("p", with: "0p"),
      ] {
        texts.append(text.replacing("norm \(norm)", with: "norm \(other)"))
      }
      for other in [
        "0", "inf", "." + gap, "0" + gap, "1.00e-30", "1e\(exponent)", gap.replacing(".", with: ""), gap + "0",
        " " + gap,
      ] {
        texts.append(text.replacing("gap \(gap)", with: "gap \(other)"))
      }
      for other in ["mu 0", "mu 1p-99999999999", "mu 1p99999999999", "mu -1", "mu 2", "mu"] {
        let first = lines.first { $0.hasPrefix("mu ") }!
        texts.append(text.replacing(first, with: other, maxReplacements: 1))
      }
      for text in texts {
        try TensorFile.write(Array(text.utf8), path: damaged)
        let (ours, theirs) = (try await oracle("certify", damaged, model), try await python(damaged, model))
        #expect(ours.status == 1 || ours.status == 2, "\(ours): \(text.prefix(300))")
        #expect(
          theirs.status == 1 && theirs.errorLine?.hasPrefix("refused: ") == true, "\(theirs): \(text.prefix(300))")
      }
    }
  }
}
