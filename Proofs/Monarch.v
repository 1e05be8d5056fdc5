(* Monarch matrices: definitions, entries, slices, blocks, transposes, words; over any commutative ring, rectangular.

   monarch L R: P L P^T R, the class M; is_monarch A: it has such factors.
   mstar R L: R (P L P^T), the class M*; is_mstar A: it has such factors.
   mmstar L1 R L2: (P L1 P^T) R (P L2 P^T), the class MM*; in_mmstar A: it has such factors, for A of size q * b.
   slice A j k: S_jk[l,i] = A[(l,j),(k,i)]. blk A s t: the block A_st[l,k] = A[(l,s),(k,t)].
   is_BD, is_DB: the two kinds of letters. dft w p q: w^(x y).

   Theorems: what they say, and the id of the catalogue that they belong to.

   entries_square — M = P L P^T R is the paper's product with its permutation matrix P, in the square case — entries
   entries_monarch — M[(l,j),(k,i)] = L_j[l,k] R_k[j,i] — entries
   entries_mstar — M*: R_l[j,i] L_i[l,k] — entries
   entries_mmstar — MM*: the sum over p of A_j[l,p] R_p[j,i] C_i[p,k] — entries
   slices — A is in M iff every slice has rank at most 1, over a field — slices
   slices_outer — A is in M iff every slice is an outer product, over a commutative ring — slices
   slices_minor — all 2 x 2 minors of the slices of a member of M vanish — slices
   blocks — A is in MM* iff its blocks are A_s D_st C_t with diagonal D_st — blocks
   kronecker — A (x) B is in M — kronecker
   kronecker_mstar — A (x) B is in M* — kronecker
   dft_stride — F_n P is in M, n = a b — dft
   dft_stride_square — F_n P is in M, with the paper's permutation matrix P in the square case — dft
   transpose — A is in M iff its transpose is in M* — transpose
   transpose_leaves — for all b, q >= 2 a member of M has a transpose that is not in M — transpose
   transpose_product — M M'^T is in MM* with middle letter R R'^T — transpose
   transpose_algebra_BD — BD holds the diagonal matrices and is closed under product and transpose — transpose
   transpose_algebra_DB — DB holds the diagonal matrices and is closed under product and transpose — transpose
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Monarch.
Variable F : comRingType.
Variables a b c d : nat.

(* Rows are pairs (l, j) in 'I_a x 'I_b, columns pairs (k, i) in 'I_c x 'I_d.
   The classical case is a = b = c = d = m.                                  *)
Definition monarch (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)) :
  'M[F]_(a * b, c * d) :=
  stride F a b *m bdiag L *m (stride F c b)^T *m bdiag R.

Theorem entries_monarch L R l j k i :
  monarch L R (ix l j) (ix k i) = L j l k * R k j i.
Proof.
rewrite /monarch tr_stride mxE sum_ix (bigD1 k) //= (bigD1 j) //=.
rewrite mulr_strideE mul_strideE !bdiagE !eqxx !mul1r.
rewrite !big1 ?addr0 // => [t /negbTE ne|x /negbTE ne].
  by rewrite big1 // => y _; rewrite bdiagE ne mul0r mulr0.
by rewrite mulr_strideE mul_strideE bdiagE [j == x]eq_sym ne !mul0r.
Qed.

