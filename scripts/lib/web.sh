#!/usr/bin/env bash
# Builds web/dist when its sources changed. Usage: scripts/lib/web.sh deps|build
# `deps` runs `npm ci` when the lock file changed; `build` does both.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
use_node
WEB="$ROOT/web"

# One hash over names and contents of what the build reads.
sources_hash() {
  {
    find "$WEB" \( -name node_modules -o -name dist -o -path "$WEB/src/api/schema.ts" \) -prune \
      -o -type f -print0
    find "$ROOT/src/api/openapi" -type f -print0
  } | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

deps() {
  local stamp="$WEB/node_modules/.throughline-lock" want
  want="$(sha256sum <"$WEB/package-lock.json")"
  [[ -f "$stamp" && "$(<"$stamp")" == "$want" ]] && return
  say "web: npm ci"
  (cd "$WEB" && npm ci --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$want" >"$stamp"
}

build() {
  local stamp="$ROOT/build/tools/web.stamp" want
  deps
  want="$(sources_hash)"
  if [[ -f "$WEB/dist/index.html" && -f "$stamp" && "$(<"$stamp")" == "$want" ]]; then
    say "web: unchanged"
    return
  fi
  say "web: npm run build"
  rm -f "$stamp"
  (cd "$WEB" && npm run build)
  [[ -f "$WEB/dist/index.html" ]] || die "web: the build made no web/dist/index.html"
  mkdir -p "$(dirname "$stamp")"
  sources_hash >"$stamp"
}

case "${1:-build}" in
  deps) deps ;;
  build) build ;;
  *) say "usage: scripts/lib/web.sh deps|build" >&2; exit 2 ;;
esac
