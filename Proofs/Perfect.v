(* Squarefree polynomials over a perfect field have no double root in any extension: MM* over the closure is decided in K.

   perfect K: every element is a p-th power wherever p = 0 in K: characteristic 0 (perfect_char0), finite fields
   (perfect_finite), algebraically closed fields (perfect_closed). square_free, treeF, reached: DecisionTree.v.
   separable_poly is MathComp's: prime to the derivative.

   factor_decision_separable — over any field K, A is in MM* over an algebraically closed extension iff its F(j,i)
     commute pairwise and have minimal polynomials in K[x] that are prime to their derivatives — factor-decision
   factor_decision_square_free — over a perfect field a polynomial is squarefree iff it is prime to its derivative, iff
     it has no double root in an algebraically closed extension — factor-decision
   factor_decision_perfect — over a perfect field K, A is in MM* over an algebraically closed extension iff its F(j,i)
     commute pairwise and each is annihilated by a squarefree polynomial over K — factor-decision
   factor_decision_split — over any field K, A is in MM* over K iff its F(j,i) commute pairwise and each has a squarefree
     minimal polynomial whose roots are all in K — factor-decision
*)
From mathcomp Require Import all_ssreflect all_algebra all_field.
From mathcomp Require Import mxtens.
From Monarch Require Import Index Monarch Expressive Decision Closure DecisionTree.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition perfect (K : fieldType) := forall p, p \in [char K] -> forall x : K, exists y, x = y ^+ p.

Lemma perfect_char0 (K : fieldType) : [char K] =i pred0 -> perfect K.
Proof. by move=> char0 p; rewrite char0. Qed.

Lemma perfect_finite (K : finFieldType) : perfect K.
Proof.
move=> p charp x; have inj : injective (Frobenius_aut charp) := fmorph_inj _.
by have /codomP[y ->] := injF_onto inj x; exists y; rewrite Frobenius_autE.
Qed.

Lemma perfect_closed (K : closedFieldType) : perfect K.
Proof.
move=> p charp x; have p0 : (0 < p)%N by have /andP[/prime_gt0] := charp.
have [y] := solve_monicpoly (fun i => if i == 0%N then x else 0) p0.
rewrite (bigD1 (Ordinal p0)) //= expr0 mulr1 big1 ?addr0 => [e|i ne]; first by exists y.
by rewrite -val_eqE /= in ne; rewrite (negbTE ne) mul0r.
Qed.

Section Perfect.
Variable K : fieldType.
Hypothesis perf : perfect K.

