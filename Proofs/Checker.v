(* A program that checks the certificate of one slice over the binary integers, and its proof.

   check_slice m n r St lam L: lam I - S^T S - L L^T is diagonally dominant, S of integers given by its columns.

   projection_certificate_checked — where check_slice says yes,
     |S - u v^T|^2 >= |S|^2 - lam for all u, v — projection-certificate
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch Optimal.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Prog.
Local Open Scope Z_scope.

Fixpoint dot (u v : list Z) : Z :=
  match u, v with x :: u, y :: v => x * y + dot u v | _, _ => 0 end.

Definition resid (St L : list (list Z)) (lam : Z) (i j : nat) : Z :=
  (if Nat.eqb i j then lam else 0)
  - dot (List.nth i St nil) (List.nth j St nil)
  - dot (List.nth i L nil) (List.nth j L nil).

Fixpoint sumabs (f : nat -> Z) (i n : nat) : Z :=
  match n with
  | O => 0
  | S n => (if Nat.eqb n i then 0 else Z.abs (f n)) + sumabs f i n
  end.

Fixpoint allb (f : nat -> bool) (n : nat) : bool :=
  match n with O => true | S n => if f n then allb f n else false end.

Definition len_is (n : nat) (l : list Z) := Nat.eqb (List.length l) n.

(* St: the n columns of the slice, each of length m; L: n rows of length r.  *)
Definition check_slice (m n r : nat) (St : list (list Z)) (lam : Z)
    (L : list (list Z)) : bool :=
  if (0 <=? lam) then
  if allb (fun i => if len_is m (List.nth i St nil)
                    then len_is r (List.nth i L nil) else false) n then
  allb (fun i => sumabs (resid St L lam i) i n <=? resid St L lam i i) n
  else false else false.
End Prog.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma allbP (f : nat -> bool) n : reflect (forall i : 'I_n, f i) (allb f n).
Proof.
elim: n => [|n IH] /=; first by constructor; case.
case: ifP => fn; last by constructor=> h; have := h ord_max; rewrite /= fn.
apply: (iffP IH) => h i; last exact: (h (widen_ord (leqnSn n) i)).
case: (unliftP ord_max i) => [k|] -> /=; last by [].
by rewrite /= /bump leqNgt ltn_ord /=; apply: h.
Qed.

Lemma nth_nth (T : Type) (x : T) s i : List.nth i s x = nth x s i.
Proof. by elim: s i => [|y s IH] [|i] //=. Qed.

Lemma eqb_eq (i j : nat) : Nat.eqb i j = (i == j).
Proof. by apply/PeanoNat.Nat.eqb_spec/eqP. Qed.

Lemma dot_sum n (u v : seq Z) : size u = n -> size v = n ->
  dot u v = \sum_(k < n) u`_k * v`_k.
Proof.
elim: n u v => [|n IH] [|x u] [|y v] //=; first by rewrite big_ord0.
by case=> su [sv]; rewrite big_ord_recl /= -IH.
Qed.

Lemma sumabsE (f : nat -> Z) (n : nat) (i : nat) :
  sumabs f i n = \sum_(j < n | (j : nat) != i) `|f j|.
Proof.
elim: n => [|n IH] /=; first by rewrite big_ord0.
rewrite big_mkcond big_ord_recr /= -big_mkcond -IH eqb_eq addrC.
by case: eqP.
Qed.

Section Sound.
Variable R : realFieldType.
Definition ZR (z : Z) : R := (int_of_Z z)%:~R.

Lemma ZR_rmorph : rmorphism ZR.
Proof.
split; first by move=> x y; rewrite /ZR rmorphB /= rmorphB.
by split=> [x y|]; rewrite /ZR ?rmorphM /= ?rmorphM // !rmorph1.
Qed.
Canonical ZR_additive := Additive ZR_rmorph.
Canonical ZR_rmorphism := RMorphism ZR_rmorph.

Lemma ZR_ge0 (z : Z) : 0 <= z -> 0 <= ZR z.
Proof. by case: z => [|p|p] // _; rewrite /ZR /= ?mulr0z // -pmulrn ler0n. Qed.
Lemma ZR_le (y z : Z) : y <= z -> ZR y <= ZR z.
Proof. by rewrite -subr_ge0 => /ZR_ge0; rewrite rmorphB subr_ge0. Qed.
Lemma ZR_norm (z : Z) : ZR `|z| = `|ZR z|.
Proof.
have [z0|z0] := ger0P z; first by rewrite ger0_norm ?ZR_ge0.
by rewrite ler0_norm ?rmorphN // -oppr_ge0 -rmorphN ZR_ge0 // oppr_ge0 ltW.
Qed.

(* The matrices denoted by the lists. *)
Definition mx_cols m n (St : seq (seq Z)) : 'M[R]_(m, n) :=
  \matrix_(k, i) ZR (nth [::] St i)`_k.
Definition mx_rows n r (L : seq (seq Z)) : 'M[R]_(n, r) :=
  \matrix_(i, k) ZR (nth [::] L i)`_k.

Lemma check_sound m n r St lam L : check_slice m n r St lam L ->
  let S := mx_cols m n St in
  0 <= ZR lam /\ psd ((ZR lam)%:M - S^T *m S).
Proof.
rewrite /check_slice; case: ifP => // lamZ; case: ifP => // /allbP sz /allbP dd.
set S := mx_cols m n St.
have lam0 : 0 <= ZR lam by apply: ZR_ge0.
split=> //; set C := mx_rows n r L.
pose E := (ZR lam)%:M - S^T *m S - C *m C^T.
have EE i j : E i j = ZR (resid St L lam i j).
  rewrite /resid eqb_eq !nth_nth.
  have := sz i; have := sz j; rewrite !nth_nth /len_is !eqb_eq.
  case: ifP => // /eqP Sj /eqP Lj; case: ifP => // /eqP Si /eqP Li.
  rewrite (dot_sum Si Sj) (dot_sum Li Lj) !rmorphB !rmorph_sum /= !mxE.
  congr (_ - _ - _).
  - by rewrite -val_eqE; case: eqP => _; rewrite ?mulr1n ?mulr0n ?rmorph0.
  - by apply: eq_bigr => k _; rewrite !mxE -rmorphM.
  - by apply: eq_bigr => k _; rewrite !mxE -rmorphM.
have -> : (ZR lam)%:M - S^T *m S = C *m C^T + E by rewrite /E addrCA subrr addr0.
apply: psdD; first exact: gram_psd.
apply: projection_certificate_dominant => [|i].
  by rewrite /E !linearB /= tr_scalar_mx !trmx_mul !trmxK.
rewrite EE; apply: (le_trans _ (ZR_le (dd i))).
rewrite sumabsE rmorph_sum; apply: ler_sum => j _.
by rewrite EE -ZR_norm.
Qed.

(* End to end: if the checker says yes, no rank-one matrix beats the bound.  *)
Corollary projection_certificate_checked m n r St lam L : check_slice m n r St lam L ->
  forall (u : 'cV[R]_m) (v : 'cV_n),
  frob2 (mx_cols m n St) - ZR lam <= frob2 (mx_cols m n St - u *m v^T).
Proof. by case/check_sound => lam0 P u v; apply: projection_certificate_slice. Qed.
End Sound.
