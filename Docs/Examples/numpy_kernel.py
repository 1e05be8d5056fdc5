"""A Monarch kernel in NumPy, judged through the pipe. Copy it and put your own kernel into multiply().

    monarch-oracle verify --exec "python3 Docs/Examples/numpy_kernel.py"

A frame, both ways: an unsigned 64-bit little-endian byte count, then a safetensors image of that size.
"""
import json, os, struct, sys
import numpy as np

frames = os.fdopen(os.dup(1), "wb")  # The real standard output is for frames alone:
os.dup2(2, 1)  # whatever prints from here on goes to standard error.

MANIFEST = {"protocol": "1", "name": "numpy", "operations": "multiply", "layout": "fly",
            "input": "float32", "accumulate": "float32", "output": "float32", "flush_to_zero": "false"}
DTYPES = {"F32": np.float32, "F64": np.float64}


def multiply(left, right, x):
    """y = M x for each row of x. left: (l, s, r), right: (k, q, p), x: (batch, k*p), result: (batch, l*s)."""
    k, q, p = right.shape
    l, s, r = left.shape
    batch = x.shape[0]
    h = right @ x.reshape(batch, k, p, 1)  # h[b, a, c] = sum_i right[a, c, i] x[b, a*p + i]
    h = h.reshape(batch, r, l).transpose(0, 2, 1)  # h is read again as h[b, rho*l + lambda]
    y = left @ h.reshape(batch, l, r, 1)  # y[b, lambda, sigma]
    return y.reshape(batch, l, s).transpose(0, 2, 1).reshape(batch, s * l)  # y[b, sigma*l + lambda]


def read_frame():
    size = sys.stdin.buffer.read(8)
    if len(size) < 8:
        sys.exit(0)  # The oracle has closed the pipe: we are done.
    image = sys.stdin.buffer.read(struct.unpack("<Q", size)[0])
    start = 8 + struct.unpack("<Q", image[:8])[0]
    header = json.loads(image[8:start])
    metadata = header.pop("__metadata__", {})
    return metadata, {name: np.frombuffer(image[start + t["data_offsets"][0]:start + t["data_offsets"][1]],
                                          DTYPES[t["dtype"]]).reshape(t["shape"]) for name, t in header.items()}


def write_frame(metadata, output=None):
    data = b"" if output is None else np.ascontiguousarray(output).tobytes()
    header = {"__metadata__": metadata}
    if output is not None:
        dtype = {"float32": "F32", "float64": "F64"}[output.dtype.name]
        header["output"] = {"dtype": dtype, "shape": output.shape, "data_offsets": [0, len(data)]}
    text = json.dumps(header).encode()
    frames.write(struct.pack("<QQ", 8 + len(text) + len(data), len(text)) + text + data)
    frames.flush()


while True:
    request, tensors = read_frame()
    if request["operation"] == "hello":
        write_frame({**MANIFEST, "id": request["id"]})
    elif request["operation"] == "multiply":
        write_frame({"id": request["id"]}, multiply(tensors["left"], tensors["right"], tensors["input"]))
    else:
        write_frame({"id": request["id"], "error": "unknown operation " + request["operation"]})
