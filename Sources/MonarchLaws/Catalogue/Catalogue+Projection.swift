import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  /// The nearest Monarch matrix: Theorem 1, its certificates and its extensions.
  static let projection: [Theorem] = [
    Theorem(
      "projection", .proved, source: "Monarch, Theorem 1",
      """
      A nearest Monarch matrix always exists: replace each slice S_jk by a best approximation of rank 1 (of rank ν for \
      rectangular shapes). Every nearest one arises so, because the slices share no entries, and the value is \
      min ‖A − M‖² = Σ_jk Σ_{r>=2} σ_r(S_jk)². With Π(A) for a nearest one: Π(A) = A for A in M, Π(Π(A)) = Π(A), c·Π(A) \
      is nearest to cA, ⟨A − Π(A), Π(A)⟩ = 0 on each slice, ‖A‖² = ‖Π(A)‖² + ‖A − Π(A)‖².
      """,
      laws: [
        Law.overEveryField("errorSplitsOverSlices", cases: 100, ErrorsSplit()),
        Law.overNormedFields("nearestReachesTheOptimum", cases: 100, NearestIsOptimal()),
        Law.overNormedFields("noOtherIsNearer", cases: 100, OthersAreNotNearer()),
        Law.overNormedFields("membersAreTheirOwnNearest", cases: 100, MembersAreTheirOwnNearest()),
        Law.overNormedFields("scalingKeepsTheNearest", cases: 60, ScalingKeepsTheNearest()),
      ],
      proofs: [
        "projection", "projection_every", "projection_exists", "projection_value", "projection_member",
        "projection_idempotent", "projection_scaled", "projection_orthogonal", "projection_pythagoras",
      ],
      example: Examples.projection),
    Theorem(
      "projection-unique", .proved, source: "this project",
      """
      The nearest Monarch matrix is unique if and only if σ_1 > σ_2 on every slice that is not 0; of rank ν >= 1, if and only if \
      σ_ν > σ_{ν+1} or σ_{ν+1} = 0 on every slice (on slices of rank 0, which some shapes have, only 0 is nearest). On a slice with \
      δ = σ_ν² − σ_{ν+1}² > 0, any two matrices of rank at most ν within g of the optimum differ by at most 8·‖S‖²·g/δ in squared \
      distance; where all singular values tie, any ν directions serve.
      """,
      laws: [
        Law.overNormedFields("uniquenessIsDecided", cases: 80, UniquenessIsDecided()),
        Law.overNormedFields("nearlyNearestAreClose", cases: 80, NearlyNearestAreClose()),
        Law.overNormedFields("tiesHaveManyNearest", cases: 80, TiesHaveManyNearest()),
      ],
      proofs: [
        "projection_unique", "projection_unique_slice", "projection_unique_values", "projection_unique_rank",
        "projection_unique_rank_slice", "projection_unique_near", "projection_unique_ties",
      ],
      example: Examples.projectionUnique),
    Theorem(
      "projection-cost", .proved, source: "Monarch, Theorem 1",
      """
      For b = √n there are n slices of √n×√n, which partition the matrix. Their Gram matrices take n·(√n)³ = n^{5/2} \
      multiply-adds, and as O(d³) is what the decomposition of a d×d matrix takes, the projection takes O(n^{5/2}).
      """,
      laws: [[Law("slicesTakeTheirCost", field: "ℤ", cases: 100, slicesTakeTheirCost)]],
      proofs: [
        "projection_cost", "projection_cost_square", "projection_cost_partition", "projection_cost_bound",
      ],
      unproved: """
        That O(d³) operations decompose a d×d matrix, up to a fixed precision: what one slice takes is assumed.
        """,
      example: Examples.projectionCost),
    Theorem(
      "projection-certificate", .proved, source: "this project",
      """
      For any u, v the number ‖S − u·vᵀ‖² is an upper bound of the optimum. If λI − SᵀS is positive semidefinite, every X of \
      rank 1 has ‖S − X‖² >= ‖S‖² − λ; it is so if and only if λ >= σ_1². It is shown by LDLᵀ, or by any G for which \
      λI − SᵀS − GGᵀ is diagonally dominant; what is missing to dominance, added to λ, makes any G and λ do.
      """,
      laws: [
        [
          Law("semidefinitenessBoundsTheError", field: "ℚ", cases: 200, boundsOfOneTermHold),
          Law("defectsBoundTheNorm", field: "ℚ", cases: 200, defectsBoundTheNorm),
        ]
      ],
      proofs: [
        "projection_certificate_slice", "projection_certificate", "projection_certificate_gap",
        "projection_certificate_ldl", "projection_certificate_dominant", "projection_certificate_checked",
        "projection_certificate_tight",
        "projection_certificate_rectangular", "projection_certificate_file", "projection_certificate_file_monarch",
        "projection_certificate_iff", "projection_certificate_repaired",
      ],
      example: Examples.projectionCertificate),
    Theorem(
      "projection-rank", .proved, source: "Eckart–Young, Ky Fan",
      """
      Of rank ν: the truncated singular value decomposition of every slice, Σ_{r>ν} σ_r². For any symmetric Y >= 0 with \
      SᵀS <= Y + μI (in the order of semidefinite matrices) and ν not above the number of columns of S: \
      σ_1² + … + σ_ν² <= tr Y + νμ. With μ >= 0 it holds for every ν, and no X of rank at most ν has \
      ‖S − X‖² < ‖S‖² − tr Y − νμ.
      """,
      laws: [[Law("kyFanBoundsTheLeadingSquares", field: "ℚ", cases: 200, boundsOfAllTermsHold)]],
      proofs: [
        "projection_rank", "projection_rank_slice", "projection_rank_svd", "projection_rank_ky_fan",
        "projection_rank_ky_fan_tight", "projection_rank_certificate_slice", "projection_rank_certificate",
        "projection_rank_bound", "projection_rank_bound_columns", "projection_rank_checked",
      ],
      example: Examples.projectionRank),
    Theorem(
      "projection-order-p", .proved, source: "this project",
      """
      Order p, N = b^p: from left to right, each left factor's columns having length 1, the error is at most √(p−1) times \
      the optimum; a matrix of order p is met exactly. The squared errors of the steps add up, because unit columns \
      keep lengths, and each is at most the optimum's.
      """,
      laws: [Law.overNormedFields("digitProjectionIsNear", cases: 60, DigitProjection())],
      proofs: [
        "projection_order_p", "projection_order_p_root", "projection_order_p_member", "projection_order_p_exact",
        "projection_order_p_steps", "projection_order_p_candidates", "projection_order_p_exists",
        "projection_order_p_two",
      ],
      example: Examples.projectionOrderP),
    Theorem(
      "rounding-bound", .proved, source: "this project, after Higham",
      """
      M x computed in floats, rounded to nearest with gradual underflow, two stages of dot products of p and r terms in any order, with or without FMA, errs in each output \
      by at most ((1+u)^D − 1)·|L||R||x| + (1+u)^D·(p·η·|L|𝟙 + r·η): D = p + r, u the unit roundoff, η half the smallest \
      subnormal number, as long as nothing overflows. For a word of more letters each adds its d_t terms to D; a complex letter, its \
      products computed as (ac − bd) + i(ad + bc), counts as a real one of doubled size. Three real products for a complex one are \
      not covered. Where operands are rounded first, to either number of a narrower format next to them, each stage has \
      the factor (1+v)² more, v twice the unit roundoff of that format, and its smallest normal number bounds what data below it lose.
      """,
      laws: [RoundingLaw.laws],
      proofs: [
        "rounding_bound", "rounding_bound_binary", "rounding_bound_two_stages", "rounding_bound_chain",
        "rounding_bound_chain_binary", "rounding_bound_adjoint", "rounding_bound_gradient_formula",
        "rounding_bound_gradient", "rounding_bound_no_overflow", "rounding_bound_dot", "rounding_bound_dot_exact",
        "rounding_bound_nearest", "rounding_bound_nearest_sum", "rounding_bound_nearest_model",
        "rounding_bound_nearest_below", "rounding_bound_nearest_exists", "rounding_bound_exists", "rounding_bound_last",
        "rounding_bound_last_monotone", "rounding_bound_narrowed", "rounding_bound_narrowed_monarch",
        "rounding_bound_narrowed_normal", "rounding_bound_narrowed_chain", "rounding_bound_faithful",
        "rounding_bound_narrowed_nearest", "rounding_bound_narrowed_faithful", "rounding_bound_narrowed_flushed",
        "rounding_bound_tf32", "rounding_bound_narrowed_no_overflow", "rounding_bound_narrowed_gradient",
        "rounding_bound_flushed", "rounding_bound_flushed_gradient", "rounding_bound_zero",
        "rounding_bound_zero_standard",
        "rounding_bound_zero_gradient", "rounding_bound_gradient_no_overflow", "rounding_bound_doubled",
        "rounding_bound_complex", "rounding_bound_adder", "rounding_bound_adder_judge", "rounding_bound_adder_terms",
        "rounding_bound_adder_narrowed", "rounding_bound_adder_chain", "rounding_bound_adder_levels",
        "rounding_bound_adder_model", "rounding_bound_adder_binary", "rounding_bound_adder_binary_exists",
        "rounding_bound_adder_short", "rounding_bound_adder_alone",
      ],
      example: Examples.roundingBound),
  ]
}
