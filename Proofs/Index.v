(* Pairs of indices: 'I_(p * q) seen as 'I_p x 'I_q, row by row; the stride permutation; block-diagonal matrices.

   ix x y: the index of the pair (x, y), x * q + y. un: the pair of an index.
   bdiag B: block-diagonal with blocks B 0, B 1, ...
   stride p q: reads a q x p grid row by row and writes it column by column, as a matrix.
   stride_perm m: the same on m x m, as a permutation; P = P^T.

   No theorem of the catalogue: what the other files stand on.
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Notation ix x y := (mxtens_index (x, y)).
Notation un := (@mxtens_unindex _ _).
Arguments mxtens_index : simpl never.
Arguments mxtens_unindex : simpl never.

Section Index.
Variables p q : nat.

Lemma ix_val (x : 'I_p) (y : 'I_q) : ix x y = (x * q + y)%N :> nat.
Proof. by []. Qed.

Lemma ixK (x : 'I_p) (y : 'I_q) : un (ix x y) = (x, y).
Proof. exact: mxtens_indexK. Qed.

Lemma ix_inj (x x' : 'I_p) (y y' : 'I_q) :
  (ix x y == ix x' y') = (x == x') && (y == y').
Proof. by rewrite (can_eq (@mxtens_indexK p q)). Qed.

Lemma sum_ix (V : zmodType) (f : 'I_(p * q) -> V) :
  \sum_k f k = \sum_(x < p) \sum_(y < q) f (ix x y).
Proof.
rewrite pair_big (reindex (@mxtens_index p q)) /=; last first.
  by exists un => k _; rewrite ?mxtens_indexK ?mxtens_unindexK.
by apply: eq_bigr => -[x y] _.
Qed.
End Index.

(* Equality of matrices with pair indices, entry by entry. *)
Lemma mx_ixP (T : Type) a b c d (A B : 'M[T]_(a * b, c * d)) :
  (forall l j k i, A (ix l j) (ix k i) = B (ix l j) (ix k i)) -> A = B.
Proof.
move=> e; apply/matrixP=> x y.
by case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i; apply: e.
Qed.

Section Def.
Variable F : comRingType.

Definition bdiag k p q (B : 'I_k -> 'M[F]_(p, q)) : 'M[F]_(k * p, k * q) :=
  \matrix_(x, y) (((un x).1 == (un y).1)%:R * B (un x).1 (un x).2 (un y).2).

Definition stride p q : 'M[F]_(p * q, q * p) :=
  \matrix_(x, y) (((un x).1 == (un y).2) && ((un x).2 == (un y).1))%:R.

Lemma bdiagE k p q (B : 'I_k -> 'M_(p, q)) s x t y :
  bdiag B (ix s x) (ix t y) = (s == t)%:R * B s x y.
Proof. by rewrite mxE !ixK. Qed.

Lemma strideE p q x y y' x' :
  stride p q (ix x y) (ix y' x') = ((x == x') && (y == y'))%:R.
Proof. by rewrite mxE !ixK. Qed.

Lemma tr_stride p q : (stride p q)^T = stride q p.
Proof. by apply: mx_ixP => l j k i; rewrite mxE !strideE eq_sym andbC eq_sym. Qed.

(* left and right multiplication by the stride permutation swaps the pair *)
Lemma mul_strideE p q n (A : 'M[F]_(q * p, n)) x y z :
  (stride p q *m A) (ix x y) z = A (ix y x) z.
Proof.
rewrite mxE sum_ix (bigD1 y) //= (bigD1 x) //= strideE !eqxx mul1r.
rewrite big1 ?addr0 => [|k /negbTE ne]; last first.
  by rewrite strideE [x == k]eq_sym ne mul0r.
rewrite big1 ?addr0 // => k /negbTE ne; rewrite big1 // => k' _.
by rewrite strideE [y == k]eq_sym ne andbF mul0r.
Qed.

Lemma mulr_strideE p q n (A : 'M[F]_(n, p * q)) x y z :
  (A *m stride p q) z (ix y x) = A z (ix x y).
Proof.
rewrite -[A *m _]trmxK mxE trmx_mul tr_stride mul_strideE.
by rewrite mxE.
Qed.

Lemma strideK p q : stride p q *m stride q p = 1%:M.
Proof.
apply: mx_ixP => l j k i; rewrite mul_strideE strideE !mxE ix_inj.
by rewrite andbC.
Qed.

Lemma bdiag_mul k p q r (A : 'I_k -> 'M[F]_(p, q)) (B : 'I_k -> 'M[F]_(q, r)) :
  bdiag A *m bdiag B = bdiag (fun s => A s *m B s).
Proof.
apply: mx_ixP => l j s i; rewrite mxE sum_ix bdiagE (bigD1 l) //=.
rewrite [X in _ + X]big1 ?addr0; last first.
  move=> t /negbTE ne; rewrite big1 // => y _.
  by rewrite bdiagE [l == t]eq_sym ne !mul0r.
rewrite mxE mulr_sumr; apply: eq_bigr => y _.
by rewrite !bdiagE eqxx mul1r mulrCA.
Qed.

End Def.

(* For square sizes the stride matrix is a permutation matrix in MathComp's  *)
(* sense, so that P, P^T below are what the paper writes.                    *)
Section Perm.
Variables (F : comRingType) (m : nat).
Definition swap_ix (x : 'I_(m * m)) : 'I_(m * m) := ix (un x).2 (un x).1.
Lemma swap_ixK : involutive swap_ix.
Proof.
by move=> x; case: (mxtens_indexP x) => i j; rewrite /swap_ix !ixK.
Qed.
Definition stride_perm : 'S_(m * m) := perm (can_inj swap_ixK).
Lemma stride_perm_mx : stride F m m = perm_mx stride_perm.
Proof.
apply: mx_ixP => l j k i; rewrite strideE /perm_mx !mxE permE.
by rewrite /swap_ix ixK ix_inj andbC.
Qed.
End Perm.
