(* The exact Monarch product as a program, equal to its definition.

   product o k q p l s r L R x: (left blocks) (permutation) (right blocks) x in n (q + b) multiplications; its two stages
   are first_stage, the product with a letter of BD, and second_stage, with one of DB. product_mstar, product_mmstar:
   the two stages of M* and the three of MM*;
   check_product: compares claimed results with it; product_Z, product_dy: for integers over any field of
   characteristic 0, and for dyadic numbers, which floats are.

   entries_product — the two stages, as a program, give the vector M x, for any numbers that denote elements of a
     commutative ring, and every form k q = r l — entries
   entries_product_checked — where check_product says yes, every claimed y is M x — entries
   entries_product_monarch — the two stages give M x in the case l = q, r = k — entries
   entries_stage_BD — one stage, as a program, gives the product with the letter of BD that has its blocks — entries
   entries_stage_DB — the other one gives the product with the letter of DB, read and written with the stride — entries
   entries_product_mstar — the two stages of M*, as a program, give R L x, for all sizes — entries
   entries_product_mmstar — the three stages of MM*, as a program, give A R C x, for all sizes — entries
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import mxtens.
From Monarch Require Import Index Monarch RankBound Numbers ListMatrix.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Program.
Variables (T : Type) (o : ops T) (k q p l s r : nat).

Definition entv (x : seq T) (i : nat) : T := nth (zero o) x i.
Definition vec (n : nat) (f : nat -> T) : seq T := [seq f i | i <- iota 0 n].

(* The output c of right block a, one row of numbers for each a. *)
Definition first_stage (R : seq (mat T)) (x : seq T) : mat T :=
  tab k q (fun a c => let B := nth [::] R a in sum o (fun i => mul o (ent o B c i) (entv x (a * p + i))) p).

(* Its numbers in one row are the inputs (rh, la) of the left blocks. *)
Definition second_stage (L : seq (mat T)) (h : seq T) : mat T :=
  tab s l (fun sg la => let B := nth [::] L la in sum o (fun rh => mul o (ent o B sg rh) (entv h (rh * l + la))) r).

Definition product (L R : seq (mat T)) (x : seq T) : seq T :=
  flatten (second_stage L (flatten (first_stage R x))).

Definition eqv (n : nat) (x y : seq T) : bool :=
  [&& Nat.eqb (size x) n, Nat.eqb (size y) n & alln (fun i => eqn o (entv x i) (entv y i)) n].

Definition check_product (L R : seq (mat T)) (xy : seq (seq T * seq T)) : bool :=
  [&& Nat.eqb (r * l) (k * q), Nat.eqb (size L) l, all (is_size s r) L, Nat.eqb (size R) k, all (is_size q p) R
    & all (fun z => Nat.eqb (size z.1) (k * p) && eqv (l * s) (product L R z.1) z.2) xy].
End Program.

Section Meaning.
Variables (T : Type) (o : ops T) (K : comRingType) (val : T -> K).
Hypothesis h : denotes o val.

Definition colv n (x : seq T) : 'cV[K]_n := \col_i val (entv o x i).
Definition mxs n m m' (B : seq (mat T)) (i : 'I_n) : 'M[K]_(m, m') := mxv o val m m' (nth [::] B i).

Lemma size_flatten_tab m n f : size (flatten (@tab T m n f)) = (m * n)%N.
Proof.
rewrite size_flatten /shape /tab -map_comp (eq_map (_ : _ =1 fun=> n)); last first.
  by move=> i /=; rewrite size_map size_iota.
by elim: m 0%N => //= m IH z; rewrite IH mulSn.
Qed.

