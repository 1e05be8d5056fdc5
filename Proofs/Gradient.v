(* The gradients of y = L R x through a Monarch product.

   L in DB with blocks L_j, R in BD with blocks R_k, a batch of N columns x; for a cotangent g, with h = R x,
     dh = L^* g, dL_j[l,k] = sum g_(l,j) conj h_(k,j), dR_k[j,i] = sum dh_(k,j) conj x_(k,i), dx = R^* dh.
   conj is any involutive morphism of rings: complex conjugation, or the identity for real entries. dot u v is the sum
   of conj u v: for a real function f with g = df/dRe y + i df/dIm y the differential is Re (dot g dy). gradient_real
   and gradient_complex are examples.

   gradient — all factors and x moved at once by t: the part of first order in t is the sum of the three — gradient
   gradient_dL — adding D to L changes dot g y by exactly that of dL and D — gradient
   gradient_dR — so it is for R — gradient
   gradient_dx — so it is for x — gradient
   gradient_unique_L — no other dL has this property — gradient
   gradient_unique_R — no other dR has it — gradient
   gradient_unique_x — no other dx has it — gradient
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From mathcomp Require Import complex.
From Monarch Require Import Index Monarch Expressive Adjoint.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Gradient.
Variables (F : comRingType) (conj : {rmorphism F -> F}).
Hypothesis conjK : involutive conj.

Local Notation adj := (Adjoint.adj conj).

Definition dot m n (u v : 'M[F]_(m, n)) : F := \sum_x \sum_y conj (u x y) * v x y.

(* Families of blocks. *)
Definition dotf k m n (u v : 'I_k -> 'M[F]_(m, n)) : F := \sum_s dot (u s) (v s).

Lemma dotDr m n (u v w : 'M[F]_(m, n)) : dot u (v + w) = dot u v + dot u w.
Proof.
rewrite /dot -big_split; apply: eq_bigr => x _; rewrite -big_split.
by apply: eq_bigr => y _; rewrite /= mxE mulrDr.
Qed.

Lemma dotZr m n (u v : 'M[F]_(m, n)) c : dot u (c *: v) = c * dot u v.
Proof.
rewrite /dot mulr_sumr; apply: eq_bigr => x _; rewrite mulr_sumr.
by apply: eq_bigr => y _; rewrite mxE mulrCA.
Qed.

Lemma dot_delta m n (u : 'M[F]_(m, n)) x y : dot u (delta_mx x y) = conj (u x y).
Proof.
rewrite /dot (bigD1 x) //= (bigD1 y) //= mxE !eqxx mulr1.
rewrite big1 ?addr0 => [|y' /negbTE ne]; last by rewrite mxE ne andbF mulr0.
by rewrite big1 ?addr0 // => x' /negbTE ne; rewrite big1 // => y' _; rewrite mxE ne mulr0.
Qed.

Lemma dot_inj m n (u v : 'M[F]_(m, n)) : (forall D, dot u D = dot v D) -> u = v.
Proof.
move=> e; apply/matrixP=> x y; apply: (can_inj conjK).
by rewrite -!dot_delta.
Qed.

Lemma dotf_inj k m n (u v : 'I_k -> 'M[F]_(m, n)) :
  (forall D, dotf u D = dotf v D) -> u =1 v.
Proof.
move=> e s; apply: dot_inj => D.
have := e (fun t => if t == s then D else 0); rewrite /dotf.
have z (w : 'I_k -> 'M[F]_(m, n)) :
    \sum_t dot (w t) (if t == s then D else 0) = dot (w s) D.
  rewrite (bigD1 s) //= eqxx big1 ?addr0 // => t /negbTE->.
  by rewrite /dot big1 // => x _; rewrite big1 // => y _; rewrite mxE mulr0.
by rewrite !z.
Qed.

(* The adjoint moves a factor to the other side. *)
Lemma dot_adj m n p (g : 'M[F]_(m, p)) (A : 'M[F]_(m, n)) (u : 'M[F]_(n, p)) :
  dot g (A *m u) = dot (adj A *m g) u.
Proof.
rewrite /dot exchange_big [RHS]exchange_big; apply: eq_bigr => y _ /=.
under eq_bigr => x _ do rewrite mxE mulr_sumr.
rewrite exchange_big; apply: eq_bigr => z _; rewrite mxE rmorph_sum mulr_suml.
by apply: eq_bigr => x _; rewrite !mxE rmorphM conjK mulrA [conj _ * A _ _]mulrC.
Qed.

Variables (a b c d N : nat).
Implicit Types (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)).
Implicit Types (x : 'M[F]_(c * d, N)) (g : 'M[F]_(a * b, N)) (h : 'M[F]_(c * b, N)).

Definition grad_L g h : 'I_b -> 'M[F]_(a, c) := fun j =>
  \matrix_(l, k) \sum_(t < N) g (ix l j) t * conj (h (ix k j) t).
Definition grad_h L g : 'M[F]_(c * b, N) := adj (pbd L) *m g.
Definition grad_R dh x : 'I_c -> 'M[F]_(b, d) := fun k =>
  \matrix_(j, i) \sum_(t < N) dh (ix k j) t * conj (x (ix k i) t).
Definition grad_x R dh : 'M[F]_(c * d, N) := adj (bdiag R) *m dh.

Lemma monarch_two L R x : monarch L R *m x = pbd L *m (bdiag R *m x).
Proof. by rewrite mulmxA. Qed.

Lemma dot_pbd g L h : dot g (pbd L *m h) = dotf (grad_L g h) L.
Proof.
rewrite /dot /dotf sum_ix exchange_big; apply: eq_bigr => j _; rewrite /dot.
apply: eq_bigr => l _.
transitivity (\sum_(t < N) \sum_(k < c) conj (g (ix l j) t) * (L j l k * h (ix k j) t)).
  apply: eq_bigr => t _; rewrite -mulr_sumr mxE sum_ix; congr (_ * _).
  apply: eq_bigr => k _; rewrite (bigD1 j) //= pbdE eqxx mul1r big1 ?addr0 // => j' /negbTE ne.
  by rewrite pbdE [j == _]eq_sym ne !mul0r.
rewrite exchange_big; apply: eq_bigr => k _; rewrite mxE rmorph_sum mulr_suml.
by apply: eq_bigr => t _; rewrite rmorphM conjK mulrAC mulrA.
Qed.

Lemma dot_bdiag (dh : 'M[F]_(c * b, N)) R x : dot dh (bdiag R *m x) = dotf (grad_R dh x) R.
Proof.
rewrite /dot /dotf sum_ix; apply: eq_bigr => k _; rewrite /dot.
apply: eq_bigr => j _.
transitivity (\sum_(t < N) \sum_(i < d) conj (dh (ix k j) t) * (R k j i * x (ix k i) t)).
  apply: eq_bigr => t _; rewrite -mulr_sumr mxE sum_ix; congr (_ * _).
  rewrite (bigD1 k) //= [X in _ + X]big1 ?addr0 => [|k' /negbTE ne]; last first.
    by rewrite big1 // => i _; rewrite bdiagE [k == _]eq_sym ne !mul0r.
  by apply: eq_bigr => i _; rewrite bdiagE eqxx mul1r.
rewrite exchange_big; apply: eq_bigr => i _; rewrite mxE rmorph_sum mulr_suml.
by apply: eq_bigr => t _; rewrite rmorphM conjK mulrAC mulrA.
Qed.

Lemma pbdD L D : pbd (fun j => L j + D j) = pbd L + pbd D.
Proof. by apply: mx_ixP => l j k i; rewrite [RHS]mxE !pbdE mxE mulrDr. Qed.

Lemma pbdZ z L : pbd (fun j => z *: L j) = z *: pbd L.
Proof. by apply: mx_ixP => l j k i; rewrite [RHS]mxE !pbdE mxE mulrCA. Qed.

Lemma bdiagD R D : bdiag (fun k => R k + D k) = bdiag R + bdiag D.
Proof. by apply: mx_ixP => l j k i; rewrite [RHS]mxE !bdiagE mxE mulrDr. Qed.

Lemma bdiagZ z R : bdiag (fun k => z *: R k) = z *: bdiag R.
Proof. by apply: mx_ixP => l j k i; rewrite [RHS]mxE !bdiagE mxE mulrCA. Qed.

Theorem gradient_dL g L D R x :
  dot g (monarch (fun j => L j + D j) R *m x) =
  dot g (monarch L R *m x) + dotf (grad_L g (bdiag R *m x)) D.
Proof. by rewrite !monarch_two pbdD mulmxDl dotDr [X in _ + X]dot_pbd. Qed.

Theorem gradient_dR g L R D x :
  dot g (monarch L (fun k => R k + D k) *m x) =
  dot g (monarch L R *m x) + dotf (grad_R (grad_h L g) x) D.
Proof.
rewrite !monarch_two bdiagD mulmxDl mulmxDr dotDr; congr (_ + _).
by rewrite dot_adj -/(grad_h L g) dot_bdiag.
Qed.

Theorem gradient_dx g L R x D :
  dot g (monarch L R *m (x + D)) =
  dot g (monarch L R *m x) + dot (grad_x R (grad_h L g)) D.
Proof.
rewrite !monarch_two !mulmxDr dotDr; congr (_ + _).
by rewrite !dot_adj -/(grad_h L g) -/(grad_x R _).
Qed.

(* All factors moved at once, by t times DL, DR, Dx: first order in t.        *)
Theorem gradient g L DL R DR x Dx : exists e2 e3 : F, forall t : F,
  dot g (monarch (fun j => L j + t *: DL j) (fun k => R k + t *: DR k) *m (x + t *: Dx)) =
  dot g (monarch L R *m x)
  + t * (dotf (grad_L g (bdiag R *m x)) DL + dotf (grad_R (grad_h L g) x) DR
         + dot (grad_x R (grad_h L g)) Dx)
  + t ^+ 2 * e2 + t ^+ 3 * e3.
Proof.
pose T (X : 'I_b -> 'M_(a, c)) (Y : 'I_c -> 'M_(b, d)) (z : 'M_(c * d, N)) :=
  dot g (pbd X *m (bdiag Y *m z)).
exists (T DL DR x + T DL R Dx + T L DR Dx), (T DL DR Dx) => t.
rewrite !monarch_two pbdD pbdZ bdiagD bdiagZ.
rewrite !(mulmxDl, mulmxDr) -!(scalemxAl, scalemxAr) !(dotDr, dotZr).
rewrite -dot_pbd -dot_bdiag {1}/grad_h -dot_adj -[dot (grad_x _ _) _]dot_adj -[dot (grad_h _ _) (_ *m Dx)]dot_adj.
rewrite -/(T L R x) -/(T L R Dx) -/(T L DR x) -/(T L DR Dx).
rewrite -/(T DL R x) -/(T DL R Dx) -/(T DL DR x) -/(T DL DR Dx).
ring.
Qed.

Theorem gradient_unique_x g L R x u :
  (forall D, dot g (monarch L R *m (x + D)) = dot g (monarch L R *m x) + dot u D) ->
  u = grad_x R (grad_h L g).
Proof.
move=> h; apply: dot_inj => D; apply: (addrI (dot g (monarch L R *m x))).
by rewrite -h gradient_dx.
Qed.

Theorem gradient_unique_L g L R x u :
  (forall D, dot g (monarch (fun j => L j + D j) R *m x) =
             dot g (monarch L R *m x) + dotf u D) ->
  u =1 grad_L g (bdiag R *m x).
Proof.
move=> h; apply: dotf_inj => D; apply: (addrI (dot g (monarch L R *m x))).
by rewrite -h gradient_dL.
Qed.

Theorem gradient_unique_R g L R x u :
  (forall D, dot g (monarch L (fun k => R k + D k) *m x) =
             dot g (monarch L R *m x) + dotf u D) ->
  u =1 grad_R (grad_h L g) x.
Proof.
move=> h; apply: dotf_inj => D; apply: (addrI (dot g (monarch L R *m x))).
by rewrite -h gradient_dR.
Qed.
End Gradient.

(* The real case: conj is the identity.                                       *)
Example gradient_real (F : comRingType) a b c d N (g : 'M[F]_(a * b, N)) L R
    (x D : 'M[F]_(c * d, N)) :
  dot [rmorphism of idfun] g (monarch L R *m (x + D)) =
  dot [rmorphism of idfun] g (monarch L R *m x)
  + dot [rmorphism of idfun] (grad_x [rmorphism of idfun] R (grad_h [rmorphism of idfun] L g)) D.
Proof. exact: gradient_dx. Qed.

(* The complex case: conj is complex conjugation, which is involutive.        *)
Example gradient_complex (R : rcfType) a b c d N (g : 'M[complex R]_(a * b, N)) L Rb
    (x D : 'M[complex R]_(c * d, N)) :
  dot (conjc_rmorphism R) g (monarch L Rb *m (x + D)) =
  dot (conjc_rmorphism R) g (monarch L Rb *m x)
  + dot (conjc_rmorphism R) (grad_x (conjc_rmorphism R) Rb (grad_h (conjc_rmorphism R) L g)) D.
Proof. by apply: gradient_dx; apply: conjcK. Qed.
