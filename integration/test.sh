#!/usr/bin/env bash
# What a change must pass, in two streams beside each other: the checks and Go's tests, which keep the cores busy, and
# the editors' tests, which mostly wait for windows, screens and downloads. Both go on to their end whatever becomes of the
# other. The second stream's output comes after the first's.
set -uo pipefail
cd "$(dirname "$0")/.."
./integration/editors/install.sh build || exit 1
mkdir -p bin
log=bin/e2e.log
began=$SECONDS

# stream NAME TARGET...: make's targets one after the other up to the first that fails.
stream() {
  local name=$1 target at
  shift
  for target in "$@"; do
    at=$SECONDS
    if ! make --no-print-directory "$target"; then
      echo "== make $target failed ($name)"
      return 1
    fi
    echo "== make $target: $((SECONDS - at)) s"
  done
}

stream editors e2e >"$log" 2>&1 &
editors=$!
trap 'kill "$editors" 2>/dev/null' EXIT
stream Go check race plain packages sample
go=$?
wait "$editors"
e2e=$?
trap - EXIT
cat "$log"
echo "== all of it: $((SECONDS - began)) s; checks and Go tests: $([ $go = 0 ] && echo passed || echo FAILED), editors: $([ $e2e = 0 ] && echo passed || echo FAILED)"
[ $go = 0 ] && [ $e2e = 0 ]
