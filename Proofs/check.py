#!/usr/bin/env python3
"""make proofs: reads every file of Proofs for what would be assumed and not proved, compiles what has changed, and asks
Coq what each theorem rests on. Products are in .build-proofs. One line for each mistake; exit code 1 where there is one.

The theorems are those of the files' headers, "name — what it says — id of the catalogue": each is stated in its file, and
what is stated by Theorem or Corollary is in the header.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
PRODUCTS = SOURCES.parent / ".build-proofs"
FLAGS = ["-Q", str(PRODUCTS), "Monarch", "-w", "-notation-overridden,-ambiguous-paths,-deprecated"]
SECONDS = 900
# What coqc writes into its folder beside the compiled file.
EXTRACTED = re.compile(r'^Extraction "([\w.]+)"', re.MULTILINE)
ENTRY = re.compile(r"^ +([a-z]\w*) — (.+?) — ([a-z0-9-]+)$", re.MULTILINE | re.DOTALL)
STATED = re.compile(r"^\s*(Theorem|Corollary|Lemma)\s+(\w+)", re.MULTILINE)
FORBIDDEN = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|bypass_check|Load|Declare\s+(?:ML\s+)?Module"
    r"|(?:Guard|Positivity|Universe)\s+Checking)\b")
# What opens and closes a section or a module, and what is assumed where it stands outside a section.
NESTING = re.compile(
    r"(?:^|(?<=\.))\s*(?:Local\s+|Global\s+)?"
    r"(?:(Section|End|Module(?:\s+Type)?)\s+\w+\s*(:=)?|(Hypothes[ie]s|Variables?|Context)\b)", re.MULTILINE)
LOADED = re.compile(r"(?:^|(?<=\.))\s*Require\b|\bFrom\s+Monarch\s+Require[^.]*\.(?!\s)", re.MULTILINE)


def stop(*mistakes):
    for mistake in mistakes:
        print(f"make proofs: {mistake}", file=sys.stderr)
    sys.exit(1)


def without_comments(text):
    """The text with comments, which nest, and strings blanked out, line by line as it was."""
    out, depth, quoted, i = [], 0, False, 0
    while i < len(text):
        two = text[i : i + 2]
        if not quoted and two in ("(*", "*)"):
            depth = max(depth + (1 if two == "(*" else -1), 0)
            out.append("  ")
            i += 2
            continue
        hidden = depth > 0 or quoted or text[i] == '"'
        out.append(text[i] if text[i] == "\n" or not hidden else " ")
        quoted ^= text[i] == '"'
        i += 1
    return "".join(out)


class File:
    def __init__(self, path):
        self.name, text = path.stem, path.read_text(encoding="utf-8")
        self.path, self.text, self.code = path, text, without_comments(text)
        header = text[: text.index("*)")] if text.startswith("(*") and "*)" in text else ""
        self.theorems = [(name, id) for name, _, id in ENTRY.findall(header)]
        self.needs = [n for line in re.findall(r"From\s+Monarch\s+Require\s+(?:Import|Export)?([^.]*)\.", self.code)
                      for n in line.split()]

    def mistakes(self):
        place = lambda match, group=0: f"Proofs/{self.name}.v:{self.code.count(chr(10), 0, match.start(group)) + 1}"
        for found in FORBIDDEN.finditer(self.code):
            yield f"{place(found)}: {' '.join(found[0].split())}: nothing may be assumed"
        for found in LOADED.finditer(self.code):
            yield f"{place(found)}: write From ... Require Import, with names without dots"
        around = []
        for found in NESTING.finditer(self.code):
            if found[1] == "End":
                around = around[:-1]
            elif found[1] and not found[2]:
                around.append(found[1])
            elif found[3] and around[-1:] != ["Section"]:
                yield f"{place(found, 3)}: {found[3]} outside a section: nothing may be assumed"
        listed = [name for name, _ in self.theorems]
        stated = {name: kind for kind, name in STATED.findall(self.code)}
        for name in listed:
            if name not in stated:
                yield f"Proofs/{self.name}.v: no theorem {name}, which its header lists"
        for name, kind in stated.items():
            if kind != "Lemma" and name not in listed:
                yield f"Proofs/{self.name}.v: {kind} {name} is not in the header: list it there, or call it a Lemma"


def run_coq(arguments):
    """What Coq prints, and its first error in one line."""
    try:
        done = subprocess.run(["coqc", *FLAGS, *arguments], cwd=PRODUCTS, text=True, encoding="utf-8", timeout=SECONDS,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except subprocess.TimeoutExpired:
        return "", f"not done after {SECONDS} s"
    if done.returncode == 0:
        return done.stdout, None
    line = re.search(r"line (\d+)", done.stdout)
    error = done.stdout[done.stdout.rfind("Error:") :] if "Error:" in done.stdout else done.stdout
    return done.stdout, f"{'line ' + line[1] + ': ' if line else ''}{' '.join(error.split())[:300] or 'no reason given'}"


def compile_all(files, version, jobs):
    """Compiles every file after those that it needs, where it or one of them has changed."""
    keys, running = {}, {}
    with ThreadPoolExecutor(jobs) as pool:
        while len(keys) < len(files):
            for file in files.values():
                if file.name in keys or file.name in running or not all(n in keys for n in file.needs):
                    continue
                parts = [version, file.text, *(keys[n] for n in file.needs)]
                key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
                running[file.name] = (pool.submit(compile_one, file, key), key)
            if not running:
                stop("the files need each other in a circle: " + ", ".join(sorted(files.keys() - keys.keys())))
            wait([future for future, _ in running.values()], return_when=FIRST_COMPLETED)
            for name, (future, key) in list(running.items()):
                if future.done():
                    del running[name]
                    keys[name] = key
                    if future.result():
                        pool.shutdown(cancel_futures=True)
                        stop(f"Proofs/{name}.v does not compile: {future.result()}")
    return keys


def compile_one(file, key):
    product, stamp = PRODUCTS / f"{file.name}.vo", PRODUCTS / f"{file.name}.key"
    made = [product, *(PRODUCTS / extracted for extracted in EXTRACTED.findall(file.text))]
    if all(path.exists() for path in made) and stamp.exists() and stamp.read_text() == key:
        return None
    stamp.unlink(missing_ok=True)
    for extracted in EXTRACTED.findall(file.text):
        (PRODUCTS / extracted).unlink(missing_ok=True)
    start = time.monotonic()
    _, error = run_coq(["-o", str(product), str(file.path)])
    if error is None:
        stamp.write_text(key)
        print(f"{file.name}.v compiled in {time.monotonic() - start:.1f} s", flush=True)
    return error


def assumptions(files, keys):
    """What Coq says that each theorem rests on, from one run of Print Assumptions for each."""
    lines = [f"From Monarch Require {' '.join(files)}."]
    for file in files.values():
        for name, _ in file.theorems:
            lines += [f'Goal True. idtac "#{name}". Abort.', f"Print Assumptions Monarch.{file.name}.{name}."]
    text = "\n".join(lines) + "\n"
    key = hashlib.sha256("\0".join([text, *keys.values()]).encode()).hexdigest()
    source, answer = PRODUCTS / "Assumptions.v", PRODUCTS / "Assumptions.out"
    if answer.exists():
        stamp, _, said = answer.read_text(encoding="utf-8").partition("\n")
        if stamp == key:
            return said
    source.write_text(text, encoding="utf-8")
    said, error = run_coq(["-o", str(PRODUCTS / "Assumptions.vo"), str(source)])
    if error is not None:
        stop(f"Print Assumptions: {error}")
    answer.write_text(f"{key}\n{said}", encoding="utf-8")
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jobs", type=int, default=2, help="files compiled at a time")
    parser.add_argument("--scan", action="store_true", help="only read the files, without Coq")
    options = parser.parse_args()
    files = {path.stem: File(path) for path in sorted(SOURCES.glob("*.v"))}
    wrong = [mistake for file in files.values() for mistake in file.mistakes()]
    wrong += [f"{path.relative_to(SOURCES.parent)}: files stand in Proofs itself" for path in SOURCES.rglob("*.v")
              if path.parent != SOURCES]
    places = {}
    for file in files.values():
        wrong += [f"Proofs/{file.name}.v: needs {n}, and there is no Proofs/{n}.v" for n in file.needs if n not in files]
        for name, _ in file.theorems:
            if name in places:
                wrong.append(f"{name} is a theorem of {places[name]}.v and of {file.name}.v: one name for each")
            places[name] = file.name
    if wrong:
        stop(*wrong)
    if options.scan:
        return

    PRODUCTS.mkdir(exist_ok=True)
    version = subprocess.run(["coqc", "--version"], capture_output=True, text=True, check=True).stdout
    keys = compile_all(files, version, options.jobs)
    said = assumptions(files, {name: keys[name] for name in sorted(keys)})
    parts = re.split(r"^#(\w+)$", said, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2]))
    rows, open_ones = [("theorem", "assumptions", "id of the catalogue", "file")], []
    for file in files.values():
        for name, id in file.theorems:
            answer = " ".join(found.get(name, "nothing said").split())
            closed = answer == "Closed under the global context"
            rows.append((name, "closed" if closed else "NOT CLOSED", id, f"{file.name}.v"))
            if not closed:
                open_ones.append(f"{name} is not closed: {answer[:300]}")
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[3]]).rstrip())
    if open_ones:
        stop(*open_ones)
    ids = {id for file in files.values() for _, id in file.theorems}
    print(f"\nholds: {len(rows) - 1} theorems of {len(ids)} ids, each closed under the global context: no axioms")


main()
