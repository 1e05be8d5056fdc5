(* Rectangular Monarch matrices whose slices have rank up to nu, and the lower bound of their certificates.

   rmonarch L R: the product of l left blocks s x r and k right blocks q x p, k q = r l; is_rmonarch e A: A is such a
   product; places la a: the places a q + c = rho l + lambda between left block la and right block a, nu of them.
   gram_schmidt: every matrix is T V with orthogonal rows of V; bessel: the sum of |W^T v|^2 / |v|^2 over orthogonal
   v is at most |W|^2.

   entries_form — for every form k q = r l: entry ((sigma, lambda), (a, i)) of M is the sum of
     L_lambda[sigma, rho] R_a[c, i] over the places a q + c = rho l + lambda — entries
   entries_rectangular_square — for l = q and r = k these matrices are M — entries
   slices_form — slice (lambda, a) is a product of a matrix with nu columns and one with nu rows, nu the number
     of places a q + c = rho l + lambda — slices
   projection_rank_bound — S^T S <= W W^T + mu I: |S - U V|^2 >= |S|^2 - |W|^2 - nu mu for U of nu columns
     — projection-rank
   projection_rank_bound_columns — the same from S S^T <= W W^T + mu I — projection-rank
   projection_certificate_rectangular — the sum of such bounds over all slices bounds |A - M|^2 from below, for every
     form — projection-certificate
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- the class *)

Section Class.
Variables (F : comRingType) (k q p l s r : nat) (e : (r * l = k * q)%N).

(* The right blocks give k q numbers, which are read as r rows of l: lambda-th column for the lambda-th left block. *)
Definition rmonarch (L : 'I_l -> 'M[F]_(s, r)) (R : 'I_k -> 'M[F]_(q, p)) : 'M[F]_(s * l, k * p) :=
  stride F s l *m bdiag L *m castmx (erefl _, e) (stride F r l)^T *m bdiag R.

Definition is_rmonarch A := exists L R, A = rmonarch L R.

Theorem entries_form L R sg la a i :
  rmonarch L R (ix sg la) (ix a i) =
  \sum_(c < q) \sum_(rh < r | (a * q + c == rh * l + la)%N) L la sg rh * R a c i.
Proof.
rewrite /rmonarch mxE sum_ix (bigD1 a) //= [X in _ + X]big1 ?addr0 => [|t /negbTE ne]; last first.
  by rewrite big1 // => y _; rewrite bdiagE ne mul0r mulr0.
apply: eq_bigr => c _; rewrite bdiagE eqxx mul1r mxE mulr_suml sum_ix (bigD1 la) //=.
rewrite [X in _ + X]big1 ?addr0 => [|t /negbTE ne]; last first.
  by rewrite big1 // => y _; rewrite mul_strideE bdiagE eq_sym ne !mul0r.
rewrite [RHS]big_mkcond; apply: eq_bigr => rh _.
rewrite mul_strideE bdiagE eqxx mul1r castmxE mxE cast_ord_id.
have -> : (a * q + c == rh * l + la)%N = (cast_ord (esym e) (ix a c) == ix rh la) by rewrite -val_eqE.
case: (mxtens_indexP (cast_ord (esym e) (ix a c))) => x y.
rewrite strideE ix_inj; case: ifP => _; first by rewrite mulr1.
by rewrite mulr0 mul0r.
Qed.

(* How many places lie between left block la and right block a: the rank that the slice may have. *)
Definition places (la : 'I_l) (a : 'I_k) := [set x : 'I_q * 'I_r | (a * q + x.1 == x.2 * l + la)%N].

