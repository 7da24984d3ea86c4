#!/usr/bin/env bash
# Formatting, vet, staticcheck, types on the other systems, and that generated files are fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '== %s\n' "$*"; }

step formatting
unformatted=$(git ls-files '*.go' | grep -v -e '^session/engine/symbols/z_' | xargs go tool gofumpt -l)
if [ -n "$unformatted" ]; then
	printf 'not formatted (go tool gofumpt -w):\n%s\n' "$unformatted" >&2
	exit 1
fi
step vet
go vet ./...
step staticcheck
# the tables name deprecated things because cells may use them
go list ./... | grep -v '/session/engine/symbols$' | xargs go tool staticcheck
step 'go.mod is tidy'
go mod tidy -diff
step 'generated tables are fresh' # the bundle of types has a test of its own in session/imports
(cd session/engine/symbols && go run ./gen -check)
step 'other systems'
go run ./integration/systems
