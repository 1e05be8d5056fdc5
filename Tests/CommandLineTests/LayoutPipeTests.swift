import Foundation
import TestSupport
import Testing

/// Kernels of other people's conventions, in NumPy and as their authors write them, judged through the pipe.
@Suite(.enabled(if: hasNumPy, "needs python3 with NumPy"), .serialized, .timeLimit(.minutes(3)))
struct LayoutPipeTests {
  /// A name of a layout, and the lines of `multiply(left, right, x)` in it.
  private static let kernels: [(layout: String, body: String)] = [
    (
      "paper",
      """
      m, b = left.shape[1], left.shape[0]
      x = x.reshape(-1, m, b)
      return np.einsum("jlk,kji,zki->zlj", left, right, x).reshape(-1, m * b)
      """
    ),
    (
      "fly-einsum",
      """
      J, k = left.shape[0], right.shape[0]
      w1 = right.reshape(k, J, -1, right.shape[2])
      w2 = left.reshape(J, -1, 1, k, w1.shape[2])
      h = np.einsum("bki,kjyi->bkjy", x.reshape(x.shape[0], k, -1), w1)
      return np.einsum("bkjy,jlzky->bljz", h, w2).reshape(x.shape[0], -1)
      """
    ),
    (
      "fly-einsum:2",
      """
      J, k = left.shape[0], right.shape[0]
      w1 = right.reshape(k, J, -1, right.shape[2])
      w2 = left.reshape(J, -1, 2, k, w1.shape[2])
      h = np.einsum("bki,kjyi->bkjy", x.reshape(x.shape[0], k, -1), w1)
      return np.einsum("bkjy,jlzky->bljz", h, w2).reshape(x.shape[0], -1)
      """
    ),
    (
      "m2",
      """
      m, batch = left.shape[0], x.shape[0]
      P = lambda v: v.reshape(batch, m, m).transpose(0, 2, 1).reshape(batch, m * m)
      BD = lambda w, v: (w @ v.reshape(batch, m, m, 1)).reshape(batch, m * m)
      return P(BD(right, P(BD(left, P(x)))))
      """
    ),
    (
      "monarch-attention",
      """
      k, j, i = right.shape
      y = np.einsum("kji,bki->bjk", right, x.reshape(-1, k, i))
      return np.einsum("jkl,bjk->blj", left, y).reshape(x.shape[0], -1)
      """
    ),
    (
      "btt",
      """
      (m1, m0, c), (n0, d, n1) = right.shape, left.shape
      batch, rank = x.shape[0], d // m1
      y = x.reshape(batch, m1, m0).transpose(1, 0, 2) @ right
      y = y.reshape(m1, batch, n0, rank).transpose(2, 1, 0, 3).reshape(n0, batch, m1 * rank)
      return (y @ left).transpose(1, 0, 2).reshape(batch, n0 * n1)
      """
    ),
    (
      "ks",
      """
      _, s, r, l = left.shape
      k, q, p, _ = right.shape
      h = np.einsum("iqpd,bipd->biqd", right, x.reshape(-1, k, p, 1)).reshape(-1, r, l)
      return np.einsum("isrl,brl->bsl", left, h).reshape(x.shape[0], -1)
      """
    ),
    (
      "monarch-linear",
      """
      batch, nb = x.shape[0], right.shape[0]
      h = (right @ x.reshape(batch, nb, -1, 1)).reshape(batch, -1, nb).transpose(0, 2, 1)
      return (left @ h[..., None])[..., 0].transpose(0, 2, 1).reshape(batch, -1)
      """
    ),
  ]

  /// The example with another layout and another body.
  private func command(_ layout: String, _ body: String, in folder: URL) throws -> String {
    let example = repository.appending(path: "Docs/Examples/numpy_kernel.py")
    let text = try String(contentsOf: example, encoding: .utf8)
    let start = try #require(text.firstRange(of: "    k, q, p = right.shape\n")).lowerBound
    let end = try #require(text.firstRange(of: "\n\ndef read_frame")).lowerBound
    let lines = body.split(separator: "\n").map { "    \($0)\n" }.joined()
    let kernel = (String(text[..<start]) + lines + String(text[end...]))
      .replacing("\"layout\": \"fly\"", with: "\"layout\": \"\(layout)\"")
    let file = folder.appending(path: "kernel.py")
    try kernel.write(to: file, atomically: true, encoding: .utf8)
    return "python3 \(file.path)"
  }

  @Test func kernelsOfEveryConventionHold() async throws {
    #if DEBUG
      let cases = "12"
    #else
      let cases = "40"
    #endif
    try await withTemporaryFolder { folder in
      for (layout, body) in LayoutPipeTests.kernels {
        let run = try await oracle("verify", "--exec", try command(layout, body, in: folder), "--cases", cases)
        #expect(run.status == 0 && run.output.contains(layout), "\(layout): \(run.output)\(run.error)")
      }
    }
  }

  /// A right kernel that declares a convention of the neighbourhood is caught.
  @Test(arguments: [("m2", "paper"), ("paper", "m2"), ("fly-einsum", "monarch-linear"), ("fly-einsum", "fly")])
  func mistakenConventionsAreCaught(is layout: String, declared: String) async throws {
    let body = try #require(LayoutPipeTests.kernels.first { $0.layout == layout }).body
    try await withTemporaryFolder { folder in
      let run = try await oracle("verify", "--exec", try command(declared, body, in: folder), "--fail-fast")
      #expect(run.status == 1 && run.output.contains("smallest failing case"), "\(run.output)\(run.error)")
      #expect(run.output.contains("as layout fly orders them") == (declared == "m2" || declared == "monarch-linear"))
    }
  }
}
