(* Reads statements in a plain text and asks the verified programs of checks.ml about them.

     check FILE...      prints accepted, refused or malformed for each FILE; exit code 0 if all are accepted, else 1

   This file only reads: words between blanks, sizes in decimal digits, and lists whose lengths follow from the sizes.
   A dyadic number is [-]HEX[pEXPONENT], as in the files of certificates; other numbers are decimal, fractions n/d.

     certificate k q p l s r  weights m n A  left L  right R  norm x  error x  bound x  gap none | gap d e
       then for each left block, for each right block:  proof none | proof mu x w COUNT W.. g G..
     product dyadic|integer k q p l s r  left L  right R  batch COUNT  x.. y..
     answer Q|p q b  matrix A  minor l1 l2 j k i1 i2 x
                             | commutator TREE j i j' i' row column x  | nilpotent TREE j i COUNT h..
                             | factors-M L R                           | factors-MM L R C
       TREE: root COUNT, then j i and the inverse of block (j, i) for each block *)

exception Malformed of string

let malformed what = raise (Malformed what)

let words path =
  let channel = open_in_bin path in
  let text = Fun.protect ~finally:(fun () -> close_in channel) (fun () ->
      really_input_string channel (in_channel_length channel)) in
  let blank c = c = ' ' || c = '\n' || c = '\t' || c = '\r' in
  let n = String.length text in
  let rec from i () =
    if i >= n then Seq.Nil
    else if blank text.[i] then from (i + 1) ()
    else
      let j = ref i in
      while !j < n && not (blank text.[!j]) do incr j done;
      Seq.Cons (String.sub text i (!j - i), from !j)
  in
  ref (from 0)

let next input =
  match !input () with
  | Seq.Nil -> malformed "the text ends too early"
  | Seq.Cons (word, rest) -> input := rest; word

let expect input word =
  let found = next input in
  if found <> word then malformed ("expected " ^ word ^ ", found " ^ found)

let is_all f text = text <> "" && String.for_all f text
let is_digit c = c >= '0' && c <= '9'
let is_hex c = is_digit c || (c >= 'a' && c <= 'f')

let unsigned text = if text <> "" && text.[0] = '-' then String.sub text 1 (String.length text - 1) else text

let integer_of text = if is_all is_digit (unsigned text) then Z.of_string text else malformed ("no integer: " ^ text)

(* Sizes stay so small that products of a few of them are machine integers. *)
let size input =
  let text = next input in
  if is_all is_digit text && String.length text <= 6 then int_of_string text else malformed ("no size: " ^ text)

let dyadic_of text =
  let digits, exponent =
    match String.index_opt text 'p' with
    | None -> (text, Z.zero)
    | Some i -> (String.sub text 0 i, integer_of (String.sub text (i + 1) (String.length text - i - 1)))
  in
  if not (is_all is_hex (unsigned digits)) || Z.gt (Z.abs exponent) (Z.of_int 1_000_000) then
    malformed ("no dyadic number: " ^ text);
  (Z.of_string_base 16 digits, exponent)

let fraction_of text =
  match String.split_on_char '/' text with
  | [ n ] -> (integer_of n, Z.one)
  | [ n; d ] when is_all is_digit d && Z.sign (Z.of_string d) > 0 -> (integer_of n, Z.of_string d)
  | _ -> malformed ("no fraction: " ^ text)

let times count read = List.init count (fun _ -> ()) |> List.map (fun () -> read ())
let row input number n = times n (fun () -> number (next input))
let matrix input number m n = times m (fun () -> row input number n)
let blocks input number count m n = times count (fun () -> matrix input number m n)
let after word input read = expect input word; read ()

