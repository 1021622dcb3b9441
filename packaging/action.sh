#!/usr/bin/env bash
# The one step of the action: installs the npm package, looks, and tells the runner. Runs on every runner's bash.
#
# OPTION_NAME holds an input, which becomes the program's own variable for that option; PACKAGE_VERSION the version.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$RUNNER_TEMP/sf-preflight
mkdir -p "$folder"

version=${PACKAGE_VERSION:-$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$here/npm/sf-preflight/package.json")}
if ! [[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+-]*$ ]]; then
  echo "::error title=sf-preflight::the input version is no version"
  exit 2
fi
npm install --prefix "$folder" --no-save --no-audit --no-fund --loglevel=error "sf-preflight@$version"

for name in "${!OPTION_@}"; do
  if [ -n "${!name}" ]; then
    export "SF_PREFLIGHT_${name#OPTION_}=${!name}"
  fi
done
unset SF_PREFLIGHT_EXEC SF_PREFLIGHT_REPORT

status=0
# The form github also adds the report to the job's summary.
node "$folder/node_modules/sf-preflight/bin/sf-preflight.js" --format github --output - --report "json=$folder/report.json" ||
  status=$?
if [ -f "$folder/report.json" ]; then
  # shellcheck disable=SC2016
  node -e '
    const { verdict, prediction } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    // An output is a line: nothing but a word may become one.
    const word = (text) => /^\w*$/.exec(text ?? "")?.[0] ?? "";
    console.log(`verdict=${word(verdict)}\ncode=${word(prediction.code)}\nreport=${process.argv[1]}`);
  ' "$folder/report.json" >> "$GITHUB_OUTPUT"
fi
exit "$status"
