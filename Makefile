# The front door: every target does its own set-up.
#   make demo       a first real evaluation, from nothing to a table
#   make test       everything CI runs
#   make help       the rest
SHELL := /bin/bash
JOBS ?= $(shell nproc)
BUILD := build

.PHONY: help setup setup-test release parquet demo test test-core perf cgroup2-machine neon peers peer-tests fuzz fuzz-coverage asan tsan format clean

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make setup       Debian packages that are missing, and the embedded model
setup:
	@cmake/setup.sh build model

setup-test:
	@cmake/setup.sh build model test parquet

## make release     the rbench binary, build/release/cli/rbench
release: setup
	@cmake --preset release -DRBENCH_TESTS=OFF -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release --target rbench -j $(JOBS)

## make parquet     the reader of Parquet files, build/release/cli/rbench-parquet (Apache Arrow, 55 MB from PyPI)
parquet: setup
	@cmake/setup.sh parquet
	@cmake --preset release -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release --target rbench rbench_parquet -j $(JOBS)

## make demo        a small real run of the embedded model, with its table
demo: release
	@$(BUILD)/release/cli/rbench demo

## make test-core   unit tests (also under sanitizers: make asan, make tsan)
test-core: setup-test
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release -j $(JOBS)
	@cd $(BUILD)/release && ctest --output-on-failure -j $(JOBS) -LE 'slow|e2e'

## make test        unit, slow and end-to-end tests, the README's commands, a short fuzz of every parser
test: setup-test
	@cmake --preset fuzz > /dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release -j $(JOBS)
	@cd $(BUILD)/release && ctest --output-on-failure -j $(JOBS)

## make asan        unit tests under AddressSanitizer and UBSan;  make tsan: under ThreadSanitizer
asan tsan: setup-test
	@cmake --preset $@ > /dev/null
	@cmake --build --preset $@ -j $(JOBS)
	@ctest --preset $@ -j $(JOBS)

## make perf        micro-benchmarks: ratios and absolute figures of this machine
perf: setup-test
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release -j $(JOBS)
	@tests/perf/run.sh $(BUILD)/release

## make cgroup2-machine  the sandbox on a virtual machine that has control groups of version 2 only (qemu; CHECKS=... for some checks)
cgroup2-machine: setup-test
	@cmake/setup.sh machine
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release --target rbench rbench_sandbox_broker rbench_sandbox_python hostile_programs_test \
	  machine_speed_test run_evidence_test sandbox_test seccomp_filter_test test_run_test unwalled_test wire_test -j $(JOBS)
	@tests/sandbox/cgroup2/machine.sh $(BUILD)/release $(CHECKS)

## make neon        the kernel tests on ARM (cross compiler and qemu's user emulation)
neon: setup-test
	@cmake/setup.sh neon
	@tests/models/kernels/neon.sh $(BUILD)/neon

## make peers       the math checker beside math-verify (PyPI, in an environment of its own): ratios
peers: setup-test
	@cmake/setup.sh peers
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release --target math_perf -j $(JOBS)
	@tests/perf/peers.py $(BUILD)/release/tests/perf/math_perf

## make peer-tests  the engine beside torch, transformers and gguf (3 GB from PyPI, in an environment of their own)
peer-tests: setup-test
	@cmake/setup.sh transformers
	@cmake --preset release -DRBENCH_TESTS=ON -B $(BUILD)/release > /dev/null
	@cmake --build $(BUILD)/release --target all -j $(JOBS)
	@ctest --test-dir $(BUILD)/release -L peer --output-on-failure

## make fuzz        10 CPU-minutes for each parser (MINUTES=n for another time)
MINUTES ?= 10
fuzz: setup-test
	@cmake --preset fuzz > /dev/null
	@cmake --build --preset fuzz -j $(JOBS)
	@tests/fuzz/run.sh $(BUILD)/fuzz $(MINUTES)

## make fuzz-coverage  line coverage of the parsers by what make fuzz found (needs the package llvm-14)
fuzz-coverage:
	@tests/fuzz/coverage.sh $(BUILD)/fuzz

## make format      clang-format over all sources
format:
	@git ls-files '*.cc' '*.h' | xargs clang-format -i

## make clean       removes build/
clean:
	rm -rf $(BUILD)
