#include "rules/rule_codes.h"

#include <strings.h>

const RuleCode RULE_CODES[] = {
    {"E001", "an indented line without a statement",
     "A statement begins in the first column; its parts stand below it, indented. This file begins with an\n"
     "indented line, so that nothing says what it is a part of.",
     "  match \"甲\"\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E002", "a string without end",
     "A text in quotation marks ends on the line where it begins. A quotation mark inside is written \\\".",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E003", "a sign that means nothing",
     "Outside quotation marks a rule is made of names, numbers and the signs of the language. Text that is to be\n"
     "matched, also punctuation, stands in quotation marks.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" ，\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" \"，\"\n"
     "  emit F(a)\n"},
    {"E004", "an unknown statement",
     "A line in the first column begins with the kind of its statement: language, import, drop, ontology, prefix, "
     "words,\n"
     "entity, type, pattern, frame or rule.",
     "language zh\n"
     "wrods Color 红 蓝\n",
     "language zh\n"
     "words Color 红 蓝\n"},
    {"E010", "something else was expected",
     "The message says what can stand here and what stands here instead. Everything before this place was\n"
     "understood.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" )\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:(\"甲\")\n"
     "  emit F(a)\n"},
    {"E011", "an empty text", "An empty text would match everywhere. Leave it out, or make something optional with ?.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" \"\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E012", "a repetition without upper bound",
     "Matching takes time in proportion to the text, whatever the rules: that needs an upper bound for everything "
     "that\n"
     "repeats. Write how often at most, up to 64, or use list( ) { } for things with separators.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han+\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han{1,8}\n"
     "  emit F(a)\n"},
    {"E013", "bounds that cannot be met",
     "The bounds of a repetition are whole numbers from 0 to 64, the lower one first.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han{5,2}\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han{2,5}\n"
     "  emit F(a)\n"},
    {"E014", "nested too deep",
     "Parts of a pattern stand inside one another at most 64 deep, names of patterns at most 16, and an element is "
     "repeated\n"
     "by one ? or {m,n}. Give inner parts a name with `pattern`.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han?????\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han?\n"
     "  emit F(a)\n"},
    {"E015", "a guard of more than one element",
     "!X and &X look whether one text or one type begins at a place, or one of several: !(A | B). Longer things are "
     "looked\n"
     "at by `before P` and `after P` below the match.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" !(\"乙\" \"丙\") Han\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" !(\"乙\" | \"丙\") Han\n"
     "  emit F(a)\n"},
    {"E020", "more than one action",
     "A rule does one thing: it marks an entity, emits a fact, emits a fact for each item of a list, or qualifies "
     "facts. For\n"
     "another thing write another rule.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  emit F(a, b=\"c\")\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a, b=\"c\")\n"},
    {"E021", "a test without text",
     "Behind `ok` stands a text in which the rule must find something, behind `no` one in which it must find nothing.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"},
    {"E022", "expected facts without a test",
     "A line `-> slot=value` says what the `ok` line above it must find. It cannot stand below `no` or without a test.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  -> a=甲\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "  -> a=甲\n"},
    {"E023", "no slot=value",
     "Behind -> stand pairs slot=value, separated by blanks. A value that holds blanks stands in quotation marks.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "  -> 甲\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "  -> a=甲\n"},
    {"E024", "a rule without match or action",
     "A rule needs at least one `match` line and one of mark, emit, each, qualify.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E025", "an unknown function",
     "What a slot takes may be changed on the way: upper(x), lower(x), trim(x), compact(x), join(x), or read: "
     "number(x), "
     "money(x),\n"
     "percent(x), date(x). There are also last(kind) and document(part).",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a=big(a))\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a=upper(a))\n"},
    {"E030", "an unknown name in a pattern",
     "A name in a pattern is that of a word list, a pattern, a type that rules mark, an entity type or a built-in "
     "type. None\n"
     "of these is called so. Names are compared with upper and lower case. All rules that use the name are off.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Colour 红 蓝\n"
     "rule r\n"
     "  match a:Color\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Colour 红 蓝\n"
     "rule r\n"
     "  match a:Colour\n"
     "  emit F(a)\n"},
    {"E031", "an unknown prefix",
     "In `prefix:name` the prefix stands for the beginning of an IRI. Declare it with `prefix name: <https://...>`; "
     "spo, schema,\n"
     "skos, rdf, rdfs, dct, org, prov and foaf are there already.",
     "language zh\n"
     "entity Thing shema:Thing\n",
     "language zh\n"
     "entity Thing schema:Thing\n"},
    {"E032", "tags of something that is no list",
     "[key=value] chooses words of a list by their tags. Entities, marked and built-in types have none.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Number[kind=big]\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Number\n"
     "  emit F(a)\n"},
    {"E033", "a name that is taken",
     "Inside a directory of rules a name is declared once; only word lists may be declared several times, and grow. "
     "Names of\n"
     "built-in types cannot be declared. A later directory may declare a name again, and takes its place.",
     "language zh\n"
     "words Number 一 二\n",
     "language zh\n"
     "words Numeral 一 二\n"},
    {"E034", "nothing to mark or emit",
     "`mark` names a type that `entity` or `type` declares, `emit`, `each` and `qualify` a frame.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit Fact(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E035", "an unknown capture",
     "A value, a tag or a condition names something that the match captures: name:Type. This name is not among them.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a=b)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match b:\"甲\"\n"
     "  emit F(a=b)\n"},
    {"E036", "a pattern that is a part of itself",
     "Patterns cannot be recursive: their length would have no bound. Repeat with {m,n} or list( ) { }.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "pattern A = \"甲\" A?\n"
     "rule r\n"
     "  match a:A\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "pattern A = \"甲\"{1,5}\n"
     "rule r\n"
     "  match a:A\n"
     "  emit F(a)\n"},
    {"E037", "a filter that the dictionary does not know",
     "The general dictionary knows parts of speech only: from dictionary [pos=n|nz].",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Noun from dictionary [kind=n]\n"
     "rule r\n"
     "  match a:Noun\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Noun from dictionary [pos=n]\n"
     "rule r\n"
     "  match a:Noun\n"
     "  emit F(a)\n"},
    {"E038", "a text that is too long", "A text or word has at most 255 characters.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match "
     "a:"
     "\"甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲"
     "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲"
     "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲"
     "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲"
     "甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲\"\n"
     "  emit F(a)\n"},
    {"E039", "a pattern that is too large",
     "Repetitions inside repetitions multiply. Split the rule, or lower the bounds.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" (((Han{64}){64}){64})\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" Han{64}\n"
     "  emit F(a)\n"},
    {"E040", "too many captures", "A rule captures at most 32 things.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match c0:\"甲\" c1:\"甲\" c2:\"甲\" c3:\"甲\" c4:\"甲\" c5:\"甲\" c6:\"甲\" c7:\"甲\" c8:\"甲\" c9:\"甲\" "
     "c10:\"甲\" c11:\"甲\" c12:\"甲\" c13:\"甲\" c14:\"甲\" c15:\"甲\" c16:\"甲\" c17:\"甲\" c18:\"甲\" c19:\"甲\" "
     "c20:\"甲\" c21:\"甲\" c22:\"甲\" c23:\"甲\" c24:\"甲\" c25:\"甲\" c26:\"甲\" c27:\"甲\" c28:\"甲\" c29:\"甲\" "
     "c30:\"甲\" c31:\"甲\" c32:\"甲\"\n"
     "  emit F(a=c0)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match c0:\"甲\" c1:\"甲\"\n"
     "  emit F(a=c0, b=c1)\n"},
    {"E041", "a list inside a list",
     "Items of a list cannot be lists: it would not be clear to which item a capture belongs.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match \"甲\" list(\"、\") { list(\"和\") { a:Han } }\n"
     "  each F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match \"甲\" list(\"、\" \"和\") { a:Han }\n"
     "  each F(a)\n"},
    {"E042", "too many lists", "A rule has at most 8 lists.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match \"甲\" list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } "
     "list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } list(\"、\") { \"乙\" } list(\"、\") { "
     "\"乙\" }\n"
     "  emit F(a=\"c\")\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match \"甲\" list(\"、\") { a:\"乙\" }\n"
     "  each F(a)\n"},
    {"E043", "a pattern without an anchor",
     "spo looks for a rule only where its rarest element stands. In this pattern nothing must stand in every match but "
     "single\n"
     "characters, so that it would be tried everywhere. Let one element that is neither optional nor repeated be a "
     "text,\n"
     "a word list or a type.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:Han{2} \"甲\"?\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:Han{2} \"甲\"\n"
     "  emit F(a)\n"},
    {"E044", "inside and is take a type",
     "`inside T` asks for a longer stretch that is a T around what matched, `is T` for a T of the same extent. T is "
     "one type,\n"
     "perhaps captured: inside whole:Organization.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  inside \"乙\"? \"甲\"\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  inside Quote\n"},
    {"E045", "a join in a rule that emits nothing",
     "`with`, `maybe` and `unless` look at other sentences, which are complete only when all entities stand. Rules "
     "that mark\n"
     "or qualify look at what is around them: before, after, inside, is.",
     "language zh\n"
     "type T\n"
     "rule r\n"
     "  match \"甲\"\n"
     "  mark T\n"
     "  unless \"乙\"\n",
     "language zh\n"
     "type T\n"
     "rule r\n"
     "  match \"甲\"\n"
     "  mark T\n"
     "  not before \"乙\"\n"},
    {"E046", "a list in a join", "Behind `with`, `maybe` and `unless` stands a pattern without lists.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  with list(\"、\") { b:\"乙\" }\n"
     "  emit F(a, b)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  with b:\"乙\"\n"
     "  emit F(a, b)\n"},
    {"E050", "rules that need one another",
     "A rule runs after all rules that make what it uses. These rules use what the others make, in a circle, so that "
     "none can\n"
     "be the first. Let one of them mark a type of its own, which the other then uses.",
     "language zh\n"
     "type A\n"
     "type B\n"
     "rule a\n"
     "  match \"甲\" B\n"
     "  mark A\n"
     "rule b\n"
     "  match \"乙\" A\n"
     "  mark B\n",
     "language zh\n"
     "type A\n"
     "type B\n"
     "rule a\n"
     "  match \"甲\" \"丙\"\n"
     "  mark A\n"
     "rule b\n"
     "  match \"乙\" A\n"
     "  mark B\n"},
    {"E060", "a type that a slot cannot hold",
     "A slot holds an entity type, or text, string, term, decimal, boolean, Quantity or Period.",
     "language zh\n"
     "frame F(a: Colour)\n"
     "  class schema:Action\n",
     "language zh\n"
     "frame F(a: text)\n"
     "  class schema:Action\n"},
    {"E061", "an unknown slot", "The frame has no slot of this name; its slots stand in brackets behind its name.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(c=a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E062", "a frame that says nothing",
     "A frame says what its facts become in RDF: `class IRI` (each fact is a resource) or `relation IRI` (each fact is "
     "a triple\n"
     "of its first two slots).",
     "language zh\n"
     "frame F(a: text)\n",
     "language zh\n"
     "frame F(a: text)\n"
     "  class schema:Action\n"},
    {"E063", "values from two lists",
     "`each` makes a fact for each item of one list. Where values come from two lists, `zip a b` says that their items "
     "go\n"
     "together, the first with the first and so on.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match list(\"、\") { a:\"甲\" } \"各\" list(\"、\") { b:\"乙\" }\n"
     "  each F(a, b)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match list(\"、\") { a:\"甲\" } \"各\" list(\"、\") { b:\"乙\" }\n"
     "  zip a b\n"
     "  each F(a, b)\n"},
    {"E064", "each without a list",
     "`each` makes a fact for each item of a list( ) { } in the match; no value comes from one.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  each F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match list(\"、\") { a:\"甲\" }\n"
     "  each F(a)\n"},
    {"E065", "too many slots", "A frame has at most 32 slots.",
     "language zh\n"
     "frame F(s0: text?, s1: text?, s2: text?, s3: text?, s4: text?, s5: text?, s6: text?, s7: text?, s8: text?, s9: "
     "text?, s10: text?, s11: text?, s12: text?, s13: text?, s14: text?, s15: text?, s16: text?, s17: text?, s18: "
     "text?, s19: text?, s20: text?, s21: text?, s22: text?, s23: text?, s24: text?, s25: text?, s26: text?, s27: "
     "text?, s28: text?, s29: text?, s30: text?, s31: text?, s32: text?)\n"
     "  class schema:Action\n",
     "language zh\n"
     "frame F(a: text?)\n"
     "  class schema:Action\n"},
    {"E066", "a slot that is declared twice", "Each slot of a frame has a name of its own.",
     "language zh\n"
     "frame F(a: text, a: text)\n"
     "  class schema:Action\n",
     "language zh\n"
     "frame F(a: text, b: text)\n"
     "  class schema:Action\n"},
    {"E067", "a part that a value does not have",
     "A slot's value has parts by its type: a Quantity and a decimal have number, unit, text and bound, a Period has "
     "date and\n"
     "text. The parts of an entity are the tags of the listed word that it is called by. Other values are whole.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a.number ex:a\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E068", "braces that hold no name",
     "In an IRI or a text, {name} stands for the value of a slot (in an entity: of a tag). A brace that is meant as "
     "such is\n"
     "written twice: {{.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple claim ex:b \"甲 {a\"\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple claim ex:b \"甲 {a}\"\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E070", "a file outside",
     "Rule files name files of their own directory or below it: no `..`, no absolute path. So rules from a stranger "
     "read\n"
     "nothing else of your machine.",
     "language zh\n"
     "words Color from \"../colors.txt\"\n",
     NULL},
    {"E071", "a file that is not there",
     "There is no such file below the directory of the rule file, or it is a link that leads out of it.",
     "language zh\n"
     "words Color from \"no-such-file.txt\"\n",
     NULL},
    {"E072", "lists in files cannot be read here",
     "These rules were given as text, without a directory in which lists could lie.", NULL, NULL},
    {"E073", "no shipped rules", "`import shipped` needs the rules that come with spo, and there are none here.", NULL,
     NULL},
    {"E074", "too many vocabularies",
     "Rules of a language name at most 16 compiled vocabularies. Compile several sources into one.", NULL, NULL},
    {"E075", "doubt without a model",
     "`doubt N` says how much dearer marks of other rules are where a model does not guess them. It stands in a rule "
     "whose\n"
     "match is a list from a model, and nothing else.",
     "language zh\n"
     "entity Person <https://example.org/Person>\n"
     "words Name 王明\n"
     "rule name\n"
     "  match Name\n"
     "  mark  Person\n"
     "  cost  1\n"
     "  doubt 3\n",
     NULL},
    {"E080", "nothing to drop",
     "`drop NAME` leaves out a rule of an earlier directory. None of them has a rule of this name.",
     "language zh\n"
     "drop nothing-of-this-name\n"
     "words A 甲\n",
     NULL},
    {"E090", "a term that the ontology does not have",
     "The namespace of this class or property is that of an ontology file, and the file does not declare it. Mostly\n"
     "it is misspelt. If it is new, declare it in the file, with a label and a comment.",
     NULL, NULL},
    {"E091", "a term of the wrong kind",
     "Entities and frames have classes (spo:Position), slots and relations have properties (spo:holder), and literals\n"
     "have datatypes. This name is declared as something else.",
     NULL, NULL},
    {"E092", "no absolute IRI",
     "An IRI begins with a scheme (https://...) and holds no blanks, quotation marks, brackets or backslashes. What "
     "stands in\n"
     "braces is filled in and made fit, but the text around it must be fit itself.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  iri <deal/{a}>\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  iri <https://example.org/deal/{a}>\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E093", "one IRI for all",
     "An `iri` line says how claims of a frame, or entities of a type, are called. Without a slot or a tag in it, all "
     "of them\n"
     "would be one and the same thing.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  iri <https://example.org/deal>\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  iri <https://example.org/deal/{a}>\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E094", "`as label` of what has no label",
     "`as label` writes the name of an entity where its IRI would stand. Other values are texts already.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a as label\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "entity Firm ex:Firm\n"
     "words Name 甲\n"
     "rule f\n"
     "  match Name\n"
     "  mark Firm\n"
     "frame F(a: Firm)\n"
     "  class ex:F\n"
     "  a ex:a as label\n"
     "rule r\n"
     "  match a:Firm \"乙\"\n"
     "  emit F(a)\n"},
    {"E095", "a language that cannot be",
     "A language tag is made of letters and digits in groups, as in en, zh-Hant, or is the word none. Only texts have "
     "one;\n"
     "numbers, dates and IRIs have none.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a lang \"zh_Hant\"\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a lang \"zh-Hant\"\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E096", "a datatype that does not exist",
     "Datatypes of the prefix xsd: are those of XML Schema: string, boolean, decimal, integer, double, date, dateTime, "
     "gYear,\n"
     "duration, anyURI and some more. A text with a language has no datatype: write lang \"en\" instead.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a as xsd:dat\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  a ex:a as xsd:date\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E097", "a constant that does not fit its datatype",
     "This text is no value of the datatype behind it, so that no program could read it.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple claim ex:since \"soon\"^^xsd:date\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple claim ex:since \"2024-05-01\"^^xsd:date\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"E098", "a claim of a frame that makes none",
     "A frame with nothing but triples states these and nothing about itself: there is no claim that could have "
     "properties or an\n"
     "IRI. Give it a class, or say it of a slot.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "entity Firm ex:Firm\n"
     "words Name 甲\n"
     "rule f\n"
     "  match Name\n"
     "  mark Firm\n"
     "frame F(a: Firm, b: Firm)\n"
     "  triple {a} ex:owns {b}\n"
     "  a ex:a\n"
     "rule r\n"
     "  match a:Firm \"乙\" b:Firm\n"
     "  emit F(a, b)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "entity Firm ex:Firm\n"
     "words Name 甲\n"
     "rule f\n"
     "  match Name\n"
     "  mark Firm\n"
     "frame F(a: Firm, b: Firm)\n"
     "  class ex:F\n"
     "  triple {a} ex:owns {b}\n"
     "  a ex:a\n"
     "rule r\n"
     "  match a:Firm \"乙\" b:Firm\n"
     "  emit F(a, b)\n"},
    {"E099", "a subject that has no IRI",
     "The subject of a triple is a thing: an entity, claim, document, evidence, or an IRI. A text, a number or a date "
     "can only\n"
     "be an object, unless an IRI is made of it.",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple {a} ex:b claim\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "prefix ex: <https://example.org/>\n"
     "frame F(a: text)\n"
     "  class ex:F\n"
     "  triple <https://example.org/a/{a}> ex:b claim\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"},
    {"W090", "a deprecated term",
     "The ontology file says owl:deprecated of this class or property: it is kept for old graphs, and new ones should\n"
     "not use it. Its comment mostly says what takes its place.",
     NULL, NULL},
    {"W091", "a term that no ontology file declares",
     "Only `spo check --strict` says so. Nothing can be wrong with it, but nothing was checked either. Name the file "
     "that\n"
     "declares it: ontology \"file.ttl\", beside or below the rule file.",
     NULL, NULL},
    {"E101", "an unknown line in a test document",
     "A document with expected facts (NAME.test) begins with lines `language`, `date`, `title`, `url`; then come "
     "`text`, with the\n"
     "article below it, and `facts`, with a fact a line below it.",
     NULL, NULL},
    {"E102", "a test document without a text",
     "A document with expected facts has a line `text` in the first column, and the article below it, a paragraph a "
     "line.",
     NULL, NULL},
    {"W001", "a rule without a test",
     "A test beside a rule says what it is for, and shows when it no longer does it: `ok TEXT` with `-> slot=value`, "
     "`no TEXT`\n"
     "for what it must not find.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "  -> a=甲\n"},
    {"W002", "a capture that nothing uses",
     "Something in the match has a name, but no slot, mark or condition takes it. Often the slot was forgotten.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" b:\"乙\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule r\n"
     "  match a:\"甲\" b:\"乙\"\n"
     "  emit F(a, b)\n"
     "  ok 甲乙\n"},
    {"W003", "a name that nothing uses", "No rule, pattern or frame refers to this list, type, pattern or frame.",
     "language zh\n"
     "words Color 红 蓝\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:Color\n"
     "  emit F(a)\n"
     "  ok 红\n"},
    {"W004", "something that can never match",
     "A list without words, tags that no word has, or a type that no rule marks: what needs it matches nothing.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:\"甲\" Color[dark]\n"
     "  emit F(a)\n"
     "  no 甲\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:\"甲\" Color\n"
     "  emit F(a)\n"
     "  ok 甲红\n"},
    {"W005", "a rule that another one covers",
     "Two rules for a frame match the same; the second never finds anything that the first does not.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule first\n"
     "  match a:\"甲\" \"乙\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "rule second\n"
     "  match a:\"甲\" \"乙\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "rule first\n"
     "  match a:\"甲\" \"乙\"\n"
     "  emit F(a)\n"
     "  ok 甲乙\n"
     "rule second\n"
     "  match a:\"甲\" \"丙\"\n"
     "  emit F(a)\n"
     "  ok 甲丙\n"},
    {"W006", "alternatives that overlap",
     "One alternative is the same as another one, or a word of the list that stands beside it.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:(\"红\" | Color)\n"
     "  emit F(a)\n"
     "  ok 红\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:(\"紫\" | Color)\n"
     "  emit F(a)\n"
     "  ok 红\n"},
    {"W007", "a word that is listed twice", "The second one changes nothing.",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝 红\n"
     "rule r\n"
     "  match a:Color\n"
     "  emit F(a)\n"
     "  ok 红\n",
     "language zh\n"
     "frame F(a: text, b: text?)\n"
     "  class schema:Action\n"
     "words Color 红 蓝\n"
     "rule r\n"
     "  match a:Color\n"
     "  emit F(a)\n"
     "  ok 红\n"},
};
const size_t RULE_CODE_COUNT = sizeof RULE_CODES / sizeof RULE_CODES[0];

const RuleCode *rule_code_named(const char *code) {
  for (size_t i = 0; i < RULE_CODE_COUNT; i++) {
    if (strcasecmp(RULE_CODES[i].code, code) == 0) return &RULE_CODES[i];
  }
  return NULL;
}
