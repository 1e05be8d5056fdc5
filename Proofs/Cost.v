(* What evaluations cost: programs whose only instruction is the multiply-add, and their number of instructions.

   Mac z x y: the number at place z becomes itself plus the product of those at x and y. A program is a list of such
   instructions: places, no numbers. It cannot look at a number, it is the same for every ring, and there is no product
   but by an instruction, each of which counts 1. run P m: the memory after P; multiply_adds P: the length of P. Moving
   numbers costs nothing here, for a program names places instead.

   Ent t x y z: the place of entry (y, z) of block x of letter t. Vec t i: that of entry i of vector t; vector 0 is the
   input, all later ones are 0 at first. load es x: the memory with these entries and this input; outcome t m: vector t.
   two_stages k q p l s r: k blocks q x p, then l blocks s x r. dense n: the entries of an n x n matrix one by one.
   letter, word_mx, word_stages: words of Monarch.v, w = A :: w' for A times the word w', which is applied first.
   grams a b c d: S^T S or S S^T, the smaller, of all slices of a matrix of 'M_(a * b, c * d), at places Gram j k x y.
   project dec A: decomposes each slice by dec, which tells how many operations it took, and puts them together.

   cost — the two stages give M x and take n (q + b) multiply-adds, n = q b — cost
   cost_form — so for every form k q = r l: k q p + l s r — cost
   cost_once — each multiply-add reads another entry of the factors, and there are as many as entries — cost
   cost_dense — with fewer than the n^2 of a dense matrix iff (q - 1) (b - 1) > 1 — cost
   cost_dense_square — in the square case 2 m^3 < m^4 iff m >= 3 — cost
   cost_least — for given n = q b the sum q + b grows with the distance of q and b — cost
   cost_least_square — for q b = m^2 it is at least 2 m, and 2 m only for q = b — cost
   cost_word — a word of BD and DB applied to x, letter by letter, takes as many multiply-adds as its letters have
     entries: n b or n q each — cost
   cost_word_classes — the words DB BD, BD DB and DB BD DB are M, M* and MM* — cost
   cost_word_square — t m^3 for t letters in the square case, less than n^2 = m^4 iff t < m — cost
   projection_cost — the Gram matrices of all b c slices of size a x d take b c a d min(a, d) multiply-adds
     — projection-cost
   projection_cost_square — m^5 in the square case, whose square is n^5, n = m^2 — projection-cost
   projection_cost_partition — each entry of the matrix is one entry of one slice — projection-cost
   projection_cost_bound — where each slice takes at most C m^3 operations and comes within eps of its nearest matrix
     of rank 1, the whole takes at most C m^5, and comes within n eps of the nearest member of M; its n^2 entries are
     no more than m^5 — projection-cost
*)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import perm mxtens zify.
From Monarch Require Import Index Monarch RankBound Optimal.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* ---------------------------------------------------------------- the machine *)

Section Machine.
Variable loc : eqType.

Record instruction := Mac { dst : loc; fst_src : loc; snd_src : loc }.
Definition program := seq instruction.
Definition multiply_adds (P : program) : nat := size P.

Section Run.
Variable K : ringType.
Definition memory := loc -> K.
Definition step (m : memory) (i : instruction) : memory :=
  fun z => if z == dst i then m z + m (fst_src i) * m (snd_src i) else m z.
Definition run (P : program) (m : memory) : memory := foldl step m P.

Lemma run_cat P Q m : run (P ++ Q) m = run Q (run P m).
Proof. exact: foldl_cat. Qed.

(* A program that reads nothing of what it writes makes sums of products. *)
Lemma run_apart (D : pred loc) P m z :
  all (fun i => [&& D (dst i), ~~ D (fst_src i) & ~~ D (snd_src i)]) P ->
  run P m z = m z + \sum_(i <- P | dst i == z) m (fst_src i) * m (snd_src i).
Proof.
elim: P m => [|i P IH] m /=; first by rewrite big_nil addr0.
case/andP=> /and3P[Di _ _] ok; rewrite -/(run P _) IH // big_cons {1}/step [dst i == z]eq_sym.
have keep y : ~~ D y -> step m i y = m y.
  by rewrite /step; case: eqP => // ->; rewrite Di.
