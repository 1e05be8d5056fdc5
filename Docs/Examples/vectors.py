"""Judges a Monarch product with the published test vectors. Put your kernel into multiply(): python3 vectors.py [FOLDER]"""
import json, math, pathlib, struct, sys

CODES = {"float16": ">e", "bfloat16": ">f", "float32": ">f", "float64": ">d"}


def numbers(bits, form):  # A bfloat16 is the upper half of a float32.
    return [struct.unpack(CODES[form], bytes.fromhex(w + "0000" * (form == "bfloat16")))[0] for w in bits.split()]


def rounded(value, form):
    try:
        value = struct.unpack(CODES[form], struct.pack(CODES[form], value))[0]
        if form != "bfloat16" or not math.isfinite(value):
            return value
        bits = struct.unpack(">I", struct.pack(">f", value))[0]  # To nearest, ties to even:
        return struct.unpack(">f", struct.pack(">I", (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def multiply(left, right, x, l, s, r, k, q, p, form):  # This loop in doubles is the kernel to replace by yours.
    h = [sum(right[(c * p) + i] * x[c // q * p + i] for i in range(p)) for c in range(k * q)]
    y = [sum(left[(o % l * s + o // l) * r + t] * h[t * l + o % l] for t in range(r)) for o in range(l * s)]
    return [rounded(value, form) for value in y]


failures = count = 0
for path in sorted(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "Tests/Vectors").glob("multiply-*.json")):
    file = json.loads(path.read_text())
    form, out = file["formats"]["input"], file["formats"]["output"]
    for v in file["vectors"] if file["layout"] == "fly" and "stored" not in path.name else []:
        (l, s, r), (k, q, p), (batch, n) = v["left"]["shape"], v["right"]["shape"], v["input"]["shape"]
        left, right, x = (numbers(v[name]["bits"], form) for name in ("left", "right", "input"))
        y = [z for row in range(batch) for z in multiply(left, right, x[row * n:row * n + n], l, s, r, k, q, p, out)]
        low, high = (numbers(v["expected"]["output"].get(end, v["expected"]["output"].get("exact")), out) for end in ("low", "high"))
        good = [not math.isfinite(z) if math.isnan(a) else a <= z <= b for a, z, b in zip(low, y, high)]
        count, failures = count + 1, failures + (not all(good) or len(y) != len(low))
        if not all(good): print(v["id"], "number", good.index(False), v["flags"])
sys.exit(print(f"{count - failures} of {count} vectors hold") or int(failures > 0 or count == 0))
