"""Prepares each case, checks that all results agree, and times it."""
import contextlib, statistics, sys
from . import numpy_peers, torch_peers
from .cases import BYTES, Data, Reference
from .environment import torch
from .peers import Peer
from .server import Server, Unsupported
from .timing import Contestant, call, ratios

INNER_BATCH = 256  # from which on products are set beside matrix products

# The columns of peers: name, library, and whether its process keeps memory.
PEERS = [("PyTorch", "PyTorch", False), ("PyTorch, memory kept", "PyTorch", True), ("NumPy", "NumPy", True)]


def progress(text):
    print(text, file=sys.stderr, flush=True)


class Runner:
    def __init__(self, path, stopwatch):
        self.path, self.stopwatch = path, stopwatch
        self.slow = set()  # variants that lost by far for a shape, with a smaller batch
        self.records = []
        self.missing = {}  # what the library does not have, and what it said

    # The machine.

    def machine(self, sizes):
        """The rates that ours are compared with: one dictionary, with bytes and operations per second."""
        found = {"bandwidth": {}}
        with Server(self.path, "peak") as server:
            server.run(1)
            operations = float(server.result("float64")[0])
            found["peak"] = operations / self._least(server)
        for size in sizes:
            with Server(self.path, f"bandwidth {size}") as server:
                found["bandwidth"][size] = size / self._least(server)
        dense = [maker for order in self.orders for maker in self._dense(order)]
        self.dense = {1: self.stopwatch.best(dense)}
        found["dense"] = {"name": self.dense[1].name, "rate": self._rate(self.dense[1])}
        return found

    orders = (1024, 1536, 2048)

    def _dense(self, order, threads=1):
        for name, made in (("NumPy", numpy_peers.dense(order, "float32")), ("torch.mm", torch_peers.dense(order, "float32"))):
            if made is not None:
                yield Contestant(f"{name}, {order} × {order}", call(made[0]), made[1], threads)

    def _least(self, server):
        contestant = Contestant("", server.run)
        self.stopwatch.calibrate(contestant)
        return min(self.stopwatch.sample(contestant) for _ in range(5))

    def _rate(self, contestant):
        return contestant.work / min(self.stopwatch.sample(contestant) for _ in range(3))

    # The cases. Each adds a record, or says what the library does not have.

    def product(self, shape, batch, kind="float32", operation="multiply"):
        with self._case(operation, shape, batch, kind) as (data, reference, start):
            server = start(shape.request(operation, kind, batch))
            result = self._results(server, data)
            work = shape.operations(batch)
            ours = Contestant("ours", server.run, work)
            peers, names = [], {}
            for label, family, keeps in PEERS:
                if kind == "float32" or label != "PyTorch, memory kept":
                    peers += self._choose(label, family, keeps, operation, data, result, reference, start, names)
            if kind == "float32" and operation == "multiply" and batch >= INNER_BATCH:
                dense, inner = self.dense[1], self._inner(data)
                names |= {"dense": dense.name, "inner": inner.name}
                peers += [Contestant("dense", dense.run, dense.work), Contestant("inner", inner.run, inner.work)]
            if kind != "float32" or operation != "multiply":
                plain = start(shape.request("multiply", "float32", batch))
                peers.append(Contestant("float32 product", plain.run, work))
            found = self.stopwatch.pairs(ours, peers)
            if batch == 1 and operation == "multiply":
                # The same pairs once more, but in bytes.
                size = shape.weights * BYTES[kind]
                size += -size % 256
                reading = start(f"bandwidth {size}")
                ours.work = shape.weights * BYTES[kind]
                found |= self.stopwatch.pairs(ours, [Contestant("bandwidth", reading.run, size)])
            self._add(operation, shape, batch, kind, work, found, names)

    def scaling(self, shape, batch, threads=2):
        with self._case("threads", shape, batch, "float32") as (data, reference, start):
            work = shape.operations(batch)
            ours = [Contestant(f"ours {t}", start(shape.request("multiply", "float32", batch, t)).run, work, t)
                    for t in (1, threads)]
            if threads not in self.dense:
                self.dense[threads] = self.stopwatch.best(
                    [maker for order in self.orders for maker in self._dense(order, threads)])
            all_of_them = ours + [self._named(self.dense[t], f"dense {t}") for t in (1, threads)]
            result = self._results(start(shape.request("multiply", "float32", batch, threads)), data)
            reference.check(
                result, [numpy_peers.columns(data.left, data.right, data.input, shape)], "NumPy's product")
            all_of_them += self._choose(
                "PyTorch", "PyTorch", False, "multiply", data, result, reference, start, {}, (1, threads))
            times = self.stopwatch.together(all_of_them)
            speedups = {name: [a / b for a, b in zip(times[f"{name} 1"], times[f"{name} {threads}"])]
                        for name in ("ours", "dense", "PyTorch") if f"{name} 1" in times}
            medians = {name: statistics.median(values) for name, values in speedups.items()}
            compared = statistics.median(a / b for a, b in zip(speedups["ours"], speedups["dense"]))
            record = {"operation": "threads", "shape": shape.name, "batch": batch, "threads": threads,
                      "speedups": medians, "scaling": compared, "samples": times,
                      "rates": {name: work / statistics.median(values) for name, values in times.items()
                                if not name.startswith("dense")}}
            if "PyTorch 1" in times:
                record["PyTorch"] = ratios(times[f"ours {threads}"], times[f"PyTorch {threads}"])
            self._record(record, f"two threads: {medians['ours']:.2f} × one thread")

    def gradient(self, shape, batch):
        with self._case("gradient", shape, batch, "float32") as (data, reference, start):
            server = start(shape.request("gradient", "float32", batch))
            result = self._results(server, data)
            product = start(shape.request("multiply", "float32", batch))
            contestants = [Contestant("gradient", server.run), Contestant("product", product.run)]
            checked = numpy_peers.gradient(data.left, data.right, data.input, data.output_gradient, shape)
            reference.check(result, checked, "NumPy's gradient")
            for label, operation, keeps in (("autograd", "forward and backward", False),
                                            ("autograd, memory kept", "forward and backward", True),
                                            ("backward", "backward", False)):
                contestants += self._choose(label, "PyTorch", keeps, operation, data, result, reference, start, {})
            times = self.stopwatch.together(contestants)
            step = [a + b for a, b in zip(times["product"], times["gradient"])]
            record = {"operation": "gradient", "shape": shape.name, "batch": batch, "kind": "float32",
                      "seconds": statistics.median(times["gradient"]), "samples": times}
            record |= {name: ratios(times["gradient"], times[name])
                       for name in ("autograd", "autograd, memory kept", "backward") if name in times}
            if "autograd" in times:
                record["step"] = ratios(step, times["autograd"])
            self._record(record, f"{record['seconds'] * 1e3:.3g} ms")

    def packing(self, shape, kind="float32"):
        with self._case("pack", shape, 1, kind) as (_, _, start):
            contestants = [Contestant("pack", start(shape.request("pack", kind, 1)).run),
                           Contestant("product", start(shape.request("multiply", kind, 1)).run)]
            times = self.stopwatch.together(contestants)
            found = statistics.median(times["pack"])
            self._record({"operation": "pack", "shape": shape.name, "kind": kind, "batch": 1, "seconds": found,
                          "weights": shape.weights, "samples": times,
                          "products": statistics.median(a / b for a, b in zip(times["pack"], times["product"]))},
                         f"{found * 1e6:.3g} µs")

    # What they share.

    @contextlib.contextmanager
    def _case(self, operation, shape, batch, kind):
        """The numbers of a case and a maker of processes, all of which end with it: servers, from requests, and peers."""
        with contextlib.ExitStack() as stack:
            data = Data(shape, kind, batch)
            reference = Reference(data, "multiply" if operation in ("threads", "pack") else operation)
            try:
                yield data, reference, lambda started: stack.enter_context(
                    Server(self.path, started) if isinstance(started, str) else started)
            except Unsupported as error:
                self.missing[(operation, shape.name, batch, kind)] = str(error)
                progress(f"  {self._title(operation, shape, batch, kind)}: {error}")

    @staticmethod
    def _results(server, data):
        """The results of one run, which have 32 bits at least."""
        server.run(1)
        return server.result("float64" if data.kind == "float64" else "float32")

    def _choose(self, label, family, keeps, operation, data, result, reference, start, names, threads=(1,)):
        """The quickest of a peer's variants as contestants, after their results were compared with ours; or none."""
        if family == "PyTorch" and torch is None:
            return []
        case = (family, operation, data.shape, data.kind, data.batch, keeps)
        key = (data.shape.name, data.kind, operation)
        with Peer(*case) as peer:
            contestants = []
            for variant in peer.variants:
                if (key, variant) not in self.slow:
                    reference.check(result, peer.results(variant), variant)
                    contestants.append(Contestant(variant, peer.run(variant)))
            if not contestants:
                return []
            least = self.stopwatch.quickest(contestants)
        best = min(least, key=least.get)
        if data.batch >= 64:
            self.slow |= {(key, name) for name, seconds in least.items() if seconds > 4 * least[best]}
        peer = start(Peer(*case))  # Which has not seen the others.
        names[label] = best
        work = data.shape.operations(data.batch)
        return [Contestant(label if threads == (1,) else f"{label} {count}", peer.run(best, count), work, count)
                for count in threads]

    def _inner(self, data):
        run, work = numpy_peers.inner(data)
        found = [Contestant("NumPy", call(run), work)]
        found += [Contestant(name, call(run), work) for name, (run, work) in torch_peers.inner_variants(data).items()]
        return self.stopwatch.best(found)

    @staticmethod
    def _named(contestant, name):
        return Contestant(name, contestant.run, contestant.work, contestant.threads)

    def _add(self, operation, shape, batch, kind, work, found, names):
        samples = [seconds for pairs in found.values() for seconds in pairs.ours]
        seconds = statistics.median(samples)
        record = {"operation": operation, "shape": shape.name, "batch": batch, "kind": kind, "seconds": seconds,
                  "fastest": min(samples), "rate": work / seconds, "operations": work, "weights": shape.weights,
                  "bytes": BYTES[kind] * (shape.weights + batch * (shape.inputs + shape.outputs)), "names": names,
                  "peers": {name: pairs.record() for name, pairs in found.items()}}
        shown = ", ".join(f"{entry['ratio']:.3g} × {name}" for name, entry in record["peers"].items())
        self._record(record, f"{record['rate'] / 1e9:.3g} GFLOP/s, {shown}")

    def _record(self, record, shown):
        self.records.append(record)
        kind = record.get("kind", "float32")
        progress(f"  {record['operation']} {kind}, {record['shape']}, batch {record['batch']}: {shown}")

    @staticmethod
    def _title(operation, shape, batch, kind):
        return f"{operation} {kind}, {shape.name}, batch {batch}"
