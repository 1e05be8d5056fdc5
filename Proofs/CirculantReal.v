(* Circulants over real fields: which are in MM*, and that a generic one is not.

   The blocks of a circulant are circulants of size q, so the F(j,i) are; one with real eigenvalues alone is symmetric.
   polynomial n P: P is a polynomial in the coefficients c_0, ..., c_(n-1) of a circulant of size n.

   circulant_symmetric — over a real field, a circulant in MM* whose blocks of row j0 and column i0 are invertible has
     symmetric F(j,i) — circulant
   circulant_real — over a real closed field such a circulant is in MM* iff its F(j,i) are symmetric — circulant
   circulant_generic — for q >= 3, b >= 2 and any real field a circulant is outside MM* where a certain polynomial in
     its coefficients, other than 0, does not vanish — circulant
   circulant_outside — for q >= 3 and b >= 2 the circulant of c_0 = ... = c_(b-1) = 1, c_d = 0 for d >= b, is not in MM*
     over any real field — circulant
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Decision Optimal Existence Spectral.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* Circulants of size q commute. *)
Section Shift.
Variables (F : comRingType) (q' : nat).
Local Notation q := q'.+1.
Implicit Types X Y : 'M[F]_q.

Definition is_circ X := forall l k m : 'I_q, X (l + m) (k + m) = X l k.

Lemma is_circ_tr X : is_circ X -> is_circ X^T.
Proof. by move=> cX l k m; rewrite !mxE cX. Qed.

Lemma is_circ_comm X Y : is_circ X -> is_circ Y -> comm_mx X Y.
Proof.
move=> cX cY; apply/matrixP=> l k; rewrite !mxE.
rewrite (reindex_inj (inv_inj (subKr (l + k)))) /=; apply: eq_bigr => p _; rewrite mulrC.
have := cX p k (l - p); rewrite addrC subrK => <-; have := cY l p (k - p).
by rewrite [p + _]addrC subrK => <-; rewrite addrCA addrA [k + l]addrC.
Qed.
End Shift.

Lemma comm_mx_inv (K : fieldType) n (X Y : 'M[K]_n) : comm_mx X Y -> comm_mx X (invmx Y).
Proof.
have [uY|nY] := boolP (Y \in unitmx); last by rewrite invmx_out.
move=> c; apply: (can_inj (mulKmx uY)); rewrite /= mulmxA -c -mulmxA mulmxV // mulmx1.
by rewrite mulmxA mulmxV // mul1mx.
Qed.

Lemma comm_mx_tr (F : comRingType) n (X Y : 'M[F]_n) : comm_mx X Y -> comm_mx X^T Y^T.
Proof. by rewrite /comm_mx -!trmx_mul => ->. Qed.

(* The blocks of a circulant. *)
Lemma blk_circ (F : fieldType) q' b (c : nat -> F) (n := (q'.+1 * b)%N) (j i : 'I_b) :
  is_circ (blk (circ c n n n : 'M_(q'.+1 * b)) j i).
Proof.
move=> l k m; rewrite !blkE !mxE; congr c; apply/eqP.
have le (x : 'I_q'.+1) (y : 'I_b) : (ix x y <= q'.+1 * b)%N := ltnW (ltn_ord _).
rewrite -(eqn_modDr (ix (k + m) i)) -addnA subnK // modnDr.
have ex (x : 'I_q'.+1) (y : 'I_b) : exists a, (ix (x + m)%R y + a * n = x * b + m * b + y)%N.
  exists ((x + m) %/ q'.+1)%N; rewrite ix_val /n mulnA addnAC -mulnDl.
  by rewrite [(val (x + m)%R + _)%N]addnC -divn_eq mulnDl.
have [a ea] := ex l j; have [a' ea'] := ex k i; apply/eqP.
transitivity ((l * b + m * b + j) %% n)%N; first by rewrite -ea addnC modnMDl.
rewrite -[RHS](modnMDl a') -/n addnCA [(a' * n + _)%N]addnC ea'.
have -> : (ix l j + (n - ix k i) + (k * b + m * b + i) = l * b + m * b + j + n)%N.
  by have := le k i; rewrite !ix_val /n; lia.
by rewrite modnDr.
Qed.

Section Blocks.
Variables (K : fieldType) (q' b : nat).
Local Notation q := q'.+1.
Variables (A : 'M[K]_(q * b)) (j0 i0 : 'I_b).
Hypothesis circA : forall j i, is_circ (blk A j i).
Local Notation F := (pivotF A j0 i0).

Lemma pivot_comm Y j i : is_circ Y -> comm_mx Y (F j i).
Proof. by move=> cY; do !apply: comm_mxM; do ?apply: comm_mx_inv; apply: is_circ_comm. Qed.

Lemma pivot_comm_any Y j i : (forall X, is_circ X -> comm_mx X Y) -> comm_mx Y (F j i).
Proof.
by move=> cY; do !apply: comm_mxM; do ?apply: comm_mx_inv; apply/comm_mx_sym/cY.
Qed.

Lemma pivot_normal j i : comm_mx (F j i) (F j i)^T.
Proof.
apply/comm_mx_sym/pivot_comm_any => X /is_circ_tr /(@pivot_comm _ j i) /comm_mx_tr.
by rewrite trmxK.
Qed.

Lemma pivot_commute j i j' i' : comm_mx (F j i) (F j' i').
Proof. by apply: pivot_comm_any => X; apply: pivot_comm. Qed.

(* What symmetry says without inverses. *)
Lemma pivot_symmetric j i : blk A j i0 \in unitmx -> blk A j0 i \in unitmx ->
  (F j i)^T = F j i ->
  (blk A j i0 *m blk A j0 i)^T *m (blk A j i *m blk A j0 i0) =
  (blk A j i *m blk A j0 i0)^T *m (blk A j i0 *m blk A j0 i).
Proof.
move=> uA uC sF.
have <- : F j i *m (blk A j i0 *m blk A j0 i) = blk A j i *m blk A j0 i0.
  rewrite mulmxA -(pivot_comm j i (circA j i0)) /pivotF -!mulmxA (mulKVmx uA).
  by rewrite (is_circ_comm (circA j0 i0) (circA j0 i)) mulKmx.
rewrite [(F j i *m _)^T]trmx_mul sF; apply: mulmxA.
Qed.
End Blocks.

(* A normal matrix that is diagonalisable over a real field is symmetric: it  *)
(* and its transpose have the same eigenvectors, with the same eigenvalues.   *)
Lemma normal_symmetric (K : realFieldType) n (F C : 'M[K]_n) : comm_mx F F^T ->
  C \in unitmx -> is_diag_mx (C *m F *m invmx C) -> F^T = F.
Proof.
move=> nF uC dF; pose d x := (C *m F *m invmx C) x x.
have eig x : row x C *m F = d x *: row x C.
  rewrite -row_mul -[C *m F](mulmxKV uC) row_mul rowE [row x C]rowE scalemxAl.
  congr (_ *m _); apply/rowP => y; rewrite -rowE !mxE eqxx /=.
  have [<-|ne] := eqVneq x y; first by rewrite mulr1 /d mxE.
  rewrite mulr0; have /is_diag_mxP/(_ x y) := dF; rewrite mxE => -> //.
have eigT x : row x C *m F^T = d x *: row x C.
  pose G := F - (d x)%:M; have cG : comm_mx G G^T.
    rewrite /G linearB /= tr_scalar_mx; apply: comm_mxB; last exact: comm_mx_scalar.
    by apply/comm_mx_sym/comm_mxB; [apply/comm_mx_sym | apply: comm_mx_scalar].
  have G0 : row x C *m G = 0 by rewrite mulmxBr eig mul_mx_scalar subrr.
  suff : row x C *m G^T = 0.
    rewrite linearB /= tr_scalar_mx mulmxBr mul_mx_scalar => /eqP.
    by rewrite subr_eq0 => /eqP.
  apply: trmx_inj; rewrite trmx0; apply/eqP; rewrite -sqnorm_eq0 trmxK trmx_mul trmxK.
  by rewrite -mulmxA [G^T *m _]mulmxA -cG !mulmxA G0 !mul0mx mxE.
apply: (can_inj (mulKmx uC)); apply/row_matrixP => x.
by rewrite !row_mul eig eigT.
Qed.

Section Decision.
Variables (K : realFieldType) (q b : nat) (c : nat -> K) (j0 i0 : 'I_b).
Local Notation C := (circ c (q * b) (q * b) (q * b) : 'M[K]_(q * b)).
Hypothesis col_unit : forall j, blk C j i0 \in unitmx.
Hypothesis row_unit : forall i, blk C j0 i \in unitmx.

Theorem circulant_symmetric : in_mmstar C ->
  forall j i, (pivotF C j0 i0 j i)^T = pivotF C j0 i0 j i.
Proof.
case: q col_unit row_unit => [|q'] cu ru; first by move=> _ j i; apply/matrixP=> -[].
case/(factor_decision_necessary cu ru) => X uX dF j i.
exact: normal_symmetric (pivot_normal _ _ (@blk_circ _ _ _ _) _ _) uX (dF j i).
Qed.
End Decision.

Theorem circulant_real (K : rcfType) q b (c : nat -> K) (j0 i0 : 'I_b)
    (C := circ c (q * b) (q * b) (q * b) : 'M_(q * b)) :
  (forall j, blk C j i0 \in unitmx) -> (forall i, blk C j0 i \in unitmx) ->
  in_mmstar C <-> forall j i, (pivotF C j0 i0 j i)^T = pivotF C j0 i0 j i.
Proof.
move=> cu ru; split; first exact: circulant_symmetric.
move=> sF; apply/(factor_decision_commute cu ru); split=> [j i j' i'|j i].
  rewrite /C; case: (q) => [|q']; first by apply/matrixP=> -[].
  exact: pivot_commute (@blk_circ _ _ _ _) _ _ _ _.
have [V [lam [VV VF]]] := spectral_unsorted (sF j i); have [uV _] := mulmx1_unit VV.
exists V => //; rewrite /simmx_to_for conjumx //= VF mulmxK //; exact: diag_mx_is_diag.
Qed.

(* Polynomials in c_0, ..., c_(n-1). *)
Inductive polynomial (K : comRingType) n : ((nat -> K) -> K) -> Prop :=
| polynomial_const a : polynomial n (fun=> a)
| polynomial_coefficient d : (d < n)%N -> polynomial n (fun c => c d)
| polynomial_add P Q : polynomial n P -> polynomial n Q -> polynomial n (fun c => P c + Q c)
| polynomial_mul P Q : polynomial n P -> polynomial n Q -> polynomial n (fun c => P c * Q c)
| polynomial_eq P Q : P =1 Q -> polynomial n P -> polynomial n Q.

Section Polynomial.
Variables (K : comRingType) (n : nat).
Implicit Types P Q : (nat -> K) -> K.

Lemma polynomial_sum (I : finType) (P : I -> (nat -> K) -> K) :
  (forall x, polynomial n (P x)) -> polynomial n (fun c => \sum_x P x c).
Proof.
move=> hP; elim: (index_enum I) => [|x s IH].
  by apply: polynomial_eq (polynomial_const _ 0) => c; rewrite big_nil.
by apply: polynomial_eq (polynomial_add (hP x) IH) => c; rewrite big_cons.
Qed.

Lemma polynomial_prod (I : finType) (P : I -> (nat -> K) -> K) :
  (forall x, polynomial n (P x)) -> polynomial n (fun c => \prod_x P x c).
Proof.
move=> hP; elim: (index_enum I) => [|x s IH].
  by apply: polynomial_eq (polynomial_const _ 1) => c; rewrite big_nil.
by apply: polynomial_eq (polynomial_mul (hP x) IH) => c; rewrite big_cons.
Qed.

Definition polynomial_mx p q (X : (nat -> K) -> 'M[K]_(p, q)) :=
  forall x y, polynomial n (fun c => X c x y).

Lemma polynomial_mx_tr p q (X : (nat -> K) -> 'M_(p, q)) :
  polynomial_mx X -> polynomial_mx (fun c => (X c)^T).
Proof. by move=> hX x y; apply: polynomial_eq (hX y x) => c; rewrite mxE. Qed.

Lemma polynomial_mxM p q r (X : (nat -> K) -> 'M_(p, q)) (Y : (nat -> K) -> 'M_(q, r)) :
  polynomial_mx X -> polynomial_mx Y -> polynomial_mx (fun c => X c *m Y c).
Proof.
move=> hX hY x y; apply: (polynomial_eq (P := fun c => \sum_z X c x z * Y c z y)).
  by move=> c; rewrite mxE.
by apply: polynomial_sum => z; apply: polynomial_mul.
Qed.

Lemma polynomial_det p (X : (nat -> K) -> 'M_p) :
  polynomial_mx X -> polynomial n (fun c => \det (X c)).
Proof.
move=> hX; apply: (polynomial_sum (P := fun (s : 'S_p) c => (-1) ^+ s * \prod_i X c i (s i))) => s.
apply: polynomial_mul (polynomial_const _ _) _.
by apply: (polynomial_prod (P := fun i c => X c i (s i))).
Qed.
End Polynomial.

(* The circulant of c_0 = ... = c_(b-1) = 1: its blocks are 1 and the shift.  *)
Section Example.
Variables (K : realFieldType) (q2 b1 : nat).
Local Notation q := q2.+3.
Local Notation b := b1.+2.
Local Notation C c := (circ c (q * b) (q * b) (q * b) : 'M[K]_(q * b)).

Definition ones (d : nat) : K := (d < b)%:R.

Lemma ones_blk (j i : 'I_b) (l k : 'I_q) : blk (C ones) j i l k =
  if (i <= j)%N then (l == k)%:R else (l == k + 1)%:R.
Proof.
rewrite blkE mxE /ones !ix_val.
have -> : (l == k + 1) = (l == (k + 1) %% q :> nat)%N.
  by rewrite -val_eqE /= [(1 %% _)%N]modn_small.
have -> : (l == k) = (l == k :> nat)%N by [].
have := ltn_ord l; have := ltn_ord k; have := ltn_ord j; have := ltn_ord i.
move: (nat_of_ord l) (nat_of_ord k) (nat_of_ord j) (nat_of_ord i) => {l k j i} l k j i.
move: q b => Q B; clear q2 b1 => lti ltj ltk ltl.
have step x y : (x <= y)%N -> (x * B <= y * B)%N by move=> le; rewrite leq_mul2r le orbT.
have [h|h] := leqP (k * B + i) (l * B + j).
  have -> : (l * B + j + (Q * B - (k * B + i)) = l * B + j - (k * B + i) + Q * B)%N.
    by have := step k.+1 Q ltk; rewrite mulSn; lia.
  rewrite modnDr modn_small; last by have := step l.+1 Q ltl; rewrite mulSn; lia.
  have [ij|ji] := leqP i j; congr (nat_of_bool _)%:R; apply/idP/idP => [d|/eqP e].
  - apply/eqP; case: (ltngtP l k) => [lk|kl|//].
      by have := step l.+1 k lk; rewrite mulSn; lia.
    by have := step k.+1 l kl; rewrite mulSn; lia.
  - by rewrite e; lia.
  - have kl : (k < l)%N by rewrite ltnNge; apply/negP => /step; lia.
    rewrite modn_small ?addn1; last by apply: leq_ltn_trans ltl.
    by rewrite eqn_leq kl andbT leqNgt; apply/negP => /step; rewrite !mulSn; lia.
  have kl : (k < l)%N by rewrite ltnNge; apply/negP => /step; lia.
  move: e; rewrite modn_small ?addn1; last by apply: leq_ltn_trans ltl.
  by move=> ->; rewrite mulSn; lia.
rewrite modn_small; last by have := step k.+1 Q ltk; rewrite mulSn; lia.
have [ij|ji] := leqP i j; congr (nat_of_bool _)%:R; apply/idP/idP => [d|/eqP e].
- by have := step k.+1 Q ltk; rewrite mulSn; lia.
- by move: h; rewrite e; lia.
- have e : (k + 1 = Q)%N.
    apply/eqP; rewrite eqn_leq addn1 ltk leqNgt; apply/negP => /step; rewrite !mulSn; lia.
  rewrite e modnn; case: (posnP l) => // l0; have := step k.+1 Q ltk; have := step 1%N l l0.
  by rewrite !mulSn; lia.
have lk : (l <= k)%N by rewrite leqNgt; apply/negP => /step; rewrite mulSn; lia.
have eQ : (k + 1 = Q)%N.
  apply/eqP; rewrite eqn_leq addn1 ltk leqNgt; apply/negP => lt.
  by move: e lk; rewrite addn1 modn_small // => ->; rewrite ltnn.
by move: e; rewrite eQ modnn => ->; rewrite -eQ mulnDl; lia.
Qed.

Lemma shift_unit : (\matrix_(l < q, k < q) (l == k + 1)%:R : 'M[K]_q) \in unitmx.
Proof.
pose S : 'M[K]_q := \matrix_(l < q, k < q) (l == k + 1)%:R.
suff /mulmx1_unit[] : S *m S^T = 1%:M by [].
apply/matrixP=> l k; rewrite !mxE (bigD1 (l - 1)) //= !mxE subrK eqxx mul1r.
rewrite eq_sym big1 ?addr0 // => p /negbTE ne.
by rewrite !mxE -[l == _]subr_eq [l - 1 == _]eq_sym ne mul0r.
Qed.

Lemma ones_unit (j i : 'I_b) : blk (C ones) j i \in unitmx.
Proof.
have [ij|ji] := leqP i j.
  suff -> : blk (C ones) j i = 1%:M by apply: unitmx1.
  by apply/matrixP=> l k; rewrite ones_blk ij mxE.
suff -> : blk (C ones) j i = \matrix_(l < q, k < q) (l == k + 1)%:R by apply: shift_unit.
by apply/matrixP=> l k; rewrite ones_blk leqNgt ji mxE.
Qed.

Let o := ord0 : 'I_b.
Let u := Ordinal (isT : (1 < b)%N).

Definition asymmetry (c : nat -> K) : 'M[K]_q :=
  (blk (C c) u o *m blk (C c) o u)^T *m (blk (C c) u u *m blk (C c) o o) +
  (-1)%:M *m ((blk (C c) u u *m blk (C c) o o)^T *m (blk (C c) u o *m blk (C c) o u)).

Definition excluder (c : nat -> K) : K :=
  (\prod_j \det (blk (C c) j o)) * (\prod_i \det (blk (C c) o i)) * asymmetry c ord0 1.

Lemma excluder_polynomial : polynomial (q * b) excluder.
Proof.
have pb j i : polynomial_mx (q * b) (fun c => blk (C c) j i).
  move=> l k; apply: polynomial_eq (polynomial_coefficient _ (d := (ix l j + (q * b - ix k i)) %% (q * b)) _).
    by move=> c; rewrite blkE mxE.
  by rewrite ltn_mod.
apply: polynomial_mul.
  by apply: polynomial_mul; apply: polynomial_prod => x; apply: polynomial_det.
apply: (polynomial_eq (P := fun c =>
    ((blk (C c) u o *m blk (C c) o u)^T *m (blk (C c) u u *m blk (C c) o o)) ord0 1 +
    (-1) * ((blk (C c) u u *m blk (C c) o o)^T *m (blk (C c) u o *m blk (C c) o u)) ord0 1)).
  by move=> c; rewrite [RHS]mxE mul_scalar_mx [X in _ = _ + X]mxE.
have pm j i j' i' := polynomial_mxM (pb j i) (pb j' i').
apply: polynomial_add; last apply: polynomial_mul (polynomial_const _ _) _.
  exact: (polynomial_mxM (polynomial_mx_tr (pm u o o u)) (pm u u o o) ord0 1).
exact: (polynomial_mxM (polynomial_mx_tr (pm u u o o)) (pm u o o u) ord0 1).
Qed.

Lemma excluder_ones : excluder ones != 0.
Proof.
have nz j i : \det (blk (C ones) j i) != 0 by rewrite -unitfE -unitmxE ones_unit.
rewrite !mulf_neq0 //; do ?by apply/prodf_neq0 => x _; apply: nz.
have -> : asymmetry ones ord0 1 = 1; last exact: oner_neq0.
have e1 (j i : 'I_b) : (i <= j)%N -> blk (C ones) j i = 1%:M.
  by move=> ij; apply/matrixP=> l k; rewrite ones_blk ij mxE.
rewrite /asymmetry !(e1 u) // (e1 o o) // !mul1mx trmx1 !mul1mx mulmx1 mul_scalar_mx.
by rewrite [LHS]mxE [X in X + _]mxE [X in _ + X]mxE !ones_blk /= mulr0 addr0.
Qed.

Lemma excluder_outside (c : nat -> K) : excluder c != 0 -> ~ in_mmstar (C c).
Proof.
rewrite !mulf_eq0 !negb_or => /andP[/andP[/prodf_neq0 du /prodf_neq0 dr] as0] mem.
have cu j : blk (C c) j o \in unitmx by rewrite unitmxE unitfE du.
have ru i : blk (C c) o i \in unitmx by rewrite unitmxE unitfE dr.
have cb := @blk_circ K q2.+2 b c.
have := pivot_symmetric cb (cu u) (ru u) (circulant_symmetric cu ru mem u u).
move=> e; case/eqP: as0; rewrite /asymmetry e mul_scalar_mx scaleN1r subrr mxE //.
Qed.
End Example.

Theorem circulant_generic (K : realFieldType) q b : (2 < q)%N -> (1 < b)%N ->
  exists P : (nat -> K) -> K, [/\ polynomial (q * b) P, exists c, P c != 0
    & forall c, P c != 0 -> ~ in_mmstar (circ c (q * b) (q * b) (q * b) : 'M_(q * b))].
Proof.
case: q b => [|[|[|q]]] // [|[|b]] // _ _; exists (@excluder K q b).
split; [exact: excluder_polynomial | exists (ones K b); exact: excluder_ones |].
exact: excluder_outside.
Qed.

Corollary circulant_outside (K : realFieldType) q b : (2 < q)%N -> (1 < b)%N ->
  ~ in_mmstar (circ (fun d => (d < b)%:R) (q * b) (q * b) (q * b) : 'M[K]_(q * b)).
Proof.
case: q b => [|[|[|q]]] // [|[|b]] // _ _.
exact/excluder_outside/excluder_ones.
Qed.
