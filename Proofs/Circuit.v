(* Linear arithmetic circuits as words.

   gate: a * (wire u) + b * (wire v), on a wire of its own. A circuit with n inputs is a list of gates; wires are numbered,
   the inputs 0, ..., n - 1, then the gates in the order of the list, and a wire may be read by several gates.
   earlier n c: each gate reads wires before its own. wires x c: the values on all wires, those on the inputs being x.
   depths n c: the largest number of gates on a path to each wire; depth n c: the largest of these.
   computes c out M: for all inputs x, wire out i carries (M x) i; several outputs may be one wire.
   The steps: places, a place on the grid for every wire and a second one beside it for every gate; level, a word of seven
   letters in which every gate reads and adds once; levels, after d of them the wires of depth at most d are right; outputs,
   a last word brings the outputs to the front; words, the same for the lists. sum_difference is an example.

   circuit — the matrix that a circuit of s gates and depth at most d computes is the corner of a member of [MM*]^(3d+4),
     on every grid with q (b - 1) >= n + 2 s, over any commutative ring — circuit
   circuit_word — it is the corner of a word BD DB BD ... BD of 2 (3 d + 3) + 1 = 6 d + 7 letters — circuit
   circuit_repeated — with three words A, B, C of seven letters it is the corner of C B^d A for every d + 1 that is at least
     the depth: all levels but the first are the same word — circuit
   circuit_expansion — where q b = e n it is in the expansion [MM*]^(3d+4)_e — circuit
   circuit_expansion_three — on three columns it is in [MM*]^(3d+4)_e with e = 3 (s / n + 2), s / n rounded down — circuit
   circuit_matrix — a circuit computes one matrix, and no other — circuit
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens zify.
From Monarch Require Import Index Monarch Expressive Permutation Words Copies.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Circuits.
Variable F : comRingType.

Record gate := Gate {left : nat; right : nat; coef_left : F; coef_right : F}.
Implicit Types (g : gate) (c : seq gate) (w : seq F).

Definition gate_value w g := coef_left g * w`_(left g) + coef_right g * w`_(right g).
Definition gate_depth (ds : seq nat) g := (maxn (nth 0%N ds (left g)) (nth 0%N ds (right g))).+1.

Fixpoint earlier n c :=
  if c is g :: c' then [&& left g < n, right g < n & earlier n.+1 c']%N else true.
Fixpoint wires w c := if c is g :: c' then wires (rcons w (gate_value w g)) c' else w.
Fixpoint wire_depths ds c :=
  if c is g :: c' then wire_depths (rcons ds (gate_depth ds g)) c' else ds.

Definition depths n c := wire_depths (nseq n 0%N) c.
Definition depth n c := foldr maxn 0%N (depths n c).
Definition inputs n (x : 'cV[F]_n) : seq F := [seq x i 0 | i <- enum 'I_n].

