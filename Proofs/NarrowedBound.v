(* The error bound where operands are rounded to a narrower format before each product, as with TF32.

   narrowing v eps N is_narrowed: what is read of a number z errs by at most v|z| + eps, and by at most v|z| where
     |z| >= N; 0 is read as 0.
   tiny N S: 1 where an entry of S is below N and not 0, else 0: where a datum may lose eps.
   dot_model grow eta mu is_dot: a computed dot product with at most d products that are not 0 may grow by grow d, and
     underflows by d eta + (d - 1) mu. What holds of stages and chains is proved of such models, and so of sums by adders
     too (AdderBound.v).
   computes_narrowed K is_narrowed S h y: y is a computed S h, every operand of every product narrowed first.
   lost_by: what a stage S makes of G and of the B of its operands: |S| B + eps tiny(S) (G + B) + unit.
   narrowed_lost: the A_t of a chain: A_0 = 0, A_(t+1) is lost_by S_t of G_t and of B_0 = eps tiny(x), B_t = A_t + eps.
   Sums may underflow as well, by mu (Rounding.v): the units are d eta + (d - 1) mu; a standard model has mu = 0.

   rounding_bound_narrowed — two stages with at most p and r entries in a row err by at most
     ((1+v)^4 (1+u)^(p+r) - 1) G + (1+v)^4 (1+u)^(p+r) A, where A = |L| (A_1 + eps) + eps tiny(L) (|R||x| + A_1 + eps) +
     r eta and A_1 = |R| eps tiny(x) + eps tiny(R) (|x| + eps tiny(x)) + p eta — rounding-bound
   rounding_bound_narrowed_monarch — the same for Monarch products — rounding-bound
   rounding_bound_narrowed_normal — where no datum is below N, A = (p eta + eps) |L|1 + r eta — rounding-bound
   rounding_bound_narrowed_chain — a chain of T stages: the growth of the chain that is not narrowed times (1+v)^2T, and the A_T
     above — rounding-bound
   rounding_bound_narrowed_no_overflow — where the bounds are within the largest numbers of the three formats, nothing
     overflows, narrowing included — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Rounding ErrorBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Record narrowing (F : realFieldType) (v eps N : F) (is_narrowed : F -> F -> Prop) : Prop :=
  Narrowing {
  narrow_unit_ge0 : 0 <= v;
  narrow_underflow_ge0 : 0 <= eps;
  narrowed_error : forall z r, is_narrowed z r -> `|r - z| <= v * `|z| + eps;
  narrowed_normal : forall z r, is_narrowed z r -> N <= `|z| -> `|r - z| <= v * `|z|;
  narrowed_zero : forall r, is_narrowed 0 r -> r = 0
}.

Definition tiny (F : realFieldType) (N : F) m n (S : 'M[F]_(m, n)) : 'M[F]_(m, n) :=
  \matrix_(i, j) ((S i j != 0) && (`|S i j| < N))%:R.

