(* The 9 x 9 Toeplitz matrix t_d = 1/(1+|d|): two of its F(j,i) do not commute. The products of 3 x 3 matrices are
   computed on lists of binary integers and carried over.

   toeplitz_nine — t_d = 1/(1+|d|) of size 9 is not in MM*(3, 9) over any field of characteristic 0 — toeplitz
   toeplitz_nine_rat — t_d = 1/(1+|d|) of size 9 is not in MM*(3, 9) over the rationals — toeplitz
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* 3 x 3 matrices as lists of rows. *)
Definition zmat := seq (seq Z).
Definition ent (f : zmat) (i j : nat) : Z := nth 0 (nth [::] f i) j.
Definition tab (e : nat -> nat -> Z) : zmat :=
  [seq [seq e i j | j <- iota 0 3] | i <- iota 0 3].
Definition mulZ (f g : zmat) : zmat :=
  tab (fun i j => ent f i 0 * ent g 0 j + (ent f i 1 * ent g 1 j + ent f i 2 * ent g 2 j)).
Definition scalZ (d : Z) : zmat := tab (fun i j => if i == j then d else 0).
Definition adj3 (f : zmat) : zmat := tab (fun j i =>
  let i1 := (i.+1 %% 3)%N in let i2 := (i.+2 %% 3)%N in
  let j1 := (j.+1 %% 3)%N in let j2 := (j.+2 %% 3)%N in
  ent f i1 j1 * ent f i2 j2 - ent f i1 j2 * ent f i2 j1).
Definition det3 (f : zmat) : Z := ent (mulZ (adj3 f) f) 0 0.
Definition okinv (f : zmat) : bool :=
  (mulZ (adj3 f) f == scalZ (det3 f)) && (det3 f != 0).

(* The blocks of 2520 T. *)
Definition c2520 : Z := Zpos 2520.
Definition tz (d : int) : Z := Z.div c2520 (Z.of_nat (absz d).+1).
Definition Bz (j i : nat) : zmat :=
  tab (fun l k => tz ((l * 3 + j)%:Z - (k * 3 + i)%:Z)).
(* A non-zero multiple of F(j,i). *)
Definition Nz (j i : nat) : zmat :=
  mulZ (mulZ (mulZ (adj3 (Bz j 0)) (Bz j i)) (adj3 (Bz 0 i))) (Bz 0 0).

Lemma Bz_ok : all (fun j => okinv (Bz j 0) && okinv (Bz 0 j)) (iota 0 3).
Proof. by vm_compute. Qed.

Lemma Nz_ne : ent (mulZ (Nz 1 1) (Nz 1 2)) 0 0 - ent (mulZ (Nz 1 2) (Nz 1 1)) 0 0 != 0.
Proof. by vm_compute. Qed.

Lemma scale9 : all (fun k => Z.mul (tz k%:Z) (Z.of_nat k.+1) == c2520) (iota 0 9).
Proof. by vm_compute. Qed.

Section Field.
Variable K : fieldType.
Hypothesis char0 : [char K] =i pred0.

Definition ZK (z : Z) : K := (int_of_Z z)%:~R.

Lemma ZK_rmorph : rmorphism ZK.
Proof.
split; first by move=> x y; rewrite /ZK rmorphB /= rmorphB.
by split=> [x y|]; rewrite /ZK ?rmorphM /= ?rmorphM // !rmorph1.
Qed.
Canonical ZK_additive := Additive ZK_rmorph.
Canonical ZK_rmorphism := RMorphism ZK_rmorph.

Lemma natK0 n : (n.+1)%:R != 0 :> K.
Proof. by move/charf0P: char0 => ->. Qed.

Lemma ZK_nat n : ZK (Z.of_nat n) = n%:R.
Proof.
elim: n => [|n IH]; first exact: rmorph0.
rewrite Nat2Z.inj_succ -Z.add_1_r -addn1 natrD -IH.
by rewrite -[1](rmorph1 ZK_rmorphism) -rmorphD.
Qed.

Lemma ZK_neq0 z : z != 0 -> ZK z != 0.
Proof.
have pos p : ZK (Z.pos p) != 0.
  by rewrite -[Z.pos p]positive_nat_Z ZK_nat; case: (Pos2Nat.is_succ p) => k ->; apply: natK0.
case: z => [|p|p] // _.
by rewrite -[Z.neg p]/(- Z.pos p) rmorphN oppr_eq0; apply: pos.
Qed.

Definition mxZ (f : zmat) : 'M[K]_3 := \matrix_(i, j) ZK (ent f i j).

