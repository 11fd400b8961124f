#include "api/rule_tests.h"

#include "rules/rule_parser.h"

/* Memory for the rules of a language, in bytes. */
#define TESTER_MEMORY ((size_t)4 << 30)

/* ---- opening ---- */

static SpoStatus load_rules(RuleTester *tester, const RuleTesterOptions *options, const char *data,
                            const Diagnostics *diagnostics) {
  EngineLanguage *language = &tester->engine.languages[0];
  Arena *arena = &language->arena;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  const char **directories = ARENA_ARRAY(arena, const char *, options->path_count + 1);
  size_t count = 0;
  if (!options->alone) directories[count++] = arena_print(arena, "%s/rules", data).data;
  for (size_t i = 0; i < options->path_count; i++) directories[count++] = options->paths[i];
  SpoStatus status =
      engine_open_dictionary(data, language->tag, &language->dictionary_file, &language->dictionary, diagnostics);
  if (status != SPO_SUCCESS) return status;
  const Lexicon *dictionary = language->dictionary.word_count ? &language->dictionary : NULL;
  RuleLoad load = {.directories = directories,
                   .directory_count = count,
                   .language = language->tag,
                   .dictionary = dictionary,
                   .shipped = arena_print(arena, "%s/rules", data).data,
                   .buffers = options->buffers,
                   .buffer_count = options->buffer_count};
  status = rule_load_files(arena, &load, diagnostics, &tester->files, &tester->file_count);
  if (tester->file_count) {
    SpoStatus compiled =
        rule_load_compile(arena, &load, tester->files, tester->file_count, diagnostics, &language->rules);
    if (status == SPO_SUCCESS) status = compiled;
  }
  if (status == SPO_SUCCESS) status = engine_open_words(language, NULL, false, diagnostics);
  language->arena.guard = NULL;
  return status;
}

SpoStatus rule_tester_open(RuleTester *tester, const RuleTesterOptions *options, const Diagnostics *diagnostics) {
  *tester = (RuleTester){0};
  EngineLanguage *language = &tester->engine.languages[0];
  if (!engine_find_data(options->data, tester->engine.data, sizeof tester->engine.data, diagnostics))
    return SPO_BAD_RULES;
  language->tag = options->language;
  arena_init(&language->arena, TESTER_MEMORY);
  SpoStatus status = load_rules(tester, options, tester->engine.data, diagnostics);
  if (status != SPO_SUCCESS) {
    engine_close(&tester->engine);
    return status;
  }
  language->open = true;
  language->state = LANGUAGE_READY;
  GraphOptions graph = {.base = SLICE(GRAPH_DEFAULT_BASE)};
  session_init(&tester->session, &tester->engine, &graph);
  return SPO_SUCCESS;
}

void rule_tester_close(RuleTester *tester) {
  session_free(&tester->session);
  engine_close(&tester->engine);
}

/* ---- comparing ---- */

static const RuleSet *rules_of(const RuleTester *tester) {
  return &tester->engine.languages[0].rules;
}

static const Fact *claim_fact(const Session *session, uint32_t claim) {
  return &session->result.analysis.facts.data[session->result.resolution.claims.data[claim]];
}

static bool slot_says(Session *session, const Fact *fact, const ExpectedSlot *expected) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[fact->frame], expected->slot.text);
  const FactSlot *found = slot == UINT32_MAX ? NULL : fact_slot(fact, slot);
  if (!found) return false;
  if (slice_equal(graph_slot_text(&session->arena, &result->resolution, fact, found), expected->value.text))
    return true;
  bool span = found->kind != FACT_TEXT && found->kind != FACT_PRONOUN;
  return span && slice_equal(text_slice(&result->text, found->begin, found->end), expected->value.text);
}

static bool fact_says(Session *session, const Fact *fact, const ExpectedFact *expected) {
  for (uint32_t i = 0; i < expected->count; i++) {
    if (!slot_says(session, fact, &expected->data[i])) return false;
  }
  return true;
}

/* Whether a fact is one of a rule, or one that it qualified. */
static bool is_by(const RuleSet *rules, const Fact *fact, uint32_t rule) {
  if (!(rules->rules[rule].flags & RULE_QUALIFY)) return fact->rule == rule;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (fact->slots.data[i].rule == rule && fact->rule != rule) return true;
  }
  return false;
}

/* The tests of a rule of an earlier directory hold where a rule of a later one finds the same in its place: a domain
 * pack that knows companies better does not break what is shipped. */
