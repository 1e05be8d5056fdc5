"""Projection onto Monarch matrices and factorisation of MM* in NumPy, judged through the pipe.

    monarch-oracle verify --exec "python3 Docs/Examples/numpy_matrices.py"

Frames are those of numpy_kernel.py: a 64-bit little-endian byte count, then a safetensors image.
"""
import json, os, struct, sys
import numpy as np

frames = os.fdopen(os.dup(1), "wb")  # The real standard output is for frames alone.
os.dup2(2, 1)

MANIFEST = {"protocol": "1", "name": "numpy", "operations": "project,factor", "layout": "fly", "input": "float64"}


def project(matrix, k, q, p, l, s, r):
    """The truncated SVD of every slice S_la[sigma, i] = matrix[sigma*l + la, a*p + i]; left (l, s, r), right (k, q, p)."""
    left, right = np.zeros((l, s, r)), np.zeros((k, q, p))
    slices = matrix.reshape(s, l, k, p).transpose(1, 2, 0, 3)  # (l, k, s, p)
    u, sigma, v = np.linalg.svd(slices, full_matrices=False)
    for a in range(k):
        for la in range(l):
            # The middle index a*q + c is rho*l + la: those c reach left block la.
            for t, c in enumerate(c for c in range(q) if (a * q + c) % l == la):
                if t < sigma.shape[-1]:
                    left[la, :, (a * q + c) // l] = u[la, a, :, t] * sigma[la, a, t]
                    right[a, c] = v[la, a, t]
    return {"left": left, "right": right}


def factor(matrix, q, b):
    """Section 3.4 with pivot (0, 0): A (b, q, q), R (q, b, b), C (b, q, q); M[(l,j),(k,i)] = sum_p A_j[l,p] R_p[j,i] C_i[p,k]."""
    t = matrix.reshape(q, b, q, b).transpose(1, 3, 0, 2)  # t[j, i] = A_j D_ji C_i
    inv = np.linalg.inv
    _, vectors = np.linalg.eig((inv(t[1, 0]) @ t[1, 1] @ inv(t[0, 1]) @ t[0, 0]).T)
    c0 = vectors.T.real  # Its rows are left eigenvectors.
    left = np.stack([t[j, 0] @ inv(c0) for j in range(b)])
    right = np.stack([c0] + [inv(left[0]) @ t[0, i] for i in range(1, b)])
    d = np.stack([[np.diag(inv(left[j]) @ t[j, i] @ inv(right[i])) for i in range(b)] for j in range(b)])
    return {"left": left, "middle": d.transpose(2, 0, 1), "right": right}


def read_frame():
    size = sys.stdin.buffer.read(8)
    if len(size) < 8:
        sys.exit(0)  # The oracle has closed the pipe: we are done.
    image = sys.stdin.buffer.read(struct.unpack("<Q", size)[0])
    start = 8 + struct.unpack("<Q", image[:8])[0]
    header = json.loads(image[8:start])
    metadata = header.pop("__metadata__", {})
    return metadata, {name: np.frombuffer(image[start + t["data_offsets"][0]:start + t["data_offsets"][1]],
                                          np.float64).reshape(t["shape"]) for name, t in header.items()}


def write_frame(metadata, tensors={}):
    header, data = {"__metadata__": metadata}, b""
    for name, array in tensors.items():
        header[name] = {"dtype": "F64", "shape": array.shape, "data_offsets": [len(data), len(data) + array.nbytes]}
        data += np.ascontiguousarray(array).tobytes()
    text = json.dumps(header).encode()
    frames.write(struct.pack("<QQ", 8 + len(text) + len(data), len(text)) + text + data)
    frames.flush()


while True:
    request, tensors = read_frame()
    if request["operation"] == "hello":
        write_frame({**MANIFEST, "id": request["id"]})
    elif request["operation"] == "project":
        write_frame({"id": request["id"]}, project(tensors["matrix"], *map(int, request["shape"].split(","))))
    elif request["operation"] == "factor":
        write_frame({"id": request["id"]}, factor(tensors["matrix"], *map(int, request["grid"].split(","))))
    else:
        write_frame({"id": request["id"], "error": "unknown operation " + request["operation"]})
