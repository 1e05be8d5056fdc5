(* A program that excludes a matrix from MM* and from its limits: two N(j,i) that do not commute, N as in Closure.v.

   det_list, adj_list: determinant and adjugate by expansion in the first row; no division, so in any commutative ring.
   check_far: the entry (row, col) of N N' - N' N is not 0. Unlike the trees of WitnessCheck.v it needs no inverses and
   no block that is invertible. far_accepted is an example that is accepted.

   factor_decision_checked_far — where check_far says yes, A is not in MM*, in any commutative ring in which the numbers
     are meant — factor-decision
   factor_decision_checked_limit — where check_far says yes, A is no limit of members of MM* — factor-decision
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens.
From Monarch Require Import Index Monarch Numbers ListMatrix WitnessCheck Closure.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Programs.
Variables (T : Type) (o : ops T).

Definition signed (k : nat) (x : T) : T := if odd k then opp o x else x.
(* Without entry j. *)
Definition skip (j x : nat) : nat := if Nat.leb j x then x.+1 else x.
Fixpoint det_list (n : nat) (e : nat -> nat -> T) : T :=
  if n is m.+1 then sum o (fun j => signed j (mul o (e 0%N j) (det_list m (fun x y => e x.+1 (skip j y))))) n
  else one o.
Definition adj_list (n : nat) (A : mat T) : mat T :=
  tab n n (fun i j => signed (j + i) (det_list n.-1 (fun x y => ent o A (skip j x) (skip i y)))).

Variables (q b : nat).
Definition pivot_list (A : mat T) (j0 i0 j i : nat) : mat T :=
  let B := blk_list o q b A in let mm := mulm o q q q in
  mm (mm (mm (adj_list q (B j i0)) (B j i)) (adj_list q (B j0 i))) (B j0 i0).

Definition check_far (A : mat T) (pivot ji ji' place : nat * nat) : bool :=
  let N := pivot_list A pivot.1 pivot.2 ji.1 ji.2 in let N' := pivot_list A pivot.1 pivot.2 ji'.1 ji'.2 in
  let entry X Y := sum o (fun k => mul o (ent o X place.1 k) (ent o Y k place.2)) q in
  [&& all (fun x => Nat.ltb x b) [:: pivot.1; pivot.2; ji.1; ji.2; ji'.1; ji'.2], Nat.ltb place.1 q, Nat.ltb place.2 q
    & ~~ isz o (sub o (entry N N') (entry N' N))].
End Programs.

Lemma skipE j x : skip j x = bump j x.
Proof.
rewrite /skip /bump; have -> : Nat.leb j x = (j <= x)%N by apply/PeanoNat.Nat.leb_spec0/leP.
by case: leqP => _; rewrite ?add1n ?add0n.
Qed.

Section Sound.
Variables (T : Type) (o : ops T) (K : comRingType) (val : T -> K).
Hypothesis h : denotes o val.
Notation mx m n X := (@mxv _ o K val m n X).

Lemma val_signed k x : val (signed o k x) = (-1) ^+ k * val x.
Proof. by rewrite /signed -signr_odd; case: (odd k); rewrite ?(valN h) ?mulN1r // mul1r. Qed.

Lemma val_det n e : val (det_list o n e) = \det (\matrix_(i < n, j < n) val (e i j)).
Proof.
elim: n e => [|n IH] e; first by rewrite det_mx00 /= (val1 h).
rewrite (expand_det_row _ ord0) -[LHS]/(val (sum o _ n.+1)) (val_sum h); apply: eq_bigr => j _.
rewrite val_signed (valM h) IH mxE mulrCA /cofactor add0n; congr (_ * (_ * \det _)).
by apply/matrixP=> x y; rewrite !mxE /= skipE.
Qed.

Lemma mxv_adj n A : mx n n (adj_list o n A) = \adj (mx n n A).
Proof.
rewrite /adj_list mxv_tab; apply/matrixP=> i j; rewrite !mxE val_signed val_det /cofactor.
congr (_ * \det _); apply/matrixP=> x y; rewrite !mxE /= !skipE.
by congr (val (ent o A _ _)).
Qed.

Variables (q b : nat) (A : mat T).
Let M : 'M[K]_(q * b) := mx (q * b) (q * b) A.

Lemma mxv_blk (j i : 'I_b) : mx q q (blk_list o q b A j i) = blk M j i.
Proof. by apply/matrixP => l k; rewrite blkE mxE ent_tab // mxE !ix_val. Qed.

Lemma mxv_pivot (j0 i0 j i : 'I_b) : mx q q (pivot_list o q b A j0 i0 j i) = pivotN M j0 i0 j i.
Proof. by rewrite /pivot_list !(mxv_mul h) !mxv_adj !mxv_blk. Qed.

Lemma far_commutator pivot ji ji' place : check_far o q b A pivot ji ji' place ->
  exists j0 i0 j i j' i' : 'I_b, ~ comm_mx (pivotN M j0 i0 j i) (pivotN M j0 i0 j' i').
Proof.
case: pivot ji ji' place => j0 i0 [j i] [j' i'] [x y] /and4P[/= /and5P[/ltbP p0 /ltbP p1 /ltbP p2 /ltbP p3]].
case/and3P=> /ltbP p4 /ltbP p5 _ /ltbP lx /ltbP ly /negP nz.
exists (Ordinal p0), (Ordinal p1), (Ordinal p2), (Ordinal p3), (Ordinal p4), (Ordinal p5).
rewrite /comm_mx -!mxv_pivot /= => /matrixP/(_ (Ordinal lx) (Ordinal ly)) e; apply: nz.
have E X Y : val (sum o (fun k => mul o (ent o X x k) (ent o Y k y)) q) =
    (mx q q X *m mx q q Y) (Ordinal lx) (Ordinal ly).
  by rewrite mxE (val_sum h); apply: eq_bigr => k _; rewrite (valM h) !mxE.
by rewrite (valz h) (valB h) !E e subrr.
Qed.

Theorem factor_decision_checked_far pivot ji ji' place : check_far o q b A pivot ji ji' place -> ~ in_mmstar M.
Proof.
by case/far_commutator=> j0 [i0 [j [i [j' [i' nc]]]]] mem; apply/nc/factor_decision_commutators.
Qed.
End Sound.

Theorem factor_decision_checked_limit (T : Type) (o : ops T) (K : numFieldType) (val : T -> K) q b (A : mat T)
    pivot ji ji' place : denotes o val -> check_far o q b A pivot ji ji' place ->
  ~ mmstar_limit (mxv o val (q * b) (q * b) A : 'M_(q * b)).
Proof.
by move=> h /(far_commutator h)[j0 [i0 [j [i [j' [i' nc]]]]]] lim; apply/nc/factor_decision_limit.
Qed.

(* The example of WitnessCheck.v. *)
Example far_accepted : check_far fops 2 3 six (0%N, 0%N) (1%N, 1%N) (1%N, 2%N) (0%N, 0%N).
Proof. by vm_compute. Qed.
