(* The error bound where subnormal numbers are flushed to 0, read or written.

   The model is rounded_model u mu mu (Rounding.v) with mu the smallest normal number: a product, fused or not, and a sum
   that is flushed err by at most mu. flushed_read mu z r: r is what is read of z, z or 0 where |z| < mu.
   kept mu S: the data S without those below mu.

   rounding_bound_flushed — a chain, as without flushing with 2d mu in the place of d eta, and G - G' more, G' the gauge of
     the data that are kept — rounding-bound
   rounding_bound_flushed_gradient — the gradient of a factor in the same form, with 2 (rows + 1) mu where it is added onto
     something — rounding-bound
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

Lemma forward_le_gauge (F : realFieldType) (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) x t j :
  `|forward S x t j 0| <= gauge S x t j 0.
Proof.
elim: t j => [|t ih] j; first by rewrite /gauge /= mxE.
rewrite [forward _ _ _]/= [gauge _ _ _]/= absmx_mulE mxE.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => k _.
by rewrite normrM ler_wpmul2l // ih.
Qed.

(* Counts, by themselves: lia takes long among many hypotheses. *)
Lemma twice_pred d : (0 < d)%N -> (2 * d = d + d.-1 + 1)%N.
Proof. by lia. Qed.

Lemma twice_le a b : (a + (a + b).-1 <= 2 * (a + b))%N.
Proof. by lia. Qed.

(* ------------------------------------------------------------------------ *)
Section Flushed.
Variables (F : realFieldType) (u mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u mu mu K.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).
Variable x : 'cV[F]_(n 0).
Let u0 : 0 <= u := unit_ge0 std.
Let mu0 : 0 <= mu := sum_underflow_ge0 std.
Let u'_ge0 : 0 <= u' := stored_unit_ge0 sto.
Let eta'_ge0 : 0 <= eta' := stored_underflow_ge0 sto.

Definition kept m k (T : 'M[F]_(m, k)) : 'M[F]_(m, k) :=
  \matrix_(i, j) if `|T i j| < mu then 0 else T i j.

Let P t := growth u u' d stored t.
Let G t := gauge S x t.
Let G' t := gauge (fun t => kept (S t)) (kept x) t.
Let A t := lost mu eta' S (fun t => (2 * d t)%N) stored t.

(* r stands for a sum hs of paths, of magnitude at most k, from which some with data below mu may be missing. *)
Definition stands_for t (a r : F) j : Prop := exists hs k : F,
  [/\ within (P t) (G t j 0) a r hs, `|hs| <= k, G' t j 0 <= k, k <= G t j 0
    & `|hs - forward S x t j 0| <= G t j 0 - k].

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
  exists hs k : F, [/\ within (P t * (1 + u) ^+ d t) (G t.+1 i 0)
      ((absmx (S t) *m A t) i 0 + sum_unit mu mu (d t)) (z i 0) hs,
    `|hs| <= k, G' t.+1 i 0 <= k, k <= G t.+1 i 0 & `|hs - forward S x t.+1 i 0| <= G t.+1 i 0 - k].
Proof.
move=> d0 Sd na sb ev.
have /fin_all_exists[hs hsP] : forall j, exists hs : F, exists k : F,
    [/\ within (P t) (G t j 0) (A t j 0) (b i j) hs, `|hs| <= k, G' t j 0 <= k, k <= G t j 0
      & `|hs - forward S x t j 0| <= G t j 0 - k].
  by move=> j; apply: sb.
have /fin_all_exists[k kP] := hsP.
have aS j : `|a i j| <= `|S t i j| by case: (na i j) => [->|[-> _]]; rewrite ?normr0.
have Sa j : `|kept (S t) i j| <= `|a i j|.
  by case: (na i j) => [->|[-> small]]; [apply: kept_le | rewrite mxE small].
have wa j : within 1 `|S t i j| 0 (a i j) (a i j) by apply: within_exact.
have k0 j : 0 <= k j by have [_ hk _ _ _] := kP j; apply: le_trans hk.
have w j : within (P t) (G t j 0) (A t j 0) (b i j) (hs j) by have [] := kP j.
exists (\sum_j a i j * hs j), (\sum_j `|a i j| * k j).
rewrite /G /G' [gauge S x _]/= [gauge (fun t => _) _ _]/= [forward _ _ _]/= !absmx_mulE.
split.
- have := dot_within std (lexx 1) (P_ge1 t) (fun=> lexx 0) (fun j => A_ge0 j) wa w
    (narrowed_terms (flushed_narrowing mu0) b i Sd na) ev.
  have -> : \sum_j (`|S t i j| * A t j 0 + 0 * G t j 0 + 0 * A t j 0) =
      \sum_j `|S t i j| * A t j 0.
    by apply: eq_bigr => j _; rewrite !mul0r !addr0.
  by rewrite mul1r -addrA.
- apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
  by rewrite normrM ler_wpmul2l //; have [] := kP j.
- apply: ler_sum => j _; apply: ler_pmul => //; last by have [] := kP j.
  exact: gauge_ge0.
- by apply: ler_sum => j _; apply: ler_pmul => //; have [] := kP j.
rewrite mxE -!sumrB; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
have [_ _ _ _ e] := kP j; case: (na i j) => [->|[-> _]].
  by rewrite -!mulrBr normrM ler_wpmul2l.
by rewrite normr0 !mul0r sub0r subr0 normrN normrM ler_wpmul2l // forward_le_gauge.
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
  move=> fr; exists r, `|r|; rewrite P0 /G /G' /gauge /= ![absmx _ _ _]mxE.
  have rx : `|r| <= `|x i 0| by case: fr => [->|[-> _]]; rewrite ?normr0.
  split=> //; first exact: within_exact.
    by case: fr => [->|[-> small]]; [apply: kept_le | rewrite mxE small].
  case: fr => [->|[-> _]]; first by rewrite !subrr normr0.
  by rewrite sub0r normrN normr0 subr0.
have [z [a [b [na nb ev]]] sz] := st t tT.
have [hs [k [w hk G'k kG e]]] := flushed_stage (d0 t) (sup _ tT) na
  (fun k j => (ih (ltnW tT) j).2 _ (nb k j)) (ev i).
pose a1 := (absmx (S t) *m A t) i 0 + sum_unit mu mu (d t) + (stored t)%:R * eta'.
have a10 : 0 <= (absmx (S t) *m A t) i 0 + sum_unit mu mu (d t).
  rewrite addr_ge0 ?(sum_unit_ge0 (standard_dots std)) // absmx_mulE sumr_ge0 // => j _.
  by rewrite mulr_ge0 ?A_ge0.
have AE : A t.+1 i 0 = a1 + mu.
  rewrite AS addE scaleE [const_mx _ _ _]mxE mulr1 /a1 /sum_unit.
  by rewrite (twice_pred (d0 t)) !natrD !mulrDl mul1r -!addrA [mu + _]addrC.
have w1 : within (P t.+1) (G t.+1 i 0) a1 (hh t.+1 i 0) hs.
  rewrite /P growthS -/(P t) mulrA /a1; case: (stored t) sz => [sz|->].
    rewrite expr1 mul1r; apply: within_round w (stored_error sto (sz i)) => //.
    exact: (growthM_ge1 std).
  by rewrite mulr1 mul0r addr0.
have a1_0 : 0 <= a1 by rewrite addr_ge0 // mulr_ge0 ?ler0n.
split=> [|r fr]; exists hs, k; split=> //.
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
move=> sup d0 ch i; have [[hs [k [[_ w] _ G'k _ e]]] _] := flushed_chain sup d0 ch (leqnn T) i.
rewrite -[hh T i 0](subrK hs) -addrA; apply: le_trans (ler_norm_add _ _) _.
apply: ler_add; first exact: w.
by apply: le_trans e _; rewrite ler_add2l ler_opp2.
Qed.

End Flushed.

(* The gradient of a factor: the flow of x through the factors before it, S, that of the cotangent through the *)
(* transposes of those behind it, S', and the sum of their products over the batch. *)
Section FlushedGradient.
Variables (F : realFieldType) (u mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u mu mu K.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n n' : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (S' : forall t, 'M[F]_(n' t.+1, n' t)).
Variables (d d' : nat -> nat) (stored stored' : nat -> bool) (t t' batch : nat).
Variables (x : 'I_batch -> 'cV[F]_(n 0)) (g : 'I_batch -> 'cV[F]_(n' 0)).
Variables (hh : forall r : 'I_batch, forall s, 'cV[F]_(n s)) (gg : forall r : 'I_batch, forall s, 'cV[F]_(n' s)).
Hypothesis sup : forall s, (s < t)%N -> row_support (S s) (d s).
Hypothesis sup' : forall s, (s < t')%N -> row_support (S' s) (d' s).
Hypothesis d_gt0 : forall s, (0 < d s)%N.
Hypothesis d'_gt0 : forall s, (0 < d' s)%N.
Hypothesis ch : forall r, computes_narrowed_chain K (flushed_read mu) is_stored S stored t (x r) (hh r).
Hypothesis cg : forall r, computes_narrowed_chain K (flushed_read mu) is_stored S' stored' t' (g r) (gg r).

Let Gh r j := gauge S (x r) t j 0.
Let Gg r i := gauge S' (g r) t' i 0.
Let Ah j := lost mu eta' S (fun s => (2 * d s)%N) stored t j 0.
Let Ag i := lost mu eta' S' (fun s => (2 * d' s)%N) stored' t' i 0.

(* The gauges of the data that are kept. *)
Let kept_h r j := gauge (fun s => kept mu (S s)) (kept mu (x r)) t j 0.
Let kept_g r i := gauge (fun s => kept mu (S' s)) (kept mu (g r)) t' i 0.

Definition flushed_gradient_growth (before : F) : F :=
  growth u u' d' stored' t' * growth u u' d stored t * (1 + u) ^+ (batch + (before != 0)).

Theorem rounding_bound_flushed_gradient (before before' : F) i j (a b : 'I_batch -> F) w :
  flushed_read mu before before' ->
  (forall r, flushed_read mu (gg r t' i 0) (a r)) -> (forall r, flushed_read mu (hh r t j 0) (b r)) ->
  evaluates K (fun r => if r is Some r then Product (a r) (b r) else Value before')
    (index_enum [finType of option 'I_batch]) w ->
  `|w - (before + \sum_r forward S' (g r) t' i 0 * forward S (x r) t j 0)| <=
  (flushed_gradient_growth before - 1) * (`|before| + \sum_r Gg r i * Gh r j) +
  flushed_gradient_growth before * (\sum_r (Gg r i * Ah j + Ag i * Gh r j + Ag i * Ah j) +
    (2 * (batch + (before != 0)))%:R * mu) +
  (`|before| + \sum_r Gg r i * Gh r j -
    (`|if `|before| < mu then 0 else before| + \sum_r kept_g r i * kept_h r j)).
Proof.
move=> nbf na nb ev; have mu0 := sum_underflow_ge0 std; have u0 := unit_ge0 std.
have u'_ge0 := stored_unit_ge0 sto; have eta'_ge0 := stored_underflow_ge0 sto.
have /fin_all_exists[hs hsP] : forall r, exists hs : F, exists k : F,
    [/\ within (growth u u' d stored t) (Gh r j) (Ah j) (b r) hs, `|hs| <= k, kept_h r j <= k,
        k <= Gh r j & `|hs - forward S (x r) t j 0| <= Gh r j - k].
  move=> r; exact: (flushed_chain std sto sup d_gt0 (ch r) (leqnn t) j).2 _ (nb r).
have /fin_all_exists[k kP] := hsP.
have /fin_all_exists[hs' hsP'] : forall r, exists hs : F, exists k : F,
    [/\ within (growth u u' d' stored' t') (Gg r i) (Ag i) (a r) hs, `|hs| <= k, kept_g r i <= k,
        k <= Gg r i & `|hs - forward S' (g r) t' i 0| <= Gg r i - k].
  move=> r; exact: (flushed_chain std sto sup' d'_gt0 (cg r) (leqnn t') i).2 _ (na r).
have /fin_all_exists[k' kP'] := hsP'.
pose T (r : option 'I_batch) := if r is Some r then Product (a r) (b r) else Value before'.
pose G (r : option 'I_batch) := if r is Some r then Gg r i * Gh r j else `|before|.
pose A (r : option 'I_batch) :=
  if r is Some r then Gg r i * Ah j + Ag i * Gh r j + Ag i * Ah j else 0.
pose e (r : option 'I_batch) := if r is Some r then hs' r * hs r else before'.
pose P := growth u u' d' stored' t' * growth u u' d stored t.
have P1 : 1 <= P.
  by rewrite /P /growth !mulr_ege1 ?exprn_ege1 ?ler_addl.
have lost0 m (V : forall s, 'M[F]_(m s.+1, m s)) c st s l :
    0 <= lost mu eta' V (fun s => (2 * c s)%N) st s l 0.
  rewrite summxE sumr_ge0 // => v _; rewrite scaleE mulr_ge0 ?amplified_ge0 //.
  by rewrite addr_ge0 ?mulr_ge0 ?ler0n.
have A0 r : 0 <= A r.
  case: r => [r|] //=; rewrite !addr_ge0 ?mulr_ge0 ?lost0 //; exact: gauge_ge0.
have bb : `|before'| <= `|before| by case: nbf => [->|[-> _]]; rewrite ?normr0.
have wt r : within P (G r) (A r) (worth (T r)) (e r).
  case: r => [r|] /=; last exact: within_exact.
  by apply: within_mul; [have [] := kP' r | have [] := kP r].
have c1 : (terms_of T (index_enum [finType of option 'I_batch]) <= batch + (before != 0%R))%N.
  apply: leq_trans (count_option _) _; rewrite leq_add2l /=.
  by case: nbf => [->|[-> _]] //; rewrite eqxx.
have c2 : (products_of T (index_enum [finType of option 'I_batch]) <= batch)%N.
  by apply: leq_trans (count_option _) _; rewrite addn0.
have [_] := evaluates_within_le2 std P1 A0 wt c1 c2 ev.
rewrite !sum_option /= add0r -/(flushed_gradient_growth before) => ew.
have F1 : 0 <= flushed_gradient_growth before.
  by apply: le_trans ler01 _; rewrite /flushed_gradient_growth (growthM_ge1 std).
set E := before' + \sum_r hs' r * hs r in ew.
rewrite -[w](subrK E) -addrA; apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  apply: le_trans ew _; rewrite ler_add2l ler_wpmul2l // -addrA ler_add2l -mulrDl ler_wpmul2r //.
  by rewrite -natrD ler_nat twice_le.
rewrite /E opprD addrACA -sumrB opprD addrACA -sumrB.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  case: nbf => [->|[-> small]]; last by rewrite small sub0r normrN normr0 subr0.
  by rewrite subrr normr0 subr_ge0; case: ifP; rewrite ?normr0.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => r _.
have [_ h1 h2 h3 h4] := kP r; have [_ g1 g2 g3 g4] := kP' r.
have -> : hs' r * hs r - forward S' (g r) t' i 0 * forward S (x r) t j 0 =
    hs' r * (hs r - forward S (x r) t j 0) + (hs' r - forward S' (g r) t' i 0) * hs r -
    (hs' r - forward S' (g r) t' i 0) * (hs r - forward S (x r) t j 0) by ring.
apply: le_trans (_ : k' r * (Gh r j - k r) + (Gg r i - k' r) * k r + (Gg r i - k' r) * (Gh r j - k r) <= _).
  apply: le_trans (ler_norm_sub _ _) _; apply: ler_add; last by rewrite normrM ler_pmul.
  by apply: le_trans (ler_norm_add _ _) _; apply: ler_add; rewrite normrM ler_pmul.
apply: le_trans (_ : Gg r i * Gh r j - k' r * k r <= _).
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
rewrite ler_add2l ler_opp2; apply: ler_pmul => //; exact: gauge_ge0.
Qed.

End FlushedGradient.
