#!/usr/bin/env bash
# Prints the folder of a real Asterisk for the tests. One that is not there yet is fetched as Debian packages and unpacked:
# nothing is installed, configured or started, and root is not needed. 80 MB to fetch, 220 MB on disk, some ten seconds.
#
#   ASTERISK_ROOT    a tree to take as it is: usr/sbin/asterisk lies in it
#   ASTERISK_MIRROR  where Debian packages come from; else whatever this machine gets its own from
#   ASTERISK_SUITE   Debian's release; stable ones are too old or have no Asterisk at all
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

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
need_debian "set ASTERISK_ROOT to a tree with Asterisk $oldest or newer"

mkdir -p "$(dirname "$root")"
exec 9>"$root.lock"
flock 9 # someone else may be fetching it
found && exit

mirror=${ASTERISK_MIRROR:-$(own_mirror)}
[ -n "$mirror" ] || fail "this machine has no Debian mirror: set ASTERISK_MIRROR to one"
work=$(mktemp -d "$root.XXXXXX")
trap 'rm -rf "$work"' EXIT
fetch_packages "$work" "$mirror" "$suite" asterisk asterisk-core-sounds-en-gsm
mkdir "$work/tree"
for package in "$work"/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar --extract --directory "$work/tree" --no-same-owner --keep-directory-symlink \
    --exclude './usr/share/doc' --exclude './usr/share/man' --exclude './usr/share/locale' --exclude './var'
done
there=$(version "$work/tree") || fail "what was fetched does not start"
new_enough "$there" || fail "$suite has Asterisk $there, expected $oldest or newer: set ASTERISK_SUITE"
mv "$work/tree" "$root"
echo "$root"
