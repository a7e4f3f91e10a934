#!/usr/bin/env bash
# Prints the path of a kubectl for the tests: the machine's own, if it is new enough. Otherwise one is fetched as a Debian package
# and unpacked: nothing is installed, and root is not needed. 30 MB to fetch, 80 MB on disk, some ten seconds.
#
#   KUBECTL         one to take as it is
#   KUBECTL_MIRROR  where Debian packages come from; else whatever this machine gets its own from
#   KUBECTL_SUITE   Debian's release
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

oldest=1.27 # brings kustomize 5; Debian 12 has 1.20
suite=${KUBECTL_SUITE:-trixie}
fetched=${XDG_CACHE_HOME:-${HOME:?}/.cache}/trunkline/kubectl-$suite

fail() {
  echo "kubectl.sh: $1" >&2
  exit 1
}

version() {
  "$1" version --client --output yaml | sed -nE 's/^ *gitVersion: v([0-9]+\.[0-9]+).*/\1/p'
}

new_enough() {
  [ "$(printf '%s\n' "$oldest" "$1" | sort -V | head -n 1)" = "$oldest" ]
}

# Prints the first that will do.
found() {
  local there
  for there in "$(command -v kubectl)" "$fetched"; do
    if [ -x "$there" ] && new_enough "$(version "$there")"; then
      echo "$there"
      return
    fi
  done
  return 1
}

if [ -n "${KUBECTL:-}" ]; then
  there=$(version "$KUBECTL") || fail "KUBECTL=$KUBECTL does not start"
  new_enough "$there" || fail "KUBECTL=$KUBECTL is $there, expected $oldest or newer"
  echo "$KUBECTL"
  exit
fi
found && exit
need_debian "set KUBECTL to one of $oldest or newer"

mkdir -p "$(dirname "$fetched")"
exec 9>"$fetched.lock"
flock 9 # someone else may be fetching it
found && exit

mirror=${KUBECTL_MIRROR:-$(own_mirror)}
[ -n "$mirror" ] || fail "this machine has no Debian mirror: set KUBECTL_MIRROR to one"
work=$(mktemp -d "$fetched.XXXXXX")
trap 'rm -rf "$work"' EXIT
fetch_packages "$work" "$mirror" "$suite" kubectl
dpkg-deb --fsys-tarfile "$work"/archives/kubectl_*.deb | tar --extract --directory "$work" --no-same-owner ./usr/bin/kubectl
there=$(version "$work/usr/bin/kubectl") || fail "what was fetched does not start: set KUBECTL to one of $oldest or newer"
new_enough "$there" || fail "$suite has kubectl $there, expected $oldest or newer: set KUBECTL_SUITE"
mv "$work/usr/bin/kubectl" "$fetched"
echo "$fetched"
