#!/bin/sh
# run.sh BUILD_DIR - `spo validate`: its cases, forms of reports, what is refused (validate.py); then, where Node and the
# packages of tests/rdf are there, the same cases by rdf-validate-shacl.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 "$here/validate.py" "$1/spo" "$folder"
# What spo finds in all articles of the tests conforms to its shapes.
"$1/spo" extract -t nquads --mentions "$here"/../articles/*.txt "$here"/../articles/held-out/*.txt | "$1/spo" validate
if command -v node >/dev/null && [ -d "$here/../rdf/node_modules/rdf-validate-shacl" ]; then
  node "$here/judge.mjs" "$1/spo" "$folder"
else
  echo "without the judge: Node or tests/rdf/node_modules is missing (tests/rdf/run.sh installs them)"
fi
