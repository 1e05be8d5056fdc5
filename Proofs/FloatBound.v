(* The bounds for binary formats with rounding to nearest, overflow apart: u = 2^-p, eta = 2^(emin - 1). Instances of
   ErrorBound.v and FloatRounding.v over the rationals and any archimedean ordered field; rounding_bound_float32 is an
   example, the square case in float32.

   rounding_bound_binary — the bound of a Monarch product in a binary format — rounding-bound
   rounding_bound_chain_binary — that of a chain, with what is between the stages rounded to another binary format or
     not — rounding-bound
   rounding_bound_exists — every Monarch product of numbers of the format has a computed value: the bounds are of
     something — rounding-bound
   rounding_bound_last_monotone — a last rounding keeps the order — rounding-bound
   rounding_bound_last — what a last rounding to another format adds to a bound — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens ring.
From Monarch Require Import Index Monarch Rounding ErrorBound FloatRounding.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Lemma evaluates_ext (F : realFieldType) (K : arithmetic F) (I : eqType) (t t' : I -> term F) s r :
  t =1 t' -> evaluates K t s r -> evaluates K t' s r.
Proof.
move=> tt; elim=> {s r}.
- exact: EvaluatesNothing.
- by move=> i v ti; apply: EvaluatesValue; rewrite -tt.
- by move=> i a x r ti; apply: EvaluatesProduct; rewrite -tt.
- by move=> s1 s2 r1 r2 r _ e1 _ e2; apply: EvaluatesSum.
- by move=> i a x s r1 r ti _ e1; apply: EvaluatesFma e1; rewrite -tt.
- by move=> i s r wi _ e1; apply: EvaluatesSkip e1; rewrite -tt.
- by move=> s1 s2 r s12 _ e1; apply: EvaluatesInOrder e1.
Qed.

Section Binary.
Variables (F : archiFieldType) (p : nat) (emin : int).
Hypothesis p_gt0 : (0 < p)%N.

Notation u := (unit_roundoff F p).
Notation eta := (underflow_unit F emin).
Notation K := (nearest_arithmetic F p emin).
Let std : standard_model u eta K := rounding_bound_nearest_model F emin p_gt0.

Theorem rounding_bound_binary a b c d (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d))
    (x : 'cV[F]_(c * d)) h y :
  computes_monarch K L R x h y -> forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + u) ^+ (d + c) - 1) * monarch_gauge L R x i 0 +
  (1 + u) ^+ (d + c) * (d%:R * eta * left_sums L i 0 + c%:R * eta).
Proof. exact: (rounding_bound std). Qed.

