(* The exact Monarch product as a program, equal to its definition.

   product o k q p l s r L R x: (left blocks) (permutation) (right blocks) x in n (q + b) multiplications;
   check_product: compares claimed results with it; product_Z, product_dy: for integers over any field of
   characteristic 0, and for dyadic numbers, which floats are.

   entries_product — the two stages, as a program, give the vector M x, for any numbers that denote elements of a
     commutative ring, and every form k q = r l — entries
   entries_product_checked — where check_product says yes, every claimed y is M x — entries
   entries_product_monarch — the two stages give M x in the case l = q, r = k — entries
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

Lemma product_Z (K : fieldType) (char0 : [char K] =i pred0) a b c d (L R : seq (mat Z)) x :
  colv Zops (zval K) (a * b) (product Zops c b d b a c L R x) =
  monarch (mxs Zops (zval K) a c L) (mxs Zops (zval K) b d R) *m colv Zops (zval K) (c * d) x.
Proof. by apply: entries_product_monarch; apply: Z_denotes. Qed.

Lemma product_dy (K : fieldType) (char0 : [char K] =i pred0) k q p l s r (e : (r * l = k * q)%N)
    (L R : seq (mat dy)) x :
  colv dops (dval K) (s * l) (product dops k q p l s r L R x) =
  rmonarch e (mxs dops (dval K) s r L) (mxs dops (dval K) q p R) *m colv dops (dval K) (k * p) x.
Proof. by apply: entries_product; apply: dy_denotes. Qed.
