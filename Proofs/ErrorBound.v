(* The a-priori error bound of products of sparse matrices, of Monarch products and of their gradients.

   Stage t computes dot products of at most d_t terms that are not 0, in any order, with or without fused multiply-adds
   (Rounding.v). What it gives may be rounded to a narrower format (u', eta') before it is read.

   computes_monarch K L R x h y: h is a computed R x, y a computed product of L with h, entry by entry.
   storage u' eta' is_stored: what is kept of a number z between two stages errs by at most u'|z| + eta'.
   monarch_gauge: |L| |R| |x|; left_sums: |L| 1.
   kronecker_sparse: a factor of order p; it has at most c entries in a row and b in a column.

   rounding_bound — a Monarch product errs by at most ((1+u)^(p+r) - 1) |L||R||x| + (1+u)^(p+r) (p eta |L|1 + r eta),
     in any standard model — rounding-bound
   rounding_bound_two_stages — the same for any two matrices by the entries in their rows: rectangular shapes, other
     permutations — rounding-bound
   rounding_bound_chain — a chain of T stages, with what is between them rounded to a narrower format or
     not — rounding-bound
   rounding_bound_adjoint — the adjoint of a chain, and so the gradient dx — rounding-bound
   rounding_bound_gradient_formula — the gradient of a factor is the sum over the batch of the adjoint flow times the
     forward flow — rounding-bound
   rounding_bound_gradient — the error of that gradient, written or added onto something — rounding-bound
   rounding_bound_gradient_no_overflow — where that bound is within the largest number, no partial sum of the sum over the
     batch overflows, what it is added onto included — rounding-bound
   rounding_bound_no_overflow — where the bounds are within the largest numbers, no partial sum of a chain
     overflows — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Rounding.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Gauges.
Variable F : realFieldType.

Lemma scaleE m n (k : F) (A : 'M[F]_(m, n)) i j : (k *: A) i j = k * A i j.
Proof. by rewrite mxE. Qed.

Lemma zeroE m n i j : (0 : 'M[F]_(m, n)) i j = 0.
Proof. by rewrite mxE. Qed.

Lemma addE m n (A B : 'M[F]_(m, n)) i j : (A + B) i j = A i j + B i j.
Proof. by rewrite mxE. Qed.

Lemma const_scale m n (k : F) : const_mx k = k *: (const_mx 1 : 'M[F]_(m, n)).
Proof. by apply/matrixP => i j; rewrite !mxE mulr1. Qed.

Lemma absmx_bdiag k p q (B : 'I_k -> 'M[F]_(p, q)) :
  absmx (bdiag B) = bdiag (fun s => absmx (B s)).
Proof. by apply/matrixP => x y; rewrite !mxE normrM normr_nat. Qed.

Lemma absmx_tr m n (S : 'M[F]_(m, n)) : absmx S^T = (absmx S)^T.
Proof. by apply/matrixP => x y; rewrite !mxE. Qed.

Lemma bdiag_mulE k p q n (B : 'I_k -> 'M[F]_(p, q)) (v : 'M_(_, n)) s j z :
  (bdiag B *m v) (ix s j) z = \sum_i B s j i * v (ix s i) z.
Proof.
rewrite mxE sum_ix (bigD1 s) //= [X in _ + X]big1 ?addr0 => [|t /negbTE ne].
  by apply: eq_bigr => i _; rewrite bdiagE eqxx mul1r.
by rewrite big1 // => i _; rewrite bdiagE [s == t]eq_sym ne !mul0r.
Qed.

Lemma shuffled_mulE a b c n (L : 'I_b -> 'M[F]_(a, c)) (v : 'M_(_, n)) l j z :
  (stride F a b *m bdiag L *m (stride F c b)^T *m v) (ix l j) z =
  \sum_k L j l k * v (ix k j) z.
Proof.
rewrite -!mulmxA mul_strideE bdiag_mulE; apply: eq_bigr => k _.
by rewrite tr_stride mul_strideE.
Qed.

Lemma count_le_index n (P : pred 'I_n) : (count P (index_enum [finType of 'I_n]) <= n)%N.
Proof. by rewrite -sum1_count sum1_card -[X in (_ <= X)%N](card_ord n) max_card. Qed.

Lemma bdiag_support k p q (B : 'I_k -> 'M[F]_(p, q)) : row_support (bdiag B) q.
Proof.
move=> x; case: (mxtens_indexP x) => s j; rewrite -sum1_count sum1_card.
apply: (@leq_trans #|image (fun i : 'I_q => ix s i) predT|); last first.
  by rewrite -[X in (_ <= X)%N](card_ord q) leq_image_card.
apply/subset_leq_card/subsetP => y; case: (mxtens_indexP y) => t i.
rewrite unfold_in bdiagE; case: (eqVneq s t) => [->|_] /=; last by rewrite mul0r eqxx.
by move=> _; apply/imageP; exists i.
Qed.

End Gauges.

Arguments count_le_index {n} P.

(* ------------------------------------------------------------------------ *)
Section Monarch.
Variables (F : realFieldType) (u eta : F) (K : arithmetic F).
Hypothesis std : standard_model u eta K.
Let u0 : 0 <= u := unit_ge0 std.
Let eta0 : 0 <= eta := underflow_ge0 std.

Section Product.
Variables a b c d : nat.
Variables (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)) (x : 'cV[F]_(c * d)).

(* h is a computed R x, y a computed P2 L P1 h. *)
Definition computes_monarch (h : 'cV[F]_(c * b)) (y : 'cV[F]_(a * b)) : Prop :=
  (forall k j, evaluates K (fun i => Product (R k j i) (x (ix k i) 0)) (index_enum _)
    (h (ix k j) 0)) /\
  (forall l j, evaluates K (fun k => Product (L j l k) (h (ix k j) 0)) (index_enum _)
    (y (ix l j) 0)).

(* G = P2 |L| P1 |R| |x|. *)
Definition monarch_gauge : 'cV[F]_(a * b) :=
  stride F a b *m absmx (bdiag L) *m (stride F c b)^T *m absmx (bdiag R) *m absmx x.

(* P2 |L| 1. *)
Definition left_sums : 'cV[F]_(a * b) := stride F a b *m absmx (bdiag L) *m const_mx 1.

Theorem rounding_bound h y : computes_monarch h y -> forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + u) ^+ (d + c) - 1) * monarch_gauge i 0 +
  (1 + u) ^+ (d + c) * (d%:R * eta * left_sums i 0 + c%:R * eta).
Proof.
case=> ch cy i; case: (mxtens_indexP i) => l j {i}.
pose gh k := \sum_i `|R k j i| * `|x (ix k i) 0|.
have wh k : within (1 * (1 + u) ^+ d) (gh k) (d%:R * eta) (h (ix k j) 0)
    (\sum_i R k j i * x (ix k i) 0).
  have := rounding_bound_dot std (lexx 1) (fun=> lexx 0)
    (fun i => within_exact (lexx 1) (lexx `|x (ix k i) 0|)) (count_le_index _) (ch k j).
  by rewrite [X in within _ _ (X + _)]big1 ?add0r // => i _; rewrite mulr0.
have d0 : 0 <= d%:R * eta by rewrite mulr_ge0 ?ler0n.
have [] := rounding_bound_dot std (growthM_ge1 std d (lexx 1)) (fun=> d0) wh (count_le_index _) (cy l j).
move=> _; rewrite mul1r -exprD.
have -> : (monarch L R *m x) (ix l j) 0 = \sum_k L j l k * \sum_i R k j i * x (ix k i) 0.
  by rewrite /monarch -mulmxA shuffled_mulE; apply: eq_bigr => k _; rewrite bdiag_mulE.
have -> : monarch_gauge (ix l j) 0 = \sum_k `|L j l k| * gh k.
  rewrite /monarch_gauge !absmx_bdiag -mulmxA shuffled_mulE; apply: eq_bigr => k _.
  by rewrite bdiag_mulE mxE; congr (_ * _); apply: eq_bigr => i _; rewrite !mxE.
have -> : left_sums (ix l j) 0 = \sum_k `|L j l k|.
  rewrite /left_sums absmx_bdiag -mulmxA mul_strideE bdiag_mulE; apply: eq_bigr => k _.
  by rewrite !mxE mulr1.
by rewrite -mulr_suml [d%:R * eta * _]mulrC.
Qed.

End Product.

(* Any two matrices S0, S1 with at most d0, d1 entries in a row. *)
Theorem rounding_bound_two_stages n0 n1 n2 (S0 : 'M[F]_(n1, n0)) (S1 : 'M[F]_(n2, n1)) d0 d1 x h y :
  row_support S0 d0 -> row_support S1 d1 ->
  computes_product K S0 x h -> computes_product K S1 h y -> forall i,
  `|y i 0 - (S1 *m (S0 *m x)) i 0| <=
  ((1 + u) ^+ (d0 + d1) - 1) * (absmx S1 *m (absmx S0 *m absmx x)) i 0 +
  (1 + u) ^+ (d0 + d1) * (d0%:R * eta * (absmx S1 *m (const_mx 1 : 'cV_n1)) i 0 + d1%:R * eta).
Proof.
move=> s0 s1 c0 c1 i.
have wx : within_col 1 (absmx x) 0 x x.
  by move=> j; rewrite !mxE; apply: within_exact; rewrite ?lexx.
have z0 : nonneg_col (0 : 'cV[F]_n0) by move=> j; rewrite mxE.
have := stage_within std (lexx 1) z0 s0 wx c0; rewrite mulmx0 add0r mul1r => w0.
have A0 : nonneg_col (const_mx (d0%:R * eta) : 'cV[F]_n1).
  by move=> j; rewrite mxE mulr_ge0 ?ler0n.
have [_] := stage_within std (growth_ge1 std d0) A0 s1 w0 c1 i.
rewrite -exprD [(_ *m const_mx _ + _) i 0]mxE [const_mx (d1%:R * eta) i 0]mxE => e.
apply: le_trans e _.
by rewrite const_scale -scalemxAr scaleE.
Qed.

End Monarch.

(* ------------------------------------------------------------------------ *)
(* A chain of stages: h_0 = x, h_(t+1) = S_t h_t.                             *)
Section Flow.
Variables (F : realFieldType) (n : nat -> nat).
Implicit Type S : forall t, 'M[F]_(n t.+1, n t).

(* h_t. *)
Fixpoint forward S (x : 'cV[F]_(n 0)) t : 'cV[F]_(n t) :=
  match t with 0%N => x | s.+1 => S s *m forward S x s end.

(* S_(t-1) ... S_(v+1) 1, for v < t. *)
Fixpoint amplified S v t : 'cV[F]_(n t) :=
  match t with
  | 0%N => 0
  | s.+1 => if s == v then const_mx 1 else S s *m amplified S v s
  end.

(* S_(s+t-1) ... S_t h. *)
Fixpoint onward S s t (h : 'cV[F]_(n t)) : 'cV[F]_(n (s + t)) :=
  match s with 0%N => h | v.+1 => S (v + t)%N *m onward S v h end.

(* S_t^T ... S_(s+t-1)^T g. *)
Fixpoint backward S s t : 'cV[F]_(n (s + t)) -> 'cV[F]_(n t) :=
  match s with 0%N => id | v.+1 => fun g => backward S (s := v) ((S (v + t)%N)^T *m g) end.

Lemma onward_forward S s t x : forward S x (s + t) = onward S s (forward S x t).
Proof. by elim: s => //= s <-. Qed.

Lemma backwardD S s t (g g' : 'cV_(n (s + t))) :
  backward S (g + g') = backward S g + backward S g'.
Proof. by elim: s g g' => //= s ih g g'; rewrite mulmxDr ih. Qed.

Lemma backwardZ S s t k (g : 'cV_(n (s + t))) : backward S (k *: g) = k *: backward S g.
Proof. by elim: s g => //= s ih g; rewrite -scalemxAr ih. Qed.

Lemma backward0 S s t : backward S (0 : 'cV_(n (s + t))) = 0.
Proof. by elim: s => //= s ih; rewrite mulmx0 ih. Qed.

Lemma backward_adjoint S s t (g : 'cV_(n (s + t))) (h : 'cV_(n t)) :
  g^T *m onward S s h = (backward S g)^T *m h.
Proof. by elim: s g => //= s ih g; rewrite -ih trmx_mul trmxK mulmxA. Qed.

End Flow.

(* r is what is kept of z in a narrower format. *)
Record storage (F : realFieldType) (u' eta' : F) (is_stored : F -> F -> Prop) : Prop := Storage {
  stored_unit_ge0 : 0 <= u';
  stored_underflow_ge0 : 0 <= eta';
  stored_error : forall z r, is_stored z r -> `|r - z| <= u' * `|z| + eta'
}.

Section Chain.
Variables (F : realFieldType) (u eta : F) (K : arithmetic F).
Hypothesis std : standard_model u eta K.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Let u0 : 0 <= u := unit_ge0 std.
Let eta0 : 0 <= eta := underflow_ge0 std.
Let u'_ge0 : 0 <= u' := stored_unit_ge0 sto.
Let eta'_ge0 : 0 <= eta' := stored_underflow_ge0 sto.

(* One stage, kept in the narrower format if b. *)
Definition computes_stage (b : bool) m n (S : 'M[F]_(m, n))
    (x : 'cV[F]_n) (y : 'cV[F]_m) : Prop :=
  exists2 z : 'cV[F]_m, computes_product K S x z &
    if b then forall i, is_stored (z i 0) (y i 0) else y = z.

(* What underflow adds at one stage. *)
Definition stage_unit (d : nat) (b : bool) : F := d%:R * eta + b%:R * eta'.

Lemma stage_unit_ge0 d b : 0 <= stage_unit d b.
Proof. by rewrite addr_ge0 // mulr_ge0 ?ler0n. Qed.

Lemma stored_stage_within b m n (S : 'M[F]_(m, n)) d P (G A h x : 'cV[F]_n) (y : 'cV[F]_m) :
  1 <= P -> nonneg_col A -> row_support S d -> within_col P G A h x ->
  computes_stage b S h y ->
  within_col (P * ((1 + u) ^+ d * (1 + u') ^+ b)) (absmx S *m G)
    (absmx S *m A + stage_unit d b *: const_mx 1) y (S *m x).
Proof.
move=> P1 A0 Sd w [z cz st] i; have wz := stage_within std P1 A0 Sd w cz i.
move: wz; rewrite [(absmx S *m A + _) i 0]addE [const_mx _ i 0]mxE => wz.
rewrite [(absmx S *m A + _) i 0]addE scaleE [const_mx _ i 0]mxE mulr1 /stage_unit addrA mulrA.
case: b st => [st|->]; last by rewrite mulr1 mul0r addr0.
rewrite expr1 mul1r; apply: within_round wz (stored_error sto (st i)) => //.
  exact: (growthM_ge1 std d P1).
rewrite addr_ge0 ?mulr_ge0 ?ler0n // mxE sumr_ge0 // => j _.
by rewrite mxE mulr_ge0.
Qed.

Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)).
Notation "|S|" := (fun t => absmx (S t)).

Section Forward.
Variables (d : nat -> nat) (stored : nat -> bool).

(* D_t, s_t, P_t and A_t of the judge. *)
Definition depth t := (\sum_(v < t) d v)%N.
Definition narrowed t := (\sum_(v < t) stored v)%N.
Definition growth t : F := (1 + u) ^+ depth t * (1 + u') ^+ narrowed t.
Definition lost t : 'cV[F]_(n t) :=
  \sum_(v < t) stage_unit (d v) (stored v) *: amplified |S| v t.
Definition gauge (x : 'cV[F]_(n 0)) t : 'cV[F]_(n t) := forward |S| (absmx x) t.

(* hh_t are computed from hh_0 = x by T stages. *)
Definition computes_chain T (x : 'cV[F]_(n 0)) (hh : forall t, 'cV[F]_(n t)) : Prop :=
  hh 0%N = x /\ forall t, (t < T)%N -> computes_stage (stored t) (S t) (hh t) (hh t.+1).

Lemma growth_geq1 t : 1 <= growth t.
Proof. by rewrite mulr_ege1 ?exprn_ege1 ?ler_addl. Qed.

Lemma growthS t : growth t.+1 = growth t * ((1 + u) ^+ d t * (1 + u') ^+ stored t).
Proof. by rewrite /growth /depth /narrowed !big_ord_recr /= !exprD mulrACA. Qed.

Lemma amplified_ge0 v t i : 0 <= amplified |S| v t i 0.
Proof.
elim: t i => [|t ih] i /=; first by rewrite mxE.
case: eqP => _; first by rewrite mxE ler01.
by rewrite mxE sumr_ge0 // => j _; rewrite mulr_ge0 // mxE.
Qed.

Lemma lost_nonneg t : nonneg_col (lost t).
Proof.
move=> i; rewrite summxE sumr_ge0 // => v _.
by rewrite scaleE mulr_ge0 ?stage_unit_ge0 ?amplified_ge0.
Qed.

Lemma lostS t :
  lost t.+1 = absmx (S t) *m lost t + stage_unit (d t) (stored t) *: const_mx 1.
Proof.
rewrite /lost big_ord_recr /= eqxx; congr (_ + _).
rewrite mulmx_sumr; apply: eq_bigr => v _.
by rewrite -scalemxAr gtn_eqF.
Qed.

Lemma chain_within T x hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_chain T x hh -> forall t, (t <= T)%N ->
  within_col (growth t) (gauge x t) (lost t) (hh t) (forward S x t).
Proof.
move=> sup [h0 st]; elim=> [_|t ih tT].
  move=> i; rewrite /lost big_ord0 h0 zeroE /=.
  by apply: within_exact; rewrite ?growth_geq1 // mxE.
rewrite growthS lostS; apply: stored_stage_within (sup _ tT) (ih (ltnW tT)) (st _ tT).
  exact: growth_geq1.
exact: lost_nonneg.
Qed.

Theorem rounding_bound_chain T x hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_chain T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (growth T - 1) * gauge x T i 0 + growth T * lost T i 0.
Proof. by move=> sup ch i; have [] := chain_within sup ch (leqnn T) i. Qed.

End Forward.

Section Backward.
(* d v bounds the entries in a column of S_(v+t). *)
Variables (t : nat) (d : nat -> nat) (stored : nat -> bool).

Definition lost_back s : 'cV[F]_(n t) :=
  \sum_(v < s) stage_unit (d v) (stored v) *: backward |S| (s := v) (const_mx 1).
Definition gauge_back s (g : 'cV[F]_(n (s + t))) : 'cV[F]_(n t) := backward |S| (absmx g).

(* gg_s = g, and gg_v is computed as S_(v+t)^T gg_(v+1). *)
Definition computes_adjoint s (g : 'cV[F]_(n (s + t))) (gg : forall v, 'cV[F]_(n (v + t))) :=
  gg s = g /\ forall v, (v < s)%N ->
    computes_stage (stored v) (S (v + t)%N)^T (gg v.+1) (gg v).

Lemma backward_ge0 s (g : 'cV[F]_(n (s + t))) :
  nonneg_col g -> nonneg_col (backward |S| g).
Proof.
elim: s g => //= s ih g g0; apply: ih => i; rewrite mxE sumr_ge0 // => j _.
by rewrite mulr_ge0 // !mxE.
Qed.

Lemma lost_back_ge0 s : nonneg_col (lost_back s).
Proof.
move=> i; rewrite summxE sumr_ge0 // => v _; rewrite scaleE mulr_ge0 ?stage_unit_ge0 //.
by apply: backward_ge0 => j; rewrite mxE ler01.
Qed.

Lemma adjoint_steps s P (G A g : 'cV[F]_(n (s + t)))
    (gg : forall v, 'cV[F]_(n (v + t))) : 1 <= P -> nonneg_col A ->
  (forall v, (v < s)%N -> row_support (S (v + t)%N)^T (d v)) ->
  within_col P G A (gg s) g ->
  (forall v, (v < s)%N -> computes_stage (stored v) (S (v + t)%N)^T (gg v.+1) (gg v)) ->
  within_col (P * growth d stored s) (backward |S| G) (backward |S| A + lost_back s)
    (gg 0%N) (backward S g).
Proof.
elim: s P G A g => [|s ih] P G A g P1 A0 sup w st.
  by rewrite /growth /depth /narrowed /lost_back !big_ord0 !expr0 !mulr1 addr0.
rewrite growthS [growth _ _ _ * _]mulrC mulrA /=.
have := stored_stage_within P1 A0 (sup s (ltnSn s)) w (st s (ltnSn s)).
rewrite absmx_tr => ws.
rewrite [lost_back _]big_ord_recr /= [\sum_(v < s) _ + _]addrC addrA -backwardZ -backwardD.
apply: ih ws _ => [|i|v vs|v vs].
- by rewrite !mulr_ege1 ?exprn_ege1 ?ler_addl.
- rewrite addE addr_ge0 //; last by rewrite scaleE [const_mx _ _ _]mxE mulr1 stage_unit_ge0.
  by rewrite mxE sumr_ge0 // => j _; rewrite mulr_ge0 // !mxE.
- exact/sup/ltnW.
- exact/st/ltnW.
Qed.

Lemma adjoint_within s (g : 'cV[F]_(n (s + t))) gg :
  (forall v, (v < s)%N -> row_support (S (v + t)%N)^T (d v)) ->
  computes_adjoint g gg ->
  within_col (growth d stored s) (gauge_back g) (lost_back s) (gg 0%N) (backward S g).
Proof.
move=> sup [gs st]; have z0 : nonneg_col (0 : 'cV[F]_(n (s + t))) by move=> i; rewrite mxE.
have w0 : within_col 1 (absmx g) 0 (gg s) g.
  by move=> i; rewrite gs zeroE; apply: within_exact; rewrite // mxE.
by have := adjoint_steps (lexx 1) z0 sup w0 st; rewrite mul1r backward0 add0r.
Qed.

Theorem rounding_bound_adjoint s (g : 'cV[F]_(n (s + t))) gg :
  (forall v, (v < s)%N -> row_support (S (v + t)%N)^T (d v)) ->
  computes_adjoint g gg -> forall i,
  `|gg 0%N i 0 - backward S g i 0| <=
  (growth d stored s - 1) * gauge_back g i 0 + growth d stored s * lost_back s i 0.
Proof. by move=> sup ch i; have [] := adjoint_within sup ch i. Qed.

End Backward.

(* ------------------------------------------------------------------------ *)
(* The gradient of factor t of a chain of s + t + 1 factors over a batch.   *)
Section Gradient.
Variables (s t batch : nat).
Variables (x : 'I_batch -> 'cV[F]_(n 0)) (g : 'I_batch -> 'cV[F]_(n (s + t.+1))).

Let h r := forward S (x r) t.
Let gb r := backward S (g r).

Definition factor_gradient : 'M[F]_(n t.+1, n t) := \sum_r gb r *m (h r)^T.

Lemma factor_gradientE i j : factor_gradient i j = \sum_r gb r i 0 * h r j 0.
Proof. by rewrite summxE; apply: eq_bigr => r _; rewrite mxE big_ord1 [_^T _ _]mxE. Qed.

(* It is the derivative of sum_r <g_r, M x_r>, which is linear in factor t. *)
Theorem rounding_bound_gradient_formula (E : 'M[F]_(n t.+1, n t)) :
  \sum_r ((g r)^T *m onward S s (E *m h r)) 0 0 = \sum_i \sum_j E i j * factor_gradient i j.
Proof.
have -> : \sum_i \sum_j E i j * factor_gradient i j =
    \sum_i \sum_j \sum_r E i j * (gb r i 0 * h r j 0).
  by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite factor_gradientE mulr_sumr.
under [RHS]eq_bigr do rewrite exchange_big; rewrite exchange_big /=; apply: eq_bigr => r _.
rewrite backward_adjoint mxE; apply: eq_bigr => i _; rewrite !mxE mulr_sumr.
by apply: eq_bigr => j _; rewrite mulrCA.
Qed.

Variables (df db : nat -> nat) (sf sb : nat -> bool).
Variables (hh : forall r : 'I_batch, forall v, 'cV[F]_(n v)).
Variables (gg : forall r : 'I_batch, forall v, 'cV[F]_(n (v + t.+1))).

(* What entry (i, j) is made of: products over the batch, and what it is added onto. *)
Definition gradient_terms (before : F) i j (r : option 'I_batch) : term F :=
  if r is Some r then Product (gg r 0%N i 0) (hh r t j 0) else Value before.

Let Ph := growth df sf t.
Let Pg := growth db sb s.
Let Gh r j := gauge (x r) t j 0.
Let Gg r i := gauge_back (g r) i 0.
Let Ah j := lost df sf t j 0.
Let Ag i := lost_back t.+1 db sb s i 0.

(* Every path has the roundings of both flows, of its product and of at most batch - 1 sums, *)
(* or batch where there is something that it is added onto. *)
Definition gradient_growth (before : F) : F :=
  Pg * Ph * (1 + u) ^+ (batch + (before != 0)).

Hypothesis supf : forall v, (v < t)%N -> row_support (S v) (df v).
Hypothesis supb : forall v, (v < s)%N -> row_support (S (v + t.+1)%N)^T (db v).
Hypothesis ch : forall r, computes_chain sf t (x r) (hh r).
Hypothesis cg : forall r, computes_adjoint sb (g r) (gg r).

Section Entry.
Variables (before : F) (i : 'I_(n t.+1)) (j : 'I_(n t)).

Let G (r : option 'I_batch) := if r is Some r then Gg r i * Gh r j else `|before|.
Let A (r : option 'I_batch) :=
  if r is Some r then Gg r i * Ah j + Ag i * Gh r j + Ag i * Ah j else 0.
Let e (r : option 'I_batch) := if r is Some r then gb r i 0 * h r j 0 else before.

Lemma gradient_growth0_ge1 : 1 <= Pg * Ph.
Proof. by rewrite mulr_ege1 ?growth_geq1. Qed.

Lemma gradient_lost_ge0 r : 0 <= A r.
Proof.
case: r => [r|] //=; have Ah0 : 0 <= Ah j by apply: lost_nonneg.
have Ag0 : 0 <= Ag i by apply: lost_back_ge0.
rewrite !addr_ge0 ?mulr_ge0 //.
  exact: within_gauge_ge0 (adjoint_within supb (cg r) i).
exact: within_gauge_ge0 (chain_within supf (ch r) (leqnn t) j).
Qed.

Lemma gradient_term_within r :
  within (Pg * Ph) (G r) (A r) (worth (gradient_terms before i j r)) (e r).
Proof.
case: r => [r|] /=; last exact: (within_exact gradient_growth0_ge1).
apply: within_mul; first exact: (adjoint_within supb (cg r) i).
exact: (chain_within supf (ch r) (leqnn t) j).
Qed.

Lemma sum_option (V : zmodType) (f : option 'I_batch -> V) :
  \sum_r f r = f None + \sum_r f (Some r).
Proof.
rewrite (bigD1 None) //=; congr (_ + _).
rewrite (reindex_omap Some id) /=; last by case.
by apply: eq_bigl => r; rewrite eqxx.
Qed.

Lemma count_option (p : pred (option 'I_batch)) :
  (count p (index_enum [finType of option 'I_batch]) <= batch + p None)%N.
Proof.
rewrite -sum1_count big_mkcond (bigD1 None) //= addnC leq_add //.
rewrite (reindex_omap Some id) /=; last by case.
rewrite -[X in (_ <= X)%N](card_ord batch) -sum1_card.
by rewrite big_mkcond leq_sum // => r _; case: ifP => // _; case: (p _).
Qed.

Lemma gradient_count :
  (terms_of (gradient_terms before i j) (index_enum [finType of option 'I_batch]) <=
    batch + (before != 0%R))%N /\
  (products_of (gradient_terms before i j) (index_enum [finType of option 'I_batch]) <= batch)%N.
Proof.
split; first exact: count_option.
by apply: leq_trans (count_option _) _; rewrite addn0.
Qed.

Theorem rounding_bound_gradient w :
  evaluates K (gradient_terms before i j) (index_enum _) w ->
  `|w - (before + factor_gradient i j)| <=
  (gradient_growth before - 1) * (`|before| + \sum_r Gg r i * Gh r j) +
  gradient_growth before * (\sum_r (Gg r i * Ah j + Ag i * Gh r j + Ag i * Ah j) + batch%:R * eta).
Proof.
have [c1 c2] := gradient_count => ev.
have [] := evaluates_within_le2 std gradient_growth0_ge1 gradient_lost_ge0
  gradient_term_within c1 c2 ev.
by rewrite !sum_option /= add0r mulr0 addr0 factor_gradientE.
Qed.

(* Where the bound is within W, no partial sum of the last sum is beyond it. *)
Theorem rounding_bound_gradient_no_overflow W w :
  gradient_growth before * (`|before| + \sum_r Gg r i * Gh r j +
    (\sum_r (Gg r i * Ah j + Ag i * Gh r j + Ag i * Ah j) + batch%:R * eta)) <= W ->
  evaluates (limited W K) (gradient_terms before i j) (index_enum _) w ->
  evaluates K (gradient_terms before i j) (index_enum _) w.
Proof.
have [c1 c2] := gradient_count => bW.
apply: (evaluates_limited_le2 std gradient_growth0_ge1 gradient_lost_ge0
  gradient_term_within c1 c2).
by rewrite !sum_option /= add0r mulr0 addr0.
Qed.

End Entry.

End Gradient.
End Chain.

(* ------------------------------------------------------------------------ *)
(* Overflow: W is the largest number of the format of the sums, W' of that   *)
(* in which they are kept.                                                   *)
Section NoOverflow.
Variables (F : realFieldType) (u eta : F) (K : arithmetic F).
Hypothesis std : standard_model u eta K.
Variables (u' eta' : F) (is_stored : F -> F -> Prop).
Hypothesis sto : storage u' eta' is_stored.
Variables (n : nat -> nat) (S : forall t, 'M[F]_(n t.+1, n t)).
Variables (d : nat -> nat) (stored : nat -> bool) (W W' : F).
Hypothesis W'_le : W' <= W.

Let is_stored_below z r := `|z| <= W' -> is_stored z r.
Let u'_ge0 : 0 <= u' := stored_unit_ge0 sto.
Let eta'_ge0 : 0 <= eta' := stored_underflow_ge0 sto.
Let P t := growth u u' d stored t.
Let G x t := gauge S x t.
Let A t := lost eta eta' S d stored t.

Theorem rounding_bound_no_overflow T x hh : (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  (forall t, (t < T)%N -> forall i,
     P t.+1 * (G x t.+1 i 0 + A t.+1 i 0) <= if stored t then W' else W) ->
  computes_chain (limited W K) is_stored_below S stored T x hh ->
  computes_chain K is_stored S stored T x hh.
Proof.
move=> sup bW [h0 st].
suff: forall t, (t <= T)%N -> computes_chain K is_stored S stored t x hh by apply.
elim=> [_|t ih tT]; first by split.
have ch := ih (ltnW tT); split=> // v; rewrite ltnS leq_eqVlt => /orP[/eqP ->|vt]; last exact: (ch.2).
have supt v' : (v' < t)%N -> row_support (S v') (d v').
  by move=> v't; apply/sup/(ltn_trans v't).
have w := chain_within std sto supt ch (leqnn t).
have P1 : 1 <= P t by apply: (growth_geq1 std sto).
have A0 : nonneg_col (A t) by apply: (lost_nonneg std sto).
have [z cz sz] := st t tT.
have reach i : P t * (1 + u) ^+ d t * ((absmx (S t) *m G x t) i 0 +
    (absmx (S t) *m A t + const_mx ((d t)%:R * eta)) i 0) <= if stored t then W' else W.
  apply: le_trans (bW t tT i); rewrite /P growthS mulrA.
  have g0 : 0 <= (absmx (S t) *m G x t) i 0.
    rewrite mxE sumr_ge0 // => j _; rewrite !mxE mulr_ge0 //.
    exact: (within_gauge_ge0 (w j)).
  have a0 : 0 <= (absmx (S t) *m A t) i 0.
    by rewrite mxE sumr_ge0 // => j _; rewrite mxE mulr_ge0.
  have e0 : 0 <= (d t)%:R * eta by rewrite mulr_ge0 ?ler0n // (underflow_ge0 std).
  have s0 : 0 <= (stored t)%:R * eta' by rewrite mulr_ge0 ?ler0n.
  rewrite /A lostS !addE scaleE ![const_mx _ i 0]mxE mulr1 /stage_unit.
  apply: ler_pmul.
  - exact: (growthM_ge0 std (d t) P1).
  - by rewrite !addr_ge0.
  - by rewrite ler_pemulr ?(growthM_ge0 std (d t) P1) // exprn_ege1 // ler_addl.
  - by rewrite ler_add2l ler_add2l ler_addl.
have cz' : computes_product K (S t) (hh t) z.
  apply: (stage_limited std P1 A0 (sup t tT) w) cz => i; apply: le_trans (reach i) _.
  by case: ifP.
exists z => //; case: (stored t) sz reach => // sz reach i; apply: sz.
apply: le_trans (reach i).
exact: (within_norm (stage_within std P1 A0 (sup t tT) w cz' i)).
Qed.

End NoOverflow.

(* ------------------------------------------------------------------------ *)
(* A Kronecker-sparse factor (a, b, c, d): K[(i, j, delta), (i, k, delta)]   *)
(* = w[i, j, k, delta]. A row has at most c entries, a column at most b.     *)
(* Monarch is (1, s, r, l) after (k, q, p, 1); order p multiplies factors    *)
(* (b^(p-1-t), b, b, b^t).                                                   *)
Section KroneckerSparse.
Variables (F : realFieldType) (a b c d : nat) (w : 'I_a -> 'I_b -> 'I_c -> 'I_d -> F).

Definition kronecker_sparse : 'M[F]_(a * b * d, a * c * d) :=
  \matrix_(x, y)
    let: (i, j, e) := ((un (un x).1).1, (un (un x).1).2, (un x).2) in
    let: (i', k, e') := ((un (un y).1).1, (un (un y).1).2, (un y).2) in
    ((i == i') && (e == e'))%:R * w i j k e.

Lemma kronecker_sparse_support : row_support kronecker_sparse c.
Proof.
move=> x; case: (mxtens_indexP x) => ij e; case: (mxtens_indexP ij) => i j {x ij}.
rewrite -sum1_count sum1_card.
apply: (@leq_trans #|image (fun k : 'I_c => ix (ix i k) e) predT|); last first.
  by rewrite -[X in (_ <= X)%N](card_ord c) leq_image_card.
apply/subset_leq_card/subsetP => y; case: (mxtens_indexP y) => ik e'.
case: (mxtens_indexP ik) => i' k; rewrite unfold_in mxE !ixK /= ?ixK /=.
case: (eqVneq i i') => [->|_] /=; last by rewrite mul0r eqxx.
case: (eqVneq e e') => [->|_] /=; last by rewrite mul0r eqxx.
by move=> _; apply/imageP; exists k.
Qed.

Lemma kronecker_sparse_support_tr : row_support kronecker_sparse^T b.
Proof.
move=> y; case: (mxtens_indexP y) => ik e; case: (mxtens_indexP ik) => i k {y ik}.
rewrite -sum1_count sum1_card.
apply: (@leq_trans #|image (fun j : 'I_b => ix (ix i j) e) predT|); last first.
  by rewrite -[X in (_ <= X)%N](card_ord b) leq_image_card.
apply/subset_leq_card/subsetP => x; case: (mxtens_indexP x) => ij e'.
case: (mxtens_indexP ij) => i' j; rewrite unfold_in !mxE !ixK /= ?ixK /=.
case: (eqVneq i' i) => [->|_] /=; last by rewrite mul0r eqxx.
case: (eqVneq e' e) => [->|_] /=; last by rewrite mul0r eqxx.
by move=> _; apply/imageP; exists j.
Qed.

End KroneckerSparse.
