"""Checks certificates of Monarch projections: a second reading of their format, in nothing but the standard library.

    python3 certify.py MODEL.cert MODEL.safetensors

Docs/Guide/certificates.md says what the numbers mean. Every one is computed anew, in Python's integers; the checker that
`monarch-oracle certify` runs is another program. Exit code 0 where all statements hold, and 1 where one is refused.
"""

import hashlib
import json
import re
import struct
import sys
from fractions import Fraction
from urllib.parse import unquote_to_bytes

WIDTHS = {"F64": ("float64", 11, 52), "F32": ("float32", 8, 23), "F16": ("float16", 5, 10), "BF16": ("bfloat16", 8, 7)}


class Refused(Exception):
    pass


def demand(holds, text):
    if not holds:
        raise Refused(text)


class Tensors:
    """The matrices of a .safetensors, as exact numbers (integer, power of two)."""

    def __init__(self, path):
        self.file = open(path, "rb")
        (length,) = struct.unpack("<Q", self.file.read(8))
        self.header = json.loads(self.file.read(length))
        self.start = 8 + length

    def read(self, name):
        demand(name in self.header and name != "__metadata__", f"no tensor {name!r}")
        entry = self.header[name]
        demand(entry["dtype"] in WIDTHS and len(entry["shape"]) == 2, f"{name!r} is no matrix of floats")
        begin, end = entry["data_offsets"]
        self.file.seek(self.start + begin)
        data = self.file.read(end - begin)
        kind, exponent_width, significand_width = WIDTHS[entry["dtype"]]
        size = (1 + exponent_width + significand_width) // 8
        bias = (1 << exponent_width - 1) - 1
        numbers = []
        for place in range(0, len(data), size):
            bits = int.from_bytes(data[place : place + size], "little")
            fraction = bits & (1 << significand_width) - 1
            biased = bits >> significand_width & (1 << exponent_width) - 1
            demand(biased < (1 << exponent_width) - 1, f"{name!r} is not finite")
            magnitude = fraction | (1 << significand_width if biased else 0)
            sign = -1 if bits >> exponent_width + significand_width else 1
            numbers.append((sign * magnitude, max(biased, 1) - bias - significand_width))
        return entry["shape"], kind, hashlib.sha256(data).hexdigest(), numbers


def natural(word):
    demand(re.fullmatch("0|[1-9][0-9]*", word, re.ASCII), f"{word[:40]!r} is no integer as the format writes it")
    return int(word)


def number(word, limit):
    demand(
        re.fullmatch("0|-?([1-9a-f][0-9a-f]*)?[13579bdf](p-?[1-9][0-9]{,5})?", word, re.ASCII),
        f"{word[:40]!r} is no number as the format writes it")
    digits, _, power = word.partition("p")
    demand(abs(int(power or 0)) <= limit, f"{word[:40]!r} has too large a power of two")
    return int(digits, 16), int(power or 0)


def value(pair):
    integer, power = pair
    return Fraction(integer << power) if power >= 0 else Fraction(integer, 1 << -power)


def aligned(numbers):
    """Integers over one power of two."""
    power = min((e for n, e in numbers if n), default=0)
    return [n << e - power if n else 0 for n, e in numbers], power


