(* On how many numbers a Monarch matrix depends, without dimensions: by charts, by scalings, and by counting.

   pv j k: a pivot, one place (l, i) in slice (j, k); pivots A: no entry of A at a pivot is 0. place pv: the free
   places, those of L and R but for (l, k) of L_j, where L is made 1; chart t: M with the numbers t at these places;
   coordinates A: its inverse. moved X ds w: the letters X :: w, each diagonal matrix of ds multiplied to the right of
   one letter and its inverse to the left of the next.

   parameters_normal — a member of M with no 0 at a pivot has exactly one pair of factors with 1 at the pivots' places
     of L — parameters
   parameters_chart — such members are in bijection, by products and quotients, with the numbers at the free places,
     those of R at the pivots not 0 — parameters
   parameters_places — the free places of M(b, q b) are n q + n b - n — parameters
   parameters_cover — a member of M has such pivots iff none of its slices is 0 — parameters
   parameters_torus — moving t - 1 invertible diagonal matrices between t letters keeps their kinds and their product;
     where no letter before the last has a column 0, only identities change no letter — parameters
   parameters_finite — over a field of p elements M(b, q b) has (1 + (p^q - 1) (p^b - 1) / (p - 1))^n members
     — parameters
   parameters_finite_form — so the class of sizes a b, c d has (1 + (p^a - 1) (p^d - 1) / (p - 1))^(b c) — parameters
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens ring.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- charts *)

