"""The property engine beside Hypothesis, in one run: python3 property_engine.py PATH/TO/property-benchmark

Needs `pip install hypothesis numpy`. Each Hypothesis figure is the median of three runs, ours of seven.
"""
import random, statistics, subprocess, sys, time
import hypothesis
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra import numpy as hnp
import numpy as np

quiet = dict(database=None, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)


def seconds(count, strategy):
    @settings(max_examples=count, **quiet)
    @given(strategy)
    def run(value):
        pass

    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def shrink():
    times = []
    for _ in range(3):
        start = time.perf_counter()
        for seed in range(5):
            @hypothesis.seed(seed)
            @settings(max_examples=1000, database=None, suppress_health_check=list(HealthCheck), deadline=None,
                      print_blob=False, report_multiple_bugs=False)
            @given(st.lists(st.integers(0, 1000), max_size=20))
            def run(values):
                assert sum(values) <= 100

            try:
                run()
            except AssertionError:
                pass
        times.append((time.perf_counter() - start) / 5)
    return statistics.median(times)


ours = {}
for line in subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout.splitlines():
    name, value, unit = line.split("\t")
    ours[name] = (float(value), unit)
theirs = {
    "cases of one integer": 2000 / seconds(2000, st.integers(-2**63, 2**63 - 1)),
    "cases of a list of integers": 1000 / seconds(1000, st.lists(st.integers(-2**63, 2**63 - 1), max_size=20)),
    "64×64 float matrix": seconds(50, hnp.arrays(np.float32, (64, 64))) / 50 * 1e6,
    "list with a sum over 100, found and shrunk": shrink() * 1e6,
}
print(f"{'':44} {'ours':>14} {'Hypothesis ' + hypothesis.__version__:>20} {'ratio':>9}")
for name, (value, unit) in ours.items():
    ratio = value / theirs[name] if unit == "1/s" else theirs[name] / value
    print(f"{name:44} {value:>10.4g} {unit:>3} {theirs[name]:>16.4g} {unit:>3} {ratio:>8.1f}x")
