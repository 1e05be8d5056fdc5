# monarch-oracle: what needs more than `swift build`.
#
#   make verify   judges the built-in kernels (the main job)
#   make test     runs the tests
#   make proofs   compiles the Coq proofs and asks Coq what each theorem rests on: no axioms. Then the programs that Coq has
#                 extracted are tested against monarch-oracle. It installs Coq, MathComp and OCaml; PROOFS_JOBS=1 compiles one
#                 file at a time, ORACLE=FILE tests that program instead of one built here
#   make bench    times the property engine beside Hypothesis, exact linear algebra and exact products beside FLINT,
#                 projections beside NumPy and PyTorch, factorisations beside NumPy
#   make bench-kernels  the last part of it alone: products beside PyTorch and NumPy; writes Docs/Guide/performance.md.
#                 BENCH_OPTIONS=--quick takes a minute, --require fails where a target is missed
#   make judge-torch judges PyTorch's products and gradients through the pipe, in float32 and bfloat16, and refutes a
#                 claim of float32 for what was computed in bfloat16
#   make pretrained projects a real pretrained model, checks the certificates, and compares with NumPy's optimum
#   make sanitize runs the tests under the sanitizers of addresses and of threads
#   make emulated holds the C kernels to plain loops, natively, under sanitizers, and as AArch64 under an emulator
#   make library  builds libmonarch_oracle.so, the C interface, which needs no Swift where it runs; LIBRARY=DIR puts it elsewhere
#   make check-library  looks at it as its users do: from C, from Python, under valgrind where that is installed
#   make fuzz     runs every parser on a million damaged inputs each; FUZZ_COUNT=10000 shortens it
#   make vectors  writes the published test vectors, Tests/Vectors, anew
#   make docs     makes the book a site, .build-docs: pages that need no network, the API, an index. It installs pandoc;
#                 DOCS_BASE=/monarch-oracle/ is where its API pages will be served
#   make lint     checks the formatting
#
# On a fresh Debian or Ubuntu with a Swift 6.3 toolchain these install what is missing: libgmp-dev, zlib1g-dev and
# pkg-config; the tests also use python3 with NumPy.

SHELL := /bin/bash
SWIFT ?= swift
CONFIGURATION ?= release
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: verify judge-torch pretrained test proofs setup-proofs sanitize bench bench-kernels emulated library check-library \
  fuzz fuzz-address vectors docs lint setup setup-test setup-docs toolchain clean

verify: setup
	$(SWIFT) build -c $(CONFIGURATION) --product monarch-oracle
	"$$($(SWIFT) build -c $(CONFIGURATION) --show-bin-path)/monarch-oracle" verify

# The model is fetched once and pinned by its SHA-256; where it cannot be had, a synthetic one stands in and is named so.
PRETRAINED := .build/pretrained

pretrained: setup setup-test
	$(SWIFT) build -c $(CONFIGURATION) --product monarch-oracle
	oracle="$$($(SWIFT) build -c $(CONFIGURATION) --show-bin-path)/monarch-oracle"; \
	model="$$(python3 Tests/Pretrained/model.py $(PRETRAINED))" && cd $(PRETRAINED) && model="$${model##*/}" && \
	time "$$oracle" project "$$model" --all --exclude "embeddings.*" --output monarch.safetensors \
	  --certificate model.cert --html report.html --json report.json && \
	time "$$oracle" certify model.cert "$$model" --factors monarch.safetensors && \
	python3 ../../Tests/Pretrained/compare.py "$$model" report.json

# The same generated cases every time; PROPERTY_PROFILE=default or soak draws new ones.
test: export PROPERTY_PROFILE ?= ci
test: setup setup-test
	$(SWIFT) test -c $(CONFIGURATION)

# What is proved, in Coq. Products are in .build-proofs; what has not changed is not compiled again.
PROOFS_JOBS ?= $(shell nproc 2>/dev/null || echo 2)
PROOFS_PACKAGES := coq libcoq-mathcomp-algebra libcoq-mathcomp-real-closed libcoq-mathcomp-algebra-tactics libcoq-mathcomp-zify
OCAML_PACKAGES := ocaml-nox ocaml-findlib libzarith-ocaml-dev
ORACLE ?=
EXTRACTED_SEED ?= 10

