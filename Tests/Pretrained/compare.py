"""Holds the errors that `monarch-oracle project` reports against NumPy's own optimum.

    python3 Tests/Pretrained/compare.py MODEL.safetensors REPORT.json

REPORT is what `project --json` wrote. For every tensor in it the optimum is computed anew in float64: the slices are cut
from the matrix, and numpy.linalg.svd says what truncation to the slices' ranks leaves. The reported ‖A−M‖ must exceed that
optimum by no more than the certified gap allows, and the reported lower bound must not exceed it, both up to the 1e-12·‖A‖
that float64 itself is uncertain by.
"""

import json
import struct
import sys

import numpy


def read(path):
    """The header and the open file of a .safetensors."""
    file = open(path, "rb")
    (length,) = struct.unpack("<Q", file.read(8))
    return json.loads(file.read(length)), 8 + length, file


def matrix(header, start, file, name):
    entry = header[name]
    begin, end = entry["data_offsets"]
    file.seek(start + begin)
    data = file.read(end - begin)
    if entry["dtype"] == "BF16":
        return (numpy.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4").reshape(entry["shape"]).astype(float)
    dtype = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}[entry["dtype"]]
    return numpy.frombuffer(data, dtype).reshape(entry["shape"]).astype(float)


def optimum(dense, form):
    """‖A − M‖ of the nearest M of this form, and ‖A‖."""
    k, q, p, l, s, _ = form
    padded = numpy.zeros((l * s, k * p))
    padded[: dense.shape[0], : dense.shape[1]] = dense
    # Slice (λ, a) has the rows σ·l + λ and the columns a·p + i.
    slices = padded.reshape(s, l, k, p).transpose(1, 2, 0, 3)
    values = numpy.linalg.svd(slices, compute_uv=False)
    places = numpy.arange(k * q).reshape(k, q) % l
    rank = numpy.array([[(places[a] == u).sum() for a in range(k)] for u in range(l)])
    dropped = numpy.arange(values.shape[-1])[None, None, :] >= rank[:, :, None]
    return numpy.sqrt((values**2 * dropped).sum()), numpy.linalg.norm(dense)


def main():
    model, report = sys.argv[1:]
    header, start, file = read(model)
    with open(report, encoding="utf-8") as text:
        entries = json.load(text)["tensors"]
    if not entries:
        sys.exit("the report is about no tensor")
    worst, wrong = 0.0, 0
    for entry in entries:
        best, norm = optimum(matrix(header, start, file, entry["name"]), entry["form"])
        error, bound = entry["relative_error"] * norm, entry["relative_bound"] * norm
        # error² − bound² <= gap·norm², and the optimum lies between.
        gap = float(entry["gap"])
        allowed = min(gap * norm**2 / max(error + bound, 1e-300), gap**0.5 * norm) + 1e-12 * norm
        difference = abs(error - best)
        worst = max(worst, difference / norm)
        if difference > allowed or bound > best + 1e-12 * norm:
            wrong += 1
            print(f"{entry['name']}: error {error!r}, bound {bound!r}, but NumPy's optimum is {best!r}")
    print(f"{len(entries)} tensors: |error - NumPy's optimum| <= {worst:.1e}·‖A‖, {wrong} beyond the certified precision")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
