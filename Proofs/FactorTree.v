(* Factors of MM* are unique where invertible blocks connect all rows and columns of blocks; over a field.

   X, Z: what a tree of invertible blocks reaches from column i0, as in DecisionTree.v. joint C X Z p j i: the eigenvalue
   of F(j,i) = X_j^-1 A_ji Z_i^-1 whose left eigenvector is row p of C_i0 (joint_eigen), for the tree of one row
   and one column the tuple of Factor.v (joint_pivot). rescaled: Factor.v.

   factor_unique_tree — where a tree of invertible blocks reaches all rows and columns, the factors are unique up to
     scalings and one permutation iff the joint eigenvalues of the F(j,i) are distinct — factor-unique
   factor_unique_connected — so it is, for some such tree, where the graph of the invertible blocks is connected
     — factor-unique
   factor_unique_tree_freedom — for any invertible G that commutes with all diagonals of joint eigenvalues, the factors
     with G C_i0 in place of C_i0 are factors of A as well — factor-unique
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision Closure DecisionTree Factor.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Unique.
Variables (K : fieldType) (q b : nat) (A : 'M[K]_(q * b)) (i0 : 'I_b) (X Z : 'I_b -> 'M[K]_q).
Hypotheses (rX : forall j, reached A i0 true j (X j)) (rZ : forall i, reached A i0 false i (Z i)).
Implicit Types (L C : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b).
Notation F := (treeF A X Z).

Definition joint C (p : 'I_q) (j i : 'I_b) : K := (C i0 *m F j i *m invmx (C i0)) p p.
Definition distinct_joint C := forall p p' : 'I_q, (forall j i, joint C p j i = joint C p' j i) -> p = p'.

Lemma unit_diag_nz (x : 'rV[K]_q) p : diag_mx x \in unitmx -> x 0 p != 0.
Proof. by rewrite unit_diag => /forallP. Qed.

(* X_j F(j,i) Z_i are the blocks. *)
Lemma blk_tree j i : blk A j i = X j *m F j i *m Z i.
Proof.
rewrite /treeF /tree_quotient !mulmxA mulmxV ?(reached_unit (rX j)) // mul1mx.
by rewrite mulmxKV // (reached_unit (rZ i)).
Qed.

Section Given.
Variables (L C : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b).
Hypothesis eA : A = mmstar L R C.

Lemma given_blk j i : blk A j i = L j *m diag_mx (\row_p R p j i) *m C i.
Proof. by rewrite eA blk_mmstar. Qed.

Lemma root_unit : C i0 \in unitmx.
Proof. by case: (reached_c0 given_blk (rX i0)) => // -[]. Qed.

Lemma joint_diag j i : C i0 *m F j i = diag_mx (\row_p joint C p j i) *m C i0.
Proof.
have dF := quotient_diag given_blk root_unit (rX j) (rZ i).
apply: (can_inj (mulmxKV root_unit)); rewrite (mulmxK root_unit).
apply/matrixP => x y; rewrite [RHS]mxE [X in _ = X *+ _]mxE.
have [<-|ne] := eqVneq x y; first by rewrite mulr1n.
by have /is_diag_mxP/(_ x y ne) := dF; rewrite mulr0n.
Qed.

Lemma joint_eigen p j i : row p (C i0) *m F j i = joint C p j i *: row p (C i0).
Proof.
rewrite -row_mul joint_diag; apply/rowP => k; rewrite !mxE (bigD1 p) //= big1 => [|r /negbTE ne].
  by rewrite addr0 !mxE eqxx mulr1n.
by rewrite !mxE eq_sym ne mulr0n mul0r.
Qed.

(* The factors, up to scalings x and z, are determined by C_i0. *)
Lemma normal_form : exists x z : 'I_b -> 'I_q -> K, [/\ forall j p, x j p != 0 /\ z j p != 0,
  forall j, X j = (\matrix_(l, p) (L j l p * x j p)) *m C i0,
  forall i, C i0 *m Z i = \matrix_(p, k) (z i p * C i p k)
  & forall p j i, R p j i = x j p * joint C p j i * z i p].
Proof.
have u0 := root_unit.
have /fin_all_exists[x xP] : forall j, exists x : 'rV[K]_q, diag_mx x \in unitmx /\ X j = L j *m diag_mx x *m C i0.
  by move=> j; have [H [/diag_mxP[x ->] uH e]] := reached_through given_blk u0 (rX j); exists x.
have /fin_all_exists[z zP] : forall i, exists z : 'rV[K]_q, diag_mx z \in unitmx /\ C i0 *m Z i = diag_mx z *m C i.
  by move=> i; have [H [/diag_mxP[z ->] uH e]] := reached_through given_blk u0 (rZ i); exists z.
exists (fun j p => x j 0 p), (fun i p => z i 0 p); split=> [j p|j|i|p j i].
- by rewrite !unit_diag_nz //; [case: (zP j) | case: (xP j)].
- by have [_ ->] := xP j; congr (_ *m _); rewrite mul_mx_diag; apply/matrixP => l p; rewrite !mxE.
- by have [_ ->] := zP i; rewrite mul_diag_mx; apply/matrixP => p k; rewrite !mxE.
have [[ux eX] [uz eZ]] := (xP j, zP i).
have uL : L j \in unitmx by have := reached_unit (rX j); rewrite eX !unitmx_mul => /andP[/andP[]].
have uC : C i \in unitmx.
  have : C i0 *m Z i \in unitmx by rewrite unitmx_mul u0 (reached_unit (rZ i)).
  by rewrite eZ unitmx_mul => /andP[].
have jd := joint_diag j i; have := given_blk j i; rewrite blk_tree eX; move: (F j i) jd => G jd.
rewrite -!mulmxA => /(can_inj (mulKmx uL)).
rewrite !mulmxA -(mulmxA _ (C i0)) jd -!mulmxA eZ !mulmxA => /(can_inj (mulmxK uC)).
by rewrite !mulmx_diag => /matrixP/(_ p p); rewrite !mxE eqxx !mulr1n => <-.
Qed.
End Given.

(* Every invertible matrix that makes the F(j,i) diagonal gives factors. *)
Lemma tree_factors (C0 : 'M[K]_q) (d : 'I_q -> 'I_b -> 'I_b -> K) : C0 \in unitmx ->
  (forall j i, C0 *m F j i = diag_mx (\row_p d p j i) *m C0) ->
  A = mmstar (fun j => X j *m invmx C0) (fun p => \matrix_(j, i) d p j i) (fun i => C0 *m Z i).
Proof.
move=> u0 dF; apply: mx_ixP => l j k i; rewrite mmstarE -blkE blk_tree; congr (_ _ _).
have -> : \row_p (\matrix_(j, i) d p j i) j i = \row_p d p j i by apply/rowP => p; rewrite !mxE.
by move: (F j i) (dF j i) => G e; rewrite !mulmxA -(mulmxA _ (diag_mx _)) -e !mulmxA mulmxKV.
Qed.

Theorem factor_unique_tree_freedom L R C (G : 'M[K]_q) : A = mmstar L R C -> G \in unitmx ->
  (forall j i, comm_mx G (diag_mx (\row_p joint C p j i))) ->
  A = mmstar (fun j => X j *m invmx (G *m C i0)) (fun p => \matrix_(j, i) joint C p j i) (fun i => G *m C i0 *m Z i).
Proof.
move=> eA uG com; apply: tree_factors => [|j i]; first by rewrite unitmx_mul uG (root_unit eA).
by rewrite -mulmxA (joint_diag eA) !mulmxA com.
Qed.

Lemma unique_of_distinct_joint L R C L' R' C' : A = mmstar L R C -> A = mmstar L' R' C' ->
  distinct_joint C -> rescaled L R C L' R' C'.
Proof.
move=> e e' dist; have [u0 u0'] := (root_unit e, root_unit e').
have [x [z [nz eX eZ eR]]] := normal_form e; have [x' [z' [nz' eX' eZ' eR']]] := normal_form e'.
have [T uT TC] : exists2 T : 'M[K]_q, T \in unitmx & T *m C i0 = C' i0.
  by exists (C' i0 *m invmx (C i0)); rewrite ?mulmxKV // unitmx_mul u0' unitmx_inv u0.
have inter j i : T *m diag_mx (\row_p joint C p j i) = diag_mx (\row_p joint C' p j i) *m T.
  apply: (can_inj (mulmxK u0)); rewrite -mulmxA -(joint_diag e) mulmxA TC.
  by rewrite (joint_diag e') -mulmxA TC.
have eig p r j i : T p r != 0 -> joint C' p j i = joint C r j i.
  move=> T0; have /matrixP/(_ p r) := inter j i.
  rewrite mul_mx_diag mul_diag_mx !mxE mulrC => h.
  by apply/esym; apply: (mulIf T0).
have [s sP] := unit_perm uT.
have mono p r : r != s p -> T p r = 0.
  move=> ne; apply/eqP; apply: contraNT ne => T0; apply/eqP/dist => j i.
  by rewrite -(eig _ _ _ _ T0) (eig _ _ _ _ (sP p)).
pose t p := T p (s p).
have left j l p : L j l (s p) * x j (s p) = L' j l p * x' j p * t p.
  have := eX j; rewrite eX' -TC mulmxA => /(can_inj (mulmxK u0))/matrixP/(_ l (s p)).
  rewrite [RHS]mxE => <-; rewrite mxE (bigD1 p) //= big1 ?addr0 => [|r ne]; first by rewrite mxE.
  by rewrite mono ?mulr0 // (inj_eq perm_inj) eq_sym.
have right i p k : z' i p * C' i p k = t p * (z i (s p) * C i (s p) k).
  have /matrixP/(_ p k) := eZ' i; rewrite -TC -mulmxA eZ [RHS]mxE => <-.
  rewrite mxE (bigD1 (s p)) //= big1 ?addr0 => [|r ne]; first by rewrite [X in _ * X]mxE.
  by rewrite mono ?mul0r.
exists s, (fun j p => x j (s p) / (x' j p * t p)), (fun i p => t p * z i (s p) / z' i p).
have t0 p : t p != 0 := sP p; split=> [j p|j l p|i p k|p j i].
- have [[x0 z0] [x0' z0']] := (nz j (s p), nz' j p).
  by rewrite !mulf_neq0 ?invr_eq0 ?mulf_neq0.
- have [x0' _] := nz' j p; rewrite mulrA left -(mulrA (L' j l p)) mulfK // mulf_neq0 ?x0' //.
- have [_ z0'] := nz' i p; by apply: (mulfI z0'); rewrite right; field.
have [x0' _] := nz' j p; have [_ z0'] := nz' i p; rewrite eR eR' (eig _ _ _ _ (sP p)); field.
by rewrite x0' z0' t0.
Qed.

Lemma distinct_joint_of_unique L R C : A = mmstar L R C ->
  (forall L' R' C', A = mmstar L' R' C' -> rescaled L R C L' R' C') -> distinct_joint C.
Proof.
move=> e uniq p p' tup; apply/eqP; apply: contraT => ne; have u0 := root_unit e.
pose N : 'M[K]_q := delta_mx p p'.
have NN : N *m N = 0 by rewrite mul_delta_mx_0 // eq_sym.
have uE : (1%:M + N) *m (1%:M - N) = 1%:M.
  by rewrite mulmxDl !mulmxBr !mul1mx mulmx1 NN subr0 subrK.
have [uE1 _] := mulmx1_unit uE.
have com j i : comm_mx (1%:M + N) (diag_mx (\row_p joint C p j i)).
  rewrite /comm_mx mulmxDl mulmxDr mul1mx mulmx1; congr (_ + _).
  rewrite mul_mx_diag mul_diag_mx; apply/matrixP=> x y; rewrite !mxE.
  by case: eqP => [->|_]; case: eqP => [->|_]; rewrite ?mulr0 ?mul0r // tup mulrC.
have [s [h [g [nz _ eC _]]]] := uniq _ _ _ (factor_unique_tree_freedom e uE1 com).
have [x [z [nzz _ eZ _]]] := normal_form e.
have dep : (z i0 p *: delta_mx 0 p + z i0 p' *: delta_mx 0 p' - g i0 p *: delta_mx 0 (s p) : 'rV[K]_q) = 0.
  apply: (can_inj (mulmxK u0)); rewrite mul0mx mulmxBl mulmxDl -!scalemxAl -!rowE.
  apply/eqP; rewrite subr_eq0; apply/eqP/rowP=> k; have := eC i0 p k.
  rewrite -mulmxA eZ mulmxDl mul1mx [X in X = _ -> _]mxE [X in X + _ = _ -> _]mxE.
  rewrite [X in _ + X = _ -> _]mxE (bigD1 p') //= big1 ?addr0 => [|r /negbTE ner].
    by rewrite [N _ _]mxE !mxE !eqxx mul1r.
  by rewrite [N _ _]mxE ner andbF mul0r.
have [[_ zp] [_ zp']] := (nzz i0 p, nzz i0 p').
have /rowP/(_ p) := dep; have /rowP/(_ p') := dep; rewrite !mxE !eqxx /= (negbTE ne).
rewrite [p' == p]eq_sym (negbTE ne) !mulr0 !mulr1 addr0 add0r; case: eqP => [<-|_]; last first.
  by rewrite mulr0 subr0 => /eqP; rewrite (negbTE zp').
by rewrite (negbTE ne) mulr0 subr0 => _ /eqP; rewrite (negbTE zp).
Qed.

Theorem factor_unique_tree L R C : A = mmstar L R C ->
  (forall L' R' C', A = mmstar L' R' C' -> rescaled L R C L' R' C') <-> distinct_joint C.
Proof.
move=> e; split; first exact: distinct_joint_of_unique.
by move=> dist L' R' C' e'; apply: unique_of_distinct_joint.
Qed.
End Unique.

Theorem factor_unique_connected (K : fieldType) q b (A : 'M[K]_(q * b)) i0 L R C :
  (forall v, connect (block_edge A) (false, i0) v) -> A = mmstar L R C ->
  exists X Z : 'I_b -> 'M[K]_q,
    [/\ forall j, reached A i0 true j (X j), forall i, reached A i0 false i (Z i)
    & (forall L' R' C', A = mmstar L' R' C' -> rescaled L R C L' R' C') <-> distinct_joint A i0 X Z C].
Proof.
move=> con e; have [X [Z [rX rZ]]] := factor_decision_connected con.
by exists X, Z; split=> //; apply: factor_unique_tree.
Qed.

(* For the tree of row j0 and column i0 these are the joint eigenvalues of Factor.v. *)
Lemma joint_pivot (K : fieldType) q b (A : 'M[K]_(q * b)) j0 i0 L R C :
  (forall j, blk A j i0 \in unitmx) -> (forall i, blk A j0 i \in unitmx) -> A = mmstar L R C ->
  forall p j i, joint A i0 (fun j => blk A j i0) (fun i => invmx (blk A j0 i0) *m blk A j0 i) C p j i =
    tuple j0 i0 R p j i.
Proof.
move=> uc ur e p j i; have [_ uC _ _] := given_unit uc ur e; have [eF _] := treeF_pivot uc ur.
by rewrite /joint eF (tuple_eigen uc ur e) mulmxK ?uC // !mxE eqxx mulr1n.
Qed.
