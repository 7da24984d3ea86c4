#!/usr/bin/env bash
# audit.sh: asks npm's registry what is known against the packages that the lockfiles name. Ends with 0 if there is
# nothing, 1 if there is something, 2 if the registry could not be asked: not every mirror offers it, so this is no part
# of `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
EDITORS=$(realpath -m "${GOAWAIT_EDITORS:-${XDG_CACHE_HOME:-$HOME/.cache}/goawait-editors}")
. integration/editors/apt.sh
. integration/editors/node.sh
need_node
status=0
for folder in vscode-extension integration/vscode integration/dapclient; do
  said=$(npm audit --package-lock-only --json --loglevel=error --prefix "$folder" 2>/dev/null) || true # its status is 1 in every case
  summary=$(node -e '
    let report = {};
    try { report = JSON.parse(process.argv[1]); } catch {}
    const found = report.metadata?.vulnerabilities;
    if (!found) {
      const { message, error } = report;
      console.log("not asked: " + (message ?? error?.summary ?? "npm said nothing that can be read").split("\n")[0].replace(/ https?:\S+/, ""));
      process.exit(2);
    }
    const names = Object.entries(report.vulnerabilities).map(([name, v]) => `${name} (${v.severity})`);
    console.log(names.length ? names.join(", ") : `clean, ${report.metadata.dependencies?.total ?? "all"} packages`);
    process.exit(names.length ? 1 : 0);
  ' "$said") && code=0 || code=$?
  printf '%-24s %s\n' "$folder" "$summary"
  [ "$status" -eq 1 ] || [ "$code" -eq 0 ] || status=$code # what was found counts for more
done
[ $status -ne 2 ] || echo 'audit.sh: the registry could not be asked; set npm_config_registry to one that answers npm audit' >&2
exit $status
