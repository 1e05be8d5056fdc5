(* Symmetric matrices over a real closed field, and singular values.

   svd S sg V: the rows of V are right singular vectors of S, an orthonormal basis; sg_r >= 0, decreasing, are the
   singular values: V (S^T S) = diag(sg_r^2) V.
   The steps: spectral (every symmetric G has an orthogonal V with V G = D V, D diagonal with decreasing entries),
   svd_left (the S v_r are orthogonal, of length sg_r), svd_char_poly (the sg_r^2 are the eigenvalues of S^T S, with
   multiplicity).

   projection_rank_svd — every matrix has singular values and vectors — projection-rank
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From mathcomp Require Import complex.
From Monarch Require Import Index Monarch Optimal Existence.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Spectral.
Variable R : rcfType.

Lemma spectral_sub n (G : 'M[R]_n) : G^T = G -> forall r m (U : 'M[R]_(m, n)),
  stablemx U G -> \rank U = r -> exists (V : 'M[R]_(r, n)) (lam : 'rV[R]_r),
  [/\ V *m V^T = 1%:M, (V <= U)%MS & V *m G = diag_mx lam *m V].
Proof.
move=> sG; elim=> [|r IH] m U stU rU.
  by exists 0, 0; split; rewrite ?sub0mx // [LHS]flatmx0 [RHS]flatmx0.
have U0 : U != 0 by rewrite -mxrank_eq0 rU.
have [a [v' [v'0 v'U v'G]]] := sym_eigenvector sG stU U0.
have vv : 0 < dotr v' v' by rewrite lt0r dotr_eq0 v'0 dotr_ge0.
pose v := (Num.sqrt (dotr v' v'))^-1 *: v'.
have v1 : dotr v v = 1.
  rewrite dotrZl dotrZr mulrA -invfM -expr2 sqr_sqrtr ?dotr_ge0 //.
  by rewrite mulVf // gt_eqF.
have v0 : v != 0 by rewrite -dotr_eq0 v1 oner_eq0.
have vU : (v <= U)%MS by rewrite scalemx_sub.
have vG : v *m G = a *: v by rewrite -scalemxAl v'G scalerA mulrC -scalerA.
have [stW rW] := sym_deflate v0 vU sG stU vG rU.
have [V [lam [VV VW VG]]] := IH _ _ stW rW.
have o : V *m v^T = 0.
  by apply/sub_kermxP; apply: submx_trans VW _; apply: capmxSr.
rewrite -[r.+1]/(1 + r)%N; exists (col_mx v V), (row_mx a%:M lam); split.
- rewrite tr_col_mx mul_col_row o VV.
  have -> : v *m V^T = 0 by rewrite -[LHS]trmxK trmx_mul trmxK o trmx0.
  rewrite [v *m v^T]mx11_scalar -/(dotr v v) v1.
  by rewrite [RHS](scalar_mx_block 1 r).