Section Charts.
Variables (F : fieldType) (a b c d : nat).
Variable pv : 'I_b -> 'I_c -> 'I_a * 'I_d.
Implicit Types (A : 'M[F]_(a * b, c * d)) (j : 'I_b) (k : 'I_c) (l : 'I_a) (i : 'I_d).

Definition all_places := ('I_b * 'I_c * ('I_a + 'I_d))%type.
Definition is_free (x : all_places) : bool := x.2 != inl (pv x.1.1 x.1.2).1.
Definition place := {x : all_places | is_free x}.

Definition number (t : {ffun place -> F}) (x : all_places) : F := oapp t 1 (insub x).
Definition chart_L t j : 'M[F]_(a, c) := \matrix_(l, k) number t (j, k, inl l).
Definition chart_R t k : 'M[F]_(b, d) := \matrix_(j, i) number t (j, k, inr i).
Definition chart t : 'M[F]_(a * b, c * d) := monarch (chart_L t) (chart_R t).

Definition pivot A j k : F := A (ix (pv j k).1 j) (ix k (pv j k).2).
Definition pivots A := forall j k, pivot A j k != 0.
Definition coordinate A (x : all_places) : F :=
  let: (j, k, y) := x in
  match y with
  | inl l => A (ix l j) (ix k (pv j k).2) / pivot A j k
  | inr i => A (ix (pv j k).1 j) (ix k i)
  end.
Definition coordinates A : {ffun place -> F} := [ffun x => coordinate A (val x)].

Lemma number_fixed t j k : number t (j, k, inl (pv j k).1) = 1.
Proof. by rewrite /number insubN // /is_free eqxx. Qed.

Lemma number_free t (x : place) : number t (val x) = t x.
Proof. by rewrite /number valK. Qed.

Lemma chart_row t j k i : chart t (ix (pv j k).1 j) (ix k i) = number t (j, k, inr i).
Proof. by rewrite entries_monarch !mxE number_fixed mul1r. Qed.

Lemma pivot_chart t j k : pivot (chart t) j k = number t (j, k, inr (pv j k).2).
Proof. exact: chart_row. Qed.

Lemma number_coordinates A x : pivots A -> number (coordinates A) x = coordinate A x.
Proof.
move=> A0; rewrite /number; case: insubP => [y _ <- /=|]; first by rewrite ffunE.
case: x => [[j k] y]; rewrite /is_free negbK => /eqP /= ->.
exact/esym/divff/A0.
Qed.

Theorem parameters_chart :
  [/\ forall t, is_monarch (chart t),
      forall t, pivots (chart t) <-> forall j k, number t (j, k, inr (pv j k).2) != 0,
      forall t, pivots (chart t) -> coordinates (chart t) = t,
      forall A, is_monarch A -> pivots A -> chart (coordinates A) = A
    & #|{: place}| = (b * c * (a + d) - b * c)%N].
Proof.
split=> [t|t|t t0|A /slices_minor mA A0|].
- by exists (chart_L t), (chart_R t).
- by split=> h j k; have := h j k; rewrite pivot_chart.
- apply/ffunP => x; rewrite ffunE -number_free; case: x => -[[j k] [l|i]] /= fr; last by rewrite chart_row.
  have := t0 j k; rewrite pivot_chart entries_monarch !mxE => n0.
  by rewrite mulfK.
- apply: mx_ixP => l j k i; rewrite entries_monarch !mxE !number_coordinates //=.
  by rewrite mulrAC -mA mulfK ?A0.
rewrite card_sig -[RHS](congr1 (subn^~ _) (_ : #|{: all_places}| = _)); last first.
  by rewrite !card_prod card_sum !card_ord.
rewrite -(cardC is_free); suff -> : #|[predC is_free]| = (b * c)%N by rewrite addnK.
rewrite -[b in RHS]card_ord -[c in RHS]card_ord -card_prod.
pose f (x : 'I_b * 'I_c) : all_places := (x.1, x.2, inl (pv x.1 x.2).1).
rewrite -(card_codom (f := f)) => [|[j k] [j' k'] [-> ->]//].
apply: eq_card => -[[j k] y]; rewrite !inE negbK /=; apply/eqP/codomP => [->|[[j' k'] [-> -> ->]]//].
by exists (j, k).
Qed.

(* The factors: normal where they have 1 at the places of L that the pivots name. *)
Definition normal (L : 'I_b -> 'M[F]_(a, c)) := forall j k, L j (pv j k).1 k = 1.

Theorem parameters_normal A : is_monarch A -> pivots A -> exists L R,
  [/\ normal L, A = monarch L R
    & forall L' R', normal L' -> A = monarch L' R' -> (forall j, L' j = L j) /\ (forall k, R' k = R k)].
Proof.
move=> mA A0; have [_ _ _ /(_ A mA A0) e _] := parameters_chart.
exists (chart_L (coordinates A)), (chart_R (coordinates A)); split=> // [j k|L R nL eA].
  by rewrite mxE number_fixed.
have eR j k i : R k j i = A (ix (pv j k).1 j) (ix k i) by rewrite eA entries_monarch nL mul1r.
split=> [j|k]; apply/matrixP => x y; rewrite [RHS]mxE number_coordinates //=.
by rewrite /pivot -!eR eA entries_monarch mulfK // eR; apply: A0.
Qed.
End Charts.

Theorem parameters_places q b (pv : 'I_b -> 'I_q -> 'I_q * 'I_b) (n := (q * b)%N) :
  #|{: place pv}| = (n * q + n * b - n)%N.
Proof. by have [_ _ _ _ ->] := parameters_chart [fieldType of rat] pv; rewrite [(b * q)%N]mulnC mulnDr. Qed.

Theorem parameters_cover (F : fieldType) a b c d (A : 'M[F]_(a * b, c * d)) :
  (forall j k, slice A j k != 0) <-> exists pv, pivots pv A.
Proof.
split=> [n0|[pv A0] j k]; last first.
  by apply: contraNneq (A0 j k) => /matrixP/(_ (pv j k).1 (pv j k).2); rewrite !mxE /pivot => ->.
have /fin_all_exists[f fP] : forall x : 'I_b * 'I_c, exists z : 'I_a * 'I_d, A (ix z.1 x.1) (ix x.2 z.2) != 0.
  case=> j k /=; have [/existsP[z zP]|/existsPn z0] := boolP [exists z : 'I_a * 'I_d, slice A j k z.1 z.2 != 0].
    by exists z; rewrite mxE in zP.
  case/eqP: (n0 j k); apply/matrixP => l i; have := z0 (l, i); rewrite negbK => /eqP /= ->.
  by rewrite mxE.
by exists (fun j k => f (j, k)) => j k; apply: fP (j, k).
Qed.

(* ---------------------------------------------------------------- scalings between letters *)

Section Torus.
Variables (F : fieldType) (q b : nat).
Let n := (q * b)%N.
Implicit Types (X Y : 'M[F]_(q * b)) (d : 'rV[F]_(q * b)).

Definition inverse d : 'rV[F]_(q * b) := \row_i (d 0 i)^-1.
Definition invertible d := forall i, d 0 i != 0.
Definition product (w : seq 'M[F]_(q * b)) : 'M[F]_(q * b) := foldr mulmx 1%:M w.

(* From the left, d being the last diagonal matrix that was moved into a letter. *)
Fixpoint moved_from d X ds w : seq 'M[F]_(q * b) :=
  match ds, w with
  | d' :: ds', Y :: w' => diag_mx (inverse d) *m X *m diag_mx d' :: moved_from d' Y ds' w'
  | _, _ => diag_mx (inverse d) *m X :: w
  end.
Definition moved X ds w := moved_from (const_mx 1) X ds w.

Lemma inverse1 : diag_mx (inverse (const_mx 1)) = 1%:M.
Proof. by rewrite -diag_const_mx; congr diag_mx; apply/rowP => i; rewrite !mxE invr1. Qed.

Lemma inverseK d : invertible d -> diag_mx d *m diag_mx (inverse d) = 1%:M.
Proof.
move=> d0; apply/matrixP => i j; rewrite mul_diag_mx !mxE.
by case: eqP => [->|_]; rewrite ?mulr0 // mulfV ?d0.
Qed.

Lemma product_moved d X ds w : (forall d', d' \in ds -> invertible d') ->
  product (moved_from d X ds w) = diag_mx (inverse d) *m product (X :: w).
Proof.
elim: ds d X w => [|d' ds IH] d X [|Y w] ok //=; rewrite ?mulmxA //.
rewrite IH => [|d2 d2s]; last by apply: ok; rewrite inE d2s orbT.
rewrite /= -!mulmxA; do 2 congr (_ *m _).
by rewrite [LHS]mulmxA inverseK ?mul1mx //; apply: ok; rewrite mem_head.
Qed.

Lemma moved_kinds (P : 'M[F]_(q * b) -> Prop) d X ds w :
  (forall v, P (diag_mx v)) -> (forall X Y, P X -> P Y -> P (X *m Y)) ->
  forall i, P (nth 0 (X :: w) i) -> P (nth 0 (moved_from d X ds w) i).
Proof.
move=> Pd PM; elim: ds d X w => [|d' ds IH] d X w i; first by case: i => //= PX; apply: (PM).
case: w i => [|Y w] [|i] //=; [by move=> PX; apply: (PM)|by move=> PX; apply: (PM) => //; apply: (PM)|exact: IH].
Qed.

Theorem parameters_torus X w ds : size ds = size w -> (forall d, d \in ds -> invertible d) ->
  [/\ product (moved X ds w) = product (X :: w),
      forall i, is_BD (nth 0 (X :: w) i) -> is_BD (nth 0 (moved X ds w) i),
      forall i, is_DB (nth 0 (X :: w) i) -> is_DB (nth 0 (moved X ds w) i)
    & (forall Y, Y \in belast X w -> forall y, exists x, Y x y != 0) ->
      moved X ds w = X :: w -> forall d, d \in ds -> d = const_mx 1].
Proof.
move=> sz ok; split=> [|i|i|].
- by rewrite product_moved // inverse1 mul1mx.
- by apply: moved_kinds; [apply: diag_BD|apply: is_BD_mul].
- by apply: moved_kinds; [apply: diag_DB|apply: is_DB_mul].
rewrite /moved; elim: ds X w sz {ok} => // d ds IH X [|Y w] //= [sz] nz [eX e].
have d1 : d = const_mx 1.
  apply/rowP => y; have [x xy] := nz X (mem_head _ _) y; rewrite [RHS]mxE.
  by have /matrixP/(_ x y) := eX; rewrite inverse1 mul1mx mul_mx_diag mxE -[RHS]mulr1 => /(mulfI xy).
move=> d2; rewrite inE => /predU1P[->//|]; rewrite d1 in e; apply: (IH Y w sz _ e) => Z Zw.
by apply: nz; rewrite inE Zw orbT.
Qed.
End Torus.

(* ---------------------------------------------------------------- finite fields *)

Section Finite.
Variables (F : finFieldType) (a d : nat).
Let p := #|F|.

Lemma card_nonzero m n : #|[set X : 'M[F]_(m, n) | X != 0]| = (p ^ (m * n) - 1)%N.
Proof.
rewrite -card_matrix -cardsT [in RHS](cardsD1 0) inE addKn.
by apply: eq_card => X; rewrite !inE andbT.
Qed.

Lemma card_units : #|[set s : F | s != 0]| = (p - 1)%N.
Proof. by rewrite /p -cardsT [in RHS](cardsD1 0) inE addKn; apply: eq_card => s; rewrite !inE andbT. Qed.

Definition rank1 := [set S : 'M[F]_(a, d) | (\rank S <= 1)%N].
Definition pairs := [set uv : 'cV[F]_a * 'rV[F]_d | (uv.1 != 0) && (uv.2 != 0)].

Lemma outer_eq0 (u : 'cV[F]_a) (v : 'rV[F]_d) : (u *m v == 0) = (u == 0) || (v == 0).
Proof.
apply/eqP/orP => [e|[/eqP->|/eqP->]]; rewrite ?mul0mx ?mulmx0 //.
have [_|/cV0Pn[l ul]] := eqVneq u 0; [by left|right; apply/eqP/rowP => i].
have /matrixP/(_ l i) := e; rewrite !mxE big_ord1 => /eqP.
by rewrite mulf_eq0 (negbTE ul) => /eqP.
Qed.

(* The pairs with the same outer product are as many as the numbers other than 0. *)
Lemma card_fibre S : S \in rank1 :\ 0 -> #|[set uv in pairs | uv.1 *m uv.2 == S]| = (p - 1)%N.
Proof.
rewrite !inE => /andP[S0 /rank_le1P[u [v eS]]]; rewrite -card_units.
move: S0; rewrite eS outer_eq0 negb_or => /andP[u0 v0].
have /cV0Pn[l ul] := u0; have /rV0Pn[i vi] := v0.
rewrite -(@card_in_imset _ _ (fun s => (s *: u, s^-1 *: v))) => [|s t _ _ [/colP/(_ l)]]; last first.
  by rewrite !mxE => /(mulIf ul).
apply: eq_card => -[x y]; rewrite !inE /=; apply/andP/imsetP => [[/andP[x0 y0] /eqP e]|[s]].
  have exy l' i' : x l' 0 * y 0 i' = u l' 0 * v 0 i'.
    by have /matrixP/(_ l' i') := e; rewrite !mxE !big_ord1.
  have : x l 0 * y 0 i != 0 by rewrite exy mulf_neq0.
  rewrite mulf_eq0 negb_or => /andP[xl yi].
  exists (v 0 i / y 0 i); first by rewrite inE mulf_neq0 ?invr_eq0.
  congr (_, _).
    by apply/colP => l'; rewrite !mxE mulrAC [v 0 i * _]mulrC -exy mulfK.
  apply/rowP => i'; rewrite !mxE invf_div mulrAC -[v 0 i'](mulKf ul) -exy -[v 0 i](mulKf ul) -exy.
  by rewrite invfM invrK; field; rewrite ?xl ?ul ?yi.
rewrite inE => s0 [-> ->]; rewrite !scaler_eq0 invr_eq0 (negbTE s0) u0 v0; split=> //.
by rewrite -scalemxAl -scalemxAr scalerA divff // scale1r.
Qed.

Lemma card_rank1_mul : ((#|rank1| - 1) * (p - 1) = (p ^ a - 1) * (p ^ d - 1))%N.
Proof.
have z1 : 0 \in rank1 by rewrite inE mxrank0.
rewrite [in LHS](cardsD1 0) z1 addKn -sum_nat_const.
transitivity #|pairs|; last first.
  rewrite -[a in RHS]muln1 -[d in RHS]mul1n -!card_nonzero -cardsX.
  by apply: eq_card => -[u v]; rewrite !inE.
rewrite -[RHS]sum1_card (partition_big (fun uv => uv.1 *m uv.2) (mem (rank1 :\ 0))) /= => [|[u v]]; last first.
  rewrite !inE /= => uv0; rewrite outer_eq0 negb_or uv0 /=.
  by apply/rank_le1P; exists u, v.
by apply: eq_bigr => S /card_fibre <-; rewrite -sum1_card; apply: eq_bigl => uv; rewrite !inE.
Qed.

Lemma card_rank1 : #|rank1| = (1 + (p ^ a - 1) * (p ^ d - 1) %/ (p - 1))%N.
Proof.
have p1 : (0 < p - 1)%N.
  by rewrite subn_gt0 /p (cardD1 0) (cardD1 1) !inE oner_eq0.
rewrite -card_rank1_mul mulnK // subnKC //.
by apply/card_gt0P; exists 0; rewrite inE mxrank0.
Qed.
End Finite.

(* The set of all members, and how many there are. *)
Theorem parameters_finite_form (F : finFieldType) a b c d (p := #|F|) :
  exists2 members : {set 'M[F]_(a * b, c * d)}, (forall A, A \in members <-> is_monarch A) &
    #|members| = ((1 + (p ^ a - 1) * (p ^ d - 1) %/ (p - 1)) ^ (b * c))%N.
Proof.
pose f (S : {ffun 'I_b * 'I_c -> 'M[F]_(a, d)}) : 'M[F]_(a * b, c * d) := unslice (fun j k => S (j, k)).
exists [set f S | S in ffun_on (mem (rank1 F a d))] => [A|].
  rewrite slices; split=> [/imsetP[S /ffun_onP rS ->] j k|rA].
    by rewrite unsliceK; have := rS (j, k); rewrite inE.
  apply/imsetP; exists [ffun x => slice A x.1 x.2]; first by apply/ffun_onP => x; rewrite ffunE inE.
  by rewrite -[LHS]sliceK; apply: mx_ixP => l j k i; rewrite !unsliceE ffunE.
rewrite card_imset => [|S T e]; first by rewrite card_ffun_on card_rank1 card_prod !card_ord.
by apply/ffunP => -[j k]; rewrite -[S _](unsliceK (fun j k => S (j, k))) -/(f S) e unsliceK.
Qed.

Theorem parameters_finite (F : finFieldType) q b (p := #|F|) (n := (q * b)%N) :
  exists2 members : {set 'M[F]_(q * b)}, (forall A, A \in members <-> is_monarch A) &
    #|members| = ((1 + (p ^ q - 1) * (p ^ b - 1) %/ (p - 1)) ^ n)%N.
Proof. by rewrite /n [(q * b)%N in X in (_ ^ X)%N]mulnC; apply: parameters_finite_form. Qed.
