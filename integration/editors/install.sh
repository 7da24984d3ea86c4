#!/bin/bash
# install.sh WHAT...: installs the editors and tools that the end-to-end tests and the benchmark run against.
#
#   nvim         Neovim 0.7.2 and 0.10.4, as bin/nvim-0.7.2 and bin/nvim-0.10.4
#   nvim-newest  the newest Neovim that Debian has, as bin/nvim-newest (not part of all)
#   dapclient    the debug adapter test client of VS Code's makers, in dapclient/node_modules
#   bench        IPython and IPykernel, what the benchmark compares with
#   all          nvim, dapclient and bench
#
# They go to $GOAWAIT_EDITORS, by default goawait-editors in the person's cache folder; what comes from apt goes where
# apt puts it. What is there already is left alone, so running it again costs nothing. Works on a bare Debian 12.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
EDITORS=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
trap 'say "stopped at line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"' ERR

# shellcheck source=apt.sh
. "$here/apt.sh"
# shellcheck source=nvim.sh
. "$here/nvim.sh"

# install_dapclient: exactly what integration/dapclient/package-lock.json says.
install_dapclient() {
  local from=$here/../dapclient to=$EDITORS/dapclient
  command -v node >/dev/null && command -v npm >/dev/null || need nodejs npm
  if [ -d "$to/node_modules/@vscode/debugadapter-testsupport" ] && cmp -s "$from/package-lock.json" "$to/package-lock.json"; then
    say "DAP client: $to"
    return
  fi
  rm -rf "$to"
  mkdir -p "$to"
  cp "$from/package.json" "$to/"
  cp "$from/package-lock.json" "$to/package-lock.new"
  mv "$to/package-lock.new" "$to/package-lock.json"
  (cd "$to" && npm ci --no-audit --no-fund --loglevel=error >&2) || { rm -rf "$to"; die "npm could not install the DAP client"; }
  say "DAP client: $to"
}

# install_bench: apt's IPython, whatever other Pythons the machine has.
install_bench() {
  need python3 python3-ipykernel python3-jupyter-client ipython3
  /usr/bin/python3 -c 'import ipykernel, jupyter_client, IPython' || die "apt's python3 does not see IPykernel"
  say "IPython $(/usr/bin/python3 -c 'import IPython, ipykernel; print(IPython.__version__, "IPykernel", ipykernel.__version__)')"
}

[ $# -gt 0 ] || { sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}" >&2; exit 2; }
mkdir -p "$EDITORS"
for what in "$@"; do
  case $what in
    nvim) install_nvim ;;
    nvim-newest) install_nvim_newest ;;
    dapclient) install_dapclient ;;
    bench) install_bench ;;
    all) install_nvim; install_dapclient; install_bench ;;
    *) die "what is '$what'? have: nvim nvim-newest dapclient bench all" ;;
  esac
done
