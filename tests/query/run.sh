#!/bin/sh
# run.sh BUILD_DIR - spo query against others: the W3C's tests, where SPO_W3C_TESTS names their folder (rdflib 5.0.0 has
# them below test/DAWG), and Oxigraph, where Node and the packages of tests/rdf are there: random queries over random
# graphs, and the named queries over the samples.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
spo=$(cd "$1" && pwd)/spo

"$here/command.py" "$spo"
if [ -n "${SPO_W3C_TESTS-}" ]; then "$here/w3c.py" "$spo" "$SPO_W3C_TESTS"; fi
if [ -d "$here/../rdf/node_modules/oxigraph" ] && command -v node >/dev/null; then
  node "$here/random.mjs" "$spo" 200 1
  node "$here/named.mjs" "$spo" "$here/../../ontology/queries" "$here/more.ttl" "$here"/../../samples/*/*.ttl
else
  echo "without Oxigraph: run tests/rdf first"
fi
