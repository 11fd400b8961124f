#!/bin/sh
# run.sh [BUILD_DIR] - reads what spo writes with other people's parsers, and validates it.
#
# Needs Node 18 and, the first time, the npm registry; without them it says SKIP and ends with status 0. With a BUILD_DIR
# that holds test_writer, what the writers write in each syntax is read as well.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:+$(cd "$1" && pwd)}

"$here/../support/node-packages" "$here" || exit 0
if [ "$(node -p 'process.versions.node.split(".")[0]')" -eq 18 ]; then # Oxigraph draws random numbers
  export NODE_OPTIONS=--experimental-global-webcrypto
fi
cd "$here"
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