(* A polynomial whose derivative vanishes is a p-th power. *)
Lemma deriv0_power (u : {poly K}) : u^`() = 0 -> (1 < size u)%N -> exists p v, (1 < p)%N /\ u = v ^+ p.
Proof.
move=> du su; have coef0 i : u`_i *+ i = 0 by case: i => // i; rewrite -coef_deriv du coef0.
have [p charp] : exists p, p \in [char K].
  apply: (@natf0_char _ (size u).-1); first by rewrite -subn1 subn_gt0.
  have := coef0 (size u).-1; rewrite -mulr_natr => /eqP; rewrite mulf_eq0 => /orP[|//].
  by rewrite -/(lead_coef u) lead_coef_eq0 -size_poly_eq0; case: size su.
have /fin_all_exists[y ey] : forall i : 'I_(size u), exists y, u`_i = y ^+ p by move=> i; apply: perf.
have charP : p \in [char {poly K}] := rmorph_char (polyC_rmorphism K) charp.
exists p, (\sum_(i < size u) (y i) *: 'X^(i %/ p)); split; first by have /andP[/prime_gt1] := charp.
rewrite -(Frobenius_autE charP) rmorph_sum /= -{1}[u]coefK poly_def; apply: eq_bigr => i _.
rewrite Frobenius_autE exprZn -ey -exprM; have [/divnK->//|np] := boolP (p %| i)%N.
suff -> : u`_i = 0 by rewrite !scale0r.
by have /eqP := coef0 i; rewrite -mulr_natr mulf_eq0 -(dvdn_charf charp) (negbTE np) orbF => /eqP.
Qed.

Lemma square_free_separable (u : {poly K}) : square_free u <-> separable_poly u.
Proof.
split=> [sf|sep v sv]; last by rewrite separable_nosquare.
apply/separable_polyP; split=> [|v vu sv]; first exact/poly_square_freeP.
apply/eqP => dv; have [p [w [p1 ew]]] := deriv0_power dv sv.
have sw : size w != 1%N.
  by apply: contraL sv => /size_poly1P[c _ ec]; rewrite ew ec -polyC_exp -leqNgt size_polyC leq_b1.
have /negP := sf w sw; apply; apply: dvdp_trans vu.
by rewrite ew; apply: dvdp_exp2l.
Qed.
End Perfect.

(* No double root: the definition with roots, in an extension that splits. *)
Lemma separable_roots (K : fieldType) (E : closedFieldType) (f : {rmorphism K -> E}) (u : {poly K}) : u != 0 ->
  separable_poly u <-> forall x : E, ~~ (('X - x%:P) ^+ 2 %| map_poly f u).
Proof.
move=> u0; rewrite -(separable_map f); split=> [sep x|no].
  by rewrite separable_nosquare // size_XsubC.
have [rs e] := closed_field_poly_normal (map_poly f u).
have l0 : lead_coef (map_poly f u) != 0 by rewrite lead_coef_eq0 map_poly_eq0.
move: no; rewrite e (eqp_separable (eqp_scale _ l0)) separable_prod_XsubC.
elim: rs {e} => //= x rs IH no; apply/andP; split.
  apply/negP => xrs; have := no x; rewrite big_cons expr2 dvdpZr // dvdp_mul2l ?polyXsubC_eq0 //.
  by rewrite dvdp_XsubCl root_prod_XsubC xrs.
apply: IH => y; apply: contra (no y) => /dvdp_trans; apply.
by rewrite big_cons dvdpZr // dvdpZl // dvdp_mulIr.
Qed.

Theorem factor_decision_square_free (K : fieldType) (E : closedFieldType) (f : {rmorphism K -> E}) (u : {poly K}) :
  perfect K -> u != 0 ->
  (square_free u <-> coprimep u u^`()) /\
  (square_free u <-> forall x : E, ~~ (('X - x%:P) ^+ 2 %| map_poly f u)).
Proof.
move=> perf u0; have e := square_free_separable perf u; split=> //.
by rewrite e; apply: separable_roots.
Qed.

(* Annihilated by a squarefree polynomial: the minimal one is. *)
Lemma square_free_annihilated (K : fieldType) n (F : 'M[K]_n.+1) :
  square_free (mxminpoly F) <-> exists2 u, square_free u & horner_mx F u = 0.
Proof.
split=> [sf|[u sf /mxminpoly_min dv] v sv]; first by exists (mxminpoly F) => //; apply: mx_root_minpoly.
by apply: contra (sf v sv) => /dvdp_trans; apply.
Qed.

Section Extension.
Variables (K : fieldType) (E : closedFieldType) (f : {rmorphism K -> E}).
Variables (n b : nat) (A : 'M[K]_(n.+1 * b)) (i0 : 'I_b) (X Z : 'I_b -> 'M[K]_n.+1).
Hypotheses (rX : forall j, reached A i0 true j (X j)) (rZ : forall i, reached A i0 false i (Z i)).
Notation "B ^f" := (map_mx f B).

Lemma blk_map j i : blk A^f j i = (blk A j i)^f.
Proof. by apply/matrixP => l k; rewrite [RHS]mxE !blkE mxE. Qed.

Lemma reached_map r v Y : reached A i0 r v Y -> reached A^f i0 r v Y^f.
Proof.
elim=> [|j i Y' _ IH u|j i Y' _ IH u]; first by rewrite map_mx1; apply: reached_root.
  by rewrite map_mxM map_invmx -blk_map; apply: reached_row; rewrite ?blk_map ?map_unitmx.
by rewrite map_mxM map_invmx -blk_map; apply: reached_col; rewrite ?blk_map ?map_unitmx.
Qed.

Lemma treeF_map j i : treeF A^f (fun j => (X j)^f) (fun i => (Z i)^f) j i = (treeF A X Z j i)^f.
Proof. by rewrite /treeF /tree_quotient blk_map !map_mxM !map_invmx. Qed.

Theorem factor_decision_separable : in_mmstar A^f <->
  (forall j i j' i', comm_mx (treeF A X Z j i) (treeF A X Z j' i')) /\
  (forall j i, separable_poly (mxminpoly (treeF A X Z j i))).
Proof.
rewrite (factor_decision_tree_closed (fun j => reached_map (rX j)) (fun i => reached_map (rZ i))).
have sep j i : square_free (mxminpoly (treeF A^f (fun j => (X j)^f) (fun i => (Z i)^f) j i)) <->
    separable_poly (mxminpoly (treeF A X Z j i)).
  by rewrite square_free_separable ?treeF_map ?mxminpoly_map ?separable_map //; apply: perfect_closed.
split=> -[co h]; split=> *; try exact/sep.
  by apply: (@map_mx_inj _ _ f); rewrite map_mxM [RHS]map_mxM -!treeF_map co.
by rewrite /comm_mx !treeF_map -map_mxM co map_mxM.
Qed.

Theorem factor_decision_perfect : perfect K -> in_mmstar A^f <->
  (forall j i j' i', comm_mx (treeF A X Z j i) (treeF A X Z j' i')) /\
  (forall j i, exists2 u, square_free u & horner_mx (treeF A X Z j i) u = 0).
Proof.
move=> perf; rewrite factor_decision_separable.
split=> -[co h]; split=> // j i; first exact/square_free_annihilated/(square_free_separable perf)/h.
exact/(square_free_separable perf)/square_free_annihilated/h.
Qed.
End Extension.

Lemma square_free_uniq (K : fieldType) (rs : seq K) : square_free (\prod_(x <- rs) ('X - x%:P)) -> uniq rs.
Proof.
elim: rs => //= x rs IH; rewrite big_cons => sf; apply/andP; split.
  apply/negP => xrs; have := sf ('X - x%:P); rewrite size_XsubC => /(_ isT)/negP[].
  by rewrite expr2 dvdp_mul2l ?polyXsubC_eq0 // dvdp_XsubCl root_prod_XsubC.
apply: IH => u su; apply: contra (sf u su) => /dvdp_trans; apply.
by rewrite dvdp_mulIr.
Qed.

Theorem factor_decision_split (K : fieldType) n b (A : 'M[K]_(n.+1 * b)) (i0 : 'I_b) (X Z : 'I_b -> 'M[K]_n.+1) :
  (forall j, reached A i0 true j (X j)) -> (forall i, reached A i0 false i (Z i)) -> in_mmstar A <->
  (forall j i j' i', comm_mx (treeF A X Z j i) (treeF A X Z j' i')) /\
  (forall j i, square_free (mxminpoly (treeF A X Z j i)) /\
    exists rs, mxminpoly (treeF A X Z j i) = \prod_(x <- rs) ('X - x%:P)).
Proof.
move=> rX rZ; rewrite (factor_decision_tree_commute rX rZ).
suff sep j i : diagonalizable (treeF A X Z j i) <-> square_free (mxminpoly (treeF A X Z j i)) /\
    exists rs, mxminpoly (treeF A X Z j i) = \prod_(x <- rs) ('X - x%:P).
  by split=> -[co h]; split=> // j i; apply/sep.
move: (treeF A X Z j i) => F; rewrite diagonalizableP; split=> [[rs urs dv]|[sf [rs e]]].
  have sep : separable_poly (mxminpoly F) by apply: dvdp_separable dv _; rewrite separable_prod_XsubC.
  split=> [v sv|]; first by rewrite separable_nosquare.
  have [m em] := dvdp_prod_XsubC dv; exists (mask m rs); apply/eqP.
  by rewrite -eqp_monic ?mxminpoly_monic ?monic_prod_XsubC.
by exists rs; [apply: square_free_uniq; rewrite -e | rewrite e dvdpp].
Qed.
