(* Three Toeplitz matrices on the grids of 3 x 3, 4 x 4 and 5 x 5: all blocks are invertible, and no two F(j,i) commute.

   named K f: t_d = 1/(1 + |d|), 2^-|d| or 1/(2 d + 1), as in ToeplitzFar.v. all_blocks: no determinant of a block is 0;
   no_pair: no two N(j,i), j, i >= 1, with pivot (0, 0) commute, N as in Closure.v. Both are computed modulo 53, with the
   common denominator cleared (int_list): what is not 0 modulo a prime is not 0 in characteristic 0 (det_up, commute_down).

   toeplitz_blocks — for n = 9, 16 and 25 on the square grid all blocks of the three are invertible, over any field of
     characteristic 0 — toeplitz
   toeplitz_pairs — and no two of their F(j,i), j, i >= 1, commute: 6, 36 and 120 pairs — toeplitz
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ.
From Monarch Require Import Index Monarch Expressive Decision Numbers ListMatrix WitnessCheck Closure ClosureCheck.
From Monarch Require Import RootTransfer ToeplitzFar.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Programs.
Variables (T : Type) (o : ops T) (q b : nat).

Definition all_blocks (A : mat T) : bool :=
  alln (fun j => alln (fun i => ~~ isz o (det_list o q (ent o (blk_list o q b A j i)))) b) b.

Definition no_pair (A : mat T) : bool :=
  let N := [seq [seq pivot_list o q b A 0 0 j i | i <- iota 0 b] | j <- iota 0 b] in
  let at_ j i := nth [::] (nth [::] N j) i in
  alln (fun j => alln (fun i => alln (fun j' => alln (fun i' =>
    if [|| Nat.eqb j 0, Nat.eqb i 0, Nat.eqb j' 0, Nat.eqb i' 0 | Nat.eqb j j' && Nat.eqb i i'] then true else
    ~~ eqm o q q (mulm o q q q (at_ j i) (at_ j' i')) (mulm o q q q (at_ j' i') (at_ j i))) b) b) b) b.
End Programs.

