/* Texts in encodings that nothing declares, made here by iconv. */
#include "input/encoding.h"
#include "unit/input_check.h"

static const char CHINESE[] =
    "江城市长陈立群昨天说，新的大桥将在三月通车，两岸五十万居民的生活会因此改变。这座桥长一千二百米，是当地最大的"
    "工程，一共用了四年时间。\n他说，工程的费用由省里和市里各出一半，桥上不收费。\n";
static const char TRADITIONAL[] =
    "江城市長陳立群昨天說，新的大橋將在三月通車，兩岸五十萬居民的生活會因此改變。這座橋長一千二百米，是當地最大的"
    "工程，一共用了四年時間。\n他說，工程的費用由省裡和市裡各出一半，橋上不收費。\n";
static const char JAPANESE[] =
    "市長は昨日、新しい橋が三月に開通すると発表した。この橋は長さ千二百メートルで、地域で最も大きな工事になる。\n"
    "工事の費用は県と市が半分ずつ負担するという。\n";
static const char KOREAN[] =
    "시장은 어제 새로운 다리가 삼월에 개통된다고 발표했다. 이 다리는 길이가 천이백 미터이며 지역에서 가장 큰 "
    "공사이다.\n"
    "공사 비용은 도와 시가 절반씩 부담한다.\n";
static const char FRENCH[] =
    "Le maire a déclaré hier que le nouveau pont serait ouvert à la circulation en mars. L’ouvrage a coûté près de 40 "
    "millions d’euros, payés pour moitié par la région.\nLa fête aura lieu au pied du château.\n";
static const char GERMAN[] =
    "Der Bürgermeister erklärte gestern, die neue Brücke werde im März für den Verkehr geöffnet. Sie ist das größte "
    "Bauwerk der Gegend und kostete fünfzig Millionen Euro.\n";
static const char ENGLISH[] = "Mayor Ada Lund opened the new bridge on Monday – “a great day”, she said.\n";

static const struct {
  const char *text, *encoding, *found;
} CASES[] = {
    {CHINESE, "GB18030", "GB18030"},        {CHINESE, "GBK", "GB18030"},          {CHINESE, "UTF-16LE", "UTF-16LE"},
    {CHINESE, "UTF-16BE", "UTF-16BE"},      {CHINESE, "UTF-8", "UTF-8"},          {TRADITIONAL, "BIG5", "Big5"},
    {TRADITIONAL, "UTF-16LE", "UTF-16LE"},  {JAPANESE, "SHIFT_JIS", "Shift_JIS"}, {JAPANESE, "EUC-JP", "EUC-JP"},
    {JAPANESE, "UTF-16BE", "UTF-16BE"},     {KOREAN, "EUC-KR", "EUC-KR"},         {FRENCH, "CP1252", "windows-1252"},
    {GERMAN, "ISO-8859-1", "windows-1252"}, {ENGLISH, "CP1252", "windows-1252"},  {ENGLISH, "UTF-16LE", "UTF-16LE"},
    {ENGLISH, "UTF-16BE", "UTF-16BE"},
};

/* `text` in another encoding; caller frees. */
static Slice encode(const char *text, const char *encoding) {
  size_t left = strlen(text), room = 4 * left;
  char *bytes = malloc(room), *out = bytes, *in = (char *)(uintptr_t)text;
  iconv_t converter = iconv_open(encoding, "UTF-8");
  assert_int_equal(iconv(converter, &in, &left, &out, &room), 0);
  iconv_close(converter);
  return slice_between(bytes, out);
}

static void encodings_are_known_by_their_bytes(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    Slice bytes = encode(CASES[i].text, CASES[i].encoding);
    Arena arena;
    Decoded decoded;
    arena_init(&arena, 1 << 20);
    bool done = encoding_decode(&arena, bytes, (EncodingOptions){0}, &decoded);
    if (!done || strcmp(decoded.name, CASES[i].found) != 0) {
      fail_msg("%s, case %zu: %s, %s", CASES[i].encoding, i, decoded.name, decoded.problem);
    }
    if (!slice_is(decoded.text, CASES[i].text)) fail_msg("%s: another text", CASES[i].encoding);
    Reports reports;
    char *found = dump_bytes(bytes, "a.txt", &reports); /* which checks that all characters lead back */
    char line[64];
    snprintf(line, sizeof line, "encoding: %s\n", CASES[i].found);
    if (!strstr(found, line)) fail_msg("%s: %s%s", CASES[i].encoding, found, reports.all);
    free(found);
    arena_free(&arena);
    free((char *)(uintptr_t)bytes.data);
  }
}

/* Beginnings of texts: what is short says less, but the encodings of Chinese must not be taken for each other. */
static void short_texts_are_not_mistaken(void **state) {
  (void)state;
  static const struct {
    const char *text, *encoding, *found;
  } SHORT[] = {{CHINESE, "GB18030", "GB18030"}, {TRADITIONAL, "BIG5", "Big5"}, {JAPANESE, "SHIFT_JIS", "Shift_JIS"}};
  for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++) {
    Slice bytes = encode(SHORT[i].text, SHORT[i].encoding);
    for (bytes.length = 24; bytes.length < 60; bytes.length += 2) {
      Arena arena;
      Decoded decoded;
      arena_init(&arena, 1 << 16);
      bool done = encoding_decode(&arena, bytes, (EncodingOptions){0}, &decoded);
      if (done && strcmp(decoded.name, SHORT[i].found) != 0) {
        fail_msg("%zu bytes of %s: %s", bytes.length, SHORT[i].encoding, decoded.name);
      }
      arena_free(&arena);
    }
    free((char *)(uintptr_t)bytes.data);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(encodings_are_known_by_their_bytes),
      cmocka_unit_test(short_texts_are_not_mistaken),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
