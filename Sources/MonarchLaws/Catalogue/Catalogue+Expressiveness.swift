import ExactArithmetic
import MonarchReference
import PropertyEngine

extension Catalogue {
  /// Proposition 3.2, class by class.
  static let expressiveness: [Theorem] =
    [
      Theorem(
        "permutation", .proved, source: "this project, after Slepian, Duguid and König",
        """
        Every permutation of n indices is in MM*(b, n), and in M*M, for every b | n, with factors that are permutations: an edge \
        colouring routes it through the middle. It is in M(b, n) if and only if the images of each row of the grid have distinct \
        low digits. In the square case (m >= 2) the reversal of digits, such as bits, of which some make the row of the grid and \
        the others the column, is in neither M nor M*. On every such grid (reversal)·P, a Kronecker product, is in M.
        """,
        laws: [
          [
            Law("permutationsAreWords", field: "ℤ", cases: 150, permutationsAreWords),
            Law("digitReversalsAreWords", field: "ℤ", cases: 45, digitReversalsAreWords),
            Law("everyIndexIsRouted", field: "ℤ", cases: 5, quickCases: 1, everyIndexIsRouted),
          ]
        ],
        proofs: [
          "permutation", "permutation_word", "permutation_word_BD", "permutation_colouring", "permutation_monarch",
          "permutation_stride", "permutation_digit_reversal", "permutation_digit_reversal_kronecker",
          "permutation_digit_reversal_stride", "permutation_bit_reversal", "permutation_bit_reversal_stride",
        ],
        example: Examples.anyPermutation),
      Theorem(
        "circulant", .refuted, source: "Monarch, Proposition 3.2",
        claim: "Convolutions are in MM*, where M has real factors.",
        """
        The circulant C[x,y] = c_{x−y mod n} is in MM*(b, n) for every b | n over every field with the q-th roots of unity, \
        q = n/b: C = (F_q⁻¹⊗I)·diag(R_p)·(F_q⊗I), R_p[j,i] = Σ_s c_{sb+j−i} ζ_q^{ps}. Over ℝ a generic one is not, for q >= 3 and \
        b >= 2: an F(j,i) has eigenvalues that are not real. Where a row and a column of blocks are invertible, it is in MM* over \
        ℝ if and only if all F(j,i) are symmetric. For q = 2 the factors are rational.
        """,
        laws: [
          Circulants().laws("circulant", field: "ℚ(ζ_q)", hasParameters: true),
          [
            Law("circulantsHaveNoRealFactors", field: "ℚ", cases: 60, circulantsHaveNoRealFactors),
            Law("circulantsOfTwoRowsAreRational", field: "ℚ", cases: 60, circulantsOfTwoRowsAreRational),
          ],
        ],
        proofs: [
          "circulant_factors", "circulant", "circulant_two_rows", "circulant_blocks", "circulant_f",
          "circulant_generic",
          "circulant_outside", "circulant_symmetric", "circulant_real",
        ],
        example: Examples.circulant),
      Theorem(
        "hadamard", .strengthened, source: "Monarch, Proposition 3.2", claim: "The Hadamard transform is in MM*.",
        "Sylvester's H_n is in M(b, n), over every field: H_n = H_q ⊗ H_b, all L_j are H_q and all R_k are H_b.",
        laws: [HadamardTransforms().laws("hadamard", field: "ℤ")],
        proofs: ["hadamard_kronecker", "hadamard"],
        example: Examples.hadamard),
      Theorem(
        "toeplitz", .refuted, source: "Monarch, Proposition 3.2", claim: "Toeplitz matrices are in MM*.",
        """
        T[x,y] = t_{x−y} is the corner of a circulant of any size N >= 2n − 1, so in (MM*)_2, the corners of members of twice the \
        size, for any b | 2n, over a field with the (2n/b)-th roots of unity. Without expansion it is not in MM*, nor a limit of \
        members: for t_d = 1/(1+|d|), 2^−|d| and 1/(2d+1) at n = 9, 16 and 25 all blocks are invertible and no two of the F(j,i) \
        with i, j >= 1 commute. Nor is a random integer T in MM* as a rule, for q from 2 to 4 and b from 3 to 5.
        """,
        laws: [
          ToeplitzMatrices().laws("toeplitz", field: "ℚ(ζ_q)", hasParameters: true),
          [
            Law("namedToeplitzMatricesAreFar", field: "ℚ", cases: 9, namedToeplitzMatricesAreFar),
            Law("genericToeplitzMatricesAreExcluded", field: "ℚ", cases: 60, genericToeplitzMatricesAreExcluded),
          ],
        ],
        proofs: [
          "toeplitz_corner", "toeplitz_expansion", "toeplitz_far", "toeplitz_limit", "toeplitz_generic",
          "toeplitz_generic_limit", "toeplitz_blocks", "toeplitz_pairs",
        ],
        example: Examples.toeplitz),
      Theorem(
        "afdf", .proved, source: "Monarch, Proposition 3.2",
        """
        A·F·D·F and A·F·D·F⁻¹, with diagonal A and D, are in MM*(b, n) for every b | n over a field with the n-th roots of unity: \
        (F D F)[x,y] = h_{x+y} and (F D F⁻¹)[x,y] = h_{x−y}/n with h = F d, whose blocks (F_q ⊗ I) makes diagonal.
        """,
        laws: [
          AFDFProducts(endsInInverse: false).laws("afdf", field: "ℚ(ζ_n)", hasParameters: true),
          AFDFProducts(endsInInverse: true).laws("afdfInverse", field: "ℚ(ζ_n)", hasParameters: true),
        ],
        proofs: ["afdf_hankel", "afdf_fdf", "afdf", "afdf_inverse"],
        example: Examples.afdf),
      Theorem(
        "dft", .strengthened, source: "Monarch, Proposition 3.2", claim: "The Fourier transform is in (MM*)².",
        """
        F_n[x,y] = ζ_n^{xy} is in MM*(b, n) for every b | n, over a field with the n-th roots of unity. F_n·P(b, n) is in M(b, n): \
        L_j[l,k] = ζ_q^{lk} ζ_n^{jk}, R_k[j,i] = ζ_b^{ji}. F_n itself is in M(b, n) or M*(b, n) only where b = 1 or b = n.
        """,
        laws: [
          FourierTransforms().laws("dft", field: "ℚ(ζ_n)"),
          [Law("fourierIsMonarchOnlyAfterStride", field: "ℚ(ζ_n)", cases: 140, fourierIsNotMonarch)],
        ],
        proofs: [
          "dft_all", "dft_factors", "dft_square", "dft_stride", "dft_stride_square", "dft_inverse", "dft_monarch",
          "dft_mstar",
        ],
        example: Examples.dft),
      Theorem(
        "hd3", .strengthened, source: "Monarch, Proposition 3.2", claim: "(HD)³ is in (MM*)².",
        """
        H D_1 H D_2 H D_3 is in LRLR(b, n), a letter less, over every field: with H_L = H_q⊗I and H_R = I⊗H_b it is \
        H_L·(H_R D_1 H_R)·(H_L D_2 H_L)·(H_R D_3).
        """,
        laws: [HD3Products().laws("hd3", field: "ℚ(i)", hasParameters: true)],
        proofs: ["hd3", "hd3_monarch", "hd3_sylvester"],
        example: Examples.hd3),
      Theorem(
        "fastfood", .proved, source: "Monarch, Proposition 3.2",
        """
        S H G Π H B is in (MM*)²(b, n), over every field: with Π = b_2 d b_1 as a word RLR it is \
        (S H_L)·(H_R G b_2)·d·(b_1 H_R)·(H_L B).
        """,
        laws: [FastfoodProducts().laws("fastfood", field: "ℚ(i)", hasParameters: true)],
        proofs: ["fastfood", "fastfood_sylvester"],
        example: Examples.fastfood),
    ] + trigonometric + [
      Theorem(
        "acdc", .open, source: "Monarch, Proposition 3.2", claim: "ACDC is in (MM*)².",
        """
        A·C·D·C⁻¹, with C = C_II and diagonal A and D, is in (MM*)³(b, n) for every b | n over a field with the 4n-th roots of \
        unity: C D C⁻¹ = S (F D' F) Sᵀ diag(1/n, 2/n, …), where C = S F Π, S = ½ (Z + Z̄J), D' = Π D Πᵀ. For b = 2 it is in \
        (MM*)²(2, n), with letters that are real where A and D are: C and C⁻¹ are words LRL. Whether it is in (MM*)², as claimed, is \
        open for square n from 9 on; for one instance at n = 16 floating-point factors were found.
        """,
        laws: [
          ACDCProducts().laws("acdc", field: "ℚ(ζ_4n)", hasParameters: true),
          [Law("acdcHasFiveLettersOnTwoColumns", field: "ℚ(ζ_4n)", cases: 40, acdcInFiveLetters)],
        ],
        proofs: ["acdc"],
        unproved: """
          Proved: (MM*)³. Open: (MM*)², for square n from 9 on. Proved on paper: (MM*)² for b = 2. The formula of C D C⁻¹ is in \
          the proof and not in the theorem.
          """,
        example: Examples.acdc),
      Theorem(
        "real-part", .proved, source: "this project",
        """
        The real part of a word is a product of as many real factors with doubled inner dimensions: Re(X·Y) = \
        [Re X, Im X]·[[Re Y],[−Im Y]]. The cosine transform is such a real part: C_II = Re(Z F_n Π), Z = diag(ζ_4n^f).
        """,
        laws: [
          [
            Law("realPartsAreRealProducts", field: "ℚ(ζ_12)", cases: 80, realPartsAreRealProducts),
            Law("cosineTransformIsARealPart", field: "ℚ(ζ_4n)", cases: 80, cosineTransformIsARealPart),
          ]
        ],
        proofs: ["real_part", "real_part_product", "real_part_cosine"],
        example: Examples.realPart),
      Theorem(
        "circuit", .proved, source: "Monarch, Theorem 5, and this project",
        """
        A linear arithmetic circuit of s gates and depth d, each gate a·(wire) + b·(wire), with n inputs and n outputs is the corner \
        of a word RLR…R of 6d + 7 letters on any grid with q(b − 1) >= n + 2s: in (MM*)^{O(d)} with expansion \
        O(1 + s/n). A level is a permutation, copies along runs of the grid, a permutation, and sums within rows; the paper goes \
        by butterfly matrices.
        """,
        laws: [
          Law.overEveryField("circuitsAreWords", cases: 60, CircuitsAreWords()),
          [Law("fourierCircuitsAreWords", field: "𝔽_p, p ≡ 1 mod n", cases: 12, fourierCircuitsAreWords)],
        ],
        proofs: [
          "circuit", "circuit_word", "circuit_repeated", "circuit_expansion", "circuit_expansion_three",
          "circuit_matrix", "circuit_copies", "circuit_routing",
        ],
        example: Examples.circuit),
    ]

