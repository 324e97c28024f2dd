# Sourced by the scripts: where things are, how to speak, which Node to use.
# shellcheck shell=bash
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
NODE_MIN_MAJOR=20
NODE_MIN_MINOR=19
LOCAL_NODE="$ROOT/build/tools/node/bin"

# ccache finds again what another build folder or another clone has compiled.
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*"; }

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# True when the `node` found in PATH is new enough and comes with npm.
node_is_enough() {
  local version major minor
  command -v npm >/dev/null 2>&1 || return 1
  version="$(node --version 2>/dev/null)" || return 1
  version="${version#v}"
  major="${version%%.*}"
  minor="${version#*.}"
  minor="${minor%%.*}"
  ((major > NODE_MIN_MAJOR || (major == NODE_MIN_MAJOR && minor >= NODE_MIN_MINOR)))
}

# Puts the project's own Node first in PATH where the machine's is too old or absent.
use_node() {
  if [[ -x "$LOCAL_NODE/node" ]] && ! node_is_enough; then
    export PATH="$LOCAL_NODE:$PATH"
  fi
}

# run_logged LOG COMMAND...: quiet unless it fails; then the end of the log and status 1.
# On a terminal the output is shown as it comes.
run_logged() {
  local log="$1"
  shift
  mkdir -p "$(dirname "$log")"
  if [[ -t 1 ]]; then
    "$@" 2>&1 | tee "$log"
    return "${PIPESTATUS[0]}"
  fi
  if ! "$@" >"$log" 2>&1; then
    say "failed: $*" "(whole log: $log)" >&2
    tail -n 40 "$log" >&2
    return 1
  fi
}
