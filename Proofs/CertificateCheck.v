(* A program that checks the whole certificate of a Monarch projection, and its soundness.

   certificate: the content of one section of a certificate file, numbers as they are written, m 2^e.
   check k q p l s r c: the program, which checks every slice's proof, the sums, the claims and the gap.

   projection_rank_checked — where the program accepts the proof of a slice S, no product of nu columns and nu rows is
     nearer to S than its bound — projection-rank
   projection_certificate_file — where check says yes, over every ordered field: |A|^2 and |A - M|^2 are as claimed, M
     being the Monarch matrix of the factors; no Monarch matrix of the form is nearer to A than the bound; M is as
     near as any, up to gap |A|^2 — projection-certificate
   projection_certificate_file_monarch — the same for l = q and r = k, where these matrices are M
     — projection-certificate
*)
From Coq Require Import ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ssrZ mxtens.
From Monarch Require Import Index Monarch Optimal RankBound Numbers ListMatrix.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.

(* ---------------------------------------------------------------- the program *)

(* mu, the columns of W, the rows of the lower triangle G; what a row lacks is 0. *)
Record slice_proof := SliceProof { mu : dy; wcols : mat dy; tri : mat dy }.

(* A as rows; left and right blocks as rows each; the proof for left block la and right block a at place (la, a),
   None where the rank alone gives the bound; the gap (d, x) stands for d 10^x, None makes no claim. *)
Record certificate := Certificate {
  weights : mat dy; left : seq (mat dy); right : seq (mat dy);
  proofs : seq (seq (option slice_proof));
  norm : dy; error : dy; bound : dy; gap : option (Z * Z) }.

Section Program.
Local Notation "x +d y" := (dadd x y) (at level 50, left associativity).
Local Notation "x *d y" := (dmul x y) (at level 40, left associativity).
Local Notation ent := (ent dops).
Local Notation sum := (sum dops).

Definition sq (x : dy) : dy := x *d x.
Definition dmax0 (x : dy) : dy := if Z.leb Z0 (fst x) then x else (Z0, Z0).
Definition block (B : seq (mat dy)) (i : nat) : mat dy := nth [::] B i.

Definition frob (m n : nat) (S : mat dy) : dy := sum (fun i => sum (fun j => sq (ent S i j)) n) m.

(* N = S^T S where S is at least as high as wide, and S S^T elsewhere. *)
Definition is_tall (s p : nat) : bool := Nat.leb p s.
Definition order (tall : bool) (s p : nat) : nat := if tall then p else s.
Definition gram (tall : bool) (s p : nat) (S : mat dy) (i j : nat) : dy :=
  if tall then sum (fun t => ent S t i *d ent S t j) s else sum (fun t => ent S i t *d ent S j t) p.

(* mu I + W W^T - N - G G^T. *)
Definition rest (tall : bool) (s p : nat) (S : mat dy) (pr : slice_proof) : mat dy :=
  let n := order tall s p in
  tab n n (fun i j =>
    (if Nat.eqb i j then mu pr else (Z0, Z0))
    +d sum (fun t => ent (wcols pr) t i *d ent (wcols pr) t j) (size (wcols pr))
    +d dopp (gram tall s p S i j) +d dopp (sum (fun t => ent (tri pr) i t *d ent (tri pr) j t) n)).

Definition is_dominant (n : nat) (E : mat dy) : bool :=
  alln (fun i => dleb (sum (fun j => if Nat.eqb j i then (Z0, Z0) else dabs (ent E i j)) n) (ent E i i)) n.
Definition slice_ok (s p : nat) (S : mat dy) (pr : option slice_proof) : bool :=
  match pr with
  | None => true
  | Some pr =>
    let tall := is_tall s p in Z.leb Z0 (fst (mu pr)) && is_dominant (order tall s p) (rest tall s p S pr)
  end.

Definition slice_low (s p nu : nat) (S : mat dy) (pr : option slice_proof) : dy :=
  match pr with
  | None => if nu is 0 then frob s p S else (Z0, Z0)
  | Some pr =>
    let n := order (is_tall s p) s p in
    dmax0 (frob s p S +d dopp ((Z.of_nat nu, Z0) *d mu pr +d frob (size (wcols pr)) n (wcols pr)))
  end.

Variables k q p l s r : nat.

