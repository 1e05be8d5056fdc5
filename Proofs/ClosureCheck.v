(* A program that excludes a matrix from MM* and from its limits: two N(j,i) that do not commute, N as in Closure.v.

   det_list, adj_list: determinant and adjugate by expansion in the first row; no division, so in any commutative ring.
   check_far: an entry of N N' - N' N is not 0. check_recombined: the same for two quotients adj X Y of combinations of
   the G(j,i) of one row. Unlike the trees of WitnessCheck.v they need no inverses and no block that is invertible.
   far_accepted is an example that is accepted.

   factor_decision_checked_far — where check_far says yes, A is not in MM*, in any commutative ring in which the numbers
     are meant — factor-decision
   factor_decision_checked_recombined — where check_recombined says yes, A is not in MM* — factor-decision
   factor_decision_checked_limit — where check_far says yes, A is no limit of members of MM* — factor-decision
   factor_decision_checked_limit_recombined — where check_recombined says yes, A is no limit of members of
     MM* — factor-decision
   factor_decision_checked_commutator_limit — where check_commutator of WitnessCheck.v says yes, for any tree of
     invertible blocks, A is no limit of members of MM* either — factor-decision
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens.
From Monarch Require Import Index Monarch Numbers ListMatrix WitnessCheck Closure DecisionTree.

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
Let mm := mulm o q q q.
Definition pivot_G (A : mat T) (j0 i0 j i : nat) : mat T :=
  mm (mm (blk_list o q b A j i) (adj_list q (blk_list o q b A j0 i))) (blk_list o q b A j0 i0).
Definition pivot_list (A : mat T) (j0 i0 j i : nat) : mat T :=
  mm (adj_list q (blk_list o q b A j i0)) (pivot_G A j0 i0 j i).

(* Row j, and the coefficients of X and Y. *)
Definition mix_list (G : seq (mat T)) (x : seq T) : mat T := tab q q (fun l k =>
  sum o (fun i => mul o (nth (zero o) x i) (ent o (nth [::] G i) l k)) b).
Definition recombined_list (A : mat T) (j0 i0 : nat) (r : nat * (seq T * seq T)) : mat T :=
  let G := [seq pivot_G A j0 i0 r.1 i | i <- iota 0 b] in
  mm (adj_list q (mix_list G r.2.1)) (mix_list G r.2.2).

(* The entry at this place of N N' - N' N is not 0. *)
Definition check_place (N N' : mat T) (place : nat * nat) : bool :=
  let entry X Y := sum o (fun k => mul o (ent o X place.1 k) (ent o Y k place.2)) q in
  [&& Nat.ltb place.1 q, Nat.ltb place.2 q & ~~ isz o (sub o (entry N N') (entry N' N))].

Definition check_far (A : mat T) (pivot ji ji' place : nat * nat) : bool :=
  all (fun x => Nat.ltb x b) [:: pivot.1; pivot.2; ji.1; ji.2; ji'.1; ji'.2] &&
  check_place (pivot_list A pivot.1 pivot.2 ji.1 ji.2) (pivot_list A pivot.1 pivot.2 ji'.1 ji'.2) place.

Definition check_recombined (A : mat T) (pivot : nat * nat) (r r' : nat * (seq T * seq T)) (place : nat * nat) : bool :=
  all (fun x => Nat.ltb x b) [:: pivot.1; pivot.2; r.1; r'.1] &&
  check_place (recombined_list A pivot.1 pivot.2 r) (recombined_list A pivot.1 pivot.2 r') place.
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

Lemma mxv_pivotG (j0 i0 j i : 'I_b) : mx q q (pivot_G o q b A j0 i0 j i) = pivotG M j0 i0 j i.
Proof. by rewrite /pivot_G !(mxv_mul h) mxv_adj !mxv_blk. Qed.

Lemma mxv_pivot (j0 i0 j i : 'I_b) : mx q q (pivot_list o q b A j0 i0 j i) = pivotN M j0 i0 j i.
Proof. by rewrite /pivot_list (mxv_mul h) mxv_adj mxv_blk mxv_pivotG. Qed.

Definition coefficients (x : seq T) (i : 'I_b) : K := val (nth (zero o) x i).

Lemma mxv_mix (j0 i0 j : 'I_b) x :
  mx q q (mix_list o q b [seq pivot_G o q b A j0 i0 j i | i <- iota 0 b] x) = mix (pivotG M j0 i0 j) (coefficients x).
Proof.
rewrite mxv_tab; apply/matrixP=> l k; rewrite mxE (val_sum h) summxE; apply: eq_bigr => i _.
rewrite (valM h) (nth_map 0%N) ?size_iota // nth_iota // add0n [RHS]mxE -mxv_pivotG mxE.
by [].
Qed.

Lemma mxv_recombined (j0 i0 j : 'I_b) x y : mx q q (recombined_list o q b A j0 i0 (nat_of_ord j, (x, y))) =
  \adj (mix (pivotG M j0 i0 j) (coefficients x)) *m mix (pivotG M j0 i0 j) (coefficients y).
Proof. by rewrite /recombined_list (mxv_mul h) mxv_adj !mxv_mix. Qed.

Lemma check_placeP N N' place : check_place o q N N' place -> ~ comm_mx (mx q q N) (mx q q N').
Proof.
case: place => x y /and3P[/= /ltbP lx /ltbP ly /negP nz] co; apply: nz.
have E X Y : val (sum o (fun k => mul o (ent o X x k) (ent o Y k y)) q) =
    (mx q q X *m mx q q Y) (Ordinal lx) (Ordinal ly).
  by rewrite mxE (val_sum h); apply: eq_bigr => k _; rewrite (valM h) !mxE.
by rewrite (valz h) (valB h) !E co subrr.
Qed.

Lemma far_commutator pivot ji ji' place : check_far o q b A pivot ji ji' place ->
  exists j0 i0 j i j' i' : 'I_b, ~ comm_mx (pivotN M j0 i0 j i) (pivotN M j0 i0 j' i').
Proof.
case: pivot ji ji' => j0 i0 [j i] [j' i'] /andP[/= /and5P[/ltbP p0 /ltbP p1 /ltbP p2 /ltbP p3]].
case/and3P=> /ltbP p4 /ltbP p5 _ /check_placeP nc.
exists (Ordinal p0), (Ordinal p1), (Ordinal p2), (Ordinal p3), (Ordinal p4), (Ordinal p5).
by rewrite -!mxv_pivot.
Qed.

Lemma recombined_commutator pivot r r' place : check_recombined o q b A pivot r r' place ->
  exists j0 i0 j j' : 'I_b, let W k (x : seq T * seq T) :=
    \adj (mix (pivotG M j0 i0 k) (coefficients x.1)) *m mix (pivotG M j0 i0 k) (coefficients x.2) in
  ~ comm_mx (W j r.2) (W j' r'.2).
Proof.
case: pivot r r' => j0 i0 [j [x y]] [j' [x' y']] /andP[/= /and5P[/ltbP p0 /ltbP p1 /ltbP p2 /ltbP p3 _]].
move/check_placeP => nc; exists (Ordinal p0), (Ordinal p1), (Ordinal p2), (Ordinal p3) => /=.
by rewrite -!mxv_recombined.
Qed.

Theorem factor_decision_checked_far pivot ji ji' place : check_far o q b A pivot ji ji' place -> ~ in_mmstar M.
Proof.
by case/far_commutator=> j0 [i0 [j [i [j' [i' nc]]]]] mem; apply/nc/factor_decision_commutators.
Qed.

Theorem factor_decision_checked_recombined pivot r r' place :
  check_recombined o q b A pivot r r' place -> ~ in_mmstar M.
Proof.
by case/recombined_commutator=> j0 [i0 [j [j' nc]]] mem; apply/nc/factor_decision_recombined.
Qed.
End Sound.

Section SoundLimit.
Variables (T : Type) (o : ops T) (K : numFieldType) (val : T -> K).
Hypothesis h : denotes o val.
Variables (q b : nat) (A : mat T).
Let M : 'M[K]_(q * b) := mxv o val (q * b) (q * b) A.

Theorem factor_decision_checked_limit pivot ji ji' place : check_far o q b A pivot ji ji' place -> ~ mmstar_limit M.
Proof.
by case/(far_commutator h)=> j0 [i0 [j [i [j' [i' nc]]]]] lim; apply/nc/factor_decision_limit.
Qed.

Theorem factor_decision_checked_limit_recombined pivot r r' place :
  check_recombined o q b A pivot r r' place -> ~ mmstar_limit M.
Proof.
by case/(recombined_commutator h)=> j0 [i0 [j [j' nc]]] lim; apply/nc/factor_decision_limit_recombined.
Qed.
End SoundLimit.

(* ---------------------------------------------------------------- the trees of WitnessCheck.v *)

Section Tree.
Variables (T : Type) (o : ops T) (K : fieldType) (val : T -> K).
Hypothesis h : denotes o val.
Variables (q b : nat) (A : mat T) (i0 : 'I_b).
Notation mx X := (@mxv _ o K val q q X).
Let M : 'M[K]_(q * b) := mxv o val (q * b) (q * b) A.

Definition means r (v : 'I_b) (XX : mat T * mat T) :=
  reached M i0 r v (mx XX.1) /\ mx XX.1 *m mx XX.2 = 1%:M.
Definition all_mean (t : reach T) := (forall (j : 'I_b) XX, find j (rows t) = Some XX -> means true j XX) /\
  (forall (i : 'I_b) ZZ, find i (cols t) = Some ZZ -> means false i ZZ).

Lemma inverse_is (X Y : 'M[K]_q) : X *m Y = 1%:M -> invmx X = Y.
Proof. by move=> e; have [u _] := mulmx1_unit e; rewrite -[RHS](mulKmx u) e mulmx1. Qed.

Lemma extend_means t s t' : all_mean t -> extend o q b A (Some t) s = Some t' -> all_mean t'.
Proof.
case=> gr gc; case: s => j i V /=; case: ifP => // /andP[/andP[/ltbP jb /ltbP ib]].
rewrite -[j]/(nat_of_ord (Ordinal jb)) -[i]/(nat_of_ord (Ordinal ib)).
move: (Ordinal jb) (Ordinal ib) => {jb ib}{}j {}i /(eqmP h); rewrite (mxv_mul h) mxv_blk mxv_scal // (val1 h) => eV.
have [uB _] := mulmx1_unit eV.
case ej: (find j (rows t)) => [[X Xv]|]; case ei: (find i (cols t)) => [[Z Zv]|] // [<-]; split=> //=.
- move=> i' ZZ; rewrite eqbE; case: eqP => [/val_inj <- [<-]|_]; last exact: gc.
  have [rX eX] := gr j _ ej; split; rewrite /= !(mxv_mul h) mxv_blk.
    by rewrite -(inverse_is eX); apply: reached_col.
  by rewrite -mulmxA (mulmxA (blk M j i)) eV mul1mx (mulmx1C eX).
move=> j' XX; rewrite eqbE; case: eqP => [/val_inj <- [<-]|_]; last exact: gr.
have [rZ eZ] := gc i _ ei; split; rewrite /= !(mxv_mul h) mxv_blk.
  by rewrite -(inverse_is eZ); apply: reached_row.
by rewrite -mulmxA (mulmxA (mx Zv)) (mulmx1C eZ) mul1mx.
Qed.

Lemma tree_means steps t : tree o q b A i0 steps = Some t -> all_mean t.
Proof.
rewrite /tree; case: ifP => // _; have none u : foldl (extend o q b A) None u = None by elim: u.
have g0 : all_mean (root_reach o q i0).
  split=> //= i ZZ; rewrite eqbE; case: eqP => // /val_inj <- [<-].
  by split; rewrite /= /id_list mxv_scal // (val1 h) ?mulmx1 //; apply: reached_root.
elim: steps (root_reach o q i0) g0 => [|s steps IH] t0 g0; first by case=> <-.
rewrite -[foldl _ _ _]/(foldl (extend o q b A) (extend o q b A (Some t0) s) steps).
case es: (extend o q b A (Some t0) s) => [t1|]; last by rewrite none.
by apply: IH; apply: extend_means g0 es.
Qed.

Lemma quotient_means t ji F : all_mean t -> quotient o q b A t ji = Some F ->
  exists (j i : 'I_b) X Z, [/\ reached M i0 true j X, reached M i0 false i Z & mx F = tree_quotient M j i X Z].
Proof.
case: ji => j i [gr gc]; rewrite /quotient /=.
case ej: (find j (rows t)) => [[X Xv]|] //; case ei: (find i (cols t)) => [[Z Zv]|] //.
case: ifP => // /andP[/ltbP jb /ltbP ib] [<-]; move: ej ei.
rewrite -[j]/(nat_of_ord (Ordinal jb)) -[i]/(nat_of_ord (Ordinal ib)) => /gr[rX eX] /gc[rZ eZ].
exists (Ordinal jb), (Ordinal ib), (mx X), (mx Z); split=> //.
by rewrite !(mxv_mul h) mxv_blk /tree_quotient (inverse_is eX) (inverse_is eZ).
Qed.
End Tree.

Theorem factor_decision_checked_commutator_limit (T : Type) (o : ops T) (K : numFieldType) (val : T -> K) q b (A : mat T)
    i0 steps ji ji' row col x : denotes o val -> check_commutator o q b A i0 steps ji ji' row col x ->
  ~ mmstar_limit (mxv o val (q * b) (q * b) A : 'M_(q * b)).
Proof.
move=> h; rewrite /check_commutator /quotient_of; case et: (tree o q b A i0 steps) => [t|] //.
case e1: (quotient o q b A t ji) => [F|] //; case e2: (quotient o q b A t ji') => [F'|] //.
case/and5P=> _ /ltbP rq /ltbP cq _ /negP nz lim; apply: nz.
have ib : (i0 < b)%N by move: et; rewrite /tree; case: ifP => // /ltbP.
have g := tree_means h (i0 := Ordinal ib) et.
have [j [i [X [Z [rX rZ eF]]]]] := quotient_means h g e1; have [j' [i' [X' [Z' [rX' rZ' eF']]]]] := quotient_means h g e2.
have co := factor_decision_tree_limit lim rX rZ rX' rZ'.
have : mxv o val q q (subm o q q (mm o q F F') (mm o q F' F)) = 0.
  by rewrite mxv_sub // !(mxv_mul h) eF eF' co subrr.
by move/matrixP/(_ (Ordinal rq) (Ordinal cq)); rewrite !mxE (valz h) => ->.
Qed.

(* The example of WitnessCheck.v. *)
Example far_accepted : check_far fops 2 3 six (0%N, 0%N) (1%N, 1%N) (1%N, 2%N) (0%N, 0%N).
Proof. by vm_compute. Qed.
