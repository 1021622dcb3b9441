#!/usr/bin/env bash
# Builds the program for other systems, as far as this machine can, and says loudly what it leaves out.
#
#     packaging/build.sh [--out DIR] [--all] [--check] [TARGET…]
#
# Writes DIR/TARGET/sf-preflight[.exe]; DIR is target/packaging/bin, and without TARGETs all published ones are tried.
# With --all it fails where one is left out, as a release must. With --check it compiles the Rust for the target and links
# nothing, so that no C compiler for it is needed: what can be known of macOS on a machine that is none.
#
# A target needs Rust's std for it: `rustup target add TARGET`; else the source of the std that belongs to the compiler
# (rustup's rust-src; Debian's rust-web-src beside rustc-web and cargo-web), from which it is then built. And it needs a
# C compiler, since aws-lc is C.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
out=$root/target/packaging/bin
all=''
check=''
cross=${CROSS_TARGET_DIR:-target/packaging/cross}
targets=()
while [ $# -gt 0 ]; do
  case $1 in
    --out) out=$2; shift 2 ;;
    --all) all=1; shift ;;
    --check) check=1; shift ;;
    -*) echo "build.sh: $1 is not an option" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done
if [ ${#targets[@]} -eq 0 ]; then
  mapfile -t targets < <(sed -n 's/.*"target": "\([^"]*\)".*/\1/p' packaging/npm/sf-preflight/lib/platforms.json)
fi

left=0
leave_out() { echo "LEFT OUT: $1 ($2)" >&2; left=1; }

# The compilers that may be here: the one on PATH, then the system's own.
toolchains=("$(dirname "$(command -v rustc)")" /usr/bin)

has_std() { compgen -G "$("$1/rustc" --print target-libdir --target "$2")/libstd-*.rlib" > /dev/null; }
has_source() { [ -f "$("$1/rustc" --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; }

# Sets `bin` to the folder of a compiler for this target and `std` to how its std is had; false where there is none.
choose() {
  for bin in "${toolchains[@]}"; do
    [ -x "$bin/rustc" ] && [ -x "$bin/cargo" ] && has_std "$bin" "$1" && std=ready && return
  done
  for bin in "${toolchains[@]}"; do
    [ -x "$bin/rustc" ] && [ -x "$bin/cargo" ] && has_source "$bin" && std=source && return
  done
  return 1
}

# The C compiler, which also links.
compiler() {
  local host
  host=$(uname -s)-$(uname -m)
  case $1 in
    x86_64-unknown-linux-gnu) [ "$host" = Linux-x86_64 ] && echo cc || echo x86_64-linux-gnu-gcc ;;
    aarch64-unknown-linux-gnu) [ "$host" = Linux-aarch64 ] && echo cc || echo aarch64-linux-gnu-gcc ;;
    x86_64-unknown-linux-musl) [ "$host" = Linux-x86_64 ] && echo musl-gcc || echo x86_64-linux-musl-gcc ;;
    aarch64-unknown-linux-musl) [ "$host" = Linux-aarch64 ] && echo musl-gcc || echo aarch64-linux-musl-gcc ;;
    x86_64-pc-windows-gnu) echo x86_64-w64-mingw32-gcc ;;
    *-apple-darwin) [ "${host%-*}" = Darwin ] && echo cc ;;
    *-windows-msvc) command -v cl || true ;;
  esac
}

# A C compiler that compiles nothing, by the name that it prints, and an archiver `ar` beside it that archives nothing.
# aws-lc is C, and its build asks for them where nobody will link what they made.
stand_in() {
  local folder=$root/target/packaging/stand-in
  mkdir -p "$folder"
  cat > "$folder/cc" << 'END'
#!/bin/sh
for word; do
  # What Microsoft's compiler would answer.
  [ "$word" != '-?' ] || exit 1
  [ "$word" != -E ] || echo clang
  [ "$before" != -o ] || : > "$word"
  before=$word
done
END
  cat > "$folder/ar" << 'END'
#!/bin/sh
for word; do
  case $word in
    # As Microsoft's archiver is called, and as the others are.
    -out:*) : > "${word#-out:}" ;;
    *.a) : > "$word" ;;
  esac
done
END
  chmod 755 "$folder/cc" "$folder/ar"
  echo "$folder/cc"
}

build() {
  local target=$1 cc bin std upper lower unwind file=sf-preflight flags=() environment=()
  if [ -n "$check" ]; then cc=$(stand_in); else cc=$(compiler "$target"); fi
  if [ -z "$cc" ] || ! command -v "$cc" > /dev/null; then
    leave_out "$target" "no C compiler for it${cc:+: $cc}"
    return
  fi
  if ! choose "$target"; then
    leave_out "$target" "no std for it, nor its source: rustup target add $target"
    return
  fi
  lower=${target//-/_}
  upper=$(printf %s "$lower" | tr '[:lower:]' '[:upper:]')
  environment=("PATH=$bin:$PATH")
  # Rust and its `cc` know the compilers of Windows by themselves.
  [[ $target == *-windows-* ]] && [ -z "$check" ] || environment+=("CC_$lower=$cc" "CARGO_TARGET_${upper}_LINKER=$cc")
  case $target in
    *-windows-*) file=sf-preflight.exe ;;
  esac
  if [ "$std" = source ]; then
    # Building std is for nightly compilers; this says that a stable one may.
    environment+=(RUSTC_BOOTSTRAP=1)
    flags+=(-Zbuild-std=std)
    case $target in
      *-musl)
        # The C compiler brings what rustup's std would: musl's start files, and gcc's unwinder by the name that std asks
        # for, with the function that it takes from glibc.
        unwind=$root/target/packaging/unwind/$target
        mkdir -p "$unwind"
        "$cc" -O2 -c packaging/musl/dl_find_object.c -o "$unwind/dl_find_object.o"
        echo "INPUT($unwind/dl_find_object.o -lgcc_eh)" > "$unwind/libunwind.a"
        environment+=("CARGO_TARGET_${upper}_RUSTFLAGS=-Clink-self-contained=no -Crelocation-model=static -L $unwind")
        ;;
    esac
  fi
  echo "== $target with $("$bin/rustc" --version), std $std" >&2
  if [ -n "$check" ]; then
    # The folder stands for the SDK, whose headers nothing reads.
    env "${environment[@]}" "AR_$lower=$(dirname "$cc")/ar" SDKROOT="$(dirname "$cc")" cargo check --release --locked --bin sf-preflight --target "$target" \
      --target-dir "$cross" "${flags[@]}"
    echo "checked $target: its Rust compiles; nothing was linked" >&2
    return
  fi
  # A target folder of its own: another compiler, and variables, would make cargo build the usual one anew.
  env "${environment[@]}" cargo build --release --locked --bin sf-preflight --target "$target" \
    --target-dir "$cross" "${flags[@]}"
  mkdir -p "$out/$target"
  cp "$cross/$target/release/$file" "$out/$target/"
  echo "built $out/$target/$file" >&2
}

for target in "${targets[@]}"; do build "$target"; done
[ -z "$all" ] || [ "$left" -eq 0 ]
