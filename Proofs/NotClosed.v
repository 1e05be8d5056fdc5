(* MM* is not closed.

   T4_path th: the 4 x 4 Toeplitz matrix T4 of Toeplitz4.v plus th^2 E, E = -6 e_(1,1) + 18 e_(3,1).

   mmstar_not_closed — over every ordered field members of MM* come as close to T4, entry by entry, as one likes, and
     T4 is not in MM* — mmstar-not-closed
   mmstar_not_closed_path — T4 + th^2 E is in MM* for th <> 0 over any field of characteristic other than 2 and
     3 — mmstar-not-closed
   mmstar_not_closed_nearest — no member of MM* is nearest to T4 in the Frobenius norm: for every one there is a nearer
     one — mmstar-not-closed
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Expressive Decision NotMonarch Toeplitz4 Optimal.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Path.
Variables (K : fieldType) (th : K).
Let o := ord0 : 'I_2.
Let u := ord_max : 'I_2.

Definition T4_dir : 'M[K]_(2 * 2) := \matrix_(x, y)
  if (x == 1%N :> nat) && (y == 1%N :> nat) then - 6%:R
  else if (x == 3%N :> nat) && (y == 1%N :> nat) then 18%:R else 0.
Definition T4_path : 'M[K]_(2 * 2) := T4 K + th ^+ 2 *: T4_dir.

Hypotheses (two0 : 2%:R != 0 :> K) (three0 : 3%:R != 0 :> K) (th0 : th != 0).

Lemma path00 : blk T4_path o o = blk (T4 K) o o.
Proof. by apply/matrixP=> l k; rewrite !blkE; case: (ord2P l) => ->; case: (ord2P k) => ->;
  rewrite !mxE /= mulr0 addr0. Qed.
Lemma path10 : blk T4_path u o = blk (T4 K) u o.
Proof. by apply/matrixP=> l k; rewrite !blkE; case: (ord2P l) => ->; case: (ord2P k) => ->;
  rewrite !mxE /= mulr0 addr0. Qed.
Lemma path01 : blk T4_path o u = blk (T4 K) o u.
Proof. by apply/matrixP=> l k; rewrite !blkE; case: (ord2P l) => ->; case: (ord2P k) => ->;
  rewrite !mxE /= mulr0 addr0. Qed.
Lemma path11 : blk T4_path u u = mk2 (3%:R - 6%:R * th ^+ 2) 1 (18%:R * th ^+ 2) 3%:R.
Proof.
by apply: mk2P; rewrite blkE !mxE /=; ring.
Qed.

Lemma path_F : pivotF T4_path o o u u =
  mk2 (- 3%:R) (8%:R - 18%:R * th ^+ 2) (- 18%:R) 21%:R.
Proof.
rewrite /pivotF path10 path01 path00 path11.
rewrite (mk2_inv (T4_inv10 K)).2 (mk2_inv (T4_inv01 K)).2 T4_00 !mk2M.
by congr mk2; ring.
Qed.

(* Rows: left eigenvectors of F for the eigenvalues 9 + 18 th and 9 - 18 th.  *)
Definition path_C : 'M[K]_2 :=
  mk2 3%:R (- 2%:R - 3%:R * th) 3%:R (- 2%:R + 3%:R * th).

Lemma path_C_unit : path_C \in unitmx.
Proof.
have e18 : 18%:R != 0 :> K by rewrite (natrM _ 2 9) (natrM _ 3 3) !mulf_neq0.
have e : path_C *m ((18%:R * th)^-1 *:
    mk2 (- 2%:R + 3%:R * th) (2%:R + 3%:R * th) (- 3%:R) 3%:R) = 1%:M.
  rewrite -scalemxAr mk2M -mk2_1; apply: mk2P; rewrite !mxE /=; field;
    by rewrite th0 /=; exact: e18.
by case/mulmx1_unit: e.
Qed.

Lemma path_CF : path_C *m pivotF T4_path o o u u =
  diag_mx (\row_p if p == o then 9%:R + 18%:R * th else 9%:R - 18%:R * th) *m path_C.
Proof.
rewrite path_F.
have -> : diag_mx (\row_p if p == o then 9%:R + 18%:R * th else 9%:R - 18%:R * th) =
    mk2 (9%:R + 18%:R * th) 0 0 (9%:R - 18%:R * th).
  by apply: mk2P; rewrite !mxE.
by rewrite !mk2M; congr mk2; ring.
Qed.

Theorem mmstar_not_closed_path : in_mmstar T4_path.
Proof.
have [u00 _] := mk2_inv (T4_inv00 three0); have [u10 _] := mk2_inv (T4_inv10 K).
have [u01 _] := mk2_inv (T4_inv01 K).
have uc j : blk T4_path j o \in unitmx by case: (ord2P j) => ->; rewrite ?path00 ?path10.
have ur i : blk T4_path o i \in unitmx by case: (ord2P i) => ->; rewrite ?path00 ?path01.
have F1 j i : j = o \/ i = o -> pivotF T4_path o o j i = 1%:M.
  case=> ->; rewrite /pivotF.
    by rewrite mulmxK ?ur // mulVmx.
  by rewrite mulVmx // mul1mx mulVmx.
apply: (factor_decision_sufficient uc ur path_C_unit) => j i.
have triv : is_diag_mx (path_C *m 1%:M *m invmx path_C).
  by rewrite mulmx1 mulmxV ?path_C_unit // scalar_mx_is_diag.
case: (ord2P j) => ->; first by rewrite F1 //; left.
case: (ord2P i) => ->; first by rewrite F1 //; right.
by rewrite path_CF mulmxK ?path_C_unit // diag_mx_is_diag.
Qed.
End Path.

Theorem mmstar_not_closed (R : realFieldType) : ~ in_mmstar (T4 R) /\
  forall eps : R, 0 < eps -> exists2 B : 'M[R]_(2 * 2), in_mmstar B &
    forall x y, `|B x y - T4 R x y| < eps.
Proof.
have two0 : 2%:R != 0 :> R by rewrite pnatr_eq0.
have three0 : 3%:R != 0 :> R by rewrite pnatr_eq0.
split=> [|eps eps0]; first exact: mmstar_not_closed_outside.
pose th := eps / (eps + 18%:R).
have s0 : 0 < eps + 18%:R by rewrite addr_gt0 ?ltr0n.
have th0 : 0 < th by rewrite divr_gt0.
have th1 : th < 1 by rewrite ltr_pdivr_mulr // mul1r ltr_addl ltr0n.
have le18 : 18%:R * th ^+ 2 < eps.
  have h : 18%:R * th < eps.
    rewrite /th mulrA ltr_pdivr_mulr // mulrC ltr_pmul2l // ltr_addr //.
  apply: le_lt_trans h; rewrite ler_pmul2l ?ltr0n // expr2.
  by rewrite ler_pimulr ?ltW.
exists (T4_path th) => [|x y]; first by apply: mmstar_not_closed_path; rewrite // gt_eqF.
rewrite /T4_path !mxE addrAC subrr add0r; apply: le_lt_trans le18.
rewrite normrM [`|th ^+ 2|]ger0_norm ?sqr_ge0 // mulrC ler_wpmul2r ?sqr_ge0 //.
case: ifP => _; first by rewrite normrN normr_nat ler_nat.
by case: ifP => _; rewrite ?normr_nat // normr0 ler0n.
Qed.

