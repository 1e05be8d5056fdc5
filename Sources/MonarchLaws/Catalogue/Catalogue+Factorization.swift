import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  /// Factors of MM*: when there are any, which, and why not.
  static let factorization: [Theorem] = [
    Theorem(
      "factorization", .proved, source: "Monarch, section 3.4, Theorem 2 and Algorithm 2",
      claim: """
        Assumption 3.3 is printed with "no nonzero entries" in the blocks of R where no zero ones are meant, and the \
        algorithm's updates Q ← PQPᵀ and Q ← Q'⁻¹QQ' should read Q ← PQ and Q ← Q'Q.
        """,
      """
      If M in MM*(b, n) is invertible and no block of R has a zero, factors are found: with \
      F(j,i) = Ã_j0⁻¹ Ã_ji Ã_0i⁻¹ Ã_00 = C_0⁻¹ (diagonal) C_0 and Ĉ diagonalising all F, A_j = Ã_j0 Ĉ⁻¹, \
      C_i = Ĉ Ã_00⁻¹ Ã_0i, D_ji = A_j⁻¹ Ã_ji C_i⁻¹. Products and inverses of blocks take O(b²q³) = O(n³/b) operations; the search \
      for eigenvalues is not among them. Where Ĉ is found by one F after the other, s of which split the eigenspaces of those \
      before, they take O(b²q³ + s·b·q³); s is at most q − 1, and 1 for a generic M.
      """,
      laws: [
        Law.overFactoringFields("membersAreFactored", cases: 120, MembersAreFactored()),
        [Law("factorizationTakesItsCost", field: "𝔽_p, p = 2⁶¹ − 1", cases: 20, factorizationTakesItsCost)],
      ],
      proofs: [
        "factorization", "factorization_procedure", "factorization_blocks", "factorization_checked",
        "factorization_assumption_met", "factorization_assumption_met_one",
      ],
      unproved: "The count of O(n³/b) operations: no cost of a factorisation is modelled.",
      example: Examples.factorization),
    Theorem(
      "factor-decision", .strengthened, source: "this project, after Monarch, Theorem 2",
      claim: "Theorem 2 needs all blocks of an invertible member to be invertible.",
      """
      If invertible blocks connect all rows and columns of blocks (each row j and column i a vertex, each invertible Ã_ji an \
      edge), A is in MM*(K) if and only if the F(j,i) = X_j⁻¹ Ã_ji Z_i⁻¹ of a spanning tree are simultaneously diagonalisable \
      over K; a row and a column of invertible blocks are such a tree. Over the algebraic closure: if and only if they commute \
      and their minimal polynomials have no double root there; if K is perfect, as ℚ, its extensions and finite fields are, if and \
      only if these are squarefree over K. A part that is connected gives a necessary condition. At a limit of members \
      the F(j,i) commute as well. Without denominators they commute where blocks are singular too, and so do adj X·Y, X and Y \
      linear combinations of the Ã_ji adj(Ã_0i) Ã_00 of one row j.
      """,
      laws: [Law.overFactoringFields("othersAreDecided", cases: 200, OthersAreDecided())],
      proofs: [
        "factor_decision", "factor_decision_necessary", "factor_decision_sufficient", "factor_decision_commute",
        "factor_decision_witness", "factor_decision_checked_commutator", "factor_decision_checked_nilpotent",
        "factor_decision_commutators", "factor_decision_recombined", "factor_decision_limit",
        "factor_decision_limit_commute", "factor_decision_limit_recombined", "factor_decision_checked_far",
        "factor_decision_checked_recombined", "factor_decision_checked_limit",
        "factor_decision_checked_limit_recombined", "factor_decision_checked_commutator_limit",
        "factor_decision_connected", "factor_decision_tree", "factor_decision_tree_commute",
        "factor_decision_tree_closed", "factor_decision_tree_witness", "factor_decision_tree_limit",
        "factor_decision_separable", "factor_decision_square_free", "factor_decision_perfect", "factor_decision_split",
      ],
      example: Examples.factorDecision),
    Theorem(
      "factor-unique", .proved, source: "this project",
      """
      Factors that a tree decides are unique up to scalings and one permutation of the middle index if and only if the joint \
      eigenvalues of the F(j,i) are distinct; where two are equal any basis of their joint eigenspace serves.
      """,
      laws: [Law.overFactoringFields("factorsAreUnique", cases: 100, FactorsAreUnique())],
      proofs: ["factor_unique", "factor_unique_tree", "factor_unique_connected", "factor_unique_tree_freedom"],
      example: Examples.factorUnique),
    Theorem(
      "factor-fails-on-dft", .refuted, source: "Monarch, section 3.4",
      claim: "The factorisation recovers the factors of members of MM*, such as the DFT.",
      """
      On any grid with b, q >= 2 Assumption 3.3 excludes the identity and every permutation: each row of blocks has a singular one. \
      The blocks of F_n have the rank q/gcd(q, b), so that it excludes the DFT if and only if q and b have a common divisor, as in the \
      square case (m >= 2). They are in MM* all the same, with factors by closed forms and edge colouring.
      """,
      laws: [
        [
          Law(
            "permutationsAreOutsideOfTheAssumption", field: "ℚ", cases: 40, permutationsAreOutsideOfTheAssumption),
          Law(
            "fourierMatricesAreOutsideOfTheAssumption", field: "𝔽_p, p ≡ 1 mod n", cases: 11,
            fourierMatricesAreOutsideOfTheAssumption),
          Law(
            "fourierMatricesOfCoprimeSidesMeetTheAssumption", field: "𝔽_p, p ≡ 1 mod n", cases: 60,
            fourierMatricesOfCoprimeSidesMeetTheAssumption),
        ]
      ],
      proofs: [
        "factor_fails_on_dft", "factor_fails_on_permutation", "factor_fails_on_monomial",
        "factor_fails_assumption_permutation", "factor_fails_assumption_identity", "factor_fails_assumption_dft",
      ],
      example: Examples.factorFailsOnDFT),
    Theorem(
      "mmstar-not-closed", .proved, source: "this project",
      """
      The 4×4 Toeplitz matrix with t_{-3..3} = (−1, 1, 0, 3, 1, 0, −3) has F = [[−3, 8], [−18, 21]], a Jordan block: it is in \
      MM* over no field of characteristic other than 2 and 3, but is the limit of members T_t, t → 0, with F of the \
      eigenvalues 9 ± 4t: T_t − T is −2t²/9 at (3, 1), −⅔t² at (3, 3) and 0 elsewhere. So a nearest matrix of MM* need not exist.
      """,
      laws: [[Law("membersConvergeToNoMember", field: "ℚ", cases: 40, membersConverge)]],
      proofs: [
        "mmstar_not_closed", "mmstar_not_closed_path", "mmstar_not_closed_pivot", "mmstar_not_closed_outside",
        "mmstar_not_closed_outside_rat", "mmstar_not_closed_nearest",
      ],
      example: Examples.notClosed),
  ]
}
