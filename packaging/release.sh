#!/usr/bin/env bash
# Makes everything that a release publishes, below target/packaging/dist; publishes nothing.
#
#     packaging/release.sh --dry-run [--repository OWNER/NAME] [--binaries DIR]
#     packaging/release.sh --prebuilt --repository OWNER/NAME --tag vVERSION
#
# A dry run builds what can be built here (or takes DIR/TARGET/sf-preflight) and says loudly what it leaves out. With
# --prebuilt, as the release workflow calls it, the programs of all targets lie in target/packaging/bin, and anything
# missing is an error.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
dry='' prebuilt='' tag='' repository=OWNER/sf-preflight binaries=$root/target/packaging/bin
while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=1; shift ;;
    --prebuilt) prebuilt=1; shift ;;
    --repository) repository=$2; shift 2 ;;
    --tag) tag=$2; shift 2 ;;
    --binaries) binaries=$(cd "$2" && pwd); prebuilt=1; shift 2 ;;
    *) echo "release.sh: $1 is not an option" >&2; exit 2 ;;
  esac
done
[ -n "$dry$prebuilt" ] || { echo "release.sh: give --dry-run, or --prebuilt and --tag" >&2; exit 2; }

version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
dist=target/packaging/dist
leave_out() {
  echo "LEFT OUT: $*" >&2
  [ -n "$dry" ] || exit 1
}
[ -n "$dry" ] || [ "$tag" = "v$version" ] || { echo "the tag $tag is not v$version, the version of Cargo.toml" >&2; exit 1; }
grep -q "^## \[\?$version\b" CHANGELOG.md || leave_out "a section on $version in CHANGELOG.md"
! grep -q 'OWNER/' README.md || leave_out "the name of the repository in README.md (it says OWNER)"
rm -rf "$dist"
mkdir -p "$dist/release" "$dist/container"

if [ -z "$prebuilt" ]; then
  packaging/build.sh --out "$binaries"
fi
cargo run --quiet --locked --example shell -- "$dist/shell"
syntax() {
  if command -v "$1" > /dev/null; then "$1" -n "$dist/shell/completions/$2"
  else leave_out "a look at the completions of $1 (it is not here)"; fi
}
syntax bash sf-preflight.bash
syntax zsh _sf-preflight
syntax fish sf-preflight.fish

# The same files make the same archive.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2> /dev/null || echo 0)}
archive() {
  local target=$1 name=sf-preflight-$version-$1 folder
  folder=$dist/work/$name
  mkdir -p "$folder"
  cp "$binaries/$target"/sf-preflight* LICENSE README.md "$folder/"
  chmod 755 "$folder"/sf-preflight*
  cp -r "$dist/shell/completions" "$folder/"
  case $target in
    *-windows-*)
      find "$folder" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
      (cd "$folder" && find . -type f | LC_ALL=C sort | zip -X -q "$root/$dist/release/$name.zip" -@)
      ;;
    *)
      cp -r "$dist/shell/man" "$folder/"
      (cd "$folder" && tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -- *) \
        | gzip --no-name > "$dist/release/$name.tar.gz"
      ;;
  esac
}
mapfile -t targets < <(sed -n 's/.*"target": "\([^"]*\)".*/\1/p' packaging/npm/sf-preflight/lib/platforms.json)
for target in "${targets[@]}"; do
  if compgen -G "$binaries/$target/sf-preflight*" > /dev/null; then archive "$target"
  else leave_out "the archive for $target (no program in $binaries)"; fi
done

cp LICENSE "$dist/container/"
for pair in amd64:x86_64 arm64:aarch64; do
  program=$binaries/${pair#*:}-unknown-linux-musl/sf-preflight
  if [ -f "$program" ]; then install -D -m 755 "$program" "$dist/container/${pair%:*}/sf-preflight"
  else leave_out "the container for ${pair%:*} (no static program)"; fi
done

# A look at the image: that the file makes one, which runs as its own user.
if command -v buildah > /dev/null && [ -f "$dist/container/amd64/sf-preflight" ] && [ "$(uname -m)" = x86_64 ]; then
  buildah() { command buildah --root "$root/$dist/work/buildah" --runroot "$root/$dist/work/run" --storage-driver vfs "$@"; }
  buildah build --quiet --platform linux/amd64 --tag "sf-preflight:$version" --file packaging/Containerfile "$dist/container"
  container=$(buildah from "sf-preflight:$version")
  buildah run --isolation chroot "$container" -- /sf-preflight --version
  buildah rm "$container" > /dev/null
else
  echo "LEFT OUT: a look at the container (it takes buildah and the static program)" >&2
fi

if command -v cargo-cyclonedx > /dev/null; then
  cargo cyclonedx --format json --override-filename sbom
  mv sbom.json "$dist/release/sf-preflight-$version.cdx.json"
  rm -f checks/sbom.json
else
  leave_out "the SBOM (cargo install cargo-cyclonedx)"
fi

cd packaging/npm
npm ci --no-audit --no-fund --loglevel=error
all=(--all)
[ -z "$dry" ] || all=()
node pack.mjs --binaries "$binaries" --out "$root/$dist/npm" --repository "$repository" "${all[@]}"
node fill.mjs --archives "$root/$dist/release" --out "$root/$dist/manifests" --repository "$repository" ${dry:+--dry-run}
cd "$root/$dist/release"
sha256sum -- * > SHA256SUMS
cat SHA256SUMS
