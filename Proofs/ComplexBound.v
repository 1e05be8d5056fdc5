(* Complex products: each complex number as two real ones, so that a letter is a real one of doubled size.

   reals x: the real parts of a vector above its imaginary ones. doubled S: the real matrix [[Re, -Im], [Im, Re]].
   forward_complex S x t: h_t of a complex chain, h_0 = x, h_(t+1) = S_t h_t.

   rounding_bound_doubled — reals (S x) = doubled S reals x, and doubled S has at most 2d entries in a row where S has at
     most d — rounding-bound
   rounding_bound_complex — a complex chain whose real and imaginary parts are sums of real products, in any order, has
     the bound of the chain of the doubled matrices, with 2d_t terms in stage t — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import complex ring zify.
From Monarch Require Import Index Monarch Rounding ErrorBound RealPart.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.
Local Open Scope complex_scope.

Section Doubled.
Variable R : rcfType.
Notation re := (@re_mx R _ _).
Notation im := (@im_mx R _ _).

Definition reals n (x : 'cV[R[i]]_n) : 'cV[R]_(n + n) := col_mx (re x) (im x).
Definition doubled m n (S : 'M[R[i]]_(m, n)) : 'M[R]_(m + m, n + n) :=
  block_mx (re S) (- im S) (im S) (re S).

Lemma re_mul m n k (S : 'M[R[i]]_(m, n)) (T : 'M_(n, k)) : re (S *m T) = re S *m re T - im S *m im T.
Proof.
apply/matrixP => i j; rewrite !mxE re_sum -sumrB; apply: eq_bigr => l _.
by rewrite !mxE reM.
Qed.

Lemma im_mul m n k (S : 'M[R[i]]_(m, n)) (T : 'M_(n, k)) : im (S *m T) = im S *m re T + re S *m im T.
Proof.
apply/matrixP => i j; rewrite !mxE im_sum -big_split; apply: eq_bigr => l _.
by rewrite !mxE imM addrC.
Qed.

Lemma support_doubled m n (S : 'M[R[i]]_(m, n)) d :
  (forall i, (count (fun j => S i j != 0)%R (index_enum [finType of 'I_n]) <= d)%N) ->
  row_support (doubled S) (2 * d).
Proof.
move=> Sd i; rewrite mul2n -addnn -sum1_count big_split_ord /=.
have bound (f : 'I_n -> R) k : (forall j, S k j = 0 -> f j = 0) ->
    (\sum_(j < n | (f j != 0)%R) 1 <= d)%N.
  move=> f0; apply: leq_trans (Sd k); rewrite -sum1_count.
  rewrite [X in (X <= _)%N]big_mkcond [X in (_ <= X)%N]big_mkcond /=; apply: leq_sum => j _.
  by case: eqVneq => //= fj; case: eqVneq => //= /f0 z; rewrite z eqxx in fj.
rewrite -(splitK i); case: (split i) => k /=; apply: leq_add; apply: (bound _ k) => j z.
- by rewrite block_mxEul mxE z.
- by rewrite block_mxEur !mxE z oppr0.
- by rewrite block_mxEdl mxE z.
- by rewrite block_mxEdr mxE z.
Qed.

Theorem rounding_bound_doubled m n (S : 'M[R[i]]_(m, n)) d :
  (forall x, reals (S *m x) = doubled S *m reals x) /\
  ((forall i, (count (fun j => S i j != 0)%R (index_enum [finType of 'I_n]) <= d)%N) ->
   row_support (doubled S) (2 * d)).
Proof.
split=> [x|]; last exact: support_doubled.
by rewrite /reals /doubled mul_block_col mulNmx re_mul im_mul.
Qed.
End Doubled.

Section Chain.
Variables (R : rcfType) (u eta : R) (K : arithmetic R).
Hypothesis std : standard_model u eta K.
Variables (u' eta' : R) (is_stored : R -> R -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[R[i]]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).

Fixpoint forward_complex (x : 'cV[R[i]]_(n 0)) t : 'cV[R[i]]_(n t) :=
  match t with 0%N => x | s.+1 => S s *m forward_complex x s end.

Let n2 t := (n t + n t)%N.
Let S2 t : 'M[R]_(n2 t.+1, n2 t) := doubled (S t).
Let d2 t := (2 * d t)%N.

Theorem rounding_bound_complex T (x : 'cV[R[i]]_(n 0)) (hh : forall t, 'cV[R]_(n2 t)) :
  (forall t, (t < T)%N -> forall i,
    (count (fun j => S t i j != 0)%R (index_enum [finType of 'I_(n t)]) <= d t)%N) ->
  computes_chain K is_stored S2 stored T (reals x) hh -> forall i,
  `|hh T i 0 - reals (forward_complex x T) i 0| <=
  (growth u u' d2 stored T - 1) * gauge S2 (reals x) T i 0 +
  growth u u' d2 stored T * lost eta eta' S2 d2 stored T i 0.
Proof.
move=> sup ch i.
have sup2 t : (t < T)%N -> row_support (S2 t) (d2 t) by move=> tT; apply/support_doubled/sup.
have -> : reals (forward_complex x T) = forward S2 (reals x) T.
  by elim: T {sup ch i sup2} => //= t <-; rewrite (rounding_bound_doubled (S t) 0).1.
exact: (rounding_bound_chain std sto sup2 ch i).
Qed.
End Chain.
