#!/usr/bin/env bash
# Runs every fuzz target, one after another, each for the given time (5m).
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-5m}
go test -list '^Fuzz' ./... | awk '/^Fuzz/ {names[n++] = $1} /^ok/ {for (i = 0; i < n; i++) print $2, names[i]; n = 0}' |
	while read -r package target; do
		printf '== %s %s\n' "$package" "$target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 10x "$package" </dev/null
	done
