(* Adders of several numbers of a binary format, aligned to the largest exponent and cut off: what AdderBound.v asks of an
   adder.

   cut_off e r c: c is r where r is a multiple of 2^e, and else a multiple of 2^e next to it: r cut off below 2^e, towards 0
     or downwards, or rounded there.
   aligned w rs cs: the cs are the rs cut off below 2^(g-w), where 2^g is at most the largest magnitude among the rs: g is its
     exponent, or one less where products are aligned by the sum of their factors' exponents.
   binary_adder p emin w: numbers are aligned, what is left of them is added exactly, and the sum becomes a number of the
     format with none between (faithful, NarrowFormats.v: cut off or rounded); products alike, or exact.

   rounding_bound_adder_model — for w >= p - 1 this is an adder of AdderBound.v with theta = 2^-w, v = 2^(1-p) and
     e = 2^emin — rounding-bound
   rounding_bound_adder_binary — so a sum in any tree of such adders with at most b terms that are not 0 errs by at most
     ((1+2^-w)^(2b-1) (1+2u)^b - 1) times the sum of magnitudes + (1+2^-w)^(2b-1) (1+2u)^b (2b-1) 2eta — rounding-bound
   rounding_bound_adder_binary_exists — of any numbers there is a sum, cut off towards 0 at 2^-w of the largest power of two
     among them — rounding-bound
   rounding_bound_adder_short — for any w, D levels of such adders of at most c numbers that are not 0 err by at most
     ((1+c 2^-w)^D (1+2u)^D - 1) times the sum of magnitudes + (1+c 2^-w)^D (1+2u)^D M 2eta, with M
     roundings — rounding-bound
   rounding_bound_adder_alone — a window w < p - 1 cuts off a number of the format that is alone: rounding_bound_adder_model
     needs w >= p - 1 — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From Monarch Require Import Index Monarch Rounding ErrorBound FloatRounding NarrowedBound NarrowFormats AdderBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

(* ------------------------------------------------------------------------ *)
Section Lists.
Variable F : realFieldType.
Implicit Types (r c : F) (rs cs : seq F).

Lemma forall2_all2 (R : F -> F -> Prop) (P : F -> F -> bool) rs cs : List.Forall2 R rs cs ->
  (forall r c, r \in rs -> R r c -> P r c) -> all2 P rs cs.
Proof.
elim=> //= r c rs' cs' rc _ ih RP; rewrite RP ?mem_head //=.
by apply: ih => r' c' r'rs; apply: RP; rewrite inE r'rs orbT.
Qed.

Lemma forall2_eq (R : F -> F -> Prop) rs cs : List.Forall2 R rs cs ->
  (forall r c, r \in rs -> R r c -> c = r) -> cs = rs.
Proof.
elim=> //= r c rs' cs' rc _ ih Req; rewrite (Req r c) ?mem_head //; congr (_ :: _).
by apply: ih => r' c' r'rs; apply: Req; rewrite inE r'rs orbT.
Qed.

Lemma nonzeros0 rs r : nonzeros rs = 0%N -> r \in rs -> r = 0.
Proof.
move=> /eqP; rewrite -leqn0 leqNgt -has_count => /hasPn h rrs.
by apply/eqP; have := h r rrs; rewrite negbK.
Qed.

(* A number that is not 0, among zeros. *)
Lemma lone rs r : (nonzeros rs <= 1)%N -> r \in rs -> r != 0 -> \sum_(s <- rs) s = r /\ largest rs = `|r|.
Proof.
elim: rs => // s rs ih; rewrite /nonzeros /= -/(nonzeros rs) inE /largest !big_cons -/(largest rs).
have [->|s0] /= := eqVneq s 0.
  rewrite add0n => n1 /orP[/eqP ->|rrs] r0; first by rewrite eqxx in r0.
  have [-> ->] := ih n1 rrs r0; rewrite add0r normr0; split=> //.
  by apply/max_idPr.
rewrite add1n ltnS leqn0 => /eqP n0 /orP[/eqP ->|rrs] r0; last by rewrite (nonzeros0 n0 rrs) eqxx in r0.
have zero : \sum_(s <- rs) `|s| = 0.
  by rewrite big_seq big1 // => s' /(nonzeros0 n0) ->; rewrite normr0.
split; first by rewrite big_seq big1 ?addr0 // => s' /(nonzeros0 n0).
by apply/max_idPl; apply: le_trans (largest_le rs) _; rewrite zero.
Qed.

End Lists.

(* ------------------------------------------------------------------------ *)
Section CutOff.
Variable F : archiFieldType.
Implicit Types (r c x : F) (rs cs : seq F) (g e m : int).

Definition cut_off e r c : Prop := (exists m, c = m%:~R * 2%:R ^ e) /\ `|r - c| < 2%:R ^ e.

Definition aligned (w : nat) rs cs : Prop :=
  exists2 g, largest rs != 0 -> 2%:R ^ g <= largest rs & List.Forall2 (cut_off (g - w%:Z)) rs cs.

Lemma cut_off_multiple e r c : (exists m, r = m%:~R * 2%:R ^ e) -> cut_off e r c -> c = r.
Proof.
case=> m -> [[m' ->]]; rewrite -mulrBl -rmorphB /= normrM [X in _ * X]gtr0_norm ?pow2_gt0 //.
rewrite -[X in _ < X]mul1r ltr_pmul2r ?pow2_gt0 // -intr_norm -[1]/(1%:~R) ltr_int => lt.
by congr (_%:~R * _); lia.
Qed.

Lemma cut_off_zero e c : cut_off e 0 c -> c = 0.
Proof. by apply: cut_off_multiple; exists 0; rewrite mul0r. Qed.

(* Towards 0. *)
Lemma cut_off_exists e r : exists2 c, cut_off e r c & `|c| <= `|r|.
Proof.
have q0 := pow2_gt0 F e; set q := 2%:R ^ e in q0.
have [m /andP[my ym]] := floor_exists (`|r| / q).
have m0 : 0 <= m.
  rewrite -ltz_addr1 -(ltr_int F) rmorphD /=; apply: le_lt_trans ym.
  by rewrite divr_ge0 // ltW.