Lemma nth_table (X : Type) (f : nat -> nat -> seq X) b (s t : 'I_b) :
  nth [::] (nth [::] [seq [seq f j i | i <- iota 0 b] | j <- iota 0 b] s) t = f s t.
Proof. by rewrite (nth_map 0%N) ?size_iota // nth_iota // (nth_map 0%N) ?size_iota // nth_iota. Qed.

Section Sound.
Variables (T : Type) (o : ops T) (K : comRingType) (val : T -> K).
Hypothesis h : denotes o val.
Variables (q b : nat) (A : mat T).
Let M : 'M[K]_(q * b) := mxv o val (q * b) (q * b) A.

Lemma all_blocksP : all_blocks o q b A -> forall j i : 'I_b, \det (blk M j i) != 0.
Proof.
move=> /alln2P ok j i; have := ok j i; rewrite (valz h) (val_det h).
by rewrite -/(mxv o val q q (blk_list o q b A j i)) mxv_blk.
Qed.

Lemma no_pairP : no_pair o q b A -> forall z j i j' i' : 'I_b, z = 0%N :> nat ->
  [/\ 0 < j, 0 < i, 0 < j' & 0 < i']%N -> (j, i) != (j', i') ->
  ~ comm_mx (pivotN M z z j i) (pivotN M z z j' i').
Proof.
move=> /alln2P ok z j i j' i' z0 [j0 i0 j'0 i'0] ne co; have /alln2P/(_ j' i') := ok j i.
have e (s t : 'I_b) : mxv o val q q (pivot_list o q b A 0 0 s t) = pivotN M z z s t.
  by rewrite -(mxv_pivot h) z0.
rewrite !(nth_table (pivot_list o q b A 0 0)).
move: (pivot_list o q b A 0 0 j i) (pivot_list o q b A 0 0 j' i') (e j i) (e j' i') => N N' eN eN'.
rewrite !eqbE !eqn0Ngt j0 i0 j'0 i'0 orFb orFb orFb orFb.
case: andP => [[/eqP/val_inj ej /eqP/val_inj ei]|_]; first by case/eqP: ne; rewrite ej ei.
by move/negP; apply; apply/(eqmP h); rewrite !(mxv_mul h) eN eN'.
Qed.
End Sound.

(* ---------------------------------------------------------------- integers modulo a prime, and in characteristic 0 *)

Section Transfer.
Variables (q b : nat) (l : mat Z).
Let M : 'M[int]_(q * b) := \matrix_(x, y) int_of_Z (ent Zops l x y).
Notation at_ R := (mxv Zops (zval R) (q * b) (q * b) l).

Lemma integers (R : comRingType) : at_ R = map_mx (intmul1_rmorphism R) M.
Proof. by apply/matrixP => x y; rewrite !mxE. Qed.

Variables (F K : fieldType).
Hypothesis char0 : [char K] =i pred0.

Lemma det_up j i : \det (blk (at_ F) j i) != 0 -> \det (blk (at_ K) j i) != 0.
Proof.
rewrite !integers !map_blk !det_map_mx /= (intr_eq0_char0 _ char0).
by apply: contraNneq => ->; rewrite rmorph0.
Qed.

Lemma commute_down z j i j' i' : comm_mx (pivotN (at_ K) z z j i) (pivotN (at_ K) z z j' i') ->
  comm_mx (pivotN (at_ F) z z j i) (pivotN (at_ F) z z j' i').
Proof.
rewrite !integers !map_pivotN /comm_mx -!map_mxM => e; congr (map_mx _ _).
apply/matrixP => x y; have /matrixP/(_ x y) := e; rewrite !mxE /= => /eqP.
by rewrite -subr_eq0 -rmorphB (intr_eq0_char0 _ char0) subr_eq0 => /eqP.
Qed.
End Transfer.

(* ---------------------------------------------------------------- the three *)

(* A multiple of all denominators of size 25. *)
Definition common (f : family) : Z :=
  match f with
  | Inverse => foldr (fun d => Z.lcm (Z.of_nat d.+1)) (Zpos xH) (iota 0 25)
  | Power => iter 24 (Z.mul (Zpos 2)) (Zpos xH)
  | Odd => foldr (fun d => Z.lcm (Z.of_nat (2 * d + 1))) (Zpos xH) (iota 0 25)
  end.

Definition int_list (f : family) (n : nat) : mat Z :=
  let D := common f in tab n n (fun x y => Z.div D (denominator f x y)).

Definition divides (f : family) (n : nat) : bool :=
  let D := common f in
  alln (fun x => alln (fun y => Z.eqb (Z.mul (Z.div D (denominator f x y)) (denominator f x y)) D) n) n.

Definition p53 : positive := Pos.of_nat 53.

Lemma computed (f : family) (m : nat) : (2 < m <= 5)%N ->
  [&& prime (Pos.to_nat p53), ~~ Z.eqb (common f) Z0, divides f (m * m), all_blocks (pops p53) m m (int_list f (m * m))
    & no_pair (pops p53) m m (int_list f (m * m))].
Proof. by case: m => [|[|[|[|[|[|m]]]]]] // _; case: f; vm_cast_no_check (erefl true). Qed.

Section Named.
Variables (f : family) (m : nat) (K : fieldType).
Hypotheses (m35 : (2 < m <= 5)%N) (char0 : [char K] =i pred0).
Let A : 'M[K]_(m * m) := toeplitz (named K f) (m * m).
Let D : K := zval K (common f).

Lemma D_neq0 : D != 0.
Proof. by have /and5P[_ + _ _ _] := computed f m35; rewrite /D -(zval_isz char0). Qed.

Lemma int_listE : mxv Zops (zval K) (m * m) (m * m) (int_list f (m * m)) = D *: A.
Proof.
have /and5P[_ _ /alln2P dv _ _] := computed f m35.
apply/matrixP => x y; rewrite mxE ent_tab // !mxE denominatorE //.
have /Z.eqb_spec/(congr1 (zval K)) := dv x y; rewrite zvalM -/D => e.
apply/esym; rewrite -[in LHS]e mulfK //; apply: contraNneq D_neq0 => z; by rewrite -e z mulr0.
Qed.

Theorem toeplitz_blocks (j i : 'I_m) : blk A j i \in unitmx.
Proof.
have /and5P[pr _ _ + _] := computed f m35.
move/(all_blocksP (p_denotes (char_Fp pr)))/(_ j i)/(det_up char0).
rewrite int_listE; have -> : blk (D *: A) j i = D *: blk A j i.
  by apply/matrixP => l k; rewrite blkE [RHS]mxE blkE mxE.
by rewrite detZ mulf_eq0 negb_or unitmxE unitfE => /andP[].
Qed.

Theorem toeplitz_pairs (z j i j' i' : 'I_m) : z = 0%N :> nat -> [/\ 0 < j, 0 < i, 0 < j' & 0 < i']%N ->
  (j, i) != (j', i') -> ~ comm_mx (pivotF A z z j i) (pivotF A z z j' i').
Proof.
move=> z0 pos ne co; have /and5P[pr _ _ _] := computed f m35.
move/(no_pairP (p_denotes (char_Fp pr)))/(_ z j i j' i' z0 pos ne); apply.
apply: (@commute_down m m (int_list f (m * m)) _ K char0).
have uD (s t : 'I_m) : D *: blk A s t \in unitmx.
  by rewrite unitmxE detZ unitrM -unitmxE toeplitz_blocks andbT unitrX // unitfE D_neq0.
have scaled s t : blk (D *: A) s t = D *: blk A s t by apply/matrixP => l k; rewrite blkE [RHS]mxE blkE mxE.
have same s t : pivotF (D *: A) z z s t = pivotF A z z s t.
  rewrite /pivotF !scaled !invmxZ // -!(scalemxAl, scalemxAr) !scalerA.
  by rewrite !mulrA !(mulfK D_neq0, mulfVK D_neq0, mulfV D_neq0, mulVf D_neq0, mul1r) scale1r.
rewrite int_listE !pivotN_F ?scaled // !same /comm_mx -!(scalemxAl, scalemxAr) !scalerA co.
by rewrite mulrC.
Qed.
End Named.
