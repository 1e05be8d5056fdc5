"""The oracle from Python without any package: exact products, verdicts and certified projections through ctypes.

    make library
    python3 Docs/Examples/oracle_ctypes.py [libmonarch_oracle.so]

Arrays are flat and row-major; anything with a buffer serves, as array.array or a NumPy array's .ctypes.data.
"""
import ctypes, pathlib, sys
from array import array
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p

LIBRARY = pathlib.Path(__file__).resolve().parents[2] / ".build/library/lib/libmonarch_oracle.so"
ABI_VERSION = 1
FORMATS = {"f": 1, "d": 2}  # MONARCH_ORACLE_FLOAT32, MONARCH_ORACLE_FLOAT64
OPERATIONS = {"multiply": 0, "adjoint": 1, "left gradient": 2, "right gradient": 3}
VERDICTS = ["holds", "violated", "mistrusted"]


class Shape(ctypes.Structure):
    _fields_ = [(name, c_int64) for name in "kqplsr"]


class Problem(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("layout", c_char_p), ("format", c_int32), ("batch_axis", c_int32),
                ("shape", Shape), ("batch", c_int64), ("left", c_void_p), ("left_count", c_int64),
                ("right", c_void_p), ("right_count", c_int64), ("input", c_void_p), ("input_count", c_int64),
                ("cotangent", c_void_p), ("cotangent_count", c_int64)]


class Judgement(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("verdict", c_int32), ("reserved", c_int32), ("ratio", c_double),
                ("index", c_int64), ("found", c_double), ("exact", c_double), ("allowance", c_double)]


class OracleError(Exception):
    """A status other than OK, with the library's message."""


class Oracle:
    def __init__(self, path=LIBRARY):
        self.library = ctypes.CDLL(str(path))
        found = self.library.monarch_oracle_abi_version()
        if found != ABI_VERSION:
            raise OracleError(f"expected ABI version {ABI_VERSION}, found {found}")

    def call(self, name, *arguments):
        """Calls a function; returns its message, or raises it."""
        message = ctypes.create_string_buffer(1024)
        status = getattr(self.library, "monarch_oracle_" + name)(*arguments, message, c_size_t(len(message)))
        text = message.value.decode()
        if status:
            raise OracleError(f"status {status}: {text}")
        return text

    def problem(self, sizes, batch, layout="fly", **arrays):
        """left, right, input and cotangent, all of one type; sizes are k, q, p, l, s, r."""
        problem = Problem(ctypes.sizeof(Problem), layout.encode(), FORMATS[arrays["left"].typecode], 0, Shape(*sizes), batch)
        for name, values in arrays.items():
            setattr(problem, name, values.buffer_info()[0])
            setattr(problem, name + "_count", len(values))
        problem.keep = arrays  # The structure holds addresses; this holds the arrays.
        return problem

    def exact(self, problem, operation, typecode="f"):
        """The exact result, correctly rounded."""
        code, form, count = c_int32(OPERATIONS[operation]), c_int32(FORMATS[typecode]), c_int64()
        try:  # Asks for the size.
            self.call("exact", byref(problem), code, form, None, c_int64(0), byref(count))
        except OracleError:
            if not count.value:
                raise
        result = array(typecode, bytes(array(typecode).itemsize * count.value))
        address = c_void_p(result.buffer_info()[0])
        self.call("exact", byref(problem), code, form, address, count, None)
        return result

    def judge(self, problem, operation, result, accumulate="f"):
        """What there is to say of a kernel's result: (judgement, reason)."""
        judgement = Judgement(ctypes.sizeof(Judgement))
        reason = self.call(
            "judge", byref(problem), c_int32(OPERATIONS[operation]), c_int32(FORMATS[accumulate]),
            c_int32(FORMATS[result.typecode]), c_void_p(result.buffer_info()[0]), c_int64(len(result)), byref(judgement))
        return judgement, reason

    def project(self, sizes, matrix, rows, columns, tensor="", layout="fly"):
        """The nearest Monarch matrix: (left, right, certificate as text)."""
        handle, form = c_void_p(), c_int32(FORMATS[matrix.typecode])
        self.call("project", layout.encode(), byref(Shape(*sizes)), form, c_void_p(matrix.buffer_info()[0]),
                  c_int64(len(matrix)), c_int64(rows), c_int64(columns), c_int32(0), form, byref(handle))
        try:
            k, q, p, l, s, r = sizes
            left, right = (array(matrix.typecode, [0]) * n for n in (l * s * r, k * q * p))
            self.call("projection_factors", handle, c_void_p(left.buffer_info()[0]), c_int64(len(left)), None,
                      c_void_p(right.buffer_info()[0]), c_int64(len(right)), None)
            needed = c_size_t()
            try:
                self.call("projection_certificate", handle, tensor.encode(), None, c_size_t(0), byref(needed))
            except OracleError:
                if not needed.value:
                    raise
            text = ctypes.create_string_buffer(needed.value)
            self.call("projection_certificate", handle, tensor.encode(), text, needed, None)
            return left, right, text.value.decode()
        finally:
            self.library.monarch_oracle_projection_free(handle)


def main():
    oracle = Oracle(sys.argv[1] if len(sys.argv) > 1 else LIBRARY)
    sizes = (2, 2, 2, 2, 2, 2)
    problem = oracle.problem(
        sizes, batch=1, left=array("f", [32, 43, 14, 17, -16, -26, 14, -10]),
        right=array("f", [-36, 38, -43, -30, 26, 16, 21, -23]), input=array("f", [-42, -38, 37, 38]),
        cotangent=array("f", [1, -2, 3, -4]))
    exact = oracle.exact(problem, "multiply")
    print("exact:", *exact)
    print("left gradient:", *oracle.exact(problem, "left gradient"))
    for result in exact, array("f", [128854, *exact[1:]]):
        judgement, reason = oracle.judge(problem, "multiply", result)
        print(f"{VERDICTS[judgement.verdict]}: {reason}")
    matrix = array("d", [2, 0, 1, 2, 1, 1, 0, 3, 0, 1, 2, 4, 1, 1, 0, 1])
    left, right, certificate = oracle.project(sizes, matrix, rows=4, columns=4, tensor="W")
    print("certificate:", certificate.splitlines()[7])
    try:
        oracle.exact(oracle.problem((2, 2, 2, 2, 2, 3), 1, left=matrix), "multiply")
    except OracleError as error:
        print("refused:", error)


if __name__ == "__main__":
    main()
