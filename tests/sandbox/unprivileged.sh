#!/usr/bin/env bash
# Runs a test program as a user without any privilege: usage: unprivileged.sh TEST HELPER_FOLDER TABLE_FOLDER [ARGUMENTS...]
# Everything that it needs is copied to where that user may read. Exit status 77 (skipped) where this is not root, who alone
# can become another user; then the tests themselves already run without privilege.
set -euo pipefail
test=$1
helpers=$2
tables=$3
shift 3
if [ "$(id -u)" != 0 ] || ! command -v setpriv > /dev/null; then
  echo "not root, or no setpriv: the tests themselves run without privilege"
  exit 77
fi
work=$(mktemp -d /tmp/rbench-unprivileged-XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/tmp"
cp "$test" "$helpers/rbench-sandbox" "$helpers/rbench-sandbox-python" "$work/bin/"
cp -r "$tables" "$work/tables"
chmod -R a+rX "$work"
chmod 777 "$work/tmp"
cd "$work/tmp"
setpriv --reuid=65534 --regid=65534 --clear-groups env -u RBENCH_DATA HOME="$work/tmp" TMPDIR="$work/tmp" \
  RBENCH_HELPER_FOLDER="$work/bin" RBENCH_HOSTILE_FOLDER="$work/tables" "$work/bin/$(basename "$test")" "$@"
