(* Permutations that are not in M.

   brev k x: the number x < 2^k with its k bits reversed; brev_mx s: as a matrix on 2^s * 2^s indices.

   stride_permutation_square — P(m, m^2) is not in M for m >= 2 — stride-permutation
   stride_permutation_paper — the permutation matrix P(m, m^2), as the paper has it,
     is not in M for m >= 2 — stride-permutation
   permutation_bit_reversal — bit reversal on 4^s indices is not in M, s >= 1 — permutation
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Theorem stride_permutation_square (F : comRingType) m : (2 <= m)%N ->
  ~ is_monarch (stride F m m).
Proof.
case: m => [|[|m]] // _ /slices_minor/(_ ord0 ord0 ord0 ord_max ord0 ord_max).
have e0 : (ord0 == ord_max :> 'I_m.+2) = false by [].
by rewrite !strideE !eqxx e0 mulr1 mul0r => /eqP; rewrite oner_eq0.
Qed.

Corollary stride_permutation_paper (F : comRingType) m : (2 <= m)%N ->
  ~ is_monarch (perm_mx (stride_perm m) : 'M[F]_(m * m)).
Proof. by rewrite -stride_perm_mx; apply: stride_permutation_square. Qed.

(* Bit reversal of k bits. *)
Fixpoint brev k (x : nat) : nat :=
  if k is k'.+1 then (x %% 2 * 2 ^ k' + brev k' (x %/ 2))%N else 0%N.

Lemma brev_lt k x : (brev k x < 2 ^ k)%N.
Proof.
elim: k x => [|k IH] x //=; rewrite expnS mul2n -addnn.
have := IH (x %/ 2)%N; have := ltn_pmod x (isT : 0 < 2)%N.
by case: (x %% 2)%N => [|[|]] //= _; lia.
Qed.

Lemma brevD s t x1 x0 : (x0 < 2 ^ t)%N ->
  brev (s + t) (x1 * 2 ^ t + x0) = (brev t x0 * 2 ^ s + brev s x1)%N.
Proof.
elim: t x0 => [|t IH] x0.
  by rewrite expn0 ltnS leqn0 => /eqP->; rewrite !addn0 muln1.
move=> lt; rewrite addnS /=.
have e1 : ((x1 * 2 ^ t.+1 + x0) %% 2 = x0 %% 2)%N.
  by rewrite expnS mulnCA [(2 * _)%N]mulnC modnMDl.
have e2 : ((x1 * 2 ^ t.+1 + x0) %/ 2 = x1 * 2 ^ t + x0 %/ 2)%N.
  by rewrite expnS mulnCA [(2 * _)%N]mulnC divnMDl.
have lt' : (x0 %/ 2 < 2 ^ t)%N by rewrite ltn_divLR // mulnC -expnS.
rewrite e1 e2 IH // expnD; lia.
Qed.

Definition brev_mx (F : comRingType) s : 'M[F]_(2 ^ s * 2 ^ s) :=
  \matrix_(x, y) ((x == brev (s + s) y :> nat)%:R).

Theorem permutation_bit_reversal (F : comRingType) s : (0 < s)%N -> ~ is_monarch (brev_mx F s).
Proof.
case: s => // s _ mon; set m := (2 ^ s.+1)%N in mon.
have m0 : (0 < m)%N by rewrite expn_gt0.
have m1 : (1 < m)%N by rewrite /m -{1}(expn0 2) ltn_exp2l.
have entry (l j k i : 'I_m) : brev_mx F s.+1 (ix l j) (ix k i) =
    ((l == brev s.+1 i :> nat) && (j == brev s.+1 k :> nat))%:R.
  rewrite mxE !ix_val brevD //; congr (nat_of_bool _)%:R.
  have := brev_lt s.+1 k; have := ltn_ord j; rewrite -/m => lj lb.
  apply/eqP/andP=> [e|[/eqP-> /eqP->]] //.
  have := congr1 (divn^~ m) e; have := congr1 (modn^~ m) e.
  by rewrite !modnMDl !divnMDl // !modn_small // !divn_small // !addn0 => -> ->.
pose o0 := Ordinal m0; pose o1 := Ordinal m1.
pose l1 := Ordinal (brev_lt s.+1 1); pose l0 := Ordinal (brev_lt s.+1 0).
have := slices_minor mon l0 o0 l0 l1 o0 o1.
rewrite !entry /= !eqxx /=.
have -> : (brev s (0 %/ 2) == 1 %% 2 * 2 ^ s + brev s (1 %/ 2))%N = false.
  by rewrite div0n (_ : 1 %/ 2 = 0)%N //; have := expn_gt0 2 s; lia.
by rewrite mul0r mulr1 => /eqP; rewrite oner_eq0.
Qed.

