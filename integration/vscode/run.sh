#!/usr/bin/env bash
# run.sh SCRIPT.js [ARG...]: runs a script of this folder as a person who has nothing yet, with VS Code, the packed
# extension and bin/goawait at hand. VS Code's version is GOAWAIT_CODE_VERSION, by default 1.100.3.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
editors=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
"$here/../editors/install.sh" code browser >&2
"$root/vscode-extension/package.sh" >&2

. "$here/../editors/away.sh"
make_away
GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE) GOPATH=$(go env GOPATH)
export GOCACHE GOMODCACHE GOPATH HOME=$away XDG_CACHE_HOME=$away/cache
export NODE_PATH=$editors/vscode/node_modules GOAWAIT_CODE=$editors/bin/code-${GOAWAIT_CODE_VERSION:-1.100.3}
export GOAWAIT_BIN=$root/bin/goawait GOAWAIT_VSIX=$root/vscode-extension/goawait.vsix GOAWAIT_E2E_HOME=$away
EDITORS=$editors
. "$here/../editors/apt.sh"
. "$here/../editors/node.sh"
need_node
node "$here/$1" "${@:2}"
