"""Whether the differential test would notice a checker that is wrong: it is made wrong, one place at a time.

    python3 power.py FOLDER MONARCH-ORACLE [SEED]

FOLDER holds checks.ml, the extracted programs, and check.ml. A part of a conjunction is dropped, a condition is always
true or always false, a loop leaves out its last round, a sign or a negation is lost: one change a program. The statements
of differential.py, true and false ones, are made once and put to each such program until one of its verdicts is another.
Prints the programs that gave no other verdict; exit code 1 where there is one without a reason below.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))

SIZES = "check.ml reads lists whose lengths follow from the sizes: a list of another length cannot be written"
BEYOND = "what stands beyond a matrix reads as 0, and a statement about zeros alone is refused anyway"
NO_INVERSE = "a block beyond the matrix has a row or a column of zeros, and no inverse"
# (function, what stands behind the changed place, in part) -> why no statement tells such a program from the right one.
SAME = {
    ("is_size", ""): SIZES,
    ("order", ""): "the longer order adds rows in which mu stands alone, and mu >= 0",
    ("sizes_ok", "((&&) ((=) (size c.left) l)"): SIZES,
    ("sizes_ok", "((=) (size c.left) l)"): SIZES,
    ("sizes_ok", "(all (is_size s r) c.left)"): SIZES,
    ("sizes_ok", "((=) (size c.right) k)"): SIZES,
    ("sizes_ok", "(is_size s r)"): SIZES,
    ("sizes_ok", "(is_size q p)"): SIZES,
    ("eqv", "((=) (size x) n)"): SIZES,
    ("eqv", "((=) (size y) n)"): SIZES,
    ("check_product", "((=) (size l0) l)"): SIZES,
    ("check_product", "(all (is_size s r) l0)"): SIZES,
    ("check_product", "((=) (size r0) k)"): SIZES,
    ("check_product", "(all (is_size q p) r0)"): SIZES,
    ("check_product", "(is_size"): SIZES,
    ("check_product", "((=) (size (fst z0))"): SIZES,
    ("check_minor", "(is_size"): SIZES,
    ("check_minor", "(Nat.ltb l1 q)"): BEYOND,
    ("check_minor", "(Nat.ltb l2 q)"): BEYOND,
    ("check_minor", "(Nat.ltb k q)"): BEYOND,
    ("extend", "((&&) (Nat.ltb j b) (Nat.ltb i b))"): NO_INVERSE,
    ("extend", "(Nat.ltb j b)"): NO_INVERSE,
    ("tree", ""): "a root beyond the matrix is joined to nothing: " + NO_INVERSE,
    ("quotient", "(Nat.ltb (fst ji) b)"): "what the tree has reached is within the matrix",
    ("quotient", "(&&) (Nat.ltb (fst ji) b)"): "what the tree has reached is within the matrix",
    ("check_commutator", "(is_size"): SIZES,
    ("check_commutator", "(Nat.ltb row q)"): BEYOND,
    ("check_commutator", "(Nat.ltb col q)"): BEYOND,
    ("check_nilpotent", "(is_size"): SIZES,
    ("check_factors_MM", "((&&) (is_size"): SIZES,
    ("check_factors_M", "((&&) (is_size"): SIZES,
    ("check_factors_MM", "(is_size"): SIZES,
    ("check_factors_M", "(is_size"): SIZES,
    ("check_factors_MM", "((=) (size"): SIZES,
    ("check_factors_M", "((=) (size"): SIZES,
    ("check_factors_MM", "(all (is_size"): SIZES,
    ("check_factors_M", "(all (is_size"): SIZES,
}
# Of a conjunction these are the parts whose loss nothing shows; the loss of what stands behind them has to be noticed.
FIRST_ONLY = {"check_product", "check_minor", "check_commutator", "check_nilpotent"}


def reason(name, what, site):
    """Why nothing tells, where that is so."""
    if what == "second part dropped" and (name in FIRST_ONLY or site.startswith("((&&)")):
        return None
    return next((why for (function, start), why in SAME.items() if function == name and site.startswith(start)), None)


def functions(text):
    """The programs from is_size on, which this project has written: (name, from, to)."""
    starts = [(found.group(1), found.start()) for found in re.finditer(r"^let (?:rec )?(\w+)", text, re.M)]
    first = next(i for i, (name, _) in enumerate(starts) if name == "is_size")
    ends = [place for _, place in starts[1:]] + [len(text)]
    return [(name, place, end) for (name, place), end in zip(starts, ends)][first:]


# (pattern, [(what is changed, what stands there instead)]).
CHANGES = [
    (r"\(&&\)", [("second part dropped", "(fun a _ -> a)"), ("first part dropped", "(fun _ b -> b)")]),
    (r"\bif\b(?! n=0)", [("condition always true", "if true ||"), ("condition always false", "if false &&")]),
    (r"\bdleb\b", [("comparison dropped", "(fun _ _ -> true)"), ("comparison turned over", "(fun x y -> dleb y x)")]),
    (r"\balln\b", [("last round left out", "(fun f n -> alln f (max 0 (n - 1)))")]),
    (r"\ball\b", [("all dropped", "(fun _ _ -> true)")]),
    (r"\bsum (?:dops|o)\b", [("last term left out", "(fun f n -> {} f (max 0 (n - 1)))")]),
    (r"\bnegb\b", [("negation dropped", "(fun x -> x)"), ("negation always true", "(fun _ -> true)")]),
    (r"\bdopp\b", [("sign lost", "(fun x -> x)")]),
    (r"\bdabs\b", [("absolute value lost", "(fun x -> x)")]),
    (r"\beqn (?:dops|o)\b", [("equality dropped", "(fun _ _ -> true)")]),
    (r"\beqm o\b", [("equality of matrices dropped", "(fun _ _ _ _ -> true)")]),
    (r"\bzerom o\b", [("zero always", "(fun _ _ _ -> true)")]),
    (r"\bdmax0\b", [("bound below 0", "(fun x -> x)")]),
]


def mutants(text):
    for name, start, end in functions(text):
        for pattern, changes in CHANGES:
            for found in re.finditer(pattern, text[start:end]):
                if found.start() < 8 or text[start + found.start() - 1] == "*":
                    continue
                at, to = start + found.start(), start + found.end()
                # The name of the program itself, and what is said of its type, are no places.
                if "**" in text[text.rfind("\n", 0, at) + 1 : text.find("\n", at)]:
                    continue
                line = text[:at].count("\n") + 1
                site = " ".join(text[to : to + 200].split())
                for what, new in changes:
                    yield name, what, line, site, text[:at] + new.format(found.group(0)) + text[to:]


def build(folder, text, reader):
    os.makedirs(folder)
    for name, content in (("checks.ml", text), ("check.ml", reader)):
        with open(os.path.join(folder, name), "w") as file:
            file.write(content)
    command = ["ocamlfind", "ocamlopt", "-package", "zarith", "-linkpkg", "-w", "-a", "checks.ml", "check.ml", "-o", "check"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def notices(program, questions):
    """The first statement on which the program's verdict is another, or None."""
    for start in range(0, len(questions), 100):
        some = questions[start : start + 100]
        try:
            run = subprocess.run([program, *(path for _, _, path, _ in some)], capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return some[0]
        verdicts = [line.split(": ", 1)[1] for line in run.stdout.splitlines()]
        if len(verdicts) != len(some):
            return some[0]
        for question, verdict in zip(some, verdicts):
            if verdict != ("refused" if question[3] is False else "accepted"):
                return question
    return None


def main():
    folder, oracle = sys.argv[1:3]
    seed = sys.argv[3:4] or ["10"]
    with tempfile.TemporaryDirectory(prefix="power-") as root:
        statements = os.path.join(root, "statements")
        test = [sys.executable, "-B", os.path.join(HERE, "differential.py"), oracle, os.path.join(folder, "check"), *seed]
        made = subprocess.run([*test, statements], stdout=subprocess.DEVNULL)
        if made.returncode:
            sys.exit("the test itself fails: see differential.py")
        with open(os.path.join(statements, "questions.json")) as file:
            questions = json.load(file)
        random.Random(1).shuffle(questions)
        texts = [open(os.path.join(path, "checks.ml" if path == folder else "check.ml")).read() for path in (folder, HERE)]

        def judged(numbered):
            number, (name, what, line, site, text) = numbered
            place = os.path.join(root, str(number))
            built = build(place, text, texts[1])
            if built.returncode:
                return name, what, line, site, "does not compile: " + built.stderr.strip().splitlines()[-1], None
            return name, what, line, site, None, notices(os.path.join(place, "check"), questions)

        counts, unexplained = {"noticed": 0, "the same program": 0}, []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, what, line, site, fault, noticed in pool.map(judged, enumerate(mutants(texts[0]))):
                if fault is None and noticed is not None:
                    counts["noticed"] += 1
                elif fault is None and reason(name, what, site):
                    counts["the same program"] += 1
                else:
                    unexplained.append(f"{name}, line {line}, before {site[:40]}: {what}: {fault or 'no statement tells'}")
        print(f"{sum(counts.values()) + len(unexplained)} wrong checkers, {len(questions)} statements: "
              + ", ".join(f"{count} {what}" for what, count in counts.items()))
        for text in unexplained:
            print(text)
        sys.exit(bool(unexplained))


if __name__ == "__main__":
    main()
