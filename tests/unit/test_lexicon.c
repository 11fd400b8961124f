/* Word lists compiled into an image: what is found, with which classes, tags and costs; images that are damaged. */
#include "unit/rules_check.h"

#include <math.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "support/small_rules.h"

static Lexicon open_image(Slice image) {
  Lexicon lexicon;
  Diagnostics diagnostics = {NULL, NULL};
  assert_int_equal(SPO_SUCCESS, lexicon_open(&lexicon, image, "image", &diagnostics));
  return lexicon;
}

static bool is_in(const Lexicon *lexicon, const LexiconWord *word, const char *class) {
  const LexiconClassSet *set = &lexicon->class_sets[word->class_set];
  for (uint32_t i = 0; i < set->count; i++) {
    if (slice_is(lexicon_class_name(lexicon, lexicon->class_members[set->first + i]), class)) return true;
  }
  return false;
}

/* Words of a general dictionary in the lexicon of a rule set: classes of lists come first. */
static void known_words_keep_what_lists_say(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, 1 << 24);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  uint32_t noun = lexicon_builder_class(builder, SLICE("Noun")), title = lexicon_builder_class(builder, SLICE("Title")),
           part = lexicon_builder_class(builder, SLICE("n"));
  lexicon_builder_add(builder, SLICE("院长"), title, 0, WORD_NOT_COUNTED);
  lexicon_builder_add_known(builder, SLICE("院长"), 9.5f, part);
  lexicon_builder_put(builder, noun);
  lexicon_builder_add_known(builder, SLICE("法院"), 8.5f, part);
  lexicon_builder_put(builder, noun);
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  const LexiconWord *listed = lexicon_word(&lexicon, lexicon_find(&lexicon, SLICE("院长"))),
                    *other = lexicon_word(&lexicon, lexicon_find(&lexicon, SLICE("法院")));
  assert_int_equal(WORD_COUNTED | WORD_KNOWN, listed->flags);
  assert_int_equal(WORD_COUNTED | WORD_KNOWN | WORD_UNLISTED, other->flags);
  assert_true(listed->cost == 9.5f && other->cost == 8.5f);
  assert_true(listed->part == part && other->part == part);
  const LexiconClassSet *set = &lexicon.class_sets[listed->class_set];
  assert_true(set->count == 2 && lexicon.class_members[set->first] == title);
  const LexiconClassSet *bare = &lexicon.class_sets[set->listed_set];
  assert_true(bare->count == 1 && lexicon.class_members[bare->first] == title);
  assert_int_equal(0, lexicon.class_sets[other->class_set].listed_set);
  arena_free(&arena);
}

static void words_have_classes_tags_and_costs(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  uint32_t title = lexicon_builder_class(builder, SLICE("Title")), noun = lexicon_builder_class(builder, SLICE("n"));
  assert_int_equal(title, lexicon_builder_class(builder, SLICE("Title")));
  lexicon_builder_add(builder, SLICE("院长"), title, 0, 0);
  lexicon_builder_tag(builder, SLICE("kind"), SLICE("office"));
  lexicon_builder_tag(builder, SLICE("weak"), SLICE(""));
  lexicon_builder_add(builder, SLICE("院长"), noun, 75, 0);
  lexicon_builder_tag(builder, SLICE("kind"), SLICE("noun"));
  lexicon_builder_add(builder, SLICE("院长"), noun, 25, 0);
  lexicon_builder_add(builder, SLICE("院"), noun, 25, 0);
  lexicon_builder_add(builder, SLICE("教授"), title, 0, 0);
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  const LexiconWord *word = &lexicon.words[lexicon_find(&lexicon, SLICE("院长"))];
  assert_slice_equal(SLICE("院长"), lexicon_spelling(&lexicon, word));
  assert_true(is_in(&lexicon, word, "Title") && is_in(&lexicon, word, "n"));
  assert_slice_equal(SLICE("office"), lexicon_tag(&lexicon, word, title, SLICE("kind")));
  assert_slice_equal(SLICE("noun"), lexicon_tag(&lexicon, word, noun, SLICE("kind")));
  assert_slice_equal(SLICE("office"), lexicon_tag(&lexicon, word, UINT32_MAX, SLICE("kind")));
  assert_true(lexicon_tag(&lexicon, word, title, SLICE("weak")).data != NULL);
  assert_true(lexicon_tag(&lexicon, word, title, SLICE("strong")).data == NULL);
  assert_true(fabs((double)word->cost - log(100.0 / 75)) < 1e-5);
  assert_true(fabs((double)lexicon.words[lexicon_find(&lexicon, SLICE("院"))].cost - log(4)) < 1e-5);
  assert_true(fabs((double)lexicon.words[lexicon_find(&lexicon, SLICE("教授"))].cost - 14) < 1e-5);
  assert_int_equal(noun, lexicon_find_class(&lexicon, SLICE("n")));
  assert_int_equal(UINT32_MAX, lexicon_find_class(&lexicon, SLICE("v")));
  static const char *const MISSING[] = {"", "长", "院长们", "教", "授", "x", "😀"};
  for (size_t i = 0; i < sizeof MISSING / sizeof MISSING[0]; i++) {
    assert_int_equal(WORD_NONE, lexicon_find(&lexicon, slice_of(MISSING[i])));
  }
  arena_free(&arena);
}