Theorem slices_form L R la a : exists (U : 'M_(s, #|places la a|)) (V : 'M_(#|places la a|, p)),
  slice (rmonarch L R) la a = U *m V.
Proof.
exists (\matrix_(sg, t) L la sg (enum_val t).2), (\matrix_(t, i) R a (enum_val t).1 i).
apply/matrixP => sg i; rewrite mxE entries_form mxE.
pose f (x : 'I_q * 'I_r) := L la sg x.2 * R a x.1 i.
rewrite (pair_big_dep xpredT (fun (c : 'I_q) (rh : 'I_r) => a * q + c == rh * l + la)%N (fun c rh => f (c, rh))) /=.
rewrite (eq_bigl [pred x | x \in places la a]) => [|x]; last by rewrite !inE.
rewrite (eq_bigr f) => [|x _]; last by rewrite /f.
rewrite (big_enum_val f); apply: eq_bigr => t _.
by rewrite !mxE.
Qed.
End Class.

(* One right block for each input of a left block, and conversely: the Monarch matrices of Monarch.v. *)
Lemma rmonarch_square (F : comRingType) a b c d (e : (c * b = c * b)%N)
    (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)) : rmonarch e L R = monarch L R.
Proof. by rewrite /rmonarch castmx_id. Qed.

Theorem entries_rectangular_square (F : comRingType) a b c d (e : (c * b = c * b)%N) (A : 'M[F]_(a * b, c * d)) :
  is_rmonarch e A <-> is_monarch A.
Proof.
split=> -[L [R ->]]; exists L, R; first exact: rmonarch_square.
by rewrite rmonarch_square.
Qed.

(* ---------------------------------------------------------------- orthogonal rows *)

Section Orthogonal.
Variable R : realFieldType.

Lemma row_gram m n (V : 'M[R]_(m, n)) t t' : (V *m V^T) t t' = \sum_i V t i * V t' i.
Proof. by rewrite mxE; apply: eq_bigr => i _; rewrite mxE. Qed.

Lemma gram_diag0 m n (V : 'M[R]_(m, n)) t : (V *m V^T) t t = 0 -> forall i, V t i = 0.
Proof.
rewrite row_gram => /eqP; rewrite psumr_eq0 => [/allP z i|i _]; last by rewrite -expr2 sqr_ge0.
by have := z i (mem_index_enum _); rewrite /= -expr2 sqrf_eq0 => /eqP.
Qed.

Lemma gram_schmidt m n (V : 'M[R]_(m, n)) : exists (T : 'M_m) (V' : 'M_(m, n)) (d : 'rV_m),
  V = T *m V' /\ V' *m V'^T = diag_mx d.
Proof.
elim: m V => [|m IH]; first by move=> V; exists 0, V, 0; split; apply/matrixP => -[].
rewrite -[m.+1]/(1 + m)%N => V.
have [T [V' [d [eV eD]]]] := IH (dsubmx V).
pose c : 'rV_m := \row_t ((usubmx V *m V'^T) 0 t / d 0 t).
pose v := usubmx V - c *m V'.
have ort : v *m V'^T = 0.
  rewrite mulmxBl -mulmxA eD mul_mx_diag; apply/rowP => t; rewrite [RHS]mxE [LHS]mxE [X in _ + X]mxE.
  rewrite [X in _ - X]mxE [X in _ - X * _]mxE.
  have [d0|d0] := eqVneq (d 0 t) 0; last by rewrite mulfVK // subrr.
  have /gram_diag0 z : (V' *m V'^T) t t = 0 by rewrite eD mxE eqxx mulr1n.
  by rewrite d0 mulr0 subr0 [LHS]mxE big1 // => i _; rewrite [X in _ * X]mxE z mulr0.
exists (block_mx 1%:M c 0 T : 'M_(1 + m)), (col_mx v V'), (row_mx (v *m v^T) d); split.
  by rewrite mul_block_col mul1mx mul0mx add0r -eV /v subrK vsubmxK.
rewrite tr_col_mx mul_col_row ort eD -[V' *m v^T]trmxK trmx_mul trmxK ort trmx0 diag_mx_row.
by congr block_mx; apply/matrixP => x y; rewrite !ord1 !mxE eqxx mulr1n.
Qed.

Lemma frob2_trmx m n (A : 'M[R]_(m, n)) : frob2 A^T = frob2 A.
Proof. by rewrite /frob2 exchange_big; apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite mxE. Qed.

(* |S - U V|^2 where the rows of V are orthogonal: the terms do not meet. *)
Lemma frob2_sub_ortho m n nu (S : 'M[R]_(m, n)) (U : 'M_(m, nu)) (V : 'M_(nu, n)) d :
  V *m V^T = diag_mx d ->
  frob2 (S - U *m V) = frob2 S + \sum_t \sum_i (d 0 t * U i t ^+ 2 - (U i t * (S *m V^T) i t) *+ 2).
Proof.
move=> eD; rewrite !frob2_tr linearB /= trmx_mul mulmxBl !mulmxBr !raddfB /=.
rewrite [U *m V *m (V^T *m U^T)]mulmxA -[U *m V *m V^T]mulmxA eD mulmxA.
have -> : \tr (U *m V *m S^T) = \tr (S *m V^T *m U^T).
  by rewrite -mxtrace_tr !trmx_mul trmxK mulmxA.
have -> : \tr (S *m V^T *m U^T) = \sum_t \sum_i U i t * (S *m V^T) i t.
  rewrite exchange_big; apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => t _.
  by rewrite [X in _ * X]mxE mulrC.
have -> : \tr (U *m diag_mx d *m U^T) = \sum_t \sum_i d 0 t * U i t ^+ 2.
  rewrite exchange_big; apply: eq_bigr => i _; rewrite mxE; apply: eq_bigr => t _.
  by rewrite mul_mx_diag !mxE; ring.
have -> : \sum_t \sum_i (d 0 t * U i t ^+ 2 - (U i t * (S *m V^T) i t) *+ 2) =
    \sum_t \sum_i d 0 t * U i t ^+ 2 - (\sum_t \sum_i U i t * (S *m V^T) i t) *+ 2.
  rewrite -sumrMnl -sumrB; apply: eq_bigr => t _.
  by rewrite -sumrMnl -sumrB.
by ring.
Qed.

Lemma bessel n w nu (W : 'M[R]_(n, w)) (V : 'M_(nu, n)) d : V *m V^T = diag_mx d ->
  \sum_t \sum_i (W^T *m V^T) i t ^+ 2 / d 0 t <= frob2 W.
Proof.
move=> eD; pose U : 'M_(w, nu) := \matrix_(i, t) ((W^T *m V^T) i t / d 0 t).
have := frob2_ge0 (W^T - U *m V); rewrite (frob2_sub_ortho _ _ eD) frob2_trmx.
rewrite addrC -subr_le0 sub0r opprD subr_le0 => le; apply: le_trans le; rewrite le_eqVlt; apply/orP; left; apply/eqP.
rewrite -sumrN; apply: eq_bigr => t _; rewrite -sumrN; apply: eq_bigr => i _.
have -> : U i t = (W^T *m V^T) i t / d 0 t by rewrite [LHS]mxE.
set x := (W^T *m V^T) i t; have [->|d0] := eqVneq (d 0 t) 0; last by field.
by rewrite invr0 !mulr0 !mul0r mul0rn subrr oppr0.
Qed.

(* No product of nu columns and nu rows is nearer to S than this. *)
Theorem projection_rank_bound m n w nu (S : 'M[R]_(m, n)) (W : 'M_(n, w)) mu (U : 'M_(m, nu)) (V : 'M_(nu, n)) :
  0 <= mu -> psd (mu%:M + W *m W^T - S^T *m S) ->
  frob2 S - (nu%:R * mu + frob2 W) <= frob2 (S - U *m V).
Proof.
move=> mu0 P; have [T [V' [d [-> eD]]]] := gram_schmidt V.
rewrite mulmxA; set U' := U *m T; rewrite (frob2_sub_ortho _ _ eD) ler_add2l.
apply: (@le_trans _ _ (\sum_(t < nu) - (mu + \sum_i (W^T *m V'^T) i t ^+ 2 / d 0 t))).
  rewrite sumrN ler_oppl opprK big_split /= sumr_const card_ord -[mu *+ _]mulr_natl.
  by rewrite ler_add2l; apply: bessel eD.
apply: ler_sum => t _.
have dt : d 0 t = (V' *m V'^T) t t by rewrite eD mxE eqxx mulr1n.
have d0 : 0 <= d 0 t by rewrite dt row_gram sumr_ge0 // => i _; rewrite -expr2 sqr_ge0.
have [dz|dn] := eqVneq (d 0 t) 0.
  have z i : (S *m V'^T) i t = 0.
    have z' j : V' t j = 0 by apply: (@gram_diag0 _ _ V'); rewrite -dt.
    by rewrite mxE big1 // => j _; rewrite [X in _ * X]mxE z' mulr0.
  rewrite dz invr0 [X in _ <= X]big1 => [|i _]; last by rewrite z mul0r mulr0 mul0rn subrr.
  by rewrite big1 => [|i _]; rewrite ?mulr0 // addr0 oppr_le0.
have dp : 0 < d 0 t by rewrite lt0r dn.
have le1 : \sum_i (S *m V'^T) i t ^+ 2 <= mu * d 0 t + \sum_i (W^T *m V'^T) i t ^+ 2.
  have colE n' (X : 'M_(n', n)) : ((row t V') *m X^T *m (X *m (row t V')^T)) 0 0 = \sum_i (X *m V'^T) i t ^+ 2.
    rewrite mxE; apply: eq_bigr => i _; rewrite expr2; congr (_ * _); last first.
      by rewrite !mxE; apply: eq_bigr => j _; rewrite !mxE.
    by rewrite !mxE; apply: eq_bigr => j _; rewrite !mxE mulrC.
  have := P (row t V')^T; rewrite trmxK mulmxBr mulmxBl mulmxDr mulmxDl.
  rewrite mul_mx_scalar -scalemxAl !mulmxA -!mulmxA !(mulmxA (row t V')).
  rewrite mxE [X in X + _]mxE [X in _ + X]mxE.
  have := colE _ W^T; rewrite trmxK => ->; rewrite colE [X in X + _ - _]mxE.
  have -> : (row t V' *m (row t V')^T) 0 0 = d 0 t.
    by rewrite dt !mxE; apply: eq_bigr => i _; rewrite !mxE.
  by rewrite subr_ge0.
rewrite -subr_ge0 opprK -(pmulr_rge0 _ dp).
set b := \sum_i (W^T *m V'^T) i t ^+ 2; rewrite -/b in le1.
have -> : \sum_i (W^T *m V'^T) i t ^+ 2 / d 0 t = b / d 0 t by rewrite -mulr_suml.
rewrite addrA mulrDr mulrDr [d 0 t * (b / _)]mulrC mulfVK //.
have -> : d 0 t * (\sum_i (d 0 t * U' i t ^+ 2 - (U' i t * (S *m V'^T) i t) *+ 2)) =
    \sum_i (d 0 t * U' i t - (S *m V'^T) i t) ^+ 2 - \sum_i (S *m V'^T) i t ^+ 2.
  by rewrite mulr_sumr -sumrB; apply: eq_bigr => i _; ring.
have le2 : 0 <= \sum_i (d 0 t * U' i t - (S *m V'^T) i t) ^+ 2.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
rewrite -addrA -addrA addr_ge0 // addrC subr_ge0 [d 0 t * mu]mulrC.
exact: le1.
Qed.

(* The same with S S^T, for slices that are wider than high. *)
Corollary projection_rank_bound_columns m n w nu (S : 'M[R]_(m, n)) (W : 'M_(m, w)) mu
    (U : 'M_(m, nu)) (V : 'M_(nu, n)) :
  0 <= mu -> psd (mu%:M + W *m W^T - S *m S^T) ->
  frob2 S - (nu%:R * mu + frob2 W) <= frob2 (S - U *m V).
Proof.
move=> mu0 P; rewrite -(frob2_trmx S) -(frob2_trmx (S - _)) linearB /= trmx_mul.
by apply: projection_rank_bound => //; rewrite trmxK.
Qed.
End Orthogonal.

(* ---------------------------------------------------------------- all slices *)

Section Global.
Variables (R : realFieldType) (k q p l s r : nat) (e : (r * l = k * q)%N).
Variables (A : 'M[R]_(s * l, k * p)) (low : 'I_l -> 'I_k -> R).
Hypothesis low_bound : forall la a (U : 'M_(s, #|places q r la a|)) (V : 'M_(#|places q r la a|, p)),
  low la a <= frob2 (slice A la a - U *m V).

Theorem projection_certificate_rectangular M : is_rmonarch e M -> \sum_la \sum_a low la a <= frob2 (A - M).
Proof.
case=> L [B ->]; rewrite frob2_slices; apply: ler_sum => la _; apply: ler_sum => a _.
by rewrite sliceB; have [U [V ->]] := slices_form e L B la a; apply: low_bound.
Qed.
End Global.