proofs: setup-proofs
	@python3 Proofs/check.py --jobs $(PROOFS_JOBS)
	@Proofs/Extraction/differential.sh .build-proofs
	@oracle="$(ORACLE)"; \
	if [ -z "$$oracle" ] && command -v $(SWIFT) >/dev/null; then \
	  $(MAKE) --no-print-directory setup && $(SWIFT) build -c release --product monarch-oracle || exit 1; \
	  oracle="$$($(SWIFT) build -c release --show-bin-path)/monarch-oracle"; \
	elif [ -z "$$oracle" ] && [ -x .build/release/monarch-oracle ]; then oracle=.build/release/monarch-oracle; fi; \
	if [ -n "$$oracle" ]; then Proofs/Extraction/differential.sh .build-proofs "$$oracle" $(EXTRACTED_SEED); \
	else echo "no Swift toolchain, and no monarch-oracle: the extracted programs are built, and nothing is tested with them"; fi

# The same tests under the sanitizers of addresses and of threads. XCTest, which starts them, leaks by itself.
sanitize: export PROPERTY_PROFILE ?= ci
sanitize: export ASAN_OPTIONS ?= detect_leaks=0
sanitize: export TSAN_OPTIONS ?= suppressions=$(CURDIR)/Tests/Sanitizers/thread.supp
sanitize: setup setup-test
	$(SWIFT) test -c release --sanitize address --scratch-path .build-address
	$(SWIFT) test -c release --sanitize thread --scratch-path .build-thread

# Damaged input for every parser, in processes of their own: no crash, no hang, bounded memory, errors of one line, and what
# is read is written again without loss. The second under the sanitizer of addresses, which no bound on memory agrees with.
FUZZ_COUNT ?= 1000000
FUZZ_ADDRESS_COUNT ?= 100000

fuzz: setup
	$(SWIFT) build -c release --product fuzz-parsers
	"$$($(SWIFT) build -c release --show-bin-path)/fuzz-parsers" --count $(FUZZ_COUNT) $(FUZZ_OPTIONS)

fuzz-address: export ASAN_OPTIONS ?= detect_leaks=0
fuzz-address: setup
	$(SWIFT) build -c release --product fuzz-parsers --sanitize address --scratch-path .build-address
	"$$($(SWIFT) build -c release --sanitize address --scratch-path .build-address --show-bin-path)/fuzz-parsers" \
	  --count $(FUZZ_ADDRESS_COUNT) --megabytes 0 $(FUZZ_OPTIONS)

# The toolchain's clang builds for both architectures; only the other one's C library and an emulator are missing.
EMULATED := .build-emulated
CLANG ?= $(shell swift="$$(command -v $(SWIFT))"; clang="$$(dirname "$$(readlink -f "$$swift")")/clang"; \
  if [ -x "$$clang" ]; then echo "$$clang"; else echo clang; fi)
