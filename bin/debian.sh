# Sourced by bin/asterisk.sh and bin/kubectl.sh, which take Debian packages of another release than the machine's: nothing is
# installed, and root is not needed. Whoever sources it has `fail`, which says why and ends.

# Ends unless this machine can do that; $1 is what somebody on another system does instead.
need_debian() {
  local tool
  for tool in apt-get dpkg-deb flock; do
    command -v $tool >/dev/null || fail "needs $tool; on another system than Debian $1"
  done
  [ -r /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    fail "/usr/share/keyrings/debian-archive-keyring.gpg is missing: install debian-archive-keyring"
}

# Where this machine gets its own packages from; nothing if that is not Debian's.
own_mirror() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 !~ /security/ { print $2; exit }'
}

# fetch_packages WORK MIRROR SUITE PACKAGE…: with all that they depend on, into WORK/archives. The apt is one of its own, with
# empty state, one source, and no knowledge of what the machine has installed.
fetch_packages() {
  local work=$1 mirror=$2 suite=$3 own
  shift 3
  mkdir -p "$work"/{lists,archives}/partial
  touch "$work/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/sources.list"
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
    apt-get -q "${own[@]}" --yes --download-only install "$@"
  } >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    fail "apt could not fetch $* of $suite"
  }
}
