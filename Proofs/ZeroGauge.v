(* What a gauge of 0 implies: the output is 0, with narrowing, storage and flushing too.

   rounding_bound_zero — where the gauge of an output of a chain is 0, the output is 0 — rounding-bound
   rounding_bound_zero_standard — the same for the chains of ErrorBound.v — rounding-bound
   rounding_bound_zero_gradient — where the gauges of all terms of a gradient are 0, it is 0 — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Rounding ErrorBound NarrowedBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Zero.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed is_stored : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Hypothesis stored_zero : forall r, is_stored 0 r -> r = 0.

Lemma terms0 (I : eqType) (t : I -> term F) s : (forall i, worth (t i) = 0) -> terms_of t s = 0%N.
Proof.
move=> t0; rewrite /terms_of (eq_count (a2 := pred0)) ?count_pred0 // => i.
by rewrite t0 eqxx.
Qed.

Theorem rounding_bound_zero n (S : forall t, 'M[F]_(n t.+1, n t)) stored T x hh :
  computes_narrowed_chain K is_narrowed is_stored S stored T x hh ->
  forall i, gauge S x T i 0 = 0 -> hh T i 0 = 0.
Proof.
case=> h0 st; suff: forall t, (t <= T)%N -> forall i, gauge S x t i 0 = 0 -> hh t i 0 = 0 by apply.
elim=> [_|t ih tT] i.
  by rewrite h0 /gauge /= mxE => /eqP; rewrite normr_eq0 => /eqP.
rewrite [gauge _ _ _]/= absmx_mulE => /eqP g0.
have [z [a [b [na nb ev]]] sz] := st t tT.
suff z0 : z i 0 = 0.
  by case: (stored t) sz => [sz|-> //]; apply: stored_zero; rewrite -z0.
apply: (evaluates_zero std (ev i)); apply: terms0 => j /=.
move: g0; rewrite psumr_eq0 => [/allP/(_ j (mem_index_enum _))|k _]; last first.
  by rewrite mulr_ge0 // gauge_ge0.
rewrite mulf_eq0 normr_eq0 => /orP[/eqP S0|/eqP/(ih (ltnW tT)) h0j].
  by have := na i j; rewrite S0 => /(narrowed_zero nar) ->; rewrite mul0r.
by have := nb i j; rewrite h0j => /(narrowed_zero nar) ->; rewrite mulr0.
Qed.

(* The terms of a gradient, and what they are added onto. *)
Theorem rounding_bound_zero_gradient batch (Gg Gh g h : 'I_batch -> F) (before w : F) :
  (forall r, Gg r = 0 -> g r = 0) -> (forall r, Gh r = 0 -> h r = 0) ->
  (forall r, 0 <= Gg r) -> (forall r, 0 <= Gh r) ->
  evaluates K (fun r => if r is Some r then Product (g r) (h r) else Value before)
    (index_enum [finType of option 'I_batch]) w ->
  `|before| + \sum_r Gg r * Gh r = 0 -> w = 0.
Proof.
move=> g0 h0 Gg0 Gh0 ev /eqP; rewrite paddr_eq0 ?sumr_ge0 // => [/andP[]|r _]; last exact: mulr_ge0.
rewrite normr_eq0 psumr_eq0 => [/eqP b0 /allP gz|r _]; last exact: mulr_ge0.
apply: (evaluates_zero std ev); apply: terms0 => -[r|] //=.
have := gz r (mem_index_enum _); rewrite /= mulf_eq0 => /orP[/eqP/g0 ->|/eqP/h0 ->].
  by rewrite mul0r.
by rewrite mulr0.
Qed.

End Zero.

(* What is read as it is. *)
Lemma exact_narrowing (F : realFieldType) : narrowing 0 0 0 (fun z r : F => r = z).
Proof. by split=> // z r ->; rewrite subrr normr0 mul0r ?addr0. Qed.

Lemma computes_exact (F : realFieldType) (K : arithmetic F) m n (S : 'M[F]_(m, n)) h y :
  computes_product K S h y -> computes_narrowed K (fun z r => r = z) S h y.
Proof. by move=> c; exists (fun i j => S i j), (fun _ j => h j 0); split. Qed.

Theorem rounding_bound_zero_standard (F : realFieldType) (u eta : F) (K : arithmetic F)
    (is_stored : F -> F -> Prop) n (S : forall t, 'M[F]_(n t.+1, n t)) stored T x hh :
  standard_model u eta K -> (forall r, is_stored 0 r -> r = 0) ->
  computes_chain K is_stored S stored T x hh -> forall i, gauge S x T i 0 = 0 -> hh T i 0 = 0.
Proof.
move=> std s0 [h0 st]; apply: (rounding_bound_zero std (exact_narrowing F) s0).
split=> [|t tT]; first exact: h0.
by have [z cz sz] := st t tT; exists z; [exact: computes_exact cz | exact: sz].
Qed.
