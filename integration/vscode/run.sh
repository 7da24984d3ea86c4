#!/usr/bin/env bash
# run.sh SCRIPT.js [ARG...]: runs a script of this folder as a person who has nothing yet, with VS Code, the packed
# extension and bin/goawait at hand. VS Code's version is GOAWAIT_CODE_VERSION, by default 1.100.3.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
editors=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
"$here/../editors/install.sh" code browser >&2
"$root/vscode-extension/package.sh" >&2

home=$(mktemp -d)
# the background processes of this home would wait for the next editor
end() {
  local card pid
  for card in "$home"/run/goawait/*.json; do
    [ -e "$card" ] || continue
    pid=$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$card" | head -n 1)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  done
  rm -rf "$home" || { sleep 1; rm -rf "$home"; }
}
trap end EXIT
mkdir -m 700 "$home/run"
GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE) GOPATH=$(go env GOPATH)
export GOCACHE GOMODCACHE GOPATH HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state
export XDG_CACHE_HOME=$home/cache XDG_RUNTIME_DIR=$home/run GOAWAIT_RUNTIME_DIR=$home/run/goawait
export NODE_PATH=$editors/vscode/node_modules GOAWAIT_CODE=$editors/bin/code-${GOAWAIT_CODE_VERSION:-1.100.3}
export GOAWAIT_BIN=$root/bin/goawait GOAWAIT_VSIX=$root/vscode-extension/goawait.vsix GOAWAIT_E2E_HOME=$home
EDITORS=$editors
. "$here/../editors/apt.sh"
. "$here/../editors/node.sh"
need_node
node "$here/$1" "${@:2}"
