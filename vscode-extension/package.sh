#!/usr/bin/env bash
# Packs the extension as vscode-extension/goawait.vsix, with exactly what the lockfile says. Fails on warnings, and on
# a package that has grown beyond a megabyte.
set -euo pipefail
cd "$(dirname "$0")"
EDITORS=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
. ../integration/editors/apt.sh
. ../integration/editors/node.sh
need_node
stamp=node_modules/.goawait-lock
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
npm run --silent package >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
if grep -i 'warning' "$log"; then
  echo 'package.sh: there are warnings' >&2
  exit 1
fi
size=$(wc -c <goawait.vsix)
[ "$size" -lt 1000000 ] || { echo "package.sh: goawait.vsix has $size bytes" >&2; exit 1; }
echo "vscode-extension/goawait.vsix: $((size / 1024)) kB"
