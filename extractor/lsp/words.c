#include "lsp/words.h"

#define END \
  { NULL, NULL, NULL }

const LanguageWord STATEMENT_KEYWORDS[] = {
    {"language", "language ${1|zh,en,any|}",
     "`language zh`: the language of the texts that this file is for; `any`: all."},
    {"import", "import \"${1:file.spo}\"",
     "`import \"sub/file.spo\"` reads another rule file; `import shipped \"zh/persons.spo\"` one of those that spo "
     "ships."},
    {"prefix", "prefix ${1:ex}: <${2:https://example.org/}>",
     "`prefix ex: <https://example.org/>` gives a namespace a short name."},
    {"ontology", "ontology \"${1:domain.ttl}\"",
     "`ontology \"domain.ttl\"`: classes and properties are checked against this file (any RDF syntax)."},
    {"words", "words ${1:Name} ${2:word}",
     "`words NAME a b c`, `words NAME from \"file.txt\"`: a list of words, which patterns use by its name."},
    {"entity", "entity ${1:Name} ${2:schema:Thing}",
     "`entity NAME CLASS`: a kind of thing that rules mark and that becomes a resource of this class."},
    {"type", "type ${1:Name}", "`type NAME`: what rules mark for other rules, without a resource in the graph."},
    {"pattern", "pattern ${1:Name} = ${2}", "`pattern NAME = P` gives a pattern a name, with its captures."},
    {"frame", "frame ${1:Name}(${2:slot}: ${3:text})\n  class ${4:schema:Action}",
     "`frame NAME(slot: Type, other: Type?)`: a kind of fact, with typed slots; below it, what becomes of it in RDF."},
    {"rule",
     "rule ${1:name}\n  match ${2}\n  emit  ${3:Frame}(${4:slot})\n  ok    ${5:text}\n        -> ${4:slot}=${6:value}",
     "`rule NAME`: what to look for (`match`), and what to make of it (`mark`, `emit`, `each`, `qualify`)."},
    {"drop", "drop ${1:rule}", "`drop NAME ...` leaves rules of earlier directories out."},
    END};

const LanguageWord RULE_KEYWORDS[] = {
    {"match", "match ${1}", "`match P`: where the rule fires. Several lines are alternatives."},
    {"mark", "mark  ${1:Type}", "`mark TYPE [capture]`: the match, or a capture of it, is a thing of this type."},
    {"emit", "emit  ${1:Frame}(${2})", "`emit FRAME(slot, slot=capture, ...)`: a fact for each match."},
    {"each", "each  ${1:Frame}(${2})", "`each FRAME(...)`: a fact for each item of a list."},
    {"qualify", "qualify ${1:all} (${2:modality}=\"${3:planned}\")",
     "`qualify FRAMES|all (slot=...) [within match|clause|sentence]`: fills slots of facts that others found here: "
     "denied, planned."},
    {"zip", "zip   ${1:a} ${2:b}", "`zip a b` pairs two lists; nothing is made where their lengths differ."},
    {"inherit", "inherit ${1:slot}", "`inherit SLOTS`: an item without a value takes it from the item before."},
    {"with", "with  ${1} within ${2:sentence}",
     "`with P within sentence|paragraph|N sentences [before|after]`: P must stand near the match; its captures can be "
     "used."},
    {"maybe", "maybe ${1} within ${2:sentence}",
     "`maybe P within ...`: the captures of P are filled where it stands near the match."},
    {"unless", "unless ${1} within ${2:sentence}",
     "`unless P within ...`: the rule does not fire where P stands near."},
    {"before", "before ${1}", "`before P`: P stands right behind the match. `not before P`: it must not."},
    {"after", "after ${1}", "`after P`: P stands right in front of the match. `not after P`: it must not."},
    {"inside", "inside ${1:Quote}", "`inside T`: the match stands inside something of this type."},
    {"is", "is    ${1:Type}", "`is T`: the match is just something of this type."},
    {"in", "in    ${1|heading,caption,quote,list|}", "`in heading`: the match stands in this part of the document."},
    {"same", "same  ${1:a} ${2:b}", "`same a b`: two captures, or tags of their words, are the same text."},
    {"not", "not   ${1|before,after,inside,is,in,same|} ${2}", "turns a condition round."},
    {"cost", "cost  ${1:1}",
     "`cost N`, `cost N + W words`: how unlikely the marked thing is, in nats; less is likelier."},
    {"doubt", "doubt ${1:4}",
     "`doubt N`, of a rule that marks the guesses of a model: by how much marks of other rules are dearer, at most, "
     "where\n"
     "the model sees none."},
    {"sure", "sure", "`sure`: no model's doubt counts against what the rule marks."},
    {"keep", "keep all", "`keep all`: every way of matching is a fact; none loses against another."},
    {"confidence", "confidence ${1:0.9}", "`confidence 0.9`: how often the rule is right."},
    {"priority", "priority ${1:1}",
     "`priority N`: of two facts about the same text the one with the higher number stays."},
    {"ok", "ok    ${1:text}\n      -> ${2:slot}=${3:value}",
     "`ok TEXT`, and below it `-> slot=value ...`: a test; the rule must find just this."},
    {"no", "no    ${1:text}", "`no TEXT`: a test; the rule must find nothing."},
    END};