(* The pairs (c, rh) with a q + c = rh l + la: row c of right block a meets column rh of left block la. *)
Definition places_list (la a : nat) : seq (nat * nat) :=
  [seq x <- [seq (c, rh) | c <- iota 0 q, rh <- iota 0 r] | Nat.eqb (a * q + x.1) (x.2 * l + la)].

Definition slice_list (A : mat dy) (la a : nat) : mat dy :=
  tab s p (fun sg i => ent A (sg * l + la) (a * p + i)).

Definition slice_rest (c : certificate) (la a : nat) : mat dy :=
  let S := slice_list (weights c) la a in
  let L := block (left c) la in
  let R := block (right c) a in
  let P := places_list la a in
  tab s p (fun sg i => ent S sg i +d dopp (suml dops (fun x => ent L sg x.2 *d ent R x.1 i) P)).

Definition proof_at (c : certificate) (la a : nat) : option slice_proof := nth None (nth [::] (proofs c) la) a.

Definition total (f : nat -> nat -> dy) : dy := sum (fun la => sum (f la) k) l.

(* Whether error - bound <= d 10^x norm. *)
Definition gap_holds (c : certificate) (d x : Z) : bool :=
  let diff := error c +d dopp (bound c) in
  if Z.leb Z0 x then dleb diff ((Z.mul d (Z.pow 10 x), Z0) *d norm c)
  else dleb (diff *d (Z.pow 10 (Z.opp x), Z0)) ((d, Z0) *d norm c).

(* A gap other than 0 has to be the least with its last digit. *)
Definition gap_ok (c : certificate) : bool :=
  match gap c with
  | None => true
  | Some (d, x) => if gap_holds c d x then if Z.eqb d Z0 then true else ~~ gap_holds c (Z.pred d) x else false
  end.

Definition sizes_ok (c : certificate) : bool :=
  [&& Nat.eqb (r * l) (k * q), Nat.leb (size (weights c)) (s * l),
    all (fun row => Nat.leb (size row) (k * p)) (weights c),
    Nat.eqb (size (left c)) l, all (is_size s r) (left c), Nat.eqb (size (right c)) k & all (is_size q p) (right c)].

Definition check (c : certificate) : bool :=
  [&& sizes_ok c,
    alln (fun la => alln (fun a => slice_ok s p (slice_list (weights c) la a) (proof_at c la a)) k) l,
    eqn dops (norm c) (total (fun la a => frob s p (slice_list (weights c) la a))),
    eqn dops (error c) (total (fun la a => frob s p (slice_rest c la a))),
    eqn dops (bound c) (total (fun la a =>
      slice_low s p (size (places_list la a)) (slice_list (weights c) la a) (proof_at c la a)))
    & gap_ok c].
End Program.

(* ---------------------------------------------------------------- soundness *)

Local Open Scope ring_scope.

Section Sound.
Variable R : realFieldType.
Notation dv := (dval R).
Let hD : denotes dops (dval R) := dy_denotes (charR R).
Notation mx m n A := (@mxv _ dops R (dval R) m n A).

Lemma dv_add x y : dv (dadd x y) = dv x + dv y. Proof. exact: (valD hD). Qed.
Lemma dv_mul x y : dv (dmul x y) = dv x * dv y. Proof. exact: (valM hD). Qed.
Lemma dv_opp x : dv (dopp x) = - dv x. Proof. exact: (valN hD). Qed.
Lemma dv_0 : dv (Z0, Z0) = 0. Proof. exact: (val0 hD). Qed.
Lemma dv_int z : dv (z, Z0) = zval R z. Proof. by rewrite /dval /= expr0z mulr1. Qed.

Lemma frobE m n S : dv (frob m n S) = frob2 (mx m n S).
Proof.
rewrite /frob (val_sum hD); apply: eq_bigr => i _; rewrite (val_sum hD); apply: eq_bigr => j _.
by rewrite /sq dv_mul mxE expr2.
Qed.

Lemma dmax0_le x y : 0 <= y -> dv x <= y -> dv (dmax0 x) <= y.
Proof. by move=> y0 xy; rewrite /dmax0; case: ifP; rewrite ?dv_0. Qed.

