(* Error bounds where sums are made by adders of several numbers, aligned to the largest and cut off, as in tensor cores.

   adder F: which numbers count as the computed sum of several given numbers at once, and as the computed product.
   adder_cuts theta v e K: of numbers added at once, each one that is not 0 is replaced by one within theta times the
     largest magnitude among them, and the exact sum of these is rounded: an error of at most v|s| + e; products are kept
     exactly, or rounded alike.
   adder_model theta v e K: besides, what an adder gave stays what it is where nothing but zeros is added to it
     (adder_alone).
   With a window of w bits theta = 2^-w; rounding to either neighbour has v = 2u, e = 2eta. adder_alone asks that a number
     of p bits is within the window, p <= w + 1 (AdderFormats.v).
   totals K t s r: r is a computed sum of the terms t i for i in s, each used once: any tree of such adders, with any number
     of zeros, groups of one product, partial sums, and results added again to zeros.
   levels K t c D M s r: the same with at most D adders above a term and M roundings in all, each adder with at most c
     numbers that are not 0.
   adder_growth l: (1+theta)^(2l-1) (1+v)^l, and 1 for l = 0.
   computes_added S h y: y is a computed S h, every operand of every product narrowed first (NarrowedBound.v).
   added_growth t: (1+vn)^2t times the adder_growth (d s) (1+u')^stored of the stages s < t.

   rounding_bound_adder — a sum with at most b terms that are not 0 errs by at most
     ((1+theta)^(2b-1) (1+v)^b - 1) times the sum of magnitudes + (1+theta)^(2b-1) (1+v)^b (2b-1) e — rounding-bound
   rounding_bound_adder_judge — so it does by at most ((1+theta)^2b (1+2u)^b - 1) times the sum of
     magnitudes + (1+theta)^2b (1+2u)^b 4b eta, for v = 2u and e = 2eta — rounding-bound
   rounding_bound_adder_terms — the same for terms that err, as in gradients — rounding-bound
   rounding_bound_adder_levels — a sum by D levels of adders of at most c numbers that are not 0 errs by at most
     ((1+c theta)^D (1+v)^D - 1) times the sum of magnitudes + (1+c theta)^D (1+v)^D M e, with M roundings; what an adder
     gave need not stay what it is — rounding-bound
   rounding_bound_adder_narrowed — two stages with such sums, with narrowed operands or not — rounding-bound
   rounding_bound_adder_chain — a chain of T stages with such sums — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Rounding ErrorBound FloatRounding NarrowedBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* Relations, as in Rounding.v. *)
Record adder (F : Type) := Adder {
  adds : seq F -> F -> Prop;            (* z is a computed sum of these numbers, added at once *)
  multiplies : F -> F -> F -> Prop;     (* r is a computed a x, where products are rounded by themselves *)
  held : F -> Prop                      (* a number as the adder's results are *)
}.

Definition largest (F : realFieldType) (rs : seq F) : F := \big[Num.max/0]_(r <- rs) `|r|.
Definition nonzeros (F : realFieldType) (rs : seq F) : nat := count (fun r => r != 0) rs.

Record adder_cuts (F : realFieldType) (theta v e : F) (K : adder F) : Prop := AdderCuts {
  cut_ge0 : 0 <= theta;
  adder_unit_ge0 : 0 <= v;
  adder_underflow_ge0 : 0 <= e;
  adder_error : forall rs z, adds K rs z -> exists2 rs',
    all2 (fun r r' => `|r' - r| <= (r != 0)%:R * (theta * largest rs)) rs rs' &
    `|z - \sum_(r <- rs') r| <= v * `|\sum_(r <- rs') r| + e;
  multiplier_error : forall a x r, multiplies K a x r -> `|r - a * x| <= v * `|a * x| + e
}.

Record adder_model (F : realFieldType) (theta v e : F) (K : adder F) : Prop := AdderModel {
  adder_model_cuts :> adder_cuts theta v e K;
  adder_held : forall rs z, adds K rs z -> held K z;
  adder_alone : forall rs z, adds K rs z -> (nonzeros rs <= 1)%N -> held K (\sum_(r <- rs) r) ->
    z = \sum_(r <- rs) r;
  multiplier_held : forall a x r, multiplies K a x r -> held K r;
  multiplier_zero : forall a x r, multiplies K a x r -> a * x = 0 -> r = 0;
  held_zero : held K 0
}.

Section Sums.
Variables (F : realFieldType) (K : adder F) (I : eqType) (t : I -> term F).

Inductive totals : seq I -> F -> Prop :=
| TotalsNothing : totals [::] 0
| TotalsValue i v : t i = Value v -> totals [:: i] v
| TotalsExact i a x : t i = Product a x -> totals [:: i] (a * x)
| TotalsProduct i a x r : t i = Product a x -> multiplies K a x r -> totals [:: i] r
| TotalsSum ss rs z : totals_each ss rs -> adds K rs z -> totals (flatten ss) z
| TotalsSkip i s r : worth (t i) = 0 -> totals s r -> totals (i :: s) r
| TotalsInOrder s1 s2 r : perm_eq s1 s2 -> totals s1 r -> totals s2 r
with totals_each : seq (seq I) -> seq F -> Prop :=
| TotalsNone : totals_each [::] [::]
| TotalsMore s ss r rs : totals s r -> totals_each ss rs -> totals_each (s :: ss) (r :: rs).

Scheme totals_rec := Minimality for totals Sort Prop
with totals_each_rec := Minimality for totals_each Sort Prop.
Combined Scheme totals_mutual from totals_rec, totals_each_rec.

End Sums.

(* ------------------------------------------------------------------------ *)
Section Within.
Variable F : realFieldType.
Implicit Types (P G A h x r theta a : F) (rs : seq F).

Lemma largest_le rs : largest rs <= \sum_(r <- rs) `|r|.
Proof.
rewrite /largest; elim: rs => [|r rs ih]; first by rewrite !big_nil.
rewrite !big_cons le_maxl ler_addl; apply/andP; split; first by rewrite sumr_ge0.
by apply: le_trans ih _; rewrite ler_addr.
Qed.

Lemma largest_ge0 rs : 0 <= largest rs.
Proof.
rewrite /largest; elim: rs => [|r rs ih]; first by rewrite big_nil.
by rewrite big_cons le_maxr normr_ge0.
Qed.

Lemma le_largest rs r : r \in rs -> `|r| <= largest rs.
Proof.
elim: rs => // r' rs ih; rewrite inE /largest big_cons le_maxr => /orP[/eqP ->|/ih ->].
  by rewrite lexx.
by rewrite orbT.
Qed.

Lemma bernoulli theta c : 0 <= theta -> 1 + c%:R * theta <= (1 + theta) ^+ c.
Proof.
move=> t0; elim: c => [|c ih]; first by rewrite mul0r addr0.
rewrite exprS; apply: le_trans (ler_wpmul2l _ ih); last by rewrite addr_ge0 ?ler01.
rewrite -subr_ge0.
have -> : (1 + theta) * (1 + c%:R * theta) - (1 + c.+1%:R * theta) = c%:R * theta ^+ 2.
  by rewrite -[c.+1]addn1 natrD; ring.
by rewrite mulr_ge0 ?ler0n ?sqr_ge0.
Qed.

(* What cutting numbers off may add, in all. *)
Lemma cut_total (b : F) rs rs' : 0 <= b ->
  all2 (fun r r' => `|r' - r| <= (r != 0)%:R * b) rs rs' ->
  `|\sum_(r <- rs') r - \sum_(r <- rs) r| <= (nonzeros rs)%:R * b.
Proof.
move=> b0; elim: rs rs' => [|r rs ih] [|r' rs'] //=.
  by rewrite !big_nil subrr normr0 mul0r.
case/andP=> e /ih es; rewrite !big_cons opprD addrACA natrD mulrDl.
by apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
Qed.

Lemma within_off kappa P G A h x r : within P G A h x -> `|r - h| <= kappa * (P * (G + A)) ->
  within (P * (1 + kappa)) G A r x.
Proof.
case=> xG eh er; split=> //; rewrite -[r](subrK h) -addrA; apply: le_trans (ler_norm_add _ _) _.
apply: le_trans (ler_add er eh) _; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma within_cut theta c P G A h x r :
  0 <= theta -> 1 <= P -> 0 <= A -> within P G A h x ->
  `|r - h| <= c%:R * theta * (P * (G + A)) -> within (P * (1 + theta) ^+ c) G A r x.
Proof.
move=> t0 P1 A0 w /(within_off w); apply: within_mono => //.
- by rewrite mulr_ege1 // ler_addl mulr_ge0 ?ler0n.
- by rewrite ler_wpmul2l ?bernoulli // (le_trans ler01).
Qed.

End Within.

(* Counts, by themselves: lia takes long among many hypotheses. *)
Section Counts.
Implicit Types a b c k l m n : nat.

Lemma pred_twice_add a b : ((2 * a).-1 + (2 * b).-1 <= (2 * (a + b)).-1)%N.
Proof. by lia. Qed.

Lemma child_more a b c m n : (c <= a)%N -> (c <= 1)%N -> (m + n <= 2 * b)%N -> (m <= (2 * b).-1)%N ->
  ((2 * a).-1 + m + (c + n) <= 2 * (a + b))%N /\ ((2 * a).-1 + m <= (2 * (a + b)).-1)%N.
Proof. by lia. Qed.

Lemma children_several k c m : (1 < c)%N -> (c <= k)%N -> (m + c <= 2 * k)%N ->
  [/\ (k.+1 - c < k)%N, ((2 * (k.+1 - c)).-1 + c <= (2 * k).-1)%N & (m < (2 * k).-1)%N].
Proof. by move=> c1 ck mk; split; lia. Qed.

Lemma pred_twice a : (a + a.-1 = (2 * a).-1)%N.
Proof. by lia. Qed.

Lemma child_single l : ((2 * l).-1 + 1 <= (2 * l.+1).-1)%N /\ ((2 * l).-1 < (2 * l.+1).-1)%N.
Proof. by lia. Qed.

End Counts.

(* ------------------------------------------------------------------------ *)
Section Bound.
Variables (F : realFieldType) (theta v e : F) (K : adder F).
Hypothesis mod : adder_model theta v e K.
Let theta0 : 0 <= theta := cut_ge0 mod.
Let v0 : 0 <= v := adder_unit_ge0 mod.
Let e0 : 0 <= e := adder_underflow_ge0 mod.

(* By what a sum of l terms that are not 0 may grow. *)
Definition adder_growth l : F := (1 + theta) ^+ (2 * l).-1 * (1 + v) ^+ l.

Lemma adder_growth_ge1 l : 1 <= adder_growth l.
Proof. by rewrite mulr_ege1 ?exprn_ege1 ?ler_addl. Qed.

Lemma adder_growth_le l c b : ((2 * l).-1 + c <= (2 * b).-1)%N -> (l < b)%N ->
  adder_growth l * (1 + theta) ^+ c * (1 + v) <= adder_growth b.
Proof.
move=> le lb; rewrite /adder_growth -[X in X <= _]mulrA mulrACA -exprD -exprSr.
apply: ler_pmul; rewrite ?exprn_ge0 ?addr_ge0 ?ler01 //.
  by rewrite ler_weexpn2l ?ler_addl.
by rewrite ler_weexpn2l ?ler_addl.
Qed.

Lemma adder_growth_mono l b : (l <= b)%N -> adder_growth l <= adder_growth b.
Proof.
move=> lb; apply: ler_pmul; rewrite ?exprn_ge0 ?addr_ge0 ?ler01 //.
  by rewrite ler_weexpn2l ?ler_addl //; lia.
by rewrite ler_weexpn2l ?ler_addl.
Qed.

Section OneSum.
Variables (I : eqType) (t : I -> term F) (P : F) (g alpha x : I -> F).
Hypothesis P1 : 1 <= P.
Hypothesis alpha0 : forall i, 0 <= alpha i.
Hypothesis w : forall i, within P (g i) (alpha i) (worth (t i)) (x i).

Let Q l := P * adder_growth l.
Let P0 : 0 <= P := le_trans ler01 P1.

Lemma Q_ge1 l : 1 <= Q l.
Proof. by rewrite mulr_ege1 ?adder_growth_ge1. Qed.

Lemma Q_ge0 l : 0 <= Q l.
Proof. by apply: le_trans (Q_ge1 l). Qed.

Lemma Q_mono l b : (l <= b)%N -> Q l <= Q b.
Proof. by move=> lb; rewrite ler_wpmul2l ?adder_growth_mono. Qed.

Lemma Q0 : Q 0 = P.
Proof. by rewrite /Q /adder_growth !expr0 !mulr1. Qed.

(* l numbers of growth, m of underflow. *)
Let good l m s r :=
  within (Q l) (\sum_(i <- s) g i) (\sum_(i <- s) alpha i + m%:R * e) r (\sum_(i <- s) x i).

Lemma underflows_ge0 s m : 0 <= \sum_(i <- s) alpha i + m%:R * e.
Proof. by rewrite addr_ge0 ?sumr_ge0 // mulr_ge0 ?ler0n. Qed.

Lemma good_mono l m l' m' s r : (l <= l')%N -> (m <= m')%N -> good l m s r -> good l' m' s r.
Proof.
move=> ll mm; apply: within_mono; rewrite ?Q_ge1 ?Q_mono ?underflows_ge0 //.
by rewrite ler_add2l ler_wpmul2r // ler_nat.
Qed.

Lemma good_cat l m1 m2 s1 s2 r1 r2 : good l m1 s1 r1 -> good l m2 s2 r2 ->
  good l (m1 + m2) (s1 ++ s2) (r1 + r2).
Proof.
move=> g1 g2; rewrite /good !big_cat natrD mulrDl /= addrACA.
exact: within_add.
Qed.

Lemma good_nil l : good l 0 [::] 0.
Proof.
by rewrite /good !big_nil mul0r addr0; apply: within_exact; rewrite ?Q_ge1 ?normr0.
Qed.

Lemma good_one i : good 0 0 [:: i] (worth (t i)).
Proof. by rewrite /good !big_seq1 mul0r addr0 Q0. Qed.

Lemma good_norm l m s r : good l m s r ->
  `|r| <= Q l * (\sum_(i <- s) g i + (\sum_(i <- s) alpha i + m%:R * e)).
Proof. exact: within_norm. Qed.

Lemma good_round l m s y r : good l m s y -> `|r - y| <= v * `|y| + e ->
  within (Q l * (1 + v)) (\sum_(i <- s) g i) (\sum_(i <- s) alpha i + m.+1%:R * e) r
    (\sum_(i <- s) x i).
Proof.
move=> gy er; rewrite -addn1 natrD mulrDl mul1r addrA.
apply: within_round er => //; [exact: Q_ge1 | exact: underflows_ge0].
Qed.

(* What is kept of a computed sum: 0 where all terms are; what is no number as results are is one term *)
(* that nothing was done to. *)
Let fine s r := [/\ good (terms_of t s) (2 * terms_of t s).-1 s r,
  terms_of t s = 0%N -> r = 0 & held K r \/ terms_of t s = 1%N /\ good 0 0 s r].

Fixpoint fine_each (ss : seq (seq I)) (rs : seq F) : Prop :=
  match ss, rs with
  | [::], [::] => True
  | s :: ss', r :: rs' => fine s r /\ fine_each ss' rs'
  | _, _ => False
  end.

Lemma terms_cat s1 s2 : terms_of t (s1 ++ s2) = (terms_of t s1 + terms_of t s2)%N.
Proof. exact: count_cat. Qed.

Lemma nonzero_le s r : fine s r -> ((r != 0%R) <= terms_of t s)%N.
Proof. by case=> _ z _; case: eqP => // ne; case: posnP => // /z. Qed.

Lemma nonzeros_le ss rs : fine_each ss rs -> (nonzeros rs <= terms_of t (flatten ss))%N.
Proof.
by elim: ss rs => [|s ss ih] [|r rs] //= [/nonzero_le r1 /ih le]; rewrite terms_cat leq_add.
Qed.

Lemma nonzeros_child ss rs : fine_each ss rs ->
  all (fun s => (terms_of t s + nonzeros rs <= (terms_of t (flatten ss)).+1)%N) ss.
Proof.
elim: ss rs => [|s ss ih] [|r rs] //= [/nonzero_le r1 fss]; rewrite terms_cat -/(nonzeros rs).
apply/andP; split; first by rewrite -addnS leq_add2l -add1n leq_add ?leq_b1 ?nonzeros_le.
by apply: sub_all (ih _ fss) => s' le; rewrite addnCA -addnS leq_add.
Qed.

(* All children, each grown by no more than l terms. *)
Lemma children_good l ss rs : fine_each ss rs ->
  all (fun s => (terms_of t s <= l)%N) ss ->
  exists m, [/\ (m + nonzeros rs <= 2 * terms_of t (flatten ss))%N,
    (m <= (2 * terms_of t (flatten ss)).-1)%N,
    good l m (flatten ss) (\sum_(r <- rs) r) &
    \sum_(r <- rs) `|r| <= Q l * (\sum_(i <- flatten ss) g i +
      (\sum_(i <- flatten ss) alpha i + m%:R * e))].
Proof.
elim: ss rs => [|s ss ih] [|r rs] //=.
  move=> _ _; exists 0%N; rewrite !big_nil mul0r !addr0 mulr0; split=> //.
  exact: good_nil.
case=> fs fss /andP[sl ssl]; have [m [m1 m2 gm nm]] := ih _ fss ssl.
have [gs _ _] := fs; have {}gs := good_mono sl (leqnn _) gs.
exists ((2 * terms_of t s).-1 + m)%N; rewrite terms_cat.
have [n1 n2] := child_more (nonzero_le fs) (leq_b1 _) m1 m2.
split=> //; first by rewrite big_cons; apply: good_cat.
rewrite !big_cons !big_cat /= natrD mulrDl [X in _ * (_ + X)]addrACA.
rewrite [X in _ * X]addrACA [X in _ <= X]mulrDr.
by apply: ler_add nm; apply: good_norm.
Qed.

Lemma zeros_sum (rs : seq F) : nonzeros rs = 0%N -> \sum_(r <- rs) r = 0 /\ \sum_(r <- rs) `|r| = 0.
Proof.
elim: rs => [|r rs ih] /=; first by rewrite !big_nil.
case: eqP => [->|//] /ih[e1 e2]; by rewrite !big_cons e1 e2 normr0 !addr0.
Qed.

Lemma terms_child ss : all (fun s => (terms_of t s <= terms_of t (flatten ss))%N) ss.
Proof.
elim: ss => //= s ss ih; rewrite terms_cat leq_addr /=.
by apply: sub_all ih => s' le; rewrite (leq_trans le) // leq_addl.
Qed.

(* One child that is not 0: a number as results are, or one term that nothing was done to. *)
Lemma child_alone ss rs : fine_each ss rs -> nonzeros rs = 1%N ->
  held K (\sum_(r <- rs) r) \/
  exists2 k, terms_of t (flatten ss) = k.+1 &
    good k (2 * k).-1 (flatten ss) (\sum_(r <- rs) r) /\ \sum_(r <- rs) `|r| = `|\sum_(r <- rs) r|.
Proof.
elim: ss rs => [|s ss ih] [|r rs] //= [[gs z hs] fss]; rewrite !big_cons terms_cat.
have [r0|ne] /= := eqVneq r 0.
  rewrite add0n r0 normr0 !add0r => one; case: (ih _ fss one) => [|[k ek [gk nk]]]; first by left.
  right; exists (terms_of t s + k)%N; first by rewrite ek addnS.
  split=> //; have -> : \sum_(r <- rs) r = r + \sum_(r <- rs) r by rewrite r0 add0r.
  apply: good_mono (leqnn _) (pred_twice_add _ _) _.
  by apply: good_cat; [apply: good_mono gs; rewrite ?leq_addr | apply: good_mono gk; rewrite ?leq_addl].
rewrite add1n => -[zero]; have [e1 e2] := zeros_sum zero; rewrite e1 e2 !addr0.
case: hs => [|[s1 g0]]; [by left | right; exists (terms_of t (flatten ss)); first by rewrite s1].
have [m [_ m2 gm _]] := children_good fss (terms_child ss); split=> //.
have -> : r = r + \sum_(r <- rs) r by rewrite e1 addr0.
apply: (@good_mono _ (0 + m) _ _ _ _ (leqnn _)); first by rewrite add0n.
by apply: good_cat gm; apply: good_mono g0.
Qed.

(* An adder's result. *)
Lemma fine_sum ss rs z : fine_each ss rs -> adds K rs z -> fine (flatten ss) z.
Proof.
move=> fss az; have hz := adder_held mod az; have le := nonzeros_le fss.
set k := terms_of t (flatten ss) in le *.
have kz : k = 0%N -> z = 0.
  move=> k0; have n0 : nonzeros rs = 0%N by apply/eqP; rewrite -leqn0 -k0.
  have [s0 _] := zeros_sum n0; rewrite (adder_alone mod az) ?n0 ?s0 //.
  exact: (held_zero mod).
suff gz : good k (2 * k).-1 (flatten ss) z by split=> //; left.
have [rs' cut er] := adder_error mod az.
have step l m c : nonzeros rs = c -> (l < k)%N -> ((2 * l).-1 + c <= (2 * k).-1)%N ->
    (m < (2 * k).-1)%N -> good l m (flatten ss) (\sum_(r <- rs) r) ->
    \sum_(r <- rs) `|r| <= Q l * (\sum_(i <- flatten ss) g i +
      (\sum_(i <- flatten ss) alpha i + m%:R * e)) -> good k (2 * k).-1 (flatten ss) z.
  move=> nc lk lck mk gm nm.
  have big0 : 0 <= theta * largest rs by rewrite mulr_ge0 ?largest_ge0.
  have := cut_total big0 cut; rewrite nc => total.
  have wc : within (Q l * (1 + theta) ^+ c) (\sum_(i <- flatten ss) g i)
      (\sum_(i <- flatten ss) alpha i + m%:R * e) (\sum_(r <- rs') r) (\sum_(i <- flatten ss) x i).
    apply: within_cut gm _ => //; rewrite ?Q_ge1 ?underflows_ge0 //.
    apply: le_trans total _; rewrite mulrA ler_wpmul2l ?mulr_ge0 ?ler0n //.
    exact: le_trans (largest_le rs) nm.
  have g1 : 1 <= Q l * (1 + theta) ^+ c by rewrite mulr_ege1 ?Q_ge1 ?exprn_ege1 ?ler_addl.
  have := within_round v0 e0 g1 (underflows_ge0 _ m) wc er.
  apply: within_mono.
  - by rewrite mulr_ege1 // ler_addl.
  - by rewrite /Q -!mulrA ler_wpmul2l // !mulrA adder_growth_le.
  - by rewrite addr_ge0 ?underflows_ge0.
  - by rewrite -addrA ler_add2l -[X in _ + X]mul1r -mulrDl ler_wpmul2r // -mulrSr ler_nat.
have [c2|c1] := ltnP 1 (nonzeros rs).
  have al : all (fun s => (terms_of t s <= k.+1 - nonzeros rs)%N) ss.
    by apply: sub_all (nonzeros_child fss) => s; rewrite leq_subRL 1?addnC // leqW.
  have [m [m1 _ gm nm]] := children_good fss al; have [lk lck mk] := children_several c2 le m1.
  exact: step erefl lk lck mk gm nm.
have [n0|n1] := posnP (nonzeros rs); last first.
  have n1' : nonzeros rs = 1%N by apply/eqP; rewrite eqn_leq c1.
  case: (child_alone fss n1') => [hs|[l lk [gl nl]]].
    rewrite (adder_alone mod az c1 hs).
    have [m [_ m2 gm _]] := children_good fss (terms_child ss).
    exact: good_mono gm.
  have [lck mk] := child_single l; rewrite -lk in lck mk.
  apply: (step l _ 1%N n1' _ lck mk gl); first by rewrite /k lk.
  by rewrite nl; apply: good_norm gl.
have [s0 _] := zeros_sum n0; rewrite (adder_alone mod az c1) ?s0 //; last exact: (held_zero mod).
have [m [_ m2 gm _]] := children_good fss (terms_child ss).
by rewrite -s0; apply: good_mono gm.
Qed.

Lemma fine_nothing : fine [::] 0.
Proof. by split=> //; [exact: good_nil | left; apply: (held_zero mod)]. Qed.

Lemma fine_skip i s r : worth (t i) = 0 -> fine s r -> fine (i :: s) r.
Proof.
move=> wi; rewrite /fine /terms_of /= wi eqxx add0n -/(terms_of t s) => -[gs z hs].
have add l m : good l m s r -> good l m (i :: s) r.
  move=> gl; have := good_cat (good_mono (leq0n l) (leqnn 0) (good_one i)) gl.
  by rewrite wi add0r add0n.
by split=> //; [apply: add | case: hs => [|[s1 g0]]; [left | right; split=> //; apply: add]].
Qed.

Lemma fine_term i : fine [:: i] (worth (t i)).
Proof.
have g0 := good_one i; have [w0|ne] := eqVneq (worth (t i)) 0.
  by rewrite w0; apply: fine_skip w0 fine_nothing.
rewrite /fine /terms_of /= ne addn0; split=> //; last by right.
exact: good_mono g0.
Qed.

Lemma fine_product i a y r : t i = Product a y -> multiplies K a y r -> fine [:: i] r.
Proof.
move=> ti mr; have [ay|ay] := eqVneq (a * y) 0.
  by rewrite (multiplier_zero mod mr ay); apply: fine_skip fine_nothing; rewrite ti.
rewrite /fine /terms_of /= ti /= ay addn0; split=> //; last by left; apply: (multiplier_held mod mr).
have := good_round (good_one i) (_ : `|r - worth (t i)| <= _); rewrite ti => gr.
have {}gr := gr (multiplier_error mod mr).
apply: within_mono gr; rewrite ?underflows_ge0 //.
  by rewrite mulr_ege1 ?Q_ge1 // ler_addl.
by rewrite Q0 /Q ler_wpmul2l // /adder_growth !expr1 ler_pemull ?addr_ge0 ?ler01 // ler_addl.
Qed.

Lemma totals_fine :
  (forall s r, totals K t s r -> fine s r) /\ (forall ss rs, totals_each K t ss rs -> fine_each ss rs).
Proof.
apply: totals_mutual => //.
- exact: fine_nothing.
- by move=> i y ti; have := fine_term i; rewrite ti.
- by move=> i a y ti; have := fine_term i; rewrite ti.
- exact: fine_product.
- by move=> ss rs z _ fss; apply: fine_sum.
- by move=> i s r wi _; apply: fine_skip.
- move=> s1 s2 r s12 _; rewrite /fine /good /terms_of.
  by rewrite !(seq.permP s12) !(perm_big _ s12).
Qed.

Lemma totals_within b s r : (terms_of t s <= b)%N -> totals K t s r ->
  within (P * adder_growth b) (\sum_(i <- s) g i) (\sum_(i <- s) alpha i + (2 * b).-1%:R * e) r
    (\sum_(i <- s) x i).
Proof.
move=> sb /(totals_fine.1)[gs _ _]; apply: good_mono gs => //.
by lia.
Qed.

End OneSum.

(* Terms that err, products and a starting number among them. *)
Theorem rounding_bound_adder_terms (I : eqType) (t : I -> term F) (g alpha x : I -> F) P b s r :
  1 <= P -> (forall i, 0 <= alpha i) -> (forall i, within P (g i) (alpha i) (worth (t i)) (x i)) ->
  (terms_of t s <= b)%N -> totals K t s r ->
  `|r - \sum_(i <- s) x i| <=
  (P * adder_growth b - 1) * (\sum_(i <- s) g i) +
  P * adder_growth b * (\sum_(i <- s) alpha i + (2 * b).-1%:R * e).
Proof. by move=> P1 a0 w sb /(totals_within P1 a0 w sb)[]. Qed.

Theorem rounding_bound_adder (I : eqType) (t : I -> term F) b s r :
  (terms_of t s <= b)%N -> totals K t s r ->
  `|r - \sum_(i <- s) worth (t i)| <=
  ((1 + theta) ^+ (2 * b).-1 * (1 + v) ^+ b - 1) * (\sum_(i <- s) `|worth (t i)|) +
  (1 + theta) ^+ (2 * b).-1 * (1 + v) ^+ b * ((2 * b).-1%:R * e).
Proof.
move=> sb /(rounding_bound_adder_terms (lexx 1) (fun=> lexx 0)
  (fun i => within_exact (lexx 1) (lexx `|worth (t i)|)) sb).
by rewrite mul1r [X in _ * (X + _)]big1 ?add0r.
Qed.

(* As the judge has it, for every b from the number of terms on. *)
Theorem rounding_bound_adder_judge (I : eqType) (t : I -> term F) u eta b s r :
  v = 2%:R * u -> e = 2%:R * eta -> (terms_of t s <= b)%N -> totals K t s r ->
  `|r - \sum_(i <- s) worth (t i)| <=
  ((1 + theta) ^+ (2 * b) * (1 + 2%:R * u) ^+ b - 1) * (\sum_(i <- s) `|worth (t i)|) +
  (1 + theta) ^+ (2 * b) * (1 + 2%:R * u) ^+ b * ((4 * b)%:R * eta).
Proof.
move=> <- ee sb /(rounding_bound_adder sb) le; apply: le_trans le _.
have t1 : 1 <= 1 + theta by rewrite ler_addl.
have v1 : 1 <= 1 + v by rewrite ler_addl.
have le : (1 + theta) ^+ (2 * b).-1 * (1 + v) ^+ b <= (1 + theta) ^+ (2 * b) * (1 + v) ^+ b.
  by rewrite ler_wpmul2r ?exprn_ge0 ?(le_trans ler01) // ler_weexpn2l // leq_pred.
have e4 : (2 * b).-1%:R * e <= (4 * b)%:R * eta.
  have -> : (4 * b)%:R * eta = (2 * b)%:R * e by rewrite ee mulrA -natrM mulnAC.
  by rewrite ler_wpmul2r // ler_nat leq_pred.
apply: ler_add; first by rewrite ler_wpmul2r ?sumr_ge0 // ler_sub.
apply: ler_pmul => //; first by rewrite mulr_ge0 ?exprn_ge0 ?(le_trans ler01).
by rewrite mulr_ge0 ?ler0n.
Qed.

(* Computed weights ah with computed inputs zh, which stand for a and z. *)
Lemma adder_dot_within (I : eqType) (ah a ga aa zh z gz az : I -> F) Pa Pz b s r :
  1 <= Pa -> 1 <= Pz -> (forall i, 0 <= aa i) -> (forall i, 0 <= az i) ->
  (forall i, within Pa (ga i) (aa i) (ah i) (a i)) ->
  (forall i, within Pz (gz i) (az i) (zh i) (z i)) ->
  (count (fun i => ah i * zh i != 0)%R s <= b)%N ->
  totals K (fun i => Product (ah i) (zh i)) s r ->
  within (Pa * Pz * adder_growth b) (\sum_(i <- s) ga i * gz i)
    (\sum_(i <- s) (ga i * az i + aa i * gz i + aa i * az i) + (2 * b).-1%:R * e)
    r (\sum_(i <- s) a i * z i).
Proof.
move=> Pa1 Pz1 aa0 az0 wa wz sb ev.
have P1 : 1 <= Pa * Pz by apply: mulr_ege1.
have := totals_within (t := fun i => Product (ah i) (zh i)) P1 (g := fun i => ga i * gz i) (x := fun i => a i * z i)
  (alpha := fun i => ga i * az i + aa i * gz i + aa i * az i) _ _ sb ev.
apply=> i; last exact: within_mul.
by rewrite !addr_ge0 ?mulr_ge0 ?(within_gauge_ge0 (wa i)) ?(within_gauge_ge0 (wz i)).
Qed.

End Bound.

(* ------------------------------------------------------------------------ *)
(* Any window: what an adder gave may be cut off again, and so the bound is by the levels of adders. *)
Section Levels.
Variables (F : realFieldType) (K : adder F) (I : eqType) (t : I -> term F) (c : nat).

Inductive levels : nat -> nat -> seq I -> F -> Prop :=
| LevelsNothing : levels 0 0 [::] 0
| LevelsValue i v : t i = Value v -> levels 0 0 [:: i] v
| LevelsExact i a x : t i = Product a x -> levels 0 0 [:: i] (a * x)
| LevelsProduct i a x r : t i = Product a x -> multiplies K a x r -> levels 1 1 [:: i] r
| LevelsSum D M ss rs z :
    levels_each D M ss rs -> (nonzeros rs <= c)%N -> adds K rs z -> levels D.+1 M.+1 (flatten ss) z
| LevelsSkip D M i s r : worth (t i) = 0 -> levels D M s r -> levels D M (i :: s) r
| LevelsInOrder D M s1 s2 r : perm_eq s1 s2 -> levels D M s1 r -> levels D M s2 r
with levels_each : nat -> nat -> seq (seq I) -> seq F -> Prop :=
| LevelsNone D : levels_each D 0 [::] [::]
| LevelsMore D D' M M' s ss r rs : levels D' M s r -> (D' <= D)%N -> levels_each D M' ss rs ->
    levels_each D (M + M') (s :: ss) (r :: rs).

Scheme levels_rec := Minimality for levels Sort Prop
with levels_each_rec := Minimality for levels_each Sort Prop.
Combined Scheme levels_mutual from levels_rec, levels_each_rec.

Variables (theta v e : F).
Hypothesis cuts : adder_cuts theta v e K.
Let theta0 : 0 <= theta := cut_ge0 cuts.
Let v0 : 0 <= v := adder_unit_ge0 cuts.
Let e0 : 0 <= e := adder_underflow_ge0 cuts.

Let kappa := c%:R * theta.
Let kappa0 : 0 <= kappa. Proof. by rewrite mulr_ge0 ?ler0n. Qed.
Let H D : F := (1 + kappa) ^+ D * (1 + v) ^+ D.
Let G s : F := \sum_(i <- s) `|worth (t i)|.

Let H1 D : 1 <= H D.
Proof. by rewrite mulr_ege1 ?exprn_ege1 ?ler_addl. Qed.

Let HS D : H D.+1 = H D * (1 + kappa) * (1 + v).
Proof. by rewrite /H !exprSr; ring. Qed.

Let H_mono D D' : (D <= D')%N -> H D <= H D'.
Proof.
by move=> le; apply: ler_pmul; rewrite ?exprn_ge0 ?addr_ge0 ?ler01 // ler_weexpn2l ?ler_addl.
Qed.

Let good D M s r := within (H D) (G s) (M%:R * e) r (\sum_(i <- s) worth (t i)).

Let good_each D M ss rs := good D M (flatten ss) (\sum_(r <- rs) r) /\
  \sum_(r <- rs) `|r| <= H D * (G (flatten ss) + M%:R * e).

Let below0 M : 0 <= M%:R * e.
Proof. by rewrite mulr_ge0 ?ler0n. Qed.

Lemma level_sum D M ss rs z : good_each D M ss rs -> (nonzeros rs <= c)%N -> adds K rs z ->
  good D.+1 M.+1 (flatten ss) z.
Proof.
case=> gs ns nc az; have [rs' cut er] := adder_error cuts az.
have big0 : 0 <= theta * largest rs by rewrite mulr_ge0 ?largest_ge0.
have off : `|\sum_(r <- rs') r - \sum_(r <- rs) r| <= kappa * (H D * (G (flatten ss) + M%:R * e)).
  apply: le_trans (cut_total big0 cut) _; rewrite mulrA; apply: ler_pmul => //.
  - by rewrite mulr_ge0 ?ler0n.
  - exact: largest_ge0.
  - by rewrite ler_wpmul2r // ler_nat.
  - exact: le_trans (largest_le rs) ns.
rewrite /good HS -addn1 natrD mulrDl mul1r; apply: (within_round v0 e0 _ (below0 M) _ er).
  by apply: mulr_ege1 (H1 D) _; rewrite ler_addl.
exact: within_off gs off.
Qed.

Lemma levels_good : (forall D M s r, levels D M s r -> good D M s r) /\
  (forall D M ss rs, levels_each D M ss rs -> good_each D M ss rs).
Proof.
have one i : good 0 0 [:: i] (worth (t i)).
  by rewrite /good /G !big_seq1 mul0r; apply: within_exact.
apply: levels_mutual => //.
- by rewrite /good /G !big_nil mul0r; apply: within_exact; rewrite ?normr0.
- by move=> i y ti; have := one i; rewrite ti.
- by move=> i a y ti; have := one i; rewrite ti.
- move=> i a y r ti mr; have := one i; rewrite {1}ti /good => w.
  have := within_round v0 e0 (H1 0) (below0 0) w (multiplier_error cuts mr).
  rewrite HS mul0r add0r mul1r => wr; apply: within_mono wr => //.
    by apply: mulr_ege1 (H1 0) _; rewrite ler_addl.
  by rewrite ler_wpmul2r ?addr_ge0 ?ler01 // ler_pemulr ?ler_addl // (le_trans ler01).
- by move=> D M ss rs z _ ge nc az; apply: level_sum ge nc az.
- by move=> D M i s r wi _; rewrite /good /G !big_cons wi normr0 !add0r.
- by move=> D M s1 s2 r s12 _; rewrite /good /G !(perm_big _ s12).
- move=> D; rewrite /good_each /good /G !big_nil mul0r addr0 mulr0.
  by split=> //; apply: within_exact; rewrite ?normr0.
move=> D D' M M' s ss r rs _ gs DD _ [gss nss].
have {}gs : good D M s r by apply: within_mono gs => //; apply: H_mono.
rewrite /good_each /good /G /= !big_cons !big_cat natrD mulrDl /=; split; first exact: within_add.
by rewrite addrACA mulrDr; apply: ler_add nss; apply: within_norm gs.
Qed.

Theorem rounding_bound_adder_levels D M s r : levels D M s r ->
  `|r - \sum_(i <- s) worth (t i)| <=
  ((1 + c%:R * theta) ^+ D * (1 + v) ^+ D - 1) * (\sum_(i <- s) `|worth (t i)|) +
  (1 + c%:R * theta) ^+ D * (1 + v) ^+ D * (M%:R * e).
Proof. by case/levels_good.1. Qed.

End Levels.

(* ------------------------------------------------------------------------ *)
(* Stages, whose operands are narrowed first or not.                         *)
Section Stages.
Variables (F : realFieldType) (theta v e : F) (K : adder F).
Hypothesis mod : adder_model theta v e K.
Variables (vn eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing vn eps N is_narrowed.

Lemma adder_dots : dot_model (adder_growth theta v) e e
  (fun n a z r => totals K (fun j : 'I_n => Product (a j) (z j)) (index_enum _) r).
Proof.
have e0 := adder_underflow_ge0 mod.
split=> // [d|n ah a ga aa zh z gz az Pa Pz d r Pa1 Pz1 aa0 az0 wa wz sd ev].
  exact: (adder_growth_ge1 mod).
have -> : sum_unit e e d = (2 * d).-1%:R * e by rewrite /sum_unit -mulrDl -natrD pred_twice.
exact: (adder_dot_within mod Pa1 Pz1 aa0 az0 wa wz sd ev).
Qed.

Definition computes_added m n (S : 'M[F]_(m, n)) (h : 'cV[F]_n) (y : 'cV[F]_m) : Prop :=
  exists a z : 'I_m -> 'I_n -> F,
  [/\ forall i j, is_narrowed (S i j) (a i j), forall i j, is_narrowed (h j 0) (z i j)
    & forall i, totals K (fun j => Product (a i j) (z i j)) (index_enum _) (y i 0)].

Theorem rounding_bound_adder_narrowed n0 n1 n2 (S0 : 'M[F]_(n1, n0)) (S1 : 'M[F]_(n2, n1)) d0 d1 x h y :
  row_support S0 d0 -> row_support S1 d1 -> computes_added S0 x h -> computes_added S1 h y -> forall i,
  `|y i 0 - (S1 *m (S0 *m x)) i 0| <=
  ((1 + vn) ^+ 4 * (adder_growth theta v d0 * adder_growth theta v d1) - 1) *
    (absmx S1 *m (absmx S0 *m absmx x)) i 0 +
  (1 + vn) ^+ 4 * (adder_growth theta v d0 * adder_growth theta v d1) *
    narrowed_lost2 e e eps N S0 S1 d0 d1 x i 0.
Proof. exact: (read_two_stages adder_dots nar). Qed.

(* A chain, kept between the stages in a format of its own or not. *)
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).

Definition computes_added_chain T (x : 'cV[F]_(n 0)) (hh : forall t, 'cV[F]_(n t)) : Prop :=
  hh 0%N = x /\ forall t, (t < T)%N -> exists2 z : 'cV[F]_(n t.+1), computes_added (S t) (hh t) z &
    if stored t then forall i, is_stored (z i 0) (hh t.+1 i 0) else hh t.+1 = z.

Definition added_growth t : F := (1 + vn) ^+ (2 * t) *
  \prod_(s < t) (adder_growth theta v (d s) * (1 + u') ^+ stored s).

Theorem rounding_bound_adder_chain T x hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_added_chain T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (added_growth T - 1) * gauge S x T i 0 +
  added_growth T * narrowed_lost e e eps N eta' S d stored x T i 0.
Proof. exact: (read_chain_error adder_dots nar sto). Qed.

End Stages.
