(* Toeplitz matrices of size n = q b, q from 2 to 5 and b from 3 to 5, that are neither in MM* nor limits of its members:
   two of their N(j,i) do not commute, as a computation with fractions shows; and so are nearly all others.

   named K f d: t_d = 1/(1 + |d|), 2^-|d| or 1/(2 d + 1), for f = Inverse, Power, Odd.

   toeplitz_far — these three are not in MM*(b, q b), over any field of characteristic 0; with q = b = 3, 4, 5 this is so
     for n = 9, 16 and 25 — toeplitz
   toeplitz_limit — nor are they limits of members of MM*(b, q b), in any ordered field or one with absolute values such
     as the complex numbers — toeplitz
   toeplitz_generic — for any t and one of the three, s, all s + x t are outside but for finitely many x, the roots of a
     polynomial — toeplitz
   toeplitz_generic_limit — nor are they limits of members but for finitely many x — toeplitz
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

Lemma far (f : family) (q b : nat) : (1 < q <= 5)%N -> (2 < b <= 5)%N ->
  check_far fops q b (named_list f (q * b)) (0%N, 0%N) (1%N, 1%N) (1%N, 2%N) (0%N, 0%N).
Proof.
case: q => [|[|[|[|[|[|q]]]]]] // _; case: b => [|[|[|[|[|[|b]]]]]] // _; case: f; vm_cast_no_check (erefl true).
Qed.

Section Grid.
Variables (f : family) (q b : nat).
Hypotheses (q25 : (1 < q <= 5)%N) (b35 : (2 < b <= 5)%N).

Theorem toeplitz_far (K : fieldType) : [char K] =i pred0 -> ~ in_mmstar (toeplitz (named K f) (q * b)).
Proof.
by move=> char0; rewrite named_listE; apply: (factor_decision_checked_far (fr_denotes char0) (far f q25 b35)).
Qed.

Theorem toeplitz_limit (R : numFieldType) : ~ mmstar_limit (toeplitz (named R f) (q * b)).
Proof.
have char0 := Num.Theory.char_num R; rewrite named_listE.
exact: (factor_decision_checked_limit (fr_denotes char0) (far f q25 b35)).
Qed.

(* On the line through s in the direction t a commutator is a polynomial, and not 0 at s. *)
Lemma line_commutator (K : fieldType) (t : int -> K) : [char K] =i pred0 ->
  exists2 P : {poly K}, P != 0 & exists j0 i0 j i j' i' : 'I_b, forall x, P.[x] != 0 ->
    let A := toeplitz (fun d => named K f d + x * t d) (q * b) in
    ~ comm_mx (pivotN A j0 i0 j i) (pivotN A j0 i0 j' i').
Proof.
move=> char0; have [j0 [i0 [j [i [j' [i' nc]]]]]] := far_commutator (fr_denotes char0) (far f q25 b35).
rewrite -named_listE in nc.
pose A : 'M[{poly K}]_(q * b) := \matrix_(l, k) ((named K f (l%:Z - k%:Z))%:P + 'X * (t (l%:Z - k%:Z))%:P).
have AE x : map_mx (horner_eval x) A = toeplitz (fun d => named K f d + x * t d) (q * b).
  by apply/matrixP=> l k; rewrite !mxE /horner_eval !hornerE.
pose N s r := pivotN A j0 i0 s r; pose C := N j i *m N j' i' - N j' i' *m N j i.
have CE x : let B := toeplitz (fun d => named K f d + x * t d) (q * b) in
    comm_mx (pivotN B j0 i0 j i) (pivotN B j0 i0 j' i') <-> map_mx (horner_eval x) C = 0.
  rewrite /= -AE 2!map_pivotN map_mxB (map_mxM _ (N j i)) (map_mxM _ (N j' i')).
  split=> [->|/eqP]; first by rewrite subrr.
  by rewrite subr_eq0 => /eqP.
have A0 : toeplitz (fun d => named K f d + 0 * t d) (q * b) = toeplitz (named K f) (q * b).
  by apply/matrixP=> l k; rewrite !mxE mul0r addr0.
have /matrix0Pn[l [k ne]] : map_mx (horner_eval 0) C != 0.
  by apply/eqP => /CE; rewrite /= A0.
exists (C l k); first by apply: contraNneq ne => z; rewrite mxE z rmorph0.
exists j0, i0, j, i, j', i' => x nz /= /CE z; case/eqP: nz.
have <- : map_mx (horner_eval x) C l k = (C l k).[x] by rewrite mxE.
by rewrite z mxE.
Qed.

Theorem toeplitz_generic (K : fieldType) (t : int -> K) : [char K] =i pred0 ->
  exists2 P : {poly K}, P != 0 & forall x, ~~ root P x ->
    ~ in_mmstar (toeplitz (fun d => named K f d + x * t d) (q * b)).
Proof.
move=> char0; have [P P0 [j0 [i0 [j [i [j' [i' h]]]]]]] := line_commutator t char0.
by exists P => // x /h nc mem; apply/nc/factor_decision_commutators.
Qed.

Theorem toeplitz_generic_limit (R : numFieldType) (t : int -> R) :
  exists2 P : {poly R}, P != 0 & forall x, ~~ root P x ->
    ~ mmstar_limit (toeplitz (fun d => named R f d + x * t d) (q * b)).
Proof.
have [P P0 [j0 [i0 [j [i [j' [i' h]]]]]]] := line_commutator t (Num.Theory.char_num R).
by exists P => // x /h nc lim; apply/nc/factor_decision_limit.
Qed.
End Grid.
