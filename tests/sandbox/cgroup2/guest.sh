#!/usr/bin/env bash
# What the machine of machine.sh does: the checks named in $checks, else all, then it turns itself off. A check is a function
# below, or a program by its path; it holds where its exit status is 0. What it prints is kept on the console.
groups=/sys/fs/cgroup
user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
work=/tmp/check

# --- layouts of control groups: what `rbench doctor --sandbox` says in them, and what is left of it

# says LEVEL TEXT: the doctor's report has this level, every canary held, and the text is in it.
says() {
  grep -q "^level *$1:" "$work/report" && grep -q "^\([0-9]*\) of \1 canaries held" "$work/report" &&
    grep -q "$2" "$work/report"
}
examine() { "$@" /tmp/cli/rbench doctor --sandbox > "$work/report" 2>&1; local status=$?; cat "$work/report"; return $status; }
# inside GROUP COMMAND...: in a process of its own, which is in that group.
inside() { (echo "$BASHPID" > "$1/cgroup.procs" && shift && "$@"); }
no_groups_in() { [ -z "$(find "$1" -mindepth 1 -name 'rbench*')" ] || { find "$1" -name 'rbench*'; return 1; }; }
# unused GROUP: it has no groups and passes nothing on, as when it was made; it is removed.
unused() { no_groups_in "$1" && [ -z "$(cat "$1/cgroup.subtree_control")" ] && rmdir "$1"; }
# delegate GROUP: to the user, as systemd does for user@.service.
delegate() { chown 65534:65534 "$1" "$1/cgroup.procs" "$1/cgroup.subtree_control" "$1/cgroup.threads"; }

layout_root() { examine env && says L3 '^cgroups  version 2' && no_groups_in $groups; }

# Its own group has processes, so it may not pass controllers on.
layout_inner() {
  mkdir $groups/inner
  inside $groups/inner examine env && says L3 '^cgroups  version 2' && unused $groups/inner
}

# Two at the same time out of one group, one of them for long.
layout_shared() {
  mkdir $groups/shared
  rm -f "$work/slow"
  inside $groups/shared run_slowly &
  local first=$!
  until [ -s "$work/slow" ]; do sleep 0.1; done
  inside $groups/shared/rbench.leaf examine env && says L3 '^cgroups  version 2'
  local second=$?
  wait $first && [ $second = 0 ] && grep -q '"OK"' "$work/slow" && unused $groups/shared
}
run_slowly() {
  { program 'print(1)'; sleep 20; program 'print(1)'; } | /tmp/cli/rbench run --jsonl > "$work/slow"
}
program() { echo "{\"id\": \"x\", \"language\": \"python\", \"source\": \"$1\"}"; }

# The broker and its client are killed: the next one cleans up after them.
layout_killed() {
  mkdir $groups/killed
  rm -f "$work/slow"
  inside $groups/killed run_slowly &
  until [ -s "$work/slow" ]; do sleep 0.1; done
  [ -n "$(find $groups/killed -name 'slot*')" ] || return 1
  kill -9 $(pgrep -x rbench-sandbox) $(pgrep -x rbench)
  wait
  [ -n "$(find $groups/killed -name 'rbench.[0-9]*')" ] || return 1
  inside $groups/killed/rbench.leaf examine env && says L3 '^cgroups  version 2' && unused $groups/killed
}

# A limit of its own group holds for it and all its programs together. One that is killed for it is tried again.
layout_limited() {
  mkdir $groups/limited
  echo +memory +pids > $groups/cgroup.subtree_control
  echo $((96 << 20)) > $groups/limited/memory.max
  echo 0 > $groups/limited/memory.swap.max
  program 'print(len(bytearray(200000000)))' > "$work/large"
  inside $groups/limited /tmp/cli/rbench run --jsonl < "$work/large" | tee "$work/report"
  grep -q '"RE".*an outer control group ran out of memory' "$work/report" && unused $groups/limited
}

# An ordinary user with a group that was given to him, without the controller cpu.
layout_delegated() {
  mkdir $groups/delegated
  echo +memory +pids > $groups/cgroup.subtree_control
  delegate $groups/delegated
  inside $groups/delegated examine "${user[@]}" && says L3 '^cgroups  version 2' && unused $groups/delegated
}

# The same where the group lacks a controller.
layout_no_memory() {
  mkdir -p $groups/outer/inner
  echo +pids > $groups/outer/cgroup.subtree_control
  delegate $groups/outer/inner
  inside $groups/outer/inner examine "${user[@]}" && says L2 'has not the controllers memory and pids' &&
    unused $groups/outer/inner && rmdir $groups/outer
}

