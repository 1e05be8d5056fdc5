(* C_IV, S_IV and C_II on some grids, the 4 x 4 grid among them: neither in MM* nor limits of its members. What does not
   commute does not commute modulo a prime with the roots of unity, so nor in characteristic 0 (RootTransfer.v).

   fourth_grids, second_grids: the (q, b). wave k q b w: C_II, C_IV, S_IV for k = C2, C4, S4, of size n = q b, w a
   primitive root of unity of order wave_order k n = 4n or 8n. Of C_IV and S_IV two N(j,i) do not commute; for C_II,
   where whole rows of blocks are singular, combinations of blocks are needed.

   dct_ii_outside — C_II of size n = 8, 16 and 24 is not in MM*(4, n), over any field of characteristic 0 with the 4n-th
     roots of unity — dct-ii
   dct_ii_limit — nor is it a limit of members of MM*(4, n), in any such field with absolute values — dct-ii
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

(* ---------------------------------------------------------------- from a prime to characteristic 0 *)

Section Transfer.
Variables (p : positive) (z : Z) (n q b : nat) (A : 'M[{poly int}]_(q * b)) (l : mat Z).
Notation F := [fieldType of 'F_(Pos.to_nat p)].
Let g : F := zval F z.
Hypotheses (prime_p : prime (Pos.to_nat p)) (pg : n.-primitive_root g).
Hypothesis lE : mxv (pops p) (zval F) (q * b) (q * b) l = map_mx (eval_at g) A.
Variables (K : fieldType) (w : K).
Hypotheses (char0 : [char K] =i pred0) (pw : n.-primitive_root w).

Lemma transfer_commute (X Y : 'M[{poly int}]_q) : comm_mx (map_mx (eval_at w) X) (map_mx (eval_at w) Y) ->
  comm_mx (map_mx (eval_at g) X) (map_mx (eval_at g) Y).
Proof.
rewrite /comm_mx -!map_mxM => e; apply/matrixP=> x y; have /matrixP/(_ x y) := e.
rewrite !mxE => /eqP; rewrite -subr_eq0 -rmorphB => /eqP.
by move/(root_transfer char0 pw pg)/eqP; rewrite rmorphB subr_eq0 => /eqP.
Qed.

Let h := p_denotes (char_Fp prime_p).

Lemma far_transfer pivot ji ji' place : check_far (pops p) q b l pivot ji ji' place ->
  exists j0 i0 j i j' i' : 'I_b,
  ~ comm_mx (pivotN (map_mx (eval_at w) A) j0 i0 j i) (pivotN (map_mx (eval_at w) A) j0 i0 j' i').
Proof.
case/(far_commutator h)=> j0 [i0 [j [i [j' [i' nc]]]]]; exists j0, i0, j, i, j', i' => co; apply: nc.
rewrite lE !(map_pivotN (eval_at_rmorphism _)); apply: transfer_commute.
by rewrite -!(map_pivotN (eval_at_rmorphism _)).
Qed.

Lemma recombined_transfer pivot r r' place : check_recombined (pops p) q b l pivot r r' place ->
  exists (j0 i0 j j' : 'I_b) (x y x' y' : 'I_b -> K), let G := pivotG (map_mx (eval_at w) A) j0 i0 in
  ~ comm_mx (\adj (mix (G j) x) *m mix (G j) y) (\adj (mix (G j') x') *m mix (G j') y').
Proof.
case/(recombined_commutator h)=> j0 [i0 [j [j' /= nc]]].
pose c (s : seq Z) (i : 'I_b) : {poly int} := (int_of_Z (nth Z0 s i))%:P.
have cE s : coefficients (pops p) (zval F) s =1 eval_at g \o c s.
  by move=> i; rewrite /= eval_atC.
exists j0, i0, j, j', (eval_at w \o c r.2.1), (eval_at w \o c r.2.2), (eval_at w \o c r'.2.1),
  (eval_at w \o c r'.2.2) => co; apply: nc.
have mixE k s : mix (pivotG (mxv (pops p) (zval F) (q * b) (q * b) l) j0 i0 k) (coefficients (pops p) (zval F) s) =
    map_mx (eval_at g) (mix (pivotG A j0 i0 k) (c s)).
  rewrite lE -(map_mix (eval_at_rmorphism g)) /mix; apply: eq_bigr => i _.
  by rewrite cE.
rewrite !mixE -!map_mx_adj -!map_mxM; apply: transfer_commute.
by rewrite !map_mxM !map_mx_adj -!(map_mix (eval_at_rmorphism w)).
Qed.
End Transfer.

(* ---------------------------------------------------------------- the matrices, with integer polynomials and modulo p *)

Inductive wave_kind := C2 | C4 | S4.

Section Definitions.
Variables (s : wave_kind) (q b : nat).
Definition wave_order : nat := (if s is C2 then 4 * (q * b) else 8 * (q * b))%N.
Let m := wave_order.
Definition wave_exponent (f y : nat) : nat := (if s is C2 then f * (2 * y + 1) else (2 * f + 1) * (2 * y + 1))%N.
Let e (f y : nat) : nat := (wave_exponent f y %% m)%N.

Definition wave (K : fieldType) (w : K) : 'M[K]_(q * b) :=
  match s with C2 => dct_II q b w | C4 => dct_IV q b w | S4 => dst_IV q b w end.

(* w^e + w^-e or w^-e - w^e, without negative powers. *)
Definition wave_poly : 'M[{poly int}]_(q * b) :=
  \matrix_(f, y) ('X^(m - e f y) + if s is S4 then - 'X^(e f y) else 'X^(e f y)).

Definition power (T : Type) (o : ops T) (g : T) (k : nat) : T := iter k (mul o g) (one o).
Definition wave_list (T : Type) (o : ops T) (g : T) : mat T := tab (q * b) (q * b) (fun f y =>
  let z := power o g (e f y) in add o (power o g (m - e f y)) (if s is S4 then opp o z else z)).

Lemma val_power (T : Type) (o : ops T) (F : ringType) (val : T -> F) : denotes o val ->
  forall g k, val (power o g k) = val g ^+ k.
Proof. by move=> h g; elim=> [|k IH] /=; rewrite ?(val1 h) // (valM h) IH exprS. Qed.

Lemma wave_listE (T : Type) (o : ops T) (F : comRingType) (val : T -> F) (g : T) : denotes o val ->
  mxv o val (q * b) (q * b) (wave_list o g) = map_mx (eval_at (val g)) wave_poly.
Proof.
move=> h; rewrite mxv_tab; apply/matrixP=> f y; rewrite !mxE (valD h) rmorphD rmorphX /= eval_atX (val_power h).
by congr (_ + _); case: s; rewrite ?(valN h) ?rmorphN rmorphX /= eval_atX (val_power h).
Qed.

Lemma wave_polyE (K : fieldType) (w : K) : [char K] =i pred0 -> m.-primitive_root w ->
  exists c : K, map_mx (eval_at w) wave_poly = c *: wave w.
Proof.
move=> char0 prim; have m0 := prim_order_gt0 prim; have w0 : w != 0.
  apply/eqP=> z; have := prim_expr_order prim; rewrite z expr0n gtn_eqF //= => /eqP.
  by rewrite eq_sym oner_eq0.
have two0 : 2%:R != 0 :> K by move/charf0P: char0 => ->.
have low f y : w ^+ e f y = w ^+ wave_exponent f y by apply: prim_expr_mod.
have high f y : w ^+ (m - e f y) = w ^- wave_exponent f y.
  have le : (e f y <= m)%N by rewrite ltnW // ltn_pmod.
  have nz := expf_neq0 (wave_exponent f y) w0; apply: (mulIf nz).
  by rewrite mulVf // -low -exprD subnK // prim_expr_order.
exists (if s is S4 then 2%:R * w ^- (2 * (q * b)) else 2%:R).
apply/matrixP=> f y; rewrite [LHS]mxE [wave_poly _ _]mxE rmorphD rmorphX /= eval_atX high.
rewrite /wave; move: low; rewrite /wave_exponent; case: s => low; rewrite ?rmorphN rmorphX /= eval_atX low.
- by rewrite [RHS]mxE [in RHS]mxE /cosw mulrA mulfV // mul1r addrC.
- by rewrite [RHS]mxE [in RHS]mxE /cosw mulrA mulfV // mul1r addrC.
by rewrite [RHS]mxE [in RHS]mxE /sinw mulrACA mulfV // mul1r mulrA mulVf ?expf_neq0 // mul1r.
Qed.
End Definitions.

(* A prime p and a primitive root of unity modulo p, of order 32, 64, 96, 120 and 128. *)
Definition modulus (m : nat) : positive * Z :=
  if Nat.eqb m 32 then (97%positive, Zpos 19) else if Nat.eqb m 64 then (193%positive, Zpos 11) else
  if Nat.eqb m 96 then (97%positive, Zpos 5) else if Nat.eqb m 120 then (241%positive, Zpos 3) else
  (257%positive, Zpos 9).

Definition is_primitive (T : Type) (o : ops T) (m : nat) (g : T) : bool :=
  Nat.ltb 0 m && alln (fun i => Bool.eqb (isz o (sub o (power o g i.+1) (one o))) (Nat.eqb i.+1 m)) m.

Lemma is_primitiveP (T : Type) (o : ops T) (F : fieldType) (val : T -> F) m g : denotes o val ->
  is_primitive o m g -> m.-primitive_root (val g).
Proof.
rewrite /is_primitive => h /andP[/ltbP m0 /allnP ok]; apply/andP; split=> //.
apply/forallP => i; have /Bool.eqb_prop := ok i.
by rewrite (valz h) (valB h) (val1 h) (val_power h) subr_eq0 eqbE unity_rootE => ->.
Qed.

Definition wave_checked (s : wave_kind) (x : nat * nat) : bool :=
  let q := x.1 in let b := x.2 in let m := wave_order s q b in let p := (modulus m).1 in let g := (modulus m).2 in
  let l := wave_list s q b (pops p) g in
  [&& prime (Pos.to_nat p), is_primitive (pops p) m g
    & if s is C2 then
        check_recombined (pops p) q b l (1%N, 0%N) (0%N, ([:: Zpos 1; Zpos 1], [:: Z0; Zpos 1]))
          (3%N, ([:: Zpos 1], [:: Z0; Zpos 1])) (0%N, 1%N)
      else check_far (pops p) q b l (0%N, 0%N) (1%N, 1%N) (1%N, 3%N) (0%N, 0%N)].

Definition fourth_grids : seq (nat * nat) := [:: (4, 4); (2, 4); (3, 4); (2, 6); (3, 5); (2, 8)]%N.
Definition second_grids : seq (nat * nat) := [:: (2, 4); (4, 4); (6, 4)]%N.
Definition wave_grids (s : wave_kind) := if s is C2 then second_grids else fourth_grids.

Lemma waves_checked s : all (wave_checked s) (wave_grids s).
Proof. case: s; vm_cast_no_check (erefl true). Qed.

Section Far.
Variables (s : wave_kind) (q b : nat) (K : fieldType) (w : K).
Hypotheses (on : (q, b) \in wave_grids s) (char0 : [char K] =i pred0).
Hypothesis prim : (wave_order s q b).-primitive_root w.

(* Either of the two obstacles. *)
Lemma wave_excluded (P : 'M[K]_(q * b) -> Prop) :
  (forall A, P A -> forall c, P (c *: A)) ->
  (forall A, P A -> forall j0 i0 j i j' i', comm_mx (pivotN A j0 i0 j i) (pivotN A j0 i0 j' i')) ->
  (forall A, P A -> forall j0 i0 j j' x y x' y', comm_mx
    (\adj (mix (pivotG A j0 i0 j) x) *m mix (pivotG A j0 i0 j) y)
    (\adj (mix (pivotG A j0 i0 j') x') *m mix (pivotG A j0 i0 j') y')) -> ~ P (wave s q b w).
Proof.
move=> scale far recombined /scale/(_ _) Pw.
have /and3P[pr pm ok] := allP (waves_checked s) _ on; rewrite /= in pr pm ok.
have h := p_denotes (char_Fp pr); have pg := is_primitiveP h pm.
have lE := wave_listE s q b (modulus (wave_order s q b)).2 h.
have [c e] := wave_polyE char0 prim; have {}Pw := Pw c; rewrite -e in Pw.
have [[v [r [r' [t {}ok]]]]|[v [x [x' [t {}ok]]]]] :
    (exists v r r' t, check_recombined (pops (modulus (wave_order s q b)).1) q b
      (wave_list s q b (pops (modulus (wave_order s q b)).1) (modulus (wave_order s q b)).2) v r r' t) \/
    (exists v x x' t, check_far (pops (modulus (wave_order s q b)).1) q b
      (wave_list s q b (pops (modulus (wave_order s q b)).1) (modulus (wave_order s q b)).2) v x x' t).
  by move: ok; case: (s) => ok; [left|right|right]; do 4 eexists; apply: ok.
- have [j0 [i0 [j [j' [y [z [y' [z' []]]]]]]]] := recombined_transfer pr pg lE char0 prim ok.
  exact: recombined.
have [j0 [i0 [j [i [j' [i' []]]]]]] := far_transfer pr pg lE char0 prim ok.
exact: far.
Qed.

Lemma wave_outside : ~ in_mmstar (wave s q b w).
Proof.
apply: wave_excluded => A mem; first by move=> c; apply: mmstar_scale.
  exact: factor_decision_commutators.
exact: factor_decision_recombined.
Qed.
End Far.

Lemma wave_limit s q b (R : numFieldType) (w : R) : (q, b) \in wave_grids s ->
  (wave_order s q b).-primitive_root w -> ~ mmstar_limit (wave s q b w).
Proof.
move=> on prim; apply: (wave_excluded on (Num.Theory.char_num _) prim) => A lim.
- by move=> c; apply: limit_scale.
- exact: factor_decision_limit.
exact: factor_decision_limit_recombined.
Qed.

Section Outside.
Variables (q b : nat) (K : fieldType) (w : K).
Hypothesis char0 : [char K] =i pred0.

Theorem dct_ii_outside : (q, b) \in second_grids -> (4 * (q * b)).-primitive_root w -> ~ in_mmstar (dct_II q b w).
Proof. by move=> on prim; apply: (@wave_outside C2). Qed.

Theorem dct_iv_outside : (q, b) \in fourth_grids -> (8 * (q * b)).-primitive_root w -> ~ in_mmstar (dct_IV q b w).
Proof. by move=> on prim; apply: (@wave_outside C4). Qed.

Theorem dst_iv_outside : (q, b) \in fourth_grids -> (8 * (q * b)).-primitive_root w -> ~ in_mmstar (dst_IV q b w).
Proof. by move=> on prim; apply: (@wave_outside S4). Qed.
End Outside.

Section Limit.
Variables (q b : nat) (R : numFieldType) (w : R).

Theorem dct_ii_limit : (q, b) \in second_grids -> (4 * (q * b)).-primitive_root w -> ~ mmstar_limit (dct_II q b w).
Proof. by move=> on prim; apply: (@wave_limit C2). Qed.

Theorem dct_iv_limit : (q, b) \in fourth_grids -> (8 * (q * b)).-primitive_root w -> ~ mmstar_limit (dct_IV q b w).
Proof. by move=> on prim; apply: (@wave_limit C4). Qed.

Theorem dst_iv_limit : (q, b) \in fourth_grids -> (8 * (q * b)).-primitive_root w -> ~ mmstar_limit (dst_IV q b w).
Proof. by move=> on prim; apply: (@wave_limit S4). Qed.
End Limit.
