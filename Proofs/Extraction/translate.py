"""Turns files of monarch-oracle into the plain text that `check` reads. Nothing in here is trusted to be right about
mathematics: it parses, puts numbers in order, and gives inverses of blocks as hints that `check` multiplies out.

    python3 translate.py certificate FILE.cert MODEL         (.npy or .safetensors; the first section)
    python3 translate.py answer ANSWER.json MATRIX           (.npy, or .json of fractions)
    python3 translate.py product LEFT.npy RIGHT.npy INPUT.npy RESULT.json
"""

import hashlib
import json
import re
import struct
import sys
from fractions import Fraction
from urllib.parse import unquote_to_bytes

WIDTHS = {"float64": (11, 52), "float32": (8, 23), "float16": (5, 10), "bfloat16": (8, 7)}
NUMPY = {"<f8": "float64", "<f4": "float32", "<f2": "float16"}
SAFE = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}


class Refused(Exception):
    """The file is not what it has to be, before any mathematics."""


def demand(holds, reason):
    if not holds:
        raise Refused(reason)


def dyadic(integer, power):
    """As `check` reads it; the number 0 is 0."""
    if integer == 0:
        return "0"
    return format(integer, "x") + (f"p{power}" if power else "")


def floats(data, kind):
    """The numbers of some bytes as dyadic numbers, exactly."""
    exponent_width, significand_width = WIDTHS[kind]
    size = (1 + exponent_width + significand_width) // 8
    bias = (1 << exponent_width - 1) - 1
    numbers = []
    for place in range(0, len(data), size):
        bits = int.from_bytes(data[place : place + size], "little")
        fraction = bits & (1 << significand_width) - 1
        biased = bits >> significand_width & (1 << exponent_width) - 1
        demand(biased < (1 << exponent_width) - 1, "the numbers are not finite")
        magnitude = fraction | (1 << significand_width if biased else 0)
        sign = -1 if bits >> exponent_width + significand_width else 1
        numbers.append((sign * magnitude, max(biased, 1) - bias - significand_width))
    return numbers


class Tensor:
    def __init__(self, shape, kind, data):
        self.shape, self.kind, self.data = shape, kind, data
        self.numbers = floats(data, kind)

    @property
    def words(self):
        return " ".join(dyadic(*number) for number in self.numbers)

    @property
    def fractions(self):
        return [Fraction(n) * Fraction(2) ** e for n, e in self.numbers]


def read_npy(path):
    with open(path, "rb") as file:
        demand(file.read(6) == b"\x93NUMPY", f"{path} is no .npy file")
        major = file.read(2)[0]
        length = int.from_bytes(file.read(2 if major == 1 else 4), "little")
        header = file.read(length).decode("latin-1")
        kind = re.search(r"'descr':\s*'([^']*)'", header)[1]
        shape = [int(word) for word in re.search(r"'shape':\s*\(([^)]*)\)", header)[1].split(",") if word.strip()]
        demand(kind in NUMPY and "'fortran_order': False" in header, f"{path} is not row-major in floats")
        return Tensor(shape, NUMPY[kind], file.read())


def write_npy(path, shape, values, code="d"):
    sizes = "".join(f"{size}, " for size in shape)
    header = f"{{'descr': '<f{struct.calcsize(code)}', 'fortran_order': False, 'shape': ({sizes}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        file.write(struct.pack(f"<{len(values)}{code}", *values))


def read_tensor(path, name):
    if path.endswith(".npy"):
        return read_npy(path)
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entry = json.loads(file.read(length))[name]
        begin, end = entry["data_offsets"]
        file.seek(8 + length + begin)
        demand(entry["dtype"] in SAFE, f"{name} is no tensor of floats")
        return Tensor(entry["shape"], SAFE[entry["dtype"]], file.read(end - begin))


# ---------------------------------------------------------------- certificates

NUMBER = re.compile("0|-?([1-9a-f][0-9a-f]*)?[13579bdf](p-?[1-9][0-9]{,5})?", re.ASCII)


