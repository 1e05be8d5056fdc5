import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  /// What Monarch matrices are: entries, slices, blocks, classes and their inclusions.
  static let structure: [Theorem] = [
    Theorem(
      "entries", .proved, source: "Monarch, Definitions 1–3 and section 3.1",
      """
      Let n = q·b, x = (x1, x0). M in M(b, n) = DB·BD: M[(l,j),(k,i)] = L_j[l,k]·R_k[j,i]. M in M* = BD·DB: \
      R_l[j,i]·L_i[l,k]. M in MM* = DB·BD·DB: Σ_p A_j[l,p]·R_p[j,i]·C_i[p,k]. The product P L Pᵀ R of explicit \
      matrices, the two-stage evaluation and these formulas give one matrix, also for rectangular factors.
      """,
      laws: [
        Law.overEveryField("entriesFollowTheirFormulas", cases: 300, WordEntries()),
        Law.overEveryField("evaluationAgreesWithTheDefinition", cases: 300, MonarchEvaluation()),
      ],
      proofs: [
        "entries_square", "entries_monarch", "entries_mstar", "entries_mmstar", "entries_rectangular", "entries_form",
        "entries_rectangular_square", "entries_product", "entries_product_checked", "entries_product_monarch",
        "entries_stage_BD", "entries_stage_DB", "entries_product_mstar", "entries_product_mmstar",
      ],
      example: Examples.entries),
    Theorem(
      "slices", .proved, source: "Monarch, proof of Theorem 1",
      """
      A is in M(b, n) if and only if for all (j, k) the q×b slice S_jk[l,i] = A[(l,j),(k,i)] has rank at most 1. \
      Rectangular shapes: slice (λ, a) has rank at most the number of c < q with a·q + c ≡ λ mod l. The test is \
      rational: it ends with factors, or with a minor that is too large and not 0.
      """,
      laws: [
        Law.overEveryField("membershipIsRight", cases: 200, MembershipOfMembers()),
        Law.overEveryField("membershipOfOthersIsRight", cases: 200, MembershipOfOthers()),
      ],
      proofs: [
        "slices", "slices_outer", "slices_minor", "slices_rectangular", "slices_rectangular_outer",
        "slices_rectangular_nu", "slices_rectangular_monarch", "slices_form", "slices_checked_minor",
        "slices_checked_factors", "slices_decided", "slices_decided_minor", "slices_decided_member",
        "slices_decided_monarch", "slices_decided_field",
      ],
      example: Examples.slices),
    Theorem(
      "blocks", .proved, source: "Monarch, section 3.4",
      """
      A is in MM*(b, n) if and only if the b×b array of q×q blocks Ã_ji[l,k] = A[(l,j),(k,i)] has a common form \
      Ã_ji = A_j D_ji C_i with diagonal D_ji.
      """,
      laws: [Law.overEveryField("blocksHaveTheCommonForm", cases: 300, CommonBlocks())],
      proofs: ["blocks"],
      example: Examples.blocks),
    Theorem(
      "gauge", .proved, source: "this project",
      """
      The factors of a Monarch matrix are unique up to scaling a column of L against a row of R, if and only if no \
      slice vanishes.
      """,
      laws: [
        Law.overEveryField("gaugeChangesOnlyFactors", cases: 300, GaugeKeepsTheMatrix()),
        Law.overEveryField("vanishingSlicesHaveOtherFactors", cases: 100, VanishingSlices()),
      ],
      proofs: ["gauge", "gauge_rescaled"],
      example: Examples.gauge),
    Theorem(
      "parameters", .numeric, source: "Monarch, section 3.1 and appendix",
      claim: "MM*(b, n) is printed with 2n²/b + 2nb parameters, which its three letters do not need.",
      """
      M(b, n) has n²/b + nb parameters (2n√n in the square case) and dimension n²/b + nb − n; MM* has 2n²/b + nb \
      parameters and dimension min(n², 2n²/b + nb − 2n); a word of t letters in the square case has dimension \
      min(n², t·m³ − (t−1)·m²). n = 16: M 112, MM* 160, LRLR 208, (MM*)² 256 = n². The parameters less the scalings \
      between letters bound the dimension from above; the rank of the Jacobian at a random point mod p bounds it from \
      below, with certainty, at every size where it is computed. That of M follows from the slices, and that of MM* from the \
      uniqueness of factors, at every size; for words of four letters and more it is not known to be reached at every size.
      """,
      laws: [[Law("dimensionIsReached", field: "𝔽_p, p = 2⁶¹ − 1", cases: 40, dimensionIsReached)]],
      unproved: """
        All needs the dimension of an image, which MathComp does not have. Proved on paper: the dimensions of M and MM*, and \
        the bounds from above. Computed for each size: that words of four letters and more reach theirs, by the rank of a \
        Jacobian at a random point.
        """,
      example: Examples.parameters),
    Theorem(
      "cost", .proved, source: "Monarch, section 3.1",
      """
      A product with a vector takes n(q + b) multiply-adds, 2n√n in the square case: fewer than n² from m = 3 on, and \
      not before.
      """,
      laws: [
        [
          Law("productTakesItsCost", field: "ℤ", cases: 100, productTakesItsCost),
          Law("costIsTheNumberOfParameters", field: "ℤ", cases: 200, costIsTheNumberOfParameters),
        ]
      ],
      unproved: "A count of operations: no cost of an evaluation is modelled.",
      example: Examples.cost),
    Theorem(
      "butterfly", .strengthened, source: "Monarch, section 3.2 and appendix",
      claim: "The inclusion is claimed to be strict for n >= 512.",
      """
      For n a power of two and 1 < b < n, b | n, the butterfly matrices B(n) are contained in M(b, n), with factors made \
      of their own. The two are equal at n = 4; from n = 8 on the inclusion is strict, because the dimension \
      n·log₂n + n is less than that of M(b, n): 32 < 40 at n = 8.
      """,
      laws: [
        Law.overEveryField("butterflyIsMonarch", cases: 60, ButterflyIsMonarch()),
        [Law("butterfliesHaveLowerDimension", field: "𝔽_p, p = 2⁶¹ − 1", cases: 20, butterfliesHaveLowerDimension)],
      ],
      proofs: ["butterfly", "butterfly_4", "butterfly_strict", "butterfly_factors"],
      unproved: """
        The dimension n·log₂n + n, which is proved on paper, for MathComp has no dimension of an image: that the \
        inclusion is strict is proved by a matrix outside.
        """,
      example: Examples.butterfly),
    Theorem(
      "nesting", .proved, source: "Monarch, Proposition 14 and appendix",
      """
      For b | c | n: BD(b, n) ⊆ BD(c, n) and DB(c, n) ⊆ DB(b, n). Conjugation by the stride permutation exchanges the \
      two algebras: P(b,n)·MM*(b,n)·P(b,n)ᵀ = M*M(n/b,n). BD ∩ DB is the diagonal matrices.
      """,
      laws: [
        Law.overEveryField("lettersNest", cases: 200, LettersNest()),
        Law.overEveryField("strideExchangesTheKinds", cases: 200, StrideExchangesTheKinds()),
        Law.overEveryField("commonLettersAreDiagonal", cases: 200, CommonLetters()),
      ],
      proofs: ["nesting_BD", "nesting_DB", "nesting_stride", "nesting_diagonal"],
      example: Examples.nesting),
    Theorem(
      "transpose", .proved, source: "Monarch, section 3.1",
      """
      The transpose and the adjoint of a member of M are in M*, in general not in M; words reverse. BD and DB are \
      algebras closed under product, transpose and adjoint.
      """,
      laws: [
        Law.overEveryField("wordsMultiplyAndReverse", cases: 200, WordsMultiply()),
        Law.overEveryField("lettersFormAnAlgebra", cases: 200, LettersFormAnAlgebra()),
        Law.overEveryField("transposesLeaveTheClass", cases: 100, TransposesLeaveTheClass()),
      ],
      proofs: [
        "transpose", "transpose_leaves", "transpose_product", "transpose_algebra_BD", "transpose_algebra_DB",
        "transpose_power", "transpose_mmstar_power", "transpose_adjoint", "transpose_adjoint_leaves",
        "transpose_adjoint_letters", "transpose_adjoint_power", "transpose_adjoint_mmstar_power",
      ],
      example: Examples.transpose),
    Theorem(
      "stride-permutation", .proved, source: "this project",
      """
      P(b, n) is in M(b, n) if and only if gcd(q, b) = 1: a permutation is in M(b, n) if and only if the images of each \
      row of the grid have distinct low digits. In the square case P is never in M for m >= 2.
      """,
      laws: [
        [
          Law("permutationsFollowTheCriterion", field: "ℤ", cases: 200, permutationsFollowTheCriterion),
          Law("strideIsAMemberForCoprimeSides", field: "ℤ", cases: 100, strideIsAMemberForCoprimeSides),
        ]
      ],
      proofs: [
        "stride_permutation", "stride_permutation_criterion", "stride_permutation_square", "stride_permutation_paper",
        "stride_permutation_adjoint",
      ],
      example: Examples.stridePermutation),
    Theorem(
      "gradient", .proved, source: "this project, as automatic differentiation computes it",
      """
      For a cotangent g = ∂ℓ/∂Re y + i ∂ℓ/∂Im y and h = R x: dh = Lᴴ g, dL_j[l,k] = Σ_batch g_(l,j)·conj h_(k,j), \
      dR_k[j,i] = Σ_batch dh_(k,j)·conj x_(k,i), dx = Rᴴ dh. The product is linear in each parameter, so for a loss that is \
      linear in y, such as ℓ = Re ⟨g, y⟩, differences are derivatives exactly.
      """,
      laws: [
        Law.overEveryField("gradientIsTheDerivative", cases: 60, GradientIsTheDerivative()),
        [Law("gradientIsTheComplexDerivative", field: "ℚ(ζ_12)", cases: 20, gradientIsTheComplexDerivative)],
      ],
      proofs: [
        "gradient", "gradient_dL", "gradient_dR", "gradient_dx", "gradient_unique_L", "gradient_unique_R",
        "gradient_unique_x",
      ],
      example: Examples.gradient),
    Theorem(
      "kronecker", .proved, source: "Monarch, section 3.2",
      "For A of size q×q and B of size b×b, A⊗B is in M(b, n) and in M*(b, n), with copies of A and B as factors.",
      laws: [Law.overEveryField("kroneckerIsMonarch", cases: 200, KroneckerIsMonarch())],
      proofs: ["kronecker", "kronecker_mstar"],
      example: Examples.kronecker),
    Theorem(
      "densify", .proved, source: "Monarch, section 4.2 (reverse sparsification)",
      """
      The dense matrix of M gives the same outputs and the same gradient of x: the switch from sparse to dense training \
      changes no output.
      """,
      laws: [Law.overEveryField("densifyingKeepsOutputsAndGradients", cases: 100, Densifying())],
      proofs: ["densify"],
      example: Examples.densify),
  ]
}
