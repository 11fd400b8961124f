/* Names that a document has established are known in all of it. Rules and texts are small; what the lists of shipped
   rules make of names is tested beside them. */
#include "unit/rules_check.h"

#define RULES                                                                                 \
  "language %s\n"                                                                             \
  "entity Person schema:Person\n"                                                             \
  "entity Place schema:Place\n"                                                               \
  "entity Firm schema:Organization\n"                                                         \
  "rule firm\n  match Han{3} \"制药公司\"\n  mark Firm\n  cost 80\n"                      \
  "words Surname 王 阿\n"                                                                   \
  "rule person\n  match Surname short:Han{2}\n  before \"教授\"\n  mark Person\n  cost 5\n" \
  "rule english\n  match \"Mr\" name:Cap\n  mark Person name\n  cost 5\n"

static void expect(const char *language, const char *words, const char *mentions) {
  Check check;
  check_init(&check);
  if (check_compile(&check, language, arena_print(&check.arena, RULES, language)) != SPO_SUCCESS) {
    fail_msg("%s", check.messages.text);
  }
  check_run(&check, slice_of(words));
  Slice got = check_mentions(&check);
  if (!slice_is(got, mentions)) fail_msg("`%s`: expected `%s`, got `%.*s`", words, mentions, (int)got.length, got.data);
  check_free(&check);
}

static void names_are_known_everywhere(void **state) {
  (void)state;
  expect("zh", "王小明走了。", ""); /* no cue */
  expect("zh", "王小明教授来了。王小明走了。", "Person=王小明 Person=王小明");
  expect("zh", "王小明走了。\n\n王小明教授来了。", "Person=王小明 Person=王小明");
  expect("zh", "王小明教授来了。王小亮走了。", "Person=王小明");
  expect("zh", "王小明教授来了。小明走了。", "Person=王小明 Person=小明");
}

/* A name of another type inside a longer one that was chosen does not break it, and is found in it. */
static void longer_names_stay_whole(void **state) {
  (void)state;
  expect("zh", "王小明制药公司开业。", "Firm=王小明制药公司");
  expect("zh", "王小明教授来了。王小明制药公司开业。", "Person=王小明 Firm=王小明制药公司 Person=王小明");
  expect("zh", "王小明教授来了。王小明制药。", "Person=王小明 Person=王小明");
}

static void words_of_an_alphabet_are_not_cut(void **state) {
  (void)state;
  expect("en", "Mr Roe came. Then Roe left. Then Roes left. The Roe-Doe. ROE.", "Person=Roe Person=Roe");
}

/* More names than are kept, many that begin alike: nothing breaks, and nothing grows with their square. */
static void many_names_are_survived(void **state) {
  (void)state;
  enum { COUNT = 3000 };
  Check check;
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_compile(&check, "zh", arena_print(&check.arena, RULES, "zh")));
  char *words = arena_alloc(&check.arena, COUNT * 20);
  size_t length = 0;
  for (uint32_t i = 0; i < COUNT; i++) {
    memcpy(words + length, "阿一", 6);
    length += 6;
    words[length++] = (char)0xE5;
    words[length++] = (char)(0x80 + i / 64);
    words[length++] = (char)(0x80 + i % 64);
    memcpy(words + length, "教授。", 9);
    length += 9;
  }
  check_run(&check, (Slice){words, length});
  assert_int_equal(COUNT, check.analysis.mentions.count);
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_are_known_everywhere),
      cmocka_unit_test(longer_names_stay_whole),
      cmocka_unit_test(words_of_an_alphabet_are_not_cut),
      cmocka_unit_test(many_names_are_survived),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
