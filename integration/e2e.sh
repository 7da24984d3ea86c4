#!/usr/bin/env bash
# Installs the editors that are missing, packs the extension, then runs the end-to-end tests in them. None is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
./integration/editors/install.sh nvim helix emacs terminal dapclient code code-newest browser
./vscode-extension/package.sh
./vscode-extension/package.sh host
GOAWAIT_E2E=1 go test -count=1 -timeout 50m "$@" ./integration
GOAWAIT_E2E=1 go test -count=1 -run TestPackages ./integration/native
