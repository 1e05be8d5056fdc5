(* Copies on the grid: what a word RLRLRLR does that brings values to places, the same value to several of them.

   bd_word k A: A is a product of 2 k + 1 letters BD DB BD ... BD.
   pfun_mx phi: the matrix of a partial function on places; place y of pfun_mx phi X gets what X has at phi y, 0 where phi y
   is None.
   The steps: bd_word_mul, words multiply and the letters that meet merge; bd_word_mmstar, between two identities they are
   in [MM*]^(k+1); extend_perm, a map injective on a set extends to a permutation; run_copies, runs of consecutive places
   are filled from their beginnings by BD DB BD.

   circuit_copies — pfun_mx phi is a word of the seven letters BD DB BD DB BD DB BD where phi y is not None for at most
     q (b - 1) places y — circuit
   circuit_routing — such a word brings to distinct places, at most q (b - 1), what each of them asks for — circuit
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens zify.
From Monarch Require Import Index Monarch Expressive Permutation Words.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* Words with BD at both ends. *)
Section BDWords.
Variables (F : comRingType) (q b : nat).
Implicit Types A X Y V : 'M[F]_(q * b).

Fixpoint bd_word k A : Prop :=
  if k is k'.+1 then
    exists X V Y, [/\ bd_word k' X, is_DB V, is_BD Y & A = X *m V *m Y]
  else is_BD A.

Lemma bd_word_mulBD k X Y : bd_word k X -> is_BD Y -> bd_word k (X *m Y).
Proof.
case: k => [|k] /=; first exact: is_BD_mul.
case=> X' [V [Z [hX hV hZ ->]]] hY; exists X', V, (Z *m Y).
by rewrite !mulmxA; split=> //; apply: is_BD_mul.
Qed.

Lemma bd_word_BDmul k X Y : is_BD X -> bd_word k Y -> bd_word k (X *m Y).
Proof.
move=> hX; elim: k Y => [|k IH] Y /=; first exact: is_BD_mul.
case=> X' [V [Z [hX' hV hZ ->]]]; exists (X *m X'), V, Z.
by rewrite !mulmxA; split=> //; apply: IH.
Qed.

Lemma bd_word_mul j k X Y : bd_word j X -> bd_word k Y -> bd_word (k + j) (X *m Y).
Proof.
move=> hX; elim: k Y => [|k IH] Y /=; first exact: bd_word_mulBD.
case=> X' [V [Z [hX' hV hZ ->]]]; exists (X *m X'), V, Z.
by rewrite !mulmxA; split=> //; apply: IH.
Qed.

Lemma bd_word_mmstar k X : bd_word k X -> in_mmstar_pow k.+1 X.
Proof.
elim: k X => [|k IH] X /=.
  by exists 1%:M, X, 1%:M; rewrite mul1mx mulmx1; split=> //; apply: is_DB1.
case=> X' [V [Y [hX hV hY ->]]]; exists (X' *m V), Y, 1%:M; rewrite mulmx1; split=> //.
  exact: (mmstar_pow_mulDB (IH _ hX)).
exact: is_DB1.
Qed.

Lemma supported_BD X : (forall x y, hi x != hi y -> X x y = 0) -> is_BD X.
Proof.
move=> h; exists (fun k => \matrix_(j, i) X (ix k j) (ix k i)); apply: mx_ixP => l j k i.
rewrite bdiagE mxE; case: eqP => [->|/eqP ne]; first by rewrite mul1r.
by rewrite h ?mul0r // !hi_ix.
Qed.

Lemma supported_DB X : (forall x y, lo x != lo y -> X x y = 0) -> is_DB X.
Proof.
move=> h; exists (fun j => \matrix_(l, k) X (ix l j) (ix k j)); apply: mx_ixP => l j k i.
rewrite pbdE mxE; case: eqP => [->|/eqP ne]; first by rewrite mul1r.
by rewrite h ?mul0r // !lo_ix.
Qed.

Lemma bd_word0 k : bd_word k 0.
Proof.
elim: k => [|k IH]; first by apply: supported_BD => x y _; rewrite mxE.
by exists 0, 1%:M, 1%:M; rewrite !mul0mx; split=> //; [apply: is_DB1 | apply: is_BD1].
Qed.

