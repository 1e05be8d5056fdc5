(* The stride permutation of a square grid is neither in M nor in M*.

   stride_permutation_square — P(m, m^2) is not in M for m >= 2 — stride-permutation
   stride_permutation_paper — the permutation matrix P(m, m^2), as the paper has it,
     is not in M for m >= 2 — stride-permutation
   stride_permutation_adjoint — P(m, m^2) is not in M* either, m >= 2 — stride-permutation
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens.
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

Corollary stride_permutation_adjoint (F : comRingType) m : (2 <= m)%N ->
  ~ is_mstar (stride F m m).
Proof. by move=> m2; rewrite -tr_stride -transpose; apply: stride_permutation_square. Qed.
