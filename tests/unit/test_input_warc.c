/* WARC and WET files, written here record by record. */
#include <archive.h>
#include <archive_entry.h>

#include "unit/input_records.h"

#define PAGE \
  "<html><head><title>Bridge</title></head><body><p>The town of Larkwater opened its bridge.</p></body></html>"
#define OK "HTTP/1.1 200 OK\r\n"
#define HTML_OK OK "Content-Type: text/html; charset=utf-8\r\n\r\n"

typedef struct {
  char *bytes;
  size_t length;
} File;

static void add_bytes(File *file, Slice bytes) {
  file->bytes = realloc(file->bytes, file->length + bytes.length + 1);
  memcpy(file->bytes + file->length, bytes.data, bytes.length);
  file->length += bytes.length;
}

/* A record of `block`; `wrong` is added to its length. */
static void add_record(File *file, const char *type, const char *url, Slice block, int wrong) {
  char header[1024];
  snprintf(header, sizeof header,
           "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-05-08T10:20:30Z\r\n"
           "Content-Type: %s\r\nContent-Length: %zd\r\n\r\n",
           type, url, strcmp(type, "conversion") == 0 ? "text/plain" : "application/http; msgtype=response",
           (ssize_t)block.length + wrong);
  add_bytes(file, slice_of(header));
  add_bytes(file, block);
  add_bytes(file, SLICE("\r\n\r\n"));
}

static void add_page(File *file, const char *url, const char *http) {
  add_record(file, "response", url, slice_of(http), 0);
}

static Slice bytes_of(const File *file) {
  return (Slice){file->bytes, file->length};
}

