/* Matching: costs and ways, what settles conflicts, phases, and work that grows with the length of a text only. */
#include "unit/rules_check.h"

#include "base/utf8.h"
#include "match/apply.h"

static void open_rules(Check *check, const char *language, Slice rules) {
  check_init(check);
  if (check_compile(check, language, rules) != SPO_SUCCESS) fail_msg("%s", check->messages.text);
}

static void expect_claims(Check *check, const char *words, const char *claims) {
  check_run(check, slice_of(words));
  assert_slice_equal(slice_of(claims), check_claims(check));
}

/* Names inside other names are left out. */
static void expect_mentions(Check *check, const char *words, const char *mentions) {
  check_run(check, slice_of(words));
  uint32_t kept = 0;
  for (uint32_t i = 0; i < check->analysis.mentions.count; i++) {
    Mention mention = check->analysis.mentions.data[i];
    if (!mention.nested) check->analysis.mentions.data[kept++] = mention;
  }
  check->analysis.mentions.count = kept;
  assert_slice_equal(slice_of(mentions), check_mentions(check));
}

#define FRAME                    \
  "language zh\n"                \
  "frame F(a: text, b: text?)\n" \
  "  class spo:F\n"              \
  "  key a\n"

/* ---- entities by cost ---- */

static void the_cheaper_name_is_chosen(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE("language zh\n"
                   "entity Person schema:Person\n"
                   "entity Place schema:Place\n"
                   "words Surname 王\n"
                   "rule two\n  match Surname Han\n  mark Person\n  cost 33\n"
                   "rule three\n  match Surname Han{2}\n  mark Person\n  cost 24\n  cost -30 before \"说\"\n"
                   "rule place\n  match Han \"州\"\n  mark Place\n  cost 12\n  cost 40 after \"老\"\n"));
  expect_mentions(&check, "王明", "Person=王明");
  expect_mentions(&check, "王小明说", "Person=王小明"); /* the context makes it cheaper */
  expect_mentions(&check, "到杭州去", "Place=杭州");
  expect_mentions(&check, "见王州", "Place=王州");
  expect_mentions(&check, "见老王州", "Person=王州"); /* the context makes it dearer */
  check_free(&check);
}

static void names_stand_inside_names(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE("language zh\n"
                   "entity Organization schema:Organization\n"
                   "type Core\n"
                   "frame PartOf(subject: Organization, object: Organization)\n  relation spo:partOf\n"
                   "rule university\n  match Han{2} \"大学\"\n  mark Organization\n  cost 8\n"
                   "rule institute\n  match Han{2} \"大学\" Han{2} \"学院\"\n  mark Organization\n  cost 10\n"
                   "rule part\n  match object:Organization\n  inside subject:Organization\n"
                   "  emit PartOf(subject, object)\n"));
  expect_claims(&check, "在北方大学医药学院工作", "PartOf subject=北方大学医药学院 object=北方大学\n");
  for (uint32_t i = 0; i < check.analysis.mentions.count; i++) {
    const Mention *mention = &check.analysis.mentions.data[i];
    assert_int_equal(mention->end - mention->begin < 5, mention->nested);
  }
  check_free(&check);
}

static void names_hold_in_the_whole_document(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE("language zh\n"
                   "entity Person schema:Person\n"
                   "words Surname 王\n"
                   "rule before-cue\n  match Surname short:Han{2}\n  before \"教授\"\n  mark Person\n  cost 5\n"));
  expect_mentions(&check, "王小明教授来了。王小明走了。小明哭了。王大明走了。",
                  "Person=王小明 Person=王小明 Person=小明");
  expect_mentions(&check, "王小明走了。\n王小明教授来了。", "Person=王小明 Person=王小明"); /* also before */
  check_free(&check);
}

/* ---- facts ---- */

