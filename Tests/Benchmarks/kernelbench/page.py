"""Docs/Guide/performance.md."""
import textwrap
from .cases import BATCHES, SQUARES, TRAINED

NAMES = [shape.name for shape in SQUARES + TRAINED]


def write(path, folder, plots, run):
    """`run` has records, missing, targets, machine, description, disturbed, settings and has_torch."""
    lines = [wrapped(line) for line in Page(folder, plots, run).lines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def summary(run):
    """The table that says most, and the targets, for a terminal."""
    lines = Page("", [], run).first_table() + [""]
    lines += [f"{'met   ' if target.is_met else 'MISSED'}  {target}" for target in run.targets.values()]
    return "\n".join(lines)


def wrapped(line):
    """Prose in lines of the other pages' length."""
    if line.startswith(("|", "#", "!", "`", " ")):
        return line
    return textwrap.fill(line, 125, subsequent_indent="  " if line.startswith("- ") else "", break_long_words=False,
                         break_on_hyphens=False)


def figure(value, digits=3):
    """As many digits as a person reads, without exponents."""
    text = f"{value:.{digits}g}"
    return f"{float(text):g}" if "e" not in text else f"{float(text):.0f}" if value > 1 else text


def seconds(value):
    for unit, scale in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if value * scale >= 1:
            return f"{figure(value * scale)} {unit}"
    return f"{figure(value * 1e9)} ns"


def share(value):
    return f"{value * 100:.0f} %"


def times(value):
    return f"{figure(value)} ×"


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)] + ["| " + " | ".join(row) + " |" for row in rows]