static void pages_and_texts_are_documents(void **state) {
  (void)state;
  File file = {0};
  add_record(&file, "warcinfo", "", SLICE("software: none\r\n"), 0);
  add_record(&file, "request", "https://a.example/", SLICE("GET / HTTP/1.1\r\n\r\n"), 0);
  add_page(&file, "https://a.example/bridge", HTML_OK PAGE);
  add_page(&file, "<https://a.example/picture>", OK "Content-Type: image/png\r\n\r\n\x89PNG");
  add_page(&file, "https://a.example/gone", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" PAGE);
  add_record(&file, "conversion", "<https://b.example/%E6%A1%A5>", SLICE("水库昨天开始蓄水，库容为三千万立方米。\n"),
             0);
  RECORDS_CHECK(bytes_of(&file), "a.warc", 2, 0, "a.warc!https://a.example/bridge (record 3 at byte ",
                "title: Bridge\nretrieved: 2024-05-08T10:20:30Z\nlanguage: en\nurl: https://a.example/bridge\n",
                "P The town of Larkwater", "a.warc!https://b.example/%E6%A1%A5 (record 6 at byte ",
                "language: zh\nurl: https://b.example/%E6%A1%A5\n", "P 水库昨天");
  RECORDS_CHECK(bytes_of(&file), "known-by-its-first-bytes", 2, 0, "P The town", "P 水库");
  free(file.bytes);
}

static void bodies_are_joined_and_unpacked(void **state) {
  (void)state;
  File file = {0};
  add_page(&file, "https://a.example/1",
           OK
           "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
           "1b\r\n<html><body><p>The town of \r\n1D;x=y\r\nLarkwater opened its bridge.\n\r\n0\r\n\r\n");
  add_page(&file, "https://a.example/2",
           OK
           "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n<p>Not in chunks at all, says this page.</p>");
  add_page(&file, "https://a.example/3",
           OK
           "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
           "1b\r\n<html><body><p>The town of \r\nFF\r\nLarkwater opened a bridge.\n");
  add_page(&file, "https://a.example/4",
           OK "Content-Type: text/html\r\nContent-Encoding: br\r\n\r\n<p>Packed, says the head of this page.</p>");
  add_page(&file, "https://a.example/5", OK "Content-Type: text/html\r\nContent-Encoding: br\r\n\r\n\x0b\x02\x80xyz");
  RECORDS_CHECK(bytes_of(&file), "a.warc", 4, 1, "P The town of Larkwater opened its bridge.\n",
                "P Not in chunks at all", "https://a.example/3 ", "the page is cut off: a chunk is broken",
                "P The town of Larkwater opened a bridge.", "P Packed, says", "https://a.example/5 ",
                "record skipped: its page is packed as br");
  free(file.bytes);
}

/* The bytes as one member of gzip; caller frees. */
static Slice gzip(Slice bytes) {
  size_t used = 0, room = bytes.length + 4096;
  char *packed = malloc(room);
  struct archive *archive = archive_write_new();
  struct archive_entry *entry = archive_entry_new();
  archive_write_add_filter_gzip(archive);
  archive_write_set_format_raw(archive);
  archive_write_set_bytes_per_block(archive, 0);
  archive_write_open_memory(archive, packed, room, &used);
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(archive, entry);
  archive_write_data(archive, bytes.data, bytes.length);
  archive_entry_free(entry);
  assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
  archive_write_free(archive);
  return (Slice){packed, used};
}

/* Adds a record as a member of gzip, and frees it. */
static void add_packed(File *file, File *record) {
  Slice packed = gzip(bytes_of(record));
  add_bytes(file, packed);
  free((char *)(uintptr_t)packed.data);
  free(record->bytes);
}

/* As Common Crawl has it: each record a member of its own. */
static void records_are_members_of_gzip(void **state) {
  (void)state;
  File file = {0};
  for (int i = 0; i < 3; i++) {
    File record = {0};
    add_page(&record, i == 1 ? "https://a.example/2" : "https://a.example/1", HTML_OK PAGE);
    add_packed(&file, &record);
  }
  RECORDS_CHECK(bytes_of(&file), "a.warc.gz", 3, 0, "a.warc.gz!https://a.example/1 (record 1 at byte 0)",
                "url: https://a.example/2\n", "url: https://a.example/1\n");
  free(file.bytes);
}

/* Three records, each a member of gzip; `ends`: where each ends. */
static File packed_records(size_t ends[3]) {
  File file = {0};
  for (int i = 0; i < 3; i++) {
    char url[32];
    File record = {0};
    snprintf(url, sizeof url, "https://a.example/%d", i + 1);
    add_page(&record, url, HTML_OK PAGE);
    add_packed(&file, &record);
    ends[i] = file.length;
  }
  return file;
}

static void a_broken_member_costs_only_itself(void **state) {
  (void)state;
  size_t ends[3];
  File file = packed_records(ends);
  memset(file.bytes + ends[0] + 40, 0xFF, 20);
  RECORDS_CHECK(bytes_of(&file), "a.warc.gz", 2, 1, "url: https://a.example/1\n", "! a.warc.gz @",
                "cannot be read: the gzip member at byte ", "url: https://a.example/3\n");
  file.length = ends[2] - 100;
  RECORDS_CHECK(bytes_of(&file), "a.warc.gz", 1, 2, "url: https://a.example/1\n", "! a.warc.gz @", "cannot be read",
                "(record 2 at byte ", "the file ends within it");
  free(file.bytes);
  file = packed_records(ends);
  for (size_t at = ends[0]; at < ends[1]; at++) {
    file.bytes[at] = (char)(file.bytes[at] ^ (1 << (at & 7)));
    Records records = records_read(bytes_of(&file), "a.warc.gz", NULL);
    if (records.documents < 2 || records.errors > 2) fail_msg("byte %zu: %s", at, records.text);
    records_free(&records);
    file.bytes[at] = (char)(file.bytes[at] ^ (1 << (at & 7)));
  }
  free(file.bytes);
}

static void a_record_may_be_no_bomb(void **state) {
  (void)state;
  File file = {0}, block = {0};
  size_t length = (size_t)40 << 20;
  char *letters = malloc(length);
  memset(letters, 'a', length);
  add_bytes(&block, SLICE(HTML_OK));
  add_bytes(&block, (Slice){letters, length});
  for (int i = 0; i < 2; i++) {
    File record = {0};
    add_record(&record, "response", i ? "https://a.example/2" : "https://a.example/bomb",
               i ? SLICE(HTML_OK PAGE) : bytes_of(&block), 0);
    add_packed(&file, &record);
  }
  RECORDS_CHECK(bytes_of(&file), "a.warc.gz", 1, 1, "! a.warc.gz!https://a.example/bomb (record 1 at byte 0)",
                "more than 250 times its size", "url: https://a.example/2\n");
  free(letters), free(block.bytes), free(file.bytes);
}

static void packed_pages_are_unpacked(void **state) {
  (void)state;
  File file = {0}, block = {0};
  Slice packed = gzip(SLICE(PAGE));
  add_bytes(&block, SLICE(OK "Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"));
  add_bytes(&block, packed);
  add_record(&file, "response", "https://a.example/1", bytes_of(&block), 0);
  block.length -= 20;
  add_record(&file, "response", "https://a.example/cut", bytes_of(&block), 0);
  add_page(&file, "https://a.example/3", HTML_OK PAGE);
  RECORDS_CHECK(bytes_of(&file), "a.warc", 2, 1, "title: Bridge", "url: https://a.example/1\n",
                "! a.warc!https://a.example/cut (record 2 at byte ", "truncated gzip", "url: https://a.example/3\n");
  free((char *)(uintptr_t)packed.data);
  free(block.bytes);
  free(file.bytes);
}

/* What HTTP says counts where the page says nothing. */
static void the_charset_of_the_response_is_used(void **state) {
  (void)state;
  File file = {0};
  add_page(
      &file, "https://a.example/1",
      OK "Content-Type: text/html; charset=\"Windows-1252\"\r\n\r\n<p>A caf\xE9 opened in the town of Larkwater.</p>");
  add_page(
      &file, "https://a.example/2",
      OK
      "Content-Type: text/html; charset=big5\r\n\r\n<meta charset=gbk><p>\xCB\xAE\xBF\xE2\xD7\xF2\xCC\xEC\xBF\xAA\xCA"
      "\xBC\xD0\xEE\xCB\xAE\xA1\xA3</p>");
  RECORDS_CHECK(bytes_of(&file), "a.warc", 2, 0, "encoding: windows-1252\n", "P A café opened", "encoding: GB18030\n",
                "P 水库昨天开始蓄水。");
  free(file.bytes);
}

static void broken_records_cost_only_themselves(void **state) {
  (void)state;
  static const struct {
    int wrong;
    const char *http, *problem;
  } BROKEN[] = {
      {0, "HTTP/1.1 200 OK\r\nContent-Type: text/html", "its HTTP header does not end"},
      {0, HTML_OK, "its page is empty"},
      {-5, HTML_OK PAGE, "its Content-Length is wrong"},
      {7, HTML_OK PAGE, "its Content-Length is wrong"},
      {400, HTML_OK PAGE, "its Content-Length is wrong"},
      {100000, HTML_OK PAGE, "its Content-Length is wrong"},
      {100000000, HTML_OK PAGE, "it is larger than"},
      {-100000, HTML_OK PAGE, "no Content-Length that makes sense"},
      {0, HTML_OK "<p></p>", "holds no text that could be an article"},
  };
  for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
    File file = {0};
    add_page(&file, "https://a.example/1", HTML_OK PAGE);
    add_record(&file, "response", "https://a.example/broken", slice_of(BROKEN[i].http), BROKEN[i].wrong);
    add_page(&file, "https://a.example/3", HTML_OK PAGE);
    add_page(&file, "https://a.example/4", HTML_OK PAGE);
    RECORDS_CHECK(bytes_of(&file), "a.warc", 3, 1, "url: https://a.example/1\n",
                  "! a.warc!https://a.example/broken (record 2 at byte ", BROKEN[i].problem,
                  "url: https://a.example/3\n", "url: https://a.example/4\n");
    free(file.bytes);
  }
}

