"""The plots of the page."""
import math
from .cases import SQUARES
from .svg import COLOURS, Chart, steps

OURS, TORCH, NUMPY, INNER, PEAK, DENSE = COLOURS


def write(folder, records, machine):
    """Writes the plots that the records suffice for; returns pairs of a file's name and what it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    products = {(r["shape"], r["batch"]): r for r in records if r["operation"] == "multiply" and r["kind"] == "float32"}
    squares = [shape for shape in SQUARES if (shape.name, 1) in products]
    batches = sorted({batch for _, batch in products})
    made = []

    def save(name, text, chart):
        (folder / name).write_text(chart.text(), encoding="utf-8")
        made.append((name, text))

    if len(squares) > 1:
        for batch in (1, max(batches)):
            chart = _by_size(products, squares, batch, machine)
            save(f"size-{batch}.svg", f"rate against n, batch {batch}", chart)
    if len(batches) > 1:
        for shape in squares:
            if shape.p in (32, 64):
                save(f"batch-{shape.inputs}.svg", f"rate against batch, {shape.name}",
                     _by_batch(products, shape, batches, machine))
    if squares:
        save("roofline.svg", "rate against intensity, below what the machine can do at most",
             _roofline(products, squares, batches, machine))
    return made


def _rate(record, peer=None):
    """GFLOP/s; None if the peer did not take part."""
    if peer is None:
        return record["rate"] / 1e9
    return record["peers"][peer]["rate"] / 1e9 if peer in record["peers"] else None


SERIES = [("this library", None, OURS, "circle"), ("PyTorch", "PyTorch", TORCH, "circle"),
          ("PyTorch, memory kept", "PyTorch, memory kept", TORCH, "ring"), ("NumPy", "NumPy", NUMPY, "circle"), ("matrix product with\nthe same inner sizes", "inner", INNER, "ring")]


def _chart(title, x_label, points, machine):
    xs = [x for x, _ in points]
    spread = (xs[-1] / xs[0]) ** 0.04
    marks = steps(max([_rate(r) for _, r in points] + [machine["dense"]["rate"] / 1e9]))
    chart = Chart(title, x_label, "GFLOP/s", (xs[0] / spread, xs[-1] * spread), (0, marks[-1]))
    chart.grid([(x, str(x)) for x in xs], [(y, f"{y:g}") for y in marks])
    for name, peer, colour, marker in SERIES:
        line = [(x, _rate(r, peer)) for x, r in points if _rate(r, peer) is not None]
        chart.line(name, line, colour, marker=marker, dash="3 3" if marker == "ring" else "")
    dense = machine["dense"]["rate"] / 1e9
    chart.line("dense matrix product", [(chart.xs[0], dense), (chart.xs[1], dense)], DENSE, "7 4", "", 1.5)
    return chart


def _by_size(products, squares, batch, machine):
    points = [(shape.inputs, products[shape.name, batch]) for shape in squares if (shape.name, batch) in products]
    rows = "1 row" if batch == 1 else f"{batch} rows"
    return _chart(f"Products with {rows}, float32, one thread", "n", points, machine)


def _by_batch(products, shape, batches, machine):
    points = [(batch, products[shape.name, batch]) for batch in batches if (shape.name, batch) in products]
    return _chart(f"Products for {shape.name}, float32, one thread", "rows in the batch", points, machine)


def _roofline(products, squares, batches, machine):
    def points(shape, peer=None):
        found = [products[shape.name, batch] for batch in batches if (shape.name, batch) in products]
        return [(r["operations"] / r["bytes"], _rate(r, peer)) for r in found if _rate(r, peer) is not None]

    peak = machine["peak"] / 1e9
    bandwidths = {size: rate / 1e9 for size, rate in machine["bandwidth"].items()}
    shown = [shape for shape in squares if shape.p >= 32] or squares
    everything = [point for shape in shown for peer in (None, "PyTorch") for point in points(shape, peer)]
    low_x, high_x = 0.25, 2 ** math.ceil(math.log2(max(x for x, _ in everything) * 1.2))
    low_y = 2.0 ** math.floor(math.log2(min(y for _, y in everything)))
    high_y = 2.0 ** math.ceil(math.log2(peak * 1.15))
    chart = Chart("Roofline: float32, one thread", "floating-point operations per byte that has to be moved",
                  "GFLOP/s", (low_x, high_x), (low_y, high_y), is_log_y=True)
    octaves = range(round(math.log2(low_x)), round(math.log2(high_x)) + 1)
    chart.grid([(2.0**e, f"{2.0**e:g}") for e in octaves],
               [(2.0**e, f"{2.0**e:g}") for e in range(round(math.log2(low_y)), round(math.log2(high_y)) + 1)])
    for size in (min(bandwidths), max(bandwidths)):
        rate = bandwidths[size]
        ridge = peak / rate
        start = (max(low_x, low_y / rate), max(low_x, low_y / rate) * rate)
        chart.line("", [start, (ridge, peak)], PEAK, marker="", width=1.5)
        chart.label(*start, f"     {rate:.0f} GB/s from {_size(size)}", PEAK, turn=chart.slope(start, (ridge, peak)), above=8)
    ridge = peak / max(bandwidths.values())
    chart.line("", [(ridge, peak), (high_x, peak)], PEAK, marker="", width=1.5)
    chart.label(high_x, peak, f"multiply-adds in registers: {peak:.0f} GFLOP/s", PEAK, "end")
    for shape, colour in zip(shown, (OURS, NUMPY, INNER)):
        chart.line(f"this library, {shape.name}", points(shape), colour)
    for shape, colour in zip(shown, (OURS, NUMPY, INNER)):
        chart.line(f"PyTorch, {shape.name}", points(shape, "PyTorch"), colour, "2 4", "ring", 1.2)
    return chart


def _size(count):
    return f"{count / 2**20:g} MiB" if count >= 2**20 else f"{count / 2**10:g} KiB"
