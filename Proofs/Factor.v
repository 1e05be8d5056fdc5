(* Factorisation of MM*: the procedure of section 3.4, and uniqueness; over a field.

   assumption33 A: A is invertible and A = mmstar L R C with no zero entry in the blocks of R.
   proc_L, proc_R, proc_C: what the procedure returns, given an invertible C0 that makes every C0 F(j,i) C0^-1 diagonal.
   rescaled: the factors differ by one permutation and scalings. tuple: the joint eigenvalues of the F(j,i) at position
   p.

   factorization — under Assumption 3.3 such a C0 exists, and every such C0 gives factors of A — factorization
   factorization_procedure — such a C0 gives factors of A as soon as the blocks of one row and of one column are
     invertible, whichever basis of a joint eigenspace it takes — factorization
   factorization_blocks — Assumption 3.3 makes every block of A invertible — factorization
   factor_unique — where the blocks of one row and of one column are invertible, the factors are unique up to scalings and
     one permutation iff the joint eigenvalues are distinct — factor-unique
   factor_fails_on_monomial — no matrix with at most one entry other than 0 in each row meets Assumption 3.3, q >= 1 and
     b >= 2 — factor-fails-on-dft
   factor_fails_assumption_permutation — no permutation meets it, q >= 1 and b >= 2 — factor-fails-on-dft
   factor_fails_assumption_identity — the identity does not meet it, q >= 1 and b >= 2 — factor-fails-on-dft
   factor_fails_assumption_dft — in the square case, m >= 2, the DFT does not meet it — factor-fails-on-dft
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Procedure.
Variables (K : fieldType) (q b : nat).
Implicit Types A : 'M[K]_(q * b).

Definition assumption33 A := A \in unitmx /\
  exists (L : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b) (C : 'I_b -> 'M[K]_q),
  A = mmstar L R C /\ forall p j i, R p j i != 0.

Lemma pbd_unit (L : 'I_b -> 'M[K]_q) : pbd L \in unitmx -> forall j, L j \in unitmx.
Proof.
move=> u j; pose Z : 'M[K]_q := \matrix_(k, l) invmx (pbd L) (ix k j) (ix l j).
suff e : L j *m Z = 1%:M by case/mulmx1_unit: e.
apply/matrixP=> l l'; have /matrixP/(_ (ix l j) (ix l' j)) := mulmxV u.
rewrite [in LHS]mxE sum_ix [in RHS]mxE ix_inj eqxx andbT => e.
rewrite [LHS]mxE [RHS]mxE -e; apply: eq_bigr => k _; rewrite (bigD1 j) //= pbdE eqxx mul1r mxE.
by rewrite big1 ?addr0 // => y /negbTE ne; rewrite pbdE eq_sym ne !mul0r.
Qed.

Lemma mmstar_unit (L C : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b) : mmstar L R C \in unitmx ->
  (forall j, L j \in unitmx) /\ (forall i, C i \in unitmx).
Proof.
rewrite /mmstar !unitmx_mul => /andP[/andP[uL _] uC].
by split; apply: pbd_unit.
Qed.

Lemma blk_mmstar (L : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b) (C : 'I_b -> 'M[K]_q) j i :
  blk (mmstar L R C) j i = L j *m diag_mx (\row_p R p j i) *m C i.
Proof. by apply/matrixP=> l k; rewrite blkE mmstarE. Qed.