static void bytes_between_records_are_one_error(void **state) {
  (void)state;
  File file = {0};
  add_page(&file, "https://a.example/1", HTML_OK PAGE);
  add_bytes(&file, SLICE("Here stands\r\nsomething else.\r\n\r\n"));
  add_page(&file, "https://a.example/2", HTML_OK PAGE);
  RECORDS_CHECK(bytes_of(&file), "a.warc", 2, 1, "a.example/1\n",
                "holds 30 bytes that are no WARC record behind record 1", "a.example/2\n");
  RECORDS_CHECK(SLICE("No record, whatever the name says.\n"), "a.warc", 0, 1, "that are no WARC record");
  RECORDS_CHECK(SLICE(""), "a.warc", 0, 1, "! a.warc @-1 holds no WARC record");
  free(file.bytes);
}

/* Wherever the file breaks off, there is one error at most, and what was whole before it comes out. */
static void cut_files_are_one_error(void **state) {
  (void)state;
  File file = {0};
  unsigned before = 0;
  add_page(&file, "https://a.example/1", HTML_OK PAGE);
  add_record(&file, "conversion", "https://a.example/2", SLICE("A ship left the port of Larkwater.\n"), 0);
  add_page(&file, "https://a.example/3", HTML_OK PAGE);
  for (size_t length = 1; length <= file.length; length++) {
    char *bytes = malloc(length);
    memcpy(bytes, file.bytes, length);
    Records records = records_read((Slice){bytes, length}, "a.warc", NULL);
    assert_true(records.errors <= 1);
    assert_true(records.documents >= before);
    before = records.documents;
    records_free(&records);
    free(bytes);
  }
  assert_int_equal(before, 3);
  free(file.bytes);
}

static void full_arenas_do_no_harm(void **state) {
  (void)state;
  File file = {0};
  for (int i = 0; i < 3; i++) add_page(&file, "https://a.example/1", HTML_OK PAGE);
  check_full_arenas(bytes_of(&file), "a.warc", NULL, 5);
  free(file.bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_and_texts_are_documents),
      cmocka_unit_test(bodies_are_joined_and_unpacked),
      cmocka_unit_test(records_are_members_of_gzip),
      cmocka_unit_test(a_broken_member_costs_only_itself),
      cmocka_unit_test(a_record_may_be_no_bomb),
      cmocka_unit_test(packed_pages_are_unpacked),
      cmocka_unit_test(the_charset_of_the_response_is_used),
      cmocka_unit_test(broken_records_cost_only_themselves),
      cmocka_unit_test(bytes_between_records_are_one_error),
      cmocka_unit_test(cut_files_are_one_error),
      cmocka_unit_test(full_arenas_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
