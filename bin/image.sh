#!/usr/bin/env bash
# Builds the image's root file system, without a container engine: a Java runtime of only the modules that the gateway needs, its
# jars, the machine's libraries that these load, a user, and nothing else; no shell, no package manager.
#
#   bin/image.sh FOLDER    makes FOLDER/rootfs, FOLDER/rootfs.tar and FOLDER/aot.tar anew, and prints the SHA-256 of rootfs.tar
#
# The same jars, JDK and libraries give the same rootfs.tar, byte for byte. aot.tar has the ahead-of-time cache alone, which Java makes
# from one run of the gateway and never twice alike; a layer of its own, which can be left out and is made anew from the other.
# k8s/image/Dockerfile makes an image of both, and bin/image-run.sh runs the tree as it is. Needs ./mvnw package (loadtest/target/lib)
# and a JDK 25.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/bin/jdk.sh"
need_jdk25

fail() {
  echo "image.sh: $1" >&2
  exit 1
}

# What jdeps finds in the jars, less scripting and instrumentation, which nothing here uses; jdk.jcmd is for thread dumps and
# recordings of a pod that misbehaves.
modules=java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql
modules+=,java.transaction.xa,java.xml,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported
user=$(sed -n 's/^USER //p' "$root/k8s/image/Dockerfile")
lib=$root/loadtest/target/lib

[ $# = 1 ] || fail "expected one folder to build in"
compgen -G "$lib/gateway-*.jar" >/dev/null || fail "no gateway in $lib: run ./mvnw -DskipTests package first"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
tree=$folder/rootfs
rm -rf "$tree" "$folder/rootfs.tar" "$folder/aot.tar"
umask 022
mkdir -p "$tree"/{app/lib,dev,etc/trunkline,etc/trunkline-secrets,opt,proc,sys,tmp,var/lib/trunkline}

# Without what java.desktop has in native code: classes of it are named, windows are not opened. The archive of class data spares a
# start what a whole JDK spares it.
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --exclude-files '/java.desktop/lib/**' --strip-debug --no-header-files \
  --no-man-pages --generate-cds-archive --output "$tree/opt/java" >"$folder/jlink.log" 2>&1 || {
  cat "$folder/jlink.log" >&2
  fail "jlink of $JAVA_HOME failed"
}
[ -s "$tree/opt/java/lib/security/cacerts" ] || fail "$JAVA_HOME has no certificates to trust (lib/security/cacerts)"

# The gateway's jars alone: not the load test, nor another architecture's natives.
for jar in "$lib"/*.jar; do
  case ${jar##*/} in
    picocli-*) ;;
    *-linux-x86_64.jar) [ "$(uname -m)" != x86_64 ] || cp "$jar" "$tree/app/lib/" ;;
    *-linux-aarch_64.jar) [ "$(uname -m)" != aarch64 ] || cp "$jar" "$tree/app/lib/" ;;
    *) cp "$jar" "$tree/app/lib/" ;;
  esac
done
# What these are, by CycloneDX: app/sbom.json.
sbom=$root/gateway/target/sbom.json
[ -e "$sbom" ] || fail "no $sbom: run ./mvnw -DskipTests package first"
cp "$sbom" "$tree/app/sbom.json"
# Each jar by its name: the order in which a folder is listed is not the same everywhere.
(
  cat "$root/k8s/image/java.options"
  cd "$tree"
  printf -- '-cp %s\ndev.trunkline.gateway.Gateway\n' "$(printf '/%s\n' app/lib/*.jar | LC_ALL=C sort | paste -sd :)"
) >"$tree/app/java.options"

# Each library that these load, at its own place; what lies in the tree already is there.
copy_libraries() {
  local library
  for library in $(ldd "$@" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/lib/ { print $1 }' | sort -u); do
    case $library in
      "$tree"/*) ;;
      *) [ -e "$tree$library" ] || install -D -m 755 "$(readlink -f "$library")" "$tree$library" ;;
    esac
  done
}
copy_libraries "$tree"/opt/java/bin/java "$tree"/opt/java/lib/server/libjvm.so "$tree"/opt/java/lib/*.so
# Not linked, but asked for by name: the faster of the two Opus engines.
for opus in /usr/lib/*-linux-gnu/libopus.so.0; do
  [ -e "$opus" ] || fail "no libopus.so.0: install libopus0"
  install -D -m 755 "$(readlink -f "$opus")" "$tree$opus"
  copy_libraries "$opus"
done

printf 'root:x:0:0::/:/nonexistent\ntrunkline:x:%s::/var/lib/trunkline:/nonexistent\n' "$user" >"$tree/etc/passwd"
printf 'root:x:0:\ntrunkline:x:%s:\n' "${user#*:}" >"$tree/etc/group"
echo 'hosts: files dns' >"$tree/etc/nsswitch.conf"
touch "$tree"/etc/{hosts,resolv.conf} # engines lay their own over these
chmod -R u=rwX,go=rX "$tree"
chmod 1777 "$tree/tmp"

# In the tree as in the archive: the cache holds jars and modules by size and time.
find "$tree" -exec touch -h -d @0 {} +

archive() { # NAME, PATHS…
  local name=$1
  shift
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=ustar -C "$tree" -cf "$folder/$name" "$@"
}
archive rootfs.tar .

# The training run: the gateway plays itself calls, is ready, and is asked to stop. With the image's own options, so that the cache fits
# them, and a small heap, since it knows how pointers are compressed.
cache=app/trunkline.aot
train() {
  local options=$folder/training.options log=$folder/training.log gateway
  sed -e "s#/app/lib/#$tree/app/lib/#g" -e '/^-XX:AOTCache=/d' "$tree/app/java.options" >"$options"
  env -i PORT=0 MANAGEMENT_PORT=0 TRUNKLINE_HTTP_HOST=127.0.0.1 PUBLIC_URL=https://training.invalid TWILIO_AUTH_TOKEN=training \
    OPENAI_API_KEY=training TRUNKLINE_RECORDS_DIRECTORY="$folder/training" TRUNKLINE_WARM_UP=5s DRAIN_SECONDS=0 \
    "$tree/opt/java/bin/java" -Xms256m -Xmx256m -XX:AOTCacheOutput="$tree/$cache" "@$options" >"$log" 2>&1 &
  gateway=$!
  for _ in $(seq 3000); do # five minutes: builds share machines
    ! grep -q '"gateway.ready"' "$log" || break
    kill -0 "$gateway" 2>/dev/null || break
    sleep 0.1
  done
  kill "$gateway" 2>/dev/null || true
  wait "$gateway" || true
  rm -rf "$folder/training" "$options"
  grep -q '"gateway.rehearsed"' "$log" && [ -s "$tree/$cache" ] || {
    cat "$log" >&2
    fail "the training run made no ahead-of-time cache"
  }
  chmod 644 "$tree/$cache"
  touch -d @0 "$tree/$cache" "$tree/app"
}
train
archive aot.tar "./$cache"
sha256sum "$folder/rootfs.tar" | cut -d ' ' -f 1
