(* MM* decided where invertible blocks connect all rows and columns of blocks, and over an algebraically closed field.

   reached A i0 r v X: from column i0, where it is 1, along invertible blocks A_ji: X_j = A_ji Z_i^-1 for the row v = j
   (r = true), Z_i = X_j^-1 A_ji for the column v = i (r = false). block_edge A: the graph with rows and columns of
   blocks as vertices and invertible blocks as edges. tree_quotient A j i X Z, treeF A X Z j i: F(j,i) = X_j^-1 A_ji
   Z_i^-1; for the tree of row j0 and column i0 these are the F(j,i) of Decision.v (treeF_pivot). square_free p: no
   square of a polynomial other than a constant divides p.

   factor_decision_connected — where invertible blocks connect all rows and columns, there are such X_j and Z_i,
     whatever tree is taken — factor-decision
   factor_decision_tree — for such X_j and Z_i, A is in MM* iff the F(j,i) are simultaneously diagonalisable
     — factor-decision
   factor_decision_tree_commute — iff they commute pairwise and each is diagonalisable — factor-decision
   factor_decision_tree_closed — over an algebraically closed field iff they commute pairwise and have square-free
     minimal polynomials — factor-decision
   factor_decision_tree_witness — in MM* the F(j,i) of the rows and columns that are reached commute, be it a part of
     all: two that do not are a witness — factor-decision
   factor_decision_tree_limit — so they do at a limit of members of MM* — factor-decision
*)
From mathcomp Require Import all_ssreflect all_algebra all_field.
From mathcomp Require Import mxtens.
From Monarch Require Import Index Monarch Expressive Decision Closure.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Tree.
Variables (K : fieldType) (q b : nat) (A : 'M[K]_(q * b)) (i0 : 'I_b).

Inductive reached : bool -> 'I_b -> 'M[K]_q -> Prop :=
| reached_root : reached false i0 1%:M
| reached_row j i Z : reached false i Z -> blk A j i \in unitmx -> reached true j (blk A j i *m invmx Z)
| reached_col j i X : reached true j X -> blk A j i \in unitmx -> reached false i (invmx X *m blk A j i).