let certificate input =
  let number = dyadic_of in
  let k = size input in
  let q = size input in
  let p = size input in
  let l = size input in
  let s = size input in
  let r = size input in
  expect input "weights";
  let m = size input in
  let n = size input in
  let weights = matrix input number m n in
  let left = after "left" input (fun () -> blocks input number l s r) in
  let right = after "right" input (fun () -> blocks input number k q p) in
  let claim word = after word input (fun () -> number (next input)) in
  let norm = claim "norm" in
  let error = claim "error" in
  let bound = claim "bound" in
  expect input "gap";
  let gap =
    match next input with
    | "none" -> None
    | digits ->
      let exponent = integer_of (next input) in
      if Z.gt (Z.abs exponent) (Z.of_int 10_000) then malformed "too large an exponent";
      Some (integer_of digits, exponent)
  in
  let order = min s p in
  let proof () =
    expect input "proof";
    match next input with
    | "none" -> None
    | "mu" ->
      let mu = number (next input) in
      let count = after "w" input (fun () -> size input) in
      let wcols = matrix input number count order in
      expect input "g";
      let tri = List.init order (fun i -> i + 1) |> List.map (fun i -> row input number i) in
      Some { Checks.mu; wcols; tri }
    | word -> malformed ("expected none or mu, found " ^ word)
  in
  let proofs = times l (fun () -> times k proof) in
  let certificate = { Checks.weights; left; right; proofs; norm; error; bound; gap } in
  fun () -> Checks.check k q p l s r certificate

let product input =
  let k_of number ops =
    let k = size input in
    let q = size input in
    let p = size input in
    let l = size input in
    let s = size input in
    let r = size input in
    let left = after "left" input (fun () -> blocks input number l s r) in
    let right = after "right" input (fun () -> blocks input number k q p) in
    let count = after "batch" input (fun () -> size input) in
    let pairs = times count (fun () ->
        let x = row input number (k * p) in
        let y = row input number (l * s) in
        (x, y)) in
    fun () -> Checks.check_product ops k q p l s r left right pairs
  in
  match next input with
  | "dyadic" -> k_of dyadic_of Checks.dops
  | "integer" -> k_of integer_of Checks.zops
  | word -> malformed ("expected dyadic or integer, found " ^ word)

let answer input =
  let about number ops =
    let q = size input in
    let b = size input in
    let a = after "matrix" input (fun () -> matrix input number (q * b) (q * b)) in
    let place () = let j = size input in let i = size input in (j, i) in
    let tree () =
      let root = size input in
      let count = size input in
      let step () =
        let row_of, col_of = place () in
        { Checks.row_of; col_of; inverse = matrix input number q q }
      in
      (root, times count step)
    in
    match next input with
    | "minor" ->
      let l1 = size input in
      let l2 = size input in
      let j = size input in
      let k = size input in
      let i1 = size input in
      let i2 = size input in
      let x = number (next input) in
      fun () -> Checks.check_minor ops q b a l1 l2 j k i1 i2 x
    | "commutator" ->
      let root, steps = tree () in
      let first = place () in
      let second = place () in
      let row, column = place () in
      let x = number (next input) in
      fun () -> Checks.check_commutator ops q b a root steps first second row column x
    | "nilpotent" ->
      let root, steps = tree () in
      let at = place () in
      let count = size input in
      let h = row input number count in
      fun () -> Checks.check_nilpotent ops q b a root steps at h
    | "factors-M" ->
      let left = blocks input number b q q in
      let right = blocks input number q b b in
      fun () -> Checks.check_factors_M ops q b a left right
    | "factors-MM" ->
      let left = blocks input number b q q in
      let middle = blocks input number q b b in
      let right = blocks input number b q q in
      fun () -> Checks.check_factors_MM ops q b a left middle right
    | word -> malformed ("no kind of answer: " ^ word)
  in
  match next input with
  | "Q" -> about fraction_of Checks.fops
  | prime ->
    let p = integer_of prime in
    if Z.lt p (Z.of_int 2) then malformed ("no prime: " ^ prime);
    about integer_of (Checks.pops p)

let verdict path =
  try
    let input = words path in
    let ask =
      match next input with
      | "certificate" -> certificate input
      | "product" -> product input
      | "answer" -> answer input
      | word -> malformed ("no kind of statement: " ^ word)
    in
    if !input () <> Seq.Nil then malformed "the text goes on behind its end";
    if ask () then "accepted" else "refused"
  with
  | Malformed what -> "malformed: " ^ what
  | Sys_error what -> "malformed: " ^ what

let () =
  let paths = List.tl (Array.to_list Sys.argv) in
  if paths = [] then (prerr_endline "usage: check FILE..."; exit 2);
  let verdicts = List.map (fun path -> (path, verdict path)) paths in
  List.iter (fun (path, text) -> print_endline (path ^ ": " ^ text)) verdicts;
  exit (if List.for_all (fun (_, text) -> text = "accepted") verdicts then 0 else 1)
