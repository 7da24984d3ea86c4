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

. "$here/../editors/away.sh"
make_away
trap 'tmux -S "$away/tmux" kill-server 2>/dev/null || true; leave_away' EXIT
export LC_ALL=C.UTF-8
[ -z "${COLD:-}" ] || export GOCACHE=$away/gocache

# nvim: with a file to open it is used by somebody, in a terminal; else it is itself
cat > "$away/bin/nvim" <<NVIM
#!/usr/bin/env bash
set -euo pipefail
case \$1 in -*) exec "$nvim" "\$@" ;; esac
screen() { tmux -S "$away/tmux" capture-pane -p; }
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
type() { tmux -S "$away/tmux" send-keys "\$@"; }
tmux -S "$away/tmux" -f /dev/null -u new-session -d -x 100 -y 24 "$nvim" "\$@"
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
chmod +x "$away/bin/nvim"

follow_readme "Neovim" "$root"
