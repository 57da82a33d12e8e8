#!/usr/bin/env bash
# Line coverage of each parser by the corpus that run.sh left. usage: coverage.sh FUZZ_BUILD_FOLDER [TARGET...]
# Builds the targets with clang's source coverage into build/coverage and replays the inputs.
set -euo pipefail
corpora=$(cd "$1" && pwd)/corpus
shift
cd "$(dirname "$0")/../.."
# What each target is there to cover.
declare -A sources=([jsonl]=base/json [yaml]=base/yaml [gguf]=models/formats/ [tokenizer]=models/tokenizer/
  [template]=models/template/ [manifest]=tasks/manifest [extraction]=tasks/extraction)
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=("${!sources[@]}")
build=build/coverage
cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_CXX_FLAGS="-fprofile-instr-generate -fcoverage-mapping -O0" > /dev/null
programs=()
for target in "${targets[@]}"; do programs+=("${target}_fuzz"); done
ninja -C $build "${programs[@]}" > /dev/null
for target in "${targets[@]}"; do
  program=$build/tests/fuzz/${target}_fuzz
  LLVM_PROFILE_FILE=$build/$target.profraw "$program" "$corpora/$target" > /dev/null
  llvm-profdata-14 merge -sparse $build/"$target".profraw -o $build/"$target".profdata
  llvm-cov-14 report "$program" -instr-profile=$build/"$target".profdata $(git ls-files "${sources[$target]}*.cc") |
    awk -v target="$target" -v what="${sources[$target]}" '/^TOTAL/ { print target ": " $10 " of the lines of " what "*.cc" }'
done
