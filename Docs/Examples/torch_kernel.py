"""Monarch products in PyTorch, two batched matrix products with a permutation between them, and their gradients by autograd,
judged through the pipe.

    monarch-oracle verify --exec "python3 Docs/Examples/torch_kernel.py"
    monarch-oracle verify --exec "python3 Docs/Examples/torch_kernel.py --dtype bfloat16"
    monarch-oracle verify --exec "python3 Docs/Examples/torch_kernel.py --dtype bfloat16 --claim float32"    # is refuted
    monarch-oracle verify --exec "python3 Docs/Examples/torch_kernel.py --device cuda --tf32"

The third one gets float32 numbers, computes in bfloat16, as under autocast, and says that it does not. The last one lets tensor
cores round the operands of products to tf32, and says so.
"""
import argparse, json, os, struct, sys, warnings
import torch

warnings.filterwarnings("ignore", "The given buffer is not writable")  # Nothing here writes to what it was sent.
frames = os.fdopen(os.dup(1), "wb")  # The real standard output is for frames alone:
os.dup2(2, 1)  # whatever prints from here on goes to standard error.

options = argparse.ArgumentParser()
options.add_argument("--dtype", default="float32", choices=["float32", "float64", "bfloat16", "float16"])
options.add_argument("--claim", help="the format that the manifest names, where it is another")
options.add_argument("--device", default="cpu")
options.add_argument("--tf32", action="store_true", help="float32 products of tf32 operands, on a GPU that has them")
options = options.parse_args()
torch.backends.cuda.matmul.allow_tf32 = options.tf32
dtype, claim = getattr(torch, options.dtype), options.claim or options.dtype
DTYPES = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16}
NAMES = {dtype: name for name, dtype in DTYPES.items()}

# Products of 16-bit numbers are summed in float32, and what a matrix product returns is rounded to 16 bits again. So is a
# gradient before it is added onto the one before: two roundings, of which no declared arithmetic knows.
wide = claim in ("float32", "float64")
MANIFEST = {"protocol": "1", "name": f"torch {torch.__version__}", "layout": "fly",
            "operations": "multiply,adjoint,gradient,dense" + (",accumulate" if wide else ""),
            "input": claim, "accumulate": claim if wide else "float32",
            "intermediate": claim, "output": claim, "gradient": claim, **({"operands": "tf32"} if options.tf32 else {})}


def multiply(left, right, x):
    """y = M x for each row of x. left: (l, s, r), right: (k, q, p), x: (batch, k*p), result: (batch, l*s)."""
    k, q, p = right.shape
    l, s, r = left.shape
    batch = x.shape[0]
    h = torch.bmm(x.reshape(batch, k, p).transpose(0, 1), right.transpose(1, 2))  # (k, batch, q)
    h = h.transpose(0, 1).reshape(batch, r, l).permute(2, 0, 1)  # h is read again as h[b, rho*l + lambda]
    y = torch.bmm(h, left.transpose(1, 2))  # (l, batch, s)
    return y.permute(1, 2, 0).reshape(batch, s * l)  # y[b, sigma*l + lambda]


def answer(operation, t):
    left, right = t["left"].requires_grad_(), t["right"].requires_grad_()
    if operation == "dense":
        identity = torch.eye(right.shape[0] * right.shape[2], dtype=dtype, device=options.device)
        return {"matrix": multiply(left, right, identity).T.contiguous()}
    if operation == "adjoint":
        x = torch.zeros(len(t["cotangent"]), right.shape[0] * right.shape[2], dtype=dtype, device=options.device)
    else:
        x = t["input"]
    if operation == "multiply":
        return {"output": multiply(left, right, x)}
    x.requires_grad_()
    if operation == "accumulate":  # As backward() does with the gradients of the batches before.
        left.grad, right.grad = t["d_left"].clone(), t["d_right"].clone()
    multiply(left, right, x).backward(t["cotangent"])
    return {"output": x.grad} if operation == "adjoint" else {
        "d_input": x.grad, "d_left": left.grad, "d_right": right.grad}


def read_frame():
    size = sys.stdin.buffer.read(8)
    if len(size) < 8:
        sys.exit(0)  # The oracle has closed the pipe: we are done.
    image = sys.stdin.buffer.read(struct.unpack("<Q", size)[0])
    start = 8 + struct.unpack("<Q", image[:8])[0]
    header = json.loads(image[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, t in header.items():
        data = image[start + t["data_offsets"][0]:start + t["data_offsets"][1]]
        tensor = torch.frombuffer(data, dtype=DTYPES[t["dtype"]]) if data else torch.empty(0, dtype=DTYPES[t["dtype"]])
        tensors[name] = tensor.reshape(t["shape"]).to(options.device, dtype)
    return metadata, tensors


def write_frame(metadata, tensors={}):
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        tensor = tensor.detach().to("cpu", getattr(torch, claim))
        bytes = tensor.flatten().clone().view(torch.uint8).numpy().tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(bytes)]}
        data += bytes
    text = json.dumps(header).encode()
    frames.write(struct.pack("<QQ", 8 + len(text) + len(data), len(text)) + text + data)
    frames.flush()


while True:
    request, tensors = read_frame()
    if request["operation"] == "hello":
        write_frame({**MANIFEST, "id": request["id"]})
    else:
        write_frame({"id": request["id"]}, answer(request["operation"], tensors))