Lemma entv_tab m n f (i j : nat) : (i < m)%N -> (j < n)%N -> entv o (flatten (tab m n f)) (i * n + j) = f i j.
Proof.
move=> im jn; rewrite /entv /tab.
have gen (z : nat) : nth (zero o) (flatten [seq [seq f i' j' | j' <- iota 0 n] | i' <- iota z m]) (i * n + j) =
    f (z + i)%N j; last by rewrite gen.
elim: m i im z => // m IH [|i] im z /=; rewrite nth_cat size_map size_iota.
  by rewrite mul0n add0n jn (nth_map 0%N) ?size_iota // nth_iota // addn0.
by rewrite mulSn -addnA ltnNge leq_addr /= addKn IH // addSnnS.
Qed.

Variables (k q p l s r : nat) (e : (r * l = k * q)%N).
Variables (L R : seq (mat T)).

Theorem entries_product (x : seq T) :
  colv (s * l) (product o k q p l s r L R x) = rmonarch e (mxs s r L) (mxs q p R) *m colv (k * p) x.
Proof.
apply/colP => y; case: (mxtens_indexP y) => sg la.
rewrite mxE ix_val entv_tab // (val_sum h) [RHS]mxE sum_ix.
transitivity (\sum_(rh < r) \sum_(a < k) \sum_(c < q | (a * q + c == rh * l + la)%N) \sum_(i < p)
   mxs s r L la sg rh * mxs q p R a c i * val (entv o x (a * p + i))).
  apply: eq_bigr => rh _; rewrite (valM h).
  have [a [c eac]] : exists a c, (a * q + c = rh * l + la :> nat)%N /\ (a < k)%N /\ (c < q)%N.
    have : (cast_ord e (ix rh la) = rh * l + la :> nat)%N by [].
    move: (cast_ord e (ix rh la)) => z; case: (mxtens_indexP z) => a c ez.
    by exists a, c; rewrite !ltn_ord -ez.
  case: eac => eac [ak cq]; rewrite -[in LHS]eac entv_tab // (val_sum h).
  pose a0 := Ordinal ak; pose c0 := Ordinal cq.
  rewrite (bigD1 a0) //= [X in _ + X]big1 ?addr0; last first.
    move=> a' ne; rewrite big1 // => c' /eqP e'.
    have : ix a' c' = ix a0 c0 by apply: val_inj; exact: etrans e' (esym eac).
    by move/eqP; rewrite ix_inj (negbTE ne).
  rewrite (bigD1 c0) /=; last by rewrite eac.
  rewrite [X in _ + X]big1 ?addr0; last first.
    move=> c' /andP[/eqP e' ne].
    have : ix a0 c' = ix a0 c0 by apply: val_inj; exact: etrans e' (esym eac).
    by move/eqP; rewrite ix_inj (negbTE ne) andbF.
  rewrite mulr_sumr; apply: eq_bigr => i _.
  by rewrite (valM h) mulrA !mxE.
rewrite exchange_big; apply: eq_bigr => a _.
transitivity (\sum_(i < p) \sum_(c < q) \sum_(rh < r | (a * q + c == rh * l + la)%N)
   mxs s r L la sg rh * mxs q p R a c i * val (entv o x (a * p + i))).
  rewrite [RHS]exchange_big /=.
  rewrite (exchange_big_dep xpredT) //=; apply: eq_bigr => c _.
  by rewrite [RHS]exchange_big.
apply: eq_bigr => i _; rewrite entries_form mxE ix_val mulr_suml; apply: eq_bigr => c _.
by rewrite mulr_suml.
Qed.

(* What is accepted is the product. *)
Theorem entries_product_checked xy : check_product o k q p l s r L R xy ->
  forall x y, List.In (x, y) xy -> colv (s * l) y = rmonarch e (mxs s r L) (mxs q p R) *m colv (k * p) x.
Proof.
case/and5P=> _ _ _ _ /andP[_ ok] x y xyin; rewrite -entries_product.
have {ok xyin} : eqv o (l * s) (product o k q p l s r L R x) y.
  by elim: xy ok xyin => //= z xy IH /andP[/andP[_ ez] ok] [zxy|/(IH ok)] //; rewrite zxy in ez.
case/and3P=> _ _ /allnP eq; apply/colP => i; rewrite !mxE; apply/esym/(eqnP h).
by have := eq (cast_ord (mulnC s l) i).
Qed.
End Meaning.

(* The words of Monarch.v. *)
Corollary entries_product_monarch (T : Type) (o : ops T) (K : comRingType) (val : T -> K) (h : denotes o val) a b c d
    (L R : seq (mat T)) x :
  colv o val (a * b) (product o c b d b a c L R x) =
  monarch (mxs o val a c L) (mxs o val b d R) *m colv o val (c * d) x.
Proof. by rewrite -(rmonarch_square (erefl (c * b)%N)); apply: entries_product. Qed.

(* ---------------------------------------------------------------- M* and MM*: letter by letter *)

Section Stages.
Variables (T : Type) (o : ops T) (K : comRingType) (val : T -> K).
Hypothesis h : denotes o val.

Theorem entries_stage_BD k q p (R : seq (mat T)) x :
  colv o val (k * q) (flatten (first_stage o k q p R x)) = bdiag (mxs o val q p R) *m colv o val (k * p) x.
