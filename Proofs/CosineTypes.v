(* C_III, S_II and S_III are C_II up to transposes, reversals and diagonal matrices, which lead out of neither MM* nor its
   limits: what C_II is not, they are not (CosineFar.v).

   dct_iii_outside — C_III of size n = 8, 16 and 24 is not in MM*(4, n), over any field of characteristic 0 with the
     4n-th roots of unity — dct-iii
   dct_iii_limit — nor is it a limit of members of MM*(4, n), in any such field with absolute values — dct-iii
   dst_ii_outside — S_II of these sizes is not in MM*(4, n), over any such field — dst-ii
   dst_ii_limit — nor is it a limit of members of MM*(4, n) — dst-ii
   dst_iii_outside — S_III of these sizes is not in MM*(4, n), over any such field — dst-iii
   dst_iii_limit — nor is it a limit of members of MM*(4, n) — dst-iii
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens zify.
From Monarch Require Import Index Monarch Expressive Permutation Words Reflect Closure Cosine CosineFar.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma near_fin (R : numFieldType) m n (T : 'M[R]_(m, n)) (I : finType) (P : I -> 'M[R]_(m, n) -> Prop) :
  (forall i, near T (P i)) -> near T (fun B => forall i, P i B).
Proof.
move=> h; suff H (s : seq I) : near T (fun B => forall i, i \in s -> P i B).
  by apply: near_mono (H (enum I)) => B hB i; apply: hB; rewrite mem_enum.
elim: s => [|i s IH]; first exact: near_all.
apply: near_mono (near_and (h i) IH) => B [hi hs] k; rewrite inE => /orP[/eqP->|/hs].
  exact: hi.
by [].
Qed.

Lemma limit_map (R : numFieldType) q b (T : 'M[R]_(q * b)) (f : 'M[R]_(q * b) -> 'M[R]_(q * b)) :
  (forall B, in_mmstar B -> in_mmstar (f B)) -> mx_continuous_at T f -> mmstar_limit T -> mmstar_limit (f T).
Proof.
move=> fm cf lim eps eps0.
have n : near T (fun B => forall x y, `|f B x y - f T x y| < eps).
  by apply: near_fin => x; apply: near_fin => y; apply: cf.
by have [B mem le] := limit_near lim n; exists (f B) => //; apply: fm.
Qed.

Lemma mx_continuous_const (R : numFieldType) m n (T : 'M[R]_(m, n)) p r (X : 'M[R]_(p, r)) :
  mx_continuous_at T (fun=> X).
Proof. by move=> i j; apply: continuous_const. Qed.

Lemma mx_continuous_id (R : numFieldType) m n (T : 'M[R]_(m, n)) : mx_continuous_at T id.
Proof. by move=> i j; apply: continuous_entry. Qed.

Lemma mx_continuous_tr (R : numFieldType) m n (T : 'M[R]_(m, n)) : mx_continuous_at T (fun B => B^T).
Proof. by move=> i j; apply: continuous_ext (continuous_entry T j i) => B; rewrite mxE. Qed.

Section Members.
Variables (K : fieldType) (q b : nat).
Implicit Types A : 'M[K]_(q * b).
Notation J := (jmx K (@rev_ord (q * b))).

Lemma mmstar_reversal A : in_mmstar A -> in_mmstar (J *m A).
Proof.
case=> L [R [C ->]]; exists (fun j => \matrix_(l, p) L (rev_ord j) (rev_ord l) p).
exists (fun p => \matrix_(j, i) R p (rev_ord j) i), C; apply: mx_ixP => l j k i.
by rewrite jmx_mul rev_ix !entries_mmstar; apply: eq_bigr => p _; rewrite !mxE.
Qed.

Lemma mmstar_tr_diag (d : 'rV[K]_(q * b)) A : in_mmstar A -> in_mmstar (diag_mx d *m A^T).
Proof. by move=> mem; apply/mmstar_pow1/mmstar_pow_diagl/transpose_mmstar_power/mmstar_pow1. Qed.

Lemma mmstar_reversal_diag (d : 'rV[K]_(q * b)) A : in_mmstar A -> in_mmstar (J *m A *m diag_mx d).
Proof. by move=> mem; apply/mmstar_pow1/mmstar_pow_diagr/mmstar_pow1/mmstar_reversal. Qed.

(* C_II from the others, and S_II from S_III. *)
Hypothesis two0 : 2%:R != 0 :> K.
Variable w : K.

Lemma dct_ii_of_iii : exists d, dct_II q b w = diag_mx d *m (dct_III q b w)^T.
Proof.
exists (\row_f if f == 0%N :> nat then 2%:R else 1); apply/matrixP=> f y; rewrite mul_diag_mx !mxE.
by case: ifP => _; rewrite mulrA ?mulfV // ?mul1r.
Qed.

Lemma dst_ii_of_iii : exists d, dst_II q b w = diag_mx d *m (dst_III q b w)^T.
Proof.
exists (\row_f if f.+1 == (q * b)%N :> nat then 2%:R else 1); apply/matrixP=> f y; rewrite mul_diag_mx !mxE.
by case: ifP => _; rewrite mulrA ?mulfV // ?mul1r.
Qed.

Lemma dct_ii_of_dst : w ^+ (2 * (q * b)) = -1 -> dct_II q b w = J *m dst_II q b w *m diag_mx (alternate K q b).
Proof.
move=> w1; rewrite dst_II_formula // !mulmxA.
have -> : J *m J = 1%:M.
  by apply/matrixP=> x y; rewrite jmx_mul !mxE rev_ordK eq_sym.
rewrite mul1mx -mulmxA mulmx_diag -[LHS]mulmx1 -diag_const_mx; congr (_ *m diag_mx _).
by apply/rowP=> y; rewrite !mxE -expr2 -exprM mulnC exprM sqrrN !expr1n.
Qed.
End Members.

Section Far.
Variables (K : fieldType) (q b : nat) (w : K).
Hypotheses (on : (q, b) \in second_grids) (char0 : [char K] =i pred0) (prim : (4 * (q * b)).-primitive_root w).

Let two0 : 2%:R != 0 :> K. Proof. by move/charf0P: char0 => ->. Qed.

Lemma w_half : w ^+ (2 * (q * b)) = -1.
Proof.
apply: neg_root; last by rewrite mulnA.
by have := prim_order_gt0 prim; rewrite !muln_gt0.
Qed.

Theorem dct_iii_outside : ~ in_mmstar (dct_III q b w).
Proof.
by have [d e] := dct_ii_of_iii q b two0 w => /(mmstar_tr_diag d); rewrite -e; apply: dct_ii_outside.
Qed.

Theorem dst_ii_outside : ~ in_mmstar (dst_II q b w).
Proof.
by move/(mmstar_reversal_diag (alternate K q b)); rewrite -(dct_ii_of_dst w_half); apply: dct_ii_outside.
Qed.

Theorem dst_iii_outside : ~ in_mmstar (dst_III q b w).
Proof.
by have [d e] := dst_ii_of_iii q b two0 w => /(mmstar_tr_diag d); rewrite -e; apply: dst_ii_outside.
Qed.
End Far.

Section Limit.
Variables (R : numFieldType) (q b : nat) (w : R).
Hypotheses (on : (q, b) \in second_grids) (prim : (4 * (q * b)).-primitive_root w).

Let two0 : 2%:R != 0 :> R. Proof. by rewrite Num.Theory.pnatr_eq0. Qed.

Lemma limit_tr_diag (d : 'rV[R]_(q * b)) A : mmstar_limit A -> mmstar_limit (diag_mx d *m A^T).
Proof.
apply: (limit_map (f := fun B => diag_mx d *m B^T)) => [B|]; first exact: mmstar_tr_diag.
exact: mx_continuous_mul (mx_continuous_const _ _) (mx_continuous_tr _).
Qed.

Lemma limit_reversal_diag (d : 'rV[R]_(q * b)) A :
  mmstar_limit A -> mmstar_limit (jmx R (@rev_ord (q * b)) *m A *m diag_mx d).
Proof.
apply: (limit_map (f := fun B => jmx R (@rev_ord (q * b)) *m B *m diag_mx d)) => [B|].
  exact: mmstar_reversal_diag.
apply: mx_continuous_mul (mx_continuous_const _ _).
exact: mx_continuous_mul (mx_continuous_const _ _) (mx_continuous_id _).
Qed.

Theorem dct_iii_limit : ~ mmstar_limit (dct_III q b w).
Proof.
by have [d e] := dct_ii_of_iii q b two0 w => /(limit_tr_diag d); rewrite -e; apply: dct_ii_limit.
Qed.

Theorem dst_ii_limit : ~ mmstar_limit (dst_II q b w).
Proof.
by move/(limit_reversal_diag (alternate R q b)); rewrite -(dct_ii_of_dst (w_half prim)); apply: dct_ii_limit.
Qed.

Theorem dst_iii_limit : ~ mmstar_limit (dst_III q b w).
Proof.
by have [d e] := dst_ii_of_iii q b two0 w => /(limit_tr_diag d); rewrite -e; apply: dst_ii_limit.
Qed.
End Limit.
