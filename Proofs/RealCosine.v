(* The cosine transform as a real part; over any real closed field R, with w in R[i] and w^(2n) = -1, as for
   w = exp(-i pi/2n). Such w exist (root_of_minus1), and lie on the unit circle.

   real_part_cosine — C_II = Re (Z F_n Pi), Z = diag (w^f), F_n = F_n(w^4) — real-part
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From mathcomp Require Import complex.
From Monarch Require Import Index Monarch Reflect Cosine RealPart.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Local Open Scope complex_scope.

Section Circle.
Variable R : rcfType.
Implicit Types w z : R[i].

Lemma root_of_minus1 m : (0 < m)%N -> exists w : R[i], w ^+ m = -1.
Proof.
move=> m0; have [w e] := solve_monicpoly (fun i => if i == 0%N then -1 : R[i] else 0) m0.
exists w; rewrite e; case: m m0 {e} => // m _.
rewrite big_ord_recl /= expr0 mulr1 big1 ?addr0 // => i _; exact: mul0r.
Qed.

Lemma norm_root w m : (0 < m)%N -> w ^+ m = -1 -> `|w| = 1.
Proof.
by move=> m0 e; apply/eqP; rewrite -(pexpr_eq1 m0) ?normr_ge0 // -normrX e normrN normr1.
Qed.

Lemma re_circle z : `|z| = 1 -> (complex.Re z)%:C = 2%:R^-1 * (z + z^-1).
Proof.
move=> z1; have z0 : z != 0 by rewrite -normr_eq0 z1 oner_eq0.
have -> : z^-1 = (z^*)%R by apply: (mulIf z0); rewrite mulVf // -normCKC z1 expr1n.
by rewrite complexRe ReE mulrC.
Qed.
End Circle.

Theorem real_part_cosine (R : rcfType) q b (w : R[i]) (n := (q * b)%N) : w ^+ (2 * n) = -1 ->
  dct_II q b w = map_mx (real_complex R)
    (re_mx (diag_mx (\row_f w ^+ f) *m dft (w ^+ 4) n n *m Pi q b _)).
Proof.
move=> w2n; apply/matrixP=> f y; rewrite [RHS]mxE [X in (X)%:C]mxE mul_Pi mul_diag_mx !mxE.
have n0 : (0 < n)%N := leq_ltn_trans (leq0n f) (ltn_ord f).
rewrite -exprM -exprD re_circle; last first.
  by rewrite normrX (norm_root _ w2n) ?expr1n // muln_gt0 n0.
have -> : (f + 4 * (f * dct_fold y) = f * (4 * dct_fold y + 1))%N by lia.
rewrite -/(cosw w _); case: (fold_exponent y) => [-> //|e].
by apply/esym/cosw_flip; rewrite -mulnDr e mulnC w4n_dvd.
Qed.
