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

# (function, kind of change) -> why no statement tells such a program from the right one.
SIZES = "check.ml reads lists whose lengths follow from the sizes: a list of another length cannot be written"
SAME = {}


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
                for what, new in changes:
                    yield name, what, line, text[:at] + new.format(found.group(0)) + text[to:]


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
        made = subprocess.run([sys.executable, "-B", os.path.join(HERE, "differential.py"), oracle, os.path.join(folder, "check"),
                               *seed, statements], stdout=subprocess.DEVNULL)
        if made.returncode:
            sys.exit("the test itself fails: see differential.py")
        with open(os.path.join(statements, "questions.json")) as file:
            questions = json.load(file)
        random.Random(1).shuffle(questions)
        texts = [open(os.path.join(path, "checks.ml" if path == folder else "check.ml")).read() for path in (folder, HERE)]

        def judged(numbered):
            number, (name, what, line, text) = numbered
            place = os.path.join(root, str(number))
            built = build(place, text, texts[1])
            if built.returncode:
                return name, what, line, "does not compile: " + built.stderr.strip().splitlines()[-1], None
            return name, what, line, None, notices(os.path.join(place, "check"), questions)

        counts, unexplained = {"noticed": 0, "the same program": 0}, []
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for name, what, line, fault, noticed in pool.map(judged, enumerate(mutants(texts[0]))):
                if fault is None and noticed is not None:
                    counts["noticed"] += 1
                elif fault is None and (name, what) in SAME:
                    counts["the same program"] += 1
                else:
                    unexplained.append(f"{name}, line {line}: {what}: {fault or 'no statement tells'}")
        print(f"{sum(counts.values()) + len(unexplained)} wrong checkers, {len(questions)} statements: "
              + ", ".join(f"{count} {what}" for what, count in counts.items()))
        for text in unexplained:
            print(text)
        sys.exit(bool(unexplained))


if __name__ == "__main__":
    main()
