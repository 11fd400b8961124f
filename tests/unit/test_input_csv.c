/* Tables as text: separators, quotes, line breaks, names of columns, and what is wrong. */
#include "unit/input_records.h"

static void columns_are_found_by_name(void **state) {
  (void)state;
  static const char EXPECTED[] =
      "id: 1\ntitle: Bridge\ndate: 2024-05-08\nauthor: Roe, Jane\npublisher: Courier\nsource: Agency\nlanguage: "
      "en\nurl: "
      "https://a.example/1\nencoding: UTF-8\n---\nP The bridge opened on Monday.\n===\n";
  RECORDS_CHECK(
      SLICE("id,Title,date,author,publisher,source,lang,url,other,TEXT\r\n"
            "1,Bridge,8 May 2024,\"Roe, Jane\",Courier,Agency,en-GB,https://a.example/1,x,The bridge opened on "
            "Monday.\r\n"),
      "a.csv", 1, 0, EXPECTED);
  RECORDS_CHECK(SLICE("\xEF\xBB\xBF"
                      "text\tid\nThe bridge opened.\t7\n"),
                "a.tsv", 1, 0, "id: 7\n", "P The bridge");
  RECORDS_CHECK(SLICE("id;text\n7;Eine Brücke, sagt er.\n"), "a.csv", 1, 0, "id: 7\n", "P Eine Brücke, sagt er.");
  RECORDS_CHECK(SLICE("text\nOne two.\n"), "a.csv", 1, 0, "P One");
}

static void quotes_hold_everything(void **state) {
  (void)state;
  RECORDS_CHECK(
      SLICE("id,text\n1,\"He said \"\"yes\"\", then left.\nA second line, too.\n\nA third.\"\n\n2,A \"quoted\" "
            "word\n\"3\",\"\"\"Both\"\" came.\"\n4,\"Odd\" end\n"),
      "a.csv", 4, 0, "id: 1\n", "P He said \"yes\", then left.\n", "P A second line, too.\n", "P A third.\n", "id: 2\n",
      "P A \"quoted\" word\n", "id: 3\n", "P \"Both\" came.\n", "id: 4\n", "P Odd end\n");
}

static void other_names_are_told(void **state) {
  (void)state;
  ReaderOptions options = {.fields = SLICE("text=body, title=head line,id=key")};
  Records records = records_read(SLICE("key,Head Line,body,text\n1,Bridge,It opened.,no\n"), "a.csv", &options);
  assert_non_null(strstr(records.text, "id: 1\ntitle: Bridge\n"));
  assert_non_null(strstr(records.text, "P It opened.\n"));
  records_free(&records);
  options.fields = SLICE("text=body");
  records = records_read(SLICE("{\"body\": \"It opened.\", \"text\": \"no\"}\n"), "a.jsonl", &options);
  assert_non_null(strstr(records.text, "P It opened.\n"));
  records_free(&records);
  RECORDS_CHECK(SLICE("a,b\n1,2\n"), "a.csv", 0, 1, "has no column `text` among a,b; --fields text=NAME");
}

static void errors_name_the_line(void **state) {
  (void)state;
  Reports reports = {0};
  Arena arena;
  SpoStatus status;
  Document document;
  Diagnostics diagnostics = {keep_report, &reports};
  arena_init(&arena, 1 << 20);
  Reader *reader = reader_open_memory(
      SLICE("id,text\n1,\"two\nlin\xC3\xA9s \xC3\xA9\"\n2,\n3,a,b\n4,caf\xC3\n5,x\n6,\"never closed\n7,y\n"), "a.csv",
      NULL, &diagnostics, &status);
  unsigned documents = 0;
  while ((status = reader_next(reader, &arena, &document)) != SPO_END) documents += status == SPO_SUCCESS;
  assert_int_equal(documents, 3);
  assert_string_equal(reports.all,
                      "4:0@-1 record skipped: text is empty\n"
                      "5:0@-1 record skipped: it has 3 fields, the header 2\n"
                      "6:0@-1 record skipped: not valid UTF-8\n"
                      "8:0@-1 record skipped: a quote is not closed\n");
  reader_close(reader);
  arena_free(&arena);
}

