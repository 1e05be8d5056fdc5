import ExactArithmetic
import Foundation
import MonarchJudge
import MonarchReference

/// A failing case as a program of its own: the data bit for bit, as the layout stores it, what is right, what was found, and
/// a place for the kernel.
///
/// As it stands the kernel is the definition in plain loops where the layout is the canonical one, so that the program runs;
/// it is to be replaced by the one that failed.
struct Reproduction {
  enum Language: String, CaseIterable {
    case python = "py"
    case c
    case swift

    init?(path: String) {
      guard let suffix = path.split(separator: ".").last, path.contains(".") else { return nil }
      self.init(rawValue: String(suffix))
    }
  }

  private struct Array {
    let name: String
    let shape: [Int]
    let values: [Double]
  }

  private let question: Question
  private let manifest: Manifest
  private let reason: String
  private let arrays: [Array]
  private let wanted: [Array]
  private let found: [Array]

  init(_ failure: ShrunkFailure, _ manifest: Manifest) throws {
    let question = failure.question
    let (data, shape, layout) = (question.data, question.shape, manifest.layout)
    var arrays: [Array] = []
    func factors(_ left: [Double], _ right: [Double], _ prefix: String) throws {
      let stored = try layout.stored(CanonicalFactors(shape: shape, left: left, right: right))
      arrays.append(Array(name: prefix + "left", shape: stored.left.shape, values: stored.left.elements))
      arrays.append(Array(name: prefix + "right", shape: stored.right.shape, values: stored.right.elements))
    }
    try factors(data.factors[1], data.factors[0], "")
    if let input = data.input, question.operation != .dense {
      arrays.append(
        Array(
          name: "input", shape: layout.batchShape(batch: data.batch, count: shape.inputCount),
          values: try layout.storedInputs(input, batch: data.batch, for: shape)))
    }
    if let cotangent = data.cotangent {
      arrays.append(
        Array(
          name: "cotangent", shape: layout.batchShape(batch: data.batch, count: shape.outputCount),
          values: try layout.storedOutputs(cotangent, batch: data.batch, for: shape)))
    }
    if let before = data.accumulators { try factors(before[1], before[0], "before_") }
    func stored(_ results: [[Double]], _ prefix: String) throws -> [Array] {
      var gradients: StoredFactors<Double>?
      if results.count == 3 {
        gradients = try layout.stored(CanonicalFactors(shape: shape, left: results[1], right: results[2]))
      }
      return try zip(question.operation.results, results).map { name, values in
        let prefixed = prefix + name.rawValue
        switch name {
        case .output where question.operation == .multiply:
          return Array(
            name: prefixed, shape: layout.batchShape(batch: data.batch, count: shape.outputCount),
            values: try layout.storedOutputs(values, batch: data.batch, for: shape))
        case .output, .inputGradient:
          return Array(
            name: prefixed, shape: layout.batchShape(batch: data.batch, count: shape.inputCount),
            values: try layout.storedInputs(values, batch: data.batch, for: shape))
        case .leftGradient:
          return Array(name: prefixed, shape: gradients?.left.shape ?? [], values: gradients?.left.elements ?? [])
        case .rightGradient:
          return Array(name: prefixed, shape: gradients?.right.shape ?? [], values: gradients?.right.elements ?? [])
        case .matrix:
          let rows = try layout.outputOrder(for: shape).inverse.images
          let columns = try layout.inputOrder(for: shape).images
          return Array(
            name: prefixed, shape: [shape.outputCount, shape.inputCount],
            values: (0..<values.count).map {
              values[rows[$0 / shape.inputCount] * shape.inputCount + columns[$0 % shape.inputCount]]
            })
        }
      }
    }
    (self.question, self.manifest, reason, self.arrays) = (question, manifest, failure.record.reason, arrays)
    wanted = try stored(failure.expected, "expected_")
    found = try stored(failure.results, "found_")
  }

  func text(_ language: Language) -> String {
    switch language {
    case .python: python
    case .c: c
    case .swift: swift
    }
  }

