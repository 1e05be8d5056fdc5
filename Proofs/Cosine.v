(* The cosine and sine transforms of size n = q b, over a field with 2 <> 0 and a root w.

   Types II and III: w^(2n) = -1, as for w = exp(-i pi/2n), a primitive 4n-th root of unity; types IV: w^(4n) = -1, as
   for w = exp(-i pi/4n) (neg_root: a primitive 2m-th root has w^m = -1).
   cosw w e = (w^e + w^-e)/2 and sinw w m e = w^m (w^-e - w^e)/2, w^m = 1/i. dct_ii_17, dct_iv_17 and acdc_17 are
   examples over the field of 17 elements.

   dct_ii — C_II is in M^3(b, n) for every n = q b — dct-ii
   dct_ii_formula — C_II = 1/2 (Z + Z^-1 J) F_n Pi — dct-ii
   dct_ii_mmstar2 — C_II Pi^T is in [MM*]^2 — dct-ii
   dct_ii_orthogonal — C_II C_II^T = diag (n, n/2, ..., n/2) — dct-ii
   dct_iii — C_III, the transpose of C_II with row 0 halved before, is in the power 3 of M*, the words RLRLRL — dct-iii
   dct_iii_inverse — C_III C_II = n/2 — dct-iii
   dct_iv — C_IV is in M^3(b, n) for every n = q b — dct-iv
   dct_iv_formula — C_IV = 1/2 (I - i Rev) D_1 F_n(w^-8) D_2 Pi diag (-1)^y — dct-iv
   dst_ii — S_II is in M^3(b, n) for every n = q b — dst-ii
   dst_iii — S_III, the transpose of S_II with its last row halved before, is in the power 3 of M* — dst-iii
   dst_iv — S_IV is in M^3(b, n) for every n = q b — dst-iv
   acdc — A C D C^-1 with C = C_II is in [MM*]^3 — acdc
   afdf_inverse — A F D F^-1 is in MM*(b, n) — afdf
   dft_inverse — F_n is invertible, with inverse F_n(w^-1) / n — dft
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive DftAll Afdf Permutation Words Reflect.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma neg_root (F : fieldType) m (w : F) : (0 < m)%N ->
  (2 * m).-primitive_root w -> w ^+ m = -1.
Proof.
move=> m0 prim; apply/eqP; rewrite -subr_eq0 opprK.
have : (w ^+ m - 1) * (w ^+ m + 1) == 0.
  by rewrite -subr_sqr expr1n -exprM mulnC (prim_expr_order prim) subrr.
rewrite mulf_eq0 subr_eq0 -(prim_order_dvd prim) => /orP[/dvdn_leq|//].
by move=> /(_ m0); lia.
Qed.

Section Waves.
Variables (F : fieldType) (w : F).

Definition cosw e : F := 2%:R^-1 * (w ^+ e + w ^- e).
Definition sinw m e : F := 2%:R^-1 * (w ^+ m * (w ^- e - w ^+ e)).

Lemma mulX_unit e e' (c : F) : w ^+ e * w ^+ e' = c -> c != 0 ->
  w ^+ e = c * w ^- e' /\ w ^- e = c^-1 * w ^+ e'.
Proof.
move=> h c0; have : w ^+ e * w ^+ e' != 0 by rewrite h.
rewrite mulf_eq0 negb_or => /andP[e0 e'0]; rewrite -h; split; first by rewrite mulfK.
by rewrite invfM -mulrA mulVf // mulr1.
Qed.

Lemma cosw_flip e e' : w ^+ (e + e') = 1 -> cosw e = cosw e'.
Proof.
rewrite exprD => h; have [e1 e2] := mulX_unit h (oner_neq0 _).
by rewrite /cosw e2 e1 invr1 !mul1r addrC.
Qed.

Lemma cosw_flipN e e' : w ^+ (e + e') = -1 -> cosw e = - cosw e'.
Proof.
rewrite exprD => h; have m0 : (-1 : F) != 0 by rewrite oppr_eq0 oner_eq0.
have [e1 e2] := mulX_unit h m0.
by rewrite /cosw e2 e1 invrN1 !mulN1r -opprD mulrN addrC.
Qed.

(* cos (m (2y+1) pi/2m - theta) = (-1)^y sin theta *)
Lemma cosw_sinw m e e' y : w ^+ (2 * m) = -1 -> (e' + e = m * (2 * y + 1))%N ->
  cosw e' * (-1) ^+ y = sinw m e.