static void conflicts_are_settled(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "rule low\n  match a:\"甲\" \"乙丙\"\n  emit F(a, b=\"low\")\n  priority -1\n"
                         "rule short\n  match a:\"甲\"\n  emit F(a, b=\"short\")\n"
                         "rule long\n  match a:\"甲\" \"乙\"\n  emit F(a, b=\"long\")\n"
                         "rule later\n  match a:\"甲\" \"乙\"\n  emit F(a, b=\"later\")\n"
                         "rule slots\n  match a:\"丁\"\n  emit F(a)\n"
                         "rule more-slots\n  match a:\"丁\"\n  emit F(a, b=\"more\")\n"
                         "rule high\n  match a:\"戊\"\n  emit F(a, b=\"high\")\n  priority 1\n"
                         "rule highless\n  match a:\"戊\" \"己\"\n  emit F(a, b=\"long\")\n"));
  expect_claims(&check, "甲", "F a=甲 b=short\n");
  expect_claims(&check, "甲乙丙", "F a=甲 b=long\n"); /* priority before length, length before order */
  expect_claims(&check, "丁", "F a=丁 b=more\n");
  expect_claims(&check, "戊己", "F a=戊 b=high\n");
  expect_claims(&check, "甲，甲乙", "F a=甲 b=short\nF a=甲 b=long\n"); /* different places are no conflict */
  check_free(&check);
}

static void frames_do_not_silence_one_another(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "frame G(a: text)\n  class spo:G\n"
                         "rule f\n  match a:\"甲\"\n  emit F(a)\n"
                         "rule g\n  match a:\"甲\" \"乙\"\n  emit G(a)\n"));
  expect_claims(&check, "甲乙", "F a=甲\nG a=甲\n");
  check_free(&check);
}

static void rules_run_in_the_order_of_their_use(void **state) {
  (void)state;
  Check check; /* written in the opposite order */
  open_rules(&check, "zh",
             SLICE(FRAME "type One\ntype Two\ntype Three\n"
                         "rule last\n  match a:Three\n  emit F(a)\n"
                         "rule three\n  match Two \"丙\"\n  mark Three\n"
                         "rule two\n  match One \"乙\"\n  mark Two\n"
                         "rule one\n  match \"甲\"\n  mark One\n"));
  expect_claims(&check, "甲乙丙", "F a=甲乙丙\n");
  assert_true(check.rules.phase_count >= 4);
  check_free(&check);
}

static void the_longest_way_is_taken(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "rule greedy\n  match \"从\" a:Han{1,4}\n  emit F(a)\n"
                         "rule left\n  match a:Han{1,3} \"（左）\"\n  emit F(a)\n"
                         "rule elements-before-gaps\n  match \"起\" ... a:\"止\"\n  emit F(a, b=\"gap\")\n"));
  expect_claims(&check, "从一二三四五", "F a=一二三四\n");
  expect_claims(&check, "一二三四（左）", "F a=二三四\n");
  expect_claims(&check, "起一止二止", "F a=止 b=gap\n");
  check_free(&check);
}

static void matches_stay_in_their_sentence(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(FRAME "rule r\n  match a:\"甲\" Any{0,9} \"乙\"\n  emit F(a)\n"));
  expect_claims(&check, "甲，乙", "F a=甲\n");
  expect_claims(&check, "甲。乙", "");
  expect_claims(&check, "甲\n乙", "");
  check_free(&check);
}

static void nothing_in_nothing_out(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(FRAME "rule r\n  match a:\"甲\"\n  emit F(a)\n"));
  static const char *const TEXTS[] = {"", "\n", " ", "。", "。。。\n，", "x", "乙"};
  for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) expect_claims(&check, TEXTS[i], "");
  check_free(&check);
  open_rules(&check, "zh", SLICE("language zh\n")); /* no rules at all */
  expect_claims(&check, "甲乙。", "");
  check_free(&check);
}

/* ---- guards ---- */

