import ExactArithmetic
import MonarchJudge
import MonarchLaws
import MonarchReference
import PropertyEngine

extension Subject {
  /// Texts that name something: what is read writes the same text, or one that is read as the same.
  static let names = [
    name(
      "layout", ["paper", "fly", "fly-einsum", "fly-einsum:2", "fly-einsum:17", "m2", "monarch-linear", "ks", "btt"]
    ) { text in
      Layout(named: text).map { $0.name == text && Layout(named: "\($0)") == $0 }
    },
    name(
      "case",
      [
        "multiply-float32-integers-2x2x2-2x2x2-b2-s45", "multiply-float64-uniform-2x3x4-3x5x2-b0-s18446744073709551615",
        "multiply-bfloat16-cancelling-1x1x1-1x1x1-b1-s0", "adjoint-float32-integers-2x2x2-2x2x2-b2-s1+inf-in-cotangent",
        "accumulate-float16-uniform-2x2x2-2x2x2-b2-s1+-inf-in-d_left-among-zeros",
        "project-float32-ties-2x3x2-2x2x3-s4",
        "gradient-float64-sparse-2x2x2-2x2x2-b2-s1+after-nan", "factor-float64-member-3x2x2-2x3x3-s1",
      ]
    ) { text in
      guard let name = CaseName(text) else { return nil }
      // Data that a replay would make, where it takes no time.
      switch name {
      case .vectors(let id):
        if id.shape.parameterCount < 500, id.batch < 20, (try? Question(id))?.id != text { return false }
      case .matrix(let id):
        if id.shape.inputCount * id.shape.outputCount < 500, MatrixQuestion(id).id != id { return false }
      }
      return name.description == text
    },
    name("field", ["Q", "Q(zeta_4)", "Q(zeta_2000)", "F_7", "F_4611686018427387847"]) { text in
      FieldOption(argument: text).map { $0.name == text }
    },
    name("theorem", ["slices", "butterfly", "stride-permutation"]) { text in
      Catalogue.theorem(text).map { $0.id == text }
    },
    name("rational", ["3", "-7/12", "0.125", "6.02e23", "1/3", "-0", "1e-5", "100000000000000000000/7"]) { text in
      Rational(text).map { Rational($0.description) == $0 }
    },
    name(
      "replay",
      [
        "3 -1 f0.5 (1 7 ) (2@17 f1.0 )", "(3@3 1 2 (4 3 ) )", "{2x3 f0.0 0,1=f7.0 }", "{4x4 ~1234 }",
        "x7ff8000000000000",
      ]
    ) { text in
      Recording(text: text).map { recording in
        Recording(text: recording.text)?.text == recording.text
      }
    },
  ]

  /// - Parameter read: nil where the text is refused, else whether the properties hold.
  private static func name(_ name: String, _ seeds: [String], _ read: @escaping @Sendable (String) -> Bool?) -> Subject
  {
    Subject(
      name, seeds: seeds.map { Array($0.utf8) },
      words: seeds + [
        "-", ":", "_", "/", "x", "@", "(", ")", "{", "}", "~", "=", ",", "f", "true", "é", "\u{301}", "٣",
      ]
    ) { input in
      let text = String(decoding: input, as: UTF8.self)
      return read(text).map { $0 ? .accepted : .broken("read and written it is another: \(text.debugDescription)") }
        ?? .refused
    }
  }
}
