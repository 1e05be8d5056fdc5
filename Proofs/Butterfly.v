(* Butterfly matrices B(n) = B_n B_(n/2) ... B_2, n = 2^t, over any commutative ring.

   butterfly — B(n) is in M(b, n) for every b = 2^beta with 1 <= b <= n — butterfly
   butterfly_4 — B(4) = M(2, 4) — butterfly
   butterfly_strict — for n = 2^t >= 8 and 1 < b < n a member of M(b, n) is no butterfly matrix — butterfly
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation Words.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Butterfly.
Variable F : comRingType.

(* The factor B_k, k = 2^(s+1): block-diagonal with k x k blocks              *)
(* [[D1, D2], [D3, D4]], D diagonal of size 2^s.                              *)
Definition butterfly_factor s n (X : 'M[F]_n) := forall x y : 'I_n, X x y != 0 ->
  (x %/ 2 ^ s.+1 = y %/ 2 ^ s.+1)%N /\ (x %% 2 ^ s = y %% 2 ^ s)%N.

(* B_(2^t) ... B_4 B_2. *)
Fixpoint is_butterfly t n (A : 'M[F]_n) : Prop :=
  if t is t'.+1 then
    exists X Y : 'M_n, [/\ butterfly_factor t' X, is_butterfly t' Y & A = X *m Y]
  else A = 1%:M.

Lemma is_BD_zero q b (X : 'M[F]_(q * b)) :
  (forall x y, X x y != 0 -> (x %/ b = y %/ b)%N) -> is_BD X.
Proof.
move=> h; exists (fun k => \matrix_(j, i) X (ix k j) (ix k i)).
apply: mx_ixP => l j k i; rewrite bdiagE mxE.
case: eqP => [->|ne]; rewrite ?mul1r // mul0r; apply/eqP/negPn/negP=> /h.
by rewrite -!hi_val !hi_ix => /val_inj.
Qed.

Lemma is_DB_zero q b (X : 'M[F]_(q * b)) :
  (forall x y, X x y != 0 -> (x %% b = y %% b)%N) -> is_DB X.
Proof.
move=> h; exists (fun j => \matrix_(l, k) X (ix l j) (ix k j)).
apply: mx_ixP => l j k i; rewrite pbdE mxE.
case: eqP => [->|ne]; rewrite ?mul1r // mul0r; apply/eqP/negPn/negP=> /h.
by rewrite -!lo_val !lo_ix => /val_inj.
Qed.

Lemma divn_coarse d e x y : (d %| e)%N -> (x %/ d = y %/ d)%N -> (x %/ e = y %/ e)%N.
Proof. by case/dvdnP=> k ->; rewrite mulnC !divnMA => ->. Qed.

Lemma modn_coarse d e x y : (d %| e)%N -> (x %% e = y %% e)%N -> (x %% d = y %% d)%N.
Proof. by move=> de h; rewrite -(modn_dvdm x de) h modn_dvdm. Qed.

(* Only factors below b: a word in BD; otherwise those from b on are in DB.   *)
Lemma butterfly_BD t q beta (A : 'M[F]_(q * 2 ^ beta)) :
  (t <= beta)%N -> is_butterfly t A -> is_BD A.
Proof.
elim: t A => [|t IH] A le /=; first by move->; apply: is_BD1.
case=> X [Y [hX hY ->]]; apply: is_BD_mul; last exact: IH (ltnW le) hY.
by apply: is_BD_zero => x y /hX[e _]; apply: divn_coarse e; rewrite dvdn_exp2l.
Qed.

Theorem butterfly t q beta (A : 'M[F]_(q * 2 ^ beta)) :
  is_butterfly t A -> is_monarch A.
Proof.
move=> hA; apply/is_monarch_word; case: (leqP t beta) => [le|].
  exists 1%:M, A; rewrite mul1mx; split=> //; first exact: is_DB1.
  exact: butterfly_BD hA.
elim: t A hA => // t IH A [X [Y [hX hY ->]]]; rewrite ltnS => le.
have hXD : is_DB X by apply: is_DB_zero => x y /hX[_]; apply: modn_coarse; rewrite dvdn_exp2l.
case: (ltngtP beta t) le => // [lt|e] _; last first.
  by exists X, Y; split=> //; apply: butterfly_BD hY; rewrite e.
have [U [V [hU hV ->]]] := IH Y hY lt.
by exists (X *m U), V; rewrite mulmxA; split=> //; apply: is_DB_mul.
Qed.

Lemma is_BD_factor X : is_BD (X : 'M[F]_(2 * 2 ^ 1)) -> butterfly_factor 0 X.
Proof.
case=> R -> x y; case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i.
rewrite bdiagE !modn1; have [->|ne] := eqVneq l k; last by rewrite mul0r eqxx.
by move=> _; rewrite -!(@hi_val 2 (2 ^ 1)) !hi_ix.
Qed.

Theorem butterfly_4 (A : 'M[F]_(2 * 2 ^ 1)) : is_butterfly 2 A <-> is_monarch A.
Proof.
split=> [|/is_monarch_word[U [V [hU hV ->]]]]; first exact: butterfly.
exists U, V; split=> //; last first.
  exists V, 1%:M; rewrite mulmx1; split=> //; exact: is_BD_factor.
case: hU => L -> x y; case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i.
rewrite pbdE; have [->|ne] := eqVneq j i; last by rewrite mul0r eqxx.
move=> _; split; first by rewrite !divn_small ?ltn_ord.
by rewrite -!(@lo_val 2 (2 ^ 1)) !lo_ix.
Qed.

(* A butterfly is Monarch for every b, so every such 2 x 2 minor vanishes.    *)
Lemma butterfly_minor t n q beta (A : 'M[F]_n) (x x' y y' : 'I_n) :
  n = (q * 2 ^ beta)%N -> is_butterfly t A ->
  (x %% 2 ^ beta = x' %% 2 ^ beta)%N -> (y %/ 2 ^ beta = y' %/ 2 ^ beta)%N ->
  A x y * A x' y' = A x y' * A x' y.
Proof.
move=> e; subst n => /butterfly[L [R ->]].
case: (mxtens_indexP x) => l j; case: (mxtens_indexP x') => l' j'.
case: (mxtens_indexP y) => k i; case: (mxtens_indexP y') => k' i'.
rewrite -!lo_val -!hi_val !lo_ix !hi_ix => /val_inj<- /val_inj<-.
rewrite !entries_monarch; ring.
Qed.

(* Two ones: at (0,0) and (x,y). *)
Definition two_ones n (x y : nat) : 'M[F]_n :=
  \matrix_(u, v) (((u == 0%N :> nat) && (v == 0%N :> nat)) || ((u == x :> nat) && (v == y :> nat)))%:R.

Lemma two_ones_neq0 n x y (u v : 'I_n) : two_ones n x y u v != 0 ->
  u = 0%N :> nat /\ v = 0%N :> nat \/ u = x :> nat /\ v = y :> nat.
Proof.
rewrite mxE; case: (boolP (_ || _)) => [|_]; last by rewrite eqxx.
by case/orP=> /andP[/eqP-> /eqP->]; [left | right].
Qed.

Theorem butterfly_strict t beta : (2 < t)%N -> (0 < beta < t)%N ->
  exists2 A : 'M[F]_(2 ^ (t - beta) * 2 ^ beta), is_monarch A & ~ is_butterfly t A.
Proof.
move=> t2 /andP[beta0 betat]; set n := (2 ^ (t - beta) * 2 ^ beta)%N.
have en : n = (2 ^ t)%N by rewrite /n -expnD subnK // ltnW.
have two k l : (k < l)%N -> (2 ^ k < 2 ^ l)%N by rewrite ltn_exp2l.
have n1 k : (k < t)%N -> (2 ^ k < n)%N by rewrite en; apply: two.
have n0 : (0 < n)%N by rewrite en expn_gt0.
(* b' <> b: below b the two ones sit in a BD letter, above it in a DB letter  *)
suff [gamma [y [gt ey mon]]] : exists gamma y, [/\ (gamma < t)%N, (0 < y < 2 ^ gamma)%N &
    is_monarch (two_ones n (2 ^ gamma) y : 'M_(2 ^ (t - beta) * 2 ^ beta))].
  exists (two_ones n (2 ^ gamma) y) => // bf.
  have [y0 yg] := andP ey; have yn := ltn_trans yg (n1 _ gt).
  have eg : n = (2 ^ (t - gamma) * 2 ^ gamma)%N by rewrite en -expnD subnK // ltnW.
  pose T : 'M[F]_n := two_ones n (2 ^ gamma) y.
  pose o0 := Ordinal n0; pose ox := Ordinal (n1 _ gt); pose oy := Ordinal yn.
  have e00 : T o0 o0 = 1 by rewrite mxE.
  have exy : T ox oy = 1 by rewrite mxE /= !eqxx orbT.
  have e0y : T o0 oy = 0.
    by rewrite mxE /= (gtn_eqF y0) /= ltn_eqF ?expn_gt0.
  have := @butterfly_minor t n _ gamma T o0 ox o0 oy eg bf.
  rewrite /= mod0n modnn div0n divn_small // => /(_ erefl erefl).
  by rewrite e00 exy e0y mulr1 mul0r => /eqP; rewrite oner_eq0.
case: (ltnP beta (t.-1)) => [lt|ge].
  exists t.-1, (2 ^ beta)%N; split; first by lia.
    by rewrite expn_gt0 two.
  apply/is_monarch_word; exists (two_ones n (2 ^ t.-1) (2 ^ beta)), 1%:M.
  rewrite mulmx1; split=> //; last exact: is_BD1.
  apply: is_DB_zero => u v /two_ones_neq0[] [-> ->] //.
  by rewrite modnn; apply/eqP; apply: dvdn_exp2l; lia.
exists beta.-1, 1%N; split; first by lia.
  by rewrite /= -[X in (X < _)%N](expn0 2) two //; lia.
apply/is_monarch_word; exists 1%:M, (two_ones n (2 ^ beta.-1) 1).
rewrite mul1mx; split=> //; first exact: is_DB1.
have b1 : (1 < 2 ^ beta)%N by rewrite -[X in (X < _)%N](expn0 2) two.
have b2 : (2 ^ beta.-1 < 2 ^ beta)%N by apply: two; lia.
by apply: is_BD_zero => u v /two_ones_neq0[] [-> ->] //; rewrite !divn_small.
Qed.
End Butterfly.
