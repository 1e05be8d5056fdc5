(* The test of slices as a program: for every form it ends with factors of A, or with a minor of one slice that is not 0.

   crosses m n g S: at most g crosses, each a pivot S[x, y] other than 0, column y and row x over the pivot, each
   subtracted before the next; test A: factors where no slice has more crosses than places, nu of them, and else the
   nu + 1 pivots of the first that has. right_answer A: what the answer says is true of A.
   Numbers are any that denote elements of a field, with an inverse: fractions (finv), or the field itself (field_ops).

   slices_decided — the answer of the test is true, for every matrix, over any field, and every form k q = r l — slices
   slices_decided_minor — where it is a minor, A is not of the form — slices
   slices_decided_member — so A is of the form iff the answer is factors — slices
   slices_decided_monarch — for l = q, r = k: A is their M, or two rows and two columns of a slice have a minor other
     than 0 — slices
   slices_decided_field — over any field each A has factors in M, or such rows and columns, as a function of A — slices
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens ring zify.
From Monarch Require Import Index Monarch RankBound Numbers ListMatrix ProductCheck.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Programs.
Variables (T : Type) (o : ops T) (inv : T -> T).

Definition pairs (m n : nat) : seq (nat * nat) := [seq (i, j) | i <- iota 0 m, j <- iota 0 n].

Definition pivot (m n : nat) (S : mat T) : option (nat * nat) :=
  ohead [seq z <- pairs m n | ~~ isz o (ent o S z.1 z.2)].

(* The place of a pivot; a column and a row whose product is subtracted. *)
Definition cross : Type := (nat * nat) * (seq T * seq T).
Definition no_cross : cross := ((0%N, 0%N), ([::], [::])).

Fixpoint crosses (m n g : nat) (S : mat T) : seq cross :=
  if g is g'.+1 then
    if pivot m n S is Some z then
      let w := inv (ent o S z.1 z.2) in
      let u := vec m (fun i => ent o S i z.2) in
      let v := vec n (fun j => mul o w (ent o S z.1 j)) in
      (z, (u, v)) :: crosses m n g' (tab m n (fun i j => sub o (ent o S i j) (mul o (entv o u i) (entv o v j))))
    else [::]
  else [::].

Inductive answer := Factors of seq (mat T) & seq (mat T) | Minor of nat & nat & seq nat & seq nat.

Variables (k q p l s r : nat).

(* The places of slice (la, a), and the number among them of a place c. *)
Definition nu (la a : nat) : nat := count (fun c => (a * q + c) %% l == la)%N (iota 0 q).
Definition number (a c : nat) : nat := count (fun c' => (a * q + c') %% l == (a * q + c) %% l)%N (iota 0 c).

Definition slice_list (A : mat T) (la a : nat) : mat T := tab s p (fun sg i => ent o A (sg * l + la) (a * p + i)).

Definition test (A : mat T) : answer :=
  let found := [seq [seq crosses s p (nu la a).+1 (slice_list A la a) | a <- iota 0 k] | la <- iota 0 l] in
  let at_ la a := nth [::] (nth [::] found la) a in
  match ohead [seq z <- pairs l k | (nu z.1 z.2 < size (at_ z.1 z.2))%N] with
  | Some z => Minor z.1 z.2 [seq x.1.1 | x <- at_ z.1 z.2] [seq x.1.2 | x <- at_ z.1 z.2]
  | None =>
    Factors
      [seq tab s r (fun sg rh => let t := (rh * l + la)%N in
         entv o (nth no_cross (at_ la (t %/ q)%N) (number (t %/ q) (t %% q))).2.1 sg) | la <- iota 0 l]
      [seq tab q p (fun c i => entv o (nth no_cross (at_ ((a * q + c) %% l)%N a) (number a c)).2.2 i) | a <- iota 0 k]
  end.
End Programs.

