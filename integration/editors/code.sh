# code.sh: the VS Codes that the extension is tested in, and the browser that shows them. Sourced by install.sh.
#
# code-server is VS Code's own workbench and extension host behind a web server; it comes from npm, as does the newest
# one's Node. Each is reached as $GOAWAIT_EDITORS/bin/code-VERSION, where VERSION is VS Code's.

# code_parts: packages of code-server's that have native parts which npm would download: they are built here instead.
code_parts='node-pty @vscode/spdlog native-watchdog @vscode/native-watchdog @vscode/deviceid @vscode/fs-copyfile @vscode/sqlite3'

# build_part FOLDER NODEDIR GYP: node-gyp's rebuild.
build_part() {
  (cd "$1" && node "$3" --nodedir="$2" rebuild >gyp.log 2>&1) || { tail -n 20 "$1/gyp.log" >&2; die "building $1"; }
}

# code_from VSCODE CODESERVER [NODE]: code-server CODESERVER as bin/code-VSCODE, run by Node NODE of npm if given.
code_from() (
  dest=$EDITORS/code-$1
  [ -x "$EDITORS/bin/code-$1" ] && [ -e "$dest/complete" ] && return 0
  say "installing VS Code $1 (code-server $2); a minute or two"
  rm -rf "$dest"
  mkdir -p "$dest"
  cd "$dest"
  echo '{"private":true}' > package.json
  export npm_config_yes=true npm_config_audit=false npm_config_fund=false npm_config_loglevel=error MAKEFLAGS=-j2
  export CFLAGS=-O0 CXXFLAGS=-O0 # compiling the native parts takes long, and they have little to do
  node=$(command -v node)
  nodedir=$(node_headers)
  npm install node-gyp@11.5.0 >&2 # a Debian npm keeps its own where no other does
  gyp=$dest/node_modules/node-gyp/bin/node-gyp.js
  if [ -n "${3:-}" ]; then
    npm install "$(node_package)@$3" --ignore-scripts >&2
    nodedir=$dest/node_modules/$(node_package)
    node=$nodedir/bin/node
    export PATH=$nodedir/bin:$PATH
  fi
  npm install "code-server@$2" --ignore-scripts >&2
  # imported whatever the authentication is
  export npm_config_nodedir=$nodedir
  argon=$(find node_modules -type d -path '*node_modules/argon2' | head -n 1)
  # not by npm rebuild: Debian's links what it builds with Debian's Node
  [ -d "$argon/prebuilds" ] || (cd "$argon" && npm_config_node_gyp=$gyp node ../@mapbox/node-pre-gyp/bin/node-pre-gyp rebuild >&2)
  cd node_modules/code-server/lib/vscode
  npm install --omit=dev --ignore-scripts >&2
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  for part in $code_parts; do
    [ ! -f "node_modules/$part/binding.gyp" ] || build_part "node_modules/$part" "$nodedir" "$gyp"
  done
  ln -sfn node_modules node_modules.asar
  ln -sf code-linux.sh bin/remote-cli/code-server
  ln -sf browser-linux.sh bin/helpers/browser.sh
  mkdir -p "$EDITORS/bin"
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$node" "$dest/node_modules/code-server/out/node/entry.js" > "$EDITORS/bin/code-$1.new"
  chmod +x "$EDITORS/bin/code-$1.new"
  mv "$EDITORS/bin/code-$1.new" "$EDITORS/bin/code-$1"
  touch "$dest/complete"
)

# need_builder: a Node to begin with, and what building native parts takes.
need_builder() {
  need_node
  need ripgrep build-essential python3
}

install_code() {
  need_builder
  case $(node --version) in
    v20.*) code_from 1.100.3 4.100.3 ;;
    *) code_from 1.100.3 4.100.3 $node_own ;;
  esac
  say "VS Code 1.100.3: $EDITORS/bin/code-1.100.3"
}

install_code_newest() {
  need_builder
  code_from 1.139.1 4.139.1 24.21.0
  say "VS Code 1.139.1: $EDITORS/bin/code-1.139.1"
}

# install_browser: Chromium from apt and the driver that integration/vscode/package-lock.json says.
install_browser() {
  need_node
  need chromium fonts-dejavu-core
  npm_tree vscode playwright-core
}
