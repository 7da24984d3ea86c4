#!/usr/bin/env bash
# How long it takes from an empty folder and this repository to the first value beside a line of Neovim, by what the
# README says and nothing else: the lines under its heading "Neovim" are run one by one in a fresh clone, and the editor is
# used by keystrokes in a terminal. Neovim is there already, NVIM_VERSION (0.10.4); Go's caches are as they are on this
# machine, empty ones with COLD=1.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
editors=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
nvim=$editors/bin/nvim-${NVIM_VERSION:-0.10.4}
"$here/../editors/install.sh" nvim terminal >&2

dir=$(mktemp -d)
end() {
  local card pid
  tmux -S "$dir/tmux" kill-server 2>/dev/null || true
  for card in "$dir"/run/goawait/*.json; do
    [ -e "$card" ] || continue
    pid=$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$card" | head -n 1)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  done
  chmod -R u+w "$dir" 2>/dev/null || true
  rm -rf "$dir" || { sleep 1; rm -rf "$dir"; }
}
trap end EXIT
mkdir -m 700 "$dir/run" "$dir/bin"
export GOAWAIT_RUNTIME_DIR=$dir/run/goawait XDG_RUNTIME_DIR=$dir/run XDG_STATE_HOME=$dir/state XDG_CONFIG_HOME=$dir/config
export XDG_DATA_HOME=$dir/data GOBIN=$dir/bin PATH=$dir/bin:$PATH LC_ALL=C.UTF-8
[ -z "${COLD:-}" ] || export GOCACHE=$dir/gocache

# nvim: with a file to open it is used by somebody, in a terminal; else it is itself
cat > "$dir/bin/nvim" <<NVIM
#!/usr/bin/env bash
set -euo pipefail
case \$1 in -*) exec "$nvim" "\$@" ;; esac
screen() { tmux -S "$dir/tmux" capture-pane -p; }
shows() { # TEXT: waits for it, for a minute
  local _
  for _ in \$(seq 1200); do
    if screen | grep -qF -- "\$1"; then return; fi
    sleep 0.05
  done
  echo "first.sh: \$1 is waited for in vain; the screen is" >&2
  screen >&2
  exit 1
}
type() { tmux -S "$dir/tmux" send-keys "\$@"; }
tmux -S "$dir/tmux" -f /dev/null -u new-session -d -x 100 -y 24 "$nvim" "\$@"
shows "\$1"
type -l 'i1+1'
shows '1+1'
type Escape
shows '1,3'
type -l ':GoAwaitRun'
type Enter
shows '⇒ 2'
type -l ':qa!'
type Enter
NVIM
chmod +x "$dir/bin/nvim"

steps=$(awk '/^## Neovim$/ { in_part = 1 } in_part && /^```$/ { exit } in_block { print } in_part && /^```sh$/ { in_block = 1 }' "$root/README.md")
[ -n "$steps" ] || { echo 'first.sh: the README has no steps for Neovim' >&2; exit 1; }
start=$SECONDS
git clone --quiet "$root" "$dir/goawait"
cd "$dir/goawait"
while IFS= read -r step; do
  began=$SECONDS
  bash -c "$step" >&2 </dev/null
  printf '%4d s  %s\n' $((SECONDS - began)) "$step"
done <<<"$steps"
printf '%4d s  in all, to the first value beside its line\n' $((SECONDS - start))