static bool is_of_later_root(const RuleTester *tester, uint32_t rule, uint32_t root) {
  const RuleSet *rules = rules_of(tester);
  Slice name = rule_string(rules, rules->rules[rule].name);
  for (uint32_t f = 0; f < tester->file_count; f++) {
    if (tester->files[f].root <= root) continue;
    for (uint32_t i = 0; i < tester->files[f].rules.count; i++) {
      if (slice_equal(tester->files[f].rules.data[i].name.text, name)) return true;
    }
  }
  return false;
}

/* A rule under test, and the directory it comes from. */
typedef struct {
  const RuleTester *tester;
  uint32_t rule;
  uint32_t root;
} TestedRule;

static bool stands_for(const TestedRule *tested, uint32_t rule) {
  return rule == tested->rule || is_of_later_root(tested->tester, rule, tested->root);
}

/* Whether a fact is what a test asks for, if it says so: made, or qualified, by the rule or one that stands for it. */
static bool is_found_by(const TestedRule *tested, const Fact *fact) {
  if (!(rules_of(tested->tester)->rules[tested->rule].flags & RULE_QUALIFY)) return stands_for(tested, fact->rule);
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (fact->slots.data[i].rule != fact->rule && stands_for(tested, fact->slots.data[i].rule)) return true;
  }
  return is_of_later_root(tested->tester, fact->rule, tested->root);
}

static bool has_fact(Session *session, const TestedRule *tested, const ExpectedFact *expected) {
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = claim_fact(session, i);
    if (is_found_by(tested, fact) && fact_says(session, fact, expected)) return true;
  }
  return false;
}

/* A fact of the rule that no line of the test expects. A test without lines expects whatever comes. */
static bool has_other_fact(Session *session, const TestedRule *tested, const RuleTest *test) {
  const RuleSet *rules = &session->result.language->rules;
  for (uint32_t i = 0; i < session->result.resolution.claims.count && test->facts.count; i++) {
    const Fact *fact = claim_fact(session, i);
    if (!is_by(rules, fact, tested->rule)) continue;
    bool expected = is_of_later_root(tested->tester, fact->rule, tested->root); /* qualified by this rule */
    for (uint32_t k = 0; k < test->facts.count && !expected; k++) {
      expected = fact_says(session, fact, &test->facts.data[k]);
    }
    if (!expected) return true;
  }
  return false;
}

/* A rule that marks is tested by what it marks: `-> Person=黄铁军`. Types that are no entities cannot be seen in the
 * end. */
static bool has_mention(Session *session, const TestedRule *tested, const ExpectedFact *expected) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    const Mention *mention = &result->analysis.mentions.data[i];
    if (mention->open) continue;
    if (!expected && mention->rule == tested->rule) return true;
    if (!expected || !stands_for(tested, mention->rule)) continue;
    Slice text = text_slice(&result->text, mention->begin, mention->end);
    Slice type = rule_string(rules, rules->types[mention->type].name);
    for (uint32_t k = 0; k < expected->count; k++) {
      if (slice_equal(expected->data[k].slot.text, type) && slice_equal(expected->data[k].value.text, text))
        return true;
    }
  }
  return false;
}

static bool fires(Session *session, const TestedRule *tested) {
  const RuleSet *rules = &session->result.language->rules;
  uint32_t rule = tested->rule;
  if (rules->rules[rule].flags & RULE_MARK) return has_mention(session, tested, NULL);
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    if (is_by(rules, claim_fact(session, i), rule)) return true;
  }
  return false;
}

/* ---- what was found ---- */

static bool needs_quotes(Slice value) {
  return !value.length || memchr(value.data, ' ', value.length) || memchr(value.data, '\t', value.length) ||
         memchr(value.data, '\n', value.length);
}

/* Quotation marks cannot be told in these lines; a value ends before the first. */
static Slice printable_value(Arena *arena, Slice value) {
  const char *quote = memchr(value.data, '"', value.length);
  if (quote && needs_quotes(value)) value.length = (size_t)(quote - value.data);
  value = arena_copy(arena, value);
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] == '\n' || value.data[i] == '\r') ((char *)value.data)[i] = ' ';
  }
  return value;
}

Slice rule_tester_claim(Session *session, uint32_t claim, bool with_frame) {
  Arena *arena = &session->arena;
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  const Fact *fact = claim_fact(session, claim);
  const RuleFrame *frame = &rules->frames[fact->frame];
  Slice name = rule_string(rules, frame->name), line = SLICE("");
  if (with_frame) line = arena_print(arena, "%.*s", (int)name.length, name.data);
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    if (!slot) continue;
    Slice slot_name = rule_string(rules, rules->slots[frame->first_slot + i].name);
    Slice said = printable_value(arena, graph_slot_text(arena, &result->resolution, fact, slot));
    const char *quote = needs_quotes(said) ? "\"" : "";
    line = arena_print(arena, "%.*s%s%.*s=%s%.*s%s", (int)line.length, line.data, line.length ? " " : "",
                       (int)slot_name.length, slot_name.data, quote, (int)said.length, said.data, quote);
  }
  return line;
}