def leading_sum(rows, power, mu, columns, triangle):
    """tr W Wᵀ + νμ, once μI + W Wᵀ − N − G Gᵀ has been found to be dominated by its diagonal; N = x xᵀ of the rows of x."""
    n = len(rows)
    g, g_power = aligned(triangle)
    g = [g[i * (i + 1) // 2 : i * (i + 1) // 2 + i + 1] + [0] * (n - i - 1) for i in range(n)]
    w = [aligned(column) for column in columns]
    low = min([2 * power, 2 * g_power] + [2 * e for _, e in w])
    rest = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            entry = sum(a * b for a, b in zip(rows[i], rows[j])) << 2 * power - low
            entry += sum(a * b for a, b in zip(g[i], g[j])) << 2 * g_power - low
            entry -= sum(column[i] * column[j] << 2 * e - low for column, e in w)
            rest[i][j] = rest[j][i] = entry
    for i in range(n):
        reach = rest[i][i] + sum(abs(rest[i][j]) for j in range(n) if j != i)
        demand(value((reach, low)) <= value(mu), "mu is too small for these W and G")
    return (len(w) + 1) * value(mu) + sum(value((sum(a * a for a in column), 2 * e)) for column, e in w)


def check(lines, tensors):
    """Reads one section from its second line on; the name of its tensor has been read."""

    def words(keyword, count):
        line = next(lines, "").split(" ")
        demand(line[0] == keyword and len(line) == count + 1, f"expected {keyword} and {count} words, found {line[:3]}")
        return line[1:]

    def numbers(keyword, count, limit=1200):
        return [number(word, limit) for word in words(keyword, count)]

    name = check.name
    shape, kind, digest, elements = tensors.read(name)
    rows, columns, claimed_kind, claimed_digest = words("weights", 4)
    demand([natural(rows), natural(columns)] == shape and claimed_kind == kind, "another shape or type")
    demand(claimed_digest == digest, "another SHA-256")
    rows, columns = shape
    k, q, p, l, s, r = map(natural, words("form", 6))
    demand(min(k, q, p, l, s, r) >= 1 and k * q == l * r and k * p >= columns and l * s >= rows, "no such form")
    claims = [value(numbers(claim, 1, 99999)[0]) for claim in ("norm", "error", "bound")]
    gap = words("gap", 1)[0]
    norm = error = bound = Fraction(0)
    for u in range(l):
        for a in range(k):
            demand(words("slice", 2) == [str(u), str(a)], "slices out of order")
            part = [
                elements[(t * l + u) * columns + a * p + i] if t * l + u < rows and a * p + i < columns else (0, 0)
                for t in range(s) for i in range(p)]
            integers, power = aligned(part)
            part_norm = value((sum(x * x for x in integers), 2 * power))
            rank = sum((a * q + c) % l == u for c in range(q))
            residual = [value(x) for x in part]
            for _ in range(rank):
                left = [value(x) for x in numbers("u", s)]
                right = [value(x) for x in numbers("v", p)]
                residual = [x - left[place // p] * right[place % p] for place, x in enumerate(residual)]
            norm += part_norm
            error += sum(x * x for x in residual)
            n = min(s, p)
            if rank == 0:
                bound += part_norm
            elif rank < n:
                (mu,) = numbers("mu", 1, 2400)
                w = [numbers("w", n) for _ in range(rank - 1)]
                g = numbers("g", n * (n + 1) // 2)
                matrix = [integers[t * p : (t + 1) * p] for t in range(s)]
                matrix = [list(row) for row in zip(*matrix)] if p <= s else matrix
                bound += max(0, part_norm - leading_sum(matrix, power, mu, w, g))
    demand(claims == [norm, error, bound], "another norm, error or bound")
    difference = error - bound
    if difference == 0:
        demand(gap == "0", "another gap")
    elif norm == 0:
        demand(gap == "inf", "another gap")
    else:
        demand(re.fullmatch("[1-9][.][0-9]{2}e(0|-?[1-9][0-9]{,3})", gap, re.ASCII), "no gap as the format writes it")
        digits, exponent = gap.split("e")
        last = Fraction(10) ** (int(exponent) - 2)
        claimed = int(digits.replace(".", "")) * last
        demand((claimed - last) * norm < difference <= claimed * norm, "another gap")
    try:
        relative = float(error / norm) ** 0.5 if error else 0.0
    except ArithmeticError:
        relative = float("inf")
    print(f"{name}: {rows}x{columns}, {k * l} slices, error {relative:.6f}, gap {gap}")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: certify.py MODEL.cert MODEL.safetensors")
    certificate, model = sys.argv[1:]
    try:
        tensors = Tensors(model)
        with open(certificate, encoding="utf-8", newline="\n") as file:
            lines = iter(file.read().split("\n"))
        demand(next(lines) == "monarch-certificates 1", "no certificate of version 1")
        sections = 0
        for line in lines:
            keyword, word = line.split(" ")
            if keyword == "end":
                # Behind the last line feed there is nothing.
                demand(natural(word) == sections and list(lines) == [""], "the end is not where it should be")
                print(f"holds: {sections} certificate{'' if sections == 1 else 's'} checked")
                return
            demand(keyword == "tensor", f"expected tensor, found {keyword}")
            check.name = unquote_to_bytes(word).decode()
            check(lines, tensors)
            sections += 1
        raise Refused("the end is missing")
    except (Refused, ValueError, KeyError, TypeError, OSError, struct.error) as error:
        sys.exit(f"refused: {error}")


if __name__ == "__main__":
    main()
