#!/bin/sh
# run.sh BUILD_DIR - what rules map to IRIs, datatypes and languages of their own is the same graph in every syntax, read by
# Raptor (rapper) and by Serd (serdi).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
spo=$(cd "$1" && pwd)/spo
rules=$here/../data/rules/mapping

for tool in rapper serdi; do
  command -v $tool >/dev/null || { echo "SKIP tests/mapping: $tool is not installed"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Language tags have no case, and Raptor writes them small.
canonical() {
  rapper -q -i ntriples -o ntriples - https://example.org/ | sed 's/"@zh-Hans /"@zh-hans /' | LC_ALL=C sort -u
}

for syntax in turtle trig ntriples nquads rdfxml rdfjson; do
  "$spo" extract --lang zh --rules "$rules/deals.spo" -t $syntax "$rules/deals.article" >"$work/out.$syntax"
done
canonical <"$work/out.ntriples" >"$work/expected"
[ "$(wc -l <"$work/expected")" -gt 100 ] || { echo "too few triples"; exit 1; }

compare() {
  if ! cmp -s "$work/expected" "$work/got"; then
    echo "$1 reads other triples:"
    diff "$work/expected" "$work/got" | head -n 10
    failed=1
  fi
}
for syntax in turtle trig ntriples nquads; do
  serdi -i $syntax -o ntriples "$work/out.$syntax" | canonical >"$work/got"
  compare "serdi, from $syntax,"
done
mv "$work/out.rdfjson" "$work/out.json" # as rapper calls it
for syntax in turtle ntriples nquads rdfxml json; do
  rapper -q -i $syntax -o ntriples "$work/out.$syntax" https://example.org/ | canonical >"$work/got"
  compare "rapper, from $syntax,"
done
[ $failed = 0 ] && echo "six syntaxes, one graph"
exit $failed