Lemma bd_word1 k : bd_word k 1%:M.
Proof.
elim: k => [|k IH]; first exact: is_BD1.
by exists 1%:M, 1%:M, 1%:M; rewrite !mulmx1; split=> //; [apply: is_DB1 | apply: is_BD1].
Qed.
End BDWords.

(* Matrices of partial functions. *)
Section PartialFunctions.
Variables (F : comRingType) (q b : nat).
Implicit Types phi psi : 'I_(q * b) -> option 'I_(q * b).

Definition pfun_mx phi : 'M[F]_(q * b) := \matrix_(y, x) (phi y == Some x)%:R.

Lemma mul_pfun_mx phi m (X : 'M[F]_(q * b, m)) y j :
  (pfun_mx phi *m X) y j = if phi y is Some x then X x j else 0.
Proof.
rewrite mxE; case e: (phi y) => [x|]; last first.
  by rewrite big1 // => x _; rewrite mxE e mul0r.
rewrite (bigD1 x) //= mxE e eqxx mul1r big1 ?addr0 // => z /negbTE ne.
by rewrite mxE e (inj_eq Some_inj) eq_sym ne mul0r.
Qed.

Lemma pfun_mx_comp phi psi :
  pfun_mx phi *m pfun_mx psi = pfun_mx (fun y => obind psi (phi y)).
Proof.
by apply/matrixP=> y x; rewrite mul_pfun_mx !mxE; case: (phi y) => [z|] //=; rewrite mxE.
Qed.

Lemma eq_pfun_mx phi psi : phi =1 psi -> pfun_mx phi = pfun_mx psi.
Proof. by move=> e; apply/matrixP=> y x; rewrite !mxE e. Qed.

Lemma pfun_mx_BD phi : (forall y x, phi y = Some x -> hi x = hi y) -> is_BD (pfun_mx phi).
Proof.
move=> h; apply: supported_BD => y x ne; rewrite mxE; case: eqP => // /h e.
by rewrite e eqxx in ne.
Qed.

Lemma pfun_mx_DB phi : (forall y x, phi y = Some x -> lo x = lo y) -> is_DB (pfun_mx phi).
Proof.
move=> h; apply: supported_DB => y x ne; rewrite mxE; case: eqP => // /h e.
by rewrite e eqxx in ne.
Qed.

Lemma pfun_mx_perm (s : 'S_(q * b)) : bd_word 1 (pfun_mx (fun y => Some (s y))).
Proof.
have -> : pfun_mx (fun y => Some (s y)) = fun_mx F (s^-1)%g.
  by apply/matrixP=> y x; rewrite !mxE (inj_eq Some_inj) (canF_eq (permK s)).
have [t [u [v [ht hu hv ->]]]] := permutation_word_BD F (s^-1)%g.
by exists (fun_mx F t), (fun_mx F u), (fun_mx F v).
Qed.
End PartialFunctions.

Lemma index_injective (T : eqType) (s : seq T) x y :
  x \in s -> y \in s -> index x s = index y s -> x = y.
Proof. by move=> xs ys e; rewrite -[x](nth_index x xs) e nth_index. Qed.

Lemma extend_perm (T : finType) (A : {set T}) (f : T -> T) :
  {in A &, injective f} -> exists s : {perm T}, {in A, s =1 f}.
Proof.
move=> fi; pose B := f @: A.
have cB : #|~: B| = #|~: A| by rewrite [LHS]cardsCs [RHS]cardsCs !setCK card_in_imset.
have [->|[x0 _]] := set_0Vmem A; first by exists 1%g => x; rewrite inE.
pose g x := if x \in A then f x else nth x0 (enum (~: B)) (index x (enum (~: A))).
have out x : x \notin A -> (index x (enum (~: A)) < size (enum (~: B)))%N.
  by move=> xA; rewrite -cardE cB cardE index_mem mem_enum inE.
have gB x : x \notin A -> g x \notin B.
  move=> xA; rewrite /g (negbTE xA); have := mem_nth x0 (out x xA).
  by rewrite mem_enum inE.
have fB x : x \in A -> g x \in B by move=> xA; rewrite /g xA imset_f.
have gi : injective g.
  move=> x y e; case: (boolP (x \in A)) => xA; case: (boolP (y \in A)) => yA.
  - by apply: fi => //; move: e; rewrite /g xA yA.
  - by have := gB y yA; rewrite -e fB.
  - by have := gB x xA; rewrite e fB.
  move/eqP: e; rewrite /g (negbTE xA) (negbTE yA) nth_uniq ?out ?enum_uniq // => /eqP e.
  by apply: (index_injective _ _ e); rewrite mem_enum inE.
by exists (perm gi) => x xA; rewrite permE /g xA.
Qed.

(* The usable places of the grid, those outside of its last column, numbered  *)
(* row by row: us i is number i, pos its inverse. The place i < m belongs to  *)
(* the run that begins at f i.                                                *)
Section Runs.
Variables (F : comRingType) (p c : nat).
Hypothesis c0 : (0 < c)%N.
Implicit Types y : 'I_(p.+1 * c.+1).

Definition us (i : nat) : 'I_(p.+1 * c.+1) := ix (inord (i %/ c)) (inord (i %% c)).
Definition pos y := (hi y * c + lo y)%N.

Lemma us_hi i : (i < p.+1 * c)%N -> hi (us i) = (i %/ c)%N :> nat.
Proof. by move=> lt; rewrite hi_ix inordK // ltn_divLR. Qed.

Lemma us_lo i : lo (us i) = (i %% c)%N :> nat.
Proof. by rewrite lo_ix inordK // ltnS ltnW // ltn_pmod. Qed.

Lemma us_lt i : (lo (us i) < c)%N.
Proof. by rewrite us_lo ltn_pmod. Qed.

Lemma usK i : (i < p.+1 * c)%N -> pos (us i) = i.
Proof. by move=> lt; rewrite /pos us_hi // us_lo -divn_eq. Qed.

Lemma posK y : (lo y < c)%N -> us (pos y) = y.
Proof.
move=> lt; rewrite -[RHS]hi_lo /us /pos divnMDl // modnMDl divn_small // modn_small // addn0.
by rewrite !inord_val.
Qed.

Variables (m : nat) (f : nat -> nat).
Hypothesis m_le : (m <= p.+1 * c)%N.
Hypothesis f_le : forall i, (i < m)%N -> (f i <= i)%N.
Hypothesis f_run : forall i j, (i < m)%N -> (f i <= j)%N -> (j <= i)%N -> f j = f i.

Definition runs y := if (lo y < c)%N && (pos y < m)%N then Some (us (f (pos y))) else None.

(* As applied, first to last: to the last column; down it; into the row.      *)
Definition runs1 y : option 'I_(p.+1 * c.+1) :=
  Some (if lo y == ord_max then ix (hi y) (lo (us (f (hi y * c + c.-1)))) else y).
Definition runs2 y : option 'I_(p.+1 * c.+1) :=
  Some (if lo y == ord_max then ix (hi (us (f (hi y * c)))) ord_max else y).
Definition runs3 y :=
  if (lo y < c)%N && (pos y < m)%N then
    Some (ix (hi y) (if (hi y * c <= f (pos y))%N then lo (us (f (pos y))) else ord_max))
  else None.

Lemma runs1E k j : runs1 (ix k j) =
  Some (ix k (if j == ord_max then lo (us (f (k * c + c.-1))) else j)).
Proof. by rewrite /runs1 lo_ix hi_ix; case: ifP. Qed.

Lemma runs2E k j : runs2 (ix k j) =
  Some (ix (if j == ord_max then hi (us (f (k * c))) else k) j).
Proof. by rewrite /runs2 lo_ix hi_ix; case: eqP => // ->. Qed.

Lemma runsE y : runs y = obind runs1 (obind runs2 (runs3 y)).
Proof.
rewrite /runs /runs3; have step (T : Type) (h : T -> option T) x : obind h (Some x) = h x by [].
case: ifP => // /andP[lt lm].
have fm := f_le lm; have fq : (f (pos y) < p.+1 * c)%N.
  by apply: leq_ltn_trans fm (leq_trans lm m_le).
have hd := us_hi fq; have dm := divn_eq (f (pos y)) c.
have mod_lt := ltn_pmod (f (pos y)) c0.
have pl : pos y = (hi y * c + lo y)%N by [].
case: leqP => le; rewrite step runs2E.
  have not_last : (lo (us (f (pos y))) == ord_max) = false.
    by rewrite -(inj_eq val_inj) /= ltn_eqF ?us_lt.
  rewrite not_last step runs1E not_last; congr Some.
  rewrite -[in LHS](hi_lo (us (f (pos y)))); congr (ix _ _); apply/ord_inj; rewrite hd.
  apply/eqP; rewrite eqn_leq leq_divRL // le andbT -ltnS ltn_divLR // mulSn.
  by apply: leq_ltn_trans fm _; rewrite pl addnC ltn_add2r.
have -> : f (hi y * c) = f (pos y).
  by apply: f_run => //; [apply: ltnW | rewrite pl leq_addr].
rewrite eqxx step runs1E eqxx.
have -> : f (hi (us (f (pos y))) * c + c.-1) = f (pos y).
  apply: f_run => //; rewrite hd.
    by rewrite [X in (X <= _)%N]dm leq_add2l -ltnS prednK.
  have lt1 : (f (pos y) %/ c < hi y)%N by rewrite ltn_divLR.
  have := leq_mul lt1 (leqnn c); rewrite mulSn => le1.
  apply: leq_trans (leq_trans le1 (leq_addr _ _)).
  by rewrite addnC leq_add2r leq_pred.
by rewrite hi_lo.
Qed.

Lemma run_copies : bd_word 1 (pfun_mx F runs).
Proof.
rewrite (eq_pfun_mx _ runsE); exists (pfun_mx F runs3), (pfun_mx F runs2), (pfun_mx F runs1).
split; last by rewrite !pfun_mx_comp; apply: eq_pfun_mx => y; case: (runs3 y).
- by apply: pfun_mx_BD => y x; rewrite /runs3; case: ifP => // _ [<-]; rewrite hi_ix.
- by apply: pfun_mx_DB => y x [<-]; case: ifP => // /eqP->; rewrite lo_ix.
- by apply: pfun_mx_BD => y x [<-]; case: ifP => // _; rewrite hi_ix.
Qed.
End Runs.

Section Copies.
Variables (F : comRingType) (q b : nat).
Implicit Types phi : 'I_(q * b) -> option 'I_(q * b).

(* Places that ask for the same are numbered one after another, a run; s3 y   *)
(* is the usable place of y's number, and s1 finds what a run's first place   *)
(* asks for.                                                                  *)
Theorem circuit_copies phi : (#|[set y | phi y]| <= q * b.-1)%N -> bd_word 3 (pfun_mx F phi).
Proof.
have [z|] := posnP (q * b.-1)%N.
  rewrite z leqn0 cards_eq0 => /eqP/setP e; suff -> : pfun_mx F phi = 0 by apply: bd_word0.
  by apply/matrixP=> y x; rewrite !mxE; have := e y; rewrite !inE; case: (phi y).
case: q b phi => [|p] [|c] phi; rewrite ?mul0n // muln_gt0 => /andP[_ c0] //.
rewrite -[c.+1.-1]/c in c0 *.
set D := [set y | phi y] => cD.
pose y0 : 'I_(p.+1 * c.+1) := ix ord0 ord0.
pose key y : nat := odflt y0 (phi y).
pose le y y' := (key y <= key y')%N.
pose l := sort le (enum D); pose m := size l.
have le_total : total le by move=> y y'; apply: leq_total.
have le_trans : transitive le by move=> y y' y''; apply: leq_trans.
have le_refl : reflexive le by move=> y; apply: leqnn.
have lP y : (y \in l) = (y \in D) by rewrite mem_sort mem_enum.
have l_uniq : uniq l by rewrite sort_uniq enum_uniq.
have mq : (m <= p.+1 * c)%N by rewrite /m size_sort -cardE.
pose f i := find (fun y => key y == key (nth y0 l i)) l.
have has_i i : (i < m)%N -> has (fun y => key y == key (nth y0 l i)) l.
  by move=> lt; apply/hasP; exists (nth y0 l i); rewrite ?mem_nth.
have key_f i : (i < m)%N -> key (nth y0 l (f i)) = key (nth y0 l i).
  by move=> lt; apply/eqP/(nth_find y0 (has_i i lt)).
have f_key i j : key (nth y0 l i) = key (nth y0 l j) -> f i = f j.
  by move=> e; rewrite /f e.
have f_le i : (i < m)%N -> (f i <= i)%N.
  by move=> lt; rewrite leqNgt; apply/negP=> /(before_find y0); rewrite eqxx.
have f_run i j : (i < m)%N -> (f i <= j)%N -> (j <= i)%N -> f j = f i.
  move=> lt ij ji; apply: f_key; apply/eqP; rewrite eqn_leq.
  have so := sorted_leq_nth le_trans le_refl y0 (sort_sorted le_total (enum D)).
  rewrite [X in X && _](so j i) ?inE ?(leq_ltn_trans ji lt) //=.
  by rewrite -key_f //; apply: so; rewrite ?inE ?(leq_ltn_trans ji lt) ?(leq_ltn_trans _ lt) ?f_le.
have lt_q i : (i < m)%N -> (i < p.+1 * c)%N by move=> lt; apply: leq_trans mq.
have us_inj i j : (i < m)%N -> (j < m)%N -> us p c i = us p c j -> i = j.
  by move=> li lj e; rewrite -[i](@usK p c c0) ?lt_q // e usK ?lt_q.
have ind y : y \in D -> (index y l < m)%N by rewrite -lP index_mem.
have [s3 s3E] : exists s : 'S_(p.+1 * c.+1), {in D, s =1 fun y => us p c (index y l)}.
  apply: extend_perm => y y' yD yD' /us_inj e.
  by apply: index_injective (e (ind _ yD) (ind _ yD')); rewrite lP.
pose A := [set z : 'I_(p.+1 * c.+1) | [&& lo z < c, pos z < m & f (pos z) == pos z]%N].
have [s1 s1E] : exists s : 'S_(p.+1 * c.+1),
    {in A, s =1 fun z => odflt y0 (phi (nth y0 l (pos z)))}.
  apply: extend_perm => z z'; rewrite !inE => /and3P[lz mz /eqP fz] /and3P[lz' mz' /eqP fz'] e.
  by rewrite -(posK c0 lz) -(posK c0 lz') -fz -fz'; congr (us _ _ _); apply: f_key; rewrite /key e.
have -> : pfun_mx F phi = pfun_mx F (fun y => Some (s3 y)) *m pfun_mx F (runs m f)
    *m pfun_mx F (fun y => Some (s1 y)).
  rewrite !pfun_mx_comp; apply: eq_pfun_mx => y /=; rewrite /runs.
  have [yD|yD] := boolP (y \in D).
    rewrite s3E // us_lt // usK ?lt_q ?ind //=; set i := index y l.
    have im : (i < m)%N := ind y yD.
    have fm : (f i < m)%N := leq_ltn_trans (f_le i im) im.
    rewrite s1E; last first.
      by rewrite inE us_lt // usK ?lt_q // fm /= (f_run i) ?f_le.
    rewrite usK ?lt_q //; have := key_f i im; rewrite /key => /val_inj->.
    by rewrite nth_index ?lP //; move: yD; rewrite inE; case: (phi y).
  case: ifP => [/andP[l3 m3]|_]; last by move: yD; rewrite inE; case: (phi y).
  have nD : nth y0 l (pos (s3 y)) \in D by rewrite -lP mem_nth.
  have : s3 (nth y0 l (pos (s3 y))) = s3 y by rewrite s3E // index_uniq // posK.
  by move/perm_inj=> e; rewrite -e nD in yD.
have runs_word := run_copies F c0 mq f_le f_run.
exact: (bd_word_mul (bd_word_mul (pfun_mx_perm F s3) runs_word) (pfun_mx_perm F s1)).
Qed.

Theorem circuit_routing (T : finType) (place source : T -> 'I_(q * b)) :
  injective place -> (#|T| <= q * b.-1)%N ->
  exists2 A : 'M[F]_(q * b), bd_word 3 A &
    forall m (X : 'M_(q * b, m)) t j, (A *m X) (place t) j = X (source t) j.
Proof.
move=> pi cT; pose phi y := omap source [pick t | place t == y].
exists (pfun_mx F phi) => [|m X t j].
  apply: circuit_copies; apply: leq_trans cT; rewrite -(card_imset _ pi).
  apply/subset_leq_card/subsetP=> y; rewrite inE /phi; case: pickP => //= t /eqP<- _.
  exact: imset_f.
rewrite mul_pfun_mx /phi; case: pickP => [t' /eqP/pi->//|/(_ t)].
by rewrite eqxx.
Qed.
End Copies.
