(* Nearest matrices of rank at most nu: how far two that are nearly nearest can be from each other, when there is one only,
   and what ties leave. Over a real closed field.

   best_rank S nu X: X is nearest to S among the matrices of rank at most nu (ProjectionRank.v).
   rank_gap sg nu: sg_(nu-1) > sg_nu, or sg_nu = 0, where there are both.
   best_slices A nu M: M is nearest to A among the matrices whose slices have rank at most nu.

   projection_unique_near — with dl = sg_(nu-1)^2 - sg_nu^2 > 0, two matrices of rank at most nu within g of the least
     squared error differ by at most 8 |S|^2 g / dl in squared distance — projection-unique
   projection_unique_rank_slice — the nearest matrix of rank at most nu is unique iff sg_(nu-1) > sg_nu or
     sg_nu = 0 — projection-unique
   projection_unique_rank — the matrix nearest to A with slices of rank at most nu is unique iff that holds on every
     slice — projection-unique
   projection_unique_ties — where all singular values are equal, S times the projector onto any nu directions is
     nearest — projection-unique
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal Existence Spectral ProjectionRank Nearest.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Real.
Variable R : realFieldType.

(* |X + Y|^2 <= (1 + y/x) |X|^2 + (1 + x/y) |Y|^2, without a division. *)
Lemma frob2_sum m n (X Y : 'M[R]_(m, n)) x y :
  x * y * frob2 (X + Y) <= (x + y) * (y * frob2 X + x * frob2 Y).
Proof.
rewrite -subr_ge0 (_ : _ - _ = frob2 (y *: X - x *: Y)) ?frob2_ge0 //.
have -> : X + Y = X - (- 1) *: Y by rewrite scaleN1r opprK.
have dZ : dotm (y *: X) Y = y * dotm X Y.
  rewrite /dotm mulr_sumr; apply: eq_bigr => i _; rewrite mulr_sumr.
  by apply: eq_bigr => j _; rewrite mxE mulrA.
by rewrite !frob2_line frob2_scale dZ; ring.
Qed.

Lemma frob2_sub_le m n (X Y : 'M[R]_(m, n)) : frob2 (X - Y) <= (frob2 X + frob2 Y) *+ 2.
Proof.
by have := frob2_sum X (- Y) 1 1; rewrite !mul1r frob2N -[1 + 1]/(2%:R) mulr_natl.
Qed.

Lemma excess (z f t0 t g : R) : z + (f - t) <= f - t0 + g -> z + (t0 - t) <= g.
Proof.
rewrite -subr_ge0 => h; rewrite -subr_ge0; suff -> : g - (z + (t0 - t)) = f - t0 + g - (z + (f - t)) by [].
by ring.
Qed.

(* T shortens by c at most. *)
Lemma frob2_mul_le m n k (T : 'M[R]_(m, n)) (M : 'M[R]_(n, k)) c : psd (c%:M - T^T *m T) ->
  frob2 (T *m M) <= c * frob2 M.
Proof.
move=> pT; have := psd_trace M^T pT.
have -> : frob2 (T *m M) = \tr (M^T *m (T^T *m T) *m M).
  by rewrite frob2_tr mxtrace_mulC trmx_mul !mulmxA.
have -> : frob2 M = \tr (M^T *m M) by rewrite frob2_tr mxtrace_mulC.
by rewrite mulmxBr mulmxBl trmxK mul_mx_scalar -scalemxAl raddfB /= mxtraceZ subr_ge0.
Qed.
End Real.

Section Near.
Variable R : rcfType.
Variables (p d : nat) (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d).
Hypothesis sv : svd S sg V.

(* Matrices that are diagonal in the right singular vectors. *)
Definition conj (x : 'I_d -> R) : 'M[R]_d := V^T *m diag_mx (\row_r x r) *m V.

Lemma conjB x y : conj x - conj y = conj (fun r => x r - y r).
Proof.
rewrite /conj -mulmxBl -mulmxBr; congr (_ *m _ *m _).
by apply/matrixP => i j; rewrite !mxE -mulrnBl.
Qed.

Lemma conjD x y : conj x + conj y = conj (fun r => x r + y r).
Proof.
rewrite /conj -mulmxDl -mulmxDr; congr (_ *m _ *m _).
by apply/matrixP => i j; rewrite !mxE -mulrnDl.
Qed.

Lemma conjZ k x : k *: conj x = conj (fun r => k * x r).
Proof.
rewrite /conj scalemxAl scalemxAr; congr (_ *m _ *m _).
by apply/matrixP => i j; rewrite !mxE -mulrnAr.
Qed.

Lemma conjM x y : conj x *m conj y = conj (fun r => x r * y r).
Proof.
rewrite /conj (diag_conj sv); congr (_ *m diag_mx _ *m _).
by apply/rowP => r; rewrite !mxE.
Qed.

Lemma conj_scalar k : k%:M = conj (fun=> k).
Proof.
rewrite /conj; have -> : \row_(r < d) k = const_mx k by apply/rowP => r; rewrite !mxE.
by rewrite diag_const_mx mul_mx_scalar -scalemxAl (svd_orth' sv) scalemx1.
Qed.

Lemma conj_gram : S^T *m S = conj (fun r => sg r ^+ 2).
Proof. exact: svd_gram sv. Qed.

Lemma conj_projV nu : projV V nu = conj (fun r => (r < nu)%N%:R).
Proof. by []. Qed.

Lemma eq_conj x y : x =1 y -> conj x = conj y.
Proof. by move=> xy; congr (_ *m diag_mx _ *m _); apply/rowP => r; rewrite !mxE xy. Qed.

Lemma tr_conj x : \tr (conj x) = \sum_r x r.
Proof. by rewrite /conj (trace_conj sv); apply: eq_bigr => r _; rewrite mxE. Qed.

Lemma conj_psd x : (forall r, 0 <= x r) -> psd (conj x).
Proof. by move=> x0; apply: psd_conj => r; rewrite mxE. Qed.

Lemma tr_projector_psd (P M : 'M[R]_d) : P *m P = P -> P^T = P -> psd M -> 0 <= \tr (P *m M).
Proof.
by move=> PP PT pM; have := psd_trace P pM; rewrite mxtrace_mulC PT mulmxA PP.
Qed.

Lemma comp_tr (P : 'M[R]_d) : P^T = P -> (1%:M - P)^T = 1%:M - P.
Proof. by move=> PT; rewrite [LHS]raddfB /= trmx1 PT. Qed.

Lemma comp_idem (P : 'M[R]_d) : P *m P = P -> (1%:M - P) *m (1%:M - P) = 1%:M - P.
Proof. by move=> PP; rewrite mulmxBr !mulmxBl !mul1mx mulmx1 PP subrr subr0. Qed.

Lemma frob2_projectors (P P' : 'M[R]_d) : P *m P = P -> P^T = P -> P' *m P' = P' -> P'^T = P' ->
  frob2 (P' *m P) = \tr (P' *m P).
Proof. by move=> PP PT PP' PT'; rewrite (frob2_projector _ PP PT) PT' PP' mxtrace_mulC. Qed.

Lemma sg_le_frob2 r : sg r ^+ 2 <= frob2 S.
Proof.
rewrite (frob2_svd sv) (bigD1 r) //= ler_addl sumr_ge0 // => k _.
exact: sqr_ge0.
Qed.

Section Gap.
Variables (nu : nat) (r1 r2 : 'I_d).
Hypothesis r1E : r1.+1 = nu.
Hypothesis r2E : r2 = nu :> nat.

Let a := sg r1 ^+ 2.
Let b := sg r2 ^+ 2.
Let P0 := projV V nu.
Let PP0 : P0 *m P0 = P0 := projV_idem sv nu.
Let PT0 : P0^T = P0 := projV_tr V nu.
Let P0E : P0 = conj (fun r => (r < nu)%N%:R) := conj_projV nu.

Lemma gap_nu_le : (nu <= d)%N. Proof. by rewrite -r1E. Qed.

Lemma above_gap (r : 'I_d) : (r < nu)%N -> a <= sg r ^+ 2.
Proof.
move=> h; rewrite ler_sqr ?nnegrE ?(svd_ge0 sv) //; apply: (svd_sorted sv).
by rewrite -ltnS r1E.
Qed.

Lemma below_gap (r : 'I_d) : (nu <= r)%N -> sg r ^+ 2 <= b.
Proof.
by move=> h; rewrite ler_sqr ?nnegrE ?(svd_ge0 sv) //; apply: (svd_sorted sv); rewrite r2E.
Qed.

(* A projector of rank at most nu: what it misses of the leading directions, and what that costs. *)
Lemma missed_cost (P : 'M[R]_d) : P *m P = P -> P^T = P -> \tr P <= nu%:R ->
  let m := nu%:R - \tr (P0 *m P) in
  [/\ frob2 (P0 *m (1%:M - P)) = m, frob2 ((1%:M - P0) *m P) <= m
    & (a - b) * m <= \tr (P0 *m (S^T *m S)) - \tr (P *m (S^T *m S))].
Proof.
move=> PP PT trP m.
have m1 : frob2 (P0 *m (1%:M - P)) = m.
  rewrite (frob2_projectors (comp_idem PP) (comp_tr PT) PP0 PT0) mulmxBr mulmx1 raddfB /=.
  by rewrite (projV_trace sv gap_nu_le).
have m2 : \tr ((1%:M - P0) *m P) <= m by rewrite mulmxBl mul1mx raddfB /= ler_sub.
split=> //; first by rewrite (frob2_projectors PP PT (comp_idem PP0) (comp_tr PT0)).
pose G1 := conj (fun r => (r < nu)%N%:R * sg r ^+ 2).
pose G2 := conj (fun r => (nu <= r)%N%:R * sg r ^+ 2).
have GE : S^T *m S = G1 + G2.
  rewrite conj_gram conjD; apply: eq_conj => r; rewrite ltnNge.
  by case: (_ <= _)%N; rewrite ?mul0r ?mul1r ?addr0 ?add0r.
have PG : P0 *m (S^T *m S) = G1 by rewrite conj_gram P0E conjM.
have QE : 1%:M - P0 = conj (fun r => (nu <= r)%N%:R).
  rewrite conj_scalar P0E conjB; apply: eq_conj => r; rewrite ltnNge.
  by case: (_ <= _)%N; rewrite ?subrr ?subr0.
have p1 : psd (G1 - a *: P0).
  rewrite P0E conjZ conjB; apply: conj_psd => r; case: ltnP => [h|_].
    by rewrite mul1r mulr1 subr_ge0 above_gap.
  by rewrite mul0r mulr0 subrr.
have p2 : psd (b *: (1%:M - P0) - G2).
  rewrite QE conjZ conjB; apply: conj_psd => r; case: leqP => [h|_].
    by rewrite mul1r mulr1 subr_ge0 below_gap.
  by rewrite mul0r mulr0 subrr.
have := tr_projector_psd (comp_idem PP) (comp_tr PT) p1.
rewrite mulmxBl mul1mx !raddfB /= -!scalemxAr !mxtraceZ (projV_trace sv gap_nu_le).
rewrite [\tr (P *m P0)]mxtrace_mulC => q1.
have := tr_projector_psd PP PT p2; rewrite mulmxBr raddfB /= -scalemxAr mxtraceZ subr_ge0 => q2.
have b0 : 0 <= b by apply: sqr_ge0.
have q3 : \tr (P *m G2) <= b * m.
  by apply: le_trans q2 _; rewrite ler_wpmul2l // mxtrace_mulC.
rewrite PG GE mulmxDr raddfD /= -subr_ge0.
have -> : \tr G1 - (\tr (P *m G1) + \tr (P *m G2)) - (a - b) * m =
  (\tr G1 - a * nu%:R - (\tr (P *m G1) - a * \tr (P0 *m P))) + (b * m - \tr (P *m G2)).
  by rewrite /m; ring.
by apply: addr_ge0; [rewrite opprD | rewrite subr_ge0].
Qed.

(* The distance of a nearly nearest matrix from the truncated decomposition. *)
Lemma near_truncated X g : b < a -> (\rank X <= nu)%N ->
  frob2 (S - X) <= frob2 (S - truncated S V nu) + g ->
  (a - b) * frob2 (X - truncated S V nu) <= frob2 S * g *+ 2.
Proof.
move=> ba rX; have [P [PP PT tP XP]] := row_projector X.
have trP : \tr P <= nu%:R by rewrite tP ler_nat.
have [m1 m2 m3] := missed_cost PP PT trP; set m := nu%:R - _ in m1 m2 m3.
have m0 : 0 <= m by rewrite -m1 frob2_ge0.
have SE (Q : 'M[R]_d) : Q *m Q = Q -> Q^T = Q ->
    frob2 (S - S *m Q) = frob2 S - \tr (Q *m (S^T *m S)).
  move=> QQ QT; rewrite (frob2_split S QQ QT) (frob2_projector _ QQ QT) addrAC subrr add0r.
  by rewrite mulmxBr mulmx1.
rewrite truncatedE -/P0 (SE _ PP0 PT0).
have -> : frob2 (S - X) = frob2 (X - S *m P) + (frob2 S - \tr (P *m (S^T *m S))).
  rewrite (frob2_split (S - X) PP PT) mulmxBr mulmx1 mulmxBl XP opprB addrA subrK.
  by rewrite (SE _ PP PT) -frob2N opprB.
set z1 := frob2 (X - _) => near; have z10 : 0 <= z1 by apply: frob2_ge0.
have {}near : z1 + (a - b) * m <= g.
  apply: le_trans (_ : z1 + (\tr (P0 *m (S^T *m S)) - \tr (P *m (S^T *m S))) <= g).
    by rewrite ler_add2l.
  exact: excess near.
have dl : 0 < a - b by rewrite subr_gt0.
have b0 : 0 <= b by apply: sqr_ge0.
have a0 : 0 <= a by apply: sqr_ge0.
have g0 : (a - b) * m <= g by apply: le_trans near; rewrite ler_addr.
rewrite (frob2_split (X - _) PP PT).
have -> : (X - S *m P0) *m P = (X - S *m P) + S *m (1%:M - P0) *m P.
  by rewrite !mulmxBl XP mulmxBr mulmx1 mulmxBl addrA subrK.
have -> : (X - S *m P0) *m (1%:M - P) = - (S *m (P0 *m (1%:M - P))).
  by rewrite mulmxBl mulmxBr mulmx1 XP subrr sub0r mulmxA.
rewrite frob2N mulrDr mulr2n; apply: ler_add; last first.
  have pS : psd ((frob2 S)%:M - S^T *m S).
    rewrite conj_gram conj_scalar conjB; apply: conj_psd => r.
    by rewrite subr_ge0 sg_le_frob2.
  have := frob2_mul_le (P0 *m (1%:M - P)) pS; rewrite m1 => le.
  apply: le_trans (ler_wpmul2l (ltW dl) le) _; rewrite mulrCA ler_wpmul2l ?frob2_ge0 //.
apply: le_trans (_ : a * g <= _); last first.
  rewrite ler_wpmul2r ?sg_le_frob2 //.
  by apply: le_trans g0; rewrite mulr_ge0 ?(ltW dl).
have z2 : frob2 (S *m (1%:M - P0) *m P) <= b * m.
  have pT : psd (b%:M - (S *m (1%:M - P0))^T *m (S *m (1%:M - P0))).
    rewrite trmx_mul (comp_tr PT0) mulmxA -[_ *m S^T *m S]mulmxA conj_gram.
    rewrite !conj_scalar P0E conjB !conjM conjB.
    apply: conj_psd => r; case: ltnP => h; rewrite ?subrr ?subr0 ?mul0r ?mul1r ?mulr1 ?subr_ge0 //.
    exact: below_gap.
  have := frob2_mul_le ((1%:M - P0) *m P) pT.
  rewrite mulmxA -[S *m _ *m (1%:M - P0)]mulmxA (comp_idem PP0) => le.
  by apply: le_trans le _; rewrite ler_wpmul2l.
have [bz|bnz] := eqVneq b 0.
  have z0 : S *m (1%:M - P0) *m P = 0.
    by apply/frob2_eq0/eqP; rewrite eq_le frob2_ge0 andbT (le_trans z2) // bz mul0r.
  rewrite z0 addr0 -/z1 bz subr0 ler_wpmul2l // (le_trans _ near) // ler_addl mulr_ge0 // ltW //.
have bp : 0 < b by rewrite lt0r bnz.
rewrite -(ler_pmul2l bp).
have := frob2_sum (X - S *m P) (S *m (1%:M - P0) *m P) (a - b) b; rewrite subrK -/z1 => le.
rewrite mulrA [b * (a - b)]mulrC; apply: le_trans le _; rewrite [X in _ <= X]mulrCA ler_wpmul2l //.
apply: le_trans (_ : b * (z1 + (a - b) * m) <= _); last by rewrite ler_wpmul2l.
rewrite mulrDr ler_add2l [X in _ <= X]mulrCA ler_wpmul2l // ltW //.
Qed.

Theorem projection_unique_near X Y g : b < a -> (\rank X <= nu)%N -> (\rank Y <= nu)%N ->
  frob2 (S - X) <= frob2 (S - truncated S V nu) + g ->
  frob2 (S - Y) <= frob2 (S - truncated S V nu) + g ->
  frob2 (X - Y) <= 8%:R * frob2 S * g / (a - b).
Proof.
move=> ba rX rY nX nY; rewrite ler_pdivl_mulr ?subr_gt0 // mulrC.
have -> : X - Y = (X - truncated S V nu) - (Y - truncated S V nu) by rewrite opprB addrA subrK.
apply: le_trans (ler_wpmul2l _ (frob2_sub_le _ _)) _; first by rewrite subr_ge0 ltW.
rewrite mulrnAr mulrDr; apply: le_trans (ler_wmuln2r 2 (ler_add
  (near_truncated ba rX nX) (near_truncated ba rY nY))) _.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.
End Gap.
End Near.

(* ------------------------------------------------------------------------ *)
Section Unique.
Variable R : rcfType.

Definition rank_gap d (sg : 'I_d -> R) nu : Prop :=
  forall r1 r2 : 'I_d, r1.+1 = nu -> r2 = nu :> nat -> sg r2 < sg r1 \/ sg r2 = 0.

Section Slice.
Variables (p d : nat) (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d).
Hypothesis sv : svd S sg V.

(* Equal singular values may change places. *)
Lemma svd_swap r1 r2 : sg r1 = sg r2 -> svd S sg (row_perm (tperm r1 r2) V).
Proof.
move=> e; case: sv => s0 srt VV VG; split=> //.
  apply/matrixP=> i j; have /matrixP/(_ (tperm r1 r2 i) (tperm r1 r2 j)) := VV.
  rewrite !mxE (inj_eq perm_inj) => <-; apply: eq_bigr => k _.
  by rewrite !mxE.
apply/matrixP=> i j; have /matrixP/(_ (tperm r1 r2 i) j) := VG.
rewrite !mul_diag_mx !mxE.
have -> : sg (tperm r1 r2 i) = sg i by case: tpermP => // ->.
by move=> <-; apply: eq_bigr => k _; rewrite !mxE.
Qed.

Lemma row_orth r s : row r V *m (row s V)^T = (r == s)%:R%:M.
Proof.
apply/matrixP => x y; rewrite !ord1; have /matrixP/(_ r s) := svd_orth sv.
by rewrite !mxE mulr1n => <-; apply: eq_bigr => k _; rewrite !mxE.
Qed.

Lemma swap_truncated nu (r1 r2 : 'I_d) : r1.+1 = nu -> r2 = nu :> nat ->
  truncated S V nu = truncated S (row_perm (tperm r1 r2) V) nu -> sg r1 = 0.
Proof.
move=> r1E r2E /(congr1 (mulmx^~ (row r1 V)^T)); rewrite /truncated !mulmx_suml.
rewrite (bigD1 r1) /= -?r1E // big1 => [|r /andP[_ /negbTE ne]]; last first.
  by rewrite -mulmxA row_orth ne mul_mx_scalar scale0r.
rewrite big1 => [|r rn].
  rewrite addr0 -mulmxA row_orth eqxx mulmx1 => z.
  have /matrixP/(_ r1 r1) := svd_left sv; rewrite [RHS]mxE eqxx mulr1n [RHS]mxE.
  have -> : ((S *m V^T)^T *m (S *m V^T)) r1 r1 = ((S *m (row r1 V)^T)^T *m (S *m (row r1 V)^T)) 0 0.
    have E k : (S *m V^T) k r1 = (S *m (row r1 V)^T) k 0.
      by rewrite !mxE; apply: eq_bigr => l _; rewrite !mxE.
    by rewrite [LHS]mxE [RHS]mxE; apply: eq_bigr => k _; rewrite ![_^T _ _]mxE E.
  by rewrite z mulmx0 mxE => /esym/eqP; rewrite sqrf_eq0 => /eqP.
have -> : row r (row_perm (tperm r1 r2) V) = row (tperm r1 r2 r) V by apply/rowP => k; rewrite !mxE.
rewrite -mulmxA row_orth; case: eqP => [e|_]; last by rewrite mul_mx_scalar scale0r.
have re : r = r2 by rewrite -(tpermK r1 r2 r) e tpermL.
by move: rn; rewrite re r1E r2E ltnn.
Qed.

(* Where nothing is left behind the truncated decomposition, S itself is nearest. *)
Lemma unique_full nu X : \sum_(r < d | (nu <= r)%N) sg r ^+ 2 = 0 -> best_rank S nu X ->
  X = truncated S V nu.
Proof.
move=> z [_ /(_ _ (rank_truncated S V nu))]; have := truncated_value sv nu; rewrite z => e le.
have is_S Y : frob2 (S - Y) <= 0 -> Y = S.
  move=> y0; apply/esym/eqP; rewrite -subr_eq0; apply/eqP/frob2_eq0/eqP.
  by rewrite eq_le y0 frob2_ge0.
by rewrite (is_S X) -?e // (is_S (truncated S V nu)) // e.
Qed.

Theorem projection_unique_rank_slice nu : (exists! X, best_rank S nu X) <-> rank_gap sg nu.
Proof.
have bt := projection_rank_slice sv nu; split=> [[X0 [_ u]] r1 r2 r1E r2E|gp].
  have le : sg r2 <= sg r1 by apply: (svd_sorted sv); rewrite r2E -r1E.
  move: le; rewrite le_eqVlt => /orP[/eqP e|]; [right | by left].
  have sw := svd_swap (esym e).
  by rewrite e; apply: (swap_truncated r1E r2E); rewrite -(u _ bt) (u _ (projection_rank_slice sw nu)).
exists (truncated S V nu); split=> // X bX; apply/esym.
have [dn|nd] := leqP d nu.
  apply: unique_full bX; rewrite big1 // => r h.
  by have := leq_trans (ltn_ord r) dn; rewrite ltnNge h.
case: nu => [|nu] in gp bt bX nd *.
  have zero Y : best_rank S 0 Y -> Y = 0 by case; rewrite leqn0 mxrank_eq0 => /eqP.
  by rewrite (zero _ bX) (zero _ bt).
have [lt|z] := gp (Ordinal (ltnW nd)) (Ordinal nd) erefl erefl; last first.
  apply: unique_full bX; rewrite big1 // => r h; suff -> : sg r = 0 by rewrite expr0n.
  by apply/eqP; rewrite eq_le (svd_ge0 sv) andbT -z (svd_sorted sv).
have lt2 : sg (Ordinal nd) ^+ 2 < sg (Ordinal (ltnW nd)) ^+ 2.
  by rewrite ltr_sqr ?nnegrE ?(svd_ge0 sv).
have bX' : frob2 (S - X) <= frob2 (S - truncated S V nu.+1) + 0.
  by rewrite addr0; apply: bX.2 bt.1.
have := projection_unique_near sv (r1 := Ordinal (ltnW nd)) (r2 := Ordinal nd) erefl erefl lt2 bX.1 bt.1 bX'.
rewrite mulr0 mul0r addr0 => /(_ (lexx _)) le0.
by apply/eqP; rewrite -subr_eq0; apply/eqP/frob2_eq0/eqP; rewrite eq_le le0 frob2_ge0.
Qed.

(* Where all singular values tie, any directions serve. *)
Theorem projection_unique_ties c nu (U : 'M[R]_(nu, d)) : (forall r, sg r = c) -> U *m U^T = 1%:M ->
  best_rank S nu (S *m (U^T *m U)).
Proof.
move=> tie UU; have nd : (nu <= d)%N.
  have := mxrankM_maxl U U^T; rewrite UU mxrank1 => /leq_trans; apply.
  exact: rank_leq_col.
have [rt bt] := projection_rank_slice sv nu; split=> [|Z /bt].
  by rewrite mulmxA; apply: leq_trans (mxrankM_maxr _ _) _; apply: rank_leq_row.
apply: le_trans; rewrite le_eqVlt truncatedE; apply/orP; left; apply/eqP.
have G : S^T *m S = (c ^+ 2)%:M.
  by rewrite (conj_gram sv) (conj_scalar sv); apply: eq_conj => r; rewrite tie.
have value (Q : 'M[R]_d) : Q *m Q = Q -> Q^T = Q -> \tr Q = nu%:R ->
    frob2 (S - S *m Q) = frob2 S - c ^+ 2 * nu%:R.
  move=> QQ QT trQ; rewrite (frob2_split S QQ QT) (frob2_projector _ QQ QT) G.
  by rewrite mul_mx_scalar mxtraceZ trQ addrAC subrr add0r mulmxBr mulmx1.
rewrite (value _ (projV_idem sv nu) (projV_tr V nu) (projV_trace sv nd)) value //.
- by rewrite !mulmxA -[_ *m U *m U^T]mulmxA UU mulmx1.
- by rewrite trmx_mul trmxK.
- by rewrite mxtrace_mulC UU mxtrace1.
Qed.
End Slice.

(* All slices. *)
Section Slices.
Variables (a b c d : nat) (A : 'M[R]_(a * b, c * d)) (nu : nat).

Definition best_slices (M : 'M[R]_(a * b, c * d)) : Prop :=
  (forall j k, (\rank (slice M j k) <= nu)%N) /\
  forall N : 'M[R]_(a * b, c * d), (forall j k, (\rank (slice N j k) <= nu)%N) ->
    frob2 (A - M) <= frob2 (A - N).

Lemma best_slicesP M : best_slices M <-> forall j k, best_rank (slice A j k) nu (slice M j k).
Proof.
split=> [[rM best] j k|best]; last first.
  split=> [j k|N rN]; first by case: (best j k).
  rewrite !frob2_slices; apply: ler_sum => j _; apply: ler_sum => k _.
  by rewrite !sliceB; case: (best j k) => _; apply.
split=> // Y rY; pose X j' k' := if (j' == j) && (k' == k) then Y else slice M j' k'.
have rX j' k' : (\rank (slice (unslice X) j' k') <= nu)%N by rewrite unsliceK /X; case: ifP.
have := best _ rX; rewrite !frob2_slices.
rewrite (bigD1 j) //= (bigD1 k) //= [X in _ <= X](bigD1 j) //=.
rewrite [X in _ <= X + _](bigD1 k) //= !sliceB unsliceK /X !eqxx /= -!addrA.
set s1 := (X in _ + X <= _); set s2 := (X in _ <= _ + X).
suff -> : s1 = s2 by rewrite ler_add2r.
rewrite /s1 /s2; congr (_ + _).
  by apply: eq_bigr => k' /negbTE ne; rewrite !sliceB unsliceK ne andbF.
apply: eq_bigr => j' /negbTE ne; apply: eq_bigr => k' _.
by rewrite !sliceB unsliceK ne.
Qed.

Theorem projection_unique_rank (sg : 'I_b -> 'I_c -> 'I_d -> R) (V : 'I_b -> 'I_c -> 'M[R]_d) :
  (forall j k, svd (slice A j k) (sg j k) (V j k)) ->
  (exists! M, best_slices M) <-> (forall j k, rank_gap (sg j k) nu).
Proof.
move=> sv; pose T j k := truncated (slice A j k) (V j k) nu.
have bT j k : best_rank (slice A j k) nu (T j k) by apply: (projection_rank_slice (sv j k)).
have bU X : (forall j k, best_rank (slice A j k) nu (X j k)) -> best_slices (unslice X).
  by move=> bX; apply/best_slicesP => j k; rewrite unsliceK.
split=> [[M0 [_ u]] j k|gp].
  apply/(projection_unique_rank_slice (sv j k)); exists (T j k); split=> // X bX.
  pose Z j' k' := if (j' == j) && (k' == k) then X else T j' k'.
  have bZ j' k' : best_rank (slice A j' k') nu (Z j' k').
    by rewrite /Z; case: ifP => // /andP[/eqP-> /eqP->].
  have e : unslice T = unslice Z by rewrite -(u _ (bU _ bT)) -(u _ (bU _ bZ)).
  by rewrite -(unsliceK T) e unsliceK /Z !eqxx.
exists (unslice T); split=> [|M /best_slicesP bM]; first exact: bU.
rewrite -[RHS]sliceK; apply: mx_ixP => l j k i; rewrite !unsliceE.
have [/(_ (@gp j k))[X [_ u]] _] := (iff_sym (projection_unique_rank_slice (sv j k) nu)).
by rewrite -(u _ (bT j k)) -(u _ (bM j k)).
Qed.
End Slices.
End Unique.