Proof.
apply/colP => y; case: (mxtens_indexP y) => a c.
rewrite mxE ix_val entv_tab // (val_sum h) mxE sum_ix (bigD1 a) //= [X in _ = _ + X]big1 ?addr0 => [|t /negbTE ne].
  by apply: eq_bigr => i _; rewrite (valM h) bdiagE eqxx mul1r !mxE ix_val.
by rewrite big1 // => i _; rewrite bdiagE eq_sym ne !mul0r.
Qed.

Theorem entries_stage_DB l s r (L : seq (mat T)) x :
  colv o val (s * l) (flatten (second_stage o l s r L x)) = pbd (mxs o val s r L) *m colv o val (r * l) x.
Proof.
apply/colP => y; case: (mxtens_indexP y) => sg la.
rewrite mxE ix_val entv_tab // (val_sum h) mxE sum_ix; apply: eq_bigr => rh _.
rewrite (bigD1 la) //= big1 ?addr0 => [|t /negbTE ne]; first by rewrite (valM h) pbdE eqxx mul1r !mxE ix_val.
by rewrite pbdE eq_sym ne !mul0r.
Qed.

(* h[l,i] = sum_k L_i[l,k] x[k,i], then y[l,j] = sum_i R_l[j,i] h[l,i]. *)
Definition product_mstar (a b c d : nat) (R L : seq (mat T)) (x : seq T) : seq T :=
  flatten (first_stage o a b d R (flatten (second_stage o d a c L x))).

(* g[p,i] = sum_k C_i[p,k] x[k,i], then h[p,j] = sum_i R_p[j,i] g[p,i], then y[l,j] = sum_p A_j[l,p] h[p,j]. *)
Definition product_mmstar (a b c d r : nat) (A R C : seq (mat T)) (x : seq T) : seq T :=
  flatten (second_stage o b a r A (flatten (first_stage o r b d R (flatten (second_stage o d r c C x))))).

Theorem entries_product_mstar a b c d (R L : seq (mat T)) x :
  colv o val (a * b) (product_mstar a b c d R L x) =
  mstar (mxs o val b d R) (mxs o val a c L) *m colv o val (c * d) x.
Proof. by rewrite entries_stage_BD entries_stage_DB mulmxA. Qed.

Theorem entries_product_mmstar a b c d r (A R C : seq (mat T)) x :
  colv o val (a * b) (product_mmstar a b c d r A R C x) =
  mmstar (mxs o val a r A) (mxs o val b d R) (mxs o val r c C) *m colv o val (c * d) x.
Proof. by rewrite entries_stage_DB entries_stage_BD entries_stage_DB /mmstar !mulmxA. Qed.
End Stages.

(* On the grid of two rows and three columns: the two stages of M*. *)
Example product_mstar_computes :
  let zs := map Z.of_nat in
  product_mstar Zops 2 3 2 3
    (map (map zs) [:: [:: [:: 1; 0; 2]; [:: 0; 1; 0]; [:: 3; 0; 1]]; [:: [:: 1; 1; 0]; [:: 0; 2; 0]; [:: 0; 0; 1]]]%N)
    (map (map zs) [:: [:: [:: 1; 2]; [:: 0; 1]]; [:: [:: 1; 0]; [:: 1; 1]]; [:: [:: 2; 1]; [:: 1; 1]]]%N)
    (zs [:: 1; 2; 3; 4; 5; 6]%N) = zs [:: 33; 2; 39; 11; 14; 9]%N.
Proof. by vm_compute. Qed.

Lemma product_Z (K : fieldType) (char0 : [char K] =i pred0) a b c d (L R : seq (mat Z)) x :
  colv Zops (zval K) (a * b) (product Zops c b d b a c L R x) =
  monarch (mxs Zops (zval K) a c L) (mxs Zops (zval K) b d R) *m colv Zops (zval K) (c * d) x.
Proof. by apply: entries_product_monarch; apply: Z_denotes. Qed.

Lemma product_dy (K : fieldType) (char0 : [char K] =i pred0) k q p l s r (e : (r * l = k * q)%N)
    (L R : seq (mat dy)) x :
  colv dops (dval K) (s * l) (product dops k q p l s r L R x) =
  rmonarch e (mxs dops (dval K) s r L) (mxs dops (dval K) q p R) *m colv dops (dval K) (k * p) x.
Proof. by apply: entries_product; apply: dy_denotes. Qed.
