import Foundation
import TensorFiles
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
}
