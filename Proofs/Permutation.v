(* Permutations of n = q b indices, and the classes.

   fun_mx F s: the matrix of s, with a 1 at (s y, y). stride_permutation_of q b: P(b, q b) as a permutation.
   The steps: hall (Hall's marriage theorem), regular_matching (a regular bipartite multigraph has a perfect matching),
   clos_DB and clos_BD (after Slepian and Duguid: a permutation is a word of three permutations).

   permutation — every permutation matrix is in MM*(b, q b), over any commutative ring — permutation
   permutation_word — its three letters DB BD DB are permutations — permutation
   permutation_word_BD — so are those of a word BD DB BD: it is in M*M — permutation
   permutation_colouring — after König: a bipartite multigraph of degree q splits into q perfect matchings — permutation
   permutation_monarch — it is in M iff the images of each row of the grid have distinct low digits — permutation
   stride_permutation — P(b, q b) is in M iff q and b are coprime — stride-permutation
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* Hall's theorem, by induction on the number of points to be matched: either *)
(* a proper part S of A is tight, and S and A \ S are matched separately, or  *)
(* no part is, and any one edge may be chosen.                                *)
Section Hall.
Variable T : finType.
Implicit Types (A B S : {set T}) (r : rel T).

Definition nbrs r B S := [set y in B | [exists x in S, r x y]].

Lemma nbrsP r B S y : reflect (y \in B /\ exists2 x, x \in S & r x y) (y \in nbrs r B S).
Proof.
rewrite inE; apply: (iffP andP) => -[yB h]; split=> //.
  by have /exists_inP := h.
exact/exists_inP.
Qed.

Lemma hall r A B :
  (forall S, S \subset A -> (#|S| <= #|nbrs r B S|)%N) ->
  exists f : T -> T, {in A &, injective f} /\
    {in A, forall x, f x \in B /\ r x (f x)}.
Proof.
move: {2}#|A|.+1 (ltnSn #|A|) => n; elim: n A B => // n IH A B; rewrite ltnS => An H.
case: (set_0Vmem A) => [->|[a aA]].
  by exists id; split=> [x y|x]; rewrite inE.
have [tight|loose] := boolP [exists S : {set T},
    [&& S \proper A, S != set0 & #|nbrs r B S| <= #|S|]%N].
  have /existsP[S /and3P[SA S0 St]] := tight.
  have SA' := proper_sub SA.
  have [f [fi fr]] := IH S B (leq_trans (proper_card SA) An)
    (fun U US => H U (subset_trans US SA')).
  have lt : (#|A :\: S| < n)%N.
    apply: leq_trans An; rewrite -(cardsID S A) (setIidPr SA') -[X in (X < _)%N]add0n.
    by rewrite ltn_add2r card_gt0.
  have [U US|g [gi gr]] := IH (A :\: S) (B :\: nbrs r B S) lt.
    have dUS : [disjoint U & S].
      apply/setDidPl/setP=> x; rewrite !inE; case: (boolP (x \in U)); rewrite ?andbF // andbT.
      by move=> /(subsetP US); rewrite inE => /andP[].
    have := H (U :|: S); rewrite subUset SA' andbT (subset_trans US (subsetDl _ _)).
    move=> /(_ isT); rewrite cardsU (disjoint_setI0 dUS) cards0 subn0 => le.
    have := leq_trans le (_ : #|nbrs r B (U :|: S)| <=
       #|nbrs r (B :\: nbrs r B S) U| + #|nbrs r B S|)%N.
    have sub : nbrs r B (U :|: S) \subset nbrs r (B :\: nbrs r B S) U :|: nbrs r B S.
      apply/subsetP=> y /nbrsP[yB [x /setUP xUS rxy]]; apply/setUP.
      have [yS|yS] := boolP (y \in nbrs r B S); [by right|left].
      apply/nbrsP; split; first by rewrite inE yS.
      exists x => //; case: xUS => // xS; case/nbrsP: yS.
      by split=> //; exists x.
    have := subset_leq_card sub; rewrite cardsU => h1 h2.
    have {}h2 := h2 (leq_trans h1 (leq_subr _ _)).
    have := leq_trans h2 (leq_add (leqnn _) St).
    by rewrite leq_add2r.
  exists (fun x => if x \in S then f x else g x); split=> [x y xA yA|x xA].
    have [xS|xS] := boolP (x \in S); have [yS|yS] := boolP (y \in S).
    - exact: fi.
    - move=> e; have yD : y \in A :\: S by rewrite inE yS.
      have [gy _] := gr _ yD; have [fB rx] := fr _ xS.
      by case/setDP: gy => _ /nbrsP[]; rewrite -e; split=> //; exists x.
    - move=> e; have xD : x \in A :\: S by rewrite inE xS.
      have [gx _] := gr _ xD; have [fB ry] := fr _ yS.
      by case/setDP: gx => _ /nbrsP[]; rewrite e; split=> //; exists y.
    - by apply: gi; rewrite inE ?xS ?yS.
  case: ifPn => xS; first exact: fr.
  by have [|/setDP[]] := gr x; rewrite ?inE ?xS.
have {}loose S : S \proper A -> S != set0 -> (#|S| < #|nbrs r B S|)%N.
  move=> SA S0; rewrite ltnNge; apply: contra loose => St.
  by apply/existsP; exists S; rewrite SA S0.
have := H [set a]; rewrite sub1set aA cards1 => /(_ isT).
rewrite card_gt0 => /set0Pn[b /nbrsP[bB [x /set1P-> rab]]].
have lt : (#|A :\ a| < n)%N by move: An; rewrite (cardsD1 a) aA.
have [U UA|g [gi gr]] := IH (A :\ a) (B :\ b) lt.
  have [->|U0] := eqVneq U set0; first by rewrite cards0.
  have UA' : U \proper A.
    by apply: sub_proper_trans UA _; rewrite properD1.
  have := loose U UA' U0; rewrite (cardsD1 b (nbrs r B U)) => le.
  have := leq_trans le (leq_add (leq_b1 _) (leqnn _)); rewrite add1n ltnS => {}le.
  apply: leq_trans le (subset_leq_card _); apply/subsetP=> y.
  rewrite !inE => /and3P[yb yB yU]; rewrite yb yB; exact: yU.
exists (fun x => if x == a then b else g x); split=> [{}x y xA yA|y yA].
  have [->|xa] := eqVneq x a; have [->|ya] := eqVneq y a => // e.
  - by have [|/setD1P[]] := gr y; rewrite ?inE ?ya // -e eqxx.
  - by have [|/setD1P[]] := gr x; rewrite ?inE ?xa // e eqxx.
  - by apply: gi; rewrite ?inE ?xa ?ya.
have [->|ya] := eqVneq y a; first by [].
by have [|/setD1P[]] := gr y; rewrite ?inE ?ya.
Qed.
End Hall.

(* A bipartite multigraph: edges e : X of the set E join f e to g e.          *)
Section Regular.
Variables (T X : finType).
Implicit Types (E : {set X}) (f g : X -> T).

Definition regular q E f := forall y, #|[set e in E | f e == y]| = q.

Lemma regular_count q E f (S : {set T}) : regular q E f ->
  #|[set e in E | f e \in S]| = (#|S| * q)%N.
Proof.
move=> reg; rewrite -sum1_card (partition_big f (mem S)) /=; last first.
  by move=> e; rewrite inE => /andP[].
rewrite -sum_nat_const; apply: eq_bigr => y yS; rewrite -(reg y) -sum1_card.
apply: eq_bigl => e; rewrite !inE; case: eqP => [->|_]; last by rewrite !andbF.
by rewrite yS !andbT.
Qed.

Lemma regular_matching q E f g : regular q.+1 E f -> regular q.+1 E g ->
  exists h : T -> X, [/\ forall y, h y \in E, forall y, f (h y) = y &
                         injective (g \o h)].
Proof.
move=> rf rg; pose r : rel T := fun x y => [exists e in E, (f e == x) && (g e == y)].
have [S _|s [si sr]] := @hall T r setT setT.
  rewrite -(@leq_pmul2r q.+1) // -(regular_count S rf).
  rewrite -(regular_count (nbrs r setT S) rg); apply/subset_leq_card/subsetP=> e.
  rewrite !inE => /andP[eE eS]; rewrite eE /=; apply/exists_inP; exists (f e) => //.
  by apply/exists_inP; exists e => //; rewrite !eqxx.
have ex y : exists e, [&& e \in E, f e == y & g e == s y].
  have [_ /exists_inP[e eE /andP[ef eg]]] := sr y (in_setT y).
  by exists e; rewrite eE ef.
pose h y := xchoose (ex y).
have hP y : [/\ h y \in E, f (h y) = y & g (h y) = s y].
  by have /and3P[eE /eqP ef /eqP eg] := xchooseP (ex y).
exists h; split=> [y|y|x y]; try by case: (hP y).
rewrite /=; have [_ _ ->] := hP x; have [_ _ ->] := hP y.
by apply: si; rewrite in_setT.
Qed.

Theorem permutation_colouring q E f g : regular q E f -> regular q E g ->
  exists p : X -> nat, [/\ {in E, forall e, (p e < q)%N},
    {in E &, forall e e', p e = p e' -> f e = f e' -> e = e'} &
    {in E &, forall e e', p e = p e' -> g e = g e' -> e = e'}].
Proof.
elim: q E => [|q IH] E rf rg.
  have E0 e : e \in E = false.
    apply/negP=> eE; have := cards0_eq (rf (f e)); move/setP/(_ e).
    by rewrite !inE eE eqxx.
  by exists (fun=> 0%N); split=> e; rewrite E0.
have [h [hE fh ghi]] := regular_matching rf rg.
pose M := [set h y | y in T].
have MP e : reflect (exists y, e = h y) (e \in M).
  by apply: (iffP imsetP) => [[y _ ->]|[y ->]]; exists y.
have one k : bijective (k \o h) -> regular q.+1 E k -> regular q (E :\: M) k.
  case=> k' kK k'K rk y; apply/eqP; rewrite -eqSS -(rk y); apply/eqP.
  rewrite (cardsD1 (h (k' y)) [set e in E | _]) inE hE -[k (h _)]/((k \o h) _) k'K eqxx.
  rewrite add1n; congr _.+1; apply: eq_card => e; rewrite !inE andbA.
  have [ek|] := eqVneq (k e) y; rewrite ?andbF // !andbT; congr (_ && _).
  apply/idP/idP => [|ne]; first by apply: contra => /eqP->; apply/MP; exists (k' y).
  apply: contra ne => /MP[z ez]; apply/eqP; rewrite ez; congr h.
  by rewrite -ek ez -[k (h z)]/((k \o h) z) kK.
have bf : bijective (f \o h) by exists id => y; rewrite /= fh.
have bg : bijective (g \o h) by apply: injF_bij.
have [p [pq pf pg]] := IH (E :\: M) (one f bf rf) (one g bg rg).
exists (fun e => if e \in M then q else p e).
have colour (k : X -> T) : injective (k \o h) ->
    {in E :\: M &, forall e e', p e = p e' -> k e = k e' -> e = e'} ->
    {in E &, forall e e', (if e \in M then q else p e) = (if e' \in M then q else p e') ->
      k e = k e' -> e = e'}.
  move=> ki pk e e' eE eE'; case: ifPn => eM; case: ifPn => eM'.
  - by move=> _; case/MP: eM => y ->; case/MP: eM' => z -> /ki->.
  - by move=> eq; have := pq e'; rewrite inE eE' eM' -eq ltnn => /(_ isT).
  - by move=> eq; have := pq e; rewrite inE eE eM eq ltnn => /(_ isT).
  - by apply: pk; rewrite inE ?eM ?eM' ?eE ?eE'.
split.
- by move=> e eE; case: ifPn => // eM; apply: leqW; apply: pq; rewrite inE eM.
- exact (colour f (bij_inj bf) pf).
- exact (colour g ghi pg).
Qed.
End Regular.

(* Functions of indices that keep one digit are letters of the words.         *)
Section FunLetters.
Variables (F : comRingType) (q b : nat).
Implicit Types f g : 'I_(q * b) -> 'I_(q * b).

Definition hi (x : 'I_(q * b)) : 'I_q := (un x).1.
Definition lo (x : 'I_(q * b)) : 'I_b := (un x).2.

Lemma hi_ix k i : hi (ix k i) = k. Proof. by rewrite /hi ixK. Qed.
Lemma lo_ix k i : lo (ix k i) = i. Proof. by rewrite /lo ixK. Qed.
Lemma hi_lo x : ix (hi x) (lo x) = x.
Proof. by rewrite -[RHS]mxtens_unindexK /hi /lo; case: (un x). Qed.

Lemma fun_mx_comp f g : fun_mx F (f \o g) = fun_mx F f *m fun_mx F g.
Proof.
apply/matrixP=> x y; rewrite !mxE (bigD1 (g y)) //= !mxE eqxx mulr1.
by rewrite big1 ?addr0 // => z /negbTE ne; rewrite !mxE ne mulr0.
Qed.

Lemma fun_mx_eq f g : f =1 g -> fun_mx F f = fun_mx F g.
Proof. by move=> e; apply/matrixP=> x y; rewrite !mxE e. Qed.

Lemma fun_mx_BD f : (forall x, hi (f x) = hi x) -> is_BD (fun_mx F f).
Proof.
move=> h; exists (fun k => \matrix_(j, i) (j == lo (f (ix k i)))%:R).
apply: mx_ixP => l j k i; rewrite fun_mxE bdiagE mxE -natrM mulnb.
by rewrite -/(hi _) -/(lo _) h hi_ix; case: eqP => [->|].
Qed.

Lemma fun_mx_DB f : (forall x, lo (f x) = lo x) -> is_DB (fun_mx F f).
Proof.
move=> h; exists (fun j => \matrix_(l, k) (l == hi (f (ix k j)))%:R).
apply: mx_ixP => l j k i; rewrite fun_mxE pbdE mxE -natrM mulnb.
by rewrite -/(hi _) -/(lo _) h lo_ix andbC; case: eqP => [->|].
Qed.

Lemma perm_mx_fun (s : 'S_(q * b)) : perm_mx s = fun_mx F (s^-1)%g.
Proof.
by apply/matrixP=> x y; rewrite !mxE (canF_eq (permK s)).
Qed.
End FunLetters.
Arguments hi {q b}.
Arguments lo {q b}.

(* Slepian-Duguid: the middle digit p x is the colour of the edge x.          *)
Section Clos.
Variables q b : nat.
Implicit Types s t u v : 'S_(q * b).

Lemma card_lo (s : 'S_(q * b)) (y : 'I_b) : #|[set x in setT | lo (s x) == y]| = q.
Proof.
have -> : #|[set x in setT | lo (s x) == y]| = #|[set ix k y | k in 'I_q]|.
  rewrite -[RHS](card_imset _ (@perm_inj _ s^-1)%g); apply: eq_card => x.
  rewrite !inE; apply/eqP/imsetP=> [e|[_ /imsetP[k _ ->] ->]].
    by exists (s x); [apply/imsetP; exists (hi (s x)); rewrite // -e hi_lo|rewrite permK].
  by rewrite permKV lo_ix.
rewrite card_imset ?card_ord // => k k' /eqP; rewrite ix_inj.
by case/andP=> /eqP.
Qed.

Lemma middle_digit (f : 'I_(q * b) -> 'I_(q * b)) : injective f ->
  exists2 t : 'S_(q * b), forall x, t x = f x & forall x, f (t^-1%g x) = x.
Proof.
move=> fi; exists (perm fi) => x; first by rewrite permE.
by rewrite -[RHS](permKV (perm fi)) permE.
Qed.

Lemma clos_DB s : exists t u v,
  [/\ forall x, lo (t x) = lo x, forall x, hi (u x) = hi x, forall x, lo (v x) = lo x &
      forall x, s x = t (u (v x))].
Proof.
have r1 : regular q setT (fun x => lo ((1%g : 'S_(q * b)) x)) := card_lo 1%g.
have r2 : regular q setT (fun x => lo (s x)) := card_lo s.
have [p [pq pf pg]] := permutation_colouring r1 r2.
pose c x : 'I_q := Ordinal (pq x (in_setT x)).
have fi : injective (fun x => ix (c x) (lo x)).
  move=> x y /eqP; rewrite ix_inj => /andP[/eqP e /eqP e'].
  by apply: pf; rewrite ?in_setT ?perm1 //; case: e.
have gi : injective (fun x => ix (c (s^-1 x)%g) (lo x)).
  move=> x y /eqP; rewrite ix_inj => /andP[/eqP e /eqP e'].
  apply: (@perm_inj _ s^-1%g); apply: pg; rewrite ?in_setT ?permKV //.
  by case: e.
have [v vE vK] := middle_digit fi; have [t tE tK] := middle_digit gi.
exists t^-1%g, (v^-1 * s * t)%g, v; split=> x.
- by rewrite -[in RHS](tK x) lo_ix.
- by rewrite !permM tE permK -[in RHS](vK x) !hi_ix.
- by rewrite vE lo_ix.
- by rewrite !permM permK permK.
Qed.

End Clos.

(* The grid turned over. *)
Section Turn.
Variables q b : nat.

Definition turn q b (x : 'I_(q * b)) : 'I_(b * q) := ix (lo x) (hi x).

Lemma turnK q' b' : cancel (@turn q' b') (@turn b' q').
Proof. by move=> x; rewrite /turn hi_ix lo_ix hi_lo. Qed.

Lemma turn_inj (s : 'S_(q * b)) : injective (fun x => turn (s (turn x))).
Proof. by move=> x y /(can_inj (@turnK _ _))/perm_inj/(can_inj (@turnK _ _)). Qed.
Definition turn_perm s : 'S_(b * q) := perm (@turn_inj s).
End Turn.

Lemma clos_BD q b (s : 'S_(q * b)) : exists t u v : 'S_(q * b),
  [/\ forall x, hi (t x) = hi x, forall x, lo (u x) = lo x, forall x, hi (v x) = hi x &
      forall x, s x = t (u (v x))].
Proof.
have [t [u [v [ht hu hv e]]]] := clos_DB (turn_perm s).
exists (turn_perm t), (turn_perm u), (turn_perm v).
by split=> x; rewrite !permE /= ?hi_ix ?lo_ix ?ht ?hu ?hv ?hi_ix ?lo_ix //
  ?turnK -?e ?permE !turnK.
Qed.

(* The matrix of a permutation s, with a 1 at (s y, y); MathComp's perm_mx s  *)
(* is that of s^-1. Its factors are again matrices of permutations.           *)
Section PermutationMM.
Variables (F : comRingType) (q b : nat).
Implicit Types s : 'S_(q * b).

Theorem permutation_word s : exists t u v : 'S_(q * b),
  [/\ is_DB (fun_mx F t), is_BD (fun_mx F u), is_DB (fun_mx F v) &
      fun_mx F s = fun_mx F t *m fun_mx F u *m fun_mx F v].
Proof.
have [t [u [v [ht hu hv e]]]] := clos_DB s.
exists t, u, v; split; try exact: fun_mx_DB; try exact: fun_mx_BD.
by rewrite -!fun_mx_comp; apply: fun_mx_eq.
Qed.

Theorem permutation_word_BD s : exists t u v : 'S_(q * b),
  [/\ is_BD (fun_mx F t), is_DB (fun_mx F u), is_BD (fun_mx F v) &
      fun_mx F s = fun_mx F t *m fun_mx F u *m fun_mx F v].
Proof.
have [t [u [v [ht hu hv e]]]] := clos_BD s.
exists t, u, v; split; try exact: fun_mx_DB; try exact: fun_mx_BD.
by rewrite -!fun_mx_comp; apply: fun_mx_eq.
Qed.

Theorem permutation s : in_mmstar (fun_mx F s) /\ in_mmstar (perm_mx s : 'M[F]_(q * b)).
Proof.
suff all (t : 'S_(q * b)) : in_mmstar (fun_mx F t) by rewrite perm_mx_fun.
have [t1 [u [v [ht hu hv e]]]] := permutation_word t.
by apply/in_mmstar_word; exists (fun_mx F t1), (fun_mx F u), (fun_mx F v).
Qed.

Theorem permutation_monarch s : is_monarch (fun_mx F s) <->
  forall k : 'I_q, injective (fun i : 'I_b => lo (s (ix k i))).
Proof.
rewrite stride_permutation_criterion; split=> [h k i i' /= e|h k i i' e ne].
  have [e1|/eqP ne] := eqVneq (hi (s (ix k i))) (hi (s (ix k i'))); last first.
    by case: (h k i i' e ne).
  have : s (ix k i) = s (ix k i') by rewrite -[LHS]hi_lo -[RHS]hi_lo e1 e.
  by move/perm_inj/eqP; rewrite ix_inj eqxx => /eqP.
by apply: ne; rewrite (h k i i' e).
Qed.
End PermutationMM.

Lemma digits_inj q x1 x0 y1 y0 : (x0 < q)%N -> (y0 < q)%N ->
  (x1 * q + x0 = y1 * q + y0)%N -> x1 = y1 /\ x0 = y0.
Proof.
move=> lx ly e; have q0 := leq_ltn_trans (leq0n _) lx.
have := congr1 (modn^~ q) e; have := congr1 (divn^~ q) e.
by rewrite !divnMDl // !modnMDl !divn_small // !modn_small // !addn0.
Qed.

(* P(b,n): (x1, x0) goes to x0 q + x1. The matrix below has a 1 at (P x, x).  *)
Section StrideCriterion.
Variables (F : comRingType) (q b : nat).

Lemma stride_lt (x : 'I_(q * b)) : (lo x * q + hi x < q * b)%N.
Proof.
have := ltn_ord (lo x); have := ltn_ord (hi x); move: (lo x) (hi x) => [i ib] [k kq] /=.
by clear x; nia.
Qed.
Definition stride_fun (x : 'I_(q * b)) : 'I_(q * b) := Ordinal (stride_lt x).

Lemma lo_val (x : 'I_(q * b)) : lo x = (x %% b)%N :> nat.
Proof. by []. Qed.

Lemma hi_val (x : 'I_(q * b)) : hi x = (x %/ b)%N :> nat.
Proof. by []. Qed.

Lemma stride_fun_inj : injective stride_fun.
Proof.
move=> x y /(congr1 val); rewrite [LHS]/= [RHS]/= => e.
have lx := ltn_ord (hi x); have ly := ltn_ord (hi y).
have [el eh] := digits_inj lx ly e.
by rewrite -[x]hi_lo -[y]hi_lo; congr (ix _ _); apply/val_inj.
Qed.
Definition stride_permutation_of : 'S_(q * b) := perm stride_fun_inj.

Lemma lo_stride k i : lo (stride_fun (ix k i)) = ((i * q + k) %% b)%N :> nat.
Proof.
rewrite lo_val; have -> : stride_fun (ix k i) = (lo (ix k i) * q + hi (ix k i))%N :> nat by [].
by rewrite lo_ix hi_ix.
Qed.

Theorem stride_permutation : (0 < q)%N -> (0 < b)%N ->
  is_monarch (fun_mx F stride_permutation_of) <-> coprime q b.
Proof.
move=> q0 b0; rewrite permutation_monarch; split=> [h|co k i i'].
  apply/negPn/negP=> nco; pose g := gcdn q b.
  have g0 : (0 < g)%N by rewrite gcdn_gt0 q0.
  have g1 : (1 < g)%N by rewrite ltn_neqAle eq_sym nco.
  have gb : (b %/ g < b)%N by rewrite ltn_Pdiv.
  suff /(h (Ordinal q0) (Ordinal gb) (Ordinal b0))/(congr1 val)/= e :
      lo (stride_permutation_of (ix (Ordinal q0) (Ordinal gb))) =
      lo (stride_permutation_of (ix (Ordinal q0) (Ordinal b0))).
    by have : (0 < b %/ g)%N; [rewrite divn_gt0 // dvdn_leq // dvdn_gcdr | rewrite e].
  apply/val_inj; rewrite !permE [LHS]lo_stride [RHS]lo_stride /= !addn0 mul0n mod0n.
  rewrite -[X in (_ * X)%N](divnK (dvdn_gcdl q b)) -/g mulnCA mulnA.
  by rewrite -mulnA [(b %/ g * g)%N]divnK ?dvdn_gcdr // modnMl.
move/(congr1 val); rewrite !permE [LHS]lo_stride [RHS]lo_stride => /eqP; rewrite eqn_modDr.
suff main (i1 i2 : 'I_b) : (i2 <= i1)%N -> (i1 * q == i2 * q %[mod b])%N -> i1 = i2.
  by case: (leqP i' i) => [/main//|/ltnW/main m]; rewrite eq_sym => /m.
move=> le; rewrite eqn_mod_dvd ?leq_mul2r ?le ?orbT // -mulnBl Gauss_dvdl 1?coprime_sym // => d.
apply/val_inj/eqP; rewrite eqn_leq le andbT -subn_eq0.
have := leq_ltn_trans (leq_subr i2 i1) (ltn_ord i1); case: (i1 - i2)%N d => // m /dvdn_leq.
by move=> /(_ isT); rewrite leqNgt => /negbTE->.
Qed.
End StrideCriterion.

(* Non-vacuity: both cases of the criterion occur.                            *)
Example stride_permutation_6 (F : comRingType) :
  is_monarch (fun_mx F (stride_permutation_of 2 3)).
Proof. exact/stride_permutation. Qed.

Example stride_permutation_8 (F : comRingType) :
  ~ is_monarch (fun_mx F (stride_permutation_of 2 4)).
Proof. by rewrite stride_permutation. Qed.
