#!/usr/bin/env bash
# The one step of the action: installs the npm package, looks, and tells the runner. Runs on every runner's bash.
#
# OPTION_NAME holds an input, which becomes the program's own variable for that option; PACKAGE_VERSION the version.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$RUNNER_TEMP/sf-preflight
mkdir -p "$folder"

# Says in an annotation why the action ends, and ends it.
give_up() {
  echo "::error title=sf-preflight::$2"
  exit "$1"
}

version=${PACKAGE_VERSION:-$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$here/npm/sf-preflight/package.json")}
[[ $version =~ ^[0-9A-Za-z][0-9A-Za-z.+-]*$ ]] || give_up 2 "the input version is no version"
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  give_up 3 "there is no Node with npm in this job: actions/setup-node before this step brings it"
fi
# The program is an optional dependency, which a job may have told npm to leave out.
npm install --prefix "$folder" --include=optional --no-save --no-audit --no-fund --loglevel=error "sf-preflight@$version" ||
  give_up 3 "the npm package sf-preflight@$version could not be installed; npm says above why"

# A list's names, however they are divided, with commas between them.
list() {
  local names=()
  IFS=$' \t\r\n' read -r -d '' -a names <<< "${1//,/ }" || true
  local IFS=,
  # The bash of macOS takes an empty list for a variable that is not set.
  echo "${names[*]-}"
}
OPTION_ONLY=$(list "${OPTION_ONLY:-}")
OPTION_SKIP=$(list "${OPTION_SKIP:-}")
for name in "${!OPTION_@}"; do
  if [ -n "${!name}" ]; then
    export "SF_PREFLIGHT_${name#OPTION_}=${!name}"
  fi
done
unset SF_PREFLIGHT_EXEC SF_PREFLIGHT_REPORT

# Each step of a job has its own report.
number=1
while [ -e "$folder/report-$number.json" ]; do number=$((number + 1)); done
report=$folder/report-$number.json

status=0
# The form github also adds the report to the job's summary.
node "$folder/node_modules/sf-preflight/bin/sf-preflight.js" --format github --output - --report "json=$report" ||
  status=$?
if [ -f "$report" ]; then
  # shellcheck disable=SC2016
  node -e '
    const { verdict, prediction } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    // An output is a line: nothing but a word may become one.
    const word = (text) => /^\w*$/.exec(text ?? "")?.[0] ?? "";
    console.log(`verdict=${word(verdict)}\ncode=${word(prediction.code)}\nreport=${process.argv[1]}`);
  ' "$report" >> "$GITHUB_OUTPUT"
fi
exit "$status"
