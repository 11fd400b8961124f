#!/bin/sh
# run.sh [BUILD_DIR] - reads what spo writes with other people's parsers, and validates it.
#
# Needs Node 18 and, the first time, the npm registry; without them it says SKIP and ends with status 0. With a BUILD_DIR
# that holds test_writer, what the writers write in each syntax is read as well.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:+$(cd "$1" && pwd)}

skip() {
  echo "SKIP tests/rdf: $1"
  exit 0
}

command -v node >/dev/null || skip "node is not installed"
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || skip "node is older than 18"
if [ "$major" -eq 18 ]; then export NODE_OPTIONS=--experimental-global-webcrypto; fi # Oxigraph draws random numbers
cd "$here"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  command -v npm >/dev/null || skip "npm is not installed"
  log=$(npm ci --no-audit --no-fund --loglevel=error 2>&1) || skip "npm ci failed: $(echo "$log" | head -n 1)"
  touch node_modules/.package-lock.json
fi

node --test --test-reporter=dot . || node --test .
node check.mjs ../data/rdf/shapes/good/*.ttl
for samples in ../../samples/*/; do
  set -- "$samples"*.ttl
  if [ -e "$1" ]; then node check.mjs "$@"; fi
done
if [ -n "$build" ] && [ -x "$build/test_writer" ]; then
  output=$(mktemp -d)
  trap 'rm -rf "$output"' EXIT
  SPO_TEST_OUTPUT=$output "$build/test_writer" >"$output/log" 2>&1 || { cat "$output/log"; exit 1; }
  node check.mjs --same --no-shapes ../data/rdf/terms.nt "$output"/terms.*
  # The shapes that are made of the rules hold of what the rules find, and of nothing that was broken.
  "$build/spo" check --shapes -o "$output/shapes.ttl"
  for article in ../articles/*.txt; do
    "$build/spo" extract --mentions -t turtle "$article" >"$output/$(basename "$article" .txt).ttl"
  done
  node generated-shapes.mjs "$output/shapes.ttl" "$output"/zh-*.ttl "$output"/en-*.ttl
fi
