"""What is aimed at. **This is the place to change an aim.** A target is met by the median of the paired ratios."""
import dataclasses
from .cases import SQUARES, TRAINED

ALL = [shape.name for shape in SQUARES + TRAINED]
# Smaller weights lie in the cache of the first level, where a call takes longer than reading them.
READ = [name for name in ALL if name not in ("n = 64", "n = 256")]

# (operation, measure, shapes, batches, least, what it says)
AIMS = [
    ("multiply", "PyTorch", ["n = 1024", "n = 4096"], [1024], 4, "times PyTorch's rate"),
    ("multiply", "PyTorch", ["n = 1024"], [1], 5, "times PyTorch's rate"),
    ("multiply", "PyTorch", ALL, [1, 8, 64, 1024], 1, "times PyTorch's rate"),
    ("multiply", "PyTorch, memory kept", ALL, [1, 8, 64, 1024], 1, "times the rate of PyTorch that keeps its memory"),
    ("multiply", "dense", ["n = 1024", "n = 16384"], [1024], 0.75, "of the dense rate"),
    ("multiply", "dense", ["n = 4096"], [1024], 0.85, "of the dense rate"),
    ("multiply", "dense", ["n = 1024"], [256], 0.65, "of the dense rate"),
    ("multiply", "dense", ["n = 4096"], [256], 0.75, "of the dense rate"),
    ("multiply", "inner", ALL, [256, 1024], 1, "times the libraries' rate at the same inner sizes"),
    ("multiply", "bandwidth", READ, [1], 0.75, "of the bandwidth for reading the weights"),
    ("gradient", "autograd", ["n = 4096"], [1024], 3, "times as fast as PyTorch's autograd"),
    ("threads", "scaling", ALL, [1024], 0.85, "of what two threads bring a dense product"),
]


@dataclasses.dataclass
class Target:
    key: tuple  # operation, shape, batch, measure
    value: object  # None where it was not measured
    least: float
    text: str

    @property
    def is_met(self):
        return self.value is not None and self.value >= self.least

    def __str__(self):
        operation, shape, batch, _ = self.key
        name = "" if operation == "multiply" else f"{operation}, "
        if self.value is None:
            return f"{name}{shape}, batch {batch}: not measured; aim {self.least:g} {self.text}"
        return f"{name}{shape}, batch {batch}: {self.value:.3g} {self.text}, aim {self.least:g}"


def value(record, measure):
    """A record's figure for an aim, or None."""
    if measure == "scaling":
        return record.get("scaling")
    found = record["peers"].get(measure) if "peers" in record else record.get(measure)
    return found["ratio"] if found else None


def judge(records, planned):
    """The targets of the planned cases, a set of (operation, shape, batch)."""
    by_key = {(r["operation"], r["shape"], r["batch"]): r for r in records if r.get("kind", "float32") == "float32"}
    targets = {}
    for operation, measure, shapes, batches, least, text in AIMS:
        for shape in shapes:
            for batch in batches:
                key = (operation, shape, batch)
                # The first aim for a figure counts.
                if key in planned and (*key, measure) not in targets:
                    found = value(by_key[key], measure) if key in by_key else None
                    targets[(*key, measure)] = Target((*key, measure), found, least, text)
    return targets