static void guards_look_where_they_stand(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "words No 子 丑\nwords Yes 寅 卯\n"
                         "rule run\n  match \"甲\" a:(!No !\"辰\" Han){1,4}\n  emit F(a)\n"
                         "rule left\n  match a:(!No Han){1,3} \"乙\"\n  emit F(a)\n"
                         "rule both\n  match \"丙\" &(Yes | \"午\") !\"卯巳\" a:Han{2}\n  emit F(a)\n"
                         "rule last\n  match a:\"丁\" !(No | Punct)\n  emit F(a)\n"
                         "rule maybe\n  match \"戊\" (!No Han)? !Yes a:Han\n  emit F(a)\n"));
  expect_claims(&check, "甲一二子三", "F a=一二\n");
  expect_claims(&check, "甲一辰", "F a=一\n");
  expect_claims(&check, "甲一二三四五", "F a=一二三四\n");
  expect_claims(&check, "甲丑", "");
  expect_claims(&check, "一二三四乙", "F a=二三四\n");
  expect_claims(&check, "一子三四乙", "F a=三四\n"); /* the guard looks from the left of the character */
  expect_claims(&check, "子乙", "");
  expect_claims(&check, "丙寅一", "F a=寅一\n");
  expect_claims(&check, "丙午一", "F a=午一\n");
  expect_claims(&check, "丙卯巳", "");
  expect_claims(&check, "丙一一", "");
  expect_claims(&check, "丁一", "F a=丁\n");
  expect_claims(&check, "丁，一", "");
  expect_claims(&check, "丁子", "");
  expect_claims(&check, "戊一二", "F a=二\n");
  expect_claims(&check, "戊子寅", "F a=子\n");
  expect_claims(&check, "戊一寅", "F a=一\n");
  check_free(&check);
}

/* Of two ways that cost the same the pattern's order and the guards tell which is taken; that must not change. */
static void ways_that_are_as_good_keep_their_order(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "words No 子\nwords Other 丑\nwords Act 承担 赔偿\n"
                         "rule one\n  match \"甲\" a:(!No Char){1,9} b:(!No Char){1,9} \"乙\"\n  emit F(a, b)\n"
                         "rule two\n  match \"丙\" a:(!No !Other Char){1,9} b:(!No Char){1,9} \"丁\"\n  emit F(a, b)\n"
                         "rule left\n  match a:(!No !Other Char){1,9} b:(Act (!No Char){1,9}) \"戊\"\n"
                         "  emit F(a, b)\n"));
  expect_claims(&check, "甲一二三四乙", "F a=一二三 b=四\n");
  expect_claims(&check, "丙一二三四丁", "F a=一 b=二三四\n"); /* a guard more turns the order round */
  expect_claims(&check, "他应承担赔偿三四戊", "F a=他应 b=承担赔偿三四\n");
  check_free(&check);
}

/* ---- on demand ---- */

static bool is_on_demand(const Check *check, const char *rule) {
  return check->rules.rules[rule_set_rule(&check->rules, slice_of(rule))].flags & RULE_ON_DEMAND;
}

#define ON_DEMAND                                                                       \
  FRAME                                                                                 \
  "type Theme\ntype Named\ntype Other\n"                                                \
  "rule named\n  match \"题\" name:Han\n  mark Named name\n"                           \
  "rule theme\n  match theme:Named \"：\"\n  mark Theme theme\n"                       \
  "rule other\n  match \"他\" Han\n  mark Other\n"                                     \
  "rule f\n  match a:\"甲\"\n  maybe b:Theme within sentence before\n  emit F(a, b)\n" \
  "rule g\n  match a:\"乙\"\n  with Theme within 1 sentences\n  emit F(a)\n"           \
  "rule h\n  match a:\"丙\"\n  unless Theme within paragraph after\n  emit F(a)\n"

static void what_is_asked_for_is_found(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(ON_DEMAND "rule q\n  match Theme Han{0,9} \"不\"\n  qualify F (b=\"no\") within sentence\n"
                             "rule r\n  match Other\n  qualify F (b=\"his\") within sentence\n"));
  const char *const rules[] = {"named", "theme", "other", "q", "r"};
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) assert_true(is_on_demand(&check, rules[i]));
  assert_false(is_on_demand(&check, "f"));
  expect_claims(&check, "题子：甲", "F a=甲 b=子\n");
  expect_claims(&check, "甲在题子：", "F a=甲\n"); /* not on this side */
  expect_claims(&check, "题子：一。甲。", "F a=甲\n");
  expect_claims(&check, "题子：一。乙。", "F a=乙\n");
  expect_claims(&check, "题子：一。二。乙。", "");
  expect_claims(&check, "乙。题子：一。", "F a=乙\n");
  expect_claims(&check, "丙。一。题子：二。", "");
  expect_claims(&check, "题子：二。丙。", "F a=丙\n");
  expect_claims(&check, "丙。\n题子：二。", "F a=丙\n");
  expect_claims(&check, "丙。丙。\n甲。\n丙。题子：二。", "F a=丙\nF a=丙\nF a=甲\n");
  expect_claims(&check, "乙他人。题子：一。", "F a=乙 b=his\n"); /* facts of joins are qualified, too */
  expect_claims(&check, "甲他人", "F a=甲 b=his\n");
  expect_claims(&check, "题子：甲不", "F a=甲 b=子\n");
  expect_claims(&check, "乙。题子：甲不。", "F a=乙\nF a=甲 b=子\n");
  check_free(&check);
}

