(* Bit reversal and the stride permutation, beside M and M*.

   stride_permutation_adjoint — P(m, m^2) is not in M* either, m >= 2 — stride-permutation
   permutation_bit_reversal_adjoint — bit reversal on 4^s indices is not in M* either, s >= 1 — permutation
   permutation_bit_reversal_stride — bit reversal times P is in M(b, n), n = 2^s 2^t — permutation
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation Words NotMonarch Toeplitz4.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma adjoint_tr (F : comRingType) q b (A : 'M[F]_(q * b)) : in_adjoint A <-> is_monarch A^T.
Proof.
split=> [[V [U [hV hU ->]]]|/is_monarch_word[U [V [hU hV e]]]].
  rewrite trmx_mul; apply/is_monarch_word; exists U^T, V^T.
  by split=> //; [apply: is_DB_tr | apply: is_BD_tr].
exists V^T, U^T; split; [exact: is_BD_tr | exact: is_DB_tr |].
by rewrite -trmx_mul -e trmxK.
Qed.

Theorem stride_permutation_adjoint (F : comRingType) m : (2 <= m)%N ->
  ~ @in_adjoint F m m (stride F m m).
Proof. by move=> m2 /adjoint_tr; rewrite tr_stride; apply: stride_permutation_square. Qed.

Section BitReversal.
Variable s t : nat.
Let n := (2 ^ s * 2 ^ t)%N.

Lemma brev_fun_lt (x : 'I_(2 ^ s * 2 ^ t)) : (brev (s + t) x < 2 ^ s * 2 ^ t)%N.
Proof. by have := brev_lt (s + t) x; rewrite expnD. Qed.
Definition brev_fun (x : 'I_(2 ^ s * 2 ^ t)) : 'I_(2 ^ s * 2 ^ t) := Ordinal (brev_fun_lt x).

Lemma brevK k x : (x < 2 ^ k)%N -> brev k (brev k x) = x.
Proof.
elim: k x => [|k IH] x; first by rewrite expn0 ltnS leqn0 => /eqP->.
move=> lt; have lt' : (x %/ 2 < 2 ^ k)%N by rewrite ltn_divLR // mulnC -expnS.
have b2 : (x %% 2 < 2 ^ 1)%N by rewrite ltn_mod.
have e : brev k.+1 x = (x %% 2 * 2 ^ k + brev k (x %/ 2))%N by [].
rewrite e -[k.+1]/(1 + k)%N brevD ?brev_lt // IH //.
have -> : brev 1 (x %% 2) = (x %% 2)%N.
  by rewrite /= expn0 muln1 addn0 modn_mod.
by rewrite expn1 -divn_eq.
Qed.

Lemma brev_fun_inj : injective brev_fun.
Proof.
move=> x y /(congr1 val) /= e; apply/val_inj.
have lt (z : 'I_(2 ^ s * 2 ^ t)) : (z < 2 ^ (s + t))%N by rewrite expnD.
by rewrite -[LHS](brevK (lt x)) e brevK.
Qed.
Definition brev_perm : 'S_(2 ^ s * 2 ^ t) := perm brev_fun_inj.

Lemma brev_mmstar (F : comRingType) : in_mmstar (fun_mx F brev_perm).
Proof. by have [] := permutation F brev_perm. Qed.

Lemma stride_mmstar_any (F : comRingType) q b :
  in_mmstar (fun_mx F (stride_permutation_of q b)).
Proof. by have [] := permutation F (stride_permutation_of q b). Qed.

(* All outputs of the input row k lie in the output row brev k. *)
Theorem permutation_bit_reversal_stride (F : comRingType) :
  is_monarch (fun_mx F brev_perm *m fun_mx F (stride_permutation_of (2 ^ s) (2 ^ t))).
Proof.
rewrite -fun_mx_comp; apply/stride_permutation_criterion => k i i' _; apply.
suff h j : hi (brev_perm (stride_permutation_of (2 ^ s) (2 ^ t) (ix k j))) = brev s k :> nat.
  have e : hi (brev_perm (stride_permutation_of _ _ (ix k i))) =
           hi (brev_perm (stride_permutation_of _ _ (ix k i'))).
    by apply/val_inj; rewrite [LHS]h [RHS]h.
  exact: e.
rewrite !permE hi_val.
have -> : brev_fun (stride_fun (ix k j)) = brev (s + t) (lo (ix k j) * 2 ^ s + hi (ix k j)) :> nat.
  by [].
rewrite lo_ix hi_ix addnC brevD; last by rewrite ltn_ord.
have lt := brev_lt t j; rewrite divnMDl ?expn_gt0 // divn_small ?addn0 //.
Qed.
End BitReversal.

Theorem permutation_bit_reversal_adjoint (F : comRingType) s : (0 < s)%N ->
  ~ @in_adjoint F (2 ^ s) (2 ^ s) (brev_mx F s).
Proof.
move=> s0 /adjoint_tr; suff -> : (brev_mx F s)^T = brev_mx F s by apply: permutation_bit_reversal.
have lt (z : 'I_(2 ^ s * 2 ^ s)) : (z < 2 ^ (s + s))%N by rewrite expnD.
apply/matrixP=> x y; rewrite !mxE; congr (nat_of_bool _)%:R.
by apply/eqP/eqP=> ->; rewrite brevK.
Qed.