Definition slice (A : 'M[F]_(a * b, c * d)) (j : 'I_b) (k : 'I_c) : 'M[F]_(a, d) :=
  \matrix_(l, i) A (ix l j) (ix k i).

Definition unslice (S : 'I_b -> 'I_c -> 'M[F]_(a, d)) : 'M[F]_(a * b, c * d) :=
  \matrix_(x, y) S (un x).2 (un y).1 (un x).1 (un y).2.

Lemma unsliceE S l j k i : unslice S (ix l j) (ix k i) = S j k l i.
Proof. by rewrite mxE !ixK. Qed.

Lemma sliceK A : unslice (slice A) = A.
Proof. by apply: mx_ixP => l j k i; rewrite unsliceE mxE. Qed.

Lemma unsliceK S j k : slice (unslice S) j k = S j k.
Proof. by apply/matrixP => l i; rewrite mxE unsliceE. Qed.

Lemma sliceB A B j k : slice (A - B) j k = slice A j k - slice B j k.
Proof. by apply/matrixP => l i; rewrite !mxE. Qed.

Lemma slice_monarch L R j k :
  slice (monarch L R) j k = col k (L j) *m row j (R k).
Proof.
by apply/matrixP => l i; rewrite mxE entries_monarch !mxE big_ord1 !mxE.
Qed.

Definition is_monarch A := exists L R, A = monarch L R.

(* Without ranks: every slice is an outer product. True over any comRing.    *)
Theorem slices_outer A :
  is_monarch A <->
  forall j k, exists u v, slice A j k = (u : 'cV_a) *m (v : 'rV_d).
Proof.
split=> [[L [R ->]] j k|outer].
  by exists (col k (L j)), (row j (R k)); rewrite slice_monarch.
have /fin_all_exists [u uP] : forall p : 'I_b * 'I_c, exists u,
    exists v, slice A p.1 p.2 = (u : 'cV_a) *m (v : 'rV_d).
  by case=> j k; apply: outer.
have /fin_all_exists [v vP] := uP.
exists (fun j => \matrix_(l, k) u (j, k) l 0).
exists (fun k => \matrix_(j, i) v (j, k) 0 i).
apply: mx_ixP => l j k i; rewrite entries_monarch !mxE.
have /matrixP/(_ l i) := vP (j, k).
by rewrite !mxE big_ord1.
Qed.

End Monarch.

Section Rank.
Variable F : fieldType.

Lemma rank_le1P a d (S : 'M[F]_(a, d)) :
  (\rank S <= 1)%N <-> exists u v, S = (u : 'cV_a) *m (v : 'rV_d).
Proof.
split=> [|[u [v ->]]]; last first.
  by apply: leq_trans (mxrankM_maxr _ _) _; apply: rank_leq_row.
case: (posnP (\rank S)) => [/eqP|rS0 rS1].
  by rewrite mxrank_eq0 => /eqP-> _; exists 0, 0; rewrite mul0mx.
have {rS0 rS1} rS : \rank S = 1%N by apply/eqP; rewrite eqn_leq rS1.
have := mulmx_base S; move: (col_base S) (row_base S); rewrite rS => u v <-.
by exists u, v.
Qed.

Theorem slices a b c d (A : 'M[F]_(a * b, c * d)) :
  is_monarch A <-> forall j k, (\rank (slice A j k) <= 1)%N.
Proof.
rewrite slices_outer; split=> h j k; first exact/rank_le1P.
exact/rank_le1P.
Qed.
End Rank.

(* The 2 x 2 minors of every slice of a Monarch matrix vanish.                *)
Theorem slices_minor (F : comRingType) a b c d (A : 'M[F]_(a * b, c * d)) :
  is_monarch A -> forall j k l l' i i',
  A (ix l j) (ix k i) * A (ix l' j) (ix k i') =
  A (ix l j) (ix k i') * A (ix l' j) (ix k i).
Proof. by case=> L [R ->] j k l l' i i'; rewrite !entries_monarch; ring. Qed.

(* The paper's square case, written with the permutation matrix P. *)
Theorem entries_square (F : comRingType) m (L R : 'I_m -> 'M[F]_m) :
  monarch L R =
  perm_mx (stride_perm m) *m bdiag L *m (perm_mx (stride_perm m))^T *m bdiag R.
Proof. by rewrite /monarch stride_perm_mx. Qed.

Section Kron.
Variable F : comRingType.

(* Every Kronecker product is a Monarch matrix: Hadamard H_{mn} = H_m (x) H_n. *)
Theorem kronecker a b c d (A : 'M[F]_(a, c)) (B : 'M[F]_(b, d)) :
  is_monarch (A *t B).
Proof.
exists (fun=> A), (fun=> B); apply: mx_ixP => l j k i.
by rewrite entries_monarch mxE !ixK.
Qed.

Definition dft (w : F) p q : 'M[F]_(p, q) := \matrix_(x, y) w ^+ (x * y).

(* Cooley-Tukey: the DFT of size a*b with its columns permuted by the stride *)
(* is Monarch, F P in M. (dft is stated rectangular, of equal sizes a*b and  *)
(* b*a, only to avoid a cast.)                                               *)
Theorem dft_stride (w : F) a b : w ^+ (a * b) = 1 ->
  is_monarch (dft w (a * b) (b * a) *m stride F b a).
Proof.
move=> w1; exists (fun j => \matrix_(l, k) w ^+ (l * b * k + j * k)).
exists (fun k => \matrix_(j, i) w ^+ (j * i * a)).
apply: mx_ixP => l j k i; rewrite mulr_strideE entries_monarch !mxE -exprD !ix_val.
have -> : ((l * b + j) * (i * a + k) =
           (a * b) * (l * i) + (l * b * k + j * k + j * i * a))%N.
  by rewrite mulnDl !mulnDr [(_ * (i * a))%N]mulnACA [RHS]addnA [(b * a)%N]mulnC
    [(l * i * _)%N]mulnC -!addnA 
    [(j * (i * a) + _)%N]addnC [(j * (i * a))%N]mulnA.
by rewrite exprD exprM w1 expr1n mul1r.
Qed.

Corollary dft_stride_square (w : F) m : w ^+ (m * m) = 1 ->
  is_monarch (dft w (m * m) (m * m) *m perm_mx (stride_perm m)).
Proof. by move=> w1; rewrite -stride_perm_mx; apply: dft_stride. Qed.
End Kron.

(* The class MM*: A = (P L1 P^T) R (P L2 P^T).  The blocks of P^T A P are    *)
(* A_s D_st C_t with D_st diagonal; conversely every such family arises.     *)
Section MMstar.
Variables (F : comRingType) (a b c d r : nat).

Definition pbd p q s (L : 'I_s -> 'M[F]_(p, q)) : 'M[F]_(p * s, q * s) :=
  stride F p s *m bdiag L *m (stride F q s)^T.

Definition mmstar (L1 : 'I_b -> 'M[F]_(a, r)) (R : 'I_r -> 'M[F]_(b, d))
    (L2 : 'I_d -> 'M[F]_(r, c)) : 'M[F]_(a * b, c * d) :=
  pbd L1 *m bdiag R *m pbd L2.

Lemma pbdE p q s (L : 'I_s -> 'M[F]_(p, q)) l j k i :
  pbd L (ix l j) (ix k i) = (j == i)%:R * L j l k.
Proof. by rewrite /pbd tr_stride mulr_strideE mul_strideE bdiagE. Qed.

Lemma mmstarE L1 R L2 l s k t :
  mmstar L1 R L2 (ix l s) (ix k t) =
  (L1 s *m diag_mx (\row_x R x s t) *m L2 t) l k.
Proof.
rewrite /mmstar mxE sum_ix [RHS]mxE; apply: eq_bigr => x _.
rewrite (bigD1 t) //= pbdE eqxx mul1r big1 ?addr0 => [|y /negbTE ne]; last first.
  by rewrite pbdE ne mul0r mulr0.
congr (_ * _); rewrite mul_mx_diag [RHS]mxE [X in _ * X]mxE.
rewrite mxE sum_ix (bigD1 x) //= (bigD1 s) //= pbdE bdiagE !eqxx !mul1r.
rewrite !big1 ?addr0 // => [y /negbTE ne|y /negbTE ne].
  by rewrite big1 // => z _; rewrite bdiagE ne mul0r mulr0.
by rewrite pbdE [s == y]eq_sym ne !mul0r.
Qed.

(* Block (s,t) of P^T A P. *)
Definition blk (A : 'M[F]_(a * b, c * d)) (s : 'I_b) (t : 'I_d) : 'M[F]_(a, c) :=
  \matrix_(l, k) ((stride F a b)^T *m A *m stride F c d) (ix s l) (ix t k).

Lemma blkE A s t l k : blk A s t l k = A (ix l s) (ix k t).
Proof. by rewrite mxE mulr_strideE tr_stride mul_strideE. Qed.

Theorem blocks A :
  (exists L1 R L2, A = mmstar L1 R L2) <->
  exists (X : 'I_b -> 'M[F]_(a, r)) (D : 'I_b -> 'I_d -> 'rV[F]_r)
         (Y : 'I_d -> 'M[F]_(r, c)),
    forall s t, blk A s t = X s *m diag_mx (D s t) *m Y t.
Proof.
split=> [[L1 [R [L2 ->]]]|[X [D [Y e]]]].
  exists L1, (fun s t => \row_x R x s t), L2 => s t.
  by apply/matrixP=> l k; rewrite blkE mmstarE.
exists X, (fun x => \matrix_(s, t) D s t 0 x), Y.
apply: mx_ixP => l s k t; rewrite mmstarE -blkE e.
congr ((_ *m diag_mx _ *m _) _ _).
by apply/rowP => x; rewrite !mxE.
Qed.
End MMstar.

(* Entry (l,s),(k,t) of a product in MM*, as a sum. *)
Theorem entries_mmstar (F : comRingType) a b c d r (L1 : 'I_b -> 'M[F]_(a, r))
    (R : 'I_r -> 'M_(b, d)) (L2 : 'I_d -> 'M_(r, c)) l s k t :
  mmstar L1 R L2 (ix l s) (ix k t) = \sum_p L1 s l p * R p s t * L2 t p k.
Proof.
rewrite mmstarE mxE; apply: eq_bigr => p _.
by rewrite mul_mx_diag !mxE.
Qed.

Definition in_mmstar (F : comRingType) q b (A : 'M[F]_(q * b)) :=
  exists (L1 : 'I_b -> 'M_q) (R : 'I_q -> 'M_b) (L2 : 'I_b -> 'M_q),
    A = mmstar L1 R L2.

(* The class M* of the transposes. *)
Section Mstar.
Variables (F : comRingType) (a b c d : nat).

Definition mstar (R : 'I_a -> 'M[F]_(b, d)) (L : 'I_d -> 'M[F]_(a, c)) : 'M[F]_(a * b, c * d) :=
  bdiag R *m pbd L.

Definition is_mstar A := exists R L, A = mstar R L.

Theorem entries_mstar R L l j k i : mstar R L (ix l j) (ix k i) = R l j i * L i l k.
Proof.
rewrite mxE sum_ix (bigD1 l) //= (bigD1 i) //= bdiagE pbdE !eqxx !mul1r.
rewrite !big1 ?addr0 // => [x /negbTE ne|y /negbTE ne]; last by rewrite pbdE ne mul0r mulr0.
by rewrite big1 // => y _; rewrite bdiagE [l == x]eq_sym ne !mul0r.
Qed.
End Mstar.

Theorem kronecker_mstar (F : comRingType) a b c d (A : 'M[F]_(a, c)) (B : 'M[F]_(b, d)) :
  is_mstar (A *t B).
Proof.
exists (fun=> B), (fun=> A); apply: mx_ixP => l j k i.
by rewrite entries_mstar mxE !ixK mulrC.
Qed.

Lemma tr_monarch (F : comRingType) a b c d (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)) :
  (monarch L R)^T = mstar (fun k => (R k)^T) (fun j => (L j)^T).
Proof. by apply: mx_ixP => k i l j; rewrite mxE entries_monarch entries_mstar !mxE mulrC. Qed.

Theorem transpose (F : comRingType) a b c d (A : 'M[F]_(a * b, c * d)) :
  is_monarch A <-> is_mstar A^T.
Proof.
split=> [[L [R ->]]|[R [L e]]]; first by rewrite tr_monarch; do 2 eexists.
exists (fun j => (L j)^T), (fun k => (R k)^T); apply: trmx_inj; rewrite e tr_monarch.
by apply: mx_ixP => k i l j; rewrite !entries_mstar !mxE.
Qed.

(* The matrix with a 1 at (0,j),(j,0) for j < b and j < q. *)
Theorem transpose_leaves (F : comRingType) q b : (2 <= q)%N -> (2 <= b)%N ->
  exists2 A : 'M[F]_(q * b), is_monarch A & ~ is_monarch A^T.
Proof.
case: q b => [|[|q]] // [|[|b]] // _ _.
exists (monarch (fun j => \matrix_(l, k) ((l == 0) && (j == k :> nat))%:R)
                (fun=> \matrix_(j, i) (i == 0)%:R)); first by do 2 eexists.
pose q1 := Ordinal (isT : 1 < q.+2)%N; pose b1 := Ordinal (isT : 1 < b.+2)%N.
move/slices_minor/(_ ord0 ord0 ord0 q1 ord0 b1).
rewrite ![_^T _ _]mxE !entries_monarch !mxE /= !mulr1 mulr0 => /eqP.
by rewrite oner_eq0.
Qed.

(* A product (Monarch) * (Monarch)^T is in MM*, when the sizes chain up.     *)
Theorem transpose_product (F : comRingType) m (L R L' R' : 'I_m -> 'M[F]_m) :
  monarch L R *m (monarch L' R')^T =
  mmstar L (fun k => R k *m (R' k)^T) (fun j => (L' j)^T).
Proof.
have trb p q s (B : 'I_s -> 'M[F]_(p, q)) : (bdiag B)^T = bdiag (fun x => (B x)^T).
  apply: mx_ixP => l j k i; rewrite mxE !bdiagE mxE eq_sym.
  by case: eqP => [->|_]; rewrite ?mul0r.
rewrite /mmstar /monarch /pbd !trmx_mul !trmxK !trb.
rewrite -[bdiag (fun k => _ *m _)]bdiag_mul !mulmxA.
by [].
Qed.

(* Words in the two letters BD (block-diagonal) and DB (its stride conjugate).*)
Section Words.
Variable F : comRingType.
Variables q b : nat.
Implicit Types X Y : 'M[F]_(q * b).
Definition is_BD X := exists R : 'I_q -> 'M_b, X = bdiag R.
Definition is_DB X := exists L : 'I_b -> 'M_q, X = pbd L.

Lemma is_BD_mul X Y : is_BD X -> is_BD Y -> is_BD (X *m Y).
Proof. by case=> R -> [R' ->]; rewrite bdiag_mul; eexists. Qed.

Lemma stride_trK p s : (stride F p s)^T *m stride F p s = 1%:M.
Proof. by rewrite tr_stride strideK. Qed.

Lemma is_DB_mul X Y : is_DB X -> is_DB Y -> is_DB (X *m Y).
Proof.
case=> L -> [L' ->]; exists (fun s => L s *m L' s).
rewrite /pbd !mulmxA -[_ *m bdiag L *m _ *m _]mulmxA stride_trK mulmx1.
by rewrite -bdiag_mul !mulmxA.
Qed.

Lemma diag_BD (v : 'rV[F]_(q * b)) : is_BD (diag_mx v).
Proof.
exists (fun k => diag_mx (\row_j v 0 (ix k j))).
apply: mx_ixP => l j k i; rewrite bdiagE !mxE ix_inj.
by case: eqP => [->|_]; rewrite ?mul1r ?mul0r.
Qed.

Lemma diag_DB (v : 'rV[F]_(q * b)) : is_DB (diag_mx v).
Proof.
exists (fun j => diag_mx (\row_k v 0 (ix k j))).
apply: mx_ixP => l j k i; rewrite pbdE !mxE ix_inj andbC.
by case: eqP => [->|_]; rewrite ?mul1r ?mul0r.
Qed.

Lemma tens1_BD (B : 'M[F]_b) : is_BD ((1%:M : 'M_q) *t B).
Proof.
exists (fun=> B); apply: mx_ixP => l j k i.
by rewrite bdiagE mxE !ixK mxE.
Qed.

Lemma tens1_DB (A : 'M[F]_q) : is_DB (A *t (1%:M : 'M_b)).
Proof.
exists (fun=> A); apply: mx_ixP => l j k i.
by rewrite pbdE mxE !ixK mxE mulrC.
Qed.

Lemma tens_split (A : 'M[F]_q) (B : 'M[F]_b) :
  A *t B = (A *t 1%:M) *m (1%:M *t B) /\ A *t B = (1%:M *t B) *m (A *t 1%:M).
Proof. by rewrite !tensmx_mul !mulmx1 !mul1mx. Qed.

Theorem transpose_algebra_BD :
  [/\ forall v : 'rV[F]_(q * b), is_BD (diag_mx v),
      forall X Y, is_BD X -> is_BD Y -> is_BD (X *m Y)
    & forall X, is_BD X -> is_BD X^T].
Proof.
split=> [||X [R ->]]; [exact: diag_BD | exact: is_BD_mul | exists (fun k => (R k)^T)].
apply: mx_ixP => l j k i; rewrite mxE !bdiagE mxE eq_sym.
by case: eqP => [->|_]; rewrite ?mul0r.
Qed.

Theorem transpose_algebra_DB :
  [/\ forall v : 'rV[F]_(q * b), is_DB (diag_mx v),
      forall X Y, is_DB X -> is_DB Y -> is_DB (X *m Y)
    & forall X, is_DB X -> is_DB X^T].
Proof.
split=> [||X [L ->]]; [exact: diag_DB | exact: is_DB_mul | exists (fun j => (L j)^T)].
apply: mx_ixP => l j k i; rewrite mxE !pbdE mxE eq_sym.
by case: eqP => [->|_]; rewrite ?mul0r.
Qed.

Lemma is_monarch_word X : is_monarch X <-> exists U V, [/\ is_DB U, is_BD V & X = U *m V].
Proof.
split=> [[L [R ->]]|[U [V [[L ->] [R ->] ->]]]].
  by exists (pbd L), (bdiag R); split; [exists L | exists R |].
by exists L, R.
Qed.

Lemma in_mmstar_word X : in_mmstar X <->
  exists U V W, [/\ is_DB U, is_BD V, is_DB W & X = U *m V *m W].
Proof.
split=> [[L [R [M ->]]]|[U [V [W [[L ->] [R ->] [M ->] ->]]]]].
  by exists (pbd L), (bdiag R), (pbd M); split; [exists L|exists R|exists M|].
by exists L, R, M.
Qed.
End Words.
