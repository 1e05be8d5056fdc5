(* Butterfly matrices B(n) = B_n B_(n/2) ... B_2, n = 2^t, over any commutative ring.

   butterfly_factor s X: X is a factor B_k, k = 2^(s+1); is_butterfly t A: A is a product of t of them;
   butterfly_product B lo m: the product of the m factors from B lo on, B (lo + m - 1) ... B lo (is_butterfly_product).

   butterfly — B(n) is in M(b, n) for every b = 2^beta with 1 <= b <= n — butterfly
   butterfly_factors — L is the product of the factors B_n ... B_2b and R that of B_b ... B_2, and the blocks L_j and R_k
     are butterfly matrices themselves, of size q and b — butterfly
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

(* ---------------------------------------------------------------- the factors of L and R *)

Fixpoint butterfly_product n (B : nat -> 'M[F]_n) (lo m : nat) : 'M[F]_n :=
  if m is m'.+1 then B (lo + m')%N *m butterfly_product B lo m' else 1%:M.

Lemma butterfly_product_eq n (B B' : nat -> 'M[F]_n) lo m :
  (forall s, (s < m)%N -> B (lo + s)%N = B' (lo + s)%N) -> butterfly_product B lo m = butterfly_product B' lo m.
Proof. by elim: m => //= m IH e; rewrite e // IH // => s sm; apply: e; apply: ltnW. Qed.

Lemma is_butterfly_product t n (A : 'M[F]_n) : is_butterfly t A <->
  exists B, (forall s, (s < t)%N -> butterfly_factor s (B s)) /\ A = butterfly_product B 0 t.
Proof.
elim: t A => [|t IH] A /=; first by split=> [->|[B [_ ->]]] //; exists (fun=> 1%:M).
split=> [[X [Y [hX /IH[B [hB eY]] ->]]]|[B [hB ->]]]; last first.
  exists (B t), (butterfly_product B 0 t); split=> //; first exact: hB.
  by apply/IH; exists B; split=> // s st; apply: hB; apply: ltnW.
exists (fun s => if s == t then X else B s); split=> [s|].
  by rewrite ltnS leq_eqVlt; case: eqP => [->|_ /hB].
rewrite add0n eqxx eY; congr (_ *m _).
by apply: butterfly_product_eq => s st; rewrite add0n ltn_eqF.
Qed.

Lemma butterfly_product_cat n (B : nat -> 'M[F]_n) lo m m' :
  butterfly_product B lo (m + m') = butterfly_product B (lo + m) m' *m butterfly_product B lo m.
Proof. by elim: m' => [|m' IH]; rewrite ?addn0 ?mul1mx // addnS /= IH mulmxA addnA. Qed.

Lemma bdiag1 q b : bdiag (fun=> 1%:M) = 1%:M :> 'M[F]_(q * b).
Proof. by apply: mx_ixP => l j k i; rewrite bdiagE !mxE ix_inj -natrM mulnb. Qed.

Lemma pbd1 q b : pbd (fun=> 1%:M) = 1%:M :> 'M[F]_(q * b).
Proof. by apply: mx_ixP => l j k i; rewrite pbdE !mxE ix_inj -natrM mulnb andbC. Qed.

Lemma pbd_mul q b (L L' : 'I_b -> 'M[F]_q) : pbd L *m pbd L' = pbd (fun j => L j *m L' j).
Proof.
rewrite /pbd !mulmxA -[_ *m bdiag L *m _ *m _]mulmxA stride_trK mulmx1.
by rewrite -bdiag_mul !mulmxA.
Qed.

Section Factors.
Variables (q beta : nat).
Implicit Types X : 'M[F]_(q * 2 ^ beta).

(* A factor below b: a butterfly factor in each block of BD. *)
Lemma factor_BD s X : (s < beta)%N -> butterfly_factor s X ->
  exists R, X = bdiag R /\ forall k : 'I_q, butterfly_factor s (R k).
Proof.
move=> sb hX; exists (fun k => \matrix_(j, i) X (ix k j) (ix k i)); split.
  have [R eX] : is_BD X by apply: is_BD_zero => x y /hX[e _]; apply: divn_coarse e; rewrite dvdn_exp2l.
  by apply: mx_ixP => l j k i; rewrite eX !bdiagE mxE bdiagE eqxx mul1r; case: eqP => [->|]; rewrite ?mul0r.
move=> k x y; rewrite mxE => /hX; rewrite !ix_val.
have e : (k * 2 ^ beta = k * 2 ^ (beta - s.+1) * 2 ^ s.+1)%N by rewrite -mulnA -expnD subnK.
have e' : (k * 2 ^ beta = k * 2 ^ (beta - s) * 2 ^ s)%N by rewrite -mulnA -expnD subnK // ltnW.
rewrite {1 2}e e' !modnMDl !divnMDl ?expn_gt0 // => -[/eqP]; rewrite eqn_add2l => /eqP.
by split.
Qed.

(* A factor from b on: a butterfly factor of the high digit in each block of DB. *)
Lemma factor_DB s X : (beta <= s)%N -> butterfly_factor s X ->
  exists L, X = pbd L /\ forall j : 'I_(2 ^ beta), butterfly_factor (s - beta) (L j).
Proof.
move=> bs hX; exists (fun j => \matrix_(l, k) X (ix l j) (ix k j)); split.
  have [L eX] : is_DB X by apply: is_DB_zero => x y /hX[_]; apply: modn_coarse; rewrite dvdn_exp2l.
  by apply: mx_ixP => l j k i; rewrite eX !pbdE mxE pbdE eqxx mul1r; case: eqP => [->|]; rewrite ?mul0r.
have b0 : (0 < 2 ^ beta)%N by rewrite expn_gt0.
move=> j x y; rewrite mxE => /hX; rewrite !ix_val.
have e : (2 ^ s.+1 = 2 ^ beta * 2 ^ (s - beta).+1)%N by rewrite -expnD addnS subnKC.
have e' : (2 ^ s = 2 ^ (s - beta) * 2 ^ beta)%N by rewrite -expnD subnK.
rewrite e e' !divnMA !divnMDl // (divn_small (ltn_ord j)) !addn0 => -[ed /eqP].
rewrite eqn_modDr -!muln_modl eqn_pmul2r // => /eqP em.
by split.
Qed.
End Factors.

Section Blocks.
Variables (q beta : nat) (B : nat -> 'M[F]_(q * 2 ^ beta)).

Lemma product_BD m : (m <= beta)%N -> (forall s, (s < m)%N -> butterfly_factor s (B s)) ->
  exists R, butterfly_product B 0 m = bdiag R /\ forall k : 'I_q, is_butterfly m (R k).
Proof.
elim: m => [|m IH] mb hB; first by exists (fun=> 1%:M); rewrite bdiag1.
have [R [eR hR]] := IH (ltnW mb) (fun s sm => hB s (ltnW sm)); have [S [eS hS]] := factor_BD mb (hB m (ltnSn m)).
exists (fun k => S k *m R k); rewrite /= add0n eR eS bdiag_mul; split=> // k.
by exists (S k), (R k).
Qed.

Lemma product_DB m : (forall s, (s < beta + m)%N -> butterfly_factor s (B s)) ->
  exists L, butterfly_product B beta m = pbd L /\ forall j : 'I_(2 ^ beta), is_butterfly m (L j).
Proof.
elim: m => [|m IH] hB; first by exists (fun=> 1%:M); rewrite pbd1.
have [|L [eL hL]] := IH; first by move=> s sm; apply: hB; rewrite addnS ltnS ltnW.
have [S [eS hS]] := factor_DB (leq_addr m beta) (hB (beta + m)%N (eq_leq (esym (addnS beta m)))).
exists (fun j => S j *m L j); rewrite /= eL eS pbd_mul; split=> // j.
by exists (S j), (L j); split=> //; have := hS j; rewrite addKn.
Qed.

Theorem butterfly_factors t : (beta <= t)%N -> (forall s, (s < t)%N -> butterfly_factor s (B s)) ->
  exists (L : 'I_(2 ^ beta) -> 'M[F]_q) (R : 'I_q -> 'M[F]_(2 ^ beta)),
  [/\ butterfly_product B 0 t = monarch L R,
      pbd L = butterfly_product B beta (t - beta) /\ bdiag R = butterfly_product B 0 beta,
      forall j, is_butterfly (t - beta) (L j) & forall k, is_butterfly beta (R k)].
Proof.
move=> bt hB; have [R [eR hR]] := product_BD (leqnn beta) (fun s sb => hB s (leq_trans sb bt)).
have [|L [eL hL]] := @product_DB (t - beta); first by rewrite subnKC.
exists L, R; split=> //; rewrite -{1}(subnKC bt) butterfly_product_cat add0n eL eR.
by [].
Qed.
End Blocks.

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
