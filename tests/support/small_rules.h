/* small_rules.h - a small rule set that uses every part of the rule language, and a small dictionary, for tests that
   damage compiled images and for fuzz targets. */
#ifndef SPO_TEST_SMALL_RULES_H
#define SPO_TEST_SMALL_RULES_H

#include "graph/build.h"
#include "lexicon/lexicon_builder.h"
#include "rules/rule_compiler.h"
#include "rules/rule_image.h"
#include "rules/rule_parser.h"

#define SMALL_RULES                                                                                        \
  "language zh\n"                                                                                          \
  "prefix ex: <http://example.org/ns#>\n"                                                                  \
  "words Say 说 表示 介绍\n"                                                                          \
  "words Title 院长 教授 记者 anchor\n"                                                              \
  "words Suffix 公司 大学 研究院\n"                                                                 \
  "words Surname 王 李 张 欧阳\n"                                                                     \
  "words Unit 元 个 人 年 岁 km\n"                                                                    \
  "words UnitBefore $ 人民币\n"                                                                         \
  "words Scale million\n"                                                                                  \
  "words PeriodWord 今年 去年 上半年 昨天\n"                                                      \
  "words PeriodTail 底 以来\n"                                                                          \
  "words Pronoun 他 该公司\n"                                                                          \
  "words Common from dictionary [pos=n|v]\n"                                                               \
  "words Up anycase up down\n"                                                                             \
  "entity Person schema:Person\n"                                                                          \
  "entity Organization schema:Organization\n"                                                              \
  "  iri <https://example.org/o/{code}/{label}>\n"                                                         \
  "  tag code ex:code as xsd:integer\n"                                                                    \
  "  label ex:name lang none\n"                                                                            \
  "  label rdfs:label\n"                                                                                   \
  "  alias ex:other lang \"zh-Hans\"\n"                                                                    \
  "  also a ex:Body\n"                                                                                     \
  "  also ex:note \"seen {label}\"@en\n"                                                                   \
  "entity Topic skos:Concept open\n"                                                                       \
  "type Role\n"                                                                                            \
  "pattern Name = Surname given:Han{1,2}\n"                                                                \
  "frame Position(holder: Person, title: text, organization: Organization?)\n"                             \
  "  class ex:Position ex:Post\n"                                                                          \
  "  key holder title\n"                                                                                   \
  "  iri <https://example.org/p/{holder}-{title}>\n"                                                       \
  "  holder ex:holder\n"                                                                                   \
  "  holder ex:holderName as label lang \"en\"\n"                                                          \
  "  title ex:title <https://example.org/t/{title}>\n"                                                     \
  "  title ex:titleText lang none\n"                                                                       \
  "  organization.code ex:code\n"                                                                          \
  "  also holder ex:jobTitle title\n"                                                                      \
  "  triple {organization} ex:has {holder}\n"                                                              \
  "  triple claim ex:in document\n"                                                                        \
  "  triple evidence ex:for claim\n"                                                                       \
  "  triple <https://example.org/t/{title}> a ex:Title\n"                                                  \
  "  triple claim ex:says \"{holder}: {title}\"@zh\n"                                                      \
  "frame Quotation(speaker: Person | Organization, text: text, direct: boolean?)\n"                        \
  "  class ex:Quotation\n"                                                                                 \
  "  carry speaker within paragraph\n"                                                                     \
  "frame Statistic(about: Topic, value: Quantity, period: Period?)\n"                                      \
  "  class ex:Statistic\n"                                                                                 \
  "  value.number ex:n as xsd:integer\n"                                                                   \
  "  period.date ex:day as xsd:date\n"                                                                     \
  "  evidence none\n"                                                                                      \
  "frame Alias(entity: Organization, name: text)\n"                                                        \
  "  class ex:Alias\n"                                                                                     \
  "frame Founded(subject: Person, object: Organization)\n"                                                 \
  "  relation ex:founded\n"                                                                                \
  "rule person\n"                                                                                          \
  "  match Surname short:Han{1,2}\n"                                                                       \
  "  mark Person\n"                                                                                        \
  "  cost 6 + 0.2 words\n"                                                                                 \
  "  cost -3 before Say\n"                                                                                 \
  "rule organization\n"                                                                                    \
  "  match Han{2,6} Suffix\n"                                                                              \
  "  mark Organization\n"                                                                                  \
  "  cost 4 + 0.5 words\n"                                                                                 \
  "rule role\n"                                                                                            \
  "  match title:Title\n"                                                                                  \
  "  mark Role title\n"                                                                                    \
  "  not before \"们\"\n"                                                                                 \
  "rule positions\n"                                                                                       \
  "  match list(\"、\" \"和\") { organization:Organization? title:Role } holder:Person\n"                \
  "  each Position(holder, title, organization)\n"                                                         \
  "  inherit organization\n"                                                                               \
  "rule quoted\n"                                                                                          \
  "  match speaker:(Person | Pronoun) ... Say Punct? text:Quote\n"                                         \
  "  match text:Quote speaker:Person Say sentence-end\n"                                                   \
  "  emit Quotation(speaker, text, direct=\"true\")\n"                                                     \
  "rule continued\n"                                                                                       \
  "  match ^ text:Quote $\n"                                                                               \
  "  emit Quotation(text)\n"                                                                               \
  "rule respectively\n"                                                                                    \
  "  match period:Period? list(\"、\") { about:Common } \"分别为\" list(\"、\") { value:Quantity }\n" \
  "  each Statistic(about, value, period)\n"                                                               \
  "  zip about value\n"                                                                                    \
  "rule alias\n"                                                                                           \
  "  match entity:Organization \"（\" \"简称\" name:Char{1,6} \"）\"\n"                                \
  "  emit Alias(entity, name)\n"                                                                           \
  "rule founded\n"                                                                                         \
  "  match subject:Person (\"创办\" | \"founded\"i) clause-start? object:Organization clause-end\n"      \
  "  emit Founded(subject, object)\n"                                                                      \
  "  not inside Quote\n"                                                                                   \
  "  priority 2\n"                                                                                         \
  "  confidence 0.9\n"

