"""Factorisations of MM*: python3 factor.py PATH/TO/factor-benchmark [PLOT.svg]

Needs `pip install numpy`. Counts the field operations of the exact factorisation against n^(5/2), times it, and sets the one
in floating point beside the procedure of the paper's Theorem 2 written with numpy.linalg, on members of the same kind.
"""
import subprocess, sys, time
import numpy as np

SIZES = [2, 3, 4, 6, 8, 12, 16, 20, 24]


def member(m, generator):
    """[j, i, l, k] of the blocks of a member with factors of 8-bit entries."""
    a, c = generator.integers(-127, 128, (2, m, m, m)).astype(float)
    r = generator.integers(-127, 128, (m, m, m)).astype(float)
    r[r == 0] = 1  # Assumption 3.3; a zero makes a block singular.
    return np.einsum("jlp,pji,ipk->jilk", a, r, c)


def factor(blocks, generator):
    """Theorem 2, its blocks inverted, one random combination of all F for the eigenvectors."""
    left, right = np.linalg.inv(blocks[:, 0]), np.linalg.inv(blocks[0]) @ blocks[0, 0]
    quotients = left[:, None] @ blocks @ right[None]
    weights = generator.random(quotients.shape[:2]) + 0.5
    weights /= np.linalg.norm(quotients, axis=(2, 3))
    basis = np.linalg.eig(np.einsum("ji,jilk->lk", weights, quotients))[1]
    inverse = np.linalg.inv(basis)
    a, c = blocks[:, 0] @ basis, inverse @ np.linalg.inv(blocks[0, 0]) @ blocks[0]
    d = np.linalg.inv(a)[:, None] @ blocks @ np.linalg.inv(c)[None]
    return a, np.einsum("jipp->pji", d), c


def plot(rows, path):
    """log n from left to right, log operations from bottom to top."""
    width, height, margin = 640, 400, 60
    xs, ys = np.log10([m * m for m, _ in rows]), np.log10([count for _, count in rows])
    low, high = ys[0] - 0.3, ys[-1] + 0.3
    x = lambda v: margin + (v - xs[0]) / (xs[-1] - xs[0]) * (width - 2 * margin)
    y = lambda v: height - margin - (v - low) / (high - low) * (height - 2 * margin)
    scale = ys[-1] - 2.5 * xs[-1]
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<path d="M{x(xs[0]):.1f} {y(scale + 2.5 * xs[0]):.1f} L{x(xs[-1]):.1f} {y(ys[-1]):.1f}" stroke="#888" '
             'stroke-dasharray="5 4" fill="none"/>']
    for (m, count), a, b in zip(rows, xs, ys):
        parts.append(f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="4" fill="#1f618d"/>'
                     f'<text x="{x(a):.1f}" y="{height - margin + 18}" text-anchor="middle">{m * m}</text>')
    parts += [f'<text x="{margin}" y="30">field operations of an exact factorisation by n, both logarithmic; '
              f'dashed: {10 ** scale:.1f} · n^(5/2)</text>',
              f'<text x="{margin - 8}" y="{y(ys[0]):.1f}" text-anchor="end">{rows[0][1]}</text>',
              f'<text x="{margin - 8}" y="{y(ys[-1]):.1f}" text-anchor="end">{rows[-1][1]:.2g}</text>', "</svg>"]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))


output = subprocess.run(
    [sys.argv[1]] + [str(m) for m in SIZES], check=True, capture_output=True, text=True).stdout
generator = np.random.default_rng(1)
rows = []
print("     n  operations  /n^2.5   exact, Q      float      error |  NumPy float      error")
for line in output.splitlines():
    m, count, exact, float_time, error = [float(word) for word in line.split("\t")]
    m, n = int(m), int(m) ** 2
    rows.append((m, int(count)))
    blocks = member(m, generator)
    start = time.perf_counter()
    a, r, c = factor(blocks, generator)
    peer = time.perf_counter() - start
    product = np.einsum("jlp,pji,ipk->jilk", a, r, c, optimize=True)
    peer_error = np.linalg.norm(product - blocks) / np.linalg.norm(blocks)
    print(f"{n:6} {int(count):11}  {count / n**2.5:6.2f} {exact * 1e3:8.1f} ms {float_time * 1e3:7.2f} ms  {error:9.1e} | "
          f"{peer * 1e3:9.2f} ms  {peer_error:9.1e}")
if len(sys.argv) > 2:
    plot(rows, sys.argv[2])
    print(f"operations against n: {sys.argv[2]}")