(* What is between the stages is kept in a format of precision p', or as it is. *)
Theorem rounding_bound_chain_binary p' (emin' : int) (n : nat -> nat)
    (S : forall t, 'M[F]_(n t.+1, n t)) (d : nat -> nat) (stored : nat -> bool) T x hh :
  (0 < p')%N -> (forall t, (t < T)%N -> row_support (S t) (d t)) ->
  computes_chain K (fun z r => nearest p' emin' r z) S stored T x hh -> forall i,
  `|hh T i 0 - forward S x T i 0| <=
  (growth u (unit_roundoff F p') d stored T - 1) * gauge S x T i 0 +
  growth u (unit_roundoff F p') d stored T * lost eta (underflow_unit F emin') S d stored T i 0.
Proof.
move=> p'0 sup ch i; apply: (rounding_bound_chain std _ sup ch); split.
- exact: unit_roundoff_ge0.
- exact: underflow_unit_ge0.
- by move=> z r; apply: (rounding_bound_nearest p'0).
Qed.

Definition of_numbers (t : term F) : Prop :=
  match t with Product a x => number p emin a /\ number p emin x | Value v => number p emin v end.

Lemma evaluates_exists (I : eqType) (t : I -> term F) s : (forall i, of_numbers (t i)) ->
  exists2 r, evaluates K t s r & number p emin r.
Proof.
move=> nt; elim: s => [|i s [r ev nr]].
  by exists 0; [apply: EvaluatesNothing | apply: number0].
case ti: (t i) (nt i) => [a x|v] /=.
  case=> na nx; have [z nz] := rounding_bound_nearest_exists emin p_gt0 (a * x + r).
  by exists z; [apply: EvaluatesFma ti ev _ | case: nz].
move=> nv; have [z nz] := rounding_bound_nearest_exists emin p_gt0 (v + r).
exists z; last by case: nz.
by rewrite -cat1s; apply: EvaluatesSum (EvaluatesValue K ti) ev _.
Qed.

Theorem rounding_bound_exists a b c d (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d))
    (x : 'cV[F]_(c * d)) :
  (forall j l k, number p emin (L j l k)) -> (forall k j i, number p emin (R k j i)) ->
  (forall i, number p emin (x i 0)) -> exists h y, computes_monarch K L R x h y.
Proof.
move=> nL nR nx.
have /fin_all_exists2[h hE nh] : forall kj : 'I_c * 'I_b, exists2 r,
    evaluates K (fun i => Product (R kj.1 kj.2 i) (x (ix kj.1 i) 0)) (index_enum _) r &
    number p emin r.
  by move=> kj; apply: evaluates_exists => i; split.
have /fin_all_exists2[y yE _] : forall lj : 'I_a * 'I_b, exists2 r,
    evaluates K (fun k => Product (L lj.2 lj.1 k) (h (k, lj.2))) (index_enum _) r &
    number p emin r.
  by move=> lj; apply: evaluates_exists => k; split.
exists (\col_i h (un i)), (\col_i y (un i)); split=> [k j|l j]; rewrite mxE ixK.
  exact: (hE (k, j)).
apply: evaluates_ext (yE (l, j)) => k /=.
by rewrite mxE ixK.
Qed.

(* A last rounding keeps the order, ties apart: what lies between two results that may come *)
(* back, and is a number, may come back too. *)
Theorem rounding_bound_last_monotone (r r' z z' : F) : z < z' -> nearest p emin r z -> nearest p emin r' z' ->
  r <= r'.
Proof.
move=> zz [nr best] [nr' best']; rewrite leNgt; apply/negP => r'r.
have := best _ nr'; have := best' _ nr.
move=> h' h; move: h h'.
have sq (v w : F) : `|v| <= `|w| -> v ^+ 2 <= w ^+ 2.
  by move=> vw; rewrite -[v ^+ 2]real_normK ?num_real // -[w ^+ 2]real_normK ?num_real // ler_expn2r ?nnegrE.
move=> /sq h /sq h'; have := ler_add h h'.
rewrite leNgt => /negP; apply; rewrite -subr_gt0.
have -> : (r - z) ^+ 2 + (r' - z') ^+ 2 - ((r' - z) ^+ 2 + (r - z') ^+ 2) =
  (r - r') * (z' - z) *+ 2 by ring.
by rewrite pmulrn_lgt0 // mulr_gt0 // subr_gt0.
Qed.

(* The sum yh errs by at most e and is then rounded to another format. *)
Theorem rounding_bound_last p' (emin' : int) (e y yh r : F) : (0 < p')%N ->
  `|yh - y| <= e -> nearest p' emin' r yh ->
  `|r - y| <= (1 + unit_roundoff F p') * e + unit_roundoff F p' * `|y| + underflow_unit F emin'.
Proof.
move=> p'0 ye nr; have er := rounding_bound_nearest p'0 nr; have v0 := unit_roundoff_ge0 F p'.
have yhn : `|yh| <= e + `|y| by rewrite -[yh](subrK y) (le_trans (ler_norm_add _ _)) // ler_add2r.
rewrite -[r](subrK yh) -addrA (le_trans (ler_norm_add _ _)) //.
apply: le_trans (ler_add er ye) _; apply: le_trans (_ : _ <=
  unit_roundoff F p' * (e + `|y|) + underflow_unit F emin' + e) _.
  by rewrite !ler_add2r ler_wpmul2l.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

End Binary.

(* float32 over the rationals: u = 2^-24, eta = 2^-150. *)
Example rounding_bound_float32 m (L R : 'I_m -> 'M[rat]_m) (x : 'cV[rat]_(m * m)) h y :
  let u := unit_roundoff [archiFieldType of rat] 24 in
  let eta := underflow_unit [archiFieldType of rat] (- 149%:Z) in
  computes_monarch (nearest_arithmetic _ 24 (- 149%:Z)) L R x h y -> forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + u) ^+ (m + m) - 1) * monarch_gauge L R x i 0 +
  (1 + u) ^+ (m + m) * (m%:R * eta * left_sums L i 0 + m%:R * eta).
Proof. exact: (@rounding_bound_binary [archiFieldType of rat] 24 (- 149%:Z) isT). Qed.
