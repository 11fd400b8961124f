/* Names of entities, documents, mentions and claims. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <nettle/sha2.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "graph/iri.h"

static Arena arena;

static int set_up(void **state) {
  (void)state;
  arena_init(&arena, SIZE_MAX);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(&arena);
  return 0;
}

static void expect(const char *expected, Slice got) {
  char *text = strndup(got.data, got.length);
  assert_string_equal(expected, text);
  free(text);
}

static Slice person(Slice label) {
  Slice name = iri_local_name(&arena, SLICE("person"), label);
  assert_true(is_local_name(name));
  assert_true(iri_is_absolute(arena_print(&arena, "http://example.org/id/%.*s", (int)name.length, name.data)));
  return name;
}

static void plain_labels_stay_readable(void **state) {
  (void)state;
  static const char *const CASES[][2] = {
      {"黄铁军", "person-黄铁军"},
      {"Jane Roe", "person-Jane_Roe"},
      {"阿卜杜勒·拉赫曼", "person-阿卜杜勒·拉赫曼"},
      {"𠮷野家", "person-𠮷野家"},
      {"ＡＢＣ１２３", "person-ＡＢＣ１２３"},
      {"GPT-3.5", "person-GPT-3.5"},
      {"·", "person-·"},
      {"-", "person--"},
      {"二〇二三", "person-二〇二三"},
      {"Ægir Þór", "person-Ægir_Þór"},
      {"CO₂", "person-CO₂"},
      {"1", "person-1"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) expect(CASES[i][1], person(slice_of(CASES[i][0])));
}

/* What stands before the hash. */
static void expect_changed(const char *label, const char *begin) {
  Slice name = person(slice_of(label)), shown = slice_of(begin);
  assert_true(name.length == shown.length + 1 + IRI_SUFFIX_DIGITS);
  expect(begin, (Slice){name.data, shown.length});
  assert_int_equal('-', name.data[shown.length]);
}

static void other_characters_become_underscores_and_a_hash(void **state) {
  (void)state;
  expect("person-a_b-c14cddc0", person(SLICE("a/b"))); /* printf a/b | sha256sum */
  static const char *const CASES[][2] = {
      {"“通义”", "person-_通义_"},
      {"中国—东盟", "person-中国_东盟"},
      {"院（北京）", "person-院_北京_"},
      {"《人民》", "person-_人民_"},
      {"100%", "person-100_"},
      {"A&B", "person-A_B"},
      {"O'Brien", "person-O_Brien"},
      {"a\tb", "person-a_b"},
      {"a\u3000b", "person-a_b"},
      {"a_b", "person-a_b"},
      {"a\u202Eb", "person-a_b"},
      {"a\uFFFDb", "person-a_b"},
      {"a\U0001FFFEb", "person-a_b"},
      {"a\x01", "person-a_"},
      {"a\x7F", "person-a_"},
      {"a\u200Db", "person-a_b"},
      {"葛\U000E0100城", "person-葛_城"},
      {"Example Corp.", "person-Example_Corp."},
      {"", "person-"},
      {"<>\"{}|^`\\", "person-_________"},
      {"a\xFFz", "person-a_z"},
      {"a\xE4\xBD", "person-a__"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) expect_changed(CASES[i][0], CASES[i][1]);
}

static void long_labels_are_cut(void **state) {
  (void)state;
  char label[3 * 81 + 1] = "", expected[300] = "person-";
  for (unsigned i = 0; i < 80; i++) strcat(label, "长");
  strcat(expected, label);
  expect(expected, person(slice_of(label)));
  strcat(label, "长");
  expect_changed(label, expected);
  char *endless = arena_alloc(&arena, 1 << 20);
  memset(endless, 'x', 1 << 20);
  assert_int_equal(7 + 80 + 9, person((Slice){endless, 1 << 20}).length);
}

static void different_labels_have_different_names(void **state) {
  (void)state;
  static const char *const LABELS[] = {"a b",  "a_b",     "a\tb",    "a\u00A0b",     "a/b",          "a%b", "a  b",
                                       "a__b", "a_ b",    "A b",     "a b ",         " a b",         "a.b", "a.b.",
                                       "a",    "a-",      "“a”",     "《a》",        "\"a\"",        "[a]", "（a）",
                                       "(a)",  "a\u200D", "a\u200C", "a_b-c14cddc0", "a b-c14cddc0", "",    "_",
                                       "__",   " ",       "."};
  enum { COUNT = sizeof LABELS / sizeof *LABELS };
  for (unsigned i = 0; i < COUNT; i++) {
    for (unsigned j = 0; j < i; j++) {
      assert_false(slice_equal(person(slice_of(LABELS[i])), person(slice_of(LABELS[j]))));
      assert_false(slice_equal(iri_hash_name(&arena, SLICE("person"), slice_of(LABELS[i])),
                               iri_hash_name(&arena, SLICE("person"), slice_of(LABELS[j]))));
    }
  }
}

static void any_character_makes_a_sound_name(void **state) {
  (void)state;
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    if (c >= 0xD800 && c < 0xE000) continue;
    char label[8];
    unsigned width = utf8_encode(c, label);
    person((Slice){label, width}); /* alone: last, and right behind the hyphen */
    if (c % 4096 == 0) arena_reset(&arena);
  }
}

