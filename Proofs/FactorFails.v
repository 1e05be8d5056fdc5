(* What Assumption 3.3, all blocks invertible, leaves out.

   factor_fails_on_dft — in the square case, m >= 2, every block of the DFT has rank at most 1, so is
     singular — factor-fails-on-dft
   factor_fails_on_permutation — for q >= 1 and b >= 2 each row of blocks of a permutation matrix has a
     singular one — factor-fails-on-dft
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import fingroup perm mxtens zify.
From Monarch Require Import Index Monarch.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Theorem factor_fails_on_dft (F : fieldType) m (w : F) : (2 <= m)%N -> w ^+ (m * m) = 1 ->
  forall j i, (\rank (blk (dft w (m * m) (m * m)) j i) <= 1)%N /\
    blk (dft w (m * m) (m * m)) j i \notin unitmx.
Proof.
move=> m2 w1 j i; set B := blk _ j i.
suff r1 : (\rank B <= 1)%N.
  split=> //; rewrite -row_free_unit /row_free; apply/eqP => e.
  by move: r1; rewrite e leqNgt m2.
apply/rank_le1P; exists (\col_l w ^+ (m * (l * i))), (\row_k w ^+ (m * (j * k) + j * i)).
apply/matrixP=> l k; rewrite blkE !mxE big_ord1 !mxE -exprD !ix_val.
have -> : ((l * m + j) * (k * m + i) = m * m * (l * k) + (m * (l * i) + (m * (j * k) + j * i)))%N by lia.
by rewrite exprD exprM w1 expr1n mul1r.
Qed.

Theorem factor_fails_on_permutation (F : fieldType) q b (s : 'S_(q * b)) : (0 < q)%N -> (2 <= b)%N ->
  forall j, exists i, blk (perm_mx s : 'M[F]_(q * b)) j i \notin unitmx.
Proof.
case: q s => // q s _; case: b s => [|[|b]] // s _ j.
pose c := (un (s (ix ord0 j))).2; pose i : 'I_b.+2 := if c == ord0 then ord_max else ord0.
have ne : c != i by rewrite /i; case: (eqVneq c ord0) => [->|].
exists i; apply/negP => u.
have r0 : row ord0 (blk (perm_mx s : 'M[F]_(q.+1 * b.+2)) j i) = 0.
  apply/rowP => k; rewrite mxE blkE [RHS]mxE /perm_mx !mxE.
  case: eqP => // e; case/eqP: ne; by rewrite /c e ixK.
have := mulmxV u => /(congr1 (row ord0)); rewrite row_mul r0 mul0mx => /rowP/(_ ord0).
by rewrite !mxE eqxx => /esym/eqP; rewrite oner_eq0.
Qed.
