#include <stdlib.h>
#include <unistd.h>

#include "base/diff.h"
#include "base/file.h"
#include "cli/test.h"

static void add_edit(TestOptions *options, TestEdits *edits, RulePlace place, Slice replacement) {
  TestEdit edit = {.file = arena_copy(options->arena, place.source->name).data,
                   .text = arena_copy(options->arena, place.source->text),
                   .begin = place.begin,
                   .end = place.end,
                   .replacement = arena_copy(options->arena, replacement)};
  VECTOR_PUSH(options->arena, edits, edit);
}

/* Blanks in front of a place on its line. */
static Slice indentation(RulePlace place) {
  const char *text = place.source->text.data;
  uint32_t begin = place.begin;
  while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) begin--;
  return (Slice){text + begin, place.begin - begin};
}

/* What the rule finds in the session's document, as `->` lines; empty where it finds nothing. */
static Slice expected_lines(RuleTester *tester, Slice rule_name, Slice indent) {
  Session *session = &tester->session;
  const RuleSet *rules = &tester->engine.languages[0].rules;
  uint32_t rule = rule_set_rule(rules, rule_name);
  Slice lines = SLICE("");
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = &session->result.analysis.facts.data[session->result.resolution.claims.data[i]];
    if (fact->rule != rule) continue;
    Slice claim = rule_tester_claim(session, i, false);
    lines = arena_print(&session->arena, "%.*s%s%.*s-> %.*s", (int)lines.length, lines.data, lines.length ? "\n" : "",
                        lines.length ? (int)indent.length : 0, indent.data, (int)claim.length, claim.data);
  }
  return lines;
}

/* An `ok` line keeps its text; what stands below it becomes what the rule finds. */
void test_note_update(TestOptions *options, RuleTester *tester, const RuleTestResult *result, TestEdits *edits) {
  const RuleTest *test = result->test;
  if (!test->positive) return; /* what must not be found is meant so */
  bool has_lines = test->expected.end > test->expected.begin;
  Slice indent = indentation(has_lines ? test->expected : test->place);
  if (!has_lines) indent = arena_print(&tester->session.arena, "%.*s      ", (int)indent.length, indent.data);
  Slice lines = expected_lines(tester, result->rule, indent);
  if (!lines.length) return;
  RulePlace place = test->expected;
  if (!has_lines) {
    place = (RulePlace){test->place.source, test->place.end, test->place.end};
    lines = arena_print(&tester->session.arena, "\n%.*s%.*s", (int)indent.length, indent.data, (int)lines.length,
                        lines.data);
  }
  add_edit(options, edits, place, lines);
}

static bool has_failed(RulePlace line, const RulePlace *failed, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    if (failed[i].begin == line.begin) return true;
  }
  return false;
}

static bool starts_with_word(RulePlace line, const char *word) {
  Slice text = {line.source->text.data + line.begin, line.end - line.begin};
  return slice_starts_with(text, slice_of(word)) && text.length > strlen(word) && text.data[strlen(word)] == ' ';
}

/* Claims of a frame (UINT32_MAX: of all) that no sound line says, a line each. */
static Slice missing_claims(RuleTester *tester, const TestDocument *document, uint32_t frame) {
  Session *session = &tester->session;
  Slice lines = SLICE("");
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) {
    const Fact *fact = &session->result.analysis.facts.data[session->result.resolution.claims.data[i]];
    if (frame != UINT32_MAX && fact->frame != frame) continue;
    Slice claim = rule_tester_claim(session, i, true);
    bool known = false;
    for (uint32_t k = 0; k < document->lines.count && !known; k++) {
      RulePlace line = document->lines.data[k];
      known = slice_equal(claim, (Slice){line.source->text.data + line.begin, line.end - line.begin});
    }
    if (!known) {
      lines =
          arena_print(&session->arena, "%.*s  %.*s\n", (int)lines.length, lines.data, (int)claim.length, claim.data);
    }
  }
  return lines;
}

/* Takes out what is not found any more; what `only` lines miss is written in front of them. Documents without any line
   get all that is found. */