have -> : \sum_(j <- P | dst j == z) step m i (fst_src j) * step m i (snd_src j) =
    \sum_(j <- P | dst j == z) m (fst_src j) * m (snd_src j).
  elim: P ok {IH} => [|j P IH]; first by rewrite !big_nil.
  by case/andP=> /and3P[_ D1 D2] /IH e; rewrite !big_cons e !keep.
by case: ifP => _; rewrite ?addrA.
Qed.

Lemma run_other (D : pred loc) P m z :
  all (fun i => [&& D (dst i), ~~ D (fst_src i) & ~~ D (snd_src i)]) P -> ~~ D z -> run P m z = m z.
Proof.
move=> ok Dz; rewrite (run_apart _ _ ok); elim: P ok => [|i P IH] /=; first by rewrite big_nil addr0.
case/andP=> /and3P[Di _ _] /IH e; rewrite big_cons ifN ?e //.
by apply: contraNneq Dz => <-.
Qed.
End Run.
End Machine.
Arguments run {loc K} P m z.

(* Numbers that an index has beyond its range: 0. *)
Section Extend.
Variable K : ringType.
Definition ext n (f : 'I_n -> K) (i : nat) : K := oapp f 0 (insub i).
Lemma ext_ord n (f : 'I_n -> K) (i : 'I_n) : ext f i = f i.
Proof. by rewrite /ext valK. Qed.

Definition entries_of k q p (B : 'I_k -> 'M[K]_(q, p)) (x y z : nat) : K :=
  ext (fun x' => ext (fun y' => ext (fun z' => B x' y' z') z) y) x.