def certificate(text, model):
    """The first section of a file of certificates, with the tensor that it is about."""
    lines = iter(text.split("\n"))

    def words(keyword, count):
        line = next(lines, "").split(" ")
        demand(line[0] == keyword and len(line) == count + 1, f"expected {keyword}, found {line[:3]}")
        return line[1:]

    def numbers(keyword, count):
        found = words(keyword, count)
        demand(all(NUMBER.fullmatch(word) for word in found), f"no number behind {keyword}")
        return found

    demand(words("monarch-certificates", 1) == ["1"], "no certificate of version 1")
    tensor = read_tensor(model, unquote_to_bytes(words("tensor", 1)[0]).decode())
    rows, columns, kind, digest = words("weights", 4)
    demand([int(rows), int(columns)] == tensor.shape and kind == tensor.kind, "another shape or type")
    demand(digest == hashlib.sha256(tensor.data).hexdigest(), "another SHA-256")
    k, q, p, l, s, r = (int(word) for word in words("form", 6))
    demand(k * q == l * r and k * p >= tensor.shape[1] and l * s >= tensor.shape[0], "no such form")
    claims = {claim: numbers(claim, 1)[0] for claim in ("norm", "error", "bound")}
    (gap,) = words("gap", 1)
    if gap == "inf":
        gap = "none"
    elif gap == "0":
        gap = "0 0"
    else:
        demand(re.fullmatch("[1-9][.][0-9]{2}e(0|-?[1-9][0-9]{,3})", gap, re.ASCII), "no gap as the format writes it")
        digits, exponent = gap.split("e")
        gap = f"{digits.replace('.', '')} {int(exponent) - 2}"
    # The places t = a·q + c = ρ·l + λ between the factors: u is column ρ of left block λ, v row c of right block a.
    left = {}
    right = {}
    proofs = []
    order = min(s, p)
    for la in range(l):
        for a in range(k):
            demand(words("slice", 2) == [str(la), str(a)], "slices out of order")
            places = [t for t in range(a * q, a * q + q) if t % l == la]
            for t in places:
                left[la, t // l] = numbers("u", s)
                right[t] = numbers("v", p)
            if 0 < len(places) < order:
                proof = ["proof mu", *numbers("mu", 1), "w", str(len(places) - 1)]
                for _ in places[1:]:
                    proof += numbers("w", order)
                proofs.append(" ".join(proof + ["g", *numbers("g", order * (order + 1) // 2)]))
            else:
                proofs.append("proof none")
    demand(next(lines, "").split(" ")[0] in ("end", "tensor"), "a section that does not end")
    return "\n".join([
        f"certificate {k} {q} {p} {l} {s} {r}", f"weights {rows} {columns}", tensor.words,
        "left", *(" ".join(left[la, rho][sg] for rho in range(r)) for la in range(l) for sg in range(s)),
        "right", *(" ".join(right[t]) for t in range(k * q)),
        *(f"{claim} {number}" for claim, number in claims.items()), f"gap {gap}", *proofs, ""])


# ---------------------------------------------------------------- products


def product(left, right, inputs, result):
    """left (l, s, r), right (k, q, p) and input (batch, k·p) as tensors; the result as `multiply --exact` writes it."""
    (l, s, r), (k, q, p) = left.shape, right.shape
    entries = [Fraction(text) for text in result["entries"]]
    demand(all(x.denominator & x.denominator - 1 == 0 for x in entries), "a result that is not dyadic")
    outputs = [dyadic(x.numerator, 1 - x.denominator.bit_length()) for x in entries]
    xs = inputs.words.split()
    batch, n, m = result["shape"][0], k * p, l * s
    demand(len(xs) == batch * n and len(outputs) == batch * m, "vectors of another size")
    pairs = (" ".join(xs[i * n : i * n + n] + outputs[i * m : i * m + m]) for i in range(batch))
    return "\n".join([
        f"product dyadic {k} {q} {p} {l} {s} {r}", "left", left.words, "right", right.words, f"batch {batch}",
        *pairs, ""])


# ---------------------------------------------------------------- answers


def invert(rows, modulus):
    """The inverse of a square matrix, over the fractions or modulo a prime; a matrix of zeros where there is none."""
    n = len(rows)
    rows = [list(row) + [int(i == j) for j in range(n)] for i, row in enumerate(rows)]
    for column in range(n):
        pivot = next((i for i in range(column, n) if rows[i][column]), None)
        if pivot is None:
            return [[0] * n for _ in range(n)]
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        factor = pow(head, -1, modulus) if modulus else 1 / Fraction(head)
        rows[column] = [x * factor % modulus if modulus else x * factor for x in rows[column]]
        for i in range(n):
            if i != column and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[column])]
                if modulus:
                    rows[i] = [x % modulus for x in rows[i]]
    return [row[n:] for row in rows]


def read_matrix(path):
    """The shape and the fractions of a matrix."""
    if path.endswith(".npy"):
        tensor = read_npy(path)
        return tensor.shape, tensor.fractions
    with open(path) as file:
        document = json.load(file)
    demand(document["field"] == "Q", "only matrices of fractions are read here")
    return document["shape"], [Fraction(x) for x in document["entries"]]


def answer(document, shape, entries):
    """An answer of `factor` or `member` over Q or F_p about a matrix of fractions."""
    field = document["field"]
    demand(field == "Q" or re.fullmatch("F_[0-9]+", field), f"{field} is not read here")
    modulus = 0 if field == "Q" else int(field[2:])
    q, b = document["grid"]
    n = q * b
    demand(shape == [n, n], "another shape")

    def element(text):
        x = Fraction(text)
        return x.numerator * pow(x.denominator, -1, modulus) % modulus if modulus else x

    def elements(texts):
        return " ".join(str(element(text)) for text in texts)

    matrix = [element(x) for x in entries]
    transposed = document["class"] == "M*"
    if transposed:
        # A is in M*(b, n), words BD·DB, where its transpose is in M(b, n).
        matrix = [matrix[j * n + i] for i in range(n) for j in range(n)]
    lines = [f"answer {modulus or 'Q'} {q} {b}", "matrix", elements(matrix)]
    outcome, witness = document["outcome"], document.get("witness")

    def tree():
        blocks = witness["tree"]["blocks"]
        parts = [f"{witness['tree']['root']} {len(blocks)}"]
        for j, i in blocks:
            block = [[matrix[(x * b + j) * n + y * b + i] for y in range(q)] for x in range(q)]
            parts.append(f"{j} {i} " + " ".join(elements(row) for row in invert(block, modulus)))
        return "\n".join(parts)

    def transposed_blocks(texts, size):
        count = len(texts) // size**2
        return [texts[(t * size + y) * size + x] for t in range(count) for x in range(size) for y in range(size)]

    if outcome == "factors" and document["class"] == "MM*":
        lines += ["factors-MM"] + [elements(document[part]) for part in ("left", "middle", "right")]
    elif outcome == "factors":
        left, middle = document["left"], document["middle"]
        if transposed:
            left, middle = transposed_blocks(left, q), transposed_blocks(middle, b)
        lines += ["factors-M", elements(left), elements(middle)]
    elif outcome == "excluded" and witness["reason"] == "minor":
        rows, columns = witness["rows"], witness["columns"]
        if transposed:
            rows, columns = columns, rows
        (x1, x2), (y1, y2) = rows, columns
        demand(x1 % b == x2 % b and y1 // b == y2 // b, "the minor does not lie in one slice")
        value = element(witness["minor"])
        lines.append(f"minor {x1 // b} {x2 // b} {x1 % b} {y1 // b} {y1 % b} {y2 % b} {value}")
    elif outcome == "excluded" and witness["reason"] == "commutator":
        (j, i), (j2, i2) = witness["first"], witness["second"]
        lines += ["commutator", tree()]
        lines.append(f"{j} {i} {j2} {i2} {witness['row']} {witness['column']} {element(witness['entry'])}")
    elif outcome == "excluded" and witness["reason"] == "nilpotent":
        (j, i), h = witness["place"], witness["polynomial"]
        lines += ["nilpotent", tree(), f"{j} {i} {len(h)} {elements(h)}"]
    else:
        raise Refused(f"the outcome {outcome} is not read here")
    return "\n".join(lines + [""])


def main():
    kind, *paths = sys.argv[1:]
    try:
        if kind == "certificate":
            with open(paths[0], encoding="utf-8", newline="\n") as file:
                text = certificate(file.read(), paths[1])
        elif kind == "answer":
            with open(paths[0]) as file:
                text = answer(json.load(file), *read_matrix(paths[1]))
        else:
            with open(paths[3]) as file:
                text = product(*(read_npy(path) for path in paths[:3]), json.load(file))
    except Refused as error:
        sys.exit(f"refused: {error}")
    print(text, end="")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main()
