#!/bin/sh
# run.sh BUILD_DIR - every form of output says the same: samples and test articles are written in each of them and read
# back by other people's parsers, or, where a form is none of RDF, by a reader here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
spo=$build/spo
"$here/../support/node-packages" "$here/../rdf" || exit 0
if [ "$(node -p 'process.versions.node.split(".")[0]')" -eq 18 ]; then # Oxigraph draws random numbers
  export NODE_OPTIONS=--experimental-global-webcrypto
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

set -- "$here"/../../samples/*/*.html "$here"/../../samples/*/*.txt "$here"/../../samples/*/*.jsonl "$here"/../articles/*-[0-2][37].txt
# (--no-opt below: the optimizer of V8 in Node 20.20 ends, now and then, with "unreachable code".)
"$spo" extract --mentions -o all.nq "$@"
for ending in ttl trig nt nq rdf rj jsonld jsonl; do "$spo" extract --mentions -o "all.$ending" "$@"; done
for ending in ttl trig nt nq; do "$spo" extract --mentions --rdf12 -o "rdf12.$ending" "$@"; done
for ending in ttl trig; do "$spo" extract --mentions --comments -o "comments.$ending" "$@"; done
node --no-opt "$here/../rdf/forms.mjs" all.nq all.* rdf12.* comments.*

# rapper reads what it knows as the same triples. (Some of its parsers make the letters of language tags small.)
if command -v rapper >/dev/null; then
  triples() { rapper -q -i "$1" -o ntriples "$2" | sed 's/@zh-Hant \.$/@zh-hant ./' | LC_ALL=C sort -u; }
  triples ntriples all.nt >rapper.nt
  for one in turtle:ttl trig:trig nquads:nq rdfxml:rdf json:rj; do
    triples "${one%%:*}" "all.${one##*:}" | cmp - rapper.nt
  done
fi

# The shapes hold.
"$spo" validate all.nq

# Memory does not grow with the number of documents.
peak() { "$build/bench_write" "$@" | sed 's/.* \([0-9]*\)\.[0-9]* MB peak/\1/' | tail -n 1; }
few=$(peak 5000 turtle trig nquads jsonld jsonl csv neo4j dot graphml)
many=$(peak 100000 turtle trig nquads jsonld jsonl csv neo4j dot graphml)
[ "$many" -le $((few + 2)) ] || { echo "memory grows with documents: $few MB, then $many MB"; exit 1; }

grep -q '^# ' comments.ttl
grep -q "^$(printf '\t')# " comments.trig
"$here/tables.py" "$spo" "$@"