Definition computes_narrowed (F : realFieldType) (K : arithmetic F) (is_narrowed : F -> F -> Prop)
    m n (S : 'M[F]_(m, n)) (h : 'cV[F]_n) (y : 'cV[F]_m) : Prop :=
  exists a z : 'I_m -> 'I_n -> F,
  [/\ forall i j, is_narrowed (S i j) (a i j), forall i j, is_narrowed (h j 0) (z i j)
    & forall i, evaluates K (fun j => Product (a i j) (z i j)) (index_enum _) (y i 0)].

(* What underflow adds to a sum of d products. *)
Definition sum_unit (F : realFieldType) (eta mu : F) (d : nat) : F := d%:R * eta + d.-1%:R * mu.

Record dot_model (F : realFieldType) (grow : nat -> F) (eta mu : F)
    (is_dot : forall n, ('I_n -> F) -> ('I_n -> F) -> F -> Prop) : Prop := DotModel {
  grow_ge1 : forall d, 1 <= grow d;
  dot_underflow_ge0 : 0 <= eta;
  dot_sum_underflow_ge0 : 0 <= mu;
  dot_error : forall n (ah a ga aa zh z gz az : 'I_n -> F) Pa Pz d r,
    1 <= Pa -> 1 <= Pz -> (forall i, 0 <= aa i) -> (forall i, 0 <= az i) ->
    (forall i, within Pa (ga i) (aa i) (ah i) (a i)) ->
    (forall i, within Pz (gz i) (az i) (zh i) (z i)) ->
    (count (fun i => ah i * zh i != 0)%R (index_enum [finType of 'I_n]) <= d)%N -> is_dot n ah zh r ->
    within (Pa * Pz * grow d) (\sum_i ga i * gz i)
      (\sum_i (ga i * az i + aa i * gz i + aa i * az i) + sum_unit eta mu d) r (\sum_i a i * z i)
}.

Lemma standard_dots (F : realFieldType) (u eta mu : F) (K : arithmetic F) : rounded_model u eta mu K ->
  dot_model (fun d => (1 + u) ^+ d) eta mu
    (fun n a z r => evaluates K (fun j : 'I_n => Product (a j) (z j)) (index_enum _) r).
Proof.
move=> std; split=> [d|||n ah a ga aa zh z gz az Pa Pz d r Pa1 Pz1 aa0 az0 wa wz sd ev].
- exact: (growth_ge1 std).
- exact: (underflow_ge0 std).
- exact: (sum_underflow_ge0 std).
by rewrite /sum_unit addrA; apply: (dot_within std Pa1 Pz1 aa0 az0 wa wz sd ev).
Qed.

(* Every operand of every product is narrowed first. *)
Definition computes_read (F : realFieldType) (is_dot : forall n, ('I_n -> F) -> ('I_n -> F) -> F -> Prop)
    (is_narrowed : F -> F -> Prop) m n (S : 'M[F]_(m, n)) (h : 'cV[F]_n) (y : 'cV[F]_m) : Prop :=
  exists a z : 'I_m -> 'I_n -> F,
  [/\ forall i j, is_narrowed (S i j) (a i j), forall i j, is_narrowed (h j 0) (z i j)
    & forall i, is_dot n (a i) (z i) (y i 0)].

Section Stage.
Variables (F : realFieldType) (grow : nat -> F) (eta mu : F).
Variable is_dot : forall n, ('I_n -> F) -> ('I_n -> F) -> F -> Prop.
Hypothesis dots : dot_model grow eta mu is_dot.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Let v0 : 0 <= v := narrow_unit_ge0 nar.
Let eps0 : 0 <= eps := narrow_underflow_ge0 nar.

Lemma tiny_ge0 m n (S : 'M[F]_(m, n)) i j : 0 <= tiny N S i j.
Proof. by rewrite mxE ler0n. Qed.

(* What is read of a datum, and of a number that errs. *)
Lemma read_datum m n (S : 'M[F]_(m, n)) i j r : is_narrowed (S i j) r ->
  within (1 + v) `|S i j| (eps * tiny N S i j) r (S i j).
Proof.
move=> nr; split=> //; rewrite [1 + v]addrC addrK mxE.
have le0 : 0 <= (v + 1) * (eps * ((S i j != 0) && (`|S i j| < N))%:R).
  by rewrite mulr_ge0 ?addr_ge0 ?mulr_ge0 ?ler0n ?ler01.
have [Nz|zN] := leP N `|S i j|.
  by apply: le_trans (narrowed_normal nar nr Nz) _; rewrite ler_addl andbF mulr0n !mulr0.
have [z|z] := eqVneq (S i j) 0.
  rewrite z in nr; rewrite z (narrowed_zero nar nr) subrr normr0 mulr0 add0r.
  by rewrite mulr0n !mulr0.
apply: le_trans (narrowed_error nar nr) _; rewrite ler_add2l mulr1.
by rewrite ler_pemull // ler_addr.
Qed.

Lemma read_within P G A h x r : 1 <= P -> 0 <= A -> within P G A h x -> is_narrowed h r ->
  within (P * (1 + v)) G (A + eps) r x.
Proof. by move=> P1 A0 w nr; apply: within_round w (narrowed_error nar nr). Qed.

Lemma sum_unit_ge0 d : 0 <= sum_unit eta mu d.
Proof. by rewrite addr_ge0 ?mulr_ge0 ?ler0n ?(dot_underflow_ge0 dots) ?(dot_sum_underflow_ge0 dots). Qed.

(* A after a stage, from G and from the B of its operands. *)
Definition lost_by m n (S : 'M[F]_(m, n)) (G B : 'cV[F]_n) (unit : F) : 'cV[F]_m :=
  absmx S *m B + eps *: (tiny N S *m (G + B)) + const_mx unit.

Lemma lost_by_ge0 m n (S : 'M[F]_(m, n)) G B unit :
  nonneg_col G -> nonneg_col B -> 0 <= unit -> nonneg_col (lost_by S G B unit).
Proof.
move=> G0 B0 c0 i; rewrite !addE scaleE [const_mx _ _ _]mxE !addr_ge0 ?mulr_ge0 //.
  by rewrite absmx_mulE sumr_ge0 // => j _; rewrite mulr_ge0.
by rewrite mxE sumr_ge0 // => j _; rewrite mulr_ge0 ?tiny_ge0 // addE addr_ge0.
Qed.

Lemma narrowed_terms m n (S : 'M[F]_(m, n)) d (a z : 'I_m -> 'I_n -> F) i : row_support S d ->
  (forall i j, is_narrowed (S i j) (a i j)) ->
  (count (fun j => a i j * z i j != 0)%R (index_enum [finType of 'I_n]) <= d)%N.
Proof.
move=> Sd na; apply: leq_trans (Sd i); apply: sub_count => j /=.
apply: contraNneq => S0; have := na i j; rewrite S0 => /(narrowed_zero nar) ->.
by rewrite mul0r.
Qed.

Lemma lost_byE m n (S : 'M[F]_(m, n)) (G B : 'cV[F]_n) d i :
  lost_by S G B (sum_unit eta mu d) i 0 = \sum_j (`|S i j| * B j 0 +
    eps * tiny N S i j * G j 0 + eps * tiny N S i j * B j 0) + sum_unit eta mu d.
Proof.
rewrite !addE scaleE [const_mx _ _ _]mxE absmx_mulE [(tiny N S *m _) i 0]mxE mulr_sumr.
rewrite -big_split /=; congr (_ + _); apply: eq_bigr => j _.
by rewrite addE; ring.
Qed.

(* The operands z as they are read, which stand for h. *)
Lemma read_stage m n (S : 'M[F]_(m, n)) d P (G B h : 'cV[F]_n) (a z : 'I_m -> 'I_n -> F) (y : 'cV[F]_m) :
  1 <= P -> nonneg_col B -> row_support S d ->
  (forall i j, is_narrowed (S i j) (a i j)) ->
  (forall i j, within P (G j 0) (B j 0) (z i j) (h j 0)) ->
  (forall i, is_dot (a i) (z i) (y i 0)) ->
  within_col ((1 + v) * P * grow d) (absmx S *m G) (lost_by S G B (sum_unit eta mu d)) y (S *m h).
Proof.
move=> P1 B0 Sd na wz ev i.
have Pv1 : 1 <= 1 + v by rewrite ler_addl.
have tiny0 j : 0 <= eps * tiny N S i j by rewrite mulr_ge0 ?tiny_ge0.
have := dot_error dots Pv1 P1 tiny0 (fun j => B0 j) (fun j => read_datum (na i j)) (wz i)
  (narrowed_terms z i Sd na) (ev i).
by rewrite lost_byE absmx_mulE [(S *m h) i 0]mxE.
Qed.

(* Two stages. *)
Section TwoStages.
Variables (n0 n1 n2 : nat) (S0 : 'M[F]_(n1, n0)) (S1 : 'M[F]_(n2, n1)) (d0 d1 : nat) (x : 'cV[F]_n0).

Definition narrowed_lost1 : 'cV[F]_n1 := lost_by S0 (absmx x) (eps *: tiny N x) (sum_unit eta mu d0).
Definition narrowed_lost2 : 'cV[F]_n2 :=
  lost_by S1 (absmx S0 *m absmx x) (narrowed_lost1 + const_mx eps) (sum_unit eta mu d1).

Lemma read_two_stages h y : row_support S0 d0 -> row_support S1 d1 ->
  computes_read is_dot is_narrowed S0 x h -> computes_read is_dot is_narrowed S1 h y -> forall i,
  `|y i 0 - (S1 *m (S0 *m x)) i 0| <=
  ((1 + v) ^+ 4 * (grow d0 * grow d1) - 1) * (absmx S1 *m (absmx S0 *m absmx x)) i 0 +
  (1 + v) ^+ 4 * (grow d0 * grow d1) * narrowed_lost2 i 0.
Proof.
move=> s0 s1 [a0 [z0 [na0 nz0 ev0]]] [a1 [z1 [na1 nz1 ev1]]] i.
have v1 : 1 <= 1 + v by rewrite ler_addl.
have x0 : nonneg_col (absmx x) by move=> j; rewrite mxE.
have B0 : nonneg_col (eps *: tiny N x) by move=> j; rewrite scaleE mulr_ge0 ?tiny_ge0.
have w0 k j : within (1 + v) (absmx x j 0) ((eps *: tiny N x) j 0) (z0 k j) (x j 0).
  by rewrite scaleE [absmx x j 0]mxE; apply: read_datum.
have w1 := read_stage v1 B0 s0 na0 w0 ev0.
have A1 : nonneg_col narrowed_lost1 by apply: lost_by_ge0 => //; apply: sum_unit_ge0.
have P1 : 1 <= (1 + v) * (1 + v) * grow d0 by rewrite !mulr_ege1 // (grow_ge1 dots).
have B1 : nonneg_col (narrowed_lost1 + const_mx eps).
  by move=> j; rewrite addE [const_mx _ _ _]mxE addr_ge0.
have w1' k j := read_within P1 (A1 j) (w1 j) (nz1 k j).
have w1'' k j : within ((1 + v) * (1 + v) * grow d0 * (1 + v)) ((absmx S0 *m absmx x) j 0)
    ((narrowed_lost1 + const_mx eps) j 0) (z1 k j) ((S0 *m x) j 0).
  by rewrite addE [const_mx _ _ _]mxE; apply: w1'.
have [_] := read_stage (mulr_ege1 P1 v1) B1 s1 na1 w1'' ev1 i.
have -> : (1 + v) * ((1 + v) * (1 + v) * grow d0 * (1 + v)) * grow d1 =
  (1 + v) ^+ 4 * (grow d0 * grow d1) by ring.
by [].
Qed.

End TwoStages.
End Stage.

(* ------------------------------------------------------------------------ *)
(* A chain: h_0 = x, h_(t+1) = S_t h_t, kept between the stages in a format   *)
(* of its own or not, and narrowed where it is read.                          *)
Section ReadChain.
Variables (F : realFieldType) (grow : nat -> F) (eta mu : F).
Variable is_dot : forall n, ('I_n -> F) -> ('I_n -> F) -> F -> Prop.
Hypothesis dots : dot_model grow eta mu is_dot.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).
Let v0 : 0 <= v := narrow_unit_ge0 nar.
Let eps0 : 0 <= eps := narrow_underflow_ge0 nar.
Let u'_ge0 : 0 <= u' := stored_unit_ge0 sto.
Let eta'_ge0 : 0 <= eta' := stored_underflow_ge0 sto.

Definition computes_read_chain T (x : 'cV[F]_(n 0)) (hh : forall t, 'cV[F]_(n t)) : Prop :=
  hh 0%N = x /\ forall t, (t < T)%N ->
  exists2 z : 'cV[F]_(n t.+1), computes_read is_dot is_narrowed (S t) (hh t) z &
    if stored t then forall i, is_stored (z i 0) (hh t.+1 i 0) else hh t.+1 = z.

Variable x : 'cV[F]_(n 0).

(* 1 where h_t may lose eps as it is read. *)
Definition may_lose t : 'cV[F]_(n t) :=
  match t with 0%N => tiny N x | _.+1 => const_mx 1 end.

Fixpoint narrowed_lost t : 'cV[F]_(n t) :=
  match t with
  | 0%N => 0
  | s.+1 => lost_by eps N (S s) (gauge S x s) (narrowed_lost s + eps *: may_lose s)
              (sum_unit eta mu (d s) + (stored s)%:R * eta')
  end.

Definition read_growth t : F := (1 + v) ^+ (2 * t) * \prod_(s < t) (grow (d s) * (1 + u') ^+ stored s).

Lemma read_growthS t : read_growth t.+1 =
  (1 + v) * ((1 + v) * read_growth t) * grow (d t) * (1 + u') ^+ stored t.
Proof. by rewrite /read_growth big_ord_recr /= mulnS exprD; ring. Qed.

Lemma read_growth_ge1 t : 1 <= read_growth t.
Proof.
elim: t => [|t ih]; first by rewrite /read_growth big_ord0 mulr1.
have v1 : 1 <= 1 + v by rewrite ler_addl.
rewrite read_growthS; apply: mulr_ege1; last by rewrite exprn_ege1 ?ler_addl.
exact: mulr_ege1 (mulr_ege1 v1 (mulr_ege1 v1 ih)) (grow_ge1 dots _).
Qed.

Lemma growth_read_ge1 t : 1 <= (1 + v) * read_growth t.
Proof. by apply: mulr_ege1 (read_growth_ge1 t); rewrite ler_addl. Qed.

Lemma may_lose_ge0 t : nonneg_col (may_lose t).
Proof. by case: t => [|t] i /=; rewrite mxE ?ler0n ?ler01. Qed.

Lemma gauge_ge0 t : nonneg_col (gauge S x t).
Proof.
elim: t => [|t ih] i; rewrite mxE //.
by rewrite sumr_ge0 // => j _; rewrite mulr_ge0 // mxE.
Qed.

Lemma narrowed_lost_ge0 t : nonneg_col (narrowed_lost t).
Proof.
elim: t => [|t ih] i /=; first by rewrite mxE.
apply: (lost_by_ge0 nar) => [||]; first exact: gauge_ge0.
  by move=> j; rewrite addE scaleE addr_ge0 // mulr_ge0 // may_lose_ge0.
by rewrite addr_ge0 ?(sum_unit_ge0 dots) // mulr_ge0 ?ler0n.
Qed.

Lemma read_lost_ge0 t : nonneg_col (narrowed_lost t + eps *: may_lose t).
Proof.
by move=> j; rewrite addE scaleE addr_ge0 ?narrowed_lost_ge0 // mulr_ge0 // may_lose_ge0.
Qed.

Lemma narrowed_lostS t : narrowed_lost t.+1 = lost_by eps N (S t) (gauge S x t)
    (narrowed_lost t + eps *: may_lose t) (sum_unit eta mu (d t)) +
  const_mx ((stored t)%:R * eta').
Proof.
rewrite /= /lost_by -[RHS]addrA; congr (_ + _).
by apply/matrixP => k l; rewrite !mxE.
Qed.

(* h_t as it is read. *)
Lemma read_again T hh t j r : computes_read_chain T x hh ->
  within (read_growth t) (gauge S x t j 0) (narrowed_lost t j 0) (hh t j 0) (forward S x t j 0) ->
  is_narrowed (hh t j 0) r ->
  within ((1 + v) * read_growth t) (gauge S x t j 0)
    ((narrowed_lost t + eps *: may_lose t) j 0) r (forward S x t j 0).
Proof.
case=> h0 _; case: t j => [|t] j w nr.
  rewrite /read_growth big_ord0 !mulr1 addE scaleE zeroE add0r [gauge _ _ _ _ _]mxE.
  by rewrite h0 in nr; apply: (read_datum nar nr).
rewrite addE scaleE [may_lose _ _ _]mxE mulr1 mulrC.
exact: (read_within nar (read_growth_ge1 _) (narrowed_lost_ge0 _) w nr).
Qed.

Lemma read_chain_within T hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_read_chain T x hh -> forall t, (t <= T)%N ->
  within_col (read_growth t) (gauge S x t) (narrowed_lost t) (hh t) (forward S x t).
Proof.
move=> sup ch; elim=> [_|t ih tT] i.
  rewrite ch.1 zeroE [gauge _ _ _ _ _]mxE /=; apply: within_exact => //.
  exact: read_growth_ge1.
have [z [a [b [na nb ev]]] sz] := ch.2 t tT.
have wb k j := read_again ch (ih (ltnW tT) j) (nb k j).
have wz := read_stage dots nar (growth_read_ge1 t) (@read_lost_ge0 t) (sup _ tT) na wb ev.
rewrite read_growthS narrowed_lostS addE [const_mx _ i 0]mxE.
case: (stored t) sz => [sz|->]; last by rewrite mulr1 mul0r addr0; apply: wz.
rewrite expr1 mul1r; apply: within_round (wz i) (stored_error sto (sz i)) => //.
  by apply: mulr_ege1 (grow_ge1 dots _); apply: mulr_ege1 (growth_read_ge1 t); rewrite ler_addl.
apply: (lost_by_ge0 nar); [exact: gauge_ge0 | exact: read_lost_ge0 | exact: (sum_unit_ge0 dots)].
Qed.

(* h_T as it is read. *)
Lemma read_last T hh j r : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_read_chain T x hh -> is_narrowed (hh T j 0) r ->
  within ((1 + v) * read_growth T) (gauge S x T j 0)
    ((narrowed_lost T + eps *: may_lose T) j 0) r (forward S x T j 0).
Proof. by move=> sup ch; apply: (read_again ch); apply: read_chain_within (leqnn T) j. Qed.

Lemma read_chain_error T hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_read_chain T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (read_growth T - 1) * gauge S x T i 0 + read_growth T * narrowed_lost T i 0.
Proof. by move=> sup ch i; have [] := read_chain_within sup ch (leqnn T) i. Qed.

End ReadChain.

(* ------------------------------------------------------------------------ *)
(* Sums in any order, two stages.                                            *)
Section Narrowed.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Let v0 : 0 <= v := narrow_unit_ge0 nar.
Let eps0 : 0 <= eps := narrow_underflow_ge0 nar.
Let dots := standard_dots std.

(* Where the bound is within W, no partial sum is beyond it. *)
Lemma narrowed_limited W m n (S : 'M[F]_(m, n)) d P (G B h : 'cV[F]_n) (a z : 'I_m -> 'I_n -> F) i r :
  1 <= P -> nonneg_col B -> row_support S d ->
  (forall i j, is_narrowed (S i j) (a i j)) ->
  (forall i j, within P (G j 0) (B j 0) (z i j) (h j 0)) ->
  (1 + v) * P * (1 + u) ^+ d * ((absmx S *m G) i 0 + lost_by eps N S G B (sum_unit eta mu d) i 0) <= W ->
  evaluates (limited W K) (fun j => Product (a i j) (z i j)) (index_enum _) r ->
  evaluates K (fun j => Product (a i j) (z i j)) (index_enum _) r.
Proof.
move=> P1 B0 Sd na wz bW.
have Pv1 : 1 <= 1 + v by rewrite ler_addl.
have tiny0 j : 0 <= eps * tiny N S i j by rewrite mulr_ge0 ?tiny_ge0.
apply: (dot_limited std Pv1 P1 tiny0 (fun j => B0 j) (fun j => read_datum nar (na i j)) (wz i)
  (narrowed_terms nar z i Sd na)).
by move: bW; rewrite lost_byE absmx_mulE /sum_unit [X in _ * (_ + X)]addrA.
Qed.

Theorem rounding_bound_narrowed n0 n1 n2 (S0 : 'M[F]_(n1, n0)) (S1 : 'M[F]_(n2, n1)) d0 d1 x h y :
  row_support S0 d0 -> row_support S1 d1 ->
  computes_narrowed K is_narrowed S0 x h -> computes_narrowed K is_narrowed S1 h y -> forall i,
  `|y i 0 - (S1 *m (S0 *m x)) i 0| <=
  ((1 + v) ^+ 4 * (1 + u) ^+ (d0 + d1) - 1) * (absmx S1 *m (absmx S0 *m absmx x)) i 0 +
  (1 + v) ^+ 4 * (1 + u) ^+ (d0 + d1) * narrowed_lost2 eta mu eps N S0 S1 d0 d1 x i 0.
Proof. by move=> s0 s1 c0 c1 i; rewrite exprD; apply: (read_two_stages dots nar s0 s1 c0 c1). Qed.

(* P2 L P1 has as many entries in a row as the blocks L have columns. *)
Lemma pbd_support a b c (L : 'I_b -> 'M[F]_(a, c)) : row_support (pbd L) c.
Proof.
move=> x; case: (mxtens_indexP x) => l j; rewrite -sum1_count sum1_card.
apply: (@leq_trans #|image (fun k : 'I_c => ix k j) predT|); last first.
  by rewrite -[X in (_ <= X)%N](card_ord c) leq_image_card.
apply/subset_leq_card/subsetP => y; case: (mxtens_indexP y) => k i.
rewrite unfold_in pbdE; case: (eqVneq j i) => [<-|_] /=; last by rewrite mul0r eqxx.
by move=> _; apply/imageP; exists k.
Qed.

Lemma absmx_pbd a b c (L : 'I_b -> 'M[F]_(a, c)) : absmx (pbd L) = pbd (fun j => absmx (L j)).
Proof.
apply/matrixP => k k'; case: (mxtens_indexP k) => l j; case: (mxtens_indexP k') => l' j'.
by rewrite [LHS]mxE !pbdE normrM normr_nat mxE.
Qed.

Theorem rounding_bound_narrowed_monarch a b c d (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d))
    (x : 'cV[F]_(c * d)) h y :
  computes_narrowed K is_narrowed (bdiag R) x h -> computes_narrowed K is_narrowed (pbd L) h y ->
  forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + v) ^+ 4 * (1 + u) ^+ (d + c) - 1) * monarch_gauge L R x i 0 +
  (1 + v) ^+ 4 * (1 + u) ^+ (d + c) * narrowed_lost2 eta mu eps N (bdiag R) (pbd L) d c x i 0.
Proof.
move=> c0 c1 i.
have := rounding_bound_narrowed (bdiag_support R) (pbd_support L) c0 c1 i.
have -> : monarch L R *m x = pbd L *m (bdiag R *m x) by rewrite /monarch /pbd -!mulmxA.
suff -> : monarch_gauge L R x = absmx (pbd L) *m (absmx (bdiag R) *m absmx x) by [].
by rewrite /monarch_gauge -mulmxA absmx_pbd /pbd absmx_bdiag.
Qed.

(* Data that are 0 or of full precision in the narrower format. *)
Definition normal_data m n (S : 'M[F]_(m, n)) : Prop := forall i j, S i j = 0 \/ N <= `|S i j|.

Lemma tiny_normal m n (S : 'M[F]_(m, n)) : normal_data S -> tiny N S = 0.
Proof.
move=> nS; apply/matrixP => i j; rewrite !mxE; case: (nS i j) => [->|Nz].
  by rewrite eqxx.
by rewrite ltNge Nz andbF.
Qed.

Theorem rounding_bound_narrowed_normal a b c d (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d))
    (x : 'cV[F]_(c * d)) h y : normal_data (bdiag R) -> normal_data (pbd L) -> normal_data x ->
  computes_narrowed K is_narrowed (bdiag R) x h -> computes_narrowed K is_narrowed (pbd L) h y ->
  forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + v) ^+ 4 * (1 + u) ^+ (d + c) - 1) * monarch_gauge L R x i 0 +
  (1 + v) ^+ 4 * (1 + u) ^+ (d + c) * ((sum_unit eta mu d + eps) * left_sums L i 0 + sum_unit eta mu c).
Proof.
move=> nR nL nx c0 c1 i; apply: le_trans (rounding_bound_narrowed_monarch c0 c1 i) _.
rewrite /narrowed_lost2 /narrowed_lost1 /lost_by !tiny_normal // !(mul0mx, scaler0, addr0, mulmx0, add0r).
rewrite [(_ *m _ + _) i 0]mxE [const_mx (sum_unit eta mu c) i 0]mxE.
suff -> : absmx (pbd L) *m (const_mx (sum_unit eta mu d) + const_mx eps) =
  (sum_unit eta mu d + eps) *: left_sums L by rewrite scaleE.
have -> : const_mx (sum_unit eta mu d) + const_mx eps = (sum_unit eta mu d + eps) *: (const_mx 1 : 'cV[F]_(c * b)).
  by apply/matrixP => k l; rewrite !mxE mulr1.
rewrite -scalemxAr absmx_pbd; congr (_ *: _).
apply/matrixP => k l; case: (mxtens_indexP k) => k1 k2; rewrite /pbd shuffled_mulE.
rewrite /left_sums absmx_bdiag -mulmxA mul_strideE bdiag_mulE.
by apply: eq_bigr => j _; rewrite !mxE.
Qed.

End Narrowed.

(* ------------------------------------------------------------------------ *)
(* Sums in any order, a chain.                                               *)
Section Chain.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).
Variable x : 'cV[F]_(n 0).

Definition computes_narrowed_stage (b : bool) m k (T : 'M[F]_(m, k)) (h : 'cV[F]_k) (y : 'cV[F]_m) :
    Prop :=
  exists2 z : 'cV[F]_m, computes_narrowed K is_narrowed T h z &
    if b then forall i, is_stored (z i 0) (y i 0) else y = z.

Definition computes_narrowed_chain T (x : 'cV[F]_(n 0)) (hh : forall t, 'cV[F]_(n t)) : Prop :=
  hh 0%N = x /\ forall t, (t < T)%N -> computes_narrowed_stage (stored t) (S t) (hh t) (hh t.+1).

Definition narrowed_growth t : F := (1 + v) ^+ (2 * t) * growth u u' d stored t.

Lemma narrowed_growthE t : narrowed_growth t = read_growth (fun d => (1 + u) ^+ d) v u' d stored t.
Proof.
congr (_ * _); elim: t => [|t ih]; last by rewrite growthS big_ord_recr ih.
by rewrite /growth /depth /narrowed !big_ord0 mulr1.
Qed.

Lemma narrowed_growthS t : narrowed_growth t.+1 =
  (1 + v) * ((1 + v) * narrowed_growth t) * (1 + u) ^+ d t * (1 + u') ^+ stored t.
Proof. by rewrite !narrowed_growthE read_growthS. Qed.

Theorem rounding_bound_narrowed_chain T hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_narrowed_chain T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (narrowed_growth T - 1) * gauge S x T i 0 +
  narrowed_growth T * narrowed_lost eta mu eps N eta' S d stored x T i 0.
Proof. by rewrite narrowed_growthE; apply: (read_chain_error (standard_dots std) nar sto). Qed.

End Chain.

(* ------------------------------------------------------------------------ *)
(* Overflow: W is the largest number of the sums' format, W' of that in which *)
(* they are kept between the stages, Wn of the narrower one.                  *)
Section NoOverflow.
Variables (F : realFieldType) (u eta mu : F) (K : arithmetic F).
Hypothesis std : rounded_model u eta mu K.
Variables (v eps N : F) (is_narrowed : F -> F -> Prop).
Hypothesis nar : narrowing v eps N is_narrowed.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool).
Variables (x : 'cV[F]_(n 0)) (W W' Wn : F).
Hypothesis W'_le : W' <= W.
Let u'_ge0 : 0 <= u' := stored_unit_ge0 sto.
Let eta'_ge0 : 0 <= eta' := stored_underflow_ge0 sto.
Let dots := standard_dots std.

Definition below (bound : F) (is_rounded : F -> F -> Prop) (z r : F) : Prop :=
  `|z| <= bound -> is_rounded z r.

Let P t := narrowed_growth u v u' d stored t.
Let G t := gauge S x t.
Let A t := narrowed_lost eta mu eps N eta' S d stored x t.

Theorem rounding_bound_narrowed_no_overflow T hh :
  (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  (forall t, (t < T)%N -> forall i j, `|S t i j| <= Wn) ->
  (forall t, (t < T)%N -> forall j, P t * (G t j 0 + A t j 0) <= Wn) ->
  (forall t, (t < T)%N -> forall i,
     P t.+1 * (G t.+1 i 0 + A t.+1 i 0) <= if stored t then W' else W) ->
  computes_narrowed_chain (limited W K) (below Wn is_narrowed) (below W' is_stored) S stored T x hh ->
  computes_narrowed_chain K is_narrowed is_stored S stored T x hh.
Proof.
move=> sup bS bn bW [h0 st].
suff: forall t, (t <= T)%N -> computes_narrowed_chain K is_narrowed is_stored S stored t x hh by apply.
elim=> [_|t ih tT]; first by split.
have ch := ih (ltnW tT); split=> // s; rewrite ltnS leq_eqVlt => /orP[/eqP ->|sT]; last exact: (ch.2).
have supt s' : (s' < t)%N -> row_support (S s') (d s').
  by move=> s't; apply/sup/(ltn_trans s't).
have [z [a [b [na nb ev]]] sz] := st t tT.
have na' i j : is_narrowed (S t i j) (a i j) by apply: na (bS t tT i j).
have wt j := read_chain_within dots nar sto supt ch (leqnn t) j.
have nb' i j : is_narrowed (hh t j 0) (b i j).
  by apply: nb; apply: le_trans (bn t tT j); rewrite /P narrowed_growthE; apply: within_norm (wt j).
have wb i j := read_last dots nar sto supt ch (nb' i j).
have P1 := growth_read_ge1 dots nar sto d stored t.
have B0 := @read_lost_ge0 _ _ _ _ _ dots _ _ _ _ nar _ _ _ sto _ S d stored x t.
rewrite -narrowed_growthE in P1 wb.
have reach i : (1 + v) * ((1 + v) * P t) * (1 + u) ^+ d t * ((absmx (S t) *m G t) i 0 +
    lost_by eps N (S t) (G t) (A t + eps *: may_lose N x t) (sum_unit eta mu (d t)) i 0) <=
    if stored t then W' else W.
  apply: le_trans (bW t tT i); rewrite /P /A narrowed_growthS narrowed_lostS.
  rewrite [(lost_by _ _ _ _ _ _ + _) i 0]addE [const_mx _ i 0]mxE.
  have g1 : 1 <= (1 + v) * ((1 + v) * P t) * (1 + u) ^+ d t.
    by rewrite (growthM_ge1 std) // mulr_ege1 // ler_addl (narrow_unit_ge0 nar).
  apply: ler_pmul.
  - exact: le_trans ler01 g1.
  - apply: addr_ge0; first exact: (gauge_ge0 S x (t := t.+1)).
    exact: (lost_by_ge0 nar (S t) (@gauge_ge0 _ _ S x t) B0 (sum_unit_ge0 dots (d t)) i).
  - by rewrite ler_pemulr ?(le_trans ler01 g1) // exprn_ege1 // ler_addl.
  - by rewrite addrA ler_addl mulr_ge0 ?ler0n.
have ev' i : evaluates K (fun j => Product (a i j) (b i j)) (index_enum _) (z i 0).
  apply: (narrowed_limited std nar P1 B0 (sup t tT) na' wb _ (ev i)).
  by apply: le_trans (reach i) _; case: ifP.
exists z; first by exists a, b; split.
have wz := read_stage dots nar P1 B0 (sup t tT) na' wb ev'.
case: (stored t) sz reach => // sz reach i; apply: sz.
by apply: le_trans (within_norm (wz i)) (reach i).
Qed.

End NoOverflow.