Lemma unit_diag (x : 'rV[K]_q) : (diag_mx x \in unitmx) = [forall p, x 0 p != 0].
Proof.
rewrite unitmxE det_diag unitfE.
by apply/prodf_neq0/forallP => [h p|h p _]; apply: h.
Qed.

Theorem factorization_blocks A : assumption33 A -> forall j i, blk A j i \in unitmx.
Proof.
case=> uA [L [R [C [eA nz]]]] j i; rewrite eA in uA *.
have [uL uC] := mmstar_unit uA.
rewrite blk_mmstar !unitmx_mul uL uC andbT /= unit_diag.
by apply/forallP => p; rewrite mxE.
Qed.

(* The procedure at the pivot (j0, i0), with a diagonalising matrix C0.       *)
Section Run.
Variables (A : 'M[K]_(q * b)) (j0 i0 : 'I_b) (C0 : 'M[K]_q).

Definition proc_L (j : 'I_b) : 'M[K]_q := blk A j i0 *m invmx C0.
Definition proc_C (i : 'I_b) : 'M[K]_q := invmx (proc_L j0) *m blk A j0 i.
Definition proc_D (j i : 'I_b) : 'M[K]_q :=
  invmx (proc_L j) *m blk A j i *m invmx (proc_C i).
Definition proc_R (p : 'I_q) : 'M[K]_b := \matrix_(j, i) proc_D j i p p.

Hypothesis col_unit : forall j, blk A j i0 \in unitmx.
Hypothesis row_unit : forall i, blk A j0 i \in unitmx.
Hypothesis C0_unit : C0 \in unitmx.
Hypothesis diagF : forall j i, is_diag_mx (C0 *m pivotF A j0 i0 j i *m invmx C0).

Lemma proc_L_unit j : proc_L j \in unitmx.
Proof. by rewrite unitmx_mul col_unit unitmx_inv. Qed.
Lemma proc_C_unit i : proc_C i \in unitmx.
Proof. by rewrite unitmx_mul row_unit unitmx_inv proc_L_unit. Qed.

Lemma proc_DE j i : proc_D j i = C0 *m pivotF A j0 i0 j i *m invmx C0.
Proof.
rewrite /proc_D /proc_C /proc_L !(invmxM, unitmx_mul, unitmx_inv, col_unit, row_unit) //.
by rewrite !invmxK /pivotF !mulmxA.
Qed.

Lemma proc_C0 : proc_C i0 = C0.
Proof. by rewrite /proc_C /proc_L invmxM ?unitmx_inv // invmxK mulmxKV. Qed.

Theorem factorization_procedure : mmstar proc_L proc_R proc_C = A.
Proof.
apply: mx_ixP => l j k i; rewrite mmstarE -[RHS]blkE.
have -> : diag_mx (\row_p proc_R p j i) = proc_D j i.
  apply/matrixP=> x y; rewrite [LHS]mxE mxE [in LHS]mxE.
  have [<-|ne] := eqVneq x y; first by rewrite mulr1n.
  by rewrite mulr0n proc_DE; have /is_diag_mxP -> := diagF j i.
rewrite /proc_D; have := proc_L_unit j; have := proc_C_unit i.
move: (proc_C i) (proc_L j) => Y X uY uX.
by rewrite !mulmxA mulmxV // mul1mx mulmxKV.
Qed.
End Run.

Theorem factorization A (j0 i0 : 'I_b) : assumption33 A ->
  (exists2 C0, C0 \in unitmx &
     forall j i, is_diag_mx (C0 *m pivotF A j0 i0 j i *m invmx C0)) /\
  (forall C0, C0 \in unitmx ->
     (forall j i, is_diag_mx (C0 *m pivotF A j0 i0 j i *m invmx C0)) ->
     mmstar (proc_L A i0 C0) (proc_R A j0 i0 C0) (proc_C A j0 i0 C0) = A).
Proof.
move=> as33; have u := factorization_blocks as33; split; last first.
  by move=> C0 uC dF; apply: factorization_procedure.
apply: factor_decision_necessary => //; case: as33 => _ [L [R [C [-> _]]]].
by exists L, R, C.
Qed.
End Procedure.

Section Unique.
Variables (K : fieldType) (q b : nat) (A : 'M[K]_(q * b)) (j0 i0 : 'I_b).
Hypothesis col_unit : forall j, blk A j i0 \in unitmx.
Hypothesis row_unit : forall i, blk A j0 i \in unitmx.
Implicit Types (L C : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b).

(* One permutation s of the inner index, and scalings h, e for each block.    *)
Definition rescaled L R C L' R' C' :=
  exists (s : 'S_q) (h e : 'I_b -> 'I_q -> K),
  [/\ forall j p, h j p != 0 /\ e j p != 0,
      forall j l p, L' j l p = L j l (s p) * h j p,
      forall i p k, C' i p k = e i p * C i (s p) k
    & forall p j i, h j p * R' p j i * e i p = R (s p) j i].

Lemma rescaled_mmstar L R C L' R' C' :
  rescaled L R C L' R' C' -> mmstar L' R' C' = mmstar L R C.
Proof.
case=> s [h [e [_ eL eC eR]]]; apply: mx_ixP => l j k i; rewrite !entries_mmstar.
rewrite [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => p _ /=.
by rewrite eL eC -eR; ring.
Qed.

(* The joint eigenvalues of the F(j,i) at position p.                         *)
Definition tuple R (p : 'I_q) (j i : 'I_b) : K :=
  (R p j i0)^-1 * R p j i * (R p j0 i)^-1 * R p j0 i0.

Section Given.
Variables (L C : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b).
Hypothesis eA : A = mmstar L R C.
Let D j i : 'M[K]_q := diag_mx (\row_p R p j i).

Lemma given_blk j i : blk A j i = L j *m D j i *m C i.
Proof. by rewrite eA blk_mmstar. Qed.

Lemma given_unit : [/\ forall j, L j \in unitmx, forall i, C i \in unitmx,
  forall j, D j i0 \in unitmx & forall i, D j0 i \in unitmx].
Proof.
have uc j : [/\ L j \in unitmx, D j i0 \in unitmx & C i0 \in unitmx].
  by apply: unitmx_mul3; rewrite -given_blk.
have ur i : [/\ L j0 \in unitmx, D j0 i \in unitmx & C i \in unitmx].
  by apply: unitmx_mul3; rewrite -given_blk.
by split=> x; [case: (uc x) | case: (ur x) | case: (uc x) | case: (ur x)].
Qed.

Lemma given_nz p : (forall j, R p j i0 != 0) /\ (forall i, R p j0 i != 0).
Proof.
have [_ _ uc ur] := given_unit.
split=> x; [have := uc x|have := ur x];
  by rewrite unit_diag => /forallP/(_ p); rewrite mxE.
Qed.

Lemma inv_diag (x : 'rV[K]_q) : diag_mx x \in unitmx ->
  invmx (diag_mx x) = diag_mx (\row_p (x 0 p)^-1).
Proof.
move=> u; apply: (can_inj (mulmxK u)); rewrite mulVmx // mulmx_diag.
move: u; rewrite unit_diag => /forallP x0.
by apply/matrixP=> y z; rewrite !mxE mulVf.
Qed.

Lemma tuple_eigen j i : C i0 *m pivotF A j0 i0 j i = diag_mx (\row_p tuple R p j i) *m C i0.
Proof.
have [uL uC uc ur] := given_unit.
rewrite /pivotF !given_blk !invmxM ?unitmx_mul ?uL ?uc ?ur //.
rewrite !mulmxA mulmxV // mul1mx !(mulmxK, mulmxKV) //.
rewrite (inv_diag (uc j)) (inv_diag (ur i)) /D !mulmx_diag; congr (diag_mx _ *m _).
by apply/rowP=> p; rewrite !mxE.
Qed.
End Given.

Lemma tuple_diag L R C : A = mmstar L R C -> forall j i,
  is_diag_mx (C i0 *m pivotF A j0 i0 j i *m invmx (C i0)).
Proof.
move=> eA j i; have [_ uC _ _] := given_unit eA.
by rewrite (tuple_eigen eA) mulmxK // diag_mx_is_diag.
Qed.

Lemma unit_perm (T : 'M[K]_q) : T \in unitmx -> exists s : 'S_q, forall p, T p (s p) != 0.
Proof.
rewrite unitmxE unitfE => dT.
have [s /forallP h|none] := pickP (fun s : 'S_q => [forall p, T p (s p) != 0]); first by exists s.
case/eqP: dT; rewrite /determinant big1 // => s _.
have /negbT := none s; rewrite negb_forall => /existsP[p]; rewrite negbK => /eqP z.
by rewrite (bigD1 p) //= z mul0r mulr0.
Qed.

Definition distinct_tuples R :=
  forall p p' : 'I_q, (forall j i, tuple R p j i = tuple R p' j i) -> p = p'.

Lemma unique_of_distinct L R C L' R' C' : A = mmstar L R C -> A = mmstar L' R' C' ->
  distinct_tuples R -> rescaled L R C L' R' C'.
Proof.
move=> e e' dist.
have [uL uC uc ur] := given_unit e; have [uL' uC' uc' ur'] := given_unit e'.
have [T uT TC] : exists2 T : 'M[K]_q, T \in unitmx & T *m C i0 = C' i0.
  exists (C' i0 *m invmx (C i0)); last by rewrite mulmxKV ?uC.
  by rewrite unitmx_mul uC' unitmx_inv uC.
have inter j i : T *m diag_mx (\row_p tuple R p j i) = diag_mx (\row_p tuple R' p j i) *m T.
  apply: (can_inj (mulmxK (uC i0))); rewrite -mulmxA -(tuple_eigen e) mulmxA TC.
  by rewrite (tuple_eigen e') -mulmxA TC.
have eig p r j i : T p r != 0 -> tuple R' p j i = tuple R r j i.
  move=> T0; have /matrixP/(_ p r) := inter j i.
  rewrite mul_mx_diag mul_diag_mx !mxE mulrC => h.
  by apply/esym; apply: (mulIf T0).
have [s sP] := unit_perm uT.
have mono p r : r != s p -> T p r = 0.
  move=> ne; apply/eqP; apply: contraNT ne => T0; apply/eqP/dist => j i.
  by rewrite -(eig _ _ _ _ T0) (eig _ _ _ _ (sP p)).
have [nz nz'] := (given_nz e, given_nz e').
pose t p := T p (s p).
have C0E p k : C' i0 p k = t p * C i0 (s p) k.
  rewrite -TC mxE (bigD1 (s p)) //= big1 ?addr0 // => r ne.
  by rewrite mono ?mul0r.
(* the left factors, from column i0 *)
pose h j p := R (s p) j i0 / (R' p j i0 * t p).
have tp p : t p != 0 by apply: sP.
have LE j l p : L' j l p = L j l (s p) * h j p.
  have := given_blk e j i0; rewrite (given_blk e') -TC mulmxA => /(can_inj (mulmxK (uC i0))).
  move/matrixP/(_ l (s p)); rewrite mxE (bigD1 p) //= big1 ?addr0 => [|r ne]; last first.
    by rewrite mono ?mulr0 // (inj_eq perm_inj) eq_sym.
  rewrite !mul_mx_diag !mxE -/(t p) -mulrA => eq; rewrite /h mulrA -eq mulfK //.
  by rewrite mulf_neq0 // (nz' p).1.
have h0 j p : h j p != 0 by rewrite mulf_neq0 ?invr_eq0 ?mulf_neq0 ?(nz _).1 ?(nz' _).1.
(* the right factors, from row j0 *)
pose g i p := R (s p) j0 i / (h j0 p * R' p j0 i).
have g0 i p : g i p != 0 by rewrite /g mulf_neq0 ?(nz _).2 // invr_eq0 mulf_neq0 ?h0 ?(nz' _).2.
have reidx (X : 'M[K]_q) (Y : 'M[K]_q) (Y' : 'M[K]_q) (x : 'I_q -> K) :
    X \in unitmx -> X *m Y = (\matrix_(l, p) (X l (s p) * x p)) *m Y' ->
    forall p k, Y (s p) k = x p * Y' p k.
  move=> uX E p k; pose Z : 'M[K]_q := \matrix_(r, k) (x ((s^-1)%g r) * Y' ((s^-1)%g r) k).
  suff -> : Y = Z by rewrite mxE permK.
  apply: (can_inj (mulKmx uX)); rewrite E; apply/matrixP=> l k'; rewrite !mxE.
  rewrite [RHS](reindex_inj (@perm_inj _ s)); apply: eq_bigr => r _ /=.
  by rewrite !mxE permK mulrA.
have full j i p k : R (s p) j i * C i (s p) k = h j p * (R' p j i * C' i p k).
  have := given_blk e j i; rewrite (given_blk e') -!mulmxA => E.
  have E2 : L j *m (diag_mx (\row_r R r j i) *m C i) =
      (\matrix_(l, r) (L j l (s r) * h j r)) *m (diag_mx (\row_r R' r j i) *m C' i).
    by rewrite -E; congr (_ *m _); apply/matrixP=> l r; rewrite mxE LE.
  by have := reidx _ _ _ _ (uL j) E2 p k; rewrite !mul_diag_mx !mxE.
have CE i p k : C' i p k = g i p * C i (s p) k.
  have h1 : h j0 p * R' p j0 i != 0 by rewrite mulf_neq0 ?(nz' _).2.
  by apply: (mulfI h1); rewrite -mulrA -full /g mulrA [_ * (_ / _)]mulrC mulfVK.
exists s, h, g; split=> // p j i.
have [k Ck] : exists k, C i (s p) k != 0.
  have [s' s'P] := unit_perm (uC i); by exists (s' (s p)).
by apply: (mulIf Ck); rewrite full CE; ring.
Qed.

Lemma distinct_of_unique L R C : A = mmstar L R C ->
  (forall L' R' C', A = mmstar L' R' C' -> rescaled L R C L' R' C') -> distinct_tuples R.
Proof.
move=> e uniq p p' tup; apply/eqP; apply: contraT => ne.
have [uL uC uc ur] := given_unit e.
pose N : 'M[K]_q := delta_mx p p'.
have NN : N *m N = 0 by rewrite mul_delta_mx_0 // eq_sym.
have uE : (1%:M + N) *m (1%:M - N) = 1%:M.
  by rewrite mulmxDl !mulmxBr !mul1mx mulmx1 NN subr0 subrK.
have [uE1 _] := mulmx1_unit uE.
pose C0 := (1%:M + N) *m C i0.
have uC0 : C0 \in unitmx by rewrite unitmx_mul uE1 uC.
have comm j i : N *m diag_mx (\row_p tuple R p j i) = diag_mx (\row_p tuple R p j i) *m N.
  rewrite mul_mx_diag mul_diag_mx; apply/matrixP=> x y; rewrite !mxE.
  by case: eqP => [->|_]; case: eqP => [->|_]; rewrite ?mulr0 ?mul0r // tup mulrC.
have dF j i : is_diag_mx (C0 *m pivotF A j0 i0 j i *m invmx C0).
  suff -> : C0 *m pivotF A j0 i0 j i = diag_mx (\row_p tuple R p j i) *m C0.
    by rewrite mulmxK ?diag_mx_is_diag.
  by rewrite /C0 -mulmxA (tuple_eigen e) !mulmxA mulmxDl comm mulmxDr mul1mx mulmx1.
have [s [h [g [nz _ eC _]]]] :=
  uniq _ _ _ (esym (factorization_procedure col_unit row_unit uC0 dF)).
have newrow k : proc_C A j0 i0 C0 i0 p k = C i0 p k + C i0 p' k.
  rewrite proc_C0 // /C0 mulmxDl mul1mx mxE; congr (_ + _).
  rewrite mxE (bigD1 p') //= big1 ?addr0 => [|r /negbTE ner].
    by rewrite mxE !eqxx mul1r.
  by rewrite mxE ner andbF mul0r.
have dep : (delta_mx 0 p + delta_mx 0 p' - g i0 p *: delta_mx 0 (s p) : 'rV[K]_q) = 0.
  apply: (can_inj (mulmxK (uC i0))); rewrite mul0mx mulmxBl mulmxDl -scalemxAl -!rowE.
  apply/eqP; rewrite subr_eq0; apply/eqP/rowP=> k.
  by have := eC i0 p k; rewrite newrow !mxE.
have /rowP/(_ p) := dep; have /rowP/(_ p') := dep; rewrite !mxE !eqxx /= (negbTE ne).
rewrite [p' == p]eq_sym (negbTE ne) addr0 add0r; case: eqP => [<-|_]; last first.
  by rewrite mulr0 subr0 => /eqP; rewrite oner_eq0.
by rewrite (negbTE ne) mulr0 subr0 => _ /eqP; rewrite oner_eq0.
Qed.

Theorem factor_unique L R C : A = mmstar L R C ->
  (forall L' R' C', A = mmstar L' R' C' -> rescaled L R C L' R' C') <-> distinct_tuples R.
Proof.
move=> e; split; first exact: distinct_of_unique.
by move=> dist L' R' C' e'; apply: unique_of_distinct.
Qed.
End Unique.

(* What Assumption 3.3 excludes. *)
Section Excluded.
Variables (K : fieldType) (q b : nat).

Lemma zero_row_singular n (X : 'M[K]_n) l : (forall k, X l k = 0) -> X \notin unitmx.
Proof.
move=> z; apply/negP => uX; have /matrixP/(_ l l) := mulmxV uX.
rewrite mxE big1 => [|k _]; last by rewrite z mul0r.
by rewrite mxE eqxx => /eqP; rewrite eq_sym oner_eq0.
Qed.

(* At most one non-zero entry in each row: permutations, diagonal matrices.   *)
Theorem factor_fails_on_monomial (A : 'M[K]_(q * b)) (f : 'I_(q * b) -> 'I_(q * b)) :
  (0 < q)%N -> (2 <= b)%N -> (forall x y, A x y != 0 -> y = f x) -> ~ assumption33 A.
Proof.
move=> q0 b2 mon /factorization_blocks u.
pose l0 := Ordinal q0; pose j0 := Ordinal (ltnW b2); pose i1 := Ordinal b2.
pose i := if (un (f (ix l0 j0))).2 == j0 then i1 else j0.
have ne : (un (f (ix l0 j0))).2 != i by rewrite /i; case: ifP => [/eqP->|->].
suff : blk A j0 i \notin unitmx by rewrite u.
apply: (@zero_row_singular _ _ l0) => k; rewrite blkE; apply/eqP.
by apply: contraNT ne => /mon <-; rewrite ixK.
Qed.

Corollary factor_fails_assumption_permutation (s : 'S_(q * b)) :
  (0 < q)%N -> (2 <= b)%N -> ~ assumption33 (perm_mx s : 'M[K]_(q * b)).
Proof.
move=> q0 b2; apply: (factor_fails_on_monomial (f := s)) => // x y.
by rewrite !mxE; case: (s x =P y) => [-> | _] //; rewrite eqxx.
Qed.

Corollary factor_fails_assumption_identity :
  (0 < q)%N -> (2 <= b)%N -> ~ assumption33 (1%:M : 'M[K]_(q * b)).
Proof. by rewrite -perm_mx1; apply: factor_fails_assumption_permutation. Qed.

(* The DFT, square case: every block is an outer product.                     *)
Theorem factor_fails_assumption_dft m (w : K) : (2 <= m)%N -> w ^+ (m * m) = 1 ->
  ~ assumption33 (dft w (m * m) (m * m)).
Proof.
move=> m2 w1 /factorization_blocks u; pose o := Ordinal (ltnW m2).
have := u o o; rewrite -row_full_unit /row_full.
suff le : (\rank (blk (dft w (m * m) (m * m)) o o) <= 1)%N.
  by move/eqP=> e; rewrite e leqNgt m2 in le.
apply/rank_le1P; exists (const_mx 1), (const_mx 1); apply/matrixP=> l k.
rewrite blkE !mxE big_ord1 !mxE mulr1 !ix_val !addn0 mulnACA mulnC exprM w1.
by rewrite expr1n.
Qed.
End Excluded.
