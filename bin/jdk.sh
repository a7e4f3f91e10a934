# Sourced by ./trunkline and ./test: sets JAVA_HOME to a JDK 25, or ends with one sentence.

is_jdk25() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

# Sets JAVA_HOME; false if this machine has no JDK 25.
find_jdk25() {
  local home
  is_jdk25 "${JAVA_HOME:-}" && return
  for home in /usr/lib/jvm/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if is_jdk25 "$home"; then
      export JAVA_HOME="$home"
      return
    fi
  done
  home=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
  is_jdk25 "$home" && export JAVA_HOME="$home"
}

need_jdk25() {
  find_jdk25 && return
  echo "Trunkline needs a JDK 25: install one (Debian: openjdk-25-jdk-headless or temurin-25-jdk) or set JAVA_HOME to it." >&2
  exit 1
}