  /// Cosine and sine transforms.
  private static let trigonometric: [Theorem] = [
    Theorem(
      "dct-ii", .open, source: "Monarch, Proposition 3.2", claim: "The DCT is in (MM*)².",
      """
      C_II[f,y] = cos(πf(2y+1)/2n) is in M³(b, n) = LRLRLR for every b | n over a field with the 4n-th roots of unity: \
      C_II = ½ (Z + Z̄J) F_n Π, and C_II·Πᵀ is in (MM*)². With real letters in ℚ(ζ_4n) C_II itself is in (MM*)²(4, 4q), five \
      letters, for every q, so also at the square n = 16, and in MM*(2, 2q), three: inputs y and n − 1 − y are folded to sum and \
      difference, which even and odd rows see alone, and for b = 4 rows f, 2q ± f and 4q − f are combinations of two; for odd f the \
      one F left has F² + 6F + 1 = 0. On grids of at least two rows and of three or more than four columns, as at square n = 9 and \
      from 25 on, whether it is in (MM*)² is open; at n = 9 floating-point factors were found. For even q it is in MM*(4, 4q) over \
      no extension of ℚ(ζ_4n): rows 1 and 3 of blocks are invertible, and no basis of eigenvectors that they share fits row 0; for n = 8, 16 and \
      24 it is no limit of members either.
      """,
      laws: [
        TrigonometricTransforms(kind: .dct2).laws("cosineTwo", field: "ℚ(ζ_4n)"),
        [
          Law(
            "cosineTwoHasFiveLetters", field: "𝔽_p, p ≡ 1 mod 4n", cases: 128, quickCases: 24, cosineTwoInFiveLetters),
          Law("cosineTwoHasFiveLettersExactly", field: "ℚ(ζ_4n)", cases: 8, cosineTwoInFiveLettersExactly),
          Law("cosineTwoHasThreeLetters", field: "ℚ(ζ_4n)", cases: 16, cosineTwoInThreeLetters),
          Law("cosineTwoIsOutsideMMStar", field: "ℚ(ζ_4n)", cases: 3, cosineTwoIsOutside),
          Law("cosineTwoIsOutsideModuloPrimes", field: "𝔽_p, p ≡ 1 mod 8n", cases: 8, cosineTwoIsOutsideModuloPrimes),
        ],
      ],
      proofs: [
        "dct_ii", "dct_ii_formula", "dct_ii_mmstar2", "dct_ii_orthogonal", "dct_ii_fold", "dct_ii_reflection",
        "dct_ii_outside", "dct_ii_limit",
      ],
      unproved: """
        Proved: six letters, LRLRLR, on every grid. Open: five, (MM*)², on grids of three or more than four columns. \
        Proved on paper and not in Coq: five real letters for b = 4 and three for b = 2, and that MM*(4, 4q) does not have it \
        for even q; the laws compute instances of all three.
        """,
      example: Examples.cosineTwo),
    Theorem(
      "dct-iii", .open, source: "Monarch, Proposition 3.2", claim: "The DCT is in (MM*)².",
      """
      C_III[f,y] = cos(πy(2f+1)/2n), halved for y = 0, is in RLRLRL for every b | n: C_III = C_IIᵀ·diag(½, 1, …), and C_III·C_II = n/2. \
      Words LRL…L stay such when they are transposed or multiplied by diagonals, so that it is in (MM*)^w(b, n) if and only if C_II \
      is: in (MM*)²(4, 4q) and MM*(2, 2q) with real letters, for even q not in MM*(4, 4q); (MM*)² is open where it is for C_II, \
      as at square n = 9 and from 25 on. For n = 8, 16 and 24 it is \
      no limit of members of MM*(4, n) either.
      """,
      laws: [
        TrigonometricTransforms(kind: .dct3).laws("cosineThree", field: "ℚ(ζ_4n)"),
        [
          Law("typeThreeInvertsTypeTwo", field: "ℚ(ζ_4n)", cases: 48, typeThreeInvertsTypeTwo),
          Law("cosineThreeIsFolded", field: "ℚ(ζ_4n)", cases: 12, relativesAreFolded(.dct3)),
        ],
      ],
      proofs: ["dct_iii", "dct_iii_inverse", "dct_iii_outside", "dct_iii_limit"],
      unproved: """
        Proved: six letters, RLRLRL, on every grid. Open: five, (MM*)², as for C_II. Proved on paper: that it is one question \
        with C_II.
        """,
      example: Examples.cosineThree),
    Theorem(
      "dct-iv", .open, source: "Monarch, Proposition 3.2", claim: "The DCT is in (MM*)².",
      """
      C_IV[f,y] = cos(π(2f+1)(2y+1)/4n) is in M³(b, n) for every b | n over a field with the 8n-th roots of unity: \
      C_IV = ½ (I − i·Rev) D_1 F̄_n D_2 Π diag((−1)^y). Whether it is in (MM*)² is open for square n from 9 on; at n = 9 and 16 \
      floating-point factors were found. On two columns, at n = 2, 4, 6, 8 and 10, it is even in MM*(2, n) over an extension. At n = 16 \
      it is neither in MM* over any extension nor a limit of members: two F(j,i) do not commute.
      """,
      laws: [
        TrigonometricTransforms(kind: .dct4).laws("cosineFour", field: "ℚ(ζ_8n)"),
        [
          Law("cosineFourIsOutsideMMStar", field: "ℚ(ζ_8n)", cases: 12, cosineFourIsOutside),
          Law("cosineFourIsInMMStarOfTwoColumns", field: "ℚ(ζ_8n)", cases: 10, cosineFourOfTwoColumns),
        ],
      ],
      proofs: ["dct_iv", "dct_iv_formula", "dct_iv_reversal", "dct_iv_outside", "dct_iv_limit"],
      unproved: "Proved: six letters, LRLRLR, on every grid. Open: five, (MM*)², for square n from 9 on.",
      example: Examples.cosineFour),
    Theorem(
      "dst-ii", .open, source: "Monarch, Proposition 3.2", claim: "The DST is in (MM*)².",
      """
      S_II[f,y] = sin(π(f+1)(2y+1)/2n) = Rev·C_II·diag((−1)^y) is in M³(b, n) for every b | n, because Rev = Rev_q⊗Rev_b passes \
      through. So it is in the class of a word of two letters or more if and only if C_II is: in (MM*)²(4, 4q) and MM*(2, 2q) with \
      real letters, for even q not in MM*(4, 4q); (MM*)² is open where it is for C_II, as at square n = 9 and from 25 on. For n = 8, 16 and 24 it is \
      no limit of members of MM*(4, n) either.
      """,
      laws: [
        TrigonometricTransforms(kind: .dst2).laws("sineTwo", field: "ℚ(ζ_4n)"),
        [Law("sineTwoIsFolded", field: "ℚ(ζ_4n)", cases: 12, relativesAreFolded(.dst2))],
      ],
      proofs: ["dst_ii", "dst_ii_reversal", "dst_ii_outside", "dst_ii_limit"],
      unproved: "Proved: six letters, LRLRLR, on every grid. Open: five, (MM*)², as for C_II.",
      example: Examples.sineTwo),
    Theorem(
      "dst-iii", .open, source: "Monarch, Proposition 3.2", claim: "The DST is in (MM*)².",
      """
      S_III[f,y] = sin(π(y+1)(2f+1)/2n), halved for y = n − 1, is in RLRLRL for every b | n: S_III = S_IIᵀ·diag(1, …, ½) = \
      diag((−1)^f)·C_III·Rev. It is in (MM*)^w(b, n) if and only if C_II is: in (MM*)²(4, 4q) and MM*(2, 2q) with real letters, for \
      even q not in MM*(4, 4q); (MM*)² is open where it is for C_II, as at square n = 9 and from 25 on. For n = 8, 16 and 24 it is \
      no limit of members of MM*(4, n) either.
      """,
      laws: [
        TrigonometricTransforms(kind: .dst3).laws("sineThree", field: "ℚ(ζ_4n)"),
        [Law("sineThreeIsFolded", field: "ℚ(ζ_4n)", cases: 12, relativesAreFolded(.dst3))],
      ],
      proofs: ["dst_iii", "dst_iii_outside", "dst_iii_limit"],
      unproved: "Proved: six letters, RLRLRL, on every grid. Open: five, (MM*)², as for C_II.",
      example: Examples.sineThree),
    Theorem(
      "dst-iv", .open, source: "Monarch, Proposition 3.2", claim: "The DST is in (MM*)².",
      """
      S_IV[f,y] = sin(π(2f+1)(2y+1)/4n) = Rev·C_IV·diag((−1)^y) is in M³(b, n) for every b | n. It is in (MM*)^w(b, n) if and only if \
      C_IV is, so that (MM*)² is open for square n from 9 on; at n = 16 it is not in the closure of MM*.
      """,
      laws: [
        TrigonometricTransforms(kind: .dst4).laws("sineFour", field: "ℚ(ζ_8n)"),
        [Law("sineFourIsOutsideMMStar", field: "ℚ(ζ_8n)", cases: 12, cosineFourIsOutside)],
      ],
      proofs: ["dst_iv", "dst_iv_outside", "dst_iv_limit"],
      unproved: "Proved: six letters, LRLRLR, on every grid. Open: five, (MM*)², as for C_IV.",
      example: Examples.sineFour),
  ]
}
