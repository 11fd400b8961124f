/* Compiled rules as an image: the same rules give the same bytes, and damaged images are refused or harmless. */
#include "unit/rules_check.h"

#include "support/small_rules.h"

static Slice make_image(Arena *arena) {
  RuleSet rules;
  Diagnostics diagnostics = {NULL, NULL};
  assert_int_equal(SPO_SUCCESS, compile_rule_text(arena, SLICE(SMALL_RULES), NULL, &diagnostics, &rules));
  return rule_image_write(arena, &rules);
}

static void equal_rules_make_equal_images(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  assert_slice_equal(make_image(&arena), make_image(&arena));
  arena_free(&arena);
}

/* Opens an image and, if that can be done, runs it over a text. */
static bool runs(Slice image, uint32_t *claims) {
  Arena arena, scratch;
  arena_init(&arena, (size_t)1 << 28);
  arena_init(&scratch, (size_t)1 << 28);
  RuleSet rules;
  Diagnostics diagnostics = {NULL, NULL};
  volatile bool opened = false;
  jmp_buf full;
  *claims = 0;
  if (!ARENA_GUARD(&arena, full)) {
    scratch.guard = arena.guard;
    if (rule_image_open(&rules, image, "image", &diagnostics) == SPO_SUCCESS) {
      opened = true;
      Vocabulary vocabulary;
      SmallResult result;
      vocabulary_init(&vocabulary, &arena, &rules, NULL);
      run_rules(&arena, &scratch, &vocabulary, SLICE(SMALL_TEXT), &result);
      *claims = result.resolution.claims.count;
    }
  }
  arena_free(&arena);
  arena_free(&scratch);
  return opened;
}

static void an_image_finds_what_its_rules_find(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  uint32_t claims;
  assert_true(runs(make_image(&arena), &claims));
  assert_true(claims >= 5);
  arena_free(&arena);
}

static bool survives(Slice image, size_t length, size_t at, unsigned char flip) {
  char *copy = malloc(length); /* a block of its own, so that a read beyond it is seen */
  memcpy(copy, image.data, length);
  if (at < length) copy[at] = (char)(copy[at] ^ flip);
  uint32_t claims;
  bool opened = runs((Slice){copy, length}, &claims);
  free(copy);
  return opened;
}

/* The lexicon inside is the greater part of an image and nearly all zero; test_lexicon damages one byte by byte. */
static void damaged_images_are_refused_or_harmless(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  Slice image = make_image(&arena);
  size_t lexicon = slice_find(image, SLICE("SPOLEXIC"));
  assert_true(lexicon != SIZE_MAX);
  unsigned refused = 0;
  for (size_t at = 0; at < lexicon; at += at < 400 ? 1 : 7) refused += !survives(image, image.length, at, 0xFF);
  for (size_t at = 400; at < lexicon; at += 11) refused += !survives(image, image.length, at, 0x01);
  for (size_t at = lexicon; at < image.length; at += at < lexicon + 200 ? 3 : 211) {
    refused += !survives(image, image.length, at, 0xFF);
  }
  assert_true(refused > 500);
  for (size_t length = 0; length < image.length; length += length < 400 ? 1 : 997) {
    assert_false(survives(image, length, SIZE_MAX, 0));
  }
  arena_free(&arena);
}

/* What may be used of an image that is only mapped is sound where mapping it succeeds; its tables are checked later. */
static void tables_are_checked_apart(void **state) {
  (void)state;
  Arena arena;
  arena_init(&arena, SIZE_MAX);
  Slice image = make_image(&arena);
  RuleSet rules;
  Diagnostics diagnostics = {NULL, NULL};
  assert_int_equal(SPO_SUCCESS, rule_image_map(&rules, image, "image", &diagnostics));
  assert_int_equal(SPO_SUCCESS, rule_image_check(&rules, "image", &diagnostics));
  size_t steps = (size_t)((const char *)rules.steps - image.data), count = rules.steps_count;
  size_t transitions = (size_t)((const char *)rules.transitions - image.data);
  assert_true(count > 3);
  const size_t places[] = {steps + 4, steps + 3 * sizeof(RuleStep) + 4, steps + (count - 1) * sizeof(RuleStep) + 4,
                           transitions, transitions + (rules.transitions_count - 1) * sizeof(RuleTransition) + 4};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    char *copy = arena_alloc(&arena, image.length);
    memcpy(copy, image.data, image.length);
    memset(copy + places[i], 0x7F, sizeof(uint32_t)); /* a first transition or mark, or a target */
    assert_int_equal(SPO_SUCCESS, rule_image_map(&rules, (Slice){copy, image.length}, "image", &diagnostics));
    assert_true(slice_is(rule_string(&rules, rules.language), "zh"));
    assert_int_equal(SPO_BAD_RULES, rule_image_check(&rules, "image", &diagnostics));
  }
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_rules_make_equal_images),
      cmocka_unit_test(an_image_finds_what_its_rules_find),
      cmocka_unit_test(damaged_images_are_refused_or_harmless),
      cmocka_unit_test(tables_are_checked_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
