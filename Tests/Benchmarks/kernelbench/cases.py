"""The shapes, and the numbers in them, which are the executable's."""
import dataclasses
import numpy as np

UNIT = {"float32": 2.0**-24, "float64": 2.0**-53, "float16": 2.0**-24, "bfloat16": 2.0**-24}
BYTES = {"float32": 4, "float64": 8, "float16": 2, "bfloat16": 2}
# Results of 16 bits are rounded once more.
STORED = {"float32": 0, "float64": 0, "float16": 2.0**-11, "bfloat16": 2.0**-8}
RIGHT, LEFT, INPUT, OUTPUT_GRADIENT = 0, 0x1000_0000, 0x2000_0000, 0x3000_0000


@dataclasses.dataclass(frozen=True)
class Shape:
    name: str
    k: int
    q: int
    p: int
    l: int
    s: int
    r: int

    @property
    def inputs(self):
        return self.k * self.p

    @property
    def outputs(self):
        return self.l * self.s

    @property
    def weights(self):
        return self.k * self.q * self.p + self.l * self.s * self.r

    @property
    def is_square(self):
        return len({self.k, self.q, self.p, self.l, self.s, self.r}) == 1

    def operations(self, batch):
        """Floating-point operations of a product, two to a multiply-add."""
        return 2 * batch * self.weights

    def request(self, operation, kind, batch, threads=1):
        return f"{operation} {kind} {self.k} {self.q} {self.p} {self.l} {self.s} {self.r} {batch} {threads}"


def square(m):
    return Shape(f"n = {m * m}", m, m, m, m, m, m)


SQUARES = [square(m) for m in (8, 16, 32, 64, 128)]
TRAINED = [
    Shape("768 → 3072", 4, 192, 192, 4, 768, 192),
    Shape("3072 → 768", 4, 192, 768, 4, 192, 192),
    Shape("1024 → 4096", 4, 256, 256, 4, 1024, 256),
]
BATCHES = [1, 8, 64, 256, 1024]


def numbers(count, seed, kind):
    """What `element(_:seed:)` of the executable gives; those of 16 bits have 8 bits, which no such type rounds.

    Piece by piece: large intermediates, once freed, would change how the C library treats the peers' memory.
    """
    values = np.empty(count, "float64" if kind == "float64" else "float32")
    shift = 8 if kind in ("float32", "float64") else 24
    piece = 8192
    for start in range(0, count, piece):
        x = np.arange(start, min(start + piece, count), dtype=np.uint32) + np.uint32(seed)
        x *= np.uint32(2654435761)
        x ^= x >> np.uint32(15)
        x *= np.uint32(2246822519)
        x ^= x >> np.uint32(13)
        values[start:start + piece] = (x.view(np.int32) >> shift).astype(np.float32) * np.float32(2.0 ** (shift - 31))
    return values


class Data:
    """The arrays of a case; numbers of 16 bits are widened for the peers."""

    def __init__(self, shape, kind, batch):
        self.shape, self.kind, self.batch = shape, kind, batch
        self.right = numbers(shape.k * shape.q * shape.p, RIGHT, kind).reshape(shape.k, shape.q, shape.p)
        self.left = numbers(shape.l * shape.s * shape.r, LEFT, kind).reshape(shape.l, shape.s, shape.r)
        self.input = numbers(batch * shape.inputs, INPUT, kind).reshape(batch, shape.inputs)
        self.output_gradient = numbers(batch * shape.outputs, OUTPUT_GRADIENT, kind).reshape(batch, shape.outputs)


class Disagreement(Exception):
    """Two results that cannot both be right."""


class Reference:
    """What every result of a case must be near to: for each number the sum of the absolute values that it comes from."""

    def __init__(self, data, operation):
        from . import numpy_peers
        self.unit, self.stored = UNIT[data.kind], STORED[data.kind]
        shape, batch = data.shape, data.batch
        self.batch = batch
        right, left, x, dy = (abs(a) for a in (data.right, data.left, data.input, data.output_gradient))
        if operation == "multiply":
            self.magnitudes = [numpy_peers.columns(left, right, x, shape)]
            self.terms = [shape.p + shape.r]
        elif operation == "adjoint":
            self.magnitudes = [numpy_peers.adjoint(left, right, dy, shape)]
            self.terms = [shape.s + shape.q]
        else:
            self.magnitudes = numpy_peers.gradient(left, right, x, dy, shape)
            self.terms = [shape.s + shape.q, shape.s + batch, shape.p + batch]

    def check(self, ours, theirs, name):
        """Both err by at most γ times the magnitude. `ours` is flat, `theirs` a list of arrays."""
        if ours.size != sum(array.size for array in theirs):
            raise Disagreement(f"{name}: {ours.size} numbers beside {sum(a.size for a in theirs)}")
        place = 0
        for array, magnitude, terms in zip(theirs, self.magnitudes, self.terms):
            mine = ours[place:place + array.size].reshape(array.shape)
            place += array.size
            # Two more roundings for the magnitude itself.
            bound = (2 * (terms + 2) * self.unit + self.stored) * magnitude + np.finfo(mine.dtype).tiny
            wrong = ~(abs(mine - array) <= bound)
            if wrong.any():
                where = tuple(int(i) for i in np.argwhere(wrong)[0])
                raise Disagreement(
                    f"{name}: {int(wrong.sum())} of {array.size} results disagree, the first at {where}: "
                    f"{mine[where]} here, {array[where]} there, and at most {bound[where]:.2g} may lie between")