Proof.
move=> w1 h; have e1 : w ^+ e' * w ^+ e = (-1) ^+ y * w ^+ m.
  by rewrite -exprD h -w1 -exprM -exprD; congr (_ ^+ _); lia.
have wm : w ^+ m * w ^+ m = -1 by rewrite -exprD addnn -mul2n.
have wm0 : w ^+ m != 0.
  by apply/eqP=> z; move: wm; rewrite z mul0r => /eqP; rewrite eq_sym oppr_eq0 oner_eq0.
have s0 : (-1 : F) ^+ y != 0 by rewrite expf_neq0 // oppr_eq0 oner_eq0.
have [e2 e3] := mulX_unit e1 (mulf_neq0 s0 wm0).
have ss : (-1 : F) ^+ y * (-1) ^+ y = 1 by rewrite -exprD addnn -mul2n exprM sqrrN !expr1n.
have si : ((-1 : F) ^+ y)^-1 = (-1) ^+ y by apply: (mulIf s0); rewrite mulVf // ss.
have wi : (w ^+ m)^-1 = - w ^+ m by apply: (mulIf wm0); rewrite mulVf // mulNr wm opprK.
rewrite /cosw /sinw e3 e2 invfM si wi.
move: (w ^+ m) (w ^+ e) ((-1) ^+ y) ss => W v s ss.
transitivity (2%:R^-1 * (W * (v^-1 - v)) * (s * s)).
  by ring.
by rewrite ss mulr1.
Qed.
End Waves.

Section TypeII.
Variables (F : fieldType) (q b : nat) (w : F).
Let n := (q * b)%N.
Hypothesis w2n : w ^+ (2 * n) = -1.

Definition dct_II : 'M[F]_(q * b) := \matrix_(f, y) cosw w (f * (2 * y + 1)).
Definition dst_II : 'M[F]_(q * b) := \matrix_(f, y) sinw w n (f.+1 * (2 * y + 1)).
Definition alternate : 'rV[F]_(q * b) := \row_y (-1) ^+ y.

(* S = Z + Z^-1 J, Z = diag (w^f), J the negation of the index. *)
Definition S_II : 'M[F]_(q * b) := refl (@neg q b) (\row_f w ^+ f) (\row_f w ^- f).

Lemma w4n : w ^+ (4 * n) = 1.
Proof. by rewrite -[4%N]/(2 * 2)%N -mulnA mulnC exprM w2n sqrrN expr1n. Qed.

Lemma w4n_dvd k : w ^+ (4 * n * k) = 1.
Proof. by rewrite exprM w4n expr1n. Qed.

