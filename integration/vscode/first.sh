#!/usr/bin/env bash
# How long it takes from an empty folder and this repository to the first value beside a line of VS Code, by what the
# README says and nothing else: the lines under its heading "VS Code" are run one by one in a fresh clone. The editor is
# there already, as `code`; what Go and npm keep in their caches is as it is on this machine.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
editors=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
"$here/../editors/install.sh" code browser >&2

dir=$(mktemp -d)
end() {
  local card pid
  for card in "$dir"/run/goawait/*.json; do
    [ -e "$card" ] || continue
    pid=$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$card" | head -n 1)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  done
  rm -rf "$dir" || { sleep 1; rm -rf "$dir"; }
}
trap end EXIT
mkdir -m 700 "$dir/run" "$dir/bin"
export GOAWAIT_RUNTIME_DIR=$dir/run/goawait XDG_RUNTIME_DIR=$dir/run XDG_STATE_HOME=$dir/state XDG_CONFIG_HOME=$dir/config
export GOBIN=$dir/bin PATH=$dir/bin:$PATH NODE_PATH=$editors/vscode/node_modules GOAWAIT_E2E_HOME=$dir

# code: as VS Code's own, installs an extension, and opens a file: here in a browser that presses Shift+Enter
cat > "$dir/bin/code" <<CODE
#!/usr/bin/env bash
set -euo pipefail
profile=(--user-data-dir "$dir/data" --extensions-dir "$dir/extensions" --config "$dir/config.yaml")
case \$1 in
  --install-extension) exec "$editors/bin/code-1.100.3" "\${profile[@]}" --install-extension "\$2" ;;
  *) exec node "$here/first.js" "\$PWD" "\$1" "$editors/bin/code-1.100.3" "$dir" ;;
esac
CODE
chmod +x "$dir/bin/code"
: > "$dir/config.yaml"

steps=$(awk '/^## VS Code$/ { in_part = 1 } in_part && /^```$/ { exit } in_block { print } in_part && /^```sh$/ { in_block = 1 }' "$root/README.md")
[ -n "$steps" ] || { echo 'first.sh: the README has no steps for VS Code' >&2; exit 1; }
start=$SECONDS
git clone --quiet "$root" "$dir/goawait"
cd "$dir/goawait"
while IFS= read -r step; do
  began=$SECONDS
  bash -c "$step" >&2 </dev/null
  printf '%4d s  %s\n' $((SECONDS - began)) "$step"
done <<<"$steps"
printf '%4d s  in all, to the first value beside its line\n' $((SECONDS - start))
