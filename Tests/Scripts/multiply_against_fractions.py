"""Compares `monarch-oracle multiply` with Python's fractions, entry for entry, on .npy files written by NumPy.

    python3 multiply_against_fractions.py PATH/TO/monarch-oracle [LARGEST_N]
"""
import json, os, struct, subprocess, sys, tempfile
from fractions import Fraction
import numpy as np

program, largest = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1024
rng = np.random.default_rng(20240229)
# k, q, p, l, s, r
shapes = [(m,) * 6 for m in (1, 2, 3, 4, 5, 8, 11, 16, 32)]
shapes += [(2, 3, 4, 3, 5, 2), (2, 3, 2, 2, 2, 3), (2, 6, 3, 3, 4, 4), (4, 6, 6, 4, 24, 6), (6, 10, 7, 4, 9, 15),
           (3, 2, 2, 2, 3, 3), (4, 24, 24, 4, 6, 24), (1, 6, 5, 6, 1, 1), (5, 4, 3, 10, 2, 2)]
kinds = {
    "float32": lambda n: rng.standard_normal(n).astype(np.float32),
    "float64": lambda n: rng.standard_normal(n),
    "float16": lambda n: rng.standard_normal(n).astype(np.float16),
    "int8": lambda n: rng.integers(-128, 128, n).astype(np.int8),
    "wide": lambda n: (rng.standard_normal(n) * 2.0 ** rng.integers(-120, 100, n)).astype(np.float32),
    "subnormal": lambda n: (rng.integers(-9, 10, n) * 2.0 ** -149).astype(np.float32),
    "big-endian": lambda n: rng.standard_normal(n).astype(">f8"),
}


def product(left, right, x):
    """The two formulas of the rectangular product, on fractions."""
    (k, q, p), (l, s, r) = right.shape, left.shape
    left, right = [[Fraction(float(v)) for v in t.ravel()] for t in (left, right)]
    rows = []
    for row in np.atleast_2d(x):
        v = [Fraction(float(e)) for e in row]
        h = [sum(right[(a * q + c) * p + i] * v[a * p + i] for i in range(p)) for a in range(k) for c in range(q)]
        rows.append([sum(left[(lam * s + sig) * r + rho] * h[rho * l + lam] for rho in range(r))
                     for sig in range(s) for lam in range(l)])
    return rows


def nearest(value, dtype):
    """The float nearest to a fraction, ties to even: Python's division of integers rounds correctly for float64."""
    if dtype == np.float64:
        return float(value)
    low = np.float32(float(value))  # Off by one double rounding at most: choose among it and its neighbours.
    around = [low, np.nextafter(low, np.float32(np.inf)), np.nextafter(low, np.float32(-np.inf))]
    even = lambda f: struct.unpack("<I", struct.pack("<f", f))[0] & 1
    return min(around, key=lambda f: (abs(Fraction(float(f)) - value), even(f)))


compared = 0
with tempfile.TemporaryDirectory() as folder:
    path = lambda name: os.path.join(folder, name)
    for index, (k, q, p, l, s, r) in enumerate(shapes):
        if k * p > largest:
            continue
        for kind in (["float32"] if k * p > 300 else kinds):
            left, right = kinds[kind](l * s * r).reshape(l, s, r), kinds[kind](k * q * p).reshape(k, q, p)
            batch = 1 if k * p > 300 else 1 + index % 3
            x = kinds[kind](batch * k * p).reshape(batch, k * p)
            if index % 4 == 0:
                x, batch = x[0], 1
            for name, tensor in (("L", left), ("R", right), ("X", x)):
                np.save(path(name + ".npy"), tensor)
            subprocess.run([program, "multiply", "--left", path("L.npy"), "--right", path("R.npy"), "--input",
                            path("X.npy"), "--exact", path("Y.json"), "--output", path("Y.npy")],
                           check=True, stdout=subprocess.DEVNULL)
            expected = product(left, right, x)
            with open(path("Y.json")) as file:
                exact = json.load(file)
            assert exact["field"] == "Q" and exact["shape"] == [batch, l * s], exact["shape"]
            flat = [value for row in expected for value in row]
            assert [Fraction(text) for text in exact["entries"]] == flat, (kind, (k, q, p, l, s, r))
            rounded = np.load(path("Y.npy"))
            assert rounded.shape == ((l * s,) if x.ndim == 1 else (batch, l * s)), rounded.shape
            wanted = np.float64 if kind in ("float64", "big-endian") else np.float32
            assert rounded.dtype == wanted, rounded.dtype
            limit = Fraction(float(np.finfo(wanted).max))
            for value, entry in zip(flat, rounded.ravel()):
                if abs(value) <= limit:
                    assert entry == nearest(value, wanted), (kind, value, entry)
            compared += len(flat)
print(compared, "entries agree")
