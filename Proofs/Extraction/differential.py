"""A differential test of monarch-oracle against the verified programs.

    python3 differential.py MONARCH-ORACLE CHECK [SEED [FOLDER]]

`monarch-oracle` makes certificates of projections, answers on membership with factors or witnesses, and exact products;
the verified program `check` must accept each of them. Then something in each is changed so that it is false, and both
`check` and `monarch-oracle certify` must refuse it. Statements made by hand are put to `check` alone: they are false in one
place each where a checker might not look (power.py shows that each place is looked at). Where a change may leave an answer true, both must say the same.
Prints a table; exit code 1 on any disagreement, and where a kind of statement was not made at all. With a FOLDER, what was
asked is left there, and questions.json says what it was.
"""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction

import translate

ORACLE, CHECK = sys.argv[1:3]
SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 10
KEPT = sys.argv[4] if len(sys.argv) > 4 else None
FOLDER = KEPT or tempfile.mkdtemp(prefix="differential-")
os.makedirs(FOLDER, exist_ok=True)
draw = random.Random(SEED)

# What is asked of `check`: (group, what, path, whether it must accept); and what went wrong.
questions, faults = [], []
# group -> [accepted, changed and refused, refused by certify too, changed and still true for both].
table = defaultdict(lambda: [0, 0, 0, 0])
# Changes that leave no answer true.
ALWAYS_FALSE = {"the minor's value", "both rows one", "the commutator's entry", "both F one", "the polynomial",
                "a tree with a circle"}


def path(name):
    return os.path.join(FOLDER, name)


