(* Roundings to a narrower binary format, to nearest or not: what NarrowedBound.v asks of what is read.

   faithful p emin r z: r is a number of the format, and no other lies between it and z, z included: rounding up, down,
     towards 0 (cutting digits off), to nearest, or by chance. least_normal p emin: 2^(emin+p-1).
   or_flushed mu is_narrowed: the same, or 0 for what is below mu.

   rounding_bound_faithful — such an r errs by at most 2^(1-p) |z| + 2^emin, without the latter from the least normal
     number on — rounding-bound
   rounding_bound_narrowed_nearest — rounding to nearest narrows with v = 2^-p, eps = 2^(emin-1) — rounding-bound
   rounding_bound_narrowed_faithful — faithful rounding narrows with v = 2^(1-p), eps = 2^emin — rounding-bound
   rounding_bound_narrowed_flushed — a narrowing whose small results may be read as 0 is one with a larger
     eps — rounding-bound
   rounding_bound_tf32 — the bound of a Monarch product in float32 whose operands are cut to 11 bits, with normal
     data — rounding-bound
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring zify.
From Monarch Require Import Index Monarch Rounding ErrorBound FloatRounding NarrowedBound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory Order.Theory.
Local Open Scope ring_scope.

Section Format.
Variables (F : archiFieldType) (p : nat) (emin : int).
Hypothesis p_gt0 : (0 < p)%N.
Implicit Types (r w z : F).

Definition faithful r z : Prop := number p emin r /\
  forall w, number p emin w -> ~ (r < w /\ w <= z) /\ ~ (z <= w /\ w < r).

Definition least_normal : F := 2%:R ^ emin * 2%:R ^+ p.-1.

Notation u := (unit_roundoff F p).
Notation eta := (underflow_unit F emin).

Lemma unit_pow (k : nat) z : 2%:R ^+ k * z <= 2%:R ^+ p * `|z| -> 2%:R ^+ k * z * u <= `|z|.
Proof. by rewrite -ler_pdivr_mull ?exprn_gt0 ?ltr0n // mulrC. Qed.

(* The spacing of the numbers around z. *)
Lemma spacing z : exists k : nat, [/\ `|z| < 2%:R ^ (emin + k%:Z) * 2%:R ^+ p,
  2%:R ^ (emin + k%:Z) <= u *+ 2 * `|z| + eta *+ 2
  & least_normal <= `|z| -> 2%:R ^ (emin + k%:Z) <= u *+ 2 * `|z|].
Proof.
have [k [zk kmin]] := scale_exists p emin z; exists k.
have u0 := unit_roundoff_ge0 F p; have eta0 := underflow_unit_ge0 F emin.
have two0 : (2%:R : F) != 0 by apply: two_neq0.
have pow0 j : (2%:R : F) ^+ j != 0 by apply: expf_neq0.
case: k zk kmin => [|k] zk kmin; split=> //.
- rewrite addr0 -{1}(subrK 1 emin) (pow2D F (emin - 1) 1) expr1 mulr_natr.
  by rewrite ler_addr mulr_ge0 ?mulrn_wge0.
- rewrite addr0 => zn; apply: le_trans (ler_wpmul2l (mulrn_wge0 2 u0) zn).
  rewrite /least_normal mulrCA -{1}[2%:R ^ emin]mulr1 ler_wpmul2l ?exprz_ge0 ?ler0n //.
  by rewrite mulrnAl -mulrnAr -mulr_natr -exprSr prednK // mulVf.
all: have := kmin k (ltnSn k) => low.
all: suff le : 2%:R ^ (emin + k.+1%:Z) <= u *+ 2 * `|z| by rewrite ?(le_trans le) // ler_addl mulrn_wge0.
all: rewrite mulrnAl -[u * _ *+ 2]mulr_natr -[k.+1]addn1 PoszD addrA (pow2D F _ 1) expr1 ler_pmul2r ?ltr0n //.
all: by rewrite /unit_roundoff mulrC ler_pdivl_mulr ?exprn_gt0 ?ltr0n.
Qed.

Theorem rounding_bound_faithful r z : faithful r z ->
  `|r - z| <= u *+ 2 * `|z| + eta *+ 2 /\ (least_normal <= `|z| -> `|r - z| <= u *+ 2 * `|z|).
Proof.
case=> nr between; have [k [zk q1 q2]] := spacing z.
suff le : `|r - z| <= 2%:R ^ (emin + k%:Z).
  by split=> [|nz]; apply: le_trans le _ => //; apply: q2.
have [m] := neighbours p_gt0 zk; set q := 2%:R ^ (emin + k%:Z) => -[lo hi n1 n2].
have {}hi : z < m%:~R * q + q by move: hi; rewrite rmorphD /= mulrDl mul1r.
have [rz|zr] := leP r z.
  rewrite ler0_norm ?subr_le0 // opprB ler_subl_addr.
  have [b _] := between _ n1; have [br|rb] := leP (m%:~R * q) r; last by case: b.
  by rewrite addrC; apply: le_trans (ltW hi) _; rewrite ler_add2r.
rewrite ger0_norm ?subr_ge0 ?(ltW zr) // ler_subl_addr.
have [_ b] := between _ n2; have [rb|br] := leP r ((m + 1)%:~R * q).
  by apply: le_trans rb _; rewrite rmorphD /= mulrDl mul1r addrC ler_add2l.
by case: b; split=> //; rewrite rmorphD /= mulrDl mul1r ltW.
Qed.

Lemma nearest_normal r z : nearest p emin r z -> least_normal <= `|z| -> `|r - z| <= u * `|z|.
Proof.
move=> nr zn; have [k [zk _ q2]] := spacing z.
have := nearest_half_gap p_gt0 nr zk => gap.
by have := le_trans gap (q2 zn); rewrite mulrnAl ler_muln2r.
Qed.