Slice rule_tester_found(RuleTester *tester, uint32_t frame, bool entities) {
  Session *session = &tester->session;
  Arena *arena = &session->arena;
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  Slice lines = SLICE("");
  for (uint32_t i = 0; i < result->resolution.claims.count; i++) {
    const Fact *fact = claim_fact(session, i);
    if (frame != UINT32_MAX && fact->frame != frame) continue;
    Slice line = rule_tester_claim(session, i, true), rule = rule_string(rules, rules->rules[fact->rule].name);
    lines = arena_print(arena, "%.*s%.*s  (rule %.*s)\n", (int)lines.length, lines.data, (int)line.length, line.data,
                        (int)rule.length, rule.data);
  }
  for (uint32_t i = 0; entities && i < result->analysis.mentions.count; i++) {
    const Mention *mention = &result->analysis.mentions.data[i];
    if (mention->open) continue;
    Slice text = text_slice(&result->text, mention->begin, mention->end);
    Slice type = rule_string(rules, rules->types[mention->type].name);
    Slice rule = rule_string(rules, rules->rules[mention->rule].name);
    lines = arena_print(arena, "%.*s%.*s=%.*s  (rule %.*s)\n", (int)lines.length, lines.data, (int)type.length,
                        type.data, (int)text.length, text.data, (int)rule.length, rule.data);
  }
  return lines;
}

/* ---- ok and no lines ---- */

typedef struct {
  RuleTester *tester;
  RuleTestSink sink;
  void *handle;
  RuleTestResult result; /* what is told of every failure of the test at hand */
  bool failed;
} Run;

static void fail(Run *run, RulePlace place, const char *what, bool entities) {
  RuleTestResult result = run->result;
  result.place = place;
  result.what = what;
  if (!run->failed) result.found = rule_tester_found(run->tester, UINT32_MAX, entities);
  run->failed = true;
  run->sink(run->handle, &result);
}

static RulePlace place_of_fact(const ExpectedFact *expected, RulePlace otherwise) {
  if (!expected->count) return otherwise;
  RulePlace place = expected->data[0].slot.place;
  place.end = expected->data[expected->count - 1].value.place.end;
  return place;
}

static void compare(Run *run, const TestedRule *tested, const RuleTest *test) {
  Session *session = &run->tester->session;
  bool mark = rules_of(run->tester)->rules[tested->rule].flags & RULE_MARK;
  if (!test->positive) {
    if (fires(session, tested)) fail(run, test->place, "must not fire here, but does", true);
  } else if (!test->facts.count && !fires(session, tested)) {
    fail(run, test->place, "does not fire here", true);
  }
  for (uint32_t i = 0; i < test->facts.count; i++) {
    const ExpectedFact *expected = &test->facts.data[i];
    if (mark ? has_mention(session, tested, expected) : has_fact(session, tested, expected)) continue;
    fail(run, place_of_fact(expected, test->place), "does not find this", true);
  }
  if (!run->failed && !mark && test->positive && has_other_fact(session, tested, test)) {
    fail(run, test->place, "finds something else here, too", true);
  }
}

/* Runs a document; false, reported as a failure, where it takes too much memory. */
static bool run_pipeline(Run *run, const Document *document, RulePlace place) {
  Session *session = &run->tester->session;
  if (session_run(session, document) == SPO_SUCCESS) return true;
  RuleTestResult result = run->result;
  result.place = place;
  result.what = "took too much memory";
  run->failed = true;
  run->sink(run->handle, &result);
  return false;
}

static void run_test(RuleTester *tester, const TestedRule *tested, const RuleStatement *statement, const RuleTest *test,
                     RuleTestSink sink, void *handle) {
  Session *session = &tester->session;
  Run run = {.tester = tester, .sink = sink, .handle = handle};
  run.result = (RuleTestResult){.place = test->place, .rule = statement->name.text, .test = test};
  session_begin(session);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return;
  Document document = {
      .name = SLICE("test"), .id = SLICE("test"), .language = tester->engine.languages[0].tag, .text = test->text};
  VECTOR_PUSH(&session->arena, &document.blocks, ((Block){0, (uint32_t)test->text.length, BLOCK_PARAGRAPH}));
  if (!run_pipeline(&run, &document, test->place)) return;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return;
  compare(&run, tested, test);
  if (run.failed) return;
  run.result.passed = true;
  sink(handle, &run.result);
}

