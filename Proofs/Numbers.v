(* Exact numbers that programs compute with, and the fields in which they are meant.

   ops T: operations on T, as a record, which programs take as an argument; denotes o val: val : T -> K is compatible
   with them, and the test for 0 is exact. Zops: integers; dops: dyadic numbers m 2^e, what every float is; fops:
   reduced fractions n/d: all three in any field of characteristic 0 (Z_denotes, dy_denotes, fr_denotes). pops p:
   residues modulo p, in any field of characteristic p (p_denotes). dabs, dleb: magnitude and order of dyadic numbers,
   in any ordered field.
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record ops (T : Type) := Ops {
  zero : T; one : T; add : T -> T -> T; mul : T -> T -> T; opp : T -> T; isz : T -> bool }.

Record denotes (T : Type) (o : ops T) (K : ringType) (val : T -> K) : Prop := Denotes {
  val0 : val (zero o) = 0;
  val1 : val (one o) = 1;
  valD : forall x y, val (add o x y) = val x + val y;
  valM : forall x y, val (mul o x y) = val x * val y;
  valN : forall x, val (opp o x) = - val x;
  valz : forall x, isz o x = (val x == 0) }.

Definition sub T (o : ops T) (x y : T) : T := add o x (opp o y).
Definition eqn T (o : ops T) (x y : T) : bool := isz o (sub o x y).

Lemma valB T (o : ops T) (K : ringType) (val : T -> K) : denotes o val ->
  forall x y, val (sub o x y) = val x - val y.
Proof. by move=> h x y; rewrite /sub (valD h) (valN h). Qed.

Lemma eqnP T (o : ops T) (K : ringType) (val : T -> K) : denotes o val ->
  forall x y, reflect (val x = val y) (eqn o x y).
Proof. by move=> h x y; rewrite /eqn (valz h) (valB h) subr_eq0; apply: eqP. Qed.

(* ---------------------------------------------------------------- programs *)

Definition Zops : ops Z := Ops Z0 (Zpos xH) Z.add Z.mul Z.opp (fun x => Z.eqb x Z0).

(* (m, e) is m 2^e. *)
Definition dy := (Z * Z)%type.

Definition dadd (x y : dy) : dy :=
  let (a, e) := x in let (b, f) := y in
  if Z.eqb a Z0 then y else if Z.eqb b Z0 then x else
  if Z.leb e f then (Z.add a (Z.shiftl b (Z.sub f e)), e) else (Z.add (Z.shiftl a (Z.sub e f)) b, f).
Definition dmul (x y : dy) : dy := (Z.mul (fst x) (fst y), Z.add (snd x) (snd y)).
Definition dopp (x : dy) : dy := (Z.opp (fst x), snd x).
Definition dops : ops dy := Ops (Z0, Z0) (Zpos xH, Z0) dadd dmul dopp (fun x => Z.eqb (fst x) Z0).
Definition dabs (x : dy) : dy := (Z.abs (fst x), snd x).
Definition dleb (x y : dy) : bool := Z.leb Z0 (fst (dadd y (dopp x))).

(* (n, d) is n/d. *)
Definition fr := (Z * positive)%type.

Definition fred (n : Z) (d : positive) : fr :=
  let g := Z.gcd n (Zpos d) in
  let n' := Z.div n g in
  match Z.div (Zpos d) g with
  | Zpos d' => if Z.eqb (Z.mul n' g) n then if Z.eqb (Z.mul (Zpos d') g) (Zpos d) then (n', d') else (n, d) else (n, d)
  | _ => (n, d)
  end.
Definition fadd (x y : fr) : fr :=
  let (a, c) := x in let (b, d) := y in fred (Z.add (Z.mul a (Zpos d)) (Z.mul b (Zpos c))) (Pos.mul c d).
Definition fmul (x y : fr) : fr := let (a, c) := x in let (b, d) := y in fred (Z.mul a b) (Pos.mul c d).
Definition fopp (x : fr) : fr := (Z.opp (fst x), snd x).
Definition fops : ops fr := Ops (Z0, xH) (Zpos xH, xH) fadd fmul fopp (fun x => Z.eqb (fst x) Z0).

(* Residues modulo p; any integer stands for its residue. *)
Definition pops (p : positive) : ops Z :=
  let red x := Z.modulo x (Zpos p) in
  Ops Z0 (Zpos xH) (fun x y => red (Z.add x y)) (fun x y => red (Z.mul x y)) (fun x => red (Z.opp x))
    (fun x => Z.eqb (red x) Z0).

(* ---------------------------------------------------------------- meanings *)

Section Integers.
Variable K : ringType.
Definition zval (z : Z) : K := (int_of_Z z)%:~R.

Lemma zval_rmorph : rmorphism zval.
Proof.
split; first by move=> x y; rewrite /zval rmorphB /= rmorphB.
by split=> [x y|]; rewrite /zval ?rmorphM /= ?rmorphM // !rmorph1.
Qed.
Canonical zval_additive := Additive zval_rmorph.
Canonical zval_rmorphism := RMorphism zval_rmorph.

Lemma zvalD x y : zval (Z.add x y) = zval x + zval y. Proof. exact: (rmorphD zval_rmorphism). Qed.
Lemma zvalM x y : zval (Z.mul x y) = zval x * zval y. Proof. exact: (rmorphM zval_rmorphism). Qed.
Lemma zvalN x : zval (Z.opp x) = - zval x. Proof. exact: (rmorphN zval_rmorphism). Qed.
Lemma zval0 : zval Z0 = 0. Proof. exact: (rmorph0 zval_rmorphism). Qed.
Lemma zval1 : zval (Zpos xH) = 1. Proof. exact: (rmorph1 zval_rmorphism). Qed.

Lemma zval_nat n : zval (Z.of_nat n) = n%:R.
Proof.
elim: n => [|n IH]; first exact: zval0.
by rewrite Nat2Z.inj_succ -Z.add_1_r -addn1 natrD -IH zvalD zval1.
Qed.

Lemma zval_pos p : zval (Zpos p) = (Pos.to_nat p)%:R.
Proof. by rewrite -positive_nat_Z zval_nat. Qed.

(* Every integer is a number or the opposite of one. *)
Lemma zval_case z : exists n : nat, (z = Z.of_nat n \/ z = Z.opp (Z.of_nat n)).
Proof.
case: z => [|p|p]; first by exists 0%N; left.
  by exists (Pos.to_nat p); left; rewrite positive_nat_Z.
by exists (Pos.to_nat p); right; rewrite positive_nat_Z.
Qed.
End Integers.
Arguments zval K z : simpl never.

Lemma int_of_ZD x y : int_of_Z (Z.add x y) = int_of_Z x + int_of_Z y.
Proof. exact: (rmorphD [rmorphism of int_of_Z] x y). Qed.

Lemma int_of_Z_nat n : int_of_Z (Z.of_nat n) = n%:Z.
Proof.
elim: n => // n IH; rewrite Nat2Z.inj_succ -Z.add_1_l int_of_ZD IH.
by rewrite -addn1 PoszD addrC.
Qed.

Section CharacteristicZero.
Variable K : fieldType.
Hypothesis char0 : [char K] =i pred0.
Let zv := zval K.

Lemma natr_ne0 n : (n.+1)%:R != 0 :> K.
Proof. by move/charf0P: char0 => ->. Qed.

Lemma zval_posn0 p : zv (Zpos p) != 0.
Proof. by rewrite /zv zval_pos; case: (Pos2Nat.is_succ p) => k ->; apply: natr_ne0. Qed.

Lemma zval_isz z : Z.eqb z Z0 = (zv z == 0).
Proof.
case: z => [|p|p]; first by rewrite /zv zval0 eqxx.
  by apply/esym/negbTE; apply: zval_posn0.
by apply/esym/negbTE; rewrite -[Zneg p]/(Z.opp (Zpos p)) /zv zvalN oppr_eq0; apply: zval_posn0.
Qed.

Lemma Z_denotes : denotes Zops zv.
Proof. by split; rewrite /zv; [apply: zval0|apply: zval1|apply: zvalD|apply: zvalM|apply: zvalN|apply: zval_isz]. Qed.

(* Fractions. *)
Definition fval (x : fr) : K := zv x.1 / zv (Zpos x.2).

Lemma fval_fred n d : fval (fred n d) = zv n / zv (Zpos d).
Proof.
rewrite /fred; case: (Z.div (Zpos d) _) => [|d'|d'] //; case: ifP => // /Z.eqb_spec en; case: ifP => // /Z.eqb_spec ed.
move: en ed; move: (Z.gcd _ _) => g; move: (Z.div n g) => n' en ed; rewrite /fval /= -en -ed /zv !zvalM.
have d0 : zv (Zpos d) != 0 by apply: zval_posn0.
have g0 : zval K g != 0 by apply: contraNneq d0 => g0; rewrite -ed /zv zvalM g0 mulr0.
by rewrite -mulf_div divff // mulr1.
Qed.

Lemma fr_denotes : denotes fops fval.
Proof.
split; rewrite /fval /zv; first by rewrite zval0 mul0r.
- by rewrite zval1 divr1.
- move=> [a c] [b d]; rewrite [LHS]fval_fred /zv zvalD !zvalM -[Zpos (c * d)]/(Z.mul (Zpos c) (Zpos d)) zvalM.
  by rewrite addf_div ?zval_posn0.
- move=> [a c] [b d]; rewrite [LHS]fval_fred /zv !zvalM -[Zpos (c * d)]/(Z.mul (Zpos c) (Zpos d)) zvalM.
  by rewrite mulf_div.
- by move=> [a c] /=; rewrite zvalN mulNr.
by move=> [a c] /=; rewrite zval_isz mulf_eq0 invr_eq0 (negbTE (zval_posn0 c)) orbF.
Qed.

(* Dyadic numbers. *)
Definition dval (x : dy) : K := zv x.1 * 2%:R ^ int_of_Z x.2.

Let two0 : 2%:R != 0 :> K := natr_ne0 1.

Lemma dval_shift a e k : Z.leb Z0 k -> dval (Z.shiftl a k, e) = dval (a, Z.add e k).
Proof.
move=> /Z.leb_spec0 k0; rewrite Z.shiftl_mul_pow2 // /dval /= -(Z2Nat.id _ k0); move: (Z.to_nat k) => n.
rewrite /zv zvalM -mulrA; congr (_ * _).
rewrite int_of_ZD int_of_Z_nat expfzDr // [RHS]mulrC; congr (_ * _).
elim: n => [|n IH]; first by rewrite expr0z -zval1.
rewrite Nat2Z.inj_succ Z.pow_succ_r ?zvalM ?IH ?zval_pos -?exprnP ?exprS //.
exact: Nat2Z.is_nonneg.
Qed.

Lemma dy_denotes : denotes dops dval.
Proof.
have dvalD x y : dval (dadd x y) = dval x + dval y.
  case: x y => [a e] [b f]; rewrite /dadd; case: Z.eqb_spec => [->|_].
    by rewrite {2}/dval /= /zv zval0 mul0r add0r.
  case: Z.eqb_spec => [->|_]; first by rewrite {3}/dval /= /zv zval0 mul0r addr0.
  have plus c d g : dval (Z.add c d, g) = dval (c, g) + dval (d, g) by rewrite /dval /= /zv zvalD mulrDl.
  case: ifP => le; rewrite plus dval_shift.
  - by rewrite Zplus_minus.
  - by apply/Z.leb_spec0; apply/Z.le_0_sub; apply/Z.leb_spec0.
  - by rewrite Zplus_minus.
  apply/Z.leb_spec0; apply/Z.le_0_sub; apply: Z.lt_le_incl; apply/Z.nle_gt.
  by move/Z.leb_spec0; rewrite le.
split=> //; rewrite /dval /= /zv; first by rewrite zval0 mul0r.
- by rewrite zval1 mul1r expr0z.
- move=> [a e] [b f] /=; rewrite zvalM int_of_ZD expfzDr //.
  by rewrite mulrACA.
- by move=> [a e] /=; rewrite zvalN mulNr.
by move=> [a e] /=; rewrite zval_isz mulf_eq0 (negbTE (expfz_neq0 _ two0)) orbF.
Qed.
End CharacteristicZero.

Section Residues.
Variables (K : fieldType) (p : positive).
Hypothesis charp : Pos.to_nat p \in [char K].

Lemma zval_mod x : zval K (Z.modulo x (Zpos p)) = zval K x.
Proof.
rewrite [in RHS](Z.div_mod x (Zpos p)) // zvalD zvalM zval_pos.
by rewrite (charf0 charp) mul0r add0r.
Qed.

Lemma zval_res0 x : (zval K x == 0) = Z.eqb (Z.modulo x (Zpos p)) Z0.
Proof.
apply/eqP/Z.eqb_spec => [x0|z]; last by rewrite -zval_mod z zval0.
apply/Z.mod_divide => //.
have key n : zval K (Z.of_nat n) = 0 -> Z.divide (Zpos p) (Z.of_nat n).
  move=> /eqP; rewrite zval_nat -(dvdn_charf charp) => /dvdnP[m ->].
  by exists (Z.of_nat m); rewrite Nat2Z.inj_mul positive_nat_Z.
have [n [e|e]] := zval_case x; first by rewrite e; apply: key; rewrite -e.
rewrite e; apply/Z.divide_opp_r; apply: key; apply/eqP.
by rewrite -oppr_eq0 -zvalN -e x0.
Qed.

Lemma p_denotes : denotes (pops p) (zval K).
Proof.
split=> [||x y|x y|x|x]; rewrite /= ?zval_mod ?zval0 ?zval1 ?zvalD ?zvalM ?zvalN //.
by rewrite zval_res0.
Qed.
End Residues.

(* ---------------------------------------------------------------- order *)

Section Order.
Variable R : realFieldType.

Lemma charR : [char R] =i pred0. Proof. exact: char_num. Qed.

Lemma zval_ge0 z : (0 <= zval R z) = Z.leb Z0 z.
Proof.
case: z => [|p|p]; first by rewrite zval0 lexx.
  by rewrite zval_pos ler0n.
apply/negbTE; rewrite -[Zneg p]/(Z.opp (Zpos p)) zvalN oppr_ge0 -ltNge zval_pos ltr0n.
by case: (Pos2Nat.is_succ p) => k ->.
Qed.

Lemma dval_ge0 (x : dy) : (0 <= dval R x) = Z.leb Z0 x.1.
Proof. by rewrite /dval pmulr_lge0 ?zval_ge0 // exprz_gt0 // ltr0n. Qed.

Lemma dlebE (x y : dy) : dleb x y = (dval R x <= dval R y).
Proof.
rewrite /dleb -dval_ge0 -[dadd]/(add dops) -[dopp]/(opp dops).
by rewrite (valD (dy_denotes charR)) (valN (dy_denotes charR)) subr_ge0.
Qed.

Lemma dvalabs (x : dy) : dval R (dabs x) = `|dval R x|.
Proof.
have [x0|x0] := boolP (Z.leb Z0 x.1).
  have le : 0 <= dval R x by rewrite dval_ge0.
  by rewrite ger0_norm // /dabs Z.abs_eq -?surjective_pairing //; apply/Z.leb_spec0.
have le : dval R x <= 0 by rewrite ltW // ltNge dval_ge0.
rewrite ler0_norm // -[- _](valN (dy_denotes charR)) /= /dabs /dopp Z.abs_neq //.
by apply: Z.lt_le_incl; apply/Z.nle_gt => /Z.leb_spec0; apply/negP.
Qed.
End Order.
