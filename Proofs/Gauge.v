(* Uniqueness of the two factors of a Monarch matrix, over a field.

   regauge L R L' R': L', R' arise from L, R by scaling column k of L_j and row j of R_k against each other, for every
   (j, k). Sizes are the rectangular ones of Monarch.v; a + d > 0 only says that the slices are not all 0 x 0.

   gauge — the factors are unique up to such scalings iff no slice vanishes — gauge
   gauge_rescaled — rescaled factors give the same matrix — gauge
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens ring.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Gauge.
Variables (F : fieldType) (a b c d : nat).
Implicit Types (L : 'I_b -> 'M[F]_(a, c)) (R : 'I_c -> 'M[F]_(b, d)).

Definition regauge L R L' R' := exists2 s : 'I_b -> 'I_c -> F,
  forall j k, s j k != 0 &
  (forall j k l, L' j l k = L j l k * s j k) /\
  (forall j k i, R' k j i = (s j k)^-1 * R k j i).

Theorem gauge_rescaled L R L' R' : regauge L R L' R' -> monarch L' R' = monarch L R.
Proof.
case=> s s0 [eL eR]; apply: mx_ixP => l j k i.
by rewrite !entries_monarch eL eR -mulrA mulVKf.
Qed.

(* Two factorisations of one non-zero outer product. *)
Lemma outer_gauge (u u' : 'I_a -> F) (v v' : 'I_d -> F) l0 i0 :
  u l0 * v i0 != 0 -> (forall l i, u l * v i = u' l * v' i) ->
  exists2 s, s != 0 & (forall l, u' l = u l * s) /\ (forall i, v' i = s^-1 * v i).
Proof.
move=> n0 e; have := n0; rewrite e !mulf_eq0 !negb_or => /andP[u'0 v'0].
move: n0; rewrite mulf_eq0 negb_or => /andP[u0 v0].
exists (v i0 / v' i0); first by rewrite mulf_neq0 ?invr_eq0.
split=> [l|i]; first by rewrite mulrA e mulfK.
have es : v i0 / v' i0 = u' l0 / u l0.
  by apply: (mulIf v'0); rewrite mulfVK // mulrAC -e mulrAC mulfV ?mul1r.
by rewrite es invf_div mulrAC e mulrAC mulfV // mul1r.
Qed.

(* The same factors with one column of L and one row of R replaced. *)
Definition setL L (j0 : 'I_b) (k0 : 'I_c) (x : F) : 'I_b -> 'M[F]_(a, c) :=
  fun j => \matrix_(l, k) if (j == j0) && (k == k0) then x else L j l k.
Definition setR R (j0 : 'I_b) (k0 : 'I_c) (x : F) : 'I_c -> 'M[F]_(b, d) :=
  fun k => \matrix_(j, i) if (j == j0) && (k == k0) then x else R k j i.

Lemma set_monarch L R j0 k0 x y : slice (monarch L R) j0 k0 = 0 -> x * y = 0 ->
  monarch (setL L j0 k0 x) (setR R j0 k0 y) = monarch L R.
Proof.
move=> z xy; apply: mx_ixP => l j k i; rewrite !entries_monarch !mxE.
case: ifP => // /andP[/eqP-> /eqP->].
by have /matrixP/(_ l i) := z; rewrite mxE [RHS]mxE entries_monarch xy => ->.
Qed.

Theorem gauge (A : 'M[F]_(a * b, c * d)) : (0 < a + d)%N -> is_monarch A ->
  (forall L R L' R', monarch L R = A -> monarch L' R' = A -> regauge L R L' R') <->
  (forall j k, slice A j k != 0).
Proof.
move=> ad [L0 [R0 e0]]; split=> [uniq j k|n0 L R L' R' e e'].
  apply/eqP => z; rewrite e0 in z.
  have xy x y : x * y = 0 -> monarch (setL L0 j k x) (setR R0 j k y) = A.
    by move=> *; rewrite set_monarch.
  have [a0|a0] := posnP a.
    have d0 : (0 < d)%N by rewrite a0 in ad.
    have [s _ [_ /(_ j k (Ordinal d0))]] := uniq _ _ _ _ (xy 0 0 (mul0r 0)) (xy 0 1 (mul0r 1)).
    by rewrite !mxE !eqxx /= mulr0 => /eqP; rewrite oner_eq0.
  have [s _ [/(_ j k (Ordinal a0)) + _]] := uniq _ _ _ _ (xy 0 0 (mul0r 0)) (xy 1 0 (mulr0 1)).
  by rewrite !mxE !eqxx /= mul0r => /eqP; rewrite oner_eq0.
have /fin_all_exists[s sP] : forall x : 'I_b * 'I_c, exists s, [/\ s != 0,
    forall l, L' x.1 l x.2 = L x.1 l x.2 * s &
    forall i, R' x.2 x.1 i = s^-1 * R x.2 x.1 i].
  case=> j k /=; have := n0 j k.
  case: (boolP [exists l, [exists i, slice A j k l i != 0]]) => [|all0].
    case/existsP=> l /existsP[i]. rewrite mxE -[A]e entries_monarch => li _.
    have [|s s0 [eL eR]] := @outer_gauge (fun l => L j l k) (fun l => L' j l k)
        (fun i => R k j i) (fun i => R' k j i) l i li; last by exists s.
    by move=> l' i'; rewrite -!entries_monarch e e'.
  case/eqP; apply/matrixP=> l i; rewrite [RHS]mxE; apply/eqP.
  by apply: contraNT all0 => li; apply/existsP; exists l; apply/existsP; exists i.
exists (fun j k => s (j, k)) => [j k|]; first by have [] := sP (j, k).
by split=> j k; have [_] := sP (j, k).
Qed.
End Gauge.

(* Not vacuous: over the rationals the all-one matrix has no vanishing slice. *)
Example gauge_example : is_monarch (const_mx 1 : 'M[rat]_(2 * 2, 2 * 2)) /\
  forall j k, slice (const_mx 1 : 'M[rat]_(2 * 2, 2 * 2)) j k != 0.
Proof.
split=> [|j k].
  exists (fun=> const_mx 1), (fun=> const_mx 1); apply: mx_ixP => l j k i.
  by rewrite entries_monarch !mxE mulr1.
by apply/eqP => /matrixP/(_ ord0 ord0); rewrite !mxE.
Qed.