static void hash_names_are_ascii(void **state) {
  (void)state;
  expect("person-404728a9cad22be2", iri_hash_name(&arena, SLICE("person"), SLICE("黄铁军")));
  expect("place-e3b0c44298fc1c14", iri_hash_name(&arena, SLICE("place"), (Slice){0}));
}

static void parts_do_not_run_together(void **state) {
  (void)state;
  Slice base = SLICE("http://example.org/id/"), type = SLICE("position");
  Slice one[] = {SLICE("ab"), SLICE("c")}, two[] = {SLICE("a"), SLICE("bc")}, three[] = {SLICE("ab"), SLICE("c"), {0}};
  Slice first = iri_of_parts(&arena, base, type, one, 2);
  assert_true(slice_starts_with(first, SLICE("http://example.org/id/position-")));
  assert_int_equal(sizeof "http://example.org/id/position-" - 1 + IRI_HASH_DIGITS, first.length);
  assert_true(slice_equal(first, iri_of_parts(&arena, base, type, one, 2)));
  assert_false(slice_equal(first, iri_of_parts(&arena, base, type, two, 2)));
  assert_false(slice_equal(first, iri_of_parts(&arena, base, type, three, 3)));
}

/* Parts of any length are hashed as if each were handed on by itself, its length before it. */
static void long_parts_are_hashed_whole(void **state) {
  (void)state;
  static const size_t LENGTHS[] = {0, 1, 8, 239, 240, 247, 248, 249, 256, 257, 1000};
  enum { COUNT = sizeof LENGTHS / sizeof *LENGTHS };
  char bytes[1000];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (char)('a' + i % 26);
  for (size_t first = 0; first < COUNT; first++) {
    Slice parts[COUNT];
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE], length[8] = {0};
    char expected[64];
    sha256_init(&context);
    for (size_t i = 0; i < COUNT; i++) {
      parts[i] = (Slice){bytes, LENGTHS[(first + i) % COUNT]};
      length[0] = (uint8_t)parts[i].length;
      length[1] = (uint8_t)(parts[i].length >> 8);
      sha256_update(&context, sizeof length, length);
      sha256_update(&context, parts[i].length, (const uint8_t *)parts[i].data);
    }
    sha256_digest(&context, sizeof digest, digest);
    int at = snprintf(expected, sizeof expected, "http://example.org/claim-");
    for (int i = 0; i < IRI_HASH_DIGITS / 2; i++) at += snprintf(expected + at, 3, "%02x", digest[i]);
    Slice iri = iri_of_parts(&arena, SLICE("http://example.org/"), SLICE("claim"), parts, COUNT);
    assert_true(slice_is(iri, expected));
  }
}

