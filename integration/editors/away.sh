# away.sh: a throw-away place for a person who has nothing yet, and what the README has them do in it. Sourced by
# ../vscode/run.sh and the two first.sh.

# make_away: makes the folder $away for what editors and goawait write, and sets the environment so; it goes with the script.
make_away() {
  away=$(mktemp -d)
  trap leave_away EXIT
  mkdir -m 700 "$away/run" "$away/bin"
  export XDG_RUNTIME_DIR=$away/run GOAWAIT_RUNTIME_DIR=$away/run/goawait
  export XDG_CONFIG_HOME=$away/config XDG_DATA_HOME=$away/data XDG_STATE_HOME=$away/state
}

# leave_away: ends the background processes of $away, which would wait for the next editor, and removes it.
leave_away() {
  local card pid
  for card in "$away"/run/goawait/*.json; do
    [ -e "$card" ] || continue
    pid=$(sed -n 's/.*"pid": *\([0-9]*\).*/\1/p' "$card" | head -n 1)
    [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  done
  chmod -R u+w "$away" 2>/dev/null || true
  rm -rf "$away" || { sleep 1; rm -rf "$away"; }
}

# follow_readme HEADING ROOT: runs the lines of the first block of shell under that heading of ROOT's README one by one, in
# a fresh clone of ROOT, and tells how long each took and how long all did.
follow_readme() {
  local steps step start began
  steps=$(awk -v heading="## $1" '$0 == heading { in_part = 1 } in_part && /^```$/ { exit } in_block { print } in_part && /^```sh$/ { in_block = 1 }' "$2/README.md")
  [ -n "$steps" ] || { echo "the README has no steps for $1" >&2; return 1; }
  export GOBIN=$away/bin PATH=$away/bin:$PATH
  start=$SECONDS
  git clone --quiet "$2" "$away/goawait"
  cd "$away/goawait"
  while IFS= read -r step; do
    began=$SECONDS
    bash -c "$step" >&2 </dev/null
    printf '%4d s  %s\n' $((SECONDS - began)) "$step"
  done <<<"$steps"
  printf '%4d s  in all, to the first value beside its line\n' $((SECONDS - start))
}
