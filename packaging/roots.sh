#!/usr/bin/env bash
# Makes user lands in which packaging/test.sh runs the static program, below target/packaging/roots: Debian 11 and Ubuntu
# 22.04 by debootstrap, and one of Debian's busybox and musl, which is built as Alpine is and is not Alpine. Takes root,
# apt and some minutes; what cannot be made is left out, loudly.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
roots=$root/target/packaging/roots
mkdir -p "$roots"

# Makes one by a command that is given the folder, and keeps no half.
make() {
  local name=$1
  shift
  [ ! -d "$roots/$name" ] || return 0
  rm -rf "$roots/.$name"
  if "$@" "$roots/.$name" > "$roots/$name.log" 2>&1 && chroot "$roots/.$name" /bin/sh -c :; then
    mv "$roots/.$name" "$roots/$name"
    echo "made $roots/$name" >&2
  else
    echo "LEFT OUT: $name ($roots/$name.log says why)" >&2
  fi
}

debian() { debootstrap --variant=minbase bullseye "$1"; }
ubuntu() { debootstrap --variant=minbase jammy "$1" http://archive.ubuntu.com/ubuntu; }
busybox() {
  mkdir -p "$1/packages" "$1/usr/bin" "$1/usr/sbin" "$1/sbin" "$1/etc"
  (cd "$1/packages" && apt-get download busybox-static musl && for package in *.deb; do dpkg-deb --extract "$package" ..; done)
  chroot "$1" /bin/busybox --install -s
}

make debian-11 debian
make ubuntu-22.04 ubuntu
make busybox-and-musl busybox
