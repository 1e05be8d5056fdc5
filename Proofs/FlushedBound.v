(* The error bound where subnormal numbers are flushed to 0, and what a gauge of 0 implies.

   The model is rounded_model u mu mu (Rounding.v) with mu the smallest normal number: a product, fused or not, and a sum
   that is flushed err by at most mu. flushed_read mu z r: r is what is read of z, z or 0 where |z| < mu.
   kept mu S: the data S without those below mu.

   rounding_bound_flushed — a chain, as without flushing with 2d mu in the place of d eta, and G - G' more, G' the gauge of
     the data that are kept — rounding-bound
   rounding_bound_zero — where the gauge of an output of a chain is 0, the output is 0, with flushing, narrowing and
     storage too — rounding-bound
   rounding_bound_zero_standard — the same for the chains of ErrorBound.v — rounding-bound
   rounding_bound_zero_gradient — where the gauges of all terms of a gradient are 0, it is 0 — rounding-bound
   rounding_bound_narrowed_gradient — the gradient of a factor where operands are narrowed, or sums
     underflow — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Rounding ErrorBound NarrowedBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Definition flushed_read (F : realFieldType) (mu z r : F) : Prop := r = z \/ r = 0 /\ `|z| < mu.

Lemma flushed_narrowing (F : realFieldType) (mu : F) : 0 <= mu ->
  narrowing 0 mu mu (flushed_read mu).
Proof.
move=> mu0; split=> // [z r [->|[-> zm]]|z r [->|[_ zm] mz]|r [->|[]]] //.
- by rewrite subrr normr0 mul0r add0r.
- by rewrite sub0r normrN mul0r add0r ltW.
- by rewrite subrr normr0 mul0r.
- by rewrite ltNge mz in zm.
Qed.

Lemma subE (F : realFieldType) m n (A B : 'M[F]_(m, n)) i j : (A - B) i j = A i j - B i j.
Proof. by rewrite !mxE. Qed.

Lemma forward_le_gauge (F : realFieldType) (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) x t j :
  `|forward S x t j 0| <= gauge S x t j 0.
Proof.
elim: t j => [|t ih] j; first by rewrite /gauge /= mxE.
rewrite [forward _ _ _]/= [gauge _ _ _]/= absmx_mulE mxE.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => k _.
by rewrite normrM ler_wpmul2l // ih.
Qed.

(* ------------------------------------------------------------------------ *)
Section Flushed.
Variables (F : realFieldType) (u mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u mu mu K.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis u'_ge0 : 0 <= u'.
Hypothesis eta'_ge0 : 0 <= eta'.
Hypothesis stored_error : forall z r, is_stored z r -> `|r - z| <= u' * `|z| + eta'.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).
Variable x : 'cV[F]_(n 0).
Let u0 : 0 <= u := unit_ge0 std.
Let mu0 : 0 <= mu := sum_underflow_ge0 std.

Definition kept m k (T : 'M[F]_(m, k)) : 'M[F]_(m, k) :=
  \matrix_(i, j) if `|T i j| < mu then 0 else T i j.

(* G - G'. *)
Definition gauge_flushed t : 'cV[F]_(n t) :=
  gauge S x t - gauge (fun t => kept (S t)) (kept x) t.

Let P t := growth u u' d stored t.
Let G t := gauge S x t.
Let A t := lost mu eta' S (fun t => (2 * d t)%N) stored t.

(* r stands for a sum hs of paths, from which some with data below mu may be missing. *)
Definition stands_for t (a r : F) j : Prop := exists2 hs : F,
  within (P t) (G t j 0) a r hs & `|hs - forward S x t j 0| <= gauge_flushed t j 0.

Let P_ge1 t : 1 <= P t.
Proof. by rewrite mulr_ege1 ?exprn_ege1 ?ler_addl. Qed.

Let A_ge0 t j : 0 <= A t j 0.
Proof.
rewrite summxE sumr_ge0 // => v _; rewrite scaleE mulr_ge0 ?amplified_ge0 //.
by rewrite addr_ge0 ?mulr_ge0 ?ler0n.
Qed.

Let AS t : A t.+1 = absmx (S t) *m A t +
  ((2 * d t)%:R * mu + (stored t)%:R * eta') *: const_mx 1.
Proof.
rewrite /A /lost big_ord_recr /= eqxx; congr (_ + _).
by rewrite mulmx_sumr; apply: eq_bigr => v _; rewrite -scalemxAr gtn_eqF.
Qed.

Lemma kept_le m k (T : 'M[F]_(m, k)) i j : `|kept T i j| <= `|T i j|.
Proof. by rewrite mxE; case: ifP; rewrite // normr0. Qed.

Lemma flushed_stage t (z : 'cV[F]_(n t.+1)) (a b : 'I_(n t.+1) -> 'I_(n t) -> F) i :
  (0 < d t)%N -> row_support (S t) (d t) ->
  (forall i j, flushed_read mu (S t i j) (a i j)) ->
  (forall i j, stands_for (A t j 0) (b i j) j) ->
  evaluates K (fun j => Product (a i j) (b i j)) (index_enum _) (z i 0) ->
  exists2 hs : F, within (P t * (1 + u) ^+ d t) (G t.+1 i 0)
      ((absmx (S t) *m A t) i 0 + sum_unit mu mu (d t)) (z i 0) hs &
    `|hs - forward S x t.+1 i 0| <= gauge_flushed t.+1 i 0.
Proof.
move=> d0 Sd na sb ev.
have /fin_all_exists2[hs w e] : forall j, exists2 hs : F,
    within (P t) (G t j 0) (A t j 0) (b i j) hs & `|hs - forward S x t j 0| <= gauge_flushed t j 0.
  by move=> j; apply: sb.
have wa j : within 1 `|S t i j| 0 (a i j) (a i j).
  by apply: within_exact => //; case: (na i j) => [->|[-> _]]; rewrite ?normr0.
exists (\sum_j a i j * hs j).
  have := dot_within std (lexx 1) (P_ge1 t) (fun=> lexx 0) (fun j => A_ge0 j) wa w
    (narrowed_terms (flushed_narrowing mu0) b i Sd na) ev.
  have -> : \sum_j (`|S t i j| * A t j 0 + 0 * G t j 0 + 0 * A t j 0) =
      \sum_j `|S t i j| * A t j 0.
    by apply: eq_bigr => j _; rewrite !mul0r !addr0.
  by rewrite mul1r /G [gauge _ _ _]/= !absmx_mulE -addrA.
rewrite /gauge_flushed [gauge _ _ _]/= [gauge (fun t => _) _ _]/= [forward _ _ _]/=.
rewrite subE !absmx_mulE mxE -!sumrB.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
have := e j; rewrite /gauge_flushed subE => ej.
have G'0 := gauge_ge0 (fun t => kept (S t)) (kept x) j.
case: (na i j) => [->|[-> small]].
  rewrite -mulrBr normrM; apply: le_trans (ler_wpmul2l (normr_ge0 _) ej) _.
  by rewrite mulrBr ler_add2l ler_opp2 ler_wpmul2r // kept_le.
by rewrite mul0r sub0r normrN normrM mxE small normr0 mul0r subr0 ler_wpmul2l // forward_le_gauge.
Qed.

Lemma flushed_chain T hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  (forall t, (0 < d t)%N) ->
  computes_narrowed_chain K (flushed_read mu) is_stored S stored T x hh ->
  forall t, (t <= T)%N -> forall j,
  stands_for (A t j 0) (hh t j 0) j /\ forall r, flushed_read mu (hh t j 0) r -> stands_for (A t j 0) r j.
Proof.
move=> sup d0 [h0 st]; elim=> [_|t ih tT] i.
  have A0 : A 0%N i 0 = 0 by rewrite /A /lost big_ord0 zeroE.
  have P0 : P 0%N = 1 by rewrite /P /growth /depth /narrowed !big_ord0 mulr1.
  rewrite A0 h0; suff all r : flushed_read mu (x i 0) r -> stands_for 0 r i.
    by split; [apply: all; left | exact: all].
  move=> fr; exists r; rewrite ?P0 /G /gauge_flushed ?subE /gauge /= ![absmx _ _ _]mxE.
    by apply: within_exact => //; case: fr => [->|[-> _]]; rewrite ?normr0.
  case: fr => [->|[-> small]].
    by rewrite subrr normr0 subr_ge0 kept_le.
  by rewrite sub0r normrN mxE small normr0 subr0.
have [z [a [b [na nb ev]]] sz] := st t tT.
have [hs w e] := flushed_stage (d0 t) (sup _ tT) na
  (fun k j => (ih (ltnW tT) j).2 _ (nb k j)) (ev i).
pose a1 := (absmx (S t) *m A t) i 0 + sum_unit mu mu (d t) + (stored t)%:R * eta'.
have a10 : 0 <= (absmx (S t) *m A t) i 0 + sum_unit mu mu (d t).
  rewrite addr_ge0 ?(sum_unit_ge0 std) // absmx_mulE sumr_ge0 // => j _.
  by rewrite mulr_ge0 ?A_ge0.
have AE : A t.+1 i 0 = a1 + mu.
  rewrite AS addE scaleE [const_mx _ _ _]mxE mulr1 /a1 /sum_unit.
  have dE : (2 * d t = d t + (d t).-1 + 1)%N by have := d0 t; lia.
  by rewrite dE !natrD !mulrDl mul1r -!addrA [mu + _]addrC.
have w1 : within (P t.+1) (G t.+1 i 0) a1 (hh t.+1 i 0) hs.
  rewrite /P growthS -/(P t) mulrA /a1; case: (stored t) sz => [sz|->].
    rewrite expr1 mul1r; apply: within_round w (stored_error (sz i)) => //.
    exact: (growthM_ge1 std).
  by rewrite mulr1 mul0r addr0.
have a1_0 : 0 <= a1 by rewrite addr_ge0 // mulr_ge0 ?ler0n.
split=> [|r fr]; exists hs => //.
  by apply: within_mono w1 => //; rewrite AE ler_addl.
have := within_round (lexx 0) mu0 (P_ge1 _) a1_0 w1
  (narrowed_error (flushed_narrowing mu0) fr).
by rewrite addr0 mulr1 AE.
Qed.

Theorem rounding_bound_flushed T hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  (forall t, (0 < d t)%N) ->
  computes_narrowed_chain K (flushed_read mu) is_stored S stored T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (growth u u' d stored T - 1) * gauge S x T i 0 +
  growth u u' d stored T * lost mu eta' S (fun t => (2 * d t)%N) stored T i 0 +
  (gauge S x T i 0 - gauge (fun t => kept (S t)) (kept x) T i 0).
Proof.
move=> sup d0 ch i; have [[hs [_ w] e] _] := flushed_chain sup d0 ch (leqnn T) i.
rewrite -[hh T i 0](subrK hs) -addrA; apply: le_trans (ler_norm_add _ _) _.
apply: ler_add; first exact: w.
by move: e; rewrite /gauge_flushed subE.
Qed.

End Flushed.

(* ------------------------------------------------------------------------ *)
(* A gauge of 0.                                                              *)
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

(* ------------------------------------------------------------------------ *)
(* The gradient of a factor: the flow of x through the factors before it, S, that of the cotangent through the *)
(* transposes of those behind it, S', and the sum of their products over the batch. *)
Section Gradient.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis u'_ge0 : 0 <= u'.
Hypothesis eta'_ge0 : 0 <= eta'.
Hypothesis stored_error : forall z r, is_stored z r -> `|r - z| <= u' * `|z| + eta'.
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
move=> na nb ev; have v0 := narrow_unit_ge0 nar; have eps0 := narrow_underflow_ge0 nar.
have start m (T : forall s, 'M[F]_(m s.+1, m s)) k st y zz :
    computes_narrowed_chain K is_narrowed is_stored T st k y zz -> k = 0%N -> zz k = forward T y k.
  by case=> h0 _ ->.
have wb r : within ((1 + v) * narrowed_growth u v u' d stored t) (Gh r j) (Bh r j) (b r)
    (forward S (x r) t j 0).
  apply: (read_chain std nar u'_ge0 eta'_ge0 (narrowed_chain_within std nar u'_ge0 eta'_ge0 stored_error sup
    (ch r) (leqnn t) j) (start _ _ _ _ _ _ (ch r)) (nb r)).
have wa r : within ((1 + v) * narrowed_growth u v u' d' stored' t') (Gg r i) (Bg r i) (a r)
    (forward S' (g r) t' i 0).
  apply: (read_chain std nar u'_ge0 eta'_ge0 (narrowed_chain_within std nar u'_ge0 eta'_ge0 stored_error sup'
    (cg r) (leqnn t') i) (start _ _ _ _ _ _ (cg r)) (na r)).
pose T (r : option 'I_batch) := if r is Some r then Product (a r) (b r) else Value before.
pose G (r : option 'I_batch) := if r is Some r then Gg r i * Gh r j else `|before|.
pose A (r : option 'I_batch) :=
  if r is Some r then Gg r i * Bh r j + Bg r i * Gh r j + Bg r i * Bh r j else 0.
pose e (r : option 'I_batch) :=
  if r is Some r then forward S' (g r) t' i 0 * forward S (x r) t j 0 else before.
have B0 m (V : forall s, 'M[F]_(m s.+1, m s)) k st y s l :
    0 <= (narrowed_lost eta mu eps N eta' V k st y s + eps *: may_lose N y s) l 0.
  by rewrite addE scaleE addr_ge0 ?(narrowed_lost_ge0 std nar) // mulr_ge0 // may_lose_ge0.
pose P := (1 + v) * narrowed_growth u v u' d' stored' t' * ((1 + v) * narrowed_growth u v u' d stored t).
have P1 : 1 <= P.
  have v1 : 1 <= 1 + v by rewrite ler_addl.
  by apply: mulr_ege1; apply: mulr_ege1 => //; apply: (narrowed_growth_ge1 std nar).
have A0 r : 0 <= A r.
  case: r => [r|] //=; rewrite !addr_ge0 ?mulr_ge0 ?B0 //; exact: gauge_ge0.
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
