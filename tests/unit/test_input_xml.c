/* XML: one file of every dialect, a user's map, and what is wrong or meant to do harm. */
#include "input/xml_map.h"
#include "unit/input_records.h"

static void every_dialect_gives_the_expected_documents(void **state) {
  (void)state;
  static const char *const NAMES[] = {"rss", "rdf", "atom", "newsml", "nitf", "tei", "mediawiki"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    char path[256], name[32];
    snprintf(path, sizeof path, DATA "xml/%s.xml", NAMES[i]);
    snprintf(name, sizeof name, "%s.xml", NAMES[i]);
    Slice source = read_bytes(path);
    snprintf(path, sizeof path, DATA "xml/%s.expected", NAMES[i]);
    Slice expected = read_bytes(path);
    Records records = records_read(source, name, NULL);
    if (!slice_equal(slice_of(records.text), expected)) {
      fprintf(stderr, "%s", records.text);
      fail_msg("%s gives something else", name);
    }
    records_free(&records);
    free((char *)(uintptr_t)source.data);
    free((char *)(uintptr_t)expected.data);
  }
}

#define ITEM(title, text) "<item><title>" title "</title><description>" text "</description></item>"
#define RSS(items) "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Feed</title>" items "</channel></rss>"

static void the_kind_is_known_by_the_content(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE(RSS(ITEM("One", "A ship left."))), "a", 1, 0, "title: One", "P A ship left.");
  RECORDS_CHECK(SLICE("<!-- x > y --><feed><entry><title>T</title><summary>A ship left.</summary></entry></feed>"), "a",
                1, 0, "title: T");
  RECORDS_CHECK(SLICE("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>The town of Larkwater "
                      "opened its bridge on Monday.</p></body></html>"),
                "a.xml", 1, 0, "P The town of Larkwater");
  RECORDS_CHECK(SLICE("<?xml version='1.0'?><x:export xmlns:x='urn:x'><a/></x:export>"), "a", 0, 1,
                "is XML of a kind that is not known (its root is <export>); --map FILE");
  RECORDS_CHECK(SLICE(RSS("")), "a", 0, 1, "is RSS without any <item>");
  RECORDS_CHECK(SLICE(""), "a.xml", 0, 1, "is empty");
  RECORDS_CHECK(SLICE("no XML at all"), "a.xml", 0, 1, "is broken XML");
}

/* The same feed in other encodings, declared, declared wrongly and not declared at all. */
static void encodings_are_found(void **state) {
  (void)state;
  static const struct {
    const char *encoding, *declared, *found;
  } CASES[] = {{"GBK", "gb2312", "GB18030"},      {"GBK", "utf-8", "GB18030"},     {"UTF-16LE", "utf-16", "UTF-16LE"},
               {"UTF-16BE", "utf-8", "UTF-16BE"}, {"UTF-8", "gb2312", "UTF-8"},    {"BIG5", "big5", "Big5"},
               {"GB18030", NULL, "GB18030"},      {"UTF-16", "utf-16", "UTF-16LE"}};
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    char text[1024], bytes[4096], line[64], *in = text, *out = bytes;
    bool traditional = strcmp(CASES[i].encoding, "BIG5") == 0;
    snprintf(text, sizeof text,
             "<?xml version=\"1.0\"%s%s%s?><rss><channel><item><title>%s</title><description>%s</description></item>"
             "</channel></rss>",
             CASES[i].declared ? " encoding=\"" : "", CASES[i].declared ? CASES[i].declared : "",
             CASES[i].declared ? "\"" : "", traditional ? "大橋通車" : "大桥通车",
             traditional ? "江城的大橋昨天通車了，市長出席。" : "江城的大桥昨天通车了，市长出席。");
    size_t left = strlen(text), room = sizeof bytes;
    iconv_t converter = iconv_open(CASES[i].encoding, "UTF-8");
    assert_int_equal(iconv(converter, &in, &left, &out, &room), 0);
    iconv_close(converter);
    snprintf(line, sizeof line, "encoding: %s\n", CASES[i].found);
    RECORDS_CHECK(slice_between(bytes, out), "a.xml", 1, 0, traditional ? "title: 大橋通車" : "title: 大桥通车", line,
                  traditional ? "P 江城的大橋" : "P 江城的大桥");
  }
}