- rewrite -addsmxE addsmx_sub vU; apply: submx_trans VW _; exact: capmxSl.
rewrite mul_col_mx vG VG diag_mx_row mul_block_col !mul0mx addr0 add0r.
have -> : diag_mx (a%:M : 'M_1) = a%:M.
  by apply/matrixP=> x y; rewrite !mxE !ord1.
by rewrite mul_scalar_mx.
Qed.

Lemma spectral_unsorted n (G : 'M[R]_n) : G^T = G -> exists (V : 'M[R]_n) (lam : 'rV[R]_n),
  V *m V^T = 1%:M /\ V *m G = diag_mx lam *m V.
Proof.
move=> sG; have [V [lam [VV _ VG]]] := spectral_sub sG (submx1 _ : stablemx 1%:M G) (mxrank1 R n).
by exists V, lam.
Qed.

(* A decreasing arrangement of finitely many values. *)
Lemma sorted_perm n (f : 'I_n -> R) : exists s : 'S_n,
  forall i j : 'I_n, (i <= j)%N -> f (s j) <= f (s i).
Proof.
pose t := [tuple f i | i < n]; pose ge := fun x y : R => y <= x.
have tot : total ge by move=> x y; rewrite /ge orbC le_total.
have /tuple_permP[s es] : perm_eq (sort ge t) t by rewrite perm_sort.
have tr : transitive ge by move=> y x z xy yz; apply: le_trans yz xy.
have rf : reflexive ge by move=> x; apply: lexx.
have sz : size (sort ge t) = n by rewrite size_sort size_tuple.
have nt (i : 'I_n) : nth 0 (sort ge t) i = f (s i).
  by rewrite es -[LHS]/(nth 0 [tuple tnth t (s i) | i < n] i) -tnth_nth tnth_mktuple tnth_mktuple.
exists s => i j ij; rewrite -!nt.
by apply: (sorted_leq_nth tr rf 0 (sort_sorted tot t)); rewrite ?inE ?sz.
Qed.

Lemma spectral n (G : 'M[R]_n) : G^T = G -> exists (V : 'M[R]_n) (lam : 'rV[R]_n),
  [/\ V *m V^T = 1%:M, V *m G = diag_mx lam *m V
    & forall i j : 'I_n, (i <= j)%N -> lam 0 j <= lam 0 i].
Proof.
move=> /spectral_unsorted[V [lam [VV VG]]].
have [s sP] := sorted_perm (fun i => lam 0 i).
exists (row_perm s V), (\row_i lam 0 (s i)); split; last by move=> i j /sP; rewrite !mxE.
  apply/matrixP=> i j; have /matrixP/(_ (s i) (s j)) := VV.
  rewrite !mxE (inj_eq perm_inj) => <-.
  by apply: eq_bigr => k _; rewrite !mxE.
apply/matrixP=> i j; have /matrixP/(_ (s i) j) := VG.
rewrite !mul_diag_mx !mxE => <-.
by apply: eq_bigr => k _; rewrite !mxE.
Qed.

(* Right singular vectors (the rows of V) and singular values.                *)
Definition svd p d (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d) :=
  [/\ forall r, 0 <= sg r, forall r r' : 'I_d, (r <= r')%N -> sg r' <= sg r,
      V *m V^T = 1%:M & V *m (S^T *m S) = diag_mx (\row_r sg r ^+ 2) *m V].

Theorem projection_rank_svd p d (S : 'M[R]_(p, d)) : exists sg V, svd S sg V.
Proof.
have sG : (S^T *m S)^T = S^T *m S by rewrite trmx_mul trmxK.
have [V [lam [VV VG srt]]] := spectral sG.
have lam0 r : 0 <= lam 0 r.
  have -> : lam 0 r = dotr (row r V *m S^T) (row r V *m S^T).
    rewrite /dotr trmx_mul trmxK mulmxA -[_ *m S^T *m S]mulmxA -row_mul VG.
    have -> : row r (diag_mx lam *m V) = lam 0 r *: row r V.
      by apply/rowP=> k; rewrite mul_diag_mx !mxE.
    rewrite -scalemxAl mxE.
    have -> : (row r V *m (row r V)^T) 0 0 = (V *m V^T) r r.
      by rewrite !mxE; apply: eq_bigr => k _; rewrite !mxE.
    by rewrite VV mxE eqxx mulr1.
  exact: dotr_ge0.
exists (fun r => Num.sqrt (lam 0 r)), V; split=> //.
- by move=> r; apply: sqrtr_ge0.
- by move=> r r' /srt; apply: ler_wsqrtr.
rewrite VG; congr (diag_mx _ *m _).
by apply/rowP => r; rewrite mxE sqr_sqrtr.
Qed.

Section Svd.
Variables (p d : nat) (S : 'M[R]_(p, d)) (sg : 'I_d -> R) (V : 'M[R]_d).
Hypothesis sv : svd S sg V.

Lemma svd_ge0 r : 0 <= sg r. Proof. by case: sv. Qed.
Lemma svd_sorted (r r' : 'I_d) : (r <= r')%N -> sg r' <= sg r.
Proof. by case: sv => _ srt _ _; apply: srt. Qed.
Lemma svd_orth : V *m V^T = 1%:M. Proof. by case: sv. Qed.
Lemma svd_orth' : V^T *m V = 1%:M. Proof. exact: mulmx1C svd_orth. Qed.
Lemma svd_gram : S^T *m S = V^T *m diag_mx (\row_r sg r ^+ 2) *m V.
Proof. by case: sv => _ _ _ e; rewrite -mulmxA -e mulmxA svd_orth' mul1mx. Qed.

Lemma svd_left : (S *m V^T)^T *m (S *m V^T) = diag_mx (\row_r sg r ^+ 2).
Proof.
rewrite trmx_mul trmxK mulmxA -[V *m S^T *m S]mulmxA svd_gram !mulmxA svd_orth mul1mx.
by rewrite -mulmxA svd_orth mulmx1.
Qed.

Lemma frob2_svd : frob2 S = \sum_r sg r ^+ 2.
Proof.
rewrite frob2_tr mxtrace_mulC svd_gram mxtrace_mulC mulmxA svd_orth mul1mx mxtrace_diag.
by apply: eq_bigr => r _; rewrite mxE.
Qed.

Lemma svd_char_poly : char_poly (S^T *m S) = \prod_r ('X - (sg r ^+ 2)%:P).
Proof.
have -> : \prod_r ('X - (sg r ^+ 2)%:P) = char_poly (diag_mx (\row_r sg r ^+ 2)).
  rewrite char_poly_trig; last exact: diag_mx_is_trig.
  by apply: eq_bigr => r _; rewrite !mxE eqxx mulr1n.
set D := diag_mx _; rewrite svd_gram -/D /char_poly.
have VVX : map_mx polyC V^T *m map_mx polyC V = 1%:M :> 'M[{poly R}]_d.
  by rewrite -map_mxM svd_orth' map_scalar_mx.
have -> : char_poly_mx (V^T *m D *m V) =
    map_mx polyC V^T *m char_poly_mx D *m map_mx polyC V.
  rewrite /char_poly_mx !map_mxM mulmxBr mulmxBl; congr (_ - _).
  by rewrite mul_mx_scalar -scalemxAl VVX scalemx1.
by rewrite !det_mulmx mulrAC -det_mulmx VVX det1 mul1r.
Qed.
End Svd.
End Spectral.