const LanguageWord FRAME_KEYWORDS[] = {
    {"class", "class ${1:schema:Action}", "`class IRI ...`: facts become resources of these classes."},
    {"relation", "relation ${1:schema:knows}",
     "`relation IRI`: a fact becomes a triple of its first two slots, with evidence beside it."},
    {"iri", "iri   <${1:https://example.org/}{${2:slot}}>", "`iri <https://...{slot}>`: the IRI of the claim."},
    {"key", "key   ${1:slot}", "`key SLOTS`: facts whose keys stand in the same place are rivals; one stays."},
    {"merge", "merge ${1:slot} within ${2:paragraph}",
     "`merge SLOTS within ...`: facts that agree in these slots are one; the first gets what the later ones know "
     "besides."},
    {"carry", "carry ${1:slot} within ${2:sentence}",
     "`carry SLOTS within ...`: an empty slot takes its value from the fact of the frame before."},
    {"keep", "keep all", "`keep all`: facts that say different things of the same text all stay."},
    {"otherwise", "otherwise ${1:slot} ${2:other}", "`otherwise SLOT OTHER`: an empty slot takes the text of another."},
    {"also", "also  ${1:slot} ${2:schema:knows} ${3:slot}", "`also SLOT IRI SLOT`: one more triple."},
    {"triple", "triple {${1:slot}} ${2:schema:knows} {${3:slot}}",
     "`triple NODE IRI NODE`: one more triple; a node is `{slot}`, `claim`, `document`, `evidence`, an IRI or a text."},
    {"evidence", "evidence none", "`evidence none`: claims without evidence, rule and confidence."},
    END};

const LanguageWord ENTITY_KEYWORDS[] = {
    {"iri", "iri   <${1:https://example.org/}{${2:label}}>",
     "`iri <https://...{tag}>`: the entity's IRI, from tags of its listed word or `{label}`."},
    {"label", "label ${1:schema:name}", "`label IRI`: one more property for its label."},
    {"alias", "alias ${1:schema:alternateName}", "`alias IRI`: one more property for its other names."},
    {"tag", "tag   ${1:ticker} ${2:schema:tickerSymbol}", "`tag KEY IRI`: a property for a tag of its listed word."},
    {"also", "also  ${1:a} ${2:schema:Thing}", "`also IRI VALUE`: a triple of each entity."},
    END};

const LanguageWord PATTERN_KEYWORDS[] = {{"list", "list(\"、\" \"和\"){ ${1} }",
                                          "`list(\"、\" \"和\"){ P }`: P once or more, with these separators between."},
                                         {"sentence-start", NULL, "the beginning of the sentence; also `^`."},
                                         {"sentence-end", NULL, "the end of the sentence; also `$`."},
                                         {"clause-start", NULL, "the beginning of the clause."},
                                         {"clause-end", NULL, "the end of the clause."},
                                         END};

