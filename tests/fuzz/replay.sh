#!/usr/bin/env bash
# Runs one fuzz target on its seeds and on everything that was ever found. usage: replay.sh PROGRAM
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
python3 -B "$root/tests/fuzz/make_seeds.py" "$(basename "$program")" "$seeds" \
  --data "${RBENCH_DATA:-$root/../shared/data}" > /dev/null
"$program" "$seeds"
