#!/usr/bin/env bash
# Tests what is published, as people get it: packages packed, installed into empty folders and run; the plugin inside
# the real sf; the action's steps; the filled templates. Takes a few minutes. What packaging/build.sh has built for other
# systems is run too, as far as this machine can.
#
#     packaging/test.sh [--binaries DIR]
#
# DIR holds TARGET/sf-preflight; by default what `cargo build --release` made for this machine.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
[ "${1:-}" = --binaries ] && binaries=$2
if [ -z "${binaries:-}" ]; then
  binaries=$root/target/packaging/bin
  host=$(rustc -vV | sed -n 's/^host: //p')
  mkdir -p "$binaries/$host"
  cp target/release/sf-preflight "$binaries/$host/"
fi
export SF_PREFLIGHT_BINARIES=$binaries

packaging/lint.sh

cd packaging/npm
npm ci --no-audit --no-fund --loglevel=error
tests=(test/launcher.test.mjs test/install.test.mjs test/plugin.test.mjs test/release.test.mjs test/action.test.mjs)
if parity=$("$root/tests/parity/install.sh"); then
  eval "$parity"
  export SF_PREFLIGHT_SF_NODE=${SF_PREFLIGHT_NODES%%:*}
  tests+=(test/sf.test.mjs)
else
  echo "LEFT OUT: the plugin inside the real sf (it could not be installed here)"
fi
others=0
for target in x86_64-unknown-linux-musl aarch64-unknown-linux-gnu aarch64-unknown-linux-musl; do
  if ! [ -f "$binaries/$target/sf-preflight" ]; then
    echo "LEFT OUT: the program for $target (packaging/build.sh $target makes it)"
  elif [[ $target == aarch64-* ]] && ! command -v qemu-aarch64-static > /dev/null; then
    echo "LEFT OUT: the program for $target (it takes qemu-user-static)"
  else
    others=1
  fi
done
if [ -f "$binaries/x86_64-unknown-linux-musl/sf-preflight" ] && ! compgen -G "$root/target/packaging/roots/*/" > /dev/null; then
  echo "LEFT OUT: the static program in whole user lands (packaging/roots.sh makes them)"
fi
[ "$others" -eq 0 ] || tests+=(test/linux.test.mjs)
if [ -f "$binaries/x86_64-pc-windows-gnu/sf-preflight.exe" ] && command -v wine > /dev/null && command -v x86_64-w64-mingw32-gcc > /dev/null; then
  tests+=(test/wine.test.mjs)
else
  echo "LEFT OUT: the Windows program under Wine (packaging/build.sh x86_64-pc-windows-gnu makes it; it takes wine and mingw-w64)"
fi
# One file after the other: each starts several npm or sf, which are heavy.
node --test --test-concurrency=1 --test-reporter=spec "${tests[@]}"
