#!/usr/bin/env bash
# Runs the micro-benchmarks and the small timings of the command line. usage: run.sh BUILD_FOLDER
set -euo pipefail
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
echo "cpu: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) cores"

# The best of five wall times of a command, in milliseconds.
best_ms() {
  local best=999999 start end ms
  for _ in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$@" > /dev/null 2>&1
    end=$(date +%s%N)
    ms=$(((end - start) / 1000000))
    [ $ms -lt $best ] && best=$ms
  done
  echo "$best"
}
echo "rbench --help: $(best_ms "$build/cli/rbench" --help) ms (goal < 50)"
echo "rbench tasks: $(best_ms "$build/cli/rbench" tasks) ms (goal < 50)"
echo "opening the 98 MB model (rbench tokenize x): $(best_ms "$build/cli/rbench" tokenize x) ms (goal < 1500)"
# A bench that fails does not keep the others from running.
failed=()
bench() {
  local name=$1
  shift
  echo "== $name"
  "$@" 2>&1 | grep -v -e 'Library was built as DEBUG' -e 'CPU scaling' || failed+=("$name")
}
for program in "$build"/tests/perf/*_perf; do
  bench "$(basename "$program")" "$program"
done
bench grade_batch_perf tests/perf/grade_batch_perf.py "$build/cli/rbench" "$build/tests/perf/math_perf"
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
