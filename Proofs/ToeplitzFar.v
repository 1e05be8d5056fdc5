(* Three Toeplitz matrices, each of the sizes 9, 16 and 25, that are neither in MM* nor limits of its members: two of
   their N(j,i) do not commute, as a computation with fractions shows.

   named K f d: t_d = 1/(1 + |d|), 2^-|d| or 1/(2 d + 1), for f = Inverse, Power, Odd.

   toeplitz_far — of size m^2, m = 3, 4 or 5, these are not in MM*(m, m^2) over any field of characteristic 0 — toeplitz
   toeplitz_limit — nor are they limits of members of MM*(m, m^2), in any ordered field or one with absolute values such
     as the complex numbers — toeplitz
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ.
From Monarch Require Import Index Monarch Expressive Numbers ListMatrix Closure ClosureCheck.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Inductive family := Inverse | Power | Odd.

Definition named (K : fieldType) (f : family) (d : int) : K :=
  match f with
  | Inverse => (absz d).+1%:R^-1
  | Power => 2%:R ^- absz d
  | Odd => (2%:Z * d + 1)%:~R^-1
  end.

(* 1 / t_(x-y), an integer. *)
Definition denominator (f : family) (x y : nat) : Z :=
  let d := (x - y + (y - x))%N in
  match f with
  | Inverse => Z.of_nat d.+1
  | Power => iter d (Z.mul (Zpos 2)) (Zpos 1)
  | Odd => Z.sub (Z.of_nat (2 * x + 1)) (Z.of_nat (2 * y))
  end.
Definition finv (z : Z) : fr :=
  match z with Z0 => (Z0, xH) | Zpos p => (Zpos xH, p) | Zneg p => (Zneg xH, p) end.
Definition named_list (f : family) (n : nat) : mat fr := tab n n (fun x y => finv (denominator f x y)).

Section Field.
Variable K : fieldType.
Hypothesis char0 : [char K] =i pred0.

Lemma fval_inv z : fval K (finv z) = (zval K z)^-1.
Proof.
case: z => [|p|p]; rewrite /fval /= ?zval0 ?zval1 ?mul0r ?invr0 ?mul1r //.
by rewrite -[Zneg xH]/(Z.opp (Zpos xH)) -[Zneg p]/(Z.opp (Zpos p)) !zvalN zval1 mulN1r invrN.
Qed.

Lemma denominatorE f x y : named K f (x%:Z - y%:Z) = (zval K (denominator f x y))^-1.
Proof.
have dist : absz (x%:Z - y%:Z) = (x - y + (y - x))%N.
  case: (leqP x y) => [le|/ltnW le]; first by rewrite distnEr // (eqP le).
  by rewrite distnEl // (eqP le) addn0.
case: f; rewrite /named /denominator ?dist.
- by rewrite zval_nat.
- congr (_^-1); move: (_ + _)%N => d; elim: d => [|d IH]; first by rewrite zval1.
  by rewrite iterS zvalM -IH exprS zval_pos.
- congr (_^-1); rewrite /Z.sub zvalD zvalN !zval_nat.
  by rewrite mulrBr addrAC -!PoszM rmorphB /= -PoszD.
Qed.

Lemma named_listE f q b :
  toeplitz (named K f) (q * b) = mxv fops (fval K) (q * b) (q * b) (named_list f (q * b)).
Proof. by rewrite mxv_tab; apply/matrixP=> x y; rewrite !mxE fval_inv denominatorE. Qed.
End Field.

Lemma far (f : family) (m : nat) : m \in [:: 3; 4; 5]%N ->
  check_far fops m m (named_list f (m * m)) (0%N, 0%N) (1%N, 1%N) (1%N, 2%N) (0%N, 0%N).
Proof. by rewrite !inE => /or3P[] /eqP ->; case: f; vm_compute. Qed.

Theorem toeplitz_far (K : fieldType) f m : [char K] =i pred0 -> m \in [:: 3; 4; 5]%N ->
  ~ in_mmstar (toeplitz (named K f) (m * m)).
Proof.
by move=> char0 /(far f) ok; rewrite named_listE; apply: (factor_decision_checked_far (fr_denotes char0) ok).
Qed.

Theorem toeplitz_limit (R : numFieldType) f m : m \in [:: 3; 4; 5]%N ->
  ~ mmstar_limit (toeplitz (named R f) (m * m)).
Proof.
move=> /(far f) ok; rewrite named_listE.
exact: (factor_decision_checked_limit (fr_denotes (Num.Theory.char_num _)) ok).
Qed.
