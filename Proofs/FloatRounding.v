(* Rounding to nearest in a binary format is a standard model.

   number p emin z: z = m 2^e for integers m, e with |m| < 2^p and emin <= e: the values of a binary format of
     precision p, subnormal ones included, without a largest exponent.
   nearest p emin r z: r is a number, and none is nearer to z (any rule for ties).
   unit_roundoff p: 2^-p. underflow_unit emin: 2^(emin - 1), half the smallest positive number.
   nearest_arithmetic p emin: each operation on numbers gives a nearest number to its exact value.

   rounding_bound_nearest — rounding z to nearest errs by at most u |z| + eta — rounding-bound
   rounding_bound_nearest_sum — a sum of two numbers errs by at most u |a + b|, without underflow — rounding-bound
   rounding_bound_nearest_model — so rounding to nearest is a standard model — rounding-bound
   rounding_bound_nearest_below — with a largest number W: nearest among those up to W is nearest among all, for
     |z| <= W — rounding-bound
   rounding_bound_nearest_exists — every z has a nearest number — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From Monarch Require Import Rounding.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Format.
Variables (F : archiFieldType) (p : nat) (emin : int).
Hypothesis p_gt0 : (0 < p)%N.
Implicit Types (a b r w x y z : F) (m e : int).

Definition number z : Prop :=
  exists m e, [/\ z = m%:~R * 2%:R ^ e, `|m| < 2 ^+ p & emin <= e].

Definition nearest r z : Prop := number r /\ forall w, number w -> `|r - z| <= `|w - z|.

Definition unit_roundoff : F := 2%:R ^- p.
Definition underflow_unit : F := 2%:R ^ (emin - 1).

Definition nearest_arithmetic : arithmetic F := Arithmetic
  (fun a b r => [/\ number a, number b & nearest r (a + b)])
  (fun a x r => [/\ number a, number x & nearest r (a * x)])
  (fun a x b r => [/\ number a, number x, number b & nearest r (a * x + b)]).

Lemma two_neq0 : (2%:R : F) != 0. Proof. by rewrite pnatr_eq0. Qed.
Lemma pow2_gt0 e : 0 < (2%:R : F) ^ e. Proof. by rewrite exprz_gt0 // ltr0n. Qed.
Lemma pow2D e k : (2%:R : F) ^ (e + k%:Z) = 2%:R ^ e * 2%:R ^+ k.
Proof. by rewrite expfzDr ?two_neq0. Qed.

Lemma pow2_gt_nat k : k%:R < (2%:R : F) ^+ k.
Proof. by rewrite -natrX ltr_nat ltn_expl. Qed.

Lemma number0 : number 0.
Proof. by exists 0, emin; rewrite mul0r normr0 exprn_gt0. Qed.

(* Mantissas up to 2^p, that one included. *)
Lemma number_le m e : `|m| <= 2 ^+ p -> emin <= e -> number (m%:~R * 2%:R ^ e).
Proof.
rewrite le_eqVlt => /orP[/eqP mp|mp] ee; last by exists m, e.
exists (Num.sg m * 2 ^+ p.-1), (e + 1); split; last by apply: le_trans ee _; rewrite ler_addl.
  rewrite {1}[m]numEsg mp -(prednK p_gt0) exprS /= (pow2D e 1) expr1 !intrM.
  by rewrite [2%:~R * _]mulrC !mulrA mulrAC.
rewrite normrM normr_sg [`|2 ^+ _|]ger0_norm ?exprn_ge0 // -{2}(prednK p_gt0) exprS.
by rewrite ltr_pmul2r ?exprn_gt0 //; case: (m != 0).
Qed.

Lemma numberN z : number z -> number (- z).
Proof.
by case=> m [e [-> mp ee]]; exists (- m), e; rewrite normrN; split=> //; rewrite rmorphN /= mulNr.
Qed.

Lemma number_multiple m k e : e = emin + k%:Z ->
  exists M : int, m%:~R * (2%:R : F) ^ e = M%:~R * 2%:R ^ emin.
Proof.
move=> ->; exists (m * 2 ^+ k); rewrite pow2D intrM rmorphX /=.
by rewrite mulrCA mulrC.
Qed.

Lemma steps_above e e' : e' <= e -> exists k : nat, e = e' + k%:Z.
Proof. by move=> ee; exists (absz (e - e')); lia. Qed.

Lemma floor_exists y : exists m, m%:~R <= y < m%:~R + 1.
Proof.
pose n := Num.bound `|y|; pose z := y + n%:R.
have z0 : 0 <= z.
  have : - y <= n%:R.
    apply: le_trans (ltW (archi_boundP (normr_ge0 y))).
    by rewrite -normrN ler_norm.
  by rewrite -subr_ge0 opprK addrC.
have ex : exists k, z < k.+1%:R.
  by exists (Num.bound z); apply: lt_trans (archi_boundP z0) _; rewrite ltr_nat.
case: (ex_minnP ex) => k zk kmin.
have kz : k%:R <= z.
  case: k {zk} kmin => [//|k] kmin; rewrite leNgt; apply/negP => /kmin.
  by rewrite ltnn.
exists (k%:Z - n%:Z); rewrite rmorphB /= -!pmulrn ler_subl_addr kz.
by rewrite addrAC ltr_subr_addr; move: zk; rewrite -addn1 natrD.
Qed.

(* The least k with |z| < 2^(emin + k) 2^p. *)
Lemma scale_exists z : exists k : nat, `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p /\
  forall j, (j < k)%N -> 2%:R ^ (emin + j%:Z) * 2%:R ^+ p <= `|z|.
Proof.
pose c := 2%:R ^ emin * 2%:R ^+ p : F.
have c0 : 0 < c by rewrite mulr_gt0 ?pow2_gt0 // exprn_gt0 // ltr0n.
have ex : exists k, `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p.
  exists (Num.bound (`|z| / c)); rewrite pow2D mulrAC -/c mulrC -ltr_pdivr_mulr //.
  apply: lt_trans (pow2_gt_nat _); apply: archi_boundP.
  by rewrite divr_ge0 // ltW.
case: (ex_minnP ex) => k zk kmin; exists k; split=> // j jk.
by rewrite leNgt; apply/negP => /kmin; rewrite leqNgt jk.
Qed.

(* The two multiples of q = 2^(emin + k) around z are numbers. *)
Lemma neighbours z (k : nat) : `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p ->
  exists m, [/\ m%:~R * 2%:R ^ (emin + k%:Z) <= z, z < (m + 1)%:~R * 2%:R ^ (emin + k%:Z),
    number (m%:~R * 2%:R ^ (emin + k%:Z)) & number ((m + 1)%:~R * 2%:R ^ (emin + k%:Z))].
Proof.
set q := 2%:R ^ (emin + k%:Z) => zq; have q0 : 0 < q by apply: pow2_gt0.
have [m /andP[my ym]] := floor_exists (z / q); exists m.
have e2 : (2 ^+ p : int)%:~R = 2%:R ^+ p :> F by rewrite rmorphX.
have /andP[ylo yhi] : - 2%:R ^+ p < z / q < 2%:R ^+ p.
  rewrite -ltr_norml normrM normfV [`|q|]gtr0_norm // ltr_pdivr_mulr //.
  by rewrite mulrC.
have m_hi : m < 2 ^+ p by rewrite -(ltr_int F) e2; apply: le_lt_trans yhi.
have m_lo : - 2 ^+ p < m + 1.
  by rewrite -(ltr_int F) rmorphN rmorphD /= e2; apply: lt_trans ym.
have ee : emin <= emin + k%:Z by rewrite ler_addl.
split; rewrite -?ler_pdivl_mulr -?ltr_pdivr_mulr ?rmorphD //.
  by apply: number_le => //; rewrite ler_norml; apply/andP; split; lia.
by rewrite -rmorphD; apply: number_le => //; rewrite ler_norml; apply/andP; split; lia.
Qed.

Lemma nearest_half_gap r z (k : nat) : nearest r z ->
  `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p -> `|r - z| *+ 2 <= 2%:R ^ (emin + k%:Z).
Proof.
case=> _ best /neighbours[m]; set q := 2%:R ^ (emin + k%:Z) => -[lo hi n1 n2].
have := ler_add (best _ n1) (best _ n2); rewrite -mulr2n => e; apply: le_trans e _.
rewrite ler0_norm ?subr_le0 // ger0_norm ?subr_ge0 ?(ltW hi) // rmorphD /= mulrDl mul1r.
rewrite opprB; move: (m%:~R * q) => x.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

Lemma half_le x y : x *+ 2 <= y * 2%:R -> x <= y.
Proof. by rewrite mulr_natr ler_muln2r. Qed.

Lemma nearest_error_cases r z : nearest r z ->
  `|r - z| <= unit_roundoff * `|z| \/
  `|r - z| <= underflow_unit /\ `|z| < 2%:R ^ emin * 2%:R ^+ p.
Proof.
move=> nr; have [k [zk kmin]] := scale_exists z; have := nearest_half_gap nr zk.
case: k zk kmin => [|k] zk kmin gap; [right | left].
  rewrite addr0 in zk gap; split=> //; apply: half_le; apply: le_trans gap _.
  by rewrite /underflow_unit -(pow2D (emin - 1) 1) subrK.
have zlo := kmin k (ltnSn k).
rewrite /unit_roundoff mulrC ler_pdivl_mulr ?exprn_gt0 ?ltr0n //.
apply: le_trans zlo; rewrite ler_pmul2r ?exprn_gt0 ?ltr0n //; apply: half_le.
apply: le_trans gap _; rewrite -(pow2D _ 1) -addrA -PoszD addn1.
by rewrite lexx.
Qed.

Lemma unit_roundoff_ge0 : 0 <= unit_roundoff.
Proof. by rewrite invr_ge0 exprn_ge0 // ler0n. Qed.

Lemma underflow_unit_ge0 : 0 <= underflow_unit.
Proof. exact/ltW/pow2_gt0. Qed.

Theorem rounding_bound_nearest r z : nearest r z ->
  `|r - z| <= unit_roundoff * `|z| + underflow_unit.
Proof.
case/nearest_error_cases => [e|[e _]]; apply: le_trans e _.
  by rewrite ler_addl underflow_unit_ge0.
by rewrite ler_addr mulr_ge0 // unit_roundoff_ge0.
Qed.

(* A number is nearest to itself alone. *)
Lemma nearest_number r z : number z -> nearest r z -> r = z.
Proof.
move=> nz [_ /(_ z nz)]; rewrite subrr normr0 normr_le0 subr_eq0.
by move/eqP.
Qed.

(* Sums do not underflow: what is small enough to be subnormal is a number. *)
Theorem rounding_bound_nearest_sum r a b : number a -> number b -> nearest r (a + b) ->
  `|r - (a + b)| <= unit_roundoff * `|a + b|.
Proof.
move=> na nb nr; case: (nearest_error_cases nr) => [//|[_ small]].
have -> : r = a + b; last by rewrite subrr normr0 mulr_ge0 // unit_roundoff_ge0.
apply: nearest_number nr.
case: na nb small => [m [e [-> _ ee]]] [m' [e' [-> _ ee']]].
have [k /(number_multiple m)[M ->]] := steps_above ee.
have [k' /(number_multiple m')[M' ->]] := steps_above ee'.
rewrite -mulrDl -rmorphD /= normrM [X in _ * X]gtr0_norm ?pow2_gt0 // mulrC.
rewrite ltr_pmul2l ?pow2_gt0 // => small; exists (M + M'), emin; split=> //.
by rewrite -(ltr_int F) rmorphX /= intr_norm.
Qed.

Theorem rounding_bound_nearest_model :
  standard_model unit_roundoff underflow_unit nearest_arithmetic.
Proof.
split.
- exact: unit_roundoff_ge0.
- exact: underflow_unit_ge0.
- exact: lexx.
- by move=> a b r [na nb nr]; rewrite addr0; apply: rounding_bound_nearest_sum nr.
- by move=> a x r [_ _]; apply: rounding_bound_nearest.
- by move=> a x b r [_ _ _]; apply: rounding_bound_nearest.
- by move=> b r [_ nb]; rewrite add0r; apply: nearest_number.
- by move=> a r [na _]; rewrite addr0; apply: nearest_number.
- by move=> a x r [_ _ nr] ax; move: nr; rewrite ax; apply: (nearest_number number0).
- by move=> a x b r [_ _ nb nr] ax; move: nr; rewrite ax add0r; apply: (nearest_number nb).
Qed.

(* With a largest number W: where the exact value is not beyond it, nothing changes. *)
Theorem rounding_bound_nearest_below W r z : number W -> `|z| <= W -> number r ->
  (forall w, number w -> `|w| <= W -> `|r - z| <= `|w - z|) -> nearest r z.
Proof.
move=> nW zW nr best; split=> // w nw.
have W0 : 0 <= W by apply: le_trans zW.
have [wW|] := leP `|w| W; first exact: best.
move: zW; rewrite ler_norml => /andP[zlo zhi].
rewrite lter_normr => /orP[Ww|Ww].
  apply: le_trans (best W nW _) _; first by rewrite ger0_norm.
  rewrite !ger0_norm ?subr_ge0 ?ler_sub ?(ltW Ww) // (le_trans zhi) // ltW //.
apply: le_trans (best (- W) (numberN nW) _) _; first by rewrite normrN ger0_norm.
have wlo : w <= - W by rewrite ler_oppr ltW.
by rewrite !ler0_norm ?subr_le0 ?ler_opp2 ?ler_sub // (le_trans wlo).
Qed.

(* No number lies strictly between the neighbours of z, unless z is one of them. *)
Lemma none_between z (k : nat) m v : `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p ->
  (forall j, (j < k)%N -> 2%:R ^ (emin + j%:Z) * 2%:R ^+ p <= `|z|) ->
  m%:~R * 2%:R ^ (emin + k%:Z) < z -> z < (m + 1)%:~R * 2%:R ^ (emin + k%:Z) ->
  number v -> v <= m%:~R * 2%:R ^ (emin + k%:Z) \/ (m + 1)%:~R * 2%:R ^ (emin + k%:Z) <= v.
Proof.
set q := 2%:R ^ (emin + k%:Z) => _ kmin mz zm nv; have q0 : 0 < q by apply: pow2_gt0.
have [|mv] := leP v (m%:~R * q); [by left | right].
rewrite leNgt; apply/negP => vm.
case: nv mv vm => m' [e [-> m'p ee]].
have [j ej] := steps_above ee; have [kj|jk] := leqP k j.
  have -> : m'%:~R * (2%:R : F) ^ e = (m' * 2 ^+ (j - k))%:~R * q.
    rewrite ej -(subnKC kj) PoszD addrA pow2D -/q intrM rmorphX /= mulrA mulrAC.
    by rewrite addKn.
  rewrite !ltr_pmul2r // !ltr_int; lia.
case: k jk @q q0 kmin mz zm => [//|k] jk q q0 kmin mz zm mv vm.
have qk : 2%:R ^ (emin + k%:Z) * 2%:R ^+ p = (2 ^+ p.-1)%:~R * q :> F.
  rewrite /q -[k.+1]addn1 PoszD addrA (pow2D _ 1) expr1 rmorphX /= -[in LHS](prednK p_gt0) exprS.
  by rewrite mulrA mulrC.
have vB : `|m'%:~R * (2%:R : F) ^ e| < (2 ^+ p.-1)%:~R * q.
  rewrite -qk normrM [X in _ * X]gtr0_norm ?pow2_gt0 //.
  have [i ik] : exists i, (k = j + i)%N by exists (k - j)%N; rewrite subnKC.
  rewrite ej ik PoszD addrA (pow2D (emin + j%:Z) i) -mulrA mulrC ltr_pmul2l ?pow2_gt0 //.
  have := m'p; rewrite -(ltr_int F) rmorphX /= intr_norm => /lt_le_trans; apply.
  by rewrite ler_pemull ?exprn_ge0 ?exprn_ege1 ?ler0n ?ler1n.
move: vB; rewrite ltr_norml => /andP[vlo vhi].
have m_hi : m < 2 ^+ p.-1.
  by rewrite -(ltr_int F) -(ltr_pmul2r q0); apply: lt_trans vhi.
have m_lo : - 2 ^+ p.-1 < m + 1.
  rewrite -(ltr_int F) -(ltr_pmul2r q0); apply: lt_trans vm.
  by rewrite rmorphN mulNr.
have := kmin k (ltnSn k); rewrite qk leNgt => /negP; apply; rewrite ltr_norml.
apply/andP; split.
  apply: le_lt_trans mz; rewrite -mulNr -rmorphN /= ler_pmul2r // ler_int; lia.
by apply: lt_le_trans zm _; rewrite ler_pmul2r // ler_int; lia.
Qed.

Theorem rounding_bound_nearest_exists z : exists r, nearest r z.
Proof.
have [k [zk kmin]] := scale_exists z; have [m [lo hi n1 n2]] := neighbours zk.
have [|zlo] := leP z (m%:~R * 2%:R ^ (emin + k%:Z)).
  move=> zm; have -> : z = m%:~R * 2%:R ^ (emin + k%:Z) by apply/eqP; rewrite eq_le zm lo.
  by exists (m%:~R * 2%:R ^ (emin + k%:Z)); split=> // w _; rewrite subrr normr0.
have out := none_between zk kmin zlo hi.
move: (m%:~R * _) ((m + 1)%:~R * _) lo hi n1 n2 out zlo => x y lo hi n1 n2 out _.
have nx : `|x - z| = z - x by rewrite ler0_norm ?opprB // subr_le0.
have ny : `|y - z| = y - z by rewrite ger0_norm // subr_ge0 ltW.
have [le|ge] := leP (z - x) (y - z); [exists x | exists y]; split=> // w /out[wx|yw].
- by rewrite nx ler0_norm ?subr_le0 ?(le_trans wx) // opprB ler_sub.
- by rewrite nx (le_trans le) // ger0_norm ?ler_sub // subr_ge0 (le_trans (ltW hi)).
- by rewrite ny (le_trans (ltW ge)) // ler0_norm ?subr_le0 ?(le_trans wx) // opprB ler_sub.
- by rewrite ny ger0_norm ?ler_sub // subr_ge0 (le_trans (ltW hi)).
Qed.

End Format.