Theorem mmstar_not_closed_nearest (R : realFieldType) (B : 'M[R]_(2 * 2)) : in_mmstar B ->
  exists2 B' : 'M[R]_(2 * 2), in_mmstar B' & frob2 (B' - T4 R) < frob2 (B - T4 R).
Proof.
have [out close] := mmstar_not_closed R => mem; set d := frob2 (B - T4 R).
have d0 : 0 < d.
  rewrite lt_neqAle frob2_ge0 andbT eq_sym; apply: contra_notN out => /eqP z.
  suff <- : B = T4 R by [].
  have nn (i : 'I_(2 * 2)) : true -> 0 <= \sum_j (B - T4 R) i j ^+ 2 by move=> _; apply: sumr_ge0 => j _; apply: sqr_ge0.
  apply/matrixP=> i j; have z1 : \sum_j (B - T4 R) i j ^+ 2 = 0 by apply: (psumr_eq0P nn z).
  have /eqP : (B - T4 R) i j ^+ 2 = 0 by apply: (psumr_eq0P _ z1) => // k _; apply: sqr_ge0.
  by rewrite sqrf_eq0 !mxE subr_eq0 => /eqP.
have s0 : 0 < d + 16%:R by rewrite addr_gt0 ?ltr0n.
pose eps := d / (d + 16%:R); have eps0 : 0 < eps by rewrite divr_gt0.
have [B' mem' near] := close _ eps0; exists B' => //.
have eps1 : eps <= 1 by rewrite ler_pdivr_mulr // mul1r ler_addl ler0n.
have lt : eps * 16%:R < d by rewrite /eps mulrAC ltr_pdivr_mulr // ltr_pmul2l // ltr_addr.
apply: le_lt_trans lt; have -> : eps * 16%:R = \sum_(i < 2 * 2) \sum_(j < 2 * 2) eps.
  by rewrite !sumr_const !card_ord -mulrnA mulr_natr.
apply: ler_sum => i _; apply: ler_sum => j _.
have -> : (B' - T4 R) i j = B' i j - T4 R i j by rewrite !mxE.
have /ltW le := near i j; rewrite -real_normK ?num_real // expr2; apply: le_trans (le).
by rewrite ler_pimull // (le_trans le).
Qed.
