"""Exact linear algebra beside FLINT, in one run: python3 linear_algebra.py PATH/TO/linear-algebra-benchmark [--long]

Needs `pip install python-flint`. Both work on the same random matrices and must agree. Figures are the best of several runs; --long adds
the inverse of 64×64 with 32-bit numerators and denominators, which takes FLINT minutes.
"""
import random, subprocess, sys, time
import flint
from flint import fmpq, fmpq_mat, nmod_mat

random.seed(2204)
SIZES = {"digit": 9, "32-bit": 2**32}
cases = [(n, operation, size, runs)
         for n, operation, size, runs in [
             (64, "mul", "digit", 21), (64, "det", "digit", 21), (64, "inv", "digit", 21), (64, "charpoly", "digit", 7),
             (64, "mul", "32-bit", 3), (64, "det", "32-bit", 3), (32, "inv", "32-bit", 1), (16, "inv", "digit", 21),
             (8, "inv", "digit", 101), (4, "inv", "digit", 101), (4, "mul", "digit", 101)]]
if "--long" in sys.argv:
    cases.append((64, "inv", "32-bit", 1))


def draw(n, bound):
    return fmpq_mat(n, n, [fmpq(random.randint(-bound, bound), random.randint(1, bound)) for _ in range(n * n)])


def trace(m):
    return sum((m[i, i] for i in range(m.nrows())), fmpq(0))


COMPUTE = {"mul": lambda a, b: a * b, "det": lambda a, b: a.det(), "inv": lambda a, b: a.inv(),
           "charpoly": lambda a, b: a.charpoly()}
CHECK = {"mul": trace, "det": lambda x: x, "inv": trace, "charpoly": lambda x: x(3)}

lines, theirs = [], {}
for n, operation, size, runs in cases:
    name = f"{operation},{n}×{n},{size}"
    a, b = draw(n, SIZES[size]), draw(n, SIZES[size])
    entries = [str(x) for m in ([a, b] if operation == "mul" else [a]) for x in m.entries()]
    lines.append(" ".join([name, operation, str(runs), str(n)] + entries))
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        value = COMPUTE[operation](a, b)
        times.append(time.perf_counter() - start)
    theirs[name] = (min(times), str(CHECK[operation](value)))
state, numbers = 1, []
for _ in range(2560 * 4096):
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    numbers.append((state >> 34) % 536870909)
matrix = nmod_mat(2560, 4096, numbers, 536870909)
start = time.perf_counter()
rank = matrix.rank()
theirs["rank mod p, 2560×4096"] = (time.perf_counter() - start, str(rank))

output = subprocess.run([sys.argv[1]], input="\n".join(lines), check=True, capture_output=True, text=True).stdout
print(f"{'':28} {'ours':>12} {'FLINT ' + flint.__FLINT_VERSION__:>14} {'ratio':>7}")
for line in output.splitlines():
    name, seconds, value = line.split("\t")
    time_of_flint, expected = theirs[name]
    if value != expected:
        sys.exit(f"{name}: {value[:60]} here, {expected[:60]} by FLINT")
    print(f"{name:28} {float(seconds) * 1e3:>9.4g} ms {time_of_flint * 1e3:>11.4g} ms {float(seconds) / time_of_flint:>6.2f}x")
