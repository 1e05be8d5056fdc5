"""The peers' cases, each in a process of its own that has done nothing before.

How long a PyTorch product takes depends much on what its process did before: memory for results that goes back to the system
has to be cleared page by page when it comes again. So each case begins afresh, as it comes, and PyTorch's once more in a
process that never gives memory back, which is the best that PyTorch can be.
"""
import ctypes, multiprocessing, signal
from . import environment  # Before NumPy.
from . import numpy_peers, torch_peers
from .cases import Data
from .server import Died
from .timing import call

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["__main__", "kernelbench.peers"])


def keep_memory():
    """Tells the C library to keep what is freed; false where it cannot be told."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    no_mapping, trim_threshold = -4, -1
    return bool(mallopt(no_mapping, 0) and mallopt(trim_threshold, 2**31 - 1))


def _variants(family, operation, data):
    module = {"NumPy": numpy_peers, "PyTorch": torch_peers}[family]
    return {"multiply": module.product_variants, "adjoint": module.adjoint_variants,
            "forward and backward": lambda data: torch_peers.gradient_variants(data, True),
            "backward": lambda data: torch_peers.gradient_variants(data, False)}[operation](data)


def _serve(pipe, family, operation, shape, kind, batch, keeps):
    """The process: answers (variant, count, threads) by seconds, and (variant, None, threads) by results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The program ends it.
    if keeps and not keep_memory():
        pipe.send([])
        return
    threads = environment.Threads()
    threads.set(1)
    variants = _variants(family, operation, Data(shape, kind, batch))
    pipe.send(list(variants))
    runs = {name: call(function) for name, function in variants.items()}
    while True:
        try:
            name, count, thread_count = pipe.recv()
        except EOFError:
            return
        threads.set(thread_count)
        if count is not None:
            pipe.send(runs[name](count))
            continue
        results = variants[name]()
        results = results if isinstance(results, (tuple, list)) else [results]
        pipe.send([array.detach().numpy() if hasattr(array, "detach") else array for array in results])


class Peer:
    """One case of NumPy or PyTorch: `variants` are the names of its ways to compute it."""

    def __init__(self, family, operation, shape, kind, batch, keeps=False):
        self.title = f"{family}, {operation} {kind}, {shape.name}, batch {batch}"
        self.pipe, theirs = _context.Pipe()
        self.process = _context.Process(
            target=_serve, args=(theirs, family, operation, shape, kind, batch, keeps), daemon=True)
        try:
            self.process.start()
            theirs.close()
            self.variants = self._answer()
        except BaseException:
            self.close()
            raise

    def run(self, variant, threads=1):
        """A contestant's function."""
        return lambda count: self._ask(variant, count, threads)

    def results(self, variant):
        return self._ask(variant, None, 1)

    def close(self):
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()
        self.pipe.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _ask(self, *message):
        try:
            self.pipe.send(message)
        except OSError:
            pass  # The answer says why.
        return self._answer()

    def _answer(self):
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(10)
            raise Died(f"{self.title}: its process has ended with status {self.process.exitcode}") from None
