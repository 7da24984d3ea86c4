#!/usr/bin/env bash
# How long it takes from an empty folder and this repository to the first value beside a line of VS Code, by what the
# README says and nothing else: the lines under its heading "VS Code" are run one by one in a fresh clone. The editor is
# there already, as `code`; what Go and npm keep in their caches is as it is on this machine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
editors=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
"$here/../editors/install.sh" code browser >&2

. "$here/../editors/away.sh"
make_away
export NODE_PATH=$editors/vscode/node_modules GOAWAIT_E2E_HOME=$away

# code: as VS Code's own, installs an extension, and opens a file: here in a browser that presses Shift+Enter
cat > "$away/bin/code" <<CODE
#!/usr/bin/env bash
set -euo pipefail
profile=(--user-data-dir "$away/data" --extensions-dir "$away/extensions" --config "$away/config.yaml")
case \$1 in
  --install-extension) exec "$editors/bin/code-1.100.3" "\${profile[@]}" --install-extension "\$2" ;;
  *) exec node "$here/first.js" "\$PWD" "\$1" "$editors/bin/code-1.100.3" "$away" ;;
esac
CODE
chmod +x "$away/bin/code"
: > "$away/config.yaml"

follow_readme "VS Code" "$root"
