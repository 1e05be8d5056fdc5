(* Projection onto products of order p, one digit after the other.

   Indices are numbers with the digits b :: bs, the highest first, then the lowest digit, below b0; count bs of them.
   digit_class bs: the products W_(p-1) ... W_1 W_0, p = size bs + 1, W_t acting on digit t: a matrix of blocks acting on
     the highest digit, times one block of digit_class for each value of that digit.
   digit_projection bs A X: X arises from A, from left to right: A is replaced by a nearest W B with B in blocks, the
     columns of W having length 1 (or 0, against a row that is 0), then each block of B in the same way.

   projection_order_p — |A - X|^2 <= (p-1) |A - M|^2 for every M of order p — projection-order-p
   projection_order_p_root — so |A - X| <= sqrt (p-1) |A - M| — projection-order-p
   projection_order_p_member — X is of order p — projection-order-p
   projection_order_p_exact — X = A where A is of order p — projection-order-p
   projection_order_p_steps — with columns of length 1, |A - X|^2 is the sum of the squared errors of the first step and of
     those of the blocks — projection-order-p
   projection_order_p_candidates — for M of order p, the blocks B_k that follow the first step are within |A - M| of
     matrices C_k of order p - 1, all together — projection-order-p
   projection_order_p_exists — such an X exists for every A, over a real closed field — projection-order-p
   projection_order_p_two — for p = 2 it is a nearest member of M — projection-order-p
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal Existence.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rows.
Variable R : realFieldType.

Lemma frob2_rows m n (X : 'M[R]_(m, n)) : frob2 X = \sum_i frob2 (row i X).
Proof.
apply: eq_bigr => i _; rewrite /frob2 big_ord1.
by apply: eq_bigr => j _; rewrite mxE.
Qed.

(* The columns u of a left factor, of length 1: the best row against u is u^T S. *)
Lemma frob2_unit m n (S : 'M[R]_(m, n)) (u : 'cV_m) (z : 'rV_n) : (u^T *m u) 0 0 = 1 ->
  frob2 (S - u *m z) = frob2 S - frob2 (u^T *m S) + frob2 (u^T *m S - z).
Proof.
move=> u1; rewrite -{1}[z]trmxK frob2_sub_outer u1 mul1r trmxK mulmxA.
move: (u^T *m S) => w; rewrite -addrA -addrA; congr (_ + _).
have rowE (x : 'rV[R]_n) : frob2 x = \sum_j x 0 j ^+ 2 by rewrite /frob2 big_ord1.
rewrite !rowE mxE -sumrMnl -!sumrN mxE -!big_split /=; apply: eq_bigr => j _.
by rewrite !mxE sqrrB !addrA addNr add0r expr2.
Qed.

(* Length 1, or 0 against a row that is 0. *)
Definition unit_against m n (u : 'cV[R]_m) (v : 'rV[R]_n) : Prop :=
  (u^T *m u) 0 0 = 1 \/ u = 0 /\ v = 0.

Lemma frob2_image m n k (T : 'M[R]_(m, n)) (u : 'cV_m) (v : 'rV_k) : unit_against u v ->
  frob2 (u^T *m T) <= frob2 T.
Proof.
case=> [u1|[-> _]]; last by rewrite trmx0 mul0mx frob2_0 frob2_ge0.
rewrite -subr_ge0; have := frob2_unit T (u^T *m T) u1.
by rewrite subrr frob2_0 addr0 => <-; apply: frob2_ge0.
Qed.

Lemma best_zero m n (S : 'M[R]_(m, n)) : best_rank1 S 0 -> S = 0.
Proof.
case=> _ best; apply/matrixP => i j; rewrite [RHS]mxE; apply/eqP.
pose e : 'cV[R]_m := delta_mx i 0.
have e1 : (e^T *m e) 0 0 = 1.
  by rewrite sqnormE (bigD1 i) //= big1 ?addr0 => [|k /negbTE ne]; rewrite mxE ?ne ?eqxx ?expr1n ?expr0n.
have rY : (\rank (e *m (e^T *m S)) <= 1)%N.
  by apply: leq_trans (mxrankM_maxl _ _) _; apply: rank_leq_col.
have := best _ rY; rewrite frob2_unit // subr0 subrr frob2_0 addr0 ler_subr_addl ger_addr => le0.
have z : e^T *m S = 0.
  by apply/frob2_eq0/eqP; rewrite eq_le le0 frob2_ge0.
have := congr1 (fun X : 'rV[R]_n => X 0 j) z; rewrite [RHS]mxE => <-.
by rewrite trmx_delta -rowE mxE.
Qed.

Lemma best_row m n (S : 'M[R]_(m, n)) (u : 'cV_m) (v : 'rV_n) : unit_against u v ->
  best_rank1 S (u *m v) -> v = u^T *m S.
Proof.
case=> [u1 [_ best]|[-> ->]]; last first.
  by rewrite mul0mx => /best_zero ->; rewrite mulmx0.
have rY : (\rank (u *m (u^T *m S)) <= 1)%N.
  by apply: leq_trans (mxrankM_maxl _ _) _; apply: rank_leq_col.
have := best _ rY; rewrite !frob2_unit // subrr frob2_0 addr0 ger_addl => le0.
apply/esym/eqP; rewrite -subr_eq0; apply/eqP/frob2_eq0/eqP.
by rewrite eq_le le0 frob2_ge0.
Qed.

Lemma step_slice m n (S : 'M[R]_(m, n)) (u : 'cV_m) (v z : 'rV_n) : unit_against u v ->
  best_rank1 S (u *m v) -> frob2 (S - u *m z) <= frob2 (S - u *m v) + frob2 (v - z).
Proof.
move=> uv best; have vE := best_row uv best.
case: uv => [u1|[-> _]]; last by rewrite !mul0mx ler_addl frob2_ge0.
by rewrite !frob2_unit // -vE subrr frob2_0 addr0.
Qed.

(* One step, on a matrix of blocks. *)
Section Step.
Variables (b c : nat) (A : 'M[R]_(b * c)) (W : 'I_c -> 'M[R]_b) (B : 'I_b -> 'M[R]_c).
Hypothesis best : best_monarch A (monarch W B).
Hypothesis units : forall j k, unit_against (col k (W j)) (row j (B k)).

Let bestS j k : best_rank1 (slice A j k) (col k (W j) *m row j (B k)).
Proof. by rewrite -slice_monarch; apply: projection_every. Qed.

Lemma frob2_blocks (X Y : 'I_b -> 'M[R]_c) :
  \sum_j \sum_k frob2 (row j (X k) - row j (Y k)) = \sum_k frob2 (X k - Y k).
Proof.
rewrite exchange_big; apply: eq_bigr => k _; rewrite frob2_rows; apply: eq_bigr => j _.
by rewrite linearB.
Qed.

Lemma step_error (X : 'I_b -> 'M[R]_c) :
  frob2 (A - monarch W X) <= frob2 (A - monarch W B) + \sum_k frob2 (B k - X k).
Proof.
rewrite !frob2_slices -frob2_blocks -big_split; apply: ler_sum => j _.
rewrite -big_split; apply: ler_sum => k _; rewrite !sliceB !slice_monarch.
exact: step_slice.
Qed.

Theorem projection_order_p_steps (X : 'I_b -> 'M[R]_c) :
  (forall j k, ((col k (W j))^T *m col k (W j)) 0 0 = 1) ->
  frob2 (A - monarch W X) = frob2 (A - monarch W B) + \sum_k frob2 (B k - X k).
Proof.
move=> u1; rewrite !frob2_slices -frob2_blocks -big_split; apply: eq_bigr => j _.
rewrite -big_split; apply: eq_bigr => k _; rewrite !sliceB !slice_monarch /=.
by rewrite !frob2_unit // -(best_row (or_introl (u1 j k)) (bestS j k)) subrr frob2_0 addr0.
Qed.

(* Another product, seen through the columns of W, is a candidate of the steps that follow. *)
Definition seen (V : 'I_c -> 'M[R]_b) (C : 'I_b -> 'M[R]_c) (k : 'I_b) : 'M[R]_c :=
  diag_mx (\row_j ((col k (W j))^T *m col k (V j)) 0 0) *m C k.

Lemma seen_error V C : \sum_k frob2 (B k - seen V C k) <= frob2 (A - monarch V C).
Proof.
rewrite -frob2_blocks frob2_slices; apply: ler_sum => j _; apply: ler_sum => k _.
have -> : row j (B k) - row j (seen V C k) = (col k (W j))^T *m slice (A - monarch V C) j k.
  rewrite sliceB slice_monarch mulmxBr -(best_row (units j k) (bestS j k)); congr (_ - _).
  rewrite mulmxA [X in X *m _]mx11_scalar mul_scalar_mx /seen row_mul row_diag_mx.
  by rewrite -scalemxAl -rowE mxE.
exact: frob2_image (units j k).
Qed.
End Step.
End Rows.

(* ------------------------------------------------------------------------ *)
Section Digits.
Variables (R : realFieldType) (b0 : nat).

Fixpoint count (bs : seq nat) : nat := if bs is b :: bs' then (b * count bs')%N else b0.

Fixpoint digit_class bs : 'M[R]_(count bs) -> Prop :=
  match bs with
  | [::] => fun=> True
  | b :: bs' => fun A => exists (W : 'I_(count bs') -> 'M[R]_b) (B : 'I_b -> 'M[R]_(count bs')),
      (forall k, digit_class (B k)) /\ A = monarch W B
  end.

Fixpoint digit_projection bs : 'M[R]_(count bs) -> 'M[R]_(count bs) -> Prop :=
  match bs with
  | [::] => fun A X => X = A
  | b :: bs' => fun A X => exists (W : 'I_(count bs') -> 'M[R]_b) (B Y : 'I_b -> 'M[R]_(count bs')),
      [/\ best_monarch A (monarch W B), forall j k, unit_against (col k (W j)) (row j (B k)),
          forall k, digit_projection (B k) (Y k) & X = monarch W Y]
  end.

(* Lower digits absorb a diagonal matrix from the left. *)
Lemma digit_class_diag bs (D : 'rV[R]_(count bs)) (A : 'M[R]_(count bs)) :
  digit_class A -> digit_class (diag_mx D *m A).
Proof.
case: bs D A => [|b bs] D A //= [W [B [cB ->]]].
exists (fun j => diag_mx (\row_l D 0 (ix l j)) *m W j), B; split=> //.
apply: mx_ixP => l j k i; rewrite mul_diag_mx mxE !entries_monarch mul_diag_mx !mxE.
by rewrite mulrA.
Qed.

Theorem projection_order_p_member bs (A X : 'M[R]_(count bs)) :
  digit_projection A X -> digit_class X.
Proof.
elim: bs A X => [|b bs ih] A X //= [W [B [Y [_ _ pY ->]]]].
by exists W, Y; split=> // k; apply: ih (pY k).
Qed.

(* What follows the first step is as near to order p - 1 as A to order p. *)
Theorem projection_order_p_candidates b bs (A : 'M[R]_(b * count bs)) W B (M : 'M[R]_(count (b :: bs))) :
  best_monarch A (monarch W B) -> (forall j k, unit_against (col k (W j)) (row j (B k))) ->
  digit_class M ->
  exists2 C : 'I_b -> 'M[R]_(count bs), forall k, digit_class (C k) &
    \sum_k frob2 (B k - C k) <= frob2 (A - M).
Proof.
move=> best units [V [C [cC ->]]]; exists (seen W V C) => [k|]; last exact: seen_error.
exact/digit_class_diag/cC.
Qed.

Theorem projection_order_p bs (A X M : 'M[R]_(count bs)) :
  digit_projection A X -> digit_class M -> frob2 (A - X) <= (size bs)%:R * frob2 (A - M).
Proof.
elim: bs A X M => [|b bs ih] A X M /=; first by move=> ->; rewrite subrr frob2_0 mul0r.
case=> W [B [Y [best units pY ->]]] cM.
have [C cC CM] := @projection_order_p_candidates b bs A W B M best units cM.
apply: le_trans (step_error best units Y) _.
rewrite -[(size bs).+1]addn1 natrD mulrDl mul1r addrC; apply: ler_add.
  apply: le_trans (ler_wpmul2l (ler0n _ _) CM); rewrite mulr_sumr.
  by apply: ler_sum => k _; apply: ih (pY k) (cC k).
by case: cM => V [D [_ ->]]; case: best => _; apply; exists V, D.
Qed.

Theorem projection_order_p_exact bs (A X : 'M[R]_(count bs)) :
  digit_projection A X -> digit_class A -> X = A.
Proof.
move=> pX cA; have := projection_order_p pX cA; rewrite subrr frob2_0 mulr0 => le0.
by apply/esym/eqP; rewrite -subr_eq0; apply/eqP/frob2_eq0/eqP; rewrite eq_le le0 frob2_ge0.
Qed.

Theorem projection_order_p_two b (A X : 'M[R]_(b * b0)) :
  digit_projection (bs := [:: b]) A X -> best_monarch A X.
Proof.
case=> W [B [Y [best _ pY ->]]]; have -> // : monarch W Y = monarch W B.
by apply: mx_ixP => l j k i; rewrite !entries_monarch pY.
Qed.
End Digits.

Section Real.
Variables (R : rcfType) (b0 : nat).

Theorem projection_order_p_root bs (A X M : 'M[R]_(count b0 bs)) :
  digit_projection A X -> digit_class M ->
  Num.sqrt (frob2 (A - X)) <= Num.sqrt (size bs)%:R * Num.sqrt (frob2 (A - M)).
Proof.
move=> pX cM; rewrite -sqrtrM ?ler0n //; apply: ler_wsqrtr.
exact: projection_order_p.
Qed.

(* A matrix of rank at most 1, with a left factor of length 1 or 0. *)
Lemma unit_factors m n (X : 'M[R]_(m, n)) : (\rank X <= 1)%N ->
  exists (u : 'cV_m) (v : 'rV_n), unit_against u v /\ X = u *m v.
Proof.
move/rank_le1P => [u [v ->]]; have [->|u0] := eqVneq u 0.
  by exists 0, 0; split; [right | rewrite !mul0mx].
pose s := Num.sqrt ((u^T *m u) 0 0).
have uu : 0 < (u^T *m u) 0 0 by rewrite lt0r sqnorm_eq0 u0 sqnorm_ge0.
have s0 : s != 0 by rewrite sqrtr_eq0 -ltNge.
exists (s^-1 *: u), (s *: v); split; last by rewrite -scalemxAl -scalemxAr scalerA mulVf ?scale1r.
left; rewrite -scalemxAr mxE linearZ /= -scalemxAl mxE mulrA -invfM -expr2 sqr_sqrtr ?ltW //.
by rewrite mulVf // gt_eqF.
Qed.

Theorem projection_order_p_exists bs (A : 'M[R]_(count b0 bs)) : exists X, digit_projection A X.
Proof.
elim: bs A => [|b bs ih] A; first by exists A.
have [M best] := projection_exists (A : 'M_(b * count b0 bs, b * count b0 bs)).
have bestS := projection_every best.
have /fin_all_exists[u uP] : forall x : 'I_(count b0 bs) * 'I_b, exists u, exists v : 'rV_(count b0 bs),
    unit_against u v /\ slice M x.1 x.2 = u *m v.
  by move=> x; apply: unit_factors; case: (bestS x.1 x.2).
have /fin_all_exists[v uvP] := uP.
pose W j := \matrix_(l, k) u (j, k) l 0; pose B k := \matrix_(j, i) v (j, k) 0 i.
have ME : M = monarch W B.
  apply: mx_ixP => l j k i; have [_ /matrixP/(_ l i)] := uvP (j, k).
  by rewrite mxE /= => ->; rewrite entries_monarch !mxE big_ord1.
have /fin_all_exists[Y YP] : forall k, exists Y, digit_projection (B k) Y by move=> k; apply: ih.
exists (monarch W Y), W, B, Y; split=> //; first by rewrite -ME.
move=> j k; have [uv _] := uvP (j, k).
have -> : col k (W j) = u (j, k) by apply/colP => l; rewrite !mxE.
by have -> : row j (B k) = v (j, k) by apply/rowP => i; rewrite !mxE.
Qed.
End Real.