  private var headline: [String] {
    [
      "\(question.operation.rawValue) in layout \(manifest.layout), \(manifest.model): a smallest failing case of "
        + printable(manifest.name),
      printable(reason),
      "k, q, p, l, s, r = \(question.shape.k), \(question.shape.q), \(question.shape.p), \(question.shape.l), "
        + "\(question.shape.s), \(question.shape.r); batch \(question.data.batch)",
    ]
  }

  // MARK: Python

  private var python: String {
    let type = ["float64", "float16"].contains(manifest.model.input.name) ? manifest.model.input.name : "float32"
    func literal(_ value: Double) -> String {
      value.isNaN ? "float(\"nan\")" : value.isInfinite ? "float(\"\(value < 0 ? "-" : "")inf\")" : "\(value)"
    }
    func array(_ array: Array) -> String {
      "\(array.name) = np.array([\(array.values.map(literal).joined(separator: ", "))], np.\(type))"
        + ".reshape(\(array.shape.map(String.init).joined(separator: ", ")))"
    }
    let names = arrays.map(\.name)
    let imports = "import numpy as np"
    return """
      \(headline.map { "# \($0)" }.joined(separator: "\n"))
      \(imports)

      \((arrays + wanted + found).map(array).joined(separator: "\n"))


      def kernel(\(names.joined(separator: ", "))):
          \(pythonKernel)


      results = kernel(\(names.joined(separator: ", ")))
      for name, result, expected, found in zip(
          [\(wanted.map { "\"\($0.name.dropFirst(9))\"" }.joined(separator: ", "))], results,
          [\(wanted.map(\.name).joined(separator: ", "))], [\(found.map(\.name).joined(separator: ", "))]):
          print(name, "is", np.asarray(result).ravel(), "nearest to the exact result", expected.ravel(), "found", found.ravel())

      """
  }

  private var pythonKernel: String {
    guard question.operation == .multiply, manifest.layout == .fly || manifest.layout == .paper else {
      return "raise NotImplementedError(\"put your kernel here\")"
    }
    return """
      # Put your kernel here: this is the definition.
          (k, q, p), (l, s, r) = right.shape, left.shape
          y = np.zeros((len(input), s * l), input.dtype)
          for b in range(len(input)):
              h = [sum(right[a, c, i] * input[b, a * p + i] for i in range(p)) for a in range(k) for c in range(q)]
              for lam in range(l):
                  for sigma in range(s):
                      y[b, sigma * l + lam] = sum(left[lam, sigma, rho] * h[rho * l + lam] for rho in range(r))
          return [y]
      """
  }

  // MARK: C and Swift

  /// A hexadecimal literal, which both read exactly.
  private static func hexadecimal(_ value: Double, infinity: String, nan: String) -> String {
    if value.isNaN { return nan }
    if value.isInfinite { return (value < 0 ? "-" : "") + infinity }
    return String(format: "%a", value)
  }

  private var c: String {
    let type = manifest.model.input == .float64 ? "double" : "float"
    func array(_ array: Array) -> String {
      let values = array.values.map {
        Self.hexadecimal($0, infinity: "INFINITY", nan: "NAN") + (type == "float" && $0.isFinite ? "f" : "")
      }
      let sizes = array.shape.map(String.init).joined(separator: " x ")
      return
        "static const \(type) \(array.name)[] = {\(values.isEmpty ? "0" : values.joined(separator: ", "))}; /* \(sizes) */"
    }
    let parameters = arrays.map { "const \(type) *\($0.name)" } + wanted.map { "\(type) *\($0.name.dropFirst(9))" }
    return """
      /* \(headline.map { $0.replacing("*/", with: "* /") }.joined(separator: "\n * ")) */
      #include <math.h>
      #include <stdio.h>

      enum { k = \(question.shape.k), q = \(question.shape.q), p = \(question.shape.p), l = \(question.shape.l), \
      s = \(question.shape.s), r = \(question.shape.r), batch = \(question.data.batch) };
      \((arrays + wanted + found).map(array).joined(separator: "\n"))

      static void kernel(\(parameters.joined(separator: ", "))) {
      \(cKernel(type))
      }

      int main(void) {
      \(wanted.map { "  static \(type) \($0.name.dropFirst(9))[\(max($0.values.count, 1))];" }.joined(separator: "\n"))
        kernel(\((arrays.map(\.name) + wanted.map { String($0.name.dropFirst(9)) }).joined(separator: ", ")));
      \(wanted.map { array in
        let name = array.name.dropFirst(9)
        return "  for (int i = 0; i < \(array.values.count); i++)\n"
          + "    printf(\"\(name)[%d] is %a, nearest to the exact result %a, found %a\\n\", i, (double)\(name)[i],\n"
          + "           (double)expected_\(name)[i], (double)found_\(name)[i]);"
      }.joined(separator: "\n"))
        return 0;
      }

      """
  }