void rule_tester_run(RuleTester *tester, Slice wanted, RuleTestSink sink, void *handle) {
  for (uint32_t f = 0; f < tester->file_count; f++) {
    for (uint32_t i = 0; i < tester->files[f].rules.count; i++) {
      const RuleStatement *statement = &tester->files[f].rules.data[i];
      uint32_t rule = rule_set_rule(rules_of(tester), statement->name.text);
      if (rule == UINT32_MAX || (wanted.data && !slice_equal(wanted, statement->name.text))) continue;
      TestedRule tested = {tester, rule, tester->files[f].root};
      for (uint32_t k = 0; k < statement->tests.count; k++) {
        run_test(tester, &tested, statement, &statement->tests.data[k], sink, handle);
      }
    }
  }
}

/* ---- documents ---- */

static Slice words_of(RulePlace place) {
  return (Slice){place.source->text.data + place.begin, place.end - place.begin};
}

/* The line [begin, end) without blanks at its ends. */
static RulePlace trimmed(const RuleSource *source, uint32_t begin, uint32_t end) {
  const char *text = source->text.data;
  while (begin < end && strchr(" \t\r", text[begin])) begin++;
  while (end > begin && strchr(" \t\r", text[end - 1])) end--;
  return (RulePlace){source, begin, end};
}

static bool take_header(TestDocument *document, RulePlace line) {
  Slice value = words_of(line), key = slice_cut(&value, ' ');
  value = slice_trim(value);
  Slice *known = slice_is(key, "language") ? &document->language
                 : slice_is(key, "date")   ? &document->date
                 : slice_is(key, "title")  ? &document->title
                 : slice_is(key, "url")    ? &document->url
                                           : NULL;
  if (known) *known = value;
  return known != NULL;
}

SpoStatus test_document_read(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics,
                             TestDocument *document) {
  enum { HEADER, TEXT, FACTS } part = HEADER;
  *document = (TestDocument){.source = source, .language = SLICE("zh")};
  document->text = document->facts = (RulePlace){source, 0, 0};
  bool failed = false;
  for (uint32_t begin = 0, end; begin < source->text.length; begin = end + 1) {
    const char *newline = memchr(source->text.data + begin, '\n', source->text.length - begin);
    end = newline ? (uint32_t)(newline - source->text.data) : (uint32_t)source->text.length;
    RulePlace line = trimmed(source, begin, end);
    Slice words = words_of(line);
    bool first_column = words.length && line.begin == begin;
    uint32_t behind = end < source->text.length ? end + 1 : end;
    if (first_column && (slice_is(words, "text") || slice_is(words, "facts"))) {
      part = slice_is(words, "text") ? TEXT : FACTS;
      *(part == TEXT ? &document->text : &document->facts) = (RulePlace){source, behind, behind};
    } else if (part == TEXT) {
      document->text.end = behind;
      if (words.length) VECTOR_PUSH(arena, &document->paragraphs, line);
    } else if (part == FACTS) {
      document->facts.end = behind;
      if (words.length && words.data[0] != '#') VECTOR_PUSH(arena, &document->lines, line);
    } else if (words.length && words.data[0] != '#' && !take_header(document, line)) {
      rule_report(diagnostics, SPO_ERROR, "E101", line, NULL, "expected language, date, title, url, text or facts");
      failed = true;
    }
  }
  if (!failed && !document->paragraphs.count) {
    RulePlace whole = {source, 0, 0};
    rule_report(diagnostics, SPO_ERROR, "E102", whole, "write `text` in the first column, and the article below it",
                "a document with expected facts needs a text");
    failed = true;
  }
  return failed ? SPO_BAD_RULES : SPO_SUCCESS;
}

/* The text of the paragraphs, a line each, with the title as a heading. */
static Document document_of(Arena *arena, const TestDocument *from) {
  Document document = {.name = from->source->name,
                       .id = from->source->name,
                       .language = from->language,
                       .title = from->title,
                       .date = from->date,
                       .url = from->url,
                       .text = SLICE("")};
  struct {
    VECTOR(char);
  } text = {0};
  for (uint32_t i = 0; i < from->paragraphs.count; i++) {
    Slice words = words_of(from->paragraphs.data[i]);
    Block block = {text.count, text.count + (uint32_t)words.length, BLOCK_PARAGRAPH};
    VECTOR_APPEND(arena, &text, words.data, words.length);
    VECTOR_PUSH(arena, &text, '\n');
    VECTOR_PUSH(arena, &document.blocks, block);
  }
  document.text = (Slice){text.data, text.count};
  return document;
}

