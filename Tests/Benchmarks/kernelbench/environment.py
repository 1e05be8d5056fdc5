"""What the peers run with. Import this before NumPy: a peer must run as its makers mean it to."""
import datetime, os, pathlib, platform, subprocess, time

# Settings that would choose other kernels or numbers of threads than the peers choose by themselves.
for _name in list(os.environ):
    if _name.startswith(("OPENBLAS_", "OMP_", "GOMP_", "KMP_", "MKL_", "NPY_")) or _name in ("GOTO_NUM_THREADS",):
        del os.environ[_name]

import numpy as np
import threadpoolctl

try:
    import torch
    no_torch = None
except Exception as error:  # A broken installation fails in many ways, and the page is made without it.
    torch, no_torch = None, f"{type(error).__name__}: {error}".splitlines()[0]


class Threads:
    """How many threads NumPy and PyTorch use. Changing it waits until idle threads have stopped spinning."""

    def __init__(self):
        self.controller = threadpoolctl.ThreadpoolController()
        self.count = None

    def set(self, count):
        if count == self.count:
            return
        self.controller.limit(limits=count)
        if torch is not None:
            torch.set_num_threads(count)
        self.count = count

    def settle(self):
        if self.count != 1:
            time.sleep(0.04)

    def blas(self):
        """What NumPy multiplies matrices with, and which of its kernels it has chosen."""
        found = [entry for entry in self.controller.info() if entry["user_api"] == "blas"]
        numpys = [entry for entry in found if "numpy" in entry["filepath"]] or found
        if not numpys:
            return "unknown"
        entry = numpys[0]
        names = {"openblas": "OpenBLAS", "mkl": "MKL", "blis": "BLIS"}
        parts = [names.get(entry["internal_api"], entry["internal_api"]), entry.get("version") or ""]
        if entry.get("architecture"):
            parts.append(f"with its kernels for {entry['architecture']}")
        return " ".join(part for part in parts if part)


def _output(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.stdout.strip() if done.returncode == 0 else ""
    except (OSError, subprocess.SubprocessError):
        return ""


def _read(path):
    try:
        return pathlib.Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _caches():
    caches = []
    for index in sorted(pathlib.Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, size = _read(index / "type"), _read(index / "size")
        if kind != "Instruction" and size.endswith("K"):
            kib = int(size[:-1])
            shown = f"{kib // 1024} MiB" if kib % 1024 == 0 else f"{kib} KiB"
            caches.append(f"L{_read(index / 'level')}{'d' if kind == 'Data' else ''} {shown}")
    return ", ".join(caches)


def _processor():
    cpuinfo = dict(
        (part.strip() for part in line.split(":", 1)) for line in _read("/proc/cpuinfo").splitlines() if ":" in line)
    name = cpuinfo.get("model name") or _output("sysctl", "-n", "machdep.cpu.brand_string") or platform.processor()
    flags = cpuinfo.get("flags", "").split()
    vectors = "AVX-512" if "avx512f" in flags else "AVX2 and FMA" if {"avx2", "fma"} <= set(flags) else ""
    details = [f"family {cpuinfo['cpu family']}, model {cpuinfo['model']}"] if "cpu family" in cpuinfo else []
    return name or "unknown", ", ".join(details + ([vectors] if vectors else [])), "hypervisor" in flags


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def describe(threads, root):
    """The machine and the programs, as pairs of a name and a text."""
    name, details, is_virtual = _processor()
    system = dict(line.split("=", 1) for line in _read("/etc/os-release").splitlines() if "=" in line)
    swift = (_output(os.environ.get("SWIFT", "swift"), "--version").splitlines() or ["unknown"])[0]
    clang = (_output("clang", "--version").splitlines() or [""])[0].split(" (")[0]
    memory = next((line.split()[1] for line in _read("/proc/meminfo").splitlines() if line.startswith("MemTotal")), "")
    commit = _output("git", "-C", str(root), "rev-parse", "--short", "HEAD")
    changed = bool(_output("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no", "--", "Sources"))
    pairs = [
        ("processor", f"{name} ({details})" if details else name),
        ("cores", f"{cores()}" + (" of a virtual machine, which shares its host" if is_virtual else "")),
        ("caches", _caches()),
        ("memory", f"{int(memory) / 2**20:.0f} GiB" if memory else ""),
        ("system", f"{system.get('PRETTY_NAME', platform.system()).strip(chr(34))}, {platform.system()} "
                   f"{platform.release()}, {platform.machine()}"),
        ("compiler", "; ".join(part for part in (swift, clang) if part)),
        ("library", f"commit {commit}" + (" and changes since" if changed else "") if commit else "unknown"),
        ("Python, NumPy", f"{platform.python_version()}, {np.__version__}: {threads.blas()}"),
        ("PyTorch", _torch_text()),
        ("date", datetime.date.today().isoformat()),
    ]
    return [(key, value) for key, value in pairs if value]


def _torch_text():
    if torch is None:
        return f"not to be had ({no_torch})"
    try:
        mkl = next((line.split("Version ")[1].split("-Product")[0] for line in torch.__config__.show().splitlines()
                    if "Math Kernel Library Version" in line), "")
    except Exception:
        mkl = ""
    return torch.__version__ + (f": MKL {mkl}" if mkl else "")
