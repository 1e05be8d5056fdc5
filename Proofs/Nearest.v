(* What follows for a nearest matrix, and what certificates there are.

   dotm A B: the sum of the products of the entries.

   projection_member — a member of M is nearest to itself, and no other is — projection
   projection_idempotent — so projecting twice gives what projecting once gives — projection
   projection_scaled — c M is nearest to c A where M is nearest to A — projection
   projection_orthogonal — on each slice the error is orthogonal to the nearest matrix — projection
   projection_pythagoras — |A|^2 = |M|^2 + |A - M|^2 — projection
   projection_certificate_repaired — for any G and lam, with E = lam I - S^T S - G G^T and a delta of at least what each row
     of E misses to dominance, (lam + delta) I - S^T S is psd — projection-certificate
   projection_certificate_iff — lam I - S^T S is psd iff lam >= sg_0^2 — projection-certificate
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal Existence Spectral ProjectionRank.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Nearest.
Variable R : realFieldType.

Definition dotm m n (A B : 'M[R]_(m, n)) : R := \sum_i \sum_j A i j * B i j.

Lemma frob2_scale m n k (A : 'M[R]_(m, n)) : frob2 (k *: A) = k ^+ 2 * frob2 A.
Proof.
rewrite /frob2 mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr; apply: eq_bigr => j _.
by rewrite mxE exprMn.
Qed.

Lemma frob2_line m n k (A B : 'M[R]_(m, n)) :
  frob2 (A - k *: B) = frob2 A - k * dotm A B *+ 2 + k ^+ 2 * frob2 B.
Proof.
rewrite -mulrnAr /frob2 /dotm -sumrMnl !mulr_sumr -sumrB -big_split /=; apply: eq_bigr => i _.
rewrite -sumrMnl !mulr_sumr -sumrB -big_split /=; apply: eq_bigr => j _.
by rewrite !mxE sqrrB exprMn mulrCA mulrnAr.
Qed.

Lemma dotmBl m n (A B C : 'M[R]_(m, n)) : dotm (A - B) C = dotm A C - dotm B C.
Proof.
rewrite /dotm -sumrB; apply: eq_bigr => i _; rewrite -sumrB; apply: eq_bigr => j _.
by rewrite !mxE mulrBl.
Qed.

Lemma dotm_self m n (A : 'M[R]_(m, n)) : dotm A A = frob2 A.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite expr2. Qed.

(* Where no multiple of X is nearer to S, the error is orthogonal to X. *)
Lemma best_multiple m n (S X : 'M[R]_(m, n)) :
  (forall k, frob2 (S - X) <= frob2 (S - k *: X)) -> dotm (S - X) X = 0.
Proof.
move=> best; rewrite dotmBl dotm_self; have [/frob2_eq0 ->|x0] := eqVneq (frob2 X) 0.
  by rewrite frob2_0 subr0 /dotm big1 // => i _; rewrite big1 // => j _; rewrite mxE mulr0.
have xp : 0 < frob2 X by rewrite lt0r x0 frob2_ge0.
set s := dotm S X; apply/eqP; rewrite -sqrf_eq0; apply/eqP/le_anti; rewrite sqr_ge0 andbT.
have := best (s / frob2 X); rewrite -{1}[X]scale1r !frob2_line -/s.
rewrite -!addrA ler_add2l expr1n !mul1r -subr_ge0 => le.
have := mulr_ge0 (ltW xp) le.
have -> : frob2 X * (- (s / frob2 X * s *+ 2) + (s / frob2 X) ^+ 2 * frob2 X - (- (s *+ 2) + frob2 X)) =
  - (s - frob2 X) ^+ 2 by field.
by rewrite oppr_ge0.
Qed.

Lemma is_monarch_scale a b c d k (A : 'M[R]_(a * b, c * d)) : is_monarch A -> is_monarch (k *: A).
Proof.
case=> L [T ->]; exists (fun j => k *: L j), T; apply: mx_ixP => l j k' i.
by rewrite mxE !entries_monarch mxE mulrA.
Qed.

Section Projection.
Variables (a b c d : nat).
Implicit Types A M N : 'M[R]_(a * b, c * d).

Theorem projection_member A M : is_monarch A -> best_monarch A M <-> M = A.
Proof.
move=> mA; split=> [[_ /(_ A mA)]|->].
  rewrite subrr frob2_0 => le0; apply/esym/eqP; rewrite -subr_eq0.
  by apply/eqP/frob2_eq0/eqP; rewrite eq_le le0 frob2_ge0.
by split=> // N _; rewrite subrr frob2_0 frob2_ge0.
Qed.

Theorem projection_idempotent A M N : best_monarch A M -> best_monarch M N -> N = M.
Proof. by case=> mM _ /(projection_member _ mM). Qed.

Theorem projection_scaled k A M : best_monarch A M -> best_monarch (k *: A) (k *: M).
Proof.
case=> mM best; split=> [|N mN]; first exact: is_monarch_scale.
rewrite -scalerBr frob2_scale; have [->|k0] := eqVneq k 0.
  by rewrite expr0n mul0r frob2_ge0.
have -> : k *: A - N = k *: (A - k^-1 *: N) by rewrite scalerBr scalerA mulfV // scale1r.
by rewrite frob2_scale ler_wpmul2l ?sqr_ge0 //; apply/best/is_monarch_scale.
Qed.

Theorem projection_orthogonal A M : best_monarch A M ->
  forall j k, dotm (slice A j k - slice M j k) (slice M j k) = 0.
Proof.
move=> best j k; have [rX bX] := projection_every best j k.
apply: best_multiple => l; apply: bX; exact: leq_trans (mxrank_scale _ _) rX.
Qed.

Theorem projection_pythagoras A M : best_monarch A M -> frob2 A = frob2 M + frob2 (A - M).
Proof.
move=> best; rewrite !frob2_slices -big_split; apply: eq_bigr => j _.
rewrite -big_split; apply: eq_bigr => k _ /=; rewrite sliceB.
have := projection_orthogonal best j k; move: (slice A j k) (slice M j k) => S X.
rewrite dotmBl dotm_self => /eqP; rewrite subr_eq0 => /eqP e.
by rewrite -{2}[X]scale1r frob2_line e; ring.
Qed.
End Projection.

Theorem projection_certificate_repaired m n k (S : 'M[R]_(m, n)) (G : 'M[R]_(n, k)) lam delta :
  let E := lam%:M - S^T *m S - G *m G^T in
  (forall i, \sum_(j | j != i) `|E i j| - E i i <= delta) ->
  psd ((lam + delta)%:M - S^T *m S).
Proof.
move=> E dom; have -> : (lam + delta)%:M - S^T *m S = (E + delta%:M) + G *m G^T.
  rewrite /E; move: (S^T *m S) (G *m G^T) => X Y.
  by apply/matrixP => i j; rewrite !mxE mulrnDl; ring.
apply: psdD; last exact: gram_psd.
apply: projection_certificate_dominant => [|i].
  by rewrite /E !linearD /= !linearN /= !trmx_mul !trmxK !tr_scalar_mx.
have := dom i; rewrite ler_subl_addl => le; rewrite mxE [delta%:M i i]mxE eqxx mulr1n.
apply: le_trans le; rewrite le_eqVlt; apply/orP; left; apply/eqP; apply: eq_bigr => j ji.
by rewrite mxE [delta%:M i j]mxE eq_sym (negbTE ji) addr0.
Qed.
End Nearest.

Theorem projection_certificate_iff (R : rcfType) m n (S : 'M[R]_(m, n)) sg V (r0 : 'I_n) lam :
  svd S sg V -> r0 = 0%N :> nat -> psd (lam%:M - S^T *m S) <-> sg r0 ^+ 2 <= lam.
Proof.
move=> sv r00.
have e : lam%:M - S^T *m S = V^T *m diag_mx (\row_r (lam - sg r ^+ 2)) *m V.
  have -> : lam%:M = V^T *m diag_mx (const_mx lam) *m V.
    by rewrite diag_const_mx mul_mx_scalar -scalemxAl (svd_orth' sv) scalemx1.
  rewrite (svd_gram sv) -mulmxBl -mulmxBr; congr (_ *m _ *m _).
  by apply/matrixP=> i j; rewrite !mxE -mulrnBl.
rewrite e; split=> [ps|le].
  have := ps (V^T *m delta_mx r0 0); set D := diag_mx _; set x := V^T *m _.
  have Vx : V *m x = delta_mx r0 0 by rewrite mulmxA (svd_orth sv) mul1mx.
  have -> : x^T *m (V^T *m D *m V) *m x = (V *m x)^T *m D *m (V *m x).
    by rewrite [(V *m x)^T]trmx_mul !mulmxA.
  by rewrite Vx trmx_delta -rowE -colE !mxE eqxx mulr1n subr_ge0.
apply: psd_conj => r; rewrite mxE subr_ge0; apply: le_trans le.
by rewrite ler_sqr ?nnegrE ?(svd_ge0 sv) // (svd_sorted sv) // r00.
Qed.