Lemma mem_pairs m n x y : ((x, y) \in pairs m n) = (x < m)%N && (y < n)%N.
Proof.
apply/allpairsP/andP => [[[i j] [/= + + [-> ->]]]|[xm yn]]; first by rewrite !mem_iota.
by exists (x, y); rewrite !mem_iota.
Qed.

Lemma ohead_filter (X : eqType) (P : pred X) (c : seq X) z : ohead (filter P c) = Some z -> P z /\ z \in c.
Proof. by case e: (filter P c) => [|y c'] //= [<-]; have := mem_head y c'; rewrite -e mem_filter => /andP. Qed.

Lemma ohead_none (X : eqType) (P : pred X) (c : seq X) : ohead (filter P c) = None -> forall z, z \in c -> ~~ P z.
Proof.
case e: (filter P c) => [|y c'] //= _ z zc; apply/negP => Pz.
by have : z \in filter P c; [rewrite mem_filter Pz | rewrite e].
Qed.

(* A sum over the places in their order. *)
Lemma sum_numbered (V : zmodType) (P : pred nat) (f : nat -> V) q :
  \sum_(c < q | P c) f (count P (iota 0 c)) = \sum_(t < count P (iota 0 q)) f t.
Proof.
elim: q => [|q IH]; first by rewrite !big_ord0.
have -> : count P (iota 0 q.+1) = (count P (iota 0 q) + P q)%N by rewrite -addn1 iotaD count_cat /= addn0.
rewrite big_mkcond big_ord_recr -big_mkcond /= IH.
case: (P q); last by rewrite addn0 addr0.
by rewrite addn1 big_ord_recr.
Qed.

(* ---------------------------------------------------------------- minors *)

Section Minors.
Variable K : fieldType.

Definition minor (g : nat) (f : nat -> nat -> K) (rows cols : seq nat) : 'M[K]_g :=
  \matrix_(x, y) f (nth 0%N rows x) (nth 0%N cols y).

(* One cross: the minor is the pivot times the minor of what is left. *)
Lemma minor_cross g (f : nat -> nat -> K) x y rows cols : f x y != 0 ->
  \det (minor g.+1 f (x :: rows) (y :: cols)) =
  f x y * \det (minor g (fun i j => f i j - f i y * ((f x y)^-1 * f x j)) rows cols).
Proof.
move=> nz; set D := minor g _ rows cols; rewrite -[g.+1]/(1 + g)%N.
pose v : 'rV[K]_g := \row_j f x (nth 0%N cols j); pose u : 'cV[K]_g := \col_i (f (nth 0%N rows i) y / f x y).
have -> : minor (1 + g) f (x :: rows) (y :: cols) = block_mx 1%:M 0 u 1%:M *m block_mx (f x y)%:M v 0 D.
  rewrite mulmx_block !mul1mx !mul0mx !addr0 -[LHS]submxK; congr block_mx; apply/matrixP => i j.
  - by rewrite !mxE !ord1.
  - by rewrite !mxE !ord1.
  - by rewrite !ord1 !mxE big_ord1 !mxE eqxx mulr1n mulfVK.
  by rewrite !mxE big_ord1 !mxE /= -mulrA addrC subrK.
by rewrite det_mulmx det_lblock !det1 !mul1r det_ublock det_scalar1.
Qed.
End Minors.

Section Meaning.
Variables (T : Type) (o : ops T) (K : fieldType) (val : T -> K) (inv : T -> T).
Hypothesis h : denotes o val.
Hypothesis val_inv : forall x, val (inv x) = (val x)^-1.

Lemma entv_vec n f (i : nat) : (i < n)%N -> entv o (vec n f) i = f i.
Proof. by move=> lt; rewrite /entv (nth_map 0%N) ?size_iota // nth_iota. Qed.

Lemma pivot_some m n S z : pivot o m n S = Some z -> [/\ (z.1 < m)%N, (z.2 < n)%N & val (ent o S z.1 z.2) != 0].
Proof. by case/ohead_filter; case: z => x y; rewrite mem_pairs (valz h) => nz /andP[]. Qed.

Lemma pivot_none m n S : pivot o m n S = None -> forall x y, (x < m)%N -> (y < n)%N -> val (ent o S x y) = 0.
Proof.
move=> none x y xm yn; have := ohead_none none (_ : (x, y) \in pairs m n).
by rewrite mem_pairs xm yn /= (valz h) negbK => /(_ isT)/eqP.
Qed.

(* What is left after one cross. *)
Definition rest m n S (z : nat * nat) : mat T :=
  tab m n (fun i j => sub o (ent o S i j) (mul o (entv o (vec m (fun i => ent o S i z.2)) i)
    (entv o (vec n (fun j => mul o (inv (ent o S z.1 z.2)) (ent o S z.1 j))) j))).

Lemma restE m n S z i j : (i < m)%N -> (j < n)%N -> val (ent o (rest m n S z) i j) =
  val (ent o S i j) - val (ent o S i z.2) * ((val (ent o S z.1 z.2))^-1 * val (ent o S z.1 j)).
Proof. by move=> im jn; rewrite ent_tab // !entv_vec // (valB h) !(valM h) val_inv. Qed.

Lemma size_crosses m n g S : (size (crosses o inv m n g S) <= g)%N.
Proof. by elim: g S => //= g IH S; case: pivot => //= z; apply: IH. Qed.

(* They end before: the crosses make up S. *)
Lemma crosses_sum m n g S : (size (crosses o inv m n g S) < g)%N -> forall i j, (i < m)%N -> (j < n)%N ->
  val (ent o S i j) = \sum_(z <- crosses o inv m n g S) val (entv o z.2.1 i) * val (entv o z.2.2 j).
Proof.
elim: g S => // g IH S /=; case e: pivot => [z|] /=; last by move=> _ i j im jn; rewrite big_nil (pivot_none e).
rewrite ltnS -/(rest m n S z) => /IH sum i j im jn; rewrite big_cons -sum // restE //=.
by rewrite !entv_vec // (valM h) val_inv [RHS]addrC subrK.
Qed.

(* They do not: the pivots are the rows and columns of a minor other than 0. *)
Lemma crosses_minor m n g S : size (crosses o inv m n g S) = g ->
  let c := crosses o inv m n g S in
  all (fun z : cross T => (z.1.1 < m)%N && (z.1.2 < n)%N) c /\
  \det (minor g (fun i j => val (ent o S i j)) [seq z.1.1 | z <- c] [seq z.1.2 | z <- c]) != 0.
Proof.
elim: g S => [|g IH] S /=; first by rewrite det_mx00 oner_neq0.
case e: pivot => [z|] //= [sz]; have [z1 z2 nz] := pivot_some e; rewrite -/(rest m n S z) in sz *.
have [inside det] := IH _ sz; rewrite z1 z2 /=; split=> //.
rewrite minor_cross // mulf_neq0 //; apply: contraNneq det => <-; apply/eqP; congr (\det _).
apply/matrixP => x y; have lx (w : 'I_g) : (w < size (crosses o inv m n g (rest m n S z)))%N by rewrite sz.
have at_ (w : 'I_g) := all_nthP (no_cross T) inside w (lx w).
by rewrite !mxE !(nth_map (no_cross T)) // restE //; [have /andP[] := at_ x | have /andP[] := at_ y].
Qed.

(* ---------------------------------------------------------------- every form *)

Variables (k q p l s r : nat) (e : (r * l = k * q)%N).
Variable A : mat T.

Definition right_answer (x : answer T) : Prop :=
  match x with
  | Factors L R => mxv o val (s * l) (k * p) A = rmonarch e (mxs o val s r L) (mxs o val q p R)
  | Minor la a rows cols =>
    [/\ (la < l)%N, (a < k)%N, all (fun x => x < s)%N rows, all (fun y => y < p)%N cols
      & let g := (nu q l la a).+1 in [/\ size rows = g, size cols = g
      & \det (minor g (fun sg i => val (ent o A (sg * l + la) (a * p + i))) rows cols) != 0]]
  end.

Theorem slices_decided : right_answer (test o inv k q p l s r A).
Proof.
rewrite /test; set found := map _ (iota 0 l).
have foundE la a : (la < l)%N -> (a < k)%N ->
    nth [::] (nth [::] found la) a = crosses o inv s p (nu q l la a).+1 (slice_list o p l s A la a).
  move=> ll ak; rewrite (nth_map 0%N) ?size_iota // nth_iota // add0n.
  by rewrite (nth_map 0%N) ?size_iota // nth_iota.
clearbody found; case none: ohead => [[la a]|] /=; last first.
  have few la a : (la < l)%N -> (a < k)%N ->
      (size (crosses o inv s p (nu q l la a).+1 (slice_list o p l s A la a)) <= nu q l la a)%N.
    move=> ll ak; have := ohead_none none (_ : (la, a) \in pairs l k).
    by rewrite mem_pairs ll ak /= foundE // -leqNgt => /(_ isT).
  apply: mx_ixP => sg la a i; rewrite entries_form mxE !ix_val.
  set cs := crosses o inv s p (nu q l la a).+1 (slice_list o p l s A la a).
  pose f t := val (entv o (nth (no_cross T) cs t).2.1 sg) * val (entv o (nth (no_cross T) cs t).2.2 i).
  transitivity (\sum_(t < nu q l la a) f t).
    have lt : (size cs < (nu q l la a).+1)%N by rewrite ltnS few.
    have <- : val (ent o (slice_list o p l s A la a) sg i) = val (ent o A (sg * l + la) (a * p + i)) by rewrite ent_tab.
    rewrite (crosses_sum lt) // -/cs (big_nth (no_cross T)) big_mkord.
    rewrite -(subnKC (few la a _ _)) // -/cs big_split_ord /= [X in _ = _ + X]big1 ?addr0 // => t _.
    by rewrite /f nth_default ?leq_addr //= /entv nth_nil (val0 h) mul0r.
  rewrite -sum_numbered; rewrite big_mkcond; apply: eq_bigr => c _.
  have ak := ltn_ord a; have cq := ltn_ord c; have ll := ltn_ord la.
  have q0 : (0 < q)%N by apply: leq_ltn_trans cq.
  have term (rh : 'I_r) : (a * q + c == rh * l + la)%N ->
      mxs o val s r [seq tab s r (fun sg0 rh0 => entv o (nth (no_cross T) (nth [::] (nth [::] found la0)
        ((rh0 * l + la0) %/ q)) (number q l ((rh0 * l + la0) %/ q) ((rh0 * l + la0) %% q))).2.1 sg0)
        | la0 <- iota 0 l] la sg rh *
      mxs o val q p [seq tab q p (fun c0 i0 => entv o (nth (no_cross T) (nth [::] (nth [::] found
        ((a0 * q + c0) %% l)) a0) (number q l a0 c0)).2.2 i0) | a0 <- iota 0 k] a c i =
      f (count (fun c0 => (a * q + c0) %% l == la)%N (iota 0 c)).
    move=> /eqP ec; have lac : ((a * q + c) %% l = la)%N by rewrite ec modnMDl modn_small.
    rewrite !mxE !(nth_map 0%N) ?size_iota // !nth_iota // !add0n !ent_tab // -ec.
    by rewrite divnMDl // modnMDl divn_small // modn_small // addn0 lac foundE // /number lac.
  case: (((a * q + c) %% l)%N =P (la : nat)) => [lac|ne]; last first.
    rewrite big_pred0 // => rh; apply/negP => /eqP ec; case: ne.
    by rewrite ec modnMDl modn_small.
  have rhr : ((a * q + c) %/ l < r)%N.
    by rewrite ltn_divLR ?(leq_ltn_trans _ ll) // e; have := ltn_ord (ix a c).
  have erh : (a * q + c)%N = ((a * q + c) %/ l * l + la)%N by rewrite -[in RHS]lac -divn_eq.
  rewrite (big_pred1 (Ordinal rhr)) => [|rh /=]; first by rewrite term //= -erh.
  by rewrite -val_eqE /= {1}erh eqn_add2r eqn_pmul2r ?(leq_ltn_trans _ ll) // eq_sym.
have [/= + +] := ohead_filter none; rewrite mem_pairs => + /andP[ll ak]; rewrite foundE // => lt.
set cs := crosses _ _ _ _ _ _ in lt *.
have sz : size cs = (nu q l la a).+1 by apply/eqP; rewrite eqn_leq lt size_crosses.
have [inside det] := crosses_minor sz; split=> //.
- by rewrite all_map; apply: sub_all inside => z /andP[].
- by rewrite all_map; apply: sub_all inside => z /andP[].
rewrite !size_map sz; split=> //; apply: contraNneq det => <-; apply/eqP; congr (\det _).
have at_ (w : 'I_(nu q l la a).+1) := all_nthP (no_cross T) inside w.
apply/matrixP => x y; rewrite !mxE !(nth_map (no_cross T)) ?sz // ent_tab //.
  by have := at_ x; rewrite sz => /(_ (ltn_ord _))/andP[].
by have := at_ y; rewrite sz => /(_ (ltn_ord _))/andP[].
Qed.

Lemma card_places (la : 'I_l) (a : 'I_k) : (#|places q r la a| <= nu q l la a)%N.
Proof.
have <- : #|[set c : 'I_q | (a * q + c) %% l == la]%N| = nu q l la a.
  rewrite /nu.
  have -> : iota 0 q = index_iota 0 q by rewrite /index_iota subn0.
  by rewrite -sum1_card -sum1_count big_mkord; apply: eq_bigl => c; rewrite inE.
have inj : {in places q r la a &, injective (fun x : 'I_q * 'I_r => x.1)}.
  move=> [c x] [c' x']; rewrite !inE /= => /eqP e1 /eqP e2 ec; congr (_, _); first exact: ec.
  move: e2; rewrite -ec e1 => /eqP; rewrite eqn_add2r eqn_pmul2r ?(leq_ltn_trans _ (ltn_ord la)) //.
  by move/eqP/val_inj.
rewrite -(card_in_imset inj); apply: subset_leq_card; apply/subsetP => c /imsetP[[c' x] + ->].
by rewrite !inE /= => /eqP->; rewrite modnMDl modn_small.
Qed.

Theorem slices_decided_minor la a rows cols :
  right_answer (Minor T la a rows cols) -> ~ is_rmonarch e (mxv o val (s * l) (k * p) A).
Proof.
case=> ll ak /allP rs /allP cp [szr szc]; rewrite -unitfE -unitmxE => u [L [R eA]]; move: u.
rewrite -[la]/(nat_of_ord (Ordinal ll)) -[a]/(nat_of_ord (Ordinal ak)) in szr szc *.
move: (Ordinal ll) (Ordinal ak) szr szc => {ll ak}{}la {}a szr szc.
have [U [V eS]] := slices_form e L R la a; have le := card_places la a; set g := (nu q l la a).+1 => u.
have rowP (x : 'I_g) : (nth 0%N rows x < s)%N by apply: rs; rewrite mem_nth ?szr.
have colP (y : 'I_g) : (nth 0%N cols y < p)%N by apply: cp; rewrite mem_nth ?szc.
suff : (\rank (minor g (fun sg i => val (ent o A (sg * l + la) (a * p + i))) rows cols) <= nu q l la a)%N.
  by rewrite mxrank_unit // ltnn.
have -> : minor g (fun sg i => val (ent o A (sg * l + la) (a * p + i))) rows cols =
    (\matrix_(x, t) U (Ordinal (rowP x)) t) *m (\matrix_(t, y) V t (Ordinal (colP y))).
  apply/matrixP => x y; have /matrixP/(_ (Ordinal (rowP x)) (Ordinal (colP y))) := eS.
  rewrite -eA [in LHS]mxE !mxE => ->.
  by apply: eq_bigr => t _; rewrite !mxE.
by apply: leq_trans (mxrankM_maxr _ _) _; apply: leq_trans (rank_leq_row _) le.
Qed.

Definition is_factors (x : answer T) : bool := if x is Factors _ _ then true else false.

Theorem slices_decided_member :
  reflect (is_rmonarch e (mxv o val (s * l) (k * p) A)) (is_factors (test o inv k q p l s r A)).
Proof.
have := slices_decided; case: test => [L R|la a rows cols] right /=; constructor.
  by exists (mxs o val s r L), (mxs o val q p R).
exact: slices_decided_minor right.
Qed.
End Meaning.

(* ---------------------------------------------------------------- M of Monarch.v *)

Lemma det2 (K : fieldType) (A : 'M[K]_2) : \det A = A ord0 ord0 * A ord_max ord_max - A ord0 ord_max * A ord_max ord0.
Proof.
have e1 : lift ord0 ord0 = ord_max :> 'I_2 by apply: val_inj.
have e2 : lift ord_max ord0 = ord0 :> 'I_2 by apply: val_inj.
rewrite (expand_det_row _ ord0) !big_ord_recl big_ord0 addr0 /cofactor !det_mx11 !mxE e1 e2.
by rewrite /= !addn0 expr0 add0n expr1; ring.
Qed.

Section Square.
Variables (T : Type) (o : ops T) (K : fieldType) (val : T -> K) (inv : T -> T).
Hypothesis h : denotes o val.
Hypothesis val_inv : forall x, val (inv x) = (val x)^-1.
Variables (a b c d : nat) (A : mat T).
Notation M := (mxv o val (a * b) (c * d) A).

Lemma nu_square (j : 'I_b) k : nu b b j k = 1%N.
Proof.
rewrite /nu (eq_in_count (_ : {in iota 0 b, _ =1 pred1 (j : nat)})) => [|x].
  by rewrite count_uniq_mem ?iota_uniq // mem_iota /= add0n ltn_ord.
by rewrite mem_iota /= => xb; rewrite modnMDl modn_small.
Qed.

Theorem slices_decided_monarch : match test o inv c b d b a c A with
  | Factors L R => M = monarch (mxs o val a c L) (mxs o val b d R)
  | Minor j k rows cols => exists (j' : 'I_b) (k' : 'I_c) (l l' : 'I_a) (i i' : 'I_d),
      [/\ j = j', k = k', rows = [:: l : nat; l' : nat] & cols = [:: i : nat; i' : nat]] /\
      M (ix l j') (ix k' i) * M (ix l' j') (ix k' i') != M (ix l j') (ix k' i') * M (ix l' j') (ix k' i)
  end.
Proof.
have := slices_decided h val_inv d a (erefl (c * b)%N) A.
case: test => [L R|j k rows cols] /=; first by rewrite rmonarch_square.
case=> jb kc ra ca []; rewrite -[j]/(nat_of_ord (Ordinal jb)) -[k]/(nat_of_ord (Ordinal kc)).
move: (Ordinal jb) (Ordinal kc) => {jb kc}{}j {}k; rewrite nu_square.
case: rows ra => [|l [|l' []]] //= /and3P[la l'a _] _; case: cols ca => [|i [|i' []]] //= /and3P[id i'd _] _.
rewrite det2 !mxE /= subr_eq0 => ne.
exists j, k, (Ordinal la), (Ordinal l'a), (Ordinal id), (Ordinal i'd); split=> //.
by rewrite !mxE !ix_val.
Qed.
End Square.

(* The numbers of a field itself. *)
Definition field_ops (K : fieldType) : ops K := Ops 0 1 +%R *%R -%R (fun x : K => x == 0).

Lemma field_denotes (K : fieldType) : denotes (field_ops K) id.
Proof. by split. Qed.

Definition list_of (K : fieldType) m n (A : 'M[K]_(m, n)) : mat K :=
  [seq [seq A i j | j <- enum 'I_n] | i <- enum 'I_m].

Lemma list_ofK (K : fieldType) m n (A : 'M[K]_(m, n)) : mxv (field_ops K) id m n (list_of A) = A.
Proof.
apply/matrixP => i j; rewrite mxE /ent (nth_map i) ?size_enum_ord // nth_ord_enum.
by rewrite (nth_map j) ?size_enum_ord // nth_ord_enum.
Qed.

Theorem slices_decided_field (K : fieldType) a b c d (A : 'M[K]_(a * b, c * d)) :
  {LR : ('I_b -> 'M[K]_(a, c)) * ('I_c -> 'M[K]_(b, d)) | A = monarch LR.1 LR.2} +
  {w : ('I_b * 'I_c) * ('I_a * 'I_a) * ('I_d * 'I_d) |
    let: ((j, k), (l, l'), (i, i')) := w in
    A (ix l j) (ix k i) * A (ix l' j) (ix k i') != A (ix l j) (ix k i') * A (ix l' j) (ix k i)}.
Proof.
have := slices_decided_monarch (field_denotes K) (fun x : K => erefl (x^-1)) a b c d (list_of A).
rewrite list_ofK; case: test => [L R|j k rows cols] right.
  by left; exists (mxs (field_ops K) id a c L, mxs (field_ops K) id b d R).
right; pose P (w : ('I_b * 'I_c) * ('I_a * 'I_a) * ('I_d * 'I_d)) := let: ((j, k), (l, l'), (i, i')) := w in
  A (ix l j) (ix k i) * A (ix l' j) (ix k i') != A (ix l j) (ix k i') * A (ix l' j) (ix k i).
have [w Pw|none] := pickP P; first by exists w; case: w Pw => [[[? ?] [? ?]] [? ?]].
by exfalso; case: right => j' [k' [l [l' [i [i' [_ ne]]]]]]; have := none ((j', k'), (l, l'), (i, i')); rewrite /P ne.
Qed.

(* ---------------------------------------------------------------- fractions, and the example of the page *)

Definition finv (x : fr) : fr :=
  match x.1 with Z0 => (Z0, xH) | Zpos n => (Zpos x.2, n) | Zneg n => (Zneg x.2, n) end.

Lemma fval_inv (K : fieldType) x : fval K (finv x) = (fval K x)^-1.
Proof.
case: x => -[|n|n] m; rewrite /finv /fval /= ?invf_div //.
  by rewrite -[Z0]/(zero Zops) /= !zval0 invr0 mul0r mulr0.
by rewrite -[Zneg m]/(Z.opp (Zpos m)) -[Zneg n]/(Z.opp (Zpos n)) !zvalN invrN mulNr mulrN.
Qed.

Definition slices_example (x : Z) : mat fr := [seq [seq (z, xH) | z <- row] | row <-
  [:: [:: Zpos 1; Zpos 2; Zpos 2; Zpos 2]; [:: Zpos 2; Zneg 2; Zpos 2; Zpos 1];
      [:: Zpos 3; x; Zpos 1; Zpos 1]; [:: Zpos 1; Zneg 1; Zpos 2; Zpos 1]]].

Example seven_refused : test fops finv 2 2 2 2 2 2 (slices_example (Zpos 7)) = Minor fr 0 0 [:: 0%N; 1%N] [:: 0%N; 1%N].
Proof. by vm_compute. Qed.

Example six_accepted : is_factors (test fops finv 2 2 2 2 2 2 (slices_example (Zpos 6))).
Proof. by vm_compute. Qed.
