(* Approximation of rank nu, slice by slice, and uniqueness of the projection; over a real closed field where singular
   values occur.

   truncated S V nu: the truncated singular value decomposition. gap sg: sg_0 > sg_r for r > 0.

   projection_rank — truncated decompositions of all slices, assembled, are nearest among the matrices with slices of
     rank <= nu; the value is the sum of sg_r^2, r >= nu, over all slices — projection-rank
   projection_rank_slice — the truncated decomposition is nearest among the matrices of rank <= nu — projection-rank
   projection_rank_ky_fan — for Y >= 0 and S^T S <= Y + mu I the first nu of the sg_r^2 sum up to at most
     tr Y + nu mu — projection-rank
   projection_rank_ky_fan_tight — with equality for some Y >= 0, mu >= 0 — projection-rank
   projection_rank_certificate_slice — for such Y and mu >= 0 no X of rank <= nu has |S - X|^2 <
     |S|^2 - (tr Y + nu mu); over any ordered field — projection-rank
   projection_rank_certificate — the lower bound from certificates of all slices; over any ordered field
     — projection-rank
   projection_unique — the nearest member of M is unique iff sg_0 > sg_r, r > 0, on every slice other than
     0 — projection-unique
   projection_unique_slice — a nearest matrix of rank <= 1 is unique iff S = 0 or sg_0 > sg_r for r > 0
     — projection-unique
   projection_unique_values — the same for any singular values of the slices — projection-unique
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal Existence Spectral.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Orthogonal projectors over an ordered field: no square roots are needed.   *)
Section Projector.
Variable R : realFieldType.

Lemma psd_trace n k (M : 'M[R]_n) (P : 'M[R]_(k, n)) : psd M -> 0 <= \tr (P *m M *m P^T).
Proof.
move=> pM; apply: sumr_ge0 => i _.
have -> : (P *m M *m P^T) i i = ((row i P)^T^T *m M *m (row i P)^T) 0 0.
  rewrite trmxK mxE [RHS]mxE; apply: eq_bigr => x _; rewrite !mxE; congr (_ * _).
  by apply: eq_bigr => y _; rewrite mxE.
exact: pM.
Qed.