Lemma w_neq0 (f : 'I_(q * b)) : w != 0.
Proof.
apply/eqP=> z; have := w4n; rewrite z expr0n => /eqP; rewrite eq_sym.
have n0 : (0 < n)%N := leq_ltn_trans (leq0n f) (ltn_ord f).
by rewrite muln_eq0 /= eqn0Ngt n0 oner_eq0.
Qed.

Lemma neg_pow (f : 'I_(q * b)) t : (w ^+ 4) ^+ (neg f * t) = w ^- (4 * (f * t)).
Proof.
have w0 := w_neq0 f; apply: (mulIf (expf_neq0 (4 * (f * t)) w0)).
rewrite mulVf ?expf_neq0 // -exprM -exprD -mulnDr -mulnDl.
have [k ->] : exists k, (neg f + f = n * k)%N.
  case: (posnP f) => [f0|f0]; first by exists 0%N; rewrite neg0 // f0 muln0.
  by exists 1%N; rewrite neg_val // muln1 subnK // ltnW // ltn_ord.
by rewrite -mulnA mulnA w4n_dvd.
Qed.

Lemma fold_exponent (y : 'I_(q * b)) :
  (4 * dct_fold y + 1 = 2 * y + 1)%N \/ (4 * dct_fold y + 1 + (2 * y + 1) = 4 * n)%N.
Proof.
by rewrite dct_fold_val; case: (fold_nat_exponent (ltn_ord y)) => [[_ e]|[_ e]]; [left|right].
Qed.

Lemma mul_Pi m (A : 'M[F]_(m, q * b)) x y : (A *m Pi q b F) x y = A x (dct_fold y).
Proof.
rewrite Pi_fun mxE (bigD1 (dct_fold y)) //= mxE eqxx mulr1 big1 ?addr0 // => z /negbTE ne.
by rewrite mxE ne mulr0.
Qed.

Theorem dct_ii_formula :
  dct_II = 2%:R^-1 *: (S_II *m dft (w ^+ 4) (q * b) (q * b) *m Pi q b F).
Proof.
apply/matrixP=> f y; rewrite [LHS]mxE [RHS]mxE mul_Pi refl_mul [X in _ * (X * _ + _)]mxE.
rewrite [X in _ * (_ + X * _)]mxE [X in _ * (_ * X + _)]mxE [X in _ * (_ + _ * X)]mxE.
rewrite neg_pow -exprM -invfM -!exprD.
have -> : (f + 4 * (f * dct_fold y) = f * (4 * dct_fold y + 1))%N by lia.
rewrite -/(cosw w _); case: (fold_exponent y) => [-> //|e].
by apply: cosw_flip; rewrite addnC -mulnDr e mulnC w4n_dvd.
Qed.

Lemma S_II_mmstar : in_mmstar S_II.
Proof. exact: dct_ii_reflection. Qed.

Lemma dft4_mmstar : in_mmstar (dft (w ^+ 4) (q * b) (q * b)).
Proof. by apply: dft_all; rewrite -exprM w4n. Qed.

Lemma Pi_tr : Pi q b F *m (Pi q b F)^T = 1%:M.
Proof.
apply/matrixP=> x y; rewrite mxE (bigD1 (dct_perm x)) //= !mxE eqxx mul1r.
rewrite (can_eq (@dct_permK q b)) big1 ?addr0 // => z /negbTE ne.
by rewrite !mxE ne mul0r.
Qed.

Lemma SF_pow : in_mmstar_pow 2 (2%:R^-1 *: (S_II *m dft (w ^+ 4) (q * b) (q * b))).
Proof.
apply: mmstar_pow_scale; rewrite -[2%N]/(1 + 1)%N; apply: mmstar_pow_mul.
  exact/mmstar_pow1/S_II_mmstar.
exact/mmstar_pow1/dft4_mmstar.
Qed.

Theorem dct_ii_mmstar2 : in_mmstar_pow 2 (dct_II *m (Pi q b F)^T).
Proof. by rewrite dct_ii_formula scalemxAl -mulmxA Pi_tr mulmx1; apply: SF_pow. Qed.

Theorem dct_ii : in_monarch_pow 3 dct_II.
Proof.
rewrite dct_ii_formula scalemxAl; apply: mmstar_pow_monarch; first exact: SF_pow.
exact: dct_ii_fold.
Qed.

Lemma dst_II_formula : dst_II = jmx F (@rev_ord (q * b)) *m dct_II *m diag_mx alternate.
Proof.
apply/matrixP=> f y; rewrite mul_mx_diag [RHS]mxE jmx_mul [dst_II f y]mxE [dct_II _ _]mxE.
rewrite [alternate _ _]mxE; apply/esym/cosw_sinw => //.
by rewrite -mulnDl rev_val subnK // ltn_ord.
Qed.

Theorem dst_ii : in_monarch_pow 3 dst_II.
Proof.
rewrite dst_II_formula; apply: monarch_pow_diagr; apply: dst_ii_reversal.
exact: dct_ii.
Qed.

(* Type III with the halved term: first for the cosine, last for the sine.    *)
Definition dct_III : 'M[F]_(q * b) :=
  \matrix_(y, f) ((if f == 0%N :> nat then 2%:R^-1 else 1) * cosw w (f * (2 * y + 1))).
Definition dst_III : 'M[F]_(q * b) :=
  \matrix_(y, f) ((if f.+1 == n :> nat then 2%:R^-1 else 1) * sinw w n (f.+1 * (2 * y + 1))).

Theorem dct_iii : in_adjoint_pow 3 dct_III.
Proof.
pose d : 'rV[F]_(q * b) := \row_f if f == 0%N :> nat then 2%:R^-1 else 1.
have -> : dct_III = (diag_mx d *m dct_II)^T.
  by apply/matrixP=> y f; rewrite [LHS]mxE [RHS]mxE mul_diag_mx !mxE.
exact/transpose_power/monarch_pow_diagl/dct_ii.
Qed.

Theorem dst_iii : in_adjoint_pow 3 dst_III.
Proof.
pose d : 'rV[F]_(q * b) := \row_f if f.+1 == n :> nat then 2%:R^-1 else 1.
have -> : dst_III = (diag_mx d *m dst_II)^T.
  by apply/matrixP=> y f; rewrite [LHS]mxE [RHS]mxE mul_diag_mx !mxE.
exact/transpose_power/monarch_pow_diagl/dst_ii.
Qed.
End TypeII.

Section TypeIV.
Variables (F : fieldType) (q b : nat) (w : F).
Let n := (q * b)%N.
Hypothesis w4n' : w ^+ (4 * n) = -1.

Definition dct_IV : 'M[F]_(q * b) := \matrix_(f, y) cosw w ((2 * f + 1) * (2 * y + 1)).
Definition dst_IV : 'M[F]_(q * b) :=
  \matrix_(f, y) sinw w (2 * n) ((2 * f + 1) * (2 * y + 1)).

(* (I - i Rev) D1, with -i = w^(2n), D1 = diag (w^-(2f+1)). *)
Definition S_IV : 'M[F]_(q * b) := refl (@rev_ord (q * b))
  (\row_f w ^- (2 * f + 1)) (\row_f (w ^+ (2 * n) * w ^- (2 * rev_ord f + 1))).
Definition D2_IV : 'rV[F]_(q * b) := \row_t w ^- (4 * t).

Lemma w8n : w ^+ (8 * n) = 1.
Proof. by rewrite -[8%N]/(2 * 4)%N -mulnA mulnC exprM w4n' sqrrN expr1n. Qed.

Lemma w_neq0' (f : 'I_(q * b)) : w != 0.
Proof.
apply/eqP=> z; have := w8n; rewrite z expr0n => /eqP; rewrite eq_sym.
have n0 : (0 < n)%N := leq_ltn_trans (leq0n f) (ltn_ord f).
by rewrite muln_eq0 /= eqn0Ngt n0 oner_eq0.
Qed.

Theorem dct_iv_formula :
  dct_IV = 2%:R^-1 *: (S_IV *m (dft (w ^- 8) (q * b) (q * b) *m diag_mx D2_IV) *m Pi q b F)
           *m diag_mx (alternate F q b).
Proof.
apply/matrixP=> f y; rewrite mul_mx_diag [RHS]mxE [X in _ = X * _]mxE mul_Pi refl_mul.
set t := dct_fold y; have w0 := w_neq0' f.
have FD g : (dft (w ^- 8) (q * b) (q * b) *m diag_mx D2_IV) g t = w ^- (8 * (g * t) + 4 * t).
  by rewrite mul_mx_diag !mxE exprVn -exprM -invfM -exprD.
rewrite !FD [dct_IV f y]mxE [alternate _ _ _ _ _]mxE.
rewrite [X in _ = _ * (X * _ + _) * _]mxE [X in _ = _ * (_ + X * _) * _]mxE.
set E := ((2 * f + 1) * (4 * t + 1))%N.
have e1 : w ^- (2 * f + 1) * w ^- (8 * (f * t) + 4 * t) = w ^- E.
  by rewrite -invfM -exprD; congr (_ ^- _); rewrite /E; lia.
have e2 : w ^+ (2 * n) * w ^- (2 * rev_ord f + 1) * w ^- (8 * (rev_ord f * t) + 4 * t) = w ^+ E.
  rewrite -mulrA -invfM -exprD; set A := (_ + _ + _)%N.
  apply: (mulIf (expf_neq0 A w0)); rewrite mulfVK ?expf_neq0 // -exprD /A.
  have -> : (E + (2 * rev_ord f + 1 + (8 * (rev_ord f * t) + 4 * t)) = 2 * n + 8 * n * t)%N.
    have : (rev_ord f + f.+1 = n)%N by rewrite rev_val subnK // ltn_ord.
    rewrite /E; move: (nat_of_ord (rev_ord f)) => g <-; lia.
  by rewrite exprD [w ^+ (8 * n * t)]exprM w8n expr1n mulr1.
rewrite e1 e2 [w ^- E + _]addrC -/(cosw w E).
rewrite -signr_odd; have := fold_nat_exponent (ltn_ord y); rewrite -dct_fold_val -/t -/n.
case=> [[/negbTE-> e]|[-> e]]; rewrite ?mulr1 ?mulrN1.
  by congr (cosw w _); rewrite /E e.
apply: cosw_flipN.
have -> : ((2 * f + 1) * (2 * y + 1) + E = 4 * n * (2 * f + 1))%N.
  by rewrite /E -mulnDr [(2 * y + 1 + _)%N]addnC e mulnC.
by rewrite exprM w4n' -signr_odd oddD oddM.
Qed.

Theorem dct_iv : in_monarch_pow 3 dct_IV.
Proof.
rewrite dct_iv_formula scalemxAl; apply: monarch_pow_diagr; apply: mmstar_pow_monarch.
  apply: mmstar_pow_scale; rewrite -[2%N]/(1 + 1)%N; apply: mmstar_pow_mul.
    exact/mmstar_pow1/dct_iv_reversal.
  apply/mmstar_pow_diagr/mmstar_pow1; apply: dft_all.
  by rewrite exprVn -exprM w8n invr1.
exact: dct_ii_fold.
Qed.

Lemma dst_IV_formula :
  dst_IV = jmx F (@rev_ord (q * b)) *m dct_IV *m diag_mx (alternate F q b).
Proof.
apply/matrixP=> f y; rewrite mul_mx_diag [RHS]mxE jmx_mul [dst_IV f y]mxE [dct_IV _ _]mxE.
rewrite [alternate _ _ _ _ _]mxE; apply/esym/cosw_sinw; first by rewrite mulnA.
rewrite -mulnDl; congr muln.
have : (rev_ord f + f.+1 = n)%N by rewrite rev_val subnK // ltn_ord.
by move: (nat_of_ord (rev_ord f)) => g <-; lia.
Qed.

Theorem dst_iv : in_monarch_pow 3 dst_IV.
Proof.
rewrite dst_IV_formula; apply: monarch_pow_diagr; apply: dst_ii_reversal.
exact: dct_iv.
Qed.
End TypeIV.

Lemma dvdn_add_lt n x y : (0 < x)%N -> (x < n)%N -> (y < n)%N ->
  (n %| x + y)%N = (y == n - x)%N.
Proof.
move=> x0 ltx lty; apply/dvdnP/eqP=> [[[|[|k]]]|e]; rewrite ?mul0n ?mul1n ?mulSn; try lia.
by exists 1%N; rewrite mul1n; lia.
Qed.

Lemma dvdn_sub_lt n x y : (x < n)%N -> (y < n)%N -> (n %| x + (n - y))%N = (x == y).
Proof.
move=> ltx lty; apply/dvdnP/eqP=> [[[|[|k]]]|->]; rewrite ?mul0n ?mul1n ?mulSn; try lia.
by exists 1%N; rewrite mul1n; lia.
Qed.

Section ACDC.
Variables (F : fieldType) (q b : nat) (w : F).
Let n := (q * b)%N.
Hypothesis prim : (4 * n).-primitive_root w.
Hypothesis n_unit : n%:R != 0 :> F.
Hypothesis two_unit : 2%:R != 0 :> F.

Lemma n_gt0 : (0 < n)%N.
Proof. by have := prim_order_gt0 prim; rewrite muln_gt0. Qed.

Lemma acdc_w2n : w ^+ (2 * n) = -1.
Proof.
apply: neg_root; first by rewrite muln_gt0 n_gt0.
by rewrite mulnA.
Qed.

Lemma prim4 : n.-primitive_root (w ^+ 4).
Proof.
have := dvdn_prim_root prim (dvdn_mull 4 (dvdnn n)).
by rewrite mulnK // n_gt0.
Qed.

Let Fn : 'M[F]_(q * b) := dft (w ^+ 4) (q * b) (q * b).
Let S := S_II q b w.

Lemma dft_sq : Fn *m Fn = n%:R *: jmx F (@neg q b).
Proof.
apply/matrixP=> f h; rewrite !mxE.
transitivity (\sum_(p < n) (w ^+ 4) ^+ ((f + h) * p)).
  by apply: eq_bigr => p _; rewrite !mxE -exprD mulnDl [(h * p)%N]mulnC.
rewrite (prim_sum prim4) mulrC; congr (_ * _); congr (nat_of_bool _)%:R.
have ltf := ltn_ord f; have lth := ltn_ord h; rewrite -/n in ltf lth.
case: (posnP f) => [f0|f0].
  rewrite neg0 // f0 add0n; have -> : (h == f) = (h == 0%N :> nat) by rewrite -val_eqE /= f0.
  by case: (posnP h) => [->|h0]; [rewrite dvdn0 | rewrite gtnNdvd // gtn_eqF].
rewrite -val_eqE [X in _ = (_ == X)]neg_val // -/n.
exact: dvdn_add_lt.
Qed.

Lemma dft_tr : Fn^T = Fn.
Proof. by apply/matrixP=> x y; rewrite !mxE mulnC. Qed.

Lemma refl_sandwich nu (s t : 'rV[F]_(q * b)) f h : involutive nu ->
  s 0 f * t 0 f = 1 ->
  (refl nu s t *m (jmx F nu *m (refl nu s t)^T)) f h =
  (h == f)%:R * 2%:R + (h == nu f)%:R * (s 0 f * s 0 (nu f) + t 0 f * t 0 (nu f)).
Proof.
move=> nuK st; rewrite refl_mul !jmx_mul nuK ![_^T _ _]mxE !reflE.
rewrite (can_eq nuK) -[f == nu h](can_eq nuK) nuK [f == h]eq_sym [nu f == h]eq_sym.
have [->|hf] := eqVneq h f.
  have [<-|_] := eqVneq f (nu f); rewrite !(mul1r, mul0r, addr0, add0r).
    move: (s 0 f) (t 0 f) st => u v uv.
    transitivity (u * v * 2%:R + (u * u + v * v)); first by ring.
    by rewrite uv mul1r.
  by rewrite [t 0 f * _]mulrC st.
by have [->|_] := eqVneq h (nu f); rewrite !(mul1r, mul0r, addr0, add0r, mulr0).
Qed.

Lemma S_II_square (f : 'I_(q * b)) : let s := \row_(x < q * b) w ^+ x in
  let t := \row_(x < q * b) w ^- x in
  s 0 f * s 0 (neg f) + t 0 f * t 0 (neg f) = if f == 0%N :> nat then 2%:R else 0.
Proof.
rewrite /= !mxE; case: (posnP f) => [f0|f0].
  by rewrite neg0 // f0 expr0 invr1 mulr1.
have w0 := w_neq0 acdc_w2n f.
have e : (f + neg f = n)%N by rewrite neg_val // subnKC // ltnW // ltn_ord.
rewrite -invfM -!exprD e; have wn0 : w ^+ n != 0 by rewrite expf_neq0.
apply: (mulIf wn0); rewrite mulrDl mulVf // mul0r -exprD addnn -mul2n acdc_w2n.
by rewrite addNr.
Qed.

Theorem dct_ii_orthogonal : dct_II q b w *m (dct_II q b w)^T =
  diag_mx (\row_f (if f == 0%N :> nat then n%:R else n%:R / 2%:R)).
Proof.
have -> : dct_II q b w *m (dct_II q b w)^T =
    (2%:R^-1 * 2%:R^-1 * n%:R) *: (S *m (jmx F (@neg q b) *m S^T)).
  rewrite (dct_ii_formula acdc_w2n) -/Fn -/S [(_ *: _)^T]linearZ /= -scalemxAl -scalemxAr scalerA.
  rewrite !trmx_mul dft_tr -!mulmxA [Pi _ _ _ *m _]mulmxA Pi_tr mul1mx.
  by rewrite [Fn *m (Fn *m _)]mulmxA dft_sq -scalemxAl -scalemxAr scalerA.
apply/matrixP=> f h; rewrite [LHS]mxE refl_sandwich; last first.
- by rewrite !mxE mulfV // expf_neq0 // (w_neq0 acdc_w2n f).
- exact: negK.
rewrite S_II_square !mxE -[f == h]/(f == h) [h == f]eq_sym.
have [<-|fh] := eqVneq f h.
  case: (posnP f) => [f0|f0].
    by rewrite neg0 // eqxx !mul1r mulr1n; field.
  by rewrite mulr0 addr0 mul1r mulr1n; field.
rewrite mul0r add0r mulr0n; case: (posnP f) => [f0|_]; last by rewrite !mulr0.
by rewrite neg0 // eq_sym (negbTE fh) mul0r mulr0.
Qed.

Theorem dct_iii_inverse : dct_III q b w *m dct_II q b w = (n%:R / 2%:R)%:M.
Proof.
have h0 : (n%:R / 2%:R : F) != 0 by rewrite mulf_neq0 // invr_eq0.
suff e : dct_II q b w *m dct_III q b w = (n%:R / 2%:R)%:M.
  have : dct_II q b w *m ((n%:R / 2%:R)^-1 *: dct_III q b w) = 1%:M.
    by rewrite -scalemxAr e scale_scalar_mx mulVf.
  move/mulmx1C; rewrite -scalemxAl => /(congr1 ( *:%R (n%:R / 2%:R))).
  by rewrite scalerA mulfV // scale1r scalemx1.
pose d : 'rV[F]_(q * b) := \row_f if f == 0%N :> nat then 2%:R^-1 else 1.
have -> : dct_III q b w = (dct_II q b w)^T *m diag_mx d.
  by apply/matrixP=> y f; rewrite [LHS]mxE mul_mx_diag !mxE mulrC.
rewrite mulmxA dct_ii_orthogonal mulmx_diag; apply/matrixP=> f h; rewrite !mxE.
by case: (f == 0%N :> nat); rewrite ?mulr1.
Qed.

Lemma dct_ii_inverse : let C := dct_II q b w in C \in unitmx /\
  exists r : 'rV[F]_(q * b), invmx C = C^T *m diag_mx r.
Proof.
move=> C; pose v : 'rV[F]_(q * b) := \row_f (if f == 0%N :> nat then n%:R else n%:R / 2%:R).
pose r : 'rV[F]_(q * b) := \row_f (v 0 f)^-1.
have e : C *m (C^T *m diag_mx r) = 1%:M.
  rewrite mulmxA dct_ii_orthogonal -/v; apply/matrixP=> f h.
  rewrite mul_diag_mx [LHS]mxE [diag_mx r _ _]mxE [r _ _]mxE [RHS]mxE.
  have [_|_] := eqVneq f h; last by rewrite !mulr0n mulr0.
  rewrite !mulr1n mulfV // mxE; case: ifP => // _.
  by rewrite mulf_neq0 // invr_eq0.
have [uC _] := mulmx1_unit e; split=> //; exists r.
by rewrite -[C^T *m _](mulKmx uC) e mulmx1.
Qed.

Theorem acdc (a d : 'rV[F]_(q * b)) : let C := dct_II q b w in
  in_mmstar_pow 3 (diag_mx a *m C *m diag_mx d *m invmx C).
Proof.
move=> C; have [_ [r ->]] := dct_ii_inverse; rewrite -/C.
pose d' : 'rV[F]_(q * b) := \row_t d 0 (dct_perm t).
have PdP : Pi q b F *m (diag_mx d *m (Pi q b F)^T) = diag_mx d'.
  apply/matrixP=> x y; rewrite jmx_mul mul_diag_mx !mxE (can_eq (@dct_permK q b)).
  by rewrite mulr_natr.
have -> : diag_mx a *m C *m diag_mx d *m (C^T *m diag_mx r) =
    (2%:R^-1 * 2%:R^-1) *: (diag_mx a *m (S *m (Fn *m diag_mx d' *m Fn) *m S^T) *m diag_mx r).
  rewrite -PdP /C (dct_ii_formula acdc_w2n) -/Fn -/S [(_ *: _)^T]linearZ /= !trmx_mul dft_tr.
  by rewrite -!scalemxAr -!scalemxAl -scalemxAr scalerA !mulmxA.
apply: mmstar_pow_scale; apply: mmstar_pow_diagr; apply: mmstar_pow_diagl.
rewrite -[3%N]/(1 + 2)%N; apply: mmstar_pow_mul; last first.
  exact/transpose_mmstar_power/mmstar_pow1/S_II_mmstar.
rewrite -[2%N]/(1 + 1)%N; apply: mmstar_pow_mul; first exact/mmstar_pow1/S_II_mmstar.
apply/mmstar_pow1; have qb : (q%:R : F) != 0.
  by move: n_unit; rewrite natrM mulf_eq0 negb_or => /andP[].
have := afdf prim4 qb (const_mx 1) d'.
by rewrite diag_const_mx mul1mx.
Qed.
End ACDC.

(* A F D F^-1: F D F^-1 is a circulant.                                       *)
Section AFDFInverse.
Variables (F : fieldType) (q b : nat) (w : F).
Let n := (q * b)%N.
Hypothesis prim : n.-primitive_root w.
Hypothesis n_unit : n%:R != 0 :> F.

Lemma w_unit : w != 0.
Proof.
apply/eqP=> z; have := prim_expr_order prim; rewrite z expr0n.
by rewrite eqn0Ngt (prim_order_gt0 prim) => /eqP; rewrite eq_sym oner_eq0.
Qed.

Lemma dft_mul_inverse (d : 'rV[F]_(q * b)) :
  dft w (q * b) (q * b) *m diag_mx d *m dft w^-1 (q * b) (q * b) =
  circ (fun e => \sum_(s < n) d 0 s * w ^+ (e * s)) (q * b) (q * b) (q * b).
Proof.
apply/matrixP=> x y; rewrite [LHS]mxE [RHS]mxE; apply: eq_bigr => s _.
rewrite mul_mx_diag !mxE [w ^+ (x * s) * _]mulrC -mulrA; congr (_ * _).
rewrite [RHS]exprM (prim_expr_mod prim) -[RHS]exprM mulnDl exprD; congr (_ * _).
have w0 := expf_neq0 (y * s) w_unit.
rewrite exprVn [(s * y)%N]mulnC; apply: (mulIf w0); rewrite mulVf // -exprD -mulnDl subnK.
  by rewrite exprM (prim_expr_order prim) expr1n.
exact: ltnW (ltn_ord y).
Qed.

Theorem dft_inverse : dft w (q * b) (q * b) \in unitmx /\
  invmx (dft w (q * b) (q * b)) = n%:R^-1 *: dft w^-1 (q * b) (q * b).
Proof.
have e : dft w (q * b) (q * b) *m (n%:R^-1 *: dft w^-1 (q * b) (q * b)) = 1%:M.
  rewrite -scalemxAr -[dft w _ _]mulmx1 -diag_const_mx dft_mul_inverse.
  apply/matrixP=> x y; rewrite !mxE.
  under eq_bigr => s _ do rewrite mxE mul1r.
  rewrite (prim_sum prim) mulrCA mulVf // mulr1; congr (nat_of_bool _)%:R.
  rewrite /dvdn modn_mod -/(dvdn n _) -val_eqE /=.
  have ltx := ltn_ord x; have lty := ltn_ord y; rewrite -/n in ltx lty.
  exact: dvdn_sub_lt.
have [u _] := mulmx1_unit e; split=> //.
by rewrite -[RHS](mulKmx u) e mulmx1.
Qed.

Theorem afdf_inverse (a d : 'rV[F]_(q * b)) : let Fn := dft w (q * b) (q * b) in
  in_mmstar (diag_mx a *m Fn *m diag_mx d *m invmx Fn).
Proof.
rewrite /= (proj2 dft_inverse) -!mulmxA -!scalemxAr; apply/mmstar_pow1/mmstar_pow_scale.
apply: mmstar_pow_diagl; rewrite mulmxA dft_mul_inverse; apply/mmstar_pow1.
have n0 := prim_order_gt0 prim; have := n_unit.
rewrite natrM mulf_eq0 negb_or => /andP[q0 _].
apply: (circulant _ (z := w ^+ b)) => //.
have := dvdn_prim_root prim (dvdn_mulr b (dvdnn q)).
by rewrite /n mulKn //; move: n0; rewrite muln_gt0 => /andP[].
Qed.
End AFDFInverse.

(* Non-vacuity: 3 is a primitive 16-th root of unity modulo 17; n = 4 = 2 * 2,*)
(* and for types IV n = 2 = 2 * 1.                                            *)
Section Example17.
Let w : 'F_17 := 3%:R.

Lemma w8_17 : w ^+ 8 = -1. Proof. by apply/eqP. Qed.

Example dct_ii_17 : in_monarch_pow 3 (dct_II 2 2 w).
Proof. by apply: (@dct_ii _ 2 2 w); rewrite -w8_17. Qed.

Example dct_iv_17 : in_monarch_pow 3 (dct_IV 2 1 w).
Proof. by apply: (@dct_iv _ 2 1 w); rewrite -w8_17. Qed.

Lemma prim16 : (4 * (2 * 2)).-primitive_root w.
Proof.
apply/andP; split=> //; apply/forallP => i; rewrite unity_rootE.
by case: i; do 16 (case=> [|] //).
Qed.

Example acdc_17 (a d : 'rV['F_17]_(2 * 2)) :
  in_mmstar_pow 3 (diag_mx a *m dct_II 2 2 w *m diag_mx d *m invmx (dct_II 2 2 w)).
Proof. exact: (@acdc _ 2 2 w prim16). Qed.
End Example17.
