#!/bin/sh
# run.sh BUILD_DIR - the measuring sets of ../shared against the floors reached so far, so that nothing gets worse unseen.
#
# The sets lie beside the checkout (../shared, or SPO_SHARED) and are for measuring only; without them it says SKIP. The seed
# article's graph must also be the same in all syntaxes, as other people's parsers read them, and conform to the shapes.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
spo=$1/spo
shared=${SPO_SHARED-$root/../shared}
[ -e "$shared/eval/score.py" ] || { echo "SKIP tests/quality: there is no $shared"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
score="python3 $shared/eval/score.py"
failed=0

# floor NAME VALUE LEAST
floor() {
  awk -v n="$1" -v v="$2" -v l="$3" 'BEGIN { printf "%-34s %.3f  (floor %s)%s\n", n, v, l, v < l ? "  TOO LOW" : ""; exit v < l }' || failed=1
}
value() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]][sys.argv[3]])' "$@"; }

facts() { $score facts --json --gold "$shared/articles/gold.tsv" --articles "$shared/articles" "$@" -- "$spo" extract -f jsonl -t nquads -; }
facts --only seed >"$work/seed"
facts --lang zh >"$work/zh"
facts --lang en >"$work/en"
floor "seed, recall of all" "$(value "$work/seed" all recall)" 0.95
for kind in entities positions statistics; do floor "seed, precision of $kind" "$(value "$work/seed" $kind precision)" 0.95; done

# articles LANGUAGE ENTITIES POSITIONS STATISTICS QUOTATIONS RECALL - F1 of each kind, recall of all
articles() {
  for kind in entities:$2 positions:$3 statistics:$4 quotations:$5; do
    floor "$1 articles, F1 of ${kind%:*}" "$(value "$work/$1" "${kind%:*}" f1)" "${kind#*:}"
  done
  floor "$1 articles, recall of all" "$(value "$work/$1" all recall)" "$6"
}
articles zh 0.92 0.96 0.94 0.94 0.905
articles en 0.98 0.94 0.94 0.91 0.965
for set in news:0.82 fine:0.627 wiki:0.705 web-en:0.692; do
  name=${set%:*}
  $score names --json --gold "$shared/eval/data/ner-$name.dev.jsonl" -- "$spo" extract -f jsonl -t nquads --mentions - >"$work/$name"
  floor "ner-$name, F1" "$(value "$work/$name" all f1)" "${set#*:}"
done

for syntax in turtle:ttl trig:trig ntriples:nt nquads:nq; do
  file=$work/seed.${syntax#*:}
  syntax=${syntax%:*}
  "$spo" extract -t "$syntax" -o "$file" "$shared/articles/seed.txt"
  serdi -q -i "$syntax" -o ntriples "$file" | LC_ALL=C sort -u | wc -l >"$work/count.serdi.$syntax"
  rapper -q -i "$syntax" -o ntriples "$file" | LC_ALL=C sort -u | wc -l >"$work/count.rapper.$syntax"
done
echo "seed: $(cat "$work/count.serdi.turtle") triples, $(cat "$work"/count.* | sort -u | wc -l) different count(s) in 4 syntaxes, 2 parsers"
[ "$(cat "$work"/count.* | sort -u | wc -l)" -eq 1 ] || failed=1
if [ -d "$root/tests/rdf/node_modules" ]; then
  (cd "$root/tests/rdf" && node check.mjs "$work/seed.ttl" && node check.mjs --same --no-shapes "$work"/seed.*) || failed=1
fi
[ "$failed" -eq 0 ]
