#!/usr/bin/env bash
# Installs the editors that are missing, packs the extension, then runs the end-to-end tests in them. None is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
./integration/editors/install.sh nvim helix emacs terminal dapclient code code-newest browser
./vscode-extension/package.sh
./vscode-extension/package.sh host
rm -rf bin/pictures
GOAWAIT_E2E=1 go test -count=1 -timeout 50m "$@" ./integration
if compgen -G 'bin/pictures/*/failures.txt' >/dev/null; then
  echo "flows in VS Code that failed once, and passed when they were tried again (pictures in bin/pictures):"
  cat bin/pictures/*/failures.txt
fi
GOAWAIT_E2E=1 go test -count=1 -run TestPackages ./integration/native
