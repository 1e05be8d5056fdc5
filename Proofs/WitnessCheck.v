(* Programs that check the answers on membership in M and MM*, and their soundness.

   check_minor: a minor of two rows and columns of one slice that is not 0. tree: invertible blocks, each of which adds
   a row X_j or a column Z_i to what is reached. check_commutator: two F(j, i) = X_j^-1 A_ji Z_i^-1 that do not
   commute; check_nilpotent: a polynomial of one F(j, i) that is not 0 and whose square is: a repeated factor.
   check_factors_M, check_factors_MM: factors whose product is the matrix. minor_accepted, commutator_accepted,
   nilpotent_accepted: examples that are accepted.

   slices_checked_minor — where check_minor says yes, A is not in M(b, n) — slices
   slices_checked_factors — where check_factors_M says yes, A is in M(b, n) — slices
   factorization_checked — where check_factors_MM says yes, A is in MM*(b, n) — factorization
   factor_decision_checked_commutator — where check_commutator says yes, for any tree of invertible blocks, A is not in
     MM*, in any field in which the numbers are meant — factor-decision
   factor_decision_checked_nilpotent — where check_nilpotent says yes, A is not in MM*, in any such field
     — factor-decision
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision Numbers ListMatrix.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* A block (j, i) of a tree: the inverse of A_ji, and whether it adds the row j (or else the column i). The inverses of
   X_j and Z_i follow: X_j^-1 = Z_i A_ji^-1 and Z_i^-1 = A_ji^-1 X_j. *)
Record step (T : Type) := Step { row_of : nat; col_of : nat; inverse : mat T }.

(* What is reached: rows j with (X_j, X_j^-1), columns i with (Z_i, Z_i^-1). *)
Record reach (T : Type) := Reach { rows : seq (nat * (mat T * mat T)); cols : seq (nat * (mat T * mat T)) }.

Section Programs.
Variables (T : Type) (o : ops T) (q b : nat).
Implicit Types A X Y : mat T.

(* The minor of rows (l1, j), (l2, j) and columns (k, i1), (k, i2) is x and not 0. *)
Definition check_minor A (l1 l2 j k i1 i2 : nat) (x : T) : bool :=
  let e l i := ent o A (l * b + j) (k * b + i) in
  let m := sub o (mul o (e l1 i1) (e l2 i2)) (mul o (e l1 i2) (e l2 i1)) in
  [&& is_size (q * b) (q * b) A, Nat.ltb l1 q, Nat.ltb l2 q, Nat.ltb j b, Nat.ltb k q,
    Nat.ltb i1 b, Nat.ltb i2 b, eqn o m x & ~~ isz o m].

Definition blk_list A (j i : nat) : mat T := tab q q (fun l k => ent o A (l * b + j) (k * b + i)).
Definition mm X Y : mat T := mulm o q q q X Y.
Definition id_list : mat T := scalm o q (one o).

Definition find (j : nat) (s : seq (nat * (mat T * mat T))) : option (mat T * mat T) :=
  foldr (fun x found => if Nat.eqb x.1 j then Some x.2 else found) None s.

(* One more block; None where its inverse is wrong, or it adds nothing. *)
Definition extend A (st : option (reach T)) (s : step T) : option (reach T) :=
  let j := row_of s in let i := col_of s in let B := blk_list A j i in let V := inverse s in
  match st with
  | None => None
  | Some t =>
    if Nat.ltb j b && Nat.ltb i b && eqm o q q (mm B V) id_list then
      match find j (rows t), find i (cols t) with
      | None, Some (Z, Zv) => Some (Reach ((j, (mm B Zv, mm Z V)) :: rows t) (cols t))
      | Some (X, Xv), None => Some (Reach (rows t) ((i, (mm Xv B, mm V X)) :: cols t))
      | _, _ => None
      end
    else None
  end.

Definition root_reach (i0 : nat) : reach T := Reach [::] [:: (i0, (id_list, id_list))].
Definition tree (A : mat T) (i0 : nat) (steps : seq (step T)) : option (reach T) :=
  if Nat.ltb i0 b then foldl (extend A) (Some (root_reach i0)) steps else None.

(* F(j, i). *)
Definition quotient A (t : reach T) (ji : nat * nat) : option (mat T) :=
  match find ji.1 (rows t), find ji.2 (cols t) with
  | Some (_, Xv), Some (_, Zv) =>
    if Nat.ltb ji.1 b && Nat.ltb ji.2 b then Some (mm (mm Xv (blk_list A ji.1 ji.2)) Zv) else None
  | _, _ => None
  end.

