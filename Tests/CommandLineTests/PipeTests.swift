import Foundation
import TestSupport
import Testing

/// Foreign programs, right and wrong, judged through the pipe.
@Suite(.enabled(if: hasNumPy, "needs python3 with NumPy"), .serialized, .timeLimit(.minutes(3)))
struct PipeTests {
  private let example = repository.appending(path: "Docs/Examples/numpy_kernel.py")

  /// A copy of the example with one text replaced; fails where the text is not there.
  private func mutant(in folder: URL, _ replacements: (String, String)...) throws -> String {
    var text = try String(contentsOf: example, encoding: .utf8)
    for (old, new) in replacements {
      #expect(text.contains(old), "the example has no \(old)")
      text = text.replacing(old, with: new)
    }
    let file = folder.appending(path: "kernel.py")
    try text.write(to: file, atomically: true, encoding: .utf8)
    return "python3 \(file.path)"
  }

  @Test func exampleHolds() async throws {
    let run = try await oracle("verify", "--exec", "python3 Docs/Examples/numpy_kernel.py", "--cases", "60")
    #expect(run.status == 0, "\(run.output)\(run.error)")
    #expect(run.output.contains("numpy") && run.output.contains("holds"))
  }

  @Test func exampleIsShort() throws {
    let lines = try String(contentsOf: example, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 61)  // 60 and the end of the file.
  }

