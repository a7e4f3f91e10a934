#!/usr/bin/env bash
# Runs the tree of bin/image.sh as a container engine would, in this very process: with user, environment and command of
# k8s/image/Dockerfile, the root file system read-only, /tmp and the records' folder in memory, and no new privileges. Network and
# environment are the machine's; what the latter sets wins. Linux only; without root it runs as whoever calls it.
#
#   bin/image-run.sh FOLDER/rootfs
#   IMAGE_JAVA_OPTIONS=FILE bin/image-run.sh FOLDER/rootfs     with FILE in place of the tree's app/java.options, which stays as it is
set -euo pipefail
dockerfile=$(dirname "${BASH_SOURCE[0]}")/../k8s/image/Dockerfile

if [ $# != 1 ] || [ ! -e "$1/app/java.options" ]; then
  echo "image-run.sh: expected the rootfs that bin/image.sh made" >&2
  exit 1
fi
if [ -n "${IMAGE_JAVA_OPTIONS:-}" ] && [ ! -r "$IMAGE_JAVA_OPTIONS" ]; then
  echo "image-run.sh: IMAGE_JAVA_OPTIONS=$IMAGE_JAVA_OPTIONS: expected a file of Java options" >&2
  exit 1
fi
while read -r assignment; do
  name=${assignment%%=*}
  [ -n "${!name:-}" ] || export "$name=${assignment#*=}"
done < <(sed -n 's/^ENV //p' "$dockerfile")
mapfile -t command < <(sed -n 's/^ENTRYPOINT \[\(.*\)\]$/\1/p' "$dockerfile" | tr -d ' "' | tr , '\n')

if [ "$(id -u)" = 0 ]; then
  own=(--mount)
  as=(setpriv --clear-groups --no-new-privs chroot --userspec="$(sed -n 's/^USER //p' "$dockerfile")" --groups=)
else
  own=(--mount --map-root-user)
  as=(setpriv --no-new-privs chroot)
fi
exec unshare "${own[@]}" bash -euc '
  tree=$1
  shift
  mount --bind "$tree" "$tree"
  mount -o remount,bind,ro "$tree"
  [ -z "${IMAGE_JAVA_OPTIONS:-}" ] || mount --bind "$IMAGE_JAVA_OPTIONS" "$tree/app/java.options"
  for system in proc dev sys; do mount --rbind "/$system" "$tree/$system"; done
  for file in hosts resolv.conf; do [ ! -e "/etc/$file" ] || mount --bind "/etc/$file" "$tree/etc/$file"; done
  for folder in tmp var/lib/trunkline; do mount -t tmpfs -o mode=1777 tmpfs "$tree/$folder"; done
  exec "$@"' image-run "$1" "${as[@]}" "$1" "${command[@]}"