Lemma entries_ofE k q p (B : 'I_k -> 'M[K]_(q, p)) (x : 'I_k) (y : 'I_q) (z : 'I_p) : entries_of B x y z = B x y z.
Proof. by rewrite /entries_of !ext_ord. Qed.
End Extend.

(* ---------------------------------------------------------------- products with a vector *)

Definition place : eqType := [eqType of (nat * nat * nat * nat) + (nat * nat)].
Definition Ent (t x y z : nat) : place := inl (t, x, y, z).
Definition Vec (t i : nat) : place := inr (t, i).

(* Letter t: block x has q rows and p columns; its row y makes entry o x y of the next vector, its column z reads entry
   i x z of the last one. *)
Definition stage (t k q p : nat) (o i : nat -> nat -> nat) : program place :=
  [seq let: (x, y, z) := c in Mac (Vec t.+1 (o x y)) (Ent t x y z) (Vec t (i x z)) | c : 'I_k * 'I_q * 'I_p].

Definition bd_stage t k q p := stage t k q p (fun x y => x * q + y)%N (fun x z => x * p + z)%N.
Definition db_stage t l s r := stage t l s r (fun x y => y * l + x)%N (fun x z => z * l + x)%N.
Definition two_stages k q p l s r := bd_stage 0 k q p ++ db_stage 1 l s r.
Definition dense n := stage 0 1 n n (fun _ y => y) (fun _ z => z).

Lemma size_stage t k q p o i : multiply_adds (stage t k q p o i) = (k * q * p)%N.
Proof. by rewrite /multiply_adds size_image !card_prod !card_ord. Qed.

Section Products.
Variable K : comRingType.
Implicit Types m : memory place K.

Definition load (es : nat -> nat -> nat -> nat -> K) n (x : 'cV[K]_n) : memory place K := fun z =>
  match z with
  | inl (t, x, y, z) => es t x y z
  | inr (0, i) => ext (fun j => x j 0) i
  | inr _ => 0
  end.
Definition outcome n t m : 'cV[K]_n := \col_i m (Vec t i).

Lemma outcome_load es n (x : 'cV[K]_n) : outcome n 0 (load es x) = x.
Proof. by apply/colP => i; rewrite mxE /= ext_ord. Qed.

(* The places that stage t writes. *)
Definition of_vec t : pred place := fun z => if z is inr (t', _) then t' == t else false.

Lemma stage_apart t k q p o i :
  all (fun c => [&& of_vec t.+1 (dst c), ~~ of_vec t.+1 (fst_src c) & ~~ of_vec t.+1 (snd_src c)])
    (stage t k q p o i).
Proof. by rewrite all_map; apply/allP => -[[x y] z] _ /=; rewrite eqxx (ltn_eqF (ltnSn t)). Qed.

Lemma run_stage t k q p (o i : nat -> nat -> nat) m (x : 'I_k) (y : 'I_q) :
  (forall (x' : 'I_k) (y' : 'I_q), (o x' y' == o x y) = ((x' == x) && (y' == y))) ->
  run (stage t k q p o i) m (Vec t.+1 (o x y)) =
  m (Vec t.+1 (o x y)) + \sum_(z < p) m (Ent t x y z) * m (Vec t (i x z)).
Proof.
move=> oK; rewrite (run_apart _ _ (stage_apart t k q p o i)); congr (_ + _).
pose f (c : 'I_k * 'I_q) (z : 'I_p) := m (Ent t c.1 c.2 z) * m (Vec t (i c.1 z)).
transitivity (\sum_(c | c == (x, y)) \sum_(z < p) f c z); last by rewrite big_pred1_eq.
rewrite pair_big big_map big_enum_cond /=; apply: eq_big => -[[x' y'] z] //= .
by rewrite andbT -[Vec _ _ == _]/((t.+1 == t.+1) && (o x' y' == o x y)) eqxx oK.
Qed.

Lemma stage_keeps_ent t k q p o i m t' x y z : run (stage t k q p o i) m (Ent t' x y z) = m (Ent t' x y z).
Proof. by rewrite (run_other _ (stage_apart t k q p o i)). Qed.

Lemma stage_keeps_vec t k q p o i m t' j : t' != t.+1 ->
  run (stage t k q p o i) m (Vec t' j) = m (Vec t' j).
Proof. by move=> ne; rewrite (run_other _ (stage_apart t k q p o i)). Qed.

Definition has_letter m t k q p (B : 'I_k -> 'M[K]_(q, p)) :=
  forall (x : 'I_k) (y : 'I_q) (z : 'I_p), m (Ent t x y z) = B x y z.

Lemma outcome_bd t k q p (R : 'I_k -> 'M[K]_(q, p)) m :
  has_letter m t R -> (forall j, m (Vec t.+1 j) = 0) ->
  outcome (k * q) t.+1 (run (bd_stage t k q p) m) = bdiag R *m outcome (k * p) t m.
Proof.
move=> mR m0; apply/colP => u; case: (mxtens_indexP u) => x y; rewrite mxE ix_val.
rewrite (@run_stage t k q p (fun x y => x * q + y)%N) => [|x' y']; last first.
  by rewrite -!ix_val -ix_inj.
rewrite m0 add0r mxE sum_ix (bigD1 x) //= [X in _ = _ + X]big1 ?addr0 => [|x' /negbTE ne].
  by apply: eq_bigr => z _; rewrite mR bdiagE eqxx mul1r mxE.
by rewrite big1 // => z _; rewrite bdiagE [x == x']eq_sym ne !mul0r.
Qed.

Lemma outcome_db t l s r (L : 'I_l -> 'M[K]_(s, r)) m :
  has_letter m t L -> (forall j, m (Vec t.+1 j) = 0) ->
  outcome (s * l) t.+1 (run (db_stage t l s r) m) = pbd L *m outcome (r * l) t m.
Proof.
move=> mL m0; apply/colP => u; case: (mxtens_indexP u) => y x; rewrite mxE ix_val.
rewrite (@run_stage t l s r (fun x y => y * l + x)%N) => [|x' y']; last first.
  by rewrite -!ix_val [RHS]andbC -ix_inj.
rewrite m0 add0r mxE sum_ix; apply: eq_bigr => z _.
rewrite (bigD1 x) //= big1 ?addr0 => [|x' /negbTE ne].
  by rewrite mL pbdE eqxx mul1r mxE.
by rewrite pbdE [x == x']eq_sym ne !mul0r.
Qed.

Lemma outcome_cast n n' t (e : n = n') s (A : 'M[K]_(s, n)) m :
  castmx (erefl s, e) A *m outcome n' t m = A *m outcome n t m.
Proof. by case: n' / e. Qed.

Definition two_letters k q p l s r (L : 'I_l -> 'M[K]_(s, r)) (R : 'I_k -> 'M[K]_(q, p)) (t : nat) :=
  if t is 0 then entries_of R else entries_of L.

Theorem cost_form k q p l s r (e : (r * l = k * q)%N) (L : 'I_l -> 'M[K]_(s, r)) (R : 'I_k -> 'M[K]_(q, p)) x :
  outcome (s * l) 2 (run (two_stages k q p l s r) (load (two_letters L R) x)) = rmonarch e L R *m x /\
  multiply_adds (two_stages k q p l s r) = (k * q * p + l * s * r)%N.
Proof.
split; last by rewrite /multiply_adds size_cat; congr (_ + _)%N; apply: size_stage.
rewrite /two_stages run_cat (@outcome_db _ _ _ _ L); first last.
- by move=> j; rewrite stage_keeps_vec.
- by move=> ? ? ?; rewrite stage_keeps_ent /= entries_ofE.
rewrite -(outcome_cast 1 e) (@outcome_bd _ _ _ _ R); first last.
- by [].
- by move=> ? ? ?; rewrite /= entries_ofE.
rewrite outcome_load mulmxA; congr (_ *m _ *m _).
by rewrite /rmonarch /pbd; case: _ / e.
Qed.

(* The class M(b, q b). *)
Theorem cost q b (L : 'I_b -> 'M[K]_q) (R : 'I_q -> 'M[K]_b) (x : 'cV[K]_(q * b)) :
  outcome (q * b) 2 (run (two_stages q b b b q q) (load (two_letters L R) x)) = monarch L R *m x /\
  multiply_adds (two_stages q b b b q q) = (q * b * (q + b))%N.
Proof.
have [-> ->] := cost_form (erefl (q * b)%N) L R x; split; first by rewrite rmonarch_square.
by rewrite mulnDr [RHS]addnC [(b * q)%N]mulnC.
Qed.

Lemma dense_product n (A : 'M[K]_n) (x : 'cV[K]_n) :
  outcome n 1 (run (dense n) (load (fun _ => entries_of (fun _ : 'I_1 => A)) x)) = A *m x.
Proof.
apply/colP => y; rewrite mxE (@run_stage 0 1 n n (fun _ y => y) (fun _ z => z) _ ord0) => [|x' y'].
  by rewrite /= add0r mxE; apply: eq_bigr => z _; rewrite (entries_ofE _ ord0) ext_ord.
by rewrite [x']ord1 eqxx.
Qed.
End Products.

(* Which entries are read: each of both factors, once. *)
Lemma stage_reads t k q p o i :
  [seq fst_src c | c <- stage t k q p o i] = [seq let: (x, y, z) := c in Ent t x y z | c : 'I_k * 'I_q * 'I_p].
Proof. by rewrite -map_comp; apply: eq_map => -[[x y] z]. Qed.

Lemma stage_reads_uniq t k q p o i : uniq [seq fst_src c | c <- stage t k q p o i].
Proof.
rewrite stage_reads map_inj_uniq ?enum_uniq // => -[[x y] z] [[x' y'] z'] [ex ey ez].
by rewrite (val_inj ex) (val_inj ey) (val_inj ez).
Qed.

Lemma mem_stage_reads t k q p o i t' x y z :
  (Ent t' x y z \in [seq fst_src c | c <- stage t k q p o i]) = [&& t' == t, x < k, y < q & z < p]%N.
Proof.
rewrite stage_reads; apply/mapP/and4P => [[[[x' y'] z'] _ [-> -> -> ->]]|[/eqP-> xk yq zp]]; first by rewrite eqxx.
by exists (Ordinal xk, Ordinal yq, Ordinal zp); rewrite ?mem_enum.
Qed.

Theorem cost_once k q p l s r (P := two_stages k q p l s r) :
  [/\ uniq [seq fst_src i | i <- P],
      forall x y z, (Ent 0 x y z \in [seq fst_src i | i <- P]) = [&& x < k, y < q & z < p]%N,
      forall x y z, (Ent 1 x y z \in [seq fst_src i | i <- P]) = [&& x < l, y < s & z < r]%N
    & multiply_adds P = (k * (q * p) + l * (s * r))%N].
Proof.
have e : multiply_adds P = (k * (q * p) + l * (s * r))%N.
  by rewrite /multiply_adds size_cat; congr (_ + _)%N; rewrite mulnA; apply: size_stage.
rewrite /P /two_stages map_cat; split=> // [|x y z|x y z].
- rewrite cat_uniq !stage_reads_uniq andbT; apply/hasPn => c.
  by rewrite {1}stage_reads => /mapP[[[x y] z] _ ->]; rewrite inE /= (mem_stage_reads 0 k q p).
- by rewrite mem_cat !mem_stage_reads orbF.
by rewrite mem_cat !mem_stage_reads.
Qed.

Lemma cost_less q b : (q * b * (q + b) < (q * b) ^ 2)%N = (1 < (q - 1) * (b - 1))%N.
Proof.
case: q b => [|q] [|b]; rewrite ?muln0 ?mul0n //.
rewrite -mulnn ltn_pmul2l ?muln_gt0 // !subn1 /= mulSn mulnS.
by move: (q * b)%N => n; apply/idP/idP; lia.
Qed.

Theorem cost_dense (K : comRingType) q b (A : 'M[K]_(q * b)) x :
  [/\ outcome (q * b) 1 (run (dense (q * b)) (load (fun _ => entries_of (fun _ : 'I_1 => A)) x)) = A *m x,
      multiply_adds (dense (q * b)) = ((q * b) ^ 2)%N
    & (multiply_adds (two_stages q b b b q q) < multiply_adds (dense (q * b)))%N = (1 < (q - 1) * (b - 1))%N].
Proof.
have e : multiply_adds (dense (q * b)) = ((q * b) ^ 2)%N by rewrite [LHS]size_stage mul1n mulnn.
split; rewrite ?dense_product // e -cost_less; congr (_ < _)%N.
by have [] := cost (fun=> 0 : 'M[K]_q) (fun=> 0 : 'M[K]_b) x.
Qed.

Theorem cost_dense_square m :
  multiply_adds (two_stages m m m m m m) = (2 * m ^ 3)%N /\
  ((2 * m ^ 3 < m ^ 4)%N = (3 <= m)%N).
Proof.
split.
  have [_ ->] := cost_form (erefl (m * m)%N) (fun=> 0 : 'M[int]_m) (fun=> 0 : 'M[int]_m) 0.
  by rewrite !expnS expn0 muln1 mul2n addnn -mulnA.
by case: m => // m; rewrite [(_ ^ 4)%N]expnS ltn_pmul2r ?expn_gt0.
Qed.

Lemma cost_distance q b : ((q + b) ^ 2 = `|q%:Z - b%:Z| ^ 2 + 4 * (q * b))%N.
Proof. by rewrite sqrnD -sqrn_dist -addnA -mulnDl. Qed.

Theorem cost_least q b q' b' : (q * b = q' * b')%N ->
  (q + b <= q' + b')%N = (`|q%:Z - b%:Z| <= `|q'%:Z - b'%:Z|)%N.
Proof. by move=> e; rewrite -leq_sqr !cost_distance e leq_add2r leq_sqr. Qed.

Theorem cost_least_square q b m : (q * b = m ^ 2)%N -> (2 * m <= q + b ?= iff (q == b))%N.
Proof.
move=> e; apply/leqifP; have e2 : ((2 * m) ^ 2 = 4 * (q * b))%N by rewrite e expnMn.
case: eqP => [eqb|ne].
  by rewrite -eqn_sqr e2 eqb addnn -mul2n expnMn mulnn.
rewrite -ltn_sqr e2 cost_distance -[X in (X < _)%N]add0n ltn_add2r expn_gt0 absz_gt0 subr_eq0 eqz_nat.
by apply/orP; left; apply/eqP.
Qed.

(* ---------------------------------------------------------------- words *)

Section Words.
Variables (K : comRingType) (q b : nat).

Inductive letter := BD of 'I_q -> 'M[K]_b | DB of 'I_b -> 'M[K]_q.

Definition is_bd A := if A is BD _ then true else false.
Definition letter_mx A : 'M[K]_(q * b) := match A with BD R => bdiag R | DB L => pbd L end.
Definition letter_entries A := match A with BD R => entries_of R | DB L => entries_of L end.
Definition letter_stage t (bd : bool) := if bd then bd_stage t q b b else db_stage t b q q.

Definition word_mx (w : seq letter) : 'M[K]_(q * b) := foldr (fun A X => letter_mx A *m X) 1%:M w.
Fixpoint word_entries (w : seq letter) (t : nat) : nat -> nat -> nat -> K :=
  if w is A :: w' then if t == size w' then letter_entries A else word_entries w' t else fun _ _ _ => 0.
Fixpoint word_stages (kinds : seq bool) : program place :=
  if kinds is bd :: kinds' then word_stages kinds' ++ letter_stage (size kinds') bd else [::].

Lemma run_word w (m : memory place K) (n := size w) :
  (forall t x y z, (t < n)%N -> m (Ent t x y z) = word_entries w t x y z) ->
  (forall t j, (0 < t)%N -> m (Vec t j) = 0) ->
  [/\ outcome (q * b) n (run (word_stages (map is_bd w)) m) = word_mx w *m outcome (q * b) 0 m,
      forall t x y z, run (word_stages (map is_bd w)) m (Ent t x y z) = m (Ent t x y z)
    & forall t j, (n < t)%N -> run (word_stages (map is_bd w)) m (Vec t j) = 0].
Proof.
rewrite /n; elim: w m {n} => [|A w IH] m /= me m0; first by rewrite mul1mx.
have [|//|eo ee ev] := IH m; first by move=> t x y z tw; rewrite me ?leqW // (ltn_eqF tw).
rewrite run_cat size_map; set m1 := run _ m in eo ee ev *.
have m1e x y z : m1 (Ent (size w) x y z) = letter_entries A x y z by rewrite ee me // eqxx.
split.
- rewrite -mulmxA -eo; case: A m1e {me} => B /= m1e.
    by apply: outcome_bd => [x y z|j]; rewrite ?m1e ?entries_ofE ?ev.
  by apply: outcome_db => [x y z|j]; rewrite ?m1e ?entries_ofE ?ev.
- by move=> t x y z; rewrite -ee; case: A {me m1e} => B /=; rewrite stage_keeps_ent.
by move=> t j nt; case: A {me m1e} => B /=; rewrite stage_keeps_vec ?ev ?(gtn_eqF nt) // ltnW.
Qed.

Theorem cost_word w (x : 'cV[K]_(q * b)) (P := word_stages (map is_bd w)) :
  outcome (q * b) (size w) (run P (load (word_entries w) x)) = word_mx w *m x /\
  multiply_adds P = (\sum_(A <- w) q * b * (if is_bd A then b else q))%N.
Proof.
split; first by have [//|[|t]//|-> _ _] := @run_word w (load (word_entries w) x); rewrite outcome_load.
rewrite /P; elim: w {P} => [|A w IH]; first by rewrite big_nil.
rewrite big_cons -IH /multiply_adds /= size_cat addnC; congr (_ + _)%N.
by case: A => B /=; rewrite [LHS]size_stage // [(b * q)%N]mulnC.
Qed.

Theorem cost_word_classes L R L2 :
  [/\ word_mx [:: DB L; BD R] = monarch L R, word_mx [:: BD R; DB L] = mstar R L
    & word_mx [:: DB L; BD R; DB L2] = mmstar L R L2].
Proof. by rewrite /= !mulmx1 mulmxA. Qed.
End Words.

Theorem cost_word_square (K : comRingType) m (w : seq (letter K m m)) :
  multiply_adds (word_stages m m (map (@is_bd _ _ _) w)) = (size w * m ^ 3)%N /\
  ((size w * m ^ 3 < m ^ 4)%N = (size w < m)%N).
Proof.
split; last first.
  by case: m w => [|m] w; rewrite ?muln0 // [(_ ^ 4)%N]expnS ltn_pmul2r ?expn_gt0.
have [_ ->] := cost_word w 0; rewrite (eq_bigr (fun=> m ^ 3)%N) => [|A _].
  by rewrite big_const_seq count_predT iter_addn_0 mulnC.
by rewrite if_same !expnS expn0 muln1 mulnA.
Qed.

(* ---------------------------------------------------------------- the projection *)

Definition gplace : eqType := [eqType of (nat * nat) + (nat * nat * nat * nat)].
Definition Cell (xy : nat * nat) : gplace := inl xy.
Definition Gram (j k u v : nat) : gplace := inr (j, k, u, v).

(* Sums over i of products of the entries at f j k i u and f j k i v. *)
Definition gram_program b c r n (f : nat -> nat -> nat -> nat -> nat * nat) : program gplace :=
  [seq let: (j, k, u, v, i) := t in Mac (Gram j k u v) (Cell (f j k i u)) (Cell (f j k i v))
  | t : 'I_b * 'I_c * 'I_n * 'I_n * 'I_r].

Definition gram_columns a b c d := gram_program b c a d (fun j k i u => (i * b + j, k * d + u))%N.
Definition gram_rows a b c d := gram_program b c d a (fun j k i u => (u * b + j, k * d + i))%N.
Definition grams a b c d := if (d <= a)%N then gram_columns a b c d else gram_rows a b c d.

Section Grams.
Variable K : comRingType.

Definition load_matrix n n' (A : 'M[K]_(n, n')) : memory gplace K := fun z =>
  if z is inl (x, y) then ext (fun x' => ext (fun y' => A x' y') y) x else 0.
Definition gram_at n (m : memory gplace K) (j k : nat) : 'M[K]_n := \matrix_(u, v) m (Gram j k u v).

Lemma run_gram b c r n f (m : memory gplace K) (j : 'I_b) (k : 'I_c) (u v : 'I_n) :
  run (gram_program b c r n f) m (Gram j k u v) =
  m (Gram j k u v) + \sum_(i < r) m (Cell (f j k i u)) * m (Cell (f j k i v)).
Proof.
rewrite (@run_apart _ _ (fun z => if z is inr _ then true else false)); last first.
  by rewrite all_map; apply/allP => -[[[[j' k'] u'] v'] i] _.
congr (_ + _).
pose g (t : 'I_b * 'I_c * 'I_n * 'I_n) (i : 'I_r) :=
  let: (j, k, u, v) := t in m (Cell (f j k i u)) * m (Cell (f j k i v)).
transitivity (\sum_(t | t == (j, k, u, v)) \sum_(i < r) g t i); last by rewrite big_pred1_eq.
by rewrite pair_big big_map big_enum_cond /=; apply: eq_big => -[[[[j' k'] u'] v'] i] //=; rewrite andbT.
Qed.

Theorem projection_cost a b c d (A : 'M[K]_(a * b, c * d)) (m := run (grams a b c d) (load_matrix A)) :
  (forall (j : 'I_b) (k : 'I_c), if (d <= a)%N then gram_at d m j k = (slice A j k)^T *m slice A j k
    else gram_at a m j k = slice A j k *m (slice A j k)^T) /\
  multiply_adds (grams a b c d) = (b * c * (a * d * minn a d))%N.
Proof.
have read x y : load_matrix A (Cell (nat_of_ord x, nat_of_ord y)) = A x y by rewrite /= !ext_ord.
rewrite /m /grams; case: leqP => [da|ad]; split=> [j k|].
- apply/matrixP => u v; rewrite mxE run_gram add0r mxE; apply: eq_bigr => i _.
  by rewrite -!ix_val !read !mxE.
- rewrite /multiply_adds size_image !card_prod !card_ord.
  by rewrite -!mulnA; do 2 congr (_ * _)%N; rewrite mulnA mulnC.
- apply/matrixP => u v; rewrite mxE run_gram add0r mxE; apply: eq_bigr => i _.
  by rewrite -!ix_val !read !mxE.
rewrite /multiply_adds size_image !card_prod !card_ord.
by rewrite -!mulnA; do 3 congr (_ * _)%N; rewrite mulnC.
Qed.

Theorem projection_cost_square m (A : 'M[K]_(m * m)) (n := (m * m)%N) (P := grams m m m m) :
  [/\ forall (j k : 'I_m), gram_at m (run P (load_matrix A)) j k = (slice A j k)^T *m slice A j k,
      multiply_adds P = (n * m ^ 3)%N, multiply_adds P = (m ^ 5)%N
    & (multiply_adds P ^ 2 = n ^ 5)%N].
Proof.
have [e s] := projection_cost A; rewrite minnn in s.
have s5 : multiply_adds P = (m ^ 5)%N by rewrite s !expnS expn0 muln1 !mulnA.
by split=> // [j k||]; [have := e j k; rewrite leqnn|rewrite s /n !expnS expn0 muln1 !mulnA
  |rewrite s5 /n mulnn -!expnM].
Qed.
End Grams.

Theorem projection_cost_partition a b c d :
  bijective (fun t : ('I_b * 'I_c) * ('I_a * 'I_d) => (ix t.2.1 t.1.1, ix t.1.2 t.2.2)) /\
  forall (K : comRingType) (A : 'M[K]_(a * b, c * d)) j k l i, slice A j k l i = A (ix l j) (ix k i).
Proof.
split=> [|K A j k l i]; last by rewrite mxE.
pose f (x : 'I_(a * b)) (y : 'I_(c * d)) := (((un x).2, (un y).1), ((un x).1, (un y).2)).
have fE l j k i : f (ix l j) (ix k i) = ((j, k), (l, i)) by rewrite /f !ixK.
exists (fun z => f z.1 z.2) => [[[j k] [l i]]|[x y]]; first exact: fE.
by case: (mxtens_indexP x) => l j; case: (mxtens_indexP y) => k i; rewrite [f _ _]fE.
Qed.

Section Bound.
Variables (R : realFieldType) (m : nat).
Implicit Types (A N : 'M[R]_(m * m)) (S X Y : 'M[R]_m).

(* What dec finds for a slice, and how many operations it takes. *)
Definition project (dec : 'M[R]_m -> 'M[R]_m * nat) A : 'M[R]_(m * m) * nat :=
  (unslice (fun j k => (dec (slice A j k)).1), \sum_(j < m) \sum_(k < m) (dec (slice A j k)).2)%N.

Theorem projection_cost_bound dec C (eps : R) (n := (m * m)%N) :
  (forall S, [/\ (\rank (dec S).1 <= 1)%N, ((dec S).2 <= C * m ^ 3)%N
     & forall Y, (\rank Y <= 1)%N -> frob2 (S - (dec S).1) <= frob2 (S - Y) + eps]) ->
  forall A, let: (M, operations) := project dec A in
  [/\ is_monarch M, forall N, is_monarch N -> frob2 (A - M) <= frob2 (A - N) + eps *+ n,
      (operations <= C * n * m ^ 3)%N, (operations ^ 2 <= C ^ 2 * n ^ 5)%N & (n ^ 2 <= m ^ 5)%N].
Proof.
move=> decP A /=; have le : (\sum_(j < m) \sum_(k < m) (dec (slice A j k)).2 <= C * n * m ^ 3)%N.
  have -> : (C * n * m ^ 3 = \sum_(j < m) \sum_(k < m) C * m ^ 3)%N.
    by rewrite !sum_nat_const !card_ord /n; lia.
  by apply: leq_sum => j _; apply: leq_sum => k _; have [] := decP (slice A j k).
split=> // [|N /slices rN||].
- by apply/slices => j k; rewrite unsliceK; have [] := decP (slice A j k).
- rewrite !frob2_slices /n mulrnA -[X in eps *+ X *+ _]card_ord -sumr_const -[X in _ *+ X]card_ord -sumr_const.
  rewrite -big_split.
  apply: ler_sum => j _; rewrite -big_split; apply: ler_sum => k _.
  by rewrite !sliceB unsliceK; have [_ _] := decP (slice A j k); apply.
- have -> : (C ^ 2 * n ^ 5 = (C * n * m ^ 3) ^ 2)%N; last by rewrite leq_sqr.
  by rewrite /n (mulnn m) !expnMn -!expnD -mulnA -expnD.
by rewrite /n mulnn -expnM; case: (m) => //= m'; rewrite leq_pexp2l.
Qed.
End Bound.