static void what_is_used_at_once_waits_for_nobody(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(ON_DEMAND "rule now\n  match a:\"丁\"\n  not after Theme\n  emit F(a)\n"
                             "rule q\n  match Theme \"不\"\n  qualify F (b=\"no\") within sentence\n"));
  assert_false(is_on_demand(&check, "theme"));
  assert_false(is_on_demand(&check, "named"));
  assert_true(is_on_demand(&check, "q"));
  expect_claims(&check, "丁", "F a=丁\n");
  expect_claims(&check, "题子：甲", "F a=甲 b=子\n");
  check_free(&check);
}

/* ---- work ---- */

static void ignore(void *handle, const Match *match) {
  (void)handle;
  (void)match;
}

/* The steps that the machine takes for all matches at all their anchors, in one sentence of `length` characters. */
static uint64_t work_of(Check *check, const char *piece, size_t length) {
  size_t bytes = 0, width = strlen(piece);
  char *words = arena_alloc(&check->arena, length * 4 + width);
  for (size_t points = 0; points < length; points += utf8_length((Slice){piece, width}), bytes += width) {
    memcpy(words + bytes, piece, width);
  }
  check_make_document(check, (Slice){words, bytes});
  text_from_document(&check->text, &check->document, &check->arena, NULL, NULL);
  assert_int_equal(1, check->text.sentences.count);
  Lattice lattice;
  lattice_build(&lattice, &check->arena, &check->vocabulary, &check->text, 0);
  lattice_read(&lattice, 12);
  Machine machine;
  machine_init(&machine, &check->arena, &check->rules);
  machine_enter(&machine, &lattice);
  uint64_t work = 0;
  for (EdgeId id = 0; id < lattice.edges.count; id++) {
    const TypeSet *set = edge_types(&lattice, &lattice.edges.data[id]);
    for (uint32_t i = 0; i < set->count; i++) {
      const RuleType *type = &check->rules.types[set->types[i]];
      for (uint32_t k = 0; k < type->anchor_count; k++) {
        uint32_t known = machine.history.count; /* stays, unless it is forgotten first */
        apply_match(&machine, check->rules.anchors[type->first_anchor + k].match, id, ignore, NULL);
        work += machine.history.count - (machine.history.count < known ? 0 : known);
      }
    }
  }
  return work;
}

/* Twice the text is twice the work, once it is longer than the machine reaches (see MACHINE_REACH). */
static void hostile_texts_take_linear_work(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE(FRAME "entity Person schema:Person\n"
                         "words Surname 王 王王\n"
                         "rule nested-optional\n  match a:\"甲\" (Han? Han? Han?){0,20} \"乙\"\n  emit F(a)\n"
                         "rule gaps\n  match a:\"甲\" ... \"甲\" ... \"丙\"\n  emit F(a)\n"
                         "rule both-sides\n  match Any{0,30} a:\"甲\" Any{0,30} \"丁\"\n  emit F(a)\n"
                         "rule lists\n  match list(\"、\") { a:(\"甲\" | \"甲\" \"甲\") } \"戊\"\n  emit F(a)\n"
                         "rule ambiguous\n  match (\"甲\" | \"甲甲\" | \"甲甲甲\"){1,30} a:\"己\"\n  emit F(a)\n"
                         "rule person\n  match Surname Han{1,3}\n  mark Person\n  cost 9\n"));
  static const char *const PIECES[] = {"甲", "甲、", "甲甲甲甲丁", "王甲", "“甲", "甲、甲戊"};
  for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
    uint64_t once = work_of(&check, PIECES[i], 1300), twice = work_of(&check, PIECES[i], 2600);
    if (twice > once * 5 / 2 + 1000) fail_msg("`%s`: %zu steps, then %zu", PIECES[i], (size_t)once, (size_t)twice);
  }
  check_free(&check);
}

