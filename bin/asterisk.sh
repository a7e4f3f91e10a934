#!/usr/bin/env bash
# Prints the folder of a real Asterisk for the tests. One that is not there yet is fetched as Debian packages and unpacked:
# nothing is installed, configured or started, and root is not needed. 80 MB to fetch, 220 MB on disk, some ten seconds.
#
#   ASTERISK_ROOT    a tree to take as it is: usr/sbin/asterisk lies in it
#   ASTERISK_MIRROR  where Debian packages come from; else whatever this machine gets its own from
#   ASTERISK_SUITE   Debian's release; stable ones are too old or have no Asterisk at all
set -euo pipefail

root=${ASTERISK_ROOT:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/trunkline/asterisk}
suite=${ASTERISK_SUITE:-forky}
oldest=22.8 # JSON control messages and transport_data of the WebSocket channel

fail() {
  echo "asterisk.sh: $1" >&2
  exit 1
}

# The tree's libraries are newer than the machine's, so its own loader starts whatever is in it.
version() {
  local loaders=("$1"/usr/lib*/ld-linux-*.so.*) libraries=("$1"/usr/lib/*-linux-gnu)
  "${loaders[0]}" --library-path "${libraries[0]}" "$1/usr/sbin/asterisk" -V | sed -nE 's/^Asterisk ([0-9]+\.[0-9]+).*/\1/p'
}

new_enough() {
  [ "$(printf '%s\n' "$oldest" "$1" | sort -V | head -n 1)" = "$oldest" ]
}

# Prints the tree if one is there that will do.
found() {
  local there
  [ -x "$root/usr/sbin/asterisk" ] || return
  there=$(version "$root") || fail "$root/usr/sbin/asterisk does not start; remove $root and try again"
  new_enough "$there" || fail "$root holds Asterisk $there, expected $oldest or newer; remove it or set ASTERISK_SUITE"
  echo "$root"
}

found && exit
[ -z "${ASTERISK_ROOT:-}" ] || fail "ASTERISK_ROOT=$root: no usr/sbin/asterisk in it"
for tool in apt-get dpkg-deb flock; do
  command -v $tool >/dev/null || fail "needs $tool; on another system than Debian set ASTERISK_ROOT to a tree with Asterisk $oldest or newer"
done

mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock 9 # someone else may be fetching it
found && exit

keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r $keys ] || fail "$keys is missing: install debian-archive-keyring"
mirror=${ASTERISK_MIRROR:-$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' |
  awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }')}
[ -n "$mirror" ] || fail "this machine has no Debian mirror: set ASTERISK_MIRROR to one"

# An apt of its own: empty state, one source, no knowledge of what the machine has installed.
work=$(mktemp -d "$root.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists,archives}/partial "$work/tree"
touch "$work/status"
echo "deb [signed-by=$keys] $mirror $suite main" >"$work/sources.list"
own=(
  -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o "Dir::State=$work" -o "Dir::State::Lists=$work/lists" -o "Dir::State::status=$work/status"
  -o "Dir::Cache=$work" -o "Dir::Cache::archives=$work/archives"
  -o APT::Sandbox::User= -o APT::Install-Recommends=false -o Acquire::Languages=none
  # A mirror that is a frozen copy has passed its index's date. Signatures are checked all the same.
  -o Acquire::Check-Valid-Until=false
)
{
  apt-get -q "${own[@]}" update
  apt-get -q "${own[@]}" --yes --download-only install asterisk asterisk-core-sounds-en-gsm
} >"$work/log" 2>&1 || {
  tail -n 20 "$work/log" >&2
  fail "apt could not fetch Asterisk of $suite"
}
for package in "$work"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar --extract --directory "$work/tree" --no-same-owner --keep-directory-symlink \
    --exclude './usr/share/doc' --exclude './usr/share/man' --exclude './usr/share/locale' --exclude './var'
done
there=$(version "$work/tree") || fail "what was fetched does not start"
new_enough "$there" || fail "$suite has Asterisk $there, expected $oldest or newer: set ASTERISK_SUITE"
mv "$work/tree" "$root"
echo "$root"
