(* Theorem 1 without conditions, over any real closed field.

   projection_exists — every matrix has a nearest member of M, for all shapes — projection
   projection_value — a nearest X of rank 1 to S has |S - X|^2 = |S|^2 - lam with lam I - S^T S psd — projection
   projection_certificate_tight — certificates lam_jk exist whose bound a member of M attains — projection-certificate
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From mathcomp Require Import complex.
From Monarch Require Import Index Monarch Optimal.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Existence.
Variable R : rcfType.
Local Notation toC := (map_mx (real_complex R)).

Definition dotr n (x y : 'rV[R]_n) : R := (x *m y^T) 0 0.

Lemma dotrE n (x y : 'rV[R]_n) : dotr x y = \sum_i x 0 i * y 0 i.
Proof. by rewrite /dotr mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma dotrC n (x y : 'rV[R]_n) : dotr x y = dotr y x.
Proof. by rewrite !dotrE; apply: eq_bigr => i _; rewrite mulrC. Qed.

Lemma dotrDl n (x y z : 'rV[R]_n) : dotr (x + y) z = dotr x z + dotr y z.
Proof. by rewrite /dotr mulmxDl mxE. Qed.

Lemma dotrZl n a (x z : 'rV[R]_n) : dotr (a *: x) z = a * dotr x z.
Proof. by rewrite /dotr -scalemxAl mxE. Qed.

Lemma dotrDr n (x y z : 'rV[R]_n) : dotr z (x + y) = dotr z x + dotr z y.
Proof. by rewrite dotrC dotrDl !(dotrC z). Qed.

Lemma dotrZr n a (x z : 'rV[R]_n) : dotr z (a *: x) = a * dotr z x.
Proof. by rewrite dotrC dotrZl dotrC. Qed.

Lemma dotr_ge0 n (x : 'rV[R]_n) : 0 <= dotr x x.
Proof. by rewrite dotrE sumr_ge0 // => i _; rewrite -expr2 sqr_ge0. Qed.

Lemma dotr_eq0 n (x : 'rV[R]_n) : (dotr x x == 0) = (x == 0).
Proof.
have := sqnorm_eq0 x^T; rewrite trmxK -/(dotr x x) => ->.
by apply/eqP/eqP => [e|->]; [rewrite -[x]trmxK e trmx0 | rewrite trmx0].
Qed.

Lemma dotr_sym n (G : 'M[R]_n) (x y : 'rV[R]_n) : G^T = G ->
  dotr (x *m G) y = dotr x (y *m G).
Proof. by move=> sG; rewrite /dotr trmx_mul sG mulmxA. Qed.

(* A symmetric matrix has an eigenvector in every non-zero stable subspace.   *)
Lemma sym_eigenvector n (G : 'M[R]_n) m (U : 'M[R]_(m, n)) : G^T = G ->
  stablemx U G -> U != 0 ->
  exists a (v : 'rV_n), [/\ v != 0, (v <= U)%MS & v *m G = a *: v].
Proof.
move=> sG stU U0; set B := restrictmx U G.
have stB : stablemx (row_base U) G by rewrite stablemx_row_base.
have rU : (0 < \rank U)%N by rewrite lt0n mxrank_eq0.
have [l /eigenvalueP[z zB z0]] := Theorem7' (toC B) rU.
have BU : row_base U *m G = B *m row_base U.
  by rewrite /B /conjmx mulmxKpV.
pose x : 'rV_n := map_mx (@complex.Re R) z *m row_base U.
pose y : 'rV_n := map_mx (@complex.Im R) z *m row_base U.
case: l zB => a c zB.
have reB : map_mx (@complex.Re R) z *m B = a *: map_mx (@complex.Re R) z - c *: map_mx (@complex.Im R) z.
  apply/rowP => i; have /rowP/(_ i) := zB; rewrite !mxE => /(congr1 (@complex.Re R)).
  rewrite raddf_sum /=; case: (z 0 i) => zr zi /= <-.
  apply: eq_bigr => k _; rewrite !mxE; case: (z 0 k) => u w /=.
  by rewrite mulr0 subr0.
have imB : map_mx (@complex.Im R) z *m B = a *: map_mx (@complex.Im R) z + c *: map_mx (@complex.Re R) z.
  apply/rowP => i; have /rowP/(_ i) := zB; rewrite !mxE => /(congr1 (@complex.Im R)).
  rewrite raddf_sum /=; case: (z 0 i) => zr zi /= <-.
  apply: eq_bigr => k _; rewrite !mxE; case: (z 0 k) => u w /=.
  by rewrite mulr0 add0r.
have xG : x *m G = a *: x - c *: y.
  by rewrite /x /y -mulmxA BU mulmxA reB mulmxBl !scalemxAl.
have yG : y *m G = a *: y + c *: x.
  by rewrite /x /y -mulmxA BU mulmxA imB mulmxDl !scalemxAl.
have xU : (x <= U)%MS by rewrite /x (submx_trans (submxMl _ _)) ?eq_row_base.
have yU : (y <= U)%MS by rewrite /y (submx_trans (submxMl _ _)) ?eq_row_base.
have n0 : (x != 0) || (y != 0).
  rewrite -negb_and; apply: contra z0 => /andP[/eqP x0 /eqP y0].
  have fr : row_free (row_base U) by apply: row_base_free.
  have re0 : map_mx (@complex.Re R) z = 0 by apply: (row_free_inj fr); rewrite mul0mx.
  have im0 : map_mx (@complex.Im R) z = 0 by apply: (row_free_inj fr); rewrite mul0mx.
  apply/eqP/rowP => i; move/rowP/(_ i): re0; move/rowP/(_ i): im0.
  by rewrite !mxE; case: (z 0 i) => u w /= -> ->.
have c0 : c = 0.
  have := dotr_sym x y sG; rewrite xG yG dotrDl dotrDr -scaleNr !dotrZl !dotrZr => e.
  have {}e : c * (dotr x x + dotr y y) = 0.
    by move/eqP: e; rewrite -subr_eq0 => /eqP e; rewrite -oppr0 -e; ring.
  move/eqP: e; rewrite mulf_eq0 => /orP[/eqP //|].
  by rewrite paddr_eq0 ?dotr_ge0 // !dotr_eq0 -[_ && _]negbK negb_and n0.
rewrite c0 !scale0r ?subr0 ?addr0 in xG yG.
by case/orP: n0 => n0; [exists a, x | exists a, y].
Qed.

(* What is left of a stable subspace U beside one of its eigenvectors v.       *)
Section Deflate.
Variables (n m : nat) (U : 'M[R]_(m, n)) (v : 'rV[R]_n).
Hypotheses (v0 : v != 0) (vU : (v <= U)%MS).

Definition deflated : 'M[R]_n := (U :&: kermx v^T)%MS.

Lemma deflate_split x : (x <= U)%MS -> exists k (y : 'rV_n),
  [/\ (y <= deflated)%MS, x = k *: v + y & dotr v y = 0].
Proof.
have vv0 : dotr v v != 0 by rewrite dotr_eq0.
move=> xU; exists (dotr x v / dotr v v), (x - (dotr x v / dotr v v) *: v).
have o : dotr (x - (dotr x v / dotr v v) *: v) v = 0.
  by rewrite dotrDl -scaleNr dotrZl mulNr mulfVK ?subrr.
split; last by rewrite dotrC.
  rewrite sub_capmx addmx_sub ?eqmx_opp ?scalemx_sub //=.
  by apply/sub_kermxP/matrixP=> i j; rewrite !ord1 [RHS]mxE -[RHS]o.
by rewrite addrC subrK.
Qed.

Lemma sym_deflate (G : 'M[R]_n) a r : G^T = G -> stablemx U G -> v *m G = a *: v ->
  \rank U = r.+1 -> stablemx deflated G /\ \rank deflated = r.
Proof.
move=> sG stU vG rU; split.
  rewrite sub_capmx (submx_trans _ stU) ?submxMr ?capmxSl //=.
  apply/sub_kermxP; have e : G *m v^T = a *: v^T by rewrite -[in LHS]sG -trmx_mul vG linearZ.
  rewrite -mulmxA e -scalemxAr.
  have /sub_kermxP -> : (deflated <= kermx v^T)%MS by apply: capmxSr.
  by rewrite scaler0.
have sUW : (U <= v + deflated)%MS.
  apply/row_subP => i; have [k [y [yW -> _]]] := deflate_split (row_sub i U).
  by rewrite addmx_sub_adds ?scalemx_sub.
have := mxrankS sUW; rewrite rU => le1.
have le2 : (\rank (v + deflated) <= 1 + \rank deflated)%N.
  by apply: leq_trans (mxrank_adds_leqif _ _) _; rewrite rank_rV v0.
have vW : ~~ (v <= deflated)%MS.
  rewrite sub_capmx vU /=; apply: contra v0 => /sub_kermxP e.
  by rewrite -dotr_eq0 /dotr e mxE.
have ltW : (deflated < U)%MS.
  rewrite ltmxE capmxSl /=; apply: contra vW => UW.
  exact: submx_trans vU UW.
have := rank_ltmx ltW; rewrite rU ltnS => le3.
by apply/eqP; rewrite eqn_leq le3 -ltnS; apply: leq_trans le1 le2.
Qed.
End Deflate.

(* The largest eigenvalue on a stable subspace bounds the quadratic form.     *)
Lemma sym_max n (G : 'M[R]_n) : G^T = G -> forall r m (U : 'M[R]_(m, n)),
  \rank U = r.+1 -> stablemx U G ->
  exists a (v : 'rV_n), [/\ v != 0, v *m G = a *: v &
    forall x : 'rV_n, (x <= U)%MS -> dotr (x *m G) x <= a * dotr x x].
Proof.
move=> sG; elim=> [|r IH] m U rU stU.
  have U0 : U != 0 by rewrite -mxrank_eq0 rU.
  have [a [v [v0 vU vG]]] := sym_eigenvector sG stU U0.
  exists a, v; split=> // x xU.
  have : (x <= v)%MS.
    apply: submx_trans xU _; have [_] := mxrank_leqif_sup vU.
    by rewrite rU rank_rV v0 /= => <-.
  by case/sub_rVP => k ->; rewrite -scalemxAl vG !dotrZl !dotrZr !mulrA [k * a]mulrC.
have U0 : U != 0 by rewrite -mxrank_eq0 rU.
have [a [v [v0 vU vG]]] := sym_eigenvector sG stU U0.
have [stW rW] := sym_deflate v0 vU sG stU vG rU; have split := deflate_split v0 vU.
have [a' [v' [v'0 v'G le']]] := IH _ _ rW stW.
have key mu x : a <= mu -> a' <= mu -> (x <= U)%MS -> dotr (x *m G) x <= mu * dotr x x.
  move=> am a'm /split[k [y [yW -> o]]].
  have oG : dotr (y *m G) v = 0.
    by rewrite dotr_sym // vG dotrZr dotrC o mulr0.
  rewrite mulmxDl -scalemxAl vG !(dotrDl, dotrDr, dotrZl, dotrZr) oG o.
  rewrite [dotr y v]dotrC o !mulr0 !addr0 !add0r mulrDr.
  apply: ler_add; last first.
    by apply: le_trans (le' y yW) _; rewrite ler_wpmul2r ?dotr_ge0.
  have -> : k * (k * (a * dotr v v)) = a * (k ^+ 2 * dotr v v) by ring.
  have -> : mu * (k * (k * dotr v v)) = mu * (k ^+ 2 * dotr v v) by ring.
  apply: ler_wpmul2r => //; apply: mulr_ge0; [exact: sqr_ge0|exact: dotr_ge0].
have [le|/ltW le] := lerP a' a.
  by exists a, v; split=> // x; apply: key.
by exists a', v'; split=> // x; apply: key.
Qed.

(* With it: the exact certificate lam (the largest eigenvalue of S^T S), and  *)
(* the value ||S||^2 - lam of the optimum.                                    *)
Theorem projection_value p d (S : 'M[R]_(p, d)) : exists X lam,
  [/\ best_rank1 S X, 0 <= lam, psd (lam%:M - S^T *m S)
    & frob2 (S - X) = frob2 S - lam].
Proof.
case: d => [|d] in S *.
  exists S, 0; split; rewrite ?subrr ?subr0 //; last by rewrite [S]thinmx0.
    split; first by rewrite thinmx0 mxrank0.
    by move=> Y _; rewrite [Y]thinmx0 [S]thinmx0.
  by move=> x; rewrite [x]flatmx0 mulmx0 mxE.
pose G := S^T *m S.
have sG : G^T = G by rewrite /G trmx_mul trmxK.
have stG : stablemx (1%:M : 'M_d.+1) G by rewrite submx1.
have [a [v [v0 vG le]]] := sym_max sG (mxrank1 R d.+1) stG.
have vv0 : dotr v v != 0 by rewrite dotr_eq0.
have vvp : 0 < dotr v v by rewrite lt0r vv0 dotr_ge0.
pose w := S *m v^T.
have ww : (w^T *m w) 0 0 = a * dotr v v.
  by rewrite /w trmx_mul trmxK mulmxA -[v *m _ *m _]mulmxA vG -scalemxAl mxE.
have a0 : 0 <= a by rewrite -(pmulr_lge0 _ vvp) -ww sqnorm_ge0.
pose u := (dotr v v)^-1 *: w.
have psda : psd (a%:M - S^T *m S).
  move=> x; have {}le := le x^T (submx1 _); rewrite /dotr trmxK in le.
  rewrite mulmxBr mulmxBl mxE [X in _ + X]mxE subr_ge0 mul_mx_scalar -scalemxAl.
  by rewrite [X in _ <= X]mxE -/G.
have value : frob2 (S - u *m v) = frob2 S - a; last first.
  exists (u *m v), a; split=> //; split.
    by apply: leq_trans (mxrankM_maxr _ _) _; apply: rank_leq_row.
  move=> Y /rank_le1P[u' [v' ->]]; rewrite value -[v']trmxK.
  exact: projection_certificate_slice.
rewrite -[v]trmxK frob2_sub_outer -/w trmxK -/(dotr v v).
have -> : (u^T *m w) 0 0 = a.
  by rewrite /u linearZ /= -scalemxAl mxE ww mulrC mulfK.
have -> : (u^T *m u) 0 0 = a / dotr v v.
  rewrite {2}/u -scalemxAr mxE /u linearZ /= -scalemxAl mxE ww.
  by field.
by rewrite mulfVK // mulr2n opprD !addrA addrNK.
Qed.

Lemma best_rank1_exists p d (S : 'M[R]_(p, d)) : exists X, best_rank1 S X.
Proof. by have [X [lam [best _ _ _]]] := projection_value S; exists X. Qed.

(* Theorem 1: a nearest Monarch matrix exists, for every matrix and all sizes.*)
Theorem projection_exists p q r s (A : 'M[R]_(p * q, r * s)) :
  exists M, best_monarch A M.
Proof.
have /fin_all_exists[X XP] : forall x : 'I_q * 'I_r,
    exists X, best_rank1 (slice A x.1 x.2) X.
  by move=> x; apply: best_rank1_exists.
exists (unslice (fun j k => X (j, k))); apply: projection => j k.
exact: (XP (j, k)).
Qed.

(* The certificates of Optimal.projection_certificate are complete: for every A  *)
(* there are certificates whose bound is attained by a Monarch matrix.        *)
Theorem projection_certificate_tight p q r s (A : 'M[R]_(p * q, r * s)) :
  exists (M : 'M[R]_(p * q, r * s)) (lam : 'I_q -> 'I_r -> R),
  [/\ is_monarch M,
      forall j k, 0 <= lam j k /\ psd ((lam j k)%:M - (slice A j k)^T *m slice A j k)
    & frob2 (A - M) = frob2 A - \sum_j \sum_k lam j k].
Proof.
have /fin_all_exists[X XP] : forall x : 'I_q * 'I_r, exists X, exists lam,
    [/\ best_rank1 (slice A x.1 x.2) X, 0 <= lam,
        psd (lam%:M - (slice A x.1 x.2)^T *m slice A x.1 x.2)
      & frob2 (slice A x.1 x.2 - X) = frob2 (slice A x.1 x.2) - lam].
  by move=> x; apply: projection_value.
have /fin_all_exists[lam lamP] := XP.
exists (unslice (fun j k => X (j, k))), (fun j k => lam (j, k)); split.
- apply/slices => j k; rewrite unsliceK.
  by have [[]] := lamP (j, k).
- by move=> j k; have [] := lamP (j, k).
rewrite !frob2_slices -sumrB; apply: eq_bigr => j _; rewrite -sumrB.
apply: eq_bigr => k _; rewrite sliceB unsliceK.
by have [_ _ _] := lamP (j, k).
Qed.
End Existence.