/* The word at `*at`, and behind it. */
static Slice take_word(RulePlace line, uint32_t *at) {
  const char *text = line.source->text.data;
  uint32_t begin = *at;
  while (*at < line.end && text[*at] != ' ' && text[*at] != '\t') ++*at;
  Slice word = {text + begin, *at - begin};
  while (*at < line.end && (text[*at] == ' ' || text[*at] == '\t')) ++*at;
  return word;
}

static bool has_entity(const Session *session, uint32_t type, Slice name) {
  const Resolution *resolution = &session->result.resolution;
  for (uint32_t i = 0; i < resolution->entities.count; i++) {
    const Entity *entity = &resolution->entities.data[i];
    if (entity->type != type) continue;
    if (slice_equal(entity->label, name)) return true;
    for (uint32_t k = 0; k < entity->names.count; k++) {
      if (slice_equal(entity->names.data[k], name)) return true;
    }
  }
  return false;
}

static bool has_claim(Session *session, uint32_t frame, const ExpectedFact *expected) {
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = claim_fact(session, i);
    if (fact->frame == frame && fact_says(session, fact, expected)) return true;
  }
  return false;
}

bool rule_tester_is_expected(RuleTester *tester, const TestDocument *document, uint32_t claim) {
  Session *session = &tester->session;
  const Fact *fact = claim_fact(session, claim);
  Slice name = rule_string(rules_of(tester), rules_of(tester)->frames[fact->frame].name);
  for (uint32_t i = 0; i < document->lines.count; i++) {
    RulePlace line = document->lines.data[i];
    uint32_t at = line.begin;
    ExpectedFact expected = {0};
    RulePlace wrong_place;
    if (!slice_equal(take_word(line, &at), name) ||
        !rule_parse_expected(&session->arena, line, at, &expected, &wrong_place))
      continue;
    if (fact_says(session, fact, &expected)) return true;
  }
  return false;
}

static void check_only(Run *run, const TestDocument *document, RulePlace line, uint32_t frame) {
  Session *session = &run->tester->session;
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = claim_fact(session, i);
    if (fact->frame != frame || rule_tester_is_expected(run->tester, document, i)) continue;
    Slice claim = rule_tester_claim(session, i, true);
    Slice rule = rule_string(rules_of(run->tester), rules_of(run->tester)->rules[fact->rule].name);
    Slice what = arena_print(&session->arena, "also finds %.*s, by rule %.*s", (int)claim.length, claim.data,
                             (int)rule.length, rule.data);
    run->failed = true; /* what else was found is said already */
    fail(run, line, what.data, false);
  }
}

static void check_line(Run *run, const TestDocument *document, RulePlace line) {
  Session *session = &run->tester->session;
  const RuleSet *rules = rules_of(run->tester);
  uint32_t at = line.begin;
  Slice word = take_word(line, &at);
  bool denied = slice_is(word, "no"), only = slice_is(word, "only");
  if (denied || only) word = take_word(line, &at);
  uint32_t frame = rule_set_frame(rules, word), type = rule_set_type(rules, word);
  ExpectedFact expected = {0};
  RulePlace wrong_place;
  if (frame == UINT32_MAX && (type == UINT32_MAX || rules->types[type].kind != TYPE_ENTITY)) {
    fail(run, line, "names no frame and no type of entities", false);
  } else if (frame == UINT32_MAX) {
    Slice name = {line.source->text.data + at, line.end - at};
    if (has_entity(session, type, name) == denied) fail(run, line, denied ? "is found" : "is not found", !denied);
  } else if (only) {
    check_only(run, document, line, frame);
  } else if (!rule_parse_expected(&session->arena, line, at, &expected, &wrong_place)) {
    fail(run, line, "expected slot=value", false);
  } else if (has_claim(session, frame, &expected) == denied) {
    fail(run, line, denied ? "is found" : "is not found", false);
  }
}

void rule_tester_run_document(RuleTester *tester, const TestDocument *document, RuleTestSink sink, void *handle) {
  Session *session = &tester->session;
  Run run = {.tester = tester, .sink = sink, .handle = handle};
  run.result.place = (RulePlace){document->source, 0, 0};
  session_begin(session);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return;
  Document article = document_of(&session->arena, document);
  if (!run_pipeline(&run, &article, run.result.place)) return;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return;
  for (uint32_t i = 0; i < document->lines.count; i++) check_line(&run, document, document->lines.data[i]);
  if (run.failed) return;
  run.result.passed = true;
  sink(handle, &run.result);
}