static void forms_of_one_word_are_chained(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  static const char *const FORMS[] = {"US", "us", "Us", "ＵＳ"};
  for (uint32_t i = 0; i < 4; i++) {
    lexicon_builder_add(builder, slice_of(FORMS[i]), lexicon_builder_class(builder, slice_of(FORMS[i])), 0,
                        WORD_EXACT_CASE);
  }
  /* the same spelling, once with its case and once without */
  lexicon_builder_add(builder, SLICE("us"), lexicon_builder_class(builder, SLICE("any")), 0, 0);
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  for (uint32_t i = 0; i < 4; i++) {
    uint32_t found = lexicon_find(&lexicon, slice_of(FORMS[i]));
    assert_true(found != WORD_NONE);
    assert_slice_equal(slice_of(FORMS[i]), lexicon_spelling(&lexicon, &lexicon.words[found]));
  }
  uint32_t chained = 0, exact = 0;
  for (uint32_t i = 0; i < lexicon.word_count; i++) {
    chained += lexicon_next(&lexicon, i) != WORD_NONE;
    exact += (lexicon.words[i].flags & WORD_EXACT_CASE) != 0;
  }
  assert_int_equal(5, lexicon.word_count);
  assert_int_equal(4, chained);
  assert_int_equal(4, exact);
  arena_free(&arena);
}

/* Many words of these characters: every one is found, and no other. */
static void check_many(uint32_t first, uint32_t characters, uint32_t letters_of_seven) {
  enum { COUNT = 20000 };
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  uint32_t class = lexicon_builder_class(builder, SLICE("w"));
  uint32_t seed = 1;
  for (uint32_t i = 0; i < COUNT; i++) {
    char text[32];
    size_t length = 0;
    for (uint32_t k = 0; k <= i % 5; k++) {
      seed = seed * 1664525 + 1013904223;
      uint32_t kind = (seed >> 8) % 7, number = seed >> 12;
      length += utf8_encode(kind < letters_of_seven ? 'a' + number % 26 : first + number % characters, text + length);
    }
    lexicon_builder_add(builder, arena_copy(&arena, (Slice){text, length}), class, i + 1, 0);
  }
  Slice image = lexicon_builder_finish(builder, NULL, NULL);
  Lexicon lexicon = open_image(image);
  for (uint32_t i = 0; i < lexicon.word_count; i++) {
    Slice spelling = lexicon_spelling(&lexicon, &lexicon.words[i]);
    assert_int_equal(i, lexicon_find(&lexicon, spelling));
    Slice longer = arena_print(&arena, "%.*s\u9FFF", (int)spelling.length, spelling.data); /* a character of no word */
    assert_int_equal(WORD_NONE, lexicon_find(&lexicon, longer));
  }
  arena_free(&arena);
}

static void many_words_are_found(void **state) {
  (void)state;
  check_many(0x4E00, 3000, 1);
  check_many(0x4E00, 228, 7); /* codes that are bytes */
  check_many(0x4E00, 228, 1); /* all 254 that there may be then, and one more, or two */
  check_many(0x4E00, 229, 1);
  check_many(0x4E00, 230, 1);
}

