/* The readings of a sentence: edges, their types, which reading is best and what stays visible. */
#include "unit/values_check.h"

static const DictionaryWord WORDS[] = {{"法院", "n", 9000}, {"长期", "d", 8000},   {"院长", "n", 3000},
                                       {"法", "n", 500},    {"期", "n", 300},      {"坚持", "v", 7000},
                                       {"研究", "v", 9000}, {"研究生", "n", 5000}, {"生命", "n", 6000},
                                       {"起源", "n", 2000}, {"其他", "r", 90000}};

#define RULES                            \
  "language zh\n"                        \
  "words Noun from dictionary [pos=n]\n" \
  "words Title 院长\n"                 \
  "words Say 说\n"                      \
  "type T\n"                             \
  "rule r\n"                             \
  "  match Title\n"                      \
  "  mark T\n"

static void open_rules(Check *check, const char *language, Slice rules, bool dictionary) {
  check_init(check);
  if (dictionary) check_dictionary(check, WORDS, sizeof WORDS / sizeof WORDS[0]);
  if (check_compile(check, language, rules) != SPO_SUCCESS) fail_msg("%s", check->messages.text);
}

/* The best reading, its edges separated by blanks. */
static Slice best_reading(Check *check, Lattice *lattice) {
  lattice_read(lattice, 12);
  Slice out = SLICE("");
  for (uint32_t at = 0; at < lattice->length;) {
    EdgeId best = EDGE_NONE;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      if (lattice->edges.data[id].flags & EDGE_BEST) best = id;
    }
    assert_true(best != EDGE_NONE);
    const Edge *edge = &lattice->edges.data[best];
    Slice text = lattice_slice(lattice, edge->begin, edge->end);
    out =
        arena_print(&check->arena, "%.*s%s%.*s", (int)out.length, out.data, at ? " " : "", (int)text.length, text.data);
    at = edge->end;
  }
  return out;
}

static void the_likelier_reading_is_best(void **state) {
  (void)state;
  static const char *const CASES[][2] = {{"法院长期坚持", "法院 长期 坚持"}, {"研究生命起源", "研究 生命 起源"},
                                         {"法院院长", "法院 院长"},          {"他说", "他 说"},
                                         {"用GPT-4说", "用 GPT-4 说"},       {"共30个人", "共 30 个 人"}};
  Check check;
  open_rules(&check, "zh", SLICE(RULES), true);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    Lattice *lattice = check_lattice(&check, slice_of(CASES[i][0]));
    assert_slice_equal(slice_of(CASES[i][1]), best_reading(&check, lattice));
  }
  check_free(&check);
}

static const Edge *edge_of(const Lattice *lattice, Slice text, EdgeSource source) {
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source == source && slice_equal(lattice_slice(lattice, edge->begin, edge->end), text)) return edge;
  }
  return NULL;
}

static void unlikely_readings_are_hidden(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(RULES), true);
  Lattice *lattice = check_lattice(&check, SLICE("法院长期坚持"));
  lattice_read(lattice, 9);
  const Edge *title = edge_of(lattice, SLICE("院长"), EDGE_WORD),
             *court = edge_of(lattice, SLICE("法院"), EDGE_DICTIONARY);
  assert_non_null(title);
  assert_non_null(court);
  assert_true((title->flags & EDGE_HIDDEN) && !(court->flags & EDGE_HIDDEN));
  assert_true(court->slack < 1e-3f && title->slack > 9);
  lattice_read(lattice, 1000);
  assert_false(edge_of(lattice, SLICE("院长"), EDGE_WORD)->flags & EDGE_HIDDEN);
  TypeId noun = (TypeId)rule_set_type(&check.rules, SLICE("Noun"));
  assert_true(lattice_find(lattice, 0, 2, noun) != EDGE_NONE);
  assert_true(lattice_find(lattice, 2, 4, noun) == EDGE_NONE); /* 长期 is an adverb */
  check_free(&check);
}

