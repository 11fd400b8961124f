/* Traditional characters: the table, which texts are matched in simplified ones, and what stays as it was written. */
#include "support/small_rules.h"
#include "unit/rules_check.h"

#define TABLE \
  "# comment\n長\t长\n發\t发\n髮\t发\n後\t后\n國\t国\n學\t学\n於\t于 於\n𠀾\t𠀀\n乾\t干 乾\n萬\t万\n為\t为\n說\t说\n"

static const Diagnostics SILENT = {NULL, NULL};

static Slice table_image(Arena *arena) {
  Slice image;
  assert_int_equal(SPO_SUCCESS, character_map_compile(arena, SLICE(TABLE), "table", &SILENT, &image));
  return image;
}

static CharacterMap open_table(Arena *arena) {
  CharacterMap map;
  assert_int_equal(SPO_SUCCESS, character_map_open(&map, table_image(arena), "image", &SILENT));
  return map;
}

static void the_first_form_of_the_table_is_taken(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 1 << 24);
  CharacterMap map = open_table(&arena);
  assert_int_equal(0x53D1, character_simplified(&map, 0x767C)); /* 發 */
  assert_int_equal(0x53D1, character_simplified(&map, 0x9AEE)); /* 髮 */
  assert_int_equal(0x4E8E, character_simplified(&map, 0x65BC)); /* 於: 于, not 於 */
  assert_int_equal(0x5E72, character_simplified(&map, 0x4E7E)); /* 乾: 干 */
  assert_int_equal(0x20000, character_simplified(&map, 0x2003E));
  assert_int_equal(0x8457, character_simplified(&map, 0x8457)); /* 著 is not in the table */
  assert_int_equal('a', character_simplified(&map, 'a'));
  assert_int_equal(0x10FFFF, character_simplified(&map, 0x10FFFF));
  arena_free(&arena);
}

static void bad_tables_and_images_are_refused(void **state) {
  (void)state;
  static const char *const BAD[] = {"長", "長\t", "長長\t长", "長\t长长", "\t长", "\xE9\x95\t长"};
  Arena arena;
  arena_init(&arena, 1 << 26);
  Slice image;
  for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
    assert_int_equal(SPO_BAD_RULES, character_map_compile(&arena, slice_of(BAD[i]), "table", &SILENT, &image));
  }
  CharacterMap map;
  image = table_image(&arena);
  for (size_t length = 0; length < image.length; length += length < 32 ? 1 : 509) {
    assert_int_equal(SPO_BAD_RULES, character_map_open(&map, (Slice){image.data, length}, "image", &SILENT));
  }
  for (size_t at = 0; at < image.length; at += at < 16 ? 1 : 97) { /* never a page or character that there is not */
    char *copy = arena_alloc(&arena, image.length);
    memcpy(copy, image.data, image.length);
    copy[at] = (char)0xFF;
    if (character_map_open(&map, (Slice){copy, image.length}, "image", &SILENT) != SPO_SUCCESS) continue;
    for (uint32_t point = 0; point <= 0x10FFFF; point += 61) assert_true(character_simplified(&map, point) <= 0x10FFFF);
  }
  arena_free(&arena);
}

static void make_text(Check *check, const CharacterMap *map, const char *words, const char *language) {
  check_make_document(check, slice_of(words));
  check->document.language = slice_of(language);
  text_from_document(&check->text, &check->document, &check->arena, NULL, NULL);
  text_simplify(&check->text, map, &check->arena);
}

static void a_text_is_matched_in_simplified_characters_if_it_says_or_looks_so(void **state) {
  (void)state;
  static const struct {
    const char *words, *language;
    bool simplified;
  } CASES[] = {{"北國大學院長說，發展為先。", "zh", true},
               {"長沙在湖南，是省會。", "zh-hant", true},
               {"乾清宫在北京，是明清两代皇帝的寝宫，也是他们处理政务之处。", "zh", false},
               {"这本书名叫“大國”，讲的是改革开放以来的往事和当年亲历者的回忆。", "zh", false},
               {"no characters at all", "zh", false},
               {"", "zh", false}};
  Check check;
  check_init(&check);
  CharacterMap map = open_table(&check.arena);
  for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
    make_text(&check, &map, CASES[i].words, CASES[i].language);
    if ((check.text.simplified != NULL) != CASES[i].simplified) fail_msg("%s", CASES[i].words);
    if (!CASES[i].simplified) assert_ptr_equal(check.text.points, check.text.matched);
  }
  make_text(&check, &map, "國學說", "zh-hant");
  assert_slice_equal(SLICE("國學說"), check.text.utf8); /* the text itself stays */
  assert_int_equal(0x570B, check.text.points[0]);
  assert_int_equal(0x56FD, check.text.matched[0]);
  assert_slice_equal(SLICE("国学说A"), text_as_matched(&check.text, &check.arena, SLICE("國学說A")));
  assert_true(text_matches(&check.text, SLICE("國學"), SLICE("国学")));
  assert_false(text_matches(&check.text, SLICE("國學"), SLICE("国学说")));
  make_text(&check, &map, "国学", "zh");
  assert_false(text_matches(&check.text, SLICE("國學"), SLICE("国学")));
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_form_of_the_table_is_taken),
      cmocka_unit_test(bad_tables_and_images_are_refused),
      cmocka_unit_test(a_text_is_matched_in_simplified_characters_if_it_says_or_looks_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
