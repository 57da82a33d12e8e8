#!/usr/bin/env bash
# Runs every fuzz target with seeds from real files. usage: run.sh BUILD_FOLDER MINUTES [TARGET...]
# Prints executions, edges and new units of each; a crash, leak, hang (25 s) or more than 1 GB ends it with an error.
set -euo pipefail
build=$(cd "$1" && pwd)
minutes=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
data=${RBENCH_DATA:-../shared/data}
cache=${RBENCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/rbench}
model=${RBENCH_MODEL:-$cache/models/SmolLM2-135M-Instruct.Q4_1.gguf}
seconds=$(awk "BEGIN { print int($minutes * 60 + 0.5) }")
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for program in "$build"/tests/fuzz/*_fuzz; do targets+=("$(basename "$program" _fuzz)"); done
fi
failed=0
for target in "${targets[@]}"; do
  corpus=$build/corpus/$target
  mkdir -p "$corpus"
  python3 tests/fuzz/make_seeds.py "${target}_fuzz" "$corpus" --data "$data" --model "$model" > /dev/null
  log=$build/corpus/$target.log
  : > "$log"
  # Words of the input language, where somebody wrote them down: TARGET.dict, or that of the family (math.dict).
  dictionary=()
  for words in "$target" "${target%%_*}"; do
    if [ -f "tests/fuzz/$words.dict" ]; then
      dictionary=("-dict=tests/fuzz/$words.dict")
      break
    fi
  done
  verdict=clean
  used=0
  # libFuzzer counts wall time; on a busy machine rounds are added until the CPU time is reached.
  while awk "BEGIN { exit !($used < $seconds) }"; do
    round=$(awk "BEGIN { left = $seconds - $used; print int((left < 60 ? left : 60) + 1) }")
    TIMEFORMAT='%U %S'
    if ! { time "$build/tests/fuzz/${target}_fuzz" -max_total_time="$round" -timeout=60 -rss_limit_mb=2048 -print_final_stats=1 "${dictionary[@]}" \
        -artifact_prefix="$build/corpus/$target-" "$corpus" >> "$log" 2>&1; } 2> "$build/corpus/$target.time"; then
      verdict=FAILED
      failed=1
      tail -30 "$log"
      break
    fi
    used=$(awk -v used="$used" '{ print used + $1 + $2 }' "$build/corpus/$target.time")
  done
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | awk '{ n += $1 } END { print n + 0 }')
  edges=$(grep -o 'cov: [0-9]*' "$log" | tail -1 | cut -d' ' -f2)
  inputs=$(find "$corpus" -type f | wc -l)
  echo "$target: $verdict, $executions executions, ${edges:-0} edges, $inputs inputs, $(awk "BEGIN { printf \"%.0f\", $used }") CPU-seconds"
done
exit $failed
