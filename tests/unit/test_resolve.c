/* From mentions to entities, and what pronouns and missing slots stand for. The rules are tests/data/match/resolve.spo.
 */
#include "unit/rules_check.h"

static void run(Check *check, const char *words) {
  check_init(check);
  if (check_load(check, "zh", SPO_SOURCE_DIR "/tests/data/match/resolve.spo") != SPO_SUCCESS) {
    fail_msg("%s", check->messages.text);
  }
  check_run(check, slice_of(words));
}

/* Entities as `Type label (other names)`, separated by `; `. */
static Slice print_entities(Check *check) {
  Slice out = SLICE("");
  for (uint32_t i = 0; i < check->resolution.entities.count; i++) {
    const Entity *entity = &check->resolution.entities.data[i];
    Slice type = rule_string(&check->rules, check->rules.types[entity->type].name);
    out = arena_print(&check->arena, "%.*s%s%.*s %.*s", (int)out.length, out.data, i ? "; " : "", (int)type.length,
                      type.data, (int)entity->label.length, entity->label.data);
    for (uint32_t k = 0; k < entity->names.count; k++) {
      Slice name = entity->names.data[k];
      out = arena_print(&check->arena, "%.*s (%.*s)", (int)out.length, out.data, (int)name.length, name.data);
    }
  }
  return out;
}

typedef struct {
  const char *words, *expected;
} Case;

static void check_entities(const Case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Check check;
    run(&check, cases[i].words);
    assert_slice_equal(slice_of(cases[i].expected), print_entities(&check));
    for (uint32_t k = 0; k < check.analysis.mentions.count; k++) {
      assert_true(check.resolution.entity_of_mention[k] < check.resolution.entities.count);
    }
    check_free(&check);
  }
}

static void mentions_of_the_same_thing_are_one_entity(void **state) {
  (void)state;
  static const Case CASES[] = {
      {"王小明来了。王小明走了。", "Person 王小明"},
      {"王小明来了。小明走了。", "Person 王小明 (小明)"},
      {"王小明、李大伟来了。", "Person 王小明; Person 李大伟"},
      {"北大成立。北方大学扩建。",
       "Organization 北方大学 (北大)"},               /* the full name is the label, whatever comes first */
      {"南大成立。", "Organization 南方大学 (南大)"}, /* a full name that the text does not have */
      {"京城人工智能研究院（简称智能院）成立。智能院扩建。", "Place 京城; Organization 京城人工智能研究院 (智能院)"},
      {"去了京城。", "Place 京城"},
      {"启明.成立，启明扩建。", "Organization 启明 (启明.)"}, /* without the full stop, where it stands so */
      {"启明.成立。", "Organization 启明."},
      {"关于天气。关于天气。", "Topic 天气; Place 京城"},
      {"没有人来。", ""},
  };
  check_entities(CASES, sizeof CASES / sizeof CASES[0]);
}

static void check_all_claims(const Case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Check check;
    run(&check, cases[i].words);
    Slice got = check_claims(&check);
    if (!slice_is(got, cases[i].expected)) {
      fail_msg("`%s`: expected\n%sgot\n%.*s", cases[i].words, cases[i].expected, (int)got.length, got.data);
    }
    check_free(&check);
  }
}

static void pronouns_stand_for_who_was_named(void **state) {
  (void)state;
  static const Case CASES[] = {
      {"王小明来了。他访问北大。", "Visit who=王小明 where=北方大学\n"},
      {"王小明、李大伟来了。他访问北大。", "Visit who=王小明 where=北方大学\n"}, /* the subject */
      {"王小明来了。李大伟来了。他访问北大。", "Visit who=李大伟 where=北方大学\n"},
      {"王小明说“好”。来了。他访问北大。",
       "Quotation speaker=王小明 text=好\nVisit who=王小明 where=北方大学\n"}, /* who spoke, */
      {"王小明说“好”。李大伟来了。他访问北大。",
       "Quotation speaker=王小明 text=好\nVisit who=李大伟 where=北方大学\n"}, /* but not before who is named since */
      {"王小明说“好”。李大伟来了，他访问北大。",
       "Quotation speaker=王小明 text=好\nVisit who=李大伟 where=北方大学\n"}, /* but not before who is named just
                                                                                    here */
      {"王小明来了。一。二。三。他访问北大。", ""},                            /* too far back */
      {"王小明来了。一。二。他访问北大。", "Visit who=王小明 where=北方大学\n"},
      {"他访问北大。王小明来了。", ""}, /* nobody yet: a slot that must be filled */
      {"北大成立。王小明访问该校。", "Visit who=王小明 where=北方大学\n"},
      {"王小明访问该校。", "Visit who=王小明\n"}, /* one that need not */
      {"“好”，李大伟来了。“他访问北大”王小明说。",
       "Visit who=李大伟 where=北方大学\nQuotation speaker=王小明 text=他访问北大\n"},
  };
  check_all_claims(CASES, sizeof CASES / sizeof CASES[0]);
}

static void missing_slots_are_carried(void **state) {
  (void)state;
  static const Case CASES[] = {
      {"王小明说“好”，又说“坏”。", "Quotation speaker=王小明 text=好\nQuotation speaker=王小明 text=坏\n"},
      {"王小明说“好”。又说“坏”。", "Quotation speaker=王小明 text=好\nQuotation speaker=王小明 text=坏\n"},
      {"王小明说“好”。\n又说“坏”。", "Quotation speaker=王小明 text=好\n"}, /* not into another paragraph */
      {"又说“坏”。王小明说“好”。", "Quotation speaker=王小明 text=好\n"},
      {"王小明说“好”。李大伟说“中”。又说“坏”。",
       "Quotation speaker=王小明 text=好\nQuotation speaker=李大伟 text=中\nQuotation speaker=李大伟 text=坏\n"},
      {"王小明说“好”。他说“中”。又说“坏”。",
       "Quotation speaker=王小明 text=好\nQuotation speaker=王小明 text=中\nQuotation speaker=王小明 text=坏\n"},
  };
  check_all_claims(CASES, sizeof CASES / sizeof CASES[0]);
}

static void constants_name_entities(void **state) {
  (void)state;
  Check check;
  run(&check, "关于天气。去了京城。");
  assert_slice_equal(SLICE("About topic=天气 place=京城\n"), check_claims(&check));
  assert_slice_equal(SLICE("Topic 天气; Place 京城"), print_entities(&check));
  check_free(&check);
}

/* Pronouns that stand for nothing, thousands of them: each looks back a bounded way only. */
static void endless_pronouns_are_survived(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  static const char PIECE[] = "他说“好”。他访问该校。";
  Check check;
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", SPO_SOURCE_DIR "/tests/data/match/resolve.spo"));
  char *words = arena_alloc(&check.arena, COUNT * sizeof PIECE);
  for (size_t i = 0; i < COUNT; i++) memcpy(words + i * (sizeof PIECE - 1), PIECE, sizeof PIECE - 1);
  check_run(&check, (Slice){words, COUNT * (sizeof PIECE - 1)});
  assert_int_equal(0, check.resolution.claims.count);
  assert_int_equal(2 * COUNT, check.analysis.facts.count);
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mentions_of_the_same_thing_are_one_entity),
      cmocka_unit_test(pronouns_stand_for_who_was_named),
      cmocka_unit_test(missing_slots_are_carried),
      cmocka_unit_test(constants_name_entities),
      cmocka_unit_test(endless_pronouns_are_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
