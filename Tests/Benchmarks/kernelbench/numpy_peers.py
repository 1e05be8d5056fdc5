"""The product as one writes it with NumPy, whose matmul runs OpenBLAS for each block."""
import numpy as np


def columns(left, right, x, shape):
    """Weights from the left: one copy, at the end."""
    batch = x.shape[0]
    h = right @ x.T.reshape(shape.k, shape.p, batch)
    y = left @ h.reshape(shape.r, shape.l, batch).transpose(1, 0, 2)
    return np.ascontiguousarray(y.transpose(2, 1, 0)).reshape(batch, shape.outputs)


def rows(left, right, x, shape):
    """Weights from the right, transposed, as PyTorch does it."""
    batch = x.shape[0]
    h = x.reshape(batch, shape.k, shape.p).transpose(1, 0, 2) @ right.transpose(0, 2, 1)
    h = h.transpose(1, 0, 2).reshape(batch, shape.r, shape.l).transpose(2, 0, 1)
    y = h @ left.transpose(0, 2, 1)
    return np.ascontiguousarray(y.transpose(1, 2, 0)).reshape(batch, shape.outputs)


def einsum(left, right, x, shape):
    batch = x.shape[0]
    h = np.einsum("aci,bai->bac", right, x.reshape(batch, shape.k, shape.p), optimize=True)
    y = np.einsum("zsr,brz->bsz", left, h.reshape(batch, shape.r, shape.l), optimize=True)
    return y.reshape(batch, shape.outputs)


def adjoint(left, right, dy, shape):
    batch = dy.shape[0]
    dh = left.transpose(0, 2, 1) @ dy.T.reshape(shape.s, shape.l, batch).transpose(1, 0, 2)
    dh = np.ascontiguousarray(dh.transpose(1, 0, 2)).reshape(shape.k, shape.q, batch)
    return np.ascontiguousarray((right.transpose(0, 2, 1) @ dh).reshape(shape.inputs, batch).T)


def gradient(left, right, x, dy, shape):
    """Of the input, the right and the left factor."""
    batch = x.shape[0]
    rows = x.T.reshape(shape.k, shape.p, batch)
    h = (right @ rows).reshape(shape.r, shape.l, batch).transpose(1, 0, 2)
    dy = dy.T.reshape(shape.s, shape.l, batch).transpose(1, 0, 2)
    d_left = dy @ h.transpose(0, 2, 1)
    dh = left.transpose(0, 2, 1) @ dy
    dh = np.ascontiguousarray(dh.transpose(1, 0, 2)).reshape(shape.k, shape.q, batch)
    d_right = dh @ rows.transpose(0, 2, 1)
    return [np.ascontiguousarray((right.transpose(0, 2, 1) @ dh).reshape(shape.inputs, batch).T), d_right, d_left]


def product_variants(data):
    arguments = (data.left, data.right, data.input, data.shape)
    return {f"NumPy, {name}": (lambda function=function: function(*arguments))
            for name, function in (("matmul, weights left", columns), ("matmul, weights right", rows),
                                   ("einsum", einsum))}


def adjoint_variants(data):
    return {"NumPy, matmul": lambda: adjoint(data.left, data.right, data.output_gradient, data.shape)}


def dense(order, kind):
    """One product of square matrices, and its floating-point operations."""
    a, b = (np.random.default_rng(seed).random((order, order)).astype(kind) for seed in (1, 2))
    c = np.empty_like(a)
    return lambda: np.matmul(a, b, out=c), 2 * order**3


def inner(data):
    """The two products (batch×p)(p×q) and (batch×r)(r×s), of one block each; one of them if they are the same."""
    shape, batch = data.shape, data.batch
    sizes = list(dict.fromkeys([(shape.p, shape.q), (shape.r, shape.s)]))
    generator = np.random.default_rng(3)
    calls = [(generator.random((batch, a)).astype(data.input.dtype), generator.random((a, b)).astype(data.input.dtype),
              np.empty((batch, b), data.input.dtype)) for a, b in sizes]

    def run():
        for a, b, c in calls:
            np.matmul(a, b, out=c)

    return run, sum(2 * batch * a * b for a, b in sizes)