Definition block_edge (u v : bool * 'I_b) : bool :=
  (u.1 != v.1) && (blk A (if u.1 then u.2 else v.2) (if u.1 then v.2 else u.2) \in unitmx).

Lemma reached_unit r v X : reached r v X -> X \in unitmx.
Proof. by elim=> [|j i Z _ uZ u|j i X' _ uX u]; rewrite ?unitmx1 // unitmx_mul unitmx_inv u ?uZ ?uX. Qed.

Lemma reached_connect v : connect block_edge (false, i0) v -> exists X, reached v.1 v.2 X.
Proof.
have step u w : block_edge u w -> (exists X, reached u.1 u.2 X) -> exists X, reached w.1 w.2 X.
  case: u w => [[] x] [[] y] //= /andP[_ /= u] [X rX].
    by exists (invmx X *m blk A x y); apply: reached_col.
  by exists (blk A y x *m invmx X); apply: reached_row.
case/connectP=> s; have : exists X, reached (false, i0).1 (false, i0).2 X by exists 1%:M; apply: reached_root.
elim: s (false, i0) => [|w s IH] u rX /= => [_ -> //|/andP[e p] l].
exact: IH (step _ _ e rX) p l.
Qed.

Theorem factor_decision_connected : (forall v, connect block_edge (false, i0) v) ->
  exists X Z : 'I_b -> 'M[K]_q, (forall j, reached true j (X j)) /\ (forall i, reached false i (Z i)).
Proof.
move=> con; have /fin_all_exists[X rX] : forall j, exists X, reached true j X.
  by move=> j; apply: (reached_connect (con (true, j))).
have /fin_all_exists[Z rZ] : forall i, exists Z, reached false i Z.
  by move=> i; apply: (reached_connect (con (false, i))).
by exists X, Z.
Qed.

Definition tree_quotient (j i : 'I_b) (X Z : 'M[K]_q) : 'M[K]_q := invmx X *m blk A j i *m invmx Z.

Section Member.
Variables (a c : 'I_b -> 'M[K]_q) (d : 'I_b -> 'I_b -> 'rV[K]_q).
Hypothesis member : forall j i, blk A j i = a j *m diag_mx (d j i) *m c i.

Lemma member_units j i : blk A j i \in unitmx -> [/\ a j \in unitmx, diag_mx (d j i) \in unitmx & c i \in unitmx].
Proof. by rewrite member; apply: unitmx_mul3. Qed.

Lemma reached_c0 r v Y : reached r v Y -> r = false /\ v = i0 \/ c i0 \in unitmx.
Proof.
elim=> [|j i Y' _ IH u|j i Y' _ IH u]; first by left.
  by right; case: IH => // -[_ ei]; have [_ _] := member_units u; rewrite ei.
by right; case: IH => // -[].
Qed.

(* Rows: X_j = a_j H c_i0; columns: c_i0 Z_i = H c_i. *)
Definition through r v (Y : 'M[K]_q) := exists H : 'M[K]_q, [/\ is_diag_mx H, H \in unitmx
  & if r then Y = a v *m H *m c i0 else c i0 *m Y = H *m c v].

Lemma diag_inverse (H : 'M[K]_q) : is_diag_mx H -> H \in unitmx -> is_diag_mx (invmx H).
Proof. by case/diag_mxP=> e ->; apply: invmx_diag. Qed.

Lemma reached_through r v Y : c i0 \in unitmx -> reached r v Y -> through r v Y.
Proof.
move=> u0; elim=> [|j i Y' rY [H [dH uH e]] u|j i Y' rY [H [dH uH e]] u].
- by exists 1%:M; rewrite scalar_mx_is_diag unitmx1 mulmx1 mul1mx.
- have [ua uD uc] := member_units u; have uY := reached_unit rY.
  exists (diag_mx (d j i) *m invmx H); rewrite is_diag_mxM ?diag_mx_is_diag ?diag_inverse //.
  rewrite unitmx_mul uD unitmx_inv uH; split=> //; apply: (can_inj (mulmxK uY)).
  by rewrite mulmxKV // member -[RHS]mulmxA e !mulmxA mulmxKV.
have [ua uD uc] := member_units u.
exists (invmx H *m diag_mx (d j i)); rewrite is_diag_mxM ?diag_mx_is_diag ?diag_inverse //.
rewrite unitmx_mul unitmx_inv uH uD; split=> //.
rewrite e member !invmxM ?unitmx_mul ?ua ?uH // !mulmxA mulmxV // mul1mx.
by rewrite mulmxKV.
Qed.

Lemma quotient_diag j i X Z : c i0 \in unitmx -> reached true j X -> reached false i Z ->
  is_diag_mx (c i0 *m tree_quotient j i X Z *m invmx (c i0)).
Proof.
move=> u0 rX rZ; have [H [dH uH eX]] := reached_through u0 rX; have [H' [dH' uH' eZ]] := reached_through u0 rZ.
have uX := reached_unit rX; have uZ := reached_unit rZ.
have ua : a j \in unitmx by move: uX; rewrite eX !unitmx_mul => /andP[/andP[]].
suff -> : c i0 *m tree_quotient j i X Z *m invmx (c i0) = invmx H *m diag_mx (d j i) *m invmx H'.
  by rewrite !is_diag_mxM ?diag_inverse ?diag_mx_is_diag.
have eZ' : c i *m invmx Z = invmx H' *m c i0.
  by apply: (can_inj (mulmxK uZ)); rewrite mulmxKV // -mulmxA eZ mulmxA mulVmx // mul1mx.
rewrite /tree_quotient eX member !invmxM ?unitmx_mul ?ua ?uH // !mulmxA mulmxV // mul1mx mulmxKV //.
by rewrite -(mulmxA _ (c i)) eZ' !mulmxA mulmxK.
Qed.
End Member.

(* A row that is reached. *)
Lemma member_basis j X : in_mmstar A -> reached true j X -> exists2 C : 'M[K]_q, C \in unitmx &
  forall s t Y Z, reached true s Y -> reached false t Z -> is_diag_mx (C *m tree_quotient s t Y Z *m invmx C).
Proof.
case=> L1 [R [L2 eA]] rX; have [|a [d [c e]]] := (blocks q A).1 _; first by exists L1, R, L2.
have u0 : c i0 \in unitmx by case: (reached_c0 e rX) => // -[].
by exists (c i0) => // s t Y Z rY rZ; apply: quotient_diag e _ _ _ _ u0 rY rZ.
Qed.

Theorem factor_decision_tree_witness j i X Z j' i' X' Z' : in_mmstar A ->
  reached true j X -> reached false i Z -> reached true j' X' -> reached false i' Z' ->
  comm_mx (tree_quotient j i X Z) (tree_quotient j' i' X' Z').
Proof.
move=> mem rX rZ rX' rZ'; have [C uC dF] := member_basis mem rX.
have /diag_mxP[e eF] := dF _ _ _ _ rX rZ; have /diag_mxP[e' eF'] := dF _ _ _ _ rX' rZ'.
have inC F : invmx C *m (C *m F *m invmx C) *m C = F by rewrite !mulmxA mulVmx // mul1mx mulmxKV.
rewrite /comm_mx -[tree_quotient j i X Z]inC -[tree_quotient j' i' X' Z']inC eF eF'.
by rewrite !mulmxA !(mulmxK uC) -!(mulmxA (invmx C)) diag_mxC.
Qed.

Variables X Z : 'I_b -> 'M[K]_q.
Hypotheses (rX : forall j, reached true j (X j)) (rZ : forall i, reached false i (Z i)).

Definition treeF (j i : 'I_b) : 'M[K]_q := tree_quotient j i (X j) (Z i).
Definition treeFs := [seq treeF x.1 x.2 | x <- enum [finType of 'I_b * 'I_b]].

Lemma tree_member (C : 'M[K]_q) : C \in unitmx ->
  (forall j i, is_diag_mx (C *m treeF j i *m invmx C)) -> in_mmstar A.
Proof.
move=> uC dF; suff [D e] : exists D : 'I_b -> 'I_b -> 'rV[K]_q,
    forall s t, blk A s t = (X s *m invmx C) *m diag_mx (D s t) *m (C *m Z t).
  have [L1 [R [L2 eA]]] := (blocks q A).2 (ex_intro _ _ (ex_intro _ D (ex_intro _ _ e))).
  by exists L1, R, L2.
have /fin_all_exists[D eD] : forall x : 'I_b * 'I_b, exists D, C *m treeF x.1 x.2 *m invmx C = diag_mx D.
  by move=> x; apply/diag_mxP.
exists (fun s t => D (s, t)) => s t; rewrite -eD /treeF /tree_quotient !mulmxA !(mulmxKV uC).
by rewrite mulmxV ?(reached_unit (rX s)) // mul1mx mulmxKV ?(reached_unit (rZ t)).
Qed.

Theorem factor_decision_tree : in_mmstar A <-> codiagonalizable treeFs.
Proof.
split=> [mem|[C uC /allP dF]]; last first.
  apply: (tree_member uC) => j i; have := dF (treeF j i); rewrite /= /simmx_to_for conjumx //; apply.
  by apply/mapP; exists (j, i); rewrite ?mem_enum.
have [C uC dF] := member_basis mem (rX i0); exists C => //; apply/allP=> F /mapP[[j i] _ -> /=].
by rewrite /simmx_to_for conjumx //; apply: dF.
Qed.

Corollary factor_decision_tree_commute : in_mmstar A <->
  (forall j i j' i', comm_mx (treeF j i) (treeF j' i')) /\ (forall j i, diagonalizable (treeF j i)).
Proof.
rewrite factor_decision_tree -codiagonalizableP; split=> [[co di]|[co di]].
  have mem j i : treeF j i \in treeFs by apply/mapP; exists (j, i); rewrite ?mem_enum.
  by split=> *; [apply: co | apply: di].
by split=> [F G /mapP[x _ ->] /mapP[y _ ->]|F /mapP[x _ ->]].
Qed.
End Tree.

(* The row j0 and the column i0 are a tree. *)
Lemma treeF_pivot (K : fieldType) q b (A : 'M[K]_(q * b)) j0 i0 :
  (forall j, blk A j i0 \in unitmx) -> (forall i, blk A j0 i \in unitmx) ->
  let X j := blk A j i0 in let Z i := invmx (blk A j0 i0) *m blk A j0 i in
  (forall j i, treeF A X Z j i = pivotF A j0 i0 j i) /\
  (forall j, reached A i0 true j (X j)) /\ (forall i, reached A i0 false i (Z i)).
Proof.
move=> uc ur X Z; have rX j : reached A i0 true j (X j).
  by rewrite -[X j]mulmx1 -invmx1; apply: reached_row (reached_root _ _) (uc j).
split=> [j i|]; first by rewrite /treeF /tree_quotient /Z /X /pivotF invmxM ?unitmx_inv // invmxK !mulmxA.
by split=> // i; apply: reached_col (rX j0) (ur i).
Qed.

Definition square_free (K : fieldType) (p : {poly K}) := forall u : {poly K}, size u != 1%N -> ~~ (u ^+ 2 %| p).

Lemma diagonalizable_square_free (K : closedFieldType) n (F : 'M[K]_n.+1) :
  diagonalizable F <-> square_free (mxminpoly F).
Proof.
rewrite diagonalizableP; split=> [[rs urs dv] u su|sf].
  apply/negP => /dvdp_trans/(_ dv); rewrite separable_nosquare //.
  by rewrite separable_prod_XsubC.
have [rs e] := closed_field_poly_normal (mxminpoly F).
rewrite (monicP (mxminpoly_monic F)) scale1r in e; exists rs; last by rewrite e dvdpp.
rewrite e in sf; elim: rs sf {e} => //= x rs IH; rewrite big_cons => sf; apply/andP; split.
  apply/negP => xrs; have := sf ('X - x%:P); rewrite size_XsubC => /(_ isT)/negP[].
  by rewrite expr2 dvdp_mul2l ?polyXsubC_eq0 // dvdp_XsubCl root_prod_XsubC.
apply: IH => u su; apply: contra (sf u su) => /dvdp_trans; apply.
by rewrite dvdp_mulIr.
Qed.

Section Closed.
Variables (K : closedFieldType) (n b : nat) (A : 'M[K]_(n.+1 * b)) (i0 : 'I_b) (X Z : 'I_b -> 'M[K]_n.+1).
Hypotheses (rX : forall j, reached A i0 true j (X j)) (rZ : forall i, reached A i0 false i (Z i)).

Theorem factor_decision_tree_closed : in_mmstar A <->
  (forall j i j' i', comm_mx (treeF A X Z j i) (treeF A X Z j' i')) /\
  (forall j i, square_free (mxminpoly (treeF A X Z j i))).
Proof.
rewrite (factor_decision_tree_commute rX rZ); split=> -[co h]; split=> // j i.
  exact/diagonalizable_square_free/h.
exact/diagonalizable_square_free/h.
Qed.
End Closed.

(* ---------------------------------------------------------------- limits *)

Section Limit.
Variables (R : numFieldType) (q b : nat) (T : 'M[R]_(q * b)) (i0 : 'I_b).

(* What is reached at T is the value there of what is reached near T. *)
Lemma reached_near r v X : reached T i0 r v X -> exists F : 'M[R]_(q * b) -> 'M[R]_q,
  [/\ F T = X, mx_continuous_at T F & near T (fun B => reached B i0 r v (F B))].
Proof.
have unit_near j i : blk T j i \in unitmx -> near T (fun B => blk B j i \in unitmx).
  by move=> u; apply: unitmx_near (mx_continuous_blk T j i) u.
elim=> [|j i Z rZ [F [FT cF nF]] u|j i Y rY [F [FT cF nF]] u].
- exists (fun=> 1%:M); split=> //; first by move=> l k; apply: continuous_const.
  by exists 1; rewrite ?Num.Theory.ltr01 // => B _; apply: reached_root.
- exists (fun B => blk B j i *m invmx (F B)); split; first by rewrite FT.
    apply: mx_continuous_mul (mx_continuous_blk _ _ _) _; apply: mx_continuous_inv => //.
    by rewrite FT (reached_unit rZ).
  by apply: near_mono (near_and nF (unit_near _ _ u)) => B [rB uB]; apply: reached_row.
exists (fun B => invmx (F B) *m blk B j i); split; first by rewrite FT.
  apply: mx_continuous_mul (mx_continuous_blk _ _ _); apply: mx_continuous_inv => //.
  by rewrite FT (reached_unit rY).
by apply: near_mono (near_and nF (unit_near _ _ u)) => B [rB uB]; apply: reached_col.
Qed.

Theorem factor_decision_tree_limit j i X Z j' i' X' Z' : mmstar_limit T ->
  reached T i0 true j X -> reached T i0 false i Z -> reached T i0 true j' X' -> reached T i0 false i' Z' ->
  comm_mx (tree_quotient T j i X Z) (tree_quotient T j' i' X' Z').
Proof.
move=> lim rX rZ rX' rZ'.
have quotient s t Y W : reached T i0 true s Y -> reached T i0 false t W -> exists F : 'M[R]_(q * b) -> 'M[R]_q,
    [/\ F T = tree_quotient T s t Y W, mx_continuous_at T F & near T (fun B => exists Y' W',
      [/\ reached B i0 true s Y', reached B i0 false t W' & F B = tree_quotient B s t Y' W'])].
  move=> rY rW; have [[G [GT cG nG]] [H [HT cH nH]]] := (reached_near rY, reached_near rW).
  exists (fun B => tree_quotient B s t (G B) (H B)); split; first by rewrite GT HT.
    apply: mx_continuous_mul; last by apply: mx_continuous_inv => //; rewrite HT (reached_unit rW).
    apply: mx_continuous_mul (mx_continuous_blk _ _ _); apply: mx_continuous_inv => //.
    by rewrite GT (reached_unit rY).
  by apply: near_mono (near_and nG nH) => B [rG rH]; exists (G B), (H B).
have [F [<- cF nF]] := quotient _ _ _ _ rX rZ; have [F' [<- cF' nF']] := quotient _ _ _ _ rX' rZ'.
apply: (limit_commute lim cF cF'); apply: near_mono (near_and nF nF') => B [[Y [W [rY rW ->]]] [Y' [W' [rY' rW' ->]]]].
by move=> mem; exact: (factor_decision_tree_witness mem rY rW rY' rW').
Qed.
End Limit.