  @Test func missingTransposeIsCaughtAtTheSmallestSize() async throws {
    try await withTemporaryFolder { folder in
      let command = try mutant(in: folder, ("h.reshape(batch, r, l).transpose(0, 2, 1)", "h.reshape(batch, l, r)"))
      let run = try await oracle("verify", "--exec", command, "--fail-fast")
      #expect(run.status == 1 && !run.output.contains("not run"))
      // The first shape of the ladder whose middle permutation is not trivial, and the plainest data.
      let line = run.output.split(separator: "\n").first { $0.hasPrefix("smallest failing case:") }
      #expect(line?.contains("multiply-float32-integers-2x2x2-2x2x2") == true, "\(run.output)")
      #expect(run.output.contains("  left (2 of 1×2)") && run.output.contains("right output:"))
      // The replay line replays.
      let id = String(try #require(line?.split(separator: " ").last))
      #expect(run.output.contains("replay: monarch-oracle verify --exec '\(command)' --case \(id)"))
      let replay = try await oracle("verify", "--exec", command, "--case", id)
      #expect(replay.status == 1 && replay.output.contains(id))
    }
  }

  @Test(arguments: [
    ("y.reshape(batch, l, s).transpose(0, 2, 1)", "y.reshape(batch, s, l)", "output permutation dropped"),
    ("left @ h", "left.transpose(0, 2, 1) @ h if s == r else left @ h", "left blocks transposed"),
    (
      "left @ h.reshape(batch, l, r, 1)", "left.astype(np.float16).astype(np.float32) @ h.reshape(batch, l, r, 1)",
      "fp16"
    ),
    ("return y.reshape", "y[:, -1, -1] = 0\n    return y.reshape", "last output zeroed"),
    ("return y.reshape", "y[32:] = 0\n    return y.reshape", "the second tile of the batch is never written"),
    (
      "    k, q, p = right.shape", "    right = right * (np.arange(right.shape[2]) < 64)\n    k, q, p = right.shape",
      "K loop of stage 1"
    ),
    (
      "    k, q, p = right.shape", "    left = left * (np.arange(left.shape[2]) < 64)\n    k, q, p = right.shape",
      "K loop of stage 2"
    ),
    ("return y.reshape", "y[:, :, 128:] = 0\n    return y.reshape", "outputs of a block beyond one tile"),
    ("return y.reshape", "y[:, 64:] = 0\n    return y.reshape", "left blocks beyond 64"),
    (
      "    return y.reshape",
      "    global last\n    y, last = (last if last.shape == y.shape else y), y\n    return y.reshape",
      "the result of the call before"
    ),
    (
      "    k, q, p = right.shape",
      "    x = np.where(np.abs(x) < 2.0**-126, np.float32(0), x)\n    k, q, p = right.shape", "flushed inputs"
    ),
    ("return y.reshape", "y[np.abs(y) < 2.0**-126] = 0\n    return y.reshape", "flushed outputs"),
    ("    h = h.reshape", "    h = np.clip(h, -1e30, 1e30)\n    h = h.reshape", "clipped intermediate"),
  ])
  func wrongKernelsAreCaught(old: String, new: String, what: String) async throws {
    try await withTemporaryFolder { folder in
      let state = ("\nwhile True:", "\nlast = np.zeros(0)\nwhile True:")
      let run = try await oracle("verify", "--exec", try mutant(in: folder, (old, new), state), "--fail-fast")
      #expect(run.status == 1 && run.output.contains("smallest failing case"), "\(what): \(run.output)\(run.error)")
    }
  }

  /// All operations, written by their formulas; each is asked for, and each can be wrong by itself.
  private static let operations = (
    "    elif request[\"operation\"] == \"multiply\":",
    """
        elif request["operation"] != "multiply":
            left, right = tensors["left"], tensors["right"]
            (k, q, p), (l, s, r) = right.shape, left.shape
            if request["operation"] == "dense":
                out = {"matrix": multiply(left, right, np.eye(k * p, dtype=np.float32)).T}
            else:
                g = tensors["cotangent"]
                batch = g.shape[0]
                g = g.reshape(batch, s, l).transpose(0, 2, 1)  # g[b, lambda, sigma]
                dh = np.einsum("lsr,bls->brl", left, g).reshape(batch, k, q)
                dx = np.einsum("kqp,bkq->bkp", right, dh).reshape(batch, k * p)
                out = {"output": dx}
            if "input" in tensors:
                x = tensors["input"].reshape(batch, k, p)
                h = (right @ x[..., None]).reshape(batch, r, l)
                dl = np.einsum("bls,brl->lsr", g, h) + tensors.get("d_left", np.float32(0))
                dr = np.einsum("bkq,bkp->kqp", dh, x) + tensors.get("d_right", np.float32(0))
                out = {"d_input": dx, "d_left": dl, "d_right": dr}
            header, data = {"__metadata__": {"id": request["id"]}}, b""
            for name, t in out.items():
                t = np.ascontiguousarray(t, np.float32)
                header[name] = {"dtype": "F32", "shape": t.shape, "data_offsets": [len(data), len(data) + t.nbytes]}
                data += t.tobytes()
            text = json.dumps(header).encode()
            frames.write(struct.pack("<QQ", 8 + len(text) + len(data), len(text)) + text + data)
            frames.flush()
        elif request["operation"] == "multiply":
    """
  )

  @Test func everyOperationIsJudged() async throws {
    try await withTemporaryFolder { folder in
      let offer = ("\"operations\": \"multiply\"", "\"operations\": \"multiply, adjoint, gradient, accumulate, dense\"")
      let right = try mutant(in: folder, offer, Self.operations)
      let run = try await oracle("verify", "--exec", right, "--cases", "24", "--json", folder.appending(path: "r").path)
      #expect(run.status == 0, "\(run.output)\(run.error)")
      for operation in ["multiply", "adjoint", "gradient", "accumulate", "dense"] {
        #expect(run.output.split(separator: "\n").contains { $0.hasPrefix(operation) }, "\(run.output)")
      }
      #expect(try String(contentsOf: folder.appending(path: "r"), encoding: .utf8).contains("\"d_left\""))
      for (old, new, operation) in [
        ("lsr,bls->brl", "lsr,bls->blr", "adjoint"), ("bls,brl->lsr", "bls,brl->slr", "gradient"),
        ("tensors.get(\"d_right\", np.float32(0))", "0", "accumulate"),
        ("np.eye(k * p, dtype=np.float32)).T", "np.eye(k * p, dtype=np.float32))", "dense"),
      ] {
        let (place, text) = Self.operations
        #expect(text.contains(old))
        let wrong = try mutant(in: folder, offer, (place, text.replacing(old, with: new)))
        let found = try await oracle("verify", "--exec", wrong, "--operation", operation, "--cases", "40")
        #expect(found.status == 1 && found.output.contains("replay: monarch-oracle verify"), "\(found.output)")
        let line = found.output.split(separator: "\n").first { $0.hasPrefix("replay: ") } ?? ""
        let name = line.split(separator: " ").last.map(String.init) ?? ""
        #expect(name.hasPrefix(operation + "-"))
        #expect(try await oracle("verify", "--exec", wrong, "--case", name).status == 1)
      }
      let unasked = try await oracle(
        "verify", "--exec", "python3 Docs/Examples/numpy_kernel.py", "--operation", "gradient")
      #expect(unasked.status == 2 && unasked.errorLine?.contains("does not offer") == true, "\(unasked)")
    }
  }

  @Test func cExampleHolds() async throws {
    try await withTemporaryFolder { folder in
      let source = repository.appending(path: "Docs/Examples/c_kernel.c")
      func compiled(_ old: String = "", _ new: String = "") async throws -> String {
        let text = try String(contentsOf: source, encoding: .utf8)
        #expect(old.isEmpty || text.contains(old))
        let (file, kernel) = (folder.appending(path: "kernel.c"), folder.appending(path: "kernel").path)
        try (old.isEmpty ? text : text.replacing(old, with: new)).write(to: file, atomically: true, encoding: .utf8)
        let build = try await execute(
          "/bin/sh",
          [
            "-c", "cc -O2 -std=c99 -Wall -Wextra -Werror -o '\(kernel)' '\(file.path)'",
          ])
        #expect(build.status == 0, "\(build.error)")
        return kernel
      }
      let run = try await oracle("verify", "--exec", try await compiled(), "--cases", "120")
      #expect(run.status == 0 && run.output.contains(" c "), "\(run.output)\(run.error)")
      let crash = try await compiled("sum += right[", "sum += (abort(), 1.0f) * right[")
      let crashed = try await oracle("verify", "--exec", crash, "--cases", "2")
      #expect(crashed.status == 1 && crashed.output.contains("ended by signal 6"), "\(crashed.output)")
      // All outputs right, and one number more.
      for place in ["batch * l * s", "-1"] {
        let beyond = try await compiled("  free(h);", "  free(h); y[\(place)] = 0;")
        let written = try await oracle("verify", "--exec", beyond, "--cases", "2")
        #expect(written.status == 1 && written.output.contains("wrote beyond its output"), "\(written.output)")
      }
    }
  }

  @Test func layoutIsDemanded() async throws {
    let run = try await oracle("verify", "--exec", "python3 Docs/Examples/numpy_kernel.py", "--layout", "paper")
    #expect(run.status == 2 && run.errorLine == "error: --layout asks for paper, the implementation declares fly")
    try await withTemporaryFolder { folder in
      let command = try mutant(in: folder, ("\"layout\": \"fly\"", "\"layout\": \"paper\""))
      let paper = try await oracle("verify", "--exec", command, "--cases", "30", "--layout", "paper")
      #expect(paper.status == 0 && paper.output.contains("paper"))
    }
  }

  @Test func doublePrecisionIsHeldToItsOwnBound() async throws {
    try await withTemporaryFolder { folder in
      let double = try mutant(in: folder, ("float32\", \"", "float64\", \""))
      let run = try await oracle("verify", "--exec", double, "--cases", "60")
      #expect(run.status == 0 && run.output.contains("float64"), "\(run.output)\(run.error)")
      // Declared float64, computed in float32.
      let narrow = try mutant(
        in: folder, ("float32\", \"", "float64\", \""),
        (
          "right @ x.reshape(batch, k, p, 1)",
          "(right.astype(np.float32) @ x.reshape(batch, k, p, 1).astype(np.float32)).astype(np.float64)"
        ))
      #expect(try await oracle("verify", "--exec", narrow, "--cases", "60").status == 1)
    }
  }

  /// Operands cut off to tf32, as tensor cores read float32: right where the manifest says so, and nowhere else.
  @Test func narrowOperandsHaveToBeDeclared() async throws {
    try await withTemporaryFolder { folder in
      let cut = (
        "    k, q, p = right.shape",
        """
            left, right, x = (np.ascontiguousarray(t).view(np.uint32) & 0xFFFFE000 for t in (left, right, x))
            left, right, x = (t.view(np.float32) for t in (left, right, x))
            k, q, p = right.shape
        """
      )
      let between = ("h = h.reshape", "h = (h.view(np.uint32) & 0xFFFFE000).view(np.float32).reshape")
      let declared = try mutant(
        in: folder, cut, between, ("\"layout\": \"fly\"", "\"layout\": \"fly\", \"operands\": \"tf32\""))
      let run = try await oracle(
        "verify", "--exec", declared, "--cases", "60", "--json", folder.appending(path: "r.json").path)
      #expect(run.status == 0 && run.output.contains("float32, tf32 operands"), "\(run.output)\(run.error)")
      #expect(!run.output.contains("  ✗ "), "\(run.output)")
      let report = try String(contentsOf: folder.appending(path: "r.json"), encoding: .utf8)
      #expect(report.contains("\"operands\":\"tf32\""))
      // Behind operands like these sums would hide in all other cases.
      #expect(report.contains("multiply-float32-partial-"))
      let narrower = try mutant(
        in: folder, ("    k, q, p = right.shape", cut.1.replacing("E000", with: "0000")), between,
        ("\"layout\": \"fly\"", "\"layout\": \"fly\", \"operands\": \"tf32\""))
      let refuted = try await oracle("verify", "--exec", narrower, "--cases", "60")
      #expect(refuted.status == 1 && refuted.output.contains("  ✗ "), "\(refuted.output)")
      let silent = try mutant(in: folder, cut, between)
      let violated = try await oracle("verify", "--exec", silent, "--cases", "60")
      #expect(violated.status == 1 && violated.output.contains("  ✗ "), "\(violated.output)")
    }
  }

  /// Programs that answer hello and then misbehave: a verdict on the case, and the reason.
  @Test(arguments: [
    (
      "multiply(tensors[\"left\"], tensors[\"right\"], tensors[\"input\"])", "np.zeros((2, 2), np.float32)",
      "expected (batch, l·s)"
    ),
    ("return y.reshape", "y[...] = np.nan\n    return y.reshape", "found nan"),
    ("return y.reshape", "y[...] = np.inf\n    return y.reshape", "found inf"),
    ("    k, q, p = right.shape", "    sys.exit(3)", "exited with status 3"),
    ("    k, q, p = right.shape", "    raise ValueError(\"no such shape\")", "no such shape"),
    ("    k, q, p = right.shape", "    os.kill(os.getpid(), 11)", "ended by signal 11"),
    ("    k, q, p = right.shape", "    import time; time.sleep(1000)", "no reply within 2.0 seconds"),
    ("    k, q, p = right.shape", "    frames.write(b\"x\" * (1 << 22))\n    frames.flush()", "announces a frame of"),
    ("    k, q, p = right.shape", "    frames.close()", "exited with status 1"),
    (
      "data = b\"\" if output is None else np.ascontiguousarray(output).tobytes()",
      "data = b\"\" if output is None else np.ascontiguousarray(output).tobytes()[:-4]",
      "the reply is not a safetensors image"
    ),
    (
      "8 + len(text) + len(data), len(text)",
      "9 + len(text) + len(data) if output is not None else 8 + len(text), len(text)", "no reply within"
    ),
    ("write_frame({\"id\": request[\"id\"]}, m", "write_frame({\"id\": \"another\"}, m", "not this case"),
  ])
  func brokenProgramsGetAVerdict(old: String, new: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      let command = try mutant(in: folder, (old, new))
      let clock = ContinuousClock()
      let start = clock.now
      let run = try await oracle("verify", "--exec", command, "--cases", "3", "--timeout", "2")
      #expect(run.status == 1, "\(run.output)\(run.error)")
      #expect(run.output.contains(reason), "\(run.output)")
      #expect(clock.now - start < .seconds(60))
      try await expectNothingRuns(folder)
    }
  }

