#!/usr/bin/env bash
# Makes docs/scratch.png: the demo's cells in a real Neovim on a virtual display, with the hover open.
# Needs apt's xvfb xterm x11-utils imagemagick fonts-dejavu-core, and `make build`.
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
./integration/editors/install.sh nvim
nvim=${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}/bin/nvim-0.10.4
work=$(mktemp -d)
export HOME=$work XDG_CONFIG_HOME=$work DISPLAY=:77 GOAWAIT_RUNTIME_DIR=$work/run XDG_STATE_HOME=$work/state PATH=$root/bin:$PATH
cp integration/demo/picture.goa "$work/scratch.goa"
cat >"$work/init.vim" <<VIM
set runtimepath^=$root/integration/nvim
set noswapfile hidden nomore termguicolors background=dark number laststatus=2
colorscheme habamax
filetype plugin indent on
syntax on
VIM
Xvfb :77 -screen 0 1028x760x24 >/dev/null 2>&1 &
trap 'kill $(jobs -p) 2>/dev/null; goawait sessions end default >/dev/null 2>&1; rm -rf "$work"' EXIT
until xdpyinfo >/dev/null 2>&1; do sleep 0.1; done
cd "$work"
xterm -fa 'DejaVu Sans Mono' -fs 10 -geometry 128x46+0+0 -bg '#1c1c1c' -e "$nvim" -u init.vim -i NONE --listen "$work/nv.sock" scratch.goa &
ask() { timeout 10 "$nvim" --server "$work/nv.sock" "$@"; }
until ask --remote-expr 1 >/dev/null 2>&1; do sleep 0.1; done
sleep 2 # for the language server
for line in 3 14 22 28 31; do
	ask --remote-send ":$line<CR>:GoAwaitRunCell<CR>"
	sleep 1
done
ask --remote-send ':16<CR>K'
sleep 1
import -window root png:- | convert png:- +dither -colors 64 "PNG8:$root/docs/scratch.png"
ask --remote-send '<Esc>:qa!<CR>'
