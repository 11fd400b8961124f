#!/bin/sh
# run.sh BUILD_DIR - gazetteers made from a table and from RDF, linking in a run and afterwards, what is refused, and how
# often the right homonym is chosen (accuracy.py holds the floor).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
spo=$(cd "$1" && pwd)/spo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "FAILED: $1"; exit 1; }
expect_status() { # STATUS COMMAND...
  wanted=$1
  shift
  got=0
  "$@" >out 2>err || got=$?
  [ "$got" -eq "$wanted" ] || { cat err; fail "status $got, not $wanted: $*"; }
}

# A table; the same again is the same bytes.
"$spo" compile --gazetteer table.gaz "$here/gazetteer.tsv" 2>err
"$spo" compile --gazetteer again.gaz "$here/gazetteer.tsv" 2>err
cmp table.gaz again.gaz || fail "the same table gives other bytes"
"$here/accuracy.py" "$spo" table.gaz "$here/cases.tsv"

# RDF: types by P31 and what they are subclasses of, relations, owl:sameAs; packed, too.
"$spo" compile --gazetteer rdf.gaz "$here/wikidata.ttl" 2>err
gzip -c "$here/wikidata.ttl" >wikidata.ttl.gz
"$spo" compile --gazetteer packed.gaz wikidata.ttl.gz 2>err
cmp rdf.gaz packed.gaz || fail "a packed file gives another gazetteer"
gzip -c "$here/gazetteer.tsv" >packed.tsv.gz
"$spo" compile --gazetteer packed.gaz packed.tsv.gz
cmp table.gaz packed.gaz || fail "a packed table gives another gazetteer"
printf '海陵男篮主教练周建平在赛后发布会上说，球队第四节篮板球保护得不好。\n' >article.txt
"$spo" extract --link rdf.gaz -t nquads article.txt >linked.nq
grep -q 'person-周建平> <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q900001>' linked.nq || fail "the coach"
grep -q '海陵男篮> <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q900003>' linked.nq || fail "the team"
grep -q 'person-周建平> <https://w3id.org/spo#linkScore> "0.[0-9]*"^^<http://www.w3.org/2001/XMLSchema#decimal>' linked.nq || fail "the score"
"$spo" extract -j 2 --link rdf.gaz -t nquads article.txt article.txt >twice.nq
cat linked.nq linked.nq | cmp - twice.nq || fail "threads change something"

# Names in traditional characters find entries in simplified ones, and so does what is said around them.
printf '臺海籃球隊主教練周建平、領隊陳國華在賽後發佈會上說，球隊第四節籃板球保護得不好。\n' >traditional.txt
printf 'iri\tlabel\ttype\tcontext\nhttp://a.example/1\t陈国华\tPerson\t篮板球\nhttp://a.example/2\t陈国华\tPerson\t半导体\n' >people.tsv
"$spo" compile --gazetteer people.gaz people.tsv 2>err
grep -q '^2 entries with 2 names, ' err || fail "the numbers: $(cat err)"
"$spo" extract --link people.gaz -t nquads traditional.txt >traditional.nq
grep -q 'person-陳國華> <https://schema.org/sameAs> <http://a.example/1>' traditional.nq || fail "a traditional name"
"$spo" extract -t nquads traditional.txt | "$spo" link --gazetteer people.gaz | cmp - traditional.nq ||
  fail "a traditional name afterwards"