void test_note_document_update(TestOptions *options, RuleTester *tester, const TestDocument *document,
                               const RulePlace *failed, uint32_t failed_count, TestEdits *edits) {
  const RuleSet *rules = &tester->engine.languages[0].rules;
  if (!document->lines.count) {
    Slice all = missing_claims(tester, document, UINT32_MAX);
    bool headed = document->facts.begin > 0;
    RulePlace place = headed ? document->facts
                             : (RulePlace){document->source, (uint32_t)document->source->text.length,
                                           (uint32_t)document->source->text.length};
    if (!headed) all = arena_print(&tester->session.arena, "facts\n%.*s", (int)all.length, all.data);
    if (all.length) add_edit(options, edits, place, all);
    return;
  }
  for (uint32_t i = 0; i < document->lines.count; i++) {
    RulePlace line = document->lines.data[i];
    if (!has_failed(line, failed, failed_count) || starts_with_word(line, "no")) continue;
    Slice text = line.source->text;
    uint32_t begin = line.begin, end = line.end;
    while (begin > 0 && text.data[begin - 1] != '\n') begin--;
    while (end < text.length && text.data[end] != '\n') end++;
    if (starts_with_word(line, "only")) {
      Slice name = slice_trim((Slice){text.data + line.begin + 4, line.end - line.begin - 4});
      add_edit(options, edits, (RulePlace){line.source, begin, begin},
               missing_claims(tester, document, rule_set_frame(rules, name)));
    } else {
      add_edit(options, edits, (RulePlace){line.source, begin, end < text.length ? end + 1 : end}, SLICE(""));
    }
  }
}

/* ---- writing ---- */

static int by_file_and_place(const void *a, const void *b) {
  const TestEdit *x = a, *y = b;
  int order = strcmp(x->file, y->file);
  if (order) return order;
  if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

static Slice edited(Arena *arena, const TestEdit *edits, uint32_t count) {
  struct {
    VECTOR(char);
  } out = {0};
  Slice text = edits[0].text;
  uint32_t at = 0;
  for (uint32_t i = 0; i <= count; i++) {
    uint32_t to = i < count ? edits[i].begin : (uint32_t)text.length;
    if (to < at) continue;
    Slice replacement = i < count ? edits[i].replacement : SLICE("");
    VECTOR_APPEND(arena, &out, text.data + at, to - at);
    VECTOR_APPEND(arena, &out, replacement.data, replacement.length);
    at = i < count ? edits[i].end : to;
  }
  return (Slice){out.data, out.count};
}

static bool agreed(const TestOptions *options, uint32_t files) {
  if (options->yes) return true;
  if (!isatty(STDIN_FILENO)) {
    fprintf(stderr, "spo: nothing was written; --yes writes %s\n", files == 1 ? "this" : "these");
    return false;
  }
  fprintf(stderr, "Write %s? [y/N] ", files == 1 ? "this" : "these");
  int answer = getchar();
  return answer == 'y' || answer == 'Y';
}

int test_write_updates(TestOptions *options, TestEdits *edits) {
  struct {
    VECTOR(Slice);
  } texts = {0};
  struct {
    VECTOR(const char *);
  } files = {0};
  if (edits->count) qsort(edits->data, edits->count, sizeof *edits->data, by_file_and_place);
  for (uint32_t first = 0, next; first < edits->count; first = next) {
    for (next = first; next < edits->count && !strcmp(edits->data[next].file, edits->data[first].file);) next++;
    Slice text = edited(options->arena, &edits->data[first], next - first);
    Slice difference = diff_unified(options->arena, slice_of(edits->data[first].file), edits->data[first].text, text);
    fwrite(difference.data, 1, difference.length, stdout);
    VECTOR_PUSH(options->arena, &texts, text);
    VECTOR_PUSH(options->arena, &files, edits->data[first].file);
  }
  fflush(stdout);
  if (!files.count) {
    fputs("spo: nothing to update\n", stderr);
    return 0;
  }
  if (!agreed(options, files.count)) return 2;
  int worst = 0;
  for (uint32_t i = 0; i < files.count; i++) {
    worst = worse_status(worst, exit_status(file_write(files.data[i], texts.data[i], &REPORT)));
  }
  return worst;
}
