"""The float kernels beside their peers, in one run: python3 kernels.py PATH/TO/kernel-benchmark [--page PAGE.md]

Needs `pip install numpy threadpoolctl`; PyTorch takes part where it is installed. Every result is compared with the peers'
before anything is timed; where they disagree the status is 1. Missed targets are shown, and change the status with --require
alone. The page's plots go to a folder of its name.
"""
import argparse, json, pathlib, random, sys, time, types
from kernelbench import environment  # Before NumPy.
from kernelbench import page, plots, targets
from kernelbench.cases import BATCHES, SQUARES, TRAINED, Disagreement
from kernelbench.runner import Runner, progress
from kernelbench.server import Died
from kernelbench.timing import Settings, Stopwatch

ROOT = pathlib.Path(__file__).resolve().parents[2]


def plan(is_quick):
    """The cases: (method of the runner, arguments), and the (operation, shape, batch) that they are."""
    squares = [SQUARES[2], SQUARES[3]] if is_quick else SQUARES
    trained = TRAINED[:1] if is_quick else TRAINED
    batches = [1, 64, 1024] if is_quick else BATCHES
    middle = [shape for shape in squares if shape.p in (32, 64)]
    cases, planned = [], set()

    def add(operation, method, shape, *arguments):
        cases.append((method, (shape, *arguments)))
        if operation:
            planned.add((operation, shape.name, arguments[0]))

    for shape in squares + trained:
        for batch in batches:
            add("multiply", Runner.product, shape, batch)
    if environment.cores() > 1:
        for shape in middle if is_quick else squares[2:] + trained:
            add("threads", Runner.scaling, shape, 1024)
    for shape in middle + trained[:1]:
        for batch in [1024] if is_quick else [64, 1024]:
            add("gradient", Runner.gradient, shape, batch)
    for kind, operation in (("float32", "adjoint"), ("float64", "multiply"), ("float16", "multiply"),
                            ("bfloat16", "multiply")):
        for shape in middle[-1:] if is_quick else middle:
            for batch in [1, 1024]:
                add(None, Runner.product, shape, batch, kind, operation)
    for shape in middle if is_quick else squares + trained:
        add(None, Runner.packing, shape)
    return cases, planned


def measure(path, is_quick, seed):
    threads = environment.Threads()
    threads.set(1)
    settings = Settings(0.003, 5, 2) if is_quick else Settings(0.02, 15, 10)
    stopwatch = Stopwatch(settings, threads, random.Random(seed))
    runner = Runner(path, stopwatch)
    description = dict(environment.describe(threads, ROOT))
    for key, value in description.items():
        progress(f"{key}: {value}")
    if environment.torch is None:
        progress("PyTorch cannot be had here: its columns stay empty")
    begin = time.monotonic()
    machine = runner.machine([2**18, 2**21, 2**24, 2**28])
    progress(f"multiply-adds in registers: {machine['peak'] / 1e9:.1f} GFLOP/s; dense: "
             f"{machine['dense']['rate'] / 1e9:.1f} GFLOP/s, {machine['dense']['name']}")
    cases, planned = plan(is_quick)
    for place, (method, arguments) in enumerate(cases):
        progress(f"[{place + 1}/{len(cases)}, {time.monotonic() - begin:.0f} s]")
        method(runner, *arguments)
    return types.SimpleNamespace(
        records=runner.records, missing=runner.missing, machine=machine, description=description,
        targets=targets.judge(runner.records, planned), settings="quick" if is_quick else "full",
        disturbed=stopwatch.disturbed / max(1, stopwatch.samples), has_torch=environment.torch is not None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executable")
    parser.add_argument("--page", type=pathlib.Path, help="the page to write, and its plots")
    parser.add_argument("--json", type=pathlib.Path, help="the file for all numbers, sample by sample")
    parser.add_argument("--quick", action="store_true", help="fewer cases and samples: a minute")
    parser.add_argument("--require", action="store_true", help="status 1 if a target is missed")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the samples")
    options = parser.parse_args()
    try:
        run = measure(options.executable, options.quick, options.seed)
    except KeyboardInterrupt:
        print("interrupted: nothing is written", file=sys.stderr)
        return 130
    except Disagreement as error:
        print(f"the results disagree: {error}", file=sys.stderr)
        return 1
    except Died as error:
        print(f"{error}\nnothing is written", file=sys.stderr)
        return 2
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({
            "description": run.description, "settings": run.settings, "disturbed": run.disturbed,
            "machine": {**run.machine, "bandwidth": {str(k): v for k, v in run.machine["bandwidth"].items()}},
            "missing": [[*key, text] for key, text in run.missing.items()], "records": run.records,
            "targets": [{"target": str(t), "value": t.value, "aim": t.least, "met": t.is_met}
                        for t in run.targets.values()]}, indent=1) + "\n", encoding="utf-8")
    if options.page:
        folder = options.page.with_suffix("")
        page.write(options.page, folder.name, plots.write(folder, run.records, run.machine), run)
    print(page.summary(run))
    if options.page:
        print(f"\npage: {options.page}")
    return 1 if options.require and not all(target.is_met for target in run.targets.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
