#!/bin/bash
# install.sh WHAT...: installs the editors and tools that the end-to-end tests and the benchmark run against.
#
#   build        a C compiler and git: the race detector and the native lane need the one, tests of modules the other
#   nvim         Neovim 0.7.2 and 0.10.4, as bin/nvim-0.7.2 and bin/nvim-0.10.4
#   nvim-newest  the newest Neovim that Debian has, as bin/nvim-newest (not part of all)
#   helix        Helix of Debian 13, as bin/hx
#   emacs        Debian's Emacs with eglot
#   terminal     tmux, in which the tests use Neovim, Helix and Emacs by keystrokes
#   builder      what building a VS Code's native parts takes (code and code-newest see to it themselves)
#   code         VS Code 1.100.3, as bin/code-1.100.3
#   code-newest  VS Code 1.139.1, as bin/code-1.139.1
#   browser      Chromium, and playwright-core in vscode/node_modules
#   dapclient    the debug adapter test client of VS Code's makers, in dapclient/node_modules
#   bench        IPython and IPykernel, what the benchmark compares with
#   all          build, nvim, helix, emacs, terminal, code, code-newest, browser, dapclient and bench
#
# They go to $GOAWAIT_EDITORS, by default goawait-editors in the person's cache folder; what comes from apt goes where
# apt puts it. What is there already is left alone, so running it again costs nothing. Works on a bare Debian 12.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
EDITORS=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
trap 'say "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"' ERR

# shellcheck source=apt.sh
. "$here/apt.sh"
# shellcheck source=node.sh
. "$here/node.sh"
# shellcheck source=nvim.sh
. "$here/nvim.sh"
# shellcheck source=others.sh
. "$here/others.sh"
# shellcheck source=code.sh
. "$here/code.sh"

# npm_tree NAME PROBE: exactly what integration/NAME/package-lock.json says, below NAME; it is there if PROBE is.
npm_tree() {
  local from=$here/../$1 to=$EDITORS/$1
  need_node
  if [ -d "$to/node_modules/$2" ] && cmp -s "$from/package-lock.json" "$to/package-lock.json"; then
    say "npm's $2: $to"
    return
  fi
  rm -rf "$to"
  mkdir -p "$to"
  cp "$from/package.json" "$to/"
  cp "$from/package-lock.json" "$to/package-lock.new"
  mv "$to/package-lock.new" "$to/package-lock.json"
  (cd "$to" && npm ci --no-audit --no-fund --loglevel=error >&2) || { rm -rf "$to"; die "npm could not install $2"; }
  say "npm's $2: $to"
}

install_build() {
  command -v gcc >/dev/null && command -v git >/dev/null || need gcc libc6-dev git
  say "C compiler: $(gcc -dumpfullversion)"
}

install_dapclient() { npm_tree dapclient @vscode/debugadapter-testsupport; }

# install_bench: apt's IPython, whatever other Pythons the machine has.
install_bench() {
  need python3 python3-ipykernel python3-jupyter-client python3-trio ipython3
  /usr/bin/python3 -c 'import ipykernel, jupyter_client, IPython' || die "apt's python3 does not see IPykernel"
  say "IPython $(/usr/bin/python3 -c 'import IPython, ipykernel; print(IPython.__version__, "IPykernel", ipykernel.__version__)')"
}

[ $# -gt 0 ] || { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}" >&2; exit 2; }
mkdir -p "$EDITORS"
for what in "$@"; do
  case $what in
    build) install_build ;;
    nvim) install_nvim ;;
    helix) install_helix ;;
    emacs) install_emacs ;;
    terminal) install_terminal ;;
    nvim-newest) install_nvim_newest ;;
    builder) need_builder ;;
    code) install_code ;;
    code-newest) install_code_newest ;;
    browser) install_browser ;;
    dapclient) install_dapclient ;;
    bench) install_bench ;;
    all) install_build; install_nvim; install_helix; install_emacs; install_terminal; install_code; install_code_newest; install_browser; install_dapclient; install_bench ;;
    *) die "what is '$what'? have: build nvim nvim-newest helix emacs terminal builder code code-newest browser dapclient bench all" ;;
  esac
done
