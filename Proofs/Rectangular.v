(* Rectangular shapes: R has k blocks q x p, L has l blocks s x r, k q = r l. The k q outputs of R are the r l inputs of
   L, whose block v reads those congruent to v modulo l, as in M = DB BD.

   rect kq_rl L R: the product of the two. mid a c: output (a, c) of R as an input of L.

   entries_rectangular — the entries for every shape, l need not divide q: the sum of L_v[x, .] R_a[c, i] over the c
     with a q + c = v mod l — entries
   slices_rectangular — slice (v, a) has rank at most the number of c < q with a q + c = v mod l — slices
   slices_rectangular_outer — for q = nu l, A is such a product iff every slice is a sum of nu outer products, over a
     commutative ring — slices
   slices_rectangular_nu — for q = nu l, A is such a product iff every slice has rank at most nu, over a field — slices
   slices_rectangular_monarch — for l = q these are the members of M — slices
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Rectangular.
Variables (F : comRingType) (k q p l s r : nat).
Hypothesis kq_rl : (k * q = r * l)%N.
Implicit Types (L : 'I_l -> 'M[F]_(s, r)) (R : 'I_k -> 'M[F]_(q, p)).

Definition rect L R : 'M[F]_(s * l, k * p) :=
  pbd L *m castmx (kq_rl, erefl) (bdiag R).

(* Intermediate index (a,c) seen as (rho, lambda). *)
Definition mid (a : 'I_k) (c : 'I_q) : 'I_(r * l) := cast_ord kq_rl (ix a c).

Lemma mid_val a c : mid a c = (a * q + c)%N :> nat. Proof. by []. Qed.

Theorem entries_rectangular L R x v a i :
  rect L R (ix x v) (ix a i) =
  \sum_(c < q | lo (mid a c) == v) L v x (hi (mid a c)) * R a c i.
Proof.
rewrite /rect mxE (reindex (cast_ord kq_rl)) /=; last first.
  by exists (cast_ord (esym kq_rl)) => y _; rewrite ?cast_ordK ?cast_ordKV.
rewrite sum_ix (bigD1 a) //= [X in _ + X]big1 ?addr0 => [|a' ne]; last first.
  by apply: big1 => c _; rewrite castmxE cast_ordK cast_ord_id bdiagE (negbTE ne) mul0r mulr0.
rewrite [RHS]big_mkcond; apply: eq_bigr => c _.
rewrite castmxE cast_ordK cast_ord_id bdiagE eqxx mul1r -/(mid a c).
rewrite -[mid a c in LHS]hi_lo pbdE [v == _]eq_sym.
by case: eqP => _; rewrite ?mul1r ?mul0r.
Qed.

Lemma slice_rect L R v a :
  slice (rect L R) v a =
  \sum_(c < q | lo (mid a c) == v) col (hi (mid a c)) (L v) *m row c (R a).
Proof.
apply/matrixP=> x i; rewrite mxE entries_rectangular summxE; apply: eq_bigr => c _.
by rewrite !mxE big_ord1 !mxE.
Qed.
End Rectangular.

Section Rank.
Variables (F : fieldType) (k q p l s r : nat).
Hypothesis kq_rl : (k * q = r * l)%N.
Implicit Types (L : 'I_l -> 'M[F]_(s, r)) (R : 'I_k -> 'M[F]_(q, p)).

Theorem slices_rectangular L R v a :
  (\rank (slice (rect kq_rl L R) v a) <= #|[set c : 'I_q | (a * q + c) %% l == v]|)%N.
Proof.
rewrite slice_rect -sum1_card.
have -> : (\sum_(c in [set c : 'I_q | (a * q + c) %% l == v :> nat]) 1)%N =
    (\sum_(c < q | lo (mid kq_rl a c) == v) 1)%N.
  by apply: eq_bigl => c; rewrite inE -val_eqE.
elim/big_ind2: _ => [|X m Y m' hX hY|c _]; first by rewrite mxrank0.
  exact: leq_trans (mxrank_add _ _) (leq_add hX hY).
by apply/rank_le1P; eexists; eexists.
Qed.
End Rank.

(* q = l nu: every residue occurs nu times in each block.                     *)
Section Uniform.
Variables (F : comRingType) (k p l s nu : nat).
Let q := (nu * l)%N.
Let r := (k * nu)%N.
Lemma uniform_size : (k * (nu * l) = k * nu * l)%N. Proof. exact: mulnA. Qed.
Implicit Types (L : 'I_l -> 'M[F]_(s, r)) (R : 'I_k -> 'M[F]_(q, p)).

Lemma uniform_mid a (t : 'I_nu) (v : 'I_l) : mid uniform_size a (ix t v) = ix (ix a t) v.
Proof.
suff e : mid uniform_size a (ix t v) = ix (ix a t) v :> nat by apply/val_inj.
by rewrite mid_val !ix_val mulnDl mulnA addnA.
Qed.

Lemma slice_uniform L R v a :
  slice (rect uniform_size L R) v a =
  \sum_(t < nu) col (ix a t) (L v) *m row (ix t v) (R a).
Proof.
rewrite slice_rect big_mkcond sum_ix; apply: eq_bigr => t _.
rewrite (bigD1 v) //= uniform_mid lo_ix hi_ix eqxx big1 ?addr0 // => v' /negbTE ne.
by rewrite uniform_mid lo_ix ne.
Qed.

Theorem slices_rectangular_outer (A : 'M[F]_(s * l, k * p)) :
  (exists L R, A = rect uniform_size L R) <->
  forall v a, exists U V, slice A v a = (U : 'M_(s, nu)) *m (V : 'M_(nu, p)).
Proof.
split=> [[L [R ->]] v a|h].
  exists (\matrix_(x, t) L v x (ix a t)), (\matrix_(t, i) R a (ix t v) i).
  rewrite slice_uniform; apply/matrixP=> x i; rewrite summxE mxE.
  by apply: eq_bigr => t _; rewrite !mxE big_ord1 !mxE.
have /fin_all_exists [U UP] : forall w : 'I_l * 'I_k, exists U, exists V,
    slice A w.1 w.2 = (U : 'M_(s, nu)) *m (V : 'M_(nu, p)) by case.
have /fin_all_exists [V VP] := UP.
exists (fun v => \matrix_(x, m) U (v, (un m).1) x (un m).2).
exists (fun a => \matrix_(c, i) V ((un c).2, a) (un c).1 i).
apply: mx_ixP => x v a i; have /matrixP/(_ x i) := VP (v, a).
rewrite [slice _ _ _ _ _]mxE /= => ->.
have := slice_uniform (fun v => \matrix_(x, m) U (v, (un m).1) x (un m).2)
  (fun a => \matrix_(c, i) V ((un c).2, a) (un c).1 i) v a.
move/matrixP/(_ x i); rewrite [slice _ _ _ _ _]mxE => ->.
rewrite mxE summxE; apply: eq_bigr => t _.
by rewrite !mxE big_ord1 !mxE !ixK.
Qed.
End Uniform.

Theorem slices_rectangular_nu (F : fieldType) k p l s nu (A : 'M[F]_(s * l, k * p)) :
  (exists L R, A = rect (uniform_size k l nu) L R) <->
  forall v a, (\rank (slice A v a) <= nu)%N.
Proof.
rewrite slices_rectangular_outer; split=> h v a.
  have [U [V ->]] := h v a; apply: leq_trans (mxrankM_maxr _ _) _; exact: rank_leq_row.
have := h v a; set S := slice A v a => le.
exists (col_base S *m pid_mx (\rank S)), (pid_mx (\rank S) *m row_base S).
rewrite mulmxA -[_ *m _ *m pid_mx _]mulmxA pid_mx_id // pid_mx_1 mulmx1.
by rewrite mulmx_base.
Qed.

(* nu = 1: the Monarch matrices. *)
Corollary slices_rectangular_monarch (F : comRingType) k p l s (A : 'M[F]_(s * l, k * p)) :
  (exists L R, A = rect (uniform_size k l 1) L R) <-> is_monarch A.
Proof. by rewrite slices_rectangular_outer slices_outer. Qed.
