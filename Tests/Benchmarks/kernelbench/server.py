"""The executable, which answers lines: see Sources/kernel-benchmark/Main.swift."""
import os, signal, subprocess, tempfile
import numpy as np


class Unsupported(Exception):
    """What the library does not have."""


class Died(Exception):
    """The executable has ended, or answers what nobody expects."""


class Server:
    """One case of the executable, in a process of its own."""

    def __init__(self, path, request):
        self.request = request
        self.errors = tempfile.TemporaryFile()
        try:
            # In a session of its own, so that Ctrl-C reaches this program alone, which then ends the process.
            self.process = subprocess.Popen(
                [path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1,
                start_new_session=True)
        except OSError as error:
            raise Died(f"{path} cannot be started: {error.strerror}") from None
        try:
            self._ready(self._ask(request))
        except BaseException:
            self.close()
            raise

    def run(self, count):
        """Seconds per run: by the clock, and of processor time."""
        answer = self._ask(f"run {count}")
        try:
            wall, processor = (float(word) for word in answer.split())
        except ValueError:
            raise self._failure(f"run {count}", answer) from None
        return wall, processor

    def result(self, kind):
        """The results of the last run."""
        with tempfile.TemporaryDirectory(prefix="kernel-benchmark-") as folder:
            path = os.path.join(folder, "result")
            self._ready(self._ask(f"result {path}"))
            return np.fromfile(path, np.dtype(kind).newbyteorder("<"))

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            try:
                stream.close()
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            raise self._failure(line, "")
        return answer.strip()

    def _ready(self, answer):
        if answer.startswith("unsupported "):
            raise Unsupported(answer.removeprefix("unsupported "))
        if answer != "ready":
            raise self._failure(self.request, answer)

    def _failure(self, line, answer):
        case = f"kernel-benchmark, in the case “{self.request}”"
        if answer:
            return Died(f"{case}, answered “{line}” by “{answer}”")
        code = self.process.wait()
        try:
            end = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        except ValueError:
            end = f"was ended by signal {-code}"
        self.errors.seek(0)
        said = self.errors.read()[-2000:].decode(errors="replace").strip()
        return Died(f"{case}, {end} when asked to “{line}”" + (f". It said:\n{said}" if said else ""))