Lemma faithful_zero r : faithful r 0 -> r = 0.
Proof.
case=> _ /(_ 0 (number0 F p emin))[b1 b2]; apply/eqP; rewrite eq_le !leNgt.
by apply/andP; split; apply/negP => h; [case: b2 | case: b1].
Qed.

Theorem rounding_bound_narrowed_nearest :
  narrowing u eta least_normal (fun z r => nearest p emin r z).
Proof.
split=> [||z r|z r|r]; [exact: unit_roundoff_ge0 | exact: underflow_unit_ge0 | | | ].
- exact: rounding_bound_nearest.
- exact: nearest_normal.
- exact/nearest_number/number0.
Qed.

Theorem rounding_bound_narrowed_faithful :
  narrowing (u *+ 2) (eta *+ 2) least_normal (fun z r => faithful r z).
Proof.
split=> [||z r /rounding_bound_faithful[]|z r /rounding_bound_faithful[]|r] //.
- exact/mulrn_wge0/unit_roundoff_ge0.
- exact/mulrn_wge0/underflow_unit_ge0.
- exact: faithful_zero.
Qed.
End Format.

(* What is read of z, or 0 for z below mu. *)
Definition or_flushed (F : realFieldType) (mu : F) (is_narrowed : F -> F -> Prop) (z r : F) : Prop :=
  is_narrowed z r \/ r = 0 /\ `|z| < mu.

Theorem rounding_bound_narrowed_flushed (F : realFieldType) (v eps N mu : F) is_narrowed :
  narrowing v eps N is_narrowed -> eps <= mu -> N <= mu ->
  narrowing v mu mu (or_flushed mu is_narrowed).
Proof.
case=> v0 e0 err nor zero em Nm; have mu0 : 0 <= mu by apply: le_trans em.
split=> // [z r [/err le|[-> zm]]|z r [nr mz|[_ zm] mz]|r [/zero //|[]] //].
- by apply: le_trans le _; rewrite ler_add2l.
- by rewrite sub0r normrN; apply: le_trans (ltW zm) _; rewrite ler_addr mulr_ge0.
- by apply: nor nr (le_trans Nm mz).
- by rewrite ltNge mz in zm.
Qed.

(* float32 sums, operands cut to 11 bits: v = 2^-10, eps = 2^-136; normal from 2^-126 on. *)
Theorem rounding_bound_tf32 (F : archiFieldType) m (L R : 'I_m -> 'M[F]_m) (x : 'cV[F]_(m * m)) h y :
  let K := nearest_arithmetic F 24 (- 149%:Z) in
  let u := unit_roundoff F 24 in
  let eta := underflow_unit F (- 149%:Z) in
  let cut z r := faithful 11 (- 136%:Z) r z in
  let v := 2%:R ^- 10 in let eps := 2%:R ^ (- 136%:Z) in
  let normal n k (S : 'M[F]_(n, k)) := normal_data (2%:R ^ (- 126%:Z)) S in
  normal _ _ (bdiag R) -> normal _ _ (pbd L) -> normal _ _ x ->
  computes_narrowed K cut (bdiag R) x h -> computes_narrowed K cut (pbd L) h y -> forall i,
  `|y i 0 - (monarch L R *m x) i 0| <=
  ((1 + v) ^+ 4 * (1 + u) ^+ (m + m) - 1) * monarch_gauge L R x i 0 +
  (1 + v) ^+ 4 * (1 + u) ^+ (m + m) * ((m%:R * eta + eps) * left_sums L i 0 + m%:R * eta).
Proof.
move=> K u eta cut v eps normal nR nL nx c0 c1 i.
have std : standard_model u eta K by apply: rounding_bound_nearest_model.
have two0 : (2%:R : F) != 0 by apply: two_neq0.
have vE : unit_roundoff F 11 *+ 2 = v.
  rewrite /unit_roundoff -[_ *+ 2]mulr_natr exprSr invfM -mulrA.
  by rewrite mulVf // mulr1.
have epsE : underflow_unit F (- 136%:Z) *+ 2 = eps.
  by rewrite -[_ *+ 2]mulr_natr /underflow_unit -[X in _ * X]expr1 -pow2D subrK.
have NE : least_normal F 11 (- 136%:Z) = 2%:R ^ (- 126%:Z) by rewrite /least_normal -pow2D.
have nar : narrowing v eps (2%:R ^ (- 126%:Z)) cut.
  by rewrite -NE -epsE -vE; apply: rounding_bound_narrowed_faithful.
have := rounding_bound_narrowed_normal std nar nR nL nx c0 c1 i.
by rewrite /sum_unit !mulr0 !addr0.
Qed.