/* A reach of the machine: what is further away than that is not looked at. */
static void far_things_are_not_reached(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(FRAME "rule r\n  match a:\"甲\" Any{64}{64} \"乙\"\n  emit F(a)\n"));
  char *words = arena_alloc(&check.arena, 5000 * 3);
  for (size_t i = 0; i < 4098; i++) memcpy(words + 3 * i, i == 0 ? "甲" : i == 4097 ? "乙" : "一", 3);
  check_run(&check, (Slice){words, 4098 * 3});
  assert_int_equal(0, check.resolution.claims.count);
  check_free(&check);
}

/* ---- steps that are shared ---- */

static void one_step_takes_several_types(void **state) {
  (void)state;
  Check check;
  open_rules(
      &check, "zh",
      SLICE(FRAME "words Rank 大将 上校\n"
                  "words Post 校长 上校\n"
                  "rule f\n  match a:\"任\" (Rank | Post | \"某\"){0,2} b:(Rank | Post | \"局长\")\n  emit F(a, b)\n"));
  expect_claims(&check, "任大将", "F a=任 b=大将\n");
  expect_claims(&check, "任某局长", "F a=任 b=局长\n");
  expect_claims(&check, "任某上校校长", "F a=任 b=校长\n");
  expect_claims(&check, "任某老校长", "");
  check_free(&check);
}

static void repetitions_side_by_side_are_one(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(FRAME "rule f\n  match a:\"甲\" Han{1,2} Han{1,2} b:\"乙\"\n  emit F(a, b)\n"));
  expect_claims(&check, "甲一乙", "");
  expect_claims(&check, "甲一二乙", "F a=甲 b=乙\n");
  expect_claims(&check, "甲一二三四乙", "F a=甲 b=乙\n");
  expect_claims(&check, "甲一二三四五乙", "");
  check_free(&check);
}

static void a_positive_guard_is_looked_for_ahead(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh", SLICE(FRAME "rule f\n  match a:\"甲\" Han{0,4} &\"乙\" b:Han{2}\n  emit F(a, b)\n"));
  expect_claims(&check, "甲一二三四乙丙", "F a=甲 b=乙丙\n");
  expect_claims(&check, "甲乙丙", "F a=甲 b=乙丙\n");
  expect_claims(&check, "甲一二三四五乙丙", "");
  check_free(&check);
}

static void a_chain_takes_the_cheapest_way(void **state) {
  (void)state;
  Check check;
  open_rules(&check, "zh",
             SLICE("language zh\n"
                   "entity Person schema:Person\n"
                   "words Surname 王 欧 欧阳\n"
                   "words Given 小 小明 明 阳 阳小\n"
                   "rule name\n  match Surname Given Given\n  mark Person\n  cost -10\n"));
  expect_mentions(&check, "见欧阳小明", "Person=欧阳小明");
  expect_mentions(&check, "见王小", "");
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_step_takes_several_types),
      cmocka_unit_test(repetitions_side_by_side_are_one),
      cmocka_unit_test(a_positive_guard_is_looked_for_ahead),
      cmocka_unit_test(a_chain_takes_the_cheapest_way),
      cmocka_unit_test(the_cheaper_name_is_chosen),
      cmocka_unit_test(names_stand_inside_names),
      cmocka_unit_test(names_hold_in_the_whole_document),
      cmocka_unit_test(conflicts_are_settled),
      cmocka_unit_test(frames_do_not_silence_one_another),
      cmocka_unit_test(rules_run_in_the_order_of_their_use),
      cmocka_unit_test(the_longest_way_is_taken),
      cmocka_unit_test(matches_stay_in_their_sentence),
      cmocka_unit_test(nothing_in_nothing_out),
      cmocka_unit_test(guards_look_where_they_stand),
      cmocka_unit_test(ways_that_are_as_good_keep_their_order),
      cmocka_unit_test(what_is_asked_for_is_found),
      cmocka_unit_test(what_is_used_at_once_waits_for_nobody),
      cmocka_unit_test(hostile_texts_take_linear_work),
      cmocka_unit_test(far_things_are_not_reached),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
