(* Adjoints: the transposes with conjugated entries, over a commutative ring with an involutive morphism conj, which is
   complex conjugation, or the identity.

   adj conj A: the adjoint of A.

   transpose_adjoint — A is in M iff its adjoint is in M* — transpose
   transpose_adjoint_leaves — for all b, q >= 2 a member of M has an adjoint that is not in M — transpose
   transpose_adjoint_letters — BD and DB are closed under the adjoint — transpose
   transpose_adjoint_power — the adjoint of a member of M^w is in the power w of M* — transpose
   transpose_adjoint_mmstar_power — [MM*]^w is closed under adjoints — transpose
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens.
From Monarch Require Import Index Monarch Words.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition adj (F : comRingType) (conj : {rmorphism F -> F}) m n (A : 'M[F]_(m, n)) : 'M[F]_(n, m) :=
  (map_mx conj A)^T.

(* A morphism of rings takes factors to factors. *)
Section Map.
Variables (F : comRingType) (f : {rmorphism F -> F}).

Lemma map_monarch a b c d (A : 'M[F]_(a * b, c * d)) : is_monarch A -> is_monarch (map_mx f A).
Proof.
case=> L [R ->]; exists (fun j => map_mx f (L j)), (fun k => map_mx f (R k)).
by apply: mx_ixP => l j k i; rewrite mxE !entries_monarch !mxE rmorphM.
Qed.

Variables q b : nat.
Implicit Type X : 'M[F]_(q * b).

Lemma map_BD X : is_BD X -> is_BD (map_mx f X).
Proof.
case=> R ->; exists (fun k => map_mx f (R k)); apply: mx_ixP => l j k i.
by rewrite mxE !bdiagE mxE rmorphM rmorph_nat.
Qed.

Lemma map_DB X : is_DB X -> is_DB (map_mx f X).
Proof.
case=> L ->; exists (fun j => map_mx f (L j)); apply: mx_ixP => l j k i.
by rewrite mxE !pbdE mxE rmorphM rmorph_nat.
Qed.

Lemma map_monarch_pow w X : in_monarch_pow w X -> in_monarch_pow w (map_mx f X).
Proof.
elim: w X => [|w IH] X; first by move->; apply: map_mx1.
case=> Y [Z [hY hZ ->]]; exists (map_mx f Y), (map_mx f Z); rewrite map_mxM; split=> //.
  exact: IH.
exact: map_monarch.
Qed.

Lemma map_mmstar_pow w X : in_mmstar_pow w X -> in_mmstar_pow w (map_mx f X).
Proof.
elim: w X => [|w IH] X; first exact: map_DB.
case=> Y [V [Z [hY hV hZ ->]]]; exists (map_mx f Y), (map_mx f V), (map_mx f Z).
by rewrite !map_mxM; split=> //; [apply: IH | apply: map_BD | apply: map_DB].
Qed.
End Map.

Section Adjoint.
Variables (F : comRingType) (conj : {rmorphism F -> F}).
Hypothesis conjK : involutive conj.

Lemma map_conjK m n (A : 'M[F]_(m, n)) : map_mx conj (map_mx conj A) = A.
Proof. by apply/matrixP=> x y; rewrite !mxE conjK. Qed.

Theorem transpose_adjoint a b c d (A : 'M[F]_(a * b, c * d)) : is_monarch A <-> is_mstar (adj conj A).
Proof.
rewrite /adj -transpose; split; first exact: map_monarch.
by move/(map_monarch conj); rewrite map_conjK.
Qed.

Theorem transpose_adjoint_leaves q b : (2 <= q)%N -> (2 <= b)%N ->
  exists2 A : 'M[F]_(q * b), is_monarch A & ~ is_monarch (adj conj A).
Proof.
move=> q2 b2; have [A mA nA] := transpose_leaves F q2 b2; exists A => //.
by rewrite /adj map_trmx => /(map_monarch conj); rewrite map_conjK.
Qed.

Variables q b : nat.
Implicit Type X : 'M[F]_(q * b).

Theorem transpose_adjoint_letters X :
  (is_BD X -> is_BD (adj conj X)) /\ (is_DB X -> is_DB (adj conj X)).
Proof. by split=> h; [apply/is_BD_tr/map_BD | apply/is_DB_tr/map_DB]. Qed.

Theorem transpose_adjoint_power w X : in_monarch_pow w X -> in_adjoint_pow w (adj conj X).
Proof. by move=> h; apply/transpose_power/map_monarch_pow. Qed.

Theorem transpose_adjoint_mmstar_power w X : in_mmstar_pow w X -> in_mmstar_pow w (adj conj X).
Proof. by move=> h; apply/transpose_mmstar_power/map_mmstar_pow. Qed.
End Adjoint.