(* mu I + W W^T - N is positive semidefinite, N the matrix that gram computes. *)
Lemma rest_psd tall s p S (pr : slice_proof) (N : 'M[R]_(order tall s p)) :
  (forall i j : 'I__, dv (gram tall s p S i j) = N i j) -> N^T = N ->
  is_dominant (order tall s p) (rest tall s p S pr) ->
  let W := (mx (size (wcols pr)) (order tall s p) (wcols pr))^T in psd ((dv (mu pr))%:M + W *m W^T - N).
Proof.
set n := order tall s p in N * => eN sN; move=> /allnP dd W.
pose G := mx n n (tri pr); pose E := (dv (mu pr))%:M + W *m W^T - N - G *m G^T.
have EE (i j : 'I_n) : dv (ent dops (rest tall s p S pr) i j) = E i j.
  rewrite /rest ent_tab // !(dv_add, dv_opp) eN !(val_sum hD).
  have -> : E i j = (dv (mu pr))%:M i j + (W *m W^T) i j - N i j - (G *m G^T) i j.
    by rewrite mxE [X in X + _]mxE [X in X + _ + _]mxE [X in _ + X]mxE [X in _ + X - _]mxE.
  congr (_ + _ - _ - _).
  - by rewrite mxE eqbE -val_eqE; case: eqP => _; rewrite ?mulr1n ?dv_0.
  - by rewrite mxE; apply: eq_bigr => t _; rewrite dv_mul !mxE.
  - by rewrite mxE; apply: eq_bigr => t _; rewrite dv_mul !mxE.
have -> : (dv (mu pr))%:M + W *m W^T - N = E + G *m G^T by rewrite /E subrK.
apply: psdD; last exact: gram_psd.
apply: projection_certificate_dominant => [|i].
  by rewrite /E !linearB /= linearD /= tr_scalar_mx !trmx_mul !trmxK sN.
have := dd i; rewrite (dlebE R) EE; apply: le_trans; rewrite (val_sum hD) big_mkcond.
rewrite le_eqVlt; apply/orP; left; apply/eqP; apply: eq_bigr => j _.
by rewrite eqbE -val_eqE; case: eqP => _; rewrite ?dv_0 // dvalabs EE.
Qed.

Theorem projection_rank_checked s p nu S pr (U : 'M[R]_(s, nu)) (V : 'M_(nu, p)) :
  slice_ok s p S pr -> dv (slice_low s p nu S pr) <= frob2 (mx s p S - U *m V).
Proof.
rewrite /slice_ok /slice_low; case: pr => [pr|_]; last first.
  case: nu U V => [|nu] U V; last by rewrite dv_0 frob2_ge0.
  by rewrite frobE [U]thinmx0 mul0mx subr0.
move=> /andP[mu0 dd]; have {}mu0 : 0 <= dv (mu pr) by rewrite dval_ge0.
apply: dmax0_le; first exact: frob2_ge0.
rewrite dv_add dv_opp dv_add dv_mul dv_int zval_nat !frobE -(frob2_trmx (mx _ _ (wcols pr))).
case: (is_tall s p) dd => dd.
  apply: projection_rank_bound => //; apply: (rest_psd (tall := true) _ _ dd); last by rewrite trmx_mul trmxK.
  by move=> i j; rewrite (val_sum hD) mxE; apply: eq_bigr => t _; rewrite dv_mul !mxE.
apply: projection_rank_bound_columns => //; apply: (rest_psd (tall := false) _ _ dd); last by rewrite trmx_mul trmxK.
by move=> i j; rewrite (val_sum hD) mxE; apply: eq_bigr => t _; rewrite dv_mul !mxE.
Qed.

Variables k q p l s r : nat.

(* The factors that the lists mean, and the sum over the places between them. *)
Definition blocks n m m' (B : seq (mat dy)) (i : 'I_n) : 'M[R]_(m, m') := mx m m' (block B i).

Lemma big_places (V : Type) (idx : V) (op : Monoid.com_law idx) (f : nat -> nat -> V) la a :
  \big[op/idx]_(x <- places_list q l r la a) f x.1 x.2 =
  \big[op/idx]_(c < q) \big[op/idx]_(rh < r | (a * q + c == rh * l + la)%N) f c rh.
Proof.
rewrite /places_list big_filter big_mkcond big_allpairs.
have iotaE n : iota 0 n = index_iota 0 n by rewrite /index_iota subn0.
rewrite !iotaE big_mkord; apply: eq_bigr => c _; rewrite big_mkord [RHS]big_mkcond.
by apply: eq_bigr => rh _; rewrite eqbE.
Qed.

Lemma size_places (la : 'I_l) (a : 'I_k) : size (places_list q l r la a) = #|places q r la a|.
Proof.
rewrite -sum1_size (big_places _ (fun _ _ => 1%N)) -sum1_card.
rewrite (pair_big_dep xpredT (fun (c : 'I_q) (rh : 'I_r) => a * q + c == rh * l + la)%N (fun _ _ => 1%N)) /=.
by apply: eq_bigl => x; rewrite !inE.
Qed.

Lemma slice_listE (A : mat dy) (la : 'I_l) (a : 'I_k) :
  mx s p (slice_list p l s A la a) = slice (mx (s * l) (k * p) A) la a.
Proof. by apply/matrixP => sg i; rewrite !mxE ent_tab // !ix_val. Qed.

Lemma totalE (f : nat -> nat -> dy) : dv (total k l f) = \sum_(la < l) \sum_(a < k) dv (f la a).
Proof. by rewrite /total (val_sum hD); apply: eq_bigr => la _; rewrite (val_sum hD). Qed.

Lemma slice_restE (e : (r * l = k * q)%N) c (la : 'I_l) (a : 'I_k) :
  mx s p (slice_rest q p l s r c la a) =
  slice (mx (s * l) (k * p) (weights c) - rmonarch e (blocks s r (left c)) (blocks q p (right c))) la a.
Proof.
apply/matrixP => sg i; rewrite sliceB -slice_listE mxE ent_tab // dv_add dv_opp (val_suml hD).
rewrite [RHS]mxE; congr (_ + _); first by rewrite [RHS]mxE.
rewrite [RHS]mxE; congr (- _); rewrite [RHS]mxE entries_form.
rewrite (big_places _ (fun x y => dv (dmul (ent dops (block (left c) la) sg y) (ent dops (block (right c) a) x i)))).
by apply: eq_bigr => x _; apply: eq_bigr => y _; rewrite dv_mul !mxE.
Qed.

(* d 10^x. *)
Definition decimal (d x : Z) : R := zval R d * 10%:R ^ int_of_Z x.

Lemma gap_holdsE c d x : gap_holds c d x = (dv (error c) - dv (bound c) <= decimal d x * dv (norm c)).
Proof.
have pow y : Z.leb Z0 y -> zval R (Z.pow 10 y) = 10%:R ^ int_of_Z y.
  move=> /Z.leb_spec0 y0; rewrite -(Z2Nat.id _ y0); move: (Z.to_nat y) => n.
  rewrite int_of_Z_nat; elim: n => [|n IH]; first by rewrite expr0z -(zval1 R).
  rewrite Nat2Z.inj_succ Z.pow_succ_r ?zvalM ?IH ?zval_pos -?exprnP ?exprS //.
  exact: Nat2Z.is_nonneg.
rewrite /gap_holds /decimal; case: ifP => x0.
  by rewrite (dlebE R) dv_add dv_opp dv_mul dv_int zvalM pow.
rewrite (dlebE R) !dv_mul dv_add dv_opp !dv_int.
have x1 : Z.leb Z0 (Z.opp x).
  by apply/Z.leb_spec0; apply/Z.opp_nonneg_nonpos; apply: Z.lt_le_incl; apply/Z.leb_gt.
have -> : 10%:R ^ int_of_Z x = (zval R (Z.pow 10 (Z.opp x)))^-1 :> R.
  by rewrite pow // -[Z.opp x]/(- x) rmorphN /= -invr_expz invrK.
have t0 : 0 < zval R (Z.pow 10 (Z.opp x)) by rewrite pow // exprz_gt0 // ltr0n.
by rewrite mulrAC -ler_pdivl_mulr.
Qed.

(* What an accepted certificate says is true. *)
Theorem projection_certificate_file c : check k q p l s r c -> exists e : (r * l = k * q)%N,
  let A : 'M[R]_(s * l, k * p) := mx (s * l) (k * p) (weights c) in
  let M := rmonarch e (blocks s r (left c)) (blocks q p (right c)) in
  [/\ frob2 A = dv (norm c), frob2 (A - M) = dv (error c),
      forall N, is_rmonarch e N -> dv (bound c) <= frob2 (A - N)
    & forall d x, gap c = Some (d, x) ->
      forall N, is_rmonarch e N -> frob2 (A - M) <= frob2 (A - N) + decimal d x * frob2 A].
Proof.
case/and5P=> sizes /alln2P ok /(eqnP hD) en /(eqnP hD) ee /andP[/(eqnP hD) eb gap_c].
have e : (r * l = k * q)%N by case/and5P: sizes => /PeanoNat.Nat.eqb_spec.
exists e => A M.
have normA : frob2 A = dv (norm c).
  rewrite frob2_slices en totalE; apply: eq_bigr => la _; apply: eq_bigr => a _.
  by rewrite frobE slice_listE.
have errorA : frob2 (A - M) = dv (error c).
  rewrite frob2_slices ee totalE; apply: eq_bigr => la _; apply: eq_bigr => a _.
  by rewrite frobE (slice_restE e).
have low N : is_rmonarch e N -> dv (bound c) <= frob2 (A - N).
  move=> mN; rewrite eb totalE; apply: projection_certificate_rectangular mN => la a U V.
  by rewrite size_places -slice_listE; apply: projection_rank_checked; apply: ok.
split=> // d x egap N mN; move: gap_c; rewrite /gap_ok egap; case: ifP => // + _.
rewrite gap_holdsE errorA normA => le; rewrite -ler_subl_addr; apply: le_trans (low N mN).
by rewrite ler_subl_addr addrC -ler_subl_addr.
Qed.
End Sound.

(* With one input of each left block for every right block, in the words of Monarch.v: rows are pairs in 'I_a x 'I_b,
   columns pairs in 'I_c x 'I_d. *)
Corollary projection_certificate_file_monarch (R : realFieldType) a b c d cert : check c b d b a c cert ->
  let A : 'M[R]_(a * b, c * d) := mxv dops (dval R) (a * b) (c * d) (weights cert) in
  let M := monarch (blocks R a c (left cert)) (blocks R b d (right cert)) in
  [/\ is_monarch M, frob2 (A - M) = dval R (error cert),
      forall N, is_monarch N -> dval R (bound cert) <= frob2 (A - N)
    & forall g x, gap cert = Some (g, x) ->
      forall N, is_monarch N -> frob2 (A - M) <= frob2 (A - N) + decimal R g x * frob2 A].
Proof.
case/(projection_certificate_file R) => e /= []; rewrite rmonarch_square => _ errorM low gapM; split=> //.
- by do 2 eexists.
- by move=> N /(entries_rectangular_square e); apply: low.
by move=> g x eg N /(entries_rectangular_square e); apply: gapM.
Qed.


(* The statement is not empty: a certificate that is accepted, the example of the guide to certificates. *)
Definition dz (m : Z) : dy := (m, Z0).
Definition dp (m e : Z) : dy := (m, e).
Definition example_certificate := Certificate
  [:: [:: dz 2; dz 0; dz 1; dz 2]; [:: dz 1; dz 1; dz 0; dz 3];
      [:: dz 0; dz 1; dz 2; dz 4]; [:: dz 1; dz 1; dz 0; dz 1]]
  [:: [:: [:: dz 2; dz 2]; [:: dz 0; dz 4]]; [:: [:: dz 1; dz 3]; [:: dz 1; dz 1]]]
  [:: [:: [:: dz 1; dz 0]; [:: dz 1; dz 1]]; [:: [:: (dp (1) (-1)); dz 1]; [:: dz 0; dz 1]]]
  [:: [:: Some (SliceProof (dp (0x10000000000005) (-50)) [::]
             [:: [:: (dp (1) (-24))]; [:: dz 0; (dp (0x1bb67ae8584cb) (-48))]]);
          Some (SliceProof (dp (0x19000000000009) (-48)) [::]
             [:: [:: (dp (0x11e3779b97f4ab) (-50))]; [:: (dp (-0x8f1bbcdcbfa53) (-50)); (dp (0xba97287) (-50))]])];
      [:: Some (SliceProof (dp (0x8000000000003) (-49)) [::]
             [:: [:: (dp (0x5a827999fcef5) (-50))]; [:: (dp (-0xb504f333f9de3) (-51)); (dp (0xcce664d) (-51))]]);
          Some (SliceProof (dp (0xa000000000003) (-48)) [::]
             [:: [:: (dp (0xca62c1d6d2dab) (-50))]; [:: dz 0; (dp (0xca62c1d) (-51))]])]]
  (dp (0xb) (2)) (dz 1) (dp (0x3fffffffffffb) (-50)) (Some (dp 101 (-18))).

Example example_accepted : check 2 2 2 2 2 2 example_certificate.
Proof. by vm_compute. Qed.
