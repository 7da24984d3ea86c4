#!/usr/bin/env bash
# package.sh [TARGET]: packs the extension as vscode-extension/goawait.vsix, with exactly what the lockfile says. Fails on
# warnings, and on a package that has grown beyond a megabyte. With a target of VS Code's, such as linux-x64, the package
# is goawait-TARGET.vsix and carries the program goawait for that system; the target host is this machine's.
set -euo pipefail
cd "$(dirname "$0")"
EDITORS=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
. ../integration/editors/apt.sh
. ../integration/editors/node.sh
need_node
stamp=node_modules/.goawait-lock
if ! cmp -s package-lock.json "$stamp"; then
  npm ci --prefer-offline --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${1:-}
flags=-trimpath
[ "$target" != host ] || flags= # what else was compiled here serves
[ "$target" != host ] || target=$(go env GOOS GOARCH | sed 's/windows/win32/; s/amd64/x64/' | paste -sd-)
vsix=goawait${target:+-$target}.vsix
limit=1000000
options=()
if [ -n "$target" ]; then
  case ${target#*-} in
    x64) arch=amd64 ;;
    arm64) arch=arm64 ;;
    *) arch='' ;;
  esac
  case $target in
    linux-* | darwin-*) os=${target%-*} program=goawait ;;
    win32-*) os=windows program=goawait.exe ;;
    *) os='' ;;
  esac
  [ -n "$os" ] && [ -n "$arch" ] || { echo "package.sh: the target $target is not known; have: {linux,darwin,win32}-{x64,arm64}" >&2; exit 2; }
  trap 'rm -rf "$work" bin' EXIT
  version=$(git describe --tags --always --dirty 2>/dev/null || echo dev)
  (cd .. && CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build $flags -ldflags "-s -w -X main.version=$version" -o "vscode-extension/bin/$program" ./cmd/goawait)
  { cat .vscodeignore; echo '!bin/*'; } >"$work/ignore"
  options=(--target "$target" --ignoreFile "$work/ignore")
  limit=20000000
fi
npm run --silent package -- --out "$vsix" "${options[@]}" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
if grep -i 'warning' "$work/log"; then
  echo 'package.sh: there are warnings' >&2
  exit 1
fi
size=$(wc -c <"$vsix")
[ "$size" -lt $limit ] || { echo "package.sh: $vsix has $size bytes" >&2; exit 1; }
echo "vscode-extension/$vsix: $((size / 1024)) kB"
