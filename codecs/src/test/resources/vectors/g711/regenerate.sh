#!/usr/bin/env bash
# Makes the G.711 golden vectors again with sox (and perl, to write the inputs).
# Usage: bash regenerate.sh [directory], by default the directory of this script.
set -euo pipefail
for tool in sox perl gzip; do
  command -v "$tool" >/dev/null || { echo "regenerate.sh: $tool is missing; on Debian: apt-get install $tool" >&2; exit 1; }
done
out=$(cd "${1:-$(dirname "$0")}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
perl -e 'binmode STDOUT; print pack("s<*", -32768 .. 32767)' >"$work/samples"
perl -e 'binmode STDOUT; print pack("C*", 0 .. 255)' >"$work/codes"
linear='-t raw -r 8000 -c 1 -e signed-integer -b 16 -L'
ulaw='-t raw -r 8000 -c 1 -e mu-law -b 8'
alaw='-t raw -r 8000 -c 1 -e a-law -b 8'
# -D: no dither. -V1: sox warns that the few samples above the last code are clipped, which is right.
sox -D -V1 $linear "$work/samples" $ulaw "$work/linear-to-ulaw"
sox -D -V1 $linear "$work/samples" $alaw "$work/linear-to-alaw"
gzip -9nc "$work/linear-to-ulaw" >"$out/linear-to-ulaw.gz"
gzip -9nc "$work/linear-to-alaw" >"$out/linear-to-alaw.gz"
sox -D -V1 $ulaw "$work/codes" $linear "$out/ulaw-to-linear.s16le"
sox -D -V1 $alaw "$work/codes" $linear "$out/alaw-to-linear.s16le"
sox -D -V1 $ulaw "$work/codes" $alaw "$out/ulaw-to-alaw.bin"
sox -D -V1 $alaw "$work/codes" $ulaw "$out/alaw-to-ulaw.bin"
