(* Inclusions between the letters, their conjugation by the stride permutation, and what a dense matrix computes.

   nesting_BD — BD(b, n) is in BD(c, n) for b that divides c — nesting
   nesting_DB — DB(c, n) is in DB(b, n) for b that divides c — nesting
   nesting_stride — P MM*(b, q b) P^T is M*M(q, q b): the words BD DB BD on the grid turned over — nesting
   nesting_diagonal — BD and DB have the diagonal matrices in common — nesting
   densify — the dense matrix of M gives the outputs of the two stages, and the same gradient of x, also with
     complex conjugation — densify
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens zify.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* The letters of size n by their zeros, for any b. *)
Section Zeros.
Variables (F : comRingType) (n : nat).
Implicit Type X : 'M[F]_n.

Definition has_BD_zeros b X := forall x y : 'I_n, (x %/ b)%N <> (y %/ b)%N -> X x y = 0.
Definition has_DB_zeros b X := forall x y : 'I_n, (x %% b)%N <> (y %% b)%N -> X x y = 0.

Theorem nesting_BD b c X : (b %| c)%N -> has_BD_zeros b X -> has_BD_zeros c X.
Proof.
case/dvdnP => k -> zero x y ne; apply: zero => e; apply: ne.
by rewrite mulnC !divnMA e.
Qed.

Theorem nesting_DB b c X : (b %| c)%N -> has_DB_zeros c X -> has_DB_zeros b X.
Proof.
move=> bc zero x y ne; apply: zero => e; apply: ne.
by rewrite -(modn_dvdm x bc) e modn_dvdm.
Qed.
End Zeros.

Section Letters.
Variables (F : comRingType) (q b : nat).
Implicit Type X : 'M[F]_(q * b).

Lemma ix_div (l : 'I_q) (j : 'I_b) : (ix l j %/ b = l)%N.
Proof. by rewrite ix_val divnMDl ?divn_small ?addn0 // (leq_trans _ (ltn_ord j)). Qed.

Lemma ix_mod (l : 'I_q) (j : 'I_b) : (ix l j %% b = j)%N.
Proof. by rewrite ix_val modnMDl modn_small. Qed.

(* The zeros are those of the letters. *)
Lemma is_BD_zeros X : is_BD X <-> has_BD_zeros b X.
Proof.
split=> [[R ->] x y|zero].
  case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i.
  rewrite !ix_div bdiagE; case: eqP => [->|_ _]; last by rewrite mul0r.
  by move=> ne; case: ne.
exists (fun k => \matrix_(j, i) X (ix k j) (ix k i)); apply: mx_ixP => l j k i.
rewrite bdiagE mxE; case: eqP => [->|ne]; first by rewrite mul1r.
by rewrite mul0r zero // !ix_div => /val_inj.
Qed.

Lemma is_DB_zeros X : is_DB X <-> has_DB_zeros b X.
Proof.
split=> [[L ->] x y|zero].
  case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i.
  rewrite !ix_mod pbdE; case: eqP => [->|_ _]; last by rewrite mul0r.
  by move=> ne; case: ne.
exists (fun j => \matrix_(l, k) X (ix l j) (ix k j)); apply: mx_ixP => l j k i.
rewrite pbdE mxE; case: eqP => [->|ne]; first by rewrite mul1r.
by rewrite mul0r zero // !ix_mod => /val_inj.
Qed.

Theorem nesting_diagonal X : (is_BD X /\ is_DB X) <-> exists v : 'rV_(q * b), X = diag_mx v.
Proof.
split=> [[/is_BD_zeros bd /is_DB_zeros db]|[v ->]]; last by split; [apply: diag_BD | apply: diag_DB].
exists (\row_x X x x); apply/matrixP=> x y; rewrite !mxE.
have [->|ne] := eqVneq x y; first by rewrite mulr1n.
rewrite mulr0n; have [e1|/eqP n1] := eqVneq (x %/ b)%N (y %/ b)%N; last exact: bd.
have [e2|/eqP n2] := eqVneq (x %% b)%N (y %% b)%N; last exact: db.
by case/eqP: ne; apply/val_inj => /=; rewrite (divn_eq x b) e1 e2 -divn_eq.
Qed.
End Letters.

(* Conjugation by P exchanges the letters. *)
Section Stride.
Variables (F : comRingType) (q b : nat).
Local Notation P := (stride F b q).

Lemma stride_DB (X : 'M[F]_(q * b)) : is_DB X -> is_BD (P *m X *m P^T).
Proof.
case=> L ->; exists L; rewrite /pbd !tr_stride !mulmxA strideK mul1mx.
by rewrite -mulmxA strideK mulmx1.
Qed.

Lemma stride_BD (X : 'M[F]_(q * b)) : is_BD X -> is_DB (P *m X *m P^T).
Proof. by case=> R ->; exists R. Qed.

Lemma strideKt (X : 'M[F]_(q * b)) : stride F q b *m (P *m X *m P^T) *m (stride F q b)^T = X.
Proof. by rewrite !tr_stride !mulmxA strideK mul1mx -mulmxA strideK mulmx1. Qed.

Lemma stride_mul (X Y : 'M[F]_(q * b)) : P *m (X *m Y) *m P^T = (P *m X *m P^T) *m (P *m Y *m P^T).
Proof. by rewrite !mulmxA -[_ *m P^T *m P]mulmxA tr_stride strideK mulmx1. Qed.
End Stride.

Theorem nesting_stride (F : comRingType) q b (A : 'M[F]_(q * b)) :
  in_mmstar A <-> exists U V W,
    [/\ is_BD U, is_DB V, is_BD W & stride F b q *m A *m (stride F b q)^T = U *m V *m W].
Proof.
rewrite in_mmstar_word; split=> [[U [V [W [u v w ->]]]]|[U [V [W [u v w e]]]]].
  exists (stride F b q *m U *m (stride F b q)^T), (stride F b q *m V *m (stride F b q)^T).
  exists (stride F b q *m W *m (stride F b q)^T); rewrite -!stride_mul.
  by split; [apply: stride_DB | apply: stride_BD | apply: stride_DB |].
exists (stride F q b *m U *m (stride F q b)^T), (stride F q b *m V *m (stride F q b)^T).
exists (stride F q b *m W *m (stride F q b)^T); rewrite -!stride_mul -e strideKt.
by split; [apply: stride_BD | apply: stride_DB | apply: stride_BD |].
Qed.

(* The dense matrix of M, and its two stages with h = R x. The gradient of x is the adjoint applied to the cotangent;
   conj is complex conjugation, or the identity. *)
Theorem densify (F : comRingType) (conj : {rmorphism F -> F}) a b c d N (L : 'I_b -> 'M[F]_(a, c))
    (R : 'I_c -> 'M[F]_(b, d)) (x : 'M_(c * d, N)) (g : 'M_(a * b, N)) :
  let adjoint m n (X : 'M[F]_(m, n)) := (map_mx conj X)^T in
  monarch L R *m x = pbd L *m (bdiag R *m x) /\
  adjoint _ _ (monarch L R) *m g = adjoint _ _ (bdiag R) *m (adjoint _ _ (pbd L) *m g).
Proof. by split; rewrite ?mulmxA // -trmx_mul -map_mxM /monarch /pbd. Qed.
