(* Extraction of the verified programs to OCaml, with integers of zarith and sizes as machine integers.

   check: certificates of projections (projection_certificate_file); product, check_product: the exact product
   (entries_product, entries_product_checked); check_minor, check_commutator, check_nilpotent, check_factors_M,
   check_factors_MM: answers (WitnessCheck.v). Written to checks.ml where coqc runs; Extraction/check.ml reads for them.
*)
From Coq Require Import ZArith Extraction ExtrOcamlBasic ExtrOcamlNatInt ExtrOcamlZBigInt.
From Monarch Require Import Numbers ListMatrix CertificateCheck ProductCheck WitnessCheck.

(* Natives for what the library leaves to recursion on bits. *)
Extract Constant Z.gcd => "Big_int_Z.gcd_big_int".
Extract Constant Z.leb => "Big_int_Z.le_big_int".
Extract Inlined Constant Init.Nat.eqb => "(=)".

Extraction "checks.ml" check product check_product check_minor check_commutator check_nilpotent
  check_factors_M check_factors_MM Zops dops fops pops.