static Slice document(const char *url, const char *id) {
  Slice iri = iri_document(&arena, SLICE("http://example.org/"), slice_of(url), slice_of(id), SLICE("text"));
  assert_true(iri_is_absolute(iri));
  return iri;
}

static void sound_urls_name_documents(void **state) {
  (void)state;
  static const char *const CASES[][2] = {
      {"https://news.example.cn/2023/a.html", "https://news.example.cn/2023/a.html"},
      {" http://example.org/a#part ", "http://example.org/a"},
      {"HTTPS://News.Example.CN/A", "https://news.example.cn/A"},
      {"http://example.org", "http://example.org"},
      {"http://example.org?q=1", "http://example.org?q=1"},
      {"http://example.org:8080/", "http://example.org:8080/"},
      {"http://example.org:/", "http://example.org/"},
      {"http://user:secret@example.org/a", "http://example.org/a"},
      {"http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80/"},
      {"http://例子.测试/新闻", "http://例子.测试/新闻"},
      {"http://example.org/新闻/头条?类=科技", "http://example.org/新闻/头条?类=科技"},
      {"http://example.org/%E6%96%B0", "http://example.org/%E6%96%B0"},
      {"http://example.org/100%", "http://example.org/100%25"},
      {"http://example.org/100%zz%4", "http://example.org/100%25zz%254"},
      {"http://example.org/a b<c>\"{}|\\^`", "http://example.org/a%20b%3Cc%3E%22%7B%7D%7C%5C%5E%60"},
      {"http://example.org/[a]?b[]=1", "http://example.org/%5Ba%5D?b%5B%5D=1"},
      {"http://example.org/a\xFF", "http://example.org/a%FF"},
      {"http://example.org/a\u202E\u3000", "http://example.org/a%E2%80%AE%E3%80%80"},
      {"http://example.org/a/./b/../c", "http://example.org/a/c"},
      {"http://example.org/../../c/..", "http://example.org/"},
      {"http://example.org//a//b/", "http://example.org//a//b/"},
      {"http://example.org/a/.", "http://example.org/a/"},
      {"http://example.org/a?b/../c", "http://example.org/a?b/../c"},
      {"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66"},
      {"URN:ISBN:9787111#x", "urn:ISBN:9787111"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) expect(CASES[i][1], document(CASES[i][0], "7"));
}

static void other_urls_do_not(void **state) {
  (void)state;
  static const char *const URLS[] = {"",
                                     "example.org/a",
                                     "/a",
                                     "ftp://example.org/a",
                                     "file:///etc/passwd",
                                     "javascript:alert(1)",
                                     "http:",
                                     "http://",
                                     "http:///a",
                                     "http:/example.org",
                                     "http://:80/",
                                     "http://exa mple.org/",
                                     "http://example.org:80a/",
                                     "http://<script>/",
                                     "http://a\\b/",
                                     "http://[::1",
                                     "http://[::1]x/",
                                     "http://a@/",
                                     "urn:",
                                     "urn:x:a",
                                     "urn:uuid:",
                                     "urn:uuid:#a",
                                     "urn:a b:c"};
  for (size_t i = 0; i < sizeof URLS / sizeof *URLS; i++) expect("http://example.org/doc/7", document(URLS[i], "7"));
  char *endless = arena_alloc(&arena, 6001);
  memset(endless, 'x', 6000);
  memcpy(endless, "http://example.org/", 19);
  endless[6000] = 0;
  expect("http://example.org/doc/7", document(endless, "7"));
}

static void ids_name_documents(void **state) {
  (void)state;
  static const char *const CASES[][2] = {
      {"a-1", "a-1"},          {"新闻 1", "新闻%201"}, {"a/b?c#d", "a%2Fb%3Fc%23d"},
      {"100%", "100%25"},      {"%41", "%2541"},       {"..", "%2E%2E"},
      {"...", "..."},          {"a:b@c", "a:b@c"},     {"<>", "%3C%3E"},
      {"\u202E", "%E2%80%AE"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    Slice expected = arena_print(&arena, "http://example.org/doc/%s", CASES[i][1]);
    expect(expected.data, document("", CASES[i][0]));
  }
  expect("http://example.org/doc/982d9e3eb996f559", document("", "")); /* printf text | sha256sum */
  char *endless = arena_alloc(&arena, 6001);
  memset(endless, 'x', 6000);
  endless[6000] = 0;
  Slice hashed = document("", endless);
  assert_int_equal(sizeof "http://example.org/doc/" - 1 + IRI_HASH_DIGITS, hashed.length);
  assert_false(slice_equal(hashed, document("", "")));
}

static void mentions_are_fragments(void **state) {
  (void)state;
  expect("http://example.org/a#char=0,17", iri_mention(&arena, SLICE("http://example.org/a"), 0, 17));
  expect("http://example.org/#doc/a&char=0,17", iri_mention(&arena, SLICE("http://example.org/#doc/a"), 0, 17));
}

static void language_tags(void **state) {
  (void)state;
  static const char *const GOOD[] = {"zh", "zh-Hant", "de-1996", "x-1"}, *const BAD[] = {"",  "-",   "zh-",   "-zh",
                                                                                         "1", "z h", "zh_CN", "中"};
  for (unsigned i = 0; i < 4; i++) assert_true(is_language_tag(slice_of(GOOD[i])));
  for (unsigned i = 0; i < 8; i++) assert_false(is_language_tag(slice_of(BAD[i])));
}

static void prefixes_and_local_names(void **state) {
  (void)state;
  static const char *const GOOD[] = {"", "id", "a.b", "a-1_b"}, *const BAD[] = {"1",   "a.", ".a", "-",
                                                                                "a:b", "中", "a b"};
  for (unsigned i = 0; i < 4; i++) assert_true(is_prefix_name(slice_of(GOOD[i])));
  for (unsigned i = 0; i < 7; i++) assert_false(is_prefix_name(slice_of(BAD[i])));
  static const char *const LOCAL[] = {"a", "1", "_", "（北京）", "a·b", "𠮷", "a.b", "a-"};
  static const char *const NO_LOCAL[] = {"",    ".a",  "a.",  "-a",  "·a",     "a/b",    "a%20",
                                         "a:b", "“a”", "a—b", "a b", "\u0301", "\uFFFE", "a\xFF"};
  for (unsigned i = 0; i < sizeof LOCAL / sizeof *LOCAL; i++) assert_true(is_local_name(slice_of(LOCAL[i])));
  for (unsigned i = 0; i < sizeof NO_LOCAL / sizeof *NO_LOCAL; i++) assert_false(is_local_name(slice_of(NO_LOCAL[i])));
}

static void absolute_iris(void **state) {
  (void)state;
  static const char *const GOOD[] = {"http://a/", "urn:a:b", "x+y-z.1:", "http://例/新"};
  static const char *const BAD[] = {"",           "a",         ":a",         "1a:b",         "/a",
                                    "http://a b", "http://a>", "http://a\n", "http://a\xFF", "http://\\u0020"};
  for (unsigned i = 0; i < 4; i++) assert_true(iri_is_absolute(slice_of(GOOD[i])));
  for (unsigned i = 0; i < 10; i++) assert_false(iri_is_absolute(slice_of(BAD[i])));
  assert_false(iri_is_absolute((Slice){"ab\0c:d", 6}));
  assert_false(iri_is_absolute((Slice){"http://a\0", 9}));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(plain_labels_stay_readable),
      TEST(other_characters_become_underscores_and_a_hash),
      TEST(long_labels_are_cut),
      TEST(different_labels_have_different_names),
      TEST(any_character_makes_a_sound_name),
      TEST(hash_names_are_ascii),
      TEST(parts_do_not_run_together),
      TEST(long_parts_are_hashed_whole),
      TEST(sound_urls_name_documents),
      TEST(other_urls_do_not),
      TEST(ids_name_documents),
      TEST(mentions_are_fragments),
      TEST(language_tags),
      TEST(prefixes_and_local_names),
      TEST(absolute_iris),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
