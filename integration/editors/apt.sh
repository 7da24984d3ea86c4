# apt.sh: functions over Debian's package tools. Sourced by the other scripts.
#
# Nothing here names an archive: whatever this machine's apt is set up with is used.

say() { printf 'editors: %s\n' "$*" >&2; }
die() { printf 'editors: %s\n' "$*" >&2; exit 1; }

# as_root CMD...: runs CMD as root, with sudo where that is needed.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo -n "$@"
  else die "needs root (or sudo without a password) for: $*"; fi
}

# apt_get ARG...: apt-get that waits for another apt to finish instead of giving up.
apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# installed PKG: whether dpkg has it, fully configured.
installed() {
  [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]
}

# candidate PKG: the version that apt would install, empty if it knows none.
candidate() {
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# need PKG...: installs what is missing of them. The lists are fetched again if apt knows no candidate for one
# of them, or if what the lists promise is gone from the archive.
need() {
  local missing=() pkg
  command -v apt-get >/dev/null || die "this script installs with apt; on another system install by hand: $*"
  for pkg in "$@"; do installed "$pkg" || missing+=("$pkg"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "apt: ${missing[*]}"
  for pkg in "${missing[@]}"; do
    [ -n "$(candidate "$pkg")" ] || { apt_get update >&2; break; }
  done
  apt_get install -y --no-install-recommends "${missing[@]}" >/dev/null || {
    apt_get update >&2
    apt_get install -y --no-install-recommends "${missing[@]}" >/dev/null || die "apt could not install: ${missing[*]}"
  }
}

# unpack SUITE DEST PKG...: unpacks PKG with everything it depends on, its own C library too, from Debian's SUITE
# below DEST. The system's packages are neither used nor changed: apt runs on a state folder of its own.
unpack() {
  local suite=$1 dest=$2 state uri deb
  shift 2
  state=$(mktemp -d)
  uri=$(LC_ALL=C apt-get indextargets --format '$(SITE) $(ORIGIN) $(LABEL)' | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
  if [ -z "$uri" ]; then # a bare image has no lists yet
    apt_get update >&2
    uri=$(LC_ALL=C apt-get indextargets --format '$(SITE) $(ORIGIN) $(LABEL)' | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
  fi
  [ -n "$uri" ] || die "apt is not set up with a Debian archive; $* of $suite must come from one"
  mkdir -p "$state/lists/partial" "$state/archives/partial" "$dest"
  : > "$state/status"
  cat > "$state/debian.sources" <<SOURCES
Types: deb
URIs: $uri
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  local own=(
    -qq -o Acquire::Retries=3 -o Acquire::Languages=none -o APT::Install-Recommends=false
    -o "Dir::Etc::sourcelist=$state/debian.sources" -o Dir::Etc::sourceparts=- -o Dir::Etc::preferences=/dev/null
    -o Dir::Etc::preferencesparts=/dev/null -o "Dir::State=$state" -o "Dir::State::lists=$state/lists"
    -o "Dir::State::status=$state/status" -o "Dir::Cache=$state" -o Debug::NoLocking=1
    -o "APT::Sandbox::User=$(id -un)" -o APT::Keep-Downloaded-Packages=true
  )
  apt-get "${own[@]}" update >&2 || die "fetching the package lists of $suite"
  apt-get "${own[@]}" install -y --download-only "$@" >/dev/null || die "downloading $* of $suite"
  for deb in "$state"/archives/*.deb; do dpkg -x "$deb" "$dest"; done
  rm -rf "$state"
}
