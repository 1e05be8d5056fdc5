(* Assumption 3.3 can be met: a matrix that meets it, of every size.

   all_ones t b: the b x b matrix of ones, and t more on the diagonal.

   factorization_assumption_met — I (x) (J + t I), J all ones of size b, meets Assumption 3.3 where t, t + b and 1 + t are
     not 0 — factorization
   factorization_assumption_met_one — over every ordered field some matrix of size q b does — factorization
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision Factor.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition all_ones (K : fieldType) (t : K) b : 'M[K]_b := const_mx 1 + t%:M.

Lemma all_ones_unit (K : fieldType) (t : K) b : t != 0 -> t + b%:R != 0 -> all_ones t b \in unitmx.
Proof.
move=> t0 tb; pose J : 'M[K]_b := const_mx 1.
have JJ : J *m J = b%:R *: J.
  apply/matrixP => i j; rewrite !mxE (eq_bigr (fun=> 1)) => [|k _]; last by rewrite !mxE mulr1.
  by rewrite sumr_const card_ord mulr1.
suff e : all_ones t b *m (t^-1 *: (1%:M - (t + b%:R)^-1 *: J)) = 1%:M by case/mulmx1_unit: e.
rewrite -scalemxAr mulmxBr mulmx1 -scalemxAr mulmxDl JJ mul_scalar_mx -scalerDl.
rewrite scalerA [b%:R + t]addrC mulVf // scale1r /all_ones -/J addrAC subrr add0r.
by rewrite scale_scalar_mx mulVf.
Qed.

Lemma bdiag1 (K : comRingType) q b : bdiag (fun _ : 'I_q => 1%:M : 'M[K]_b) = 1%:M.
Proof. by apply: mx_ixP => l j k i; rewrite bdiagE !mxE ix_inj -natrM mulnb. Qed.

Lemma pbd1 (K : comRingType) q b : pbd (fun _ : 'I_b => 1%:M : 'M[K]_q) = 1%:M.
Proof. by apply: mx_ixP => l j k i; rewrite pbdE !mxE ix_inj -natrM mulnb andbC. Qed.

Theorem factorization_assumption_met (K : fieldType) q b (t : K) :
  t != 0 -> t + b%:R != 0 -> 1 + t != 0 -> assumption33 ((1%:M : 'M[K]_q) *t all_ones t b).
Proof.
move=> t0 tb t1; pose R (_ : 'I_q) := all_ones t b.
have e : (1%:M : 'M[K]_q) *t all_ones t b = bdiag R.
  by apply: mx_ixP => l j k i; rewrite bdiagE mxE !ixK mxE.
rewrite e; split.
  have inv : bdiag R *m bdiag (fun=> invmx (all_ones t b)) = 1%:M.
    by rewrite bdiag_mul -[RHS]bdiag1; congr bdiag; rewrite /R mulmxV // all_ones_unit.
  by case/mulmx1_unit: inv.
exists (fun=> 1%:M), R, (fun=> 1%:M); split; first by rewrite /mmstar !pbd1 mul1mx mulmx1.
move=> p j i; rewrite /R !mxE.
by case: (j == i); rewrite ?addr0 ?oner_neq0.
Qed.

Corollary factorization_assumption_met_one (K : realFieldType) q b :
  exists A : 'M[K]_(q * b), assumption33 A.
Proof.
exists ((1%:M : 'M[K]_q) *t all_ones 1 b); apply: factorization_assumption_met.
- exact: oner_neq0.
- by rewrite -(natrD _ 1 b) pnatr_eq0.
- by rewrite -(natrD _ 1 1) pnatr_eq0.
Qed.