Lemma proj_bound n (P G Y : 'M[R]_n) mu : P *m P = P -> P^T = P ->
  psd Y -> psd (Y + mu%:M - G) -> \tr (P *m G) <= \tr Y + mu * \tr P.
Proof.
move=> PP PT pY pZ.
have fold Z : \tr (P *m Z *m P^T) = \tr (P *m Z).
  by rewrite mxtrace_mulC PT mulmxA PP.
have := psd_trace P pZ; rewrite fold mulmxBr mulmxDr mul_mx_scalar !raddfB /= !raddfD /=.
rewrite mxtraceZ subr_ge0 => le; apply: le_trans le _; rewrite ler_add2r.
have := psd_trace (1%:M - P) pY.
have -> : (1%:M - P)^T = 1%:M - P by rewrite [LHS]raddfB /= trmx1 PT.
have QQ : (1%:M - P) *m (1%:M - P) = 1%:M - P.
  by rewrite mulmxBr !mulmxBl !mul1mx mulmx1 PP subrr subr0.
by rewrite mxtrace_mulC mulmxA QQ mulmxBl mul1mx raddfB /= subr_ge0.
Qed.

(* The projector onto the row space of X. *)
Lemma row_projector p d (X : 'M[R]_(p, d)) : exists P : 'M[R]_d,
  [/\ P *m P = P, P^T = P, \tr P = (\rank X)%:R & X *m P = X].
Proof.
have := mulmx_base X; have := row_base_free X; move: (row_base X) => W Wfree WX.
pose H := W *m W^T.
have HT : H^T = H by rewrite /H trmx_mul trmxK.
have uH : H \in unitmx.
  rewrite -row_free_unit -kermx_eq0; apply/eqP/row_matrixP => i; rewrite row0.
  set y := row i _; have yH : y *m H = 0.
    by rewrite -row_mul mulmx_ker row0.
  have yW : y *m W = 0.
    apply: trmx_inj; rewrite trmx0; apply/eqP; rewrite -sqnorm_eq0 trmxK trmx_mul.
    by rewrite mulmxA -[y *m W *m _]mulmxA -/H yH mul0mx mxE.
  by apply: (row_free_inj Wfree); rewrite yW mul0mx.
exists (W^T *m invmx H *m W); split.
- rewrite !mulmxA -[_ *m W *m W^T]mulmxA -/H -[_ *m invmx H *m H]mulmxA.
  by rewrite mulVmx // mulmx1.
- by rewrite !trmx_mul trmxK trmx_inv HT mulmxA.
- by rewrite mxtrace_mulC mulmxA -/H mulmxV // mxtrace1.
rewrite -{1}WX -(mulmxA _ W).
by have -> : W *m (W^T *m invmx H *m W) = W by rewrite !mulmxA -/H mulmxV // mul1mx.
Qed.

Lemma frob2_projector p d (Z : 'M[R]_(p, d)) (P : 'M[R]_d) : P *m P = P -> P^T = P ->
  frob2 (Z *m P) = \tr (P *m (Z^T *m Z)).
Proof.
move=> PP PT; rewrite frob2_tr trmx_mul PT !mulmxA -[Z *m P *m P]mulmxA PP.
by rewrite -[Z *m P *m _]mulmxA mxtrace_mulC.
Qed.

Lemma frob2_split p d (Z : 'M[R]_(p, d)) (P : 'M[R]_d) : P *m P = P -> P^T = P ->
  frob2 Z = frob2 (Z *m P) + frob2 (Z *m (1%:M - P)).
Proof.
move=> PP PT; have QQ : (1%:M - P) *m (1%:M - P) = 1%:M - P.
  by rewrite mulmxBr !mulmxBl !mul1mx mulmx1 PP subrr subr0.
have QT : (1%:M - P)^T = 1%:M - P by rewrite [LHS]raddfB /= trmx1 PT.
rewrite !frob2_projector // -mxtraceD -mulmxDl addrC subrK mul1mx.
by rewrite frob2_tr mxtrace_mulC.
Qed.

Theorem projection_rank_certificate_slice p d nu (S X : 'M[R]_(p, d)) (Y : 'M[R]_d) mu :
  psd Y -> 0 <= mu -> psd (Y + mu%:M - S^T *m S) -> (\rank X <= nu)%N ->
  frob2 S - (\tr Y + nu%:R * mu) <= frob2 (S - X).
Proof.
move=> pY mu0 pZ rX; have [P [PP PT tP XP]] := row_projector X.
rewrite (frob2_split (S - X) PP PT) mulmxBr mulmx1 mulmxBl XP opprB addrA subrK.
have -> : S - S *m P = S *m (1%:M - P) by rewrite mulmxBr mulmx1.
apply: ler_paddl; first exact: frob2_ge0.
rewrite [X in X - _](frob2_split S PP PT) ler_subl_addl ler_add2r frob2_projector //.
apply: le_trans (proj_bound PP PT pY pZ) _; rewrite ler_add2l tP mulrC.
by rewrite ler_wpmul2r // ler_nat.
Qed.
End Projector.

Section Truncated.
Variable R : rcfType.
Variables (p d : nat) (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d).
Hypothesis sv : svd S sg V.

(* The first nu coordinates. *)
Definition first nu : 'rV[R]_d := \row_r (r < nu)%N%:R.
Definition projV nu : 'M[R]_d := V^T *m diag_mx (first nu) *m V.
Definition truncated nu : 'M[R]_(p, d) :=
  \sum_(r < d | (r < nu)%N) (S *m (row r V)^T) *m row r V.

Lemma diag_conj (x y : 'rV[R]_d) :
  (V^T *m diag_mx x *m V) *m (V^T *m diag_mx y *m V) =
  V^T *m diag_mx (\row_r (x 0 r * y 0 r)) *m V.
Proof.
rewrite !mulmxA -[_ *m V *m V^T]mulmxA (svd_orth sv) mulmx1.
by rewrite -[_ *m _ *m diag_mx y]mulmxA mulmx_diag.
Qed.

Lemma trace_conj (x : 'rV[R]_d) : \tr (V^T *m diag_mx x *m V) = \sum_r x 0 r.
Proof. by rewrite mxtrace_mulC mulmxA (svd_orth sv) mul1mx mxtrace_diag. Qed.

Lemma psd_conj (x : 'rV[R]_d) : (forall r, 0 <= x 0 r) -> psd (V^T *m diag_mx x *m V).
Proof. by move=> x0; apply: (@projection_certificate_ldl _ _ _ _ V^T x) => //; rewrite trmxK. Qed.

Lemma projV_idem nu : projV nu *m projV nu = projV nu.
Proof.
rewrite diag_conj; congr (_ *m diag_mx _ *m _); apply/rowP=> r; rewrite !mxE.
by case: (_ < _)%N; rewrite ?mulr1 ?mulr0.
Qed.

Lemma projV_tr nu : (projV nu)^T = projV nu.
Proof. by rewrite !trmx_mul trmxK tr_diag_mx mulmxA. Qed.

Lemma sum_first nu (f : 'I_d -> R) :
  \sum_r f r * (r < nu)%N%:R = \sum_(r < d | (r < nu)%N) f r.
Proof.
rewrite [RHS]big_mkcond; apply: eq_bigr => r _.
by case: (_ < _)%N; rewrite ?mulr1 ?mulr0.
Qed.

Lemma projV_trace nu : (nu <= d)%N -> \tr (projV nu) = nu%:R.
Proof.
move=> le; rewrite trace_conj; transitivity (\sum_(r < d | (r < nu)%N) (1 : R)).
  by rewrite [RHS]big_mkcond; apply: eq_bigr => r _; rewrite mxE; case: (_ < _)%N.
by rewrite -(big_ord_widen d (fun=> 1 : R) le) sumr_const card_ord.
Qed.

Lemma truncatedE nu : truncated nu = S *m projV nu.
Proof.
rewrite /truncated big_mkcond /projV -mulmxA.
have -> : V^T *m (diag_mx (first nu) *m V) =
    \sum_(r < d) (r < nu)%N%:R *: ((row r V)^T *m row r V).
  apply/matrixP=> x y; rewrite summxE mxE; apply: eq_bigr => r _.
  by rewrite mul_diag_mx !mxE big_ord1 !mxE mulrCA.
rewrite mulmx_sumr; apply: eq_bigr => r _; rewrite -scalemxAr mulmxA.
by case: (_ < _)%N; rewrite ?scale1r ?scale0r.
Qed.

Lemma projV_gram nu :
  \tr (projV nu *m (S^T *m S)) = \sum_(r < d | (r < nu)%N) sg r ^+ 2.
Proof.
rewrite (svd_gram sv) diag_conj trace_conj -sum_first; apply: eq_bigr => r _.
by rewrite !mxE mulrC.
Qed.

Lemma rank_truncated nu : (\rank (truncated nu) <= nu)%N.
Proof.
rewrite truncatedE /projV !mulmxA.
have [le|/ltnW le] := leqP d nu.
  by apply: leq_trans (mxrankM_maxr _ _) _; apply: leq_trans (rank_leq_row _) le.
apply: leq_trans (mxrankM_maxl _ _) _; apply: leq_trans (mxrankM_maxr _ _) _.
have -> : diag_mx (first nu) = pid_mx nu.
  apply/matrixP=> x y; rewrite !mxE; have [->|ne] := eqVneq x y; first by rewrite mulr1n eqxx.
  by rewrite mulr0n (negbTE (_ : x != y :> nat)).
by rewrite rank_pid_mx.
Qed.

Lemma truncated_value nu :
  frob2 (S - truncated nu) = \sum_(r < d | (nu <= r)%N) sg r ^+ 2.
Proof.
have -> : S - truncated nu = S *m (1%:M - projV nu) by rewrite truncatedE mulmxBr mulmx1.
have := frob2_split S (projV_idem nu) (projV_tr nu).
rewrite (frob2_projector S (projV_idem nu) (projV_tr nu)) projV_gram (frob2_svd sv).
rewrite (bigID (fun r : 'I_d => (r < nu)%N)) /= => /addrI <-.
by apply: eq_bigl => r; rewrite -leqNgt.
Qed.

(* Ky Fan's inequality. *)
Theorem projection_rank_ky_fan nu (Y : 'M[R]_d) mu : (nu <= d)%N -> psd Y ->
  psd (Y + mu%:M - S^T *m S) ->
  \sum_(r < d | (r < nu)%N) sg r ^+ 2 <= \tr Y + nu%:R * mu.
Proof.
move=> le pY pZ; rewrite -projV_gram.
have := proj_bound (projV_idem nu) (projV_tr nu) pY pZ.
by rewrite projV_trace // mulrC.
Qed.

Theorem projection_rank_ky_fan_tight nu : exists (Y : 'M[R]_d) mu,
  [/\ psd Y, 0 <= mu, psd (Y + mu%:M - S^T *m S)
    & \tr Y + nu%:R * mu = \sum_(r < d | (r < nu)%N) sg r ^+ 2].
Proof.
have [mu [mu0 big small full]] : exists mu, [/\ 0 <= mu,
    forall r : 'I_d, (r < nu)%N -> mu <= sg r ^+ 2,
    forall r : 'I_d, (nu <= r)%N -> sg r ^+ 2 <= mu & (d < nu)%N -> mu = 0].
  have [lt|le] := ltnP nu d; last first.
    exists 0; split=> // r; first by rewrite sqr_ge0.
    by move=> h; have := leq_ltn_trans h (ltn_ord r); rewrite ltnNge le.
  pose r0 := Ordinal lt; exists (sg r0 ^+ 2); split; first exact: sqr_ge0.
  - move=> r h; rewrite ler_sqr ?nnegrE ?(svd_ge0 sv) //.
    by apply: (svd_sorted sv); rewrite ltnW.
  - by move=> r h; rewrite ler_sqr ?nnegrE ?(svd_ge0 sv) //; apply: (svd_sorted sv).
  by rewrite ltnNge ltnW.
pose x : 'rV[R]_d := \row_r (if (r < nu)%N then sg r ^+ 2 - mu else 0).
exists (V^T *m diag_mx x *m V), mu; split=> //.
- by apply: psd_conj => r; rewrite mxE; case: ifP => // h; rewrite subr_ge0 big.
- have -> : V^T *m diag_mx x *m V + mu%:M - S^T *m S =
      V^T *m diag_mx (\row_r (x 0 r + mu - sg r ^+ 2)) *m V.
    have -> : mu%:M = V^T *m diag_mx (const_mx mu) *m V.
      by rewrite diag_const_mx mul_mx_scalar -scalemxAl (svd_orth' sv) scalemx1.
    rewrite (svd_gram sv) -mulmxDl -mulmxBl -mulmxDr -mulmxBr; congr (_ *m _ *m _).
    by apply/matrixP=> i j; rewrite !mxE -mulrnDl -mulrnBl.
  apply: psd_conj => r; rewrite !mxE subr_ge0.
  by case: ltnP => h; rewrite ?subrK ?add0r ?small.
rewrite trace_conj.
have -> : \sum_r x 0 r = \sum_(r < d | (r < nu)%N) (sg r ^+ 2 - mu).
  by rewrite [RHS]big_mkcond; apply: eq_bigr => r _; rewrite mxE.
rewrite sumrB -[RHS]addr0 -addrA; congr (_ + _).
apply/eqP; rewrite addrC subr_eq0; apply/eqP.
have [lt|le] := ltnP d nu; first by rewrite full // mulr0 big1.
by rewrite -(big_ord_widen d (fun=> mu) le) sumr_const card_ord mulr_natl.
Qed.

(* The truncated SVD is nearest (Schmidt, Eckart and Young). *)
Definition best_rank nu (X : 'M[R]_(p, d)) := (\rank X <= nu)%N /\
  forall Z : 'M[R]_(p, d), (\rank Z <= nu)%N -> frob2 (S - X) <= frob2 (S - Z).

Lemma rank_lower nu (Z : 'M[R]_(p, d)) : (\rank Z <= nu)%N ->
  \sum_(r < d | (nu <= r)%N) sg r ^+ 2 <= frob2 (S - Z).
Proof.
move=> rZ; have [Y [mu [pY mu0 pZ e]]] := projection_rank_ky_fan_tight nu.
have := projection_rank_certificate_slice pY mu0 pZ rZ; rewrite e (frob2_svd sv).
rewrite (bigID (fun r : 'I_d => (r < nu)%N)) /= addrAC subrr add0r.
by under eq_bigl do rewrite -leqNgt.
Qed.

Theorem projection_rank_slice nu : best_rank nu (truncated nu).
Proof.
by split=> [|Z rZ]; [apply: rank_truncated | rewrite truncated_value rank_lower].
Qed.
End Truncated.

Section Assembled.
Variables (a b c d : nat).

(* Lower bounds for the whole matrix, from certificates of the slices; any    *)
(* ordered field.                                                             *)
Theorem projection_rank_certificate (R : realFieldType) nu (A : 'M[R]_(a * b, c * d))
    (Y : 'I_b -> 'I_c -> 'M[R]_d) (mu : 'I_b -> 'I_c -> R) :
  (forall j k, psd (Y j k)) -> (forall j k, 0 <= mu j k) ->
  (forall j k, psd (Y j k + (mu j k)%:M - (slice A j k)^T *m slice A j k)) ->
  forall N, (forall j k, (\rank (slice N j k) <= nu)%N) ->
  frob2 A - \sum_j \sum_k (\tr (Y j k) + nu%:R * mu j k) <= frob2 (A - N).
Proof.
move=> pY mu0 pZ N rN; rewrite !frob2_slices -sumrB; apply: ler_sum => j _.
rewrite -sumrB; apply: ler_sum => k _; rewrite sliceB.
exact: projection_rank_certificate_slice.
Qed.

Variables (R : rcfType) (A : 'M[R]_(a * b, c * d)).
Variables (sg : 'I_b -> 'I_c -> 'I_d -> R) (V : 'I_b -> 'I_c -> 'M[R]_d).
Hypothesis sv : forall j k, svd (slice A j k) (sg j k) (V j k).

Theorem projection_rank nu :
  let M := unslice (fun j k => truncated (slice A j k) (V j k) nu) in
  [/\ forall j k, (\rank (slice M j k) <= nu)%N,
      forall N, (forall j k, (\rank (slice N j k) <= nu)%N) -> frob2 (A - M) <= frob2 (A - N)
    & frob2 (A - M) = \sum_j \sum_k \sum_(r < d | (nu <= r)%N) sg j k r ^+ 2].
Proof.
move=> M; have value : frob2 (A - M) = \sum_j \sum_k \sum_(r < d | (nu <= r)%N) sg j k r ^+ 2.
  rewrite frob2_slices; apply: eq_bigr => j _; apply: eq_bigr => k _.
  by rewrite sliceB unsliceK (truncated_value (sv j k)).
split=> // [j k|N rN]; first by rewrite unsliceK rank_truncated.
rewrite value frob2_slices; apply: ler_sum => j _; apply: ler_sum => k _.
by rewrite sliceB; apply: (rank_lower (sv j k)).
Qed.
End Assembled.

Section Unique.
Variable R : rcfType.

(* sg_0 > sg_r for every r > 0 *)
Definition gap d (sg : 'I_d -> R) :=
  forall r0 r : 'I_d, r0 = 0%N :> nat -> (0 < r)%N -> sg r < sg r0.

Section Slice.
Variables (p d : nat) (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d).
Hypothesis sv : svd S sg V.
Variable r0 : 'I_d.
Hypothesis r00 : r0 = 0%N :> nat.

Lemma sum_top : \sum_(r < d | (0 < r)%N) sg r ^+ 2 = frob2 S - sg r0 ^+ 2.
Proof.
rewrite (frob2_svd sv) [in RHS](bigD1 r0) //= [X in X - _]addrC addrK; apply: eq_bigl => r.
by rewrite lt0n -r00.
Qed.

Lemma top_gt0 : S != 0 -> 0 < sg r0.
Proof.
move=> S0; rewrite lt_neqAle (svd_ge0 sv) andbT eq_sym; apply: contra S0 => /eqP z.
apply/eqP/frob2_eq0; rewrite (frob2_svd sv) big1 // => r _.
suff -> : sg r = 0 by rewrite expr0n.
by apply/eqP; rewrite eq_le (svd_ge0 sv) andbT -z (svd_sorted sv) // r00.
Qed.

Lemma unique_of_gap X : S != 0 -> gap sg -> best_rank1 S X -> X = truncated S V 1.
Proof.
move=> S0 gp [rX bX]; have s0 := top_gt0 S0.
have [P [PP PT tP XP]] := row_projector X.
have := bX _ (rank_truncated S V 1); rewrite (truncated_value sv) sum_top.
rewrite (frob2_split (S - X) PP PT) mulmxBr mulmx1 mulmxBl XP opprB addrA subrK.
have -> : S - S *m P = S *m (1%:M - P) by rewrite mulmxBr mulmx1.
have splitS := frob2_split S PP PT; rewrite frob2_projector // in splitS.
rewrite splitS [X in _ <= X]addrAC ler_add2r => le.
pose Q := V *m P *m V^T; have QT : Q^T = Q by rewrite /Q !trmx_mul trmxK PT mulmxA.
have QQ : Q *m Q = Q.
  by rewrite /Q !mulmxA -[_ *m V^T *m V]mulmxA (svd_orth' sv) mulmx1 -[_ *m P *m P]mulmxA PP.
have qE r : Q r r = \sum_k Q r k ^+ 2.
  rewrite -{1}QQ mxE; apply: eq_bigr => k _; rewrite expr2; congr (_ * _).
  by rewrite -{1}QT mxE.
have q0 r : 0 <= Q r r by rewrite qE sumr_ge0 // => k _; apply: sqr_ge0.
have trQ : \sum_r Q r r <= 1.
  rewrite -[X in X <= _]/(\tr Q) /Q mxtrace_mulC mulmxA (svd_orth' sv) mul1mx tP.
  by rewrite (ler_nat R _ 1).
have trG : \tr (P *m (S^T *m S)) = \sum_r sg r ^+ 2 * Q r r.
  rewrite (svd_gram sv) !mulmxA mxtrace_mulC !mulmxA -/Q mul_mx_diag.
  by apply: eq_bigr => r _; rewrite !mxE mulrC.
have gapE r : 0 <= (sg r0 ^+ 2 - sg r ^+ 2) * Q r r.
  rewrite mulr_ge0 ?q0 // subr_ge0 ler_sqr ?nnegrE ?(svd_ge0 sv) //.
  by rewrite (svd_sorted sv) // r00.
have sumE : \sum_r (sg r0 ^+ 2 - sg r ^+ 2) * Q r r =
    sg r0 ^+ 2 * (\sum_r Q r r) - \tr (P *m (S^T *m S)).
  by rewrite trG mulr_sumr -sumrB; apply: eq_bigr => r _; rewrite mulrBl.
have le1 : \sum_r (sg r0 ^+ 2 - sg r ^+ 2) * Q r r <= sg r0 ^+ 2 - \tr (P *m (S^T *m S)).
  by rewrite sumE ler_add2r ler_pimulr // sqr_ge0.
have le2 : 0 <= \sum_r (sg r0 ^+ 2 - sg r ^+ 2) * Q r r by apply: sumr_ge0.
have f0 := frob2_ge0 (S *m P - X).
have tG : \tr (P *m (S^T *m S)) = sg r0 ^+ 2.
  apply/eqP; rewrite eq_le -subr_ge0 (le_trans le2 le1) /=.
  by rewrite -subr_ge0 (le_trans f0 le).
have X_SP : X = S *m P.
  apply/esym/eqP; rewrite -subr_eq0; apply/eqP/frob2_eq0/eqP; rewrite eq_le f0 andbT.
  by rewrite tG subrr in le.
have Q0 r k : r != r0 -> Q r k = 0.
  move=> ne; have z : \sum_r (sg r0 ^+ 2 - sg r ^+ 2) * Q r r == 0.
    by rewrite eq_le le2 andbT; apply: le_trans le1 _; rewrite tG subrr.
  move: z; rewrite psumr_eq0 => [/allP/(_ r (mem_index_enum _))|? _]; last exact: gapE.
  have lt : sg r < sg r0 by apply: gp => //; rewrite lt0n -r00.
  rewrite /= mulf_eq0 subr_eq0 gt_eqF /=; last by rewrite ltr_sqr ?nnegrE ?(svd_ge0 sv).
  rewrite qE psumr_eq0 => [/allP/(_ k (mem_index_enum _))|? _]; last exact: sqr_ge0.
  by rewrite /= sqrf_eq0 => /eqP.
have Q1 : Q r0 r0 = 1.
  apply: (mulfI (lt0r_neq0 (exprn_gt0 2 s0))); rewrite mulr1 -[RHS]tG trG (bigD1 r0) //=.
  by rewrite big1 ?addr0 // => r ne; rewrite Q0 ?mulr0.
rewrite X_SP truncatedE /projV.
have <- : Q = diag_mx (first R d 1).
  apply/matrixP=> r k; rewrite [RHS]mxE [in RHS]mxE ltnS leqn0.
  have [->|ne] := eqVneq r r0.
    have [<-|ne] := eqVneq r0 k; first by rewrite Q1 r00.
    by rewrite -QT mxE Q0 1?eq_sym // mulr0n.
  rewrite Q0 //; suff -> : (r == 0%N :> nat) = false by rewrite mul0rn.
  by apply: contraNF ne => /eqP e; apply/eqP/val_inj; rewrite /= e r00.
by congr (S *m _); rewrite /Q !mulmxA (svd_orth' sv) mul1mx -(mulmxA P) (svd_orth' sv) mulmx1.
Qed.

Lemma gap_of_unique : (forall X, best_rank1 S X -> X = truncated S V 1) -> S != 0 -> gap sg.
Proof.
move=> uniq S0 r0' r e0 rpos; have -> : r0' = r0 by apply: val_inj; rewrite /= e0 r00.
rewrite lt_neqAle (svd_sorted sv) ?r00 // andbT; apply/eqP => e.
have s0 := top_gt0 S0.
pose P := V^T *m diag_mx (delta_mx 0 r) *m V.
have PP : P *m P = P.
  rewrite (diag_conj sv); congr (_ *m diag_mx _ *m _); apply/rowP=> k; rewrite !mxE.
  by case: (_ && _); rewrite ?mulr1 ?mulr0.
have PT : P^T = P by rewrite !trmx_mul trmxK tr_diag_mx mulmxA.
have tG : \tr (P *m (S^T *m S)) = sg r0 ^+ 2.
  rewrite (svd_gram sv) (diag_conj sv) (trace_conj sv) (bigD1 r) //= !mxE !eqxx /= mul1r e.
  by rewrite big1 ?addr0 // => k /negbTE ne; rewrite !mxE ne andbF mul0r.
have best : best_rank1 S (S *m P).
  split=> [|Z rZ].
    rewrite /P !mulmxA; apply: leq_trans (mxrankM_maxl _ _) _.
    apply: leq_trans (mxrankM_maxr _ _) _.
    have -> : diag_mx (delta_mx 0 r) = delta_mx r r :> 'M[R]_d.
      apply/matrixP=> x y; rewrite !mxE eqxx /=; have [<-|ne] := eqVneq x y; first by rewrite andbb.
      rewrite mulr0n; case: eqP => // xr; case: eqP => // yr.
      by rewrite xr yr eqxx in ne.
    by rewrite mxrank_delta.
  apply: le_trans (rank_lower sv rZ); rewrite sum_top.
  have -> : S - S *m P = S *m (1%:M - P) by rewrite mulmxBr mulmx1.
  have := frob2_split S PP PT; rewrite (frob2_projector S PP PT) tG => ->.
  by rewrite [X in _ <= X - _]addrC addrK.
have SP : S *m P = 0.
  have := uniq _ best; rewrite truncatedE => /(congr1 (mulmx^~ P)).
  rewrite -mulmxA PP => ->; rewrite -mulmxA /projV (diag_conj sv).
  suff -> : (\row_(k < d) (first R d 1 0 k * (delta_mx 0 r : 'rV[R]_d) 0 k)) = 0 :> 'rV[R]_d.
    by rewrite raddf0 mulmx0 mul0mx mulmx0.
  apply/rowP=> k; rewrite !mxE eqxx /=; case: eqP => [->|_]; last by rewrite mulr0.
  by rewrite ltnS leqn0 eqn0Ngt rpos mul0r.
have := frob2_projector S PP PT; rewrite SP tG => /eqP.
rewrite eq_sym (_ : frob2 0 = 0) ?sqrf_eq0 ?gt_eqF //.
by rewrite /frob2 big1 // => i _; rewrite big1 // => j _; rewrite mxE expr0n.
Qed.
End Slice.

Theorem projection_unique_slice p d (S : 'M[R]_(p, d)) sg V : svd S sg V ->
  (exists! X, best_rank1 S X) <-> (S != 0 -> gap sg).
Proof.
case: d S sg V => [|d] S sg V sv.
  split=> [_ _ []//|_]; exists 0; split=> [|X _]; last by rewrite [X]thinmx0.
  by split=> [|Y _]; rewrite ?mxrank0 // [Y]thinmx0.
have bt : best_rank1 S (truncated S V 1) by apply: (projection_rank_slice sv).
split=> [[X0 [_ u]]|gp].
  by apply: (gap_of_unique sv (r0 := ord0)) => // X bX; rewrite -(u _ bX) (u _ bt).
exists (truncated S V 1); split=> // X bX; apply/esym.
have [S0|S0] := eqVneq S 0; last exact: (unique_of_gap sv (r0 := ord0) erefl S0 (gp S0) bX).
have z : frob2 (0 : 'M[R]_(p, d.+1)) = 0.
  by rewrite /frob2 big1 // => i _; rewrite big1 // => j _; rewrite mxE expr0n.
have -> : truncated S V 1 = 0 by rewrite truncatedE S0 mul0mx.
have [_ /(_ 0)] := bX; rewrite mxrank0 S0 subr0 z sub0r => /(_ isT) le.
apply/eqP; rewrite -oppr_eq0; apply/eqP/frob2_eq0/eqP.
by rewrite eq_le le frob2_ge0.
Qed.

Theorem projection_unique a b c d (A : 'M[R]_(a * b, c * d))
    (sg : 'I_b -> 'I_c -> 'I_d -> R) (V : 'I_b -> 'I_c -> 'M[R]_d) :
  (forall j k, svd (slice A j k) (sg j k) (V j k)) ->
  (exists! M, best_monarch A M) <-> (forall j k, slice A j k != 0 -> gap (sg j k)).
Proof.
move=> sv; pose T j k := truncated (slice A j k) (V j k) 1.
have bT j k : best_rank1 (slice A j k) (T j k) by apply: (projection_rank_slice (sv j k)).
split=> [[M0 [_ u]] j k|gp].
  apply/(projection_unique_slice (sv j k)); exists (T j k); split=> // X bX.
  pose Z j' k' := if (j' == j) && (k' == k) then X else T j' k'.
  have bZ j' k' : best_rank1 (slice A j' k') (Z j' k').
    by rewrite /Z; case: ifP => // /andP[/eqP-> /eqP->].
  have e : unslice T = unslice Z.
    by rewrite -(u _ (projection bT)) -(u _ (projection bZ)).
  by rewrite -(unsliceK T) e unsliceK /Z !eqxx.
exists (unslice T); split=> [|M /projection_every bM]; first exact: projection.
rewrite -[RHS]sliceK; apply: mx_ixP => l j k i; rewrite !unsliceE.
have /(projection_unique_slice (sv j k))[X [_ u]] := @gp j k.
by rewrite -(u _ (bT j k)) -(u _ (bM j k)).
Qed.

(* The hypothesis can always be met. *)
Corollary projection_unique_values a b c d (A : 'M[R]_(a * b, c * d)) :
  exists (sg : 'I_b -> 'I_c -> 'I_d -> R) (V : 'I_b -> 'I_c -> 'M[R]_d),
  (forall j k, svd (slice A j k) (sg j k) (V j k)) /\
  ((exists! M, best_monarch A M) <-> (forall j k, slice A j k != 0 -> gap (sg j k))).
Proof.
have /fin_all_exists[sg sgP] : forall x : 'I_b * 'I_c, exists sg, exists V,
    svd (slice A x.1 x.2) sg V by move=> x; apply: projection_rank_svd.
have /fin_all_exists[V sv] := sgP.
exists (fun j k => sg (j, k)), (fun j k => V (j, k)).
have sv' j k := sv (j, k); split; [exact: sv' | exact: (projection_unique sv')].
Qed.
End Unique.
