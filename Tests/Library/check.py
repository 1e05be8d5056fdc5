"""Looks at the built shared library as its users do.

    python3 check.py DIR        with DIR/lib/libmonarch_oracle.so and DIR/include/monarch_oracle.h
"""

import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from array import array

ROOT = pathlib.Path(__file__).resolve().parents[2]
DIRECTORY = pathlib.Path(sys.argv[1]).resolve()
LIBRARY = DIRECTORY / "lib/libmonarch_oracle.so"
HEADER = DIRECTORY / "include/monarch_oracle.h"
sys.path.insert(0, str(ROOT / "Docs/Examples"))
sys.dont_write_bytecode = True
import oracle_ctypes  # noqa: E402

FORKED = 6


def run(*command, **more):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    assert result.returncode == 0, f"{command} ended with {result.returncode}:\n{result.stdout}{result.stderr}"
    return result.stdout


def needs_no_swift():
    """It needs the C libraries of every machine, GMP and zlib; no Swift."""
    allowed = {"linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64", "libc", "libm", "libgcc_s", "libstdc++", "libgmp", "libz",
               "libdl", "libpthread", "librt", "libutil", "libresolv"}
    found = {pathlib.Path(line.split()[0]).name.split(".so")[0] for line in run("ldd", LIBRARY).splitlines()}
    assert found <= allowed, f"expected {sorted(allowed)}, found {sorted(found - allowed)}"
    assert "libgmp" in found
    return ", ".join(sorted(found & {"libgmp", "libz", "libstdc++"}))


def shows_the_header_alone():
    """Its symbols are the functions of the header, all of them and nothing else."""
    declared = set(re.findall(r"^\w[\w *]*?(monarch_oracle_\w+)\($", HEADER.read_text(), re.M))
    declared |= set(re.findall(r"^\w[\w *]*?(monarch_oracle_\w+)\(.*\);$", HEADER.read_text(), re.M))
    defined = {line.split()[-1].split("@")[0] for line in run("nm", "-D", "--defined-only", "--extern-only", LIBRARY).splitlines()}
    assert defined == declared, f"expected {sorted(declared)}, found {sorted(defined ^ declared)} besides or not at all"
    return f"{len(defined)} functions"


def example_in_c(folder):
    """The example compiles as strict C99, the header as C++ too, and it says what it should."""
    strict = ["-pedantic", "-Wall", "-Wextra", "-Werror", "-I", HEADER.parent]
    program = folder / "example"
    run("cc", "-std=c99", *strict, "-g", ROOT / "Docs/Examples/oracle_library.c", "-L", LIBRARY.parent, "-lmonarch_oracle",
        f"-Wl,-rpath,{LIBRARY.parent}", "-o", program)
    if shutil.which("c++"):
        run("c++", "-std=c++11", *strict, "-fsyntax-only", "-x", "c++", HEADER)
    output = run(program)
    for text in ["exact: y[0] = ", "holds: within the bound of float32", "violated: output ", "monarch-certificates 1"]:
        assert text in output, f"expected {text!r} in\n{output}"
    if not shutil.which("valgrind"):
        return "no valgrind here"
    run("valgrind", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite", "-q", program)
    return "clean under valgrind"


def example_in_python():
    output = run(sys.executable, ROOT / "Docs/Examples/oracle_ctypes.py", LIBRARY)
    for text in ["exact: 69686.0 -44614.0 27642.0 42214.0", "holds: equal to the exact product",
                 "violated: output 0 of batch row 0 must be exactly 69686, found 128854.0", "gap ", "refused: status 2"]:
        assert text in output, f"expected {text!r} in\n{output}"


def a_problem(oracle):
    sizes = (4, 6, 5, 3, 7, 8)
    draw = lambda count, seed: array("f", [((seed + i) * 2654435761 % 4093 - 2046) / 256 for i in range(count)])
    return oracle.problem(
        sizes, batch=16, left=draw(168, 1), right=draw(120, 2), input=draw(320, 3), cotangent=draw(336, 4))


def many_threads():
    """Threads that call at once get what one gets."""
    oracle = oracle_ctypes.Oracle(LIBRARY)
    problem = a_problem(oracle)
    expected = {operation: oracle.exact(problem, operation) for operation in oracle_ctypes.OPERATIONS}
    wrong = []

    def work():
        for _ in range(10):
            for operation, result in expected.items():
                if oracle.exact(problem, operation) != result:
                    wrong.append(operation)
                if oracle.judge(problem, operation, result)[0].verdict != 0:
                    wrong.append("judge " + operation)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, f"differing: {set(wrong)}"


def forks():
    """A child of a process that has called gets an answer, not a hang; one of a process that has not works."""
    def child(body):
        process = os.fork()
        if process == 0:
            try:
                os._exit(0 if body() else 1)
            except BaseException:
                os._exit(2)
        deadline = 100
        while deadline:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            deadline -= 1
            time.sleep(0.1)
        os.kill(process, 9)
        os.waitpid(process, 0)
        return "hang"

    def is_refused():
        oracle = oracle_ctypes.Oracle(LIBRARY)
        try:
            oracle.exact(a_problem(oracle), "multiply")
        except oracle_ctypes.OracleError as error:
            return str(error).startswith(f"status {FORKED}: ")
        return False

    def works():
        oracle = oracle_ctypes.Oracle(LIBRARY)
        return len(oracle.exact(a_problem(oracle), "multiply")) == 336 and child(is_refused) == 0

    oracle_ctypes.Oracle(LIBRARY)
    assert child(works) == 0, "a process that has only loaded the library cannot use it in its child"


def unloading():
    """dlclose, and then the end of the process, while worker threads are still there."""
    script = """
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
sys.argv = sys.argv[1:]
import _ctypes, ctypes, oracle_ctypes, time
oracle = oracle_ctypes.Oracle(sys.argv[1])
problem = oracle.problem((2,) * 6, 64, left=oracle_ctypes.array("f", [1] * 8), right=oracle_ctypes.array("f", [1] * 8),
                         input=oracle_ctypes.array("f", [1] * 256))
assert oracle.exact(problem, "multiply")[0] == 4
handle = oracle.library._handle
_ctypes.dlclose(handle)
time.sleep(0.2)
assert oracle_ctypes.Oracle(sys.argv[1]).exact(problem, "multiply")[255] == 4
"""
    run(sys.executable, "-c", script, ROOT / "Docs/Examples", LIBRARY)


def abi_version():
    """Header, library and Python's example are of one version."""
    declared = int(re.search(r"MONARCH_ORACLE_ABI_VERSION (\d+)", HEADER.read_text()).group(1))
    found = ctypes.CDLL(str(LIBRARY)).monarch_oracle_abi_version()
    assert declared == found == oracle_ctypes.ABI_VERSION, (declared, found, oracle_ctypes.ABI_VERSION)
    assert os.readlink(LIBRARY) == f"libmonarch_oracle.so.{found}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        # Forks come first: afterwards this process has called the library itself.
        for check in [forks, needs_no_swift, shows_the_header_alone, abi_version, example_in_python,
                      lambda: example_in_c(pathlib.Path(folder)), unloading, many_threads]:
            try:
                note = check()
            except (AssertionError, oracle_ctypes.OracleError) as error:
                print(f"FAIL {error}")
                return 1
            name = "example_in_c" if check.__name__ == "<lambda>" else check.__name__
            print(f"ok   {name.replace('_', ' ')}{': ' + note if note else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
