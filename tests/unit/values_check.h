/* values_check.h - tables of sentences with the values in them: `language TAB sentence TAB part TAB expected`. */
#ifndef SPO_TEST_VALUES_CHECK_H
#define SPO_TEST_VALUES_CHECK_H

#include "unit/rules_check.h"

#define VALUES SPO_SOURCE_DIR "/tests/data/values/"

/* Builds the lattice of the first sentence. */
static inline Lattice *check_lattice(Check *check, Slice words) {
  check_make_document(check, words);
  text_from_document(&check->text, &check->document, &check->arena, vocabulary_is_abbreviation, &check->vocabulary);
  assert_true(check->text.sentences.count > 0);
  Lattice *lattice = ARENA_NEW(&check->arena, Lattice);
  lattice_build(lattice, &check->arena, &check->vocabulary, &check->text, 0);
  return lattice;
}

/* The value edge whose text is `part`, or NULL; `times` says whether it must be a time or must not be one. */
static inline const Value *check_value(const Lattice *lattice, Slice part, bool times) {
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_VALUE || !slice_equal(lattice_slice(lattice, edge->begin, edge->end), part)) continue;
    const Value *value = &lattice->values.data[edge->payload];
    if ((value->kind == VALUE_DATE || value->kind == VALUE_PERIOD) == times) return value;
  }
  return NULL;
}

typedef Slice (*ValuePrinter)(Arena *arena, const Value *value);

/* Reads every sentence of a table with the rules values-LANGUAGE.spo; says all that is wrong before it fails. */
static inline void check_value_table(const char *path, bool times, ValuePrinter print, uint32_t least) {
  static const char *const LANGUAGES[] = {"zh", "en"};
  Check checks[2];
  for (int i = 0; i < 2; i++) {
    check_init(&checks[i]);
    Slice file = arena_print(&checks[i].arena, VALUES "values-%s.spo", LANGUAGES[i]);
    if (check_load(&checks[i], LANGUAGES[i], file.data) != SPO_SUCCESS) fail_msg("%s", checks[i].messages.text);
  }
  Slice table = check_read(&checks[0].arena, path);
  uint32_t rows = 0, wrong = 0;
  for (uint32_t line = 1; table.length; line++) {
    Slice row = slice_cut(&table, '\n');
    if (!row.length || row.data[0] == '#') continue;
    Slice language = slice_cut(&row, '\t'), words = slice_cut(&row, '\t'), part = slice_cut(&row, '\t');
    Check *check = &checks[slice_is(language, "en")];
    const Lattice *lattice = check_lattice(check, words);
    const Value *value = check_value(lattice, part, times);
    Slice got = value ? print(&check->arena, value) : SLICE("none");
    rows++;
    if (slice_equal(got, row)) continue;
    wrong++;
    print_error("%s:%u: `%.*s` in `%.*s`: expected `%.*s`, got `%.*s`\n", path, line, (int)part.length, part.data,
                (int)words.length, words.data, (int)row.length, row.data, (int)got.length, got.data);
  }
  for (int i = 0; i < 2; i++) check_free(&checks[i]);
  assert_int_equal(0, wrong);
  assert_true(rows >= least);
}

#endif
