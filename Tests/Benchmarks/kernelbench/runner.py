"""Prepares each case, checks that all results agree, and times it."""
import contextlib, statistics, sys
from . import numpy_peers, torch_peers
from .cases import BYTES, Data, Reference
from .environment import torch
from .server import Server, Unsupported
from .timing import Contestant, call, ratios

INNER_BATCH = 256  # from which on products are set beside matrix products


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
        with self._case(operation, shape, batch, kind) as (data, reference, servers):
            server = servers(shape.request(operation, kind, batch))
            result = self._checked(server, data)
            work = shape.operations(batch)
            ours = Contestant("ours", server.run, work)
            peers = []
            for label, module in (("PyTorch", torch_peers), ("NumPy", numpy_peers)):
                variants = (module.adjoint_variants if operation == "adjoint" else module.product_variants)(data)
                chosen = self._choose(variants, (shape.name, kind, operation), result, reference)
                if chosen:
                    peers.append(Contestant(label, call(chosen[1]), work))
            names = {}
            if kind == "float32" and operation == "multiply" and batch >= INNER_BATCH:
                dense, inner = self.dense[1], self._inner(data)
                names = {"dense": dense.name, "inner": inner.name}
                peers += [Contestant("dense", dense.run, dense.work), Contestant("inner", inner.run, inner.work)]
            if kind != "float32" or operation != "multiply":
                plain = servers(shape.request("multiply", "float32", batch))
                peers.append(Contestant("float32 product", plain.run, work))
            found = self.stopwatch.pairs(ours, peers)
            if batch == 1 and operation == "multiply":
                # The same pairs once more, but in bytes.
                size = shape.weights * BYTES[kind]
                size += -size % 256
                reading = servers(f"bandwidth {size}")
                ours.work = shape.weights * BYTES[kind]
                found |= self.stopwatch.pairs(ours, [Contestant("bandwidth", reading.run, size)])
            self._add(operation, shape, batch, kind, work, found, names)

    def scaling(self, shape, batch, threads=2):
        with self._case("threads", shape, batch, "float32") as (data, reference, servers):
            work = shape.operations(batch)
            ours = [Contestant(f"ours {t}", servers(shape.request("multiply", "float32", batch, t)).run, work, t)
                    for t in (1, threads)]
            if threads not in self.dense:
                self.dense[threads] = self.stopwatch.best(
                    [maker for order in self.orders for maker in self._dense(order, threads)])
            all_of_them = ours + [self._named(self.dense[t], f"dense {t}") for t in (1, threads)]
            if torch is not None:
                function = torch_peers.product_variants(data)["PyTorch, out"]
                all_of_them += [Contestant(f"PyTorch {t}", call(function), work, t) for t in (1, threads)]
            self._checked(servers(shape.request("multiply", "float32", batch, threads)), data,
                          numpy_peers.columns(data.left, data.right, data.input, shape), reference)
            times = self.stopwatch.together(all_of_them)
            speedups = {name: [a / b for a, b in zip(times[f"{name} 1"], times[f"{name} {threads}"])]
                        for name in ("ours", "dense", "PyTorch") if f"{name} 1" in times}
            medians = {name: statistics.median(values) for name, values in speedups.items()}
            compared = statistics.median(a / b for a, b in zip(speedups["ours"], speedups["dense"]))
            record = {"operation": "threads", "shape": shape.name, "batch": batch, "threads": threads,
                      "speedups": medians, "scaling": compared, "samples": times,
                      "rates": {name: work / statistics.median(values) for name, values in times.items()
                                if not name.startswith("dense")}}
            if torch is not None:
                record["PyTorch"] = ratios(times[f"ours {threads}"], times[f"PyTorch {threads}"])
            self._record(record, f"two threads: {medians['ours']:.2f} × one thread")

    def gradient(self, shape, batch):
        with self._case("gradient", shape, batch, "float32") as (data, reference, servers):
            server = servers(shape.request("gradient", "float32", batch))
            result = self._checked(server, data)
            product = servers(shape.request("multiply", "float32", batch))
            contestants = [Contestant("gradient", server.run), Contestant("product", product.run)]
            checked = numpy_peers.gradient(data.left, data.right, data.input, data.output_gradient, shape)
            reference.check(result, checked, "NumPy's gradient")
            for label, both in (("forward and backward", True), ("backward", False)):
                variants = torch_peers.gradient_variants(data, both)
                chosen = self._choose(variants, (shape.name, label), result, reference)
                if chosen:
                    contestants.append(Contestant(label, call(chosen[1])))
            times = self.stopwatch.together(contestants)
            step = [a + b for a, b in zip(times["product"], times["gradient"])]
            record = {"operation": "gradient", "shape": shape.name, "batch": batch, "kind": "float32",
                      "seconds": statistics.median(times["gradient"]), "samples": times}
            if torch is not None:
                record["autograd"] = ratios(times["gradient"], times["forward and backward"])
                record["backward"] = ratios(times["gradient"], times["backward"])
                record["step"] = ratios(step, times["forward and backward"])
            self._record(record, f"{record['seconds'] * 1e3:.3g} ms")

    def packing(self, shape, kind="float32"):
        with self._case("pack", shape, 1, kind) as (_, _, servers):
            contestants = [Contestant("pack", servers(shape.request("pack", kind, 1)).run),
                           Contestant("product", servers(shape.request("multiply", kind, 1)).run)]
            times = self.stopwatch.together(contestants)
            found = statistics.median(times["pack"])
            self._record({"operation": "pack", "shape": shape.name, "kind": kind, "batch": 1, "seconds": found,
                          "weights": shape.weights, "samples": times,
                          "products": statistics.median(a / b for a, b in zip(times["pack"], times["product"]))},
                         f"{found * 1e6:.3g} µs")

    # What they share.

    @contextlib.contextmanager
    def _case(self, operation, shape, batch, kind):
        """The numbers of a case and a maker of servers, all of which end with it."""
        with contextlib.ExitStack() as stack:
            data = Data(shape, kind, batch)
            reference = Reference(data, "multiply" if operation in ("threads", "pack") else operation)
            try:
                yield data, reference, lambda request: stack.enter_context(Server(self.path, request))
            except Unsupported as error:
                self.missing[(operation, shape.name, batch, kind)] = str(error)
                progress(f"  {self._title(operation, shape, batch, kind)}: {error}")

    @staticmethod
    def _checked(server, data, expected=None, reference=None):
        """One run's results, compared with what is expected."""
        server.run(1)
        result = server.result("float64" if data.kind == "float64" else "float32")
        if expected is not None:
            reference.check(result, [expected], "NumPy's product")
        return result

    def _choose(self, variants, key, result, reference):
        """The quickest of the variants whose results, after they were compared with ours, may be timed."""
        times = {}
        for name, function in variants.items():
            if (key, name) in self.slow:
                continue
            theirs = function()
            theirs = [a if not hasattr(a, "numpy") else a.detach().numpy()
                      for a in (theirs if isinstance(theirs, (tuple, list)) else [theirs])]
            reference.check(result, theirs, name)
            times[name] = self.stopwatch.calibrate(Contestant(name, call(function)))
        if not times:
            return None
        best = min(times, key=times.get)
        self.slow |= {(key, name) for name, seconds in times.items() if seconds > 2 * times[best]}
        return best, variants[best]

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
        vectors = 8 if kind == "float64" else 4
        record = {"operation": operation, "shape": shape.name, "batch": batch, "kind": kind, "seconds": seconds,
                  "fastest": min(samples), "rate": work / seconds, "operations": work, "weights": shape.weights,
                  "bytes": BYTES[kind] * shape.weights + vectors * batch * (shape.inputs + shape.outputs), "names": names,
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
