(* MM* decided where some row and some column of blocks are invertible.

   pivotF A j0 i0 j i: F(j,i) = A_(j,i0)^-1 A_ji A_(j0,i)^-1 A_(j0,i0).

   factor_decision_necessary — A in MM*: one matrix diagonalises all F(j,i) — factor-decision
   factor_decision_sufficient — one matrix diagonalises all F(j,i): A is in MM* — factor-decision
   factor_decision — A is in MM* iff the F(j,i) are simultaneously diagonalisable — factor-decision
   factor_decision_commute — A is in MM* iff the F(j,i) commute pairwise and each is diagonalisable — factor-decision
   factor_decision_witness — in MM* all F(j,i) commute: two that do not are a witness — factor-decision
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens.
From Monarch Require Import Index Monarch Expressive.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Decision.
Variables (K : fieldType) (q b : nat).
Variable A : 'M[K]_(q * b).
Variables j0 i0 : 'I_b.
Hypothesis col_unit : forall j, blk A j i0 \in unitmx.
Hypothesis row_unit : forall i, blk A j0 i \in unitmx.

Definition pivotF (j i : 'I_b) : 'M[K]_q :=
  invmx (blk A j i0) *m blk A j i *m invmx (blk A j0 i) *m blk A j0 i0.

Definition pivotFs := [seq pivotF x.1 x.2 | x <- enum [finType of 'I_b * 'I_b]].

Lemma unitmx_mul3 (X D Y : 'M[K]_q) : X *m D *m Y \in unitmx ->
  [/\ X \in unitmx, D \in unitmx & Y \in unitmx].
Proof. by rewrite !unitmx_mul => /andP[/andP[-> ->] ->]. Qed.

Lemma invmxM (X Y : 'M[K]_q) : X \in unitmx -> Y \in unitmx ->
  invmx (X *m Y) = invmx Y *m invmx X.
Proof.
move=> uX uY; apply: (can_inj (mulmxK (_ : X *m Y \in unitmx))).
  by rewrite unitmx_mul uX.
rewrite mulVmx ?unitmx_mul ?uX // -mulmxA [invmx X *m _]mulmxA mulVmx // mul1mx.
by rewrite mulVmx.
Qed.

Lemma invmx_diag (d : 'rV[K]_q) : diag_mx d \in unitmx -> is_diag_mx (invmx (diag_mx d)).
Proof.
move=> ud; have d0 i : d 0 i != 0.
  move: ud; rewrite unitmxE det_diag unitfE => /prodf_neq0; exact.
suff -> : invmx (diag_mx d) = diag_mx (\row_i (d 0 i)^-1) by apply: diag_mx_is_diag.
apply: (can_inj (mulmxK ud)); rewrite mulVmx // mulmx_diag.
by apply/matrixP=> x y; rewrite !mxE mulVf.
Qed.

Lemma is_diag_mxM (X Y : 'M[K]_q) : is_diag_mx X -> is_diag_mx Y -> is_diag_mx (X *m Y).
Proof.
move=> /is_diag_mxP dX /is_diag_mxP dY; apply/is_diag_mxP => x y ne.
rewrite mxE big1 // => z _; have [e|ne'] := eqVneq (x : nat) z.
  by rewrite dY ?mulr0 // -e.
by rewrite dX ?mul0r.
Qed.

(* Necessity: in MM* the F(j,i) have one common diagonalising matrix, C_i0.   *)
Theorem factor_decision_necessary : in_mmstar A ->
  exists2 C : 'M[K]_q, C \in unitmx &
    forall j i, is_diag_mx (C *m pivotF j i *m invmx C).
Proof.
case=> L1 [R [L2 e]].
have [D eb] : exists D : 'I_b -> 'I_b -> 'rV[K]_q,
    forall s t, blk A s t = L1 s *m diag_mx (D s t) *m L2 t.
  exists (fun s t => \row_x R x s t) => s t.
  by apply/matrixP=> l k; rewrite blkE e mmstarE.
have uc j : [/\ L1 j \in unitmx, diag_mx (D j i0) \in unitmx & L2 i0 \in unitmx].
  by apply: unitmx_mul3; rewrite -eb.
have ur i : [/\ L1 j0 \in unitmx, diag_mx (D j0 i) \in unitmx & L2 i \in unitmx].
  by apply: unitmx_mul3; rewrite -eb.
exists (L2 i0); first by case: (uc j0).
move=> j i; have [uX uD uY] := uc j; have [uX0 uD0 uYi] := ur i.
have -> : L2 i0 *m pivotF j i *m invmx (L2 i0) =
    invmx (diag_mx (D j i0)) *m diag_mx (D j i) *m invmx (diag_mx (D j0 i)) *m
    diag_mx (D j0 i0).
  rewrite /pivotF !eb !invmxM ?unitmx_mul ?uX ?uD ?uX0 ?uD0 //.
  by rewrite !mulmxA mulmxV // mul1mx !(mulmxK, mulmxKV).
by rewrite !is_diag_mxM ?diag_mx_is_diag ?invmx_diag.
Qed.

(* Sufficiency. *)
Theorem factor_decision_sufficient (C : 'M[K]_q) : C \in unitmx ->
  (forall j i, is_diag_mx (C *m pivotF j i *m invmx C)) -> in_mmstar A.
Proof.
move=> uC dF.
pose X j := blk A j i0 *m invmx C.
pose Y i := invmx (X j0) *m blk A j0 i.
have uX j : X j \in unitmx by rewrite unitmx_mul col_unit unitmx_inv.
suff [D e] : exists D : 'I_b -> 'I_b -> 'rV[K]_q,
    forall s t, blk A s t = X s *m diag_mx (D s t) *m Y t.
  have [L1 [R [L2 eA]]] := (blocks q A).2
    (ex_intro _ X (ex_intro _ D (ex_intro _ Y e))).
  by exists L1, R, L2.
exists (fun s t => \row_x (C *m pivotF s t *m invmx C) x x) => s t.
have -> : diag_mx (\row_x (C *m pivotF s t *m invmx C) x x) =
    C *m pivotF s t *m invmx C.
  apply/matrixP=> x y; rewrite [LHS]mxE [in LHS]mxE; have [<-|ne] := eqVneq x y.
    by rewrite mulr1n.
  by rewrite (is_diag_mxP (dF s t)).
rewrite /Y /X invmxM ?unitmx_inv // invmxK /pivotF.
rewrite !mulmxA !(mulmxKV uC) mulmxV // mul1mx.
by rewrite (mulmxK (col_unit j0)) (mulmxKV (row_unit t)).
Qed.

Lemma conjmxP (C X : 'M[K]_q) : C \in unitmx ->
  (conjmx C X \in is_diag_mx) = is_diag_mx (C *m X *m invmx C).
Proof. by move=> uC; rewrite conjumx. Qed.

Theorem factor_decision : in_mmstar A <-> codiagonalizable pivotFs.
Proof.
split=> [/factor_decision_necessary[C uC dF]|[C uC /allP dF]].
  exists C => //; apply/allP=> X /mapP[[j i] _ -> /=].
  by rewrite /simmx_to_for conjumx.
apply: (factor_decision_sufficient uC) => j i.
have := dF (pivotF j i); rewrite /= /simmx_to_for conjumx //; apply.
by apply/mapP; exists (j, i); rewrite ?mem_enum.
Qed.

(* The decision rule: pairwise commutation and diagonalisability of each F.   *)
Corollary factor_decision_commute : in_mmstar A <->
  (forall j i j' i', comm_mx (pivotF j i) (pivotF j' i')) /\
  (forall j i, diagonalizable (pivotF j i)).
Proof.
rewrite factor_decision -codiagonalizableP; split=> [[co di]|[co di]].
  have mem j i : pivotF j i \in pivotFs by apply/mapP; exists (j, i); rewrite ?mem_enum.
  by split=> *; [apply: co | apply: di].
by split=> [X Y /mapP[x _ ->] /mapP[y _ ->]|X /mapP[x _ ->]].
Qed.

Corollary factor_decision_witness : in_mmstar A ->
  forall j i j' i', comm_mx (pivotF j i) (pivotF j' i').
Proof. by case/factor_decision_commute. Qed.
End Decision.