static void usual_faults_are_read_over(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE(RSS("<item><title>Fish & chips &mdash; a \x01 &bogus; tale</title>"
                          "<link>https://a.example/?a=1&b=2</link><description>Caf\xC3\xA9s \xFF&nbsp;opened &#1; on "
                          "Monday.</description></item>")),
                "a.xml", 1, 0, "@185 1 bytes are not valid UTF-8", "title: Fish & chips — a &bogus; tale\n",
                "url: https://a.example/?a=1&b=2\n", "P Cafés \xEF\xBF\xBD opened on Monday.", "7 faults of the XML");
  RECORDS_CHECK(SLICE(RSS("<item><title>T</title><description><![CDATA[<p>Fish &amp; chips &nbsp; & peas]]]]><![CDATA[>"
                          "</p>]]></description></item>")),
                "a.xml", 1, 0, "P Fish & chips");
  RECORDS_CHECK(SLICE("<rss><channel><item><dc:creator>Jo</dc:creator><title>T</title><content:encoded>&lt;p&gt;A ship "
                      "left.&lt;/p&gt;</content:encoded></item></channel></rss>"),
                "a.xml", 1, 0, "author: Jo\n", "P A ship left.");
}

static void what_is_whole_before_an_error_comes_out(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE(RSS(ITEM("One", "A ship left.") "\n<item><title>Two</item>" ITEM("Three", "Not read."))), "a.xml",
                1, 1, "title: One", "the rest of the XML cannot be read: Opening and ending tag mismatch");
  static const char WHOLE[] = RSS(ITEM("One", "A ship left.") ITEM("Two", "A ship came."));
  unsigned before = 0;
  for (size_t length = 1; length < sizeof WHOLE - 1; length++) {
    char *bytes = malloc(length);
    memcpy(bytes, WHOLE, length);
    Records records = records_read((Slice){bytes, length}, "a.xml", NULL);
    assert_int_equal(records.errors, 1);
    assert_true(records.documents >= before);
    before = records.documents;
    records_free(&records);
    free(bytes);
  }
  assert_int_equal(before, 2);
}

static void attacks_are_refused_by_name(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY a \"ha\">\n<!ENTITY b \"&a;&a;&a;&a;\">\n"
                      "<!ENTITY c \"&b;&b;&b;&b;\">]>\n<rss><channel>" ITEM("One", "A ship left; &a;.")
                          ITEM("Two", "&c;") "</channel></rss>"),
                "a.xml", 1, 1, "P A ship left; ha.", "the entity &c; is made of other entities", "a billion laughs");
  RECORDS_CHECK(SLICE("<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss><channel>" ITEM(
                    "T",
                    "&a; A ship "
                    "left.") "</channel></rss>"),
                "a.xml", 0, 1, "Entity 'a' not defined");
  RECORDS_CHECK(
      SLICE("<!DOCTYPE rss SYSTEM \"http://a.example/x.dtd\" [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>"
            "<rss><channel>" ITEM("T", "A ship left.") "</channel></rss>"),
      "a.xml", 1, 0, "P A ship left.");
  Records records = records_read(SLICE("<!DOCTYPE rss [<!ENTITY a \"<b>x</b>\">]><rss><channel><item><title>&a;</title>"
                                       "</item></channel></rss>"),
                                 "a.xml", NULL);
  assert_non_null(strstr(records.text, "is made of other entities or of markup"));
  records_free(&records);
}

static void check_made(Slice made, unsigned documents, unsigned errors, const char *wanted) {
  RECORDS_CHECK(made, "a.xml", documents, errors, wanted);
  free((char *)(uintptr_t)made.data);
}

static void depth_and_size_are_limited(void **state) {
  (void)state;
  check_made(repeat_piece("<rss><channel>" ITEM("One", "A ship left.") "<item>", "<a>", 100000, ""), 1, 1,
             "its elements are nested too deep");
  check_made(repeat_piece("<rss><channel>" ITEM("One", "A ship left.") "<item><description>", "0123456789abcdef",
                          600000, "</description></item>" ITEM("Three", "A ship came.") "</channel></rss>"),
             2, 1, "record skipped: <item> is larger than 8388608 bytes");
  check_made(repeat_piece("<rss><channel>", "<x>around the entries</x> ", 200000,
                          ITEM("One", "A ship left.") "</channel></rss>"),
             1, 0, "P A ship left.");
  check_made(repeat_piece("<rss><channel><item ", "a", 100000, "=\"1\"><title>T</title></item></channel></rss>"), 0, 1,
             "is broken XML");
  check_made(repeat_piece("<!DOCTYPE rss [", "<!ENTITY a \"b\">", 100000,
                          "]><rss><channel>" ITEM("T", "x") "</channel></rss>"),
             1, 0, "title: T");
}

