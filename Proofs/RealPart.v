(* The real part of a word is the corner of a real word with doubled inner dimensions; over any real closed field.

   real_form X: X as a real matrix on the pairs (index, e), e < 2.
   is_BD2, is_DB2: the letters on the indices (k, j, e), q dense blocks 2b x 2b and b dense blocks 2q x 2q.
   is_word w A, is_word2 w A: words of any pattern in BD and DB, and in the doubled letters.

   real_part — the real part of a word is the corner e = 0 of a word of the same pattern in the doubled real
     letters — real-part
   real_part_product — Re (X Y) = [Re X, Im X] [[Re Y], [-Im Y]] — real-part
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From mathcomp Require Import complex.
From Monarch Require Import Index Monarch Expressive Permutation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.
Local Open Scope complex_scope.

Section RealPart.
Variable R : rcfType.
Local Notation C := R[i].

Definition re_mx m n (X : 'M[C]_(m, n)) : 'M[R]_(m, n) := map_mx (@complex.Re R) X.
Definition im_mx m n (X : 'M[C]_(m, n)) : 'M[R]_(m, n) := map_mx (@complex.Im R) X.

Lemma reM (x y : C) :
  complex.Re (x * y) = complex.Re x * complex.Re y - complex.Im x * complex.Im y.
Proof. by case: x => a b; case: y. Qed.

Lemma imM (x y : C) :
  complex.Im (x * y) = complex.Re x * complex.Im y + complex.Im x * complex.Re y.
Proof. by case: x => a b; case: y. Qed.

Lemma re_sum (I : Type) (s : seq I) (f : I -> C) :
  complex.Re (\sum_(k <- s) f k) = \sum_(k <- s) complex.Re (f k).
Proof. by elim/big_rec2: _ => // k x y _ <-; case: (f k) => a b; case: y. Qed.

Lemma im_sum (I : Type) (s : seq I) (f : I -> C) :
  complex.Im (\sum_(k <- s) f k) = \sum_(k <- s) complex.Im (f k).
Proof. by elim/big_rec2: _ => // k x y _ <-; case: (f k) => a b; case: y. Qed.

Theorem real_part_product m n p (X : 'M[C]_(m, n)) (Y : 'M[C]_(n, p)) :
  re_mx (X *m Y) = row_mx (re_mx X) (im_mx X) *m col_mx (re_mx Y) (- im_mx Y).
Proof.
rewrite mul_row_col mulmxN; apply/matrixP=> x y; rewrite !mxE re_sum -sumrB.
by apply: eq_bigr => k _; rewrite !mxE reM.
Qed.

(* [[Re, -Im], [Im, Re]] *)
Definition real_entry (z : C) (e f : 'I_2) : R :=
  if e == f then complex.Re z else if e == ord0 then - complex.Im z else complex.Im z.

Definition real_form m n (X : 'M[C]_(m, n)) : 'M[R]_(m * 2, n * 2) :=
  \matrix_(x, y) real_entry (X (un x).1 (un y).1) (un x).2 (un y).2.

Lemma real_formE m n (X : 'M[C]_(m, n)) x e y f :
  real_form X (ix x e) (ix y f) = real_entry (X x y) e f.
Proof. by rewrite mxE !ixK. Qed.

Lemma real_entryM (x y : C) e f :
  real_entry (x * y) e f = \sum_(g < 2) real_entry x e g * real_entry y g f.
Proof.
rewrite !big_ord_recl big_ord0 addr0 /real_entry reM imM.
by case: e => -[|[|e]] // ?; case: f => -[|[|f]] // ?; rewrite /= ?eqxx /=;
  ring.
Qed.

Lemma real_entry_sum (I : Type) (s : seq I) (h : I -> C) e f :
  real_entry (\sum_(k <- s) h k) e f = \sum_(k <- s) real_entry (h k) e f.
Proof.
by rewrite /real_entry re_sum im_sum -sumrN; case: ifP => // _; case: ifP.
Qed.

Lemma real_formM m n p (X : 'M[C]_(m, n)) (Y : 'M[C]_(n, p)) :
  real_form (X *m Y) = real_form X *m real_form Y.
Proof.
apply: mx_ixP => x e y f; rewrite real_formE !mxE sum_ix real_entry_sum.
apply: eq_bigr => k _; rewrite real_entryM; apply: eq_bigr => g _.
by rewrite !real_formE.
Qed.

Lemma real_form1 n : real_form (1%:M : 'M[C]_n) = 1%:M.
Proof.
apply: mx_ixP => x e y f; rewrite real_formE !mxE ix_inj /real_entry.
by case: (x == y); case: (e == f) => //=; rewrite ?oppr0 ?if_same.
Qed.

Lemma real_form_corner m n (X : 'M[C]_(m, n)) x y :
  real_form X (ix x ord0) (ix y ord0) = complex.Re (X x y).
Proof. by rewrite real_formE /real_entry eqxx. Qed.

(* Doubled letters, on indices (k, j, e).                                     *)
Variables q b : nat.

Definition is_BD2 (Z : 'M[R]_(q * b * 2)) := exists B : 'I_q -> 'M[R]_(b * 2),
  forall k j e k' j' e',
    Z (ix (ix k j) e) (ix (ix k' j') e') = (k == k')%:R * B k (ix j e) (ix j' e').

Definition is_DB2 (Z : 'M[R]_(q * b * 2)) := exists B : 'I_b -> 'M[R]_(q * 2),
  forall k j e k' j' e',
    Z (ix (ix k j) e) (ix (ix k' j') e') = (j == j')%:R * B j (ix k e) (ix k' e').

(* Words: true is the letter BD, false DB; no letter is the identity.         *)
Fixpoint is_word (w : seq bool) (A : 'M[C]_(q * b)) : Prop :=
  if w is c :: w' then
    exists X Y, [/\ if c then is_BD X else is_DB X, is_word w' Y & A = X *m Y]
  else A = 1%:M.

Fixpoint is_word2 (w : seq bool) (A : 'M[R]_(q * b * 2)) : Prop :=
  if w is c :: w' then
    exists X Y, [/\ if c then is_BD2 X else is_DB2 X, is_word2 w' Y & A = X *m Y]
  else A = 1%:M.

Lemma real_entry_bool (c : bool) (z : C) e f :
  real_entry (c%:R * z) e f = c%:R * real_entry z e f.
Proof.
case: c; rewrite ?mul1r // !mul0r /real_entry.
by case: (e == f) => //=; rewrite oppr0 if_same.
Qed.

Lemma real_form_BD X : is_BD X -> is_BD2 (real_form X).
Proof.
case=> B ->; exists (fun k => real_form (B k)) => k j e k' j' e'.
by rewrite !real_formE bdiagE real_entry_bool.
Qed.

Lemma real_form_DB X : is_DB X -> is_DB2 (real_form X).
Proof.
case=> B ->; exists (fun j => real_form (B j)) => k j e k' j' e'.
by rewrite !real_formE pbdE real_entry_bool.
Qed.

Lemma real_word w A : is_word w A -> is_word2 w (real_form A).
Proof.
elim: w A => [|c w IH] A /=; first by move->; apply: real_form1.
case=> X [Y [hX hY ->]]; exists (real_form X), (real_form Y); split.
- by case: c hX; [apply: real_form_BD | apply: real_form_DB].
- exact: IH.
- exact: real_formM.
Qed.

Theorem real_part w A : is_word w A -> exists2 B, is_word2 w B &
  forall x y, complex.Re (A x y) = B (ix x ord0) (ix y ord0).
Proof.
move=> hA; exists (real_form A); first exact: real_word.
by move=> x y; rewrite real_form_corner.
Qed.

(* The words are those of the classes. *)
Lemma word_monarch A : is_word [:: false; true] A <-> is_monarch A.
Proof.
rewrite is_monarch_word /=; split=> [[U [V [hU [V' [W [hV -> ->]]] ->]]]|[U [V [hU hV ->]]]].
  by exists U, V'; rewrite mulmx1.
by exists U, V; split=> //; exists V, 1%:M; rewrite mulmx1.
Qed.

Lemma word_mmstar A : is_word [:: false; true; false] A <-> in_mmstar A.
Proof.
rewrite in_mmstar_word /=; split.
  case=> U [X [hU [V [Y [hV [W [Z [hW -> ->]]] ->]]] ->]].
  by exists U, V, W; rewrite mulmx1 !mulmxA.
case=> U [V [W [hU hV hW ->]]]; exists U, (V *m W); rewrite mulmxA; split=> //.
by exists V, W; split=> //; exists W, 1%:M; rewrite mulmx1.
Qed.
End RealPart.