static void values_that_make_no_sense_are_warnings(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("text,date,url,lang\nIt opened.,soon,nowhere,???\n"), "a.csv", 1, 0, "url is not absolute",
                "date is not understood", "lang is no language tag", "P It opened.");
}

static void other_encodings_are_read(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("id,text\n1,\xBD\xAD\xB3\xC7\xB4\xF3\xC7\xC5\xD7\xF2\xCC\xEC\xCD\xA8\xB3\xB5\xA3\xAC\xCA\xD0\xB3"
                      "\xA4\xCB\xB5\xA1\xA3\n"),
                "a.csv", 1, 0, "encoding: GB18030\n", "P 江城大桥昨天通车，市长说。");
  RECORDS_CHECK(SLICE("\xFF\xFEi\0d\0\t\0t\0e\0x\0t\0\r\0\n\0\x31\0\t\0\x65\x67\x2D\x4E\x02\x30\r\0\n\0"), "a", 1, 0,
                "encoding: UTF-16LE\n", "P 来中。");
  RECORDS_CHECK(SLICE("id,text\n1,The caf\xE9 of Larkwater opened on Monday.\n"), "a.csv", 1, 0,
                "encoding: windows-1252\n", "P The café of");
}

static void tables_are_known_by_their_first_line(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE("\"id\",\"text\"\n\"1\",\"It opened.\"\n"), "a", 1, 0, "id: 1\n", "P It opened.");
  RECORDS_CHECK(SLICE("The text, id est this one, is no table.\nIt has two lines.\n"), "a", 1, 0, "P The text, id est");
}

static void size_is_limited(void **state) {
  (void)state;
  Slice large = repeat_piece("id,text\n1,One.\n2,", "0123456789abcdef", 600000, "\n3,Three.\n");
  RECORDS_CHECK(large, "a.csv", 2, 1, "P One.", "record skipped: it is longer than 8388608 bytes", "P Three.");
  Slice open = repeat_piece("id,text\n1,One.\n2,\"", "0123456789abcdef\n", 600000, "");
  Records records = records_read(open, "a.csv", NULL);
  assert_int_equal(records.documents, 1);
  assert_int_equal(records.errors, 600000);
  records_free(&records);
  Slice wide = repeat_piece("id,text", ",c", 5000, "\n1,One.\n");
  RECORDS_CHECK(wide, "a.csv", 0, 1, "has too many columns");
  free((char *)(uintptr_t)large.data);
  free((char *)(uintptr_t)open.data);
  free((char *)(uintptr_t)wide.data);
}

static void cut_tables_do_no_harm(void **state) {
  (void)state;
  static const char WHOLE[] = "id,text\r\n1,\"He said \"\"yes\"\".\r\nThen he left.\"\r\n2,A ship came.\r\n";
  for (size_t length = 1; length < sizeof WHOLE; length++) {
    char *bytes = malloc(length);
    memcpy(bytes, WHOLE, length);
    Records records = records_read((Slice){bytes, length}, "a.csv", NULL);
    assert_true(records.documents + records.errors <= 2);
    records_free(&records);
    free(bytes);
  }
  check_full_arenas(slice_of(WHOLE), "a.csv", NULL, 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_are_found_by_name),
      cmocka_unit_test(quotes_hold_everything),
      cmocka_unit_test(other_names_are_told),
      cmocka_unit_test(errors_name_the_line),
      cmocka_unit_test(values_that_make_no_sense_are_warnings),
      cmocka_unit_test(other_encodings_are_read),
      cmocka_unit_test(tables_are_known_by_their_first_line),
      cmocka_unit_test(size_is_limited),
      cmocka_unit_test(cut_tables_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
