"""The product and its gradient as PyTorch programs have them: two batched products of matrices, and copies between.

`out` is how the public `blockdiag_butterfly_multiply` does it: both products write into transposed memory, and a function of
its own has the gradient. `plain` leaves memory and gradient to PyTorch.
"""
from .environment import torch


def _forward(x, right, left):
    """The public one: x (batch, k·p), right (k, q, p), left (l, s, r); also the intermediate, for the gradient."""
    batch = x.shape[0]
    (k, q, p), (l, s, r) = right.shape, left.shape
    first = torch.empty(batch, k, q, dtype=x.dtype).transpose(0, 1)
    torch.bmm(x.reshape(batch, k, p).transpose(0, 1), right.transpose(-1, -2), out=first)
    first = first.transpose(0, 1).reshape(batch, r, l).transpose(-1, -2).contiguous().transpose(0, 1)
    second = torch.empty(batch, l, s, dtype=x.dtype).transpose(0, 1)
    torch.bmm(first, left.transpose(-1, -2), out=second)
    return second.permute(1, 2, 0).reshape(batch, s * l), first


def _backward(dy, right, left):
    """The gradients of the output's blocks and of the intermediate's, and of the input."""
    batch = dy.shape[0]
    (k, q, p), (l, s, r) = right.shape, left.shape
    blocks = dy.reshape(batch, s, l).transpose(-1, -2).contiguous().transpose(0, 1)
    middle = torch.empty(batch, l, r, dtype=dy.dtype).transpose(0, 1)
    torch.bmm(blocks, left, out=middle)
    middle = middle.transpose(0, 1).transpose(-1, -2).contiguous().reshape(batch, k, q).transpose(0, 1)
    dx = torch.empty(batch, k, p, dtype=dy.dtype)
    torch.bmm(middle, right, out=dx.transpose(0, 1))
    return blocks, middle, dx.reshape(batch, k * p)


def _plain(x, right, left):
    batch = x.shape[0]
    (k, q, p), (l, s, r) = right.shape, left.shape
    first = torch.bmm(x.reshape(batch, k, p).transpose(0, 1), right.transpose(-1, -2))
    first = first.transpose(0, 1).reshape(batch, r, l).permute(2, 0, 1)
    return torch.bmm(first, left.transpose(-1, -2)).permute(1, 2, 0).reshape(batch, s * l)


if torch is not None:
    class _Multiply(torch.autograd.Function):
        @staticmethod
        def forward(context, x, right, left):
            y, middle = _forward(x, right, left)
            context.save_for_backward(x, right, left, middle)
            return y

        @staticmethod
        def backward(context, dy):
            x, right, left, first = context.saved_tensors
            batch, (k, _, p) = x.shape[0], right.shape
            blocks, middle, dx = _backward(dy, right, left)
            d_left = torch.bmm(blocks.transpose(-1, -2), first)
            d_right = torch.bmm(middle.transpose(-1, -2), x.reshape(batch, k, p).transpose(0, 1))
            return dx, d_right, d_left


def _tensors(*arrays):
    return [torch.from_numpy(array) for array in arrays]


def _without_gradient(function):
    def run():
        with torch.no_grad():
            return function()
    return run


def product_variants(data):
    if torch is None:
        return {}
    x, right, left = _tensors(data.input, data.right, data.left)
    return {"PyTorch, out": _without_gradient(lambda: _forward(x, right, left)[0]),
            "PyTorch, plain": _without_gradient(lambda: _plain(x, right, left))}


def adjoint_variants(data):
    if torch is None:
        return {}
    dy, right, left = _tensors(data.output_gradient, data.right, data.left)
    return {"PyTorch, out": _without_gradient(lambda: _backward(dy, right, left)[2])}


def gradient_variants(data, both):
    """Forward and backward, or backward alone, again and again for one graph."""
    if torch is None:
        return {}
    dy, = _tensors(data.output_gradient)
    arguments = [tensor.requires_grad_() for tensor in _tensors(data.input, data.right, data.left)]
    variants = {}
    for name, function in (("out", _Multiply.apply), ("plain", _plain)):
        if both:
            def run(function=function):
                return torch.autograd.grad(function(*arguments), arguments, dy)
        else:
            def run(y=function(*arguments)):
                return torch.autograd.grad(y, arguments, dy, retain_graph=True)
        variants[f"PyTorch, {name}"] = run
    return variants


def dense(order, kind):
    if torch is None:
        return None
    a, b, c = (torch.rand(order, order, dtype=getattr(torch, kind)) for _ in range(3))
    return _without_gradient(lambda: torch.mm(a, b, out=c)), 2 * order**3


def inner_variants(data):
    """Products with the same inner sizes, without permutations: of one block each, and batched."""
    if torch is None:
        return {}
    shape, batch, kind = data.shape, data.batch, torch.from_numpy(data.input).dtype
    sizes = list(dict.fromkeys([(shape.k, shape.p, shape.q), (shape.l, shape.r, shape.s)]))
    one = [tuple(torch.rand(*s, dtype=kind) for s in ((batch, a), (a, b), (batch, b))) for _, a, b in sizes]
    many = [tuple(torch.rand(*s, dtype=kind) for s in ((n, batch, a), (n, a, b), (n, batch, b))) for n, a, b in sizes]

    def single():
        for a, b, c in one:
            torch.mm(a, b, out=c)

    def batched():
        for a, b, c in many:
            torch.bmm(a, b, out=c)

    return {"torch.mm": (_without_gradient(single), sum(2 * batch * a * b for _, a, b in sizes)),
            "torch.bmm": (_without_gradient(batched), sum(2 * batch * n * a * b for n, a, b in sizes))}
