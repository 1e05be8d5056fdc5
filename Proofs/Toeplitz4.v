(* The 4 x 4 Toeplitz matrix t_(-3..3) = (-1, 1, 0, 3, 1, 0, -3), whose F is a Jordan block.

   mmstar_not_closed_pivot — the F(1,1) of this matrix is [[-3, 8], [-18, 21]] — mmstar-not-closed
   mmstar_not_closed_outside — this matrix is not in MM* over any field of characteristic other
     than 2 and 3 — mmstar-not-closed
   mmstar_not_closed_outside_rat — this matrix is not in MM* over the rationals — mmstar-not-closed
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Decision.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* Two by two matrices by their entries. *)
Section Mk2.
Variable K : fieldType.
Definition mk2 (a b c d : K) : 'M[K]_2 :=
  \matrix_(i, j) if i == ord0 then if j == ord0 then a else b
                 else if j == ord0 then c else d.

Lemma ord2P (i : 'I_2) : i = ord0 \/ i = ord_max.
Proof. by case: i => [[|[|i]] // lt]; [left|right]; apply/val_inj. Qed.

Lemma mk2P (X : 'M[K]_2) (o := ord0 : 'I_2) (u := ord_max : 'I_2) a b c d :
  X o o = a -> X o u = b -> X u o = c -> X u u = d -> X = mk2 a b c d.
Proof.
move=> <- <- <- <-; apply/matrixP=> i j; rewrite mxE.
by case: (ord2P i) => ->; case: (ord2P j) => ->.
Qed.

Lemma mk2M a b c d a' b' c' d' : mk2 a b c d *m mk2 a' b' c' d' =
  mk2 (a * a' + b * c') (a * b' + b * d') (c * a' + d * c') (c * b' + d * d').
Proof. by apply: mk2P; rewrite !mxE !big_ord_recl big_ord0 !mxE addr0. Qed.

Lemma mk2_1 : mk2 1 0 0 1 = 1%:M.
Proof. by apply/esym/mk2P; rewrite !mxE. Qed.

Lemma mk2_inv X Y : X *m Y = 1%:M :> 'M[K]_2 -> X \in unitmx /\ invmx X = Y.
Proof.
move=> e; have [uX uY] := mulmx1_unit e; split=> //.
by rewrite -[Y](mulKmx uX) e mulmx1.
Qed.

(* The 4 x 4 Toeplitz matrix with t_(-3..3) = (-1, 1, 0, 3, 1, 0, -3).        *)
Definition jordan_t (d : int) : K :=
  match d with
  | Posz 0 => 3%:R | Posz 1 => 1 | Posz 2 => 0 | Posz 3 => - 3%:R
  | Negz 0 => 0 | Negz 1 => 1 | Negz 2 => -1 | _ => 0
  end.

Definition T4 : 'M[K]_(2 * 2) := toeplitz jordan_t (2 * 2).

Hypotheses (two0 : 2%:R != 0 :> K) (three0 : 3%:R != 0 :> K).

Let o := ord0 : 'I_2.
Let u := ord_max : 'I_2.

Lemma T4_00 : blk T4 o o = mk2 3%:R 1 0 3%:R.
Proof. by apply: mk2P; rewrite blkE mxE. Qed.
Lemma T4_11 : blk T4 u u = mk2 3%:R 1 0 3%:R.
Proof. by apply: mk2P; rewrite blkE mxE. Qed.
Lemma T4_10 : blk T4 u o = mk2 1 0 (- 3%:R) 1.
Proof. by apply: mk2P; rewrite blkE mxE. Qed.
Lemma T4_01 : blk T4 o u = mk2 0 (- 1) 1 0.
Proof. by apply: mk2P; rewrite blkE mxE. Qed.

Lemma T4_inv00 : blk T4 o o *m mk2 (3%:R^-1) (- 9%:R^-1) 0 (3%:R^-1) = 1%:M.
Proof.
have nine : 9%:R != 0 :> K by rewrite (natrM _ 3 3) mulf_neq0.
rewrite T4_00 mk2M -mk2_1; congr mk2; field; rewrite ?three0 //.
Qed.
Lemma T4_inv10 : blk T4 u o *m mk2 1 0 3%:R 1 = 1%:M.
Proof. by rewrite T4_10 mk2M -mk2_1; congr mk2; ring. Qed.
Lemma T4_inv01 : blk T4 o u *m mk2 0 1 (- 1) 0 = 1%:M.
Proof. by rewrite T4_01 mk2M -mk2_1; congr mk2; ring. Qed.

Theorem mmstar_not_closed_pivot : pivotF T4 o o u u = mk2 (- 3%:R) 8%:R (- 18%:R) 21%:R.
Proof.
rewrite /pivotF (mk2_inv T4_inv10).2 (mk2_inv T4_inv01).2 T4_11 T4_00 !mk2M.
by congr mk2; ring.
Qed.

Theorem mmstar_not_closed_outside : ~ in_mmstar T4.
Proof.
have [u00 _] := mk2_inv T4_inv00; have [u10 _] := mk2_inv T4_inv10.
have [u01 _] := mk2_inv T4_inv01.
case/(factor_decision_necessary (j0 := o) (i0 := o)) => [j|i|C uC dF].
- by case: (ord2P j) => ->.
- by case: (ord2P i) => ->.
have := dF u u; move eD: (C *m _ *m _) => D dD.
have sq : (D - 9%:R%:M) *m (D - 9%:R%:M) = 0.
  have -> : D - 9%:R%:M = C *m (pivotF T4 o o u u - 9%:R%:M) *m invmx C.
    by rewrite mulmxBr mulmxBl scalar_mxC mulmxK // eD.
  rewrite -!mulmxA [invmx C *m _]mulmxA mulVmx // mul1mx.
  rewrite [(_ - _) *m (_ *m _)]mulmxA.
  suff -> : (pivotF T4 o o u u - 9%:R%:M) *m (pivotF T4 o o u u - 9%:R%:M) = 0.
    by rewrite mul0mx mulmx0.
  have -> : pivotF T4 o o u u - 9%:R%:M = mk2 (- 12%:R) 8%:R (- 18%:R) 12%:R.
    by rewrite mmstar_not_closed_pivot; apply: mk2P; rewrite !mxE /=; ring.
  rewrite mk2M; apply/esym/mk2P; rewrite mxE; ring.
have D9 : D = 9%:R%:M.
  apply/eqP; rewrite -subr_eq0; apply/eqP/matrixP => x y.
  have off a b : a != b -> (D - 9%:R%:M) a b = 0.
    by move=> ne; rewrite !mxE (negbTE ne) (is_diag_mxP dD) // subr0.
  have [<-|ne] := eqVneq x y; last by rewrite off // mxE.
  have /matrixP/(_ x x) := sq; rewrite !mxE (bigD1 x) //= big1 => [|k ne].
    by rewrite addr0 => /eqP; rewrite mulf_eq0 orbb !mxE => /eqP.
  by rewrite off ?mul0r // eq_sym.
have e : pivotF T4 o o u u = 9%:R%:M.
  have -> : pivotF T4 o o u u = invmx C *m D *m C.
    by rewrite -eD !mulmxA mulVmx // mul1mx mulmxKV.
  by rewrite D9 scalar_mxC mulmxKV.
have /matrixP/(_ o u) := e; rewrite mmstar_not_closed_pivot !mxE /= => /eqP.
by rewrite (natrM _ 2 4) (natrM _ 2 2) !mulf_eq0 (negbTE two0).
Qed.
End Mk2.

(* The hypotheses are met: over the rationals. *)
Corollary mmstar_not_closed_outside_rat : ~ in_mmstar (T4 rat_fieldType).
Proof. by apply: mmstar_not_closed_outside; rewrite Num.Theory.pnatr_eq0. Qed.
