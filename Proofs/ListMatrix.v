(* Matrices as lists of rows, for programs, and the matrices that they mean.

   ent o A i j: entry (i, j) of a list of rows, 0 beyond its end; tab m n f: the list of m rows and n columns with the
   entries f i j; sum, suml: sums over 0 .. n-1 and over a list; mulm, subm, eqm: product, difference, equality on
   given sizes; mxv m n A: the matrix in K that a list means (mxv_mul, mxv_sub, eqmP: programs and meaning agree).
*)
From mathcomp Require Import all_ssreflect all_algebra.
From Monarch Require Import Numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Programs.
Variables (T : Type) (o : ops T).
Definition mat := seq (seq T).

Definition ent (A : mat) (i j : nat) : T := nth (zero o) (nth [::] A i) j.
Definition tab (m n : nat) (f : nat -> nat -> T) : mat := [seq [seq f i j | j <- iota 0 n] | i <- iota 0 m].
Fixpoint sum (f : nat -> T) (n : nat) : T := if n is n'.+1 then add o (sum f n') (f n') else zero o.
Definition suml (X : Type) (f : X -> T) (s : seq X) : T := foldr (fun x t => add o (f x) t) (zero o) s.
Definition alln (f : nat -> bool) (n : nat) : bool := all f (iota 0 n).

Definition mulm (m n p : nat) (A B : mat) : mat :=
  tab m p (fun i j => sum (fun k => mul o (ent A i k) (ent B k j)) n).
Definition subm (m n : nat) (A B : mat) : mat := tab m n (fun i j => sub o (ent A i j) (ent B i j)).
Definition addm (m n : nat) (A B : mat) : mat := tab m n (fun i j => add o (ent A i j) (ent B i j)).
Definition scalm (n : nat) (x : T) : mat := tab n n (fun i j => if Nat.eqb i j then x else zero o).
Definition zerom (m n : nat) (A : mat) : bool := alln (fun i => alln (fun j => isz o (ent A i j)) n) m.
Definition eqm (m n : nat) (A B : mat) : bool :=
  alln (fun i => alln (fun j => eqn o (ent A i j) (ent B i j)) n) m.

(* Exactly m rows of n entries: what is not of this size is refused, so that nothing is left out. *)
Definition is_size (m n : nat) (A : mat) : bool :=
  if Nat.eqb (size A) m then all (fun row => Nat.eqb (size row) n) A else false.
End Programs.

Lemma eqbE (i j : nat) : Nat.eqb i j = (i == j).
Proof. by apply/PeanoNat.Nat.eqb_spec/eqP. Qed.

Lemma allnP (f : nat -> bool) n : reflect (forall i : 'I_n, f i) (alln f n).
Proof.
apply: (iffP allP) => [h i|h i]; first by apply: h; rewrite mem_iota /= add0n.
by rewrite mem_iota /= add0n => lt; apply: (h (Ordinal lt)).
Qed.

Lemma alln2P (f : nat -> nat -> bool) m n :
  reflect (forall (i : 'I_m) (j : 'I_n), f i j) (alln (fun i => alln (f i) n) m).
Proof.
apply: (iffP (allnP _ _)) => [h i j|h i]; first by have /allnP := h i; apply.
by apply/allnP => j; apply: h.
Qed.

Section Meaning.
Variables (T : Type) (o : ops T) (K : ringType) (val : T -> K).
Hypothesis h : denotes o val.

Lemma ent_tab f m n (i j : nat) : (i < m)%N -> (j < n)%N -> ent o (tab m n f) i j = f i j.
Proof.
move=> im jn; rewrite /ent /tab (nth_map 0%N) ?size_iota // (nth_map 0%N) ?size_iota //.
by rewrite !nth_iota.
Qed.

Lemma val_sum f n : val (sum o f n) = \sum_(i < n) val (f i).
Proof.
elim: n => [|n IH]; first by rewrite big_ord0 /= (val0 h).
by rewrite big_ord_recr /= (valD h) IH.
Qed.

Lemma val_suml (X : Type) (f : X -> T) s : val (suml o f s) = \sum_(x <- s) val (f x).
Proof.
elim: s => [|x s IH]; first by rewrite big_nil /= (val0 h).
by rewrite big_cons /= (valD h) IH.
Qed.

Definition mxv m n (A : mat T) : 'M[K]_(m, n) := \matrix_(i, j) val (ent o A i j).

Lemma mxv_tab m n f : mxv m n (tab m n f) = \matrix_(i, j) val (f i j).
Proof. by apply/matrixP => i j; rewrite !mxE ent_tab. Qed.

Lemma mxv_mul m n p A B : mxv m p (mulm o m n p A B) = mxv m n A *m mxv n p B.
Proof.
apply/matrixP => i j; rewrite mxv_tab !mxE val_sum; apply: eq_bigr => k _.
by rewrite (valM h) !mxE.
Qed.

Lemma mxv_sub m n A B : mxv m n (subm o m n A B) = mxv m n A - mxv m n B.
Proof. by apply/matrixP => i j; rewrite mxv_tab !mxE (valB h). Qed.

Lemma mxv_add m n A B : mxv m n (addm o m n A B) = mxv m n A + mxv m n B.
Proof. by apply/matrixP => i j; rewrite mxv_tab !mxE (valD h). Qed.

Lemma mxv_scal n x : mxv n n (scalm o n x) = (val x)%:M.
Proof.
apply/matrixP => i j; rewrite mxv_tab !mxE eqbE -val_eqE.
by case: eqP => _; rewrite ?mulr1n // (val0 h).
Qed.

Lemma eqmP m n A B : reflect (mxv m n A = mxv m n B) (eqm o m n A B).
Proof.
apply: (iffP (alln2P _ _ _)) => [e|e i j].
  by apply/matrixP => i j; rewrite !mxE; apply/(eqnP h).
by have /matrixP/(_ i j) := e; rewrite !mxE => ?; apply/(eqnP h).
Qed.

Lemma zeromP m n A : reflect (mxv m n A = 0) (zerom o m n A).
Proof.
apply: (iffP (alln2P _ _ _)) => [e|e i j].
  by apply/matrixP => i j; rewrite !mxE; apply/eqP; rewrite -(valz h).
by have /matrixP/(_ i j) := e; rewrite !mxE (valz h) => ->.
Qed.
End Meaning.