# Afterwards, in any syntax, from a file or a pipe; what is linked stays as it is.
"$spo" extract -t nquads article.txt >plain.nq
"$spo" link --gazetteer rdf.gaz plain.nq >after.nq
cmp linked.nq after.nq || fail "afterwards is not the same"
"$spo" link --gazetteer rdf.gaz <plain.nq | cmp - after.nq || fail "a pipe"
"$spo" link --gazetteer rdf.gaz -o after.ttl plain.nq
"$spo" extract --link rdf.gaz -o direct.ttl article.txt
grep . direct.ttl >a; grep . after.ttl | cmp - a || fail "Turtle afterwards is not the same"
"$spo" link --gazetteer table.gaz --report report.tsv after.nq | cmp - after.nq || fail "what is linked is linked anew"
[ "$(cut -f 5 report.tsv | grep -c known)" -eq 2 ] || fail "the report"
"$spo" link --gazetteer rdf.gaz --threshold 1 plain.nq | cmp - plain.nq || fail "a threshold that nothing reaches"
"$spo" link --gazetteer rdf.gaz -o after.nq.gz plain.nq && gzip -dc after.nq.gz | cmp - after.nq || fail "packed output"

# What is refused.
expect_status 2 "$spo" link plain.nq
expect_status 2 "$spo" link --gazetteer nowhere.gaz plain.nq
expect_status 2 "$spo" link --gazetteer plain.nq plain.nq
expect_status 2 "$spo" link --gazetteer rdf.gaz --threshold 2 plain.nq
head -c 700 rdf.gaz >cut.gaz
expect_status 2 "$spo" extract --link cut.gaz article.txt
grep -q 'cut.gaz: error: is cut off or damaged' err || fail "a cut gazetteer: $(cat err)"
expect_status 1 "$spo" link --gazetteer rdf.gaz nowhere.nq
printf '<http://a.example/s> <http://a.example/p> "x" .\n<http://a.example/s> <p <x .\n' >bad.nq
expect_status 1 "$spo" link --gazetteer rdf.gaz bad.nq
grep -q 'bad.nq:2:24: error' err || fail "no line is named: $(cat err)"
printf '<http://a.example/s> <http://a.example/p> "x" .\nnonsense\n<http://a.example/t> <http://a.example/p> "y" .\n' >bad.nq
expect_status 1 "$spo" link --gazetteer rdf.gaz bad.nq
grep -q 'bad.nq:2:1: error' err || fail "what stands behind nonsense is lost in silence: $(cat err)"
printf 'iri\tname\nx\ty\n' >bad.tsv
expect_status 2 "$spo" compile --gazetteer x.gaz bad.tsv
printf 'iri\tlabel\nno iri\ty\n' >bad.tsv
expect_status 2 "$spo" compile --gazetteer x.gaz bad.tsv
grep -q 'bad.tsv:2: error: .no iri. is no IRI' err || fail "no line of the table is named: $(cat err)"
expect_status 2 "$spo" compile --gazetteer x.gaz
[ ! -e x.gaz ] || fail "a gazetteer of nothing"
# Folders; graphs beside a wrong line are left out, others are not; a signal leaves no half file behind.
mkdir folder && cp plain.nq folder/a.nq && sed 's/doc\/[0-9a-f]*/doc\/other/g' plain.nq | gzip >folder/b.nq.gz
"$spo" link --gazetteer rdf.gaz folder >both.nq
[ "$(grep -c sameAs both.nq)" -eq 4 ] || fail "a folder"
{ cat plain.nq; echo nonsense; sed 's/doc\/[0-9a-f]*/doc\/second/g; ' plain.nq; sed 's/doc\/[0-9a-f]*/doc\/third/g' plain.nq; } >wrong.nq
expect_status 1 "$spo" link --gazetteer rdf.gaz -o third.nq wrong.nq
[ "$(grep -c 'is left out, since something of it cannot be read' err)" -eq 2 ] || fail "what is left out: $(cat err)"
grep -q doc/third third.nq && ! grep -q doc/second third.nq || fail "the graph behind the wrong line's"
mkfifo pipe
"$spo" link --gazetteer rdf.gaz -o held.nq pipe &
pid=$!
until ls held.nq.*.tmp >/dev/null 2>&1; do sleep 0.05; done
kill -TERM $pid
wait $pid && fail "a signal ends it"
[ -z "$(ls held.nq* 2>/dev/null)" ] || fail "a signal leaves a half file"
echo "ok"
