#!/usr/bin/env bash
# The kernel tests on ARM: compiled by a cross compiler, run under qemu's user emulation, where every vector kernel must give
# the bits of the scalar one. usage: tests/models/kernels/neon.sh [FOLDER]   (make neon installs the compiler and qemu)
# The two ARM libraries that they link come from Debian, into FOLDER, without touching this machine's packages.
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=$(realpath -m "${1:-build/neon}")
mkdir -p "$folder"/{objects,packages,root,apt/lists/partial,apt/archives/partial}

for tool in aarch64-linux-gnu-g++ qemu-aarch64; do
  command -v $tool > /dev/null || { echo "neon: no $tool; Debian packages g++-aarch64-linux-gnu and qemu-user (make neon)" >&2; exit 2; }
done

# Headers are the same on every processor, the machine-dependent ones of OpenSSL aside.
if [ ! -e "$folder/root/complete" ]; then
  apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::status=/dev/null
    -o Dir::State::lists="$folder/apt/lists" -o Dir::Cache="$folder/apt" -o APT::Sandbox::User=root)
  "${apt[@]}" update
  (cd "$folder/packages" && "${apt[@]}" download libhwy1 libhwy-dev libssl3 libssl-dev zlib1g zlib1g-dev)
  for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
  ln -sfn /usr/include/fmt "$folder/root/usr/include/fmt"
  touch "$folder/root/complete"
fi

googletest=/usr/src/googletest/googletest
libraries=$folder/root/usr/lib/aarch64-linux-gnu
flags=(-O2 -std=c++20 -ffp-contract=off -fno-math-errno -DFMT_HEADER_ONLY
  "-DHWY_DISABLED_TARGETS=(HWY_SVE|HWY_SVE2|HWY_SVE_256|HWY_SVE2_128)" -march=armv8-a+crypto
  -I. -I"$googletest/include" -I"$googletest" -isystem "$folder/root/usr/include" -isystem "$folder/root/usr/include/aarch64-linux-gnu")
tests=(attention canonical_math matmul packed_matrix vector_ops)
sources=(models/kernels/*.cc models/model_spec.cc base/{check,files,inflate,mapped_file,sha256,thread_team}.cc
  "$googletest"/src/gtest-all.cc "$googletest"/src/gtest_main.cc)
for test in "${tests[@]}"; do sources+=("tests/models/kernels/${test}_test.cc"); done
object_of() { echo "$folder/objects/$(echo "$1" | tr / _).o"; }
for source in "${sources[@]}"; do echo "$source"; done |
  xargs -P "$(nproc)" -I{} sh -c 'object=$0/objects/$(echo {} | tr / _).o; exec aarch64-linux-gnu-g++ "$@" -c {} -o "$object"' \
    "$folder" "${flags[@]}"

link() {
  aarch64-linux-gnu-g++ -o "$@" -L"$libraries" -lhwy -lcrypto -lz -lpthread -Wl,-rpath-link,"$libraries"
}
emulate() { qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH="$libraries:/usr/aarch64-linux-gnu/lib" "$@"; }

failed=0
for test in "${tests[@]}"; do
  objects=()
  for source in "${sources[@]}"; do
    case $source in tests/*) [ "$source" = "tests/models/kernels/${test}_test.cc" ] || continue ;; esac
    objects+=("$(object_of "$source")")
  done
  link "$folder/${test}_test" "${objects[@]}"
  echo "neon: ${test}_test"
  emulate "$folder/${test}_test" --gtest_brief=1 || failed=1
done
exit $failed