/* A word ends, and others go on behind it. */
static void words_in_words_are_found(void **state) {
  (void)state;
  static const char *const WORDS[] = {"a", "ab", "abc", "abcd", "abcdef", "法院院", "法院院长", "法院院长们", "法"};
  enum { COUNT = sizeof WORDS / sizeof *WORDS };
  for (uint32_t count = 1; count <= COUNT; count++) {
    Arena arena;
    arena_init(&arena, SIZE_MAX);
    LexiconBuilder *builder = lexicon_builder_new(&arena);
    lexicon_builder_class(builder, SLICE("w"));
    for (uint32_t i = 0; i < count; i++) lexicon_builder_add(builder, slice_of(WORDS[i]), 0, 0, 0);
    Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
    for (uint32_t i = 0; i < COUNT; i++) {
      assert_int_equal(i < count, lexicon_find(&lexicon, slice_of(WORDS[i])) != WORD_NONE);
    }
    assert_int_equal(WORD_NONE, lexicon_find(&lexicon, SLICE("abcde")));
    arena_free(&arena);
  }
}

/* Words with the same tags share them; those with weights have a detail of their own, also the word's twin. */
static void equal_tags_are_stored_once(void **state) {
  (void)state;
  static const char *const WORDS[] = {"one", "two", "three", "four"};
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  uint32_t class = lexicon_builder_class(builder, SLICE("w"));
  for (uint32_t i = 0; i < 4; i++) {
    lexicon_builder_add(builder, slice_of(WORDS[i]), class, 0, WORD_EXACT_CASE);
    if (i == 3) break;
    lexicon_builder_tag(builder, SLICE("kind"), i == 2 ? SLICE("odd") : SLICE("even"));
  }
  lexicon_builder_add(builder, SLICE("one"), class, 0, 0);
  lexicon_builder_weigh(builder);
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  const LexiconWord *words[4];
  for (uint32_t i = 0; i < 4; i++) words[i] = lexicon_word(&lexicon, lexicon_find(&lexicon, slice_of(WORDS[i])));
  assert_int_equal(5, lexicon.detail_count); /* none, one, its twin, two, three */
  assert_int_equal(0, words[3]->detail);
  assert_true(words[0]->detail != words[1]->detail && words[0][0].flags & WORD_ALIKE && words[0][1].detail);
  assert_slice_equal(SLICE("even"), lexicon_tag(&lexicon, words[0], class, SLICE("kind")));
  assert_slice_equal(SLICE("even"), lexicon_tag(&lexicon, words[1], class, SLICE("kind")));
  assert_slice_equal(SLICE("odd"), lexicon_tag(&lexicon, words[2], class, SLICE("kind")));
  assert_true(lexicon_tag(&lexicon, words[3], class, SLICE("kind")).data == NULL);
  arena_free(&arena);
}

static void odd_words_are_ignored(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  LexiconBuilder *builder = lexicon_builder_new(&arena);
  char text[300];
  memset(text, 'x', sizeof text);
  assert_false(lexicon_builder_add(builder, SLICE(""), 0, 0, 0));
  assert_false(lexicon_builder_add(builder, (Slice){text, 256}, 0, 0, 0));
  assert_false(lexicon_builder_add(builder, SLICE("a\0b"), 0, 0, 0));
  lexicon_builder_class(builder, SLICE("c"));
  assert_true(lexicon_builder_add(builder, (Slice){text, 255}, 0, 0, 0));
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  assert_int_equal(0, lexicon_find(&lexicon, (Slice){text, 255}));
  lexicon = open_image(lexicon_builder_finish(lexicon_builder_new(&arena), NULL, NULL)); /* no words at all */
  assert_int_equal(WORD_NONE, lexicon_find(&lexicon, SLICE("x")));
  arena_free(&arena);
}

static void equal_words_make_equal_images(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  assert_slice_equal(small_dictionary(&arena), small_dictionary(&arena));
  arena_free(&arena);
}