static void edges_are_chained_at_both_ends(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(RULES), true);
  const Lattice *lattice = check_lattice(&check, SLICE("法院长期坚持，GPT-4（研究生命）说：“其他。”"));
  uint32_t begins = 0, ends = 0;
  for (uint32_t at = 0; at <= lattice->length; at++) {
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      assert_int_equal(at, lattice->edges.data[id].begin);
      begins++;
    }
    for (EdgeId id = lattice->first_end[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_end) {
      assert_int_equal(at, lattice->edges.data[id].end);
      ends++;
    }
  }
  assert_int_equal(lattice->edges.count, begins);
  assert_int_equal(lattice->edges.count, ends);
  assert_non_null(edge_of(lattice, SLICE("“其他。”"), EDGE_QUOTE));
  assert_non_null(edge_of(lattice, SLICE("（研究生命）"), EDGE_BRACKET));
  check_free(&check);
}

/* ---- words of an alphabet ---- */

static void words_have_shapes(void **state) {
  (void)state;
  static const struct {
    const char *word;
    WordShape shape;
  } CASES[] = {{"roe", SHAPE_LOWER},    {"Roe", SHAPE_CAP},        {"ROE", SHAPE_UPPER},     {"A", SHAPE_UPPER},
               {"iPhone", SHAPE_MIXED}, {"McDonald", SHAPE_MIXED}, {"GPT-4", SHAPE_ALNUM},   {"5G", SHAPE_ALNUM},
               {"AT&T", SHAPE_UPPER},   {"O'Brien", SHAPE_MIXED},  {"node.js", SHAPE_LOWER}, {"v1.5", SHAPE_ALNUM},
               {"Été", SHAPE_CAP},      {"Джон", SHAPE_CAP},       {"e-mail", SHAPE_LOWER}};
  Check check;
  open_rules(&check, "en", SLICE("language en\ntype T\nrule r\n  match \"x\"\n  mark T\n"), false);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    Slice words = arena_print(&check.arena, "so %s goes", CASES[i].word);
    const Edge *edge = edge_of(check_lattice(&check, words), slice_of(CASES[i].word), EDGE_SHAPE);
    if (!edge || edge->payload != (uint32_t)CASES[i].shape) fail_msg("%s", CASES[i].word);
  }
  const Lattice *lattice = check_lattice(&check, SLICE("J. Roe's 12 China-based"));
  assert_non_null(edge_of(lattice, SLICE("J."), EDGE_SHAPE));
  assert_non_null(edge_of(lattice, SLICE("Roe"), EDGE_SHAPE));
  assert_null(edge_of(lattice, SLICE("Roe's"), EDGE_SHAPE));
  assert_null(edge_of(lattice, SLICE("12"), EDGE_SHAPE));
  assert_non_null(edge_of(lattice, SLICE("China"), EDGE_SHAPE)); /* the parts of a compound, too */
  assert_non_null(edge_of(lattice, SLICE("China-based"), EDGE_SHAPE));
  check_free(&check);
}

static void spaces_are_passed_where_they_do_not_separate(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(RULES), false);
  const Lattice *lattice = check_lattice(&check, SLICE("用 Go  写 法 院"));
  assert_int_equal(2, lattice->forward[1]); /* beside a letter */
  assert_int_equal(1, lattice->back[2]);
  assert_int_equal(6, lattice->forward[4]);
  assert_int_equal(4, lattice->back[6]);
  assert_int_equal(7, lattice->forward[7]); /* between Chinese characters a space separates */
  assert_int_equal(9, lattice->back[9]);
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_likelier_reading_is_best),
      cmocka_unit_test(unlikely_readings_are_hidden),
      cmocka_unit_test(edges_are_chained_at_both_ends),
      cmocka_unit_test(words_have_shapes),
      cmocka_unit_test(spaces_are_passed_where_they_do_not_separate),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