KERNELS := $(wildcard Sources/CMonarchKernels/*.c Tests/Emulated/*.c)
KERNEL_FLAGS := -std=gnu17 -Wall -Wextra -Werror -ISources/CMonarchKernels/include
ARM_FLAGS := --target=aarch64-linux-gnu -static -fuse-ld=lld
EMULATOR ?= qemu-aarch64-static

emulated: toolchain
	@mkdir -p $(EMULATED)
	$(CLANG) -O2 $(KERNEL_FLAGS) $(KERNELS) -lm -o $(EMULATED)/native
	$(EMULATED)/native
	@if echo 'int main(void) { return 0; }' | \
	  $(CLANG) -fuse-ld=lld -fsanitize=address,undefined -x c - -o $(EMULATED)/trial 2>/dev/null && $(EMULATED)/trial; then \
	  set -e; echo "under the sanitizers of addresses and of undefined behaviour, one case in 7"; \
	  $(CLANG) -O1 -g -fuse-ld=lld -fsanitize=address,undefined -fno-sanitize-recover=undefined $(KERNEL_FLAGS) $(KERNELS) -lm \
	    -o $(EMULATED)/sanitized; \
	  ASAN_OPTIONS=detect_leaks=0 $(EMULATED)/sanitized 7; \
	else echo "SKIP sanitizers: $(CLANG) cannot link them here"; fi
	@if [ "$$(uname -m)" = aarch64 ] || [ "$$(uname -m)" = arm64 ]; then \
	  echo "AArch64: this machine is one, and ran it above"; exit 0; \
	fi; \
	trial() { echo 'int main(void) { return 0; }' | $(CLANG) $(ARM_FLAGS) -x c - -o $(EMULATED)/trial-aarch64 2>/dev/null \
	  && $(EMULATOR) $(EMULATED)/trial-aarch64 2>/dev/null; }; \
	if ! trial && command -v apt-get >/dev/null; then \
	  echo "installing qemu-user-static, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends \
	    qemu-user-static gcc-aarch64-linux-gnu libc6-dev-arm64-cross; \
	fi; \
	if trial; then \
	  set -e; echo "AArch64 under $(EMULATOR), one case in 5"; \
	  $(CLANG) -O2 $(ARM_FLAGS) $(KERNEL_FLAGS) $(KERNELS) -lm -o $(EMULATED)/aarch64; \
	  $(EMULATOR) $(EMULATED)/aarch64 5; \
	else \
	  echo "SKIP AArch64: it takes an AArch64 C library for $(CLANG), and $(EMULATOR)"; \
	fi
	@echo "SKIP AVX-512: there is no such version, for no machine or emulator was at hand that could run it"

# The run time of Swift goes into the library, which shows only its own functions. It stays loaded once it is: its threads
# outlive dlclose. Other flags make other objects, so that it is built in a folder of its own.
LIBRARY ?= .build/library
LIBRARY_FLAGS := --scratch-path .build-library -c release --product monarch_oracle -Xswiftc -static-stdlib \
  -Xlinker --version-script=$(CURDIR)/Sources/MonarchOracleLibrary/exports.map -Xlinker -soname=libmonarch_oracle.so.1 \
  -Xlinker -z -Xlinker nodelete -Xlinker -z -Xlinker defs -Xlinker -s

library: setup
	@[ "$$(uname)" = Linux ] || { echo "the shared library is made for Linux alone so far" >&2; exit 2; }
	$(SWIFT) build $(LIBRARY_FLAGS)
	@install -d $(LIBRARY)/lib $(LIBRARY)/include
	@install -m 755 "$$($(SWIFT) build $(LIBRARY_FLAGS) --show-bin-path)/libmonarch_oracle.so" $(LIBRARY)/lib/libmonarch_oracle.so.1
	@ln -sf libmonarch_oracle.so.1 $(LIBRARY)/lib/libmonarch_oracle.so
	@install -m 644 Sources/CMonarchOracle/include/monarch_oracle.h $(LIBRARY)/include
	@echo "$(LIBRARY)/lib/libmonarch_oracle.so ($$(du -Lm $(LIBRARY)/lib/libmonarch_oracle.so | cut -f1) MB)"
	@echo "$(LIBRARY)/include/monarch_oracle.h"

check-library: library
	python3 Tests/Library/check.py $(LIBRARY)

vectors: setup
	$(SWIFT) build -c $(CONFIGURATION) --product monarch-oracle
	"$$($(SWIFT) build -c $(CONFIGURATION) --show-bin-path)/monarch-oracle" vectors generate Tests/Vectors

# The book, README and Docs, as a site. Pages open as files; DocC's have to be served.
DOCS := .build-docs
DOCS_BASE ?= /

docs: setup setup-docs
	$(SWIFT) build -c $(CONFIGURATION)
	@rm -rf $(DOCS)
	@SWIFT="$(SWIFT)" Docs/Site/api.sh $(DOCS) .build-symbols \
	  "$$($(SWIFT) build -c $(CONFIGURATION) --show-bin-path)/Modules" $(DOCS_BASE)
	@python3 Docs/Site/build.py $(DOCS) .build-symbols
	@echo "$(DOCS)/index.html; with the API: python3 -m http.server --bind 127.0.0.1 --directory $(DOCS)"

setup-docs:
	@if ! command -v pandoc >/dev/null; then \
	  if command -v apt-get >/dev/null; then \
	    echo "installing pandoc"; $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q pandoc; \
	  elif command -v brew >/dev/null; then brew install pandoc; fi; \
	  command -v pandoc >/dev/null || { echo "please install pandoc" >&2; exit 2; }; \
	fi

lint: toolchain
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
	  echo "monarch-oracle needs a Swift 6.3 toolchain: see https://www.swift.org/install" >&2; exit 2; }

# A compiler run decides whether GMP and zlib are here, however they were installed.
setup: toolchain
	@if ! printf '#include <gmp.h>\n#include <zlib.h>\n' | cc -E - >/dev/null 2>&1 || ! command -v pkg-config >/dev/null; then \
	  echo "installing libgmp-dev, zlib1g-dev and pkg-config"; \
	  if command -v apt-get >/dev/null; then \
	    $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q libgmp-dev zlib1g-dev pkg-config; \
	  elif command -v brew >/dev/null; then brew install gmp zlib pkg-config; \
	  else echo "please install the development files of GMP and zlib, and pkg-config" >&2; exit 2; fi; \
	fi

setup-test:
	@if ! python3 -c 'import numpy' >/dev/null 2>&1; then \
	  if command -v apt-get >/dev/null; then \
	    echo "installing python3-numpy"; \
	    $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q python3 python3-numpy; \
	  fi; \
	  python3 -c 'import numpy' >/dev/null 2>&1 || \
	    echo "python3 has no NumPy: the tests that judge a Python kernel will be skipped" >&2; \
	fi

# What Coq has compiled decides whether MathComp is here, however it was installed.
MATHCOMP := algebra/all_algebra real_closed/complex algebra_tactics/ring zify/ssrZ
HAS_MATHCOMP = where="$$(coqc -where 2>/dev/null)" && \
  for file in $(MATHCOMP); do [ -e "$$where/user-contrib/mathcomp/$$file.vo" ] || exit 1; done

HAS_ZARITH = command -v ocamlopt >/dev/null && ocamlfind query zarith >/dev/null 2>&1

setup-proofs:
	@if ! ( $(HAS_MATHCOMP) ); then \
	  if command -v apt-get >/dev/null; then \
	    echo "installing $(PROOFS_PACKAGES) and python3"; \
	    $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $(PROOFS_PACKAGES) python3; \
	  fi; \
	  ( $(HAS_MATHCOMP) ) || { echo "please install Coq with MathComp: algebra, real-closed, algebra-tactics and zify" >&2; exit 2; }; \
	fi
	@if ! ( $(HAS_ZARITH) ); then \
	  if command -v apt-get >/dev/null; then \
	    echo "installing $(OCAML_PACKAGES)"; \
	    $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $(OCAML_PACKAGES); \
	  fi; \
	  ( $(HAS_ZARITH) ) || { echo "please install OCaml with ocamlfind and zarith" >&2; exit 2; }; \
	fi

clean:
	rm -rf .build .build-address .build-thread .build-library .build-proofs .build-symbols $(DOCS) $(EMULATED) Tests/Benchmarks/.build

# Ours beside their peers, in one run each. The peers live in a Python environment of their own.
PEERS := Tests/Benchmarks/.build/peers
BENCHMARKS = $$($(SWIFT) build -c release --package-path Tests/Benchmarks --show-bin-path)

BENCH_OPTIONS ?=

bench: setup $(PEERS)/complete
	$(SWIFT) build -c release --package-path Tests/Benchmarks
	$(PEERS)/bin/python Tests/Benchmarks/property_engine.py "$(BENCHMARKS)/property-benchmark"
	$(PEERS)/bin/python Tests/Benchmarks/linear_algebra.py "$(BENCHMARKS)/linear-algebra-benchmark"
	$(PEERS)/bin/python Tests/Benchmarks/exact_product.py "$(BENCHMARKS)/exact-product-benchmark" \
	  Tests/Benchmarks/.build/exact-product.svg
	$(PEERS)/bin/python Tests/Benchmarks/projection.py "$(BENCHMARKS)/projection-benchmark"
	$(PEERS)/bin/python Tests/Benchmarks/factor.py "$(BENCHMARKS)/factor-benchmark" Tests/Benchmarks/.build/factor.svg
	$(MAKE) bench-kernels

bench-kernels: setup $(PEERS)/complete
	$(SWIFT) build -c release --package-path Tests/Benchmarks --product kernel-benchmark
	SWIFT="$(SWIFT)" $(PEERS)/bin/python Tests/Benchmarks/kernels.py "$(BENCHMARKS)/kernel-benchmark" \
	  --page Docs/Guide/performance.md --json Tests/Benchmarks/.build/kernels.json $(BENCH_OPTIONS)

# PyTorch lives in the environment of the benchmarks' peers.
JUDGE_TORCH = "$$($(SWIFT) build -c $(CONFIGURATION) --show-bin-path)/monarch-oracle" verify \
  --exec "$(PEERS)/bin/python Docs/Examples/torch_kernel.py

judge-torch: setup $(PEERS)/complete
	$(SWIFT) build -c $(CONFIGURATION) --product monarch-oracle
	$(JUDGE_TORCH) --dtype float32"
	$(JUDGE_TORCH) --dtype bfloat16"
	@echo "and now a claim that must be refuted: computed in bfloat16, said to be float32"
	$(JUDGE_TORCH) --dtype bfloat16 --claim float32" --fail-fast; test $$? = 1

$(PEERS)/complete: Tests/Benchmarks/requirements.txt
	@echo "installing Hypothesis, NumPy, python-flint, threadpoolctl and PyTorch into $(PEERS)"
	@python3 -m venv $(PEERS) || { \
	  echo "python3 has no venv: on Debian and Ubuntu, apt-get install python3-venv" >&2; rm -rf $(PEERS); exit 2; }
	$(PEERS)/bin/pip install -q -r $< || { rm -rf $(PEERS); exit 2; }
	$(PEERS)/bin/pip install -q torch || \
	  echo "PyTorch cannot be had here: projections and products are timed beside NumPy alone" >&2
	@touch $@
