# others.sh: the editors that have nothing of goawait's but its language server, and the terminal that they and Neovim
# are used in. Sourced by install.sh.

# hx_version BINARY: "25.01.1", empty if it does not run.
hx_version() {
  "$1" --version 2>/dev/null </dev/null | sed -n 's/^helix \([0-9.]*\).*/\1/p'
}

# install_helix: Helix of Debian 13 as bin/hx, unpacked beside the system.
install_helix() {
  local dest=$EDITORS/helix loader
  if [ -z "$(hx_version "$EDITORS/bin/hx")" ]; then
    need patchelf debian-archive-keyring
    say "unpacking Helix of trixie"
    rm -rf "$dest"
    unpack trixie "$dest" hx
    loader=$(find "$dest/" -name 'ld-linux-*.so.*' | head -n 1)
    [ -n "$loader" ] || die "no loader among what was unpacked of Helix"
    patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$(dirname "$loader")" "$dest/usr/lib/hx/hx"
    mkdir -p "$EDITORS/bin"
    printf '#!/bin/sh\nHELIX_RUNTIME="%s"\nexport HELIX_RUNTIME\nexec "%s" "$@"\n' "$dest/usr/lib/hx/runtime" "$dest/usr/lib/hx/hx" > "$EDITORS/bin/hx.new"
    chmod +x "$EDITORS/bin/hx.new"
    mv "$EDITORS/bin/hx.new" "$EDITORS/bin/hx"
  fi
  say "Helix $(hx_version "$EDITORS/bin/hx"): $EDITORS/bin/hx"
}

# install_emacs: apt's Emacs for terminals, with eglot.
install_emacs() {
  need emacs-nox elpa-eglot
  say "Emacs: $(emacs --version | head -n 1)"
}

install_terminal() { need tmux; }
