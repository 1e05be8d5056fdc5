(* C_IV and S_IV on the 4 x 4 grid and five others: neither in MM* nor limits of its members, for two of their N(j,i) do
   not commute modulo a prime with the 8n-th roots of unity, so nor in characteristic 0 (RootTransfer.v).

   grids: the (q, b). fourth s q b w: C_IV for s = false, S_IV for s = true, of size n = q b, w a primitive 8n-th root
   of unity.

   dct_iv_outside — on the grids (q, b) = (4, 4), (2, 4), (3, 4), (2, 6), (3, 5) and (2, 8) C_IV is not in MM*(b, q b),
     over any field of characteristic 0 with the 8n-th roots of unity — dct-iv
   dct_iv_limit — nor is it a limit of members of MM*(b, q b), in any such field with absolute values — dct-iv
   dst_iv_outside — on these grids S_IV is not in MM*(b, q b), over any such field — dst-iv
   dst_iv_limit — nor is it a limit of members of MM*(b, q b) — dst-iv
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ zify.
From Monarch Require Import Index Monarch Expressive Numbers ListMatrix WitnessCheck Closure ClosureCheck Cosine RootTransfer.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- from characteristic 0 to any field *)

Lemma map_pivotN (R S : comRingType) (f : {rmorphism R -> S}) q b (A : 'M[R]_(q * b)) j0 i0 j i :
  pivotN (map_mx f A) j0 i0 j i = map_mx f (pivotN A j0 i0 j i).
Proof.
have e s t : blk (map_mx f A) s t = map_mx f (blk A s t) by apply/matrixP=> l k; rewrite blkE mxE [RHS]mxE blkE.
by rewrite /pivotN !e -!map_mx_adj !map_mxM.
Qed.

Lemma pivotNZ (R : comRingType) q b c (A : 'M[R]_(q * b)) j0 i0 :
  exists d, forall j i, pivotN (c *: A) j0 i0 j i = d *: pivotN A j0 i0 j i.
Proof.
have e s t : blk (c *: A) s t = c *: blk A s t by apply/matrixP=> l k; rewrite blkE mxE [RHS]mxE blkE.
eexists=> j i; rewrite /pivotN !e !adjZ -!(scalemxAl, scalemxAr) !scalerA.
by [].
Qed.

Section Transfer.
Variables (K F : fieldType) (n q b : nat) (w : K) (g : F).
Hypotheses (char0 : [char K] =i pred0) (pw : n.-primitive_root w) (pg : n.-primitive_root g).
Variable A : 'M[{poly int}]_(q * b).

Notation N x := (pivotN (map_mx (eval_at x) A)).

Lemma transfer_commute j0 i0 j i j' i' :
  comm_mx (N w j0 i0 j i) (N w j0 i0 j' i') -> comm_mx (N g j0 i0 j i) (N g j0 i0 j' i').
Proof.
have E (R : comRingType) (x : R) s t : N x j0 i0 s t = map_mx (eval_at x) (pivotN A j0 i0 s t).
  exact: (map_pivotN (eval_at_rmorphism x)).
rewrite /comm_mx !E -!map_mxM => e.
apply/matrixP=> x y; have /matrixP/(_ x y) := e; rewrite !mxE => /eqP; rewrite -subr_eq0 -rmorphB => /eqP.
by move/(root_transfer char0 pw pg)/eqP; rewrite rmorphB subr_eq0 => /eqP.
Qed.
End Transfer.

(* ---------------------------------------------------------------- the matrices, with integer polynomials and modulo p *)

Section Definitions.
Variables (s : bool) (q b : nat).
Let m := (8 * (q * b))%N.
Let e (f y : nat) : nat := ((2 * f + 1) * (2 * y + 1)) %% m.

Definition fourth (K : fieldType) (w : K) : 'M[K]_(q * b) := if s then dst_IV q b w else dct_IV q b w.

(* w^e + w^-e or w^-e - w^e, without negative powers. *)
Definition fourth_poly : 'M[{poly int}]_(q * b) :=
  \matrix_(f, y) ('X^(m - e f y) + if s then - 'X^(e f y) else 'X^(e f y)).

Definition power (T : Type) (o : ops T) (g : T) (k : nat) : T := iter k (mul o g) (one o).
Definition fourth_list (T : Type) (o : ops T) (g : T) : mat T := tab (q * b) (q * b) (fun f y =>
  let z := power o g (e f y) in add o (power o g (m - e f y)) (if s then opp o z else z)).

Lemma val_power (T : Type) (o : ops T) (F : ringType) (val : T -> F) : denotes o val ->
  forall g k, val (power o g k) = val g ^+ k.
Proof. by move=> h g; elim=> [|k IH] /=; rewrite ?(val1 h) // (valM h) IH exprS. Qed.

Lemma fourth_listE (T : Type) (o : ops T) (F : comRingType) (val : T -> F) (g : T) : denotes o val ->
  mxv o val (q * b) (q * b) (fourth_list o g) = map_mx (eval_at (val g)) fourth_poly.
Proof.
move=> h; rewrite mxv_tab; apply/matrixP=> f y; rewrite !mxE (valD h) rmorphD rmorphX /= eval_atX (val_power h).
by congr (_ + _); case: s; rewrite ?(valN h) ?rmorphN rmorphX /= eval_atX (val_power h).
Qed.

Lemma fourth_polyE (K : fieldType) (w : K) : [char K] =i pred0 -> m.-primitive_root w ->
  exists c : K, map_mx (eval_at w) fourth_poly = c *: fourth w.
Proof.
move=> char0 prim; have m0 := prim_order_gt0 prim; have w0 : w != 0.
  apply/eqP=> z; have := prim_expr_order prim; rewrite z expr0n gtn_eqF //= => /eqP.
  by rewrite eq_sym oner_eq0.
have two0 : 2%:R != 0 :> K by move/charf0P: char0 => ->.
have low f y : w ^+ e f y = w ^+ ((2 * f + 1) * (2 * y + 1)) by apply: prim_expr_mod.
have high f y : w ^+ (m - e f y) = w ^- ((2 * f + 1) * (2 * y + 1)).
  have le : (e f y <= m)%N by rewrite ltnW // ltn_pmod.
  have nz := expf_neq0 ((2 * f + 1) * (2 * y + 1)) w0; apply: (mulIf nz).
  by rewrite mulVf // -low -exprD subnK // prim_expr_order.
exists (if s then 2%:R * w ^- (2 * (q * b)) else 2%:R).
apply/matrixP=> f y; rewrite [LHS]mxE [fourth_poly _ _]mxE rmorphD rmorphX /= eval_atX high /fourth.
case: s; rewrite ?rmorphN rmorphX /= eval_atX low; rewrite [RHS]mxE [in RHS]mxE; last first.
  by rewrite /cosw mulrA mulfV // mul1r addrC.
rewrite /sinw mulrACA mulfV // mul1r mulrA mulVf ?expf_neq0 // mul1r.
by [].
Qed.
End Definitions.

Definition grids : seq (nat * nat) := [:: (4, 4); (2, 4); (3, 4); (2, 6); (3, 5); (2, 8)]%N.

(* A prime p and a primitive 8n-th root of unity modulo p, for n = 8, 12, 15 and 16. *)
Definition modulus (n : nat) : positive * Z :=
  if Nat.eqb n 8 then (193%positive, Zpos 11) else if Nat.eqb n 12 then (97%positive, Zpos 5) else
  if Nat.eqb n 15 then (241%positive, Zpos 3) else (257%positive, Zpos 9).

Definition is_primitive (T : Type) (o : ops T) (m : nat) (g : T) : bool :=
  Nat.ltb 0 m && alln (fun i => Bool.eqb (isz o (sub o (power o g i.+1) (one o))) (Nat.eqb i.+1 m)) m.

Lemma is_primitiveP (T : Type) (o : ops T) (F : fieldType) (val : T -> F) m g : denotes o val ->
  is_primitive o m g -> m.-primitive_root (val g).
Proof.
rewrite /is_primitive => h /andP[/ltbP m0 /allnP ok]; apply/andP; split=> //.
apply/forallP => i; have /Bool.eqb_prop := ok i.
by rewrite (valz h) (valB h) (val1 h) (val_power h) subr_eq0 eqbE unity_rootE => ->.
Qed.

Definition grid_far (s : bool) (x : nat * nat) : bool :=
  let q := x.1 in let b := x.2 in let p := (modulus (q * b)).1 in let g := (modulus (q * b)).2 in
  [&& prime (Pos.to_nat p), is_primitive (pops p) (8 * (q * b)) g
    & check_far (pops p) q b (fourth_list s q b (pops p) g) (0%N, 0%N) (1%N, 1%N) (1%N, 3%N) (0%N, 0%N)].

Lemma grids_far s : all (grid_far s) grids.
Proof. by case: s; vm_compute. Qed.

Lemma fourth_commutator s q b (K : fieldType) (w : K) : (q, b) \in grids -> [char K] =i pred0 ->
  (8 * (q * b)).-primitive_root w ->
  exists j0 i0 j i j' i' : 'I_b, ~ comm_mx (pivotN (fourth s q b w) j0 i0 j i) (pivotN (fourth s q b w) j0 i0 j' i').
Proof.
move=> /(allP (grids_far s)) /and3P[/= pr prim ok] char0 pw.
have h := p_denotes (char_Fp pr); have pg := is_primitiveP h prim.
have [j0 [i0 [j [i [j' [i' nc]]]]]] := far_commutator h ok.
exists j0, i0, j, i, j', i' => co; apply: nc.
rewrite (fourth_listE _ _ _ _ h); apply: (transfer_commute char0 pw pg).
have [c ->] := fourth_polyE s char0 pw; have [d e] := pivotNZ c (fourth s q b w) j0 i0.
by rewrite !e /comm_mx -!(scalemxAl, scalemxAr) co.
Qed.

Section Outside.
Variables (q b : nat) (K : fieldType) (w : K).
Hypotheses (on : (q, b) \in grids) (char0 : [char K] =i pred0) (prim : (8 * (q * b)).-primitive_root w).

Theorem dct_iv_outside : ~ in_mmstar (dct_IV q b w).
Proof.
have [j0 [i0 [j [i [j' [i' nc]]]]]] := fourth_commutator false on char0 prim.
by move=> mem; apply/nc/factor_decision_commutators.
Qed.

Theorem dst_iv_outside : ~ in_mmstar (dst_IV q b w).
Proof.
have [j0 [i0 [j [i [j' [i' nc]]]]]] := fourth_commutator true on char0 prim.
by move=> mem; apply/nc/factor_decision_commutators.
Qed.
End Outside.

Section Limit.
Variables (q b : nat) (R : numFieldType) (w : R).
Hypotheses (on : (q, b) \in grids) (prim : (8 * (q * b)).-primitive_root w).

Theorem dct_iv_limit : ~ mmstar_limit (dct_IV q b w).
Proof.
have [j0 [i0 [j [i [j' [i' nc]]]]]] := fourth_commutator false on (Num.Theory.char_num _) prim.
by move=> lim; apply/nc/factor_decision_limit.
Qed.

Theorem dst_iv_limit : ~ mmstar_limit (dst_IV q b w).
Proof.
have [j0 [i0 [j [i [j' [i' nc]]]]]] := fourth_commutator true on (Num.Theory.char_num _) prim.
by move=> lim; apply/nc/factor_decision_limit.
Qed.
End Limit.
