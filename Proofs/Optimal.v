(* Theorem 1, and exact certificates, over any real field.

   frob2 A: the sum of the squares of the entries. best_rank1 S X: X is a nearest matrix of rank at most 1 to S.
   best_monarch A M: M is a nearest member of M to A. psd M: x^T M x >= 0 for all x.

   projection — nearest matrices of rank 1 to the slices make a nearest member of M — projection
   projection_every — every nearest member of M arises so — projection
   projection_certificate_slice — lam I - S^T S psd: |S - X|^2 >= |S|^2 - lam for X of rank 1 — projection-certificate
   projection_certificate — lam_jk for every slice: |A - M|^2 >= |A|^2 - sum of lam_jk
     for M in M — projection-certificate
   projection_certificate_gap — M in M with |A - M|^2 within eps of that bound is within eps of every
     other member of M — projection-certificate
   projection_certificate_ldl — L D L^T with D >= 0 is psd — projection-certificate
   projection_certificate_dominant — a symmetric diagonally dominant matrix is psd — projection-certificate
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Frob.
Variable R : realFieldType.

Definition frob2 p q (A : 'M[R]_(p, q)) := \sum_i \sum_j A i j ^+ 2.

Lemma frob2_ge0 p q (A : 'M_(p, q)) : 0 <= frob2 A.
Proof. by rewrite !sumr_ge0 // => i _; rewrite sumr_ge0 // => j _; apply: sqr_ge0. Qed.

Lemma frob2_tr p q (A : 'M_(p, q)) : frob2 A = \tr (A *m A^T).
Proof.
apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => j _.
by rewrite mxE expr2.
Qed.

Lemma frob2_eq0 p d (Z : 'M_(p, d)) : frob2 Z = 0 -> Z = 0.
Proof.
move/eqP; rewrite psumr_eq0 => [/allP z|i _]; last by rewrite sumr_ge0 // => j _; apply: sqr_ge0.
apply/matrixP=> i j; rewrite [RHS]mxE; apply/eqP; rewrite -sqrf_eq0.
have := z i (mem_index_enum _); rewrite /= psumr_eq0 => [/allP/(_ j (mem_index_enum _)) //|k _].
exact: sqr_ge0.
Qed.

Lemma frob2_0 p q : frob2 (0 : 'M_(p, q)) = 0.
Proof. by rewrite /frob2 big1 // => i _; rewrite big1 // => j _; rewrite mxE expr0n. Qed.

Lemma frob2N p q (A : 'M_(p, q)) : frob2 (- A) = frob2 A.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mxE sqrrN. Qed.

Variables a b c d : nat.
Implicit Types A M : 'M[R]_(a * b, c * d).

Lemma frob2_slices A : frob2 A = \sum_j \sum_k frob2 (slice A j k).
Proof.
rewrite /frob2 sum_ix exchange_big /=; apply: eq_bigr => j _.
rewrite [RHS]exchange_big /=; apply: eq_bigr => l _; rewrite sum_ix.
by apply: eq_bigr => k _; apply: eq_bigr => i _; rewrite mxE.
Qed.

Definition best_rank1 (S X : 'M[R]_(a, d)) :=
  (\rank X <= 1)%N /\
  forall Y : 'M[R]_(a, d), (\rank Y <= 1)%N -> frob2 (S - X) <= frob2 (S - Y).

Definition best_monarch A M :=
  is_monarch M /\ forall N, is_monarch N -> frob2 (A - M) <= frob2 (A - N).

(* Theorem 1: the blockwise best rank-1 approximations assemble to a global  *)
(* minimiser ...                                                             *)
Theorem projection A (X : 'I_b -> 'I_c -> 'M[R]_(a, d)) :
  (forall j k, best_rank1 (slice A j k) (X j k)) ->
  best_monarch A (unslice X).
Proof.
move=> best; split=> [|N /slices rN].
  by apply/slices => j k; rewrite unsliceK; case: (best j k).
rewrite !frob2_slices; apply: ler_sum => j _; apply: ler_sum => k _.
by rewrite !sliceB unsliceK; case: (best j k) => _; apply.
Qed.

(* ... and every global minimiser arises this way.                           *)
Theorem projection_every A M :
  best_monarch A M -> forall j k, best_rank1 (slice A j k) (slice M j k).
Proof.
case=> /slices rM best j k; split=> // Y rY.
pose X j' k' := if (j' == j) && (k' == k) then Y else slice M j' k'.
have mX : is_monarch (unslice X).
  by apply/slices=> j' k'; rewrite unsliceK /X; case: ifP.
have := best _ mX; rewrite !frob2_slices.
rewrite (bigD1 j) //= (bigD1 k) //= [X in _ <= X](bigD1 j) //=.
rewrite [X in _ <= X + _](bigD1 k) //= !sliceB unsliceK /X !eqxx /=.
rewrite -!addrA.
set s1 := (X in _ + X <= _); set s2 := (X in _ <= _ + X).
suff -> : s1 = s2 by rewrite ler_add2r.
rewrite /s1 /s2; congr (_ + _).
  by apply: eq_bigr => k' /negbTE ne; rewrite !sliceB unsliceK ne andbF.
apply: eq_bigr => j' /negbTE ne; apply: eq_bigr => k' _.
by rewrite !sliceB unsliceK ne.
Qed.

End Frob.

Section Certificate.
Variable R : realFieldType.

Definition psd n (M : 'M[R]_n) := forall x : 'cV_n, 0 <= (x^T *m M *m x) 0 0.

Lemma dotE n (x y : 'cV[R]_n) : (x^T *m y) 0 0 = \sum_i x i 0 * y i 0.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma sqnormE n (x : 'cV[R]_n) : (x^T *m x) 0 0 = \sum_i x i 0 ^+ 2.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE expr2. Qed.

Lemma sqnorm_ge0 n (x : 'cV[R]_n) : 0 <= (x^T *m x) 0 0.
Proof. by rewrite sqnormE sumr_ge0 // => i _; apply: sqr_ge0. Qed.

Lemma sqnorm_eq0 n (x : 'cV[R]_n) : ((x^T *m x) 0 0 == 0) = (x == 0).
Proof.
rewrite sqnormE psumr_eq0 => [|i _]; last exact: sqr_ge0.
apply/allP/eqP => [z|-> i _]; last by rewrite /= mxE expr0n /=.
apply/colP=> i; have := z i (mem_index_enum _).
by rewrite /= sqrf_eq0 mxE => /eqP.
Qed.

(* An exact factorisation certifies positivity. *)
Theorem projection_certificate_ldl n k (M : 'M[R]_n) (L : 'M_(n, k)) (D : 'rV_k) :
  M = L *m diag_mx D *m L^T -> (forall i, 0 <= D 0 i) -> psd M.
Proof.
move=> -> D0 x; rewrite -!mulmxA !mulmxA -mulmxA -[x^T *m L]trmxK trmx_mul trmxK.
move: (L^T *m x) => y; rewrite mul_mx_diag mxE sumr_ge0 // => i _.
by rewrite !mxE mulrAC -expr2 mulr_ge0 ?sqr_ge0.
Qed.

Lemma frob2_sub_outer m n (S : 'M[R]_(m, n)) (u : 'cV_m) (v : 'cV_n) :
  frob2 (S - u *m v^T) =
  frob2 S - (u^T *m (S *m v)) 0 0 *+ 2 + (u^T *m u) 0 0 * (v^T *m v) 0 0.
Proof.
have tr11 (X : 'M[R]_1) : \tr X = X 0 0 by rewrite /mxtrace big_ord1.
rewrite !frob2_tr linearB /= trmx_mul trmxK mulmxBl !mulmxBr !raddfB /=.
have e1 : \tr (S *m (v *m u^T)) = (u^T *m (S *m v)) 0 0.
  by rewrite mulmxA mxtrace_mulC tr11.
have e2 : \tr (u *m v^T *m S^T) = (u^T *m (S *m v)) 0 0.
  by rewrite -mxtrace_tr trmx_mul trmxK trmx_mul trmxK.
have e3 : \tr (u *m v^T *m (v *m u^T)) = (u^T *m u) 0 0 * (v^T *m v) 0 0.
  rewrite !mulmxA -[u *m v^T *m v]mulmxA [in LHS](mx11_scalar (v^T *m v)) mul_mx_scalar.
  by rewrite -scalemxAl mxtraceZ mxtrace_mulC tr11 mulrC.
by rewrite e1 e2 e3 opprK mulr2n opprD !addrA.
Qed.

(* Soundness of the certificate: no rank-one matrix is closer to S than      *)
(* ||S||^2 - lam, once lam I - S^T S is positive semidefinite.               *)
Theorem projection_certificate_slice m n (S : 'M[R]_(m, n)) lam (u : 'cV_m) (v : 'cV_n) :
  0 <= lam -> psd (lam%:M - S^T *m S) ->
  frob2 S - lam <= frob2 (S - u *m v^T).
Proof.
move=> lam0 P; have [->|v0] := eqVneq v 0.
  by rewrite trmx0 mulmx0 subr0 ger_addl oppr_le0.
set t := (v^T *m v) 0 0; have t0 : 0 < t by rewrite lt0r sqnorm_eq0 v0 sqnorm_ge0.
set w := S *m v; set s := (u^T *m w) 0 0; set n2 := (u^T *m u) 0 0.
set w2 := (w^T *m w) 0 0.
have le1 : w2 <= lam * t.
  have := P v; rewrite mulmxBr mulmxBl mxE [X in _ + X]mxE subr_ge0.
  by rewrite mul_mx_scalar -scalemxAl [X in _ <= X]mxE -/t /w2 /w trmx_mul !mulmxA.
have le2 : 0 <= t ^+ 2 * n2 - t * s *+ 2 + w2.
  have -> : t ^+ 2 * n2 - t * s *+ 2 + w2 = \sum_i (t * u i 0 - w i 0) ^+ 2.
    rewrite /n2 /s /w2 !dotE -mulrnAr !mulr_sumr -sumrMnl mulr_sumr -sumrB -big_split /=.
    by apply: eq_bigr => i _; ring.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
rewrite frob2_sub_outer -/w -/s -/n2 -/t ler_subl_addr -!addrA ler_addl.
rewrite -(pmulr_rge0 _ t0); apply: le_trans le2 _.
rewrite -subr_ge0.
set z := (X in 0 <= X).
have -> : z = lam * t - w2 by rewrite /z; ring.
by rewrite subr_ge0.
Qed.
End Certificate.

Section Global.
Variable R : realFieldType.
Variables a b c d : nat.
Variables (A : 'M[R]_(a * b, c * d)) (lam : 'I_b -> 'I_c -> R).
Hypothesis lam_ge0 : forall j k, 0 <= lam j k.
Hypothesis cert : forall j k,
  psd ((lam j k)%:M - (slice A j k)^T *m slice A j k).

(* No Monarch matrix at all is closer to A than this. *)
Theorem projection_certificate M : is_monarch M ->
  frob2 A - \sum_j \sum_k lam j k <= frob2 (A - M).
Proof.
case=> L [T ->]; rewrite !frob2_slices -sumrB; apply: ler_sum => j _.
rewrite -sumrB; apply: ler_sum => k _; rewrite sliceB slice_monarch.
by rewrite -[row j (T k)]trmxK; apply: projection_certificate_slice.
Qed.

(* A checked gap: M is within eps of the global optimum. *)
Corollary projection_certificate_gap M eps :
  is_monarch M -> frob2 (A - M) <= frob2 A - \sum_j \sum_k lam j k + eps ->
  forall N, is_monarch N -> frob2 (A - M) <= frob2 (A - N) + eps.
Proof.
move=> _ gap N /projection_certificate low.
by apply: le_trans gap _; rewrite ler_add2r.
Qed.
End Global.

(* A symmetric diagonally dominant matrix is PSD: this lets a certificate use *)
(* a rounded Cholesky factor, M = L L^T + E with E diagonally dominant.       *)
Section DiagDom.
Variable R : realFieldType.
Lemma psdD n (M N : 'M[R]_n) : psd M -> psd N -> psd (M + N).
Proof. by move=> pM pN x; rewrite mulmxDr mulmxDl mxE addr_ge0. Qed.

Lemma gram_psd n k (L : 'M[R]_(n, k)) : psd (L *m L^T).
Proof.
apply: (@projection_certificate_ldl _ _ _ _ L (const_mx 1)) => [|i]; last by rewrite mxE ler01.
by rewrite diag_const_mx mulmx1.
Qed.

Lemma quadE n (E : 'M[R]_n) (x : 'cV_n) :
  (x^T *m E *m x) 0 0 = \sum_i \sum_j x i 0 * E i j * x j 0.
Proof.
rewrite mxE exchange_big /=; apply: eq_bigr => j _; rewrite mxE mulr_suml.
by apply: eq_bigr => i _; rewrite mxE.
Qed.

Theorem projection_certificate_dominant n (E : 'M[R]_n) :
  E^T = E -> (forall i, \sum_(j | j != i) `|E i j| <= E i i) -> psd E.
Proof.
move=> sym dd x; rewrite quadE.
pose g i j := `|E i j| * (x i 0 ^+ 2 + x j 0 ^+ 2) / 2%:R.
have le i j : - g i j <= x i 0 * E i j * x j 0.
  rewrite /g.
  have h : `|x i 0 * E i j * x j 0| <= `|E i j| * (x i 0 ^+ 2 + x j 0 ^+ 2) / 2%:R.
    rewrite !normrM mulrAC mulrC -mulrA ler_wpmul2l ?normr_ge0 //.
    rewrite ler_pdivl_mulr ?ltr0n // -[x i 0 ^+ 2]real_normK ?num_real //.
    rewrite -[x j 0 ^+ 2]real_normK ?num_real // -subr_ge0.
    set p := `|x i 0|; set q := `|x j 0|.
    have -> : p ^+ 2 + q ^+ 2 - p * q * 2%:R = (p - q) ^+ 2 by ring.
    exact: sqr_ge0.
  by move: h; rewrite ler_norml => /andP[].
pose h i := \sum_(j | j != i) `|E i j| * x i 0 ^+ 2.
have off : \sum_i \sum_(j | j != i) g i j = \sum_i h i.
  have e : \sum_i \sum_(j | j != i) `|E i j| * x j 0 ^+ 2 = \sum_i h i.
    rewrite (exchange_big_dep predT) //=; apply: eq_bigr => j _.
    apply: eq_big => [i|i _]; first by rewrite eq_sym.
    by rewrite -{1}sym mxE.
  have : \sum_i \sum_(j | j != i) g i j =
    (\sum_i h i + \sum_i \sum_(j | j != i) `|E i j| * x j 0 ^+ 2) / 2%:R.
    rewrite -big_split /= mulr_suml; apply: eq_bigr => i _.
    rewrite -big_split /= mulr_suml; apply: eq_bigr => j _.
    by rewrite /g mulrDr.
  by rewrite e => ->; field.
have low : \sum_i (E i i * x i 0 ^+ 2 - h i) <= \sum_i \sum_j x i 0 * E i j * x j 0.
  rewrite sumrB -off -sumrB; apply: ler_sum => i _.
  rewrite [X in _ <= X](bigD1 i) //=.
  have -> : x i 0 * E i i * x i 0 = E i i * x i 0 ^+ 2 by ring.
  rewrite ler_add2l -sumrN.
  exact: ler_sum.
apply: le_trans low; apply: sumr_ge0 => i _.
by rewrite /h -mulr_suml -mulrBl mulr_ge0 ?sqr_ge0 // subr_ge0.
Qed.
End DiagDom.
