(* The Fourier transform of size n is in MM*(b, n) for every b that divides n, over any commutative ring with an
   element w, w^n = 1; in M and M* it is only where it must be.

   dft_factors — the factors of F_(q b) in MM*, for q = g q' and b = g b' with b' invertible modulo q' — dft
   dft_all — F_(q b) is in MM*(b, q b) for all q and b — dft
   dft_monarch — F_(q b) itself, w a primitive root, is in M(b, q b) only where q = 1 or b = 1 — dft
   dft_mstar — nor is it in M* otherwise — dft
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma exponent_identity (g q b l j0 jh k i0 ih s c1 c2 t a u : nat) :
  (k + s = q * a + t)%N -> (u + s = q)%N -> (b * s + q * c1 = ih + q * c2)%N ->
  (l * i0 + g * ((b * l + jh) * t) + g * (jh * u) + k * j0
     + g * q * (l * c1 + a * (b * l + jh)) =
   l * (k * (g * b) + (g * ih + i0)) + (g * jh + j0) * k
     + g * q * (l * c2 + jh))%N.
Proof.
move=> h1 h2 h3.
have := congr1 (muln (g * b * l)) h1; have := congr1 (muln (g * jh)) h1.
have := congr1 (muln (g * jh)) h2; have := congr1 (muln (g * l)) h3.
clear; lia.
Qed.

Section Coprime.
(* q = g q', b = g b', q' and b' coprime *)
Variables (F : comRingType) (g1 q1 b' inv e : nat) (w : F).
Let g := g1.+1.
Let q' := q1.+1.
Let q := (g * q')%N.
Let b := (g * b')%N.
Hypothesis w1 : w ^+ (q * b) = 1.
Hypothesis invP : (b' * inv = 1 + q' * e)%N.
Let z := w ^+ b.

Definition sft (i : nat) := (i %/ g * inv %% q')%N.
Definition all_A (j : 'I_b) : 'M[F]_(q, g * q') := \matrix_(l, p)
  (z ^+ (l * ((un p).1 - inZp j : 'I_g)%R) *
   z ^+ (g * ((b' * l + j %/ g) * (un p).2))).
Definition all_C (i : 'I_b) : 'M[F]_(g * q', q) := \matrix_(p, k)
  (z ^+ (k * ((un p).1 - inZp i : 'I_g)%R) * ((un p).2 == inZp (k + sft i))%:R).
Definition all_R (p : 'I_(g * q')) : 'M[F]_b := \matrix_(j, i)
  (((un p).1 == inZp i + inZp j)%:R * (w ^+ (j * i) *
   z ^+ (g * (j %/ g * (q' - sft i))))).

Lemma zq : z ^+ (g * q') = 1.
Proof. by rewrite /z -exprM mulnC w1. Qed.

Lemma zred x y : z ^+ (x + g * q' * y) = z ^+ x.
Proof. by rewrite exprD exprM zq expr1n mulr1. Qed.

Theorem dft_factors : dft w (q * b) (q * b) = mmstar all_A all_R all_C.
Proof.
apply: mx_ixP => l j k i; rewrite entries_mmstar mxE !ix_val sum_ix.
rewrite (bigD1 (inZp i + inZp j : 'I_g)) //= [X in _ + X]big1 ?addr0; last first.
  by move=> r /negbTE ne; rewrite big1 // => t _; rewrite !mxE !ixK /= ne mul0r mulr0 mul0r.
rewrite (bigD1 (inZp (k + sft i) : 'I_q')) //= big1 ?addr0; last first.
  by move=> t /negbTE ne; rewrite !mxE !ixK /= ne !mulr0.
have f1 (x : 'I_g) (y : 'I_q') : (x, y).1 = x by [].
have f2 (x : 'I_g) (y : 'I_q') : (x, y).2 = y by [].
rewrite !mxE !ixK !f1 !f2 !eqxx mul1r mulr1 addrK [inZp i + _]addrC addrK.
rewrite ![val (inZp _)]/= -/g -/q'.
set t := ((k + sft i) %% q')%N.
have [c2 [c1 e1]] : exists c2 c1, (b' * sft i + q' * c1 = i %/ g + q' * c2)%N.
  exists (i %/ g * e)%N, (b' * (i %/ g * inv %/ q'))%N.
  have := divn_eq (i %/ g * inv) q'; rewrite -/(sft i) => d.
  have := congr1 (muln b') d; have := congr1 (muln (i %/ g)) invP.
  by clear; lia.
have e0 : (k + sft i = q' * ((k + sft i) %/ q') + t)%N by rewrite mulnC -divn_eq.
have e2 : (q' - sft i + sft i = q')%N by rewrite subnK // ltnW // ltn_pmod.
have := @exponent_identity g q' b' l (j %% g) (j %/ g) k (i %% g) (i %/ g)
  _ _ _ _ _ _ e0 e2 e1.
rewrite ![(g * (_ %/ g))%N]mulnC -!divn_eq -[(g * b')%N]/b => eE.
have {}eE := congr1 (fun x => z ^+ x) eE.
rewrite !zred in eE.
have -> : ((l * b + j) * (k * b + i) = b * (l * (k * b + i) + j * k) + j * i)%N.
  by clear; lia.
by rewrite exprD exprM -/z -eE 3!exprD -!mulrA [w ^+ (j * i) * _]mulrC -!mulrA.
Qed.
End Coprime.

Theorem dft_all (F : comRingType) (w : F) q b : w ^+ (q * b) = 1 ->
  in_mmstar (dft w (q * b) (q * b)).
Proof.
case: (posnP q) => [-> w1|q0]; first by exists (fun=> 0), (fun=> 0), (fun=> 0); apply/matrixP; case.
case: (posnP b) => [-> w1|b0].
  by exists (fun=> 0), (fun=> 0), (fun=> 0); apply: mx_ixP => l [].
have [g [q' [b' [eq eb co]]]] : exists g q' b',
    [/\ q = (g.+1 * q'.+1)%N, b = (g.+1 * b')%N & coprime b' q'.+1].
  have g0 : (0 < gcdn q b)%N by rewrite gcdn_gt0 q0.
  have q'0 : (0 < q %/ gcdn q b)%N by rewrite divn_gt0 // dvdn_leq // dvdn_gcdl.
  exists (gcdn q b).-1, (q %/ gcdn q b).-1, (b %/ gcdn q b)%N; rewrite !prednK //.
  split; rewrite 1?mulnC ?divnK ?dvdn_gcdl ?dvdn_gcdr //.
  rewrite /coprime -(eqn_pmul2l g0) muln1 muln_gcdr ![(gcdn q b * _)%N]mulnC.
  by rewrite !divnK ?dvdn_gcdl ?dvdn_gcdr // gcdnC.
have b'0 : (0 < b')%N by move: b0; rewrite eb; case: (b') => //; rewrite muln0.
subst q b => w1.
have [[u v] /= uv] := coprimeP _ b'0 co.
have inv : (b' * u = 1 + q'.+1 * v)%N.
  by move: uv; clear; nia.
by have := dft_factors w1 inv; do 3 eexists; eassumption.
Qed.

(* The minor of rows 0 and b and columns 0 and 1 is w^b - 1. *)
Theorem dft_monarch (F : fieldType) (w : F) q b : (q * b).-primitive_root w ->
  is_monarch (dft w (q * b) (q * b)) <-> q = 1%N \/ b = 1%N.
Proof.
move=> prim; have := prim_order_gt0 prim; rewrite muln_gt0 => /andP[q0 b0]; split=> [mon|[e|e]].
- have [q1|q1] := ltnP 1 q; last by left; apply/eqP; rewrite eqn_leq q1.
  have [b1|b1] := ltnP 1 b; last by right; apply/eqP; rewrite eqn_leq b1.
  have := slices_minor mon (Ordinal b0) (Ordinal q0) (Ordinal q0) (Ordinal q1) (Ordinal b0) (Ordinal b1).
  rewrite !mxE !ix_val /= !(mul0n, addn0, add0n, muln0, mul1n, muln1) !expr0 !mul1r => /eqP.
  by rewrite -(prim_order_dvd prim) gtnNdvd // -[X in (X < _)%N]mul1n ltn_mul2r b0.
- by apply/slices => j k; apply: leq_trans (rank_leq_row _) _; rewrite e.
by apply/slices => j k; apply: leq_trans (rank_leq_col _) _; rewrite e.
Qed.

Corollary dft_mstar (F : fieldType) (w : F) q b : (q * b).-primitive_root w ->
  is_mstar (dft w (q * b) (q * b)) <-> q = 1%N \/ b = 1%N.
Proof.
move=> /dft_monarch <-; rewrite transpose; suff -> : (dft w (q * b) (q * b))^T = dft w (q * b) (q * b) by [].
by apply/matrixP=> x y; rewrite !mxE mulnC.
Qed.
