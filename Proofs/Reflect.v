(* Reflections of the index, x -> -x mod n and x -> n - 1 - x, in the words.

   refl nu s t: diag s + diag t J with J[x,y] = [y = nu x]. Pi: the permutation of the cosine transforms.
   The step: reflect_mmstar, it is in MM* where nu folds columns of the grid on columns.

   dct_ii_reflection — diag s + diag t J is in MM* on every grid, J the reflection x -> -x mod n — dct-ii
   dct_ii_fold — the permutation Pi is in M(b, q b) — dct-ii
   dct_iv_reversal — diag s + diag t Rev is in MM* on every grid — dct-iv
   dst_ii_reversal — M^w is closed under reversing the rows — dst-ii
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation Words.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Arguments hi {q b} _ : simpl never.
Arguments lo {q b} _ : simpl never.

Section Letters.
Variables (F : comRingType) (q b : nat).
Implicit Types X : 'M[F]_(q * b).

Lemma is_BD_hi X : (forall x y, hi x != hi y -> X x y = 0) -> is_BD X.
Proof.
move=> h; exists (fun k => \matrix_(j, i) X (ix k j) (ix k i)).
apply: mx_ixP => l j k i; rewrite bdiagE mxE.
have [->|ne] := eqVneq l k; first by rewrite mul1r.
by rewrite mul0r h // !hi_ix.
Qed.

Lemma is_DB_lo X : (forall x y, lo x != lo y -> X x y = 0) -> is_DB X.
Proof.
move=> h; exists (fun j => \matrix_(l, k) X (ix l j) (ix k j)).
apply: mx_ixP => l j k i; rewrite pbdE mxE.
have [->|ne] := eqVneq j i; first by rewrite mul1r.
by rewrite mul0r h // !lo_ix.
Qed.
End Letters.

(* Products with a matrix that has one 1 in each row. *)
Section Refl.
Variables (F : comRingType) (n : nat) (nu : 'I_n -> 'I_n).

Definition jmx : 'M[F]_n := \matrix_(x, y) (y == nu x)%:R.

Definition refl (s t : 'rV[F]_n) : 'M[F]_n := diag_mx s + diag_mx t *m jmx.

Lemma jmx_mul m (A : 'M[F]_(n, m)) x y : (jmx *m A) x y = A (nu x) y.
Proof.
rewrite mxE (bigD1 (nu x)) //= mxE eqxx mul1r big1 ?addr0 // => z /negbTE ne.
by rewrite mxE ne mul0r.
Qed.

Lemma refl_mul s t m (A : 'M[F]_(n, m)) x y :
  (refl s t *m A) x y = s 0 x * A x y + t 0 x * A (nu x) y.
Proof. by rewrite mulmxDl mxE -mulmxA !mul_diag_mx !mxE -jmx_mul mxE. Qed.

Lemma reflE s t x y : refl s t x y = (x == y)%:R * s 0 x + (y == nu x)%:R * t 0 x.
Proof.
by rewrite mxE mul_diag_mx !mxE mulr_natl mulrC.
Qed.
End Refl.

(* J moves the columns of the grid in pairs, except those of fixc; kap brings *)
(* x and nu x into one row of the grid.                                       *)
Section Reflect.
Variables (F : comRingType) (q b : nat) (nu kap : 'I_(q * b) -> 'I_(q * b)).
Variable fixc : pred 'I_b.
Hypothesis kapK : involutive kap.
Hypothesis kap_lo : forall x, lo (kap x) = lo x.
Hypothesis fix_lo : forall x, fixc (lo x) -> lo (nu x) = lo x.
Hypothesis fix_nu : forall x, fixc (lo (nu x)) = fixc (lo x).
Hypothesis mov_hi : forall x, ~~ fixc (lo x) -> hi (kap (nu x)) = hi (kap x).

Lemma reflect_mmstar (s t : 'rV[F]_(q * b)) : in_mmstar (refl nu s t).
Proof.
set S := refl nu s t; pose K := fun_mx F kap.
pose E : 'M[F]_(q * b) := \matrix_(x, y) if fixc (lo x) then S x y else (x == y)%:R.
pose B : 'M[F]_(q * b) := \matrix_(x, y) if fixc (lo x) then (x == y)%:R else S x y.
have SBE : S = B *m E.
  apply/matrixP=> x y; rewrite [RHS]mxE; case: (boolP (fixc (lo x))) => fx.
    rewrite (bigD1 x) //= [B x x]mxE fx eqxx mul1r [E x y]mxE fx big1 ?addr0 // => z /negbTE ne.
    by rewrite [B x z]mxE fx eq_sym ne mul0r.
  rewrite (bigD1 y) //= big1 ?addr0 => [|z /negbTE ne].
    rewrite [B x y]mxE (negbTE fx) [E y y]mxE eqxx; case: ifP => fy; last by rewrite mulr1.
    have z0 : S x y = 0.
      rewrite reflE; case: eqP => [e|_]; first by rewrite e fy in fx.
      case: eqP => [e|_]; last by rewrite !mul0r addr0.
      by move: fy; rewrite e fix_nu (negbTE fx).
    by rewrite z0 mul0r.
  rewrite [B x z]mxE (negbTE fx) [E z y]mxE ne; case: ifP => fz; last by rewrite mulr0.
  have -> : S x z = 0; last by rewrite mul0r.
  rewrite reflE; case: eqP => [e|_]; first by rewrite e fz in fx.
  case: eqP => [e|_]; last by rewrite !mul0r addr0.
  by move: fz; rewrite e fix_nu (negbTE fx).
have KK : K *m K = 1%:M.
  rewrite -fun_mx_comp; apply/matrixP=> x y; rewrite !mxE /= kapK //.
have KBK x y : (K *m B *m K) x y = B (kap x) (kap y).
  rewrite mxE (bigD1 (kap y)) //= [K _ y]mxE eqxx mulr1 big1 ?addr0 => [|z /negbTE ne]; last first.
    by rewrite [K _ _]mxE ne mulr0.
  rewrite mxE (bigD1 (kap x)) //= [K _ _]mxE kapK eqxx mul1r big1 ?addr0 // => z /negbTE ne.
  by rewrite [K _ _]mxE -(inj_eq (can_inj kapK)) kapK eq_sym ne mul0r.
have hK : is_DB K by apply: fun_mx_DB.
apply/in_mmstar_word; exists K, (K *m B *m K), (K *m E); split=> //.
- apply: is_BD_hi => x y ne; rewrite KBK mxE.
  have ne1 : (kap x == kap y) = false.
    by apply/eqP=> /(can_inj kapK) e; rewrite e eqxx in ne.
  case: ifPn => fx; first by rewrite ne1.
  rewrite reflE ne1 mul0r add0r; case: eqP => [e|_]; last by rewrite mul0r.
  by move: ne; rewrite -[y]kapK e mov_hi // kapK eqxx.
- apply: is_DB_mul => //; apply: is_DB_lo => x y ne; rewrite mxE.
  have ne1 : (x == y) = false by apply/eqP=> e; rewrite e eqxx in ne.
  case: ifPn => fx; last by rewrite ne1.
  rewrite reflE ne1 mul0r add0r; case: eqP => [e|_]; last by rewrite mul0r.
  by move: ne; rewrite e fix_lo // eqxx.
by rewrite !mulmxA KK mul1mx -[_ *m K *m K]mulmxA KK mulmx1 SBE.
Qed.
End Reflect.

(* The permutation of the DCT on numbers: (Pi x)[t] = x[perm t],              *)
(* perm = (0, 2, 4, ..., 5, 3, 1); fold is its inverse.                       *)
Section Fold.
Definition perm_nat n t := if (t.*2 < n)%N then t.*2 else (n.*2 - t.*2.+1)%N.
Definition fold_nat n y := if odd y then (n - y./2.+1)%N else y./2.

Lemma perm_nat_lt n t : (t < n)%N -> (perm_nat n t < n)%N.
Proof. by rewrite /perm_nat => lt; case: (ltnP t.*2 n) => //; lia. Qed.

Lemma fold_nat_lt n y : (y < n)%N -> (fold_nat n y < n)%N.
Proof. by rewrite /fold_nat => lt; case: (odd y); lia. Qed.

Lemma fold_natK n y : (y < n)%N -> perm_nat n (fold_nat n y) = y.
Proof. by rewrite /perm_nat /fold_nat; move=> lt; case: (boolP (odd y)) => o; case: ltnP; lia. Qed.

Lemma perm_natK n t : (t < n)%N -> fold_nat n (perm_nat n t) = t.
Proof.
rewrite /perm_nat /fold_nat => lt; case: (ltnP t.*2 n) => h; first by rewrite odd_double doubleK.
rewrite ifT; last by lia.
by lia.
Qed.

Lemma fold_nat_exponent n y : (y < n)%N ->
  ~~ odd y /\ (4 * fold_nat n y + 1 = 2 * y + 1)%N \/
  odd y /\ (4 * fold_nat n y + 1 + (2 * y + 1) = 4 * n)%N.
Proof. by rewrite /fold_nat => lt; case: (boolP (odd y)) => o; [right|left]; split=> //; lia. Qed.

Lemma mod_close (u v m : nat) : (u = v %[mod m])%N -> (u < v + m)%N -> (v < u + m)%N -> u = v.
Proof.
suff main u' v' : (u' = v' %[mod m])%N -> (u' < v' + m)%N -> (v' <= u')%N -> u' = v'.
  by case: (leqP v u) => [vu e h _|/ltnW uv e _ h]; [exact: main | apply/esym/main].
move=> e h le; apply/eqP; rewrite eqn_leq le andbT -subn_eq0.
have d : (m %| u' - v')%N by rewrite -eqn_mod_dvd //; apply/eqP.
have lt : (u' - v' < m)%N by lia.
by move: d lt; case: (u' - v')%N => // d' /dvdn_leq h'; rewrite ltnNge h'.
Qed.

Lemma fold_nat_inj q b k i i' : (k < q)%N -> (i < b)%N -> (i' < b)%N ->
  (fold_nat (q * b) (k * b + i) = fold_nat (q * b) (k * b + i') %[mod b])%N -> i = i'.
Proof.
move=> ltk lti lti'; have kn : (k * b + b <= q * b)%N.
  by rewrite addnC -mulSn leq_mul2r ltk orbT.
have : (b %| q * b)%N by apply: dvdn_mull.
move: (q * b)%N kn => n kn bn; clear q ltk.
have main a a' : (k * b < a' + a.+1)%N -> (a' + a.+1 < k * b + b)%N -> (a < n)%N ->
    (n - a.+1 = a' %[mod b])%N -> False.
  move=> h1 h2 an e; have /dvdnP[m em] : (b %| a' + a.+1)%N.
    by rewrite /dvdn -modnDml -e modnDml subnK.
  move: h1 h2; rewrite em addnC -mulSn !ltn_mul2r => /andP[_ h1] /andP[_ h2].
  by have := leq_trans h2 h1; rewrite ltnn.
rewrite /fold_nat; have := odd_double_half (k * b + i); have := odd_double_half (k * b + i').
move: (odd (k * b + i)) ((k * b + i)./2) (odd (k * b + i')) ((k * b + i')./2).
move: (k * b)%N kn main => K kn main o a o' a'; rewrite -!muln2; case: o; case: o' => /= ey ey' e.
- suff h : (n - a.+1 = n - a'.+1)%N by move: ey ey' kn lti lti' h; clear; lia.
  by apply: (mod_close e); move: ey ey' kn lti lti'; clear; lia.
- by case: (main a a' _ _ _ e); move: ey ey' kn lti lti'; clear; lia.
- by case: (main a' a _ _ _ (esym e)); move: ey ey' kn lti lti'; clear; lia.
suff h : (a = a')%N by move: ey ey' h; clear; lia.
by apply: (mod_close e); move: ey ey' lti lti'; clear; lia.
Qed.
End Fold.

Section Instances.
Variables (q b : nat).
Let n := (q * b)%N.

(* Reverse the columns of the grid outside P. *)
Definition kapP (P : pred 'I_b) (x : 'I_(q * b)) : 'I_(q * b) :=
  if P (lo x) then x else ix (rev_ord (hi x)) (lo x).

Lemma kapP_lo P x : lo (kapP P x) = lo x.
Proof. by rewrite /kapP; case: ifP => // _; rewrite lo_ix. Qed.

Lemma kapPK P : involutive (kapP P).
Proof.
move=> x; rewrite {1}/kapP kapP_lo; case: ifP => Px; rewrite /kapP Px //.
by rewrite hi_ix rev_ordK hi_lo.
Qed.

Lemma kapP_hi P x : hi (kapP P x) = if P (lo x) then hi x else rev_ord (hi x).
Proof. by rewrite /kapP; case: ifP => // _; rewrite hi_ix. Qed.

(* x -> n - 1 - x *)
Lemma rev_val m (j : 'I_m) : rev_ord j = (m - j.+1)%N :> nat.
Proof. by []. Qed.

Lemma rev_ix (l : 'I_q) (j : 'I_b) : rev_ord (ix l j) = ix (rev_ord l) (rev_ord j).
Proof.
have ltl := ltn_ord l; have ltj := ltn_ord j.
suff e : rev_ord (ix l j) = ix (rev_ord l) (rev_ord j) :> nat by apply/val_inj.
have le : (l.+1 * b <= q * b)%N by rewrite leq_mul2r ltl orbT.
have -> : rev_ord (ix l j) = (q * b - (ix l j).+1)%N :> nat by [].
have -> : ix (rev_ord l) (rev_ord j) = ((q - l.+1) * b + (b - j.+1))%N :> nat by [].
by rewrite ix_val mulnBl; move: le; rewrite mulSn; lia.
Qed.

Lemma rev_hi (x : 'I_(q * b)) : hi (rev_ord x) = rev_ord (hi x).
Proof. by rewrite -{1}[x]hi_lo rev_ix hi_ix. Qed.

Lemma rev_lo (x : 'I_(q * b)) : lo (rev_ord x) = rev_ord (lo x).
Proof. by rewrite -{1}[x]hi_lo rev_ix lo_ix. Qed.

Theorem dct_iv_reversal (F : comRingType) (s t : 'rV[F]_(q * b)) :
  in_mmstar (refl (@rev_ord (q * b)) s t).
Proof.
pose P : pred 'I_b := fun j => (j.*2 < b)%N.
apply: (@reflect_mmstar F q b (@rev_ord _) (kapP P) (fun j => (j.*2.+1 == b)%N)).
- exact: kapPK.
- exact: kapP_lo.
- move=> x /eqP e; rewrite rev_lo.
  suff : rev_ord (lo x) = lo x :> nat by move/val_inj.
  by rewrite rev_val; lia.
- by move=> x; rewrite rev_lo rev_val; have := ltn_ord (lo x); lia.
move=> x ne; rewrite !kapP_hi rev_hi rev_lo /P rev_ordK rev_val.
have -> : ((b - (lo x).+1).*2 < b)%N = ~~ ((lo x).*2 < b)%N.
  by have := ltn_ord (lo x); move: ne; lia.
by case: (_ < _)%N.
Qed.

(* x -> - x mod n *)
Lemma neg_lt (x : 'I_(q * b)) : ((q * b - x) %% (q * b) < q * b)%N.
Proof. by rewrite ltn_mod; case: (x) => m /(leq_ltn_trans (leq0n _)). Qed.
Definition neg (x : 'I_(q * b)) : 'I_(q * b) := Ordinal (neg_lt x).

Lemma neg0 (x : 'I_(q * b)) : x = 0%N :> nat -> neg x = x.
Proof. by move=> e; apply/val_inj; rewrite /= e subn0 modnn. Qed.

Lemma neg_val (x : 'I_(q * b)) : (0 < x)%N -> neg x = (q * b - x)%N :> nat.
Proof. by move=> x0; rewrite /= modn_small //; have := ltn_ord x; lia. Qed.

Lemma negK : involutive neg.
Proof.
move=> x; case: (posnP x) => [e|x0]; first by rewrite !neg0.
have lt := ltn_ord x; have e := neg_val x0.
suff : neg (neg x) = x :> nat by move/val_inj.
by rewrite neg_val e; lia.
Qed.

Lemma neg_lo0 (x : 'I_(q * b)) : lo x = 0%N :> nat -> lo (neg x) = 0%N :> nat.
Proof.
move=> e; rewrite lo_val /= modn_dvdm ?dvdn_mull //.
have -> : (q * b - x = (q - hi x) * b)%N; last by rewrite modnMl.
by rewrite -{1}[x]hi_lo ix_val e addn0 mulnBl.
Qed.

Lemma neg_ix (x : 'I_(q * b)) : (0 < lo x)%N ->
  hi (neg x) = rev_ord (hi x) /\ lo (neg x) = (b - lo x)%N :> nat.
Proof.
move=> j0; have ltl := ltn_ord (hi x); have ltj := ltn_ord (lo x).
have jb : (b - lo x < b)%N by lia.
have -> : neg x = ix (rev_ord (hi x)) (Ordinal jb); last by rewrite hi_ix lo_ix.
suff e : neg x = ix (rev_ord (hi x)) (Ordinal jb) :> nat by apply/val_inj.
have ex : x = (hi x * b + lo x)%N :> nat by rewrite -{1}[x]hi_lo ix_val.
rewrite neg_val; last by rewrite ex; lia.
have le : ((hi x).+1 * b <= q * b)%N by rewrite leq_mul2r ltl orbT.
have -> : ix (rev_ord (hi x)) (Ordinal jb) = ((q - (hi x).+1) * b + (b - lo x))%N :> nat by [].
by rewrite {1}ex mulnBl; move: le; rewrite mulSn; lia.
Qed.

Theorem dct_ii_reflection (F : comRingType) (s t : 'rV[F]_(q * b)) : in_mmstar (refl neg s t).
Proof.
pose P : pred 'I_b := fun j => (j.*2 <= b)%N.
apply: (@reflect_mmstar F q b neg (kapP P) (fun j => (j == 0 :> nat)%N || (j.*2 == b)%N)).
- exact: kapPK.
- exact: kapP_lo.
- move=> x h; suff : lo (neg x) = lo x :> nat by move/val_inj.
  case: (posnP (lo x)) => [e|x0]; first by rewrite neg_lo0.
  by have [_ ->] := neg_ix x0; move: h x0; lia.
- move=> x; case: (posnP (lo x)) => [e|x0]; first by rewrite neg_lo0 // e.
  by have [_ ->] := neg_ix x0; have := ltn_ord (lo x); lia.
move=> x; case: (posnP (lo x)) => [e|x0]; first by rewrite e.
move=> ne; have [eh e] := neg_ix x0; rewrite !kapP_hi eh rev_ordK /P e.
have -> : ((b - lo x).*2 <= b)%N = ~~ ((lo x).*2 <= b)%N.
  by have := ltn_ord (lo x); move: ne; lia.
by case: (_ <= _)%N.
Qed.

Definition dct_perm (t : 'I_(q * b)) : 'I_(q * b) := Ordinal (perm_nat_lt (ltn_ord t)).
Definition dct_fold (y : 'I_(q * b)) : 'I_(q * b) := Ordinal (fold_nat_lt (ltn_ord y)).

Lemma dct_fold_val y : dct_fold y = fold_nat (q * b) y :> nat.
Proof. by []. Qed.

Lemma dct_foldK : cancel dct_fold dct_perm.
Proof.
by move=> y; suff : dct_perm (dct_fold y) = y :> nat; [move/val_inj | apply: fold_natK].
Qed.

Lemma dct_permK : cancel dct_perm dct_fold.
Proof.
by move=> y; suff : dct_fold (dct_perm y) = y :> nat; [move/val_inj | apply: perm_natK].
Qed.

Definition Pi (F : comRingType) : 'M[F]_(q * b) := \matrix_(t, y) (y == dct_perm t)%:R.

Lemma Pi_fun F : Pi F = fun_mx F dct_fold.
Proof. by apply/matrixP=> t y; rewrite !mxE -(can2_eq dct_foldK dct_permK) eq_sym. Qed.

Theorem dct_ii_fold F : is_monarch (Pi F).
Proof.
rewrite Pi_fun; apply/stride_permutation_criterion => k i i' e ne; apply: ne; congr (un (dct_fold (ix _ _))).1.
have := congr1 (@nat_of_ord b) e.
rewrite -/(lo (dct_fold (ix k i))) -/(lo (dct_fold (ix k i'))) !lo_val !dct_fold_val !ix_val => h.
by apply/val_inj; apply: fold_nat_inj h.
Qed.

(* Reversed rows. *)
Theorem dst_ii_reversal (F : comRingType) w (X : 'M[F]_(q * b)) :
  in_monarch_pow w.+1 X -> in_monarch_pow w.+1 (jmx F (@rev_ord (q * b)) *m X).
Proof.
elim: w X => [|w IH] X [X' [Y [hX hY ->]]]; last first.
  by exists (jmx F (@rev_ord _) *m X'), Y; rewrite mulmxA; split=> //; apply: IH.
rewrite hX mul1mx; exists 1%:M, (jmx F (@rev_ord _) *m Y); rewrite mul1mx; split=> //.
case: hY => L [R ->]; exists (fun j => \matrix_(l, k) L (rev_ord j) (rev_ord l) k).
exists (fun k => \matrix_(j, i) R k (rev_ord j) i).
by apply: mx_ixP => l j k i; rewrite jmx_mul rev_ix !entries_monarch !mxE.
Qed.
End Instances.