have lo : m%:~R * q <= `|r| by rewrite -ler_pdivl_mulr.
have hi : `|r| < m%:~R * q + q by rewrite -[X in _ + X]mul1r -mulrDl -ltr_pdivr_mulr.
have n0 : `|m%:~R * q| = m%:~R * q by rewrite ger0_norm // mulr_ge0 ?ler0z // ltW.
have [r0|r0] := leP 0 r.
  exists (m%:~R * q); last by rewrite n0.
  split; [by exists m | move: lo hi; rewrite (ger0_norm r0) => lo hi].
  by rewrite ger0_norm ?subr_ge0 // ltr_subl_addl.
exists (- (m%:~R * q)); last by rewrite normrN n0.
split; first by exists (- m); rewrite rmorphN mulNr.
move: lo hi; rewrite (ltr0_norm r0) opprK => lo hi.
by rewrite ler0_norm ?opprD -?ltr_subl_addr ?ltr_subl_addl // -ler_subr_addr sub0r ler_oppr.
Qed.

Lemma exponent_exists x : 0 < x -> exists g, 2%:R ^ g <= x < 2%:R ^ (g + 1).
Proof.
move=> x0; pose n := Num.bound x^-1.
have lo : 2%:R ^ (- n%:Z) <= x.
  rewrite -exprnN -[x]invrK lef_pinv ?posrE ?invr_gt0 ?exprn_gt0 ?ltr0n //.
  apply: ltW; apply: lt_trans (pow2_gt_nat F n); apply: archi_boundP.
  by rewrite invr_ge0 ltW.
have ex : exists k, x < 2%:R ^ (- n%:Z + k%:Z + 1).
  exists (Num.bound (x / 2%:R ^ (- n%:Z))); set k := Num.bound _.
  rewrite (pow2D F _ 1) expr1 pow2D; apply: (@lt_le_trans _ _ (2%:R ^ (- n%:Z) * 2%:R ^+ k)).
    rewrite mulrC -ltr_pdivr_mulr ?pow2_gt0 //; apply: lt_trans (pow2_gt_nat F k).
    by apply: archi_boundP; rewrite divr_ge0 // ltW ?pow2_gt0.
  by rewrite ler_pemulr ?ler1n // mulr_ge0 ?exprn_ge0 ?ler0n // ltW ?pow2_gt0.
case: (ex_minnP ex) => k hi kmin; exists (- n%:Z + k%:Z); rewrite hi andbT.
case: k hi kmin => [|k] hi kmin; first by rewrite addr0.
rewrite leNgt; apply/negP => lt.
have := kmin k; rewrite ltnn -[k.+1]addn1 PoszD addrA in lt *.
by move=> /(_ lt).
Qed.

End CutOff.

(* ------------------------------------------------------------------------ *)
Section Format.
Variables (F : archiFieldType) (p : nat) (emin : int) (w : nat).
Hypothesis p_gt0 : (0 < p)%N.
Implicit Types (r c x z : F) (rs cs : seq F) (g e m : int).

Definition binary_adder : adder F := Adder
  (fun rs z => exists2 cs, aligned w rs cs & faithful p emin z (\sum_(c <- cs) c))
  (fun a x r => faithful p emin r (a * x))
  (fun r => number p emin r).

Notation u := (unit_roundoff F p).
Notation eta := (underflow_unit F emin).
Notation theta := (2%:R ^- w : F).

Lemma faithful_number r z : number p emin z -> faithful p emin r z -> r = z.
Proof.
move=> nz [_ /(_ z nz)[b1 b2]]; apply/eqP; rewrite eq_le !leNgt.
by apply/andP; split; apply/negP => h; [case: b2 | case: b1].
Qed.

Lemma nearest_faithful r z : nearest p emin r z -> faithful p emin r z.
Proof.
case=> nr best; split=> // y ny; have := best y ny => le; split=> -[h1 h2].
  move: le; rewrite !ler0_norm ?subr_le0 ?(le_trans (ltW h1)) // ler_opp2 ler_add2r.
  by rewrite leNgt h1.
move: le; rewrite !ger0_norm ?subr_ge0 ?(le_trans h1) ?(ltW h2) // ler_add2r.
by rewrite leNgt h2.
Qed.

(* A number of p bits, from 2^g on, is a multiple of 2^(g-w) for w >= p - 1. *)
Lemma number_aligned r g : (p <= w.+1)%N -> number p emin r -> 2%:R ^ g <= `|r| ->
  exists m, r = m%:~R * 2%:R ^ (g - w%:Z).
