#!/bin/sh
# run.sh [--update] BUILD_DIR - compares what spo makes of each sample with the Turtle beside it, as graphs.
#
# The graphs have no blank nodes, so two of them are equal if their sorted N-Triples are. serdi (a parser of other people's
# making) reads both. --update writes the expected Turtle anew, after showing the difference.
set -eu
update=
if [ "$1" = --update ]; then update=1; shift; fi
spo=$1/spo
samples=$(cd "$(dirname "$0")/../../samples" && pwd)
command -v serdi >/dev/null || { echo "SKIP tests/samples: serdi is not installed"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

triples() { serdi -q -i turtle -o ntriples "$1" | LC_ALL=C sort -u; }

failed=0
count=0
for sample in "$samples"/*/*.html "$samples"/*/*.txt "$samples"/*/*.jsonl; do
  expected=${sample%.*}.ttl
  count=$((count + 1))
  "$spo" extract -o "$work/found.ttl" "$sample"
  triples "$work/found.ttl" >"$work/found.nt"
  : >"$work/expected.nt"
  if [ -s "$expected" ]; then triples "$expected" >"$work/expected.nt"; fi
  if ! cmp -s "$work/found.nt" "$work/expected.nt"; then
    echo "${sample#"$samples"/}: expected (-) and found (+) differ"
    diff -U0 "$work/expected.nt" "$work/found.nt" | sed '1,2d;/^@@/d' | head -n 20 || :
    if [ "$update" ]; then cp "$work/found.ttl" "$expected"; else failed=$((failed + 1)); fi
  fi
done
echo "$count samples, $failed differ"
[ "$failed" -eq 0 ]