  private func cKernel(_ type: String) -> String {
    guard question.operation == .multiply, manifest.layout == .fly || manifest.layout == .paper else {
      let names = arrays.map(\.name) + wanted.map { String($0.name.dropFirst(9)) }
      return "  /* Put your kernel here. */\n" + names.map { "  (void)\($0);" }.joined(separator: "\n")
    }
    return """
        /* Put your kernel here: this is the definition. */
        for (int b = 0; b < batch; b++) {
          \(type) h[k * q];
          for (int m = 0; m < k * q; m++) {
            h[m] = 0;
            for (int i = 0; i < p; i++) h[m] += right[m * p + i] * input[b * k * p + m / q * p + i];
          }
          for (int n = 0; n < s * l; n++) {
            \(type) sum = 0;
            for (int rho = 0; rho < r; rho++) sum += left[(n % l * s + n / l) * r + rho] * h[rho * l + n % l];
            output[b * s * l + n] = sum;
          }
        }
      """
  }

  private var swift: String {
    let type = manifest.model.input == .float64 ? "Double" : "Float"
    func array(_ array: Array) -> String {
      let values = array.values.map { Self.hexadecimal($0, infinity: ".infinity", nan: ".nan") }
      let sizes = array.shape.map(String.init).joined(separator: " x ")
      return "let \(array.name): [\(type)] = [\(values.joined(separator: ", "))]  // \(sizes)"
    }
    return """
      \(headline.map { "// \($0)" }.joined(separator: "\n"))
      let (k, q, p) = (\(question.shape.k), \(question.shape.q), \(question.shape.p))
      let (l, s, r) = (\(question.shape.l), \(question.shape.s), \(question.shape.r))
      let batch = \(question.data.batch)
      \((arrays + wanted + found).map(array).joined(separator: "\n"))

      func kernel() -> [[\(type)]] {
      \(swiftKernel(type))
      }

      let names = [\(wanted.map { "\"\($0.name.dropFirst(9))\"" }.joined(separator: ", "))]
      let expected = [\(wanted.map(\.name).joined(separator: ", "))]
      let found = [\(found.map(\.name).joined(separator: ", "))]
      for (index, result) in kernel().enumerated() {
        print(names[index], "is", result, "nearest to the exact result", expected[index], "found", found[index])
      }

      """
  }

  private func swiftKernel(_ type: String) -> String {
    guard question.operation == .multiply, manifest.layout == .fly || manifest.layout == .paper else {
      return "  fatalError(\"put your kernel here\")"
    }
    return """
        // Put your kernel here: this is the definition.
        var y: [\(type)] = []
        for b in 0..<batch {
          let h = (0..<k * q).map { m in
            (0..<p).reduce(\(type)(0)) { $0 + right[m * p + $1] * input[b * k * p + m / q * p + $1] }
          }
          for n in 0..<s * l {
            y.append((0..<r).reduce(\(type)(0)) { $0 + left[(n % l * s + n / l) * r + $1] * h[$1 * l + n % l] })
          }
        }
        return [y]
      """
  }
}
