(* The error bound of the gradient of a factor where operands are narrowed before each product, or sums underflow.

   The flow of x through the factors before it is a chain through matrices S, that of the cotangent one through S', the
   transposes of those behind it.

   rounding_bound_narrowed_gradient — with P = (1+v)^2 P_g P_h (1+u)^(rows + 1), G = |before| + sum of G_g G_h, and B_g, B_h
     the underflow of what is read: (P - 1) G + P (sum of G_g B_h + B_g G_h + B_g B_h, and rows eta) — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Rounding ErrorBound NarrowedBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Gradient.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n n' : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (S' : forall t, 'M[F]_(n' t.+1, n' t)).
Variables (d d' : nat -> nat) (stored stored' : nat -> bool) (t t' batch : nat).
Variables (x : 'I_batch -> 'cV[F]_(n 0)) (g : 'I_batch -> 'cV[F]_(n' 0)).
Variables (hh : forall r : 'I_batch, forall s, 'cV[F]_(n s)) (gg : forall r : 'I_batch, forall s, 'cV[F]_(n' s)).
Hypothesis sup : forall s, (s < t)%N -> row_support (S s) (d s).
Hypothesis sup' : forall s, (s < t')%N -> row_support (S' s) (d' s).
Hypothesis ch : forall r, computes_narrowed_chain K is_narrowed is_stored S stored t (x r) (hh r).
Hypothesis cg : forall r, computes_narrowed_chain K is_narrowed is_stored S' stored' t' (g r) (gg r).

(* G and B of what the last sum reads. *)
Let Gh r j := gauge S (x r) t j 0.
Let Gg r i := gauge S' (g r) t' i 0.
Let Bh r j :=
  (narrowed_lost eta mu eps N eta' S d stored (x r) t + eps *: may_lose N (x r) t) j 0.
Let Bg r i :=
  (narrowed_lost eta mu eps N eta' S' d' stored' (g r) t' + eps *: may_lose N (g r) t') i 0.

Definition narrowed_gradient_growth (before : F) : F :=
  (1 + v) ^+ 2 * narrowed_growth u v u' d' stored' t' * narrowed_growth u v u' d stored t *
  (1 + u) ^+ (batch + (before != 0)).

Theorem rounding_bound_narrowed_gradient (before : F) i j (a b : 'I_batch -> F) w :
  (forall r, is_narrowed (gg r t' i 0) (a r)) -> (forall r, is_narrowed (hh r t j 0) (b r)) ->
  evaluates K (fun r => if r is Some r then Product (a r) (b r) else Value before)
    (index_enum [finType of option 'I_batch]) w ->
  `|w - (before + \sum_r forward S' (g r) t' i 0 * forward S (x r) t j 0)| <=
  (narrowed_gradient_growth before - 1) * (`|before| + \sum_r Gg r i * Gh r j) +
  narrowed_gradient_growth before *
    (\sum_r (Gg r i * Bh r j + Bg r i * Gh r j + Bg r i * Bh r j) +
     batch%:R * eta + (batch + (before != 0)).-1%:R * mu).
Proof.
move=> na nb ev; have dots := standard_dots std.
have wb r : within ((1 + v) * narrowed_growth u v u' d stored t) (Gh r j) (Bh r j) (b r)
    (forward S (x r) t j 0).
  by rewrite narrowed_growthE; apply: (read_last dots nar sto sup (ch r) (nb r)).
have wa r : within ((1 + v) * narrowed_growth u v u' d' stored' t') (Gg r i) (Bg r i) (a r)
    (forward S' (g r) t' i 0).
  by rewrite narrowed_growthE; apply: (read_last dots nar sto sup' (cg r) (na r)).
pose T (r : option 'I_batch) := if r is Some r then Product (a r) (b r) else Value before.
pose G (r : option 'I_batch) := if r is Some r then Gg r i * Gh r j else `|before|.
pose A (r : option 'I_batch) :=
  if r is Some r then Gg r i * Bh r j + Bg r i * Gh r j + Bg r i * Bh r j else 0.
pose e (r : option 'I_batch) :=
  if r is Some r then forward S' (g r) t' i 0 * forward S (x r) t j 0 else before.
pose P := (1 + v) * narrowed_growth u v u' d' stored' t' * ((1 + v) * narrowed_growth u v u' d stored t).
have P1 : 1 <= P by rewrite /P !narrowed_growthE mulr_ege1 ?(growth_read_ge1 dots nar sto).
have A0 r : 0 <= A r.
  have B0 := @read_lost_ge0 _ _ _ _ _ dots _ _ _ _ nar _ _ _ sto.
  by case: r => [r|] //=; rewrite !addr_ge0 ?mulr_ge0 ?gauge_ge0 //; apply: B0.
have wt r : within P (G r) (A r) (worth (T r)) (e r).
  by case: r => [r|] /=; [apply: within_mul | apply: within_exact].
have c1 : (terms_of T (index_enum [finType of option 'I_batch]) <= batch + (before != 0%R))%N.
  exact: count_option.
have c2 : (products_of T (index_enum [finType of option 'I_batch]) <= batch)%N.
  by apply: leq_trans (count_option _) _; rewrite addn0.
have [] := evaluates_within_le2 std P1 A0 wt c1 c2 ev.
rewrite !sum_option /= add0r => _.
suff -> : P * (1 + u) ^+ (batch + (before != 0)) = narrowed_gradient_growth before by [].
by rewrite /narrowed_gradient_growth /P; ring.
Qed.

End Gradient.
