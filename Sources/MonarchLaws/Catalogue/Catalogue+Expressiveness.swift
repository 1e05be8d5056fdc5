import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  static let expressiveness: [Theorem] =
    [
      Theorem(
        "circulant", .proved, source: "x", "x",
        laws: [Circulants().laws("circulant", field: "ℚ(ζ_q)", hasParameters: true)]),
      Theorem(
        "toeplitz", .proved, source: "x", "x",
        laws: [ToeplitzMatrices().laws("toeplitz", field: "ℚ(ζ_q)", hasParameters: true)]),
      Theorem("hadamard", .proved, source: "x", "x", laws: [HadamardTransforms().laws("hadamard", field: "ℚ")]),
      Theorem("hd3", .proved, source: "x", "x", laws: [HD3Products().laws("hd3", field: "ℚ", hasParameters: true)]),
      Theorem(
        "fastfood", .proved, source: "x", "x",
        laws: [FastfoodProducts().laws("fastfood", field: "ℚ", hasParameters: true)]),
      Theorem("dft", .proved, source: "x", "x", laws: [FourierTransforms().laws("dft", field: "ℚ")]),
      Theorem(
        "afdf", .proved, source: "x", "x",
        laws: [
          AFDFProducts(endsInInverse: false).laws("afdf", field: "ℚ(ζ_n)", hasParameters: true),
          AFDFProducts(endsInInverse: true).laws("afdfInverse", field: "ℚ(ζ_n)", hasParameters: true),
        ]),
      Theorem(
        "acdc", .proved, source: "x", "x", laws: [ACDCProducts().laws("acdc", field: "ℚ(ζ_n)", hasParameters: true)]),
    ]
    + TrigonometricKind.allCases.map { kind in
      Theorem(
        kind.rawValue, .proved, source: "x", "x",
        laws: [TrigonometricTransforms(kind: kind).laws(kind.rawValue, field: "ℚ(ζ_4n)")])
    }
}
