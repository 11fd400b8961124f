#!/bin/sh
# Vocabularies from tables and RDF: compiled, mapped, found in text, linked to their IRIs; damaged ones are refused.
set -eu
spo=$1/spo
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "FAILED: $1"
  exit 1
}

printf 'label\talias\tiri\ttype\tticker\n晨星航天有限公司\t晨星航天|星航\thttps://example.org/c/1\tcompany\t600001\n' >names.tsv
printf '远山基金\t\thttps://example.org/f/1\tfund\t\n溪谷集团\t溪谷\thttps://example.org/c/2\tcompany\t\n' >>names.tsv
printf '溪谷报业\t溪谷\thttps://example.org/c/3\tcompany\t\n' >>names.tsv
cat >people.ttl <<'TTL'
@prefix ex: <https://example.org/p/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:1 a ex:Astronaut ; rdfs:label "阿木尔拉"@zh , "Amurla"@en ; skos:altLabel "阿木"@zh .
TTL
"$spo" compile --vocabulary -o names.voc names.tsv
"$spo" compile --vocabulary --lang zh -o people.voc people.ttl
cat >own.spo <<'SPO'
language zh
prefix ex: <https://example.org/ns#>
words Listed from vocabulary "names.voc" [type=company]
words Fund from vocabulary "names.voc" [type=fund]
words Known from vocabulary "people.voc"
entity Fund-house schema:Organization
rule listed-company
  match Listed
  mark Organization
  cost -9 + 1 words
rule fund
  match Fund
  mark Fund-house
  cost -9 + 1 words
rule listed-person
  match Known
  mark Person
  cost -9 + 1 words
frame Code(company: Organization, code: string)
  class ex:Code
  code ex:code
rule code
  match company:Listed "上市"
  emit Code(company, code=company.ticker)
  ok 晨星航天有限公司上市。
     -> company=晨星航天有限公司 code=600001
SPO
"$spo" check --quiet --lint none own.spo || fail "check"
"$spo" test --lang zh own.spo >out || fail "test: $(cat out)"
echo "晨星航天有限公司上市。星航很好。远山基金来了。溪谷走了。阿木尔拉说，今天很好。" >text.txt
"$spo" compile --lang zh -o zh.rules "$1/data/rules" own.spo
for rules in own.spo zh.rules; do
  "$spo" extract --lang zh -t ntriples --rules $rules text.txt >out.nt
  for wanted in 'organization-晨星航天有限公司> <https://schema.org/sameAs> <https://example.org/c/1>' \
    'organization-晨星航天有限公司> <http://www.w3.org/2004/02/skos/core#altLabel> "星航"@zh' \
    '远山基金> <https://schema.org/sameAs> <https://example.org/f/1>' \
    'person-阿木尔拉> <https://schema.org/sameAs> <https://example.org/p/1>'; do
    grep -q "$wanted" out.nt || fail "$rules: no $wanted"
  done
  ! grep -q '溪谷> <https://schema.org/sameAs>' out.nt || fail "$rules: 溪谷 names two companies"
done
head -c 2000 names.voc >cut.voc
sed 's/names\.voc/cut.voc/' own.spo >cut.spo
! "$spo" extract --lang zh --rules cut.spo text.txt >/dev/null 2>messages || fail "a vocabulary that is cut off"
grep -q "cut.voc" messages || fail "messages: $(cat messages)"
sed 's|names\.voc|../names.voc|' own.spo >outside.spo
! "$spo" check --quiet outside.spo 2>messages || fail "a vocabulary outside"
grep -q "E070" messages || fail "messages: $(cat messages)"
echo "vocabularies: all passed"
