#!/bin/sh
# Makes the plugin a package of this person's Neovim: a link to this folder, and its help tags.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
start=${XDG_DATA_HOME:-$HOME/.local/share}/nvim/site/pack/goawait/start
link=$start/goawait
if [ -e "$link" ] && [ ! -L "$link" ]; then
  echo "nvim/install.sh: $link is there already and is no link; remove it first" >&2
  exit 1
fi
mkdir -p "$start"
ln -sfn "$here" "$link"
if command -v nvim >/dev/null; then
  nvim --headless -u NONE -i NONE -c "helptags $here/doc" -c 'qall!' </dev/null
else
  echo "nvim/install.sh: no nvim on PATH; the plugin waits for one (Neovim 0.7 or newer)" >&2
fi
echo "the plugin is linked at $link"
