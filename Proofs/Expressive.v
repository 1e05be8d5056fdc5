(* Constructions of Proposition 3.2: explicit factors, at every size that the statement names.

   fun_mx f: the matrix of a function on indices, a permutation matrix where f is a permutation.
   circ c n: c_(x-y mod n). toeplitz t n: t_(x-y). sylvester k: the Hadamard matrix of size 2^k.

   dft_square — the factors of F_n in MM*, n = m^2: the middle blocks form the Latin square i + j = p mod m — dft
   permutation_stride — P(m, m^2) is in MM* — permutation
   stride_permutation_criterion — a function on indices is in M iff the outputs of each row of the grid that
     share a low digit are equal — stride-permutation
   circulant_factors — the factors of a circulant in MM*(b, q b), over a field with a primitive q-th root of
     unity and q <> 0 — circulant
   circulant — circulants are in MM*(b, q b), over a field with a primitive q-th root of unity and q <> 0 — circulant
   toeplitz_corner — a Toeplitz matrix is the corner of a member of MM* of any size q b >= 2n - 1 — toeplitz
   hd3 — H D1 H D2 H D3 is a word DB BD DB BD for H any Kronecker product — hd3
   hd3_monarch — such an H D1 H D2 H D3 is a product of two members of M — hd3
   hadamard_kronecker — Sylvester's matrix of size 2^(s+t) is the Kronecker product of those of 2^s and 2^t — hadamard
   hadamard — Sylvester's matrix of size q b is in M(b, q b), for q and b powers of 2 — hadamard
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring zify.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* The DFT of size m^2 is in MM*: the middle blocks form the Latin square     *)
(* i + j = p (mod m); the ordinals of m'.+1 are used as the group Z/m.        *)
Section DFT.
Variables (F : comRingType) (m' : nat) (w : F).
Let m := m'.+1.
Hypothesis w1 : w ^+ (m * m) = 1.

Definition dft_A (j : 'I_m) : 'M[F]_m :=
  \matrix_(l, p) (w ^+ m) ^+ (l * (p - j)%R).
Definition dft_C (i : 'I_m) : 'M[F]_m :=
  \matrix_(p, k) (w ^+ m) ^+ ((p - i)%R * k).
Definition dft_R (p : 'I_m) : 'M[F]_m :=
  \matrix_(j, i) ((p == i + j)%:R * w ^+ (j * i)).

Theorem dft_square : dft w (m * m) (m * m) = mmstar dft_A dft_R dft_C.
Proof.
apply: mx_ixP => l j k i; rewrite entries_mmstar mxE !ix_val.
rewrite (bigD1 (i + j)) //= big1 ?addr0 => [|p /negbTE ne]; last first.
  by rewrite !mxE ne mul0r mulr0 mul0r.
rewrite !mxE eqxx mul1r addrK [i + j]addrC addrK -!exprM -!exprD.
have -> : ((l * m + j) * (k * m + i) =
           (m * m) * (l * k) + (m * (l * i) + j * i + m * (j * k)))%N.
  by lia.
by rewrite exprD exprM w1 expr1n mul1r.
Qed.

End DFT.

(* The square stride permutation itself: not in M (NotMonarch), but in MM*.     *)
Section StrideMM.
Variables (F : comRingType) (m' : nat).
Let m := m'.+1.
Theorem permutation_stride : in_mmstar (stride F m m).
Proof.
exists (fun j => \matrix_(l, p) (l == p - j)%:R),
  (fun p => \matrix_(j, i) (p == i + j)%:R), (fun i => \matrix_(p, k) (k == p - i)%:R).
apply: mx_ixP => l j k i; rewrite entries_mmstar strideE.
rewrite (bigD1 (i + j)) //= big1 ?addr0 => [|p /negbTE ne]; last first.
  by rewrite !mxE ne mulr0 mul0r.
by rewrite !mxE eqxx mulr1 addrK [i + j]addrC addrK -natrM mulnb [k == j]eq_sym.
Qed.
End StrideMM.

(* Matrices of functions on indices, in particular permutations: Monarch iff  *)
(* no two columns (k,i), (k,i') have outputs in the same column of the grid.  *)
Section FunMatrix.
Variables (F : comRingType) (a b c d : nat) (f : 'I_(c * d) -> 'I_(a * b)).
Definition fun_mx : 'M[F]_(a * b, c * d) := \matrix_(x, y) (x == f y)%:R.

Lemma fun_mxE l j k i : fun_mx (ix l j) (ix k i) =
  ((l == (un (f (ix k i))).1) && (j == (un (f (ix k i))).2))%:R.
Proof.
rewrite mxE; case: (mxtens_indexP (f (ix k i))) => x y.
by rewrite ixK ix_inj.
Qed.

Theorem stride_permutation_criterion : is_monarch fun_mx <->
  forall k i i', (un (f (ix k i))).2 = (un (f (ix k i'))).2 ->
    (un (f (ix k i))).1 <> (un (f (ix k i'))).1 -> False.
Proof.
split=> [mon k i i' e2 /eqP ne1|h].
  case: mon => L [R e]; pose j := (un (f (ix k i))).2.
  pose l := (un (f (ix k i))).1; pose l' := (un (f (ix k i'))).1.
  have E x y : L j x k * R k j y = fun_mx (ix x j) (ix k y) by rewrite e entries_monarch.
  have : (L j l k * R k j i) * (L j l' k * R k j i') =
         (L j l k * R k j i') * (L j l' k * R k j i) by ring.
  rewrite !E !fun_mxE /l /l' /j -e2 !eqxx /= (negbTE ne1) /= mulr1 mul0r.
  by move/eqP; rewrite oner_eq0.
apply/slices_outer => j k.
case: (pickP (fun i => (un (f (ix k i))).2 == j)) => [i0 /eqP e0|none]; last first.
  exists 0, 0; apply/matrixP=> l i; rewrite mul0mx !mxE.
  have := none i; case: (mxtens_indexP (f (ix k i))) => x y; rewrite !ixK /= => ny.
  by rewrite ix_inj [j == y]eq_sym ny andbF.
exists (\col_l (l == (un (f (ix k i0))).1)%:R), (\row_i (j == (un (f (ix k i))).2)%:R).
apply/matrixP=> l i; rewrite mxE fun_mxE !mxE big_ord1 !mxE -natrM mulnb.
congr (nat_of_bool _)%:R; have [ej|_] := eqVneq j; rewrite ?andbF // !andbT.
have [->//|/eqP ne] := eqVneq (un (f (ix k i))).1 (un (f (ix k i0))).1.
by case: (h k i i0 _ ne); rewrite -ej.
Qed.
End FunMatrix.

(* Circulants: every q x q block is itself a circulant, diagonalised by the   *)
(* DFT of size q. The sizes p, p' of circ are free to avoid casts.            *)
Section Circulant.
Variable F : fieldType.

Definition circ (c : nat -> F) n p p' : 'M[F]_(p, p') :=
  \matrix_(x, y) c ((x + (n - y)) %% n)%N.

Variables (q b : nat) (z : F) (c : nat -> F).
Hypothesis q_unit : q%:R != 0 :> F.
Hypothesis prim : q.-primitive_root z.

Lemma prim_sum (e : nat) : \sum_(p < q) z ^+ (e * p) = (q %| e)%:R * q%:R.
Proof.
under eq_bigr do rewrite exprM.
case: (boolP (q %| e)%N) => [dv|ndv].
  rewrite (eq_bigr (fun=> 1)) => [|p _]; first by rewrite sumr_const card_ord mul1r.
  by move/dvdnP: dv => [k ->]; rewrite mulnC exprM (prim_expr_order prim) !expr1n.
have ne1 : z ^+ e - 1 != 0 by rewrite subr_eq0 -(prim_order_dvd prim).
apply: (mulfI ne1); rewrite -subrX1 mul0r mulr0 exprAC (prim_expr_order prim).
by rewrite expr1n subrr.
Qed.

Definition circ_A (j : 'I_b) : 'M[F]_q := \matrix_(l, p) (q%:R^-1 * z ^- (l * p)).
Definition circ_C (i : 'I_b) : 'M[F]_q := \matrix_(p, k) z ^+ (p * k).
Definition circ_R (p : 'I_q) : 'M[F]_b :=
  \matrix_(j, i) \sum_(s < q) c ((s * b + j + (q * b - i)) %% (q * b))%N * z ^+ (p * s).

Theorem circulant_factors :
  circ c (q * b) (q * b) (q * b) = mmstar circ_A circ_R circ_C.
Proof.
have z0 : z != 0.
  apply/eqP=> z0; have := prim_expr_order prim; rewrite z0 expr0n.
  by rewrite eqn0Ngt (prim_order_gt0 prim) => /eqP; rewrite eq_sym oner_eq0.
apply: mx_ixP => l j k i; rewrite entries_mmstar mxE.
have q0 := prim_order_gt0 prim.
have ltb := ltn_ord i; have lti : (i <= q * b)%N.
  by apply: leq_trans (leq_pmull b q0); apply: ltnW.
have b0 : (0 < b)%N by apply: leq_trans ltb.
pose s0 := Ordinal (ltn_pmod (l + (q - k)) q0).
transitivity (\sum_(s < q) c ((s * b + j + (q * b - i)) %% (q * b))%N *
    (q%:R^-1 * \sum_(p < q) z ^+ ((s + k + (q - l)) * p))); last first.
  rewrite (eq_bigr (fun s : 'I_q => \sum_(p < q)
      c ((s * b + j + (q * b - i)) %% (q * b))%N *
      (q%:R^-1 * z ^+ ((s + k + (q - l)) * p)))) => [|s _]; last by rewrite !mulr_sumr.
  rewrite exchange_big; apply: eq_bigr => p _ /=.
  rewrite !mxE mulr_sumr mulr_suml; apply: eq_bigr => s _.
  have -> : z ^+ ((s + k + (q - l)) * p) = z ^- (l * p) * (z ^+ (p * s) * z ^+ (p * k)).
    apply: (mulfI (expf_neq0 (l * p) z0)); rewrite mulrA mulfV ?expf_neq0 // mul1r.
    rewrite -!exprD -mulnDr [(p * _)%N]mulnC; have -> : (l * p + (s + k + (q - l)) * p = q * p + (s + k) * p)%N.
      by have := ltn_ord l; move: (val p) (val s) (val k) (val l) => *; nia.
    by rewrite exprD exprM (prim_expr_order prim) expr1n mul1r.
  by ring.
rewrite (bigD1 s0) //= [X in _ + X]big1 ?addr0 => [|s ne]; last first.
  rewrite prim_sum; case: (boolP (q %| _)%N) => [dv|_]; last by rewrite mul0r !mulr0.
  case/eqP: ne; apply/val_inj => /=; rewrite -[LHS](modn_small (ltn_ord s)).
  apply/eqP; rewrite -(eqn_modDr k) -addnA subnK ?(ltnW (ltn_ord k)) // modnDr.
  rewrite -(eqn_modDr (q - l)) subnKC ?(ltnW (ltn_ord l)) // modnn.
  exact: dv.
have lk : ((l + (q - k)) %% q + k = l %[mod q])%N.
  by rewrite modnDml -addnA subnK ?(ltnW (ltn_ord k)) // modnDr.
rewrite prim_sum.
have -> : (q %| (l + (q - k)) %% q + k + (q - l))%N.
  by rewrite /dvdn -modnDml lk modnDml subnKC ?(ltnW (ltn_ord l)) // modnn.
rewrite mul1r mulVf // mulr1; congr c.
have e : ((l + (q - k)) %% q * b = (l + (q - k)) * b %[mod q * b])%N.
  by rewrite muln_modl // modn_mod.
rewrite -[in RHS]addnA -[in RHS]modnDml e modnDml [in RHS]addnA.
have le : (k * b + i <= q * b)%N.
  by have := ltn_ord k; move: ltb; clear; nia.
have -> : ((l + (q - k)) * b + j + (q * b - i) = l * b + j + (q * b - (k * b + i)) + q * b)%N.
  have := ltn_ord k; move: ltb le lti; clear; nia.
by rewrite modnDr.
Qed.

Corollary circulant : in_mmstar (circ c (q * b) (q * b) (q * b)).
Proof. by do 3 eexists; apply: circulant_factors. Qed.
End Circulant.

(* Toeplitz matrices: the corner of a circulant of any size N >= 2n - 1.      *)
Section Toeplitz.
Variable F : fieldType.

Definition toeplitz (t : int -> F) n : 'M[F]_n := \matrix_(x, y) t (x%:Z - y%:Z).

Definition circ_of (t : int -> F) n N (d : nat) : F :=
  if (d < n)%N then t d%:Z else t (d%:Z - N%:Z).

Lemma circ_of_corner t n N (le : (n <= N)%N) : (n.*2 <= N.+1)%N ->
  mxsub (widen_ord le) (widen_ord le) (circ (circ_of t n N) N N N) = toeplitz t n.
Proof.
move=> le2; apply/matrixP=> x y; rewrite !mxE /= /circ_of.
have ltx := ltn_ord x; have lty := ltn_ord y.
case: (leqP y x) => xy.
  have -> : (x + (N - y) = x - y + N)%N by lia.
  rewrite modnDr modn_small; last by lia.
  by rewrite ifT; [congr t; lia | lia].
by rewrite modn_small; [rewrite ifF; [congr t; lia | lia] | lia].
Qed.

(* Hence in the expanded class of MM* as soon as n <= q b and            *)
(* 2n <= q b + 1, over any field with a primitive q-th root of unity.         *)
Theorem toeplitz_corner (q b n : nat) (z : F) (t : int -> F)
    (le : (n <= q * b)%N) :
  q%:R != 0 :> F -> q.-primitive_root z -> (n.*2 <= (q * b).+1)%N ->
  exists2 A : 'M[F]_(q * b), in_mmstar A &
    mxsub (widen_ord le) (widen_ord le) A = toeplitz t n.
Proof.
move=> q0 prim le2; exists (circ (circ_of t n (q * b)) (q * b) (q * b) (q * b)).
  exact: circulant q0 prim.
exact: circ_of_corner.
Qed.
End Toeplitz.

(* (HD)^3 is a word of four letters. *)
Section HD3.
Variables (F : comRingType) (q b : nat).

(* (HD)^3 with H = A (x) B any Kronecker product (so for Hadamard's H): a     *)
(* word DB BD DB BD, that is a product of two Monarch matrices.               *)
Theorem hd3 (A : 'M[F]_q) (B : 'M[F]_b) (d1 d2 d3 : 'rV[F]_(q * b)) :
  let H := A *t B in
  exists U V U' V', [/\ is_DB U, is_BD V, is_DB U' & is_BD V'] /\
  H *m diag_mx d1 *m H *m diag_mx d2 *m H *m diag_mx d3 = U *m V *m U' *m V'.
Proof.
move=> H; pose HL := A *t (1%:M : 'M_b); pose HR := (1%:M : 'M_q) *t B.
have [e1 e2] := tens_split A B; rewrite -/HL -/HR -/H in e1 e2.
exists HL, (HR *m diag_mx d1 *m HR), (HL *m diag_mx d2 *m HL), (HR *m diag_mx d3).
split; last first.
  transitivity ((HL *m HR) *m diag_mx d1 *m (HR *m HL) *m diag_mx d2 *m (HL *m HR)
    *m diag_mx d3); first by rewrite -e1 -e2.
  by rewrite !mulmxA.
by split; rewrite ?/HL ?/HR; do ?[apply: is_BD_mul | apply: is_DB_mul];
  do ?[exact: diag_BD | exact: diag_DB | exact: tens1_BD | exact: tens1_DB].
Qed.

Corollary hd3_monarch (A : 'M[F]_q) (B : 'M[F]_b) (d1 d2 d3 : 'rV[F]_(q * b)) :
  let H := A *t B in
  exists M N : 'M[F]_(q * b), [/\ is_monarch M, is_monarch N &
  H *m diag_mx d1 *m H *m diag_mx d2 *m H *m diag_mx d3 = M *m N].
Proof.
move=> H; have [U [V [U' [V' [[u v u' v'] e]]]]] := hd3 A B d1 d2 d3.
exists (U *m V), (U' *m V'); split; last by rewrite e !mulmxA.
  by apply/is_monarch_word; exists U, V.
by apply/is_monarch_word; exists U', V'.
Qed.
End HD3.

(* Sylvester's Hadamard matrices. *)
Section Hadamard.
Variable F : comRingType.

Definition had2 : 'M[F]_2 := \matrix_(i, j) (-1) ^+ (i * j).

Fixpoint sylvester k : 'M[F]_(2 ^ k) :=
  if k is k'.+1 then
    castmx (esym (expnS 2 k'), esym (expnS 2 k')) (had2 *t sylvester k')
  else const_mx 1.

Fixpoint had_entry k x y : F :=
  if k is k'.+1 then
    (-1) ^+ ((x %/ 2 ^ k' %% 2) * (y %/ 2 ^ k' %% 2))%N * had_entry k' (x %% 2 ^ k')%N (y %% 2 ^ k')%N
  else 1.

Lemma sylvesterE k x y : sylvester k x y = had_entry k x y.
Proof.
elim: k x y => [|k IH] x y /=; first by rewrite mxE.
rewrite castmxE !esymK /=.
have ex : val (cast_ord (expnS 2 k) x) = val x by [].
have ey : val (cast_ord (expnS 2 k) y) = val y by [].
move: (cast_ord (expnS 2 k) x) (cast_ord (expnS 2 k) y) ex ey => x' y' ex ey.
case: (mxtens_indexP x') ex => x1 x0 ex; case: (mxtens_indexP y') ey => y1 y0 ey.
have k0 : (0 < 2 ^ k)%N by rewrite expn_gt0.
rewrite !mxE !ixK /= IH -ex -ey /= !divnMDl // !divn_small // !addn0.
by rewrite !modnMDl !modn_small.
Qed.

Lemma had_entry_mod k x y : had_entry k (x %% 2 ^ k) (y %% 2 ^ k) = had_entry k x y.
Proof.
case: k => [|k] //=; rewrite expnS -!modn_divl !modn_mod.
by rewrite !modn_dvdm ?dvdn_mull.
Qed.

Lemma had_entryD s t x y :
  had_entry (s + t) x y =
  had_entry s (x %/ 2 ^ t) (y %/ 2 ^ t) * had_entry t (x %% 2 ^ t) (y %% 2 ^ t).
Proof.
elim: s x y => [|s IH] x y /=.
  by rewrite mul1r had_entry_mod.
have e u : ((u %% 2 ^ (s + t)) %/ 2 ^ t = (u %/ 2 ^ t) %% 2 ^ s)%N.
  by rewrite modn_divl -expnD.
have e' u : ((u %% 2 ^ (s + t)) %% 2 ^ t = u %% 2 ^ t)%N.
  by rewrite modn_dvdm // expnD dvdn_mull.
have e2 u : (u %/ 2 ^ (s + t) = u %/ 2 ^ t %/ 2 ^ s)%N.
  by rewrite addnC expnD divnMA.
by rewrite IH !e !e' !e2 mulrA.
Qed.

Theorem hadamard_kronecker s t :
  castmx (expnD 2 s t, expnD 2 s t) (sylvester (s + t)) = sylvester s *t sylvester t.
Proof.
apply: (@mx_ixP _ (2 ^ s) (2 ^ t) (2 ^ s) (2 ^ t)) => l j k i.
have t0 : (0 < 2 ^ t)%N by rewrite expn_gt0.
rewrite castmxE sylvesterE mxE !ixK /= !sylvesterE had_entryD.
by rewrite !divnMDl // !divn_small // !addn0 !modnMDl !modn_small.
Qed.

(* H_(q b) is Monarch for every splitting q = 2^s, b = 2^t.                   *)
Corollary hadamard s t :
  is_monarch (castmx (expnD 2 s t, expnD 2 s t) (sylvester (s + t))).
Proof. by rewrite hadamard_kronecker; apply: kronecker. Qed.
End Hadamard.
