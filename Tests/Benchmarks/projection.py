"""The projection beside LAPACK and PyTorch, in one run: python3 projection.py PATH/TO/projection-benchmark

Needs `pip install numpy`; PyTorch takes part where it is installed. All decompose the same slices of one float32 matrix
and must agree on the squared distance. Figures are medians; the others' slices already lie one behind the other.
"""
import subprocess, sys, time
import numpy as np
try:
    import torch
except ImportError:
    torch = None

CASES = [(32, 15), (64, 7)]


def matrix(n, seed):
    x = np.arange(n * n, dtype=np.uint32) + np.uint32(seed)
    x = x * np.uint32(2654435761)
    x ^= x >> np.uint32(15)
    x = x * np.uint32(2246822519)
    x ^= x >> np.uint32(13)
    return ((x.view(np.int32) >> 8).astype(np.float32) * np.float32(2.0**-23)).reshape(n, n)


def median(runs, compute):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = compute()
        times.append(time.perf_counter() - start)
    return sorted(times)[runs // 2], result


lines = "".join(f"{m} {runs} {m}\n" for m, runs in CASES)
output = subprocess.run([sys.argv[1]], input=lines, check=True, capture_output=True, text=True).stdout
for (m, runs), line in zip(CASES, output.splitlines()):
    ours, residual = [float(word) for word in line.split("\t")[1:]]
    a = matrix(m * m, m)
    # S[lambda, a][sigma, i] = A[sigma m + lambda, a m + i]
    slices = np.ascontiguousarray(a.reshape(m, m, m, m).transpose(1, 2, 0, 3).reshape(m * m, m, m))
    peers = {
        f"NumPy {np.__version__}, svd": lambda: np.linalg.svd(slices, full_matrices=False)[1],
        # Half the digits are lost in squares, but it is what a hurried person would do.
        f"NumPy {np.__version__}, eigh of SᵀS": lambda: np.sqrt(
            np.maximum(np.linalg.eigh(slices.transpose(0, 2, 1) @ slices)[0][:, ::-1], 0)),
    }
    if torch is not None:
        stack = torch.from_numpy(slices)
        peers[f"PyTorch {torch.__version__}, svd"] = (
            lambda: torch.linalg.svd(stack, full_matrices=False)[1].numpy())
    print(f"n = {m * m}, {m * m} slices {m}×{m}: {ours * 1e3:.1f} ms, squared distance {residual:.6f} of the norm")
    for name, compute in peers.items():
        theirs, values = median(max(3, runs // 3), compute)
        squares = values.astype(np.float64) ** 2
        expected = 1 - squares[:, 0].sum() / squares.sum()
        if abs(expected - residual) > 1e-5:
            sys.exit(f"the squared distance is {residual} here, {expected} by {name}")
        print(f"  {name}: {theirs * 1e3:.1f} ms, ratio {theirs / ours:.1f}")