class Page:
    def __init__(self, folder, plots, run):
        self.folder, self.plots, self.run = folder, plots, run
        self.by_key = {(r["operation"], r["shape"], r["batch"], r.get("kind", "float32")): r for r in run.records}

    def record(self, operation, shape, batch, kind="float32"):
        return self.by_key.get((operation, shape, batch, kind))

    def marked(self, record, measure, form=figure):
        """A figure and whether it reaches its aim, if it has one."""
        from .targets import value
        found = value(record, measure) if record else None
        if found is None:
            return "–"
        target = self.run.targets.get((record["operation"], record["shape"], record["batch"], measure)) \
            if record.get("kind", "float32") == "float32" else None
        mark = "" if target is None else " ✓" if target.is_met else f" ✗ ({form(target.least)})"
        return form(found) + mark

    def lines(self):
        met = [target for target in self.run.targets.values() if target.is_met]
        lines = ["# How fast the products are", "",
                 "*Written by `make bench`: change [what writes it](../../Tests/Benchmarks/kernelbench/page.py), not this "
                 "page.*", ""]
        if self.run.settings != "full":
            lines += ["**A quick run, of few cases and samples.**", ""]
        if not self.run.has_torch:
            lines += ["**PyTorch could not be had: its columns are empty, and aims that need it count as missed.**", ""]
        lines += self.first_table()
        lines += ["", f"float32, one thread unless it says otherwise; {self.run.description['processor']}. Medians of "
                  f"ratios measured in pairs. ✓ reaches what we aim at, ✗ misses it (the aim in brackets): "
                  f"{len(met)} of {len(self.run.targets)} do. All results agreed within the bounds of rounding before "
                  "they were timed.", ""]
        lines += self.what() + self.pictures() + self.products() + self.gradients() + self.scaling() + self.others()
        return lines + self.missed() + self.machine() + self.closing()

    # The first table.

    def first_table(self):
        shapes = [name for name in ("n = 64", "n = 1024", "n = 4096", "n = 16384") if self.record("multiply", name, 1)]
        last = max(batch for operation, _, batch, _ in self.by_key if operation == "multiply")
        many = f"{last} rows"

        def row(text, operation, batch, measure, form=times):
            return [text] + [self.marked(self.record(operation, name, batch), measure, form=form) for name in shapes]

        rows = [row("one row: faster than PyTorch", "multiply", 1, "PyTorch"),
                row("one row: faster than NumPy", "multiply", 1, "NumPy"),
                row(f"{many}: faster than PyTorch", "multiply", last, "PyTorch"),
                row(f"{many}: faster than PyTorch that keeps its memory", "multiply", last, "PyTorch, memory kept"),
                row(f"{many}: faster than NumPy", "multiply", last, "NumPy"),
                [f"{many}: faster than a dense n × n matrix"] + [self.dense_gain(name, last) for name in shapes],
                row(f"{many}: share of the rate of dense products", "multiply", last, "dense", share),
                row("one row: share of the bandwidth for reading weights", "multiply", 1, "bandwidth", share),
                row(f"gradient, {many}: faster than PyTorch's", "gradient", last, "autograd"),
                row("two threads: speedup, of that of dense products", "threads", last, "scaling", share)]
        return table([""] + shapes, [cells for cells in rows if set(cells[1:]) != {"–"}])

    def dense_gain(self, name, batch):
        """Dense: 2n² operations a row at the measured dense rate."""
        record = self.record("multiply", name, batch)
        if not record or "dense" not in record["peers"]:
            return "–"
        n = next(shape.inputs for shape in SQUARES if shape.name == name)
        return times(record["peers"]["dense"]["ratio"] * 2 * n * n * batch / record["operations"])

    # The text.

    @staticmethod
    def what():
        return [
            "## What is measured", "",
            "What is timed is `PackedFactors.multiply`, whose factors are packed before, from rows to rows, beside", "",
            "- **PyTorch**: `blockdiag_butterfly_multiply` as the public reference has it, two `torch.bmm` and the copies "
            "that permute, under `no_grad`; written once with outputs into transposed memory and once without. The quicker "
            "counts.",
            "- **memory kept**: the same in a process whose C library never gives memory back. As it comes, it does, and the "
            "system clears it page by page when PyTorch asks for the next result; that costs large batches up to as much time again, "
            "depending on what the process did before. So each case of each peer begins in a process that has done nothing.",
            "- **NumPy**: two `matmul` on blocks, with the weights left or right, or two `einsum`, with its memory kept. The quickest "
            "counts.",
            "- **dense**: the rate of a product of dense square matrices, the best of NumPy and PyTorch and of the orders "
            "1024, 1536 and 2048.",
            "- **inner**: the best rate that NumPy or PyTorch reach in products with the same inner sizes, (batch×p)·(p×q) "
            "and (batch×r)·(r×s), of one block again and again, or of all by `torch.bmm` with nothing to permute.",
            "- **bandwidth**: reading as many bytes as the weights have, again and again, by a loop that adds them up in "
            "vectors.", "",
            "Each sample of ours stands next to one of a peer, in random order, and lasts some milliseconds. A ratio is the median "
            "of such pairs. Calls are counted as programs make them: ours from Swift, into memory that is there; PyTorch's and "
            "NumPy's with what Python takes, which is most of it for small n and few rows, and with the memory for their results. "
            "The rate is that of the 2·(kqp + lsr) operations that a row takes, nothing else counted. How much faster than a dense "
            "n × n matrix a product is follows from the dense rate and the 2·n² operations of such a matrix.", "",
            "Small weights (n = 64 and 256) lie in the cache of the first level: there a call takes longer than reading them, "
            "and no share of the bandwidth is aimed at.", ""]

    def pictures(self):
        lines = ["## Plots", ""] if self.plots else []
        for name, text in self.plots:
            lines += [f"![{text}]({self.folder}/{name})", ""]
        return lines

    def products(self):
        lines = ["## Products, one thread, float32", "",
                 "How many times faster than PyTorch and NumPy; the share of the dense rate, and of the rate at the same inner sizes; "
                 "and of the bandwidth.", ""]
        columns = {"PyTorch": times, "PyTorch, memory kept": times, "NumPy": times, "dense": share, "inner": share, "bandwidth": share}
        rows = []
        for name in NAMES:
            for batch in BATCHES:
                record = self.record("multiply", name, batch)
                if record:
                    rows.append([name, str(batch), seconds(record["seconds"]), figure(record["rate"] / 1e9)]
                                + [self.marked(record, measure, form) for measure, form in columns.items()])
        return lines + table(["shape", "rows", "a product", "GFLOP/s"]
                             + ["memory kept" if name == "PyTorch, memory kept" else name for name in columns], rows) + [""]

    def gradients(self):
        found = [r for r in self.run.records if r["operation"] == "gradient"]
        lines = ["## Gradients", ""]
        if not found:
            return lines + [self.absent("gradient", "The gradient"), ""]
        rows = [[r["shape"], str(r["batch"]), seconds(r["seconds"]), self.marked(r, "autograd", times),
                 self.marked(r, "autograd, memory kept", times), self.marked(r, "step", times), self.marked(r, "backward", times)] for r in found]
        return lines + [
            "The library's `PackedFactors.gradient` takes the rows and the gradient of the output, and gives those of the input and of both factors. "
            "PyTorch's autograd needs a product first: *gradient* sets ours beside its forward and backward "
            "together, *with product* adds a product to ours, and *backward alone* leaves out PyTorch's product, whose intermediate it "
            "keeps and ours computes again. The quicker of a function with a gradient of its own and plain autograd counts.",
            ""] + table(["shape", "rows", "a gradient", "gradient", "memory kept", "with product", "backward alone"], rows) + [""]

    def scaling(self):
        found = [r for r in self.run.records if r["operation"] == "threads"]
        lines = ["## Two threads", ""]
        if not found:
            return lines + [self.absent("threads", "Products on several threads"), ""]
        rows = [[r["shape"], str(r["batch"]), f"{figure(r['rates']['ours 2'] / 1e9)}", f"{r['speedups']['ours']:.2f}",
                 f"{r['speedups']['dense']:.2f}", f"{r['speedups']['PyTorch']:.2f}" if "PyTorch" in r["speedups"] else "–",
                 self.marked(r, "scaling", share), self.marked(r, "PyTorch", times)] for r in found]
        return lines + [
            "How many times faster two threads are than one, for ours, dense products and PyTorch; ours as a share of that of "
            "dense products; and ours beside PyTorch, both with two threads.", ""] + table(
                ["shape", "rows", "GFLOP/s", "ours", "dense", "PyTorch", "ours of dense", "faster than PyTorch"],
                rows) + [""]

    def others(self):
        lines = ["## Other types, the adjoint, and packing", ""]
        rows = []
        for r in self.run.records:
            kind, operation = r.get("kind", "float32"), r["operation"]
            if operation == "adjoint" or (operation == "multiply" and kind != "float32"):
                rows.append([f"{operation}, {kind}", r["shape"], str(r["batch"]), seconds(r["seconds"]),
                             figure(r["rate"] / 1e9), self.marked(r, "float32 product", times),
                             self.marked(r, "PyTorch", times), self.marked(r, "NumPy", times),
                             self.marked(r, "bandwidth", share)])
        if rows:
            lines += ["Rates beside that of a float32 product with as many rows, and beside PyTorch and NumPy: in "
                      "double precision for float64, in single precision for 16 bits, which ours are in weights, rows and results.", ""]
            lines += table(["", "shape", "rows", "a product", "GFLOP/s", "float32", "PyTorch", "NumPy", "bandwidth"],
                           rows) + [""]
        absent = sorted({text for key, text in self.run.missing.items() if key[0] in ("multiply", "adjoint")})
        lines += [f"Not measured: {'; '.join(absent)}.", ""] if absent else []
        packs = [r for r in self.run.records if r["operation"] == "pack"]
        if packs:
            lines += ["Packing factors for products alone, which a program does once:", ""]
            lines += table(["shape", "time", "per weight", "as long as so many products of one row"], [
                [r["shape"], seconds(r["seconds"]), f"{figure(r['seconds'] / r['weights'] * 1e9)} ns",
                 figure(r["products"])] for r in packs]) + [""]
        return lines

    def absent(self, operation, name):
        texts = sorted({text for key, text in self.run.missing.items() if key[0] == operation})
        return f"{name}: {texts[0]}." if texts else f"{name}: not measured in this run."

    def missed(self):
        missed = [target for target in self.run.targets.values() if not target.is_met]
        if not missed:
            return []
        return ["## What is missed", ""] + [f"- {target}" for target in missed] + [""]

    def machine(self):
        machine = self.run.machine
        lines = ["## The machine", ""]
        lines += table(["", ""], [[key, value] for key, value in self.run.description.items()]) + [""]
        bandwidths = ", ".join(
            f"{rate / 1e9:.0f} GB/s from {size / 2**20:g} MiB" if size >= 2**20 else f"{rate / 1e9:.0f} GB/s from {size // 1024} KiB"
            for size, rate in sorted(machine["bandwidth"].items()))
        return lines + [
            f"Measured, one thread: {machine['peak'] / 1e9:.1f} GFLOP/s of multiply-adds in registers; dense products at "
            f"{machine['dense']['rate'] / 1e9:.1f} GFLOP/s ({machine['dense']['name']}); reading {bandwidths}. "
            f"{self.run.disturbed * 100:.1f} % of the samples on one thread were disturbed: the clock ran 5 % longer "
            "than the processor worked.", ""]

    @staticmethod
    def closing():
        return [
            "## Once more", "",
            "A `make bench` builds all, fetches the peers into an environment of their own, and writes this page; the numbers, sample by "
            "sample, go to `Tests/Benchmarks/.build/kernels.json`. For this page alone, once that has been done:", "",
            "```sh",
            "swift build -c release --package-path Tests/Benchmarks --product kernel-benchmark",
            "Tests/Benchmarks/.build/peers/bin/python Tests/Benchmarks/kernels.py \\",
            "  Tests/Benchmarks/.build/release/kernel-benchmark --page Docs/Guide/performance.md",
            "```", "",
            "With `--quick` it takes a minute and shows less; with `--require` it ends with status 1 where an aim is missed. Results "
            "that disagree end the run, always. Leave the machine alone while it runs.", "",
            "## What is not measured", "",
            "- GPUs. These kernels run on processors, and so do the peers here.",
            "- `torch.compile`, and PyTorch from C++.",
            "- Other machines: what is shown holds for the one above, and a virtual machine shares caches and clock rates with others.",
            "- Rows that lie apart, or batches stored as columns: all rows lie one behind the other.",
            "- Cold caches: a sample runs a case again and again, so that what fits into a cache stays there, for all alike.",
            "- Energy, and memory beyond input, output and weights."]
