# nvim.sh: the Neovims that the plugin is tested in. Sourced by install.sh.
#
# Each is reached as $GOAWAIT_EDITORS/bin/nvim-VERSION, a wrapper that says where its runtime is.

# wrap NAME BINARY [VIMRUNTIME]: writes bin/NAME.
wrap() {
  mkdir -p "$EDITORS/bin"
  {
    echo '#!/bin/sh'
    [ -z "${3:-}" ] || printf 'VIMRUNTIME="%s"\nexport VIMRUNTIME\n' "$3"
    printf 'exec "%s" "$@"\n' "$2"
  } > "$EDITORS/bin/$1.new"
  chmod +x "$EDITORS/bin/$1.new"
  mv "$EDITORS/bin/$1.new" "$EDITORS/bin/$1"
}

# nvim_version BINARY: "0.10.4", empty if it does not run.
nvim_version() {
  "$1" --version 2>/dev/null </dev/null | sed -n '1s/^NVIM v\([0-9.]*\).*/\1/p'
}

# nvim_from SUITE NAME: unpacks Neovim of a Debian suite as bin/NAME.
nvim_from() {
  local dest=$EDITORS/$2 lib loader
  [ -n "$(nvim_version "$EDITORS/bin/$2")" ] && return 0
  need patchelf debian-archive-keyring
  say "unpacking Neovim of $1"
  rm -rf "$dest.new"
  unpack "$1" "$dest.new" neovim
  rm -rf "$dest"
  mv "$dest.new" "$dest"
  loader=$(find "$dest/" -name 'ld-linux-*.so.*' | head -n 1)
  [ -n "$loader" ] || die "no loader among what was unpacked of $1"
  lib=$(dirname "$loader")
  patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$lib" "$dest/usr/bin/nvim"
  wrap "$2" "$dest/usr/bin/nvim" "$dest/usr/share/nvim/runtime"
}

# nvim_system: Debian 12's own, from apt where apt has 0.7.2, else unpacked beside the system's.
nvim_system() {
  [ "$(nvim_version "$EDITORS/bin/nvim-0.7.2")" = 0.7.2 ] && return 0
  [ -n "$(candidate neovim)" ] || apt_get update >&2
  case $(candidate neovim) in
    0.7.2-*) need neovim; wrap nvim-0.7.2 /usr/bin/nvim ;;
    *) nvim_from bookworm nvim-0.7.2 ;;
  esac
}

# expect_nvim NAME VERSION: dies unless bin/NAME is that version.
expect_nvim() {
  local got
  got=$(nvim_version "$EDITORS/bin/$1")
  [ "$got" = "$2" ] || die "bin/$1 says version '$got', not $2: remove $EDITORS and run this again"
  say "Neovim $got: $EDITORS/bin/$1"
}

install_nvim() {
  nvim_system
  expect_nvim nvim-0.7.2 0.7.2
  nvim_from trixie nvim-0.10.4
  expect_nvim nvim-0.10.4 0.10.4
}

# Debian's unstable suite moves, so the newest Neovim is best effort and no part of "all".
install_nvim_newest() {
  nvim_from sid nvim-newest
  say "Neovim $(nvim_version "$EDITORS/bin/nvim-newest"): $EDITORS/bin/nvim-newest"
}