# An ordinary user with a group that is not his.
layout_not_delegated() {
  mkdir $groups/session
  inside $groups/session examine "${user[@]}" && says L2 'systemd-run --user --scope -p Delegate=yes' && unused $groups/session
}

# Containers: a namespace of groups, with its own mount that may be read only, or that may be written.
layout_container() {
  mkdir $groups/container
  echo +memory +pids > $groups/cgroup.subtree_control
  inside $groups/container unshare --cgroup --mount bash -c \
    "umount $groups && mount -t cgroup2 cgroup2 $groups && mount -o remount,bind,$1 $groups && exec /tmp/cli/rbench doctor --sandbox"
}
layout_container_read_only() {
  layout_container ro | tee "$work/report"
  says L2 'Read-only file system' && grep -q '^remedy .*container' "$work/report" && unused $groups/container
}
layout_container_writable() {
  layout_container rw | tee "$work/report"
  says L3 '^cgroups  version 2' && unused $groups/container
}
# A namespace without a mount of its own: what is mounted shows the groups of others.
layout_namespace_only() {
  mkdir $groups/container
  inside $groups/container unshare --cgroup /tmp/cli/rbench doctor --sandbox | tee "$work/report"
  says L2 'no control groups are mounted that this process is in' && unused $groups/container
}

# --- tests

unit_tests() {
  local failed=0 test filter='*'
  # Level 2 takes memory to its limit step by step, and the other makes a list of 10 million: an emulated processor is too slow for
  # both, and neither needs groups.
  [ -z "$emulated" ] || filter='-*/L2:TestRun.OnlyPlainValuesComeBack'
  for test in run_evidence seccomp_filter unwalled wire machine_speed test_run sandbox; do
    "/tmp/tests/${test}_test" --gtest_filter="$filter" || failed=1
  done
  return $failed
}
# at_level LEVEL COMMAND...: the test says that this was its level.
at_level() {
  "${@:2}" 2>&1 | tee "$work/output"
  [ "${PIPESTATUS[0]}" = 0 ] && grep -q "^level $1 " "$work/output"
}
hostile_level_3() { at_level L3 /tmp/tests/hostile_programs_test && no_groups_in $groups; }
hostile_level_2() { RBENCH_SANDBOX_LEVEL=2 at_level L2 /tmp/tests/hostile_programs_test; }
hostile_unprivileged() { at_level L2 tests/sandbox/unprivileged.sh /tmp/tests/hostile_programs_test /tmp/cli tests/sandbox; }
# Only what groups stop: memory and tasks.
hostile_resources() {
  local failed=0 rows
  for rows in A05 A06 A08 A09 A10 A11; do
    RBENCH_HOSTILE_ONLY=$rows at_level L3 "${@:-/tmp/tests/hostile_programs_test}" || failed=1
  done
  return $failed
}
# The same as a user with a delegated group.
hostile_delegated() {
  mkdir $groups/delegated
  echo +memory +pids > $groups/cgroup.subtree_control
  delegate $groups/delegated
  hostile_resources inside $groups/delegated tests/sandbox/unprivileged.sh /tmp/tests/hostile_programs_test /tmp/cli tests/sandbox &&
    unused $groups/delegated
}

# --- the row of checks

echo "machine: started"
export HOME=/tmp TMPDIR=/tmp RBENCH_CACHE=/tmp/cache PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd "$repo" || exit 1
# What is built may be built again meanwhile.
mkdir -p /tmp/cli /tmp/tests "$work"
cp "$build"/cli/rbench "$build"/cli/rbench-sandbox* /tmp/cli
cp "$build"/tests/sandbox/*_test /tmp/tests
mount --bind /tmp/cli "$build/cli"
export RBENCH_HELPER_FOLDER=/tmp/cli RBENCH_BIN=/tmp/cli/rbench

if [ -z "$checks" ]; then
  checks=$(compgen -A function | grep '^layout_' | grep -vx layout_container | sort | paste -sd,),unit_tests,hostile_delegated
  # An emulated processor takes hours for all of them.
  [ -n "$emulated" ] && checks+=,hostile_resources || checks+=,hostile_level_3,hostile_level_2,hostile_unprivileged
fi
held=0
failed=0
for name in ${checks//,/ }; do
  echo "begins $name"
  begun=$SECONDS
  if (eval "$name"); then
    held=$((held + 1))
    echo "check $name held, $((SECONDS - begun)) s"
  else
    failed=$((failed + 1))
    echo "FAILED $name, $((SECONDS - begun)) s"
  fi
done
if [ $failed = 0 ]; then echo "machine: every check held, $held of $held"; else echo "machine: failed $failed of $((held + failed))"; fi
echo o > /proc/sysrq-trigger
sleep 60