static void forms_fold(void **state) {
  (void)state;
  static const uint32_t PAIRS[][2] = {{'A', 'a'},    {0xFF21, 'a'},  {0xFF0C, ','},    {0x201C, '"'},  {0x2019, '\''},
                                      {0x3000, ' '}, {'\n', ' '},    {0xA0, ' '},      {0x30FB, 0xB7}, {0x2013, 0x2014},
                                      {0xC9, 0xE9},  {0x414, 0x434}, {0x6CD5, 0x6CD5}, {'7', '7'}};
  for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
    assert_int_equal(PAIRS[i][1], alphabet_fold(PAIRS[i][0]));
  }
  for (uint32_t point = 0; point < 0x110000; point++) { /* folding twice changes nothing more */
    uint32_t folded = alphabet_fold(point);
    if (point >= 0x1F000) assert_int_equal(point, utf8proc_tolower((utf8proc_int32_t)point));
    if (alphabet_fold(folded) != folded) fail_msg("U+%04X folds to U+%04X, which folds on", point, folded);
  }
}

static void jieba_dictionaries_are_read(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  LexiconBuilder *builder = lexicon_builder_new(&check.arena);
  Slice text = SLICE("法院 30 n\n长期 10 d\r\n\n法院 5 v\n坏行\n坏 x n\n坏 -1 n\n坏 inf n\n坏 1\n");
  assert_int_equal(SPO_BAD_RULES, lexicon_builder_read_jieba(builder, text, "dict", &check.diagnostics));
  assert_int_equal(5, check.messages.errors);
  assert_non_null(strstr(check.messages.text, "5:0+0 - not of the form"));
  Lexicon lexicon = open_image(lexicon_builder_finish(builder, NULL, NULL));
  const LexiconWord *word = &lexicon.words[lexicon_find(&lexicon, SLICE("法院"))];
  assert_true(is_in(&lexicon, word, "n") && is_in(&lexicon, word, "v"));
  assert_int_equal(2, lexicon.word_count);
  assert_int_equal(SPO_BAD_RULES, lexicon_builder_read_jieba(builder, SLICE("\xFF 1 n"), "dict", &check.diagnostics));
  check_free(&check);
}

/* ---- damage ---- */

static size_t look_up(const Lexicon *lexicon) {
  static const char *const WORDS[] = {"法院", "机器人", "GPT", "gpt", "没有"};
  size_t sum = 0;
  for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
    uint32_t found = lexicon_find(lexicon, slice_of(WORDS[i]));
    if (found == WORD_NONE) continue;
    const LexiconWord *word = lexicon_word(lexicon, found);
    sum += slice_hash(lexicon_spelling(lexicon, word));
    sum += slice_hash(lexicon_tag(lexicon, word, UINT32_MAX, SLICE("kind")));
  }
  for (uint32_t i = 0; i < lexicon->class_count && i < 10; i++) sum += lexicon_class_name(lexicon, i).length;
  return sum;
}

/* Opened in a block of its own, so that a read beyond it is seen. */
static bool survives(Slice image, size_t length, size_t at, unsigned char flip) {
  char *copy = malloc(length);
  memcpy(copy, image.data, length);
  if (at < length) copy[at] = (char)(copy[at] ^ flip);
  Lexicon lexicon;
  Diagnostics diagnostics = {NULL, NULL};
  bool opened = lexicon_open(&lexicon, (Slice){copy, length}, "image", &diagnostics) == SPO_SUCCESS;
  if (opened) look_up(&lexicon);
  free(copy);
  return opened;
}

static void damaged_images_are_refused_or_harmless(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  Slice image = small_dictionary(&arena);
  unsigned refused = 0;
  for (size_t at = 0; at < image.length; at++) {
    refused += !survives(image, image.length, at, 0xFF);
    if (at < 300) refused += !survives(image, image.length, at, 0x01);
    if (at < 300) refused += !survives(image, image.length, at, 0x80);
  }
  assert_true(refused > 200);
  for (size_t length = 0; length < image.length; length += length < 400 ? 1 : 97) {
    assert_false(survives(image, length, SIZE_MAX, 0)); /* whatever is cut off was needed */
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_have_classes_tags_and_costs),
      cmocka_unit_test(known_words_keep_what_lists_say),
      cmocka_unit_test(forms_of_one_word_are_chained),
      cmocka_unit_test(many_words_are_found),
      cmocka_unit_test(words_in_words_are_found),
      cmocka_unit_test(equal_tags_are_stored_once),
      cmocka_unit_test(odd_words_are_ignored),
      cmocka_unit_test(equal_words_make_equal_images),
      cmocka_unit_test(forms_fold),
      cmocka_unit_test(jieba_dictionaries_are_read),
      cmocka_unit_test(damaged_images_are_refused_or_harmless),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
