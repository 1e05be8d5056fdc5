(* Equations between roots of unity carry over from characteristic 0 to every field.

   eval_at x p: the value at x, in any commutative ring, of a polynomial p with integer coefficients. root_transfer: a
   polynomial that vanishes at one primitive n-th root of unity of a field of characteristic 0 vanishes at all those of
   every field, for it is a multiple of the cyclotomic polynomial. So what is not zero modulo a prime that has such roots
   is not zero in characteristic 0: large fields of roots need not be computed in.

   No theorem of the catalogue: what CosineFar.v stands on.
*)
From mathcomp Require Import all_ssreflect all_algebra all_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition eval_at (F : comRingType) (x : F) : {poly int} -> F := horner_eval x \o map_poly intr.
Canonical eval_at_additive F x := [additive of @eval_at F x].
Canonical eval_at_rmorphism F x := [rmorphism of @eval_at F x].

Lemma eval_atX (F : comRingType) (x : F) : eval_at x 'X = x.
Proof. by rewrite /eval_at /= map_polyX /horner_eval hornerX. Qed.

Lemma eval_atC (F : comRingType) (x : F) c : eval_at x c%:P = c%:~R.
Proof. by rewrite /eval_at /= map_polyC /horner_eval hornerC. Qed.

Lemma Cyclotomic_root (F : fieldType) n (g : F) : n.-primitive_root g -> eval_at g 'Phi_n = 0.
Proof.
move=> prim; have n0 := prim_order_gt0 prim.
have : eval_at g ('X^n - 1) = 0.
  by rewrite rmorphB rmorphX rmorph1 /= eval_atX (prim_expr_order prim) subrr.
rewrite -prod_Cyclotomic // rmorph_prod => /eqP; rewrite prodf_seq_eq0 => /hasP[d].
rewrite -dvdn_divisors //= => dn /eqP d0; have d_gt0 := dvdn_gt0 n0 dn.
suff nd : (n %| d)%N by by have /eqP-> : n == d by rewrite eqn_dvd nd.
rewrite (prim_order_dvd prim) -subr_eq0; apply/eqP.
have : eval_at g ('X^d - 1) = g ^+ d - 1 by rewrite rmorphB rmorphX rmorph1 /= eval_atX.
move <-; rewrite -prod_Cyclotomic // rmorph_prod (bigD1_seq d) ?divisors_uniq -?dvdn_divisors //=.
by rewrite d0 mul0r.
Qed.

Lemma Cyclotomic_dvd n (y : algC) c : n.-primitive_root y -> eval_at y c = 0 -> exists d, c = d * 'Phi_n.
Proof.
move=> prim cy; have mon := Cyclotomic_monic n.
exists (Pdiv.Ring.rdivp c 'Phi_n); have e := Pdiv.RingMonic.rdivp_eq mon c.
set r := Pdiv.Ring.rmodp c 'Phi_n in e; suff r0 : r = 0 by rewrite [LHS]e r0 addr0.
have lt : (size r < size 'Phi_n)%N by rewrite Pdiv.Ring.ltn_rmodpN0 // monic_neq0.
have ry : eval_at y r = 0.
  by move: cy; rewrite e rmorphD rmorphM /= (Cyclotomic_root prim) mulr0 add0r.
have [f [Df mon_f] dv_f] := minCpolyP y.
have sf : size f = size 'Phi_n.
  rewrite -(size_map_poly [rmorphism of ratr : rat -> algC]) -Df (minCpoly_cyclotomic prim).
  by rewrite size_cyclotomic size_Cyclotomic.
pose rQ : {poly rat} := map_poly intr r.
have dv : (f %| rQ)%R.
  rewrite -dv_f; apply/rootP; rewrite -[RHS]ry /eval_at /= /horner_eval -map_poly_comp.
  by congr (_.[y]); apply: eq_map_poly => x /=; rewrite rmorph_int.
have sr : size rQ = size r by apply: size_map_inj_poly => //; apply: intr_inj.
apply/eqP; rewrite -size_poly_eq0 -sr size_poly_eq0; apply: contraLR lt => r0.
by rewrite -leqNgt -sf -sr dvdp_leq.
Qed.

Lemma intr_eq0_char0 (K : fieldType) (z : int) : [char K] =i pred0 -> (z%:~R == 0 :> K) = (z == 0).
Proof.
move/charf0P=> char0; case: z => n; first by rewrite -pmulrn char0.
by rewrite NegzE mulrNz oppr_eq0 -pmulrn char0.
Qed.

Lemma Cyclotomic_dvd_char0 (K : fieldType) n (w : K) c : [char K] =i pred0 ->
  n.-primitive_root w -> eval_at w c = 0 -> exists d, c = d * 'Phi_n.
Proof.
move=> char0 prim cw; have n0 := prim_order_gt0 prim.
have [s1|s1] := leqP (size c) 1.
  exists 0; rewrite mul0r; move: cw; rewrite (size1_polyC s1) eval_atC => /eqP.
  by rewrite intr_eq0_char0 // => /eqP ->.
have sP : (1 < size 'Phi_n)%N by rewrite size_Cyclotomic ltnS totient_gt0.
have : resultant 'Phi_n c == 0.
  have [[u v] _ /(congr1 (eval_at w))] := resultant_in_ideal sP s1.
  rewrite eval_atC rmorphD !rmorphM /= cw (Cyclotomic_root prim) !mulr0 addr0 => /eqP.
  by rewrite intr_eq0_char0.
rewrite resultant_eq0; set g := gcdp _ _ => sg.
have inj : injective (intr : int -> algC) := intr_inj.
have [y gy] : exists y : algC, root (map_poly intr g) y.
  by apply/closed_rootP; rewrite size_map_inj_poly // neq_ltn sg orbT.
have gy0 : eval_at y g = 0 by apply/rootP: gy.
have over p : (g %| p)%R -> eval_at y p = 0.
  case/Pdiv.Idomain.dvdpP=> -[a e] /= a0 /(congr1 (eval_at y)).
  rewrite -mul_polyC !rmorphM /= gy0 mulr0 eval_atC => /eqP.
  by rewrite mulf_eq0 (intr_eq0_char0 _ (Num.Theory.char_num _)) (negbTE a0) => /eqP.
apply: (@Cyclotomic_dvd _ y); last by apply: over; apply: dvdp_gcdr.
have [z pz] := C_prim_root_exists n0.
rewrite -(root_cyclotomic pz) -(Cintr_Cyclotomic pz).
exact/rootP/(over _ (dvdp_gcdl _ _)).
Qed.

Lemma root_transfer (K F : fieldType) n (w : K) (g : F) c : [char K] =i pred0 ->
  n.-primitive_root w -> n.-primitive_root g -> eval_at w c = 0 -> eval_at g c = 0.
Proof.
move=> char0 pw pg /(Cyclotomic_dvd_char0 char0 pw)[d ->].
by rewrite rmorphM /= (Cyclotomic_root pg) mulr0.
Qed.
