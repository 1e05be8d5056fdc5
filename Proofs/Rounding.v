(* The standard model of rounded arithmetic, and sums of products in any order.

   arithmetic F: which numbers count as the computed sum, product and fused multiply-add of given numbers.
   rounded_model u eta mu K: sums err by at most u|s| + mu, products and fused multiply-adds by at most u|s| + eta;
     products that are 0 and sums with 0 are exact. standard_model u eta K: the same with mu = 0.
   term: Product a x, or Value v, which is added as it is.
   evaluates K t s r: r is a computed value of the sum of the terms t i for i in s, each used once: any summation tree,
     fused steps anywhere, zeros before, between, or skipped.
   within P G A h x: |x| <= G and |h - x| <= (P - 1) G + P A.
   computes_product K S x y: y is a computed product of the matrix S with x.
   limited W K: K, with nothing said of results beyond W.

   The steps: evaluates_within (a sum of terms that err), stage_within (a matrix with at most d entries in a row), and
   evaluates_limited, stage_limited (where the bound is within W, no partial sum is beyond it).

   rounding_bound_dot — a dot product in any order whose inputs err: the factor grows by (1+u)^b, b the products that
     are not 0, and b eta is added — rounding-bound
   rounding_bound_dot_exact — with exact inputs: at most ((1+u)^b - 1) |a||x| + (1+u)^b b eta for b terms
     — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* Relations, not functions: any rule for ties, and results that differ from *)
(* one use to the next, are admitted.                                        *)
Record arithmetic (F : Type) := Arithmetic {
  is_sum : F -> F -> F -> Prop;         (* r is a computed a + b *)
  is_product : F -> F -> F -> Prop;     (* r is a computed a x *)
  is_fma : F -> F -> F -> F -> Prop     (* r is a computed a x + b, rounded once *)
}.

Record rounded_model (F : realFieldType) (u eta mu : F) (K : arithmetic F) : Prop :=
  RoundedModel {
  unit_ge0 : 0 <= u;
  underflow_ge0 : 0 <= eta;
  sum_underflow_ge0 : 0 <= mu;
  sum_error : forall a b r, is_sum K a b r -> `|r - (a + b)| <= u * `|a + b| + mu;
  product_error : forall a x r, is_product K a x r -> `|r - a * x| <= u * `|a * x| + eta;
  fma_error : forall a x b r,
    is_fma K a x b r -> `|r - (a * x + b)| <= u * `|a * x + b| + eta;
  sum_zero_l : forall b r, is_sum K 0 b r -> r = b;
  sum_zero_r : forall a r, is_sum K a 0 r -> r = a;
  product_zero : forall a x r, is_product K a x r -> a * x = 0 -> r = 0;
  fma_zero : forall a x b r, is_fma K a x b r -> a * x = 0 -> r = b
}.

(* Sums do not underflow. *)
Definition standard_model (F : realFieldType) (u eta : F) (K : arithmetic F) : Prop :=
  rounded_model u eta 0 K.

