"""The dense matrix of factors that `monarch-oracle construct` wrote, and a comparison with NumPy and SciPy.

    monarch-oracle construct dft --n 1024 --output dft.npz --json dft.json
    python3 factors.py dft.npz dft.json

Needs NumPy; and SciPy for cosine, sine and Hadamard transforms.
"""

import json
import sys
from fractions import Fraction

import numpy as np


def apply(letters, x):
    """The product of the factors with the columns of x: n rows, n = q·b. `letters` are as written, the last is applied first."""
    for kind, blocks in reversed(letters):
        count, side, _ = blocks.shape
        if kind == "L":  # b blocks q×q, inside the columns of the q×b grid
            x = np.einsum("jlk,kjc->ljc", blocks, x.reshape(side, count, -1))
        else:  # R: q blocks b×b, inside the rows
            x = np.einsum("kji,kic->kjc", blocks, x.reshape(count, side, -1))
        x = x.reshape(count * side, -1)
    return x


def read(path):
    """The letters of an .npz, as written: names are 0.L, 1.R, 2.L, …"""
    arrays = np.load(path)
    names = sorted(arrays.files, key=lambda name: int(name.split(".")[0]))
    return [(name.split(".")[1], arrays[name]) for name in names]


def dense(path, n=None):
    """The matrix; for a toeplitz matrix the upper left n×n corner of a larger one."""
    letters = read(path)
    count, side, _ = letters[0][1].shape
    n = n or count * side
    return apply(letters, np.eye(count * side)[:, :n])[:n]


def expected(summary):
    """The matrix as NumPy or SciPy have it."""
    name, n = summary["class"], summary["n"]
    given = {key: np.array([float(Fraction(value)) for value in values]) for key, values in summary["parameters"].items()}
    difference = np.subtract.outer(np.arange(n), np.arange(n))
    fourier = np.fft.fft(np.eye(n), axis=0)
    if name == "dft":
        return fourier
    if name == "circulant":
        return given["c"][difference % n]
    if name == "toeplitz":
        return given["t"][difference + n - 1]
    if name == "afdf":
        return np.diag(given["a"]) @ fourier @ np.diag(given["d"]) @ fourier
    if name == "afdf-inverse":
        return np.diag(given["a"]) @ fourier @ np.diag(given["d"]) @ np.linalg.inv(fourier)
    if "pi" in given:
        moves = np.zeros((n, n))
        moves[given["pi"].astype(int), np.arange(n)] = 1
        if name == "permutation":
            return moves
    import scipy.fft
    import scipy.linalg

    if name == "acdc":
        cosine = scipy.fft.dct(np.eye(n), type=2, axis=0)
        return np.diag(given["a"]) @ cosine @ np.diag(given["d"]) @ np.linalg.inv(cosine)
    if "-" in name:
        transform, kind = name.split("-")
        function = {"dct": scipy.fft.dct, "dst": scipy.fft.dst}[transform]
        # SciPy's are twice the textbook's.
        return function(np.eye(n), type={"ii": 2, "iii": 3, "iv": 4}[kind], axis=0) / 2
    hadamard = scipy.linalg.hadamard(n)
    if name == "hadamard":
        return hadamard
    if name == "hd3":
        return (hadamard * given["d1"]) @ (hadamard * given["d2"]) @ (hadamard * given["d3"])
    return np.diag(given["s"]) @ hadamard @ np.diag(given["g"]) @ moves @ hadamard @ np.diag(given["b"])  # fastfood


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    path, description = sys.argv[1:]
    with open(description) as file:
        summary = json.load(file)
    found = dense(path, summary["n"])
    wanted = expected(summary)
    error = np.abs(found - wanted).max() / np.abs(wanted).max()
    print(f"{summary['class']}, n = {len(found)}: largest difference {error:.1e} of the largest entry")
    sys.exit(0 if error < 1e-12 else 1)