  /// Programs that never get as far as hello: exit 2, and one line.
  @Test(arguments: [
    ("exit 7", "exited with status 7"), ("no-such-program-here", "exited with status 127"),
    ("sleep 1000", "no reply within 1.0 seconds"), ("cat", "lacks \"operations\""),
    ("echo hello world", "a stray print to standard output?"),
    ("yes", "begins with the text \"y y y"), ("head -c 100000 /dev/zero", "not a safetensors image"),
    ("cat > /dev/null", "no reply within"), ("echo oops >&2; exit 1", "standard error ends: oops"),
    ("kill -9 $$", "ended by signal 9"),
    ("(sleep 1000 &) ; exit 5", "exited with status 5"), ("setsid sleep 1000 & exit 5", "exited with status 5"),
    ("exec >&-; sleep 1000", "closed its standard output and went on running"),
    ("printf abc; sleep 1000", "only 3 bytes"),
  ])
  func programsThatCannotBeJudgedExitWithTwo(command: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      // The folder's name in the environment marks every process that the command starts.
      let run = try await oracle("verify", "--exec", "MARK=\(folder.path); export MARK; \(command)", "--startup", "1")
      #expect(run.status == 2 && run.output == "", "\(run)")
      #expect(run.errorLine?.hasPrefix("error: ") == true, "\(run.error)")
      #expect(run.errorLine?.contains(reason) == true, "\(run.error)")
      try await expectNothingRuns(folder)
    }
  }

  /// A print that reaches the frames is named as what it is.
  @Test func strayPrintIsDiagnosed() async throws {
    try await withTemporaryFolder { folder in
      let exposed = ("os.dup2(2, 1)", "pass")
      let early = try mutant(
        in: folder, exposed, ("\nwhile True:", "\nprint(\"loading the model\", flush=True)\nwhile True:"))
      let run = try await oracle("verify", "--exec", early, "--timeout", "5")
      #expect(run.status == 2)
      #expect(
        run.errorLine?.contains("\"loading the model\": a stray print to standard output?") == true, "\(run.error)")

      let late = try mutant(
        in: folder, exposed,
        ("    k, q, p = right.shape", "    print(\"shapes\", right.shape, flush=True)\n    k, q, p = right.shape"))
      let judged = try await oracle("verify", "--exec", late, "--timeout", "5", "--cases", "12")
      #expect(judged.status == 1 && judged.output.contains("a stray print to standard output?"), "\(judged)")

      // With the example's own precaution the same print harms nothing.
      let safe = try mutant(
        in: folder, ("    k, q, p = right.shape", "    print(\"shapes\", right.shape)\n    k, q, p = right.shape"))
      #expect(try await oracle("verify", "--exec", safe, "--cases", "12").status == 0)
    }
  }

  /// Started again, a program must be what it said it was.
  @Test func changedManifestIsNoticed() async throws {
    try await withTemporaryFolder { folder in
      let flag = folder.appending(path: "started").path
      let changing = try mutant(
        in: folder, ("\"name\": \"numpy\"", "\"name\": \"second\" if os.path.exists(\"\(flag)\") else \"first\""),
        ("    k, q, p = right.shape", "    open(\"\(flag)\", \"w\"); sys.exit(1)"))
      let run = try await oracle("verify", "--exec", changing, "--cases", "6")
      #expect(run.status == 2 && run.errorLine?.contains("introduced itself otherwise than before") == true, "\(run)")
    }
  }

  /// An error beyond the range of Double is a violation like any other, in JSON too.
  @Test func infiniteRatiosAreReported() async throws {
    try await withTemporaryFolder { folder in
      let command = try mutant(
        in: folder, ("float32\", \"", "float64\", \""),
        ("    return y.reshape", "    y[y == 0] = 1e300\n    return y.reshape"))
      let run = try await oracle("verify", "--exec", command, "--cases", "60", "--json", "-")
      #expect(run.status == 1 && run.error == "", "\(run.error)")
      #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [String: Any])
    }
  }

  /// A signal to the oracle ends it at once, and with it what it has started.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func signalsEndEverything(signal: CInt) async throws {
    try await withTemporaryFolder { folder in
      let clock = ContinuousClock()
      let command = "MARK=\(folder.path); export MARK; setsid sleep 1000 & sleep 1000"
      let (run, sent) = try await execute(program.path, ["verify", "--exec", command]) { process in
        try await Task.sleep(for: .milliseconds(500))
        kill(process, signal)
        return clock.now
      }
      #expect(clock.now - sent < .seconds(5))
      #expect(run.status == 2 && run.error == "interrupted\n", "\(run)")
      try await expectNothingRuns(folder)
    }
  }

  @Test func refusalsAreCounted() async throws {
    try await withTemporaryFolder { folder in
      let some = try mutant(
        in: folder,
        (
          "    elif request[\"operation\"] == \"multiply\":",
          "    elif tensors[\"left\"].shape[0] == 1:\n        write_frame({\"id\": request[\"id\"], \"error\": \"one block\"})\n    elif request[\"operation\"] == \"multiply\":"
        ))
      let run = try await oracle("verify", "--exec", some, "--cases", "60")
      #expect(run.status == 0, "\(run.output)")
      let most = try mutant(
        in: folder,
        (
          "    elif request[\"operation\"] == \"multiply\":",
          "    elif tensors[\"right\"].size > 1:\n        write_frame({\"id\": request[\"id\"], \"error\": \"no\"})\n    elif request[\"operation\"] == \"multiply\":"
        ))
      let mostly = try await oracle("verify", "--exec", most, "--cases", "60")
      #expect(mostly.status == 1 && mostly.output.contains("of 120 cases refused"), "\(mostly.output)")
      #expect(mostly.output.contains("refused multiply in ") && mostly.output.contains(": no\n"), "\(mostly.output)")
      let all = try mutant(in: folder, ("    elif request[\"operation\"] == \"multiply\":", "    elif False:"))
      let refused = try await oracle("verify", "--exec", all, "--cases", "12")
      #expect(refused.status == 1 && refused.output.contains("nothing was judged: all 24 cases refused"))
    }
  }

  /// No process whose environment names this folder is left.
  private func expectNothingRuns(_ folder: URL) async throws {
    for attempt in 0..<20 {
      let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
      let left = processes.filter { process in
        ["environ", "cmdline"].contains { file in
          guard let data = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") else { return false }
          return data.range(of: Data(folder.path.utf8)) != nil
        }
      }
      if left.isEmpty { return }
      if attempt == 19 { Issue.record("still running: \(left)") }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
