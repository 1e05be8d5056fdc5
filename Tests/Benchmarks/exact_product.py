"""Exact Monarch products beside FLINT, in one run: python3 exact_product.py PATH/TO/exact-product-benchmark [PLOT.svg]

Needs `pip install python-flint`. Both multiply one vector by the same factors for n = 4096 and must agree. FLINT's figure is that of rational
matrices, built before the clock starts; ours is processor time, all threads added up. The plot shows the time of one vector against n.
"""
import math, random, struct, subprocess, sys, tempfile, time
from flint import fmpq, fmpq_mat

M = 64
random.seed(2204)


def floats(count):
    return list(struct.unpack(f"<{count}f", struct.pack(f"<{count}f", *(random.gauss(0, 1) for _ in range(count)))))


def rational(value):
    return fmpq(*value.as_integer_ratio())


left, right, vector = floats(M**3), floats(M**3), floats(M * M)
with tempfile.NamedTemporaryFile() as file:
    file.write(struct.pack(f"<{2 * M**3 + M * M}f", *left, *right, *vector))
    file.flush()
    output = subprocess.run([sys.argv[1], file.name], check=True, capture_output=True, text=True).stdout
ours = {name: (value, unit) for name, value, unit in (line.split("\t") for line in output.splitlines())}


def blocks(values):
    return [fmpq_mat(M, M, [rational(x) for x in values[t * M * M:(t + 1) * M * M]]) for t in range(M)]


L, R = blocks(left), blocks(right)
x = [fmpq_mat(M, 1, [rational(v) for v in vector[a * M:(a + 1) * M]]) for a in range(M)]
times = []
for _ in range(3):
    start = time.process_time()
    h = [r * v for r, v in zip(R, x)]
    y = [block * fmpq_mat(M, 1, [h[a][t, 0] for a in range(M)]) for t, block in enumerate(L)]
    times.append(time.process_time() - start)
flint = min(times)
total = sum((v[i, 0] for v in y for i in range(M)), fmpq(0))
if str(total) != ours.pop("checksum")[0]:
    sys.exit("the exact products differ from FLINT's")

print("exact Monarch products: the results agree with FLINT's\n")
for name, (value, unit) in ours.items():
    print(f"{name:44} {float(value):>10.4g} {unit}")
each = flint * 1e9 / (2 * M**3)
batched = sum(float(ours[f"normal floats, stage {t}"][0]) for t in (1, 2)) / 2
print(f"{'FLINT, one vector':44} {flint * 1e3:>10.4g} ms, {each:.1f} ns/multiply-add")
print(f"{'times faster, one vector':44} {flint * 1e3 / float(ours['one vector'][0]):>10.1f}")
print(f"{'times faster, in a batch':44} {each / batched:>10.1f}")


def plot(path):
    points = [(int(name[4:]), float(value)) for name, (value, unit) in ours.items() if name.startswith("n = ")]
    # The line of slope 3/2 through the last point; small products spend their time on reading and carrying, which grows as n.
    scale = points[-1][1] / points[-1][0]**1.5
    width, height, margin = 640, 420, 70
    low, high = [math.floor(math.log10(min(t for _, t in points))), math.ceil(math.log10(max(t for _, t in points)))]
    first, last = math.log2(points[0][0]), math.log2(points[-1][0])

    def place(n, t):
        return (margin + (math.log2(n) - first) / (last - first) * (width - 2 * margin),
                height - margin - (math.log10(t) - low) / (high - low) * (height - 2 * margin))

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
             'font-size="13">', f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{width / 2}" y="30" text-anchor="middle" font-size="15">'
             'One exact product M x of normal float32 data, one core</text>']
    for decade in range(low, high + 1):
        y = place(points[0][0], 10.0**decade)[1]
        parts.append(f'<line x1="{margin}" y1="{y:.1f}" x2="{width - margin}" y2="{y:.1f}" stroke="#ddd"/>'
                     f'<text x="{margin - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:g}</text>')
    for n, _ in points:
        x = place(n, 10.0**low)[0]
        parts.append(f'<line x1="{x:.1f}" y1="{margin}" x2="{x:.1f}" y2="{height - margin}" stroke="#ddd"/>'
                     f'<text x="{x:.1f}" y="{height - margin + 20}" text-anchor="middle">{n}</text>')
    (x1, y1), (x2, y2) = (place(n, scale * n**1.5) for n in (points[0][0], points[-1][0]))
    parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#888" stroke-dasharray="6 4"/>')
    for n, t in points:
        x, y = place(n, t)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="#1f5fbf"><title>n = {n}: {t:.3g} µs</title></circle>')
    parts += [f'<text x="{width / 2}" y="{height - 20}" text-anchor="middle">n</text>',
              f'<text x="20" y="{height / 2}" text-anchor="middle" transform="rotate(-90 20 {height / 2})">'
              'µs a vector</text>',
              f'<text x="{width - margin - 8}" y="{height - margin - 12}" text-anchor="end" fill="#666">'
              f'dashed: {scale * 1e3:.2g} ns · n^1.5</text>', "</svg>"]
    with open(path, "w") as file:
        file.write("\n".join(parts) + "\n")
    print(f"\nplot: {path}")


if len(sys.argv) > 2:
    plot(sys.argv[2])
