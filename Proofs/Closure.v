(* A closed condition on MM*: equations between the entries that hold on MM*, over every commutative ring, and so at its
   limits.

   pivotN A j0 i0 j i: N(j,i) = adj A_(j,i0) A_ji adj A_(j0,i) A_(j0,i0), adj the adjugate: F(j,i) without its
   denominators (pivotN_F). pivotG A j0 i0 j i: G(j,i) = A_ji adj A_(j0,i) A_(j0,i0). mix G x: the sum of the x_i G_i.
   mmstar_limit T: members of MM* come as close to T, entry by entry, as one likes, in any
   ordered field or one with absolute values such as the complex numbers.

   factor_decision_commutators — in MM* all N(j,i) commute, over every commutative ring, for each pivot, invertible or
     not: equations with integer coefficients between the entries — factor-decision
   factor_decision_recombined — in MM* all adj X Y commute, X and Y linear combinations of the G(j,i) of one row j: this
     reaches rows of singular blocks too — factor-decision
   factor_decision_limit — at a limit of members of MM* all N(j,i) commute — factor-decision
   factor_decision_limit_commute — at a limit of members of MM* all F(j,i) commute, where the blocks of the pivot's row
     and column are invertible — factor-decision
   factor_decision_limit_recombined — at a limit of members of MM* all adj X Y commute, X and Y linear combinations of
     the G(j,i) of one row j — factor-decision
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Decision.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- adjugates of products and of diagonal matrices *)

Section Adjugate.
Variables (R : comRingType) (n : nat).
Implicit Types X Y : 'M[R]_n.

Lemma adjM_regular X Y : GRing.lreg (\det X) -> GRing.lreg (\det Y) -> \adj (X *m Y) = \adj Y *m \adj X.
Proof.
move=> rX rY; have r : GRing.lreg (\det (X *m Y)) by rewrite det_mulmx; apply: lregM.
have e : (\det (X *m Y))%:M *m \adj (X *m Y) = (\det (X *m Y))%:M *m (\adj Y *m \adj X).
  rewrite -[RHS]scalar_mxC -[X in _ = _ *m X]mul_mx_adj mulmxA; congr (_ *m _).
  rewrite mulmxA -(mulmxA (\adj Y)) mul_adj_mx scalar_mxC -mulmxA mul_adj_mx.
  by rewrite -scalar_mxM -det_mulmx.
by apply/matrixP=> i j; have /matrixP/(_ i j) := e; rewrite !mul_scalar_mx !mxE => /r.
Qed.
End Adjugate.

