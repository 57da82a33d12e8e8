#!/bin/sh
# Prints, for every file of stored model outputs with verdicts of another grader, how those agree
# with ours, and each verdict that differs or that we leave undecided.
#
#   tests/tasks/list_model_output_disagreements.sh [RBENCH]
#
# RBENCH: the program, as seen from the source root (default build/release/cli/rbench). The files
# are looked for in RBENCH_DATA, else in ../shared/data.
set -eu
cd "$(dirname "$0")/../.."
rbench=${1:-build/release/cli/rbench}
data=${RBENCH_DATA:-../shared/data}/model_outputs_math
tab=$(printf '\t')
tail -n +2 tests/tasks/math/cases/model_outputs_files.tsv |
  while IFS=$tab read -r file _ fields; do
    printf '== %s\n' "$file"
    "$rbench" grade --compare "$data/$file" --fields "$fields" --mode lenient
  done