const LanguageWord SLOT_TYPES[] = {
    {"text", NULL, "a text in the language of the document."},
    {"string", NULL, "a text without a language."},
    {"term", NULL,
     "a word of a controlled list: `year-on-year` becomes `spo:yearOnYear`; `term in ex`: of this namespace."},
    {"decimal", NULL, "a number."},
    {"boolean", NULL, "true or false."},
    {"Quantity", NULL, "a number with its unit; parts `number`, `upper`, `unit`, `text`, `bound`."},
    {"Period", NULL, "a date or period; parts `date`, `text`."},
    END};

const LanguageWord VALUE_FUNCTIONS[] = {
    {"last", "last(${1|person,organization,place,product,event|})",
     "`last(kind)`: the entity of this kind that the document speaks of."},
    {"document", "document(${1|title,date,publisher,author,source,url,sentence,paragraph,heading|})",
     "`document(part)`: what is known of the document, or the text around the match."},
    {"upper", "upper(${1:capture})", "the text in upper case."},
    {"lower", "lower(${1:capture})", "the text in lower case."},
    {"trim", "trim(${1:capture})", "the text without signs at both ends."},
    {"compact", "compact(${1:capture})", "the text without blanks."},
    {"join", "join(${1:capture})", "the texts of all captures of this name, with blanks between."},
    {"number", "number(${1:capture})", "the longest number in the capture."},
    {"money", "money(${1:capture})", "the longest amount of money in the capture."},
    {"percent", "percent(${1:capture})", "the longest percentage in the capture."},
    {"date", "date(${1:capture})", "the longest date in the capture."},
    {"presumed", "presumed(${1:capture})", "the capture, unless the same sentence carries the slot on."},
    {"abreast", "abreast(${1:capture})",
     "the capture, in that one of several slots which the fact before it fills itself."},
    END};

const LanguageWord BUILTIN_TYPES[] = {
    {"Number", NULL, "a number in digits or words: 5080, 1,200, 三十."},
    {"Ordinal", NULL, "第三, 3rd."},
    {"Percent", NULL, "18%, 百分之三, 三成."},
    {"Money", NULL, "an amount of money: 5080亿元, $3.5 million. `Money[code=CNY]`: of this currency."},
    {"Count", NULL,
     "a number with a unit that is neither money nor percent: 254万人, 30 km. `Count[kind=power]`: with a unit that "
     "has this tag."},
    {"Quantity", NULL, "a `Percent`, `Money` or `Count`."},
    {"Few", NULL, "one to ten of something, in words: 三位."},
    {"Date", NULL, "a day: 2023年3月24日, March 24."},
    {"Period", NULL, "a time: 2023年, 上半年, the third quarter; also any `Date`."},
    {"Duration", NULL, "五年, 18 months."},
    {"Time", NULL, "8时15分, 8:15 pm."},
    {"Age", NULL, "47岁, aged 47."},
    {"Quote", NULL, "a quotation with its marks."},
    {"Book", NULL, "《》 with its marks."},
    {"Bracket", NULL, "( ) or （ ） with its marks."},
    {"Word", NULL, "a run of letters and digits of an alphabet: Smith, GPT-4."},
    {"Cap", NULL, "a word that begins with a capital: Smith."},
    {"Upper", NULL, "a word in capitals: NASA."},
    {"Lower", NULL, "a word in small letters."},
    {"Mixed", NULL, "a word with capitals inside: iPhone."},
    {"Alnum", NULL, "a word with digits: GPT-4."},
    {"Initial", NULL, "J."},
    {"Han", NULL, "one Chinese character."},
    {"Char", NULL, "any character of the clause."},
    {"Any", NULL, "any character of the sentence."},
    {"Digit", NULL, "one digit."},
    {"Letter", NULL, "one letter of an alphabet."},
    {"Space", NULL, "one blank."},
    {"Punct", NULL, "one punctuation mark."},
    {"Clause", NULL, "all that is left of the clause."},
    {"Rest", NULL, "all that is left of the sentence."},
    END};

const LanguageWord *language_word(const LanguageWord *table, Slice word) {
  for (; table->word; table++) {
    if (slice_is(word, table->word)) return table;
  }
  return NULL;
}