(* X + t 1 has a regular determinant, and is X at t = 0. *)
Lemma adjM (R : comRingType) n (X Y : 'M[R]_n) : \adj (X *m Y) = \adj Y *m \adj X.
Proof.
pose lift (Z : 'M[R]_n) := char_poly_mx (- Z).
have ev Z : map_mx (horner_eval 0) (lift Z) = Z.
  apply/matrixP=> i j; rewrite !mxE /horner_eval.
  by rewrite hornerD hornerN !hornerE hornerMn hornerX mul0rn add0r opprK.
have r Z : GRing.lreg (\det (lift Z)) by apply/monic_lreg/(char_poly_monic (- Z)).
by rewrite -(ev X) -(ev Y) -map_mxM -!map_mx_adj -map_mxM adjM_regular.
Qed.

Lemma adj_diag (R : comRingType) n (d : 'rV[R]_n) : exists e, \adj (diag_mx d) = diag_mx e.
Proof.
exists (\row_i (\adj (diag_mx d)) i i); apply/matrixP=> i j; rewrite [RHS]mxE.
have [->|ne] := eqVneq i j; first by rewrite mxE mulr1n.
rewrite mulr0n mxE /cofactor; case: (unliftP j i) ne => [x ->|->]; last by rewrite eqxx.
move=> _; rewrite (expand_det_row _ x) big1 ?mulr0 // => y _.
by rewrite !mxE (negbTE (neq_lift _ _)) mulr0n mul0r.
Qed.

Lemma diag_mulA (R : comRingType) n p (d e : 'rV[R]_n) (X : 'M_(n, p)) :
  diag_mx d *m (diag_mx e *m X) = diag_mx (\row_i (d 0 i * e 0 i)) *m X.
Proof. by rewrite mulmxA mulmx_diag. Qed.

(* ---------------------------------------------------------------- the equations *)

Section Equations.
Variables (R : comRingType) (q b : nat).
Implicit Types A : 'M[R]_(q * b).

Definition pivotG A (j0 i0 j i : 'I_b) : 'M[R]_q := blk A j i *m \adj (blk A j0 i) *m blk A j0 i0.
Definition pivotN A (j0 i0 j i : 'I_b) : 'M[R]_q := \adj (blk A j i0) *m pivotG A j0 i0 j i.
Definition mix (G : 'I_b -> 'M[R]_q) (x : 'I_b -> R) : 'M[R]_q := \sum_i x i *: G i.

(* With outer letters a and c. *)
Definition between (a c X : 'M[R]_q) := exists e, X = a *m diag_mx e *m c.

Lemma between_quotient a c X Y : between a c X -> between a c Y -> between (\adj c) c (\adj X *m Y).
Proof.
case=> e -> [e' ->]; rewrite !adjM; have [u ->] := adj_diag e; rewrite -!mulmxA (mulmxA (\adj a)) mul_adj_mx.
by rewrite -diag_const_mx !diag_mulA; eexists; rewrite mulmxA.
Qed.

Lemma between_commute c X Y : between (\adj c) c X -> between (\adj c) c Y -> comm_mx X Y.
Proof.
case=> e -> [e' ->]; rewrite /comm_mx -!mulmxA !(mulmxA c) mul_mx_adj -!diag_const_mx !diag_mulA.
by congr (_ *m (diag_mx _ *m _)); apply/rowP=> p; rewrite !mxE; ring.
Qed.

Lemma between_mix a c G x : (forall i, between a c (G i)) -> between a c (mix G x).
Proof.
move=> bG; apply: (big_ind (between a c)) => [|X Y [e ->] [e' ->]|i _].
- by exists 0; rewrite (raddf0 (diag_mx_additive _ _)) mulmx0 mul0mx.
- by exists (e + e'); rewrite raddfD mulmxDr mulmxDl.
by have [e ->] := bG i; exists (x i *: e); rewrite linearZ -scalemxAr -scalemxAl.
Qed.

Lemma between_member A j0 i0 : in_mmstar A -> exists (a : 'I_b -> 'M[R]_q) c,
  forall j, between (a j) c (blk A j i0) /\ forall i, between (a j) c (pivotG A j0 i0 j i).
Proof.
case=> L1 [M [L2 eA]]; have [|X [D [Y e]]] := (blocks q A).1 _; first by exists L1, M, L2.
exists X, (Y i0) => j; split=> [|i]; first by exists (D j i0).
rewrite /pivotG !e !adjM; have [u ->] := adj_diag (D j0 i).
rewrite -!mulmxA (mulmxA _ (X j0)) mul_adj_mx (mulmxA (Y i)) mul_mx_adj -!diag_const_mx !diag_mulA.
by eexists; rewrite mulmxA.
Qed.

Theorem factor_decision_commutators A : in_mmstar A ->
  forall j0 i0 j i j' i', comm_mx (pivotN A j0 i0 j i) (pivotN A j0 i0 j' i').
Proof.
move=> mem j0 i0 j i j' i'; have [a [c h]] := between_member j0 i0 mem.
have [[h1 h2] [h3 h4]] := (h j, h j'); apply: (@between_commute c).
  exact: (@between_quotient (a j)).
exact: (@between_quotient (a j')).
Qed.

Theorem factor_decision_recombined A : in_mmstar A ->
  forall j0 i0 j j' x y x' y', comm_mx
    (\adj (mix (pivotG A j0 i0 j) x) *m mix (pivotG A j0 i0 j) y)
    (\adj (mix (pivotG A j0 i0 j') x') *m mix (pivotG A j0 i0 j') y').
Proof.
move=> mem j0 i0 j j' x y x' y'; have [a [c h]] := between_member j0 i0 mem.
have [[_ h2] [_ h4]] := (h j, h j'); apply: (@between_commute c).
  by apply: (@between_quotient (a j)); apply: between_mix.
by apply: (@between_quotient (a j')); apply: between_mix.
Qed.
End Equations.

Section Map.
Variables (R S : comRingType) (f : {rmorphism R -> S}) (q b : nat) (A : 'M[R]_(q * b)).

Lemma map_blk j i : blk (map_mx f A) j i = map_mx f (blk A j i).
Proof. by apply/matrixP=> l k; rewrite blkE mxE [RHS]mxE blkE. Qed.

Lemma map_pivotG j0 i0 j i : pivotG (map_mx f A) j0 i0 j i = map_mx f (pivotG A j0 i0 j i).
Proof. by rewrite /pivotG !map_blk -!map_mx_adj -!map_mxM. Qed.

Lemma map_pivotN j0 i0 j i : pivotN (map_mx f A) j0 i0 j i = map_mx f (pivotN A j0 i0 j i).
Proof. by rewrite /pivotN map_pivotG map_blk -map_mx_adj -map_mxM. Qed.

Lemma map_mix j0 i0 j x :
  mix (pivotG (map_mx f A) j0 i0 j) (f \o x) = map_mx f (mix (pivotG A j0 i0 j) x).
Proof.
apply/matrixP=> l k; rewrite summxE [RHS]mxE summxE rmorph_sum; apply: eq_bigr => i _.
by rewrite map_pivotG !mxE rmorphM.
Qed.
End Map.

Lemma mmstar_scale (R : comRingType) q b c (A : 'M[R]_(q * b)) : in_mmstar A -> in_mmstar (c *: A).
Proof.
case=> L [M [C ->]]; exists (fun j => c *: L j), M, C; apply: mx_ixP => l j k i.
by rewrite mxE !entries_mmstar mulr_sumr; apply: eq_bigr => p _; rewrite mxE !mulrA.
Qed.

Lemma pivotN_F (K : fieldType) q b (A : 'M[K]_(q * b)) j0 i0 j i :
  blk A j i0 \in unitmx -> blk A j0 i \in unitmx ->
  pivotN A j0 i0 j i = (\det (blk A j i0) * \det (blk A j0 i)) *: pivotF A j0 i0 j i.
Proof.
move=> uj ui; rewrite /pivotN /pivotG !mulmxA /pivotF /invmx uj ui -!(scalemxAl, scalemxAr) !scalerA.
move: uj ui; rewrite !unitmxE !unitfE => uj ui.
by rewrite mulrACA !mulfV // mulr1 scale1r.
Qed.

(* ---------------------------------------------------------------- limits *)

Section Continuity.
Variables (R : numFieldType) (m n : nat) (T : 'M[R]_(m, n)).
Notation fn := ('M[R]_(m, n) -> R).

Definition near (P : 'M[R]_(m, n) -> Prop) :=
  exists2 d : R, 0 < d & forall B : 'M[R]_(m, n), (forall x y, `|B x y - T x y| < d) -> P B.
Definition continuous_at (f : fn) := forall eps, 0 < eps -> near (fun B => `|f B - f T| < eps).

Lemma near_and P Q : near P -> near Q -> near (fun B => P B /\ Q B).
Proof.
case=> d d0 hP [e e0 hQ]; have s0 : 0 < d + e by apply: addr_gt0.
exists (d * e / (d + e)) => [|B hB]; first by rewrite divr_gt0 ?mulr_gt0.
split; [apply: hP|apply: hQ] => x y; apply: lt_trans (hB x y) _; rewrite ltr_pdivr_mulr //.
  by rewrite ltr_pmul2l // ltr_addr.
by rewrite mulrC ltr_pmul2l // ltr_addl.
Qed.

Lemma near_all (P : 'M[R]_(m, n) -> Prop) : (forall B, P B) -> near P.
Proof. by move=> h; exists 1 => [|B _]; [apply: ltr01|apply: h]. Qed.

Lemma near_mono (P Q : 'M[R]_(m, n) -> Prop) : (forall B, P B -> Q B) -> near P -> near Q.
Proof. by move=> h [d d0 hP]; exists d => // B /hP/h. Qed.

Lemma continuous_ext f g : f =1 g -> continuous_at f -> continuous_at g.
Proof. by move=> e cf eps /cf; apply: near_mono => B; rewrite !e. Qed.

Lemma continuous_near f g : f T = g T -> near (fun B => f B = g B) -> continuous_at f -> continuous_at g.
Proof. by move=> e nr cf eps /cf/(near_and nr); apply: near_mono => B [<-]; rewrite e. Qed.

Lemma continuous_const c : continuous_at (fun=> c).
Proof. by move=> eps eps0; apply: near_all => B; rewrite subrr normr0. Qed.

Lemma continuous_entry x y : continuous_at (fun B => B x y).
Proof. by move=> eps eps0; exists eps. Qed.

Lemma continuous_add f g : continuous_at f -> continuous_at g -> continuous_at (fun B => f B + g B).
Proof.
move=> cf cg eps eps0; have h0 : 0 < eps / 2%:R by rewrite divr_gt0 ?ltr0n.
apply: near_mono (near_and (cf _ h0) (cg _ h0)) => B [hf hg].
rewrite opprD addrACA; apply: le_lt_trans (ler_norm_add _ _) _.
by rewrite [eps](splitr eps) ltr_add.
Qed.

Lemma continuous_mul f g : continuous_at f -> continuous_at g -> continuous_at (fun B => f B * g B).
Proof.
move=> cf cg eps eps0; pose M := `|f T| + `|g T| + 1.
have M0 : 0 < M by rewrite /M ltr_paddl ?addr_ge0.
have s0 : 0 < M + eps by apply: addr_gt0.
pose d := eps / (M + eps); have d0 : 0 < d by rewrite divr_gt0.
have d1 : d <= 1 by rewrite ler_pdivr_mulr // mul1r ler_addr ltW.
have dM : d * M < eps.
  by rewrite /d mulrAC ltr_pdivr_mulr // ltr_pmul2l // ltr_addl.
apply: near_mono (near_and (cf _ d0) (cg _ d0)) => B [hf hg].
set u := f B - f T in hf; set v := g B - g T in hg.
have -> : f B * g B - f T * g T = f T * v + u * g T + u * v by rewrite /u /v; ring.
apply: le_lt_trans (ler_norm_add _ _) _; apply: le_lt_trans dM.
apply: le_trans (ler_add (ler_norm_add _ _) (lexx _)) _; rewrite !normrM /M !mulrDr mulr1.
have [{}hf {}hg] := (ltW hf, ltW hg); apply: ler_add; last first.
  by rewrite -[X in _ <= X]mulr1 ler_pmul // (le_trans hg).
by apply: ler_add; rewrite 1?[`|f T| * _]mulrC ler_wpmul2r.
Qed.

Lemma continuous_big (op : R -> R -> R) idx I (r : seq I) (F : I -> fn) :
  (forall f g, continuous_at f -> continuous_at g -> continuous_at (fun B => op (f B) (g B))) ->
  (forall i, continuous_at (F i)) -> continuous_at (fun B => \big[op/idx]_(i <- r) F i B).
Proof.
move=> cop cF; elim: r => [|i r IH].
  by apply: continuous_ext (continuous_const idx) => B; rewrite big_nil.
by apply: continuous_ext (cop _ _ (cF i) IH) => B; rewrite big_cons.
Qed.

Lemma continuous_sum I (r : seq I) (F : I -> fn) : (forall i, continuous_at (F i)) ->
  continuous_at (fun B => \sum_(i <- r) F i B).
Proof. exact/continuous_big/continuous_add. Qed.

Lemma continuous_prod I (r : seq I) (F : I -> fn) : (forall i, continuous_at (F i)) ->
  continuous_at (fun B => \prod_(i <- r) F i B).
Proof. exact/continuous_big/continuous_mul. Qed.

Definition mx_continuous_at p r (F : 'M[R]_(m, n) -> 'M[R]_(p, r)) := forall i j, continuous_at (fun B => F B i j).

Lemma mx_continuous_mul p r s (F : _ -> 'M_(p, r)) (G : _ -> 'M_(r, s)) :
  mx_continuous_at F -> mx_continuous_at G -> mx_continuous_at (fun B => F B *m G B).
Proof.
move=> cF cG i j; apply: continuous_ext (_ : continuous_at (fun B => \sum_k F B i k * G B k j)) => [B|].
  by rewrite mxE.
by apply: continuous_sum => k; apply: continuous_mul.
Qed.

Lemma continuous_det p (F : _ -> 'M_p) : mx_continuous_at F -> continuous_at (fun B => \det (F B)).
Proof.
move=> cF; apply: continuous_sum => s; apply: continuous_mul; first exact: continuous_const.
by apply: continuous_prod => i.
Qed.

Lemma mx_continuous_adj p (F : _ -> 'M_p) : mx_continuous_at F -> mx_continuous_at (fun B => \adj (F B)).
Proof.
move=> cF i j; apply: continuous_ext (_ : continuous_at (fun B => cofactor (F B) j i)) => [B|].
  by rewrite mxE.
apply: continuous_mul; first exact: continuous_const.
apply: continuous_det => x y; apply: continuous_ext (cF (lift j x) (lift i y)) => B.
by rewrite !mxE.
Qed.

(* Where it is not 0, or invertible. *)
Lemma far_from_0 f : continuous_at f -> f T != 0 -> near (fun B => `|f T| / 2%:R < `|f B|).
Proof.
move=> cf f0; have h0 : 0 < `|f T| / 2%:R by rewrite divr_gt0 ?normr_gt0 ?ltr0n.
apply: near_mono (cf _ h0) => B hB; rewrite -(ltr_add2r (`|f T| / 2%:R)) -splitr.
apply: le_lt_trans (_ : `|f B| + `|f B - f T| < _); last by rewrite ltr_add2l.
by rewrite -{1}[f T](subKr (f B)) (le_trans (ler_norm_sub _ _)).
Qed.

Lemma continuous_inv f : continuous_at f -> f T != 0 -> continuous_at (fun B => (f B)^-1).
Proof.
move=> cf f0 eps eps0; have n0 : 0 < `|f T| by rewrite normr_gt0.
pose d := eps * (`|f T| / 2%:R * `|f T|).
have h0 : 0 < `|f T| / 2%:R by rewrite divr_gt0 ?ltr0n.
have d0 : 0 < d by rewrite !mulr_gt0 ?invr_gt0 ?ltr0n.
apply: near_mono (near_and (far_from_0 cf f0) (cf _ d0)) => B [hB le].
have fB : 0 < `|f B| := lt_trans h0 hB; have fB0 : f B != 0 by rewrite -normr_gt0.
have -> : (f B)^-1 - (f T)^-1 = (f T - f B) / (f B * f T).
  by field; rewrite fB0 f0.
rewrite normrM normfV normrM distrC ltr_pdivr_mulr ?mulr_gt0 //; apply: lt_trans le _.
by rewrite /d ltr_pmul2l // ltr_pmul2r.
Qed.

Lemma unitmx_near p (F : _ -> 'M_p) : mx_continuous_at F -> F T \in unitmx -> near (fun B => F B \in unitmx).
Proof.
move=> cF; rewrite unitmxE unitfE => u; have cd := continuous_det cF.
apply: near_mono (far_from_0 cd u) => B lt; rewrite unitmxE unitfE -normr_gt0.
by apply: le_lt_trans lt; rewrite divr_ge0 ?ler0n.
Qed.

Lemma mx_continuous_inv p (F : _ -> 'M_p) : mx_continuous_at F -> F T \in unitmx ->
  mx_continuous_at (fun B => invmx (F B)).
Proof.
move=> cF u i j; have cd := continuous_det cF.
apply: (@continuous_near (fun B => (\det (F B))^-1 * (\adj (F B)) i j)).
- by rewrite /invmx u [RHS]mxE.
- by apply: near_mono (unitmx_near cF u) => B uB; rewrite /invmx uB [RHS]mxE.
apply: continuous_mul (mx_continuous_adj cF i j); apply: continuous_inv => //.
by rewrite -unitfE -unitmxE.
Qed.
End Continuity.

Section Limit.
Variables (R : numFieldType) (q b : nat).

Definition mmstar_limit (T : 'M[R]_(q * b)) := forall eps : R, 0 < eps -> exists2 B : 'M[R]_(q * b), in_mmstar B &
  forall x y, `|B x y - T x y| < eps.

Variable T : 'M[R]_(q * b).

Lemma limit_scale c : mmstar_limit T -> mmstar_limit (c *: T).
Proof.
move=> lim eps eps0; have c0 : 0 < `|c| + 1 by rewrite ltr_paddl ?normr_ge0 ?ltr01.
have [B mem le] := lim (eps / (`|c| + 1)) (divr_gt0 eps0 c0).
exists (c *: B) => [|x y]; first exact: mmstar_scale.
rewrite !mxE -mulrBr normrM; have := le x y; rewrite ltr_pdivl_mulr // mulrC => lt.
by apply: le_lt_trans lt; rewrite ler_wpmul2r // ler_addl ler01.
Qed.

Lemma limit_near (P : 'M[R]_(q * b) -> Prop) : mmstar_limit T -> near T P -> exists2 B, in_mmstar B & P B.
Proof. by move=> lim [d d0 h]; have [B mem /h] := lim _ d0; exists B. Qed.

Lemma mx_continuous_blk j i : mx_continuous_at T (fun B => blk B j i).
Proof.
by move=> l k; apply: continuous_ext (continuous_entry T (ix l j) (ix k i)) => B; rewrite blkE.
Qed.

(* Matrices that commute on all members near a limit commute there. *)
Lemma limit_commute (F G : 'M[R]_(q * b) -> 'M[R]_q) : mmstar_limit T ->
  mx_continuous_at T F -> mx_continuous_at T G ->
  near T (fun B => in_mmstar B -> comm_mx (F B) (G B)) -> comm_mx (F T) (G T).
Proof.
move=> lim cF cG comm; apply/matrixP=> x y; apply/eqP; rewrite -subr_eq0.
apply: contraT; rewrite -normr_gt0 => c0.
have cFG := mx_continuous_mul cF cG x y; have cGF := mx_continuous_mul cG cF x y.
have := continuous_add cFG (continuous_mul (continuous_const T (-1)) cGF) c0.
move/(near_and comm) => /(limit_near lim)[B mem [/(_ mem) e]].
by rewrite e !mulN1r subrr sub0r normrN ltxx.
Qed.

Lemma mx_continuous_pivotG j0 i0 j i : mx_continuous_at T (fun B => pivotG B j0 i0 j i).
Proof.
apply: mx_continuous_mul (mx_continuous_blk j0 i0); apply: mx_continuous_mul (mx_continuous_blk j i) _.
exact: mx_continuous_adj (mx_continuous_blk j0 i).
Qed.

Lemma mx_continuous_mix j0 i0 j x : mx_continuous_at T (fun B => mix (pivotG B j0 i0 j) x).
Proof.
move=> l k; apply: continuous_ext (_ : continuous_at T (fun B => \sum_i x i * pivotG B j0 i0 j i l k)) => [B|].
  by rewrite [RHS]summxE; apply: eq_bigr => i _; rewrite [RHS]mxE.
apply: continuous_sum => i; apply: continuous_mul; first exact: continuous_const.
exact: mx_continuous_pivotG.
Qed.

Theorem factor_decision_limit : mmstar_limit T ->
  forall j0 i0 j i j' i', comm_mx (pivotN T j0 i0 j i) (pivotN T j0 i0 j' i').
Proof.
move=> lim j0 i0 j i j' i'.
have c x y : mx_continuous_at T (fun B => pivotN B j0 i0 x y).
  by apply: mx_continuous_mul (mx_continuous_pivotG _ _ _ _); apply: mx_continuous_adj (mx_continuous_blk _ _).
apply: (limit_commute lim (c j i) (c j' i')); apply: near_all => B mem.
exact: factor_decision_commutators.
Qed.

Theorem factor_decision_limit_recombined : mmstar_limit T ->
  forall j0 i0 j j' x y x' y', comm_mx
    (\adj (mix (pivotG T j0 i0 j) x) *m mix (pivotG T j0 i0 j) y)
    (\adj (mix (pivotG T j0 i0 j') x') *m mix (pivotG T j0 i0 j') y').
Proof.
move=> lim j0 i0 j j' x y x' y'.
have c s u v : mx_continuous_at T (fun B => \adj (mix (pivotG B j0 i0 s) u) *m mix (pivotG B j0 i0 s) v).
  by apply: mx_continuous_mul (mx_continuous_mix _ _ _ _); apply: mx_continuous_adj (mx_continuous_mix _ _ _ _).
apply: (limit_commute lim (c j x y) (c j' x' y')); apply: near_all => B mem.
exact: factor_decision_recombined.
Qed.

Corollary factor_decision_limit_commute (j0 i0 : 'I_b) :
  (forall j, blk T j i0 \in unitmx) -> (forall i, blk T j0 i \in unitmx) -> mmstar_limit T ->
  forall j i j' i', comm_mx (pivotF T j0 i0 j i) (pivotF T j0 i0 j' i').
Proof.
move=> uc ur /factor_decision_limit lim j i j' i'; have := lim j0 i0 j i j' i'.
have nz x y : \det (blk T x i0) * \det (blk T j0 y) != 0.
  by rewrite mulf_neq0 // -unitfE -unitmxE.
rewrite !pivotN_F // /comm_mx -!(scalemxAl, scalemxAr) !scalerA [X in _ = X *: _]mulrC => e.
by apply/matrixP=> x y; have /matrixP/(_ x y) := e; rewrite !mxE => /(mulfI (mulf_neq0 (nz _ _) (nz _ _))).
Qed.
End Limit.