Definition computes n c (out : 'I_n -> nat) (M : 'M[F]_n) :=
  forall (x : 'cV_n) i, (wires (inputs x) c)`_(out i) = (M *m x) i 0.

(* What the lists say of each wire. *)
Definition none := Gate 0 0 0 0.

Lemma earlierP n c : earlier n c -> forall k, (k < size c)%N ->
  (left (nth none c k) < n + k)%N /\ (right (nth none c k) < n + k)%N.
Proof.
elim: c n => // g c IH n /= /and3P[l r e] [|k] lt; first by rewrite addn0.
by rewrite addnS -addSn; apply: IH.
Qed.

Lemma size_wires w c : size (wires w c) = (size w + size c)%N.
Proof. by elim: c w => [|g c IH] w /=; rewrite ?addn0 // IH size_rcons addSnnS. Qed.

Lemma size_depths ds c : size (wire_depths ds c) = (size ds + size c)%N.
Proof. by elim: c ds => [|g c IH] w /=; rewrite ?addn0 // IH size_rcons addSnnS. Qed.

Lemma wires_old w c i : (i < size w)%N -> (wires w c)`_i = w`_i.
Proof.
elim: c w => //= g c IH w lt; rewrite IH ?size_rcons 1?ltnW ?ltnS //.
by rewrite nth_rcons lt.
Qed.

Lemma depths_old ds c i : (i < size ds)%N -> nth 0%N (wire_depths ds c) i = nth 0%N ds i.
Proof.
elim: c ds => //= g c IH ds lt; rewrite IH ?size_rcons 1?ltnW ?ltnS //.
by rewrite nth_rcons lt.
Qed.

Lemma wires_gate w c k : earlier (size w) c -> (k < size c)%N ->
  (wires w c)`_(size w + k) = gate_value (wires w c) (nth none c k).
Proof.
elim: c w k => // g c IH w [|k] /= /and3P[l r e] lt.
  rewrite addn0 wires_old ?size_rcons // nth_rcons ltnn eqxx /gate_value.
  by rewrite !wires_old ?size_rcons 1?ltnW // !nth_rcons l r.
rewrite addnS -addSn -(size_rcons w (gate_value w g)) IH ?size_rcons //.
Qed.

Lemma depths_gate ds c k : earlier (size ds) c -> (k < size c)%N ->
  nth 0%N (wire_depths ds c) (size ds + k) = gate_depth (wire_depths ds c) (nth none c k).
Proof.
elim: c ds k => // g c IH ds [|k] /= /and3P[l r e] lt.
  rewrite addn0 depths_old ?size_rcons // nth_rcons ltnn eqxx /gate_depth.
  by rewrite !depths_old ?size_rcons 1?ltnW // !nth_rcons l r.
rewrite addnS -addSn -(size_rcons ds (gate_depth ds g)) IH ?size_rcons //.
Qed.

Lemma size_inputs n (x : 'cV[F]_n) : size (inputs x) = n.
Proof. by rewrite size_map size_enum_ord. Qed.

Lemma nth_inputs n (x : 'cV[F]_n) (i : 'I_n) : (inputs x)`_i = x i 0.
Proof. by rewrite (nth_map i) ?size_enum_ord // nth_ord_enum. Qed.

Lemma depth_wire n c i : (nth 0%N (depths n c) i <= depth n c)%N.
Proof.
rewrite /depth; elim: (depths n c) i => [|k ds IH] [|i] //=; first exact: leq_maxl.
by apply: leq_trans (IH i) (leq_maxr _ _).
Qed.
End Circuits.

(* Places for the n inputs and, side by side, for the two operands of each    *)
(* gate; the gate's value will stand at the first of its two.                 *)
Lemma places q b n s : (n + s.*2 <= q * b.-1)%N ->
  exists2 place : 'I_n + ('I_s + 'I_s) -> 'I_(q * b), injective place &
    forall g, hi (place (inr (inl g))) = hi (place (inr (inr g))).
Proof.
move=> le; pose h := b./2.
have le_h : (b.-1 <= h.*2)%N by rewrite /h; lia.
have s_le : (s <= q * h)%N by have := leq_mul (leqnn q) le_h; lia.
have row_lt (g : 'I_s) : (g %/ h < q)%N.
  have := leq_trans (ltn_ord g) s_le; case: (posnP h) => [->|h0]; first by rewrite muln0.
  by rewrite ltn_divLR.
have col_lt (g : 'I_s) (e : bool) : ((g %% h).*2 + e < b)%N.
  have := leq_trans (ltn_ord g) s_le; case: (posnP h) => [->|h0 _]; first by rewrite muln0.
  have := ltn_pmod g h0; have := odd_double_half b; rewrite -/h; lia.
pose half g e : 'I_(q * b) := ix (Ordinal (row_lt g)) (Ordinal (col_lt g e)).
have half_inj g g' e e' : half g e = half g' e' -> e = e' /\ g = g'.
  move/eqP; rewrite ix_inj => /andP[/eqP/(congr1 val)/= ed /eqP/(congr1 val)/= em].
  have ee : e = e' by case: e e' em => [] []; lia.
  split=> //; apply/ord_inj; rewrite (divn_eq g h) (divn_eq g' h) ed; congr (_ + _)%N.
  by move: em; rewrite ee; lia.
pose pair (t : 'I_s + 'I_s) := match t with inl g => half g false | inr g => half g true end.
have pair_inj : injective pair.
  by move=> [g|g] [g'|g'] /half_inj[// _ ->].
pose S := [set pair t | t in predT].
have cS : (n <= #|~: S|)%N.
  have := cardsC S; rewrite card_imset // card_ord card_sum card_ord.
  have := leq_mul (leqnn q) (leq_pred b); lia.
pose free (i : 'I_n) : 'I_(q * b) := enum_val (widen_ord cS i).
have free_out i t : free i <> pair t.
  by move=> e; have := enum_valP (widen_ord cS i); rewrite -/(free i) e inE imset_f.
exists (fun t => match t with inl i => free i | inr t => pair t end) => [|g]; last first.
  by rewrite !hi_ix.
move=> [i|t] [i'|t'] e.
- by have /(congr1 val)/= /ord_inj-> := enum_val_inj e.
- by case: (free_out i t').
- by case: (free_out i' t).
- by rewrite (pair_inj _ _ e).
Qed.

(* A circuit without its lists: gate g reads wires l g and r g. One level     *)
(* evaluates all gates, on whatever stands at the places that pl gives to the *)
(* wires; after d levels the wires of depth at most d carry their values.     *)
Section Levels.
Variables (F : comRingType) (q b n s : nat).
Hypothesis room : (n + s.*2 <= q * b.-1)%N.
Variables (l r : 'I_s -> 'I_(n + s)) (al be : 'I_s -> F).
Implicit Types (x : 'cV[F]_n) (X : 'cV[F]_(q * b)) (pl : 'I_(n + s) -> 'I_(q * b)).

Lemma level : exists pl', forall pl, exists2 A : 'M[F]_(q * b), bd_word 3 A & forall X,
  (forall i, (A *m X) (pl' (lshift s i)) 0 = X (pl (lshift s i)) 0) /\
  (forall g, (A *m X) (pl' (rshift n g)) 0 = al g * X (pl (l g)) 0 + be g * X (pl (r g)) 0).
Proof.
have [place place_inj place_hi] := places room.
exists (fun w => place (match split w with inl i => inl i | inr g => inr (inl g) end)) => pl.
pose source (t : 'I_n + ('I_s + 'I_s)) := pl (match t with
  | inl i => lshift s i | inr (inl g) => l g | inr (inr g) => r g end).
have [|R hR routed] := @circuit_routing F q b _ place source place_inj.
  by rewrite !card_sum !card_ord addnn.
pose E : 'M[F]_(q * b) := \matrix_(y, z)
  if [pick g | place (inr (inl g)) == y] is Some g
  then al g * (z == y)%:R + be g * (z == place (inr (inr g)))%:R else (z == y)%:R.
have sumE (X : 'cV_(q * b)) y : \sum_z (z == y)%:R * X z 0 = X y 0.
  rewrite (bigD1 y) //= eqxx mul1r big1 ?addr0 // => z /negbTE->.
  by rewrite mul0r.
have mulE (X : 'cV_(q * b)) y : (E *m X) y 0 = if [pick g | place (inr (inl g)) == y] is Some g
    then al g * X y 0 + be g * X (place (inr (inr g))) 0 else X y 0.
  rewrite mxE; under eq_bigr do rewrite mxE; case: pickP => [g _|_]; last exact: sumE.
  under eq_bigr do rewrite mulrDl -!mulrA; rewrite big_split /= -!mulr_sumr.
  by rewrite !sumE.
exists (E *m R).
  apply: bd_word_BDmul hR; apply: supported_BD => y z ne; rewrite mxE.
  have yz : (z == y) = false by apply/eqP=> e; rewrite e eqxx in ne.
  case: pickP => [g /eqP gy|_]; rewrite yz // !mulr0 add0r.
  by case: eqP => [e|_]; rewrite ?mulr0 //; move: ne; rewrite e -gy place_hi eqxx.
move=> X; rewrite -mulmxA; split=> [i|g]; rewrite mulE.
  rewrite -[lshift s i]/(unsplit (inl i)) unsplitK.
  by case: pickP => [g /eqP/place_inj//|_]; rewrite routed.
rewrite -[rshift n g]/(unsplit (inr g)) unsplitK.
case: pickP => [g' /eqP/place_inj[->]|/(_ g)]; last by rewrite eqxx.
by rewrite !routed.
Qed.

Variables (V : 'cV[F]_n -> 'I_(n + s) -> F) (dep : 'I_(n + s) -> nat).
Hypothesis V_input : forall x i, V x (lshift s i) = x i 0.
Hypothesis V_gate : forall x g, V x (rshift n g) = al g * V x (l g) + be g * V x (r g).
Hypothesis dep_input : forall i, dep (lshift s i) = 0%N.
Hypothesis dep_gate : forall g, (maxn (dep (l g)) (dep (r g)) < dep (rshift n g))%N.

Definition begins x X := forall (i : 'I_n) (y : 'I_(q * b)), i = y :> nat -> X y 0 = x i 0.

Lemma level_start : exists pl, forall x X, begins x X -> forall w, (dep w <= 0)%N ->
  X (pl w) 0 = V x w.
Proof.
have le : (n + s <= q * b)%N by have := leq_mul (leqnn q) (leq_pred b); lia.
exists (widen_ord le) => x X beg w; case: (split_ordP w) => [i|g] -> dw.
  by rewrite V_input (beg i).
by have := leq_trans (dep_gate g) dw.
Qed.

Lemma level_step pl' pl (A : 'M[F]_(q * b)) : (forall X,
    (forall i, (A *m X) (pl' (lshift s i)) 0 = X (pl (lshift s i)) 0) /\
    (forall g, (A *m X) (pl' (rshift n g)) 0 =
      al g * X (pl (l g)) 0 + be g * X (pl (r g)) 0)) ->
  forall d x X, (forall w, (dep w <= d)%N -> X (pl w) 0 = V x w) ->
  forall w, (dep w <= d.+1)%N -> (A *m X) (pl' w) 0 = V x w.
Proof.
move=> hA d x X ok w; have [A_input A_gate] := hA X.
case: (split_ordP w) => [i|g] -> dw; first by rewrite A_input ok // dep_input.
have := leq_trans (dep_gate g) dw; rewrite ltnS geq_max => /andP[dl dr].
by rewrite A_gate !ok // V_gate.
Qed.

Lemma levels d : exists2 A, bd_word (3 * d) A & exists pl,
  forall x X, begins x X -> forall w, (dep w <= d)%N -> (A *m X) (pl w) 0 = V x w.
Proof.
elim: d => [|d [A hA [pl ok]]].
  have [pl ok] := level_start; exists 1%:M; first exact: is_BD1.
  by exists pl => x X beg w dw; rewrite mul1mx (ok x).
have [pl' /(_ pl)[B hB step]] := level.
exists (B *m A); first by rewrite mulnS addnC; apply: bd_word_mul.
by exists pl' => x X beg w dw; rewrite -mulmxA (level_step step (ok x X beg)).
Qed.

(* After the first level the wires stand where they stand after the next.     *)
Lemma levels_repeated : exists A B, [/\ bd_word 3 A, bd_word 3 B & exists pl,
  forall d x X, begins x X -> forall w, (dep w <= d.+1)%N ->
  (iter d (mulmx B) A *m X) (pl w) 0 = V x w].
Proof.
have [pl0 ok0] := level_start; have [pl next] := level.
have [[A hA stepA] [B hB stepB]] := (next pl0, next pl).
exists A, B; split=> //; exists pl => d x X beg.
elim: d => [|d IH] w dw /=; first by rewrite (level_step stepA (ok0 x X beg)).
by rewrite -mulmxA (level_step stepB IH).
Qed.

(* The last routing brings the outputs to the front. *)
Variable out : 'I_n -> 'I_(n + s).

Definition right_at_front (W : 'M[F]_(q * b)) := forall x X, begins x X ->
  forall (i : 'I_n) (y : 'I_(q * b)), i = y :> nat -> (W *m X) y 0 = V x (out i).

Lemma outputs pl : exists2 C, bd_word 3 C & forall A,
  (forall x X, begins x X -> forall i, (A *m X) (pl (out i)) 0 = V x (out i)) ->
  right_at_front (C *m A).
Proof.
have le : (n <= q * b)%N by have := leq_mul (leqnn q) (leq_pred b); lia.
have [||C hC routed] := @circuit_routing F q b _ (widen_ord le) (fun i => pl (out i)).
- by move=> i i' /(congr1 val)/= /ord_inj.
- by rewrite card_ord; apply: leq_trans room; apply: leq_addr.
exists C => // A ok x X beg i y iy.
have -> : y = widen_ord le i by apply/ord_inj.
by rewrite -mulmxA routed (ok x).
Qed.

Lemma abstract_word d : (forall i, dep (out i) <= d)%N ->
  exists2 W, bd_word (3 * d + 3) W & right_at_front W.
Proof.
move=> od; have [A hA [pl ok]] := levels d; have [C hC last] := outputs pl.
exists (C *m A); first exact: bd_word_mul.
by apply: last => x X beg i; apply: (ok x).
Qed.

Lemma abstract_repeated : exists A B C, [/\ bd_word 3 A, bd_word 3 B, bd_word 3 C &
  forall d, (forall i, dep (out i) <= d.+1)%N -> right_at_front (C *m iter d (mulmx B) A)].
Proof.
have [A [B [hA hB [pl ok]]]] := levels_repeated; have [C hC last] := outputs pl.
exists A, B, C; split=> // d od.
by apply: last => x X beg i; apply: (ok d x).
Qed.
End Levels.

Section Theorems.
Variables (F : comRingType) (n : nat) (c : seq (gate F)) (out : 'I_n -> nat).
Hypothesis c_ok : earlier n c.
Hypothesis out_ok : forall i, (out i < n + size c)%N.
Local Notation s := (size c).
Implicit Types M : 'M[F]_n.

Definition outputs_at_front q b (W : 'M[F]_(q * b)) := forall (x : 'cV_n) X, begins x X ->
  forall (i : 'I_n) (y : 'I_(q * b)), i = y :> nat ->
  (W *m X) y 0 = (wires (inputs x) c)`_(out i).

Lemma words q b : (n + 2 * s <= q * b.-1)%N ->
  (forall d, (depth n c <= d)%N ->
     exists2 W : 'M[F]_(q * b), bd_word (3 * d + 3) W & outputs_at_front W) /\
  exists A B C : 'M[F]_(q * b), [/\ bd_word 3 A, bd_word 3 B, bd_word 3 C &
    forall d, (depth n c <= d.+1)%N -> outputs_at_front (C *m iter d (mulmx B) A)].
Proof.
rewrite mul2n => room.
pose g (k : 'I_s) := nth (none F) c k.
have ltl (k : 'I_s) : (left (g k) < n + s)%N.
  by have [lt _] := earlierP c_ok (ltn_ord k); apply: ltn_trans lt _; rewrite ltn_add2l.
have ltr (k : 'I_s) : (right (g k) < n + s)%N.
  by have [_ lt] := earlierP c_ok (ltn_ord k); apply: ltn_trans lt _; rewrite ltn_add2l.
pose V (x : 'cV[F]_n) (w : 'I_(n + s)) := (wires (inputs x) c)`_w.
pose dep (w : 'I_(n + s)) := nth 0%N (depths n c) w.
have V_input x i : V x (lshift s i) = x i 0.
  by rewrite /V wires_old ?size_inputs //= nth_inputs.
have V_gate x k : V x (rshift n k) = coef_left (g k) * V x (Ordinal (ltl k)) +
    coef_right (g k) * V x (Ordinal (ltr k)).
  by have := @wires_gate F (inputs x) c k; rewrite size_inputs => /(_ c_ok (ltn_ord k)).
have dep_input i : dep (lshift s i) = 0%N.
  by rewrite /dep depths_old ?size_nseq //= nth_nseq ltn_ord.
have dep_gate k : (maxn (dep (Ordinal (ltl k))) (dep (Ordinal (ltr k))) < dep (rshift n k))%N.
  have := @depths_gate F (nseq n 0%N) c k; rewrite size_nseq => /(_ c_ok (ltn_ord k)) e.
  by rewrite /dep [X in (_ < X)%N]e.
pose out' i := Ordinal (out_ok i).
have le_d d : (depth n c <= d)%N -> forall i, (dep (out' i) <= d)%N.
  by move=> le i; apply: leq_trans (depth_wire _ _ _) le.
split=> [d /le_d|]; first exact: (abstract_word room V_input V_gate dep_input dep_gate).
have [A [B [C [hA hB hC ok]]]] :=
  abstract_repeated room V_input V_gate dep_input dep_gate out'.
by exists A, B, C; split=> // d /le_d; apply: ok.
Qed.

Lemma computes_col M (j : 'I_n) i : computes c out M ->
  (wires (inputs (delta_mx j 0)) c)`_(out i) = M i j.
Proof. by move->; rewrite -colE mxE. Qed.

Lemma front_corner q b (W : 'M[F]_(q * b)) M :
  outputs_at_front W -> computes c out M -> is_corner M W.
Proof.
move=> ok cM i j y z iy jz; rewrite -(computes_col j i cM).
rewrite -(ok (delta_mx j 0) (delta_mx z 0) _ i y iy); first by rewrite -colE mxE.
move=> k t kt; rewrite !mxE !eqxx !andbT; congr (nat_of_bool _)%:R.
by rewrite -[LHS](inj_eq val_inj) -[RHS](inj_eq val_inj) /= kt jz.
Qed.

Theorem circuit_word q b d M : (n + 2 * s <= q * b.-1)%N -> (depth n c <= d)%N ->
  computes c out M -> exists2 W : 'M[F]_(q * b), bd_word (3 * d + 3) W & is_corner M W.
Proof.
move=> /words[word _] /word[W hW ok] cM; exists W => //.
exact: front_corner ok cM.
Qed.

(* A, then B d times, then C. *)
Theorem circuit_repeated q b M : (n + 2 * s <= q * b.-1)%N -> computes c out M ->
  exists A B C : 'M[F]_(q * b), [/\ bd_word 3 A, bd_word 3 B, bd_word 3 C &
    forall d, (depth n c <= d.+1)%N -> is_corner M (C *m iter d (mulmx B) A)].
Proof.
move=> /words[_ [A [B [C [hA hB hC ok]]]]] cM; exists A, B, C; split=> // d /ok okd.
exact: front_corner okd cM.
Qed.

Theorem circuit q b d M : (n + 2 * s <= q * b.-1)%N -> (depth n c <= d)%N ->
  computes c out M -> exists2 W : 'M[F]_(q * b), in_mmstar_pow (3 * d + 4) W & is_corner M W.
Proof.
move=> room le /(circuit_word room le)[W /bd_word_mmstar hW cW]; exists W => //.
by rewrite addnS.
Qed.

Corollary circuit_expansion q b e d M : (q * b = e * n)%N -> (n + 2 * s <= q * b.-1)%N ->
  (depth n c <= d)%N -> computes c out M -> in_expansion q b e (3 * d + 4) M.
Proof. by move=> eN room le cM; split=> //; apply: circuit room le cM. Qed.

(* n (s / n + 2) rows of three places. *)
Corollary circuit_expansion_three d M : (0 < n)%N -> (depth n c <= d)%N -> computes c out M ->
  in_expansion (n * (s %/ n + 2)) 3 (3 * (s %/ n + 2)) (3 * d + 4) M.
Proof.
move=> n0 le; apply: circuit_expansion le; first by rewrite mulnC [(n * _)%N]mulnC mulnA.
by rewrite mulnDr mulnDl; have := divn_eq s n; have := ltn_pmod s n0; lia.
Qed.

Theorem circuit_matrix : exists M, computes c out M /\ forall M', computes c out M' -> M' = M.
Proof.
pose N := (n + 2 * s)%N.
have [|/(_ _ (leqnn _))[W hW ok] _] := @words N 2; first by rewrite muln1.
have lt : (n <= N * 2)%N by rewrite /N; lia.
pose M : 'M[F]_n := \matrix_(i, j) W (widen_ord lt i) (widen_ord lt j).
have cM : computes c out M.
  move=> x i; pose X : 'cV[F]_(N * 2) := \col_y if insub (y : nat) is Some j then x j 0 else 0.
  have ins (j : 'I_n) : insub (j : nat) = Some j := valK j.
  have beg : begins x X.
    by move=> j y jy; rewrite mxE -jy ins.
  rewrite -(ok x X beg i (widen_ord lt i)) // !mxE.
  rewrite (bigID (fun y : 'I_(N * 2) => (y < n)%N)) /= [X in _ + X]big1 ?addr0.
    rewrite (big_ord_narrow lt); apply: eq_bigr => j _; rewrite !mxE.
    by rewrite ins.
  by move=> y yn; rewrite [X y 0]mxE insubN ?mulr0.
exists M; split=> // M' cM'; apply/matrixP=> i j.
by rewrite -(computes_col j i cM) (computes_col j i cM').
Qed.
End Theorems.

(* Non-vacuity: x_2 = x_0 + x_1 and x_3 = x_0 - x_1 in 13 letters, on 3 x 3  *)
(* and on 6 x 2: two columns suffice.                                         *)
Section SumDifference.
Variable F : comRingType.

Definition sum_difference : seq (gate F) := [:: Gate 0 1 1 1; Gate 0 1 1 (-1)].
Definition sum_difference_mx : 'M[F]_2 := \matrix_(i, j) if (i == 1) && (j == 1) then -1 else 1.

Lemma sum_difference_computes : computes sum_difference (fun i => i + 2)%N sum_difference_mx.
Proof.
have one : lift ord0 ord0 = 1 :> 'I_2 by apply/val_inj.
move=> x i; have -> : inputs x = [:: x 0 0; x 1 0].
  by rewrite /inputs enum_ordSl enum_ordSl enum_ord0 /= one.
rewrite mxE !big_ord_recl big_ord0 !mxE one.
by case: i => [[|[|i]] lt] //=; rewrite /gate_value /= !mul1r ?mulN1r addr0.
Qed.

Example sum_difference_word q b : (6 <= q * b.-1)%N ->
  exists2 W : 'M[F]_(q * b), bd_word 6 W & is_corner sum_difference_mx W.
Proof.
move=> room; apply: (@circuit_word F 2 sum_difference (fun i => i + 2)%N _ _ q b 1) => //.
- by move=> [[|[|i]] lt].
- exact: sum_difference_computes.
Qed.

Example sum_difference_grids :
  (exists2 W : 'M[F]_(3 * 3), bd_word 6 W & is_corner sum_difference_mx W) /\
  exists2 W : 'M[F]_(6 * 2), bd_word 6 W & is_corner sum_difference_mx W.
Proof. by split; apply: sum_difference_word. Qed.
End SumDifference.