Lemma ent_tab e (i j : 'I_3) : ent (tab e) i j = e i j.
Proof.
rewrite /ent /tab (nth_map 0%N) ?size_iota // (nth_map 0%N) ?size_iota //.
by rewrite !nth_iota.
Qed.

Lemma mxZM f g : mxZ f *m mxZ g = mxZ (mulZ f g).
Proof.
apply/matrixP=> i j; rewrite !mxE ent_tab !big_ord_recl big_ord0 addr0 !mxE.
by rewrite !rmorphD !rmorphM.
Qed.

Lemma okinvP f : okinv f ->
  [/\ mxZ f \in unitmx, ZK (det3 f) != 0
    & invmx (mxZ f) = (ZK (det3 f))^-1 *: mxZ (adj3 f)].
Proof.
move=> /andP[/eqP e /ZK_neq0 d0].
have e' : ((ZK (det3 f))^-1 *: mxZ (adj3 f)) *m mxZ f = 1%:M.
  rewrite -scalemxAl mxZM e; apply/matrixP=> i j; rewrite !mxE ent_tab val_eqE.
  by case: eqP => _; rewrite ?rmorph0 ?mulr0 // mulVf.
have [_ u] := mulmx1_unit e'; split=> //.
by rewrite -[RHS](mulmxK u) e' mul1mx.
Qed.

Definition t9 (d : int) : K := (absz d).+1%:R^-1.
Definition T9 : 'M[K]_(3 * 3) := toeplitz t9 (3 * 3).
Definition T9z : 'M[K]_(3 * 3) := toeplitz (fun d => ZK (tz d)) (3 * 3).

Lemma T9_scale : T9z = ZK c2520 *: T9.
Proof.
apply/matrixP=> x y; rewrite !mxE.
have lt : (absz (x%:Z - y%:Z) < 9)%N.
  have [le|/ltnW le] := leqP y x.
    by rewrite subzn // absz_nat (leq_ltn_trans (leq_subr _ _)) ?ltn_ord.
  by rewrite -abszN opprB subzn // absz_nat (leq_ltn_trans (leq_subr _ _)) ?ltn_ord.
rewrite /t9 /tz; move: (absz _) lt => k lt.
have /allP/(_ k) := scale9; rewrite mem_iota lt => /(_ isT)/eqP e.
apply: (mulIf (natK0 k)); rewrite mulfVK ?natK0 // -ZK_nat -rmorphM.
by congr (ZK _).
Qed.

Lemma in_mmstarZ q b (A : 'M[K]_(q * b)) c : in_mmstar A -> in_mmstar (c *: A).
Proof.
case=> L [R [M ->]]; exists (fun j => c *: L j), R, M.
apply: mx_ixP => l j k i; rewrite mxE !entries_mmstar mulr_sumr.
by apply: eq_bigr => p _; rewrite mxE !mulrA.
Qed.

Lemma blkT9z (j i : 'I_3) : blk T9z j i = mxZ (Bz j i).
Proof. by apply/matrixP=> l k; rewrite blkE !mxE ent_tab. Qed.

Lemma noncomm (X Y : 'M[K]_3) N M c d : c != 0 -> d != 0 ->
  X = c *: mxZ N -> Y = d *: mxZ M -> comm_mx X Y ->
  ent (mulZ N M) 0 0 - ent (mulZ M N) 0 0 != 0 -> False.
Proof.
move=> c0 d0 -> ->; rewrite /comm_mx -!(scalemxAl, scalemxAr) !scalerA [d * c]mulrC !mxZM => e.
have /matrixP/(_ ord0 ord0) := e; rewrite !mxE => /(mulfI (mulf_neq0 c0 d0)) /eqP.
move=> e0 /ZK_neq0; rewrite rmorphB /= subr_eq0 => /negP; apply; exact: e0.
Qed.

Theorem toeplitz_nine : ~ in_mmstar T9.
Proof.
move/(in_mmstarZ (ZK c2520)); rewrite -T9_scale => mem.
pose o := ord0 : 'I_3; pose i1 := Ordinal (isT : 1 < 3)%N; pose i2 := Ordinal (isT : 2 < 3)%N.
have ok (j : 'I_3) : okinv (Bz j 0) && okinv (Bz 0 j).
  by have /allP/(_ j) := Bz_ok; apply; rewrite mem_iota ltn_ord.
have uc j : blk T9z j o \in unitmx.
  by have /andP[/okinvP[]] := ok j; rewrite blkT9z.
have ur i : blk T9z o i \in unitmx.
  by have /andP[_ /okinvP[]] := ok i; rewrite blkT9z.
have FN (j i : 'I_3) : exists2 c, c != 0 & pivotF T9z o o j i = c *: mxZ (Nz j i).
  have /andP[/okinvP[_ c0 ej] _] := ok j; have /andP[_ /okinvP[_ d0 ei]] := ok i.
  exists ((ZK (det3 (Bz j 0)))^-1 * (ZK (det3 (Bz 0 i)))^-1).
    by rewrite mulf_neq0 ?invr_neq0.
  rewrite /pivotF !blkT9z ej ei /Nz -!mxZM -!(scalemxAl, scalemxAr) scalerA mulrC.
  by [].
have [c c0 e1] : exists2 c, c != 0 & pivotF T9z o o i1 i1 = c *: mxZ (Nz 1 1).
  exact: (FN i1 i1).
have [d d0 e2] : exists2 d, d != 0 & pivotF T9z o o i1 i2 = d *: mxZ (Nz 1 2).
  exact: (FN i1 i2).
exact: noncomm c0 d0 e1 e2 (factor_decision_witness uc ur mem i1 i1 i1 i2) Nz_ne.
Qed.
End Field.

(* The hypotheses are met: over the rationals. *)
Corollary toeplitz_nine_rat : ~ in_mmstar (T9 rat_fieldType).
Proof. exact: toeplitz_nine (Num.Theory.char_num _). Qed.