static const struct {
  const char *word, *class;
  double frequency;
} SMALL_DICTIONARY[] = {{"法院", "n", 900}, {"长期", "d", 800}, {"院长", "n", 300},  {"产量", "n", 400},
                        {"价格", "n", 700}, {"坚持", "v", 600}, {"机器人", "n", 90}, {"今年", "t", 999},
                        {"成立", "v", 500}, {"GPT", "nz", 20}};

/* The image of the small dictionary. */
static inline Slice small_dictionary(Arena *arena) {
  LexiconBuilder *builder = lexicon_builder_new(arena);
  for (size_t i = 0; i < sizeof SMALL_DICTIONARY / sizeof SMALL_DICTIONARY[0]; i++) {
    uint32_t class = lexicon_builder_class(builder, slice_of(SMALL_DICTIONARY[i].class));
    lexicon_builder_add(builder, slice_of(SMALL_DICTIONARY[i].word), class, SMALL_DICTIONARY[i].frequency, 0);
    lexicon_builder_tag(builder, SLICE("kind"), slice_of(SMALL_DICTIONARY[i].class));
  }
  return lexicon_builder_finish(builder, NULL, NULL);
}

/* Compiles a rule text without word list files. `dictionary` may be NULL. */
static inline SpoStatus compile_rule_text(Arena *arena, Slice text, const Lexicon *dictionary,
                                          const Diagnostics *diagnostics, RuleSet *rules) {
  RuleSource *source = ARENA_NEW(arena, RuleSource);
  *source = (RuleSource){SLICE("small.spo"), SLICE("./"), text};
  RuleFile *file = ARENA_NEW(arena, RuleFile);
  SpoStatus parsed = rule_parse(arena, source, diagnostics, file);
  RuleInput input = {.files = file, .file_count = 1, .language = SLICE("zh"), .dictionary = dictionary};
  SpoStatus compiled = rule_compile(arena, &input, diagnostics, rules); /* also what is left of broken rules */
  return parsed == SPO_SUCCESS ? compiled : parsed;
}

/* Everything that is done with a text: its paragraphs are its lines. Results go to `arena`. */
typedef struct {
  Document document;
  Text text;
  Analysis analysis;
  Resolution resolution;
  Graph graph;
} SmallResult;

static inline void run_rules(Arena *arena, Arena *scratch, const Vocabulary *vocabulary, Slice words,
                             SmallResult *result) {
  *result = (SmallResult){.document = {.name = SLICE("test"), .id = SLICE("test"), .language = SLICE("zh")}};
  result->document.text = words;
  result->document.date = SLICE("2024-03-15");
  for (size_t at = 0; at < words.length;) {
    const char *newline = memchr(words.data + at, '\n', words.length - at);
    size_t end = newline ? (size_t)(newline - words.data) : words.length;
    Block block = {(uint32_t)at, (uint32_t)end, BLOCK_PARAGRAPH};
    if (end > at) VECTOR_PUSH(arena, &result->document.blocks, block);
    at = end + 1;
  }
  text_from_document(&result->text, &result->document, arena, vocabulary_is_abbreviation,
                     (void *)(uintptr_t)vocabulary);
  AnalysisRules rules = {.vocabulary = vocabulary};
  analysis_run(&result->analysis, arena, scratch, &rules, &result->text, NULL);
  resolve_run(&result->resolution, arena, &result->analysis);
  GraphOptions options = {.base = SLICE(GRAPH_DEFAULT_BASE), .mentions = true};
  graph_build(&result->graph, arena, &result->resolution, &options);
}

/* A text in which the small rules find something of everything. */
#define SMALL_TEXT                                                                                                                                   \
  "北方大学院长、教授王小明表示：“法院长期坚持。我们继续。”\n"                                                        \
  "“去年产量、价格分别为30万元、2.5亿元。”王小明说。他说：“今年 3至5个。”\n“第二段也是他说的。”\n" \
  "蓝天公司（简称蓝天）2023年3月24日成立。李四FOUNDED蓝天公司。GPT-4 costs $3 million, up 三分之一，第三名。\n"

#endif