/* 30,000 pages through a small arena: memory does not grow with their number. */
static void dumps_are_streamed(void **state) {
  (void)state;
  Slice dump =
      repeat_piece("<mediawiki xml:lang=\"en\">",
                   "<page><title>Bridge</title><ns>0</ns><id>1</id><revision><text>The '''bridge''' of [[Larkwater]] "
                   "was opened in 1923.{{stub}}</text></revision></page>\n",
                   30000, "</mediawiki>");
  Arena arena;
  SpoStatus status;
  Document document;
  unsigned count = 0;
  arena_init(&arena, 1 << 16); /* without a guard: abort() if it were too small */
  Reader *reader = reader_open_memory(dump, "dump.xml", NULL, NULL, &status);
  while (reader_next(reader, &arena, &document) == SPO_SUCCESS) {
    count++;
    assert_true(slice_is(document.text, "Bridge\n\nThe bridge of Larkwater was opened in 1923."));
    arena_reset(&arena);
  }
  assert_int_equal(count, 30000);
  reader_close(reader);
  arena_free(&arena);
  free((char *)(uintptr_t)dump.data);
}

static void wikitext_of_any_shape_ends(void **state) {
  (void)state;
  static const char *const PIECES[] = {"{{",       "[[",        "]]",   "}}",       "{|\n",    "-{",
                                       "[http://", "<ref>",     "<!--", "''",       "{{lang|", "[[a|",
                                       "|-\n|",    "== x ==\n", "* ",   "<nowiki>", "{{{",     "&lt;ref&gt;"};
  for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
    Slice dump = repeat_piece("<mediawiki><page><title>T</title><revision><text><![CDATA[", PIECES[i], 50000,
                              "]]></text></revision></page></mediawiki>");
    Records records = records_read(dump, "a.xml", NULL);
    assert_int_equal(records.documents, 1);
    records_free(&records);
    free((char *)(uintptr_t)dump.data);
  }
}

/* The end tag of an element may not be closed right behind its name; no character is cut then. */
static void end_tags_of_wikitext_are_whole(void **state) {
  (void)state;
  static const char DUMP[] =
      "<mediawiki xml:lang=\"zh\"><page><title>桥</title><ns>0</ns><id>1</id><revision><text>甲&lt;nowiki&gt;[[乙]]"
      "&lt;/nowiki丙&gt;丁&lt;/nowiki</text></revision></page></mediawiki>";
  Arena arena;
  SpoStatus status;
  Document document;
  arena_init(&arena, 1 << 16);
  Reader *reader = reader_open_memory(SLICE(DUMP), "dump.xml", NULL, NULL, &status);
  assert_int_equal(SPO_SUCCESS, reader_next(reader, &arena, &document));
  assert_int_equal(document.text.length, utf8_valid_prefix(document.text));
  assert_true(slice_starts_with(document.text, SLICE("桥\n\n甲[[乙]]丁")));
  reader_close(reader);
  arena_free(&arena);
}

/* ---- maps ---- */

static const char EXPORT[] =
    "<e:export xmlns:e='urn:export' xmlns='urn:other'><e:story nr='7'><e:head when='2024-05-08'>Mill reopens</e:head>"
    "<e:by>Jane Roe</e:by><e:by>Sam Poe</e:by><e:body><p>The mill of Larkwater reopened.</p><p>It had been closed.</p>"
    "</e:body></e:story><e:group><e:story nr='8'><e:head>Flat</e:head><e:body>One paragraph.\n\nAnother.</e:body>"
    "</e:story></e:group><story>not this</story></e:export>";

static Records read_mapped(const char *text, const char *source) {
  static Arena arena;
  XmlMap map;
  arena_init(&arena, 1 << 20);
  assert_int_equal(xml_map_read(&arena, slice_of(text), "a.map", &DIAGNOSTICS_SILENT, &map), SPO_SUCCESS);
  ReaderOptions options = {.map = &map};
  Records records = records_read(slice_of(source), "a.xml", &options);
  arena_free(&arena);
  return records;
}

