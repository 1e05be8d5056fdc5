(* The reversal of digits, as of bits.

   drev rs x: the number x < prodn rs, whose digits have the radices rs, the lowest first, with its digits reversed.
   prodn rs: the product of the radices. drev_mx rs p q: as a p x q matrix, with a 1 at (drev rs y, y). bits k: k bits.
   The steps: drev_cat (the digits of row and column are reversed apart, and change places), drevK (the inverse is
   the reversal of the radices in reversed order).

   permutation_digit_reversal — the reversal of digits is neither in M nor in M*, in the square case m >= 2, where some
     digits make the row of the grid and the others the column — permutation
   permutation_digit_reversal_kronecker — reversal times P is the Kronecker product of the reversals of the row and
     of the column — permutation
   permutation_digit_reversal_stride — reversal times P is in M(b, n) and in M*(b, n), where some digits make the row of
     the grid and the others the column — permutation
   permutation_bit_reversal — bit reversal on 4^k indices is neither in M nor in M*, k >= 1 — permutation
   permutation_bit_reversal_stride — bit reversal times P is in M(b, n), n = 2^k 2^l — permutation
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition prodn (rs : seq nat) : nat := foldr muln 1%N rs.

Fixpoint drev (rs : seq nat) (x : nat) : nat :=
  if rs is r :: rs' then (x %% r * prodn rs' + drev rs' (x %/ r))%N else 0%N.

Definition drev_mx (F : comRingType) rs p q : 'M[F]_(p, q) := \matrix_(x, y) (x == drev rs y :> nat)%:R.

Definition bits k := nseq k 2%N.

Lemma prodn_cat s t : prodn (s ++ t) = (prodn s * prodn t)%N.
Proof. by elim: s => [|r s IH] /=; rewrite ?mul1n // IH mulnA. Qed.

Lemma prodn_rev s : prodn (rev s) = prodn s.
Proof. by elim: s => [|r s IH] //=; rewrite rev_cons -cats1 prodn_cat IH /= muln1 mulnC. Qed.

Lemma prodn_bits k : prodn (bits k) = (2 ^ k)%N.
Proof. by elim: k => [|k IH] //=; rewrite expnS -IH. Qed.

Lemma drev_cat t s x1 x0 : (x0 < prodn t)%N ->
  drev (t ++ s) (x1 * prodn t + x0) = (drev t x0 * prodn s + drev s x1)%N.
Proof.
elim: t x0 => [|r t IH] x0 /=; first by rewrite ltnS leqn0 => /eqP->; rewrite muln1 addn0.
case: r => [|r]; first by rewrite mul0n.
move=> lt; have lt' : (x0 %/ r.+1 < prodn t)%N by rewrite ltn_divLR // mulnC.
rewrite mulnCA [(r.+1 * _)%N]mulnC modnMDl divnMDl // IH // prodn_cat mulnDl -!addnA.
by rewrite -mulnA.
Qed.

Lemma drev_lt rs x : (x < prodn rs)%N -> (drev rs x < prodn rs)%N.
Proof.
elim: rs x => [|[|r] rs IH] x //=.
move=> lt; have lt' : (x %/ r.+1 < prodn rs)%N by rewrite ltn_divLR // mulnC.
have := IH _ lt'; have := ltn_pmod x (ltn0Sn r); move: (x %% r.+1)%N (drev _ _) => d e.
by rewrite ltnS => le ltP; have := leq_mul2r (prodn rs) d r; rewrite le orbT mulSn; lia.
Qed.

Lemma drevK rs x : (x < prodn rs)%N -> drev (rev rs) (drev rs x) = x.
Proof.
elim: rs x => [|[|r] rs IH] x /=; [by case: x | by [] |].
move=> lt; have lt' : (x %/ r.+1 < prodn rs)%N by rewrite ltn_divLR // mulnC.
rewrite rev_cons -cats1 -(prodn_rev rs) drev_cat ?prodn_rev ?drev_lt // IH //=.
by rewrite !muln1 addn0 modn_mod -divn_eq.
Qed.

Section Digits.
Variable F : comRingType.
Implicit Types s t : seq nat.

(* A reversal on the digits of row and column, that of the column first.      *)
Lemma drev_mxE s t q b q' b' (l : 'I_q) (j : 'I_b) (k : 'I_q') (i : 'I_b') :
    prodn s = q' -> prodn t = b' -> prodn s = b ->
  drev_mx F (t ++ s) (q * b) (q' * b') (ix l j) (ix k i) =
  ((l == drev t i :> nat) && (j == drev s k :> nat))%:R.
Proof.
move=> es et eb; subst q' b' b; rewrite mxE !ix_val drev_cat //; congr (nat_of_bool _)%:R.
by apply/eqP/andP=> [|[/eqP-> /eqP->]] //; case/digits_inj; rewrite ?drev_lt // => -> ->.
Qed.

Lemma drev_square m s t : prodn s = m -> prodn t = m -> (1 < m)%N ->
  ~ is_monarch (drev_mx F (t ++ s) (m * m) (m * m)).
Proof.
move=> es et m1 mon; pose o0 := Ordinal (ltnW m1); pose o1 := Ordinal m1.
have lt r x : prodn r = m -> (x < m)%N -> (drev r x < m)%N by move=> <-; apply: drev_lt.
have := slices_minor mon (Ordinal (lt s 0%N es (ltnW m1))) o0
  (Ordinal (lt t 0%N et (ltnW m1))) (Ordinal (lt t 1%N et m1)) o0 o1.
rewrite !drev_mxE //= !eqxx /=; case: eqP => [e|_].
  by have := ltnW m1; have := m1; rewrite -et => /drevK; rewrite -e => e1 /drevK; rewrite e1.
by rewrite mul0r mulr1 => /eqP; rewrite oner_eq0.
Qed.

Lemma drev_mx_tr rs n : prodn rs = n -> (drev_mx F rs n n)^T = drev_mx F (rev rs) n n.
Proof.
move=> e; apply/matrixP=> x y; rewrite !mxE; congr (nat_of_bool _)%:R.
apply/eqP/eqP=> ->; first by rewrite drevK // e.
by rewrite -{1}[rs]revK drevK // prodn_rev e.
Qed.

Theorem permutation_digit_reversal m s t : prodn s = m -> prodn t = m -> (1 < m)%N ->
  ~ is_monarch (drev_mx F (t ++ s) (m * m) (m * m)) /\ ~ is_mstar (drev_mx F (t ++ s) (m * m) (m * m)).
Proof.
move=> es et m1; split; first exact: drev_square.
have e : prodn (t ++ s) = (m * m)%N by rewrite prodn_cat es et.
rewrite -[drev_mx _ _ _ _]trmxK -transpose drev_mx_tr // rev_cat.
by apply: drev_square; rewrite ?prodn_rev.
Qed.

(* P turns the grid: its columns x0 become the high digits.                   *)
Theorem permutation_digit_reversal_kronecker q b s t : prodn s = q -> prodn t = b ->
  drev_mx F (s ++ t) (q * b) (q * b) *m fun_mx F (stride_permutation_of q b) =
  drev_mx F s q q *t drev_mx F t b b.
Proof.
move=> es et; apply: mx_ixP => l j k i; pose x := ix k i.
rewrite mxE (bigD1 (stride_fun x)) //= big1 ?addr0 => [|z /negbTE ne]; last first.
  by rewrite [fun_mx _ _ _ _]mxE permE ne mulr0.
have ez : stride_fun x = (i * q + k)%N :> nat by rewrite -[LHS]/(lo x * q + hi x)%N lo_ix hi_ix.
rewrite [fun_mx _ _ _ _]mxE permE eqxx mulr1 !mxE !ixK ez /= -natrM mulnb {ez}.
congr (nat_of_bool _)%:R; rewrite {x}; subst q b; rewrite drev_cat //.
by apply/eqP/andP=> [|[/eqP-> /eqP->]] //; case/digits_inj; rewrite ?drev_lt // => -> ->.
Qed.

Corollary permutation_digit_reversal_stride q b s t : prodn s = q -> prodn t = b ->
  let A := drev_mx F (s ++ t) (q * b) (q * b) *m fun_mx F (stride_permutation_of q b) in
  is_monarch A /\ is_mstar A.
Proof.
move=> es et; rewrite /= permutation_digit_reversal_kronecker //.
by split; [apply: kronecker | apply: kronecker_mstar].
Qed.

Corollary permutation_bit_reversal k (m := (2 ^ k)%N) : (0 < k)%N ->
  ~ is_monarch (drev_mx F (bits (k + k)) (m * m) (m * m)) /\
  ~ is_mstar (drev_mx F (bits (k + k)) (m * m) (m * m)).
Proof.
move=> k0; rewrite /bits nseqD; apply: permutation_digit_reversal; rewrite ?prodn_bits //.
by rewrite /m -{1}(expn0 2) ltn_exp2l.
Qed.

Corollary permutation_bit_reversal_stride k l (q := (2 ^ k)%N) (b := (2 ^ l)%N) :
  is_monarch (drev_mx F (bits (k + l)) (q * b) (q * b) *m fun_mx F (stride_permutation_of q b)).
Proof.
by rewrite /bits nseqD; case: (permutation_digit_reversal_stride (prodn_bits k) (prodn_bits l)).
Qed.
End Digits.