def oracle(*arguments):
    """The exit code: 0 yes, 1 no, 2 undecided or a failure."""
    return subprocess.run([ORACLE, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).returncode


def ask(group, what, text, must_accept):
    name = path(f"{len(questions)}.txt")
    with open(name, "w") as file:
        file.write(text)
    questions.append((group, what, name, must_accept))


def fault(group, what):
    faults.append(f"{group}: {what}")


# ---------------------------------------------------------------- certificates


def weights(kind, rows, columns, form):
    """A matrix as a list of floats."""
    k, q, p, l, s, r = form
    a = [[draw.uniform(-1, 1) for _ in range(columns)] for _ in range(rows)]
    if kind == "integers":
        a = [[float(draw.randint(-4, 4)) for _ in row] for row in a]
    elif kind == "zeros":
        a = [[0.0 if (x % l + y // p) % 2 else v for y, v in enumerate(row)] for x, row in enumerate(a)]
    elif kind == "tied":
        # Each slice is a multiple of the identity: all of its singular values are equal.
        a = [[float(x % l + 1) if x // l == y % p else 0.0 for y in range(columns)] for x in range(rows)]
    elif kind == "scales":
        a = [[v * 2.0 ** draw.randint(-40, 40) for v in row] for row in a]
    elif kind == "monarch":
        u = [[[draw.randint(-5, 5) for _ in range(rows)] for _ in range(k)] for _ in range(l)]
        v = [[[draw.randint(-5, 5) for _ in range(columns)] for _ in range(k)] for _ in range(l)]
        a = [[float(u[x % l][y // p][x] * v[x % l][y // p][y]) for y in range(columns)] for x in range(rows)]
    elif kind == "zero":
        a = [[0.0] * columns for _ in range(rows)]
    return [value for row in a for value in row]


def replaced(word, change):
    """A number of the format with another odd integer."""
    digits, p, power = word.partition("p")
    integer = change(int(digits, 16))
    return f"{'-' if integer < 0 else ''}{abs(integer):x}{p}{power}"


def tampered_certificates(text):
    """(what was changed, the certificate with a false claim or a proof that does not hold)."""
    lines = text.split("\n")

    def at(index, word, new):
        words = lines[index].split(" ")
        words[word] = new
        return "\n".join(lines[:index] + [" ".join(words)] + lines[index + 1 :])

    claims = {line.split(" ")[0]: index for index, line in enumerate(lines)}
    value = lambda name: lines[claims[name]].split(" ")[1]
    if value("bound") != "0":
        yield "bound raised", at(claims["bound"], 1, replaced(value("bound"), lambda x: x + 2))
    else:
        yield "bound raised", at(claims["bound"], 1, "1p-900")
    if value("error") not in ("0", "1"):
        yield "error lowered", at(claims["error"], 1, replaced(value("error"), lambda x: x - 2 if x > 1 else 3))
    if value("norm") != "0":
        yield "norm changed", at(claims["norm"], 1, replaced(value("norm"), lambda x: x + 2))
    if value("gap") not in ("0", "inf"):
        digits, exponent = value("gap").split("e")
        yield "gap lowered", at(claims["gap"], 1, f"{digits}e{int(exponent) - 1}")
        if digits[-1] != "9":
            yield "gap not the least", at(claims["gap"], 1, f"{digits[:-1]}{int(digits[-1]) + 1}e{exponent}")
    places = [(i, j, word) for i, line in enumerate(lines) for j, word in enumerate(line.split(" ")[1:], 1)
              if line[:2] in ("u ", "v ", "w ", "g ") or line.startswith("mu ")]
    for letter, name in (("u", "an entry of M, left"), ("v", "an entry of M, right"), ("w", "an entry of W")):
        found = [place for place in places if lines[place[0]].startswith(letter + " ") and place[2] != "0"]
        # A factor beside a vanishing one changes nothing.
        if letter in "uv":
            beside = 1 if letter == "u" else -1
            found = [place for place in found if set(lines[place[0] + beside].split(" ")[1:]) != {"0"}]
        if found:
            i, j, word = draw.choice(found)
            yield name, at(i, j, replaced(word, lambda x: x + 2 if x != -1 else -3))
    found = [place for place in places if lines[place[0]].startswith("g ") and place[2] != "0"]
    size = lambda word: abs(int(word.partition("p")[0], 16)) * 2.0 ** int(word.partition("p")[2] or 0)
    if found:
        i, j, word = max(found, key=lambda place: size(place[2]))
        digits, _, power = word.partition("p")
        yield "an entry of G", at(i, j, f"{digits}p{int(power or 0) + 1}" if int(power or 0) != -1 else digits)
    found = [place for place in places if lines[place[0]].startswith("mu ") and place[2] != "0"]
    if found:
        i, j, word = draw.choice(found)
        digits, _, power = word.partition("p")
        yield "mu lowered", at(i, j, f"{digits}p{int(power or 0) - 1}" if int(power or 0) != 1 else digits)


def certificates():
    square = [(m, m, m, m, m, m) for m in (2, 3, 4, 5, 6, 7, 8, 12)]
    others = [(4, 3, 2, 3, 5, 4), (3, 4, 5, 4, 2, 3), (2, 4, 4, 2, 3, 4), (2, 6, 6, 2, 5, 6), (2, 3, 4, 3, 3, 2),
              (3, 2, 4, 2, 3, 3), (4, 2, 3, 4, 3, 2), (6, 2, 3, 4, 3, 3)]
    for form in square + others:
        k, q, p, l, s, r = form
        for kind in ("uniform", "integers", "zeros", "tied", "scales", "monarch", "zero", "padded", "float32"):
            if kind in ("integers", "scales", "zero", "monarch") and form[0] in (5, 7):
                continue
            if kind in ("scales", "float32", "zero", "padded") and form[0] > 6:
                continue
            rows, columns = (l * s - 1, k * p - 1) if kind == "padded" else (l * s, k * p)
            group = f"certificate {'square m = ' + str(k) if form in square else 'form ' + ','.join(map(str, form))}"
            model, proof = path("W.npy"), path("W.cert")
            values = weights(kind, rows, columns, form)
            translate.write_npy(model, [rows, columns], values, "f" if kind == "float32" else "d")
            code = oracle("project", model, "--form", ",".join(map(str, form)), "--certificate", proof, "--gap", "1")
            if code != 0:
                fault(group, f"{kind}: project ends with {code}")
                continue
            with open(proof, newline="\n") as file:
                text = file.read()
            ask(group, kind, translate.certificate(text, model), True)
            changed = [(what, new, model) for what, new in tampered_certificates(text)]
            # Another matrix, under whose name the certificate is put.
            other = path("V.npy")
            place = draw.randrange(len(values))
            values[place] += 1.0
            translate.write_npy(other, [rows, columns], values, "f" if kind == "float32" else "d")
            old, new = (hashlib.sha256(translate.read_npy(name).data).hexdigest() for name in (model, other))
            changed.append(("an entry of A", text.replace(old, new).replace("tensor W\n", "tensor V\n"), other))
            for what, new, about in changed:
                ask(group, f"{kind}, {what}", translate.certificate(new, about), False)
                with open(path("T.cert"), "w", newline="\n") as file:
                    file.write(new)
                if oracle("certify", path("T.cert"), about) == 1:
                    table[group][2] += 1
                else:
                    fault(group, f"{kind}, {what}: monarch-oracle certify does not refuse it")


# ---------------------------------------------------------------- answers


def product_of(x, y):
    return [[sum(a * b for a, b in zip(row, column)) for column in zip(*y)] for row in x]


def square_of(n, low=-4, high=4):
    return [[Fraction(draw.randint(low, high)) for _ in range(n)] for _ in range(n)]


def invertible(n):
    while True:
        x = square_of(n)
        if any(any(row) for row in translate.invert(x, 0)):
            return x


def from_blocks(q, b, blocks):
    """A[(l, j), (k, i)] = blocks[j][i][l][k]."""
    return [[blocks[x % b][y % b][x // b][y // b] for y in range(q * b)] for x in range(q * b)]


def matrix(kind, q, b):
    n = q * b
    if kind == "integers":
        return square_of(n)
    if kind == "fractions":
        return [[Fraction(draw.randint(-9, 9), draw.randint(1, 9)) for _ in range(n)] for _ in range(n)]
    if kind in ("M", "M*"):
        left, right = [square_of(q) for _ in range(b)], [square_of(b) for _ in range(q)]
        a = [[left[x % b][x // b][y // b] * right[y // b][x % b][y % b] for y in range(n)] for x in range(n)]
        return a if kind == "M" else [list(row) for row in zip(*a)]
    if kind == "permutation":
        order = draw.sample(range(n), n)
        return [[Fraction(int(order[x] == y)) for y in range(n)] for x in range(n)]
    x, z = [invertible(q) for _ in range(b)], [invertible(q) for _ in range(b)]
    if kind == "MM*":
        middle = [[[[Fraction(draw.choice([-3, -2, -1, 1, 2, 3])) if s == t else Fraction(0) for t in range(q)]
                    for s in range(q)] for _ in range(b)] for _ in range(b)]
    else:
        # "jordan": polynomials in one Jordan block: they commute, and have no basis of eigenvectors.
        def jordan():
            coefficients = [Fraction(draw.choice([1, 2, 3]))] + [Fraction(draw.randint(1, 3)) for _ in range(q - 1)]
            return [[coefficients[t - s] if t >= s else Fraction(0) for t in range(q)] for s in range(q)]
        middle = [[jordan() for _ in range(b)] for _ in range(b)]
    return from_blocks(q, b, [[product_of(product_of(x[j], middle[j][i]), z[i]) for i in range(b)] for j in range(b)])


def tampered_answers(document, entries, modulus):
    """(what was changed, the false answer, the matrix that it is about)."""
    q, b = document["grid"]
    n = q * b
    more = lambda text: str(Fraction(text) + 1)

    def copy(change):
        new = json.loads(json.dumps(document))
        change(new)
        return new

    def entry(x, y):
        return entries[: x * n + y] + [entries[x * n + y] + 1] + entries[x * n + y + 1 :]

    if document["outcome"] == "factors":
        for part in ("left", "middle", "right"):
            if part not in document:
                continue
            place = draw.randrange(len(document[part]))
            yield f"an entry of {part}", copy(lambda new: new[part].__setitem__(place, more(new[part][place]))), entries
        yield "an entry of the matrix", document, entry(draw.randrange(n), draw.randrange(n))
        return
    witness = document["witness"]
    if witness["reason"] == "minor":
        transposed = document["class"] == "M*"
        (x1, x2), (y1, y2) = witness["rows"], witness["columns"]
        yield "the minor's value", copy(lambda new: new["witness"].update(minor=more(witness["minor"]))), entries
        yield "an entry of the minor", document, entry(x1, y1)
        yield "both rows one", copy(lambda new: new["witness"].update(rows=[x1, x1])), entries
        # Another row of the same slice.
        step = 1 if transposed else b
        x3 = x1 // b * b + (x1 % b + 1) % b if transposed else (x1 + step) % n
        minor = lambda x: entries[x * n + y1] * entries[x2 * n + y2] - entries[x * n + y2] * entries[x2 * n + y1]
        if minor(x3) != minor(x1):
            yield "a row's index", copy(lambda new: new["witness"].update(rows=[x3, x2])), entries
        return
    if witness["reason"] == "commutator":
        yield "the commutator's entry", copy(lambda new: new["witness"].update(entry=more(witness["entry"]))), entries
        yield "both F one", copy(lambda new: new["witness"].update(second=witness["first"])), entries
        j, i = witness["first"]
        yield "an entry of a block", document, entry(j + b * draw.randrange(q), i + b * draw.randrange(q))
    if witness["reason"] == "nilpotent":
        yield "the polynomial", copy(lambda new: new["witness"].update(polynomial=["0", "1"])), entries
        j, i = witness["place"]
        yield "an entry of a block", document, entry(j + b * draw.randrange(q), i + b * draw.randrange(q))
    tree = witness["tree"]
    if len(tree["blocks"]) > 1:
        yield "a tree without its last block", copy(lambda new: new["witness"]["tree"]["blocks"].pop()), entries
    yield "a tree with a circle", copy(
        lambda new: new["witness"]["tree"]["blocks"].append(tree["blocks"][0])), entries


def write_matrix(name, n, entries):
    with open(name, "w") as file:
        json.dump({"shape": [n, n], "field": "Q", "entries": [str(x) for x in entries]}, file)


def answers():
    wanted = {}
    for q, b in ((2, 2), (3, 2), (2, 3), (3, 3), (4, 3), (3, 4), (4, 4), (5, 5)):
        n = q * b
        commands = [("member", name, field, kind)
                    for name in ("M", "M*") for field in ("Q", "F_10007")
                    for kind in ("integers", "fractions", "M", "M*", "permutation")]
        commands += [("factor", "MM*", field, kind)
                     for field in ("Q", "F_10007") for kind in ("integers", "fractions", "MM*", "jordan", "M")]
        for command, name, field, kind in commands:
            group = f"answer on {name} over {field if field == 'Q' else 'F_p'}"
            entries = [x for row in matrix(kind, q, b) for x in row]
            file, result = path("A.json"), path("answer.json")
            write_matrix(file, n, entries)
            options = ["--block", str(b), "--field", field, "--json", result]
            code = oracle(command, file, *options, *(["--class", name] if command == "member" else []))
            if code == 2:
                continue
            with open(result) as stream:
                document = json.load(stream)
            if document["outcome"] == "needs-extension":
                continue
            what = f"{q}x{b} {kind}, {document['outcome']} {document.get('witness', {}).get('reason', '')}".strip()
            wanted[name, document.get("witness", {}).get("reason", "factors")] = True
            modulus = 0 if field == "Q" else 10007
            ask(group, what, translate.answer(document, [n, n], entries), True)
            for change, new, about in tampered_answers(document, entries, modulus):
                ask(group, f"{what}, {change}", translate.answer(new, [n, n], about), None)
                write_matrix(file, n, about)
                with open(result, "w") as stream:
                    json.dump(new, stream)
                code = oracle("certify", result, file)
                # A changed factor beside a vanishing one, or an entry that no F sees, leaves a true answer.
                if change in ALWAYS_FALSE and code == 0:
                    fault(group, f"{what}, {change}: monarch-oracle certify does not refuse it")
                questions[-1] = (*questions[-1][:3], None if code == 0 and change not in ALWAYS_FALSE else False)
                table[group][2] += code != 0
    for name, reason in (("M", "minor"), ("M*", "minor"), ("MM*", "commutator"), ("MM*", "nilpotent"), ("M", "factors"),
                         ("M*", "factors"), ("MM*", "factors")):
        if (name, reason) not in wanted:
            fault(f"answer on {name}", f"no answer with {reason} was made")


# ---------------------------------------------------------------- products


def value():
    kind = draw.randrange(6)
    if kind == 0:
        return draw.choice([0.0, 1.0, -1.0, 2.0])
    if kind == 1:
        return float(draw.randint(-1000, 1000))
    if kind == 2:
        return draw.choice([-1, 1]) * 2.0 ** draw.randint(-1074, 300)
    return draw.uniform(-1, 1) * 2.0 ** draw.randint(-60, 60)


def products():
    forms = [(m, m, m, m, m, m) for m in (1, 2, 3, 4, 5, 6, 7, 8, 16)]
    forms += [(4, 3, 2, 3, 5, 4), (3, 4, 5, 4, 2, 3), (2, 4, 4, 2, 3, 4), (4, 2, 3, 4, 3, 2), (6, 2, 3, 4, 3, 3),
              (1, 6, 2, 3, 2, 2), (6, 1, 2, 2, 1, 3)]
    for k, q, p, l, s, r in forms:
        group = "product, square" if k == q == p == l == s == r else "product, rectangular"
        for batch in (1, 4):
            files = [path(name) for name in ("L.npy", "R.npy", "X.npy")]
            for file, shape in zip(files, ([l, s, r], [k, q, p], [batch, k * p])):
                count = 1
                for size in shape:
                    count *= size
                translate.write_npy(file, shape, [value() for _ in range(count)])
            what = f"{k}x{q}x{p}·{l}x{s}x{r}, batch {batch}"
            result = path("Y.json")
            code = oracle("multiply", "--left", files[0], "--right", files[1], "--input", files[2], "--exact", result)
            if code != 0:
                fault(group, f"{what}: multiply ends with {code}")
                continue
            with open(result) as stream:
                document = json.load(stream)
            tensors = [translate.read_npy(file) for file in files]
            ask(group, what, translate.product(*tensors, document), True)
            entries = document["entries"]
            place = draw.randrange(len(entries))
            little_more = str(Fraction(entries[place]) + Fraction(1, 2**2000))
            changed = [("an output", entries[:place] + [little_more] + entries[place + 1 :])]
            if len(set(entries[: l * s])) > 1:
                turned = entries[1 : l * s] + entries[:1] + entries[l * s :]
                changed.append(("outputs in another order", turned))
            if entries[l * s - 1] != "0":
                changed.append(("the last output 0", entries[: l * s - 1] + ["0"] + entries[l * s :]))
            for change, new in changed:
                ask(group, f"{what}, {change}", translate.product(*tensors, {**document, "entries": new}), False)


# ---------------------------------------------------------------- made by hand


def handmade():
    """Statements in the checker's own text that monarch-oracle never makes: each false one is nearly true."""

    def ask_all(group, statements):
        for what, text, holds in statements:
            ask(group, what, text, holds)

    def certificate(form, a, left, right, claims, proof):
        """One slice: k = l = 1, so that M = left right."""
        rows = lambda m: " ".join(" ".join(map(str, row)) for row in m)
        norm, error, bound, gap = claims
        return (f"certificate {form} weights {len(a)} {len(a[0])} {rows(a)} left {rows(left)} right {rows(right)} "
                f"norm {norm} error {error} bound {bound} gap {gap} {proof}\n")

    one, eye = "1 1 2 1 2 1", [[1, 0], [0, 1]]
    # S = (1 1; 0 0): S^T S has the eigenvalues 2 and 0, and rank 1 is reached.
    flat = ([[1, 1], [0, 0]], [[1], [0]], [[1, 1]])
    # S = (1 0; 1 1): the greater eigenvalue of S^T S = (2 1; 1 1) is 2.62; M = (1 1; 1 1) has the error 1.
    steep = ([[1, 0], [1, 1]], [[1], [1]], [[1, 1]])
    # M = 5 S, with the error 32 for |S|^2 = 2.
    far = ([[1, 1], [0, 0]], [[5], [0]], [[1, 1]])
    # Three columns and rows reach each S of two; W = 2 I.
    wide, full = "1 3 2 1 2 3", (eye, [[1, 0, 0], [0, 1, 0]], [[1, 0], [0, 1], [0, 0]])
    none = "proof mu 2 w 0 g 0 0 0"
    ask_all("by hand: certificates", [
        ("as it is", certificate(one, *flat, (2, 0, 0, "none"), none), True),
        ("mu of a row without the sign of its neighbour", certificate(one, *flat, (2, 0, 1, "none"), "proof mu 1 w 0 g 0 0 0"),
         False),
        ("as it is, mu = 3", certificate(one, *steep, (3, 1, 0, "none"), "proof mu 3 w 0 g 0 0 0"), True),
        ("mu of rows without their last column", certificate(one, *steep, (3, 1, 1, "none"), none), False),
        ("as it is, W = 2 I", certificate(wide, *full, (2, 0, 0, "none"), "proof mu 0 w 2 2 0 0 2 g 0 0 0"), True),
        ("mu < 0 beside W", certificate(wide, *full, (2, 0, 3, "none"), "proof mu -3 w 2 2 0 0 2 g 0 0 0"), False),
        ("as it is, a gap of tens", certificate(one, *far, (2, "10p1", 0, "2 1"), none), True),
        ("a gap of tens, too small", certificate(one, *far, (2, "10p1", 0, "1 1"), none), False),
        ("a gap of tens, not the least", certificate(one, *far, (2, "10p1", 0, "3 1"), none), False),
        ("as it is, a gap of tenths", certificate(one, *far, (2, "10p1", 0, "160 -1"), none), True),
        ("a gap of tenths, not the least", certificate(one, *far, (2, "10p1", 0, "161 -1"), none), False),
        ("no gap where there is one", certificate(one, *far, (2, "10p1", 0, "0 0"), none), False),
        ("a row of A beyond the form", certificate(one, [*flat[0], [1, 1]], *flat[1:], (2, 0, 0, "none"), none), False),
        ("a column of A beyond the form", certificate(one, [[1, 1, 1], [0, 0, 1]], *flat[1:], (2, 0, 0, "none"), none), False),
        ("k q is not r l", certificate("1 2 2 1 2 1", *flat[:2], [[1, 1], [1, 1]], (2, 0, 0, "none"), none), False),
    ])
    ask_all("by hand: products", [
        ("as it is", "product integer 1 1 1 1 1 1 left 2 right 3 batch 1 5 30\n", True),
        ("k q is not r l", "product integer 1 2 1 1 1 1 left 2 right 3 7 batch 1 5 30\n", False),
    ])
    # n = 4, q = b = 2. All four blocks of `ones` are I: it is in MM*, and all F are I. `member` is in M.
    ones = "matrix " + " ".join(str(int(x // 2 == y // 2)) for x in range(4) for y in range(4))
    value = lambda x, y: (1 + (x // 2) * (y // 2)) * (y % 2 + 1)
    member = "matrix " + " ".join(str(value(x, y)) for x in range(4) for y in range(4))
    minor = lambda x1, x2, y1, y2: value(x1, y1) * value(x2, y2) - value(x1, y2) * value(x2, y1)
    # B(0,0) = I, B(0,1) = I, B(1,0) = I, B(1,1) = (0 1; 0 0): F(1,1) is nilpotent, and F(1,1) and I commute.
    blocks = {(0, 0): eye, (0, 1): eye, (1, 0): eye, (1, 1): [[0, 1], [0, 0]]}
    jordan = "matrix " + " ".join(str(blocks[x % 2, y % 2][x // 2][y // 2]) for x in range(4) for y in range(4))
    tall = "matrix " + " ".join(str(int((x, y) in ((2, 0), (4, 1)))) for x in range(6) for y in range(6))
    tree = "0 3 0 0 1 0 0 1 0 1 1 0 0 1 1 0 1 0 0 1"
    ask_all("by hand: answers", [
        ("as it is", f"answer Q 2 2 {jordan} nilpotent {tree} 1 1 2 0 1\n", True),
        ("a polynomial of which nothing is left", f"answer Q 2 2 {jordan} nilpotent {tree} 1 1 3 0 0 1\n", False),
        ("a commutator's entry of 0", f"answer Q 2 2 {jordan} commutator {tree} 1 1 0 0 0 0 0\n", False),
        ("inverses that are none", f"answer Q 2 2 {ones} commutator 0 2 0 0 1 1 0 1 1 0 1 0 1 1 0 0 1 0 0 0 1\n", False),
        ("a minor of 0", f"answer Q 2 2 {ones} minor 0 1 0 0 0 0 0\n", False),
        ("as it is, a minor", f"answer Q 2 2 {jordan} minor 0 1 1 1 0 1 -1\n", True),
        ("as it is, a minor of a slice of three rows", f"answer Q 3 2 {tall} minor 1 2 0 0 0 1 1\n", True),
        ("the same minor by a column beyond the grid", f"answer Q 3 2 {tall} minor 0 1 2 0 0 1 1\n", False),
    ])
    for what, place, x in (
        ("a minor across slices, by its first column", "0 1 0 0 2 1", minor(0, 2, 2, 1)),
        ("a minor across slices, by its second column", "0 1 0 0 1 2", minor(0, 2, 1, 2)),
    ):
        ask("by hand: answers", what, f"answer Q 2 2 {member} minor {place} {x}\n", False)


# ---------------------------------------------------------------- the verdicts


def main():
    certificates()
    answers()
    products()
    handmade()
    run = subprocess.run([CHECK, *(question[2] for question in questions)], capture_output=True, text=True)
    verdicts = [line.split(": ", 1)[1] for line in run.stdout.splitlines()]
    if len(verdicts) != len(questions):
        sys.exit(f"check gave {len(verdicts)} verdicts on {len(questions)} questions: {run.stderr[:400]}")
    for (group, what, name, must_accept), verdict in zip(questions, verdicts):
        if verdict != ("refused" if must_accept is False else "accepted"):
            fault(group, f"{what}: check says {verdict} of {name}")
        else:
            table[group][{True: 0, False: 1, None: 3}[must_accept]] += 1
    print(f"{'made by monarch-oracle':<34} {'accepted':>8}   {'changed: refused':>16}   by certify too   still true")
    for group, (accepted, refused, agreed, true) in table.items():
        certified = "–" if group.startswith(("product", "by hand")) else agreed
        print(f"{group:<34} {accepted:>8}   {refused:>16}   {certified:>14}   {true:>10}")
    columns = [sum(row[column] for row in table.values()) for column in range(4)]
    print("{:<34} {:>8}   {:>16}   {:>14}   {:>10}".format("together", *columns))
    for text in faults:
        print("disagreement:", text)
    if faults or not all(row[0] and row[1] for row in table.values()):
        print(f"{len(faults)} disagreements with seed {SEED}; the files are in {FOLDER}")
        sys.exit(1)
    if KEPT:
        with open(path("questions.json"), "w") as file:
            json.dump(questions, file)
    else:
        shutil.rmtree(FOLDER)


if __name__ == "__main__":
    main()
