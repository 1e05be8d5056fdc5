(* The classes of longer words, and what follows for circulants, Toeplitz matrices and Fastfood.

   in_mmstar_pow w A: A is in [MM*]^w, the words of 2 w + 1 letters with DB at both ends.
   in_monarch_pow w A: A is in M^w. in_adjoint A, in_adjoint_pow w A: A is in M*, in its power w.
   in_expansion q b e w A: A, of size n, is the corner of a member of [MM*]^w of size q b = e n.
   The steps: mmstar_pow1, mmstar_powS and mmstar_pow_mul, the powers are powers. negacyclic_rat and toeplitz_rat are
   examples.

   transpose_mmstar_power — [MM*]^w is closed under transposes — transpose
   transpose_power — the transpose of a member of M^w is in the power w of M* — transpose
   toeplitz_expansion — a Toeplitz matrix of size n is in the expansion [MM*]_e, e >= 2, on every grid q b = e n over a
     field with a primitive q-th root of unity and q <> 0 — toeplitz
   circulant_blocks — a b x b array of circulants of size q, interleaved, is in MM*(b, q b) — circulant
   circulant_f — f-circulants are in MM*(b, q b) where f has a q-th root other than 0 — circulant
   fastfood — S H G Pi H B is in [MM*]^2 for H any Kronecker product, over any commutative ring — fastfood
   fastfood_sylvester — so it is with Sylvester's H — fastfood
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens ring zify.
From Monarch Require Import Index Monarch Expressive Permutation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Powers.
Variables (F : comRingType) (q b : nat).
Implicit Types A B X Y V : 'M[F]_(q * b).

Fixpoint in_mmstar_pow w A : Prop :=
  if w is w'.+1 then
    exists X V Y, [/\ in_mmstar_pow w' X, is_BD V, is_DB Y & A = X *m V *m Y]
  else is_DB A.

Fixpoint in_monarch_pow w A : Prop :=
  if w is w'.+1 then
    exists X Y, [/\ in_monarch_pow w' X, is_monarch Y & A = X *m Y]
  else A = 1%:M.

(* M* = BD DB, the adjoints (over a field with conjugation; here transposes). *)
Definition in_adjoint A := exists V U, [/\ is_BD V, is_DB U & A = V *m U].

Fixpoint in_adjoint_pow w A : Prop :=
  if w is w'.+1 then
    exists X Y, [/\ in_adjoint Y, in_adjoint_pow w' X & A = Y *m X]
  else A = 1%:M.

Lemma is_BD1 : is_BD (1%:M : 'M[F]_(q * b)).
Proof. by rewrite -diag_const_mx; apply: diag_BD. Qed.

Lemma is_DB1 : is_DB (1%:M : 'M[F]_(q * b)).
Proof. by rewrite -diag_const_mx; apply: diag_DB. Qed.

Lemma mmstar_pow1 A : in_mmstar_pow 1 A <-> in_mmstar A.
Proof. exact: iff_sym (in_mmstar_word A). Qed.

Lemma mmstar_pow_mulDB w X Y : in_mmstar_pow w X -> is_DB Y -> in_mmstar_pow w (X *m Y).
Proof.
case: w => [|w] /=; first exact: is_DB_mul.
case=> X' [V [Z [hX hV hZ ->]]] hY; exists X', V, (Z *m Y).
by rewrite !mulmxA; split=> //; apply: is_DB_mul.
Qed.

Lemma mmstar_pow_DBmul w X Y : is_DB X -> in_mmstar_pow w Y -> in_mmstar_pow w (X *m Y).
Proof.
move=> hX; elim: w Y => [|w IH] Y /=; first exact: is_DB_mul.
case=> X' [V [Z [hX' hV hZ ->]]]; exists (X *m X'), V, Z.
by rewrite !mulmxA; split=> //; apply: IH.
Qed.

Lemma mmstar_pow_mul v w X Y : in_mmstar_pow v X -> in_mmstar_pow w Y ->
  in_mmstar_pow (w + v) (X *m Y).
Proof.
move=> hX; elim: w Y => [|w IH] Y /=; first exact: mmstar_pow_mulDB.
case=> X' [V [Z [hX' hV hZ ->]]]; exists (X *m X'), V, Z.
by rewrite !mulmxA; split=> //; apply: IH.
Qed.

(* (MM* )^w.+1 is the set of products of a member of (MM* )^w and one of MM*. *)
Lemma mmstar_powS w A : in_mmstar_pow w.+1 A <->
  exists X Y, [/\ in_mmstar_pow w X, in_mmstar Y & A = X *m Y].
Proof.
split=> [[X [V [Y [hX hV hY ->]]]]|[X [Y [hX hY ->]]]]; last first.
  by rewrite -[w.+1]add1n; apply: mmstar_pow_mul => //; apply/mmstar_pow1.
exists X, (V *m Y); rewrite !mulmxA; split=> //; apply/in_mmstar_word.
by exists 1%:M, V, Y; rewrite mul1mx; split=> //; apply: is_DB1.
Qed.

Lemma mmstar_pow_diagl w X (d : 'rV_(q * b)) :
  in_mmstar_pow w X -> in_mmstar_pow w (diag_mx d *m X).
Proof. by apply: mmstar_pow_DBmul; apply: diag_DB. Qed.

Lemma mmstar_pow_diagr w X (d : 'rV_(q * b)) :
  in_mmstar_pow w X -> in_mmstar_pow w (X *m diag_mx d).
Proof. by move=> hX; apply: mmstar_pow_mulDB => //; apply: diag_DB. Qed.

Lemma mmstar_pow_scale w X (a : F) : in_mmstar_pow w X -> in_mmstar_pow w (a *: X).
Proof. by rewrite -mul_scalar_mx -diag_const_mx; apply: mmstar_pow_diagl. Qed.

(* (MM* )^w M = M^w.+1: the last DB of the word joins the first of M.         *)
Lemma mmstar_pow_monarch w X Y :
  in_mmstar_pow w X -> is_monarch Y -> in_monarch_pow w.+1 (X *m Y).
Proof.
elim: w X Y => [|w IH] X Y hX /is_monarch_word[U [V [hU hV ->]]].
  exists 1%:M, (X *m U *m V); rewrite mul1mx mulmxA; split=> //; apply/is_monarch_word.
  by exists (X *m U), V; split=> //; apply: is_DB_mul.
case: hX => X' [V' [Z [hX' hV' hZ ->]]].
exists (X' *m V'), (Z *m U *m V); rewrite !mulmxA; split=> //.
  apply: IH => //; apply/is_monarch_word; exists 1%:M, V'.
  by rewrite mul1mx; split=> //; apply: is_DB1.
by apply/is_monarch_word; exists (Z *m U), V; split=> //; apply: is_DB_mul.
Qed.

Lemma monarch_diagr X (d : 'rV_(q * b)) : is_monarch X -> is_monarch (X *m diag_mx d).
Proof.
case/is_monarch_word=> U [V [hU hV ->]]; apply/is_monarch_word.
exists U, (V *m diag_mx d); rewrite mulmxA; split=> //.
by apply: is_BD_mul => //; apply: diag_BD.
Qed.

Lemma monarch_pow_diagr w X (d : 'rV_(q * b)) :
  in_monarch_pow w.+1 X -> in_monarch_pow w.+1 (X *m diag_mx d).
Proof.
case=> X' [Y [hX hY ->]]; exists X', (Y *m diag_mx d); rewrite mulmxA; split=> //.
exact: monarch_diagr.
Qed.

Lemma monarch_pow_diagl w X (d : 'rV_(q * b)) :
  in_monarch_pow w.+1 X -> in_monarch_pow w.+1 (diag_mx d *m X).
Proof.
elim: w X => [|w IH] X [X' [Y [hX hY ->]]].
  rewrite hX mul1mx; exists 1%:M, (diag_mx d *m Y); rewrite mul1mx; split=> //.
  case/is_monarch_word: hY => U [V [hU hV ->]]; apply/is_monarch_word.
  exists (diag_mx d *m U), V; rewrite mulmxA; split=> //.
  by apply: is_DB_mul => //; apply: diag_DB.
by exists (diag_mx d *m X'), Y; rewrite mulmxA; split=> //; apply: IH.
Qed.

Lemma is_BD_tr X : is_BD X -> is_BD X^T.
Proof. by case: (transpose_algebra_BD F q b) => _ _; apply. Qed.

Lemma is_DB_tr X : is_DB X -> is_DB X^T.
Proof. by case: (transpose_algebra_DB F q b) => _ _; apply. Qed.

Theorem transpose_mmstar_power w X : in_mmstar_pow w X -> in_mmstar_pow w X^T.
Proof.
elim: w X => [|w IH] X; first exact: is_DB_tr.
case=> X' [V [Z [hX hV hZ ->]]]; rewrite !trmx_mul mulmxA -[w.+1]addn1.
apply: mmstar_pow_mul (IH _ hX).
exists Z^T, V^T, 1%:M; rewrite mulmx1; split=> //.
- exact: is_DB_tr.
- exact: is_BD_tr.
- exact: is_DB1.
Qed.

Theorem transpose_power w X : in_monarch_pow w X -> in_adjoint_pow w X^T.
Proof.
elim: w X => [|w IH] X /=; first by move->; rewrite trmx1.
case=> X' [Y [hX /is_monarch_word[U [V [hU hV ->]]] ->]].
exists X'^T, (V^T *m U^T); rewrite !trmx_mul; split=> //; last exact: IH.
by exists V^T, U^T; split=> //; [apply: is_BD_tr | apply: is_DB_tr].
Qed.
End Powers.

(* Expansion: a corner of a word of size e n = q b.                           *)
Section Expansion.
Variable F : comRingType.

Definition is_corner n N (A : 'M[F]_n) (B : 'M[F]_N) :=
  forall (x y : 'I_n) (x' y' : 'I_N), x = x' :> nat -> y = y' :> nat -> B x' y' = A x y.

Definition in_expansion q b e w n (A : 'M[F]_n) :=
  (q * b = e * n)%N /\
  exists2 B : 'M[F]_(q * b), in_mmstar_pow w B & is_corner A B.

(* e = 1 is no expansion. *)
Lemma in_expansion1 q b w (A : 'M[F]_(q * b)) :
  in_expansion q b 1 w A <-> in_mmstar_pow w A.
Proof.
split=> [[_ [B hB e]]|hA]; last first.
  by split; [rewrite mul1n | exists A => // x y x' y' /val_inj-> /val_inj->].
by have <- : B = A by apply/matrixP=> x y; apply: e.
Qed.
End Expansion.

(* Any expansion e >= 2 serves: e = 2 for any b | 2n, e = 4 for square blocks.*)
Theorem toeplitz_expansion (F : fieldType) q b e n (z : F) (t : int -> F) :
  (1 < e)%N -> (q * b = e * n)%N -> q%:R != 0 :> F -> q.-primitive_root z ->
  in_expansion q b e 1 (toeplitz t n).
Proof.
move=> e1 eN q0 prim; split=> //.
have le2 : (n.*2 <= q * b)%N by rewrite eN -mul2n leq_mul2r e1 orbT.
have le : (n <= q * b)%N by apply: leq_trans le2; rewrite -addnn leq_addr.
have [B hB eB] := toeplitz_corner t le q0 prim (leqW le2).
exists B; first exact/mmstar_pow1.
move=> x y x' y' ex ey; rewrite -eB mxE.
by congr (B _ _); apply/val_inj.
Qed.

(* Matrices whose q x q blocks (j,i) are circulants.                          *)
Section BlockCirculant.
Variables (F : fieldType) (q b : nat) (z : F) (g : 'I_b -> 'I_b -> nat -> F).
Hypothesis q_unit : q%:R != 0 :> F.
Hypothesis prim : q.-primitive_root z.

Definition bcirc : 'M[F]_(q * b) :=
  \matrix_(x, y) g (un x).2 (un y).2 (((un x).1 + (q - (un y).1)) %% q)%N.

Theorem circulant_blocks : in_mmstar bcirc.
Proof.
exists (fun=> \matrix_(l, p) (q%:R^-1 * z ^- (l * p))),
  (fun p => \matrix_(j, i) \sum_(s < q) g j i s * z ^+ (p * s)),
  (fun=> \matrix_(p, k) z ^+ (p * k)).
have z0 : z != 0.
  apply/eqP=> z0; have := prim_expr_order prim; rewrite z0 expr0n.
  by rewrite eqn0Ngt (prim_order_gt0 prim) => /eqP; rewrite eq_sym oner_eq0.
apply: mx_ixP => l j k i; rewrite entries_mmstar mxE !ixK /=.
have q0 := prim_order_gt0 prim; have ltl := ltn_ord l; have ltk := ltn_ord k.
pose s0 := Ordinal (ltn_pmod (l + (q - k)) q0).
transitivity (\sum_(s < q) g j i s *
    (q%:R^-1 * \sum_(p < q) z ^+ ((s + k + (q - l)) * p))); last first.
  rewrite (eq_bigr (fun s : 'I_q => \sum_(p < q) g j i s *
      (q%:R^-1 * z ^+ ((s + k + (q - l)) * p)))) => [|s _]; last by rewrite !mulr_sumr.
  rewrite exchange_big; apply: eq_bigr => p _ /=.
  rewrite !mxE mulr_sumr mulr_suml; apply: eq_bigr => s _.
  have -> : z ^+ ((s + k + (q - l)) * p) = z ^- (l * p) * (z ^+ (p * s) * z ^+ (p * k)).
    apply: (mulfI (expf_neq0 (l * p) z0)); rewrite mulrA mulfV ?expf_neq0 // mul1r.
    rewrite -!exprD -mulnDr [(p * _)%N]mulnC.
    have -> : (l * p + (s + k + (q - l)) * p = q * p + (s + k) * p)%N.
      by move: ltl; move: (val p) (val s) (val k) (val l) => *; nia.
    by rewrite exprD exprM (prim_expr_order prim) expr1n mul1r.
  by ring.
rewrite (bigD1 s0) //= [X in _ + X]big1 ?addr0 => [|s ne]; last first.
  rewrite (prim_sum prim); case: (boolP (q %| _)%N) => [dv|_]; last by rewrite mul0r !mulr0.
  case/eqP: ne; apply/val_inj => /=; rewrite -[LHS](modn_small (ltn_ord s)).
  apply/eqP; rewrite -(eqn_modDr k) -addnA subnK ?(ltnW ltk) // modnDr.
  rewrite -(eqn_modDr (q - l)) subnKC ?(ltnW ltl) // modnn.
  exact: dv.
rewrite (prim_sum prim).
have -> : (q %| (l + (q - k)) %% q + k + (q - l))%N.
  rewrite /dvdn -addnA modnDml addnA -[X in (X + _)%N]addnA subnK ?(ltnW ltk) //.
  by rewrite addnAC subnKC ?(ltnW ltl) // modnDl modnn.
by rewrite mul1r mulVf // mulr1.
Qed.
End BlockCirculant.

(* f-circulants: f = 1 the circulants, f = -1 the negacyclic ones.            *)
Section FCirculant.
Variables (F : fieldType) (q b : nat) (z phi : F) (c : nat -> F).
Hypothesis q_unit : q%:R != 0 :> F.
Hypothesis prim : q.-primitive_root z.
Hypothesis phi0 : phi != 0.

Definition fcirc (f : F) n : 'M[F]_n :=
  \matrix_(x, y) if (y <= x)%N then c (x - y) else f * c (n + x - y)%N.

Lemma twist m k r l C : (m + k = r + l)%N ->
  phi ^- l * (phi ^+ m * C) * phi ^+ k = phi ^+ r * C.
Proof.
move=> e; have -> : phi ^- l * (phi ^+ m * C) * phi ^+ k = phi ^+ m * phi ^+ k * phi ^- l * C.
  by move: (phi ^- l) (phi ^+ m) (phi ^+ k) => V M K; ring.
by rewrite -exprD e exprD mulfK ?expf_neq0.
Qed.

Theorem circulant_f (f : F) : phi ^+ q = f -> in_mmstar (fcirc f (q * b) : 'M_(q * b)).
Proof.
move=> ef.
pose g (j i : 'I_b) (s : nat) := phi ^+ s *
  (if (i <= j + s * b)%N then c (j + s * b - i)%N else f * c (q * b + j - i)%N).
have -> : fcirc f (q * b) =
    diag_mx (\row_x phi ^- hi x) *m (bcirc q g : 'M_(q * b)) *m diag_mx (\row_x phi ^+ hi x).
  apply: mx_ixP => l j k i; rewrite mul_mx_diag mul_diag_mx !mxE !ixK !hi_ix !ix_val.
  rewrite ![(_, _).1]/= ![(_, _).2]/= /g.
  have ltl := ltn_ord l; have ltk := ltn_ord k; have ltj := ltn_ord j; have lti := ltn_ord i.
  case: (leqP k l) => kl.
    have -> : ((l + (q - k)) %% q = l - k)%N.
      have -> : (l + (q - k) = l - k + q)%N by lia.
      by rewrite modnDr modn_small //; lia.
    rewrite (@twist (l - k) k 0 l) ?mul1r ?expr0 ?mul1r; last by lia.
    have e : (l * b = k * b + (l - k) * b)%N by rewrite -mulnDl subnKC.
    have -> : (k * b + i <= l * b + j)%N = (i <= j + (l - k) * b)%N by lia.
    case: leqP => h; first by congr c; lia.
    suff e0 : (l = k :> nat)%N by congr (_ * c _); rewrite e0; lia.
    by move: h; clear -kl lti; nia.
  have -> : ((l + (q - k)) %% q = l + q - k)%N by rewrite modn_small; lia.
  have e : ((l + q - k) * b + k * b = q * b + l * b)%N by rewrite -!mulnDl; congr muln; lia.
  have le : (b <= (l + q - k) * b)%N by rewrite -[X in (X <= _)%N]mul1n leq_mul2r; lia.
  rewrite [in LHS]ifF; last by move: kl ltj; clear; nia.
  rewrite ifT; last by lia.
  rewrite (@twist (l + q - k) k q l) ?ef; last by lia.
  by congr (_ * c _); lia.
apply/mmstar_pow1/mmstar_pow_diagr/mmstar_pow_diagl/mmstar_pow1.
exact: circulant_blocks prim.
Qed.
End FCirculant.

(* Fastfood: (S HL)(HR G b2)(d)(b1 HR)(HL B), Pi = b2 d b1.                   *)
Theorem fastfood (F : comRingType) q b (A : 'M[F]_q) (B : 'M[F]_b)
    (s g h : 'rV[F]_(q * b)) (p : 'S_(q * b)) :
  let H := A *t B in
  in_mmstar_pow 2 (diag_mx s *m H *m diag_mx g *m perm_mx p *m H *m diag_mx h : 'M_(q * b)).
Proof.
move=> H; pose HL := A *t (1%:M : 'M_b); pose HR := (1%:M : 'M_q) *t B.
have [e1 e2] := tens_split A B; rewrite -/HL -/HR -/H in e1 e2.
rewrite perm_mx_fun; have [t [u [v [ht hu hv ->]]]] := permutation_word_BD F (p^-1)%g.
exists (diag_mx s *m HL *m (HR *m diag_mx g *m fun_mx F t) *m fun_mx F u).
exists (fun_mx F v *m HR), (HL *m diag_mx h); split.
- exists (diag_mx s *m HL), (HR *m diag_mx g *m fun_mx F t), (fun_mx F u); split=> //.
  + by apply: is_DB_mul; [apply: diag_DB | apply: tens1_DB].
  + by do ?[apply: is_BD_mul] => //; [apply: tens1_BD | apply: diag_BD].
- by apply: is_BD_mul => //; apply: tens1_BD.
- by apply: is_DB_mul; [apply: tens1_DB | apply: diag_DB].
transitivity (diag_mx s *m (HL *m HR) *m diag_mx g *m (fun_mx F t *m fun_mx F u *m fun_mx F v)
  *m (HR *m HL) *m diag_mx h); first by rewrite -e1 -e2.
by rewrite !mulmxA.
Qed.

Corollary fastfood_sylvester (F : comRingType) s t (d g h : 'rV[F]_(2 ^ s * 2 ^ t))
    (p : 'S_(2 ^ s * 2 ^ t)) :
  let H := castmx (expnD 2 s t, expnD 2 s t) (sylvester F (s + t)) in
  in_mmstar_pow 2 (diag_mx d *m H *m diag_mx g *m perm_mx p *m H *m diag_mx h).
Proof. by rewrite /= hadamard_kronecker; apply: fastfood. Qed.

(* Non-vacuity: negacyclic rational matrices with q = 1 (phi = -1).           *)
Example negacyclic_rat b (c : nat -> rat) : @in_mmstar _ 1 b (fcirc c (-1) (1 * b)).
Proof.
have p1 : 1.-primitive_root (1 : rat).
  by apply/andP; split=> //; apply/forallP => i; rewrite ord1 unity_rootE expr1n eqxx.
have m1 : (-1 : rat) != 0 by rewrite oppr_eq0 oner_eq0.
have q1 : 1%:R != 0 :> rat := oner_neq0 _.
have h := circulant_f b c q1 p1 m1 (expr1 _).
exact h.
Qed.

(* Every rational Toeplitz matrix of size n is in (MM* )_2 with b = n, q = 2. *)
Example toeplitz_rat n (t : int -> rat) : in_expansion 2 n 2 1 (toeplitz t n).
Proof.
apply: (@toeplitz_expansion _ 2 n 2 n (-1)) => //.
apply/andP; split=> //; apply/forallP => i; apply/eqP; rewrite unity_rootE.
by case: i => [[|[|i]] lt].
Qed.