Proof.
move=> pw [m [e [-> mp _]]]; rewrite normrM [X in _ * X]gtr0_norm ?pow2_gt0 // -intr_norm => gr.
have ge : g < e + p%:Z.
  rewrite -(ltr_eexpz2l (ltr1n F 2)) pow2D; apply: le_lt_trans gr _; rewrite mulrC ltr_pmul2l ?pow2_gt0 //.
  by move: mp; rewrite -(ltr_int F) rmorphX.
have we : g - w%:Z <= e by lia.
have [k ek] := steps_above p_gt0 we.
by have [M ->] := number_multiple F m ek; exists M.
Qed.

Lemma binary_cuts : adder_cuts theta (2%:R * u) (2%:R * eta) binary_adder.
Proof.
split=> [|||rs z [cs [g big al] fz]|a x r /rounding_bound_faithful[//|]].
- by rewrite invr_ge0 exprn_ge0 ?ler0n.
- by rewrite mulr_ge0 ?ler0n ?unit_roundoff_ge0.
- by rewrite mulr_ge0 ?ler0n ?underflow_unit_ge0.
- exists cs; last by rewrite !mulr_natl; have [] := rounding_bound_faithful p_gt0 fz.
  apply: forall2_all2 al _ => r c rrs cut; have [r0|ne] := eqVneq r 0.
    by rewrite r0 in cut *; rewrite (cut_off_zero cut) subrr normr0 mul0r.
  have l0 : largest rs != 0.
    by rewrite gt_eqF //; apply: lt_le_trans (le_largest rrs); rewrite normr_gt0.
  rewrite mul1r distrC; case: cut => _ /ltW le; apply: le_trans le _.
  by rewrite expfzDr ?two_neq0 // -exprnN mulrC ler_wpmul2l ?invr_ge0 ?exprn_ge0 ?ler0n ?big.
by rewrite !mulr_natl.
Qed.

Theorem rounding_bound_adder_model : (p <= w.+1)%N ->
  adder_model theta (2%:R * u) (2%:R * eta) binary_adder.
Proof.
move=> pw; split=> [|rs z [cs _ []] //|rs z [cs [g big al] fz] one held|a x r [] //|a x r ar ax|].
- exact: binary_cuts.
- suff cr : cs = rs by rewrite cr in fz; apply: faithful_number held fz.
  apply: forall2_eq al _ => r c rrs cut; have [r0|ne] := eqVneq r 0.
    by rewrite r0 in cut *; apply: cut_off_zero cut.
  have [sr lr] := lone one rrs ne; apply: cut_off_multiple cut.
  apply: number_aligned => //; first by rewrite -sr.
  by rewrite -lr big // lr normr_eq0.
- by move: ar; rewrite /= ax; apply: faithful_zero.
exact: number0.
Qed.

Theorem rounding_bound_adder_binary (I : eqType) (t : I -> term F) b s r : (p <= w.+1)%N ->
  (terms_of t s <= b)%N -> totals binary_adder t s r ->
  `|r - \sum_(i <- s) worth (t i)| <=
  ((1 + theta) ^+ (2 * b).-1 * (1 + 2%:R * u) ^+ b - 1) * (\sum_(i <- s) `|worth (t i)|) +
  (1 + theta) ^+ (2 * b).-1 * (1 + 2%:R * u) ^+ b * ((2 * b).-1%:R * (2%:R * eta)).
Proof. by move=> pw; apply: (rounding_bound_adder (rounding_bound_adder_model pw)). Qed.

Theorem rounding_bound_adder_binary_exists rs : exists g cs z,
  [/\ largest rs != 0 -> 2%:R ^ g <= largest rs < 2%:R ^ (g + 1),
    List.Forall2 (fun r c => cut_off (g - w%:Z) r c /\ `|c| <= `|r|) rs cs,
    faithful p emin z (\sum_(c <- cs) c) & adds binary_adder rs z].
Proof.
have [g gP] : exists g, largest rs != 0 -> 2%:R ^ g <= largest rs < 2%:R ^ (g + 1).
  have [l0|ne] := eqVneq (largest rs) 0; first by exists 0.
  have [|g gP] := @exponent_exists F (largest rs); first by rewrite lt_def ne largest_ge0.
  by exists g.
have [cs al] : exists cs, List.Forall2 (fun r c => cut_off (g - w%:Z) r c /\ `|c| <= `|r|) rs cs.
  elim: rs {gP} => [|r rs [cs ih]]; first by exists [::].
  by have [c c1 c2] := cut_off_exists (g - w%:Z) r; exists (c :: cs); constructor.
have [z nz] := rounding_bound_nearest_exists emin p_gt0 (\sum_(c <- cs) c).
exists g, cs, z; have fz := nearest_faithful nz; split=> //.
exists cs => //; exists g => [/gP/andP[] //|].
by elim: al => [|r c rs' cs' [rc _] _ ih]; constructor.
Qed.

(* Any window. *)
Theorem rounding_bound_adder_short (I : eqType) (t : I -> term F) (c D M : nat) s r :
  levels binary_adder t c D M s r ->
  `|r - \sum_(i <- s) worth (t i)| <=
  ((1 + c%:R * theta) ^+ D * (1 + 2%:R * u) ^+ D - 1) * (\sum_(i <- s) `|worth (t i)|) +
  (1 + c%:R * theta) ^+ D * (1 + 2%:R * u) ^+ D * (M%:R * (2%:R * eta)).
Proof. exact: (rounding_bound_adder_levels binary_cuts). Qed.

(* 2^(p-1) + 1 units, one of them cut off. *)
Theorem rounding_bound_adder_alone : (w.+1 < p)%N ->
  exists r z, [/\ number p emin r, adds binary_adder [:: r] z & z != r].
Proof.
move=> wp; have one : 2%:R ^ emin = 1%:~R * 2%:R ^ emin :> F by rewrite mul1r.
pose g := emin + (p.-1)%:Z; pose c : F := 2%:R ^ g; pose r : F := c + 2%:R ^ emin.
have cE : c = (2 ^+ p.-1 : int)%:~R * 2%:R ^ emin by rewrite /c pow2D mulrC rmorphX.
have p1 : (2 ^+ p.-1 + 1 < 2 ^+ p :> int).
  have : 1 < 2 ^+ p.-1 :> int by rewrite exprn_egt1 //; lia.
  by rewrite -{3}(prednK p_gt0) exprS; lia.
have pp : 0 <= 2 ^+ p.-1 :> int by rewrite exprn_ge0.
have nc : number p emin c.
  by exists (2 ^+ p.-1), emin; split=> //; rewrite ger0_norm // (lt_trans _ p1) // ltr_addl.
exists r, c; split.
- exists (2 ^+ p.-1 + 1), emin; split=> //; last by rewrite ger0_norm ?addr_ge0.
  by rewrite rmorphD mulrDl -cE -one.
- exists [:: c]; last first.
    rewrite big_seq1; split=> // y _; split=> -[h1 h2]; first by have := lt_le_trans h1 h2; rewrite ltxx.
    by have := le_lt_trans h1 h2; rewrite ltxx.
  have u0 : 0 < 2%:R ^ emin :> F by apply: pow2_gt0.
  have r0 : 0 <= r by rewrite addr_ge0 ?(ltW u0) // exprz_ge0 ?ler0n.
  exists g.
    by move=> _; rewrite /largest big_cons big_nil le_maxr ger0_norm // -/c ler_addl ltW.
  constructor; last by constructor.
  split; first by exists (2 ^+ w); rewrite rmorphX /= mulrC -pow2D subrK.
  rewrite /r addrC addKr gtr0_norm // ltr_eexpz2l ?ltr1n // /g; lia.
by rewrite /r lt_eqF // ltr_addl pow2_gt0.
Qed.

End Format.
