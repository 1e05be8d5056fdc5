(* Products A F D F, and corollaries for Sylvester's matrices and circulants of two rows.

   hankel h n: h_(x+y mod n).

   afdf_hankel — the factors in MM*(b, q b) of a Hankel matrix h_(x+y mod n) — afdf
   afdf_fdf — F D F = h_(x+y) with h = F d — afdf
   afdf — A F D F is in MM*(b, n), n = q b, over a field with a primitive n-th root of unity and q <> 0 — afdf
   hd3_sylvester — (HD)^3 with Sylvester's H is a product of two members of M — hd3
   circulant_two_rows — circulants are in MM*(b, 2b) over every field of characteristic other than 2 — circulant
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Hankel.
Variable F : fieldType.

Definition hankel (h : nat -> F) n p p' : 'M[F]_(p, p') :=
  \matrix_(x, y) h ((x + y) %% n)%N.

Variables (q b : nat) (z : F) (h : nat -> F).
Hypothesis q_unit : q%:R != 0 :> F.
Hypothesis prim : q.-primitive_root z.

Definition hankel_A (j : 'I_b) : 'M[F]_q := \matrix_(l, p) (q%:R^-1 * z ^- (l * p)).
Definition hankel_C (i : 'I_b) : 'M[F]_q := \matrix_(p, k) z ^- (p * k).
Definition hankel_R (p : 'I_q) : 'M[F]_b :=
  \matrix_(j, i) \sum_(s < q) h ((s * b + (j + i)) %% (q * b))%N * z ^+ (p * s).

Theorem afdf_hankel :
  hankel h (q * b) (q * b) (q * b) = mmstar hankel_A hankel_R hankel_C.
Proof.
have z0 : z != 0.
  apply/eqP=> z0; have := prim_expr_order prim; rewrite z0 expr0n.
  by rewrite eqn0Ngt (prim_order_gt0 prim) => /eqP; rewrite eq_sym oner_eq0.
apply: mx_ixP => l j k i; rewrite entries_mmstar mxE.
have q0 := prim_order_gt0 prim.
pose s0 := Ordinal (ltn_pmod (l + k) q0).
have ltl := ltn_ord l; have ltk := ltn_ord k.
transitivity (\sum_(s < q) h ((s * b + (j + i)) %% (q * b))%N *
    (q%:R^-1 * \sum_(p < q) z ^+ ((s + (q - l) + (q - k)) * p))); last first.
  rewrite (eq_bigr (fun s : 'I_q => \sum_(p < q)
      h ((s * b + (j + i)) %% (q * b))%N *
      (q%:R^-1 * z ^+ ((s + (q - l) + (q - k)) * p)))) => [|s _]; last by rewrite !mulr_sumr.
  rewrite exchange_big; apply: eq_bigr => p _ /=.
  rewrite !mxE mulr_sumr mulr_suml; apply: eq_bigr => s _.
  have -> : z ^+ ((s + (q - l) + (q - k)) * p) = z ^- (l * p) * (z ^+ (p * s) * z ^- (p * k)).
    apply: (mulfI (expf_neq0 (l * p) z0)); rewrite mulrA mulfV ?expf_neq0 // mul1r.
    apply: (mulIf (expf_neq0 (p * k) z0)); rewrite mulfVK ?expf_neq0 // -!exprD.
    have -> : (l * p + (s + (q - l) + (q - k)) * p + p * k = q * (p + p) + p * s)%N.
      by move: ltl ltk; move: (val p) (val s) (val k) (val l) => *; nia.
    by rewrite exprD exprM (prim_expr_order prim) expr1n mul1r.
  by ring.
rewrite (bigD1 s0) //= [X in _ + X]big1 ?addr0 => [|s ne]; last first.
  rewrite (prim_sum prim); case: (boolP (q %| _)%N) => [dv|_]; last by rewrite mul0r !mulr0.
  case/eqP: ne; apply/val_inj => /=; rewrite -[LHS](modn_small (ltn_ord s)).
  apply/eqP; rewrite -(eqn_modDr ((q - l) + (q - k))) addnA.
  have -> : (l + k + (q - l + (q - k)) = q + q)%N by lia.
  by rewrite modnDl modnn; exact: dv.
rewrite (prim_sum prim).
have -> : (q %| (l + k) %% q + (q - l) + (q - k))%N.
  rewrite /dvdn -addnA modnDml.
  have -> : (l + k + (q - l + (q - k)) = q + q)%N by lia.
  by rewrite modnDl modnn.
rewrite mul1r mulVf // mulr1; congr h.
have e : ((l + k) %% q * b = (l + k) * b %[mod q * b])%N.
  by rewrite muln_modl // modn_mod.
rewrite -[in RHS]modnDml e modnDml; congr (_ %% _)%N; by lia.
Qed.
End Hankel.

Section AFDF.
Variables (F : fieldType) (q b : nat) (w : F).
Let n := (q * b)%N.
Hypothesis prim : n.-primitive_root w.
Hypothesis q_unit : q%:R != 0 :> F.

Theorem afdf_fdf (d : 'rV[F]_n) :
  dft w n n *m diag_mx d *m dft w n n =
  hankel (fun x => \sum_(s < n) d 0 s * w ^+ (x * s)) n n n.
Proof.
apply/matrixP=> x y; rewrite !mxE; apply: eq_bigr => s _.
rewrite mul_mx_diag !mxE.
have -> : w ^+ ((x + y) %% n * s) = w ^+ (x * s) * w ^+ (s * y).
  rewrite exprM (prim_expr_mod prim) -exprM mulnDl exprD.
  by congr (_ * w ^+ _); rewrite mulnC.
by rewrite mulrCA mulrA.
Qed.

Theorem afdf (a d : 'rV[F]_n) :
  in_mmstar (diag_mx a *m (dft w n n *m diag_mx d *m dft w n n) : 'M_(q * b)).
Proof.
have n0 := prim_order_gt0 prim.
have primq : q.-primitive_root (w ^+ b).
  have bn : (b %| n)%N by apply: dvdn_mull.
  have := dvdn_prim_root prim (dvdn_mulr b (dvdnn q)).
  by rewrite /n mulKn //; move: n0; rewrite /n muln_gt0 => /andP[].
have : in_mmstar (dft w n n *m diag_mx d *m dft w n n : 'M_(q * b)).
  by rewrite afdf_fdf; do 3 eexists; apply: afdf_hankel q_unit primq.
move/in_mmstar_word => [U [V [W [u v x e]]]]; apply/in_mmstar_word.
exists (diag_mx a *m U), V, W; split=> //; last by rewrite e !mulmxA.
exact: is_DB_mul (diag_DB _) u.
Qed.
End AFDF.

(* The actual (HD)^3, with Sylvester's H of size 2^(s+t). *)
Corollary hd3_sylvester (F : comRingType) s t (d1 d2 d3 : 'rV[F]_(2 ^ s * 2 ^ t)) :
  let H := castmx (expnD 2 s t, expnD 2 s t) (sylvester F (s + t)) in
  exists M N : 'M[F]_(2 ^ s * 2 ^ t), [/\ is_monarch M, is_monarch N &
  H *m diag_mx d1 *m H *m diag_mx d2 *m H *m diag_mx d3 = M *m N].
Proof. by rewrite /= hadamard_kronecker; apply: hd3_monarch. Qed.

(* n / b = 2: circulants are in MM* over every field of characteristic <> 2.  *)
Corollary circulant_two_rows (F : fieldType) b (c : nat -> F) : 2%:R != 0 :> F ->
  in_mmstar (circ c (2 * b) (2 * b) (2 * b)).
Proof.
move=> two; apply: (@circulant F 2 b (-1)) => //.
apply/andP; split=> //; apply/forallP => i; apply/eqP.
case: i => [[|[|i]] // lt] /=; rewrite unity_rootE ?expr1 ?sqrrN ?expr1n ?eqxx //.
by rewrite eq_sym -addr_eq0 -mulr2n (negbTE two).
Qed.