(* Nothing is promised of an operation whose exact value is beyond W. *)
Definition limited (F : realFieldType) (W : F) (K : arithmetic F) : arithmetic F := Arithmetic
  (fun a b r => `|a + b| <= W -> is_sum K a b r)
  (fun a x r => `|a * x| <= W -> is_product K a x r)
  (fun a x b r => `|a * x + b| <= W -> is_fma K a x b r).

Section Terms.
Variable F : realFieldType.

Inductive term := Product of F & F | Value of F.

(* What the term is before any rounding. *)
Definition worth (t : term) : F := if t is Product a x then a * x else if t is Value v then v else 0.

Definition is_product_term (t : term) : bool := if t is Product _ _ then true else false.

Variables (K : arithmetic F) (I : eqType) (t : I -> term).

Inductive evaluates : seq I -> F -> Prop :=
| EvaluatesNothing : evaluates [::] 0
| EvaluatesValue i v : t i = Value v -> evaluates [:: i] v
| EvaluatesProduct i a x r : t i = Product a x -> is_product K a x r -> evaluates [:: i] r
| EvaluatesSum s1 s2 r1 r2 r :
    evaluates s1 r1 -> evaluates s2 r2 -> is_sum K r1 r2 r -> evaluates (s1 ++ s2) r
| EvaluatesFma i a x s r1 r :
    t i = Product a x -> evaluates s r1 -> is_fma K a x r1 r -> evaluates (i :: s) r
| EvaluatesSkip i s r : worth (t i) = 0 -> evaluates s r -> evaluates (i :: s) r
| EvaluatesInOrder s1 s2 r : perm_eq s1 s2 -> evaluates s1 r -> evaluates s2 r.

(* The terms that are not 0, and the products among them. *)
Definition terms_of (s : seq I) := count (fun i => worth (t i) != 0) s.
Definition products_of (s : seq I) :=
  count (fun i => is_product_term (t i) && (worth (t i) != 0)) s.

End Terms.

(* ------------------------------------------------------------------------ *)
Section Within.
Variable F : realFieldType.
Implicit Types (P G A h x r u e a : F).

Definition within P G A h x : Prop := `|x| <= G /\ `|h - x| <= (P - 1) * G + P * A.

Lemma withinE P G A : (P - 1) * G + P * A = P * (G + A) - G.
Proof. by rewrite mulrBl mul1r mulrDr addrAC. Qed.

Lemma within_gauge_ge0 P G A h x : within P G A h x -> 0 <= G.
Proof. by case=> xG _; apply: le_trans xG. Qed.

Lemma within_exact P G x : 1 <= P -> `|x| <= G -> within P G 0 x x.
Proof.
move=> P1 xG; split=> //; rewrite subrr normr0 mulr0 addr0 mulr_ge0 ?subr_ge0 //.
exact: le_trans xG.
Qed.

Lemma within_norm P G A h x : within P G A h x -> `|h| <= P * (G + A).
Proof.
case=> xG; rewrite withinE => e; rewrite -[h](subrK x).
apply: le_trans (ler_norm_add _ _) _.
by apply: le_trans (ler_add e xG) _; rewrite subrK.
Qed.

Lemma within_mono P P' G A A' h x :
  1 <= P -> P <= P' -> 0 <= A -> A <= A' -> within P G A h x -> within P' G A' h x.
Proof.
move=> P1 PP A0 AA w; have G0 := within_gauge_ge0 w.
case: w => xG e; split=> //; apply: le_trans e _.
apply: ler_add; first by rewrite ler_wpmul2r // ler_sub.
by rewrite ler_pmul //; apply: le_trans P1.
Qed.

Lemma within_add P G1 A1 h1 x1 G2 A2 h2 x2 :
  within P G1 A1 h1 x1 -> within P G2 A2 h2 x2 ->
  within P (G1 + G2) (A1 + A2) (h1 + h2) (x1 + x2).
Proof.
move=> [xG1 e1] [xG2 e2]; split.
  by apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
rewrite opprD addrACA !mulrDr [X in _ <= X]addrACA.
by apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
Qed.

(* Times a number that is exact. *)
Lemma within_scale a P G A h x :
  within P G A h x -> within P (`|a| * G) (`|a| * A) (a * h) (a * x).
Proof.
move=> [xG e]; split; first by rewrite normrM ler_wpmul2l.
by rewrite -mulrBr normrM [(P - 1) * _]mulrCA [P * _]mulrCA -mulrDr ler_wpmul2l.
Qed.

(* The exact product of two numbers that err. *)
Lemma within_mul P1 G1 A1 h1 x1 P2 G2 A2 h2 x2 :
  within P1 G1 A1 h1 x1 -> within P2 G2 A2 h2 x2 ->
  within (P1 * P2) (G1 * G2) (G1 * A2 + A1 * G2 + A1 * A2) (h1 * h2) (x1 * x2).
Proof.
move=> w1 w2; have [xG1 e1] := w1; have [xG2 e2] := w2.
split; first by rewrite normrM ler_pmul.
have -> : h1 * h2 - x1 * x2 = (h1 - x1) * (h2 - x2) + (h1 - x1) * x2 + x1 * (h2 - x2).
  by rewrite -mulrDr subrK mulrBl mulrBr addrA subrK.
set e1' := (_ - 1) * _ + _ in e1; set e2' := (_ - 1) * _ + _ in e2.
have -> : (P1 * P2 - 1) * (G1 * G2) + P1 * P2 * (G1 * A2 + A1 * G2 + A1 * A2) =
    e1' * e2' + e1' * G2 + G1 * e2' by rewrite /e1' /e2'; ring.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add; last by rewrite normrM ler_pmul.
apply: le_trans (ler_norm_add _ _) _; apply: ler_add; by rewrite normrM ler_pmul.
Qed.

(* One rounding: a factor 1 + u and a term e. *)
Lemma within_round u e P G A h x r :
  0 <= u -> 0 <= e -> 1 <= P -> 0 <= A -> within P G A h x ->
  `|r - h| <= u * `|h| + e -> within (P * (1 + u)) G (A + e) r x.
Proof.
move=> u0 e0 P1 A0 w er; have hn := within_norm w; have [xG eh] := w.
split=> //; rewrite -[r](subrK h) -addrA.
have Pu1 : 1 <= P * (1 + u) by rewrite mulr_ege1 // ler_addl.
apply: le_trans (ler_norm_add _ _) _; apply: le_trans (ler_add er eh) _.
have -> : (P * (1 + u) - 1) * G + P * (1 + u) * (A + e) =
    u * (P * (G + A)) + P * (1 + u) * e + ((P - 1) * G + P * A) by ring.
rewrite ler_add2r; apply: ler_add; first by rewrite ler_wpmul2l.
by rewrite -[X in X <= _]mul1r ler_wpmul2r.
Qed.

End Within.

(* ------------------------------------------------------------------------ *)
Section Sums.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Let u0 : 0 <= u := unit_ge0 std.
Let eta0 : 0 <= eta := underflow_ge0 std.
Let mu0 : 0 <= mu := sum_underflow_ge0 std.

Lemma growth_ge1 k : 1 <= (1 + u) ^+ k.
Proof. by rewrite exprn_ege1 // ler_addl. Qed.

Lemma growth_mono j k : (j <= k)%N -> (1 + u) ^+ j <= (1 + u) ^+ k.
Proof. by move=> jk; rewrite ler_weexpn2l // ler_addl. Qed.

Lemma growthM_ge1 P k : 1 <= P -> 1 <= P * (1 + u) ^+ k.
Proof. by move=> P1; rewrite mulr_ege1 // growth_ge1. Qed.

Lemma growthM_ge0 P k : 1 <= P -> 0 <= P * (1 + u) ^+ k.
Proof. by move=> P1; apply: le_trans (growthM_ge1 k P1). Qed.

Lemma growthM_mono P j k : 1 <= P -> (j <= k)%N -> P * (1 + u) ^+ j <= P * (1 + u) ^+ k.
Proof. by move=> P1 jk; rewrite ler_wpmul2l ?growth_mono // (le_trans ler01). Qed.

Lemma maxn_lt_add a b : (0 < a)%N -> (0 < b)%N -> (maxn a b < a + b)%N.
Proof. by move=> a0 b0; lia. Qed.

Section OneSum.
Variables (I : eqType) (t : I -> term F).

Lemma products_le_terms s : (products_of t s <= terms_of t s)%N.
Proof. by apply: sub_count => i /andP[]. Qed.

Lemma terms_le_size s : (terms_of t s <= size s)%N.
Proof. exact: count_size. Qed.

(* Where every term is 0 the computed sum is 0. *)
Lemma evaluates_zero s r : evaluates K t s r -> terms_of t s = 0%N -> r = 0.
Proof.
rewrite /terms_of; elim=> {s r} //=.
- by move=> i v ti; rewrite addn0 ti /= => /eqP; rewrite eqb0 negbK => /eqP.
- move=> i a x r ti pr; rewrite addn0 ti /= => /eqP; rewrite eqb0 negbK => /eqP ax.
  exact: product_zero std _ _ _ pr ax.
- move=> s1 s2 r1 r2 r _ ih1 _ ih2 sr /eqP; rewrite count_cat addn_eq0.
  case/andP=> /eqP/ih1 e1 /eqP/ih2 e2; move: sr; rewrite e1 e2.
  exact: (sum_zero_l std).
- move=> i a x s r1 r ti _ ih fr /eqP; rewrite addn_eq0 eqb0 negbK ti /=.
  by case/andP=> /eqP ax /eqP/ih <-; apply: fma_zero std _ _ _ _ fr ax.
- by move=> i s r wi _ ih; rewrite wi eqxx.
- by move=> s1 s2 r s12 _ ih; rewrite -(permP s12).
Qed.

Variables (P : F) (g alpha e : I -> F).
Hypothesis P1 : 1 <= P.
Hypothesis alpha0 : forall i, 0 <= alpha i.
Hypothesis w : forall i, within P (g i) (alpha i) (worth (t i)) (e i).

Let lost s :=
  \sum_(i <- s) alpha i + (products_of t s)%:R * eta + (terms_of t s).-1%:R * mu.

Lemma lost_ge0 s : 0 <= lost s.
Proof. by rewrite !addr_ge0 ?sumr_ge0 // mulr_ge0 ?ler0n. Qed.

Let good s r :=
  within (P * (1 + u) ^+ terms_of t s) (\sum_(i <- s) g i) (lost s) r (\sum_(i <- s) e i).

Lemma lost_nil : lost [::] = 0.
Proof. by rewrite /lost big_nil !mul0r !addr0. Qed.

Lemma predn_add a b : (a + b).-1 = (a.-1 + b.-1 + ((0 < a) && (0 < b)))%N.
Proof. by case: a b => [|a] [|b] /=; lia. Qed.

(* A sum of two sums that are not empty underflows once more. *)
Lemma lost_cat s1 s2 : lost (s1 ++ s2) =
  lost s1 + lost s2 + ((0 < terms_of t s1)%N && (0 < terms_of t s2)%N)%:R * mu.
Proof.
rewrite /lost big_cat /= /products_of /terms_of !count_cat predn_add !natrD !mulrDl.
by ring.
Qed.

Lemma lost_seq1 i :
  lost [:: i] = alpha i + (is_product_term (t i) && (worth (t i) != 0))%:R * eta.
Proof.
rewrite /lost big_seq1 /products_of /terms_of /= !addn0.
by case: (worth _ != 0); rewrite mul0r addr0.
Qed.

Lemma lost_cons i s : lost (i :: s) =
  alpha i + (is_product_term (t i) && (worth (t i) != 0))%:R * eta + lost s +
  ((worth (t i) != 0) && (0 < terms_of t s)%N)%:R * mu.
Proof.
rewrite -cat1s lost_cat lost_seq1 {2}/terms_of /= addn0.
by case: (worth _ != 0).
Qed.

(* A sum that is used where there is a further term or more. *)
Lemma good_mono k s r : (terms_of t s <= k)%N -> good s r ->
  within (P * (1 + u) ^+ k) (\sum_(i <- s) g i) (lost s) r (\sum_(i <- s) e i).
Proof.
move=> k1; apply: within_mono => //; first exact: growthM_ge1.
  exact: growthM_mono.
exact: lost_ge0.
Qed.

Lemma worth_within k i : within (P * (1 + u) ^+ k) (g i) (alpha i) (worth (t i)) (e i).
Proof.
apply: within_mono (w i) => //.
by rewrite -[X in X <= _](mulr1 P) ler_wpmul2l ?growth_ge1 // (le_trans ler01).
Qed.

Lemma good_skip i s r : worth (t i) = 0 -> good s r -> good (i :: s) r.
Proof.
move=> wi gs; rewrite /good /terms_of /= wi eqxx add0n lost_cons wi eqxx andbF !mul0r !addr0.
rewrite !big_cons -[r]add0r; apply: within_add gs.
by rewrite -wi; apply: worth_within.
Qed.

Lemma good_value i v : t i = Value v -> good [:: i] v.
Proof.
move=> ti; rewrite /good lost_seq1 !big_seq1.
have -> : v = worth (t i) by rewrite ti.
have -> : is_product_term (t i) = false by rewrite ti.
by rewrite mul0r !addr0; apply: worth_within.
Qed.

Lemma good_nothing : good [::] 0.
Proof. by rewrite /good lost_nil !big_nil mulr1; apply: within_exact; rewrite ?normr0. Qed.

(* A fused step with a term that is not 0; with b = 0 it is a product. *)
Lemma good_step i a x s b r : t i = Product a x -> a * x != 0 -> good s b ->
  `|r - (a * x + b)| <= u * `|a * x + b| + eta -> good (i :: s) r.
Proof.
move=> ti ax gs er; have A0 := lost_ge0 s.
suff w' : within (P * (1 + u) ^+ terms_of t (i :: s)) (\sum_(j <- i :: s) g j)
    (alpha i + lost s + eta) r (\sum_(j <- i :: s) e j).
  apply: within_mono w' => //; first exact: growthM_ge1.
    by rewrite addr_ge0 ?eta0 // addr_ge0.
  rewrite lost_cons ti /= ax mul1r [alpha i + lost s + _]addrAC ler_addl.
  by rewrite mulr_ge0 ?ler0n.
rewrite /terms_of /= ti /= ax !big_cons add1n exprSr mulrA.
apply: within_round er => //; first exact: growthM_ge1.
  by rewrite addr_ge0 // lost_ge0.
by apply: within_add gs; have := worth_within (terms_of t s) i; rewrite ti.
Qed.

Lemma good_sum s1 s2 r1 r2 r : evaluates K t s1 r1 -> evaluates K t s2 r2 ->
  is_sum K r1 r2 r -> good s1 r1 -> good s2 r2 -> good (s1 ++ s2) r.
Proof.
move=> ev1 ev2 sr g1 g2; rewrite /good lost_cat !big_cat /= /terms_of count_cat.
rewrite -!/(terms_of t _).
have both k r' : (terms_of t s1 <= k)%N -> (terms_of t s2 <= k)%N -> r1 + r2 = r' ->
    within (P * (1 + u) ^+ k) (\sum_(i <- s1) g i + \sum_(i <- s2) g i)
      (lost s1 + lost s2) r' (\sum_(i <- s1) e i + \sum_(i <- s2) e i).
  by move=> k1 k2 <-; apply: within_add; apply: good_mono.
case: (posnP (terms_of t s1)) => [s1z|s1p].
  have r1z := evaluates_zero ev1 s1z; move: sr; rewrite r1z => /(sum_zero_l std) ->.
  by rewrite s1z mul0r addr0 add0n; apply: both; rewrite ?s1z ?r1z ?add0r.
case: (posnP (terms_of t s2)) => [s2z|s2p].
  have r2z := evaluates_zero ev2 s2z; move: sr; rewrite r2z => /(sum_zero_r std) ->.
  by rewrite s2z andbF mul0r addr0 addn0; apply: both; rewrite ?s2z ?r2z ?addr0.
pose k := maxn (terms_of t s1) (terms_of t s2).
have kn : (k.+1 <= terms_of t s1 + terms_of t s2)%N.
  exact: maxn_lt_add.
have L0 : 0 <= lost s1 + lost s2 by rewrite addr_ge0 ?lost_ge0.
apply: (@within_mono _ (P * (1 + u) ^+ k.+1) _ _ (lost s1 + lost s2 + mu)).
- exact: growthM_ge1.
- exact: growthM_mono.
- by rewrite addr_ge0.
- by rewrite mul1r.
rewrite exprSr mulrA; apply: within_round (u0) _ _ _ (both k _ _ _ erefl) _ => //.
- exact: growthM_ge1.
- exact: leq_maxl.
- exact: leq_maxr.
exact: (sum_error std).
Qed.

Lemma evaluates_within s r : evaluates K t s r ->
  within (P * (1 + u) ^+ terms_of t s) (\sum_(i <- s) g i)
    (\sum_(i <- s) alpha i + (products_of t s)%:R * eta + (terms_of t s).-1%:R * mu) r
    (\sum_(i <- s) e i).
Proof.
rewrite -/(good s r); elim=> {s r}.
- exact: good_nothing.
- exact: good_value.
- move=> i a x r ti pr; have [ax|ax] := eqVneq (a * x) 0.
    rewrite (product_zero std pr ax); apply: good_skip good_nothing.
    by rewrite ti.
  apply: good_step ti ax good_nothing _; rewrite addr0.
  exact: (product_error std).
- by move=> s1 s2 r1 r2 r ev1 g1 ev2 g2 sr; apply: good_sum sr g1 g2.
- move=> i a x s b r ti _ gs fr; have [ax|ax] := eqVneq (a * x) 0.
    by rewrite (fma_zero std fr ax); apply: good_skip gs; rewrite ti.
  exact: good_step ti ax gs (fma_error std fr).
- by move=> i s r wi _; apply: good_skip.
- move=> s1 s2 r s12 _; rewrite /good /lost /terms_of /products_of.
  by rewrite !(permP s12) !(perm_big _ s12).
Qed.

(* The same with bounds on the numbers of terms. *)
Lemma evaluates_within_le2 b b' s r :
  (terms_of t s <= b)%N -> (products_of t s <= b')%N -> evaluates K t s r ->
  within (P * (1 + u) ^+ b) (\sum_(i <- s) g i)
    (\sum_(i <- s) alpha i + b'%:R * eta + b.-1%:R * mu) r (\sum_(i <- s) e i).
Proof.
move=> sb sb' /evaluates_within; apply: within_mono; first exact: growthM_ge1.
- exact: growthM_mono.
- exact: lost_ge0.
by apply: ler_add; rewrite ?ler_add2l ler_wpmul2r // ler_nat // -!subn1 leq_sub2r.
Qed.

Lemma evaluates_within_le b s r : (terms_of t s <= b)%N -> evaluates K t s r ->
  within (P * (1 + u) ^+ b) (\sum_(i <- s) g i)
    (\sum_(i <- s) alpha i + b%:R * eta + b.-1%:R * mu) r (\sum_(i <- s) e i).
Proof.
move=> sb; apply: evaluates_within_le2 (sb) _.
exact: leq_trans (products_le_terms s) sb.
Qed.

(* The largest that a partial sum can be. *)
Let reach s := P * (1 + u) ^+ terms_of t s * (\sum_(i <- s) g i + lost s).

Lemma gauges_ge0 s : 0 <= \sum_(i <- s) g i.
Proof. by apply: sumr_ge0 => i _; apply: within_gauge_ge0 (w i). Qed.

Lemma reach_cat s1 s2 : reach s1 + reach s2 <= reach (s1 ++ s2).
Proof.
rewrite /reach [terms_of _ (_ ++ _)]count_cat big_cat lost_cat /=.
set m := _%:R * mu; have m0 : 0 <= m by rewrite mulr_ge0 ?ler0n.
apply: (@le_trans _ _ (P * (1 + u) ^+ (terms_of t s1 + terms_of t s2) *
  (\sum_(i <- s1) g i + lost s1 + (\sum_(i <- s2) g i + lost s2)))); last first.
  by rewrite ler_wpmul2l ?growthM_ge0 // [X in _ <= X]addrA addrACA ler_addl.
rewrite [X in _ <= X]mulrDr.
have k1 : (terms_of t s1 <= terms_of t s1 + terms_of t s2)%N by apply: leq_addr.
have k2 : (terms_of t s2 <= terms_of t s1 + terms_of t s2)%N by apply: leq_addl.
by apply: ler_add; rewrite ler_wpmul2r ?growthM_mono // addr_ge0 ?gauges_ge0 ?lost_ge0.
Qed.

Lemma reach_ge0 s : 0 <= reach s.
Proof. by apply: mulr_ge0; rewrite ?growthM_ge0 // addr_ge0 ?gauges_ge0 ?lost_ge0. Qed.

Lemma reach_result s r : evaluates K t s r -> `|r| <= reach s.
Proof. by move/evaluates_within/within_norm. Qed.

Lemma reach_worth i : `|worth (t i)| <= reach [:: i].
Proof.
apply: le_trans (within_norm (worth_within (terms_of t [:: i]) i)) _.
rewrite /reach lost_seq1 big_seq1 ler_wpmul2l //.
  by rewrite growthM_ge0.
by rewrite ler_add2l ler_addl mulr_ge0 ?ler0n.
Qed.

(* Where the bound on all terms is within the limit, no partial sum is beyond it. *)
Lemma evaluates_limited W s r : reach s <= W ->
  evaluates (limited W K) t s r -> evaluates K t s r.
Proof.
move=> sW ev; elim: ev sW => {s r}.
- by move=> _; apply: EvaluatesNothing.
- by move=> i v ti _; apply: EvaluatesValue.
- move=> i a x r ti pr sW; apply: EvaluatesProduct (ti) (pr _).
  by apply: le_trans sW; have := reach_worth i; rewrite {1}ti.
- move=> s1 s2 r1 r2 r _ ih1 _ ih2 sr sW; have cat := le_trans (reach_cat s1 s2) sW.
  have ev1 : evaluates K t s1 r1 by apply: ih1; apply: le_trans cat; rewrite ler_addl reach_ge0.
  have ev2 : evaluates K t s2 r2 by apply: ih2; apply: le_trans cat; rewrite ler_addr reach_ge0.
  apply: EvaluatesSum (ev1) (ev2) (sr _); apply: le_trans cat.
  by apply: le_trans (ler_norm_add _ _) _; apply: ler_add; apply: reach_result.
- move=> i a x s r1 r ti _ ih fr sW; have cat := le_trans (reach_cat [:: i] s) sW.
  have ev1 : evaluates K t s r1 by apply: ih; apply: le_trans cat; rewrite ler_addr reach_ge0.
  apply: EvaluatesFma (ti) (ev1) (fr _); apply: le_trans cat.
  apply: le_trans (ler_norm_add _ _) _; apply: ler_add; last exact: reach_result.
  by have := reach_worth i; rewrite {1}ti.
- move=> i s r wi _ ih sW; have cat := le_trans (reach_cat [:: i] s) sW.
  by apply: EvaluatesSkip wi (ih _); apply: le_trans cat; rewrite ler_addr reach_ge0.
- move=> s1 s2 r s12 _ ih sW; apply: EvaluatesInOrder (s12) (ih _).
  move: sW; rewrite /reach /lost /terms_of /products_of.
  by rewrite !(permP s12) !(perm_big _ s12).
Qed.

Lemma evaluates_limited_le2 b b' W s r :
  (terms_of t s <= b)%N -> (products_of t s <= b')%N ->
  P * (1 + u) ^+ b *
    (\sum_(i <- s) g i + (\sum_(i <- s) alpha i + b'%:R * eta + b.-1%:R * mu)) <= W ->
  evaluates (limited W K) t s r -> evaluates K t s r.
Proof.
move=> sb sb' bW; apply: evaluates_limited; apply: le_trans bW; rewrite /reach.
have l_le : lost s <= \sum_(i <- s) alpha i + b'%:R * eta + b.-1%:R * mu.
  by apply: ler_add; rewrite ?ler_add2l ler_wpmul2r // ler_nat // -!subn1 leq_sub2r.
apply: ler_pmul; rewrite ?growthM_ge0 //; last by rewrite ler_add2l.
  by rewrite addr_ge0 ?gauges_ge0 ?lost_ge0.
exact: growthM_mono.
Qed.

Lemma evaluates_limited_le b W s r : (terms_of t s <= b)%N ->
  P * (1 + u) ^+ b *
    (\sum_(i <- s) g i + (\sum_(i <- s) alpha i + b%:R * eta + b.-1%:R * mu)) <= W ->
  evaluates (limited W K) t s r -> evaluates K t s r.
Proof.
move=> sb; apply: evaluates_limited_le2 (sb) _.
exact: leq_trans (products_le_terms s) sb.
Qed.

End OneSum.

(* A dot product of computed weights ah with computed inputs zh, which stand for a and z. *)
Lemma dot_within (I : eqType) (ah a ga aa zh z gz az : I -> F) Pa Pz b s r :
  1 <= Pa -> 1 <= Pz -> (forall i, 0 <= aa i) -> (forall i, 0 <= az i) ->
  (forall i, within Pa (ga i) (aa i) (ah i) (a i)) ->
  (forall i, within Pz (gz i) (az i) (zh i) (z i)) ->
  (count (fun i => ah i * zh i != 0)%R s <= b)%N ->
  evaluates K (fun i => Product (ah i) (zh i)) s r ->
  within (Pa * Pz * (1 + u) ^+ b) (\sum_(i <- s) ga i * gz i)
    (\sum_(i <- s) (ga i * az i + aa i * gz i + aa i * az i) + b%:R * eta + b.-1%:R * mu)
    r (\sum_(i <- s) a i * z i).
Proof.
move=> Pa1 Pz1 aa0 az0 wa wz sb ev.
have P1 : 1 <= Pa * Pz by apply: mulr_ege1.
have := evaluates_within_le (t := fun i => Product (ah i) (zh i)) P1 (g := fun i => ga i * gz i) (e := fun i => a i * z i)
  (alpha := fun i => ga i * az i + aa i * gz i + aa i * az i) _ _ sb ev.
apply=> i; last exact: within_mul.
by rewrite !addr_ge0 ?mulr_ge0 ?(within_gauge_ge0 (wa i)) ?(within_gauge_ge0 (wz i)).
Qed.

(* Where the bound is within W, no partial sum is beyond it. *)
Lemma dot_limited (I : eqType) (ah a ga aa zh z gz az : I -> F) Pa Pz b W s r :
  1 <= Pa -> 1 <= Pz -> (forall i, 0 <= aa i) -> (forall i, 0 <= az i) ->
  (forall i, within Pa (ga i) (aa i) (ah i) (a i)) ->
  (forall i, within Pz (gz i) (az i) (zh i) (z i)) ->
  (count (fun i => ah i * zh i != 0)%R s <= b)%N ->
  Pa * Pz * (1 + u) ^+ b * (\sum_(i <- s) ga i * gz i +
    (\sum_(i <- s) (ga i * az i + aa i * gz i + aa i * az i) + b%:R * eta + b.-1%:R * mu)) <= W ->
  evaluates (limited W K) (fun i => Product (ah i) (zh i)) s r ->
  evaluates K (fun i => Product (ah i) (zh i)) s r.
Proof.
move=> Pa1 Pz1 aa0 az0 wa wz sb bW.
have P1 : 1 <= Pa * Pz by apply: mulr_ege1.
apply: (evaluates_limited_le (t := fun i => Product (ah i) (zh i)) P1 (g := fun i => ga i * gz i) (e := fun i => a i * z i)
  (alpha := fun i => ga i * az i + aa i * gz i + aa i * az i) _ _ sb bW) => i; last exact: within_mul.
by rewrite !addr_ge0 ?mulr_ge0 ?(within_gauge_ge0 (wa i)) ?(within_gauge_ge0 (wz i)).
Qed.

End Sums.

(* ---------------------------------------------------------------------- *)
(* Sums that do not underflow.                                             *)
Section ExactWeights.
Variables (F : realFieldType) (u eta : F) (K : arithmetic F).
Hypothesis std : standard_model u eta K.

(* A dot product of weights a with computed inputs xh that stand for x. *)
Theorem rounding_bound_dot (I : eqType) (a x xh g alpha : I -> F) P b s r :
  1 <= P -> (forall i, 0 <= alpha i) -> (forall i, within P (g i) (alpha i) (xh i) (x i)) ->
  (count (fun i => a i * xh i != 0)%R s <= b)%N ->
  evaluates K (fun i => Product (a i) (xh i)) s r ->
  within (P * (1 + u) ^+ b) (\sum_(i <- s) `|a i| * g i)
    (\sum_(i <- s) `|a i| * alpha i + b%:R * eta) r (\sum_(i <- s) a i * x i).
Proof.
move=> P1 alpha0 w sb ev.
have := evaluates_within_le std (t := fun i => Product (a i) (xh i)) P1 (alpha := fun i => `|a i| * alpha i)
  (g := fun i => `|a i| * g i) (e := fun i => a i * x i) _ _ sb ev.
rewrite mulr0 addr0; apply=> i; first by rewrite mulr_ge0.
exact: within_scale.
Qed.

(* With exact inputs, as judging.md says: ((1+u)^b - 1) |a||x| plus underflow. *)
Theorem rounding_bound_dot_exact (I : eqType) (a x : I -> F) s r :
  evaluates K (fun i => Product (a i) (x i)) s r ->
  `|r - \sum_(i <- s) a i * x i| <=
  ((1 + u) ^+ size s - 1) * (\sum_(i <- s) `|a i| * `|x i|) +
  (1 + u) ^+ size s * ((size s)%:R * eta).
Proof.
move=> ev; have [] := rounding_bound_dot (P := 1) (lexx 1) (fun=> lexx 0)
  (fun i => within_exact (lexx 1) (lexx `|x i|)) (count_size _ s) ev.
have -> : \sum_(i <- s) `|a i| * 0 = 0 :> F by rewrite big1 // => i _; rewrite mulr0.
by rewrite mul1r add0r.
Qed.

End ExactWeights.

(* ---------------------------------------------------------------------- *)
(* Matrices: one dot product for each row.                                 *)
Section Matrices.
Variables (F : realFieldType).

Definition computes_product (K : arithmetic F) m n (S : 'M[F]_(m, n)) (x : 'cV[F]_n) (y : 'cV[F]_m) : Prop :=
  forall i, evaluates K (fun j => Product (S i j) (x j 0)) (index_enum _) (y i 0).

Definition absmx m n (S : 'M[F]_(m, n)) : 'M[F]_(m, n) := map_mx Num.norm S.

(* Every row has at most d entries that are not 0. *)
Definition row_support m n (S : 'M[F]_(m, n)) d : Prop :=
  forall i, (count (fun j => S i j != 0%R) (index_enum [finType of 'I_n]) <= d)%N.

Definition within_col n P (G A h x : 'cV[F]_n) : Prop :=
  forall i, within P (G i 0) (A i 0) (h i 0) (x i 0).

Definition nonneg_col n (A : 'cV[F]_n) : Prop := forall i, 0 <= A i 0.

Variables (u eta : F) (K : arithmetic F).
Hypothesis std : standard_model u eta K.

Lemma row_terms m n (S : 'M[F]_(m, n)) d (h : 'cV[F]_n) i : row_support S d ->
  (count (fun j => S i j * h j ord0 != 0)%R (index_enum [finType of 'I_n]) <= d)%N.
Proof.
move=> Sd; apply: leq_trans (Sd i); apply: sub_count => j /=.
by apply: contraNneq => ->; rewrite mul0r.
Qed.

Lemma absmx_mulE m n (S : 'M[F]_(m, n)) (v : 'cV[F]_n) i :
  (absmx S *m v) i 0 = \sum_j `|S i j| * v j 0.
Proof. by rewrite mxE; apply: eq_bigr => j _; rewrite mxE. Qed.

Lemma stage_within m n (S : 'M[F]_(m, n)) d P (G A h x : 'cV[F]_n) y :
  1 <= P -> nonneg_col A -> row_support S d -> within_col P G A h x ->
  computes_product K S h y ->
  within_col (P * (1 + u) ^+ d) (absmx S *m G) (absmx S *m A + const_mx (d%:R * eta)) y (S *m x).
Proof.
move=> P1 A0 Sd w cy i; have := rounding_bound_dot std P1 A0 w (row_terms h i Sd) (cy i).
by rewrite [(_ + const_mx _) i 0]mxE [const_mx _ i 0]mxE [(S *m x) i 0]mxE !absmx_mulE.
Qed.

(* Where the bounds are within W, no partial sum of a matrix product is beyond it. *)
Lemma stage_limited W m n (S : 'M[F]_(m, n)) d P (G A h x : 'cV[F]_n) y :
  1 <= P -> nonneg_col A -> row_support S d -> within_col P G A h x ->
  (forall i, P * (1 + u) ^+ d *
    ((absmx S *m G) i 0 + (absmx S *m A + const_mx (d%:R * eta)) i 0) <= W) ->
  computes_product (limited W K) S h y -> computes_product K S h y.
Proof.
move=> P1 A0 Sd w bW cy i.
apply: (evaluates_limited_le std (P := P) (b := d) (g := fun j => `|S i j| * G j 0)
  (alpha := fun j => `|S i j| * A j 0) (e := fun j => S i j * x j 0) _ _ _ _ _ (cy i)) => //.
- by move=> j; rewrite mulr_ge0.
- by move=> j; apply: within_scale.
- exact: (row_terms h i Sd).
by move: (bW i); rewrite [(_ + const_mx _) i 0]mxE [const_mx _ i 0]mxE !absmx_mulE mulr0 addr0.
Qed.

End Matrices.