Definition quotient_of A (i0 : nat) (steps : seq (step T)) (ji : nat * nat) : option (mat T) :=
  match tree A i0 steps with Some t => quotient A t ji | None => None end.

(* The entry (row, col) of F F' - F' F is x and not 0. *)
Definition check_commutator A i0 steps (ji ji' : nat * nat) (row col : nat) (x : T) : bool :=
  match quotient_of A i0 steps ji, quotient_of A i0 steps ji' with
  | Some F, Some G =>
    let y := ent o (subm o q q (mm F G) (mm G F)) row col in
    [&& is_size (q * b) (q * b) A, Nat.ltb row q, Nat.ltb col q, eqn o y x & ~~ isz o y]
  | _, _ => false
  end.

(* h(F) by Horner's rule, coefficients from the constant on. *)
Definition horner_list (h : seq T) (F : mat T) : mat T :=
  foldr (fun c X => addm o q q (mm X F) (scalm o q c)) (scalm o q (zero o)) h.

Definition check_nilpotent A i0 steps (ji : nat * nat) (h : seq T) : bool :=
  match quotient_of A i0 steps ji with
  | Some F => let N := horner_list h F in [&& is_size (q * b) (q * b) A, ~~ zerom o q q N & zerom o q q (mm N N)]
  | None => false
  end.

(* A_j, R_p, C_i as lists of blocks. *)
Definition check_factors_MM A (L R C : seq (mat T)) : bool :=
  [&& is_size (q * b) (q * b) A, Nat.eqb (size L) b, all (is_size q q) L, Nat.eqb (size R) q, all (is_size b b) R,
    Nat.eqb (size C) b & all (is_size q q) C] &&
  alln (fun j => alln (fun i => alln (fun l => alln (fun k =>
    eqn o (ent o A (l * b + j) (k * b + i))
      (sum o (fun p =>
        mul o (mul o (ent o (nth [::] L j) l p) (ent o (nth [::] R p) j i)) (ent o (nth [::] C i) p k)) q))
    q) q) b) b.

Definition check_factors_M A (L R : seq (mat T)) : bool :=
  [&& is_size (q * b) (q * b) A, Nat.eqb (size L) b, all (is_size q q) L, Nat.eqb (size R) q & all (is_size b b) R] &&
  alln (fun j => alln (fun i => alln (fun l => alln (fun k =>
    eqn o (ent o A (l * b + j) (k * b + i)) (mul o (ent o (nth [::] L j) l k) (ent o (nth [::] R k) j i)))
    q) q) b) b.
End Programs.

(* ---------------------------------------------------------------- soundness *)

Lemma ltbP (i n : nat) : Nat.ltb i n -> (i < n)%N.
Proof. by move=> /PeanoNat.Nat.ltb_spec0/ltP. Qed.

Section Sound.
Variables (T : Type) (o : ops T) (K : fieldType) (val : T -> K).
Hypothesis h : denotes o val.
Variables (q b : nat).
Variable A : mat T.
Notation mx m n X := (@mxv _ o K val m n X).
Let M : 'M[K]_(q * b) := mx (q * b) (q * b) A.

Theorem slices_checked_minor l1 l2 j k i1 i2 x : check_minor o q b A l1 l2 j k i1 i2 x -> ~ @is_monarch K q b q b M.
Proof.
case/and5P=> _ /ltbP l1q /ltbP l2q /ltbP jb /and5P[/ltbP kq /ltbP i1b /ltbP i2b _ /negP nz] [L [R eM]].
apply: nz; rewrite (valz h) (valB h) !(valM h).
have e l i (lq : (l < q)%N) (ib : (i < b)%N) : val (ent o A (l * b + j) (k * b + i)) =
    L (Ordinal jb) (Ordinal lq) (Ordinal kq) * R (Ordinal kq) (Ordinal jb) (Ordinal ib).
  by rewrite -entries_monarch -eM mxE !ix_val.
rewrite (e _ _ l1q i1b) (e _ _ l2q i2b) (e _ _ l1q i2b) (e _ _ l2q i1b).
by apply/eqP; ring.
Qed.

Theorem factorization_checked L R C : check_factors_MM o q b A L R C -> in_mmstar M.
Proof.
case/andP=> _ /alln2P ok.
exists (fun j => mx q q (nth [::] L j)), (fun p => mx b b (nth [::] R p)), (fun i => mx q q (nth [::] C i)).
apply: mx_ixP => l j k i; have /alln2P/(_ l k)/(eqnP h) := ok j i.
rewrite entries_mmstar mxE !ix_val => ->; rewrite (val_sum h); apply: eq_bigr => p _.
by rewrite !(valM h) !mxE.
Qed.

Theorem slices_checked_factors L R : check_factors_M o q b A L R -> @is_monarch K q b q b M.
Proof.
case/andP=> _ /alln2P ok; exists (fun j => mx q q (nth [::] L j)), (fun k => mx b b (nth [::] R k)).
apply: mx_ixP => l j k i; have /alln2P/(_ l k)/(eqnP h) := ok j i.
by rewrite entries_monarch mxE !ix_val => ->; rewrite (valM h) !mxE.
Qed.

(* ------------------------------------------------ the tree *)

Lemma blk_listE (j i : 'I_b) : mx q q (blk_list o q b A j i) = blk M j i.
Proof. by apply/matrixP => l k; rewrite blkE mxE ent_tab // mxE !ix_val. Qed.

Lemma mmE X Y : mx q q (mm o q X Y) = mx q q X *m mx q q Y.
Proof. exact: mxv_mul. Qed.

Lemma id_listE : mx q q (id_list o q) = 1%:M.
Proof. by rewrite /id_list mxv_scal // (val1 h). Qed.

Lemma is_diag_inv (H : 'M[K]_q) : is_diag_mx H -> H \in unitmx -> is_diag_mx (invmx H).
Proof. by move=> /diag_mxP[e ->]; apply: invmx_diag. Qed.

Section Member.
Variables (a c : 'I_b -> 'M[K]_q) (D : 'I_b -> 'I_b -> 'M[K]_q).
Hypothesis diagD : forall j i, is_diag_mx (D j i).
Hypothesis member : forall j i, blk M j i = a j *m D j i *m c i.

(* The basis in which all F(j, i) are diagonal. *)
Variable G : 'M[K]_q.
Hypothesis uG : G \in unitmx.

Definition good_row (j : 'I_b) (XX : mat T * mat T) := [/\ a j \in unitmx, mx q q XX.1 *m mx q q XX.2 = 1%:M
  & exists H, [/\ is_diag_mx H, H \in unitmx & mx q q XX.1 = a j *m H *m G]].
Definition good_col (i : 'I_b) (ZZ : mat T * mat T) := [/\ c i \in unitmx, mx q q ZZ.1 *m mx q q ZZ.2 = 1%:M
  & exists H, [/\ is_diag_mx H, H \in unitmx & G *m mx q q ZZ.1 = H *m c i]].
Definition good (t : reach T) :=
  (forall (j : 'I_b) XX, find j (rows t) = Some XX -> good_row j XX) /\
  (forall (i : 'I_b) ZZ, find i (cols t) = Some ZZ -> good_col i ZZ).

Lemma col_through (i : 'I_b) ZZ : good_col i ZZ ->
  exists H, [/\ is_diag_mx H, H \in unitmx & c i *m mx q q ZZ.2 = H *m G].
Proof.
case=> uc e [H [dH uH eZ]]; exists (invmx H); split; [exact: is_diag_inv|by rewrite unitmx_inv|].
by rewrite -[c i](mulKmx uH) -eZ -!mulmxA e mulmx1.
Qed.

Lemma block_units (j i : 'I_b) V : eqm o q q (mm o q (blk_list o q b A j i) V) (id_list o q) ->
  [/\ blk M j i *m mx q q V = 1%:M, a j \in unitmx, D j i \in unitmx & c i \in unitmx].
Proof.
move=> /(eqmP h); rewrite mmE blk_listE id_listE => e.
have /unitmx_mul3[ua uD uc] : a j *m D j i *m c i \in unitmx.
  by rewrite -member; case: (mulmx1_unit e).
by split.
Qed.

Lemma extend_good t s t' : good t -> extend o q b A (Some t) s = Some t' -> good t'.
Proof.
case=> gr gc; case: s => j i V /=; case: ifP => // /andP[/andP[/ltbP jb /ltbP ib]].
rewrite -[j]/(nat_of_ord (Ordinal jb)) -[i]/(nat_of_ord (Ordinal ib)).
move: (Ordinal jb) (Ordinal ib) => {jb ib}{}j {}i /block_units[eV ua uD uc].
case ej: (find j (rows t)) => [[X Xv]|]; case ei: (find i (cols t)) => [[Z Zv]|] // [<-]; split=> //=.
- move=> i' ZZ; rewrite eqbE; case: eqP => [/val_inj <- [<-]|_]; last exact: gc.
  have [_ eX [H [dH uH eG]]] := gr j _ ej; rewrite /= in eX eG.
  split=> //=; rewrite !mmE.
    rewrite -!mulmxA (mulmxA (mx q q (blk_list _ _ _ _ _ _))) blk_listE eV mul1mx.
    exact: mulmx1C.
  exists (invmx H *m D j i); rewrite is_diag_mxM ?is_diag_inv // unitmx_mul unitmx_inv uH; split=> //.
  apply: (can_inj (mulKmx uH)); apply: (can_inj (mulKmx ua)).
  by rewrite !mulmxA -eG eX mul1mx (mulmxK uH) blk_listE member.
move=> j' XX; rewrite eqbE; case: eqP => [/val_inj <- [<-]|_]; last exact: gr.
have gi := gc i _ ei; have [H [dH uH eZ]] := col_through gi; have [_ e _] := gi; rewrite /= in e eZ.
split=> //=; rewrite !mmE.
  by rewrite -!mulmxA (mulmxA (mx q q Zv)) (mulmx1C e) mul1mx blk_listE.
exists (D j i *m H); rewrite is_diag_mxM // unitmx_mul uD uH; split=> //.
by rewrite blk_listE member -!mulmxA eZ.
Qed.

(* What is diagonal in the basis G. *)
Definition sim (F : 'M[K]_q) := exists2 E, is_diag_mx E & G *m F = E *m G.

Lemma sim_mul F F' : sim F -> sim F' -> sim (F *m F').
Proof.
case=> E dE eE [E' dE' eE']; exists (E *m E'); first exact: is_diag_mxM.
by rewrite mulmxA eE -mulmxA eE' mulmxA.
Qed.

Lemma sim_comm F F' : sim F -> sim F' -> F *m F' = F' *m F.
Proof.
case=> E /diag_mxP[e ->] eE [E' /diag_mxP[e' ->] eE']; apply: (can_inj (mulKmx uG)).
by rewrite !mulmxA eE eE' -!mulmxA eE eE' !mulmxA diag_mxC.
Qed.

Lemma sim_nil F : sim F -> F *m F = 0 -> F = 0.
Proof.
case=> E /diag_mxP[e ->] eE FF; have EE : diag_mx e *m diag_mx e = 0.
  apply: (can_inj (mulmxK uG)); rewrite mul0mx -mulmxA -eE mulmxA -eE -mulmxA FF mulmx0 //.
have e0 : diag_mx e = 0.
  apply/matrixP => x y; rewrite !mxE; have [_|ne] := eqVneq x y; last by rewrite mulr0n.
  have /matrixP/(_ x x) := EE; rewrite mul_diag_mx !mxE eqxx !mulr1n => /eqP.
  by rewrite mulf_eq0 orbb => /eqP z; rewrite ?z ?mul0rn.
by apply: (can_inj (mulKmx uG)); rewrite eE e0 mul0mx mulmx0.
Qed.

Lemma sim_horner w F : sim (mx q q F) -> sim (mx q q (horner_list o q w F)).
Proof.
move=> sF; elim: w => [|x w [E dE eE]] /=; rewrite ?mxv_add // ?mxv_scal //.
  by exists 0; rewrite ?mx0_is_diag // (val0 h) (raddf0 (scalar_mx_additive _ _)) mulmx0 mul0mx.
case: sF => E' dE' eE'; exists (E *m E' + (val x)%:M).
  have /diag_mxP[u ->] := is_diag_mxM dE dE'; rewrite -diag_const_mx -raddfD.
  exact: diag_mx_is_diag.
by rewrite mmE mulmxDr mulmxDl mulmxA eE -mulmxA eE' mulmxA scalar_mxC.
Qed.

Lemma quotient_sim t ji F : good t -> quotient o q b A t ji = Some F -> sim (mx q q F).
Proof.
case: ji => j i [gr gc]; rewrite /quotient /=.
case ej: (find j (rows t)) => [[X Xv]|] //; case ei: (find i (cols t)) => [[Z Zv]|] //.
case: ifP => // /andP[/ltbP jb /ltbP ib] [<-]; move: ej ei.
rewrite -[j]/(nat_of_ord (Ordinal jb)) -[i]/(nat_of_ord (Ordinal ib)) => /gr + /gc gi.
move: (Ordinal jb) (Ordinal ib) gi => {jb ib}{}j {}i gi [ua eX [H [dH uH eG]]] /=; rewrite /= in eX eG.
have [H' [dH' uH' eZ]] := col_through gi; rewrite /= in eZ.
exists (invmx H *m D j i *m H'); first by rewrite !is_diag_mxM ?is_diag_inv.
rewrite !mmE blk_listE member; apply: (can_inj (mulKmx uH)); apply: (can_inj (mulKmx ua)).
by rewrite !mulmxA -eG eX mul1mx (mulmxK uH) -!mulmxA eZ.
Qed.
End Member.

(* A member has such a basis, once a tree has reached a row. *)
Lemma tree_good i0 steps t : tree o q b A i0 steps = Some t -> rows t <> [::] -> in_mmstar M ->
  exists (a c : 'I_b -> 'M[K]_q) D G,
    [/\ forall j i, is_diag_mx (D j i), forall j i, blk M j i = a j *m D j i *m c i, G \in unitmx & good a c G t].
Proof.
rewrite /tree; case: ifP => // /ltbP ib.
rewrite -[i0]/(nat_of_ord (Ordinal ib)); move: (Ordinal ib) => {ib}{}i0 et rt [L1 [R [L2 e]]].
have member j i : blk M j i = L1 j *m diag_mx (\row_x R x j i) *m L2 i.
  by apply/matrixP=> l k; rewrite blkE e mmstarE.
pose D j i := diag_mx (\row_x R x j i); have dD j i : is_diag_mx (D j i) by apply: diag_mx_is_diag.
have none u : foldl (extend o q b A) None u = None by elim: u.
suff uG : L2 i0 \in unitmx.
  exists L1, L2, D, (L2 i0); split=> //.
  have g0 : good L1 L2 (L2 i0) (root_reach o q i0).
    split=> //= i ZZ; rewrite eqbE; case: eqP => // /val_inj <- [<-]; split=> //=; rewrite !id_listE ?mulmx1 //.
    by exists 1%:M; rewrite scalar_mx_is_diag unitmx1 mul1mx.
  elim: steps (root_reach o q i0) g0 et => [|s steps IH] t0 g0; first by case=> <-.
  rewrite -[foldl _ _ _]/(foldl (extend o q b A) (extend o q b A (Some t0) s) steps).
  case es: (extend o q b A (Some t0) s) => [t1|]; last by rewrite none.
  by apply: IH; apply: (extend_good dD member g0 es).
case: steps et => [|[j i V] steps] /=; first by case=> et; case: rt; rewrite -et.
case: ifP => [/andP[/andP[/ltbP jb /ltbP ib]]|_]; last by rewrite none.
rewrite -[j]/(nat_of_ord (Ordinal jb)) -[i]/(nat_of_ord (Ordinal ib)).
move: (Ordinal jb) (Ordinal ib) => {jb ib}{}j {}i /(block_units member)[_ _ _ uc].
rewrite eqbE; case: eqP => [/val_inj -> //|_]; last by rewrite none.
Qed.

Lemma quotient_rows t ji F : quotient o q b A t ji = Some F -> rows t <> [::].
Proof. by case: ji => j i; rewrite /quotient /= => + e; rewrite e. Qed.

Theorem factor_decision_checked_commutator i0 steps ji ji' row col x :
  check_commutator o q b A i0 steps ji ji' row col x -> ~ in_mmstar M.
Proof.
rewrite /check_commutator /quotient_of; case et: (tree o q b A i0 steps) => [t|] //.
case e1: (quotient o q b A t ji) => [F|] //; case e2: (quotient o q b A t ji') => [F'|] //.
case/and5P=> _ /ltbP rq /ltbP cq _ /negP nz mem; apply: nz.
have [a [c [D [G [dD member uG g]]]]] := tree_good et (quotient_rows e1) mem.
have e := sim_comm uG (quotient_sim dD member g e1) (quotient_sim dD member g e2).
have : mx q q (subm o q q (mm o q F F') (mm o q F' F)) = 0 by rewrite mxv_sub // !mmE e subrr.
by move/matrixP/(_ (Ordinal rq) (Ordinal cq)); rewrite !mxE (valz h) => ->.
Qed.

Theorem factor_decision_checked_nilpotent i0 steps ji w : check_nilpotent o q b A i0 steps ji w -> ~ in_mmstar M.
Proof.
rewrite /check_nilpotent /quotient_of; case et: (tree o q b A i0 steps) => [t|] //.
case e1: (quotient o q b A t ji) => [F|] //.
case/and3P=> _ /negP nz /(zeromP h) z mem; apply: nz; apply/(zeromP h).
have [a [c [D [G [dD member uG g]]]]] := tree_good et (quotient_rows e1) mem.
apply: (sim_nil uG (sim_horner w (quotient_sim dD member g e1))).
by rewrite -mmE.
Qed.
End Sound.

(* ---------------------------------------------------------------- examples: the statements are not empty *)

Definition zf (n : Z) : fr := (n, xH).

(* The 4 x 4 matrix with the rows (1, 1, 0, 0), (0, 1, 0, 0), (1, 2, 0, 0), (0, 0, 0, 1) on the 2 x 2 grid. *)
Example minor_accepted : check_minor fops 2 2
  [:: [:: zf 1; zf 1; zf 0; zf 0]; [:: zf 0; zf 1; zf 0; zf 0];
      [:: zf 1; zf 2; zf 0; zf 0]; [:: zf 0; zf 0; zf 0; zf 1]] 0 1 0 0 0 1 (zf 1).
Proof. by vm_compute. Qed.

Lemma minor_accepted_not_M :
  ~ @is_monarch _ 2 2 2 2 (mxv fops (@fval [fieldType of rat]) 4 4
      [:: [:: zf 1; zf 1; zf 0; zf 0]; [:: zf 0; zf 1; zf 0; zf 0];
          [:: zf 1; zf 2; zf 0; zf 0]; [:: zf 0; zf 0; zf 0; zf 1]]).
Proof. by apply: (slices_checked_minor (fr_denotes _) minor_accepted); apply: Num.Theory.char_num. Qed.

(* Blocks of a 2 x 2 array: identities in row and column 0, and a Jordan block at (1, 1). *)
Definition identity2 : mat fr := [:: [:: zf 1; zf 0]; [:: zf 0; zf 1]].
Definition jordan4 : mat fr := [:: [:: zf 1; zf 1; zf 0; zf 0]; [:: zf 1; zf 1; zf 0; zf 1];
                                   [:: zf 0; zf 0; zf 1; zf 1]; [:: zf 0; zf 0; zf 1; zf 1]].
Definition tree2 : seq (step fr) := [:: Step 0 0 identity2; Step 1 0 identity2; Step 0 1 identity2].

Example nilpotent_accepted : check_nilpotent fops 2 2 jordan4 0 tree2 (1%N, 1%N) [:: zf (-1); zf 1].
Proof. by vm_compute. Qed.

Lemma nilpotent_accepted_not_MM (K : fieldType) : [char K] =i pred0 ->
  ~ @in_mmstar K 2 2 (mxv fops (@fval K) 4 4 jordan4).
Proof. by move=> char0; apply: (factor_decision_checked_nilpotent (fr_denotes char0) nilpotent_accepted). Qed.

(* On the 2 x 3 grid: identities in row and column 0 of the 3 x 3 array of blocks, the identity at (2, 1) and (2, 2),
   ((1, 1), (0, 1)) at (1, 1) and ((1, 0), (1, 1)) at (1, 2). Entry ((l, j), (k, i)). *)
Definition six : mat fr := tab 6 6 (fun x y =>
  let l := (x %/ 3)%N in let j := (x %% 3)%N in let k := (y %/ 3)%N in let i := (y %% 3)%N in
  if Nat.eqb l k then zf 1 else
  if Nat.eqb j 1 && (Nat.eqb i 1 && Nat.eqb l 0 || Nat.eqb i 2 && Nat.eqb l 1) then zf 1 else zf 0).
Definition tree3 : seq (step fr) :=
  [:: Step 0 0 identity2; Step 1 0 identity2; Step 0 1 identity2; Step 0 2 identity2].

Example commutator_accepted : check_commutator fops 2 3 six 0 tree3 (1%N, 1%N) (1%N, 2%N) 0 0 (zf 1).
Proof. by vm_compute. Qed.

Lemma commutator_accepted_not_MM (K : fieldType) : [char K] =i pred0 ->
  ~ @in_mmstar K 2 3 (mxv fops (@fval K) 6 6 six).
Proof. by move=> char0; apply: (factor_decision_checked_commutator (fr_denotes char0) commutator_accepted). Qed.