#define MAP_FIELDS "id @nr\ntitle e:head\ndate e:head/@when\nauthor e:by\ntext e:body\npublisher 'The Mill'\n"

static void maps_say_where_things_are(void **state) {
  (void)state;
  Records records = read_mapped("# a map\nnamespace e urn:export\r\ndocument  e:story\n" MAP_FIELDS, EXPORT);
  assert_string_equal(
      records.text,
      "a.xml\nid: 7\ntitle: Mill reopens\ndate: 2024-05-08\nauthor: Jane Roe, Sam Poe\npublisher: The "
      "Mill\nlanguage: en\nencoding: UTF-8\n---\nH Mill reopens\nP The mill of Larkwater reopened.\nP It "
      "had been closed.\n===\na.xml\nid: 8\ntitle: Flat\npublisher: The Mill\nlanguage: en\nencoding: "
      "UTF-8\n---\nH Flat\nP One paragraph.\nP Another.\n===\n");
  records_free(&records);
  records = read_mapped("namespace e urn:export\ndocument /e:export/e:story\n" MAP_FIELDS, EXPORT);
  assert_int_equal(records.documents, 1);
  records_free(&records);
  records = read_mapped("document story\ntext .\n", EXPORT);
  assert_int_equal(records.documents, 0);
  assert_non_null(strstr(records.text, "holds no `story`, which the map calls a document; its root is <export> in a "));
  records_free(&records);
}

static void check_map(const char *text, const char *message) {
  Arena arena;
  XmlMap map;
  Reports reports = {0};
  Diagnostics diagnostics = {keep_report, &reports};
  arena_init(&arena, 1 << 20);
  assert_int_equal(xml_map_read(&arena, slice_of(text), "a.map", &diagnostics, &map), SPO_BAD_INPUT);
  if (!strstr(reports.all, message)) fail_msg("'%s' is not '%s'", reports.all, message);
  arena_free(&arena);
}

static void faults_of_maps_are_named_with_their_line(void **state) {
  (void)state;
  check_map("document a\ntext b\nheadline c\n", "3:0@-1 `headline c` is no field: there is document");
  check_map("document a\ntext b[\n", "2:0@-1 `text b[` is no XPath expression");
  check_map("document a[1]\ntext b\n", "is no path of names");
  check_map("document\ntext b\n", "1:0@-1 `document` has no value");
  check_map("document a\n", "has no line `text ...`");
  check_map("namespace a\ndocument b\ntext c\n", "is not `namespace PREFIX URI`");
}

static void full_arenas_do_no_harm(void **state) {
  (void)state;
  static const char *const NAMES[] = {"rss", "newsml", "mediawiki"};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    char path[256];
    snprintf(path, sizeof path, DATA "xml/%s.xml", NAMES[i]);
    Slice source = read_bytes(path);
    check_full_arenas(source, path, NULL, 6);
    free((char *)(uintptr_t)source.data);
  }
  Arena arena;
  XmlMap map;
  arena_init(&arena, 1 << 20);
  xml_map_read(&arena, slice_of("namespace e urn:export\ndocument e:story\n" MAP_FIELDS), "m", &DIAGNOSTICS_SILENT,
               &map);
  ReaderOptions options = {.map = &map};
  check_full_arenas(slice_of(EXPORT), "a.xml", &options, 4);
  arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_dialect_gives_the_expected_documents),
      cmocka_unit_test(the_kind_is_known_by_the_content),
      cmocka_unit_test(encodings_are_found),
      cmocka_unit_test(usual_faults_are_read_over),
      cmocka_unit_test(what_is_whole_before_an_error_comes_out),
      cmocka_unit_test(attacks_are_refused_by_name),
      cmocka_unit_test(depth_and_size_are_limited),
      cmocka_unit_test(dumps_are_streamed),
      cmocka_unit_test(wikitext_of_any_shape_ends),
      cmocka_unit_test(end_tags_of_wikitext_are_whole),
      cmocka_unit_test(maps_say_where_things_are),
      cmocka_unit_test(faults_of_maps_are_named_with_their_line),
      cmocka_unit_test(full_arenas_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
